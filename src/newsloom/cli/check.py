"""`newsloom check`: is the hub in order?"""

from pathlib import Path
from typing import Annotated, Any

from rich.console import Console
from rich.table import Table
import typer

from newsloom.cli.options import Directory, Json, emit
from newsloom.times import stamp
from newsloom.types import Memory, Source


def check(
    directory: Directory = Path(),
    *,
    sources: Annotated[bool, typer.Option("--sources", help="Also show each source's health.")] = False,
    json: Json = False,
) -> None:
    """Check a hub's files, every mistake with its line and its fix; with --sources, each source's health."""
    from newsloom.app import reading
    from newsloom.hub import load

    hub = load(directory)
    rows: list[dict[str, Any]] = []
    if sources:
        with reading(directory) as application:
            memories = application.store.memories()
            rows = [_health(source, memories.get(source.url)) for source in hub.sources]
    if json:
        emit(
            {"hub": hub.title, "topics": len(hub.topics), "sources": rows if sources else len(hub.sources), "decisions": len(hub.decisions)}
        )
        return
    typer.echo(f"{hub.title}: {len(hub.topics)} topics, {len(hub.sources)} sources, {len(hub.decisions)} decisions in order.")
    if sources:
        Console().print(_table(rows))


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
