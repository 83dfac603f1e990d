"""The topics' pages: each topic's stories, what lies below and above it, its feeds."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from newsloom.render.best import Best
from newsloom.render.site.cards import CurrentFirst, newest_first
from newsloom.render.site.placed import Placed, cards
from newsloom.render.site.quotas import REACH, spread
from newsloom.types import Edition, Topic

TOPIC_PAGE = 20
"""Stories on a topic's page, as many as on the front page and for the same reason; the API has all of them."""

_NEWEST = 6
_WEEK = timedelta(days=7)


class Branch(Struct, frozen=True, kw_only=True):
    """A topic as other pages list it."""

    topic: Topic
    stories: int
    last: datetime | None


class _Found:
    def __init__(self, as_of: datetime) -> None:
        self.ranked: Best[Placed] = Best(REACH * TOPIC_PAGE, CurrentFirst(as_of))
        self.newest: Best[Placed] = Best(_NEWEST, newest_first)
        self.stories, self.day, self.week, self.busy = 0, 0, 0, 0
        self.last: datetime | None = None


class Topics:
    """Gathers the topics' stories.

    Args:
        edition: the hub at its moment.
    """

    def __init__(self, edition: Edition) -> None:
        self._topics, self._now, self._front = edition.hub.topics, edition.as_of, edition.hub.front
        self._found = {topic.name: _Found(edition.as_of) for topic in self._topics}
        self._named = {topic.name: topic for topic in self._topics}
        self._below: defaultdict[str, list[Topic]] = defaultdict(list)
        for topic in self._topics:
            self._below[topic.parent].append(topic)

    def add(self, one: Placed) -> None:
        """Put a published story under its topics."""
        for name in one.topics:
            found = self._found.get(name)
            if found is None:
                continue
            found.ranked.add(one)
            found.newest.add(one)
            age = self._now - one.last
            found.stories += 1
            found.day += age < timedelta(days=1)
            found.week += age < _WEEK
            found.busy += one.phase in ("breaking", "rising", "revived")
            found.last = max(filter(None, (found.last, one.last)))

    def pages(self) -> Iterator[tuple[Topic, dict[str, object]]]:
        """Yield each topic with what its template is given."""
        for topic in self._topics:
            found = self._found[topic.name]
            yield (
                topic,
                {
                    "here": topic.id,
                    "topic": topic,
                    "cards": spread(cards(found.ranked.ordered()), self._front)[:TOPIC_PAGE],
                    "newest_cards": cards(found.newest.ordered()),
                    "below": [self._branch(other) for other in self._below.get(topic.name, ())],
                    "above": self._named.get(topic.parent),
                    "stories": found.stories,
                    "day_stories": found.day,
                    "week": found.week,
                    "busy": found.busy,
                    "as_of": self._now,
                },
            )

    def branches(self) -> list[Branch]:
        """Return every topic in the hub's order."""
        return [self._branch(topic) for topic in self._topics]

    def _branch(self, topic: Topic) -> Branch:
        found = self._found[topic.name]
        return Branch(topic=topic, stories=found.stories, last=found.last)
