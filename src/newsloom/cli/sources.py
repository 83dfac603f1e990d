"""`newsloom sources`: where the hub looks, how those places do, and changes to the list."""

from collections.abc import Sequence
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from newsloom.cli.options import EXIT_UNREACHED, Directory, Json, console, emit
from newsloom.errors import HubError
from newsloom.types import Failure

if TYPE_CHECKING:
    from newsloom.flows.scouting import Offer

app = typer.Typer(help="The hub's sources: list, find, check, pause, exchange.", invoke_without_command=True)

EXIT_NONE_FOUND = 2
"""The address could be reached, but nothing there is a source."""

Address = Annotated[str, typer.Argument(metavar="URL", help="The source's address, as `newsloom sources list` shows it.")]


@app.callback()
def sources(context: typer.Context) -> None:
    """Show the sources of the hub in the current folder; the commands below do more."""
    if context.invoked_subcommand is None:
        show(Path(), json=False)


@app.command("list")
def show(directory: Directory = Path(), *, json: Json = False) -> None:
    """Show each source: its kind, how it does, its rhythm, and what it brought."""
    from newsloom.app import reading
    from newsloom.cli.health import health, table

    with reading(directory) as application:
        hub, memories, now = application.hub, application.store.memories(), application.clock.now()
    rows = [health(source, memories.get(source.url)) for source in hub.sources]
    if json:
        emit({"hub": hub.title, "sources": rows})
    elif rows:
        console().print(table(rows, now))
    else:
        typer.echo("The hub has no sources yet. Find some: newsloom sources add https://a-site-about-it.example")


