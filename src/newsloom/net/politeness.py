"""Politeness: one request at a time to a host, and a pause between two of them.

Operators notice a reader that asks forty times in half a second, and block it; a second between two requests to one
host is what crawlers that stay welcome leave. Pauses are measured from the end of one request to the start of the
next, so that even a server that counts from its own last byte never sees less. All times here are monotonic seconds.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

from newsloom.types import Failure

LONGEST_PAUSE = 60.0
"""Seconds: the most that a robots.txt may ask for between two requests. Larger crawl-delays exist (a day and more), and
one of them would keep a cycle from ever ending; a minute still divides the usual load by sixty."""

LONGEST_REST = 600.0
"""Seconds for which a host is left alone as a whole when it refuses us and names a time. That time may be a week, but hosts
that carry thousands of feeds often mean one of them; the source that was refused waits the full time by itself."""


class _Queue:
    __slots__ = ("lock", "users")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0


class Queues:
    """A lock for each key, given first come, first served, and forgotten as soon as nobody holds or awaits it.

    Example:
        >>> async def held() -> int:
        ...     queues = Queues()
        ...     async with queues.hold("news.example"):
        ...         return len(queues)
        >>> asyncio.run(held())
        1
    """

    def __init__(self) -> None:
        self._queues: dict[str, _Queue] = {}

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        """Wait until it is our turn with this key, and keep everyone else waiting meanwhile."""
        queue = self._queues.setdefault(key, _Queue())
        queue.users += 1
        try:
            async with queue.lock:
                yield
        finally:
            queue.users -= 1
            if not queue.users:
                del self._queues[key]

    def __len__(self) -> int:
        return len(self._queues)


class Hosts:
    """What is owed to each host: one request at a time (`queues`), a pause before it, and rest where it asked for rest.

    Args:
        slots: the most requests at once, over all hosts. A slot is taken after the pause, so that a host that pauses
            never keeps another from being asked.
    """

    def __init__(self, slots: int) -> None:
        self.queues = Queues()
        self._slots = asyncio.Semaphore(slots)
        self._ended: dict[str, float] = {}  # in order of ending, so that the oldest stand in front
        self._longest = LONGEST_PAUSE
        self._resting: dict[str, tuple[float, Failure]] = {}

    @asynccontextmanager
    async def asking(self, host: str, pause: float) -> AsyncIterator[None]:
        """Wait until `pause` seconds have passed since the host's last request ended. The caller holds the host's queue."""
        self._longest = max(self._longest, pause)
        due = self._ended.get(host, -pause) + pause
        while (wait := due - monotonic()) > 0:  # noqa: ASYNC110 - loops that count from a cached time (uvloop) wake early
            await asyncio.sleep(wait)
        async with self._slots:
            try:
                yield
            finally:
                self._end(host)

    def _end(self, host: str) -> None:
        now = monotonic()
        self._ended.pop(host, None)
        self._ended[host] = now
        while self._ended[oldest := next(iter(self._ended))] < now - self._longest:
            del self._ended[oldest]

    def rest(self, host: str, refused: Failure) -> None:
        """Leave a host alone for the time that its refusal names."""
        if refused.retry_after is not None:
            self._resting[host] = (monotonic() + min(refused.retry_after, LONGEST_REST), refused)

    def refusal(self, host: str) -> Failure | None:
        """Return what a host refused us with while it rests; `None` when it may be asked."""
        until, refused = self._resting.get(host, (0.0, None))
        if refused is not None and until <= monotonic():
            del self._resting[host]
            return None
        return refused
