"""`newsloom desk`: what editors decided, and deciding more."""

from pathlib import Path
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from newsloom.cli.deciding import By, Reason, Until, editor, known_topic, refused, written
from newsloom.cli.options import Directory, Json, console, emit
from newsloom.errors import UnknownItemError
from newsloom.text import one_line
from newsloom.types import Decision, Failure, Verb

if TYPE_CHECKING:
    from newsloom.flows.deciding import Standing, Stated
    from newsloom.hub import Hub

app = typer.Typer(help="Editors' decisions: list, make and drop them.", invoke_without_command=True)

Item = Annotated[str, typer.Argument(metavar="ITEM", help="An address, an article's or story's id, or a record's path.")]
Items = Annotated[list[str], typer.Argument(metavar="ITEM... [DIR]", help="Two items or more; then the hub's folder.")]
Domain = Annotated[str, typer.Argument(metavar="PUBLISHER", help="A publisher's domain, or one host of it.")]


@app.callback()
def desk(context: typer.Context) -> None:
    """Show the decisions of the hub in the current folder; the commands below do more."""
    if context.invoked_subcommand is None:
        show_list(Path(), json=False)


@app.command("list")
def show_list(directory: Directory = Path(), *, json: Json = False) -> None:
    """Show every decision: those in force, those that have ended, and those that nobody can obey as they stand."""
    from newsloom.cli import decided
    from newsloom.hub import load

    hub = load(directory)
    standing, titles = _known(directory, hub)
    if json:
        emit({"hub": hub.title, "decisions": [decided.document(row, titles) for row in standing.stated]})
        return
    if standing.stated:
        console().print(decided.table(standing.stated, titles, lines=sys.stdout.isatty()))
    typer.echo(decided.counted(standing.stated))
    for problem in standing.problems:
        typer.echo(one_line(problem))


@app.command("pin")
def pin(item: Item, directory: Directory = Path(), *, reason: Reason, by: By = "", until: Until = "") -> None:
    """Publish an item's story, caps or not: it gains 100 points of heat."""
    _decide(directory, _wanted("pin", item), (reason, by, until))


@app.command("hide")
def hide(item: Item, directory: Directory = Path(), *, reason: Reason, by: By = "", until: Until = "") -> None:
    """Keep an item's story from being published; its record says why."""
    _decide(directory, _wanted("hide", item), (reason, by, until))


@app.command("take-down")
def take_down(item: Item, directory: Directory = Path(), *, reason: Reason, by: By = "", until: Until = "") -> None:
    """Take an item out of everything that is published; its story goes on without it."""
    _decide(directory, _wanted("take-down", item), (reason, by, until))


@app.command("retitle")
def retitle(
    item: Item,
    directory: Directory = Path(),
    *,
    title: Annotated[str, typer.Option("--title", "--value", metavar="TEXT", help="The title under which it is published.")],
    reason: Reason,
    by: By = "",
    until: Until = "",
) -> None:
    """Publish an item under another title; what it is judged by stays as its page states it."""
    from newsloom.desk.values import words

    given, problem = words("the new title", title)
    if problem or not given:
        raise typer.BadParameter(problem or "the new title is empty", param_hint="--title")
    _decide(directory, _wanted("retitle", item, given), (reason, by, until))


@app.command("retopic")
def retopic(
    item: Item,
    directory: Directory = Path(),
    *,
    topic: Annotated[list[str], typer.Option("--topic", "--value", metavar="NAME", help='A topic; may be repeated; "" for none.')],
    reason: Reason,
    by: By = "",
    until: Until = "",
) -> None:
    """Give an item these topics, and those above them, in place of the ones that were found."""
    from newsloom.hub import load

    hub = load(directory)
    names = tuple(dict.fromkeys(filter(None, (known_topic(hub, name) for name in topic))))
    _decide(directory, _wanted("retopic", item, names), (reason, by, until))


@app.command("rescore")
def rescore(
    item: Item,
    directory: Directory = Path(),
    *,
    quality: Annotated[int, typer.Option("--quality", "--value", min=0, max=200, metavar="N", help="Its quality, 0 to 200.")],
    reason: Reason,
    by: By = "",
    until: Until = "",
) -> None:
    """Give an item this quality; caps stay, for only a pin lifts them."""
    _decide(directory, _wanted("rescore", item, quality), (reason, by, until))


