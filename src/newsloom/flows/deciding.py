"""The desk's decisions against what the hub knows: which articles they mean, which have ended, and what nobody could obey."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from newsloom.desk import EDITS, contradictions, in_force, lineage
from newsloom.ids import article_id, story_id
from newsloom.ports import Store
from newsloom.times import stamp
from newsloom.types import Decision, Story, Topic
from newsloom.urls import absolute, domain, identity

State = Literal["in force", "ended", "unmatched", "overruled"]
"""How a decision does: obeyed, over, about something that the hub does not hold (also only in part), or outdone by another."""


class Stated(Struct, frozen=True, kw_only=True):
    """A decision as the desk states it, what the hub makes of it, how it does, and a problem (`file:line: what, fix`) for all that is odd.

    `found` has the ids of the articles that it names, or of stories where it is about one, and of topics the whole lineage.
    """

    decision: Decision
    found: Decision
    state: State = "in force"
    problems: tuple[str, ...] = ()


class Standing(Struct, frozen=True, kw_only=True):
    """The desk as it stands at a time, in the order of its files and lines.

    An item that the hub does not know yet stays: its decision counts as soon as it is stored.
    """

    stated: tuple[Stated, ...] = ()

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions that have not ended, with the ids of what they are about."""
        return tuple(one.found for one in self.stated if one.state != "ended")

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that is odd about the desk."""
        return tuple(problem for one in self.stated for problem in one.problems)


def standing(store: Store, decisions: Sequence[Decision], now: datetime, topics: Sequence[Topic] = ()) -> Standing:
    """Find what the decisions name, and what is odd: ended ones, unknown items, one named twice, decisions against each other."""
    lasting = set(map(id, in_force(decisions, now)))
    names: dict[str, str] = {}
    known = store.domains({domain(f"https://{one.publisher}") for one in decisions if one.publisher})
    rows = [_stated(store, one, names, known, topics) for one in decisions]
    rows = [row if id(row.decision) in lasting else _ended(row) for row in rows]
    held = [row for row in rows if row.state != "ended"]
    stories = store.stories_of({item for row in held for item in row.found.items})
    place = {id(row.found): number for number, row in enumerate(rows)}
    for winner, loser, item in contradictions([row.found for row in held], stories):
        what = f'"{loser.do}" contradicts the "{winner.do}" at {winner.place} about {names.get(item, item)}'
        said = f"{loser.place}: {what}, which counts; take one of them out"
        row = rows[place[id(loser)]]
        rows[place[id(loser)]] = replace(row, state="overruled", problems=(*row.problems, said))
    return Standing(stated=tuple(rows))


def unseen(decisions: Sequence[Decision], now: datetime) -> Standing:
    """Return the desk of a hub that holds nothing yet: nothing matches, and nothing but what has ended is odd."""
    lasting = set(map(id, in_force(decisions, now)))
    rows = (Stated(decision=one, found=one, state="unmatched") for one in decisions)
    return Standing(stated=tuple(row if id(row.decision) in lasting else _ended(row) for row in rows))


def _ended(row: Stated) -> Stated:
    decision = row.decision
    end = stamp(decision.until) if decision.until else ""
    said = f'{decision.place}: "{decision.do}" ended at {end} and does nothing any more; take it out, or let it end later'
    return replace(row, state="ended", problems=(said,))


def _stated(store: Store, decision: Decision, names: dict[str, str], known: frozenset[str], topics: Sequence[Topic]) -> Stated:
    """Return a decision with the ids of what it names; `names` takes how each was named."""
    items: dict[str, str] = {}
    problems: list[str] = []
    for name in decision.items:
        found = _meant(store, decision, name)
        if not found:
            what = f'"{decision.do}" names {name}, which this hub does not hold'
            problems.append(f"{decision.place}: {what}; correct it with `newsloom explain`, or leave it: it counts once the item is stored")
        item = found or (article_id(name) if absolute(name) else name)
        if item in items:
            what = f'"{decision.do}" names one article twice, as {items[item]} and {name}'
            problems.append(f"{decision.place}: {what}; name two articles or take the decision out")
        items[item] = names.setdefault(item, name)
    if decision.publisher and domain(f"https://{decision.publisher}") not in known:
        what = f'"{decision.do}" is about {decision.publisher}, of which this hub holds no article'
        problems.append(f"{decision.place}: {what}; correct the name, or leave it: it counts once there is one")
    value = lineage(decision.value, topics) if topics and isinstance(decision.value, tuple) else decision.value
    made = replace(decision, items=tuple(items), value=value)
    return Stated(decision=decision, found=made, state="unmatched" if problems else "in force", problems=tuple(problems))


def _meant(store: Store, decision: Decision, name: str) -> str:
    """Return the id of the article that a name stands for; of the story, for a decision about all articles of one."""
    story = story_named(store, name)
    if story is None:
        return article_named(store, name)
    if decision.do in EDITS:
        return store.stories_of([story.lead]).get(story.lead, story.id)  # the one that holds an absorbed story's coverage now
    return _founder(story)


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
