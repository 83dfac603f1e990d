"""Publish: the hub's stories as an edition, rendered, and swapped into the sinks; nothing at all when nothing changed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain

import msgspec

from newsloom.errors import SinkError
from newsloom.flows.looking import living
from newsloom.flows.reports import Progress, PublishReport
from newsloom.flows.retention import NO_LIMITS, Limits
from newsloom.flows.views import Stories
from newsloom.ids import digest
from newsloom.life import life
from newsloom.ports import Sink, Store
from newsloom.stages import Renderer
from newsloom.types import Artifact, Edition, HubView, Source, SourceView, Story, Swap


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """One place to publish to: the renderers whose files it gets, and the sink. `records` marks the one that holds the records."""

    renderers: tuple[Renderer, ...]
    sink: Sink
    records: bool = False


class Publisher:
    """One run of the publish flow.

    Args:
        store: where the stories live.
        hub: what renderers may know of the hub.
        sources: the hub's sources, for the health pages.
        outputs: where the files go.
        settings: the fingerprint of everything that publishing depends on besides the store.
        limits: the ages at which records are archived, and no longer published.
    """

    def __init__(
        self,
        store: Store,
        hub: HubView,
        sources: Sequence[Source],
        outputs: Sequence[Output],
        settings: str,
        limits: Limits = NO_LIMITS,
    ) -> None:
        self._store, self._hub, self._sources, self._outputs = store, hub, sources, outputs
        self._settings, self._limits = settings, limits

    def run(self, now: datetime, progress: Progress, *, again: bool = False) -> PublishReport:
        """Bring every sink to the present edition; without `again`, only when something could have changed since the last time.

        Raises:
            SinkError: some files were refused; everything else is written, and the next run tries again.
        """
        counts, sources = self._store.counts(self._limits.kept), self._views()
        # A source falls silent without a word, and no write of the store tells.
        states = " ".join(life(view.source, view.memory).state for view in sources)
        fingerprint = digest(self._settings, str(self._store.revision()), states, str(self._limits))
        if not again and self._store.published() == fingerprint:
            return PublishReport(records=Swap(unchanged=counts["stories"] + counts["redirects"]), published=counts["published"])
        progress.begin("publish", counts["stories"])
        edition = self.edition(now, sources)
        records, files = Swap(), Swap()
        problems: list[str] = []
        for output in self._outputs:
            artifacts = chain.from_iterable(renderer.render(edition) for renderer in output.renderers)
            try:
                swap = output.sink.swap(_counted(artifacts, progress) if output.records else artifacts)
            except SinkError as error:
                problems += error.problems  # what one output refuses keeps no other from being written
                continue
            records, files = (_sum(records, swap) if output.records else records), _sum(files, swap)
        if problems:
            raise SinkError(tuple(problems))
        self._store.save_published(fingerprint)
        return PublishReport(records=records, files=files, published=counts["published"])

    def _views(self) -> tuple[SourceView, ...]:
        memories = self._store.memories()
        return tuple(SourceView(source=source, memory=memories.get(source.url)) for source in self._sources)

    def edition(self, now: datetime, sources: tuple[SourceView, ...] = ()) -> Edition:
        """Return the hub as it is published now."""
        return Edition(
            hub=self._hub,
            as_of=now,
            stories=Stories(self._store, self._limits.kept),
            sources=sources,
            redirects=tuple(self._redirects()),
            archived_before=self._limits.archived,
        )

    def _redirects(self) -> Iterator[tuple[Story, Story]]:
        """Yield every absorbed story with the living one that holds its coverage now, unless that is taken down or no longer kept."""
        for absorbed in [story for story in self._store.each_story() if story.merged_into]:
            heir = living(self._store, absorbed)
            receipt = self._store.receipts([heir.lead]).get(heir.lead)
            kept = self._limits.kept is None or heir.last >= self._limits.kept
            if kept and (receipt is None or not receipt.taken_down):
                yield absorbed, heir


def _counted(artifacts: Iterable[Artifact], progress: Progress) -> Iterator[Artifact]:
    for artifact in artifacts:
        progress.advance("publish")
        yield artifact


def _sum(one: Swap, two: Swap) -> Swap:
    return Swap(written=one.written + two.written, unchanged=one.unchanged + two.unchanged, removed=one.removed + two.removed)
