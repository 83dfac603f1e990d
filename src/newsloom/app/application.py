"""A hub with everything it needs to run: its flows, joined to a cycle."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cached_property
import os
import time
from typing import Any

import msgspec

from newsloom import __version__, catalogue, desk
from newsloom.app.judges import judgement, labeller
from newsloom.app.letters import Letters
from newsloom.app.publishing import Publishing
from newsloom.classify import TopicLabeller
from newsloom.engines import LocalEngine
from newsloom.extract import PageExtractor
from newsloom.flows.collect import Collector
from newsloom.flows.curate import Curator, Rules
from newsloom.flows.deciding import Standing, standing
from newsloom.flows.importing import Importer
from newsloom.flows.reading import Reader
from newsloom.flows.recheck import Rechecker
from newsloom.flows.replay import Compared, replayed
from newsloom.flows.reports import (
    CollectReport,
    ImportReport,
    PicturesReport,
    Progress,
    PublishReport,
    RecheckReport,
    StoriesReport,
)
from newsloom.flows.scouting import Offer, Scout
from newsloom.flows.suggesting import Suggested, suggested
from newsloom.hub import Hub
from newsloom.hub.logins import logins
from newsloom.ids import digest
from newsloom.net.http import FetchOptions, WebFetcher
from newsloom.ports import Clock, Outside
from newsloom.registry import source_kinds
from newsloom.render.record import Record
from newsloom.semantic import embedder
from newsloom.sink.tree import Leaf
from newsloom.stages import Embedder
from newsloom.store.sqlite import SqliteStore
from newsloom.stories import Background, LexicalWeaver, WeaverOptions
from newsloom.times import stamp
from newsloom.types import Failure, Source

MOST_LEADS = 3
"""Leads of one story that are looked at in a cycle, should one after the other be held back; the next cycle looks further."""

ONE_SUBJECT = 0.25
"""Theta of a hub, whose articles share a subject: 2 stories of a real hub's year hold unrelated events where 0 leaves 4, none of the
sample web where 0 leaves 2; on news of all subjects it would cost .001 (ECB+ 1-35) to .007 (UCI, half a, titles) of BCubed F1."""


class Cycle(msgspec.Struct, frozen=True, kw_only=True):
    """One whole cycle: collect, curate, publish. `desk` tells of decisions that nobody could obey."""

    as_of: datetime
    collect: CollectReport
    curate: StoriesReport
    publish: PublishReport
    recheck: RecheckReport = RecheckReport()
    pictures: PicturesReport = PicturesReport()
    desk: tuple[str, ...] = ()
    seconds: float

    def document(self) -> dict[str, Any]:
        """Return the cycle as the contract's JSON object."""
        collected = msgspec.to_builtins(self.collect)
        return {
            "as_of": stamp(self.as_of),
            "sources": collected["sources"],
            "items": collected["items"],
            "pages_failed": collected["pages_failed"],
            "stories": msgspec.to_builtins(self.curate),
            "records": msgspec.to_builtins(self.publish.records),
            "files": msgspec.to_builtins(self.publish.files),
            "published": self.publish.published,
            "missing": list(self.publish.missing),
            "rechecked": msgspec.to_builtins(self.recheck),
            "pictures": msgspec.to_builtins(self.pictures),
            "desk": list(self.desk),
            "seconds": round(self.seconds, 3),
        }


