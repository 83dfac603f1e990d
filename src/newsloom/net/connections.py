"""Connections: how they are made, which are kept for a host's next request, and how many there may be.

A page costs a host and us less over a connection that is there already: no handshake, no new TLS session. Every connection is
made through a `Gate`, which judges where it leads; one that is kept leads to the same place as before, whatever its host's name
leads to meanwhile. An idle one is closed after a few seconds, and only so many are idle at once.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import ssl
from time import monotonic
from types import SimpleNamespace

from aiohttp import (
    ClientConnectionError,
    ClientConnectionResetError,
    ClientConnectorError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    ServerDisconnectedError,
    TCPConnector,
    TraceConfig,
    TraceConnectionReuseconnParams,
)
from msgspec import Struct
from yarl import URL

from newsloom.net.guard import Gate

KEPT = 4.0
"""Seconds for which an idle connection is kept: below the shortest time after which common servers close theirs by default
(Apache httpd 2.4 `KeepAliveTimeout` and Node `keepAliveTimeout`: 5 s; nginx `keepalive_timeout`: 75 s), so that few of them
close just as we ask."""

MOST_OPEN = 576
"""Connections at once, in use or idle: what is in use (`FetchOptions.concurrency`) and as many again, far enough below the 1,024 files
that a process may usually open. With 256 idle ones, of 3,885 requests to 1,254 origins 1,700 went over a kept connection; with all that
this leaves, nearly all that could."""


AWAITED = 2.0
"""Seconds within which the next request to a host comes, if any: the pause between two is one second unless a hub or a robots.txt
asks for more. Beyond `MOST_OPEN`, what has been idle for longer goes first; before that, the newest goes: hosts that take turns would
otherwise close each other's connections just before they are needed."""


class UnansweredError(ClientConnectionError):
    """A connection ended before any byte of an answer."""


class Limits(Struct, frozen=True, kw_only=True):
    """What every connection and the head of every answer is held to. Times are seconds, sizes bytes."""

    connect: float
    idle: float
    field_size: int
    fields: int


class Errand(Struct, kw_only=True):
    """One request on its way: where it goes, what it says, and afterwards whether it went over a kept connection."""

    url: URL
    proxy: URL | None
    headers: list[tuple[str, str]]
    brief: bool
    """Whether the host's next request, if there is one, can come before a kept connection would be closed."""
    reused: bool = False


class Connections:
    """All connections of one fetcher.

    Args:
        direct: the gate of connections to the web.
        proxied: the gate of connections to the user's proxies.
        tls: which certificates are trusted.
        limits: what they are held to.

    An address is asked over the connection that its origin's last request left, if there is one, and leaves its own one for the
    next. Whoever asks sees to it that a host is asked one thing at a time: then an origin never has two.
    """

    def __init__(self, direct: Gate, proxied: Gate, tls: ssl.SSLContext, limits: Limits) -> None:
        self._direct, self._proxied, self._tls, self._limits = direct, proxied, tls, limits
        self._tracing = TraceConfig()
        self._tracing.on_connection_reuseconn.append(_note_reuse)
        self._timeout = ClientTimeout(total=None, connect=limits.connect, sock_connect=limits.connect, sock_read=limits.idle)
        # A session for each origin, with its one connection, and since when it is idle; the longest idle in front.
        self._idle: dict[URL, tuple[ClientSession, float]] = {}
        self._busy = 0

    async def close(self) -> None:
        """Close every connection."""
        while self._idle:
            await self._close_one()

    @asynccontextmanager
    async def ask(self, errand: Errand) -> AsyncIterator[ClientResponse]:
        """Send a request; the head of the answer, whose body can be read until the block ends."""
        origin = errand.url.origin()
        session, _ = self._idle.pop(origin, (None, 0.0))
        session = session or self._session(self._proxied if errand.proxy else self._direct)
        self._busy += 1
        try:
            async with session.get(
                errand.url, headers=errand.headers, proxy=errand.proxy, allow_redirects=False, trace_request_ctx=errand
            ) as response:
                yield response
        finally:
            self._busy -= 1
            if errand.brief and origin not in self._idle:
                self._idle[origin] = (session, monotonic())
            else:
                await session.close()
            while self._idle and len(self._idle) + self._busy > MOST_OPEN:
                await self._close_one()

    async def _close_one(self) -> None:
        oldest = next(iter(self._idle))
        awaited = monotonic() - self._idle[oldest][1] < AWAITED
        session, _ = self._idle.popitem()[1] if awaited else self._idle.pop(oldest)
        await session.close()

    def _session(self, gate: Gate) -> ClientSession:
        connector = TCPConnector(
            resolver=gate,
            socket_factory=gate.make_socket,
            use_dns_cache=False,  # an answer is used for the connection that it was judged for, and no other
            ssl=self._tls,
            limit=0,  # `Hosts` bounds requests; a second bound would be waited for under the connect time-out
            keepalive_timeout=KEPT,
        )
        return ClientSession(
            connector=connector,
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            timeout=self._timeout,
            max_line_size=self._limits.field_size,
            max_field_size=self._limits.field_size,
            max_headers=self._limits.fields,
            middlewares=(_once,),
            trace_configs=[self._tracing],
        )


async def _note_reuse(_: ClientSession, context: SimpleNamespace, __: TraceConnectionReuseconnParams) -> None:
    errand: Errand = context.trace_request_ctx
    errand.reused = True


async def _once(request: ClientRequest, send: ClientHandlerType) -> ClientResponse:
    """Send a request without aiohttp's repetition of broken ones, which would reach the host without a pause."""
    try:
        return await send(request)
    except ClientConnectorError:
        raise
    except ServerDisconnectedError as error:
        begun = not isinstance(error.message, str)  # aiohttp hands over the half of a head that it had read
        raise (ClientConnectionError if begun else UnansweredError)("Server disconnected") from error
    except (ClientOSError, ClientConnectionResetError) as error:
        raise UnansweredError(*error.args) from error
