"""Maps for machines: the sitemaps of the site's own pages, and the sources as OPML."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from heapq import nsmallest
from typing import NamedTuple

from newsloom.render.item import home, web
from newsloom.render.xml import Markup, file, tag
from newsloom.text import printable
from newsloom.times import stamp
from newsloom.types import Artifact, Edition, SourceView

MAP_SIZE = 50_000
"""Addresses in a sitemap (https://www.sitemaps.org/protocol.html)."""

NEWS_MAP_SIZE = 1_000
"""Addresses in a news sitemap (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap)."""

NEWS_SPAN = timedelta(days=2)
"""A news sitemap names articles of the last two days only (the same page)."""

_SITEMAP = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_NEWS = {**_SITEMAP, "xmlns:news": "http://www.google.com/schemas/sitemap-news/0.9"}


class Page(NamedTuple):
    """What a map says of a story's page. Held for every published story, hence as small as it can be."""

    story: str
    changed_at: datetime
    published_at: datetime
    title: str


def sitemaps(pages: Sequence[Page], edition: Edition) -> Iterator[Artifact]:
    """Yield `sitemap.xml` with the front page and every story's page; a map of maps when they do not fit into one."""
    base = home(edition.hub)
    ordered = sorted(pages, key=lambda page: page.story)
    if len(ordered) < MAP_SIZE:
        front = tag("url", [tag("loc", base)])
        yield Artifact(path="sitemap.xml", body=file(tag("urlset", [front, *_urls(base, ordered)], _SITEMAP)))
        return
    parts = [ordered[start : start + MAP_SIZE] for start in range(0, len(ordered), MAP_SIZE)]
    names = [f"sitemap-{number}.xml" for number, _ in enumerate(parts, start=1)]
    maps = [tag("sitemap", [tag("loc", base + name)]) for name in names]
    yield Artifact(path="sitemap.xml", body=file(tag("sitemapindex", maps, _SITEMAP)))
    for name, part in zip(names, parts, strict=True):
        yield Artifact(path=name, body=file(tag("urlset", list(_urls(base, part)), _SITEMAP)))


def _urls(base: str, pages: Iterable[Page]) -> Iterator[Markup]:
    return (tag("url", [tag("loc", _address(base, page)), tag("lastmod", stamp(page.changed_at))]) for page in pages)


def _address(base: str, page: Page) -> str:
    return f"{base}stories/{page.story}.html"


def news_sitemap(pages: Sequence[Page], edition: Edition) -> Artifact:
    """Return `news-sitemap.xml`: the newest thousand pages of the last two days."""
    base, hub = home(edition.hub), edition.hub
    fresh = (page for page in pages if edition.as_of - page.published_at <= NEWS_SPAN)
    newest = nsmallest(NEWS_MAP_SIZE, fresh, key=lambda page: (-page.published_at.timestamp(), page.story))
    publication = tag("news:publication", [tag("news:name", hub.title), tag("news:language", hub.language)])
    urls = [
        tag(
            "url",
            [
                tag("loc", _address(base, page)),
                tag(
                    "news:news",
                    [publication, tag("news:publication_date", stamp(page.published_at)), tag("news:title", page.title)],
                ),
            ],
        )
        for page in newest
    ]
    return Artifact(path="news-sitemap.xml", body=file(tag("urlset", urls, _NEWS)))


def opml(edition: Edition) -> Artifact:
    """Return `sources.opml`: the feeds as OPML 2.0 subscriptions, other sources as links."""
    outlines = [_outline(view, url) for view in edition.sources if (url := web(view.source.url))]
    head = tag("head", [tag("title", f"{edition.hub.title}: sources")])
    return Artifact(path="sources.opml", body=file(tag("opml", [head, tag("body", outlines)], {"version": "2.0"})))


def _outline(view: SourceView, url: str) -> Markup:
    title = printable(view.memory.title if view.memory else "") or url
    if view.kind in ("sitemap", "listing"):
        return tag("outline", attributes={"type": "link", "text": title, "url": url})
    return tag("outline", attributes={"type": "rss", "text": title, "title": title, "xmlUrl": url})
