"""robots.txt: what an origin lets us ask for (RFC 9309), asked once and remembered for a day."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import lru_cache
import re
from time import monotonic

from msgspec import structs
from protego import Protego

from newsloom.net.politeness import Queues
from newsloom.ports import Clock
from newsloom.types import Failure, Fetched, Request

SIZE = 500 * 1024
"""Bytes that are read of a robots.txt; what follows is ignored (RFC 9309 section 2.5: at least 500 kibibytes)."""

FRESH = timedelta(hours=24)
"""How long a robots.txt is used without asking again (RFC 9309 section 2.4)."""

AGAIN = 60.0
"""Seconds until an origin whose robots.txt could not be read is asked again: the pages of a dead host that wait in line
fail at once instead of each waiting for its own time-out, and a host that stumbled is back within the same cycle."""

PARSED = 256
"""Parsed files kept at once: several times the hosts that are asked at one time, and a real file parses in 0.1 ms."""

_AGENT_LINE = re.compile(r"\s*user[\s-]*agent(?:\s*:|\s)(.*)", re.IGNORECASE)


class Rules:
    r"""What one robots.txt says to us.

    Args:
        text: the file.
        product: our product token, as in the User-Agent before the slash.

    Example:
        >>> rules = Rules("User-agent: *\nDisallow: /private\nCrawl-delay: 3", "newsloom")
        >>> rules.allow("https://news.example/private/a"), rules.allow("https://news.example/a"), rules.delay
        (False, True, 3.0)
    """

    def __init__(self, text: str, product: str) -> None:
        self._product = product
        self._parsed = Protego.parse(_to_us(text, product))

    def allow(self, url: str) -> bool:
        """Tell whether we may ask for an address."""
        return bool(self._parsed.can_fetch(url, self._product))

    @property
    def delay(self) -> float:
        """The seconds between two requests that the file asks for; 0 when it does not say."""
        return float(self._parsed.crawl_delay(self._product) or 0.0)


def _to_us(text: str, product: str) -> str:
    """Name the agents of every group as what they are to us: everybody, ourselves, or somebody else.

    Two reasons. A group is ours when its product token is, without version and case (RFC 9309 section 2.2.1), and not when
    it merely begins ours. And Protego gives each agent in front of a rule a copy of the rule: 52 kB of 2,000 agents and
    2,000 rules took it 12 seconds and 290 MB (Protego 0.7.0); with three names there are three copies.
    """
    return "\n".join(_renamed(line, product) for line in text.splitlines())


def _renamed(line: str, product: str) -> str:
    named = _AGENT_LINE.match(line)
    agent = named.group(1).partition("#")[0].partition("/")[0].strip().lower() if named else ""
    if not agent:
        return line
    bare = agent.strip("*")
    return f"User-agent: {product if bare == product.lower() else 'somebody-else' if bare else '*'}"


class Robots:
    """The robots.txt of every origin that is met.

    Args:
        ask: fetches one address politely and guarded, without asking for permission.
        clock: what tells how old a file is.
        known: files read earlier, by origin (`scheme://host[:port]`), with the time of reading.
        product: our product token.

    Attributes:
        known: the files including those read since.
    """

    def __init__(
        self, ask: Callable[[Request], Awaitable[Fetched | Failure]], clock: Clock, known: dict[str, tuple[str, datetime]], product: str
    ) -> None:
        self.known = dict(known)
        self._ask = ask
        self._clock = clock
        self._queues = Queues()
        self._failed: dict[str, tuple[float, Failure]] = {}
        self._parse = lru_cache(maxsize=PARSED)(lambda text: Rules(text, product))

    async def rules(self, origin: str) -> Rules | Failure:
        """Return what an origin says; asked at most once at a time.

        A file that does not exist (4xx, or more than five redirects) allows everything. One that cannot be read
        forbids everything (RFC 9309 section 2.3.1.4) unless an older reading is known, which then still holds.
        """
        if (text := self._fresh(origin)) is not None:
            return self._parse(text)
        async with self._queues.hold(origin):
            if (text := self._fresh(origin)) is not None:
                return self._parse(text)
            return self._recent_failure(origin) or await self._read(origin)

    def _fresh(self, origin: str) -> str | None:
        text, read_at = self.known.get(origin, (None, None))
        return text if read_at is not None and abs(self._clock.now() - read_at) < FRESH else None

    def _recent_failure(self, origin: str) -> Failure | None:
        until, failure = self._failed.get(origin, (0.0, None))
        return failure if until > monotonic() else None

    async def _read(self, origin: str) -> Rules | Failure:
        answer = await self._ask(Request(url=f"{origin}/robots.txt", limit=SIZE, partial=True))
        if isinstance(answer, Failure) and not _absent(answer):
            return self._without(origin, answer)
        text = "" if isinstance(answer, Failure) else _text(answer.body)
        self._failed.pop(origin, None)
        self.known[origin] = (text, self._clock.now())
        return self._parse(text)

    def _without(self, origin: str, failure: Failure) -> Rules | Failure:
        if origin in self.known:
            return self._parse(self.known[origin][0])
        if failure.code != "blocked-address":
            reason = f"robots.txt could not be read, so nothing may be asked for: {failure.reason}"
            failure = structs.replace(failure, code="robots-unreachable", reason=reason, transient=True)
        self._failed[origin] = (monotonic() + AGAIN, failure)
        return failure


def _absent(failure: Failure) -> bool:
    """Tell whether an origin has said that it has no robots.txt.

    Any 4xx does, but not one that speaks of the moment (408, 425, 429; so Google's crawler reads it too) or of our proxy.
    """
    return failure.code == "too-many-redirects" or (
        failure.code.startswith("http-4") and failure.code != "http-407" and not failure.transient
    )


def _text(body: bytes) -> str:
    if len(body) >= SIZE:  # the last line may be cut, and half a path is another path
        body = body[: body.rfind(b"\n") + 1]
    return body.decode("utf-8-sig", "replace")
