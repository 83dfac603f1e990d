"""The front page and what it knows of the whole hub: its leads, its ranked list, its side column, its day in hours."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from msgspec import Struct

from newsloom.render.best import Best
from newsloom.render.site.cards import CurrentFirst, hottest_first, newest_first
from newsloom.render.site.curve import bars, scaled
from newsloom.render.site.placed import Placed, cards
from newsloom.render.site.quotas import REACH, spread
from newsloom.types import Edition

LEADS = 3

_HOURS = 24
_STRIP = 34
_DAY = timedelta(hours=_HOURS)
_BUSY, _NEWEST, _GOING, _TOPICS, _DAYS = 5, 6, 4, 10, 7
"""Lines of the side column's lists."""

GOING = timedelta(days=2)
"""A story that still gets reports this long after its first one is still going."""


class Pulse(Struct, frozen=True, kw_only=True):
    """The 24 hours before `at`: how many articles and stories, and the articles of each hour as bars, the last one apart."""

    at: datetime
    articles: int
    stories: int
    hours: str
    now: str


class Activity(Struct, frozen=True, kw_only=True):
    """A topic's stories with a report in the last 24 hours; `width` is its bar, 80 for the busiest."""

    name: str
    id: str
    stories: int
    width: int


class Front:
    """Gathers what the front page shows, story by story.

    Args:
        edition: the hub at its moment.
    """

    def __init__(self, edition: Edition) -> None:
        self._hub, self._now = edition.hub, edition.as_of
        self._ranked: Best[Placed] = Best(REACH * edition.hub.front.size, CurrentFirst(edition.as_of))
        self._busy: Best[Placed] = Best(_BUSY + LEADS, hottest_first)
        self._newest: Best[Placed] = Best(_NEWEST, newest_first)
        self._going: Best[Placed] = Best(_GOING, hottest_first)
        self._hours = [0] * _HOURS
        self._active = dict.fromkeys((topic.name for topic in edition.hub.topics), 0)
        self._stories, self._today = 0, 0

    def count(self, published: Iterable[datetime]) -> None:
        """Count the articles of any story, published or not, by the hour."""
        for at in published:
            hour = _HOURS - 1 - int((self._now - at) / timedelta(hours=1))
            if hour >= 0 and at <= self._now:
                self._hours[hour] += 1

    def add(self, one: Placed) -> None:
        """Consider a published story."""
        self._stories += 1
        self._ranked.add(one)
        self._newest.add(one)
        current = self._now - one.last < _DAY
        if current and one.phase in ("breaking", "rising", "revived"):
            self._busy.add(one)
        if current and one.last - one.first >= GOING:
            self._going.add(one)
        if current:
            self._today += 1
            for name in one.topics:
                self._active[name] = self._active.get(name, 0) + 1

    def pulse(self) -> Pulse:
        """Return the last 24 hours."""
        heights = scaled(self._hours, _STRIP)
        return Pulse(
            at=self._now,
            articles=sum(self._hours),
            stories=self._today,
            hours=bars([*heights[:-1], 0], ground=_STRIP, step=6, width=4),
            now=bars([0] * (_HOURS - 1) + heights[-1:], ground=_STRIP, step=6, width=4),
        )

    def page(self, days: list[date]) -> dict[str, object]:
        """Return what the template is given; `days` are those that have stories."""
        front = self._hub.front
        ranked = spread(cards(self._ranked.ordered()), front, {topic.name for topic in self._hub.topics[1:]})[: front.size]
        leading = {card.id for card in ranked[:LEADS]}
        return {
            "here": "front",
            "leads": ranked[:LEADS],
            "cards": ranked[LEADS:],
            "busy": cards([one for one in self._busy.ordered() if one.id not in leading][:_BUSY]),
            "newest_cards": cards(self._newest.ordered()),
            "going": cards(one for one in self._going.ordered() if one.id not in leading),
            "topics": self.activity(),
            "days_shown": days[-_DAYS:],
            "stories": self._stories,
            "as_of": self._now,
        }

    def activity(self) -> list[Activity]:
        """Return the busiest topics below the root, those without a story left out."""
        topics = [topic for topic in self._hub.topics[1:] if self._active[topic.name]]
        topics.sort(key=lambda topic: (-self._active[topic.name], topic.name))
        highest = self._active[topics[0].name] if topics else 1
        return [
            Activity(name=one.name, id=one.id, stories=(many := self._active[one.name]), width=max(1, round(80 * many / highest)))
            for one in topics[:_TOPICS]
        ]
