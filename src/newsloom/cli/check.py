"""`newsloom check`: is the hub in order?"""

from pathlib import Path
from typing import Annotated, Any

from rich.table import Table
import typer

from newsloom.cli.options import Directory, Json, console, emit
from newsloom.times import stamp
from newsloom.types import Memory, Source


def check(
    directory: Directory = Path(),
    *,
    sources: Annotated[bool, typer.Option("--sources", help="Also show each source's health.")] = False,
    json: Json = False,
) -> None:
    """Check a hub's files, every mistake with its line and its fix; with --sources, each source's health.

    Decisions that nobody can obey are told too, and the others stay in force.
    """
    from newsloom.hub import load

    hub = load(directory)
    memories, desk = _known(directory) if hub.database.exists() else ({}, ())
    rows = [_health(source, memories.get(source.url)) for source in hub.sources]
    if json:
        known = {"sources": rows if sources else len(hub.sources), "decisions": len(hub.decisions), "desk": desk}
        emit({"hub": hub.title, "topics": len(hub.topics), **known})
        return
    order = " in order" if not desk else ""
    typer.echo(f"{hub.title}: {len(hub.topics)} topics, {len(hub.sources)} sources, {len(hub.decisions)} decisions{order}.")
    for problem in desk:
        typer.echo(problem)
    if sources:
        console().print(_table(rows))


def _known(directory: Path) -> tuple[dict[str, Memory], tuple[str, ...]]:
    """Return what a hub that ran before knows: its sources' memories, and what is odd about the decisions in force."""
    from newsloom.app import reading

    with reading(directory) as application:
        return application.store.memories(), application.standing(application.clock.now()).problems


def _health(source: Source, memory: Memory | None) -> dict[str, Any]:
    if memory is None:
        return {"url": source.url, "state": "never asked"}
    return {
        "url": source.url,
        "state": "failing" if memory.failures else "fresh",
        "checked": stamp(memory.checked_at) if memory.checked_at else None,
        "changed": stamp(memory.changed_at) if memory.changed_at else None,
        "entries": memory.entries,
        "failures": memory.failures,
        "waits_until": stamp(memory.due_at) if memory.failures and memory.due_at else None,
        "error": memory.last_error or None,
    }


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(box=None)
    for name in ("source", "state", "entries", "last new", "why"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(row["url"], row["state"], str(row.get("entries", "")), row.get("changed") or "", row.get("error") or "")
    return table