@app.command("trust")
def trust(publisher: Domain, directory: Directory = Path(), *, reason: Reason, by: By = "", until: Until = "") -> None:
    """Count a publisher as a rated newsroom."""
    _decide(directory, _about("trust", publisher), (reason, by, until))


@app.command("distrust")
def distrust(publisher: Domain, directory: Directory = Path(), *, reason: Reason, by: By = "", until: Until = "") -> None:
    """Count a publisher as one that is rated unreliable."""
    _decide(directory, _about("distrust", publisher), (reason, by, until))


@app.command("link")
def link(items: Items, *, reason: Reason, by: By = "", until: Until = "") -> None:
    """Have items share one story: a must-link."""
    directory, names = _parted(items)
    _decide(directory, Decision(do="must-link", items=names, reason=""), (reason, by, until))


@app.command("unlink")
def unlink(items: Items, *, reason: Reason, by: By = "", until: Until = "") -> None:
    """Have items share no story: a cannot-link."""
    directory, names = _parted(items)
    _decide(directory, Decision(do="cannot-link", items=names, reason=""), (reason, by, until))


@app.command("drop")
def drop(
    name: Annotated[str, typer.Argument(metavar="DECISION", help="Where it stands (desk/decisions.toml:12), or its item or publisher.")],
    directory: Directory = Path(),
    *,
    verb: Annotated[str, typer.Option("--do", metavar="VERB", help="Which, where several are about the item: pin, hide …")] = "",
) -> None:
    """Take a decision out of its desk file; the rest of the file stays as it is."""
    from newsloom.app import reading
    from newsloom.cli import decided
    from newsloom.flows.proposing import chosen
    from newsloom.hub import load
    from newsloom.hub.editing import drop_decision

    hub = load(directory)
    if hub.database.exists():
        with reading(directory) as application:
            rows = chosen(application.standing(application.clock.now()), application.store, name, verb)
    else:
        rows = chosen(_known(directory, hub)[0], None, name, verb)
    if len(rows) != 1:
        raise UnknownItemError(decided.unclear(name, rows))
    drop_decision(directory, rows[0].decision, hub.decisions)
    typer.echo(f"Dropped the “{rows[0].decision.do}” at {rows[0].decision.place}. {decided.AFTER.get(rows[0].decision.do, decided.NEXT)}")


def _wanted(do: Verb, item: str, value: str | int | tuple[str, ...] = "") -> Decision:
    return Decision(do=do, items=(item,), value=value, reason="")


def _about(do: Verb, name: str) -> Decision:
    from newsloom.desk.values import publisher

    found, problem = publisher(name)
    if problem:
        raise typer.BadParameter(f"{name!r} is no domain; write one such as example.com", param_hint="PUBLISHER")
    return Decision(do=do, publisher=found, reason="")


def _parted(items: list[str]) -> tuple[Path, tuple[str, ...]]:
    """Return the hub's folder, where the last word names one, and the items."""
    return (Path(items[-1]), tuple(items[:-1])) if Path(items[-1]).is_dir() else (Path(), tuple(items))


def _decide(directory: Path, wanted: Decision, words: tuple[str, str, str]) -> None:
    """Write a decision to the desk, or say why not. `words` are the reason, who decides, and until when."""
    from msgspec.structs import replace

    from newsloom.app import reading
    from newsloom.cli import decided
    from newsloom.flows.proposing import proposed

    with reading(directory) as application:
        hub, now = application.hub, application.clock.now()
        who = editor(*words, now)
        wanted = replace(wanted, reason=who.reason, by=who.by, until=who.until)
        made = proposed(application.store, application.standing(now), wanted, now, hub.topics)
    if isinstance(made, Failure):
        raise refused(made)
    place = written(directory, [made.decision], made.titles, hub.decisions)
    typer.echo(decided.told(made, place))
    for note in made.notes:
        typer.echo(f"Note: {one_line(note)}", err=True)


def _known(directory: Path, hub: "Hub") -> tuple["Standing", dict[str, str]]:
    """Return the desk as it stands, and what is known of the items, in words; of a hub that never ran only what the files say."""
    from newsloom.app import reading
    from newsloom.clock import SystemClock
    from newsloom.flows.deciding import unseen
    from newsloom.flows.proposing import titles

    if not hub.database.exists():
        return unseen(hub.decisions, SystemClock().now()), {}
    with reading(directory) as application:
        standing: Standing = application.standing(application.clock.now())
        rows: tuple[Stated, ...] = standing.stated
        return standing, titles(application.store, {item for row in rows for item in row.found.items})
