"""Phase: in a word, where a story is in its life."""

from collections.abc import Collection
from datetime import datetime, timedelta

from newsloom.types import Phase

FRESH = timedelta(hours=6)
"""The span in which coverage counts as new: the half-life of velocity in the project's scoring prototype, section 4."""

FADING = timedelta(hours=24)
"""A story without a new report for this long is fading: by then 80 % of all attention is in (scoring prototype, section 4.2)."""

BREAKING_PUBLISHERS = 3
"""A design choice: two may be a report and its copy, three within hours is news that spreads."""


def phase(times: Collection[datetime], publishers: int, as_of: datetime) -> Phase:
    """Say in a word where a story is in its life.

    `fading`: no report for 24 hours. `breaking`: all reports are from the last six hours, by three publishers or
    more. `rising`: at least half of them are from the last six hours. `steady`: everything between.

    Args:
        times: when each of its articles was published; at least one.
        publishers: how many different ones there are.
        as_of: the moment of the decision.

    Example:
        >>> from newsloom.times import parse
        >>> phase([parse("2031-03-14T05:44Z")], 1, parse("2031-03-14T08:00Z"))
        'rising'
    """
    fresh = sum(as_of - moment <= FRESH for moment in times)
    if as_of - max(times) > FADING:
        return "fading"
    if fresh == len(times) and publishers >= BREAKING_PUBLISHERS:
        return "breaking"
    return "rising" if 2 * fresh >= len(times) else "steady"
