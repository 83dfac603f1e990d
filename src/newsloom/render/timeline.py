"""A story's timeline as one SVG file: what was published when, by whom, and which text repeats which."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
import unicodedata

from msgspec import Struct

from newsloom.render.spread import Lane, Mark, Spread
from newsloom.render.xml import Markup, file, tag

LANES = 40
"""Lanes that are drawn: about one screen of 1,080 pixels."""

MARKS = 60
"""Articles drawn on one lane: more of them lie on each other on 700 pixels."""

_WIDTH, _LEFT, _RIGHT = 960, 208, 928
_TOP, _LANE, _FOOT = 96, 26, 64
_TITLE, _NAME = 76, 25
"""Columns of text that fit: a title in 912 pixels of 18-pixel letters, a name in 184 pixels of 13-pixel ones, some of them wide."""

_SHORTEST = timedelta(minutes=30)
_MOST_TICKS = 7
_STEPS = tuple(timedelta(minutes=each) for each in (5, 15, 30, 60, 180, 360, 720)) + tuple(
    timedelta(days=each) for each in (1, 2, 7, 14, 30, 91, 365, 3652, 7305, 36525)
)

_STYLE = """
svg { --paper: #fff; --ink: #1a1d21; --dim: #596069; --line: #d9dde2; --own: #1f5fa8; --lead: #b3401f;
  background: var(--paper); font: 13px system-ui, sans-serif; color-scheme: light dark }
