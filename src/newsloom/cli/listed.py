"""What `newsloom sources` shows: rows of sources, what was found behind an address, and how long ago things were."""

from collections.abc import Collection, Sequence
from datetime import datetime
import sys
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins
from rich.table import Table
from rich.text import Text

from newsloom.cli.health import health
from newsloom.cli.options import console
from newsloom.life import ORDER, span
from newsloom.times import parse, stamp
from newsloom.types import Memory, Source, SourceView

if TYPE_CHECKING:
    from newsloom.flows.scouting import Offer

_STYLES = {"fresh": "green", "paused": "dim", "new": "dim", "quiet": "", "moved": "yellow"}


def row(source: Source, memory: Memory | None) -> dict[str, Any]:
    """Return what is known of a source, for people and programs; never a login.

    Example:
        >>> row(Source(url="https://a.example/feed", paused=True), None)["state"]
        'paused'
    """
    view = SourceView(source=source, memory=memory)
    return {**health(source, memory), "kind": view.kind, "title": (memory.title if memory else "") or None}


def ago(moment: datetime | None, now: datetime) -> str:
    """Return how long ago a moment was; empty for none.

    Example:
        >>> from datetime import UTC
        >>> ago(datetime(2031, 3, 5, 8, tzinfo=UTC), datetime(2031, 3, 5, 11, tzinfo=UTC))
        '3 hours ago'
    """
    return f"{span(max((now - moment).total_seconds(), 0))} ago" if moment else ""


def table(rows: Sequence[dict[str, Any]], now: datetime) -> Table:
    """Return the table of `newsloom sources list`: what stops a source, and what to do about it, stands below it."""
    columns = _columns(("source", "kind", "state", "asked every", "last new", "items"))
    for own in rows:
        troubled = ORDER[own["state"]] <= ORDER["failing"]
        why = " ".join(part for part in (own["reason"], own["advice"]) if part) if troubled else ""
        every, changed = span(own["every"]) if own["every"] else "", ago(parse(own["changed"] or ""), now)
        state = Text(own["state"], _STYLES.get(own["state"], "red"))
        columns.add_row(_named(own["url"], own["title"] or "", why), own["kind"] or "", state, every, changed, str(own["entries"]))
    return columns


def checked(offers: Sequence["Offer"], now: datetime) -> Table:
    """Return the table of `newsloom sources check`."""
    columns = _columns(("source", "kind", "newest", "entries"))
    for own in offers:
        error = f"{own.failure.code}: {own.failure.reason}" if own.failure else ""
        columns.add_row(_named(own.url, own.title, error), own.kind or "", ago(own.newest, now), "" if own.failure else str(own.entries))
    return columns


def _columns(names: Sequence[str]) -> Table:
    columns = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="cyan")
    for name in names:
        columns.add_column(name, overflow="fold", justify="right" if name in ("items", "entries") else "left", no_wrap=name != "source")
    return columns


def _named(url: str, title: str, error: str) -> Text:
    """Return what a source's row begins with: on a terminal in lines, elsewhere in one, for a program that reads a row a line."""
    apart = "\n" if sys.stdout.isatty() else "  "
    name = Text(url)
    if title:
        name.append(f"{apart}{title}", "dim")
    if error:
        name.append(f"{apart}{error}", "red")
    return name


def document(offer: "Offer", known: Collection[str]) -> dict[str, Any]:
    """Return what was found, for a program; `known` are the addresses of the hub's own sources."""
    told: dict[str, Any] = to_builtins(offer)
    newest = stamp(offer.newest) if offer.newest else None
    failure = offer.failure and {"code": offer.failure.code, "reason": offer.failure.reason}
    return {**told, "newest": newest, "failure": failure, "known": offer.url in known}


def show(offers: Sequence["Offer"], known: Collection[str], now: datetime) -> None:
    """Print what was found behind an address, each with its number, what it holds and its newest headlines."""
    screen = console()
    for number, own in enumerate(offers, 1):
        facts = [
            f"{own.entries} {'entry' if own.entries == 1 else 'entries'}",
            f"newest {ago(own.newest, now)}" if own.newest else "",
            own.language,
        ]
        if own.failure:
            facts = [f"{own.failure.code}: {own.failure.reason}"]
        told = ", ".join(fact for fact in facts if fact) + (" (a source of the hub already)" if own.url in known else "")
        screen.print(Text(f"{number:>2}  {own.kind or 'feed'}  ", "cyan") + Text(own.title or own.url, "bold"))
        lines = [*([own.url] if own.title else []), told, *(f"- {headline}" for headline in own.headlines)]
        for line in lines:
            screen.print(Text(f"    {line}"), no_wrap=True, overflow="ellipsis")
