"""Writing: visits that end at about the same time, in one transaction."""

import asyncio
from collections.abc import Sequence

from newsloom.errors import NewsloomError
from newsloom.ports import Store
from newsloom.types import Collected

TOGETHER = 0.1
"""Seconds between two transactions; what ends meanwhile goes into the second one. A commit waits for the disk for 2 to 3 ms, in which
nothing else is done: one for each of 933 recorded sources held up everything for two seconds in all; ten a second take a fortieth of
the time."""

_Waiting = tuple[Collected, asyncio.Future[None]]


class Scribe:
    """Writes visits to the store, each as a whole, several in one transaction.

    Args:
        store: where they go.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[_Waiting] = []
        self._due = 0.0

    async def save(self, collected: Collected) -> None:
        """Return when this is stored, for ever; raise what the store says against it."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            at = max(self._due, loop.time())
            self._due = at + TOGETHER
            loop.call_at(at, self.write)
        self._waiting.append((collected, written := loop.create_future()))
        await written

    def write(self) -> None:
        """Store what waits, now: nothing that is finished gets lost where the work ends early."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._store_all(waiting)

    def _store_all(self, waiting: Sequence[_Waiting]) -> None:
        try:
            self._store.save_collected(*(collected for collected, _ in waiting))
            _tell(waiting, None)
        except Exception as error:  # noqa: BLE001 - whoever waits is told
            if len(waiting) > 1 and not isinstance(error, NewsloomError):
                for one in waiting:  # a visit that the store refuses keeps its neighbours out no more; a full disk refuses them all
                    self._store_all([one])
            else:
                _tell(waiting, error)
        finally:
            for _, written in waiting:
                written.cancel()  # where all is being stopped nobody waits on; whoever was told is not touched


def _tell(waiting: Sequence[_Waiting], refusal: Exception | None) -> None:
    for _, written in waiting:
        if written.done():  # whoever waited was stopped
            continue
        if refusal:
            written.set_exception(refusal)
        else:
            written.set_result(None)
