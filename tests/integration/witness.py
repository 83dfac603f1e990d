"""A forward proxy on loopback that is every host by itself and remembers what servers see: who asked what, when, over which connection."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from itertools import pairwise
import threading
from time import monotonic, sleep
from typing import NamedTuple, Self
from urllib.parse import urlsplit

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]
"""What a server does instead of an answer; the connection is closed after it."""


class Seen(NamedTuple):
    url: str
    connection: int
    start: float
    end: float
    headers: dict[str, str]

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


def answer(body: bytes = b"", status: int = 200, *fields: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *fields, "", ""]).encode() + body


ROBOTS = answer(b"User-agent: *\nAllow: /\n")


class Witness:
    """Serve `pages` (addresses to answers, or a function) after `delay` seconds each, in a thread, until the block ends."""

    def __init__(self, pages: Mapping[str, bytes | Behaviour] | Callable[[str], bytes | Behaviour | None], delay: float = 0.0) -> None:
        self.pages, self.delay = pages, delay
        self.seen: list[Seen] = []
        self.open: set[int] = set()
        self.made = self.most_open = 0
        self._ready = threading.Event()

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def of(self, host: str) -> list[Seen]:
        return sorted((one for one in self.seen if one.host == host), key=lambda one: one.start)

    def gaps(self, host: str) -> list[float]:
        """Return the seconds between the end of each request to a host and the start of the next; negative for two at once."""
        return [later.start - earlier.end for earlier, later in pairwise(self.of(host))]

    def emptied(self, within: float) -> bool:
        """Wait until no connection is open; tell whether that came to pass."""
        until = monotonic() + within
        while self.open and monotonic() < until:
            sleep(0.01)
        return not self.open

    def urls(self) -> list[str]:
        return [one.url for one in self.seen]

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0, backlog=1024)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in (rest := asyncio.all_tasks() - {asyncio.current_task()}):
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.made += 1
        number = self.made
        self.open.add(number)
        self.most_open = max(self.most_open, len(self.open))
        try:
            while await self._answer(number, await reader.readuntil(b"\r\n\r\n"), writer):
                pass
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            self.open.discard(number)
            writer.close()

    async def _answer(self, number: int, head: bytes, writer: asyncio.StreamWriter) -> bool:
        line, *fields = head.decode("latin-1").split("\r\n")
        url, start = line.split(" ")[1], monotonic()
        headers = {name.lower(): value for name, _, value in (field.partition(": ") for field in fields if field)}
        found = self.pages(url) if callable(self.pages) else self.pages.get(url)
        page = found or (ROBOTS if urlsplit(url).path == "/robots.txt" else answer(status=404))
        try:
            await asyncio.sleep(self.delay)
            if isinstance(page, bytes):
                writer.write(page)
                await writer.drain()
            else:
                await page(writer)
        finally:
            self.seen.append(Seen(url, number, start, monotonic(), headers))
        return isinstance(page, bytes)
