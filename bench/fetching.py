"""Fetching: 200 hosts with a feed and 20 pages each, over plain http, and the recorded web beside the checkout where there is one.

The pages have the weight of real ones: 60 to 150 kB, most of it scripts and styles, with an ordinary head and forty paragraphs.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
import gzip
import json
import os
from pathlib import Path
import random
import socket
import subprocess
import sys
import time
from typing import Any

from aiohttp import ClientSession, TCPConnector
from web import page, sentence, served, title

from newsloom.net.http import FetchOptions, WebFetcher
from newsloom.sample.loopback import Page
from newsloom.types import Failure, Request

ROUNDS = 3
HOSTS, PAGES = 200, 20
CYCLES = 20
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEW = 2
"""Pages that a feed lists anew each time it is asked."""
_LINE = 70
RECORDED = Path(__file__).resolve().parents[2] / "shared" / "replay"
HUB = """
[hub]
title = "Fetching"
subject = "news"
[[topics]]
id = "news"
name = "News"
keywords = ["artificial intelligence", "news"]
[network]
spacing = "0s"
"""
_CYCLES = """
import gc, sys
from datetime import datetime, timedelta
from pathlib import Path
from newsloom.app import complete, opened
from newsloom.cli import GARBAGE_THRESHOLD

gc.set_threshold(GARBAGE_THRESHOLD)
for number in range(int(sys.argv[2])):
    with opened(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[3]) + timedelta(days=number)) as application:
        complete(application.run())
    print(int(Path("/proc/self/statm").read_text().split()[1]) * 4096, flush=True)
