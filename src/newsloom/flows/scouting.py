"""Scouting: which sources an address leads to, and what each of them holds. Nothing is remembered."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import cast

from msgspec import Struct

from newsloom import urls
from newsloom.flows.conversing import converse
from newsloom.ports import Outside
from newsloom.sources import announced
from newsloom.sources.detect import parse_any
from newsloom.sources.listing import parse_listing
from newsloom.sources.services import feed_address
from newsloom.sources.sitemap import follow
from newsloom.stages import SourceKind
from newsloom.text import plain
from newsloom.times import EARLIEST
from newsloom.types import Failure, Fetched, Harvest, Index, Kind, Memory, Request, Source, Work

SITEMAPS = 2
"""Sitemaps of a robots.txt that are looked at, those of news first: each costs several requests, and a feed is better anyway."""

HEADLINES = 3
"""Newest headlines that show what a source is about."""

FEWEST_LISTED = 5
"""Links below which a page is not offered as a listing: an article's page has a few headlines beside it, too."""


class Offer(Struct, frozen=True, kw_only=True):
    """A source that was found: what it is and what it holds now, or why it could not be read."""

    url: str
    kind: Kind | None = None
    title: str = ""
    language: str = ""
    entries: int = 0
    newest: datetime | None = None
    headlines: tuple[str, ...] = ()
    failure: Failure | None = None

    @property
    def stated(self) -> str:
        """The kind for a hub to state: a page's links are read on demand only, of others it says what they are; a feed needs none."""
        return "" if self.kind in (None, "feed") else self.kind


class Scout:
    """Looks for sources.

    Args:
        outside: the network, and where answers are read.
        kinds: how to converse with each kind of source.
        now: the present moment.
    """

    def __init__(self, outside: Outside, kinds: Mapping[Kind | None, SourceKind], now: datetime) -> None:
        self._outside, self._kinds, self._now = outside, kinds, now

    async def find(self, url: str) -> tuple[Offer, ...] | Failure:
        """Return what an address leads to, the best first: itself, the feeds that its page names, the site's sitemaps, the page's links."""
        asked = Source(url=feed_address(url))
        answer = await self._outside.fetcher.fetch(Request(url=asked.url))
        if isinstance(answer, Failure):
            return answer
        read = await self._read(Work(subject=url, function=parse_any, args=(answer, asked.url)))
        own = await converse(follow(read, answer, asked.url), asked, self._outside)
        if isinstance(own, Harvest):
            return (_offer(asked, own),)
        return await self._around(answer) or own if announced.is_page(answer) else own

    async def _around(self, page: Fetched) -> tuple[Offer, ...]:
        feeds, maps = await asyncio.gather(self._feeds(page), self._sitemaps(page.url))
        offers = await asyncio.gather(*(self.look(Source(url=found)) for found in (*feeds, *maps)))
        links = await self._read(Work(subject=page.url, function=parse_listing, args=(page, page.url)))
        if isinstance(links, Harvest) and len(links.entries) >= FEWEST_LISTED:
            offers.append(_offer(Source(url=page.url), links))
        return _distinct(sorted(offers, key=lambda offer: (offer.failure is not None, not offer.entries)))

    async def _read(self, work: Work) -> Harvest | Index | Failure:
        return cast("Harvest | Index | Failure", await self._outside.engine.run(work))

    async def look(self, source: Source, login: tuple[tuple[str, str], ...] | Failure = ()) -> Offer:
        """Ask one source, and return what it holds."""
        conversation = self._kinds[source.kind].converse(source, Memory(source=source.url), self._now)
        found = await converse(conversation, source, self._outside, login)
        return Offer(url=source.url, kind=source.kind, failure=found) if isinstance(found, Failure) else _offer(source, found)

    async def _feeds(self, page: Fetched) -> tuple[str, ...]:
        found = await self._outside.engine.run(Work(subject=page.url, function=announced.feeds, args=(page,)))
        return found if isinstance(found, tuple) else ()

    async def _sitemaps(self, url: str) -> tuple[str, ...]:
        robots = await self._outside.fetcher.fetch(Request(url=f"{urls.origin(url)}/robots.txt", limit=500 * 1024, partial=True))
        named = () if isinstance(robots, Failure) else announced.sitemaps(robots.body.decode("utf-8", "replace"))
        return named[:SITEMAPS]


def _offer(source: Source, harvest: Harvest) -> Offer:
    dated = [entry.published_at for entry in harvest.entries if entry.published_at]
    ranked = sorted(harvest.entries, key=lambda entry: entry.published_at or EARLIEST, reverse=True)
    titles = (plain(entry.title) for entry in ranked)
    return Offer(
        url=source.url,
        kind=harvest.kind or source.kind,
        title=plain(harvest.title),
        language=harvest.language or next((entry.language for entry in harvest.entries if entry.language), ""),
        entries=len(harvest.entries) + len(harvest.dropped),
        newest=max(dated, default=None),
        headlines=tuple(title for title in titles if title)[:HEADLINES],
    )


def _distinct(offers: list[Offer]) -> tuple[Offer, ...]:
    first: dict[str, Offer] = {}
    for offer in offers:
        first.setdefault(urls.identity(offer.url), offer)
    return tuple(first.values())
