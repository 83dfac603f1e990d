"""The options that commands share, and what they print through."""

from collections.abc import Iterable
from datetime import datetime, timedelta
import os
from pathlib import Path
import shutil
import sys
from textwrap import TextWrapper
from typing import Annotated, Self

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
import typer

from newsloom import times
from newsloom.flows.reports import Silence

LAST_YEAR = 9000
"""Times from here on are a slip of the finger, and leave no room for a wait to be added."""

LONGEST = 20 * 365 * 86_400.0
"""Seconds: further from now no time is meant."""

EXIT_UNREACHED = 3
"""Nothing could be reached: every source failed or waits; or a letter's sending stopped before everybody's turn."""


def _moment(text: str) -> datetime:
    moment = times.parse(text)
    if moment is None or not times.EARLIEST.year <= moment.year < LAST_YEAR:
        raise typer.BadParameter(f"{text!r} is no time; write it as 2020-07-21T08:20:00Z")
    return moment


Directory = Annotated[Path, typer.Argument(metavar="DIR", help="The hub's folder.")]
AsOf = Annotated[
    datetime | None, typer.Option("--as-of", parser=_moment, metavar="TIME", help="Act as if it were this time (ISO 8601, UTC).")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]


def distant(text: str, now: datetime, direction: int, option: str) -> datetime:
    """Return the time that an option's text states (ISO 8601), or the one that lies so far from now (`7d`, `36h`).

    Args:
        text: what the option was given.
        now: where a distance counts from.
        direction: -1 for a distance into the past, 1 for one into the future.
        option: the option's name.

    Raises:
        typer.BadParameter: it is neither.
    """
    from newsloom.hub.table import seconds

    away = seconds(text)
    moment = times.parse(text) if away is None else now + direction * timedelta(seconds=min(away, LONGEST))
    if moment is None:
        raise typer.BadParameter(f"{text!r} is no time; write 7d, 36h or 2026-12-01T00:00:00Z", param_hint=option)
    return moment


def emit(document: object) -> None:
    """Print one JSON object on standard output."""
    sys.stdout.buffer.write(msgspec.json.encode(document) + b"\n")
    sys.stdout.buffer.flush()


FACTS = 11
"""Column at which the facts of a summary's line begin."""

WIDE = 100_000
"""Columns of what is no terminal: a program that reads a table wants a row a line, however long its addresses are."""


def console() -> Console:
    """Return standard output to draw tables on: as wide as the terminal, and without an end elsewhere."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)


def tell(lines: Iterable[str]) -> None:
    """Print a summary's lines, on a terminal broken between words and set below the facts, not below the names."""
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns
        wrap = TextWrapper(width, subsequent_indent=FACTS * " ", break_long_words=False, break_on_hyphens=False)
        lines = (wrap.fill(line) for line in lines)
    print("\n".join(lines))


class Bars:
    """Progress bars on a terminal's standard error; plain lines are `Lines`' work."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description:<8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bars = Progress(*columns, console=Console(stderr=True), transient=True)
        self._tasks: dict[str, TaskID] = {}

    def begin(self, step: str, total: int | None) -> None:
        """Show a bar for a step."""
        self._bars.start()
        self._tasks[step] = self._bars.add_task(step, total=total)

    def advance(self, step: str, done: int = 1) -> None:
        """Move a step's bar."""
        self._bars.advance(self._tasks[step], done)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()


class Lines(Silence):
    """One plain line on standard error as each step begins: what a log wants."""

    def begin(self, step: str, total: int | None) -> None:
        """Say which step begins and how large it is."""
        print(f"{step}: {total} to do" if total is not None else f"{step}: started", file=sys.stderr)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def draws() -> bool:
    """Tell whether standard error is a terminal that can move its cursor."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def watching() -> Bars | Lines:
    """Return progress bars on a terminal, plain lines elsewhere."""
    return Bars() if draws() else Lines()
