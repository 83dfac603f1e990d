"""A feed's documents in three formats: RSS 2.0, Atom 1.0 (RFC 4287) and JSON Feed 1.1, each with links to its further pages."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from html import escape
import re
from urllib.parse import quote

import msgspec
from msgspec import Struct

from newsloom.render.item import home
from newsloom.render.xml import Markup, escaped, file, tag
from newsloom.times import EARLIEST, stamp
from newsloom.types import HubView

_NAMES = {"xmlns:media": "http://search.yahoo.com/mrss/"}
_ATOM = "http://www.w3.org/2005/Atom"
_RSS = {**_NAMES, "version": "2.0", "xmlns:atom": _ATOM, "xmlns:dc": "http://purl.org/dc/elements/1.1/"}
_URI = "%:/?#[]@!$&'()*+,;=~"
"""What an address may hold beside letters, digits, `-`, `.` and `_` (RFC 3986, section 2)."""

_ALREADY = re.compile(f"[A-Za-z0-9._{re.escape(_URI)}-]*")


class Illustration(Struct, frozen=True, array_like=True):
    """A picture of an item: its address, and its size in pixels where that is known (0: it is not)."""

    address: str
    width: int = 0
    height: int = 0


class Entry(Struct, frozen=True, kw_only=True, array_like=True):
    """An item of a feed. `id` lasts for ever, wherever the hub is published; `page` is its story's page there, none in the story's feed."""

    id: str
    link: str
    page: str = ""
    title: str
    summary: str
    author: str
    published: datetime
    updated: datetime
    language: str
    topics: tuple[str, ...] = ()
    picture: Illustration | None = None


class Feed(Struct, frozen=True, kw_only=True):
    """One page of a feed.

    `place` is the feed's folder as an address, `page` what it is a feed of. `number` of `count` pages is this one; the first has
    the newest items. `id` is the whole feed's, where it is not the address of the first page.
    """

    place: str
    page: str
    title: str
    about: str
    language: str
    entries: tuple[Entry, ...]
    number: int = 1
    count: int = 1
    id: str = ""

    @property
    def updated(self) -> datetime:
        """When an item changed last, not when the feed was made: without news it is the same file as before."""
        return max((entry.updated for entry in self.entries), default=EARLIEST)

    def others(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield how the other pages relate to this one, and their addresses (RFC 5005, section 3).

        Example:
            >>> feed = Feed(place="/", page="/", title="", about="", language="en", entries=(), number=2, count=3)
            >>> list(feed.others("atom.xml"))[1:3]
            [('previous', '/atom.xml'), ('next', '/atom-3.xml')]
        """
        if self.count > 1:
            last = (("next", self.number + 1),) if self.number < self.count else ()
            first = (("previous", self.number - 1),) if self.number > 1 else ()
            for relation, number in (("first", 1), *first, *last, ("last", self.count)):
                yield relation, self.place + paged(name, number)


def paged(name: str, number: int) -> str:
    """Return the name of a page of a feed.

    Example:
        >>> paged("feed.xml", 1), paged("feed.xml", 2)
        ('feed.xml', 'feed-2.xml')
    """
    stem, dot, ending = name.rpartition(".")
    return name if number == 1 else f"{stem}-{number}{dot}{ending}"


def uri(address: str) -> str:
    """Return an address in the characters that feeds may have in one; what it leads to is the same.

    Example:
        >>> uri('https://a.example/größe?q="x"&n=%20')
        'https://a.example/gr%C3%B6%C3%9Fe?q=%22x%22&n=%20'
    """
    return address if _ALREADY.fullmatch(address) else quote(address, safe=_URI)


def address_of(hub: HubView) -> str:
    """Return the address the hub is published under, as feeds and maps name it: with a slash at its end.

    Example:
        >>> address_of(HubView(title="A", url="https://a.example/é"))
        'https://a.example/%C3%A9/'
    """
    return _base(hub.url)


@lru_cache(maxsize=16)
def _base(url: str) -> str:
    return uri(home(HubView(title="", url=url)))


