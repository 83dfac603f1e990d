"""JSON Feed 1.0 and 1.1 (jsonfeed.org), read field by field: a field of the wrong type is an absent field."""

from collections.abc import Iterator
from typing import Any

import msgspec

from newsloom import times, urls
from newsloom.sources.conversation import LONGEST_SUMMARY, LONGEST_TITLE, failed, gather
from newsloom.text import decode
from newsloom.types import Entry, Failure, Fetched, Harvest


def looks_like_json(body: bytes) -> bool:
    """Tell whether a document begins as a JSON object does."""
    return body[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"{"


def parse_json_feed(fetched: Fetched, source: str) -> Harvest | Failure:
    """Read a JSON Feed. The JSON is read strictly (RFC 8259: no NaN, no comments), to the parser's depth limit."""
    try:
        feed = msgspec.json.decode(decode(fetched.body).encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        return failed(source, "broken-feed", f"the answer begins like JSON but cannot be read ({str(error)[:100]}); tell its publisher")
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return failed(source, "not-a-feed", "the answer is JSON but no JSON Feed (it has no list of `items`); give the address of a feed")
    entries = (_entry(item, feed, fetched.url, source) for item in feed["items"] if isinstance(item, dict))
    return gather(entries, title=_text(feed, "title"), kind="feed")


def _entry(item: dict[str, Any], feed: dict[str, Any], base: str, source: str) -> Entry:
    address = next(_absolutes(item, ("url", "external_url"), base), "") or _permalink(_text(item, "id"))
    raw = _text(item, "date_published", "date_modified")
    return Entry(
        source=source,
        url=address,
        title=_text(item, "title")[:LONGEST_TITLE],
        summary=_text(item, "summary", "content_html", "content_text")[:LONGEST_SUMMARY],
        published_raw=raw[:100],
        published_at=times.parse(raw),
        author=(_authors(item) or _authors(feed))[:LONGEST_TITLE],
        image=next(_absolutes(item, ("image", "banner_image"), base), ""),
        language=(_text(item, "language") or _text(feed, "language"))[:40],
    )


def _text(record: dict[str, Any], *names: str) -> str:
    return next((value.strip() for name in names if isinstance(value := record.get(name), str) and value.strip()), "")


def _absolutes(record: dict[str, Any], names: tuple[str, ...], base: str) -> Iterator[str]:
    return (found for name in names if (said := _text(record, name)) and (found := urls.absolute(said, base)))


def _permalink(identifier: str) -> str:
    return urls.absolute(identifier) if identifier.startswith(("http://", "https://")) else ""


def _authors(record: dict[str, Any]) -> str:
    listed = record.get("authors")
    people = listed if isinstance(listed, list) else [record.get("author")]
    return ", ".join(dict.fromkeys(name for person in people if isinstance(person, dict) and (name := _text(person, "name"))))
