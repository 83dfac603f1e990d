"""Laws of reading sources: no bytes make a reader raise, and every entry has an address."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from newsloom import urls
from newsloom.sources.detect import DetectedKind
from newsloom.sources.feed import parse_feed
from newsloom.sources.sitemap import Index, parse_sitemap
from newsloom.testing.fakes import told
from newsloom.types import Failure, Fetched, Harvest, Memory, Request, Source

NOW = datetime(2020, 7, 21, 12, tzinfo=UTC)
URL = "https://news.example/feed"
PIECES = st.sampled_from(
    [
        b"<rss>", b"<channel>", b"<item>", b"</item>", b"<title>", b"</title>", b"<link>", b"</link>", b"https://news.example/a", b"/b",

        b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<entry>", b"</entry>", b"<link href='c'/>",
        b"<![CDATA[", b"]]>", b"&amp;", b"&nope;", b"&",
        b"<urlset>", b"<url>", b"<loc>", b"</loc>", b"<sitemapindex>", b"<sitemap>", b"<lastmod>2020-07-21</lastmod>",
        b"<!--", b"-->", b"<!DOCTYPE x [",
        b'{"items": [', b'{"url": "/a"', b"}", b"]", b'"', b"\x00", b"\xff\xfe", b"\x1f\x8b", b"<?xml version='1.0' encoding='utf-16'?>",
    ]
)  # fmt: skip
BODIES = st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=40).map(b"".join))
HEADERS = st.sampled_from(
    ["", "text/xml; charset=utf-7", "text/xml; charset=utf-16", "application/json; charset=base64", "text/html; charset=big5"]
)


def fetched(body: bytes, content_type: str) -> Fetched:
    return Fetched(url=URL, status=200, headers=(("Content-Type", content_type),), body=body, at=NOW)


@given(BODIES, HEADERS)
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_harvest_or_a_failure(body, content_type):
    for read in (parse_feed, parse_sitemap):
        result = read(fetched(body, content_type))
        assert isinstance(result, Harvest | Failure | Index)
        if isinstance(result, Harvest):
            assert all(urls.absolute(entry.url) == entry.url for entry in result.entries)
            assert all(entry.image == "" or urls.absolute(entry.image) == entry.image for entry in result.entries)


@given(BODIES, HEADERS)
@settings(max_examples=150, deadline=None)
def test_any_answer_ends_or_continues_the_conversation(body, content_type):
    talk = DetectedKind().converse(Source(url=URL), Memory(source=URL), NOW)
    told(talk, None)
    try:
        outcome = told(talk, fetched(body, content_type))
    except StopIteration as end:
        outcome = end.value
    assert isinstance(outcome, Request | Harvest | Failure)


@given(st.lists(st.from_regex(r"/[a-z0-9]{1,8}", fullmatch=True), max_size=20), st.data())
@settings(max_examples=100, deadline=None)
def test_a_cut_feed_gives_a_beginning_of_the_whole_feeds_entries(paths, data):
    body = b"<rss><channel>" + b"".join(b"<item><link>%s</link></item>" % path.encode() for path in paths) + b"</channel></rss>"
    whole = [entry.url for entry in parse_feed(fetched(body, "")).entries]
    cut = parse_feed(fetched(body[: data.draw(st.integers(20, len(body)))], ""))
    found = [entry.url for entry in cut.entries] if isinstance(cut, Harvest) else []
    assert len(whole) == len(paths)
    assert found[:-1] == whole[: len(found[:-1])]
