"""`newsloom newsletter`: the letter of the last day or week, and who gets it."""

from datetime import datetime
from functools import partial
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsloom.cli.options import EXIT_UNREACHED, AsOf, Directory, Json, emit, tell, watching

if TYPE_CHECKING:
    from newsloom.app import Application
    from newsloom.flows.newsletter import Contents, Delivery
    from newsloom.flows.reports import Progress
    from newsloom.net.smtp import Post
    from newsloom.render.letter import Letter
    from newsloom.render.letter.addresses import Mailbox
    from newsloom.sink.letters import SentFile
    from newsloom.types import Failure

NAMED = 20
"""Failures that are named one by one; `--json` has them all."""

Send = Annotated[Path | None, typer.Option("--send", metavar="LIST", help="Send it to each address of this file, one a line.")]
Smtp = Annotated[str, typer.Option("--smtp", metavar="HOST:PORT", help="Send by this server, in place of the one that hub.toml names.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the letter as text; write and send nothing.")]


def newsletter(
    directory: Directory = Path(), as_of: AsOf = None, send: Send = None, smtp: Smtp = "", *, dry_run: DryRun = False, json: Json = False
) -> None:
    """Write the letter of the last day or week that is over: a mail, and a page of the site; with --send, send it to whom has not got it.

    A letter that is written stays as it is: asking again shows the same, and sends it to whoever is new on the list.
    """
    from newsloom.app import opened, post, untouched

    people, problems = _people(directory, send) if send else ([], [])
    if dry_run:
        with untouched(directory) as application:
            _show(application, as_of, people, problems, json=json)
        return
    with watching() as progress:
        with opened(directory, as_of, progress) as application:
            letters = application.letters
            now = application.clock.now()
            letter = letters.last(now)
            mailer = post(application.hub, smtp, os.environ) if send else None
            file = letters.keep(letter) if letter else None
        # Sending takes its time, and the hub can work meanwhile.
        contents = partial(_contents, directory, now)
        delivery = _delivered(contents, people, letters.folder.outbox(letter), mailer, progress) if letter and mailer else None
    emit(_document(letter, file, delivery, problems)) if json else tell(_lines(letter, file, delivery, problems))
    if delivery and delivery.stopped:
        raise typer.Exit(EXIT_UNREACHED)


def _delivered(contents: "Contents", people: "list[Mailbox]", outbox: "SentFile", mailer: "Post", progress: "Progress") -> "Delivery":
    from newsloom.app import locked
    from newsloom.flows.newsletter import deliver

    with locked(outbox.folder), mailer:
        return deliver(contents, people, outbox, mailer, progress)


def _contents(directory: Path, now: datetime) -> "bytes | Failure":
    """Return the letter's mail without what was taken down by now, by the hub's files and its store as they are at this moment."""
    from newsloom.app import untouched
    from newsloom.errors import NewsloomError
    from newsloom.flows.newsletter import WITHDRAWN
    from newsloom.types import Failure

    try:
        with untouched(directory) as application:
            letters = application.letters
            letter = letters.last(now)
            if letter:
                return letters.mail(letter)
    except NewsloomError as error:
        reason = f"{error}; mend that and run again: whoever has the letter does not get it twice"
        return Failure(stage="letter", subject=str(directory), code="unreadable", reason=reason)
    reason = "everything that the letter tells was taken down; nobody else gets it"
    return Failure(stage="letter", subject=str(directory), code=WITHDRAWN, reason=reason)


def _people(directory: Path, file: Path) -> "tuple[list[Mailbox], list[str]]":
    """Return the recipients of a list, which must not lie where it would be published."""
    from newsloom.errors import DataError
    from newsloom.hub import load
    from newsloom.render.letter.addresses import recipients

    hub = load(directory)
    for folder in (hub.site, hub.records):
        if file.resolve().is_relative_to(folder.resolve()):
            raise DataError(f"{file}: this folder is published, and so would be every address; keep the list elsewhere, as in {hub.state}")
    try:
        return recipients(file.read_text("utf-8"), str(file))
    except UnicodeDecodeError:
        raise DataError(f"{file}: the list is not UTF-8; save it as UTF-8, one address a line") from None


def _show(application: "Application", as_of: datetime | None, people: "list[Mailbox]", problems: list[str], *, json: bool) -> None:
    letter = application.letters.last(as_of or application.clock.now())
    if json:
        emit({**_document(letter, None, None, problems), "recipients": len(people)})
    elif letter is None:
        tell(_lines(letter, None, None, problems))
    else:
        tell([application.letters.text(letter), *problems, *([f"It would go to {len(people)}."] if people else ())])


def _document(letter: "Letter | None", file: Path | None, delivery: "Delivery | None", problems: list[str]) -> dict[str, Any]:
    """Return what happened as one JSON object."""
    from msgspec import to_builtins

    told = (
        {"day": str(letter.day), "stories": len(letter.pieces), "found": letter.found}
        if letter
        else {"day": None, "stories": 0, "found": 0}
    )
    return {**told, "file": str(file) if file else None, "sending": to_builtins(delivery), "list": problems}


def _lines(letter: "Letter | None", file: Path | None, delivery: "Delivery | None", problems: list[str]) -> list[str]:
    if letter is None:
        return ["letter     nothing new in this time: no letter is written", *problems]
    lines = [f"letter     {letter.day}: {len(letter.pieces)} of {letter.found} stories, {file}", *problems]
    if delivery is None:
        return lines
    facts = [f"{delivery.sent} sent", f"{delivery.already} had it before"]
    facts += [f"{len(delivery.failed)} failed"] if delivery.failed else []
    facts += [f"{delivery.left} left for the next run"] if delivery.left else []
    lines.append(f"sending    {', '.join(facts)}")
    lines += [f"  {failure.subject}: {failure.reason}" for failure in delivery.failed[-NAMED:]]  # the last one says why it stopped
    more = len(delivery.failed) - NAMED
    lines += [f"  and {more} more before; --json names them all"] if more > 0 else []
    return lines + ([_how_far(delivery)] if delivery.stopped else [])


def _how_far(delivery: "Delivery") -> str:
    """Say whom a sending that stopped has reached, and what the next run does."""
    from newsloom.flows.newsletter import WITHDRAWN

    have, withdrawn = delivery.sent + delivery.already, any(failure.code == WITHDRAWN for failure in delivery.failed)
    people = have + delivery.left + sum(failure.stage == "send" for failure in delivery.failed)
    onward = (
        "the next run sends the others nothing of it" if withdrawn else "run again: it goes on with the others, and nobody gets it twice"
    )
    return f"stopped    {have} of {people} have the letter; {onward}"
