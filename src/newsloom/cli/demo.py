"""`newsloom demo`: a hub made before the reader's eyes, from the sample web."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
import shlex
import shutil
import sys
import time
from typing import TYPE_CHECKING, Annotated

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text
import typer

from newsloom.cli.options import Json, emit
from newsloom.cli.screen import watching

if TYPE_CHECKING:
    from newsloom.flows.reports import ItemsReport
    from newsloom.sample.demo import Round

EXIT_INTERRUPTED = 130
"""What shells say of a program that Ctrl-C ended: 128 and the signal's number."""

REASONS = 5
"""Reasons and failed sources told one by one."""


def demo(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to make the hub in; an earlier demo there is made anew.")
    ] = Path("newsloom-demo"),
    *,
    json: Json = False,
) -> None:
    """Make a hub from the sample web that comes with newsloom, and show how: ten days of news in under two minutes, without a network."""
    try:
        _demo(directory, json=json)
    except KeyboardInterrupt:
        typer.echo(f"\nStopped. `{_command()} demo {shlex.quote(str(directory))}` begins anew.", err=True)
        raise typer.Exit(EXIT_INTERRUPTED) from None


def _demo(directory: Path, *, json: bool) -> None:
    from newsloom.sample import MOMENTS, World
    from newsloom.sample.demo import prepare, rounds

    started, world = time.monotonic(), World.load()
    prepare(directory, world)
    done = []
    with watching("Tidal power", MOMENTS) as progress:
        for one in rounds(directory, world, MOMENTS, progress):
            progress.show(one)
            done.append(one)
    seconds = time.monotonic() - started
    if json:
        emit(_document(directory, done, seconds))
    else:
        _tell(directory, done, seconds)


def _document(directory: Path, done: Sequence["Round"], seconds: float) -> dict[str, object]:
    counts = done[-1].counts
    return {
        "moments": len(done),
        "items": _items(done),
        "stories": counts["stories"],
        "published": counts["published"],
        "seconds": round(seconds, 3),
        "site": str(_page(directory)),
    }


def _items(done: Sequence["Round"]) -> "ItemsReport":
    """Return what became of all items, the tries of one that was tried again counted each."""
    from newsloom.flows.reports import ItemsReport

    each = Counter[str]()
    for one in done:
        each.update(msgspec.to_builtins(one.cycle.collect.items))
    return ItemsReport(**each)


def _tell(directory: Path, done: Sequence["Round"], seconds: float) -> None:
    """Tell what was made, what was refused and why, where it lies, and what to do next."""
    console = Console(highlight=False)
    counts, items = done[-1].counts, _items(done)
    console.print(
        f"\n{len(done)} cycles in {seconds:.0f} seconds; nothing outside this machine was asked.\n"
        f"{items.discovered} items found: {items.stored} stored, {items.duplicate} known already, "
        f"{items.rejected + items.quarantined} refused.\n"
        f"{counts['stories']} stories, {counts['published']} of them hot enough to be published.",
        markup=False,
    )
    for title, table in (("Refused, and why", _refused(done)), ("Sources that failed, and why", _failed(done))):
        console.print(f"\n{title}", style="bold")
        console.print(table)
    for title, lines in _next(directory, done[-1]):
        console.print(f"\n{title}", style="bold", markup=False)
        console.print(*(f"  {line}" for line in lines), sep="\n", markup=False, soft_wrap=True)


def _refused(done: Sequence["Round"]) -> Table:
    reasons = sum((Counter(one.cycle.collect.refused) for one in done), Counter[str]())
    return _listed([(str(number), reason) for reason, number in reasons.most_common(REASONS)])


def _failed(done: Sequence["Round"]) -> Table:
    every = [source for one in done for source in one.cycle.collect.sources.failed]
    last, times = {source.url: source for source in every}, Counter(source.url for source in every)
    return _listed([(f"{times[url]}x", f"{url}\n{last[url].reason}") for url in sorted(last)[:REASONS]])


def _listed(rows: Sequence[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 0, 0, 2))
    grid.add_column(justify="right")
    for number, words in rows or [("", "none")]:
        grid.add_row(number, Text(words))
    return grid


def _next(directory: Path, last: "Round") -> Iterator[tuple[str, Sequence[str]]]:
    command, place = _command(), shlex.quote(str(directory))
    yield "Read it", (_page(directory).as_uri(),)
    yield (
        f"What lies in {directory}",
        (
            "hub.toml   what the hub is about, its topics and its sources",
            "content/   one Markdown record a story, with its coverage; the JSON API",
            "site/      the pages, feeds and sitemaps",
        ),
    )
    for top in last.hottest[:1]:
        yield f"Ask why it is so hot: {top.title}", (f"{command} explain {top.story} {place}",)
    yield "Make a hub of your own", (f"{command} init my-hub --hub artificial-intelligence", f"{command} run my-hub")


def _page(directory: Path) -> Path:
    return directory.resolve() / "site" / "index.html"


def _command() -> str:
    """Return how this program can be started from here, as it may not stand on the path."""
    if shutil.which("newsloom"):
        return "newsloom"
    program = Path(sys.argv[0])
    return shlex.quote(str(program)) if program.name == "newsloom" else f"{shlex.quote(sys.executable)} -m newsloom"
