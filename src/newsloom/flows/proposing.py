"""Proposing: a decision that somebody wants to make, against what the hub holds and what is decided already. Nothing is written here."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from newsloom.desk import contradictions
from newsloom.errors import UnknownItemError
from newsloom.flows.deciding import Standing, Stated, standing
from newsloom.flows.looking import article_of, named
from newsloom.flows.regrouping import lasts, name_of
from newsloom.ports import Store
from newsloom.types import Decision, Failure, Topic


class Proposal(Struct, frozen=True, kw_only=True):
    """A decision as the desk is to state it, what its items are in words for people, and what is odd about it though it may be made."""

    decision: Decision
    titles: dict[str, str]
    notes: tuple[str, ...] = ()


def proposed(store: Store, desk: Standing, wanted: Decision, now: datetime, topics: Sequence[Topic] = ()) -> Proposal | Failure:
    """Return a decision with its items named for good: an article by its address, a story by its id.

    Args:
        store: the hub's memory.
        desk: the desk as it stands.
        wanted: the decision, its items named in any way that a person has for them.
        now: the present.
        topics: the hub's.

    Returns:
        A failure when the desk says so already (`decided`), when it says something else (`contradicts`), or when the decision names
        fewer things than it is about (`too-few`).

    Raises:
        UnknownItemError: nothing goes by one of the names, or several stories do.
    """
    titles = dict(_named(store, item) for item in wanted.items)
    made = replace(wanted, items=tuple(titles))
    least = 2 if made.do in ("must-link", "cannot-link") else 0
    if len(titles) < least:
        return _refused(made, "too-few", f'"{made.do}" is about two items or more, and these are one')
    (own,) = standing(store, [made], now, topics).stated
    held = [row for row in desk.stated if row.state != "ended"]
    if same := next((row for row in held if _says(row, own) and lasts(row.decision, made)), None):
        return _refused(made, "decided", f"that is decided at {same.decision.place} already")
    if against := _against(store, held, own):
        why = f'the "{against.do}" at {against.place} ({against.reason}) says otherwise'
        return _refused(made, "contradicts", f"{why}; take it out first: `newsloom desk drop {against.place}`")
    return Proposal(decision=made, titles=titles, notes=tuple(problem.removeprefix(": ") for problem in own.problems))


def chosen(desk: Standing, store: Store | None, name: str, verb: str = "") -> tuple[Stated, ...]:
    """Return the decisions that a name stands for: a place (`desk/decisions.toml:12`), or what they are about.

    Args:
        desk: the desk as it stands.
        store: the hub's memory, `None` where there is none yet.
        name: the place, a publisher, or an item by any name.
        verb: only decisions of this verb; empty for all.
    """
    rows = [row for row in desk.stated if not verb or row.decision.do == verb]
    placed = tuple(row for row in rows if row.decision.place in (name, f"desk/{name}"))
    if placed:
        return placed
    ids = {name} | (set(_ids(store, name)) if store else set())
    return tuple(row for row in rows if not ids.isdisjoint((*row.decision.items, *row.found.items, row.decision.publisher)))


def titles(store: Store, ids: Collection[str]) -> dict[str, str]:
    """Return what articles and stories are, in words for people, by id; those that the hub does not hold are left out."""
    leads = {story.id: story.lead for story in store.stories(ids)}
    articles = store.articles({*ids, *leads.values()})
    told = {id_: f"{article.publisher}: {article.title}" for id_, article in articles.items()}
    return told | {story: told[lead] for story, lead in leads.items() if lead in told}


def _ids(store: Store, name: str) -> Iterator[str]:
    if article := article_of(store, name):
        yield article
    try:
        yield named(store, name).id
    except UnknownItemError:
        return


def _named(store: Store, name: str) -> tuple[str, str]:
    """Return how a desk file names an item, and what it is."""
    article = article_of(store, name)
    story = None if article else named(store, name)
    (known,) = store.articles([article or story.lead if story else article]).values()
    return name_of(store, known) if story is None else story.id, f"{known.publisher}: {known.title}"


def _says(row: Stated, own: Stated) -> bool:
    """Tell whether a decision says this already; of a must-link a part is enough."""
    one, other = row.found, own.found
    same = (one.do, one.publisher, one.value) == (other.do, other.publisher, other.value)
    wider = set(other.items) <= set(one.items)
    return same and wider and row.state != "overruled"


def _against(store: Store, held: Sequence[Stated], own: Stated) -> Decision | None:
    """Return a decision in force that cannot be obeyed together with this one."""
    rows = [*(row.found for row in held), own.found]
    stories = store.stories_of({item for found in rows for item in found.items})
    pairs = ((winner, loser) for winner, loser, _ in contradictions(rows, stories) if own.found in (winner, loser))
    return next((loser if winner is own.found else winner for winner, loser in pairs), None)


def _refused(decision: Decision, code: str, reason: str) -> Failure:
    return Failure(stage="desk", subject=", ".join(decision.items) or decision.publisher, code=code, reason=reason)
