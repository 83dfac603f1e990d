"""The outline of a page's body: what stands in headings, by-lines and datelines, and where."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsloom.text import one_line, plain

MOST_HEADINGS = 20
"""Headings that are looked at; 12 cost .002 of the exact titles of `eval pages`, 40 bring nothing."""

_TIMES = ":is(time, abbr[title], [itemprop*='date' i], [property*='date' i])"
# Whether there is a class at all is asked before what is in it: three quarters of the time.
_DATED = "[class]:is({})".format(", ".join(f"[class*='{name}' i]" for name in "date datum fecha published posted meta time byline".split()))
_PUBLICATION = re.compile(r"date-?publi|(?<!status-)publi(?:shed|shing|cation)|pub-?date|(?:entry|post|article)-?date", re.IGNORECASE)
_CHANGED = re.compile(r"modif|updat|expire|event", re.IGNORECASE)
_MOST_DATED, _LONGEST_DATED = 60, 1500
_AUTHORS = ":is([rel~='author' i], [itemprop~='author' i], [itemprop~='creator' i])"
_BYLINES = (
    ":is([class]:is([class*='author' i], [class*='autor' i], [class*='byline' i], [class*='writer' i], [class*='vcard' i]), "
    "a[href]:is([href*='/author' i], [href*='/autor' i], [href*='/profile/' i], [href*='/people/' i]))"
)
_SECTION = re.compile(r"/(?:people|profile)/", re.IGNORECASE)
_NO_BYLINE = re.compile(r"comment|bio|box|avatar|image|prep|job|desc|info|social|date|related|teaser|respond", re.IGNORECASE)
_OTHERS = re.compile(r"comment|related|recommend|popular|teaser|(?<!elementor-)widget", re.IGNORECASE)
_MOST_BYLINES, _LONGEST_BYLINE = 80, 120
_MOST_LEVELS, _MOST_PARTS = 14, 12
_LONGEST_HEADING = 300
_LONGEST = 4096
# In lower case and every word by its first letter, so that those are what is searched for: a fifth of the time.
_ELSEWHERE = re.compile(
    r"comment|related|sidebar|side-bar|w(?<!elementor-w)idget(?! blog\b)|f(?<!post-f)(?<!entry-f)(?<!article-f)ooter|recommend|popular|"
    r"most-?read|newsletter|respond|trending|also-?like|pagination|breadcrumb"
)
_APART = frozenset(("aside", "nav", "footer"))
_WHOLE_PAGE = frozenset(("body", "html"))
_PIECE = frozenset(("article", "main"))
_INLINE = frozenset("a b i em strong br wbr mark sup sub q u s font abbr cite code -text".split())
_BESIDE = re.compile(
    r"kicker|over-?line|dachzeile|top-?line|roof-?line|eyebrow|spitzmarke|ober-?titel|sub-?(?:title|line|head)|untertitel|hidden|invisible|"
    r"aural|sr-only|screen-?reader|visuallyhidden|\b(?:date|meta|byline|category|label|tag|badge|count)\b",
    re.IGNORECASE,
)


class Heading(NamedTuple):
    """A heading of the first or second level.

    `text` is without what is set apart as a kicker, a subtitle or a label; `parts` are the texts of its blocks where it has several.
    `inside` is what `Outline.place` says of it.
    """

    text: str
    parts: tuple[str, ...]
    level: int
    inside: bool | None


class Moment(NamedTuple):
    """An element for a time: what it says for machines, and whether it is marked as the publication or as a change."""

    stamp: str
    node: LexborNode
    publication: bool
    change: bool

    @property
    def text(self) -> str:
        """What it shows, on one line; empty when that is more than a line."""
        markup = self.node.html or ""
        return plain(markup) if len(markup) <= _LONGEST_DATED else ""


class Outline:
    """What is marked in a page's body, in the order of the document."""

    def __init__(self, tree: LexborHTMLParser, headings: list[LexborNode]) -> None:
        """Keep the tree and its headings of the first two levels; every question is answered once."""
        self._tree, self._nodes = tree, headings
        self._places: dict[int, bool | None] = {}

    def headings(self, level: int) -> Iterator[Heading]:
        """Yield those of a page's first headings that are of one level, the first or the second."""
        for node in self._nodes:
            if node.tag == f"h{level}":
                text, parts = _worded(node)
                if 0 < len(text) <= _LONGEST_HEADING:
                    yield Heading(text, parts, level, self.place(node))

    @cached_property
    def times(self) -> tuple[Moment, ...]:
        """The elements that stand for a time by HTML or schema.org, in the order of the document, the piece's neighbours left out."""
        return self._moments(_TIMES)

    @cached_property
    def dated(self) -> tuple[Moment, ...]:
        """The elements that are named for a date, a by-line or the like, likewise."""
        return self._moments(_DATED)

    def _moments(self, selector: str) -> tuple[Moment, ...]:
        nodes = ((node, inside) for node in self._tree.css(selector) if (inside := self.place(node)) is not None)
        return tuple(_moment(node) for node, _ in islice(nodes, _MOST_DATED))

    def bylines(self) -> Iterator[tuple[str, ...]]:
        """Yield the short texts for the author: what is marked as one, what is named for one, what is marked beside the piece."""
        marked = [(node, self.place(node)) for node in self._tree.css(_AUTHORS)[:_MOST_BYLINES]]
        yield _lines(node for node, place in marked if place is not None)
        named = self._tree.css(_BYLINES)[:_MOST_BYLINES]
        yield _lines(node for node in named if self.place(node) is not None and not _is_section(node))
        yield _lines(node for node, place in marked if place is None and not _comments(node))

    def place(self, node: LexborNode) -> bool | None:
        """Tell whether an element belongs to the piece (`True`), to something beside it (`None`), or to neither for all one knows."""
        return self._within(node.parent, 0)

    @cached_property
    def _around(self) -> frozenset[int]:
        """What encloses a heading of the first level stands beside nothing, whatever it is called (`content-sidebar-wrap`)."""
        keys = set()
        for node in [node for node in self._nodes if node.tag == "h1"][:4]:
            around = node.parent
            for _ in range(_MOST_LEVELS):
                if around is None or around.tag in _WHOLE_PAGE:
                    break
                keys.add(around.mem_id)
                around = around.parent
        return frozenset(keys)

    def _within(self, node: LexborNode | None, depth: int) -> bool | None:
        if node is None or depth > _MOST_LEVELS or (tag := node.tag) in _WHOLE_PAGE:
            return False
        key = node.mem_id
        if key not in self._places:
            apart = key not in self._around and (tag in _APART or _is_elsewhere(node.attributes))
            around = None if apart else self._within(node.parent, depth + 1)
            self._places[key] = around if around is None else around or tag in _PIECE
        return self._places[key]


