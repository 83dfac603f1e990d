"""What decisions mean: which are in force, what they ask of stories, and which of them nobody can obey together."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import combinations, pairwise

from newsloom.types import Decision, Links


def in_force(decisions: Iterable[Decision], now: datetime) -> tuple[Decision, ...]:
    """Return the decisions that have not ended. The moment `until` is the first at which one no longer holds.

    Example:
        >>> from newsloom.times import parse
        >>> pin = Decision(do="pin", items=("a1",), reason="launch day", until=parse("2026-12-01"))
        >>> len(in_force([pin], parse("2026-11-30"))), len(in_force([pin], parse("2026-12-01")))
        (1, 0)
    """
    return tuple(decision for decision in decisions if decision.until is None or now < decision.until)


def links(decisions: Iterable[Decision]) -> Links:
    """Return the pairs that decisions join or part: the items of a must-link in a chain, of a cannot-link each with each.

    Example:
        >>> links([Decision(do="must-link", items=("a1", "a2", "a3"), reason="one launch")]).must
        (('a1', 'a2'), ('a2', 'a3'))
        >>> links([Decision(do="cannot-link", items=("a1", "a2", "a3"), reason="three fires")]).cannot
        (('a1', 'a2'), ('a1', 'a3'), ('a2', 'a3'))
    """
    kept = tuple(decisions)
    must = dict.fromkeys(pair for decision in kept if decision.do == "must-link" for pair in pairwise(decision.items))
    cannot = dict.fromkeys(pair for decision in kept if decision.do == "cannot-link" for pair in combinations(decision.items, 2))
    return Links(must=tuple(must), cannot=tuple(cannot))


def contradictions(decisions: Iterable[Decision], stories: Mapping[str, str]) -> Iterator[tuple[Decision, Decision, str]]:
    """Yield the decisions that cannot be obeyed together: the one that counts, the one that does not, and an article they are about.

    A story that is hidden stays hidden whoever pins it, and a cannot-link parts what must-links, also several in a row, would join.

    Args:
        decisions: those in force, their items as article ids.
        stories: the story of each article, where it has one: what is decided about one article goes for its whole story.

    Example:
        >>> pin = Decision(do="pin", items=("a1",), reason="launch day")
        >>> hide = Decision(do="hide", items=("a2",), reason="a rumour")
        >>> [(winner.do, loser.do, item) for winner, loser, item in contradictions([pin, hide], {"a1": "s1", "a2": "s1"})]
        [('hide', 'pin', 'a1')]
    """
    kept = tuple(decisions)
    hides = {stories.get(item, item): decision for decision in reversed(kept) if decision.do == "hide" for item in decision.items}
    for decision in kept:
        if decision.do == "pin":
            clash = next((item for item in decision.items if stories.get(item, item) in hides), None)
            if clash is not None:
                yield hides[stories.get(clash, clash)], decision, clash
    joined = _joined(decision for decision in kept if decision.do == "must-link")
    for decision in kept:
        if decision.do == "cannot-link":
            pair = next((pair for pair in combinations(decision.items, 2) if joined.get(pair[0], {}) is joined.get(pair[1])), None)
            if pair is not None:
                yield decision, joined[pair[0]][pair[0]], pair[0]


def _joined(decisions: Iterable[Decision]) -> dict[str, dict[str, Decision]]:
    """Return for each article the group that must-links join it to; a group has a decision for each of its articles."""
    groups: dict[str, dict[str, Decision]] = {}
    for decision in decisions:
        group: dict[str, Decision] = {}
        for item in decision.items:
            group |= groups.get(item, {})
        group |= dict.fromkeys(decision.items, decision)
        groups |= dict.fromkeys(group, group)
    return groups
