"""The tolerant reader: feedparser, which finds items in what is hardly markup any more, for documents that defeat the fast one.

It is asked only where the fast reader found less than the document holds, because it is slow, raises on junk and is quadratic on
some inputs (findings 1 to 3 of the project's threat model). It is given characters, never an address or a file's name; documents
that could occupy it for long are not given to it, and the worker that it runs in can be killed.
"""

from collections.abc import Iterator, Mapping
from io import BytesIO
import re
from typing import Any

from newsloom import urls
from newsloom.sources.document import Content, Document, Enclosure, Item, Outlet, Person, Tag, is_film, person
from newsloom.sources.markup import grounded
from newsloom.sources.rhythm import wishes

LARGEST = 1024 * 1024
"""Characters of a document that are given to it: of ordinary ones it reads 0.7 to 3 MB a second, and the worker has five."""

_MARKS = 50_000
"""Tags, and references, of such a document: one left open costs it 40 µs; 2,000 items have no more."""

_COMMENTS = 2000
"""Comments and declarations of such a document, which it looks for again and again."""

_RUN = re.compile(r"[\w.+@-]+")
_LONGEST_RUN = 2000
"""Characters without a blank: it looks for mail addresses in them in quadratic time."""


def read_tolerantly(text: str, base: str) -> Document | None:
    """Read a feed's text; `None` where that fails, or would take too long.

    Example:
        >>> read_tolerantly("<rss><item><title>A<br></title><link>/a</link></rss>", "https://news.example/feed").items[0].link
        'https://news.example/a'
    """
    if len(text) > LARGEST or _is_laborious(text):
        return None
    import feedparser  # noqa: PLC0415 - half a second of imports, for one document in hundreds

    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base}
    try:
        # Bytes in a file: of a plain string it would look whether it is an address or the name of a file.
        read = feedparser.parse(
            BytesIO(text.encode("utf-8", "replace")), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
        return _document(read.feed, read.entries, base)
    except Exception:  # noqa: BLE001 - it raises whatever its parts raise; the fast reader's answer stands then
        return None


def _is_laborious(text: str) -> bool:
    crowded = max(text.count("<"), text.count("&")) > _MARKS or text.count("<!") > _COMMENTS
    return crowded or max(map(len, _RUN.findall(text)), default=0) > _LONGEST_RUN


def _document(feed: Mapping[str, Any], entries: list[Mapping[str, Any]], base: str) -> Document:
    language = _text(feed, "language")
    return Document(
        items=tuple(_item(entry, base, language) for entry in entries),
        id=_text(feed, "id"),
        link=_link(feed, base),
        title=_text(feed, "title"),
        subtitle=_text(feed, "subtitle"),
        language=language,
        authors=_people(feed),
        updated=_text(feed, "updated"),
        image=_absolute(feed.get("image") or {}, "href", base),
        wishes=wishes(_text(feed, "ttl"), _text(feed, "sy_updateperiod"), _text(feed, "sy_updatefrequency"), (), ()),
    )


def _item(entry: Mapping[str, Any], base: str, language: str) -> Item:
    link = _link(entry, base)
    return Item(
        id=_text(entry, "id"),
        link=link,
        title=grounded(_text(entry, "title"), base),
        summary=grounded(_text(entry, "summary"), base),
        content=tuple(
            Content(grounded(_text(text, "value"), base), _text(text, "type"), _text(text, "language") or language, base)
            for text in entry.get("content", ())
        ),
        published=_text(entry, "published"),
        updated=_text(entry, "updated"),
        authors=_people(entry),
        tags=tuple(Tag(_text(tag, "term"), _text(tag, "scheme"), _text(tag, "label")) for tag in entry.get("tags", ())),
        enclosures=tuple(_enclosures(entry, base)),
        image=next(_pictures(entry, base), ""),
        language=_text(entry, "language") or _text(entry.get("title_detail") or {}, "language") or language,
        outlet=Outlet(_text(entry.get("source") or {}, "title"), _absolute(entry.get("source") or {}, "href", base)),
        film=is_film(link),
    )


def _text(record: Mapping[str, Any], name: str) -> str:
    said = record[name] if name in record else None  # noqa: SIM401 - `get` would offer the publication as the update
    return said.strip() if isinstance(said, str) else ""


def _link(record: Mapping[str, Any], base: str) -> str:
    found = (urls.absolute(said, base) for said in (_text(record, "link"), _text(record, "id")) if said.startswith(("http", "/")))
    return next((url for url in found if url), "")


def _absolute(record: Mapping[str, Any], name: str, base: str) -> str:
    said = _text(record, name)
    return urls.absolute(said, base) if said else ""


def _people(record: Mapping[str, Any]) -> tuple[Person, ...]:
    said = _text(record, "author")
    if "@" in said:  # of mail addresses it knows only those below domains of four letters
        return (person(said),)
    people = (Person(_text(author, "name"), _text(author, "email")) for author in record.get("authors", ()))
    return tuple(author for author in people if author != Person())


def _enclosures(entry: Mapping[str, Any], base: str) -> Iterator[Enclosure]:
    for file in entry.get("enclosures", ()):
        if url := _absolute(file, "href", base):
            yield Enclosure(url, _text(file, "type"), _text(file, "length"))


def _pictures(entry: Mapping[str, Any], base: str) -> Iterator[str]:
    media = [file for file in entry.get("media_content", ()) if _text(file, "medium") == "image" or _text(file, "type").startswith("image")]
    for file in (*media, *entry.get("media_thumbnail", ())):
        if url := _absolute(file, "url", base):
            yield url
    yield from (enclosure.url for enclosure in _enclosures(entry, base) if enclosure.type.startswith("image"))
