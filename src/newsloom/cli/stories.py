"""`newsloom stories`: look at stories, join two of them, part articles from one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from newsloom import times
from newsloom.cli.options import Directory, Json, console, emit
from newsloom.text import one_line
from newsloom.types import Failure

if TYPE_CHECKING:
    from newsloom.app import Application
    from newsloom.flows.looking import Known
    from newsloom.flows.regrouping import Editor, Regrouping
    from newsloom.hub import Hub
    from newsloom.render.spread import Spread
    from newsloom.types import Article, Decision

app = typer.Typer(help="The hub's stories: list, show, merge, split.", invoke_without_command=True)

EXIT_REFUSED = 2
"""The words of the command cannot be obeyed: they contradict the story or another decision."""

SHOWN = 20
"""Stories listed unless another number is asked for: what fits a terminal of 24 lines."""

WEEK = "7d"

_LONGEST = 20 * 365 * 86_400.0
"""Seconds: further from now no time is meant."""

StoryName = Annotated[str, typer.Argument(metavar="STORY", help="An id or its beginning, a record's path, or an article's address.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; the desk file keeps it.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.")]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="When the decision ends: 2026-12-01, or 7d from now.")]


@app.callback()
def stories(context: typer.Context) -> None:
    """Show the latest stories of the hub in the current folder; the commands below do more."""
    if context.invoked_subcommand is None:
        show_list(Path(), json=False)


@app.command("list")
def show_list(
    directory: Directory = Path(),
    *,
    since: Annotated[str, typer.Option("--since", metavar="TIME", help="Stories with a report since then: 7d, 36h or a time.")] = WEEK,
    topic: Annotated[str, typer.Option("--topic", metavar="NAME", help="Only stories with this topic.")] = "",
    largest: Annotated[bool, typer.Option("--largest", help="The largest first, not the latest.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Show at most so many.")] = SHOWN,
    json: Json = False,
) -> None:
    """Show the stories of the last days before the last cycle, the latest first."""
    from newsloom.app import reading
    from newsloom.cli import storied
    from newsloom.flows import looking

    with reading(directory) as application:
        store, now = application.store, _now(application)
        begin = _moment(since, now, -1, "--since")
        found = looking.recent(store, begin, _topic(application.hub, topic), largest=largest)
        known = looking.known(store, found[:limit])
        names = {} if json else {one.id: looking.short(store, one.id) for one in found[:limit]}
    if json:
        emit({"since": begin, "total": len(found), "stories": [storied.facts(one) for one in known]})
        return
    if known:
        console().print(storied.table(known, names, now, expand=sys.stdout.isatty()))
    about = f" about {topic}" if topic else ""
    typer.echo(f"{len(known)} of {len(found)} stories{about} with a report since {begin:%Y-%m-%d %H:%M} UTC.")


@app.command("show")
def show(
    name: StoryName,
    directory: Directory = Path(),
    *,
    picture: Annotated[Path | None, typer.Option("--picture", metavar="FILE", help="Also draw the timeline as an SVG file.")] = None,
    json: Json = False,
) -> None:
    """Show a story: its articles and what each is to it, its timeline, its near stories and its history."""
    from newsloom.app import reading
    from newsloom.cli import storied
    from newsloom.flows import looking

    with reading(directory) as application:
        store = application.store
        story = looking.named(store, name)
        (known,) = looking.known(store, [story])
        known = looking.Known(story=story, articles=known.articles, receipts=known.receipts, absorbed=looking.forebears(store, story))
        near = {theme.story: looking.short(store, theme.story) for theme in story.themes}
        leads = store.articles([event.other for event in story.history if event.what == "lead"])
        now = _now(application)
    if json:
        emit(storied.document(known))
    else:
        out = console()
        for line in storied.head(known, now):
            out.print(line, soft_wrap=True)
        out.print()
        out.print(storied.coverage(known, looking.beginnings(story), expand=sys.stdout.isatty()))
        _print_rest(known, near, leads)
    if picture is not None:
        _draw(known, picture)


def _print_rest(known: "Known", near: dict[str, str], leads: dict[str, "Article"]) -> None:
    from newsloom.cli import storied
    from newsloom.cli.strip import ROWS, strip

    out = console()
    if len(known.story.coverage) > 1:
        out.print()
        plain = (sys.stdout.encoding or "").lower() != "utf-8"
        for line in strip(_spread(known, ROWS), out.width, plain=plain):
            out.print(line, no_wrap=True, overflow="crop")
    for title, lines in (("near stories", storied.themes(known, near)), ("history", storied.history(known, leads))):
        told = list(lines)
        if told:
            out.print(f"\n[cyan]{title}[/cyan]")
        for line in told:
            out.print(line, no_wrap=True, overflow="ellipsis")


def _spread(known: "Known", most: int) -> "Spread":
    from newsloom import catalogue
    from newsloom.render.spread import spread
    from newsloom.score.standing import Register

    register = Register(catalogue.publishers(), {}, None)
    families = {entry.article: register.family(known.articles[entry.article]) for entry in known.story.coverage}
    return spread(known.story, known.articles, families, most)


def _draw(known: "Known", picture: Path) -> None:
    from newsloom.render.timeline import LANES, svg

    picture.write_bytes(svg(_spread(known, LANES)))
    typer.echo(f"The timeline is drawn in {picture}", err=True)


@app.command("merge")
def merge(
    story: StoryName,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The other story, named in the same ways.")],
    directory: Directory = Path(),
    *,
    reason: Reason,
    by: By = "",
    until: Until = "",
) -> None:
    """Decide that two stories are one; the next cycle joins them, and the younger one leaves a redirect."""
    from newsloom.app import reading
    from newsloom.cli import storied
    from newsloom.flows import looking, regrouping

    with reading(directory) as application:
        store, now = application.store, application.clock.now()
        pair = looking.named(store, story), looking.named(store, other)
        made = regrouping.merging(store, application.standing(now).decisions, pair, _editor(reason, by, until, now))
        if isinstance(made, Failure):
            raise _refused(made)
        older, younger = sorted(looking.known(store, pair), key=lambda one: one.story.id != made.keeper)
    typer.echo(storied.joined(_written(directory, made, application.hub.decisions), older, younger))


@app.command("split")
def split(
    items: Annotated[
        list[str], typer.Argument(metavar="ARTICLE... [DIR]", help="Addresses or ids of the articles; then the hub's folder.")
    ],
    *,
    parent: Annotated[str, typer.Option("--from", metavar="STORY", help="The story that they leave; said, ids may be shortened.")] = "",
    reason: Reason,
    by: By = "",
    until: Until = "",
) -> None:
    """Decide that articles are another story; the next cycle parts them, with the copies of their texts."""
    from newsloom.app import reading
    from newsloom.cli import storied
    from newsloom.flows import looking, regrouping

    directory, names = (Path(items[-1]), items[:-1]) if Path(items[-1]).is_dir() else (Path(), items)
    if not names:
        raise typer.BadParameter("name the articles that shall leave", param_hint="ARTICLE")
    with reading(directory) as application:
        store, now = application.store, application.clock.now()
        story = looking.named(store, parent or names[0])
        wanted = {looking.member(store, story, name) for name in names}
        made = regrouping.splitting(store, application.standing(now).decisions, story, wanted, _editor(reason, by, until, now))
        (known,) = looking.known(store, [story])
    if isinstance(made, Failure):
        raise _refused(made)
    typer.echo(storied.parted(_written(directory, made, application.hub.decisions), known, wanted, made))


def _now(application: "Application") -> datetime:
    """Return the time of the last cycle, for that is what the hub shows; before the first, the present."""
    return application.store.judged_at() or application.clock.now()


def _moment(text: str, now: datetime, direction: int, option: str) -> datetime:
    """Return the time that a text states, or one that lies so far from now."""
    from newsloom.hub.table import seconds

    away = seconds(text)
    moment = times.parse(text) if away is None else now + direction * timedelta(seconds=min(away, _LONGEST))
    if moment is None:
        raise typer.BadParameter(f"{text!r} is no time; write 7d, 36h or 2026-12-01T00:00:00Z", param_hint=option)
    return moment


def _topic(hub: "Hub", name: str) -> str:
    from newsloom.hub.table import nearest

    found = next((topic.name for topic in hub.topics if name.casefold() in (topic.name.casefold(), topic.id.casefold())), "")
    if name and not found:
        raise typer.BadParameter(
            f"{name!r} is no topic of this hub; {nearest(name, [topic.name for topic in hub.topics])}", param_hint="--topic"
        )
    return found


def _editor(reason: str, by: str, until: str, now: datetime) -> "Editor":
    from newsloom.flows.regrouping import Editor

    words, name = one_line(reason), one_line(by)
    if not words:
        raise typer.BadParameter("say why; it is shown wherever the decision shows", param_hint="--reason")
    end = _moment(until, now, 1, "--until") if until else None
    if end and end <= now:
        raise typer.BadParameter(f"{until!r} has passed already, so nothing would come of it", param_hint="--until")
    return Editor(reason=words, by=name, until=end.replace(microsecond=0) if end else None)


def _written(directory: Path, made: "Regrouping", known: "Sequence[Decision]") -> str:
    from newsloom.hub.editing import add_decisions

    places = add_decisions(directory, made.decisions, made.titles, known)
    return ", ".join(places)


def _refused(failure: Failure) -> typer.Exit:
    """Tell why nothing was decided; what is so already, or will be, is no mistake."""
    settled = failure.code in ("one-story", "decided")
    typer.echo(f"{failure.reason[:1].upper()}{failure.reason[1:]}; nothing was written.", err=not settled)
    return typer.Exit(0 if settled else EXIT_REFUSED)
