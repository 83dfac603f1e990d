"""How much of what feeds say is understood: neutral assertions about feedparser's own test documents, and feedparser beside us.

The assertions name fields as feedparser does, so our document is written in its notation first. feedparser is given the same bytes,
the same headers and the same address in the same run: it is the yardstick for what is met as well as for the speed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
import re
import time
from typing import Any, Literal, cast

import msgspec
from msgspec import Struct

from newsloom.errors import DataError
from newsloom.evaluation.notation import Shaped, shaped
from newsloom.evaluation.sets import json_lines
from newsloom.sources.feed import parse_document, parse_feed
from newsloom.sources.xml import mended, read_xml
from newsloom.types import Failure, Fetched

ADDRESS = "http://127.0.0.1:8097/"
"""Where feedparser's tests are served from, which some of them assert."""

ROUNDS = 3
"""How often each document's reading is timed: feedparser's once, ours, which is too short for a clock, ten times in a row."""

_SUFFIXES = frozenset((".xml", ".rss", ".atom", ".rdf", ".cdf", ".json", ".feed"))
_HEADER = re.compile(rb"^Header:[ \t]{0,40}([A-Za-z-]{1,40}):[ \t]{0,40}([^\r\n]{1,400})", re.MULTILINE)
_HEADERS_WITHIN = 2000
_ENTRY = frozenset("title link id guid description summary content published updated author tags enclosures".split())
_FEED = frozenset("title link subtitle description language author id updated".split())
_ALIASES = {"url": "href", "guid": "id", "description": "summary"}
_MISSING = object()

_SHAPE = 'one object a line, as {"file": "a.xml", "asserts": [{"path": ["feed", "title"], "op": "eq", "value": "A"}]}'

Row = Mapping[str, Any]


class Assertion(Struct, frozen=True):
    """What a field of a document must be: where it stands, how it is compared, and with what."""

    path: list[str | int]
    op: Literal["eq", "ne", "truthy", "falsy", "len_eq"]
    value: Any = None


class Asserted(Struct, frozen=True):
    """A row of the gold: a document, and what must hold for it."""

    file: str
    asserts: list[Assertion]


class Sample(Struct, frozen=True):
    """A document of the set: its name in it, and the answer that it would come in."""

    file: str
    answer: Fetched


class Score(Struct, frozen=True, kw_only=True):
    """Rows met, those about sanitised markup apart; documents on which the reader raised; entries read, and how fast."""

    met: int = 0
    of: int = 0
    sanitize_met: int = 0
    sanitize_of: int = 0
    raised: int = 0
    entries_per_second: float = 0.0


def samples(folder: Path, rows: Iterable[Row]) -> tuple[Sample, ...]:
    """Return the documents that the rows are about, all feeds of the folder where there are no rows, with the headers they ask for."""
    names = [row["file"] for row in rows]
    names = names or sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.suffix in _SUFFIXES)
    if not names:
        raise DataError(
            f"{folder}: holds no feeds ({', '.join(sorted(_SUFFIXES))}); name a folder of feeds, with assertions.jsonl or without"
        )
    try:
        return tuple(_sample(name, (folder / name).read_bytes()) for name in names)
    except OSError as error:
        raise DataError(f"{error.filename}: cannot be read ({error.strerror}); every row needs its document") from None


def _sample(name: str, body: bytes) -> Sample:
    headers = tuple((key.decode(), value.decode("latin-1").strip()) for key, value in _HEADER.findall(body[:_HEADERS_WITHIN]))
    answer = Fetched(url=ADDRESS + name, status=200, headers=headers, body=body, at=datetime(2000, 1, 1, tzinfo=UTC))
    return Sample(name, answer)


def rows_of(folder: Path) -> tuple[dict[str, Any], ...]:
    """Return the rows of `assertions.jsonl`; none where there is no such file."""
    gold = folder / "assertions.jsonl"
    rows = json_lines(gold, "file") if gold.exists() else ()
    for row in rows:
        try:
            msgspec.convert(row, Asserted)
        except msgspec.ValidationError as error:
            raise DataError(f"{gold}: the row about {row['file']} makes no assertions ({error}); write {_SHAPE}") from None
    return rows


def counted(row: Row) -> list[Row]:
    """Return the assertions of a row that count: those on what an entry or a feed says, in words, links, dates, names.

    Example:
        >>> counted({"asserts": [{"path": ["bozo"]}, {"path": ["entries", 0, "title"]}, {"path": ["feed", "title_detail", "base"]}]})
        [{'path': ['entries', 0, 'title']}]
    """
    return [assertion for assertion in row["asserts"] if _counts(assertion["path"])]


def _counts(path: Sequence[Any]) -> bool:
    match path:
        case ["entries", int(), field, *_]:
            return field in _ENTRY
        case ["feed", "image", "href" | "url"]:
            return True
        case ["feed", field, *_]:
            return field in _FEED
    return False


