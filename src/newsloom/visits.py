"""Visits: when a source is asked, where, and what is remembered of its answer. Pure decisions.

A source that answers is asked in a rhythm learned from how often something new came; one that fails is asked ever more seldom, at
least once a day, and never given up. docs/decisions/0014-the-life-of-a-source.md has the simulations behind the figures.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp2, log, sqrt
from zlib import crc32

from msgspec.structs import replace

from newsloom.times import plausible
from newsloom.types import Entry, Failure, Harvest, Memory, Sighting, Source, Tally
from newsloom.urls import blotted, credentials, domain, identity, origin

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=24)
"""Between two requests: never sooner (the fastest feeds are made anew every few minutes), and never more than a day."""

BACKOFF_FIRST = timedelta(minutes=5)
"""The wait after a first failure; it doubles with every further one, up to `LONGEST` (threat N11)."""

USUAL, USUAL_GAP = timedelta(minutes=30), timedelta(hours=2)
"""A source that brings an item every two hours is asked every half hour; others by the root of their gap.

The root shares a given number of requests so that the items' waits add up to the least (Sia, Cho, Cho 2007, "Efficient monitoring
algorithm for fast news alerts": the number of visits is proportional to the root of the rate). Simulated over ten days against a
fixed half hour: 557 requests a day instead of 575 for twelve sources, and a mean wait of 3.3 instead of 15 minutes (bench/rhythm.py).
"""

FORGOTTEN = timedelta(days=14)
"""After this long an item counts half for the rhythm: two weeks, so that a weekend is no change of it."""

SAMPLE = 30
"""Dated entries of a first answer that tell the rhythm: the usual length of a feed. More would let one lying document rule for weeks."""

LONG_FORGOTTEN = timedelta(days=180)
"""After this long the longest silence of a source counts half: what a source once did in summer says little about winter."""

HOSTS = 12
"""Sites that a source links to which are remembered, the latest first: more than all but link lists have."""

MOVED_TIMES, MOVED_SPAN = 3, timedelta(hours=48)
"""A permanent redirect is believed when it is seen so often over so long (threat N12): a mistake or a raid is over by then."""

GONE_TIMES, GONE_SPAN = 2, timedelta(hours=24)
"""A source is gone when it says so twice, a day apart (threat N13)."""

LONGEST_REST = 7 * 86400.0
"""Seconds beyond which no server's Retry-After is heard (threat N10)."""

_DECAY = FORGOTTEN.total_seconds() / log(2)


def waits(source: Source, memory: Memory | None, now: datetime) -> bool:
    """Tell whether a source failed last time and its wait is not over.

    An editor's word that a source's new face is right (`accept`) ends the wait of a hijacked one.

    Example:
        >>> from datetime import UTC
        >>> noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
        >>> memory = Memory(source="https://a.example/feed", failures=1, due_at=noon + timedelta(minutes=5))
        >>> [waits(Source(url=memory.source), memory, noon + timedelta(minutes=later)) for later in (0, 5)]
        [True, False]
    """
    if memory is None or not memory.failures or memory.due_at is None or (memory.checked_at and memory.checked_at > now):
        return False  # asked later than now, the clock was wrong: a wait that it set is no wait
    accepted = source.accept and memory.hijacked and memory.last_error.startswith("hijacked:")
    return memory.due_at > now and not accepted


def where(source: Source, memory: Memory) -> str:
    """Return the address to ask: the source's own, or the one that it has moved to for good.

    When the new one fails, the next request goes to the old one. A source with a login stays at its own origin's addresses.

    Example:
        >>> where(Source(url="https://a.example/feed"), Memory(source="https://a.example/feed"))
        'https://a.example/feed'
    """
    if memory.failures or not has_moved(memory):
        return source.url
    target = memory.moved.what if memory.moved else ""
    secret = source.username or source.headers
    return source.url if secret and origin(target) != origin(source.url) else target


def alone(sources: Sequence[Source], memories: Mapping[str, Memory]) -> list[Source]:
    """Return the sources without those that moved to where another one is asked: an address is asked once.

    It is asked for the source that bears it, else for the first of those that moved there.

    Example:
        >>> alone([Source(url="https://a.example/feed"), Source(url="https://b.example/feed")], {})[1].url
        'https://b.example/feed'
    """
    places = {source.url: where(source, memories.get(source.url) or Memory(source=source.url)) for source in sources}
    askers: dict[str, str] = {}
    for source in sorted(sources, key=lambda source: places[source.url] != source.url):
        askers.setdefault(identity(places[source.url]), source.url)
    return [source for source in sources if source.url in (places[source.url], askers[identity(places[source.url])])]


