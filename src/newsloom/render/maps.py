"""Maps for machines: the sitemaps of the site's own pages, and the sources as OPML."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from newsloom.render.item import web
from newsloom.render.syndication import address_of
from newsloom.render.xml import Markup, escaped, file, tag
from newsloom.text import printable
from newsloom.times import stamp
from newsloom.types import Artifact, Edition, Source, SourceView
from newsloom.urls import credentials

MAP_SIZE = 50_000
"""Addresses in a sitemap (https://www.sitemaps.org/protocol.html)."""

MAP_BYTES = 52_428_800
"""The bytes of a sitemap before it is compressed: 50 MB (the same page)."""

NEWS_MAP_SIZE = 1_000
"""Addresses in a news sitemap (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap)."""

NEWS_SPAN = timedelta(days=2)
"""A news sitemap names articles of the last two days only (the same page)."""

_AROUND = 512
"""More bytes than stand before and behind a map's addresses."""

_LASTING = ("days/index.html", "sources.html", "scores.html")
_SITEMAP = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_NEWS = {**_SITEMAP, "xmlns:news": "http://www.google.com/schemas/sitemap-news/0.9"}


class Page(NamedTuple):
    """What a map says of a story's page. Held for every published story, hence as small as it can be."""

    story: str
    changed_at: datetime
    published_at: datetime
    title: str


def sitemaps(
    pages: Sequence[Page], edition: Edition, dated: Mapping[str, datetime], most: int = MAP_SIZE, room: int = MAP_BYTES
) -> Iterator[Artifact]:
    """Yield `sitemap.xml` with the pages that list stories and every story's page; a map of maps when they do not fit into one.

    Args:
        pages: the stories' pages.
        edition: the hub at its moment.
        dated: other pages, each with the time of its last change.
        most: addresses in one map.
        room: bytes of one map.
    """
    base = address_of(edition.hub)
    names = ("", "topics/index.html", *(f"topics/{topic.id}.html" for topic in edition.hub.topics), *_LASTING)
    lists = (tag("url", [tag("loc", base + name)]) for name in names)
    others = (_dated(base + name, at) for name, at in dated.items())
    ordered = sorted(pages, key=lambda page: page.story)
    stories = (_dated(_address(base, page), page.changed_at) for page in ordered)
    yield from _split("sitemap", base, _parts(chain(lists, others, stories), most, room), _SITEMAP)


def _dated(address: str, at: datetime) -> Markup:
    # Written out: every published story passes here in every cycle, and element by element it would take three times as long.
    return Markup(f"<url><loc>{escaped(address, quote=False)}</loc>\n<lastmod>{stamp(at)}</lastmod></url>")


def _parts(urls: Iterable[Markup], most: int, room: int) -> list[list[Markup]]:
    """Sort addresses into maps of so many at most, and of so many bytes."""
    parts, size = [list[Markup]()], _AROUND
    for url in urls:
        length = len(url.encode()) + 1
        if len(parts[-1]) == most or (parts[-1] and size + length > room):
            parts.append([])
            size = _AROUND
        parts[-1].append(url)
        size += length
    return parts


def _split(name: str, base: str, parts: Sequence[list[Markup]], names: Mapping[str, str]) -> Iterator[Artifact]:
    """Yield a map of these addresses; where they are parted, the parts behind a map of them."""
    if len(parts) == 1:
        yield Artifact(path=f"{name}.xml", body=file(tag("urlset", parts[0], names)))
        return
    paths = [f"{name}-{number}.xml" for number, _ in enumerate(parts, start=1)]
    maps = [tag("sitemap", [tag("loc", base + path)]) for path in paths]
    yield Artifact(path=f"{name}.xml", body=file(tag("sitemapindex", maps, _SITEMAP)))
    for path, part in zip(paths, parts, strict=True):
        yield Artifact(path=path, body=file(tag("urlset", part, names)))


def _address(base: str, page: Page) -> str:
    return f"{base}stories/{page.story}.html"


def news_sitemap(pages: Sequence[Page], edition: Edition, most: int = NEWS_MAP_SIZE, room: int = MAP_BYTES) -> Iterator[Artifact]:
    """Yield `news-sitemap.xml` with the stories of the last two days, newest first; a map of maps when they do not fit into one."""
    base, hub = address_of(edition.hub), edition.hub
    fresh = sorted(
        (page for page in pages if edition.as_of - page.published_at <= NEWS_SPAN),
        key=lambda page: (-page.published_at.timestamp(), page.story),
    )
    publication = tag("news:publication", [tag("news:name", hub.title), tag("news:language", hub.language)])
    urls = (tag("url", [tag("loc", _address(base, page)), _news(publication, page)]) for page in fresh)
    yield from _split("news-sitemap", base, _parts(urls, most, room), _NEWS)


def _news(publication: Markup, page: Page) -> Markup:
    return tag("news:news", [publication, tag("news:publication_date", stamp(page.published_at)), tag("news:title", page.title)])


def public_address(source: Source) -> str:
    """Return a source's address if anybody may be given it; empty where it, or a login beside it, opens a door for this hub alone.

    Example:
        >>> public_address(Source(url="https://a.example/feed")), public_address(Source(url="https://a.example/feed?token=s3cret"))
        ('https://a.example/feed', '')
    """
    private = source.password_env or source.headers or credentials(source.url)
    return "" if private else web(source.url) or ""


def opml(edition: Edition) -> Artifact:
    """Return `sources.opml` for readers: the sources that are asked, and that anybody can ask."""
    return outlines(edition.hub.title, (view for view in edition.sources if not view.source.paused and public_address(view.source)))


def outlines(title: str, sources: Iterable[SourceView]) -> Artifact:
    """Return sources as OPML 2.0: feeds as subscriptions, others as links."""
    listed = [_outline(view, url) for view in sources if (url := web(view.source.url))]
    head = tag("head", [tag("title", f"{title}: sources")])
    return Artifact(path="sources.opml", body=file(tag("opml", [head, tag("body", listed)], {"version": "2.0"})))


def _outline(view: SourceView, url: str) -> Markup:
    title = printable(view.memory.title if view.memory else "") or url
    if view.kind in ("sitemap", "listing"):
        return tag("outline", attributes={"type": "link", "text": title, "url": url})
    return tag("outline", attributes={"type": "rss", "text": title, "title": title, "xmlUrl": url})
