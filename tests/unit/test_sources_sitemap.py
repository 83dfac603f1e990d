"""Sitemaps, news sitemaps and their indexes."""

from datetime import UTC, datetime
import gzip

import pytest

from newsloom.sources import sitemap
from newsloom.sources.sitemap import CHILDREN, SitemapKind, parse_sitemap
from newsloom.testing.fakes import told
from newsloom.types import Failure, Fetched, Memory, Source

NOW = datetime(2020, 7, 21, 12, tzinfo=UTC)
URL = "https://news.example/sitemap.xml"
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
NEWS = f"""<?xml version="1.0"?><urlset {SPACES}><url><loc>https://news.example/a</loc><lastmod>2020-07-21</lastmod>
<image:image><image:loc>https://news.example/a.jpg</image:loc><image:title>wrong</image:title></image:image>
<news:news><news:publication><news:name>Example News</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2020-07-20T08:00:00Z</news:publication_date><news:title>Chips &amp; co</news:title></news:news></url></urlset>"""


def answered(body, url=URL, headers=()):
    return Fetched(url=url, status=200, headers=headers, body=body.encode() if isinstance(body, str) else body, at=NOW)


def index(*children):
    rows = "".join(f"<sitemap><loc>{url}</loc>" + (f"<lastmod>{date}</lastmod>" if date else "") + "</sitemap>" for url, date in children)
    return f"<sitemapindex {SPACES}>{rows}</sitemapindex>"


def urlset(*urls):
    return f"<urlset {SPACES}>" + "".join(f"<url><loc>{url}</loc></url>" for url in urls) + "</urlset>"


def test_news_sitemap_gives_title_date_language_and_image():
    harvest = parse_sitemap(answered(NEWS))
    entry = harvest.entries[0]
    assert (harvest.title, harvest.kind) == ("Example News", "sitemap")
    assert (entry.url, entry.title, entry.language) == ("https://news.example/a", "Chips & co", "en")
    assert entry.image == "https://news.example/a.jpg"
    assert entry.published_raw == "2020-07-20T08:00:00Z"
    assert entry.published_at == datetime(2020, 7, 20, 8, tzinfo=UTC)


def test_front_page_is_no_item():
    harvest = parse_sitemap(answered(urlset("https://news.example/", "https://news.example/b")))
    assert [entry.url for entry in harvest.entries] == ["https://news.example/b"]


def test_gzip_file_is_unpacked():
    assert parse_sitemap(answered(gzip.compress(NEWS.encode()))).entries


def test_gzip_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(sitemap, "LARGEST_DOCUMENT", 100_000)
    assert parse_sitemap(answered(gzip.compress(b" " * 100_001))).code == "too-large"
    assert parse_sitemap(answered(gzip.compress(b" " * 99_000 + NEWS.encode()))).entries


@pytest.mark.parametrize("body", [gzip.compress(NEWS.encode())[:-20], b"\x1f\x8b" + b"junk" * 10])
def test_damaged_gzip_file_is_a_failure(body):
    assert parse_sitemap(answered(body)).code == "broken-gzip"


def test_feed_is_not_a_sitemap():
    assert parse_sitemap(answered("<rss><channel/></rss>")).code == "not-a-sitemap"


def converse(first, children, headers=()):
    """Let an index's conversation ask for children by address; return what it asked and brought."""
    talk = SitemapKind().converse(Source(url=URL), Memory(source=URL), NOW)
    asked = []
    request = told(talk, None)
    answer = answered(first, headers=headers)
    while True:
        try:
            request = told(talk, answer)
        except StopIteration as end:
            return asked, end.value
        asked.append(request.url)
        body = children[request.url]
        answer = body if isinstance(body, Failure) else answered(body, request.url)


