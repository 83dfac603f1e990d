"""The conversation with a source: what is asked, what is remembered."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from newsloom.sources.detect import DetectedKind
from newsloom.sources.feed import FeedKind
from newsloom.sources.sitemap import SitemapKind
from newsloom.testing.fakes import told
from newsloom.types import Failure, Fetched, Harvest, Memory, Request, Source

NOW = datetime(2020, 7, 21, 12, tzinfo=UTC)
SOURCE = Source(url="https://news.example/feed.xml")
FEED = b"<rss><channel><title>News</title><item><title>A</title><link>/a</link></item></channel></rss>"
KINDS = pytest.mark.parametrize("kind", [FeedKind(), SitemapKind(), DetectedKind()], ids=["feed", "sitemap", "detected"])


def converse(kind, *answers, memory=None, now=NOW):
    """Hold a conversation with these answers; return the requests and the result."""
    talk = kind.converse(SOURCE, memory or Memory(source=SOURCE.url), now)
    requests = [told(talk, None)]
    for answer in answers:
        try:
            requests.append(told(talk, answer))
        except StopIteration as end:
            return requests, end.value
    return requests, None


def answered(body=FEED, status=200, headers=(), url=SOURCE.url):
    return Fetched(url=url, status=status, headers=headers, body=body, at=NOW)


@KINDS
def test_first_request_is_unconditional(kind):
    requests, _ = converse(kind)
    assert requests == [Request(url=SOURCE.url)]


@KINDS
def test_validators_go_out_byte_for_byte(kind):
    memory = Memory(source=SOURCE.url, etag='W/"a b"', last_modified="tue, 21 jul 2020")
    requests, _ = converse(kind, memory=memory)
    assert requests[0].headers == (("If-None-Match", 'W/"a b"'), ("If-Modified-Since", "tue, 21 jul 2020"))


@KINDS
def test_not_modified_keeps_the_validators(kind):
    memory = Memory(source=SOURCE.url, title="News", etag='"1"', last_modified="x")
    _, harvest = converse(kind, answered(b"", 304, (("ETag", '"2"'),)), memory=memory)
    assert harvest == Harvest(title="News", etag='"1"', last_modified="x", not_modified=True)


@KINDS
def test_failure_ends_the_conversation(kind):
    failure = Failure(stage="fetch", subject=SOURCE.url, code="timeout", reason="it took too long", transient=True)
    assert converse(kind, failure)[1] == failure


@KINDS
def test_empty_document_is_a_failure(kind):
    assert converse(kind, answered(b" \n"))[1].code == "empty"


def test_validators_of_a_read_answer_are_kept():
    _, harvest = converse(FeedKind(), answered(headers=(("etag", '"9"'), ("Last-Modified", "now"))))
    assert (harvest.etag, harvest.last_modified, len(harvest.entries)) == ('"9"', "now", 1)


def test_answer_that_cannot_be_read_leaves_no_validators():
    _, result = converse(FeedKind(), answered(b"<html/>", headers=(("ETag", '"9"'),)))
    assert isinstance(result, Failure)


def test_source_that_never_changes_is_asked_unconditionally_once_a_week():
    asked = []
    for hour in range(24 * 28):
        now = NOW + timedelta(hours=hour)
        memory = Memory(source=SOURCE.url, etag='"1"', checked_at=now - timedelta(hours=1), changed_at=NOW - timedelta(days=30))
        requests, _ = converse(FeedKind(), memory=memory, now=now)
        if not requests[0].headers:
            asked.append(hour)
    assert len(asked) == 4
    assert {later - earlier for earlier, later in pairwise(asked)} == {24 * 7}


def test_source_that_changed_this_week_is_always_asked_conditionally():
    for hour in range(24 * 8):
        now = NOW + timedelta(hours=hour)
        memory = Memory(source=SOURCE.url, etag='"1"', checked_at=now - timedelta(hours=1), changed_at=now - timedelta(days=6))
        requests, _ = converse(FeedKind(), memory=memory, now=now)
        assert requests[0].headers


def test_entries_name_the_source_and_not_where_it_redirected():
    _, harvest = converse(FeedKind(), answered(url="https://cdn.example/moved.xml"))
    assert harvest.entries[0].source == SOURCE.url
    assert harvest.entries[0].url == "https://cdn.example/a"