def has_moved(memory: Memory) -> bool:
    """Tell whether a source's move was seen often enough to be believed."""
    return _lasting(memory.moved, MOVED_TIMES, MOVED_SPAN)


def is_gone(memory: Memory) -> bool:
    """Tell whether a source said often enough that it is gone."""
    return _lasting(memory.gone, GONE_TIMES, GONE_SPAN)


def remember(source: Source, memory: Memory, harvest: Harvest, fresh: int, now: datetime) -> Memory:
    """Return a source's memory after an answer of which `fresh` entries were new: it is healthy, whatever it was before.

    The validators are kept as they came. Of a first answer, the dates of its entries tell when the newest came and how often.
    """
    learned = _first(memory, harvest, fresh, now) if memory.read_at is None else _later(memory, fresh, now)
    told = memory if harvest.not_modified else _told(memory, harvest, now)
    after = replace(
        told,
        etag=harvest.etag,
        last_modified=harvest.last_modified,
        checked_at=now,
        changed_at=learned.changed_at,
        failures=0,
        failing_since=None,
        last_error="",
        seen_share=_seen_share(harvest, fresh),
        entries=memory.entries + fresh,
        news=learned.news,
        watched=learned.watched,
        longest=learned.longest,
        moved=_move(source, memory, harvest, now),
        gone=None,
        hijacked=memory.hijacked if harvest.not_modified else None,
    )
    after = replace(after, interval=_interval(after, memory.checked_at if memory.read_at else None, now))
    return replace(after, due_at=now + _wait(source, after, harvest))


def remember_failure(memory: Memory, failure: Failure, now: datetime) -> Memory:
    """Return a source's memory after a failure: one more, and the back-off that follows from it."""
    gone = sighted(memory.gone, failure.code, now) if failure.code == "http-410" else memory.gone
    reason = blotted(failure.reason)
    hijacked = sighted(memory.hijacked, reason, now) if failure.code == "hijacked" else memory.hijacked
    after = replace(
        _later(memory, 0, now),
        checked_at=now,
        failures=memory.failures + 1,
        failing_since=memory.failing_since or now,
        last_error=f"{failure.code}: {reason}",
        gone=gone,
        hijacked=hijacked,
    )
    wait = LONGEST if is_gone(after) else min(BACKOFF_FIRST * 2 ** min(memory.failures, 12), LONGEST)
    wait = max(wait * spread(memory.source), timedelta(seconds=min(failure.retry_after or 0, LONGEST_REST)))
    return replace(after, due_at=now + wait)


def tally(before: Memory | None, after: Memory) -> Tally:
    """Return what one visit came to, by what was remembered of the source before and after it; nothing where there was none.

    Example:
        >>> from datetime import UTC
        >>> noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
        >>> after = Memory(source="https://a.example/feed", checked_at=noon, read_at=noon, listed=20, known=18)
        >>> tally(None, after)
        Tally(asked=1, failed=0, listed=20, known=18)
        >>> tally(after, after).asked
        0
    """
    if after.checked_at is None or (before and before.checked_at == after.checked_at):
        return Tally()
    read = after.read_at == after.checked_at
    return Tally(asked=1, failed=int(after.failures > 0), listed=after.listed if read else 0, known=after.known if read else 0)


def sighted(before: Sighting | None, what: str, now: datetime) -> Sighting:
    """Return a sighting with one more time of the same; of another thing, its first.

    Example:
        >>> from datetime import UTC
        >>> noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
        >>> sighted(sighted(None, "https://b.example/feed", noon), "https://b.example/feed", noon).times
        2
    """
    if before is None or before.what != what:
        return Sighting(what=what, first=now, last=now)
    return replace(before, last=now, times=before.times + 1)


def spread(source: str) -> float:
    """Return the part of its waits that a source waits, .9 to 1, by its address: what fell due together does not stay together.

    Never longer, so that a hub that runs once a day finds a source due that waits a day.

    Example:
        >>> 0.9 <= spread("https://a.example/feed") <= 1
        True
    """
    return 1 - crc32(source.encode("utf-8", "surrogatepass")) / 2**32 / 10