def rss(feed: Feed, name: str = "feed.xml") -> bytes:
    """Return a page as RSS 2.0."""
    head = [
        tag("title", feed.title),
        tag("link", feed.page),
        tag("description", feed.about),
        tag("language", feed.language),
        tag("lastBuildDate", format_datetime(feed.updated, usegmt=True)),
        *_links(feed, name, "atom:link", "application/rss+xml"),
    ]
    return file(tag("rss", [tag("channel", [*head, *map(_rss_item, feed.entries)])], _RSS))


def _links(feed: Feed, name: str, element: str, type_: str) -> Iterator[Markup]:
    for relation, address in (("self", feed.place + paged(name, feed.number)), *feed.others(name)):
        yield tag(element, attributes={"rel": relation, "type": type_, "href": address})


def _rss_item(entry: Entry) -> Markup:
    return tag(
        "item",
        [
            tag("title", entry.title),
            tag("link", entry.link),
            tag("guid", entry.id, {"isPermaLink": "false"}),
            tag("pubDate", format_datetime(entry.published, usegmt=True)),
            tag("dc:creator", entry.author),
            *(tag("category", topic) for topic in entry.topics),
            # RSS descriptions are HTML by definition: our plain text is escaped once for that and once more for XML.
            tag("description", escape(entry.summary, quote=False)),
            *_related("atom:link", entry.page),
            *_media(entry.picture),
        ],
    )


def _related(element: str, page: str) -> Iterator[Markup]:
    if page:
        yield tag(element, attributes={"rel": "related", "type": "text/html", "href": page})


def _media(picture: Illustration | None) -> Iterator[Markup]:
    """Yield a picture as Media RSS, which both formats take. An enclosure would need its size in bytes, and is played, not shown."""
    if picture:
        sizes = {"width": picture.width, "height": picture.height}
        known = {key: str(value) for key, value in sizes.items() if value}
        yield tag("media:content", attributes={"url": picture.address, "medium": "image", **known})


def atom(feed: Feed, name: str = "atom.xml") -> bytes:
    """Return a page as Atom 1.0."""
    head = [
        tag("id", feed.id or feed.place + name),
        tag("title", feed.title),
        tag("subtitle", feed.about),
        tag("updated", stamp(feed.updated)),
        *_links(feed, name, "link", "application/atom+xml"),
        tag("link", attributes={"rel": "alternate", "type": "text/html", "href": feed.page}),
    ]
    names: Mapping[str, str] = {"xmlns": _ATOM, **_NAMES, "xml:lang": feed.language}
    return file(tag("feed", [*head, *map(_atom_entry, feed.entries)], names))


def _atom_entry(entry: Entry) -> Markup:
    # Written out: every report of every story passes here, and element by element it would take twice as long.
    lines = [
        f'<entry xml:lang="{escaped(entry.language)}">',
        f"<id>{escaped(entry.id)}</id>",
        f"<title>{escaped(entry.title)}</title>",
        f'<link rel="alternate" href="{escaped(entry.link)}"/>',
        *_related("link", entry.page),
        f"<published>{stamp(entry.published)}</published>",
        f"<updated>{stamp(entry.updated)}</updated>",
        f"<author><name>{escaped(entry.author)}</name></author>",
        *(f'<category term="{escaped(topic)}"/>' for topic in entry.topics),
        f"<summary>{escaped(entry.summary)}</summary>",
        *_media(entry.picture),
        "</entry>",
    ]
    return Markup("\n".join(lines))


def json(feed: Feed, name: str = "feed.json") -> bytes:
    """Return a page as JSON Feed 1.1."""
    others = dict(feed.others(name))
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.place + paged(name, feed.number),
        **({"next_url": others["next"]} if "next" in others else {}),
        "description": feed.about,
        "language": feed.language,
        "items": [_json_item(entry) for entry in feed.entries],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _json_item(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "url": entry.link,
        "title": entry.title,
        "content_text": entry.summary or entry.title,
        **({"image": entry.picture.address} if entry.picture else {}),
        "date_published": entry.published,
        "date_modified": entry.updated,
        "authors": [{"name": entry.author}],
        "tags": entry.topics,
        "language": entry.language,
    }
