"""What a publisher's source says at a time: RSS, Atom, JSON Feed, sitemap or news sitemap, and how some of them are broken."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import partial
import json

from lxml import etree

from newsloom.sample.loopback import Page
from newsloom.sample.records import Item, Publisher
from newsloom.times import stamp

NEWEST = 40
"""Entries of one feed."""

SLOW = 1.0
"""Seconds that the slow feed takes."""

_ATOM = "http://www.w3.org/2005/Atom"
_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_CUT = 0.5
"""Where the truncated feed is cut, as a share of its last entry."""

_PREFIXES = {"": {}, _ATOM: {None: _ATOM}, _MAP: {None: _MAP, "news": _NEWS}, _NEWS: {"news": _NEWS}}

Element = etree._Element  # noqa: SLF001 -- lxml publishes its element type under this name only


def _make(space: str, name: str, *content: str | Element, **attributes: str) -> Element:
    """Return an element of a name space with texts and elements in it."""
    element = etree.Element(f"{{{space}}}{name}" if space else name, attributes, _PREFIXES[space])  # type: ignore[arg-type] # the stubs know no default name space
    for part in content:
        if isinstance(part, str):
            element.text = part
        else:
            element.append(part)
    return element


_rss, _atom, _map, _news = (partial(_make, space) for space in ("", _ATOM, _MAP, _NEWS))


def source(publisher: Publisher, items: Sequence[Item], now: datetime) -> Page:
    """Return what a publisher's feed or sitemap answers.

    Args:
        publisher: whose it is.
        items: what it lists, newest first.
        now: titles are as they stand at this time.
    """
    if publisher.quirk == "gone":
        return Page(status=410, body=b"Gone.")
    if publisher.quirk == "closes":
        return Page(status=0)
    kind, write = _WRITERS[publisher.feed]
    body = _broken(publisher, write(publisher, items[:NEWEST], now))
    return Page(body=body, headers=(("Content-Type", kind),), delay=SLOW if publisher.quirk == "slow" else 0.0)


def _broken(publisher: Publisher, body: bytes) -> bytes:
    """Break a feed as its publisher's quirk wants it."""
    if publisher.quirk == "ampersand":
        return body.replace(b"&amp;", b"&").replace(b"</pubDate>", b"", 1)
    if publisher.quirk == "encoding":
        return body.replace(b"utf-8", b"iso-8859-1", 1)
    if publisher.quirk == "truncated":
        last = body.rfind(b"<item>")
        return body[: last + int((len(body) - last) * _CUT)]
    return body


def _write_rss(publisher: Publisher, items: Sequence[Item], now: datetime) -> bytes:
    head = (
        _rss("title", publisher.name),
        _rss("link", publisher.home),
        _rss("description", publisher.name),
        _rss("language", publisher.language),
    )
    return _serialised(_rss("rss", _rss("channel", *head, *(_rss_item(item, now) for item in items)), version="2.0"))


def _rss_item(item: Item, now: datetime) -> Element:
    title, text = item.words(now)
    guid = item.publisher.home if item.publisher.quirk == "one-guid" else item.url
    parts = [_rss("title", title), _rss("link", item.link), _rss("guid", guid, isPermaLink="false"), _rss("description", text)]
    if item.stated:
        parts.append(_rss("pubDate", format_datetime(item.stated, usegmt=True)))
    if item.report.author:
        parts.append(_rss("author", f"desk@{item.publisher.domain} ({item.report.author})"))
    return _rss("item", *parts)


def _write_atom(publisher: Publisher, items: Sequence[Item], now: datetime) -> bytes:
    updated = stamp(items[0].at if items else now)
    head = (_atom("title", publisher.name), _atom("id", f"{publisher.home}/"), _atom("updated", updated))
    feed = _atom("feed", *head, *(_atom_entry(item, now) for item in items))
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", publisher.language)
    return _serialised(feed)


def _atom_entry(item: Item, now: datetime) -> Element:
    title, text = item.words(now)
    said = stamp(item.stated) if item.stated else ""
    times = [_atom("published", said), _atom("updated", said)] if said else []
    link = _atom("link", rel="alternate", type="text/html", href=item.link)
    author = [_atom("author", _atom("name", item.report.author))] if item.report.author else []
    return _atom("entry", _atom("title", title), _atom("id", item.url), link, *times, *author, _atom("summary", text))


def _write_json(publisher: Publisher, items: Sequence[Item], now: datetime) -> bytes:
    head = {"version": "https://jsonfeed.org/version/1.1", "title": publisher.name, "home_page_url": publisher.home}
    entries = [_json_item(item, now) for item in items]
    return json.dumps({**head, "language": publisher.language, "items": entries}, ensure_ascii=False, indent=1).encode()


def _json_item(item: Item, now: datetime) -> dict[str, object]:
    title, text = item.words(now)
    entry: dict[str, object] = {"id": item.url, "url": item.link, "title": title, "summary": text}
    if item.stated:
        entry["date_published"] = stamp(item.stated)
    if item.report.author:
        entry["authors"] = [{"name": item.report.author}]
    return entry


def _write_sitemap(publisher: Publisher, items: Sequence[Item], now: datetime) -> bytes:  # noqa: ARG001 -- the writers' one signature
    rows = [_map("url", _map("loc", item.link), *([_map("lastmod", stamp(item.stated))] if item.stated else [])) for item in items]
    return _serialised(_map("urlset", *rows))


def _write_news_sitemap(publisher: Publisher, items: Sequence[Item], now: datetime) -> bytes:
    return _serialised(_map("urlset", *(_news_row(publisher, item, now) for item in items)))


def _news_row(publisher: Publisher, item: Item, now: datetime) -> Element:
    named = _news("publication", _news("name", publisher.name), _news("language", item.language))
    dated = [_news("publication_date", stamp(item.stated))] if item.stated else []
    return _map("url", _map("loc", item.link), _news("news", named, *dated, _news("title", item.words(now)[0])))


def _serialised(root: Element) -> bytes:
    etree.indent(root)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return data


_XML = "application/xml; charset=utf-8"
_WRITERS = {
    "rss": ("application/rss+xml", _write_rss),
    "atom": ("application/atom+xml", _write_atom),
    "json": ("application/feed+json", _write_json),
    "sitemap": (_XML, _write_sitemap),
    "news-sitemap": (_XML, _write_news_sitemap),
}
"""The content type and the writer of each kind of feed."""
