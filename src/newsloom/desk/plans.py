"""Plans: what has to be decided so that exactly these articles leave a story."""

from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from msgspec import Struct

from newsloom.types import Coverage, Decision


class Link(Struct, frozen=True):
    """A link to be decided: the articles that must share a story, or must not."""

    do: Literal["must-link", "cannot-link"]
    items: tuple[str, ...]


class Parting(Struct, frozen=True):
    """How a story is parted: the links to decide, the articles that leave, copies that follow included, and whether the rest keeps its id.

    Where the story began with one of those that leave, it is parted in two as well, and either part may be the one that keeps it.
    """

    links: tuple[Link, ...]
    leaving: tuple[str, ...]
    rest_keeps_id: bool


def parting(coverage: Sequence[Coverage], named: Collection[str], linked: Collection[str] = ()) -> Parting | None:
    """Return how to part these articles from their story; `None` when nothing would be left of it.

    A cannot-link sends the later of its two articles away, with all that must-links bind to it and the unlinked copies of their
    texts. So the articles are bound together and held apart from the story's first one, which stays with everything else. Where
    they include the first one, the rest is what leaves, and has to be bound as well.

    Args:
        coverage: the story's, in order of publication, then id.
        named: the articles that shall leave; copies and reworked texts of theirs follow.
        linked: the articles that decisions speak of already, which follow no text.

    Example:
        >>> from newsloom.times import parse
        >>> def told(article: str, copy_of: str = "") -> Coverage:
        ...     return Coverage(article=article, copy_of=copy_of, relation="copy" if copy_of else "coverage", joined_at=parse("2026-01-01"))
        >>> coverage = [told("a1"), told("a2"), told("a3"), told("a4", copy_of="a3")]
        >>> apart = parting(coverage, {"a2", "a3"})
        >>> [(link.do, link.items) for link in apart.links], apart.leaving
        ([('must-link', ('a2', 'a3')), ('cannot-link', ('a2', 'a1'))], ('a2', 'a3', 'a4'))
        >>> [(link.do, link.items) for link in parting(coverage, {"a1"}).links]
        [('must-link', ('a2', 'a3')), ('cannot-link', ('a1', 'a2'))]
        >>> parting([told("a1"), told("a2", copy_of="a1")], {"a1"}) is None
        True
    """
    leaving = [entry for entry in coverage if entry.article in named or entry.copy_of in named]
    gone = {entry.article for entry in leaving}
    staying = [entry for entry in coverage if entry.article not in gone]
    if not leaving or not staying:
        return None
    rest_stays = coverage[0] is staying[0]
    bound = [_bound(leaving, linked)] if rest_stays else [_bound(leaving, linked), _bound(staying, linked)]
    links = [Link("must-link", group) for group in bound if len(group) > 1]
    apart = Link("cannot-link", (bound[0][0], staying[0].article))
    return Parting((*links, apart), tuple(entry.article for entry in leaving), rest_stays)


def _bound(part: Sequence[Coverage], linked: Collection[str]) -> tuple[str, ...]:
    """Return the articles of a part that have to be bound; the others follow them, for they repeat their texts."""
    articles = {entry.article for entry in part}
    first, *others = part
    return (first.article, *(entry.article for entry in others if entry.copy_of not in articles or entry.article in linked))


def binding(decisions: Iterable[Decision], these: Collection[str], those: Collection[str]) -> Decision | None:
    """Return the must-link that binds one of these articles to one of those, also through others; `None` when none does.

    Example:
        >>> chain = [Decision(do="must-link", items=pair, reason="one") for pair in (("a3", "a2"), ("a1", "a2"))]
        >>> binding(chain, ["a1"], ["a3"]) is chain[0], binding(chain[:1], ["a1"], ["a3"])
        (True, None)
    """
    musts = [decision for decision in decisions if decision.do == "must-link"]
    reached: set[str] = set()
    grown = set(these)
    while grown - reached:
        reached = grown
        touching = [decision for decision in musts if not reached.isdisjoint(decision.items)]
        if clash := next((decision for decision in touching if not set(those).isdisjoint(decision.items)), None):
            return clash
        grown = reached.union(*(decision.items for decision in touching))
    return None


def parted(decisions: Iterable[Decision], together: Collection[str]) -> Decision | None:
    """Return the cannot-link that holds two of these articles apart; `None` when none does.

    Example:
        >>> apart = Decision(do="cannot-link", items=("a1", "a2"), reason="two fires")
        >>> parted([apart], ["a2", "a1"]) is apart, parted([apart], ["a1", "a3"])
        (True, None)
    """
    return next((one for one in decisions if one.do == "cannot-link" and len(set(one.items).intersection(together)) > 1), None)
