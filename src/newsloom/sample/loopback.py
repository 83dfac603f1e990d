"""A web on loopback: a forward proxy that answers for every http:// host from pages that were made up."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from hashlib import blake2b
import threading
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from msgspec import Struct


class Page(Struct, frozen=True, kw_only=True):
    """One answer. An ETag made from the body is added to every 200, and If-None-Match is honoured."""

    body: bytes = b""
    status: int = 200
    """0 closes the connection without an answer."""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    delay: float = 0.0
    """Seconds before the answer; other connections do not wait."""


Pages = Mapping[str, Page] | Callable[[str], Page | None]
"""Answers by address, or a function that makes them up."""

_MISSING = Page(status=404, body=b"<!doctype html><title>Not found</title>")
_ROBOTS = Page(body=b"User-agent: *\nAllow: /\n", headers=(("Content-Type", "text/plain"),))


class LoopbackWeb:
    """Serve pages on a loopback port, from a thread of its own, until the block ends.

    Point a client at `proxy` by the standard environment (`HTTP_PROXY`). A missing robots.txt allows everything.

    Example:
        >>> LoopbackWeb({"http://news.example/feed": Page(body=b"<rss/>")}).asked
        Counter()
    """

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.asked: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.port = 0
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._ready = threading.Event()

    @property
    def proxy(self) -> str:
        """The proxy's address."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        while open_ := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(open_, timeout=0.05)  # what was just accepted becomes a connection
            for task, writer in list(self._open.items()):
                writer.transport.abort()
                task.cancel()
        await asyncio.sleep(0)  # let the transports close their sockets

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._connection(reader, writer))
        self._open[task] = writer
        task.add_done_callback(lambda done: self._open.pop(done, None))

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                line, *fields = head.decode("latin-1").split("\r\n")
                headers = {name.strip().lower(): value.strip() for name, _, value in (field.partition(":") for field in fields if field)}
                page = self._page(line.split(" ")[1])
                await asyncio.sleep(page.delay)
                if page.status == 0:
                    return
                writer.write(self._answer(page, headers))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _page(self, url: str) -> Page:
        found = self.pages(url) if callable(self.pages) else self.pages.get(url)
        page = found or (_ROBOTS if urlsplit(url).path == "/robots.txt" else _MISSING)
        self.asked[url] += 1
        return page

    def _answer(self, page: Page, headers: Mapping[str, str]) -> bytes:
        etag = f'"{blake2b(page.body, digest_size=8).hexdigest()}"'
        unchanged = page.status == 200 and headers.get("if-none-match") == etag  # noqa: PLR2004 - RFC 9110: 200 OK
        status, body = (304, b"") if unchanged else (page.status, page.body)
        self.statuses[status] += 1
        lines = [f"HTTP/1.1 {status} .", f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in page.headers)]
        if page.status == 200:  # noqa: PLR2004 - RFC 9110: 200 OK
            lines.append(f"ETag: {etag}")
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
