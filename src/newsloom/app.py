"""The composition root: the one file that builds the whole from a hub's settings."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import datetime
import fcntl
from functools import cached_property, partial
import os
from pathlib import Path
import time
from typing import Any, TypeVar

import msgspec
import uvloop

from newsloom import __version__, catalogue, desk
from newsloom.classify import SubstringLabeller, TopicLabeller
from newsloom.clock import FixedClock, SystemClock
from newsloom.engines import LocalEngine
from newsloom.errors import HubError, HubLockedError, StoreError
from newsloom.extract import PageExtractor
from newsloom.flows.collect import Collector
from newsloom.flows.curate import Curator, Rules
from newsloom.flows.deciding import Standing, standing
from newsloom.flows.importing import Importer
from newsloom.flows.judging import Judgement
from newsloom.flows.logos import SHARE, LogoKeeper
from newsloom.flows.newsletter import still_shown, written
from newsloom.flows.pictures import Keeper
from newsloom.flows.publish import Output, Publisher
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
    Silence,
    StoriesReport,
)
from newsloom.flows.retention import limits
from newsloom.flows.scouting import Offer, Scout
from newsloom.flows.suggesting import Suggested, suggested
from newsloom.hub import Hub, load
from newsloom.hub.keyring import ring
from newsloom.hub.logins import logins
from newsloom.hub.newsletter import Newsletter, zone_named
from newsloom.ids import digest
from newsloom.net.http import FetchOptions, WebFetcher
from newsloom.net.smtp import Login, Post, server
from newsloom.ports import Clock, Outside, Store
from newsloom.registry import source_kinds
from newsloom.render.api import ApiRenderer
from newsloom.render.feeds import FeedRenderer
from newsloom.render.letter import Letter, LetterRenderer, Sender, last_span, mail, plain
from newsloom.render.letter.archive import Kept
from newsloom.render.record import Record
from newsloom.render.records import DataRenderer, RecordRenderer
from newsloom.render.secured import private
from newsloom.render.site import SiteRenderer
from newsloom.render.site.pages import Pages
from newsloom.score import ClassicJudge, DefaultJudge
from newsloom.score.standing import trust
from newsloom.seal import Ring
from newsloom.semantic import embedder
from newsloom.sink.directory import DirectorySink
from newsloom.sink.gallery import Gallery
from newsloom.sink.git import Authorship, GitSink
from newsloom.sink.git_branch import Place
from newsloom.sink.letters import LetterFolder
from newsloom.sink.tree import Leaf
from newsloom.stages import Embedder
from newsloom.store.sqlite import SqliteStore
from newsloom.stories import Background, LexicalWeaver, WeaverOptions
from newsloom.times import stamp
from newsloom.types import Decision, Edition, Failure, Source, StoryView

T = TypeVar("T")

MEGABYTE = 1_000_000

MOST_LEADS = 3
"""Leads of one story that are looked at in a cycle, should one after the other be held back; the next cycle looks further."""


NOWHERE = Path(":memory:")
"""A database that SQLite keeps in no file (https://www.sqlite.org/inmemorydb.html)."""

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
        self._gallery, self._logos = Gallery(hub.state / "pictures"), Gallery(hub.state / "logos", ".png")

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
        pictures, logos = self._keeper(), self._logo_keeper()
        wanted, missing = pictures.wanted(), logos.wanted()
        await asyncio.gather(*([pictures.fetch(wanted, outside)] if wanted else ()), *([logos.fetch(missing, outside)] if missing else ()))
        return pictures.finish()

    def _keeper(self) -> Keeper:
        return Keeper(self.store, self._gallery, self.hub.publish.pictures * MEGABYTE, self.clock.now(), self.progress)

    def _logo_keeper(self) -> LogoKeeper:
        return LogoKeeper(self.store, self._logos, self.hub.publish.pictures * MEGABYTE // SHARE, self.clock.now())

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
        hub, state = self.hub, self.hub.state
        for keeper in (self._keeper(), self._logo_keeper()):
            keeper.finish()  # what the hub no longer wants, or lost, is shown no more
        site = (SiteRenderer(hub.templates, self._gallery.read, self._logos.read), FeedRenderer(), ApiRenderer())
        outputs = (
            Output(renderers=(self._records(),), sink=DirectorySink(hub.records, state / "records.manifest"), records=True),
            Output(renderers=(DataRenderer(self._logos.read), ApiRenderer()), sink=DirectorySink(hub.records, state / "data.manifest")),
            Output(renderers=site, sink=DirectorySink(hub.site, state / "site.manifest")),
            *self._branch(),
            *self._archive(),
        )
        keys = self._keys()  # another key seals everything anew
        settings = digest(hub.fingerprint, hub.look, __version__, keys.newest.id if keys else "")
        kept = limits(self.store, hub.publish.retention, self.clock.now())
        publisher = Publisher(self.store, hub.view(), hub.sources, outputs, settings, kept)
        swept = not (hub.records.is_dir() and hub.site.is_dir())
        return publisher.run(self.clock.now(), self.progress, again=again or swept)

    def _keys(self) -> Ring | None:
        """Return the hub's keys, if its records have anything sealed; read anew each time, for they may be rotated meanwhile."""
        return ring(self.hub.state) if self.hub.publish.secured else None

    def _records(self) -> RecordRenderer:
        keys = self._keys()
        return RecordRenderer(partial(_sealed, keys, self.hub.publish.secured)) if keys else RecordRenderer()

    def _branch(self) -> tuple[Output, ...]:
        """Return the records once more, for a branch, if the hub has one; the API's lists would change there with every story."""
        hub = self.hub
        if not hub.publish.git:
            return ()
        place = Place(root=hub.root, own=hub.state / "publish.git", branch=hub.publish.git, remote=hub.publish.remote)
        sink = GitSink(place, hub.state / "git.manifest", Authorship(now=self.clock.now(), hub=hub.title))
        return (Output(renderers=(self._records(), DataRenderer(self._logos.read)), sink=sink),)

    def records(self) -> Iterator[tuple[str, Record]]:
        """Yield the records as they would be published now: their paths and fields."""
        kept = limits(self.store, self.hub.publish.retention, self.clock.now())
        edition = Publisher(self.store, self.hub.view(), (), (), "", kept).edition(self.clock.now())
        return self._records().records(edition)

    def take_records(self, leaves: Callable[[], Iterable[Leaf]]) -> ImportReport:
        """Make stories of records that were published before; `leaves` yields them, each time from the first."""
        now = self.clock.now()
        decisions = self.standing(now).decisions
        return Importer(self.store, self.hub.policy.threshold, decisions, now, self.progress).run(leaves)

    @cached_property
    def letters(self) -> LetterFolder:
        """The letters that the hub wrote."""
        return LetterFolder(self.hub.state / "newsletters")

    def letter(self, now: datetime) -> Letter | None:
        """Return the letter of the last day or week that is over, as it may be shown now; `None` when it has nothing to say.

        One that is kept already is that one; any other is made now, and nothing is written.

        Raises:
            HubError: the hub writes no letters.
        """
        settings = _newsletter(self.hub)
        span = last_span(now, settings.at, zone_named(settings.zone), settings.weekday)
        earlier = [one for one in self.letters.kept() if one.day <= span.day]
        same = next((one for one in earlier if one.day == span.day), None)
        letter = same or written(self.store, self.hub.view(), span, settings.size, earlier)
        shown = still_shown(self.store, [letter])[0].letter if letter else None
        return shown if shown and shown.pieces else None

    def mail(self, letter: Letter) -> bytes:
        """Return a letter's mail, without its recipient."""
        return mail(letter, self.hub.view(), self._sender, Pages(self.hub.templates))

    def text(self, letter: Letter) -> str:
        """Return a letter as text."""
        return plain(letter, self.hub.view(), self._sender.leave)

    def keep(self, letter: Letter) -> Path:
        """Keep a letter for good, with its page in the site; return the file of its mail."""
        file = self.letters.keep(letter, self.mail(letter))
        edition = Edition(hub=self.hub.view(), as_of=letter.end, stories=())
        for output in self._archive():
            output.sink.swap(artifact for renderer in output.renderers for artifact in renderer.render(edition))
        return file

    def _archive(self) -> tuple[Output, ...]:
        """Return the letters' pages as an output of their own, so that a new letter costs no look at the whole site."""
        kept = limits(self.store, self.hub.publish.retention, self.clock.now()).kept
        shown = partial(_archived, self.store, self.letters, kept)
        renderers = (LetterRenderer(shown, self.hub.templates),) if self.hub.newsletter else ()
        return (Output(renderers=renderers, sink=DirectorySink(self.hub.site, self.hub.state / "letters.manifest")),)

    @property
    def _sender(self) -> Sender:
        settings = _newsletter(self.hub)
        return Sender(mailbox=settings.mailbox, leave=settings.leave, subject=settings.subject)

    async def run(self) -> Cycle:
        """Run one cycle."""
        started = time.monotonic()
        self._keys()  # without them nothing could be published in the end
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
        return replayed(self.store, self._judgement(other, now), now, self.progress, since)

    @cached_property
    def words(self) -> TopicLabeller:
        """What gives articles their topics by the hub's words, whatever its profile."""
        return labeller(self.hub)

    def suggest(self, wanted: tuple[int, ...]) -> Iterator[Suggested]:
        """Yield terms that topics (known by their places) lack, by the hub's latest stories; write nothing."""
        now = self.store.judged_at() or self.clock.now()
        return suggested(self.store, self.hub.topics, wanted, self.words, self.hub.language, now)

    def _judgement(self, hub: Hub, now: datetime) -> Judgement:
        """Return by what these settings judge the articles of this hub's store."""
        decisions = standing(self.store, hub.decisions, now, hub.topics).decisions
        if hub.policy.profile == "default":
            return Judgement(labeller=labeller(hub), judge=default_judge(hub, decisions), decisions=decisions)
        points, sources = hub.policy.catalogue_points, {source.url: source for source in hub.sources}
        judge = ClassicJudge(hub.topics, catalogue.publishers(), sources, points, hub.policy.threshold, trust(decisions))
        return Judgement(labeller=SubstringLabeller(hub.topics, sources), judge=judge, decisions=decisions)

    def _rules(self, now: datetime) -> Rules:
        hub, judgement = self.hub, self._judgement(self.hub, now)
        decisions = judgement.decisions
        return Rules(
            weaver=self._weaver,
            judgement=judgement,
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


def _sealed(keys: Ring, parts: Sequence[str], view: StoryView) -> str:
    return keys.seal(view.story.id, private(view, parts))


def _archived(store: Store, letters: LetterFolder, kept: datetime | None) -> Sequence[Kept]:
    return still_shown(store, letters.kept(), kept)


def _newsletter(hub: Hub) -> Newsletter:
    if hub.newsletter is None:
        advice = 'add a table [newsletter] with `every = "day"` or `every = "week"`'
        raise HubError((f"hub.toml:1: this hub writes no newsletter; {advice}",))
    return hub.newsletter


def post(hub: Hub, smtp: str, environment: Mapping[str, str]) -> Post:
    """Return the server that a hub's letters go by.

    Args:
        hub: its settings.
        smtp: a server as `host:port`, in place of the hub's; empty for the hub's.
        environment: holds the password.

    Raises:
        HubError: something that sending needs is not said; the text says what and where.
    """
    settings = _newsletter(hub)
    where, own, variable = server(smtp) if smtp else settings.server, settings.mailbox, settings.password_env
    if where is None and smtp:
        raise HubError((f"--smtp:1: {smtp!r} is no mail server; write HOST or HOST:PORT",))
    if where is None:
        raise HubError(
            ('hub.toml:1: no server takes the letter; add `smtp = "mail.example.org"` to [newsletter], or say --smtp HOST:PORT',)
        )
    if own is None:
        raise HubError(('hub.toml:1: the letter is from nobody; add `from = "Name <news@example.org>"` to [newsletter]',))
    if variable and not environment.get(variable):
        raise HubError((f"hub.toml:1: the environment has no {variable}, the mail server's password; set that variable and run again",))
    login = Login(settings.username, environment[variable]) if variable else None
    return Post(where, own.address, login, 60 / settings.per_minute)


def labeller(hub: Hub) -> TopicLabeller:
    """Return what proves a hub's topics under its default profile."""
    return TopicLabeller(hub.topics, {source.url: source for source in hub.sources})


def default_judge(hub: Hub, decisions: Sequence[Decision] = ()) -> DefaultJudge:
    """Return the default profile's judge of a hub, whichever profile the hub has."""
    return DefaultJudge(
        hub.policy.threshold,
        hub.topics,
        catalogue.rated(),
        {source.url: source for source in hub.sources},
        hub.policy.demands,
        book=hub.rules,
        language=hub.language,
        trust=trust(decisions),
    )


def complete(work: Coroutine[Any, Any, T]) -> T:
    """Run a hub's asynchronous work to its end, on uvloop: a collect takes a third less of a core than on asyncio's own loop.

    Example:
        >>> complete(asyncio.sleep(0, result=3))
        3
    """
    return uvloop.run(work)


@contextmanager
def reading(directory: Path) -> Iterator[Application]:
    """Open a hub to look at it, also while another process works on it.

    Raises:
        HubError: its files are wrong.
        StoreError: its store cannot be used.
    """
    hub = load(directory)
    if hub.database.exists():
        with _built(hub, SystemClock(), Silence()) as application:
            yield application
    else:  # a hub that never ran is looked at without leaving anything behind
        with closing(SqliteStore(NOWHERE)) as store:
            yield Application(hub, store, SystemClock(), Silence())


@contextmanager
def untouched(directory: Path, progress: Progress | None = None) -> Iterator[Application]:
    """Open a hub to look at it without changing a byte of its folder, also while another process works on it.

    Raises:
        HubError: its files are wrong.
        StoreError: it has no store yet, or one that this version would have to change before it can read it.
    """
    hub = load(directory)
    if not hub.database.is_file():
        raise StoreError(f"{directory}: this hub has stored nothing yet; run `newsloom run {directory}` first")
    with closing(SqliteStore(hub.database, writing=False)) as store:
        yield Application(hub, store, SystemClock(), progress or Silence())


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
