"""The composition root: the one file that builds the whole from a hub's settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
import fcntl
from pathlib import Path
import time
from typing import Any

import msgspec

from newsloom import __version__, catalogue, desk
from newsloom.classify import SubstringLabeller, TopicLabeller
from newsloom.clock import FixedClock, SystemClock
from newsloom.errors import HubLockedError
from newsloom.extract import PageExtractor
from newsloom.flows.collect import Collector
from newsloom.flows.curate import Curator, Rules
from newsloom.flows.publish import Output, Publisher
from newsloom.flows.reading import Reader
from newsloom.flows.reports import CollectReport, Progress, PublishReport, Silence, StoriesReport
from newsloom.hub import Hub, load
from newsloom.ids import digest
from newsloom.net.http import FetchOptions, WebFetcher
from newsloom.ports import Clock
from newsloom.registry import SOURCE_KINDS
from newsloom.render.api import ApiRenderer
from newsloom.render.feeds import FeedRenderer
from newsloom.render.records import DataRenderer, RecordRenderer
from newsloom.render.site import SiteRenderer
from newsloom.score import ClassicJudge, DefaultJudge
from newsloom.sink.directory import DirectorySink
from newsloom.store.sqlite import SqliteStore
from newsloom.stories import Background, LexicalWeaver, WeaverOptions
from newsloom.times import stamp


class Cycle(msgspec.Struct, frozen=True, kw_only=True):
    """One whole cycle: collect, curate, publish."""

    as_of: datetime
    collect: CollectReport
    curate: StoriesReport
    publish: PublishReport
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
            "seconds": round(self.seconds, 3),
        }


class Application:
    """A hub with everything it needs to run.

    Args:
        hub: its settings.
        store: its memory.
        clock: read once by each flow.
        progress: told what the flows do.
    """

    def __init__(self, hub: Hub, store: SqliteStore, clock: Clock, progress: Progress) -> None:
        self.hub, self.store, self.clock, self.progress = hub, store, clock, progress

    async def collect(self) -> CollectReport:
        """Ask the sources for what is new and store it."""
        network = self.hub.network
        options = FetchOptions(user_agent=self.hub.user_agent, spacing=network.spacing, trust_environment=network.trust_environment)
        now = self.clock.now()
        async with WebFetcher(options, self.clock, self.store.robots()) as fetcher:
            reader = Reader(self.store, fetcher, PageExtractor(catalogue.publishers()), now)
            report = await Collector(self.store, fetcher, SOURCE_KINDS, reader, now, self.progress).run(self.hub.sources)
            self.store.save_robots(fetcher.robots)
            return report

    def curate(self) -> StoriesReport:
        """Weave what is new into stories and judge them."""
        now = self.clock.now()
        return Curator(self.store, self._rules(now), now, self.progress).run()

    def publish(self, *, again: bool = False) -> PublishReport:
        """Write what changed to the hub's folders; with `again`, look at every file."""
        hub, state = self.hub, self.hub.state
        outputs = (
            Output(renderers=(RecordRenderer(),), sink=DirectorySink(hub.records, state / "records.manifest"), records=True),
            Output(renderers=(DataRenderer(), ApiRenderer()), sink=DirectorySink(hub.records, state / "data.manifest")),
            Output(renderers=(SiteRenderer(), FeedRenderer(), ApiRenderer()), sink=DirectorySink(hub.site, state / "site.manifest")),
        )
        publisher = Publisher(self.store, hub.view(), hub.sources, outputs, digest(hub.fingerprint, __version__))
        swept = not (hub.records.is_dir() and hub.site.is_dir())
        return publisher.run(self.clock.now(), self.progress, again=again or swept)

    async def run(self) -> Cycle:
        """Run one cycle."""
        started = time.monotonic()
        collected = await self.collect()
        curated = self.curate()
        published = self.publish()
        return Cycle(as_of=self.clock.now(), collect=collected, curate=curated, publish=published, seconds=time.monotonic() - started)

    def _rules(self, now: datetime) -> Rules:
        hub, sources = self.hub, {source.url: source for source in self.hub.sources}
        policy, decisions = hub.policy, desk.in_force(hub.decisions, now)
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
def opened(directory: Path, as_of: datetime | None = None, progress: Progress | None = None) -> Iterator[Application]:
    """Open a hub for work; nobody else can work on it meanwhile.

    Raises:
        HubError: its files are wrong.
        HubLockedError: another process works on it.
        StoreError: its store cannot be used.
    """
    hub = load(directory)
    hub.state.mkdir(parents=True, exist_ok=True)
    with (hub.state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HubLockedError(f"{directory}: another newsloom process is working on this hub; try again when it is done") from None
        with _built(hub, FixedClock(as_of) if as_of else SystemClock(), progress or Silence()) as application:
            yield application


@contextmanager
def _built(hub: Hub, clock: Clock, progress: Progress) -> Iterator[Application]:
    hub.state.mkdir(parents=True, exist_ok=True)
    store = SqliteStore(hub.database)
    try:
        yield Application(hub, store, clock, progress)
    finally:
        store.close()
