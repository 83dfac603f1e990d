"""What a site announces: the feeds that a page declares or links to, and the sitemaps that robots.txt names."""

from collections.abc import Iterator
from html import unescape
import re

from newsloom import urls
from newsloom.text import decode, plain
from newsloom.types import Fetched

MOST = 12
"""Feeds of one page that are worth a look: a newspaper links one for every desk."""

_HEAD = 256 * 1024
"""Bytes of a page in which its declared feeds are looked for; a page's head is rarely longer than 100 kB."""

_BODY = 2 * 1024 * 1024
"""Bytes of a page in which links to feeds are looked for."""

_PAGE = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s{0,500}(?:<!--[^>]{0,500}>\s{0,500}){0,3}<(?:!doctype\s{1,9}html|html|head|body)\b", re.IGNORECASE
)
_LINK = re.compile(rb"<link\s([^<>]{1,2000})>", re.IGNORECASE)
_ANCHOR = re.compile(rb"<a\s([^<>]{1,2000})>", re.IGNORECASE)
_FEED_TYPE = re.compile(rb"type\s{0,9}=\s{0,9}[\"']?application/(?:rss\+xml|atom\+xml|feed\+json)", re.IGNORECASE)
_HREF = re.compile(rb"href\s{0,9}=\s{0,9}(?:\"([^\"<>]{1,2000})\"|'([^'<>]{1,2000})'|([^\"'\s<>]{1,2000}))", re.IGNORECASE)
_LIKELY = re.compile(
    r"/(?:feeds?|rss|atom)(?:/(?!.{0,200}/)[^/]{0,80})?/?$|[./_-](?:rss|atom|rdf)(?:\.xml)?$|/(?:feed|index)\.(?:xml|json)$", re.IGNORECASE
)
_COMMENTS = re.compile(r"comments?\b", re.IGNORECASE)
_SITEMAP = re.compile(r"^\s{0,20}sitemap\s{0,20}:\s{0,20}(\S{1,2048})", re.IGNORECASE)


def is_page(fetched: Fetched) -> bool:
    """Tell whether an answer begins as a web page does.

    Example:
        >>> from datetime import UTC, datetime
        >>> is_page(Fetched(url="https://news.example/", status=200, body=b"<!DOCTYPE html><p>", at=datetime.now(UTC)))
        True
    """
    return bool(_PAGE.match(fetched.body))


def declared(page: Fetched) -> tuple[str, ...]:
    """Return the feeds that a page declares in its head, in its order, those of comments last.

    Example:
        >>> from datetime import UTC, datetime
        >>> body = b'<link rel="alternate" type="application/rss+xml" href="/feed">'
        >>> declared(Fetched(url="https://news.example/", status=200, body=body, at=datetime.now(UTC)))
        ('https://news.example/feed',)
    """
    links = (link[1] for link in _LINK.finditer(page.body, 0, _HEAD))
    return _in_order(url for link in links if _FEED_TYPE.search(link) and (url := _href(link, page.url)))


def feeds(page: Fetched) -> tuple[str, ...]:
    """Return the feeds that a page declares, then the addresses it links to that look like one: at most `MOST`.

    Example:
        >>> from datetime import UTC, datetime
        >>> body = b'<a href="/about">About</a> <a href="/news/rss.xml">RSS</a>'
        >>> feeds(Fetched(url="https://news.example/", status=200, body=body, at=datetime.now(UTC)))
        ('https://news.example/news/rss.xml',)
    """
    anchors = (_href(anchor[1], page.url) for anchor in _ANCHOR.finditer(page.body, 0, _BODY))
    linked = _in_order(url for url in anchors if url and _LIKELY.search(url.partition("#")[0].partition("?")[0]))
    first: dict[str, str] = {}
    for url in (*declared(page), *linked):
        first.setdefault(urls.identity(url), url)
    return tuple(first.values())[:MOST]


def sitemaps(robots: str) -> tuple[str, ...]:
    r"""Return the sitemaps that a robots.txt names, those of news first.

    Example:
        >>> sitemaps("User-agent: *\nSitemap: https://news.example/map.xml\nSitemap: https://news.example/news.xml")
        ('https://news.example/news.xml', 'https://news.example/map.xml')
    """
    named = (urls.absolute(line[1]) for text in robots.splitlines() if (line := _SITEMAP.match(text)))
    return tuple(
        sorted(dict.fromkeys(filter(None, named)), key=lambda url: "news" not in url.partition("://")[2].partition("/")[2].lower())
    )


def heading(page: Fetched) -> str:
    """Return what a page calls itself.

    Example:
        >>> from datetime import UTC, datetime
        >>> heading(Fetched(url="https://news.example/", status=200, body=b"<title>News &amp; more</title>", at=datetime.now(UTC)))
        'News & more'
    """
    found = re.search(rb"<title[^<>]{0,200}>([^<]{1,1000})", page.body[:_HEAD], re.IGNORECASE)
    return plain(decode(found[1])) if found else ""


def _href(tag: bytes, base: str) -> str:
    found = _HREF.search(tag)
    return urls.absolute(unescape((found[1] or found[2] or found[3]).decode("utf-8", "replace")), base) if found else ""


def _in_order(found: Iterator[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda url: bool(_COMMENTS.search(url))))
