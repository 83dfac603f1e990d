"""What decisions mean: which are in force, and what they ask of stories."""

from collections.abc import Iterable
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