@media (prefers-color-scheme: dark) {
  svg { --paper: #15181c; --ink: #e8eaed; --dim: #a0a8b1; --line: #363c44; --own: #7fb4f0; --lead: #ff9a73 }
}
.paper { fill: var(--paper) } text { fill: var(--ink) } .dim { fill: var(--dim) } .title { font-size: 18px; font-weight: 600 }
.grid { stroke: var(--line) } .tie { stroke: var(--own); stroke-opacity: .45; fill: none }
circle { stroke: var(--own); stroke-width: 2 } .coverage { fill: var(--own) } .copy, .adapted { fill: var(--paper) }
.adapted { stroke-dasharray: 2.6 2 } .lead { fill: var(--lead); stroke: var(--lead) } .halo { fill: none; stroke: var(--lead) }
"""

_WORDS = {"lead": "lead", "coverage": "own report", "copy": "copy of a text", "adapted": "reworked text"}


class _Point(Struct, frozen=True):
    x: float
    y: int


class _Axis(Struct, frozen=True):
    start: datetime
    span: timedelta

    def x(self, at: datetime) -> float:
        return round(_LEFT + 12 + (_RIGHT - _LEFT - 24) * ((at - self.start) / self.span), 1)


def svg(spread: Spread) -> bytes:
    """Return the picture of a story: time from left to right, a lane a publisher, copies tied to the text that they repeat.

    It needs nothing but itself, follows the viewer's light or dark, and says in a tooltip what each mark is.

    Example:
        >>> from newsloom.testing.factories import article, story
        >>> from newsloom.render.spread import spread
        >>> one = article("https://a.example/1", title="Fish & chips")
        >>> b"Fish &amp; chips" in svg(spread(story(one), {one.id: one}, {}, LANES))
        True
    """
    times = [mark.at for lane in (*spread.lanes, *spread.hidden) for mark in lane.marks]
    axis = _Axis(min(times), max(max(times) - min(times), _SHORTEST))
    height = _TOP + _LANE * len(spread.lanes) + _FOOT
    places = {mark.article: _Point(axis.x(mark.at), _y(row)) for row, lane in enumerate(spread.lanes) for mark in lane.marks[:MARKS]}
    drawn = chain(
        [tag("title", f"Timeline of: {spread.title}"), tag("desc", _summary(spread)), tag("style", _STYLE)],
        [tag("rect", "", {"class": "paper", "width": "100%", "height": "100%"})],
        [_text(24, 36, cut(spread.title, _TITLE), "title"), _text(24, 58, _summary(spread), "dim")],
        _grid(axis, height - _FOOT + 6),
        chain.from_iterable(_lane(lane, row) for row, lane in enumerate(spread.lanes)),
        _ties(spread, places),
        (circle for lane in spread.lanes for mark in lane.marks[:MARKS] for circle in _mark(mark, places[mark.article])),
        _legend(spread, height - 24),
    )
    return file(tag("svg", list(drawn), {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {_WIDTH} {height}", "role": "img"}))


def cut(text: str, columns: int) -> str:
    """Return a text that takes at most so many columns; letters of East Asia take two.

    Example:
        >>> cut("Lighthouse", 6), cut("灯台に灯り", 6), cut("Lamp", 6)
        ('Light…', '灯台…', 'Lamp')
    """
    widths = [2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text]
    if sum(widths) <= columns:
        return text
    taken = kept = 0
    while taken + widths[kept] < columns:
        taken += widths[kept]
        kept += 1
    return text[:kept].rstrip() + "…"


def ticks(first: datetime, last: datetime) -> list[tuple[datetime, str]]:
    """Return round times within a stretch, at most seven, and how each is written: a day's first with its date.

    Example:
        >>> from newsloom.times import parse
        >>> [label for _, label in ticks(parse("2031-03-12T20:10Z"), parse("2031-03-13T07:00Z"))]
        ['12 Mar 21:00', '13 Mar', '03:00', '06:00']
    """
    step = next((each for each in _STEPS if (last - first) / each <= _MOST_TICKS), last - first)
    zero = datetime(1970, 1, 1, tzinfo=UTC)
    at = zero - (zero - first) // step * step
    moments = []
    while at <= last:
        moments.append(at)
        at += step
    return [(moment, _label(moment, step, None if not place else moments[place - 1])) for place, moment in enumerate(moments)]


def _label(moment: datetime, step: timedelta, before: datetime | None) -> str:
    day, clock = f"{moment.day} {moment:%b}", f"{moment:%H:%M}"
    if step >= timedelta(days=1):
        return day if before and before.year == moment.year else f"{day} {moment.year}"
    if before and before.date() == moment.date():
        return clock
    return day if clock == "00:00" else f"{day} {clock}"


def _y(row: int) -> int:
    return _TOP + _LANE * row + _LANE // 2


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> Markup:
    return tag("text", words, {"x": f"{x:g}", "y": f"{y:g}", "class": kind, "text-anchor": anchor})


def _line(x1: float, y1: float, x2: float, y2: float) -> Markup:
    return tag("line", "", {"class": "grid", "x1": f"{x1:g}", "y1": f"{y1:g}", "x2": f"{x2:g}", "y2": f"{y2:g}"})


def _grid(axis: _Axis, bottom: int) -> Iterator[Markup]:
    for moment, label in ticks(axis.start, axis.start + axis.span):
        x = axis.x(moment)
        yield _line(x, _TOP - 4, x, bottom)
        yield _text(x, _TOP - 12, label, "dim", "middle")


def _lane(lane: Lane, row: int) -> Iterator[Markup]:
    y = _y(row)
    yield _text(24, y + 4.5, cut(lane.name, _NAME))
    yield _line(_LEFT, y, _RIGHT, y)
    if len(lane.marks) > MARKS:
        yield _text(_RIGHT + 4, y + 4.5, f"+{len(lane.marks) - MARKS}", "dim")


def _ties(spread: Spread, places: dict[str, _Point]) -> Iterator[Markup]:
    """Yield a curve from each text to what repeats it, where both are drawn."""
    for mark in (mark for lane in spread.lanes for mark in lane.marks[:MARKS]):
        if mark.origin in places:
            start, end = places[mark.origin], places[mark.article]
            middle = (start.y + end.y) / 2 if start.y != end.y else start.y - _LANE * 0.8
            path = f"M{start.x:g} {start.y}C{start.x:g} {middle:g} {end.x:g} {middle:g} {end.x:g} {end.y}"
            yield tag("path", "", {"class": "tie", "d": path})


def _mark(mark: Mark, at: _Point) -> Iterator[Markup]:
    told = f"{mark.publisher}, {_when(mark.at)} ({_WORDS.get(mark.relation, mark.relation)}): {mark.title}"
    if mark.relation == "lead":
        yield tag("circle", "", {"class": "halo", "cx": f"{at.x:g}", "cy": str(at.y), "r": "9"})
    yield tag("circle", [tag("title", told)], {"class": mark.relation, "cx": f"{at.x:g}", "cy": str(at.y), "r": "5"})


def _legend(spread: Spread, y: int) -> Iterator[Markup]:
    x = float(_LEFT)
    for relation, words in _WORDS.items():
        yield from _mark(Mark(article="", at=spread.first, relation=relation, origin="", publisher="", title=""), _Point(x, y - 4))  # type: ignore[arg-type]
        yield _text(x + 14, y, words, "dim")
        x += 44 + 7.2 * len(words)
    if spread.hidden:
        articles = sum(len(lane.marks) for lane in spread.hidden)
        yield _text(_RIGHT, y, f"and {articles} more by {len(spread.hidden)} other publishers", "dim", "end")


def _summary(spread: Spread) -> str:
    copies = sum(mark.relation == "copy" for lane in (*spread.lanes, *spread.hidden) for mark in lane.marks)
    publishers = len(spread.lanes) + len(spread.hidden)
    told = f"{spread.articles} articles, {copies} of them copies, by {publishers} publishers" if spread.articles > 1 else "One article"
    return f"{told}, {_when(spread.first)} to {_when(spread.last)} UTC"


def _when(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y %H:%M}"
