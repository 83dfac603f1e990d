"""The rhythm in which sources are asked, and when one counts as silent, lived by made-up sources.

    python bench/rhythm.py

The first table: requests a day and minutes until an item is found over ten days, after a first answer of at most thirty dated items,
in the learned rhythm (`newsloom.visits`) and every half hour. The second: how often in a year a living source is called silent
(`newsloom.life`), and after how many days a dead one is. Everything follows from the seeds; it takes some minutes.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import mean, median

from msgspec.structs import replace

from newsloom.life import life
from newsloom.types import Entry, Harvest, Memory, Source
from newsloom.visits import remember

NOW = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
DOCUMENT = 30  # items of one document
SEEDS = range(6)
Times = Callable[[Random, float], Iterable[float]]


def steady(rate: float) -> Times:
    """Return a source of `rate` items a day at any time."""

    def times(chance: Random, days: float) -> Iterator[float]:
        at = 0.0
        while (at := at + chance.expovariate(rate)) < days:
            yield at

    return times


def office(rate: float, *, holidays: bool = False) -> Times:
    """Return a source of `rate` items a working day, from nine to five; two weeks off in summer, ten days at the end of the year."""

    def times(chance: Random, days: float) -> Iterator[float]:
        for at in steady(rate * 3)(chance, days):
            day = int(at)
            if day % 7 < 5 and 9 <= at % 1 * 24 < 17 and not (holidays and (200 <= day % 365 < 214 or day % 365 >= 355)):
                yield at

    return times


def batches(every: float, number: int, jitter: float) -> Times:
    """Return a source of `number` items at once, every so many days, give or take."""

    def times(chance: Random, days: float) -> Iterator[float]:
        for turn in range(int(days / every) + 1):
            yield from [max(0.0, turn * every + chance.gauss(0, jitter))] * number

    return times


def bursts(often: float, seldom: float) -> Times:
    """Return a source with nine short gaps for every long one, both in days."""

    def times(chance: Random, days: float) -> Iterator[float]:
        at = 0.0
        while (at := at + chance.expovariate(1 / (often if chance.random() < 0.9 else seldom))) < days:
            yield at

    return times


SOURCES: dict[str, Times] = {
    "1,000 a day": steady(1000),
    "100 a day": steady(100),
    "20 a working day": office(20),
    "5 a working day": office(5),
    "1 a working day, holidays": office(1, holidays=True),
    "1 a day": steady(1),
    "1 in 3 days": steady(1 / 3),
    "bursts: 1 hour, 4 days": bursts(1 / 24, 4),
    "10 at once, weekly": batches(7, 10, 0.05),
    "1 a week": batches(7, 1, 0.3),
    "1 a month": batches(30, 1, 4),
    "dead": lambda _, __: (1.0, 2.0, 3.0),
}


def visit(source: Source, memory: Memory, times: list[float], now: datetime) -> tuple[Memory, list[float]]:
    """Ask a source; return its memory and the times of the items that this visit found first."""
    done = 0 if memory.checked_at is None else bisect_right(times, (memory.checked_at - NOW) / DAY)
    fresh = times[done : bisect_right(times, (now - NOW) / DAY)]
    shown = times[max(0, done + len(fresh) - DOCUMENT) : done + len(fresh)]
    entries = tuple(Entry(source=source.url, url=f"https://a.example/{at}", published_at=NOW + at * DAY) for at in shown)
    return remember(source, memory, Harvest(entries=entries, title="A"), len(fresh), now), fresh


def polled(source: Source, times: list[float], start: float, days: float) -> tuple[int, list[float]]:
    """Ask a source whenever it is due; return the number of requests and the minutes that each item waited."""
    memory, _ = visit(source, Memory(source=source.url), times, NOW + start * DAY)
    requests, waited, end = 0, [], NOW + (start + days) * DAY
    while memory.due_at is not None and memory.due_at < end:
        now = memory.due_at
        memory, found = visit(source, memory, times, now)
        requests += 1
        waited += [((now - NOW) / DAY - at) * 1440 for at in found]
    return requests, waited


def silences(source: Source, times: list[float]) -> tuple[int, float]:
    """Ask a source at every item, and daily once it is dead; return how often it was called silent while it lived, and the days then."""
    memory, called = Memory(source=source.url), 0
    for at, following in pairwise(times):
        memory, _ = visit(source, memory, times, NOW + at * DAY)
        called += life(source, replace(memory, checked_at=NOW + following * DAY)).state == "silent"
    for days in range(1500):
        if life(source, replace(memory, checked_at=NOW + (times[-1] + days) * DAY)).state == "silent":
            return called, days
    return called, float("inf")


def main() -> None:
    """Print both tables."""
    print(f"{'':28}{'learned':>20}{'every half hour':>20}   requests a day, mean and 90 % wait in minutes")
    total = dict.fromkeys((None, 1800.0), (0.0, [0.0]))
    for name, times in SOURCES.items():
        row = ""
        for every in total:
            source = Source(url=f"https://{len(name)}.example/feed", every=every)
            lives = [polled(source, sorted(times(Random(seed), 70)), 60, 10) for seed in SEEDS]
            requests, waited = mean(life[0] for life in lives) / 10, sorted(wait for life in lives for wait in life[1])
            total[every] = total[every][0] + requests, total[every][1] + waited
            row += f"{requests:8.0f}{mean(waited or [0]):6.0f}{waited[int(len(waited) * 0.9)] if waited else 0:6.0f}"
        print(f"{name:28}{row}")
    print(f"{'all':28}" + "".join(f"{requests:8.0f}{mean(waited):6.1f}{'':6}" for requests, waited in total.values()))
    print(f"\n{'':28}{'false alarms a year':>20}{'days until noticed':>20}")
    for name, times in [*SOURCES.items()][1:-1]:
        heard = [silences(Source(url="https://a.example/feed"), sorted(set(times(Random(seed), 3 * 365)))) for seed in SEEDS]
        print(f"{name:28}{mean(one[0] for one in heard) / 3:20.2f}{median(one[1] for one in heard):20.0f}")


if __name__ == "__main__":
    main()
