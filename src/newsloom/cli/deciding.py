"""What commands that decide share: who decides and why, what is refused, and the desk file that is written."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsloom.cli.options import distant
from newsloom.text import one_line
from newsloom.types import Failure

if TYPE_CHECKING:
    from newsloom.flows.regrouping import Editor
    from newsloom.hub import Hub
    from newsloom.types import Decision

EXIT_REFUSED = 2
"""The words of the command cannot be obeyed: they contradict the story or another decision."""

Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; the desk file keeps it.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.")]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="When the decision ends: 2026-12-01, or 7d from now.")]


def editor(reason: str, by: str, until: str, now: datetime) -> "Editor":
    """Return who decides, why and until when.

    Raises:
        typer.BadParameter: there is no reason, or the end is no time or has passed.
    """
    from newsloom.desk.values import words
    from newsloom.flows.regrouping import Editor

    (why, long_why), (name, long_name) = words("the reason", reason), words("the name", by)
    for problem, option in ((long_why, "--reason"), (long_name, "--by")):
        if problem:
            raise typer.BadParameter(problem, param_hint=option)
    if not why:
        raise typer.BadParameter("say why; it is shown wherever the decision shows", param_hint="--reason")
    end = distant(until, now, 1, "--until") if until else None
    if end and end <= now:
        raise typer.BadParameter(f"{until!r} has passed already, so nothing would come of it", param_hint="--until")
    return Editor(reason=why, by=name, until=end.replace(microsecond=0) if end else None)


def known_topic(hub: "Hub", name: str) -> str:
    """Return the name of the topic that goes by a name or an id; empty for no name.

    Raises:
        typer.BadParameter: the hub has no such topic.
    """
    from newsloom.hub.table import nearest

    wanted = one_line(name).casefold()
    found = next((one.name for one in hub.topics if wanted in (one.name.casefold(), one.id.casefold())), "")
    if wanted and not found:
        raise typer.BadParameter(
            f"{name!r} is no topic of this hub; {nearest(name, [one.name for one in hub.topics])}", param_hint="--topic"
        )
    return found


def written(directory: Path, decisions: Sequence["Decision"], titles: dict[str, str], known: Sequence["Decision"]) -> str:
    """Add decisions to the desk file that commands write to; return where they stand."""
    from newsloom.hub.editing import add_decisions

    return ", ".join(add_decisions(directory, decisions, titles, known))


def refused(failure: Failure) -> typer.Exit:
    """Tell why nothing was decided; what is so already, or will be, is no mistake."""
    settled = failure.code in ("one-story", "decided")
    typer.echo(f"{failure.reason[:1].upper()}{failure.reason[1:]}; nothing was written.", err=not settled)
    return typer.Exit(0 if settled else EXIT_REFUSED)
