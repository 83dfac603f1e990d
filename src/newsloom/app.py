"""The composition root: the one file that builds the whole from a hub's settings."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
import fcntl
from pathlib import Path
import time
from typing import Any

import msgspec

from newsloom import __version__, catalogue, desk
from newsloom.classify import SubstringLabeller, TopicLabeller
from newsloom.clock import FixedClock, SystemClock
from newsloom.engines import LocalEngine
from newsloom.errors import HubLockedError
from newsloom.extract import PageExtractor
from newsloom.flows.collect import Collector
from newsloom.flows.curate import Curator, Rules
from newsloom.flows.deciding import Standing, standing
from newsloom.flows.pictures import Keeper
from newsloom.flows.publish import Output, Publisher
from newsloom.flows.reading import Reader
from newsloom.flows.reports import CollectReport, PicturesReport, Progress, PublishReport, Silence, StoriesReport
from newsloom.hub import Hub, load
from newsloom.ids import digest
from newsloom.net.http import FetchOptions, WebFetcher
from newsloom.ports import Clock, Outside
from newsloom.registry import SOURCE_KINDS
from newsloom.render.api import ApiRenderer
from newsloom.render.feeds import FeedRenderer
from newsloom.render.records import DataRenderer, RecordRenderer
from newsloom.render.site import SiteRenderer
from newsloom.score import ClassicJudge, DefaultJudge
from newsloom.sink.directory import DirectorySink
from newsloom.sink.gallery import Gallery
from newsloom.store.sqlite import SqliteStore
from newsloom.stories import Background, LexicalWeaver, WeaverOptions
from newsloom.times import stamp

MEGABYTE = 1_000_000


class Cycle(msgspec.Struct, frozen=True, kw_only=True):
    """One whole cycle: collect, curate, publish. `desk` tells of decisions that nobody could obey."""

    as_of: datetime
    collect: CollectReport
    curate: StoriesReport
    publish: PublishReport
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
        self._gallery = Gallery(hub.state / "pictures")

    async def collect(self) -> CollectReport:
        """Ask the sources for what is new and store it."""
        now, extractor = self.clock.now(), PageExtractor(catalogue.publishers())
        async with self._network() as fetcher, LocalEngine([extractor]) as engine:
            outside = Outside(store=self.store, fetcher=fetcher, engine=engine)
            reader = Reader(outside, extractor, now)
            return await Collector(outside, SOURCE_KINDS, reader, now, self.progress).run(self.hub.sources)

    def curate(self) -> StoriesReport:
        """Weave what is new into stories and judge them."""
        now = self.clock.now()
        return Curator(self.store, self._rules(now), now, self.progress).run()

    async def keep_pictures(self) -> PicturesReport:
        """Keep copies of the pictures of published stories, as far as the hub wants any."""
        budget = self.hub.publish.pictures * MEGABYTE
        keeper = Keeper(self.store, self._gallery, budget, self.clock.now(), self.progress)
        if wanted := keeper.wanted():
            async with self._network() as fetcher:
                await keeper.fetch(wanted, fetcher)
        return keeper.finish()

    @asynccontextmanager
    async def _network(self) -> AsyncIterator[WebFetcher]:
        network = self.hub.network
        options = FetchOptions(
            user_agent=self.hub.user_agent, spacing=network.spacing, trust_environment=network.trust_environment, proxy=self._proxy
        )
        async with WebFetcher(options, self.clock, self.store.robots()) as fetcher:
            yield fetcher
            self.store.save_robots(fetcher.robots)

    def publish(self, *, again: bool = False) -> PublishReport:
        """Write what changed to the hub's folders; with `again`, look at every file."""
        hub, state = self.hub, self.hub.state
        site = (SiteRenderer(hub.templates, self._gallery.read), FeedRenderer(), ApiRenderer())
        outputs = (
            Output(renderers=(RecordRenderer(),), sink=DirectorySink(hub.records, state / "records.manifest"), records=True),
            Output(renderers=(DataRenderer(), ApiRenderer()), sink=DirectorySink(hub.records, state / "data.manifest")),
            Output(renderers=site, sink=DirectorySink(hub.site, state / "site.manifest")),
        )
        publisher = Publisher(self.store, hub.view(), hub.sources, outputs, digest(hub.fingerprint, hub.look, __version__))
        swept = not (hub.records.is_dir() and hub.site.is_dir())
        return publisher.run(self.clock.now(), self.progress, again=again or swept)

    async def run(self) -> Cycle:
        """Run one cycle."""
        started = time.monotonic()
        collected = await self.collect()
        curated = self.curate()
        pictures = await self.keep_pictures()
        published = self.publish()
        return Cycle(
            as_of=self.clock.now(),
            collect=collected,
            curate=curated,
            publish=published,
            pictures=pictures,
            desk=self.standing(self.clock.now()).problems,
            seconds=time.monotonic() - started,
        )

    def standing(self, now: datetime) -> Standing:
        """Return the desk's decisions that are in force, with the articles that they name."""
        return standing(self.store, desk.in_force(self.hub.decisions, now))

    def _rules(self, now: datetime) -> Rules:
        hub, sources = self.hub, {source.url: source for source in self.hub.sources}
        policy, decisions = hub.policy, self.standing(now).decisions
        classic = policy.profile == "classic"
        return Rules(
            weaver=LexicalWeaver(Background.load(), WeaverOptions(subject=hub.subject_words)),
            labeller=SubstringLabeller(hub.topics, sources) if classic else TopicLabeller(hub.topics, sources),
            judge=ClassicJudge(hub.topics, catalogue.publishers(), sources, policy.catalogue_points, policy.threshold)
            if classic
            else DefaultJudge(policy.threshold, hub.topics, catalogue.rated(), sources),
            decisions=decisions,
            links=desk.links(decisions),
            settings=digest(hub.fingerprint, __version__, msgspec.json.encode(decisions).decode()),
        )


@contextmanager
def reading(directory: Path) -> Iterator[Application]:
    """Open a hub to look at it, also while another process works on it.

    Raises:
        HubError: its files are wrong.
        StoreError: its store cannot be used.
    """
    with _built(load(directory), SystemClock(), Silence()) as application:
        yield application


@contextmanager
def opened(directory: Path, as_of: datetime | None = None, progress: Progress | None = None, *, proxy: str = "") -> Iterator[Application]:
    """Open a hub for work; nobody else can work on it meanwhile. With `proxy`, everything is asked through it, and the environment is not.

    Raises:
        HubError: its files are wrong.
        HubLockedError: another process works on it.
        StoreError: its store cannot be used.
    """
    hub = load(directory)
    hub.state.mkdir(parents=True, exist_ok=True)
    with locked(hub.state), _built(hub, FixedClock(as_of) if as_of else SystemClock(), progress or Silence(), proxy) as application:
        yield application


@contextmanager
def locked(state: Path) -> Iterator[None]:
    """Keep other processes from working on the hub whose private folder this is.

    Raises:
        HubLockedError: another process works on it.
    """
    with (state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HubLockedError(f"{state.parent}: another newsloom process is working on this hub; try again when it is done") from None
        yield


@contextmanager
def _built(hub: Hub, clock: Clock, progress: Progress, proxy: str = "") -> Iterator[Application]:
    hub.state.mkdir(parents=True, exist_ok=True)
    store = SqliteStore(hub.database)
    try:
        yield Application(hub, store, clock, progress, proxy)
    finally:
        store.close()
