"""HTTP: one `fetch`, behind which every limit, the address guard and politeness live.

`WebFetcher` is the product's implementation of the `Fetcher` port. Each address, also each one that a redirect leads to,
goes the same way: is it one we would ask for (`guard`), may we ask (`robots`), is it our turn (`politeness`), and only
then one request under time-outs and byte limits.

Every failure has `stage="fetch"` and one of these codes:

    code                 meaning                                                              tried again
    bad-address          not an http(s) address that can be asked for                         no
    blocked-address      leads to a private or special address, a local name or an odd port   no
    robots-disallowed    the site's robots.txt forbids it                                     no
    robots-unreachable   robots.txt could not be read, which forbids everything for now       yes
    timeout              no connection, no next byte, or no end within its time               yes
    unreachable          no such host, connection refused or lost, bad certificate, proxy     yes
    http-NNN             the answer's status, 400 or above                                    408, 425, 429 and 5xx
    too-large            the body exceeds the request's limit, or unpacks a hundredfold       no
    bad-encoding         a content coding other than one layer of gzip or deflate, or broken  no
    truncated            the body ended before its announced end                              yes
    too-many-redirects   more redirects than allowed                                          no
    downgrade            a redirect from https to http                                        no
    protocol             the answer is not well-formed HTTP                                   yes
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from http import HTTPStatus
from math import inf
import socket
from time import monotonic
from types import TracebackType
from typing import Self

from aiohttp import ClientError, ClientResponse
from msgspec import Struct, structs
from yarl import URL

from newsloom import __version__
from newsloom.net.body import Body, BodyError
from newsloom.net.connections import KEPT, Connections, Errand, Limits, UnansweredError
from newsloom.net.environment import Proxies, certificates
from newsloom.net.failures import explain, failure, refused
from newsloom.net.guard import PORTS, Gate, Lookup, local_target
from newsloom.net.hops import PERMANENT, location, onward
from newsloom.net.politeness import BREATH, LARGE, LONGEST_PAUSE, Hosts
from newsloom.net.robots import Robots
from newsloom.ports import Clock
from newsloom.types import Failure, Fetched, Request
from newsloom.urls import absolute, hostname, origin, wire

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
"""What Firefox asks for when a person opens an address; some servers answer 406 to less."""

_OUR_HEADERS = frozenset(
    "accept-encoding connection content-length host proxy-authorization te trailer transfer-encoding upgrade user-agent".split()
)


class FetchOptions(Struct, frozen=True, kw_only=True):
    """How to fetch. The times are seconds.

    The defaults are those of the project's threat table, which were set against the measured behaviour of hostile servers
    and the limits of other feed readers (Miniflux and FreshRSS allow a feed 20 s in all; Scrapy a page 180 s).
    """

    user_agent: str = f"newsloom/{__version__}"
    spacing: float = 1.0
    """Between two requests to one host; 0 only where the host is our own replay."""
    trust_environment: bool = False
    """Whether HTTP_PROXY, HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR count."""
    proxy: str = ""
    """One proxy that everything is asked through; the environment then counts for nothing."""
    total: float = 30.0
    """For one fetch with all its redirects; waiting for a host's turn, and for its robots.txt, is not counted."""
    connect: float = 5.0
    """For name lookup, connection and TLS together."""
    idle: float = 10.0
    """Between two bytes."""
    redirects: int = 5
    concurrency: int = 320
    """Requests, new connections and lookups at once. A server that answers nothing holds one for `total` seconds, so this leaves
    room beside two hundred of them; it stays far below the 1,024 files that a process may usually open."""
    field_size: int = 32 * 1024
    """Bytes of one header field. aiohttp's 8,190 refuses real sites' content security policies."""
    fields: int = 128
    """Header fields of one answer (aiohttp's own limit)."""


class _Target(Struct, frozen=True):
    """Where a request goes: the address as it is sent, the host whose turn it takes, and the proxy, if any."""

    url: URL
    host: str
    proxy: URL | None


_Permission = Callable[[_Target], Awaitable[float | Failure]]


