"""How a story spread: one lane an original in order of publication, its copies as rings on its thread, attention above.

Everything is a position: x in per cent, so that the drawing stretches, y in pixels, so that its text does not.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from newsloom.render.site.curve import attention, moments
from newsloom.render.site.reports import Thread
from newsloom.render.site.words import Words

LANES = 12
"""Originals that are drawn; the list below the drawing has them all."""

RINGS = 24
"""Copies drawn on one thread; more of them would be one line."""

LABEL = 24
"""Characters of a publisher's name in the drawing."""

_FIRST_LANE, _LANE, _ABOVE = 92, 36, 13
"""Pixels: where the first lane lies, below the curve; the distance of lanes; how far above its lane a name stands."""

_LEFT, _WIDTH = 4.0, 92.0
_TURN = 45.0
"""From here on a name ends at its report instead of beginning there, so that it stays within the drawing."""

_NEVER = datetime.max.replace(tzinfo=UTC)
"""No moment is near to it: times are told with their year."""

_SHORTEST = timedelta(hours=1)
_POINTS = 25


class Tick(Struct, frozen=True):
    """A time on the axis."""

    x: str
    label: str
    anchor: str


class Lane(Struct, frozen=True, kw_only=True):
    """An original report and its copies. `end` is where its thread ends; empty without copies."""

    x: str
    y: int
    label_y: int
    label: str
    anchor: str
    copies: int
    rings: tuple[str, ...]
    end: str


class Timeline(Struct, frozen=True, kw_only=True):
    """The drawing. `line` and `area` are drawn in a box of 100 × 50; `later` counts the originals that are not drawn."""

    height: int
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    line: str
    area: str
    later: int
    summary: str


class _Axis(Struct, frozen=True):
    start: datetime
    span: timedelta

    def x(self, at: datetime) -> float:
        return _LEFT + _WIDTH * ((at - self.start) / self.span)


def timeline(threads: Sequence[Thread], words: Words) -> Timeline | None:
    """Return the drawing of a story; `None` for one report alone, which spread nowhere."""
    times = [report.at for thread in threads for report in (thread.original, *thread.copies)]
    if len(times) == 1:
        return None
    axis = _Axis(min(times), max(max(times) - min(times), _SHORTEST))
    drawn = threads[:LANES]
    heights = _heights([thread.original.at for thread in threads], axis)
    return Timeline(
        height=_FIRST_LANE + _LANE * (len(drawn) - 1) + 20,
        ticks=_ticks(axis, words),
        lanes=tuple(_lane(thread, axis, place) for place, thread in enumerate(drawn)),
        line=heights,
        area=f"{heights}V50H0z",
        later=len(threads) - len(drawn),
        summary=_summary(threads, times, words),
    )


def _heights(originals: Sequence[datetime], axis: _Axis) -> str:
    values = attention(originals, moments(axis.start, axis.start + axis.span, _POINTS))
    highest = max(values) or 1.0
    return "M" + "L".join(f"{100 * step / (_POINTS - 1):.1f} {48 - 46 * value / highest:.1f}" for step, value in enumerate(values))


def _ticks(axis: _Axis, words: Words) -> tuple[Tick, ...]:
    """Return the axis: four clocks within a day, three dates beyond it, since those are longer."""
    number = 4 if axis.span < timedelta(hours=20) else 3
    ticks = []
    for step, at in enumerate(moments(axis.start, axis.start + axis.span, number)):
        label = f"{at:%H:%M}" if step and number == 4 else words.tick(at)  # noqa: PLR2004 - the same four
        ticks.append(Tick(_percent(axis.x(at)), label, "end" if step == number - 1 else "middle" if step else "start"))
    return tuple(ticks)


def _lane(thread: Thread, axis: _Axis, place: int) -> Lane:
    x, y = axis.x(thread.original.at), _FIRST_LANE + _LANE * place
    name = thread.original.publisher
    rings = [axis.x(copy.at) for copy in thread.copies]
    return Lane(
        x=_percent(x),
        y=y,
        label_y=y - _ABOVE,
        label=name if len(name) <= LABEL else name[: LABEL - 1] + "…",
        anchor="start" if x < _TURN else "end",
        copies=len(rings),
        rings=tuple(map(_percent, rings[:RINGS])),
        end=_percent(max(rings)) if rings else "",
    )


def _percent(value: float) -> str:
    return f"{value:.1f}%"


def _summary(threads: Sequence[Thread], times: Sequence[datetime], words: Words) -> str:
    first, last = min(times), max(times)
    return words.say(
        "story.summary",
        originals=words.say("story.original_reports", n=len(threads)),
        copies=words.say("count.copy", n=len(times) - len(threads)),
        first=words.moment(first, _NEVER),
        last=words.moment(last, _NEVER),
        publisher=threads[0].original.publisher,
    )
