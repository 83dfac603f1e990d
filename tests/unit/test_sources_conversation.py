"""The conversation with a source: what is asked, what is remembered."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from msgspec.structs import replace
import pytest

from newsloom.sources.conversation import _doubtful
from newsloom.sources.detect import DetectedKind
from newsloom.sources.feed import FeedKind
from newsloom.sources.sitemap import SitemapKind
from newsloom.testing.fakes import told
from newsloom.types import Failure, Fetched, Harvest, Memory, Request, Sighting, Source

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
    memory = Memory(source=SOURCE.url, read_at=NOW, etag='W/"a b"', last_modified="tue, 21 jul 2020")
    requests, _ = converse(kind, memory=memory)
    assert requests[0].headers == (("If-None-Match", 'W/"a b"'), ("If-Modified-Since", "tue, 21 jul 2020"))


@KINDS
def test_not_modified_keeps_the_validators(kind):
    memory = Memory(source=SOURCE.url, title="News", read_at=NOW, etag='"1"', last_modified="x")
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
    read_at = NOW
    for hour in range(24 * 28):
        now = NOW + timedelta(hours=hour)
        memory = Memory(source=SOURCE.url, etag='"1"', checked_at=now - timedelta(hours=1), read_at=read_at)
        requests, _ = converse(FeedKind(), memory=memory, now=now)
        if not requests[0].headers:
            asked.append(hour)
            read_at = now
    assert len(asked) in (4, 5)
    assert {5 <= (later - earlier) / 24 <= 6 for earlier, later in pairwise(asked)} == {True}


def test_sources_weeks_end_at_different_hours():
    hours = set()
    for number in range(100):
        memory = Memory(source=f"https://{number}.example/feed", etag='"1"', read_at=NOW)
        ages = (hour for hour in range(24 * 7) if _doubtful(memory, NOW + timedelta(hours=hour)))
        hours.add(next(ages))
    assert len(hours) > 10


def test_source_that_was_read_this_week_is_always_asked_conditionally():
    for hour in range(24 * 5):
        now = NOW + timedelta(hours=hour)
        memory = Memory(source=SOURCE.url, etag='"1"', checked_at=now - timedelta(hours=1), read_at=NOW)
        requests, _ = converse(FeedKind(), memory=memory, now=now)
        assert requests[0].headers


@KINDS
def test_not_modified_that_nobody_asked_for_is_a_failure(kind):
    assert converse(kind, answered(b"", 304))[1].code == "http-304"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ((("Cache-Control", "max-age=600, public"), ("Expires", "Thu, 01 Jan 1970 00:00:00 GMT")), 600),
        ((("cache-control", 'public,MAX-AGE="60"'), ("Age", "20")), 40),
        ((("Cache-Control", "no-cache, max-age=600"),), 0),
        ((("Cache-Control", "max-age=-5"),), 0),
        ((("Cache-Control", "max-age=\u00b2"),), 0),
        ((("Cache-Control", "max-age=" + "9" * 50),), 999_999_999),
        ((("Expires", "Tue, 21 Jul 2020 13:00:00 GMT"), ("Date", "Tue, 21 Jul 2020 12:30:00 GMT")), 1800),
        ((("Expires", "Tue, 21 Jul 2020 13:00:00 GMT"),), 3600),
        ((("Expires", "0"),), 0),
        ((), 0),
    ],
)
@pytest.mark.parametrize("status", [200, 304])
def test_lifetime_of_an_answer_is_what_its_server_says(headers, seconds, status):
    memory = Memory(source=SOURCE.url, read_at=NOW, etag='"1"')
    _, harvest = converse(FeedKind(), answered(b"" if status == 304 else FEED, status, headers), memory=memory)
    assert harvest.fresh_for == seconds


def test_longer_wish_of_a_document_outlasts_its_servers():
    body = FEED.replace(b"<title>News", b"<ttl>30</ttl><title>News")
    _, harvest = converse(FeedKind(), answered(body, headers=(("Cache-Control", "max-age=60"),)))
    assert harvest.fresh_for == 1800


def test_index_that_keeps_no_validators_keeps_its_move_and_its_lifetime():
    index = b"<sitemapindex><sitemap><loc>/1.xml</loc></sitemap></sitemapindex>"
    first = replace(answered(index, headers=(("Cache-Control", "max-age=60"), ("ETag", '"1"'))), moved="https://new.example/map.xml")
    _, harvest = converse(SitemapKind(), first, answered(b"<urlset><url><loc>/a</loc></url></urlset>"))
    assert (harvest.moved, harvest.fresh_for, harvest.etag) == ("https://new.example/map.xml", 60, "")


def test_source_that_moved_for_good_is_asked_there_and_its_old_place_when_that_fails():
    new = "https://new.example/feed"
    moved = Sighting(what=new, first=NOW - timedelta(days=3), last=NOW, times=3)
    memory = Memory(source=SOURCE.url, read_at=NOW, etag='"1"', moved=moved)
    requests, harvest = converse(FeedKind(), answered(url=new), memory=memory)
    assert (requests[0].url, requests[0].headers) == (new, (("If-None-Match", '"1"'),))
    assert harvest.entries[0].source == SOURCE.url
    requests, _ = converse(FeedKind(), memory=replace(memory, failures=1))
    assert requests[0] == Request(url=SOURCE.url)


def test_source_whose_face_is_anothers_is_asked_unconditionally():
    memory = Memory(source=SOURCE.url, read_at=NOW, etag='"1"', hijacked=Sighting(what="spam", first=NOW, last=NOW))
    assert converse(FeedKind(), memory=memory)[0] == [Request(url=SOURCE.url)]


def test_entries_name_the_source_and_not_where_it_redirected():
    _, harvest = converse(FeedKind(), answered(url="https://cdn.example/moved.xml"))
    assert harvest.entries[0].source == SOURCE.url
    assert harvest.entries[0].url == "https://cdn.example/a"
