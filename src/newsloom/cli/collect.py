"""`newsloom collect`: the first flow of a cycle."""

from pathlib import Path

import typer

from newsloom.cli import summary
from newsloom.cli.options import EXIT_UNREACHED, AsOf, Directory, Json, emit, tell, watching


def collect(directory: Directory = Path(), as_of: AsOf = None, *, json: Json = False) -> None:
    """Ask the sources for what is new, read the pages, and store the articles."""
    from newsloom.app import complete, opened

    with watching() as progress, opened(directory, as_of, progress) as application:
        report = complete(application.collect())
    if json:
        emit(report)
    else:
        tell(summary.collected(report))
    if report.reached_nothing:
        typer.echo(summary.unreached(report), err=True)
        raise typer.Exit(EXIT_UNREACHED)