class Application:
    """A hub with everything it needs to run.

    Args:
        hub: its settings.
        store: its memory.
        clock: read once by each flow.
        progress: told what the flows do.
        proxy: the one proxy to ask everything through, in place of what the environment says; empty for none.
    """

    def __init__(self, hub: Hub, store: SqliteStore, clock: Clock, progress: Progress, proxy: str = "") -> None:
        self.hub, self.store, self.clock, self.progress, self._proxy = hub, store, clock, progress, proxy
        self._publishing = Publishing(hub, store, clock, progress)

    async def collect(self) -> CollectReport:
        """Ask the sources for what is new and store it."""
        async with self._reaching() as outside:
            return await self._collect(outside)

    async def _collect(self, outside: Outside) -> CollectReport:
        now = self.clock.now()
        collector = Collector(outside, source_kinds(), self._reader(outside, now), now, self.progress)
        return await collector.run(self.hub.sources, logins(self.hub.sources, os.environ))

    def curate(self) -> StoriesReport:
        """Weave what is new into stories and judge them."""
        now = self.clock.now()
        return Curator(self.store, self._rules(now), now, self.progress).run()

    async def _recheck(self, outside: Outside) -> RecheckReport:
        """Look again at the pages that published stories lead to; where one is held back, at the one that leads in its place."""
        now, whole = self.clock.now(), RecheckReport()
        rechecker = Rechecker(self.store, self._reader(outside, now), now, self.progress)
        for _ in range(MOST_LEADS):
            whole += await rechecker.run()
            if not self.store.reread():
                break
            self.curate()
        return whole

    async def _keep_pictures(self, outside: Outside) -> PicturesReport:
        """Keep copies of the pictures of published stories and of their publishers' logos, as far as the hub wants any."""
        pictures, logos = self._publishing.keeper(), self._publishing.logo_keeper()
        wanted, missing = pictures.wanted(), logos.wanted()
        await asyncio.gather(*([pictures.fetch(wanted, outside)] if wanted else ()), *([logos.fetch(missing, outside)] if missing else ()))
        return pictures.finish()

    def _reader(self, outside: Outside, now: datetime) -> Reader:
        return Reader(outside, self._extractor, now, catalogue.publishers())

    @cached_property
    def _extractor(self) -> PageExtractor:
        return PageExtractor(catalogue.publishers(), full_text=self.hub.full_text)

    async def find_sources(self, url: str) -> tuple[Offer, ...] | Failure:
        """Return the sources that an address leads to, with what they hold; nothing is remembered."""
        async with self._reaching(remember=False) as outside:
            return await Scout(outside, source_kinds(), self.clock.now()).find(url)

    async def look_at(self, sources: Sequence[Source]) -> tuple[Offer, ...]:
        """Ask sources for all that they hold now; nothing is remembered."""
        known = logins(sources, os.environ)
        async with self._reaching(remember=False) as outside:
            scout = Scout(outside, source_kinds(), self.clock.now())
            return tuple(await asyncio.gather(*(scout.look(source, known.get(source.url, ())) for source in sources)))

    @asynccontextmanager
    async def _reaching(self, *, remember: bool = True) -> AsyncIterator[Outside]:
        """Open the network, and workers that read what comes from it."""
        network = self.hub.network
        options = FetchOptions(
            user_agent=self.hub.user_agent, spacing=network.spacing, trust_environment=network.trust_environment, proxy=self._proxy
        )
        async with WebFetcher(options, self.clock, self.store.robots()) as fetcher, LocalEngine([self._extractor]) as engine:
            yield Outside(store=self.store, fetcher=fetcher, engine=engine)
            if remember:
                self.store.save_robots(fetcher.robots)

    def publish(self, *, again: bool = False) -> PublishReport:
        """Write what changed to the hub's folders; with `again`, look at every file."""
        return self._publishing.publish(again=again)

    def records(self) -> Iterator[tuple[str, Record]]:
        """Yield the records as they would be published now: their paths and fields."""
        return self._publishing.records()

    @property
    def letters(self) -> Letters:
        """The letters that the hub writes."""
        return self._publishing.letters

    def take_records(self, leaves: Callable[[], Iterable[Leaf]]) -> ImportReport:
        """Make stories of records that were published before; `leaves` yields them, each time from the first."""
        now = self.clock.now()
        decisions = self.standing(now).decisions
        return Importer(self.store, self.hub.policy.threshold, decisions, now, self.progress).run(leaves)

    async def run(self) -> Cycle:
        """Run one cycle."""
        started = time.monotonic()
        self._publishing.keys()  # without them nothing could be published in the end
        async with self._reaching() as outside:
            collected = await self._collect(outside)
            curated = self.curate()
            rechecked = await self._recheck(outside)
            pictures = await self._keep_pictures(outside)
        published = self.publish()
        return Cycle(
            as_of=self.clock.now(),
            collect=collected,
            curate=curated,
            publish=published,
            recheck=rechecked,
            pictures=pictures,
            desk=self.standing(self.clock.now()).problems,
            seconds=time.monotonic() - started,
        )

    def standing(self, now: datetime) -> Standing:
        """Return the desk as it stands: its decisions with the articles that they name, and what is odd about them."""
        return standing(self.store, self.hub.decisions, now, self.hub.topics)

    def replay(self, other: Hub, since: datetime | None = None) -> Iterator[Compared]:
        """Judge every story with a report since then under another hub's settings, beside what the last curation decided; write nothing."""
        now = self.store.judged_at() or self.clock.now()
        return replayed(self.store, judgement(self.store, other, now), now, self.progress, since)

    @cached_property
    def words(self) -> TopicLabeller:
        """What gives articles their topics by the hub's words, whatever its profile."""
        return labeller(self.hub)

    def suggest(self, wanted: tuple[int, ...]) -> Iterator[Suggested]:
        """Yield terms that topics (known by their places) lack, by the hub's latest stories; write nothing."""
        now = self.store.judged_at() or self.clock.now()
        return suggested(self.store, self.hub.topics, wanted, self.words, self.hub.language, now)

    def _rules(self, now: datetime) -> Rules:
        hub, judged = self.hub, judgement(self.store, self.hub, now)
        decisions = judged.decisions
        return Rules(
            weaver=self._weaver,
            judgement=judged,
            links=desk.links(decisions),
            settings=digest(
                hub.fingerprint,
                self._embedder.name if self._embedder else "",
                __version__,
                # Where a decision stands judges nothing.
                msgspec.json.encode([msgspec.structs.replace(decision, place="") for decision in decisions]).decode(),
            ),
        )

    @cached_property
    def _embedder(self) -> Embedder | None:
        return embedder(self.hub.judge, self.hub.state / "semantic") if self.hub.judge else None

    @cached_property
    def _weaver(self) -> LexicalWeaver:
        """The weaver of all cycles of this process, which keeps its index from one to the next."""
        places = self.hub.topics[0].official if self.hub.topics else ()
        own = tuple(source.url for source in self.hub.sources if source.official)
        words = self.hub.subject_words
        options = WeaverOptions(theta=ONE_SUBJECT, subject=words, language=self.hub.language, official=places + own)
        return LexicalWeaver(Background.load(), options, self._embedder)
