"""Logos: keep those of the publishers whose reports stand on published stories."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from newsloom.extract.logos import LARGEST_FILE, logo_addresses, logo_copied
from newsloom.extract.videos import STAGES
from newsloom.flows.batches import batches
from newsloom.flows.curate import FRESH
from newsloom.flows.shelf import Shelf, Terms
from newsloom.flows.views import Stories, published
from newsloom.ports import Gallery, Outside, Store
from newsloom.render.item import LOGO_SMALL, logo_path
from newsloom.sink.names import fault
from newsloom.types import LOGO, Article, Copy, Fetched, Kept, Request, Work
from newsloom.urls import domain as domain_of
from newsloom.urls import hostname, origin

AGAIN = timedelta(days=30)
"""How long after a failure a publisher's logo is asked for again: most that have none will have none."""

AT_ONCE = 50
"""Publishers of one cycle, those with the newest stories first; the rest follows in the next ones."""

LONGEST = 120.0
"""Seconds of one run; what is missing follows in the next."""

EACH = 40.0
"""Seconds of one publisher: a front page and an icon that never end cost 30 each. Whoever takes longer has no logo for now: it would
otherwise take up every run, and none would ever settle it."""

CONNECTIONS = 8
"""Publishers that are asked at a time."""

SHARE = 10
"""Logos may take the tenth part of the pictures' budget: of 100 MB, 10 MB hold about 300 of them."""

FRONT = 1024 * 1024
"""Bytes of a front page that are read: its head names the icons."""


class Wanted(NamedTuple):
    """A publisher's domain, and its newest report: its front page is asked for where that lies, if it lies with the publisher."""

    domain: str
    newest: Article


class LogoKeeper:
    """One run of the logos' flow.

    Args:
        store: knows the published stories, and which logos are kept.
        gallery: where the copies lie.
        budget: bytes that they may take together; those of the longest silent publishers go first.
        now: the cycle's time.
    """

    def __init__(self, store: Store, gallery: Gallery, budget: int, now: datetime) -> None:
        self._store, self._budget, self._now = store, budget, now
        self._shelf = Shelf(store, gallery, Terms(prefix=LOGO, budget=budget, again=AGAIN, final=False), now)
        self._connections = asyncio.Semaphore(CONNECTIONS)

    def wanted(self) -> list[Wanted]:
        """Return the publishers without a logo, the one with the newest report first; none without a budget."""
        if not self._budget:
            return []
        newest: dict[str, Article] = {}
        for article in self._shown():
            before = newest.setdefault(article.domain, article)
            newest[article.domain] = max(before, article, key=lambda one: (one.published_at, one.url))
        known = self._store.kept({LOGO + domain for domain in newest})
        settled = {key for key, kept in known.items() if self._shelf.settles(kept)}
        missing = [Wanted(*one) for one in newest.items() if LOGO + one[0] not in settled]
        return sorted(missing, key=lambda one: (one.newest.published_at, one.domain), reverse=True)[:AT_ONCE]

    def _shown(self) -> Iterator[Article]:
        """Yield the articles that fresh published stories show with their publishers' marks."""
        for batch in batches(self._store.stories_between(self._now - FRESH, self._now)):
            for view in Stories(self._store).views(published(self._store, batch)):
                for article in (view.article, *(other.article for other in view.related if other.relation != "theme")):
                    if article.domain not in STAGES and _names_a_file(article.domain):  # a stage shows what many publish
                        yield article

    async def fetch(self, wanted: Sequence[Wanted], outside: Outside) -> None:
        """Find logos and keep copies of them; what does not come in time follows in the next run."""
        try:
            async with asyncio.timeout(LONGEST):
                await asyncio.gather(*(self._keep(outside, *one) for one in wanted))
        except TimeoutError:
            pass  # what is done is saved

    def finish(self) -> int:
        """Let go of what is beyond the budget, forget what the gallery lost; return how many logos went for want of room."""
        return self._shelf.let_go()

    async def _keep(self, outside: Outside, domain: str, newest: Article) -> None:
        async with self._connections:
            kept = Kept(url=LOGO + domain, at=self._now, newest=newest.published_at)
            # An aggregator's link that hides where it leads would bring the aggregator's own logo.
            home = origin(newest.url) if domain_of(newest.url) == domain else f"https://{domain}"
            try:
                async with asyncio.timeout(EACH):
                    copy = await self._found(outside, f"{home}/")
            except TimeoutError:
                copy = None
            self._store.save_kept([self._shelf.put(kept, copy) if copy else kept])

    async def _found(self, outside: Outside, home: str) -> Copy | None:
        front = await outside.fetcher.fetch(Request(url=home, limit=FRONT, partial=True))
        if not isinstance(front, Fetched):
            return None
        addresses = await outside.engine.run(Work(subject=front.url, function=logo_addresses, args=(front,)))
        for address in addresses if isinstance(addresses, tuple) else ():
            answer = await outside.fetcher.fetch(Request(url=address, limit=LARGEST_FILE))
            if isinstance(answer, Fetched):
                copy = await outside.engine.run(Work(subject=address, function=logo_copied, args=(answer.body,)))
                if isinstance(copy, Copy):
                    return copy
        return None


def _names_a_file(domain: str) -> bool:
    """Tell whether a logo could lie under a domain's name everywhere: not under an odd one's, nor under `prn.to`, a device to Windows."""
    return hostname(f"https://{domain}/") == domain and not fault(logo_path(domain, LOGO_SMALL))
