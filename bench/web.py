"""A made-up web in a process of its own: thousands of feeds and pages, deterministic, for benches of whole cycles."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import accumulate
import multiprocessing
from multiprocessing.connection import Connection
import random

from newsloom.sample.loopback import LoopbackWeb, Page
from newsloom.stories import Background

ITEMS = 10
HOSTS = 1_000
REPORTS = 3
"""Articles on one event: consecutive numbers, from different hosts, that share names and half of their words."""

_BACKGROUND = Background.load().frequency
_WORDS = tuple(_BACKGROUND)
_WEIGHTS = tuple(accumulate(_BACKGROUND.values()))


def sentence(seed: str, words: int, event: str = "") -> str:
    """Return words that depend on the seed alone: as common and as rare as in English news, every sixth one an invented name."""
    own, shared = random.Random(seed), random.Random(event or seed)
    made = []
    for place in range(words):
        chance = shared if place % 2 else own
        made.append(
            f"{chance.choice(_WORDS)}{chance.randrange(90)}".title() if place % 6 == 1 else chance.choices(_WORDS, cum_weights=_WEIGHTS)[0]
        )
    return " ".join(made).capitalize()


def event(number: str) -> str:
    """Return the event that an item reports."""
    return f"event {int(number) // REPORTS}"


def title(host: str, number: str) -> str:
    """Return the title of an item: artificial intelligence and some made-up event."""
    return f"Artificial intelligence and {sentence(f'{host}/{number}', 8, event(number))}"


def page(host: str, number: str) -> bytes:
    """Return the page of an item: an ordinary head of two kilobytes."""
    name, description = title(host, number), sentence(f"{host}/{number}/text", 40, event(number))
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name} | {host}</title>
<link rel="canonical" href="http://{host}/{number}"><meta property="og:title" content="{name}">
<meta property="og:description" content="{description}."><meta property="og:site_name" content="{host}">
<meta property="article:published_time" content="2026-03-02T{int(number) % 12:02}:00:00Z">
<style>{"body{margin:0}" * 60}</style></head><body><article><h1>{name}</h1><p>{description}.</p></article></body></html>""".encode()


def answer(url: str) -> Page | None:
    """Return the feed of a host, or one of its pages."""
    host, _, path = url.removeprefix("http://").partition("/")
    if path == "feed":
        first = int(host[1:].split(".")[0])
        rows = "".join(
            f"<item><title>{title(host, str(n))}</title><link>http://{host}/{n}</link>"
            f"<pubDate>Mon, 02 Mar 2026 {n % 12:02}:00:00 GMT</pubDate></item>"
            for n in range(first, ITEMS * HOSTS, HOSTS)
        )
        return Page(body=f"<rss version='2.0'><channel><title>{host}</title>{rows}</channel></rss>".encode())
    return Page(body=page(host, path)) if path.isdigit() else None


def _serve(pages: Callable[[str], Page | None], channel: Connection) -> None:
    with LoopbackWeb(pages) as web:
        channel.send(web.proxy)
        while channel.recv() == "statuses":
            channel.send(dict(web.statuses))


class Served:
    """The served web: its address, and how many answers of each status it gave."""

    def __init__(self, proxy: str, channel: Connection) -> None:
        self.proxy, self._channel = proxy, channel
        self.environment = {"HTTP_PROXY": proxy}

    def statuses(self) -> dict[int, int]:
        """Return how many answers of each status were given so far."""
        self._channel.send("statuses")
        counted: dict[int, int] = self._channel.recv()
        return counted


@contextmanager
def served(pages: Callable[[str], Page | None] = answer) -> Iterator[Served]:
    """Serve a made-up web from another process until the block ends."""
    near, far = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(pages, far), daemon=True)
    process.start()
    try:
        yield Served(near.recv(), near)
    finally:
        near.send("end")
        process.join(10)
        process.terminate()
