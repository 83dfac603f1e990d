"""Pages: the bytes of an HTML document, read only as far as the question needs.

A tree is built of the head alone, without its scripts and styles, and only of so much that even a hostile head costs
little: a tag's attributes are compared with each other and a block with all that enclose it, so a whole page's tree
can be made to take minutes (8,000 nested lists took 1.6 s, 100,000 attributes 100 s). Headings, times, paragraphs and
JSON-LD are cut out of the bytes, which is linear, and faster besides.
"""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from functools import cached_property
import re

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from newsloom import urls
from newsloom.extract.found import Found, distinct
from newsloom.extract.jsonld import Linked, read_linked
from newsloom.text import decode, plain
from newsloom.types import Fetched

LONGEST_HEAD = 64 * 1024
"""Bytes of a head's tags that are read, scripts and styles not counted; of 954 real pages half have 5 kB, 1 in 100 has 17 kB, one more."""

LARGEST_SCRIPT = 512 * 1024
"""Bytes of one JSON-LD script."""

SHORTEST_PARAGRAPH = 80
"""Characters below which a paragraph is a byline, a caption or a button rather than the beginning of a text."""

_MOST_SCRIPTS, _MOST_HEADINGS, _MOST_TIMES, _MOST_PARAGRAPHS = 20, 4, 10, 80
_LONGEST_PIECE, _LONGEST_TAG, _LONGEST_NAME = 4096, 600, 400

_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_HEAD_END = re.compile(rb"</head|<body", re.IGNORECASE)
_SILENT = re.compile(rb"<(script|style)\b", re.IGNORECASE)
_HEAD_NODES = "title, meta[content], link[rel~='canonical' i], link[rel~='amphtml' i], base[href]"
_ATTRIBUTE = re.compile(rb"([A-Za-z-]{1,20})\s{0,5}=\s{0,5}(?:\"([^\"]{0,300})\"|'([^']{0,300})'|([^\s\"'<>]{1,300}))")
_PUBLICATION = (b"datePublished", b"pubdate", b"entry-date", b"post-date", b"published")
_CLASS = re.compile(rb"class=[\"']([^\"'<>]{1,120})[\"'][^<>]{0,200}>")
_DATELINE = re.compile(rb"date|publi|posted|byline|time|meta", re.IGNORECASE)
_NOT_HTML = re.compile(r"^(?:image|audio|video|font)/|^application/(?!xhtml|xml|[a-z.]{0,80}\+xml)", re.IGNORECASE)
_BINARY = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF")


def is_html(fetched: Fetched) -> bool:
    """Tell whether an answer can be a web page, by its type and first bytes.

    Example:
        >>> from datetime import UTC, datetime
        >>> is_html(Fetched(url="https://a.example/x.pdf", status=200, body=b"%PDF-1.7 ...", at=datetime.now(UTC)))
        False
    """
    kind = fetched.header("Content-Type").strip()
    return bool(fetched.body.strip()) and not fetched.body.startswith(_BINARY) and not _NOT_HTML.match(kind)


