"""`newsloom explain`: the receipt of one item."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from rich.table import Table
import typer

from newsloom.cli.options import Directory, Json, console, emit
from newsloom.errors import UnknownItemError

if TYPE_CHECKING:
    from newsloom.app import Application
    from newsloom.ports import Store


def explain(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="An address, an article's or story's id, or a record's path.")],
    directory: Directory = Path(),
    *,
    json: Json = False,
) -> None:
    """Show everything that was decided about an item, and why."""
    from newsloom.app import reading

    with reading(directory) as application:
        document = _document(application, item)
    if json:
        emit(document)
    else:
        _show(document)


def _document(application: "Application", item: str) -> dict[str, Any]:
    from newsloom.render import receipt
    from newsloom.urls import absolute, identity

    store = application.store
    rows = store.find(identity(absolute(item))) if absolute(item) else ()
    article = _article(store, item)
    articles = store.articles([article]) if article else {}
    if article not in articles:
        if rows:
            return {"schema": receipt.SCHEMA, "item": {"url": item}, "hub": application.hub.title, "outcome": receipt.outcome(rows[-1])}
        raise UnknownItemError(f"{item}: this hub knows no such address, id or record; `newsloom run` first, or look in content/_news")
    found = articles[article]
    receipts, held = store.receipts([article]), store.stories_of([article])
    ledger = next((row for row in (*rows, *store.find(identity(found.entry_url))) if row.article == article), None)
    if article not in receipts:
        raise UnknownItemError(f"{item}: stored, but not judged yet; run `newsloom curate` first")
    (story,) = store.stories([held[article]])
    return receipt.document(application.hub.title, found, receipts[article], story, ledger)


def _article(store: "Store", item: str) -> str:
    """Return the id of the article that an address, an id or a record path names, a story's lead; empty when it names none."""
    from newsloom.flows.deciding import article_named, story_named
    from newsloom.flows.looking import living

    story = story_named(store, item)
    return article_named(store, item) if story is None else living(store, story).lead


def _show(document: dict[str, Any]) -> None:
    out = console()
    item, outcome = document["item"], document["outcome"]
    if "quality" not in document:
        out.print(f"{item['url']}\n{outcome['outcome']}: {outcome['reason']}", markup=False)
        return
    story, published = document["story"], document["published"]
    out.print(f"{item['title']}\n{item['url']}\n{item['publishedDateTime']} · {item['domain']}", markup=False)
    out.print(f"topics: {', '.join(topic['name'] for topic in document['topics']) or 'none'}", markup=False)
    table = Table(box=None, pad_edge=False)
    for name, justify in (("score", "left"), ("part", "left"), ("points", "right"), ("why", "left")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type] # rich's literal type of two of its words
    for score in ("quality", "heat"):
        for part in document[score]["parts"]:
            table.add_row(score, part["part"], f"{part['points']:+d}", part["why"])
        table.add_row(score, "=", str(document[score]["value"]), "")
    out.print(table)
    caps = f" · held back: {', '.join(published['caps'])}" if published["caps"] else ""
    out.print(f"{'published' if published['value'] else 'not published'} ({published['rule']}, margin {published['margin']:+d}){caps}")
    out.print(f"story {story['id']}: {story['relation']}, {story['members']} articles, {story['independent']:g} independent publishers")
    if story["leads"]:
        out.print(f"leads: {story['leads']}", markup=False)
    out.print(f"{outcome['outcome']}{': ' if outcome['reason'] else ''}{outcome['reason']}", markup=False)
