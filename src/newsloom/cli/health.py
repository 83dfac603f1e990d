"""How sources do, as the command line shows it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rich.table import Table

from newsloom.life import NEEDS_EDITOR, ORDER, life, span
from newsloom.times import stamp
from newsloom.types import Memory, Source


def health(source: Source, memory: Memory | None) -> dict[str, Any]:
    """Return how a source does: its state and why, what it brought, and its rhythm.

    Example:
        >>> health(Source(url="https://a.example/feed"), None)["state"]
        'new'
    """
    told, known = life(source, memory), memory or Memory(source=source.url)
    return {
        "url": source.url,
        "state": told.state,
        "reason": told.why,
        "since": _stamp(told.since),
        "advice": told.advice or None,
        "checked": _stamp(known.checked_at),
        "changed": _stamp(known.changed_at),
        "entries": known.entries,
        "every": round(source.every or known.interval) or None,
        "failures": known.failures,
        "waits_until": _stamp(known.due_at) if known.failures else None,
        "error": known.last_error or None,
    }


def needs_editor(rows: Iterable[dict[str, Any]]) -> bool:
    """Tell whether one of the sources brings nothing more until somebody acts.

    Example:
        >>> needs_editor([health(Source(url="https://a.example/feed"), None)])
        False
    """
    return any(row["state"] in NEEDS_EDITOR for row in rows)


def table(rows: Iterable[dict[str, Any]]) -> Table:
    """Lay out how sources do, those that need an editor first."""
    made = Table(box=None)
    for name in ("source", "state", "entries", "last new", "asked every", "why"):
        made.add_column(name, overflow="fold")
    for row in sorted(rows, key=lambda row: ORDER[row["state"]]):
        every = span(row["every"]) if row["every"] else ""
        made.add_row(row["url"], row["state"], str(row["entries"]), row["changed"] or "", every, _why(row))
    return made


def _why(row: dict[str, Any]) -> str:
    if ORDER[row["state"]] > ORDER["failing"]:
        return str(row["reason"])
    since = f"Since {row['since']}." if row["since"] else ""
    return " ".join(part for part in (row["reason"], since, row["advice"]) if part)


def _stamp(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None