class Page:
    """What a page says of itself. Its head is read at once, everything else on the first question about it."""

    def __init__(self, fetched: Fetched) -> None:
        """Read the head."""
        self.url = fetched.url
        self.meta: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.title = ""
        self.language = ""
        self._base = fetched.url
        self._body = fetched.body
        if self._body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            self._body = decode(self._body).encode("utf-8", "replace")
        header = _CHARSET.search(fetched.header("Content-Type").encode("utf-8", "replace"))
        declared = _CHARSET.search(self._body[:_LONGEST_PIECE])
        self._charsets = tuple(found[1].decode("ascii") for found in (header, declared) if found)
        self._read_head()

    def _read_head(self) -> None:
        html = decode(self._head(), *self._charsets)
        tree = LexborHTMLParser(html, options=LexborDocumentOptions.WO_EVENTS)
        for node in tree.css(_HEAD_NODES):
            said, tag = node.attributes, node.tag
            if tag == "meta":
                name = said.get("property") or said.get("name") or said.get("itemprop")
                value = said.get("content")
                if name and value and (value := value.strip()):
                    self.meta.setdefault(name.strip().lower(), value)
            elif tag == "link":
                for rel in (said.get("rel") or "").lower().split()[:4]:
                    self.links.setdefault(rel, (said.get("href") or "").strip())
            elif tag == "title":
                self.title = self.title or plain(node.text() or "")
            elif tag == "base":
                self._base = urls.absolute(said.get("href") or "", self.url) or self._base
        if tree.root is not None:
            self.language = (tree.root.attributes.get("lang") or tree.root.attributes.get("xml:lang") or "").strip()

    def _head(self) -> bytes:
        """Return the head without its scripts and styles."""
        body = self._body
        end = body.find(b"</head")
        if end < 0:
            found = _HEAD_END.search(body)
            end = found.start() if found else len(body)
        parts, size, at = [], 0, 0
        while at < end and size < LONGEST_HEAD:
            silent = _SILENT.search(body, at, end)
            parts.append(body[at : silent.start() if silent else end])
            size += len(parts[-1])
            closing = body.find(b"</" + silent[1], silent.end()) if silent else end
            at = closing if closing >= 0 else end
        return b"".join(parts)[:LONGEST_HEAD]

    @cached_property
    def linked(self) -> Linked:
        """The facts of all JSON-LD of the page."""
        return read_linked([decode(script, *self._charsets) for script in self._scripts()])

    def _scripts(self) -> Iterator[bytes]:
        for at in self._each(b"application/ld+json", _MOST_SCRIPTS):
            start = self._body.find(b">", at, at + _LONGEST_TAG) + 1
            end = self._body.find(b"</", start)
            while end >= 0 and self._body[end : end + 8].lower() != b"</script":
                end = self._body.find(b"</", end + 2, start + LARGEST_SCRIPT)
            if 0 < start < end <= start + LARGEST_SCRIPT:
                yield self._body[start:end]

    @cached_property
    def names(self) -> tuple[Found, ...]:
        """What the page calls its site, the surest first."""
        said = (
            (self.first("og:site_name"), "og"),
            (self.linked.publisher, "json-ld"),
            (self.linked.site, "json-ld"),
            (self.first("application-name", "apple-mobile-web-app-title"), "html"),
        )
        return tuple(Found(plain(name.value[:_LONGEST_NAME]), name.where) for name in distinct(said))

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The texts of the first level-1 headings."""
        pieces = (self._piece(at, b"</h1") for at in self._each(b"<h1", _MOST_HEADINGS))
        return tuple(said for said in pieces if said)

    @cached_property
    def bylines(self) -> tuple[str, ...]:
        """The texts of the first links to an author (HTML, 4.6.7.3)."""
        links = (self._body.find(b">", at, at + _LONGEST_TAG) + 1 for at in self._each(b'rel="author"', _MOST_HEADINGS))
        return tuple(dict.fromkeys(said for at in links if at and (said := self._piece(at, b"</a"))))

    @cached_property
    def paragraph(self) -> str:
        """The first paragraph that reads like a text: in the article if one is marked, and of some length."""
        start = max(self._body.find(b"<article"), self._body.find(b"<main"), 0)
        pieces = (self._piece(at, b"</p") for at in self._each(b"<p", _MOST_PARAGRAPHS, start) if self._body[at + 2 : at + 3] in b"> \n\t")
        return next((said for said in pieces if len(said) >= SHORTEST_PARAGRAPH), "")

    @cached_property
    def publication_times(self) -> tuple[str, ...]:
        """The machine-readable times that are marked as the publication's."""
        return tuple(said for mark in _PUBLICATION for at in self._each(mark, _MOST_TIMES) if (said := self._time(at)))

    @cached_property
    def times(self) -> tuple[str, ...]:
        """The first machine-readable times of the page."""
        return tuple(said for at in self._each(b"<time", _MOST_TIMES) if (said := self._time(at + 1)))

    @cached_property
    def datelines(self) -> tuple[str, ...]:
        """The first texts of elements that are named for a date, a byline or the like, and what stands below the headings."""
        named = (each.end() for each in _CLASS.finditer(self._body) if _DATELINE.search(each[1]))
        lines = [at for at, _ in zip(named, range(_MOST_TIMES), strict=False)]
        pieces = [self._body[at : at + _LONGEST_TAG] for at in lines]
        pieces += [self._body[at : at + _LONGEST_PIECE] for at in self._each(b"</h1", _MOST_HEADINGS)]
        return tuple(plain(decode(piece, *self._charsets)) for piece in pieces)

    def _each(self, mark: bytes, most: int, start: int = 0) -> Iterator[int]:
        at = self._body.find(mark, start)
        while at >= 0 and most > 0:
            yield at
            at, most = self._body.find(mark, at + len(mark)), most - 1

    def _piece(self, start: int, closing: bytes) -> str:
        end = self._body.find(closing, start, start + _LONGEST_PIECE)
        return plain(decode(self._body[start:end], *self._charsets)) if end > 0 else ""

    def _time(self, at: int) -> str:
        """Return the time in the tag around a position."""
        start = self._body.rfind(b"<", max(0, at - _LONGEST_TAG), at)
        end = self._body.find(b">", at, at + _LONGEST_TAG)
        if start < 0 or end < 0 or self._body.find(b">", start, at) >= 0:
            return ""
        said = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(self._body[start:end])}
        value = said.get(b"datetime") or said.get(b"content") or said.get(b"title") or b""
        return value.decode("utf-8", "replace").strip()

    def absolute(self, address: str) -> str:
        """Return an address that stands in the page, made absolute; empty when it is none we would ask for."""
        return urls.absolute(address, self._base) if address else ""

    def first(self, *names: str) -> str:
        """Return the first of these metadata that says anything."""
        for name in names:
            if name in self.meta:
                return self.meta[name]
        return ""
