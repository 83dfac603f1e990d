"""JSON Feed 1.0 and 1.1 (jsonfeed.org), read field by field: a field of the wrong type is an absent field."""

from collections.abc import Iterator
from typing import Any

import msgspec

from newsloom import urls
from newsloom.sources.conversation import failed
from newsloom.sources.document import Content, Document, Enclosure, Item, Person, Tag, is_film
from newsloom.text import decode
from newsloom.types import Failure, Fetched


def looks_like_json(body: bytes) -> bool:
    """Tell whether a document begins as a JSON object does."""
    return not body.startswith(b"<") and body[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"{"


def read_json_feed(fetched: Fetched, source: str) -> Document | Failure:
    """Read a JSON Feed. The JSON is read strictly (RFC 8259: no NaN, no comments), to the parser's depth limit."""
    try:
        feed = msgspec.json.decode(decode(fetched.body).encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        return failed(source, "broken-feed", f"the answer begins like JSON but cannot be read ({str(error)[:100]}); tell its publisher")
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return failed(source, "not-a-feed", "the answer is JSON but no JSON Feed (it has no list of `items`); give the address of a feed")
    return Document(
        items=tuple(_item(item, feed, fetched.url) for item in feed["items"] if isinstance(item, dict)),
        id=_text(feed, "feed_url"),
        link=next(_absolutes(feed, ("home_page_url",), fetched.url), ""),
        title=_text(feed, "title"),
        subtitle=_text(feed, "description"),
        language=_text(feed, "language"),
        authors=_authors(feed),
        image=next(_absolutes(feed, ("icon", "favicon"), fetched.url), ""),
    )


def _item(item: dict[str, Any], feed: dict[str, Any], base: str) -> Item:
    link = next(_absolutes(item, ("url", "external_url"), base), "") or _permalink(_text(item, "id"))
    language = _text(item, "language") or _text(feed, "language")
    said = ((_text(item, "content_html"), "text/html"), (_text(item, "content_text"), "text/plain"))
    return Item(
        id=_text(item, "id"),
        link=link,
        title=_text(item, "title"),
        summary=_text(item, "summary"),
        content=tuple(Content(value, kind, language, base) for value, kind in said if value),
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
        authors=_authors(item) or _authors(feed),
        tags=tuple(Tag(tag) for tag in _listed(item, "tags") if isinstance(tag, str)),
        enclosures=tuple(_enclosures(item, base)),
        image=next(_absolutes(item, ("image", "banner_image"), base), ""),
        language=language,
        film=is_film(link),
    )


def _text(record: dict[str, Any], *names: str) -> str:
    return next((value.strip() for name in names if isinstance(value := record.get(name), str) and value.strip()), "")


def _listed(record: dict[str, Any], name: str) -> list[Any]:
    said = record.get(name)
    return said if isinstance(said, list) else []


def _absolutes(record: dict[str, Any], names: tuple[str, ...], base: str) -> Iterator[str]:
    return (found for name in names if (said := _text(record, name)) and (found := urls.absolute(said, base)))


def _permalink(identifier: str) -> str:
    return urls.absolute(identifier) if identifier.startswith(("http://", "https://")) else ""


def _authors(record: dict[str, Any]) -> tuple[Person, ...]:
    people = _listed(record, "authors") or [record.get("author")]
    return tuple(Person(name) for person in people if isinstance(person, dict) and (name := _text(person, "name")))


def _enclosures(item: dict[str, Any], base: str) -> Iterator[Enclosure]:
    for file in _listed(item, "attachments"):
        if isinstance(file, dict) and (url := next(_absolutes(file, ("url",), base), "")):
            size = file.get("size_in_bytes")
            yield Enclosure(url, _text(file, "mime_type"), str(size) if isinstance(size, int) else "")
