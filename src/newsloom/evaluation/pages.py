"""How well pages are read: titles, days, authors and sites' names against labelled pages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
import re
import time
from typing import Any

from msgspec import Struct

from newsloom.errors import DataError
from newsloom.evaluation.sets import json_lines, pages_in, read_page, text_of
from newsloom.extract import PageExtractor
from newsloom.types import Article, Entry, Failure, Fetched, Publisher

_PARTS = re.compile(r"[,;/|&]|\s(?:and|und|et|e|y|en|och|og)\s", re.IGNORECASE)
_HONORIFICS = re.compile(r"^(?:(?:by|von|par|por|dr|prof|mr|mrs|ms|sir|ing|dipl)\b[.:]?\s{0,5})+|[\s,]{1,5}(?:ph\.?d|m\.?d|m\.?a|msc)\.?$")


class Answer(Struct, frozen=True, kw_only=True):
    """What a reader makes of one page, under the names that gold has; empty where it found nothing."""

    file: str
    title: str = ""
    date: str = ""
    author: str = ""
    authors: tuple[str, ...] = ()
    description: str = ""
    sitename: str = ""
    language: str = ""
    url: str = ""


class Quality(Struct, frozen=True, kw_only=True):
    """Shares of right answers, of how many rows each, the speed of the reading alone, and the answers themselves."""

    shares: dict[str, float]
    of: dict[str, int]
    pages_per_second: float
    answers: tuple[Answer, ...]


FIGURES = ("title_exact", "title_lenient", "date", "author", "site_name")


Row = Mapping[str, Any]
Reading = Callable[[Row, bytes], Answer]


def rows_of(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of `gold.jsonl`, or one without any gold for each file of `html` where there is none."""
    gold = folder / "gold.jsonl"
    rows = [*json_lines(gold, "file")] if gold.exists() else [{"file": name} for name in pages_in(folder / "html")]
    if not rows:
        raise DataError(f"{folder}: holds no pages; name a folder that holds html/FILE or html/FILE.gz, and gold.jsonl to be scored by")
    return rows


def evaluate(folder: Path, rows: Sequence[Row], reading: Reading) -> Quality:
    """Read every page and hold the answers against the gold; gold is looked at only after the answer.

    Returns: shares over the rows that have the gold field. `title_exact`: equal after white space is collapsed; `title_lenient`: one
    contains the other, without case; `date`: the same day; `author`: the same set of names, without case and honorifics; `site_name`:
    equal without case. The speed counts the seconds of this process in the reading alone.
    """
    answers, seconds = [], 0.0
    for row in rows:
        page = read_page(folder / "html" / row["file"])
        begun = time.process_time()
        answers.append(reading(row, page))
        seconds += time.process_time() - begun
    shares, of = shares_of(rows, answers)
    return Quality(shares=shares, of=of, pages_per_second=len(answers) / seconds if seconds else 0.0, answers=tuple(answers))


def shares_of(rows: Iterable[Row], answers: Iterable[Answer]) -> tuple[dict[str, float], dict[str, int]]:
    """Return the share of right answers for each figure, 0 where no row has gold, and how many rows have."""
    hits: dict[str, list[bool]] = {name: [] for name in FIGURES}
    for row, answer in zip(rows, answers, strict=True):
        for name, hit in _judged(row, answer):
            hits[name].append(hit)
    return {name: sum(found) / len(found) if found else 0.0 for name, found in hits.items()}, {name: len(hits[name]) for name in FIGURES}


