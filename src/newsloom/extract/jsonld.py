"""JSON-LD (schema.org): what a page says of itself in its scripts, read with patience."""

from collections.abc import Iterator
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

Node = dict[str, Any]


class Linked(Struct, frozen=True, kw_only=True):
    """The facts of a page's JSON-LD; empty where nothing is said."""

    headline: str = ""
    description: str = ""
    published: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    image: str = ""
    site: str = ""
    video: bool = False


def read_linked(scripts: list[str]) -> Linked:
    """Read all JSON-LD of a page; junk, cycles of nesting and wrong types are passed over.

    Example:
        >>> read_linked(['{"@graph": [{"@type": "NewsArticle", "headline": "A", "author": {"name": "B"}}]}']).authors
        ('B',)
    """
    nodes = [node for script in scripts for node in _nodes(_decoded(script), 0)][:_MOST]
    pieces = sorted((node for node in nodes if _rank(node) < len(_ARTICLES)), key=_rank)
    pages = [node for node in nodes if "webpage" in _type(node)]
    sites = [node for node in nodes if _type(node) == "website"]
    said = pieces + pages
    return Linked(
        headline=_first(pieces, "headline") or _first([node for node in pieces if "video" in _type(node)], "name"),
        description=_first(said, "description"),
        published=_first(said, "datePublished") or _first(pieces, "uploadDate") or _first(pieces, "dateCreated"),
        authors=next((names for node in said if (names := tuple(_names(node.get("author"), nodes)))), ()),
        publisher=next((name for node in said for name in _names(node.get("publisher"), nodes)), ""),
        image=next((url for node in said for url in _images(node.get("image") or node.get("thumbnailUrl"), nodes)), ""),
        site=_first(sites, "name"),
        video=bool(pieces) and "video" in _type(pieces[0]),
    )


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


def _rank(node: Node) -> int:
    kind = _type(node)
    return next((rank for rank, name in enumerate(_ARTICLES) if name in kind), len(_ARTICLES))


def _first(nodes: list[Node], name: str) -> str:
    return next((said for node in nodes if (said := _text(node.get(name)))), "")


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    return value.strip() if isinstance(value, str) else ""


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


def _images(value: object, nodes: list[Node]) -> Iterator[str]:
    for part in value[:5] if isinstance(value, list) else [value]:
        node = _referred(part, nodes)
        url = (_text(node.get("url")) or _text(node.get("contentUrl"))) if node else part.strip() if isinstance(part, str) else ""
        if url:
            yield url
