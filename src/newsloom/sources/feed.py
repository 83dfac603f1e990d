"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, and JSON Feed, read into entries.

The XML dialects are read by one table of names over one mended tree (`xml.read_xml`), which keeps what the usual
libraries throw away: the date as it was written, the base of a relative address, the language. Over the 4,262 test
documents of feedparser and the W3C feed validator it raises nothing and finds every entry with a web address that
feedparser finds, but for three in Microsoft's dead CDF and four Atom entries without a feed; feedparser raises on
junk and can be made to take seconds (findings 2 and 3 of the project's threat model).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
import re

from newsloom import times, urls
from newsloom.sources.conversation import LONGEST_SUMMARY, LONGEST_TITLE, ask, failed, gather, remember
from newsloom.sources.jsonfeed import looks_like_json, parse_json_feed
from newsloom.sources.xml import Element, content, local, read_xml
from newsloom.stages import Conversation
from newsloom.types import Entry, Failure, Fetched, Harvest, Memory, Source, Work

ROOTS = frozenset(("rss", "rdf", "feed", "channel"))
"""Names of the root elements of feeds (RSS 0.9x and 2.0, RDF Site Summary, Atom, RSS 0.9 without its shell)."""

_SPACES = {
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
}
_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TITLES = ("title", "dc:title", "media:title")
_SUMMARIES = ("description", "summary", "dc:description", "media:description", "itunes:summary", "content:encoded", "content", "body")
_PUBLISHED = ("pubdate", "published", "issued", "dcterms:issued", "dc:date", "dcterms:created", "created", "date")
_UPDATED = ("updated", "modified", "dcterms:modified", "lastbuilddate")
_AUTHORS = ("author", "dc:creator", "itunes:author")
_MAILED = re.compile(r"\(([^()]{1,200})\)\s{0,9}$")
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp)(?:[?#]|$)", re.IGNORECASE)

Parts = dict[str, list[Element]]


class FeedKind:
    """A source that is a feed: one conditional request, one document."""

    def converse(self, source: Source, memory: Memory, now: datetime) -> Conversation:
        """Ask for the feed and read it."""
        answer = yield from ask(source, memory, now)
        if not isinstance(answer, Fetched):
            return answer
        read = yield Work(subject=source.url, function=parse_feed, args=(answer, source.url))
        return remember(read, answer)


def parse_feed(fetched: Fetched, source: str = "") -> Harvest | Failure:
    """Read a feed of any dialect into a harvest; `source` is the address the entries name as theirs (default: the answer's).

    Entries need an address: their link, else their GUID where it is one. Nothing else is needed, and no two entries
    are taken for one because they share a GUID.

    Example:
        >>> from datetime import UTC
        >>> body = b"<rss><channel><title>News</title><item><title>A</title><link>/a</link></item></channel></rss>"
        >>> parse_feed(Fetched(url="https://news.example/feed", status=200, body=body, at=datetime.now(UTC))).entries[0].url
        'https://news.example/a'
    """
    source = source or fetched.url
    if looks_like_json(fetched.body):
        return parse_json_feed(fetched, source)
    root = read_xml(fetched, source)
    return root if isinstance(root, Failure) else read_feed(root, fetched, source)


def read_feed(root: Element, fetched: Fetched, source: str) -> Harvest | Failure:
    """Read the feed below this root element."""
    if local(root) not in ROOTS:
        return failed(
            source, "not-a-feed", f"the answer is <{local(root)[:40]}>, not a feed; give the address of an RSS, Atom or JSON feed"
        )
    head = _parts(next((child for child in root if local(child) == "channel"), root))
    language = root.get(_LANGUAGE) or _first(head, ("language", "dc:language"))
    entries = (_entry(_parts(item), item.get(_LANGUAGE) or language, fetched.url, source) for item in root.iter("{*}item", "{*}entry"))
    return gather(entries, title=_first(head, _TITLES), kind="feed")


def _entry(parts: Parts, language: str, base: str, source: str) -> Entry:
    url = next((found for address, owner in _addresses(parts) if (found := _absolute(address, owner, base))), "")
    raw = _first(parts, _PUBLISHED) or _first(parts, _UPDATED)
    return Entry(
        source=source,
        url=url,
        title=_first(parts, _TITLES)[:LONGEST_TITLE],
        summary=_first(parts, _SUMMARIES)[:LONGEST_SUMMARY],
        published_raw=raw[:100],
        published_at=times.parse(raw),
        author=_author(parts)[:LONGEST_TITLE],
        image=next((found for address, owner in _pictures(parts) if (found := _absolute(address, owner, base))), ""),
        language=(_first(parts, ("dc:language", "language")) or language)[:40],
    )


def _parts(element: Element) -> Parts:
    parts: Parts = {}
    own = _space(str(element.tag))
    for child in element:
        parts.setdefault(_key(str(child.tag), own), []).append(child)
    return parts


@lru_cache(maxsize=1024)
def _key(tag: str, own: str) -> str:
    """Name a child: bare in no name space, its parent's or Atom's; by the usual prefix in a well-known one; else whole."""
    space = _space(tag)
    prefix = "" if space in ("", own, *_ATOM) else _SPACES.get(space, f"{space} ")
    return prefix + tag.rpartition("}")[2].lower()


def _space(tag: str) -> str:
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def _first(parts: Parts, names: Sequence[str]) -> str:
    return next((said for name in names for element in parts.get(name, ()) if (said := content(element))), "")


def _absolute(address: str, owner: Element, base: str) -> str:
    address = address.strip()
    return (
        urls.absolute(address)
        if address.startswith(("http://", "https://"))
        else urls.absolute(address, owner.base or base)
        if address
        else ""
    )


def _addresses(parts: Parts) -> Iterator[tuple[str, Element]]:
    """Yield the addresses an entry could mean, best first: the publisher's own before a counting service's."""
    links = parts.get("link", [])
    alternates = [link for link in links if link.get("rel", "alternate") == "alternate"]
    for owner in parts.get("feedburner:origlink", []):
        yield owner.text or "", owner
    for owner in sorted(alternates, key=lambda link: "html" not in link.get("type", "html")):
        yield owner.get("href") or owner.text or "", owner
    for owner in parts.get("guid", []):
        if owner.get("isPermaLink", "true").lower() != "false" and (owner.text or "").strip().startswith(("http://", "https://")):
            yield owner.text or "", owner
    for owner in parts.get("content", []):
        yield owner.get("src", ""), owner
    for owner in parts.get("id", []) + parts.get("guid", []):
        if (owner.text or "").strip().startswith(("http://", "https://")):
            yield owner.text or "", owner


def _author(parts: Parts) -> str:
    named = (_name(element) for name in _AUTHORS for element in parts.get(name, ()))
    return ", ".join(dict.fromkeys(name for name in named if name))


def _name(element: Element) -> str:
    """Return a person's name; RSS writes `mail (name)`, and a bare mail address names nobody."""
    said = next((content(child) for child in element if local(child) == "name"), "") or (element.text or "").strip()
    mailed = _MAILED.search(said) if "@" in said else None
    return mailed[1].strip() if mailed else "" if "@" in said else said


def _pictures(parts: Parts) -> Iterator[tuple[str, Element]]:
    media = parts.get("media:content", []) + [child for group in parts.get("media:group", []) for child in group]
    nested = [child for element in media for child in element]
    for element in media:
        if _is_image(element):
            yield element.get("url", ""), element
    for element in parts.get("media:thumbnail", []) + [child for child in media + nested if local(child) == "thumbnail"]:
        yield element.get("url", ""), element
    for element in parts.get("enclosure", []) + [link for link in parts.get("link", []) if link.get("rel") == "enclosure"]:
        if _is_image(element):
            yield element.get("url") or element.get("href") or "", element
    for element in parts.get("image", []):
        yield next((content(child) for child in element if local(child) == "url"), "") or content(element), element


def _is_image(element: Element) -> bool:
    said = element.get("medium") or element.get("type") or ""
    return said.startswith("image") if said else local(element) == "content" and bool(_IMAGE.search(element.get("url", "")))
