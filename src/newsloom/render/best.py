"""The best of many: keep the few that lead an order while far more pass by."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any, Generic, TypeVar

Thing = TypeVar("Thing")


class Best(Generic[Thing]):
    """Holds the first `limit` things of an order, whatever order they come in.

    Args:
        limit: how many to keep, at least one.
        key: what to sort by, smallest first; no two things share it.

    Example:
        >>> best = Best[int](2, key=lambda number: -number)
        >>> for number in (3, 1, 4, 1, 5):
        ...     best.add(number)
        >>> best.ordered()
        [5, 4]
    """

    def __init__(self, limit: int, key: Callable[[Thing], Any]) -> None:
        self._limit, self._key = limit, key
        self._kept: list[tuple[Any, Thing]] = []
        self._worst: Any = None

    def add(self, thing: Thing) -> None:
        """Consider one more."""
        place = self._key(thing)
        if self._worst is not None and not place < self._worst:
            return
        self._kept.append((place, thing))
        if len(self._kept) >= 2 * self._limit:  # one sort for every `limit` things: constant time each on average
            self._kept = self._best()
            self._worst = self._kept[-1][0]

    def ordered(self) -> list[Thing]:
        """Return the best so far, in order."""
        return [thing for _, thing in self._best()]

    def _best(self) -> list[tuple[Any, Thing]]:
        return sorted(self._kept, key=itemgetter(0))[: self._limit]
