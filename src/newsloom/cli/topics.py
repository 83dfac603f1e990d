"""`newsloom topics`: why a text has its topics, and which words a topic lacks."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsloom.cli.options import Directory, Json, console, emit
from newsloom.errors import UnknownItemError

if TYPE_CHECKING:
    from newsloom.app import Application
    from newsloom.hub import Hub
    from newsloom.types import Article

app = typer.Typer(help="Why a text has its topics, and which words a topic lacks.", no_args_is_help=True)


@app.command("test")
def tried(
    item: Annotated[str, typer.Argument(metavar="TEXT|ITEM", help="A headline, or an item as for `explain`.")],
    directory: Directory = Path(),
    *,
    json: Json = False,
) -> None:
    """Show which words of a text or a stored article prove which topics, and what nearly did."""
    from newsloom.app import reading
    from newsloom.classify.tracing import trace
    from newsloom.cli import traced

    with reading(directory) as application:
        article = _article(application, item)
        told = trace(application.words, article)
        classic = application.hub.policy.profile == "classic"
    if json:
        emit(traced.document(article, told))
    else:
        traced.show(console(), article, told, classic=classic)


@app.command("suggest")
def suggest(
    topic: Annotated[str, typer.Argument(metavar="[TOPIC]", help="A topic's name or id; all topics when left out.")] = "",
    directory: Directory = Path(),
    *,
    json: Json = False,
) -> None:
    """Propose keywords that the hub's own stories say a topic lacks."""
    from newsloom.app import reading
    from newsloom.cli import traced

    if (Path(topic) / "hub.toml").is_file() and topic:  # `suggest DIR`
        topic, directory = "", Path(topic)
    with reading(directory) as application:
        found = list(application.suggest(_wanted(application.hub, topic)))
    if json:
        emit({"topics": traced.suggestions(found)})
    else:
        traced.propose(console(), found)


def _article(application: "Application", item: str) -> "Article":
    """Return the stored article that is meant, or one made of the text as of a feed's: title in its first line, then the excerpt."""
    from newsloom.flows.deciding import article_named, story_named
    from newsloom.flows.looking import living
    from newsloom.text import plain
    from newsloom.times import EARLIEST
    from newsloom.types import Article
    from newsloom.urls import absolute

    store = application.store
    story = story_named(store, item)
    named = article_named(store, item) if story is None else living(store, story).lead
    if named:
        return store.articles([named])[named]
    if absolute(item) or item.endswith(".md"):
        raise UnknownItemError(f"{item}: this hub knows no such address or record; `newsloom run` first, or test its headline")
    title, _, excerpt = item.partition("\n")
    return Article(
        id="",
        url="",
        entry_url="",
        source="",
        domain="",
        publisher="",
        title=plain(title),
        excerpt=plain(excerpt),
        published_at=EARLIEST,
        seen_at=EARLIEST,
    )


def _wanted(hub: "Hub", topic: str) -> tuple[int, ...]:
    names = [(one.name.casefold(), one.id) for one in hub.topics]
    found = tuple(index for index, known in enumerate(names) if topic.casefold() in known or not topic)
    if topic and not found:
        raise UnknownItemError(f"{topic}: this hub has no such topic; its topics are {', '.join(one.name for one in hub.topics)}")
    return found
