"""Phase: in a word, where a story is in its life."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from newsloom.types import Phase

FRESH = timedelta(hours=6)
"""The span in which coverage counts as new: the half-life of velocity in the project's scoring prototype, section 4."""

FADING = timedelta(hours=24)
"""A story without a new report for this long is fading: by then 80 % of all attention is in (scoring prototype, section 4.2)."""

SILENCE = 2 * FADING
"""After so long a pause a story had ended: the trend set that the half-lives were measured on takes 48 hours for an item's whole life
(scoring prototype, section 4.2). Twice `FADING`, so that reports a day apart do not make a story fade and revive in turn."""

BREAKING_PUBLISHERS = 3
"""A design choice: two may be a report and its copy, three within hours is news that spreads."""

RISES, RISES_ON = 2, 4
"""A story begins to rise when one publisher in two is new, and rises until fewer than one in four are: a design choice. With one limit
for both, a story to which reports come every few hours would be called rising and steady in turn."""


class Original(Struct, frozen=True, order=True):
    """A point of a story's curve: an original text on it, when it was published, and the family of publishers whose it is."""

    at: datetime
    family: str


def phase(originals: Collection[Original], as_of: datetime) -> Phase:
    """Say in a word where a story is in its life, by its curve: the original texts on it, each at its time of publication.

    `fading`: no original report for 24 hours. `revived`: within the last 24 hours it came back after a silence of 48, told by a
    family that had not told it before, or by two. `breaking`: all families told it first within the last six hours, and they are three
    or more. `rising`: half of them did, and since then at least a quarter. `steady`: everything between.

    It depends on the curve and the moment alone, not on when else it was asked. Copies are not in the curve, and a family that reports
    again is no news of its own. Time alone leads from breaking to rising, from there and from revived to steady, then to fading, and
    never back.

    Args:
        originals: the curve, in any order; at least one.
        as_of: the moment; what was published after it is not there yet.

    Example:
        >>> from newsloom.times import parse
        >>> at = [parse(f"2031-03-{day}T05:44Z") for day in (14, 15, 17)]
        >>> phase([Original(at[0], "a")], parse("2031-03-14T08:00Z"))
        'rising'
        >>> phase([Original(at[0], "a"), Original(at[2], "b")], at[2]), phase([Original(at[0], "a"), Original(at[2], "a")], at[2])
        ('revived', 'steady')
    """
    told = sorted(one for one in originals if one.at <= as_of) or sorted(originals)
    if as_of - told[-1].at > FADING:
        return "fading"
    if came_back(told, as_of):
        return "revived"
    first: dict[str, datetime] = {}
    for one in told:
        first.setdefault(one.family, one.at)
    if len(first) >= BREAKING_PUBLISHERS and as_of - told[0].at <= FRESH:
        return "breaking"
    return "rising" if _rises(list(first.values()), as_of) else "steady"


def came_back(told: Sequence[Original], as_of: datetime) -> bool:
    """Tell whether a curve, in order, came back within the last day after a silence: by a family new to it, or by two."""
    silent = [place for place in range(1, len(told)) if told[place].at - told[place - 1].at >= SILENCE]
    if not silent:
        return False
    known, back = {one.family for one in told[: silent[-1]]}, set[str]()
    for one in told[silent[-1] :]:
        back.add(one.family)
        if one.family not in known or len(back) > 1:
            return as_of - one.at <= FADING
    return False


def _rises(first: Sequence[datetime], as_of: datetime) -> bool:
    """Tell whether a story rises for which so many families told it first, in order, by going through its life."""
    rises, old = False, 0
    for heard, at in enumerate(first, 1):
        old, rises = _aged(first, old, at, heard - 1, rises=rises)
        rises = rises or (heard - old) * RISES >= heard
    return _aged(first, old, as_of, len(first), rises=rises)[1]


def _aged(first: Sequence[datetime], old: int, until: datetime, heard: int, *, rises: bool) -> tuple[int, bool]:
    """Return how many of those heard are no longer fresh, and whether the story still rises."""
    while old < heard and until - first[old] > FRESH:
        old += 1
        rises = rises and (heard - old) * RISES_ON >= heard
    return old, rises