class _Deadline:
    """The time that is left to one fetch; it runs only while `running`."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        started = monotonic()
        try:
            async with asyncio.timeout(self._left):
                yield
        finally:
            self._left -= monotonic() - started


class WebFetcher:
    """The `Fetcher` port over the real network.

    Args:
        options: limits and manners.
        clock: stamps answers, ages robots.txt, reads the dates of Retry-After.
        robots: robots.txt files read earlier, by origin, with the time of reading.
        lookup: how names become addresses; its answers are guarded whatever it says.

    Raises:
        NewsloomError: the trusted environment names an unusable proxy or certificate file.

    Example:
        >>> from datetime import UTC
        >>> class Noon:
        ...     def now(self) -> datetime:
        ...         return datetime(2026, 1, 1, 12, tzinfo=UTC)
        >>> async def code(url: str) -> str:
        ...     async with WebFetcher(FetchOptions(), Noon(), {}) as fetcher:
        ...         answer = await fetcher.fetch(Request(url=url))
        ...     return answer.code if isinstance(answer, Failure) else ""
        >>> asyncio.run(code("http://0x7f.1/")), asyncio.run(code("file:///etc/passwd"))
        ('blocked-address', 'bad-address')
    """

    def __init__(
        self, options: FetchOptions, clock: Clock, robots: dict[str, tuple[str, datetime]], *, lookup: Lookup = socket.getaddrinfo
    ) -> None:
        self._options = options
        self._clock = clock
        self._lookup = lookup
        trusted = options.trust_environment and not options.proxy
        self._proxies = Proxies(trusted=trusted, only=options.proxy)
        self._tls = certificates(trusted=trusted)
        self._hosts = Hosts(options.concurrency)
        self._robots = Robots(self._ask_robots, clock, robots, options.user_agent.partition("/")[0].strip())

    @property
    def robots(self) -> dict[str, tuple[str, datetime]]:
        """The robots.txt files known by now, by origin, with the time of reading: worth keeping for the next fetcher."""
        return self._robots.known

    async def __aenter__(self) -> Self:
        # Lookups block a thread each; the loop's own few threads would let one dead name server stop everyone.
        self._threads = ThreadPoolExecutor(self._options.concurrency, thread_name_prefix="newsloom-lookup")
        options = self._options
        self._connections = Connections(
            Gate(self._lookup, self._threads),
            Gate(self._lookup, self._threads, self._proxies.places()),
            self._tls,
            Limits(connect=options.connect, idle=options.idle, field_size=options.field_size, fields=options.fields),
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._connections.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def fetch(self, request: Request) -> Fetched | Failure:
        """Ask for one thing, politely, within every limit; see the table of codes above.

        `url` of the answer is the request's own unless a redirect was followed, and `moved` says the same where every redirect was
        a permanent one. The request's headers go along to the same origin only: after a redirect elsewhere neither credentials nor
        validators are sent.
        """
        return await self._follow(request, partial(self._chosen, origin(request.url)) if request.permitted else self._permission)

    async def _follow(self, request: Request, permission: _Permission) -> Fetched | Failure:
        deadline = _Deadline(self._options.total)
        hop, moved = request, False
        for number in range(self._options.redirects + 1):
            answer = await self._visit(hop, permission, deadline)
            following = onward(hop, answer) if isinstance(answer, Fetched) else None
            if isinstance(answer, Failure) or isinstance(following, Failure):
                return structs.replace(following if isinstance(following, Failure) else answer, subject=request.url)
            if following is None:
                return structs.replace(answer, moved=hop.url if moved else "")
            hop, moved = following, answer.status in PERMANENT and (moved or not number)
        return failure(request.url, "too-many-redirects", f"more than {self._options.redirects} redirects, the last to {hop.url}")

    async def _visit(self, hop: Request, permission: _Permission, deadline: _Deadline) -> Fetched | Failure:
        target = self._target(hop.url)
        if isinstance(target, Failure):
            return target
        pause = await permission(target)
        if isinstance(pause, Failure):
            return pause
        async with self._hosts.queues.hold(target.host):
            if (said := self._hosts.refusal(target.host)) is not None:
                return said
            answer = await self._turn(hop, target, pause, deadline)
            if isinstance(answer, Failure):
                self._hosts.rest(target.host, answer)
            return answer

    async def _turn(self, hop: Request, target: _Target, pause: float, deadline: _Deadline) -> Fetched | Failure:
        """Ask the host whose turn it is; once more, after another pause, when the connection kept for it had just been closed.

        A server may close an idle connection at any moment, so also while our request is on its way. That is no failure of the
        server, and a GET may be repeated then (RFC 9112 section 9.3.1); the connection of the second try is a new one.
        """
        errand = Errand(url=target.url, proxy=target.proxy, headers=self._headers(hop), brief=pause < KEPT)
        try:
            async with self._hosts.asking(target.host, pause):
                return await self._ask(hop, errand, target.host, deadline)
        except UnansweredError:
            errand.reused = False
        async with self._hosts.asking(target.host, pause):
            return await self._ask(hop, errand, target.host, deadline)

    def _target(self, address: str) -> _Target | Failure:
        sent = wire(address) if absolute(address) else ""
        if not sent:
            return failure(address, "bad-address", "this is no http(s) address that can be asked for; check it")
        url, host = URL(sent, encoded=True), hostname(sent)
        proxy = self._proxies.route(url)
        why = local_target(host) or ("" if proxy or url.port in PORTS else f"on a port that is not the web's ({url.port})")
        if why:
            return failure(address, "blocked-address", f"{host} is {why}; only public web addresses are asked")
        return _Target(url=url, host=host, proxy=proxy)

    async def _permission(self, target: _Target) -> float | Failure:
        rules = await self._robots.rules(origin(str(target.url)))
        if isinstance(rules, Failure):
            return rules
        if not rules.allow(str(target.url)):
            reason = (
                "the site's robots.txt forbids this address to crawlers; remove it, or set `ignore_robots` on a source that a person chose"
            )
            return failure(str(target.url), "robots-disallowed", reason)
        return max(self._options.spacing, min(rules.delay, LONGEST_PAUSE))

    async def _chosen(self, chosen: str, target: _Target) -> float | Failure:
        """Permit everything at the origin that a person chose; elsewhere robots.txt speaks."""
        return self._options.spacing if origin(str(target.url)) == chosen else await self._permission(target)

    async def _spacing(self, _: _Target) -> float:
        return self._options.spacing

    async def _ask_robots(self, request: Request) -> Fetched | Failure:
        return await self._follow(request, self._spacing)

    async def _ask(self, hop: Request, errand: Errand, host: str, deadline: _Deadline) -> Fetched | Failure:
        try:
            async with deadline.running(), self._connections.ask(errand) as response:
                return await self._read(hop, response, host)
        except (ClientError, BodyError, OSError) as error:  # OSError holds TimeoutError
            if isinstance(error, UnansweredError) and errand.reused:
                raise
            return explain(hop.url, error)

    def _headers(self, hop: Request) -> list[tuple[str, str]]:
        given = [(name, value) for name, value in hop.headers if name.lower() not in _OUR_HEADERS and _sendable(name + value)]
        if all(name.lower() != "accept" for name, _ in given):
            given.append(("Accept", ACCEPT))
        return [*given, ("User-Agent", self._options.user_agent), ("Accept-Encoding", "gzip")]

    async def _read(self, hop: Request, response: ClientResponse, host: str) -> Fetched | Failure:
        headers = tuple((_text(name), _text(value)) for name, value in response.raw_headers)
        answer = Fetched(url=hop.url, status=response.status, headers=headers, at=self._clock.now())
        if answer.status < HTTPStatus.OK:
            return failure(hop.url, "protocol", f"the server answered {answer.status}, which is no final status")
        if answer.status >= HTTPStatus.BAD_REQUEST:
            return refused(answer, answer.at)
        if location(answer):
            return answer
        coding = ",".join(value for name, value in headers if name.lower() == "content-encoding")
        body = Body(coding, limit=hop.limit, partial=hop.partial)
        body.expect(response.content_length)
        if not await _poured(response, body, LARGE):
            async with self._hosts.carrying(host):
                await _poured(response, body, inf, breath=BREATH)
        return structs.replace(answer, body=body.finish())


async def _poured(response: ClientResponse, body: Body, most: float, breath: float = 0.0) -> bool:
    """Read on until the body is complete, or has that many bytes; tell whether it is complete. `breath` is left between two steps."""
    while not body.full and body.size < most:
        data = await response.content.readany()
        if not data:
            return True
        body.feed(data)
        await asyncio.sleep(breath)
    return body.full


def _text(raw: bytes) -> str:
    """Read a header: UTF-8 or else Latin-1 (RFC 9110 section 5.5), never with surrogates, which nothing could store."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _sendable(text: str) -> bool:
    """Tell whether a header can go over the wire: what a server once said may come back with anything in it."""
    return not any(character in text for character in "\r\n\0") and not any("\ud800" <= character <= "\udfff" for character in text)
