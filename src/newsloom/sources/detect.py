"""Sources whose kind nobody said: one request, and the first answer tells."""

from collections.abc import Iterator
from datetime import datetime
import re

from newsloom import urls
from newsloom.sources.conversation import ask, failed
from newsloom.sources.feed import parse_feed, read_feed
from newsloom.sources.jsonfeed import looks_like_json
from newsloom.sources.sitemap import ROOTS as SITEMAPS
from newsloom.sources.sitemap import follow, read_sitemap, unpack
from newsloom.sources.xml import local, read_xml
from newsloom.stages import Conversation
from newsloom.types import Failure, Fetched, Harvest, Index, Memory, Source, Work

_HEAD = 256 * 1024
"""Bytes of a page in which its feeds are looked for; a page's head is rarely longer than 100 kB."""

_LINK = re.compile(rb"<link\s([^<>]{1,2000})>", re.IGNORECASE)
_FEED_TYPE = re.compile(rb"type\s{0,9}=\s{0,9}[\"']?application/(?:rss\+xml|atom\+xml|feed\+json)", re.IGNORECASE)
_HREF = re.compile(rb"href\s{0,9}=\s{0,9}[\"']?([^\"'\s<>]{1,2000})", re.IGNORECASE)
_PAGE = re.compile(rb"^\s{0,500}(?:<!--[^>]{0,500}>\s{0,500}){0,3}<(?:!doctype\s{1,9}html|html|head|body)\b", re.IGNORECASE)


class DetectedKind:
    """A source of unknown kind: asked once, then read as what its first answer is. The harvest says which."""

    def converse(self, source: Source, memory: Memory, now: datetime) -> Conversation:
        """Ask for the document, find out what it is, and read it."""
        answer = yield from ask(source, memory, now)
        if not isinstance(answer, Fetched):
            return answer
        read = yield Work(subject=source.url, function=parse_any, args=(answer, source.url))
        return (yield from follow(read, answer, source.url))


def parse_any(answer: Fetched, source: str) -> Harvest | Index | Failure:
    """Read an answer as JSON Feed, web page, feed or sitemap, whichever it is.

    Example:
        >>> from datetime import UTC
        >>> page = Fetched(url="https://news.example/", status=200, body=b"<html><link rel=alternate>", at=datetime.now(UTC))
        >>> parse_any(page, "https://news.example/").code
        'not-a-feed'
    """
    if looks_like_json(answer.body):
        return parse_feed(answer, source)
    document = unpack(answer, source)
    if isinstance(document, Failure):
        return document
    root = _page(document, source) if _PAGE.match(document.body) else read_xml(document, source)
    if isinstance(root, Failure):
        return root
    if local(root) in SITEMAPS:
        return read_sitemap(root, document, source)
    return read_feed(root, document, source)


def _page(page: Fetched, source: str) -> Failure:
    feeds = list(dict.fromkeys(_declared(page)))[:3]
    advice = f"it names {' and '.join(feeds)}" if feeds else "look for its feed or sitemap"
    return failed(source, "not-a-feed", f"the address answers with a web page, not a feed; {advice}")


def _declared(page: Fetched) -> Iterator[str]:
    """Yield the feeds that a page declares."""
    for link in _LINK.finditer(page.body[:_HEAD]):
        href = _HREF.search(link[1]) if _FEED_TYPE.search(link[1]) else None
        if href and (url := urls.absolute(href[1].decode("utf-8", "replace").replace("&amp;", "&"), page.url)):
            yield url
