"""`newsloom init`: a new hub."""

from pathlib import Path
from typing import Annotated

import typer


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make the hub in.")],
    starter: Annotated[str | None, typer.Option("--hub", metavar="NAME", help="Start from a hub that comes with newsloom.")] = None,
    subject: Annotated[str | None, typer.Option("--subject", metavar="TEXT", help="What the hub is about, in words.")] = None,
    opml: Annotated[Path | None, typer.Option("--opml", metavar="FILE", help="Take the sources from an OPML file.")] = None,
) -> None:
    """Make a hub: a commented hub.toml from a starter hub, or from scratch about a subject."""
    from newsloom import hub

    started = hub.init(directory, starter=starter, subject=subject, opml=opml)
    for problem in started.refused:
        typer.echo(problem, err=True)
    typer.echo(f"Made {started.file} with {started.sources} sources. Look it over, then: newsloom run {directory}")
