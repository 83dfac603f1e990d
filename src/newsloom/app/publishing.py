"""Publishing: where a hub's stories go, each output with its renderers and its sink."""

from collections.abc import Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from newsloom import __version__
from newsloom.app import searching
from newsloom.app.letters import Letters
from newsloom.classify.searches import Searcher
from newsloom.flows.logos import SHARE, LogoKeeper
from newsloom.flows.looking import is_taken_down
from newsloom.flows.outputs import Output
from newsloom.flows.pictures import Keeper
from newsloom.flows.publish import Publisher, Terms, edition
from newsloom.flows.reports import Progress, PublishReport
from newsloom.flows.retention import limits
from newsloom.hub import Hub
from newsloom.hub.keyring import ring
from newsloom.ids import digest
from newsloom.ports import Clock
from newsloom.render.api import ApiRenderer
from newsloom.render.feeds import FeedRenderer
from newsloom.render.record import Record
from newsloom.render.records import DataRenderer, RecordRenderer
from newsloom.render.secured import private
from newsloom.render.site import SiteRenderer
from newsloom.seal import Ring
from newsloom.sink.directory import DirectorySink
from newsloom.sink.gallery import Gallery
from newsloom.sink.git import GitSink
from newsloom.sink.git_branch import Place
from newsloom.sink.git_commit import Authorship
from newsloom.stages import Renderer
from newsloom.store.notebook import NotebookFile
from newsloom.store.sqlite import SqliteStore
from newsloom.types import StoryView

MEGABYTE = 1_000_000


class Publishing:
    """What a hub writes: its records, API, site and feeds, a branch of a repository, its letters' pages.

    Args:
        hub: its settings.
        store: its memory.
        clock: read once by each flow.
        progress: told what the flows do.
    """

    def __init__(self, hub: Hub, store: SqliteStore, clock: Clock, progress: Progress) -> None:
        self._hub, self._store, self._clock, self._progress = hub, store, clock, progress
        self._gallery, self._logos = Gallery(hub.state / "pictures"), Gallery(hub.state / "logos", ".png")
        self.letters = Letters(hub, store, clock)

    def publish(self, *, again: bool = False) -> PublishReport:
        """Write what changed to the hub's folders; with `again`, look at every file."""
        hub, keys = self._hub, self.keys()  # read once: a rotation meanwhile is the next publishing's
        for keeper in (self.keeper(), self.logo_keeper()):
            keeper.finish()  # what the hub no longer wants, or lost, is shown no more
        found = searching.program(hub)
        # Another key seals everything anew, and another pagefind makes another index.
        # What editors decided is published as far as curation took it into the store; a decision alone makes no edition whole.
        undecided = replace(hub, decisions=()).fingerprint
        settings = digest(undecided, hub.look, __version__, keys.newest.id if keys else "", found.version if found else "")
        terms = Terms(settings=settings, limits=limits(self._store, hub.publish.retention, self._clock.now()))
        notebook, shown = NotebookFile(hub.state / "edition.db"), searching.shown(hub)
        publisher = Publisher(self._store, notebook, shown, hub.sources, self._outputs(keys), terms)
        swept = not (hub.records.is_dir() and hub.site.is_dir())
        report = publisher.run(self._clock.now(), self._progress, again=again or swept)
        return replace(report, missing=searching.missing(hub))

    def _outputs(self, keys: Ring | None) -> tuple[Output, ...]:
        """Return where the hub's stories go, the index of the search last."""
        hub, state = self._hub, self._hub.state
        records, data, api = self._records(keys), DataRenderer(self._logos.read), ApiRenderer()
        site = SiteRenderer(hub.templates, self._gallery.read, self._logos.read)
        feeds = FeedRenderer(Searcher(hub.searches).among)
        return (
            Output(renderers=(records,), sink=DirectorySink(hub.records, state / "records.manifest"), records=True),
            Output(renderers=(data, api), sink=DirectorySink(hub.records, state / "data.manifest")),
            Output(renderers=(site, feeds, api), sink=DirectorySink(hub.site, state / "site.manifest")),
            *self._branch(records, data),
            *self.letters.outputs(),
            searching.index(hub),
        )

    def records(self) -> Iterator[tuple[str, Record]]:
        """Yield the records as they would be published now: their paths and fields."""
        kept = limits(self._store, self._hub.publish.retention, self._clock.now())
        return self._records(self.keys()).records(edition(self._store, self._hub.view(), self._clock.now(), kept))

    def keeper(self) -> Keeper:
        """Return what keeps copies of the pictures of published stories."""
        return Keeper(self._store, self._gallery, self._hub.publish.pictures * MEGABYTE, self._clock.now(), self._progress)

    def logo_keeper(self) -> LogoKeeper:
        """Return what keeps copies of their publishers' logos."""
        return LogoKeeper(self._store, self._logos, self._hub.publish.pictures * MEGABYTE // SHARE, self._clock.now())

    def keys(self) -> Ring | None:
        """Return the hub's keys, if its records have anything sealed; read anew each time, for they may be rotated meanwhile."""
        return ring(self._hub.state) if self._hub.publish.secured else None

    def _records(self, keys: Ring | None) -> RecordRenderer:
        return RecordRenderer(partial(_sealed, keys, self._hub.publish.secured)) if keys else RecordRenderer()

    def _branch(self, *renderers: Renderer) -> tuple[Output, ...]:
        """Return the records once more, for a branch, if the hub has one; the API's lists would change there with every story."""
        hub = self._hub
        if not hub.publish.git:
            return ()
        place = Place(root=hub.root, own=hub.state / "publish.git", branch=hub.publish.git, remote=hub.publish.remote)
        authorship = Authorship(now=self._clock.now(), hub=hub.title)
        asked = any(decision.do == "take-down" for decision in hub.decisions)  # a branch may hold thousands of other hubs' records
        told = (partial(is_taken_down, self._store),) if asked else ()
        sink = GitSink(place, hub.state / "git.manifest", authorship, *told)
        return (Output(renderers=renderers, sink=sink),)


def _sealed(keys: Ring, parts: Sequence[str], view: StoryView) -> str:
    return keys.seal(view.story.id, private(view, parts))
