"""Arrivals: labelled rows become articles that reach the weaver in some order, as a hub's articles would."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path
from random import Random
import re
from typing import Any

from msgspec import Struct

from newsloom import times, urls
from newsloom.errors import DataError
from newsloom.evaluation.sets import json_lines, text_of
from newsloom.stories import WeaverOptions
from newsloom.types import Article

START = datetime(2026, 1, 1, tzinfo=UTC)
"""When the first article arrives that nobody dated."""

APART = timedelta(minutes=1)
"""Between two articles that nobody dated …"""

ALL_WITHIN = WeaverOptions().reach / 2
"""… but so close that no story closes for the mere number of articles: their order is known, not their times."""

MILLISECONDS = 1e11
"""A number of seconds of this size lies in the year 5138: from here on, times are in milliseconds."""

_NUMBER = re.compile(r"\s{0,9}(\d{1,9})")
_RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")

Row = Mapping[str, Any]


class Arrival(Struct, frozen=True, kw_only=True):
    """A row as an article, with its true story: empty where nobody knows, and its own where it was mixed in."""

    article: Article
    gold: str = ""
    mixed: bool = False


def rows_of(file: Path) -> tuple[Row, ...]:
    """Return the rows of a file of articles, one JSON object a line.

    Raises:
        DataError: a row has no id, or the id of another.
    """
    rows = json_lines(file)
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        id_ = identity(row)
        if not id_ or id_ in seen:
            raise DataError(
                f'{file}: object {number} has {"an id that an earlier one has" if id_ else "no id"}; give each an "id" of its own'
            )
        seen.add(id_)
    if not rows:
        raise DataError(f"{file}: holds no rows; write one JSON object a line with id, title and, to be scored by, story")
    return rows


def identity(row: Row) -> str:
    """Return a row's id as a text; empty where it has none.

    Example:
        >>> identity({"id": 7}), identity({})
        ('7', '')
    """
    return str(row["id"]) if row.get("id") not in (None, "") else ""


def gold_of(row: Row) -> str:
    """Return the story that gold puts a row on; empty where it says nothing."""
    return str(row["story"]) if row.get("story") not in (None, "") else ""


def within_topics(rows: Sequence[Row], wanted: str) -> Sequence[Row]:
    """Return the rows whose `topic`, or whose id where they have none, begins with a number of a range; all where none is wanted.

    Raises:
        DataError: the range cannot be read.

    Example:
        >>> within_topics([{"id": "36_1a"}, {"id": "x", "topic": "45"}, {"id": "4_5"}, {"id": "b"}], "36-45")
        [{'id': '36_1a'}, {'id': 'x', 'topic': '45'}]
    """
    if not wanted:
        return rows
    matched = _RANGE.fullmatch(wanted)
    if not matched:
        raise DataError(f"--topics {wanted}: is no range; write the first and the last number, as in 36-45")
    first, last = int(matched[1]), int(matched[2] or matched[1])
    numbers = ((row, _NUMBER.match(str(row.get("topic") or identity(row)))) for row in rows)
    return [row for row, number in numbers if number and first <= int(number[1]) <= last]


def of_half(rows: Sequence[Row], half: str) -> Sequence[Row]:
    """Return the rows on the true stories of one half; all where none is wanted.

    The MD5 hash of the story's id, read as a number, is even in half `a` and odd in half `b`; a row without a true story is in neither.

    Raises:
        DataError: there is no such half.

    Example:
        >>> [row["story"] for row in of_half([{"story": "s1"}, {"story": "s2"}, {"story": "s3"}, {}], "b")]
        ['s3']
    """
    if half not in ("", "a", "b"):
        raise DataError(f"--half {half}: there are the halves a and b")
    digests = [(row, md5(gold.encode(), usedforsecurity=False).hexdigest()) for row in rows if (gold := gold_of(row))]
    return [row for row, digest in digests if int(digest, 16) % 2 == (half == "b")] if half else rows


def arranged(rows: Sequence[Row], mixed: Sequence[Row], words: int, seed: int | None) -> list[Arrival]:
    """Return the rows, and those that are mixed in, as they arrive.

    With a seed all are shuffled, and their times are ignored. Without one they come by `ts` where every row has one, else as they stand,
    and what is mixed in goes between them at random, at the time of the row before.
    """
    together = [(row, False) for row in rows] + [(row, True) for row in mixed]
    if seed is not None:
        Random(seed).shuffle(together)  # noqa: S311 - an order, no secret
        moments = undated(len(together))
    else:
        dates = [_moment(row) for row in rows]
        places, moments = _merged(rows, [date for date in dates if date], len(mixed))
        together = [together[place] for place in places]
    return [_arrival(row, moment, words, mixed=mix) for (row, mix), moment in zip(together, moments, strict=True)]


def undated(count: int) -> list[datetime]:
    """Return the moments at which so many articles arrive that nobody dated.

    Example:
        >>> [moment.minute for moment in undated(3)]
        [0, 1, 2]
    """
    apart = min(APART, ALL_WITHIN / max(1, count))
    return [START + number * apart for number in range(count)]


def _merged(rows: Sequence[Row], dates: Sequence[datetime], mixed: int) -> tuple[list[int], list[datetime]]:
    """Return who comes when: the place of each row, those mixed in numbered on, and its moment."""
    dated = len(dates) == len(rows)
    order = sorted(range(len(rows)), key=dates.__getitem__) if dated else range(len(rows))
    keyed = [(float(position), place) for position, place in enumerate(order)]
    chance = Random(0)  # noqa: S311 - an order, no secret
    keyed += [(chance.uniform(0, len(rows)), len(rows) + number) for number in range(mixed)]
    keyed.sort()
    moments = [dates[order[int(key)]] if key < len(rows) else max(dates) for key, _ in keyed] if dated else undated(len(keyed))
    return [place for _, place in keyed], moments


def _moment(row: Row) -> datetime | None:
    said = row.get("ts")
    if said is None or said == "":
        return None
    try:
        number = float(said)
        return datetime.fromtimestamp(number / 1000 if number >= MILLISECONDS else number, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        pass
    moment = times.parse(text_of(said))
    if moment is None:
        raise DataError(f"row {identity(row)}: {said!r} is no time; write ts in seconds, milliseconds, or as 2020-07-21T08:20:00Z")
    return moment


def _arrival(row: Row, moment: datetime, words: int, *, mixed: bool) -> Arrival:
    gold = f"mixed in: {identity(row)}" if mixed else gold_of(row)
    return Arrival(article=article_of(row, moment, words), gold=gold, mixed=mixed)


def article_of(row: Row, moment: datetime, words: int) -> Article:
    """Return a row as an article of this moment whose excerpt is the first words of the text.

    An outlet is known by the address, else by its name; where a row has neither, it is an outlet of its own.

    Example:
        >>> article_of({"id": 1, "title": "Flood", "text": "A flood took the bridge."}, START, 3).excerpt
        'A flood took'
    """
    url, publisher = text_of(row.get("url")), text_of(row.get("publisher"))
    return Article(
        id=identity(row),
        url=url,
        entry_url=url,
        source="",
        domain=urls.domain(url) or publisher or identity(row),
        publisher=publisher,
        title=text_of(row.get("title")),
        excerpt=" ".join(text_of(row.get("text")).split(None, words)[:words]),
        published_at=moment,
        seen_at=moment,
        language=text_of(row.get("language")),
    )
