"""`newsloom check`: is the hub in order?"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from newsloom.cli.options import Directory, Json, console, emit
from newsloom.types import Memory

EXIT_NEEDS_EDITOR = 2
"""As for a hub whose files are wrong: what is wrong is in hub.toml, an address at which nothing more will come."""


def check(
    directory: Directory = Path(),
    *,
    sources: Annotated[bool, typer.Option("--sources", help="Also show each source's health.")] = False,
    json: Json = False,
) -> None:
    """Check a hub's files, every mistake with its line and its fix; with --sources, each source's health.

    Decisions that nobody can obey are told too, and the others stay in force; so are sources whose address holds a key or token.
    With --sources, the exit is 2 when a source brings nothing more until somebody acts.
    """
    from newsloom.cli.health import health, needs_editor, table
    from newsloom.clock import SystemClock
    from newsloom.hub import load
    from newsloom.hub.keyring import ring
    from newsloom.urls import blotted, credentials

    hub = load(directory)
    if hub.publish.secured:
        ring(hub.state)
    memories, desk, now = _known(directory) if hub.database.exists() else ({}, (), SystemClock().now())
    rows = [health(source, memories.get(source.url)) for source in hub.sources]
    opening = [blotted(source.url) for source in hub.sources if credentials(source.url)]
    if json:
        known = {"sources": rows if sources else len(hub.sources), "decisions": len(hub.decisions), "desk": desk, "credentials": opening}
        emit({"hub": hub.title, "topics": len(hub.topics), **known})
    else:
        order = " in order" if not desk else ""
        typer.echo(f"{hub.title}: {len(hub.topics)} topics, {len(hub.sources)} sources, {len(hub.decisions)} decisions{order}.")
        for problem in desk:
            typer.echo(problem)
        for address in opening:
            typer.echo(f"{address} holds a key or token: the site shows it as here, and sources.opml leaves it out.")
        if sources:
            console().print(table(rows, now))
    if sources and needs_editor(rows):
        raise typer.Exit(EXIT_NEEDS_EDITOR)


def _known(directory: Path) -> tuple[dict[str, Memory], tuple[str, ...], datetime]:
    """Return what a hub that ran before knows: its sources' memories, what is odd about the decisions in force, and when that was asked."""
    from newsloom.app import reading

    with reading(directory) as application:
        now = application.clock.now()
        return application.store.memories(), application.standing(now).problems, now
