import asyncio

import pytest

from newsloom.testing.factories import NOW, URL
from newsloom.testing.fakes import MemorySink, ReplayFetcher
from newsloom.types import Artifact, Failure, Fetched, Request, Swap

PAGE = Fetched(url=URL, status=200, headers=(("ETag", '"7"'), ("Last-Modified", "yesterday")), body=b"0123456789", at=NOW)


def ask(fetcher, **request):
    return asyncio.run(fetcher.fetch(Request(url=URL, **request)))


def test_replay_fetcher_returns_its_pages_and_failures_and_records_requests():
    failure = Failure(stage="fetch", subject="x", code="timeout", reason="no answer")
    pages = {}
    fetcher = ReplayFetcher(pages)
    assert ask(fetcher).code == "http-404"
    for answer in (PAGE, failure):
        pages[URL] = answer
        assert ask(fetcher) == answer
    assert fetcher.requests == [Request(url=URL)] * 3


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ((("If-None-Match", '"7"'),), 304),
        ((("if-none-match", '"8"'),), 200),
        ((("If-Modified-Since", "yesterday"),), 304),
        ((("If-Modified-Since", "today"),), 200),
        ((("If-None-Match", '"8"'), ("If-Modified-Since", "yesterday")), 200),
        ((), 200),
    ],
)
def test_replay_fetcher_conditional_request_answers_by_the_validators(headers, status):
    answer = ask(ReplayFetcher({URL: PAGE}), headers=headers)
    assert (answer.status, answer.body) == (status, b"" if status == 304 else PAGE.body)


def test_replay_fetcher_page_over_the_limit_is_cut_or_refused():
    fetcher = ReplayFetcher({URL: PAGE})
    assert ask(fetcher, limit=10) == PAGE
    assert ask(fetcher, limit=4, partial=True).body == b"0123"
    assert ask(fetcher, limit=9).code == "too-large"


def test_memory_sink_swapped_holds_exactly_the_last_artifacts():
    sink = MemorySink()
    assert sink.swap(Artifact(path=name, body=b"1") for name in "abc") == Swap(written=3)
    changed = [Artifact(path="b", body=b"1"), Artifact(path="c", body=b"2"), Artifact(path="d", body=b"1")]
    assert sink.swap(changed) == Swap(written=2, unchanged=1, removed=1)
    assert sink.files == {"b": b"1", "c": b"2", "d": b"1"}