def linked(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the sites (registrable domains) that entries link to, the most frequent first.

    Example:
        >>> linked([Entry(source="s", url=f"https://{host}.example/1") for host in ("a", "b", "b")])
        ('b.example', 'a.example')
    """
    return tuple(site for site, _ in Counter(domain(entry.url) for entry in entries if entry.url).most_common())


def _lasting(sighting: Sighting | None, times: int, span: timedelta) -> bool:
    return sighting is not None and sighting.times >= times and sighting.last - sighting.first >= span


def _told(memory: Memory, harvest: Harvest, now: datetime) -> Memory:
    """Remember what a document that was read says of its source."""
    sites = linked(harvest.entries)
    return replace(
        memory,
        title=harvest.title or memory.title,
        kind=harvest.kind or memory.kind,
        language=harvest.language or memory.language,
        sites=tuple(dict.fromkeys((*sites[:HOSTS], *memory.sites)))[:HOSTS],
        fresh_for=harvest.fresh_for,
        read_at=now,
    )


def _move(source: Source, memory: Memory, harvest: Harvest, now: datetime) -> Sighting | None:
    if not harvest.moved and where(source, memory) != source.url:
        return memory.moved  # asked at the new address, and it answers itself
    if harvest.moved in ("", source.url) or _is_pass(harvest.moved, source.url):
        return None
    return sighted(memory.moved, harvest.moved, now)


def _is_pass(target: str, url: str) -> bool:
    """Tell whether a redirect hands out a credential that the source's address does not have: made for one visit, it is no new address."""
    return not credentials(target) <= credentials(url)


def _seen_share(harvest: Harvest, fresh: int) -> float:
    found = len(harvest.entries) + len(harvest.dropped)
    return 1.0 if harvest.not_modified or not found else max(0.0, 1 - fresh / found)


def _first(memory: Memory, harvest: Harvest, fresh: int, now: datetime) -> Memory:
    """Learn from the dates of a first answer: when the newest entry came, how many in how long, and the longest silence among them."""
    dates = sorted(date for entry in harvest.entries if (date := plausible(entry.published_at, now)))[-SAMPLE:]
    if not dates:
        return replace(memory, changed_at=now if fresh else memory.changed_at)
    return replace(
        memory,
        changed_at=dates[-1],
        news=sum(_kept(now - date) for date in dates),
        watched=_DECAY * (1 - _kept(now - dates[0])),
        longest=max(((later - earlier).total_seconds() for earlier, later in pairwise(dates)), default=0.0),
    )


def _later(memory: Memory, fresh: int, now: datetime) -> Memory:
    """Learn from the time since the last visit and the number of new entries that it brought."""
    kept = _kept(now - (memory.checked_at or now))
    silence = max(now - (memory.changed_at or now), timedelta())  # a clock that was set back makes no silence
    longest = max(silence.total_seconds(), memory.longest * exp2(-(silence / LONG_FORGOTTEN)))
    return replace(
        memory,
        changed_at=now if fresh else memory.changed_at,
        news=memory.news * kept + fresh,
        watched=memory.watched * kept + _DECAY * (1 - kept),
        longest=longest if fresh else memory.longest,
    )


def _kept(age: timedelta) -> float:
    return exp2(-(max(age, timedelta()) / FORGOTTEN))


def _interval(after: Memory, before: datetime | None, now: datetime) -> float:
    """Return the learned seconds between two requests.

    By the root of the gap between two new entries; half the present silence is the least gap that is believed. And half of the
    time in which a whole document would be new, so that none passes unseen.
    """
    usual = USUAL_GAP.total_seconds()
    silence = (now - after.changed_at).total_seconds() if after.changed_at else 0.0
    gap = max((after.watched + usual) / (after.news + 1), silence / 2)
    wait = USUAL.total_seconds() * sqrt(gap / usual)
    if before is not None and after.seen_share < 1:
        wait = min(wait, (now - before).total_seconds() / (1 - after.seen_share) / 2)
    return min(max(wait, SHORTEST.total_seconds()), LONGEST.total_seconds())


def _wait(source: Source, after: Memory, harvest: Harvest) -> timedelta:
    """Return how long a healthy source is left alone: as the hub says, else its rhythm, but no shorter than it asked for."""
    if source.every:
        return timedelta(seconds=source.every)
    asked_for = min(max(harvest.fresh_for, after.fresh_for), LONGEST.total_seconds())
    return max(timedelta(seconds=after.interval) * spread(source.url), timedelta(seconds=asked_for), SHORTEST)
