"""Search feeds: every entry is its publisher's, none the aggregator's."""

from datetime import UTC, datetime
import json

import pytest

from newsloom.sources.detect import DetectedKind
from newsloom.sources.search import SearchKind, parse_search
from newsloom.sources.wrappers import unwrapped
from newsloom.testing.fakes import told
from newsloom.types import Failure, Fetched, Harvest, Memory, Source

NOW = datetime(2026, 7, 21, 12, tzinfo=UTC)
GOOGLE = "https://news.google.com/rss/search?q=tides"
OPAQUE = "https://news.google.com/rss/articles/CBMiVkFVX3lxTE4zaGU2bTY2ZGkzdTRkSkJ0cFpsTGlDUjkx?oc=5"
RSS = f"""<rss version="2.0"><channel><title>"tides" - Google News</title><item><title>Tides - and more - rise - The Shore</title>
<link>{OPAQUE}</link><pubDate>Mon, 20 Jul 2026 08:00:00 GMT</pubDate>
<description>&lt;a href="{OPAQUE}"&gt;Tides&lt;/a&gt;&amp;nbsp;&lt;font&gt;The Shore&lt;/font&gt;</description>
<source url="https://www.shore.example">The Shore</source></item></channel></rss>"""
BING = """<rss version="2.0" xmlns:News="https://www.bing.com/news/search?q=tides&amp;format=rss"><channel>
<title>tides - BingNews</title><item><title>Tides rise</title><link>http://www.bing.com/news/apiclick.aspx?ref=FexRss&amp;url=https%3a%2f%2fshore.example%2f1&amp;c=1</link>
<description>The sea rose.</description><News:Source>The Shore</News:Source></item></channel></rss>"""
HNRSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>HN</title><item><title>Tides rise</title>
<description>Article URL: https://shore.example/1 Points: 9</description><link>https://shore.example/1</link><dc:creator>reader</dc:creator>
</item></channel></rss>"""
HITS = {
    "hits": [
        {
            "title": "Tides rise",
            "url": "https://shore.example/1",
            "author": "reader",
            "created_at": "2026-07-20T08:00:00Z",
            "objectID": "7",
        },
        {"title": "Ask HN: Which tide?", "url": None, "objectID": "8"},
        {"title": "Odd", "url": ["x"], "objectID": "../9"},
        None,
        7,
    ]
}


def answered(url, body):
    return Fetched(url=url, status=200, body=body.encode(), at=NOW)


def test_google_entry_keeps_its_opaque_link_and_credits_its_outlet():
    harvest = parse_search(answered(GOOGLE, RSS))
    (entry,) = harvest.entries
    assert harvest.kind == "search"
    assert (entry.url, entry.title, entry.summary) == (OPAQUE, "Tides - and more - rise", "")
    assert (entry.outlet, entry.outlet_url.rstrip("/")) == ("The Shore", "https://www.shore.example")
    assert entry.published_at == datetime(2026, 7, 20, 8, tzinfo=UTC)


def test_bing_entry_keeps_its_summary_and_credits_its_outlet_at_the_articles_site():
    (entry,) = parse_search(answered("https://www.bing.com/news/search?q=tides&format=rss", BING)).entries
    assert (entry.outlet, entry.outlet_url) == ("The Shore", "https://shore.example")
    assert (unwrapped(entry.url), entry.title, entry.summary) == ("https://shore.example/1", "Tides rise", "The sea rose.")


def test_reader_of_hacker_news_is_no_author_and_the_points_no_summary():
    (entry,) = parse_search(answered("https://hnrss.org/newest?q=tides", HNRSS)).entries
    assert (entry.url, entry.author, entry.summary) == ("https://shore.example/1", "", "")


def test_hits_of_hacker_news_are_read_field_by_field():
    harvest = parse_search(answered("https://hn.algolia.com/api/v1/search?query=tides", json.dumps(HITS)))
    assert [(entry.url, entry.title, entry.author) for entry in harvest.entries] == [
        ("https://shore.example/1", "Tides rise", ""),
        ("https://news.ycombinator.com/item?id=8", "Ask HN: Which tide?", ""),
        ("", "Odd", ""),
    ]


@pytest.mark.parametrize("body", ["<html><p>consent</p>", '{"message": "no"}', '{"hits": 7}', "[" * 10_000])
def test_anything_else_is_a_failure(body):
    assert isinstance(parse_search(answered(GOOGLE, body)), Failure)


@pytest.mark.parametrize("kind", [SearchKind(), DetectedKind()])
def test_page_of_a_search_is_asked_for_as_its_feed(kind):
    source = Source(url="https://news.google.com/search?q=tides")
    talk = kind.converse(source, Memory(source=source.url), NOW)
    assert told(talk, None).url == GOOGLE
    with pytest.raises(StopIteration) as end:
        told(talk, answered(GOOGLE, RSS))
    harvest = end.value.value
    assert isinstance(harvest, Harvest)
    assert harvest.kind == "search"
    assert {entry.source for entry in harvest.entries} == {source.url}
