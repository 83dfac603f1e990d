"""Source health: every place we look, how it is, when we ask it again, and what it brought."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from newsloom.render.item import web
from newsloom.render.site.curve import bars, scaled
from newsloom.render.site.reports import Mark, mark
from newsloom.render.site.words import count, moment
from newsloom.text import printable
from newsloom.types import Edition, Memory, SourceView, StoryView
from newsloom.urls import hostname, registrable

State = Literal["gone", "failing", "quiet", "fresh"]

SOURCES_PAGE = 80
"""Sources on the page, the worst first: 1 kB each. `sources.opml` has all of them."""

QUIET = timedelta(days=7)
"""A source that brought nothing for this long is quiet: weekly ones are not broken."""

DAYS = 30
_STRIP = 24
_GONE = ("http-404", "http-410")
"""Codes of an address that has nothing for us any more (RFC 9110, sections 15.5.5 and 15.5.11)."""

_ORDER: dict[State, int] = {"failing": 0, "gone": 1, "quiet": 2, "fresh": 3}


class Health(Struct, frozen=True, kw_only=True):
    """A line of the page. `bars` is the path of the items of each of the last 30 days."""

    name: str
    host: str
    link: str
    mark: Mark
    state: State
    reason: str
    asked: datetime | None
    due: datetime | None
    items: int
    bars: str
    failures: int


class Sources:
    """Gathers what each source brought in the last 30 days.

    Args:
        edition: the hub at its moment.
    """

    def __init__(self, edition: Edition) -> None:
        self._views, self._now = edition.sources, edition.as_of
        self._days: defaultdict[str, list[int]] = defaultdict(lambda: [0] * DAYS)

    def count(self, view: StoryView) -> None:
        """Count a story's articles with the sources that found them."""
        for article in view.articles():
            place = DAYS - 1 - (self._now.date() - article.published_at.date()).days
            if 0 <= place < DAYS:
                self._days[article.source][place] += 1

    def page(self) -> dict[str, object]:
        """Return what the template is given: the sources, the worst first."""
        listed = sorted(map(self._health, self._views), key=lambda one: (_ORDER[one.state], -one.failures, one.name.casefold(), one.host))
        tally = Counter(one.state for one in listed)
        return {
            "sources": listed[:SOURCES_PAGE],
            "left_out": max(0, len(listed) - SOURCES_PAGE),
            "tally": [(state, tally[state]) for state in ("fresh", "quiet", "failing", "gone")],
            "total": len(listed),
            "as_of": self._now,
        }

    def _health(self, view: SourceView) -> Health:
        memory = view.memory or Memory(source=view.source.url)
        host = printable(hostname(view.source.url))
        name = printable(memory.title) or host or printable(view.source.url)
        days = self._days.get(view.source.url, [])
        state = _state(memory, self._now)
        return Health(
            name=name,
            host=host,
            link=web(view.source.url) or "",
            mark=mark(name, registrable(host)),
            state=state,
            reason=_reason(memory, state, self._now),
            asked=memory.checked_at,
            due=memory.due_at,
            items=sum(days),
            bars=bars(scaled(days, _STRIP), ground=_STRIP, step=4, width=3),
            failures=memory.failures,
        )


def _state(memory: Memory, now: datetime) -> State:
    if memory.failures:
        return "gone" if memory.last_error.partition(":")[0] in _GONE else "failing"
    return "fresh" if memory.changed_at and now - memory.changed_at <= QUIET else "quiet"


def _reason(memory: Memory, state: State, now: datetime) -> str:
    if memory.checked_at is None:
        return "Not asked yet."
    if state in ("failing", "gone"):
        said = printable(memory.last_error.partition(": ")[2] or memory.last_error)
        return f"{count(memory.failures, 'failure', 'failures')} in a row. {said[:1].upper()}{said[1:]}."
    if memory.changed_at is None:
        return "It answers, and had nothing new so far."
    since = moment(memory.changed_at, now)
    return f"New items on {since}." if state == "fresh" else f"Nothing new since {since}."