def test_index_asks_the_newest_children_only():
    days = [f"2020-07-{day:02}" for day in (3, 9, 1, 8, 7)]
    urls = [f"https://news.example/{day}.xml" for day in days]
    asked, harvest = converse(index(*zip(urls, days, strict=True)), {url: urlset(url + "/a") for url in urls}, (("ETag", '"1"'),))
    assert asked == [urls[1], urls[3], urls[4]]
    assert len(asked) == CHILDREN
    assert [entry.url for entry in harvest.entries] == [url + "/a" for url in asked]
    assert {entry.source for entry in harvest.entries} == {URL}
    assert harvest.etag == '"1"'


def test_index_that_dates_no_child_keeps_no_validators():
    _, harvest = converse(index(("https://news.example/1.xml", "")), {"https://news.example/1.xml": NEWS}, (("ETag", '"1"'),))
    assert harvest.entries
    assert harvest.etag == ""


GONE = Failure(stage="fetch", subject="https://news.example/1.xml", code="http-404", reason="gone")


def test_child_that_fails_costs_its_own_entries_and_the_validators():
    both = index(("https://news.example/1.xml", "2020-07-02"), ("https://news.example/2.xml", "2020-07-01"))
    _, harvest = converse(both, {"https://news.example/1.xml": GONE, "https://news.example/2.xml": NEWS}, (("ETag", '"1"'),))
    assert len(harvest.entries) == 1
    assert harvest.etag == ""


def test_index_whose_children_all_fail_is_a_failure_of_the_source():
    _, failure = converse(index(("https://news.example/1.xml", "2020-07-02")), {"https://news.example/1.xml": GONE})
    assert (failure.code, failure.subject) == ("http-404", URL)


def test_index_within_an_index_is_followed_to_its_newest_child_and_no_further():
    outer, inner, deep = (f"https://news.example/{name}.xml" for name in ("outer", "inner", "deep"))
    first = index((outer, "2020-07-02"))
    children = {outer: index((deep, "2020-06-01"), (inner, "2020-07-01")), inner: urlset("https://news.example/a")}
    asked, harvest = converse(first, children, (("ETag", '"1"'),))
    assert asked == [outer, inner]
    assert [entry.url for entry in harvest.entries] == ["https://news.example/a"]
    assert harvest.etag == '"1"'
    asked, harvest = converse(first, children | {inner: index((deep, "2020-07-01"))})
    assert asked == [outer, inner]
    assert harvest.entries == ()


def test_index_within_an_index_that_dates_nothing_keeps_no_validators():
    outer, inner = "https://news.example/outer.xml", "https://news.example/inner.xml"
    children = {outer: index((inner, "")), inner: urlset("https://news.example/a")}
    _, harvest = converse(index((outer, "2020-07-02")), children, (("ETag", '"1"'),))
    assert harvest.entries
    assert harvest.etag == ""


@pytest.mark.parametrize(
    ("children", "first"),
    [
        (("category-sitemap.xml", "2020-07-09"), "post-sitemap.xml"),
        (("author-sitemap.xml", "2020-07-09"), "post-sitemap.xml"),
        (("sitemap-tags.xml", ""), "news/post-sitemap.xml"),
        (("sitemap-static.xml", ""), "google-news.xml"),
        (("2019/12.xml", ""), "2020/01.xml"),
        (("sitemap-2020-06.xml", ""), "sitemap-2020-07.xml"),
    ],
)
def test_index_asks_for_articles_first_whatever_its_dates_leave_open(children, first):
    name, date = children
    rows = [(f"https://news.example/{name}", date), (f"https://news.example/{first}", "2020-07-01" if date else "")]
    assert parse_sitemap(answered(index(*rows))).children[0] == rows[1][0]


def test_image_sitemap_gives_the_first_picture_of_each_page():
    page = "<url><loc>https://news.example/a</loc>" + "".join(
        f"<image:image><image:loc>/{name}.jpg</image:loc><image:caption>no title</image:caption></image:image>" for name in "ab"
    )
    (entry,) = parse_sitemap(answered(f"<urlset {SPACES}>{page}</url></urlset>")).entries
    assert (entry.image, entry.title) == ("https://news.example/a.jpg", "")
