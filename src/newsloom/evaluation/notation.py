"""A feed document in feedparser's notation: its field names, and markup as it writes it."""

from collections.abc import Sequence
import re
from typing import Any

import msgspec
from msgspec.structs import replace

from newsloom import times
from newsloom.sources.document import Document, Item, Person
from newsloom.types import Failure

_ISLANDS = {"svg": "http://www.w3.org/2000/svg", "math": "http://www.w3.org/1998/Math/MathML"}
_TAG = re.compile(r"<([A-Za-z]{1,40})((?:\s{1,9}[\w:.-]{1,40}=(?:\"[^\"<>]{0,400}\"|'[^'<>]{0,400}')){0,40})\s{0,9}/?>")
_ATTRIBUTE = re.compile(r"([\w:.-]{1,40})=(?:\"([^\"<>]{0,400})\"|'([^'<>]{0,400})')")

Shaped = dict[str, Any]


def shaped(document: Document | Failure) -> Shaped:
    """Write a document in feedparser's notation.

    Example:
        >>> shaped(Document(title="News", items=(Item(summary="All <br/> of it"),)))["entries"][0]["description"]
        'All <br /> of it'
    """
    if isinstance(document, Failure):
        return {"feed": {}, "entries": []}
    feed = {
        **_both("id", "guid", document.id),
        **_both("subtitle", "description", _notation(document.subtitle)),
        "title": _notation(document.title),
        "link": document.link,
        "language": document.language or None,
        "author": _author(document.authors),
        "updated": document.updated,
        "updated_parsed": _parsed(document.updated),
        "image": _both("href", "url", document.image),
    }
    return {"feed": feed, "entries": [_entry(item) for item in document.items]}


def _entry(item: Item) -> Shaped:
    content = [msgspec.to_builtins(replace(text, value=_notation(text.value))) for text in item.content]
    summary = item.summary or next((text.value for text in item.content), "")
    updated = item.updated or item.dated
    return {
        **_both("id", "guid", item.id),
        **_both("summary", "description", _notation(summary)),
        "title": _notation(item.title),
        "link": item.link,
        "content": [text | {"language": text["language"] or None} for text in content],
        "published": item.published,
        "published_parsed": _parsed(item.published),
        "updated": updated,
        "updated_parsed": _parsed(updated),
        "author": _author(item.authors),
        "tags": [msgspec.to_builtins(tag) for tag in item.tags],
        "enclosures": [{"href": file.url, "length": file.length, "type": file.type} for file in item.enclosures],
    }


def _both(name: str, alias: str, value: str) -> dict[str, str]:
    return {name: value, alias: value}


def _notation(markup: str) -> str:
    """Write markup as feedparser does, which takes all of it apart and writes it anew.

    Empty elements end in ` />`, references have a small `x`; in drawings and formulas attributes come in the order of their names,
    name spaces are declared where they are used, and no element is closed in its own tag.
    """
    markup = markup.replace("<br/>", "<br />").replace("&#X", "&#x")
    linked = False
    if not any(f"<{name}" in markup for name in _ISLANDS):
        return markup

    def written(tag: re.Match[str]) -> str:
        nonlocal linked
        given = {name: double or single for name, double, single in _ATTRIBUTE.findall(tag[2])}
        if tag[1] in _ISLANDS:
            given.setdefault("xmlns", _ISLANDS[tag[1]])
        if not linked and any(name.startswith("xlink:") for name in given):
            given["xmlns:xlink"], linked = "http://www.w3.org/1999/xlink", True
        return f"<{tag[1]}" + "".join(f' {name}="{given[name]}"' for name in sorted(given)) + ">"

    return _TAG.sub(written, markup)


def _author(people: Sequence[Person]) -> str:
    return next((f"{person.name} ({person.mail})" if person.name and person.mail else person.name or person.mail for person in people), "")


def _parsed(raw: str) -> list[int] | None:
    moment = times.parse(raw)
    return list(moment.utctimetuple()) if moment else None
