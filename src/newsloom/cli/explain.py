"""`newsloom explain`: the receipt of one item."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsloom.cli.options import Directory, Json, emit
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
        return
    from newsloom.cli.explained import show

    show(document)


def _document(application: "Application", item: str) -> dict[str, Any]:
    from newsloom.render import receipt
    from newsloom.urls import absolute, identity

    store, hub = application.store, application.hub.title
    rows = store.find(identity(absolute(item)) if absolute(item) else item)  # the ledger's own name of an item is one as well
    article = _article(store, item) or next((row.article for row in rows if row.article), "")
    articles = store.articles([article]) if article else {}
    if article not in articles:
        if rows:
            return receipt.refused(hub, item, rows)
        article = _lead(store, item)
    return _told(store, hub, article, rows)


def _told(store: "Store", hub: str, article: str, asked: tuple[Any, ...]) -> dict[str, Any]:
    """Return the receipt of an article; `asked` are the ledger's rows of the address by which it was named."""
    from newsloom.render import receipt
    from newsloom.urls import identity

    held = store.stories_of([article])
    story = next(iter(store.stories(held.values())), None)
    members = {entry.article for entry in story.coverage} if story else {article}
    articles, receipts = store.articles(members), store.receipts(members)
    found = articles[article]
    if story is None or not {article, story.lead} <= receipts.keys():
        raise UnknownItemError(f"{found.url}: stored, but not judged yet; run `newsloom curate` first")
    ledger = store.ledger({identity(found.url), identity(found.entry_url), *(row.identity for row in asked)})
    rows = {(row.identity, row.source): row for several in ledger.values() for row in several if row.article == article}
    ordered = tuple(sorted(rows.values(), key=lambda row: (row.at, row.outcome != "stored", row.source)))
    # Asked for by an address at which nothing but a duplicate was found, the item is that duplicate.
    own = None if any(row.outcome == "stored" for row in asked) else next((row for row in asked if row.article == article), None)
    return receipt.document(
        receipt.Told(hub=hub, article=found, story=story, articles=articles, receipts=receipts, rows=ordered, asked=own)
    )


def _lead(store: "Store", name: str) -> str:
    """Return the article that leads the one story whose id begins like this.

    Raises:
        UnknownItemError: no story's id does, or several do.
    """
    from newsloom.flows import looking

    if not name.startswith("s"):
        raise UnknownItemError(f"{name}: this hub knows no such address, id or record; `newsloom run` first, or look in content/_news")
    return looking.named(store, name).lead


def _article(store: "Store", item: str) -> str:
    """Return the id of the article that an address, an id or a record path names, a story's lead; empty when it names none."""
    from newsloom.flows.deciding import article_named, story_named
    from newsloom.flows.looking import living

    story = story_named(store, item)
    return article_named(store, item) if story is None else living(store, story).lead
