"""`newsloom run`: one cycle."""

from itertools import chain
from pathlib import Path

import typer

from newsloom.cli import summary
from newsloom.cli.options import EXIT_UNREACHED, AsOf, Directory, Json, emit, tell, watching


def run(directory: Directory = Path(), as_of: AsOf = None, *, json: Json = False) -> None:
    """Run one cycle: collect what is new, curate it into stories, publish what changed."""
    from newsloom.app import complete, opened

    with watching() as progress, opened(directory, as_of, progress) as application:
        cycle = complete(application.run())
    if json:
        emit(cycle.document())
    else:
        told = (
            summary.collected(cycle.collect),
            summary.curated(cycle.curate),
            summary.rechecked(cycle.recheck),
            summary.pictured(cycle.pictures),
            summary.published(cycle.publish),
            summary.decided(cycle.desk),
        )
        tell(chain.from_iterable(told))
    if cycle.collect.reached_nothing:
        typer.echo(summary.unreached(cycle.collect), err=True)
        raise typer.Exit(EXIT_UNREACHED)