def report(folder: Path, readings: Mapping[str, Reading]) -> tuple[dict[str, Any], tuple[Answer, ...]]:
    """Return the figures of the first reading, with those of the others under their names, and the first one's answers.

    The first one's are told of both halves of the set too: rules were made on the one, the other was only scored. A file belongs
    to a half by a hash of its name.
    """
    rows = rows_of(folder)
    (_, ours), *others = ((name, evaluate(folder, rows, reading)) for name, reading in readings.items())
    figures: dict[str, Any] = {**ours.shares, "of": ours.of, "pages": len(rows), "pages_per_second": ours.pages_per_second}
    for name, half in (("looked_at", True), ("only_scored", False)):
        pairs = [(row, answer) for row, answer in zip(rows, ours.answers, strict=True) if looked_at(row["file"]) is half]
        figures[name] = shares_of([row for row, _ in pairs], [answer for _, answer in pairs])[0]
    for name, other in others:
        figures[name] = {**other.shares, "pages_per_second": other.pages_per_second}
        figures[name]["times_slower"] = ours.pages_per_second / other.pages_per_second if other.pages_per_second else 0.0
    return figures, ours.answers


def looked_at(file: str) -> bool:
    """Tell whether a page belongs to the half that rules were made on.

    Example:
        >>> [looked_at(file) for file in ("a.html", "b.html", "c.html", "d.html")]
        [True, False, False, False]
    """
    return sha256(file.encode()).digest()[0] % 2 == 0


def own_reading(publishers: Mapping[str, Publisher], now: datetime) -> Reading:
    """Return our own reading of a page, of which nobody said anything but its address."""
    extractor = PageExtractor(publishers)

    def read(row: Row, page: bytes) -> Answer:
        url = text_of(row.get("url"))
        entry = Entry(source="", url=url)
        made = extractor.dated(entry, Fetched(url=url, status=200, body=page, at=now), now)
        return Answer(file=row["file"]) if isinstance(made, Failure) else _answer(row["file"], *made)

    return read


def _answer(file: str, article: Article, day: date) -> Answer:
    sure = dict(article.provenance).get("published_at") != "first-seen"
    return Answer(
        file=file,
        title=article.title,
        date=day.isoformat() if sure else "",
        author=article.author,
        authors=tuple(article.author.split(", ")) if article.author else (),
        description=article.excerpt,
        sitename=article.publisher,
        language=article.language,
        url=article.url,
    )


def trafilaturas_reading() -> Reading:
    """Return what trafilatura's metadata say of a page, the yardstick for quality and speed."""
    from trafilatura import extract_metadata  # noqa: PLC0415 - only who compares pays for it

    def read(row: Row, page: bytes) -> Answer:
        said = extract_metadata(page, default_url=text_of(row.get("url")) or None)
        if said is None:
            return Answer(file=row["file"])
        return Answer(
            file=row["file"],
            title=said.title or "",
            date=said.date or "",
            author=said.author or "",
            authors=tuple((said.author or "").split("; ")),
            sitename=said.sitename or "",
        )

    return read


def _judged(row: Row, answer: Answer) -> Iterator[tuple[str, bool]]:
    """Yield each figure that the row has gold for, and whether the answer is right."""
    if title := _collapsed(row.get("title")):
        ours = _collapsed(answer.title)
        yield "title_exact", ours == title
        a, b = ours.casefold(), title.casefold()
        yield "title_lenient", bool(ours) and (a in b or b in a)
    if day := _collapsed(row.get("date")):
        yield "date", answer.date == day[:10]
    if authors := names(row.get("authors") or row.get("author") or ""):
        yield "author", names(answer.author) == authors
    if site := _collapsed(row.get("sitename")):
        yield "site_name", _collapsed(answer.sitename).casefold() == site.casefold()


def _collapsed(said: object) -> str:
    return " ".join(text_of(said).split())


def names(said: object) -> frozenset[str]:
    """Return the set of names in a by-line or a list of them, without case, honorifics and degrees.

    Example:
        >>> sorted(names("Dr. Jane Doe und Max ROE")), names(["Jane Doe, PhD"]) == names("jane doe")
        (['jane doe', 'max roe'], True)
    """
    parts = [part for whole in (said if isinstance(said, list) else [said]) for part in _PARTS.split(text_of(whole))]
    bare = (_HONORIFICS.sub("", " ".join(part.split()).casefold()).strip(" .") for part in parts)
    return frozenset(name for name in bare if name and name not in {"phd", "md", "ma"})
