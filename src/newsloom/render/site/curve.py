"""The heat curve: how much attention a story's own reports drew, from its first report to its last judgement."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

POINTS = 13
HALF_LIFE = timedelta(hours=6)
"""The half-life of a report's attention: the one that heat's velocity has."""

_WIDTH, _TOP, _BOTTOM, _FLOOR = 92, 3, 25, 28
"""Pixels of the 96 × 28 drawing: where the line ends (a dot of radius 3.5 stands there), its highest and lowest points, its ground."""

_SECONDS = HALF_LIFE.total_seconds()
_LONGEST = 64
"""Half-lives after which a report counts nothing: 2^-64 is below what a picture of 22 pixels can show."""


def attention(reports: Iterable[datetime], moments: Sequence[datetime]) -> list[float]:
    """Return, for each moment, the sum of 2^(-(t - published) / 6 h) over the reports published by then.

    Example:
        >>> from newsloom.times import parse
        >>> noon = parse("2031-03-14T12:00Z")
        >>> attention([noon], [noon - HALF_LIFE, noon, noon + HALF_LIFE])
        [0.0, 1.0, 0.5]
    """
    published = [at.timestamp() / _SECONDS for at in reports]
    return [sum(_share(at - since) for since in published) for at in (moment.timestamp() / _SECONDS for moment in moments)]


def _share(ages: float) -> float:
    return 2.0**-ages if 0 <= ages < _LONGEST else 0.0


def moments(start: datetime, end: datetime, number: int = POINTS) -> list[datetime]:
    """Return so many moments at equal distances, the first and the last included."""
    step = (max(start, end) - start) / (number - 1)
    return [start + step * place for place in range(number)]


def curve(reports: Sequence[datetime], end: datetime) -> bytes:
    """Return the curve of a story as 13 heights in pixels from above, scaled to its own maximum.

    Args:
        reports: when its own reports were published; at least one.
        end: when it was judged.

    Example:
        >>> from newsloom.times import parse
        >>> list(curve([parse("2031-03-14T00:00Z")], parse("2031-03-15T00:00Z")))[::6]
        [3, 20, 24]
    """
    values = attention(reports, moments(min(reports), end))
    highest = max(values)
    return bytes(round(_BOTTOM - (_BOTTOM - _TOP) * value / highest) for value in values)


def line(heights: bytes) -> str:
    """Return the path of a curve.

    Example:
        >>> line(bytes([3, 20, 24]))
        'M1 3L47 20L92 24'
    """
    last = max(1, len(heights) - 1)
    return "M" + "L".join(f"{1 + round((_WIDTH - 1) * step / last)} {height}" for step, height in enumerate(heights))


def area(heights: bytes) -> str:
    """Return the path of what lies under a curve."""
    return f"{line(heights)}V{_FLOOR}H1z"


def tip(heights: bytes) -> int:
    """Return the height at which a curve ends."""
    return heights[-1]


def scaled(counts: Sequence[int], height: int) -> list[int]:
    """Return counts as heights in pixels, the highest as high as the drawing; what is not none is seen.

    Example:
        >>> scaled([0, 1, 1000], height=24)
        [0, 1, 24]
    """
    highest = max(counts, default=0)
    return [max(1, round(height * number / highest)) if number else 0 for number in counts]


def bars(heights: Sequence[int], ground: int, step: int, width: int) -> str:
    """Return the path of bars that stand on the ground, one at every step.

    Example:
        >>> bars([0, 12, 24], ground=24, step=4, width=3)
        'M4 24v-12h3v12zM8 24v-24h3v24z'
    """
    return "".join(f"M{step * place} {ground}v-{up}h{width}v{up}z" for place, up in enumerate(heights) if up)
