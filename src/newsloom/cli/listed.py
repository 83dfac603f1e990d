"""What `newsloom sources` shows of what was asked: what stands behind an address, and what each source holds now."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins
from rich.table import Table
from rich.text import Text

from newsloom.cli.health import ago, columns, named
from newsloom.cli.options import console
from newsloom.times import stamp

if TYPE_CHECKING:
    from newsloom.flows.scouting import Offer


def checked(offers: Sequence["Offer"], now: datetime) -> Table:
    """Return the table of `newsloom sources check`."""
    made = columns(("source", "kind", "newest", "entries"))
    for own in offers:
        error = f"{own.failure.code}: {own.failure.reason}" if own.failure else ""
        made.add_row(named(own.url, own.title, error), own.kind or "", ago(own.newest, now), "" if own.failure else str(own.entries))
    return made


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
