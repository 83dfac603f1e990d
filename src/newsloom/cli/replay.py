"""`newsloom replay`: what other settings would make of the stories that are stored."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from newsloom.cli.options import Directory, Json, console, distant, watching

if TYPE_CHECKING:
    from newsloom.flows.replay import Compared, Tally
    from newsloom.hub import Hub

SHOWN = 5
"""Stories shown of each kind of change unless another number is asked for: with what made the difference, a screen or two."""


def replay(
    directory: Directory = Path(),
    *,
    other: Annotated[
        Path, typer.Option("--with", metavar="FILE", exists=True, help="Settings laid over hub.toml, a whole hub.toml, or a hub's folder.")
    ],
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help="Only stories with a report since then: 30d, 36h or a time; else all.")
    ] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Show at most so many stories of each kind of change.")] = SHOWN,
    json: Json = False,
) -> None:
    """Judge what is stored under other settings, and show what would change. Nothing is written."""
    from newsloom.app import untouched
    from newsloom.flows.replay import Tally

    with watching() as progress, untouched(directory, progress) as application:
        now = (application.store.judged_at() or application.clock.now()).replace(microsecond=0)
        begin = distant(since, now, -1, "--since") if since else None
        compared, tally = application.replay(_other(directory, other), begin), Tally()
        if json:
            _emit(_counted(compared, tally), tally, now, begin)
            return
        from newsloom.cli.replayed import Findings

        findings = Findings(limit)
        for one in _counted(compared, tally):
            findings.add(one)
    out = console()
    for piece in findings.pieces(tally, str(other), now, out.width):
        out.print(piece)


def _other(directory: Path, other: Path) -> "Hub":
    from newsloom.hub import load

    return load(other) if other.is_dir() else load(directory, over=other)


def _counted(compared: "Iterator[Compared]", tally: "Tally") -> "Iterator[Compared]":
    """Yield the stories about which something is different, having counted all."""
    for one in compared:
        tally.add(one)
        if one.changes:
            yield one


def _emit(changed: "Iterator[Compared]", tally: "Tally", now: datetime, begin: datetime | None) -> None:
    """Print one JSON object, story by story as they are judged; what is known only in the end comes last."""
    out, encode = sys.stdout.buffer, msgspec.json.encode
    head = encode({"as_of": now, "since": begin})
    out.write(head[:-1] + b',"changed":[')
    for number, one in enumerate(changed):
        out.write((b"," if number else b"") + encode(one))
    before, after = tally.ranks()
    totals = {"stories": tally.stories, "articles": tally.articles, "published": tally.published(), "counts": dict(tally.changes)}
    out.write(b"]," + encode(totals | {"ranks": {"before": before, "after": after}})[1:] + b"\n")
    out.flush()
