"""A story's timeline in letters: a row a publisher, time from left to right."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.text import Text

from newsloom.render.spread import Lane, Spread
from newsloom.render.timeline import cut, ticks

ROWS = 12
"""Publishers shown: with the table above them they fill a terminal of 24 to 50 lines."""

WIDEST = 120
"""Columns that a strip takes at most: wider ones show no more."""

_NAME = 20
_STRONGEST = ("lead", "coverage", "adapted", "copy")
_SIGNS = {"lead": "★", "coverage": "●", "adapted": "◌", "copy": "○"}
_PLAIN = {"lead": "*", "coverage": "o", "adapted": "~", "copy": "."}
_STYLES = {"lead": "bold red", "coverage": "blue", "adapted": "", "copy": ""}
_WORDS = {"lead": "lead", "coverage": "own report", "adapted": "reworked text", "copy": "copy"}


def strip(spread: Spread, width: int, *, plain: bool = False) -> Iterator[Text]:
    """Yield the lines of a timeline.

    Args:
        spread: the story's lanes.
        width: columns of the terminal.
        plain: in ASCII, for terminals that have no other letters.

    Example:
        >>> from newsloom.testing.factories import article, story
        >>> from newsloom.render.spread import spread
        >>> one = article("https://a.example/1", publisher="The A")
        >>> for line in strip(spread(story(one), {one.id: one}, {}, ROWS), 44, plain=True):
        ...     print(line.plain.rstrip())
                             5 Jan 12:00
        The A                *
        * lead
    """
    signs = _PLAIN if plain else _SIGNS
    columns = max(min(width, WIDEST) - _NAME - 6, 10)
    yield Text(" " * (_NAME + 1) + _scale(spread, columns), "dim")
    for lane in spread.lanes:
        name = cut(lane.name, _NAME)
        row = Text(name + " " * (_NAME + 1 - Text(name).cell_len))
        row.append_text(_row(lane, spread, columns, signs))
        row.append(f" {len(lane.marks):>4}" if len(lane.marks) > 1 else "", "dim")
        yield row
    if spread.hidden:
        articles = sum(len(lane.marks) for lane in spread.hidden)
        yield Text(f"and {articles} more by {len(spread.hidden)} other publishers", "dim")
    present = {mark.relation for lane in spread.lanes for mark in lane.marks}
    yield Text("  ".join(f"{signs[relation]} {_WORDS[relation]}" for relation in _STRONGEST if relation in present), "dim")


def _row(lane: Lane, spread: Spread, columns: int, signs: dict[str, str]) -> Text:
    """Return a lane's marks; where several share a column, the strongest stands there."""
    row = [(" ", "")] * columns
    for mark in sorted(lane.marks, key=lambda mark: _STRONGEST.index(mark.relation), reverse=True):
        row[_column(mark.at, spread, columns)] = (signs[mark.relation], _STYLES[mark.relation])
    return Text.assemble(*row)


def _column(at: datetime, spread: Spread, columns: int) -> int:
    span = (spread.last - spread.first).total_seconds()
    return round((columns - 1) * ((at - spread.first).total_seconds() / span)) if span else 0


def _scale(spread: Spread, columns: int) -> str:
    """Return the times that stand above the strip: the first one, then round ones as far as there is room."""
    first = f"{spread.first.day} {spread.first:%b %H:%M}"
    if spread.first == spread.last:
        return first
    line = [*first.ljust(columns)]
    free = len(first) + 2
    for at, label in _round(spread):
        place = _column(at, spread, columns)
        if place >= free and place + len(label) <= columns:
            line[place : place + len(label)] = label
            free = place + len(label) + 2
    return "".join(line)


def _round(spread: Spread) -> Sequence[tuple[datetime, str]]:
    return ticks(spread.first, spread.last)
