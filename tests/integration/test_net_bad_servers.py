"""Two hundred bad servers at once: each ends within its time and little memory, and the good ones do not wait for them."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
import threading
from typing import Any, Self

import pytest
from tests.integration.witness import Behaviour, Witness, answer
from tests.packing import packed

from newsloom.net.http import FetchOptions, WebFetcher
from newsloom.types import Failure, Fetched, Request

pytestmark = pytest.mark.loopback

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MEGABYTE = 1_000_000
BOMB = packed(bytes(100 * MEGABYTE))


class Noon:
    def now(self) -> datetime:
        return NOW


class Memory:
    """The most memory that this process has at once, beyond what it had at the beginning of the block."""

    def __enter__(self) -> Self:
        self._begin = self._most = self._now()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def grown(self) -> int:
        return self._most - self._begin

    def _now(self) -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

    def _watch(self) -> None:
        while not self._over.wait(0.005):
            self._most = max(self._most, self._now())


async def hang(_: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


def drip(head: bytes, piece: bytes) -> Behaviour:
    async def behaviour(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.05)

    return behaviour


def endless(head: bytes, piece: bytes) -> Behaviour:
    async def behaviour(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()

    return behaviour


def stalling(size: int) -> Behaviour:
    async def behaviour(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 X\r\nContent-Length: 9000000\r\n\r\n" + bytes(size))
        await hang(writer)

    return behaviour


async def silence(_: asyncio.StreamWriter) -> None:
    """Close at once."""


HEAD = b"HTTP/1.1 200 X\r\n"
KINDS: dict[str, tuple[bytes | Behaviour, str]] = {
    "hang": (hang, "timeout"),
    "drip": (drip(HEAD + b"\r\n", b"x"), "timeout"),
    "drip-head": (drip(HEAD, b"X-A: y\r\n"), "timeout"),
    "endless": (endless(HEAD + b"\r\n", bytes(65_536)), "too-large"),
    "endless-head": (endless(HEAD, b"X-A: " + b"y" * 60_000 + b"\r\n"), "protocol"),
    "bomb": (answer(BOMB, 200, "Content-Encoding: gzip"), "too-large"),
    "bomb-in-a-bomb": (answer(packed(BOMB), 200, "Content-Encoding: gzip, gzip"), "bad-encoding"),
    "brotli": (answer(b"x" * 99, 200, "Content-Encoding: br"), "bad-encoding"),
    "loop": (answer(b"", 302, "Location: /loop"), "too-many-redirects"),
    "to-metadata": (answer(b"", 302, "Location: http://169.254.169.254/"), "blocked-address"),
    "to-a-file": (answer(b"", 302, "Location: file:///etc/passwd"), "bad-address"),
    "short": (drip(HEAD + b"Content-Length: 9\r\n\r\nab", b""), "timeout"),
    "bad-chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\nhello\r\n", "protocol"),
    "patience": (answer(b"", 429, "Retry-After: 99999999999999999999"), "http-429"),
    "no-http": (b"<rss>\r\n\r\n", "protocol"),
    "silence": (silence, "unreachable"),
}


def address(kind: str, number: int) -> str:
    return f"http://{kind}{number}.example/{kind}"


def web_of(**good: bytes | Behaviour) -> Witness:
    """Return a web on which every path is what it is called, on every host."""
    return Witness(lambda url: good.get(url.rpartition("/")[2]) or KINDS.get(url.rpartition("/")[2], (None,))[0])


def play(web: Witness, scene: Any, **options: Any) -> Any:
    async def whole() -> Any:
        async with WebFetcher(FetchOptions(proxy=web.proxy, **{"spacing": 0.0} | options), Noon(), {}) as fetcher:
            return await asyncio.wait_for(scene(fetcher), 60)

    return asyncio.run(whole())


class Order:
    """Fetches many things at once and remembers in which order they ended."""

    def __init__(self, fetcher: WebFetcher) -> None:
        self._fetcher = fetcher
        self.ended: list[tuple[str, Fetched | Failure]] = []

    async def fetch(self, url: str) -> None:
        self.ended.append((url, await self._fetcher.fetch(Request(url=url))))

    def place(self, kind: str) -> list[int]:
        return [place for place, (url, _) in enumerate(self.ended) if url.endswith(kind)]


@pytest.mark.parametrize("kind", KINDS)
def test_fetch_bad_server_ends_in_its_failure_within_little_memory(kind):
    async def scene(fetcher: WebFetcher) -> Fetched | Failure:
        return await fetcher.fetch(Request(url=address(kind, 1)))

    with web_of() as web, Memory() as memory:
        got = play(web, scene, total=1.0)
    assert got.code == KINDS[kind][1]
    assert memory.grown < 64 * MEGABYTE


def test_fetch_two_hundred_bad_servers_end_in_their_failures_and_no_good_one_waits_for_a_time_out():
    async def scene(fetcher: WebFetcher) -> Order:
        order, names = Order(fetcher), list(KINDS)
        bad = [address(names[number % len(names)], number) for number in range(200)]
        good = [f"http://good{number}.example/{page}" for number in range(10) for page in ("page", "other", "third")]
        await asyncio.gather(*map(order.fetch, bad), *map(order.fetch, good))
        return order

    with web_of(page=answer(b"x" * 90_000), other=answer(b"y"), third=answer(b"z")) as web, Memory() as memory:
        order = play(web, scene, total=6.0)
    assert [got for url, got in order.ended if "//good" in url and isinstance(got, Failure)] == []
    codes = {url.rpartition("/")[2]: got.code for url, got in order.ended if isinstance(got, Failure)}
    assert codes == {kind: code for kind, (_, code) in KINDS.items()}
    assert max(order.place("page") + order.place("other") + order.place("third")) < min(order.place("hang") + order.place("drip"))
    assert memory.grown < 150 * MEGABYTE


def test_fetch_prompt_host_has_room_when_bad_servers_hold_every_place_that_anybody_may_have():
    async def scene(fetcher: WebFetcher) -> Order:
        order = Order(fetcher)
        await order.fetch("http://good.example/page")
        bad = [asyncio.create_task(order.fetch(address("hang", number))) for number in range(20)]
        await asyncio.sleep(0.3)
        await order.fetch("http://good.example/other")
        await asyncio.gather(*bad)
        return order

    with web_of(page=answer(b"x"), other=answer(b"y")) as web:
        order = play(web, scene, total=1.0, concurrency=8)
    assert (order.place("page"), order.place("other")) == ([0], [1])


def test_fetch_large_answer_of_a_prompt_host_is_read_while_large_ones_stall_elsewhere():
    async def scene(fetcher: WebFetcher) -> Order:
        order = Order(fetcher)
        await order.fetch("http://good.example/page")
        bad = [asyncio.create_task(order.fetch(f"http://b{number}.example/stall")) for number in range(6)]
        await asyncio.sleep(0.5)
        await order.fetch("http://good.example/large")
        await asyncio.gather(*bad)
        return order

    pages: dict[str, Any] = {"page": answer(b"x"), "stall": stalling(700_000), "large": answer(b"x" * 2 * MEGABYTE)}
    with web_of(**pages) as web:
        order = play(web, scene, total=2.0)
    assert (order.place("page"), order.place("large")) == ([0], [1])
    assert Counter(got.code for _, got in order.ended[2:]) == {"timeout": 6}


def test_fetch_a_hundred_endless_bodies_at_once_take_the_memory_of_a_few():
    async def scene(fetcher: WebFetcher) -> Counter[str]:
        got = await asyncio.gather(*(fetcher.fetch(Request(url=address("endless", number))) for number in range(100)))
        return Counter(one.code for one in got)

    with web_of() as web, Memory() as memory:
        codes = play(web, scene, total=4.0)
    assert set(codes) <= {"too-large", "timeout"}
    assert memory.grown < 250 * MEGABYTE  # ten megabytes of each would be a thousand