@app.command("add")
def add(  # noqa: PLR0913 -- each is an option of the command
    url: Annotated[str, typer.Argument(metavar="URL", help="Any address: a feed, a site's page, a video channel, a search.")],
    directory: Directory = Path(),
    *,
    pick: Annotated[list[int] | None, typer.Option("--pick", metavar="N", help="Add the Nth that is found; may be repeated.")] = None,
    topics: Annotated[list[str] | None, typer.Option("--topic", metavar="NAME", help="A topic it vouches for; may be repeated.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "--write", "-y", help="Add the first that is found, without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what is found; write nothing.")] = False,
    json: Json = False,
) -> None:
    """Find the sources behind any address, show what each holds, and write the chosen ones to hub.toml.

    On a terminal it asks which; elsewhere it adds the first, which is the best. The rest of the file stays as it is.
    """
    from newsloom.app import complete, reading
    from newsloom.cli import listed
    from newsloom.hub.editing import Addition, add_sources
    from newsloom.urls import absolute, identity

    asked = absolute(url) or absolute(f"https://{url}")
    if not asked or "." not in asked:
        raise HubError((f"hub.toml:1: {url!r} is no web address; write one such as https://example.com",))
    with reading(directory) as application:
        found, now = complete(application.find_sources(asked)), application.clock.now()
        mine = {identity(source.url) for source in application.hub.sources}
    if isinstance(found, Failure):
        raise _refused(found)
    known = {offer.url for offer in found if identity(offer.url) in mine}
    if not json:
        listed.show(found, known, now)
    fit = [number for number, offer in enumerate(found, 1) if offer.failure is None and offer.url not in known]
    wanted = [] if dry_run else pick or (_asked(fit) if fit and not (yes or json) and sys.stdin.isatty() else fit[:1])
    if strange := [number for number in wanted if number not in fit]:
        raise HubError((f"hub.toml:1: number {strange[0]} is nothing that could be added; nothing was written",))
    chosen = [found[number - 1] for number in wanted]
    if chosen:
        add_sources(directory, [Addition(url=one.url, title=one.title, kind=one.stated, topics=tuple(topics or ())) for one in chosen])
    if json:
        emit({"asked": asked, "found": [listed.document(one, known) for one in found], "written": [one.url for one in chosen]})
    else:
        typer.echo(_told(chosen, directory) if chosen else "Nothing was written.")
    if all(offer.failure for offer in found):
        raise typer.Exit(EXIT_UNREACHED)


def _refused(failure: Failure) -> typer.Exit:
    """Tell why an address leads to no source; what could not be fetched was not reached."""
    typer.echo(f"{failure.subject}: {failure.reason}", err=True)
    return typer.Exit(EXIT_UNREACHED if failure.stage == "fetch" else EXIT_NONE_FOUND)


def _asked(fit: Sequence[int]) -> list[int]:
    said = typer.prompt("Add which? Numbers, or 0 for none", default=str(fit[0]), err=True)
    return [int(word) for word in said.replace(",", " ").split() if word.isdigit() and word != "0"]


def _told(chosen: Sequence["Offer"], directory: Path) -> str:
    added = "\n".join(f"Added {offer.url}" for offer in chosen)
    return f"{added}\nto {directory / 'hub.toml'}; `newsloom run` asks it next."


@app.command("check")
def check(directory: Directory = Path(), *, json: Json = False) -> None:
    """Ask every source that is not paused, now, and show what it holds; nothing is stored."""
    from newsloom.app import complete, reading
    from newsloom.cli import listed

    with reading(directory) as application:
        asked = [source for source in application.hub.sources if not source.paused]
        offers, now = complete(application.look_at(asked)), application.clock.now()
    failed = sum(offer.failure is not None for offer in offers)
    if json:
        emit({"sources": [listed.document(offer, ()) for offer in offers], "failed": failed})
    else:
        console().print(listed.checked(offers, now))
        typer.echo(f"{len(offers)} asked, {failed} failed.")
    if offers and failed == len(offers):
        raise typer.Exit(EXIT_UNREACHED)


@app.command("pause")
def pause(url: Address, directory: Directory = Path()) -> None:
    """Stop asking a source; what it brought stays."""
    _set(directory, url, paused=True)


@app.command("resume")
def resume(url: Address, directory: Directory = Path()) -> None:
    """Ask a paused source again."""
    _set(directory, url, paused=False)


def _set(directory: Path, url: str, *, paused: bool) -> None:
    from newsloom.hub.editing import set_paused

    changed, state = set_paused(directory, url, paused=paused), "paused" if paused else "asked again from the next cycle on"
    typer.echo(f"{url} is {state}." if changed else f"{url} is {'paused' if paused else 'not paused'} already; nothing was written.")


@app.command("opml")
def opml(
    directory: Directory = Path(),
    *,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there, not to standard output.")] = None,
    taken: Annotated[Path | None, typer.Option("--import", metavar="FILE", help="Add the feeds of an OPML file to hub.toml.")] = None,
) -> None:
    """Write the sources as OPML, for other readers; with --import, take another reader's."""
    if taken is not None:
        take(directory, taken)
    else:
        write(directory, output)


def write(directory: Path, output: Path | None) -> None:
    """Write a hub's sources as OPML, to standard output where no file is named."""
    from newsloom.app import reading
    from newsloom.render.maps import outlines
    from newsloom.types import SourceView

    with reading(directory) as application:
        hub, memories = application.hub, application.store.memories()
    # All of them, paused and private ones too: this file is for the editor's own eyes, the site's is for everybody's.
    body = outlines(hub.title, (SourceView(source=source, memory=memories.get(source.url)) for source in hub.sources)).body
    if output is None:
        sys.stdout.buffer.write(body)
    else:
        output.write_bytes(body)


def take(directory: Path, file: Path) -> None:
    """Add the feeds of an OPML file to a hub's hub.toml, and tell what is left out."""
    from newsloom.hub import load
    from newsloom.hub.editing import Addition, add_sources
    from newsloom.hub.start import read_opml

    feeds, refused = read_opml(file, [source.url for source in load(directory).sources])
    for problem in refused:
        typer.echo(problem, err=True)
    if feeds:
        add_sources(directory, [Addition(url=feed.url, title=feed.title) for feed in feeds])
    typer.echo(f"Added {len(feeds)} source{'s' * (len(feeds) != 1)} to {directory / 'hub.toml'}.")