"""

_asked: Counter[str] = Counter()


@lru_cache(maxsize=1)
def _lines() -> tuple[bytes, ...]:
    """Return lines of what surrounds the words of a page: menus and scripts, 70 bytes each."""
    chance = random.Random(7)
    names = [f"{chance.choice('abcdefgh')}{chance.randrange(1_000):03}" for _ in range(2_000)]
    return tuple(f'<li class="{name}"><a href="/{name}" data-n="{name}">{name}</a><i>!</i></li>\n'.encode() for name in names)


@lru_cache(maxsize=97)
def _text(number: int) -> bytes:
    return "".join(f"<p>{sentence(f'{number}/{line}', 30)}.</p>" for line in range(40)).encode()


def _date(number: int) -> str:
    """Return the day of a page: the first twenty on the first, then two a day."""
    return f"{NOW + timedelta(days=max(0, (number - PAGES) // NEW + 1)):%Y-%m-%d}"


def heavy(host: str, number: str) -> bytes:
    """Return a page of 60 to 150 kB."""
    lines = (60_000 + random.Random(f"{host}/{number}/size").randrange(90_000) - 10_000) // _LINE
    rest = _text(int(number) % 97) + b"<nav><ul>" + b"".join(_lines()[:lines]) + b"</ul></nav>"
    return page(host, number).replace(b"2026-03-02", _date(int(number)).encode()).replace(b"</article>", rest + b"</article>")


def answer(url: str) -> Page | None:
    """Return the feed of a host, or one of its pages."""
    host, _, path = url.removeprefix("http://").partition("/")
    if path == "feed":
        first = NEW * _asked[host]
        _asked[host] += 1
        rows = "".join(
            f"<item><title>{title(host, str(n))}</title><link>http://{host}/{n}</link>"
            f"<pubDate>{_date(n)}T{n % 12:02}:00:00Z</pubDate></item>"
            for n in range(first, first + PAGES)
        )
        return Page(body=f"<rss version='2.0'><channel><title>{host}</title>{rows}</channel></rss>".encode())
    return Page(body=heavy(host, path)) if path.isdigit() else None


def _addresses() -> list[str]:
    return [f"http://h{host}.example/{number}" for number in range(PAGES) for host in range(HOSTS)]


class _Now:
    def now(self) -> datetime:
        return NOW


async def _ours(proxy: str) -> None:
    async with WebFetcher(FetchOptions(spacing=0.0, proxy=proxy), _Now(), {}) as fetcher:
        answers = await asyncio.gather(*(fetcher.fetch(Request(url=url)) for url in _addresses()))
    if failed := [one for one in answers if isinstance(one, Failure)]:
        sys.exit(f"{len(failed)} pages could not be fetched, the first: {failed[0]}")


async def _bare(proxy: str) -> None:
    places = asyncio.Semaphore(64)
    async with ClientSession(connector=TCPConnector(limit=0)) as session:

        async def one(url: str) -> None:
            async with places, session.get(url, proxy=proxy) as response:
                await response.read()

        await asyncio.gather(*(one(url) for url in _addresses()))


def alone(_: Path) -> dict[str, float]:
    """Measure the fetcher by itself: 4,000 pages, and as the yardstick bare aiohttp without any manners."""
    with served(answer) as web:
        rates: dict[str, list[float]] = {"ours": [], "bare": []}
        for _round in range(ROUNDS):
            for name, fetch in (("ours", _ours), ("bare", _bare)):
                started, used = time.perf_counter(), time.process_time()
                asyncio.run(fetch(web.proxy))
                rates[name].append(HOSTS * PAGES / (time.perf_counter() - started))
                rates.setdefault(f"{name}_cpu", []).append((time.process_time() - used) / (HOSTS * PAGES))
    best = {"ours": max(rates["ours"]), "bare": max(rates["bare"])}
    return {
        "pages_per_second": round(best["ours"]),
        "bare_aiohttp_pages_per_second": round(best["bare"]),
        "ratio": round(best["ours"] / best["bare"], 2),
        "milliseconds_of_a_core_per_page": round(min(rates["ours_cpu"]) * 1000, 2),
        "bare_milliseconds_of_a_core_per_page": round(min(rates["bare_cpu"]) * 1000, 2),
    }


Cycle = Callable[[Path, dict[str, str]], dict[str, Any]]
"""Runs one cycle of a hub in a process of its own and returns its report, with `wall` seconds and peak `megabytes`."""


def _hub(folder: Path, sources: list[str]) -> Path:
    (folder / "hub.toml").write_text(HUB.replace("[network]", "".join(f'[[sources]]\nurl = "{url}"\n' for url in sources) + "[network]"))
    return folder


def _pace(report: dict[str, Any]) -> dict[str, float]:
    return {
        "pages": report["items"]["discovered"],
        "seconds": round(report["wall"], 1),
        "pages_per_second": round(report["items"]["discovered"] / report["wall"]),
        "megabytes": round(report["megabytes"]),
    }


def whole(run: Cycle, folder: Path) -> dict[str, float]:
    """Measure whole cycles over plain http: 200 hosts, 4,000 pages."""
    with served(answer) as web:
        return _pace(run(_hub(folder, [f"http://h{host}.example/feed" for host in range(HOSTS)]), web.environment))


def recorded(run: Cycle, folder: Path) -> dict[str, float]:
    """Measure a whole cycle over the recorded web, with TLS to each of its 933 hosts; nothing where it is absent."""
    data = RECORDED / "pages.jsonl.gz"
    if not data.exists():
        return {}
    with gzip.open(data, "rt", encoding="utf-8") as rows:
        feeds = [row["feed"] for row in map(json.loads, rows) if "feed" in row]
    with _replayed(data, folder) as environment:
        return _pace(run(_hub(folder, feeds), environment))


@contextmanager
def _replayed(data: Path, folder: Path) -> Iterator[dict[str, str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, str(RECORDED / "replay.py"), str(data), "--port", port, "--ca", str(folder / "ca.pem")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()  # type: ignore[union-attr] # it was opened as a pipe
        proxy = f"http://127.0.0.1:{port}"
        yield {"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy, "SSL_CERT_FILE": str(folder / "ca.pem")}
        process.terminate()


def flat(folder: Path) -> dict[str, float]:
    """Measure the memory of one process that lives twenty cycles of 200 changing feeds: after the second one, and the most later."""
    hub = _hub(folder, [f"http://h{host}.example/feed" for host in range(HOSTS)])
    with served(answer) as web:
        command = [sys.executable, "-c", _CYCLES, str(hub), str(CYCLES), NOW.isoformat()]
        done = subprocess.run(command, env=os.environ | web.environment, capture_output=True, check=True, text=True)
    sizes = [int(line) / 1_000_000 for line in done.stdout.split()]
    return {
        "first": round(sizes[0]),
        "second": round(sizes[1]),
        "last": round(sizes[-1]),
        "most": round(max(sizes)),
        "ratio": round(max(sizes[1:]) / sizes[1], 2),
    }
