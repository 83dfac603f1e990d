"""How sources do, as the command line shows it: their rows for programs, and the one table of them for people."""

from collections.abc import Iterable, Sequence
from datetime import datetime
import sys
from typing import Any

from rich.table import Table
from rich.text import Text

from newsloom.life import NEEDS_EDITOR, ORDER, life, span
from newsloom.times import parse, stamp
from newsloom.types import Memory, Source, SourceView
from newsloom.urls import blotted

_STYLES = {"fresh": "green", "paused": "dim", "new": "dim", "quiet": "", "moved": "yellow"}
_PLAIN = frozenset(("fresh", "new", "paused"))  # states that say all by their name


def health(source: Source, memory: Memory | None) -> dict[str, Any]:
    """Return how a source does: its kind and title, its state and why, what it brought, and its rhythm; never a login.

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
        "error": blotted(known.last_error) or None,
        "kind": SourceView(source=source, memory=memory).kind,
        "title": known.title or None,
    }


def needs_editor(rows: Iterable[dict[str, Any]]) -> bool:
    """Tell whether one of the sources brings nothing more until somebody acts.

    Example:
        >>> needs_editor([health(Source(url="https://a.example/feed"), None)])
        False
    """
    return any(row["state"] in NEEDS_EDITOR for row in rows)


def table(rows: Iterable[dict[str, Any]], now: datetime) -> Table:
    """Lay out how sources do, those that need an editor first; what ails one, since when, and what to do about it, stands below it."""
    made = columns(("source", "kind", "state", "asked every", "last new", "items"))
    for row in sorted(rows, key=lambda row: ORDER[row["state"]]):
        every, changed = span(row["every"]) if row["every"] else "", ago(parse(row["changed"] or ""), now)
        state = Text(row["state"], _STYLES.get(row["state"], "red"))
        ailing = ORDER[row["state"]] <= ORDER["failing"]
        name = named(row["url"], row["title"] or "", _why(row), "red" if ailing else "dim")
        made.add_row(name, row["kind"] or "", state, every, changed, str(row["entries"]))
    return made


def _why(row: dict[str, Any]) -> str:
    if row["state"] in _PLAIN:
        return ""
    since = f"Since {row['since']}." if row["since"] and ORDER[row["state"]] <= ORDER["failing"] else ""
    return " ".join(part for part in (row["reason"], since, row["advice"]) if part)


def columns(names: Sequence[str]) -> Table:
    """Return an empty table whose first column is the source, which alone may take several lines."""
    made = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="cyan")
    for name in names:
        made.add_column(name, overflow="fold", justify="right" if name in ("items", "entries") else "left", no_wrap=name != "source")
    return made


def named(url: str, title: str, said: str, style: str = "red") -> Text:
    """Return what a source's row begins with: on a terminal in lines, elsewhere in one, for a program that reads a row a line."""
    apart = "\n" if sys.stdout.isatty() else "  "
    name = Text(url)
    if title:
        name.append(f"{apart}{title}", "dim")
    if said:
        name.append(f"{apart}{said}", style)
    return name


def ago(moment: datetime | None, now: datetime) -> str:
    """Return how long ago a moment was; empty for none.

    Example:
        >>> from datetime import UTC
        >>> ago(datetime(2031, 3, 5, 8, tzinfo=UTC), datetime(2031, 3, 5, 11, tzinfo=UTC))
        '3 hours ago'
    """
    return f"{span(max((now - moment).total_seconds(), 0))} ago" if moment else ""


def _stamp(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None
