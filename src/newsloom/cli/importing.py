"""`newsloom import`: what another system, or an earlier life of this hub, knows already."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsloom.cli.options import AsOf, Directory, Json, emit, watching
from newsloom.cli.sources import take

if TYPE_CHECKING:
    from newsloom.flows.reports import ImportReport

app = typer.Typer(help="Take in records that were published before, or another reader's feeds.", no_args_is_help=True)

EXIT_REFUSED = 2
"""Not one of the records could be read."""

LISTED = 20
"""Refused records that a summary tells one by one; `--json` tells all."""


@app.command("records")
def records(
    place: Annotated[Path, typer.Argument(metavar="PLACE", help="A folder that holds _news/, or a file of JSON lines.")],
    directory: Directory = Path(),
    as_of: AsOf = None,
    *,
    json: Json = False,
) -> None:
    """Make stories of records: this hub's own from its Git history, or the reference system's; twice is the same as once."""
    from newsloom.app import opened
    from newsloom.sink.tree import leaves

    with watching() as progress, opened(directory, as_of, progress) as application:
        report = application.take_records(partial(leaves, place))
    if json:
        emit(report)
    else:
        _tell(report, directory)
    if report.refused and not report.added + report.redirects + report.known:
        raise typer.Exit(EXIT_REFUSED)


def _tell(report: "ImportReport", directory: Path) -> None:
    for problem in report.refused[:LISTED]:
        typer.echo(problem, err=True)
    if len(report.refused) > LISTED:
        typer.echo(f"and {len(report.refused) - LISTED} more; --json lists all of them", err=True)
    facts = f"{report.added} added with {report.articles} articles, {report.redirects} redirects, {report.known} known already"
    typer.echo(f"records    {facts}, {len(report.refused)} refused")
    if report.added:
        typer.echo(f"           `newsloom publish {directory}` writes them as they were, `newsloom run {directory}` judges them anew")


@app.command("opml")
def opml(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Another reader's subscriptions.")], directory: Directory = Path()
) -> None:
    """Add the feeds of an OPML file to hub.toml, as `newsloom sources opml --import` does."""
    take(directory, file)
