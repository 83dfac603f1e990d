"""`newsloom report`: what came in, from where, and what became of it."""

from datetime import UTC, date, timedelta
from pathlib import Path
import sys
from typing import Annotated

import typer

from newsloom.cli.options import Directory, Json, console, emit

SHOWN = 20
"""Sources listed unless another number is asked for: with the bars above them they fill a terminal of 50 lines."""


def report(
    directory: Directory = Path(),
    *,
    day: Annotated[str, typer.Option("--day", metavar="DATE", help="Report on this day (UTC): 2031-03-12, today, yesterday.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="List at most so many sources.")] = SHOWN,
    picture: Annotated[Path | None, typer.Option("--picture", metavar="FILE", help="Also draw it, as an SVG file.")] = None,
    json: Json = False,
) -> None:
    """Show what came in with the last cycle, or on a day: from where, and what became of it."""
    from newsloom.app import reading
    from newsloom.cli.inflow import show
    from newsloom.flows.funnel import funnel, last_cycle, of_day

    with reading(directory) as application:
        store, today = application.store, application.clock.now().astimezone(UTC).date()
        period = of_day(_day(day, today)) if day else last_cycle(store)
        if period is None:
            _nothing(application.hub.title, json=json)
            return
        made = funnel(store, application.hub.title, period)
    if picture:
        from newsloom.render.sankey import svg

        picture.write_bytes(svg(made))
        typer.echo(f"The funnel is drawn in {picture}", err=True)
    if json:
        emit(made.document())
    else:
        show(made, limit, console(), plain=(sys.stdout.encoding or "").lower() != "utf-8")


def _day(text: str, today: date) -> date:
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    try:
        return named.get(text) or date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2031-03-12, or today, or yesterday", param_hint="--day") from None


def _nothing(hub: str, *, json: bool) -> None:
    from newsloom.render.funnel import nothing

    if json:
        emit(nothing(hub))
    else:
        typer.echo("Nothing has come in yet; `newsloom run` asks the sources.")
