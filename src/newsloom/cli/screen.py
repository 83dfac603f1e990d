"""What `newsloom demo` shows while it works: a table that grows by a row a cycle, and what is hot now."""

from collections.abc import Sequence
from datetime import datetime
import sys
from typing import TYPE_CHECKING, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from newsloom.cli.options import draws
from newsloom.flows.reports import Silence

if TYPE_CHECKING:
    from newsloom.sample.demo import Round

ROWS = 9
"""Cycles shown at once: with what is hot below them they fill a terminal of 24 lines."""

BAR = 24
"""Columns of the bar: the words beside it leave that many of 80."""

_STEPS = {
    "collect": "asking sources, reading pages",
    "curate": "weaving and judging stories",
    "recheck": "looking again at hot pages",
    "pictures": "keeping pictures",
    "publish": "writing records and site",
}
_ARROWS = ("", "▲", "▼")
_PHASES = {"breaking": "bold red", "rising": "yellow", "revived": "yellow", "steady": "", "fading": "dim"}
_FIGURES = ("sources\nasked", "\nfailed", "items\nnew", "\nknown", "\nrefused", "stories\nopen", "\nnew", "\ngrown", "\npublished")


def day(moment: datetime) -> str:
    """Return a cycle's day and time for people.

    Example:
        >>> from datetime import UTC
        >>> day(datetime(2031, 3, 5, 8, tzinfo=UTC))
        'Wed  5 Mar 08:00'
    """
    return f"{moment:%a} {moment.day:2} {moment:%b %H:%M}"


def figures(done: "Round") -> tuple[int, ...]:
    """Return a cycle's figures in the order of the table's columns."""
    sources, items, stories = done.cycle.collect.sources, done.cycle.collect.items, done.cycle.curate
    refused = items.rejected + items.quarantined
    asked = (sources.due, len(sources.failed), items.stored, items.duplicate, refused)
    return (*asked, stories.open, stories.new, stories.grown, done.cycle.publish.published)


class Screen:
    """A picture that keeps its place on a terminal's standard error.

    Args:
        title: what the hub is about.
        moments: the times of all cycles.
        console: where to draw.
    """

    def __init__(self, title: str, moments: Sequence[datetime], console: Console | None = None) -> None:
        console = console or Console(stderr=True, highlight=False)
        self._title, self._moments = title, moments
        self._done: list[Round] = []
        self._step, self._total, self._pieces = "collect", 0, 0
        self._live = Live(get_renderable=self._picture, console=console, refresh_per_second=8)

    def begin(self, step: str, total: int | None) -> None:
        """Show another step of the present cycle."""
        self._step, self._total, self._pieces = step, total or 0, 0

    def advance(self, step: str, done: int = 1) -> None:  # noqa: ARG002 - one step at a time
        """Move its bar."""
        self._pieces += done

    def show(self, done: "Round") -> None:
        """Add a cycle's row, and show what is hot after it."""
        self._done.append(done)
        self._step, self._total, self._pieces = "collect", 0, 0
        self._live.refresh()

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def _picture(self) -> RenderableType:
        parts = [self._head(), Text(), self._cycles()]
        if self._done:
            parts += [Text(), self._hot(self._done[-1])]
        return Group(*parts)

    def _head(self) -> RenderableType:
        number, cycles = len(self._done), len(self._moments)
        if number == cycles:
            return Text(f"{self._title}: {cycles} cycles", style="bold")
        grid = Table.grid(padding=(0, 1))
        bar = ProgressBar(total=self._total or None, completed=self._pieces, width=BAR, pulse=not self._total)
        grid.add_row(Text(f"{self._title}: cycle {number + 1} of {cycles}", style="bold"), _STEPS[self._step], bar)
        return grid

    def _cycles(self) -> Table:
        table = _table("cycle at")
        for name in _FIGURES:
            table.add_column(name, justify="right", no_wrap=True)
        for done in self._done[-ROWS:]:
            table.add_row(day(done.cycle.as_of), *map(str, figures(done)))
        if len(self._done) < len(self._moments):
            table.add_row(Text(day(self._moments[len(self._done)]), style="bold"))
        return table

    def _hot(self, done: "Round") -> Table:
        table = _table("hot now", expand=True)
        table.columns[0].ratio = 1
        for name in ("publishers", "phase", "heat"):
            table.add_column(name, justify="left" if name == "phase" else "right", no_wrap=True)
        table.add_column(" ", width=1)
        for hot in done.hottest:
            table.add_row(
                Text(hot.title), str(hot.publishers), Text(hot.phase, style=_PHASES[hot.phase]), str(hot.heat), _ARROWS[hot.change]
            )
        return table


class Log(Silence):
    """Two plain lines a cycle on standard error: its figures, and the top story."""

    def show(self, done: "Round") -> None:
        """Tell of a cycle that is done."""
        asked, failed, new, known, refused, opened, begun, grown, published = figures(done)
        facts = (
            f"{asked} sources asked, {failed} failed",
            f"{new} items new, {known} known, {refused} refused",
            f"{opened} stories open, {begun} new, {grown} grown",
            f"{published} published",
        )
        print(f"{day(done.cycle.as_of)}: {'; '.join(facts)}", file=sys.stderr)
        for top in done.hottest[:1]:
            print(f"  top story: {top.title} ({top.publishers} publishers, {top.phase}, heat {top.heat})", file=sys.stderr)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def watching(title: str, moments: Sequence[datetime]) -> Screen | Log:
    """Return the picture on a terminal that can draw it, plain lines elsewhere."""
    return Screen(title, moments) if draws() and sys.stderr.encoding.lower() == "utf-8" else Log()


def _table(first: str, *, expand: bool = False) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="cyan", expand=expand)
    table.add_column(first, no_wrap=True, overflow="ellipsis")
    return table
