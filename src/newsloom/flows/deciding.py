"""The desk's decisions against what the hub knows: which articles they mean, and what nobody could obey."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from newsloom.desk import contradictions
from newsloom.ids import article_id, story_id
from newsloom.ports import Store
from newsloom.types import Decision, Story
from newsloom.urls import absolute, identity


class Standing(Struct, frozen=True, kw_only=True):
    """The decisions with the ids of the articles that they name, and one problem (`file:line: what, fix`) for what is odd about them.

    An item that the hub does not know yet stays: its decision counts as soon as it is stored.
    """

    decisions: tuple[Decision, ...] = ()
    problems: tuple[str, ...] = ()


def standing(store: Store, decisions: Iterable[Decision]) -> Standing:
    """Find the articles that the decisions name, and what is odd: unknown items, one article named twice, decisions against each other."""
    problems: list[str] = []
    stated: dict[str, str] = {}
    found = [_found(store, decision, stated, problems) for decision in decisions]
    stories = store.stories_of({item for decision in found for item in decision.items})
    for winner, loser, item in contradictions(found, stories):
        what = f'"{loser.do}" contradicts the "{winner.do}" at {winner.place} about {stated[item]}'
        problems.append(f"{loser.place}: {what}, which counts; take one of them out")
    return Standing(decisions=tuple(found), problems=tuple(problems))


def _found(store: Store, decision: Decision, stated: dict[str, str], problems: list[str]) -> Decision:
    """Return a decision with the ids of its articles; `stated` takes how each was named."""
    items: dict[str, str] = {}
    for name in decision.items:
        known = _article(store, name)
        if not known:
            what = f'"{decision.do}" names {name}, which this hub does not hold'
            problems.append(f"{decision.place}: {what}; correct it with `newsloom explain`, or leave it: it counts once the item is stored")
        item = known or (article_id(name) if absolute(name) else name)
        if item in items:
            what = f'"{decision.do}" names one article twice, as {items[item]} and {name}'
            problems.append(f"{decision.place}: {what}; name two articles or take the decision out")
        items[item] = stated.setdefault(item, name)
    return replace(decision, items=tuple(items))


def _article(store: Store, name: str) -> str:
    story = story_named(store, name)
    return article_named(store, name) if story is None else _founder(story)


def _founder(story: Story) -> str:
    """Return the article that a story began with, or an absorbed one's lead.

    It stays the same while leads change, and while stories are joined: a link between two of them keeps naming two articles.
    """
    return next((coverage.article for coverage in story.coverage if story_id(coverage.article) == story.id), story.lead)


def story_named(store: Store, name: str) -> Story | None:
    """Return the story that an id or a record's path names, an absorbed one too; `None` for any other name."""
    if absolute(name):
        return None
    return store.story_at(PurePosixPath(name).name) if name.endswith(".md") else next(iter(store.stories([name])), None)


def article_named(store: Store, name: str) -> str:
    """Return the id of the article that an id or an address names: its own address or one that led to it; empty when the hub has none."""
    address = absolute(name)
    return next(_candidates(store, address), "") if address else next(iter(store.known_articles([name])), "")


def _candidates(store: Store, address: str) -> Iterator[str]:
    yield from store.known_articles([article_id(address)])
    yield from (row.article for row in store.find(identity(address)) if row.article)
