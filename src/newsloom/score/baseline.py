"""Baselines: how widely stories are usually told, by topic and hour of the week, learned from a hub's own history."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from newsloom.score.heat import BASELINE
from newsloom.types import Pace

HISTORY = timedelta(weeks=8)
"""How far back a hub's habits are learned from: every hour of the week eight times, and what was usual two months ago is left behind."""

SETTLED = timedelta(hours=48)
"""How old a story is before it counts: by then its coverage is in (scoring prototype, section 4.2)."""

ENOUGH = 20
"""Stories from which on their own mean counts more than what is usual in general. By the usual estimate that is the variance within a
group over the variance between groups; a design choice, for a spread of half the mean among stories and a ninth among hours."""


def span(now: datetime) -> tuple[datetime, datetime]:
    """Return within which time the stories began that a hub's habits are learned from: the same for every moment of a day (UTC).

    Example:
        >>> first, last = span(datetime(2031, 3, 12, 20, 30, tzinfo=UTC))
        >>> f"{first:%d.%m. %H:%M} to {last:%d.%m. %H:%M}"
        '13.01. 00:00 to 10.03. 00:00'
    """
    last = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - SETTLED
    return last - HISTORY, last


def hour_of_week(moment: datetime) -> int:
    """Return the hour of the week, counted from Monday, 00:00 UTC.

    Example:
        >>> hour_of_week(datetime(2031, 3, 4, 5, 44, tzinfo=UTC))
        29
    """
    moment = moment.astimezone(UTC)
    return 24 * moment.weekday() + moment.hour


class Baselines:
    """What is usual in a hub.

    usual(group) = (n · mean + 20 · usual(wider group)) / (n + 20), where n stories of the group have that mean peak. The groups: a
    topic's stories that began in an hour of the week, the topic's, the hub's; beyond it, one newsroom at a time. So a group without
    history has what is usual in the next wider one, and one of 20 stories is believed half.

    Args:
        paces: the history, from the stretch that `span` names; none is a hub without history.

    Example:
        >>> usual = Baselines([Pace(topic="Tides", hour=29, stories=20, peaks=60.0)])
        >>> begun = datetime(2031, 3, 4, 5, 44, tzinfo=UTC)
        >>> (
        ...     usual.of("Tides", begun),
        ...     usual.of("Tides", begun + timedelta(days=1)),
        ...     usual.of("Wind", begun),
        ...     Baselines(()).of("Tides", begun),
        ... )
        (2.75, 2.5, 2.0, 1.0)
    """

    def __init__(self, paces: Iterable[Pace]) -> None:
        self._known: defaultdict[tuple[object, ...], tuple[int, float]] = defaultdict(lambda: (0, 0.0))
        for pace in paces:
            for group in _groups(pace.topic, pace.hour):
                stories, peaks = self._known[group]
                self._known[group] = (stories + pace.stories, peaks + pace.peaks)

    def of(self, topic: str, begun: datetime) -> float:
        """Return what is usual for stories of a topic that begin in this hour of the week; always more than 0."""
        usual = BASELINE
        for group in _groups(topic, hour_of_week(begun)):
            stories, peaks = self._known.get(group, (0, 0.0))
            usual = (peaks + ENOUGH * usual) / (stories + ENOUGH)
        return round(usual, 2)


def _groups(topic: str, hour: int) -> tuple[tuple[object, ...], ...]:
    return (), (topic,), (topic, hour)
