"""Pages: the bytes of an HTML document, and what its head, its JSON-LD and its body say of the piece.

The tree is built of the page without its scripts, styles, drawings, comments and the blocks beside the piece (three fifths of the
bytes of real pages), and only of so much that even a hostile page costs little: a tag's attributes are compared with each other and
a block with all that enclose it, so that a whole page's tree could be made to take minutes. At the limits below the worst that is
known takes about a second.
"""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from functools import cached_property
import re

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from newsloom import urls
from newsloom.extract.found import Found, distinct
from newsloom.extract.jsonld import Linked, read_linked
from newsloom.extract.outline import MOST_HEADINGS, Outline
from newsloom.text import decode, plain
from newsloom.types import Fetched

LARGEST_TREE = 256 * 1024
"""Characters of markup that the tree is built of, runs of blanks counted as one where there is more; of 990 real pages (the set of
`eval pages`) half have 58 kB, 1 in 20 has more than 180 kB. Half as much costs .004 of the right dates and authors there."""

MOST_TAGS = 12_000
"""Tags that the tree is built of; of the same pages half have 1,100, 1 in 100 has 7,000, none 10,000."""

LARGEST_SCRIPT = 512 * 1024
"""Bytes of one JSON-LD script."""

SHORTEST_PARAGRAPH = 80
"""Characters below which a paragraph is a byline, a caption or a button rather than the beginning of a text."""

_MOST_SCRIPTS, _MOST_PARAGRAPHS = 20, 80
_LONGEST_PIECE, _LONGEST_NAME = 4096, 400
_SHORTEST_TAG = len("<p>")
_MOST_PLACES = 4
_CHARSET_WITHIN = 16 * 1024

