"""The root command: every command's name and file."""

from typing import Annotated

import typer

from newsloom import __version__
from newsloom.cli import (
    check,
    collect,
    curate,
    demo,
    desk,
    evaluate,
    explain,
    exporting,
    importing,
    init,
    keys,
    newsletter,
    publish,
    replay,
    report,
    run,
    sources,
    stories,
    topics,
)

app = typer.Typer(
    name="newsloom",
    help="Many feeds about one subject, woven into one trustworthy, ranked, de-duplicated news hub.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsloom {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")] = False,
) -> None:
    """Many feeds about one subject, woven into one trustworthy, ranked, de-duplicated news hub."""


app.command("demo")(demo.demo)
app.command("init")(init.init)
app.command("run")(run.run)
app.command("collect")(collect.collect)
app.command("curate")(curate.curate)
app.command("publish")(publish.publish)
app.command("newsletter")(newsletter.newsletter)
app.command("check")(check.check)
app.add_typer(sources.app, name="sources")
app.add_typer(stories.app, name="stories")
app.add_typer(topics.app, name="topics")
app.add_typer(desk.app, name="desk")
app.add_typer(keys.app, name="keys")
app.command("explain")(explain.explain)
app.command("report")(report.report)
app.command("replay")(replay.replay)
app.add_typer(exporting.app, name="export")
app.add_typer(importing.app, name="import")
app.add_typer(evaluate.app, name="eval")
