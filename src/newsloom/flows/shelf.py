"""Shelves: copies that a hub keeps within a budget, and what the store remembers of each."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from newsloom.ports import Gallery, Store
from newsloom.types import Copy, Kept


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a shelf keeps: copies of things whose addresses begin so, `budget` bytes of them together.

    What could not be had is asked for again after `again`. So is what was let go, unless that is `final`.
    """

    prefix: str
    budget: int
    again: timedelta
    final: bool


class Shelf:
    """One kind of copies.

    Args:
        store: remembers what became of each.
        gallery: where the copies lie.
        terms: what is kept, and how much of it.
        now: the cycle's time.
    """

    def __init__(self, store: Store, gallery: Gallery, terms: Terms, now: datetime) -> None:
        self._store, self._gallery, self._terms, self._now = store, gallery, terms, now

    def settles(self, kept: Kept) -> bool:
        """Tell whether nothing need be asked for: the copy is there, or was let go for good, or failed lately."""
        if kept.name:
            return self._gallery.has(kept.name)
        return (kept.gone and self._terms.final) or kept.at + self._terms.again > self._now

    def put(self, kept: Kept, copy: Copy) -> Kept:
        """Keep a copy; return what is to be remembered of it."""
        try:
            self._gallery.put(copy.name, copy.large, copy.small)
        except OSError:  # a full disk: the cycle goes on without the copy, and tries again later
            return kept
        return msgspec.structs.replace(kept, name=copy.name, size=len(copy.large) + len(copy.small), turned=copy.turned)

    def let_go(self) -> int:
        """Forget the oldest copies until the rest fits into the budget, those that the gallery lost, and every file that nothing names."""
        every = [one for one in self._store.every_kept() if one.name and one.url.startswith(self._terms.prefix)]
        gone = beyond(self._terms.budget, every)
        forgotten = {one.url: msgspec.structs.replace(one, name="", size=0) for one in every if not self._gallery.has(one.name)}
        forgotten |= {one.url: msgspec.structs.replace(one, name="", size=0, gone=True, at=self._now) for one in gone}
        if forgotten:
            self._store.save_kept(list(forgotten.values()))
        self._gallery.keep_only({one.name for one in every if one.url not in forgotten})
        return len(gone)


def beyond(budget: int, kept: Sequence[Kept]) -> tuple[Kept, ...]:
    """Return the copies that do not fit into a budget of bytes when the newest come first; those of one name count once.

    Example:
        >>> from newsloom.times import parse
        >>> old, new = (Kept(url=day, name=day, size=60, at=parse(day)) for day in ("2021-01-01", "2021-01-02"))
        >>> [one.name for one in beyond(100, [old, new])]
        ['2021-01-01']
    """
    held: set[str] = set()
    gone, total = [], 0
    for one in sorted((one for one in kept if one.name), key=lambda one: (one.newest or one.at, one.url), reverse=True):
        if one.name not in held and total + one.size > budget:
            gone.append(one)
        elif one.name not in held:
            held.add(one.name)
            total += one.size
    return tuple(gone)
