"""Records as articles: what a record's front matter says, read as if its page had just been."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from newsloom import text, times, urls
from newsloom.errors import DataError
from newsloom.evaluation.sets import json_lines, text_of
from newsloom.extract.excerpts import clean
from newsloom.flows.judging import pictures, with_generic_pictures
from newsloom.ids import article_id
from newsloom.types import Article, Picture

UNKNOWN = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of a record that states none."""


class Gold(Struct, frozen=True):
    """What a person said of a record: its worth, from 0 (never) to 3 (must), and its topics; nothing where nobody looked."""

    worth_publishing: Annotated[int, Meta(ge=0, le=3)] | None = None
    topics: list[str] | None = None


def labelled(file: Path) -> tuple[dict[str, Any], ...]:
    """Return the records of a file whose labels can be counted with; a record without one is judged and not counted.

    Raises:
        DataError: the file cannot be read, or a label says what no label can; the record is named.
    """
    records = json_lines(file)
    for number, record in enumerate(records, 1):
        try:
            msgspec.convert(record.get("label"), Gold | None)
        except msgspec.ValidationError as error:
            raise DataError(
                f"{file}: the label of record {name_of(record, number)} is none ({error}); write worth_publishing as 0, 1, 2 or 3, "
                "topics as a list of names, and null or nothing for what nobody labelled"
            ) from None
    return records


def name_of(record: Mapping[str, Any], number: int) -> str:
    """Return how a record is known: by its id, its path, or its place, the first being 1.

    Example:
        >>> name_of({"path": "_news/a.md"}, 1), name_of({"id": 7}, 2), name_of({}, 3)
        ('_news/a.md', '7', '3')
    """
    return str(record.get("id") or record.get("path") or number)


def articles_of(records: Sequence[Mapping[str, Any]]) -> list[Article]:
    """Return the records as articles; a picture that stands on several of a publisher's is a default one.

    A record without an address is taken for a page of its provider's. No label, score or topic of a record is read.

    Example:
        >>> article = articles_of([{"title": "A chip", "provider": {"domain": "news.example"}}])[0]
        >>> article.url, article.domain
        ('https://news.example/', 'news.example')
    """
    articles = [_article(record, number) for number, record in enumerate(records, 1)]
    held: dict[str, set[str]] = {}
    for article in articles:
        for url in pictures([article]):
            held.setdefault(url, set()).add(article.title)
    counts = {url: len(titles) for url, titles in held.items()}
    return [with_generic_pictures(article, counts) for article in articles]


def _article(record: Mapping[str, Any], number: int) -> Article:
    provider = _mapping(record.get("provider"))
    outlet = text_of(provider.get("domain")).lower()
    url = urls.absolute(text_of(record.get("webUrl")) or text_of(record.get("originalUrl")) or (f"https://{outlet}/" if outlet else ""))
    moment = times.parse(text_of(record.get("publishedDateTime"))) or UNKNOWN
    title = text.plain(text_of(record.get("title")))
    images = record.get("images")
    return Article(
        id=article_id(f"record:{name_of(record, number)}"),
        url=url,
        entry_url=url,
        source="",
        domain=outlet or urls.domain(url),
        publisher=text_of(provider.get("name")) or outlet,
        title=title,
        excerpt=text.excerpt(clean(text_of(record.get("excerpt")), title)),
        published_at=moment,
        seen_at=moment,
        type="video" if record.get("type") == "video" else "article",
        language=text_of(record.get("language")),
        images=tuple(_picture(image) for image in images if isinstance(image, dict)) if isinstance(images, list) else (),
    )


def _picture(image: Mapping[str, Any]) -> Picture:
    width, height = (size if isinstance(size := image.get(key), int) else 0 for key in ("width", "height"))
    return Picture(url=text_of(image.get("url")), width=width, height=height, generic=image.get("generic") is True)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
