"""Listings: the headlines of a page, and what else it holds is left alone."""

from datetime import UTC, datetime

import pytest

from newsloom.sources.announced import declared, feeds, heading, sitemaps
from newsloom.sources.listing import ListingKind, parse_listing
from newsloom.testing.contracts import JUNK
from newsloom.testing.fakes import told
from newsloom.types import Failure, Fetched, Harvest, Memory, Source

NOW = datetime(2026, 7, 21, 12, tzinfo=UTC)
URL = "https://shore.example/news/"
ROW = "<li class=row><a href='/news/{0}'>The council of the {0} shore votes for a wall</a></li>"
ROWS = "".join(ROW.format(name) for name in ("north", "east", "south"))
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>News | The Shore</title></head><body>
<header><a href="/">The Shore, your paper by the sea</a>
<nav><a href="/tides-of-the-year">All tides of the coming year here</a></nav></header>
<main><article><a href="/news/1?utm_source=front"><img src="a.jpg"></a><header><h2><a href="/news/1">Old lighthouse to  shine
 again</a></h2></header><a href="/news/1">Read more about the old lighthouse and its keeper</a>
<a href="/author/mara">More by our reporter Mara Lund</a></article>
<h3 class=t><a href="https://other.example/2">Another site's story about the very same tides</a></h3>
<div><a href="/news/3"><h3>Ferry late</h3><p>It was to begin in May, and nobody knows why it did not.</p></a></div>
<div><a href="/news/4"><h3>New ferry is late again, say islanders</h3><p>It was to begin in May.</p></a></div>
<ul>{ROWS}</ul><p>See <a href="/news/buried">what the paper wrote in the year before</a> or
<a href="/tag/ferry">all stories on the ferry</a>.</p></main>
<div class="side"><h3><a href="/news/side">What everybody read in the last month</a></h3></div>
<aside><a href="/news/most-read">The most read story of the whole week</a></aside>
<footer><a href="/terms">Terms and conditions of the whole house</a></footer></body></html>"""


def answered(body, url=URL, headers=()):
    return Fetched(url=url, status=200, headers=headers, body=body.encode() if isinstance(body, str) else body, at=NOW)


def found(body, select="", **more):
    read = parse_listing(answered(body, **more), URL, select)
    return [(entry.url, entry.title) for entry in read.entries] if isinstance(read, Harvest) else read.code


def test_headlines_are_found_and_nothing_else():
    assert found(PAGE) == [
        ("https://shore.example/news/1", "Old lighthouse to shine again"),
        ("https://shore.example/news/4", "New ferry is late again, say islanders"),
        *(
            (f"https://shore.example/news/{name}", f"The council of the {name} shore votes for a wall")
            for name in ("north", "east", "south")
        ),
    ]


def test_listing_says_what_it_is_and_dates_nothing():
    harvest = parse_listing(answered(PAGE), URL)
    assert (harvest.kind, harvest.title, harvest.language) == ("listing", "News | The Shore", "en-GB")
    assert {(entry.source, entry.published_at, entry.language) for entry in harvest.entries} == {(URL, None, "en-GB")}


def test_page_without_a_main_area_is_read_whole():
    assert len(found(f"<html><div class=wide><ul>{ROWS}</ul></div></html>")) == 3


def test_two_links_alike_make_no_list():
    assert found(f"<html><ul>{ROW.format('north')}{ROW.format('east')}</ul></html>") == "no-links"


def test_headline_in_a_script_without_blanks_is_one():
    assert found("<html><h2><a href='/1'>灯台が五月に再び点灯される</a></h2></html>") == [
        ("https://shore.example/1", "灯台が五月に再び点灯される")
    ]


def test_base_of_the_page_counts():
    assert (
        found("<html><base href='/deep/'><h2><a href='1'>Old lighthouse to shine again</a></h2></html>")[0][0]
        == "https://shore.example/deep/1"
    )


@pytest.mark.parametrize(
    "declaration", ["<meta charset=windows-1252>", "<meta http-equiv=Content-Type content='text/html; charset=windows-1252'>"]
)
def test_declared_encoding_counts(declaration):
    body = f"<html>{declaration}<h2><a href='/1'>Überall Licht am Café im Hafen</a></h2></html>".encode("windows-1252")
    assert found(body)[0][1] == "Überall Licht am Café im Hafen"


@pytest.mark.parametrize(
    ("select", "urls"),
    [
        ("aside a", ["https://shore.example/news/most-read"]),
        ("h3.t", ["https://other.example/2"]),
        ("article img", ["https://shore.example/news/1?utm_source=front"]),
        (".none", "no-links"),
        ("a[", "bad-selector"),
    ],
)
def test_selected_links_are_the_entries_whatever_they_look_like(select, urls):
    got = found(PAGE, select)
    assert (got if isinstance(got, str) else [url for url, _ in got]) == urls


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "mailto:a@b.example", "#top", "", "/news/", "/", "http://u:p@shore.example/1", "/a.pdf.zip"]
)
def test_link_that_leads_to_no_article_is_none(href):
    assert found(f"<html><h2><a href='{href}'>Old lighthouse to shine again</a></h2></html>") == "no-links"


@pytest.mark.parametrize(
    "body", [*JUNK, b"<a href=" * 50_000, b"<main>" + b"<a href=/1>" * 20_000, b"<div>" * 20_000 + b"<a href='/1'>x y z w</a>"]
)
def test_hostile_page_ends_in_a_failure_or_a_harvest(body):
    assert isinstance(parse_listing(answered(body), URL), Harvest | Failure)


def test_conversation_is_conditional_and_passes_the_selector():
    source = Source(url=URL, kind="listing", select="aside a")
    memory = Memory(source=URL, etag='"1"', checked_at=NOW, changed_at=NOW, read_at=NOW)
    talk = ListingKind().converse(source, memory, NOW)
    assert ("If-None-Match", '"1"') in told(talk, None).headers
    with pytest.raises(StopIteration) as end:
        told(talk, answered(PAGE, headers=(("ETag", '"2"'),)))
    assert [entry.url for entry in end.value.value.entries] == ["https://shore.example/news/most-read"]
    assert end.value.value.etag == '"2"'


SITE = """<html><head><title>The &quot;Shore&quot;</title>
<link rel="alternate" type="application/rss+xml" href="/comments/feed/"><LINK href='/feed.json?a=1&amp;b=2' type='application/feed+json'>
<link rel=alternate type=application/atom+xml href=/atom.xml><link rel=alternate type=application/rss+xml href=javascript:x></head>
<body><a class=x href="/feed/">Feed</a><a href="/atom.xml">Atom</a><a href="/feed-your-cat">Cats</a><a href="/about">About</a>
<a href="https://feeds.example/shore.rss">RSS</a></body></html>"""


def test_page_names_its_feeds_the_declared_before_the_linked_and_comments_last():
    own = "https://shore.example"
    assert declared(answered(SITE)) == (f"{own}/feed.json?a=1&b=2", f"{own}/atom.xml", f"{own}/comments/feed/")
    assert feeds(answered(SITE)) == (*declared(answered(SITE)), f"{own}/feed/", "https://feeds.example/shore.rss")
    assert heading(answered(SITE)) == 'The "Shore"'


def test_robots_names_its_sitemaps_those_of_news_first():
    text = (
        "Sitemap: https://a.example/1.xml\r\n sitemap : /relative\nSITEMAP:https://a.example/news.xml # new\nUser-agent: *\n" + "x" * 9999
    )
    assert sitemaps(text) == ("https://a.example/news.xml", "https://a.example/1.xml")
