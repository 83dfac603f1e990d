"""Reading: one discovered entry to its one outcome, asking the network for nothing twice."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
import itertools
from typing import Generic, TypeVar, cast

import msgspec

from newsloom import __version__, urls
from newsloom.extract.pictures import FIRST_BYTES, measured
from newsloom.flows import intake
from newsloom.flows.revision import revised
from newsloom.flows.vanishing import vanished
from newsloom.ids import article_id
from newsloom.ports import ENGINE_CODES, Outside
from newsloom.sources.wrappers import is_opaque
from newsloom.stages import Extractor
from newsloom.types import Article, Entry, Failure, Fetched, Item, Picture, Publisher, Request, Work

Found = tuple[Item, Article | None]
"""An item's row for the ledger, and the article that it stands for. A duplicate found in the same cycle carries its own
version of the article too: no kill between two commits can lose it, and the store keeps the version that precedes."""

T = TypeVar("T")


class Once(Generic[T]):
    """Work done once per key, however many ask for it at the same time; later askers get the same result."""

    def __init__(self) -> None:
        self._results: dict[str, asyncio.Future[T]] = {}

    async def do(self, key: str, work: Callable[[], Awaitable[T]]) -> tuple[T, bool]:
        """Return the work's result, and whether this call was the one that did it."""
        if key in self._results:
            return await asyncio.shield(self._results[key]), False
        future = self._results[key] = asyncio.get_running_loop().create_future()
        try:
            result = await work()
        except BaseException as error:
            future.set_exception(error)
            future.exception()  # mark as seen: with nobody waiting, asyncio would complain at exit
            raise
        future.set_result(result)
        return result, True


