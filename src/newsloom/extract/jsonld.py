"""JSON-LD (schema.org): what a page says of itself in its scripts, read with patience."""

from collections.abc import Iterator
from operator import itemgetter
import re
from typing import Any

import msgspec
from msgspec import Struct

_DEEPEST, _MOST = 8, 400
"""Levels and nodes of one page's JSON-LD that are looked at; real graphs stay below 6 and 100."""

_SHELL = re.compile(
    r"^\s*(?:<!--|//\s{0,9}<!\[CDATA\[|<!\[CDATA\[|/\*\s{0,9}<!\[CDATA\[\s{0,9}\*/)|(?:-->|//\s{0,9}\]\]>|\]\]>|/\*\s{0,9}\]\]>\s{0,9}\*/|;)\s*$"
)
_CONTROLS = re.compile(r"[\x00-\x1f]")
# Kinds of node that describe the page's own piece, the surest first (schema.org's CreativeWork tree).
_ARTICLES = ("newsarticle", "article", "posting", "report", "review", "videoobject", "creativework", "recipe", "podcastepisode")
_CREDITS, _MOST_CREDITS = ("provider", "sourceOrganization"), 4

Node = dict[str, Any]


class Linked(Struct, frozen=True, kw_only=True):
    """The facts of a page's JSON-LD; empty where nothing is said.

    `kinds` are the `@type`s of the piece in lower case (`newsarticle`), without those of the page around it. `free` is
    `isAccessibleForFree`, `None` where it is not said. `credits` are the names of the organisations that the piece came from,
    `logo` the address of its publisher's.
    """

    kinds: tuple[str, ...] = ()
    headline: str = ""
    description: str = ""
    published: str = ""
    modified: str = ""
    language: str = ""
    body: str = ""
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    genre: str = ""
    free: bool | None = None
    authors: tuple[str, ...] = ()
    publisher: str = ""
    credits: tuple[str, ...] = ()
    image: str = ""
    logo: str = ""
    site: str = ""
    video: bool = False


def read_linked(scripts: list[str]) -> Linked:
    """Read all JSON-LD of a page; junk, cycles of nesting and wrong types are passed over.

    Example:
        >>> read_linked(['{"@graph": [{"@type": "NewsArticle", "headline": "A", "author": {"name": "B"}}]}']).authors
        ('B',)
    """
    nodes = [node for script in scripts for node in _nodes(_decoded(script), 0)][:_MOST]
    if not nodes:
        return _SILENCE
    typed = [(_type(node), node) for node in nodes]
    ranked = sorted(((rank, kind, node) for kind, node in typed if (rank := _rank(kind)) < len(_ARTICLES)), key=itemgetter(0))
    pieces = [node for _, _, node in ranked]
    sites = [node for kind, node in typed if kind == "website"]
    said = pieces + [node for kind, node in typed if "webpage" in kind]
    first = ranked[0][1] if ranked else ""
    return Linked(
        headline=_first(pieces, "headline") or _first([node for _, kind, node in ranked if "video" in kind], "name"),
        description=_first(said, "description"),
        kinds=tuple(first.split()),
        modified=_first(said, "dateModified"),
        language=_first(said, "inLanguage"),
        body=_first(pieces, "articleBody"),
        sections=next((words for node in said if (words := tuple(_words(node.get("articleSection"))))), ()),
        keywords=next((words for node in said if (words := tuple(_words(node.get("keywords"))))), ()),
        genre=_first(pieces, "genre"),
        free=next((told for node in said for told in _free(node)), None),
        published=_first(said, "datePublished") or _first(pieces, "uploadDate") or _first(pieces, "dateCreated"),
        authors=next((names for node in said if (names := tuple(_names(node.get("author"), nodes)))), ()),
        publisher=next((name for node in said for name in _names(node.get("publisher"), nodes)), ""),
        credits=tuple(name for node in said for key in _CREDITS for name in _names(node.get(key), nodes))[:_MOST_CREDITS],
        image=next((url for node in said for url in _images(node.get("image") or node.get("thumbnailUrl"), nodes)), ""),
        logo=next((url for node in _owners(said, nodes) for url in _images(node.get("logo"), nodes)), ""),
        site=_first(sites, "name"),
        video="video" in first,
    )


_SILENCE = Linked()


def _decoded(script: str) -> object:
    try:
        return msgspec.json.decode(script)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        pass
    try:
        return msgspec.json.decode(_CONTROLS.sub(" ", _SHELL.sub("", _SHELL.sub("", script))))
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None


def _nodes(value: object, depth: int) -> Iterator[Node]:
    """Yield the objects that stand for themselves: in lists, graphs and as a page's main entity."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for part in value[:_MOST]:
            yield from _nodes(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement" if "@graph" in value else "video"):
            yield from _nodes(value.get(key), depth + 1)


def _type(node: Node) -> str:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return " ".join(part for part in kinds if isinstance(part, str)).lower()


def _rank(kind: str) -> int:
    return next((rank for rank, name in enumerate(_ARTICLES) if name in kind), len(_ARTICLES))


def _first(nodes: list[Node], name: str) -> str:
    return next((said for node in nodes if (said := _text(node.get(name)))), "")


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    return value.strip() if isinstance(value, str) else ""


def _words(value: object) -> Iterator[str]:
    """Yield the texts of a list, or a text's parts between commas."""
    for part in value[:_MOST] if isinstance(value, list) else value.split(",")[:_MOST] if isinstance(value, str) else [value]:
        said = _text(part) or (_text(part.get("name")) if isinstance(part, dict) else "")
        if said:
            yield said


def _free(node: Node) -> Iterator[bool]:
    """Yield what a piece says of whether it is free, then what its parts say: a paywall may be declared of the part that it hides."""
    parts = node.get("hasPart")
    for part in (node, *(parts[:_MOST] if isinstance(parts, list) else [parts])):
        if isinstance(part, dict) and (told := _flag(part.get("isAccessibleForFree"))) is not None:
            yield told


def _flag(value: object) -> bool | None:
    """Return a boolean however it is spelt (`true`, `"False"`, `"http://schema.org/False"`)."""
    said = str(value).strip().lower().rpartition("/")[2] if isinstance(value, bool | str) else ""
    return {"true": True, "yes": True, "false": False, "no": False}.get(said)


def _referred(value: object, nodes: list[Node]) -> Node | None:
    """Return an object, or the one in the page that carries the `@id` it points to."""
    if not isinstance(value, dict):
        return None
    if len(value) == 1 and isinstance(wanted := value.get("@id"), str):
        return next((node for node in nodes if node.get("@id") == wanted and len(node) > 1), None)
    return value


def _names(value: object, nodes: list[Node]) -> Iterator[str]:
    for part in value[:20] if isinstance(value, list) else [value]:
        node = _referred(part, nodes)
        name = _text(node.get("name")) if node else part.strip() if isinstance(part, str) else ""
        if name and "://" not in name:
            yield name


def _owners(said: list[Node], nodes: list[Node]) -> Iterator[Node]:
    """Yield the publishers of a page's pieces, then everything that may have a logo."""
    yield from (owner for node in said if (owner := _referred(node.get("publisher"), nodes)))
    yield from nodes


def _images(value: object, nodes: list[Node]) -> Iterator[str]:
    for part in value[:5] if isinstance(value, list) else [value]:
        node = _referred(part, nodes)
        url = (_text(node.get("url")) or _text(node.get("contentUrl"))) if node else part.strip() if isinstance(part, str) else ""
        if url:
            yield url