def report(of: Sequence[Sample], rows: Sequence[Row]) -> tuple[dict[str, float], dict[str, Shaped]]:
    """Return the figures, ours and feedparser's, and what we make of each document in feedparser's notation."""
    ours, raised = own_answers(of)
    theirs, theirs_raised = feedparsers_answers(of)
    speeds = [seconds(sample) for sample in of]
    taken, theirs_taken = map(sum, zip(*speeds, strict=True)) if speeds else (0.0, 0.0)
    whole = [speed for sample, speed in zip(of, speeds, strict=True) if is_wellformed(sample)]
    entries = sum(len(answer.get("entries", ())) for answer in ours.values())
    figures: dict[str, float] = msgspec.to_builtins(score(rows, ours, raised, _ratio(entries, taken)))
    yardstick: dict[str, float] = msgspec.to_builtins(score(rows, theirs, theirs_raised, _ratio(entries, theirs_taken)))
    figures |= {f"feedparser_{key}": yardstick[key] for key in ("met", "sanitize_met", "raised", "entries_per_second")}
    figures |= {
        "documents": len(of),
        "entries": entries,
        "times_feedparser_on_wellformed": _ratio(sum(theirs for _, theirs in whole), sum(ours for ours, _ in whole)),
    }
    return figures, ours


def _ratio(much: float, of: float) -> float:
    return round(much / of, 1) if of else 0.0


def score(rows: Iterable[Row], answers: Mapping[str, Shaped], raised: int, entries_per_second: float) -> Score:
    """Count the rows that the answers meet: all of their assertions that count hold."""
    met, of = {True: 0, False: 0}, {True: 0, False: 0}
    for row in rows:
        if assertions := counted(row):
            apart = row["file"].startswith("tests/wellformed/sanitize/")
            of[apart] += 1
            met[apart] += all(holds(answers[row["file"]], assertion) for assertion in assertions)
    return Score(
        met=met[False],
        of=of[False],
        sanitize_met=met[True],
        sanitize_of=of[True],
        raised=raised,
        entries_per_second=entries_per_second,
    )


def holds(answer: object, assertion: Row) -> bool:
    """Tell whether an answer is as an assertion says; a field that is not there holds nothing.

    Example:
        >>> holds({"feed": {"title": "News"}}, {"path": ["feed", "title"], "op": "eq", "value": "News"})
        True
    """
    value = answer
    for step in assertion["path"]:
        value = _step(value, step)
    wanted = assertion.get("value")
    match assertion["op"]:
        case "eq":
            return bool(value == wanted)
        case "ne":
            return value is not _MISSING and bool(value != wanted)
        case "truthy":
            return value is not _MISSING and bool(value)
        case "falsy":
            return value is _MISSING or not value
        case "len_eq":
            return value is not _MISSING and len(cast("Sequence[object]", value)) == wanted
    raise DataError(f"assertions.jsonl: `{assertion['op']}` is no operator; known are eq, ne, truthy, falsy, len_eq")


def _step(value: object, step: Any) -> object:  # noqa: ANN401 - a name or a number
    for name in (step, _ALIASES.get(step, step)):
        try:
            return cast("Mapping[object, object]", value)[name]
        except (KeyError, IndexError, TypeError):
            continue
    return _MISSING


def own_answers(of: Iterable[Sample]) -> tuple[dict[str, Shaped], int]:
    """Return what our path makes of each document, in feedparser's notation, and on how many it raised."""
    return _answered(of, lambda sample: shaped(parse_document(sample.answer)))


def feedparsers_answers(of: Iterable[Sample]) -> tuple[dict[str, Shaped], int]:
    """Return what feedparser makes of each document, and on how many it raised."""
    return _answered(of, _feedparser)


def _answered(of: Iterable[Sample], reading: Callable[[Sample], Shaped]) -> tuple[dict[str, Shaped], int]:
    answers: dict[str, Shaped] = {}
    raised = 0
    for sample in of:
        try:
            answers[sample.file] = reading(sample)
        except Exception:  # noqa: BLE001 - that nothing is raised is what is measured
            answers[sample.file], raised = {}, raised + 1
    return answers, raised


def _feedparser(sample: Sample) -> Shaped:
    import feedparser  # noqa: PLC0415 - half a second of imports

    headers = {key.lower(): value for key, value in sample.answer.headers}
    headers.setdefault("content-location", sample.answer.url)
    read: Shaped = feedparser.parse(BytesIO(sample.answer.body), response_headers=headers)
    return read


def seconds(sample: Sample) -> tuple[float, float]:
    """Return the seconds of this process that one reading of a document takes: ours into a harvest, and feedparser's.

    The two take turns, and of each the best reading counts, so that what else the machine does is left out on both sides.
    """
    ours = min(_seconds(lambda: parse_feed(sample.answer), 10) for _ in range(ROUNDS))
    return ours, min(_seconds(lambda: _feedparser(sample), 1) for _ in range(ROUNDS))


def _seconds(reading: Callable[[], object], times_over: int) -> float:
    begun = time.process_time()
    with suppress(Exception):  # counted by `own_answers`
        for _ in range(times_over):
            reading()
    return (time.process_time() - begun) / times_over


def is_wellformed(sample: Sample) -> bool:
    """Tell whether a document is well-formed XML."""
    root = read_xml(sample.answer, sample.file)
    return not isinstance(root, Failure) and not mended(root)