_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
# What shows no text, in lower case: what is written otherwise stays in the tree, which is merely larger then.
_SILENT = re.compile(rb"<(?:!--|s(?:cript|tyle|vg))")
# The same, and what stands beside every piece: a fifth of the tags of real pages.
_APART = re.compile(rb"<(?:!--|s(?:cript|tyle|vg)|nav\b|aside\b)")
_ENDS = {b"!--": b"-->", **{name: b"</" + name for name in (b"script", b"style", b"svg", b"nav", b"aside")}}
_NEIGHBOURS = frozenset((b"nav", b"aside"))
_PROGRAMMED = re.compile(
    rb"ubli(?:shed|shing|sh|cation)_?(?:at|date|time|on)?\\?[\"']\s?:\s?\\?[\"']((?:19|20)\d\d-\d\d-\d\d[T ]?[0-9:.+Z-]{0,24})",
    re.IGNORECASE,
)
_PUBLIC, _MOST_PUBLIC = b"ubli", 400
# One walk through the tree for all that every page is asked: each takes as long as a fifth of the building.
_MARKED = ":is(title, meta[content], link[rel~='canonical' i], link[rel~='amphtml' i], base[href], h1, h2)"
_HEADINGS = frozenset(("h1", "h2"))
_LINKED = b"application/ld+json"
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
        """Build the tree and read the head."""
        self.url = fetched.url
        self.meta: dict[str, str] = {}
        self._every: dict[str, list[str]] = {}
        self.links: dict[str, str] = {}
        self.title = ""
        self.language = ""
        self._base = fetched.url
        body = fetched.body
        if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            body = decode(body).encode("utf-8", "replace")
        self._body = body
        shown, self._scripts = _parted(body)
        header = _CHARSET.search(fetched.header("Content-Type").encode("utf-8", "replace"))
        declared = _CHARSET.search(shown, 0, _CHARSET_WITHIN)
        self._charsets = tuple(found[1].decode("ascii") for found in (header, declared) if found)
        self.markup = decode(shown, *self._charsets)
        self.raw = _bounded(self.markup).encode("utf-8", "replace")  # what the tree is built of, in UTF-8
        self.tree = LexborHTMLParser(self.raw, options=LexborDocumentOptions.WO_EVENTS)
        self._headings: list[LexborNode] = []
        self._read_marked()

    def _read_marked(self) -> None:
        for node in self.tree.css(_MARKED):
            tag = node.tag
            if tag in _HEADINGS:
                self._headings.append(node)
                continue
            said = node.attributes
            if tag == "meta":
                name = said.get("property") or said.get("name") or said.get("itemprop") or said.get("http-equiv")
                value = said.get("content")
                if name and value and (value := value.strip()):
                    name = name.strip().lower()
                    self.meta.setdefault(name, value)
                    self._every.setdefault(name, []).append(value)
            elif tag == "link":
                for rel in (said.get("rel") or "").lower().split()[:4]:
                    self.links.setdefault(rel, (said.get("href") or "").strip())
            elif tag == "title":
                self.title = self.title or plain(node.text() or "")
            elif tag == "base":
                self._base = urls.absolute(said.get("href") or "", self.url) or self._base
        if self.tree.root is not None:
            said = self.tree.root.attributes
            self.language = (said.get("lang") or said.get("xml:lang") or "").strip()

    @cached_property
    def linked(self) -> Linked:
        """The facts of all JSON-LD of the page."""
        scripts = [script for script in self._scripts[:_MOST_SCRIPTS] if len(script) <= LARGEST_SCRIPT]
        return read_linked([decode(script, *self._charsets) for script in scripts])

    @cached_property
    def outline(self) -> Outline:
        """What is marked in the body."""
        return Outline(self.tree, self._headings[:MOST_HEADINGS])

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

    def paragraphs(self) -> Iterator[str]:
        """Yield the paragraphs that read like a text: in the article if one is marked, not beside it, and of some length."""
        nodes, place = self.tree.css("p")[:_MOST_PARAGRAPHS], self.outline.place
        inside = any(map(place, nodes))
        long = (node for node in nodes if place(node) is inside and len(node.text()) >= SHORTEST_PARAGRAPH)
        pieces = (plain((node.html or "")[:_LONGEST_PIECE]) for node in long)
        return (said for said in pieces if len(said) >= SHORTEST_PARAGRAPH)

    @cached_property
    def programmed(self) -> str:
        """The first time that the data of the page's programs call its publication."""
        at = self._body.find(_PUBLIC)
        for _ in range(_MOST_PUBLIC):
            if at < 0:
                break
            if found := _PROGRAMMED.match(self._body, at):
                return found[1].decode("ascii")
            at = self._body.find(_PUBLIC, at + len(_PUBLIC))
        return ""

    @cached_property
    def text(self) -> str:
        """All words of the tree's body on one line."""
        return " ".join(self.tree.body.text(separator=" ").split()) if self.tree.body else ""

    def around(self, title: str, below: int, above: int) -> Iterator[tuple[str, str]]:
        """Yield so many characters of the text below and above a title, wherever it stands, `_MOST_PLACES` times at most."""
        at = self.text.find(title) if title else -1
        for _ in range(_MOST_PLACES):
            if at < 0:
                return
            end = at + len(title)
            yield self.text[end : end + below], self.text[max(0, at - above) : at]
            at = self.text.find(title, end)

    def absolute(self, address: str) -> str:
        """Return an address that stands in the page, made absolute; empty when it is none we would ask for."""
        return urls.absolute(address, self._base) if address else ""

    def every(self, name: str) -> tuple[str, ...]:
        """Return all that is said under a name of metadata."""
        return tuple(self._every.get(name, ()))

    def first(self, *names: str) -> str:
        """Return the first of these metadata that says anything."""
        for name in names:
            if name in self.meta:
                return self.meta[name]
        return ""


def _parted(body: bytes) -> tuple[bytes, list[bytes]]:
    """Return a document without what shows no text and without the blocks beside the piece, and its JSON-LD scripts.

    After a block beside the piece that is never closed, or that holds the headline, no other is left out: the page means something else.
    """
    parts: list[bytes] = []
    scripts: list[bytes] = []
    at, apart = 0, _APART
    while found := apart.search(body, at):
        start, name = found.start(), found[0][1:]
        end = body.find(_ENDS[name], start + len(b"<!"))
        if name in _NEIGHBOURS and (end < 0 or body.find(b"<h1", start, end) >= 0):
            apart = _SILENT
            continue
        parts.append(body[at:start])
        if end < 0:  # as a browser would, take all that follows for its text
            return b"".join(parts), scripts
        if name == b"script" and _LINKED in body[start : (inner := body.find(b">", start, end) + 1)]:
            scripts.append(body[inner:end])
        at = body.find(b">", end) + 1 or len(body)
    return b"".join([*parts, body[at:]]), scripts


def _bounded(markup: str) -> str:
    """Return the beginning of a document that a tree may be built of; it ends before a tag."""
    if len(markup) > LARGEST_TREE:
        markup = " ".join(markup[: 2 * LARGEST_TREE].split())
    end = markup.rfind("<", 0, LARGEST_TREE) if len(markup) > LARGEST_TREE else len(markup)
    if end > _SHORTEST_TAG * MOST_TAGS and markup.count("<", 0, end) > MOST_TAGS:
        at = -1
        for _ in range(MOST_TAGS):
            at = markup.find("<", at + 1)
        end = at
    return markup[: max(end, 0)]