class Reader:
    """Brings entries to their outcomes.

    Args:
        outside: what is known already, the network, and where pages are read.
        extractor: pages to articles.
        now: the cycle's time.
        publishers: the catalogue, by domain: which sites are one house.
    """

    def __init__(self, outside: Outside, extractor: Extractor, now: datetime, publishers: Mapping[str, Publisher] | None = None) -> None:
        self._store, self._fetcher, self._engine = outside.store, outside.fetcher, outside.engine
        self._extractor, self._now, self._publishers = extractor, now, publishers or {}
        self._addresses, self._pictures = Once[Found](), Once[Picture | None]()
        self._admitted: set[str] = set()
        # A host's next page is asked for when its last one is read: else thousands wait in memory for the workers (bench/run.py whole).
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.failures: list[Failure] = []

    async def settle(self, entry: Entry, attempts: int) -> Found:
        """Bring one entry to its outcome; an address that several sources bring in one cycle is asked for once."""
        (item, article), mine = await self._addresses.do(intake.key(entry), lambda: self._guarded(entry, attempts))
        if mine:
            return item, article
        if article is not None:
            return intake.outcome_of(entry, article, known=True, now=self._now), intake.credited(article, entry)
        if item.outcome == "rejected" and not intake.is_shared(entry, item):
            return await self._guarded(entry, attempts)
        return msgspec.structs.replace(item, source=entry.source, url=entry.url, entry=entry if item.entry else None), None

    async def _guarded(self, entry: Entry, attempts: int) -> Found:
        try:
            return await self._read(entry, attempts)
        except Exception as poison:  # noqa: BLE001 - one poisonous item must not harm its neighbours; it is kept and shown
            return intake.quarantined(entry, f"poison: {type(poison).__name__}: {poison}", attempts, self._now), None

    async def _read(self, entry: Entry, attempts: int) -> Found:
        if worthless := _worthless(entry):
            return intake.refused(entry, "rejected", worthless, self._now), None
        known = self._known(entry)
        if known is not None:
            return known
        async with self._turns[urls.hostname(entry.url)]:
            article = await self._article(entry, attempts)
        settled = article if isinstance(article, Item) else self._kept_out(entry, article)
        return (settled, None) if isinstance(settled, Item) else await self._admit(entry, settled)

    def _kept_out(self, entry: Entry, article: Article) -> Article | Item:
        """Return the article, or the entry's row for the ledger where an address of the article led to what was taken down."""
        rows = self._store.ledger({urls.identity(address) for address in (article.url, article.amp_url) if address})
        out = {row.article: row for row in itertools.chain.from_iterable(rows.values()) if intake.kept_out(row)}
        absent = sorted(out.keys() - self._store.known_articles(out))  # what is held was let in again
        return intake.refused(entry, "rejected", out[absent[0]].reason, self._now) if absent else article

    async def _article(self, entry: Entry, attempts: int) -> Article | Item:
        """Return what an entry's page says, or the entry's row for the ledger when that gives no article."""
        page = None if is_opaque(entry.url) else await self._fetcher.fetch(Request(url=entry.url))
        if isinstance(page, Failure):
            self.failures.append(page)
            item = intake.without_page(entry, page, attempts, self._now)
            if item is not None:
                return item
        article = await self._extracted(entry, page if isinstance(page, Fetched) else None)
        if isinstance(article, Failure) and article.code in ENGINE_CODES:
            return intake.quarantined(entry, f"{article.code}: {article.reason}", attempts, self._now)
        if isinstance(article, Failure):
            self.failures.append(article)
            reason = page if isinstance(page, Failure) else article
            return intake.refused(entry, "rejected", f"{reason.code}: {reason.reason}", self._now)
        return article

    async def _extracted(self, entry: Entry, page: Fetched | None) -> Article | Failure:
        work = Work(subject=entry.url, function=self._extractor.extract, args=(entry, page, self._now))
        return cast("Article | Failure", await self._engine.run(work))

    def _known(self, entry: Entry) -> Found | None:
        """Return the outcome of an entry whose address the hub holds already, without asking the network."""
        rows = self._store.ledger([intake.key(entry)]).get(intake.key(entry), ())
        id_ = next((row.article for row in rows if row.article), article_id(entry.url))
        held = self._store.articles([id_]).get(id_)
        if held is None:
            shared = intake.settled_elsewhere(entry, rows, self._now)
            return None if shared is None else (shared, None)
        item = intake.outcome_of(entry, held, known=True, now=self._now)
        return item, intake.credited(held, entry) if held.seen_at == self._now else None

    async def _admit(self, entry: Entry, article: Article) -> Found:
        """Store an article, unless its canonical address is stored; a version of this cycle is one more for the store to choose from."""
        held = self._store.articles([article.id]).get(article.id)
        known = held is not None or article.id in self._admitted
        if held is not None and held.seen_at != self._now:
            return intake.outcome_of(entry, article, known=True, now=self._now), None
        self._admitted.add(article.id)
        article = msgspec.structs.replace(article, read_at=self._now, read_by=__version__)
        return intake.outcome_of(entry, article, known=known, now=self._now), await self._with_picture(article)

    async def look_again(self, article: Article, entry: Entry | None = None) -> Article:
        """Return an article as another look at its page leaves it; with the entry's words where a source gives it new ones.

        Nothing that happens to one page harms another's: what could not be read leaves the article as it was.
        """
        # The page is asked which of its headings is this one's: without the title that stands, it may name another than the first time.
        entry = entry or Entry(source=article.source, url=article.url, title=article.title)
        if is_opaque(entry.url):
            return article
        async with self._turns[urls.hostname(entry.url)]:
            page = await self._fetcher.fetch(Request(url=entry.url))
            if isinstance(page, Failure):
                return revised(article, page, self._now)
            found = vanished(page, article.title) or await self._extracted(entry, page)
        if isinstance(found, Article):
            same = self._house(found.domain) == self._house(article.domain)  # bbc.com answers for bbc.co.uk
            found = msgspec.structs.replace(found, read_by=__version__, domain=article.domain if same else found.domain)
        return revised(article, found, self._now, page.url)

    def _house(self, domain: str) -> str:
        known = self._publishers.get(domain)
        return (known.family or known.name) if known else domain

    async def _with_picture(self, article: Article) -> Article:
        if not article.images:
            return article
        picture = article.images[0]
        found, _ = await self._pictures.do(picture.url, lambda: self._measure(picture))
        return msgspec.structs.replace(article, images=(found,) if found else ())

    async def _measure(self, picture: Picture) -> Picture | None:
        """Return the picture with its size from its first bytes; one that does not load or is none is dropped."""
        answer = await self._fetcher.fetch(Request(url=picture.url, limit=FIRST_BYTES, partial=True))
        if isinstance(answer, Failure):
            self.failures.append(answer)
            return None
        return measured(picture, answer.body)


def _worthless(entry: Entry) -> str:
    """Return why an entry is nothing that could be read or credited; empty when it is something."""
    if not entry.url:
        return "no-address: the entry names no page"
    if is_opaque(entry.url) and urls.domain(entry.outlet_url) in ("", urls.domain(entry.url)):
        return "opaque: the aggregator's link hides where it leads, and its feed names no publisher"
    return ""
