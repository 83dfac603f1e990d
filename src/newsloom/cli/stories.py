"""`newsloom stories`: look at stories, join two of them, part articles from one."""

from datetime import datetime
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from newsloom.cli.deciding import By, Reason, Until, editor, known_topic, refused, written
from newsloom.cli.options import Directory, Json, console, distant, emit
from newsloom.types import Failure

if TYPE_CHECKING:
    from newsloom.app import Application
    from newsloom.flows.looking import Known
    from newsloom.render.spread import Spread
    from newsloom.types import Article

app = typer.Typer(help="The hub's stories: list, show, merge, split.", invoke_without_command=True)

SHOWN = 20
"""Stories listed unless another number is asked for: what fits a terminal of 24 lines."""

WEEK = "7d"

StoryName = Annotated[str, typer.Argument(metavar="STORY", help="An id or its beginning, a record's path, or an article's address.")]


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
        begin = distant(since, now, -1, "--since")
        found = looking.recent(store, begin, known_topic(application.hub, topic), largest=largest)
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
        made = regrouping.merging(store, application.standing(now).decisions, pair, editor(reason, by, until, now))
        if isinstance(made, Failure):
            raise refused(made)
        older, younger = sorted(looking.known(store, pair), key=lambda one: one.story.id != made.keeper)
    typer.echo(storied.joined(written(directory, made.decisions, made.titles, application.hub.decisions), older, younger))


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
        made = regrouping.splitting(store, application.standing(now).decisions, story, wanted, editor(reason, by, until, now))
        (known,) = looking.known(store, [story])
    if isinstance(made, Failure):
        raise refused(made)
    typer.echo(storied.parted(written(directory, made.decisions, made.titles, application.hub.decisions), known, wanted, made))


def _now(application: "Application") -> datetime:
    """Return the time of the last cycle, for that is what the hub shows; before the first, the present. Whole seconds, as all our times."""
    return (application.store.judged_at() or application.clock.now()).replace(microsecond=0)
