"""What decisions mean: which are in force, what they ask of stories, and which of them nobody can obey together."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import combinations, pairwise

from newsloom.types import Decision, Links, Verb

SAID_ONCE = ("retitle", "retopic", "rescore", "trust", "distrust")
"""The verbs of which one word holds for an item, or a publisher: the last, in the order of the files' names, then of their lines."""

EDITS = ("retitle", "retopic", "rescore", "take-down")
"""The verbs about an article itself, not about its story; said of a story, they go for its articles (`edits`)."""


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


def edits(decisions: Iterable[Decision], article: str, story: str = "") -> dict[Verb, Decision]:
    """Return what was decided about an article itself: of each verb the last decision, for that is the one that counts.

    Args:
        decisions: those in force, their items as ids.
        article: its id.
        story: the id of its story, where what was said of that goes for the article as well.

    Example:
        >>> said = [Decision(do="rescore", items=(item,), value=worth, reason="r") for item, worth in (("s1", 90), ("a1", 20))]
        >>> [edits(said, article, "s1")["rescore"].value for article in ("a1", "a2")], edits(said, "a2")
        ([20, 90], {})
    """
    return {one.do: one for one in decisions if one.do in EDITS and not {article, story or article}.isdisjoint(one.items)}


def contradictions(decisions: Iterable[Decision], stories: Mapping[str, str]) -> Iterator[tuple[Decision, Decision, str]]:
    """Yield the decisions that cannot be obeyed together: the one that counts, the one that does not, and whom both are about.

    A story that is hidden stays hidden whoever pins it, what is taken down stays so, and a cannot-link parts what must-links, also
    several in a row, would join. Of two titles, two sets of topics, two qualities of an item, and of trust and distrust, the last counts.

    Args:
        decisions: those in force, their items as ids, in the order in which the desk states them.
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
    yield from _taken_down(kept, stories)
    yield from _said_again(kept, stories)
    joined = _joined(decision for decision in kept if decision.do == "must-link")
    for decision in kept:
        if decision.do == "cannot-link":
            pair = next((pair for pair in combinations(decision.items, 2) if joined.get(pair[0], {}) is joined.get(pair[1])), None)
            if pair is not None:
                yield decision, joined[pair[0]][pair[0]], pair[0]


def _taken_down(decisions: tuple[Decision, ...], stories: Mapping[str, str]) -> Iterator[tuple[Decision, Decision, str]]:
    """Yield the decisions on an item that another takes down."""
    gone = {item: decision for decision in reversed(decisions) if decision.do == "take-down" for item in decision.items}
    for decision in decisions if gone else ():
        if decision.do in ("pin", "retitle", "retopic", "rescore"):
            clash = next((item for item in decision.items if item in gone or stories.get(item) in gone), None)
            if clash is not None:
                yield gone[clash] if clash in gone else gone[stories[clash]], decision, clash


def _said_again(decisions: tuple[Decision, ...], stories: Mapping[str, str]) -> Iterator[tuple[Decision, Decision, str]]:
    """Yield the decisions in whose place a later one says something else of the same item, of its story, or of the same publisher."""
    once = [decision for decision in decisions if decision.do in SAID_ONCE]
    last = {key: place for place, decision in enumerate(once) for key in _keys(decision)}
    for decision in once:
        for verb, item in _keys(decision):
            later = max(last[verb, item], last.get((verb, stories.get(item, "")), -1))
            if (once[later].do, once[later].value) != (decision.do, decision.value):
                yield once[later], decision, item
                break


def _keys(decision: Decision) -> list[tuple[str, str]]:
    """Return what a decision has a word on: trust and distrust are about one thing."""
    return [(decision.do, item) for item in decision.items] or [("trust", decision.publisher)]


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
