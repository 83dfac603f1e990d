"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed and what is nearly one of them, read into entries.

There are two readers for XML. The fast one (`dialects`) reads an XML tree, mended where the document is broken. The tolerant one
(`tolerant`) is feedparser, twenty times slower. The rule between them is `_read`: the fast one reads every document; where the
document is broken and holds more items than were found whole, the tolerant one reads it too, and whichever found more is believed
(docs/decisions/0009-our-own-feed-reader.md).
"""

from collections.abc import Iterable
from datetime import datetime
import re

from newsloom import urls
from newsloom.sources.conversation import LARGEST_HARVEST, ask, failed, remember
from newsloom.sources.dialects import ROOTS, read_tree
from newsloom.sources.document import Document, Item, harvest
from newsloom.sources.jsonfeed import looks_like_json, read_json_feed
from newsloom.sources.tolerant import read_tolerantly
from newsloom.sources.xml import Element, document, local, mended, read_xml
from newsloom.stages import Conversation
from newsloom.types import Failure, Fetched, Harvest, Memory, Source, Work

_OPENED = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)[\s>]", re.IGNORECASE)


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
    read = parse_document(fetched, source)
    return read if isinstance(read, Failure) else harvest(read, source, fetched.at)


def parse_document(fetched: Fetched, source: str = "") -> Document | Failure:
    """Read a feed of any dialect with all that it says, under the same rule as `parse_feed`.

    Example:
        >>> from datetime import UTC
        >>> body = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><id>tag:a</id></entry></feed>'
        >>> parse_document(Fetched(url="https://news.example/feed", status=200, body=body, at=datetime.now(UTC))).items[0].id
        'tag:a'
    """
    if looks_like_json(fetched.body):
        return read_json_feed(fetched, source)
    root = read_xml(fetched, source)
    return root if isinstance(root, Failure) else _read(root, fetched, source)


def read_feed(root: Element, fetched: Fetched, source: str) -> Harvest | Failure:
    """Read the feed below this root element, which is an answer's, into a harvest."""
    read = _read(root, fetched, source)
    return read if isinstance(read, Failure) else harvest(read, source, fetched.at)


def _read(root: Element, fetched: Fetched, source: str) -> Document | Failure:
    """Read the feed below a root element, by the rule between the two readers."""
    base, fast = _base(fetched), None
    if local(root) in ROOTS:
        fast = read_tree(root, base, moved=b"xml:base" in fetched.body, language=fetched.header("Content-Language"))
    best = _better(fast, document(fetched), base) if mended(root) else fast
    return best or failed(
        source, "not-a-feed", f"the answer is <{local(root)[:40]}>, not a feed; give the address of an RSS, Atom or JSON feed"
    )


def _better(fast: Document | None, text: str, base: str) -> Document | None:
    """Return the better reading of a broken document: the fast reader's if it found all items whole that are opened there."""
    found = _whole(fast.items) if fast else 0
    opened = sum(1 for _ in _OPENED.finditer(text))
    tolerant = read_tolerantly(text, base) if found < opened <= LARGEST_HARVEST else None
    return tolerant if tolerant and _whole(tolerant.items) > found else fast


def _whole(items: Iterable[Item]) -> int:
    """Count the items that have what an entry needs."""
    return sum(1 for item in items if item.link and item.title)


def _base(fetched: Fetched) -> str:
    """Return the address by which relative ones go: the answer's `Content-Location`, as feed readers have always done, else its own."""
    said = fetched.header("Content-Location")
    return (urls.absolute(said, fetched.url) if said else "") or fetched.url
