"""Politeness: one request at a time to a host, and a pause between two of them.

Operators notice a reader that asks forty times in half a second, and block it; a second between two requests to one
host is what crawlers that stay welcome leave. Pauses are measured from the end of one request to the start of the
next, so that even a server that counts from its own last byte never sees less. All times here are monotonic seconds.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import inf
from time import monotonic

from newsloom.types import Failure

LONGEST_PAUSE = 60.0
"""Seconds: the most that a robots.txt may ask for between two requests. Larger crawl-delays exist (a day and more), and
one of them would keep a cycle from ever ending; a minute still divides the usual load by sixty."""

LONGEST_REST = 600.0
"""Seconds for which a host is left alone as a whole when it refuses us and names a time. That time may be a week, but hosts
that carry thousands of feeds often mean one of them; the source that was refused waits the full time by itself."""


PROMPT = 2.0
"""Seconds within which a prompt answer is complete: a page of 150 kB comes in less over an ordinary line, and a server that
stalls takes until the time-outs."""

PROVEN = 2
"""Prompt answers in a row after which a host counts as a prompt one: bad servers, too, have a robots.txt that comes at once."""

LARGE = 512 * 1024
"""Bytes of a body beyond which it waits for one of few places. Of 954 recorded pages of news sites 27 are longer."""

LARGE_AT_ONCE = 4
"""Large bodies that are read at once: with ten megabytes each they stay within the memory that one bad server may cost."""


BREATH = 0.02
"""Seconds between two steps (of 128 kB or more) of reading a large body: ten megabytes take a second more, and two hundred servers
that send without end leave four fifths of the time to the answers of others."""


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


class Places:
    """Room for so many at once, a quarter of it for those only that have proven to be prompt.

    Servers that never finish hold their places until their time is over. When they hold all that anybody may have, the prompt
    ones still have room: two hundred bad servers do not hold up the good ones.

    Args:
        number: places in all.
    """

    def __init__(self, number: int) -> None:
        reserved = number // 4
        self._anyones = asyncio.Semaphore(number - reserved)
        self._prompts = asyncio.Semaphore(reserved) if reserved else self._anyones

    @asynccontextmanager
    async def taken(self, *, prompt: bool) -> AsyncIterator[None]:
        """Wait for a place, and hold it."""
        async with self._prompts if prompt and self._anyones.locked() else self._anyones:
            yield


class Hosts:
    """What is owed to each host: one request at a time (`queues`), a pause before it, and rest where it asked for rest.

    Args:
        slots: the most requests at once, over all hosts. A slot is taken after the pause, so that a host that pauses
            never keeps another from being asked.
    """

    def __init__(self, slots: int) -> None:
        self.queues = Queues()
        self._slots, self._large = Places(slots), Places(LARGE_AT_ONCE)
        self._door = asyncio.Semaphore(1)
        self._ended: dict[str, tuple[float, int]] = {}  # when, and how many prompt ones in a row; in order of ending, the oldest in front
        self._longest = LONGEST_PAUSE
        self._resting: dict[str, tuple[float, Failure]] = {}

    @asynccontextmanager
    async def asking(self, host: str, pause: float) -> AsyncIterator[None]:
        """Wait until `pause` seconds have passed since the host's last request ended. The caller holds the host's queue."""
        self._longest = max(self._longest, pause)
        if host not in self._ended:
            async with self._door:
                await asyncio.sleep(0)
        due = self._ended[host][0] + pause if host in self._ended else -inf
        while (wait := due - monotonic()) > 0:  # noqa: ASYNC110 - loops that count from a cached time (uvloop) wake early
            await asyncio.sleep(wait)
        async with self._slots.taken(prompt=self._prompt(host)):
            began = monotonic()
            try:
                yield
            finally:
                self._end(host, began)

    @asynccontextmanager
    async def carrying(self, host: str) -> AsyncIterator[None]:
        """Wait until the host's answer, which is a large one, may be read to its end."""
        async with self._large.taken(prompt=self._prompt(host)):
            yield

    def _prompt(self, host: str) -> bool:
        return host in self._ended and self._ended[host][1] >= PROVEN

    def _end(self, host: str, began: float) -> None:
        now = monotonic()
        _, prompt = self._ended.pop(host, (now, 0))
        self._ended[host] = (now, prompt + 1 if now - began < PROMPT else 0)
        while self._ended[oldest := next(iter(self._ended))][0] < now - self._longest:
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
