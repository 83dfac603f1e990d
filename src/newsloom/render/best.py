"""The best of many: keep the few that lead an order while far more pass by."""

from collections.abc import Callable
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
        self._kept: list[Thing] = []

    def add(self, thing: Thing) -> None:
        """Consider one more."""
        self._kept.append(thing)
        if len(self._kept) >= 2 * self._limit:  # one sort for every `limit` things: constant time each on average
            self._kept = self.ordered()

    def ordered(self) -> list[Thing]:
        """Return the best so far, in order."""
        return sorted(self._kept, key=self._key)[: self._limit]
