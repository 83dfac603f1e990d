"""Funnel: the ledger of a cycle or a day read back, each item with what became of it since."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice

from msgspec import Struct

from newsloom.ids import story_id
from newsloom.ports import Store
from newsloom.render.funnel import End, Funnel, Inflow, Place, Way
from newsloom.render.receipt import hold
from newsloom.text import one_line
from newsloom.types import Coverage, Item, Receipt, Tally
from newsloom.visits import tally

TOGETHER = 500
"""Rows whose articles are asked for at once: enough to make a query's cost vanish, few enough to hold."""

CODE = 40
"""Characters of a refusal's code that are told: ours have at most 15, an engine of another package may say more."""

_EVER = datetime.max.replace(tzinfo=UTC)


class Period(Struct, frozen=True):
    """A time to report on, ends included: one cycle, or a day."""

    first: datetime
    last: datetime
    cycle: bool


def last_cycle(store: Store) -> Period | None:
    """Return when items last came or were asked for; `None` before the first cycle."""
    asked = max((memory.checked_at for memory in store.memories().values() if memory.checked_at), default=None)
    # A cycle in which every source waits may still try items again.
    rows = store.ledger_between(asked or datetime.min.replace(tzinfo=UTC), _EVER)
    at = max(chain([asked] if asked else [], (row.at for row in rows)), default=None)
    return Period(at, at, cycle=True) if at else None


def of_day(day: date) -> Period:
    """Return a day, which begins at 00:00 UTC.

    Example:
        >>> of_day(date(2031, 3, 5)).last.isoformat()
        '2031-03-05T23:59:59.999999+00:00'
    """
    first = datetime.combine(day, time(), UTC)
    return Period(first, first + timedelta(days=1, microseconds=-1), cycle=False)


def funnel(store: Store, hub: str, period: Period) -> Funnel:
    """Return what came within a time and what became of it, the source that brought most new items first.

    An item counts where its present outcome fell, once for each source that brought it; it may have moved there from an earlier time, at
    which it waited for another try. What became of a stored one is told as it stands now. The ledger is read in pages: memory grows with
    the number of sources and of reasons, not of items.
    """
    memories, visits = store.memories(), _visits(store, period)
    ways = defaultdict[str, Counter[Way]](Counter)
    rows = store.ledger_between(period.first, period.last)
    while page := list(islice(rows, TOGETHER)):
        fates = _fates(store, page)
        for row in page:
            ways[row.source][_way(row, fates.get(row.article), period)] += 1
    names = {url: one_line(memory.title) for url, memory in memories.items()}
    made = [
        Inflow(source=url, name=names.get(url, ""), visits=visits.get(url, Tally()), ways=ways.get(url, {})) for url in {*visits, *ways}
    ]
    return Funnel(
        hub=hub,
        first=period.first,
        last=period.last,
        cycle=period.cycle,
        sources=tuple(sorted(made, key=lambda one: (-sum(one.ways.values()), -one.visits.listed, one.source))),
    )


def _visits(store: Store, period: Period) -> Mapping[str, Tally]:
    if not period.cycle:
        return store.tallies(period.first.date())
    return {url: tally(None, memory) for url, memory in store.memories().items() if memory.checked_at == period.last}


class _Fate(Struct, frozen=True):
    place: Place
    end: End
    hold: str = ""


def _fates(store: Store, rows: Iterable[Item]) -> dict[str, _Fate]:
    """Return what became of stored items, by article; those that no judged story holds yet are left out."""
    articles = {row.article for row in rows if row.outcome == "stored"}
    stories = store.stories(set(store.stories_of(articles).values()))
    receipts = store.receipts([story.lead for story in stories])
    held = ((entry, story.id, receipts[story.lead]) for story in stories if story.lead in receipts for entry in story.coverage)
    return {entry.article: _fate(entry, story, lead) for entry, story, lead in held if entry.article in articles}


def _fate(entry: Coverage, story: str, lead: Receipt) -> _Fate:
    began = story_id(entry.article) == story
    place: Place = "began" if began else "copy" if entry.copy_of else "joined"
    if not lead.published.value:
        return _Fate(place, "unpublished", hold(lead))
    return _Fate(place, "leads" if entry.article == lead.article else "follows")


def _way(row: Item, fate: _Fate | None, period: Period) -> Way:
    again = row.first is not None and row.first < period.first
    if row.outcome == "stored":
        return Way(outcome="stored", again=again, place="waiting") if fate is None else _stored(fate, again=again)
    return Way(outcome=row.outcome, again=again, reason="" if row.outcome == "duplicate" else code(row))


def _stored(fate: _Fate, *, again: bool) -> Way:
    return Way(outcome="stored", again=again, place=fate.place, end=fate.end, hold=fate.hold)


def code(row: Item) -> str:
    """Return the word that a refusal's reason begins with.

    Example:
        >>> from newsloom.testing.factories import item
        >>> code(item(outcome="rejected", reason="http-404: there is no such page"))
        'http-404'
    """
    return one_line(row.reason).partition(":")[0][:CODE] or "unsaid"