def _is_elsewhere(said: Mapping[str, str | None]) -> bool:
    return bool(_ELSEWHERE.search(f"{said.get('class') or ''} {said.get('id') or ''}".lower()))


def _worded(node: LexborNode) -> tuple[str, tuple[str, ...]]:
    """Return a heading's words without what is set apart in it, and its blocks."""
    children = list(islice(node.iter(include_text=True), _MOST_PARTS))
    while len(children) == 1 and children[0].tag != "-text":
        children = list(islice(children[0].iter(include_text=True), _MOST_PARTS))
    if all(child.tag in _INLINE for child in children):
        return _words(node.text()), ()
    groups = [""]
    for child in children:
        if child.tag in _INLINE:
            groups[-1] += child.text() if child.tag != "-text" else child.text_content or ""
        elif not _BESIDE.search(child.attributes.get("class") or ""):
            groups += [child.text(separator=" "), ""]
    parts = tuple(said for group in groups if (said := _words(group)).strip(" :|-–—·"))
    return " ".join(parts) or _words(node.text(separator=" ")), parts


def _words(text: str) -> str:
    """Return a text on one line; entities and tags that were encoded twice are decoded and dropped."""
    return plain(text[:_LONGEST]) if "&" in text or "<" in text else one_line(text[:_LONGEST])


def _moment(node: LexborNode) -> Moment:
    said = node.attributes
    named = " ".join(filter(None, (said.get("class"), said.get("itemprop"), said.get("property"), said.get("id"))))
    stamp = said.get("datetime") or said.get("content") or (said.get("title") if node.tag in ("time", "abbr") else "") or ""
    publication = "pubdate" in said or bool(_PUBLICATION.search(named))
    return Moment(stamp, node, publication, bool(_CHANGED.search(named)))


def _is_section(node: LexborNode) -> bool:
    """Tell whether a link to people leads to a part of the site: a single word is no name there (`/people/`: People)."""
    return bool(_SECTION.search(node.attributes.get("href") or "")) and " " not in node.text().strip()


def _lines(nodes: Iterable[LexborNode]) -> tuple[str, ...]:
    """Return the texts of elements, each on one line, without the long ones and what only surrounds a name."""
    told = ((node, node.attributes) for node in nodes)
    near = ((node, said) for node, said in told if not _NO_BYLINE.search(f"{said.get('class') or ''} {said.get('id') or ''}"))
    lines = (" ".join((said.get("content") or node.text(separator=" ")).split()) for node, said in near)
    return tuple(line for line in lines if 0 < len(line) <= _LONGEST_BYLINE)


def _comments(node: LexborNode) -> bool:
    around = node.parent
    for _ in range(_MOST_LEVELS):
        if around is None or around.tag in _WHOLE_PAGE:
            return False
        said = around.attributes
        if _OTHERS.search(f"{said.get('class') or ''} {said.get('id') or ''}"):
            return True
        around = around.parent
    return False
