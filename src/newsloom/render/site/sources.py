"""Source health: every place we look, how it is, when we ask it again, and what it brought."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from newsloom.life import ORDER, Life, State, life, span
from newsloom.render.maps import public_address
from newsloom.render.site.curve import bars, scaled
from newsloom.render.site.reports import Mark, mark
from newsloom.text import printable
from newsloom.types import Edition, Memory, SourceView, StoryView
from newsloom.urls import hostname, registrable

SOURCES_PAGE = 80
"""Sources on the page, those that need an editor first: 1 kB each. `sources.opml` has all of them."""

DAYS = 30
_STRIP, _HUNG = 24, 6
"""Pixels of the drawing's height, and of what hangs into it from above for a day without an answer: told from a day's items by its place
as well as by its colour."""

UNREAD = frozenset[State](("failing", "gone", "hijacked"))
"""States in which nothing is read, since the day they began."""


class Health(Struct, frozen=True, kw_only=True):
    """A line of the page. `every` is how often the source is asked.

    `bars` is the path of the items of each of the last 30 days, `unread` that of the days on which it could not be read.
    """

    name: str
    host: str
    link: str
    mark: Mark
    life: Life
    asked: datetime | None
    due: datetime | None
    every: str
    items: int
    bars: str
    unread: str
    failures: int


class Found(Struct, frozen=True, array_like=True):
    """An article, as its source is credited with it."""

    source: str
    at: datetime


def credited(view: StoryView, now: datetime) -> tuple[Found, ...]:
    """Return a story's articles that may still count on some day's page from `now` on."""
    since = now - timedelta(days=DAYS)
    return tuple(Found(article.source, article.published_at) for article in view.articles() if article.published_at >= since)


class Sources:
    """Gathers what each source brought in the last 30 days.

    Args:
        edition: the hub at its moment.
    """

    def __init__(self, edition: Edition) -> None:
        self._views, self._now = edition.sources, edition.as_of
        self._days: defaultdict[str, list[int]] = defaultdict(lambda: [0] * DAYS)

    def count(self, found: Iterable[Found]) -> None:
        """Count a story's articles with the sources that found them."""
        today = self._now.date().toordinal()
        for one in found:
            place = DAYS - 1 - (today - one.at.toordinal())
            if 0 <= place < DAYS:
                self._days[one.source][place] += 1

    def page(self) -> dict[str, object]:
        """Return what the template is given: the sources, those that need an editor first."""
        listed = sorted(
            map(self._health, self._views), key=lambda one: (ORDER[one.life.state], -one.failures, one.name.casefold(), one.host)
        )
        tally = Counter(one.life.state for one in listed)
        return {
            "sources": listed[:SOURCES_PAGE],
            "left_out": max(0, len(listed) - SOURCES_PAGE),
            "tally": [(state, tally[state]) for state in ORDER if tally[state]],
            "total": len(listed),
            "as_of": self._now,
        }

    def _health(self, view: SourceView) -> Health:
        memory = view.memory or Memory(source=view.source.url)
        host = printable(hostname(view.source.url))
        name = printable(memory.title) or host or printable(view.source.url)
        days = self._days.get(view.source.url, [])
        told, every = life(view.source, view.memory), view.source.every or memory.interval
        return Health(
            name=name,
            host=host,
            link=public_address(view.source),
            mark=mark(name, registrable(host)),
            life=told,
            asked=memory.checked_at,
            due=None if view.source.paused else memory.due_at,
            every=span(every) if every and not memory.failures and not view.source.paused else "",
            items=sum(days),
            bars=bars(scaled(days, _STRIP), ground=_STRIP, step=4, width=3),
            unread=bars(self._unread(told), ground=_HUNG, step=4, width=3),
            failures=memory.failures,
        )

    def _unread(self, told: Life) -> list[int]:
        """Return, for each day, how far it hangs: the days since a trouble began that lets nothing be read."""
        if told.state not in UNREAD or told.since is None:
            return []
        days = min(DAYS, (self._now.date() - told.since.date()).days + 1)
        return [0] * (DAYS - days) + [_HUNG] * days
