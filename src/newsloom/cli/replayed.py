"""What `newsloom replay` shows: counts, and the first stories of each kind of change with the parts that made the difference."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
import sys

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from newsloom.flows.replay import BELOW, LEAD, MOVED, PUBLISHED, TOPICS, WITHDRAWN, Compared, Difference, Outcome, Tally
from newsloom.render.best import Best
from newsloom.render.timeline import cut
from newsloom.text import one_line

NARROW = 60
"""Columns below which ranks are left out: with two figures of nine columns a title would have less than half of 40."""

PARTS = 4
"""Parts told of a story: the first two make nearly all of a difference, and four take at most three lines of 80."""

_WHY = 32
_NONE = "–"

_ORDERS: Mapping[str, Callable[[Compared], tuple[object, ...]]] = {
    PUBLISHED: lambda one: (-one.after.heat, one.story),
    WITHDRAWN: lambda one: (-one.before.heat, one.story),
    MOVED: lambda one: (-abs(one.after.heat - one.before.heat), -one.after.heat, one.story),
    LEAD: lambda one: (not one.after.published, -one.after.heat, one.story),
    TOPICS: lambda one: (not one.after.published, -one.after.heat, one.story),
}
_TITLES = {
    PUBLISHED: "newly published",
    WITHDRAWN: "no longer published",
    MOVED: "moved",
    LEAD: "another lead",
    TOPICS: "other topics",
}


class Findings:
    """The stories that are shown of each kind of change, few of however many.

    Args:
        limit: how many of each kind.
    """

    def __init__(self, limit: int) -> None:
        self._kept = {change: Best[Compared](limit, key=order) for change, order in _ORDERS.items()}

    def add(self, one: Compared) -> None:
        """Consider a story."""
        for change in one.changes:
            if change in self._kept:
                self._kept[change].add(one)

    def pieces(self, tally: Tally, other: str, now: datetime, width: int) -> Iterator[RenderableType]:
        """Yield what is printed.

        Args:
            tally: the counts of all stories.
            other: the settings, as they were named.
            now: the moment as of which was judged.
            width: columns of the terminal.
        """
        ranks = tally.ranks()
        yield from _head(tally, other, now)
        for change, title in _TITLES.items():
            shown, count = self._kept[change].ordered(), tally.changes[change]
            if shown:
                yield Text(f"\n{title} ({count:,})", "bold")
                yield _table(shown, change, ranks, ranked=width >= NARROW)
            if count > len(shown):
                yield Text(f"and {count - len(shown):,} more", "dim")


def _head(tally: Tally, other: str, now: datetime) -> Iterator[Text]:
    changes, (before, after) = tally.changes, tally.published()
    yield Text(f"{tally.stories:,} stories ({tally.articles:,} articles) under {other}, as of {now:%Y-%m-%d %H:%M} UTC; nothing written.")
    if not sum(changes.values()):
        yield Text("Nothing would change.")
        return
    yield Text(f"published  {before:,} → {after:,}: {changes[PUBLISHED]:,} newly, {changes[WITHDRAWN]:,} no longer")
    yield Text(f"heat       {changes[MOVED]:,} moved; {changes[BELOW]:,} that are not published either way")
    yield Text(f"lead       {changes[LEAD]:,} changed")
    yield Text(f"topics     {changes[TOPICS]:,} changed")


def _table(shown: Sequence[Compared], change: str, ranks: tuple[Mapping[int, int], Mapping[int, int]], *, ranked: bool) -> Table:
    wide = sys.stdout.isatty()
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="cyan", expand=wide)
    table.add_column("heat", no_wrap=True)
    if ranked:
        table.add_column("rank", no_wrap=True)
    table.add_column("story", ratio=1 if wide else None, overflow="fold")
    for one in shown:
        rank = (f"{_rank(one.before, ranks[0])} → {_rank(one.after, ranks[1])}",) if ranked else ()
        table.add_row(f"{one.before.heat} → {one.after.heat}", *rank, _story(one, change, apart="\n" if wide else "  "))
    return table


def _rank(outcome: Outcome, ranks: Mapping[int, int]) -> str:
    return f"{ranks[outcome.heat]:,}" if outcome.published else _NONE


def _story(one: Compared, change: str, apart: str) -> Text:
    told = Text(one_line(one.after.title))
    return told.append(f"{apart}{'; '.join(_told(one, change))}", "dim")


def _told(one: Compared, change: str) -> Iterator[str]:
    """Yield what made the difference, the most important first."""
    before, after = one.before, one.after
    if change == TOPICS:
        yield from (f"+ {topic}" for topic in after.topics if topic not in before.topics)
        yield from (f"− {topic}" for topic in before.topics if topic not in after.topics)
        return
    if LEAD in one.changes:
        yield f"led before by “{one_line(before.title)}”"
    if change == LEAD:
        yield after.leads
        return
    if before.rule != after.rule and before.published != after.published:
        yield f"{before.rule} before, {after.rule} now"
    if before.caps != after.caps:
        yield f"held back: {', '.join(after.caps)}" if after.caps else f"no longer held back: {', '.join(before.caps)}"
    yield from map(part, one.parts[:PARTS])
    if len(one.parts) > PARTS:
        yield f"and {len(one.parts) - PARTS} more"


def part(difference: Difference) -> str:
    """Return what one part did to a number, in words.

    Example:
        >>> part(Difference(part="subject in title", before=0, after=12, why="A.I."))
        '+12 subject in title (A.I.)'
        >>> part(Difference(part="rated newsroom", before=7, after=-8))
        '-15 rated newsroom, from +7 to -8'
        >>> part(Difference(part="deal", before=-50, after=0))
        '+50 no longer “deal”'
    """
    name = difference.part if difference.after else f"no longer “{difference.part}”"
    told = f"{difference.after - difference.before:+d} {name}"
    if difference.before and difference.after:
        told += f", from {difference.before:+d} to {difference.after:+d}"
    return f"{told} ({cut(one_line(difference.why), _WHY)})" if difference.why else told
