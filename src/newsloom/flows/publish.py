"""Publish: the hub's stories as an edition, rendered, and swapped into the sinks.

Nothing at all is done when nothing changed. Otherwise every story that may have changed since the last edition goes once by all
renderers, which note what their lists say of it; then the lists are made of all notes. What makes an edition whole instead, every story
of it: other settings, a sink or a notebook that is not of the last edition, or a moment before it.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime

import msgspec

from newsloom.flows.judging import COMMON
from newsloom.flows.looking import living
from newsloom.flows.outputs import Output, Swaps
from newsloom.flows.reports import Progress, PublishReport
from newsloom.flows.retention import NO_LIMITS, Limits
from newsloom.flows.views import Stories
from newsloom.ids import digest
from newsloom.life import life
from newsloom.ports import Notebook, Store
from newsloom.types import Edition, HubView, Source, SourceView, Story, StoryView, Swap

UNSETTLED = ""
"""The name under which it is noted that something in a story is dated later than the edition: the next one makes it anew."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What an edition depends on besides the store: the fingerprint of all settings, and the moments of retention."""

    settings: str
    limits: Limits = NO_LIMITS


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of the edition that the notes are of."""

    fingerprint: str
    terms: Terms
    as_of: datetime


class Publisher:
    """One run of the publish flow.

    Args:
        store: where the stories live.
        notebook: what was noted of the last edition.
        hub: what renderers may know of the hub.
        sources: the hub's sources, for the health pages.
        outputs: where the files go.
        terms: what else the edition depends on.
    """

    def __init__(
        self,
        store: Store,
        notebook: Notebook,
        hub: HubView,
        sources: Sequence[Source],
        outputs: Sequence[Output],
        terms: Terms,
    ) -> None:
        self._store, self._notebook, self._hub, self._sources, self._outputs = store, notebook, hub, sources, outputs
        self._terms, self._limits = terms, terms.limits

    def run(self, now: datetime, progress: Progress, *, again: bool = False) -> PublishReport:
        """Bring every sink to the present edition; without `again`, only when something could have changed since the last time.

        Raises:
            SinkError: some files were refused; everything else is written, and the next run tries again.
        """
        counts, sources, revision = self._store.counts(self._limits.kept), self._views(), self._store.revision()
        # A source falls silent without a word, and no write of the store tells.
        states = " ".join(life(view.source, view.memory).state for view in sources)
        fingerprint = digest(self._terms.settings, str(revision), states, str(self._limits))
        made = Made(fingerprint=fingerprint, terms=self._terms, as_of=now)
        last = self._last()
        if not again and last is not None and last.fingerprint == made.fingerprint:
            return PublishReport(records=Swap(unchanged=counts["stories"] + counts["redirects"]), published=counts["published"])
        before = None if again or last is None or not self._precedes(last, made) else last
        with self._notebook.renewing(whole=before is None), ExitStack() as stack:
            renewed = None if before is None else self._renewed(before)
            progress.begin("publish", counts["stories"] if renewed is None else len(renewed))
            swaps = Swaps(self._outputs, renewed, stack)
            whole = edition(self._store, self._hub, now, self._limits, sources)
            self._stories(whole, renewed, swaps, progress)
            for renderer in swaps.renderers:
                swaps.take(renderer, "", renderer.lists(whole, self._notebook.notes(renderer.name, renderer.note)))
            # From here on the sinks are of no edition until all are done: what is left half done is not taken for the one before it,
            # should everything become again as it was then.
            self._store.save_published("")
            records, files = swaps.finish(made.fingerprint)
            self._notebook.finish(msgspec.json.encode(made).decode())
        self._store.save_published(made.fingerprint, revision)
        swaps.tell()
        return PublishReport(records=records, files=files, published=counts["published"])

    def _last(self) -> Made | None:
        """Return the edition that the notes are of; `None` where the store does not know it: one that was restored from a backup."""
        try:
            last = msgspec.json.decode(self._notebook.edition(), type=Made)
        except msgspec.DecodeError:
            return None
        return last if last.fingerprint == self._store.published() else None

    def _precedes(self, last: Made, made: Made) -> bool:
        """Tell whether another edition can be made from the last one."""
        same = last.terms.settings == made.terms.settings
        follows = same and last.as_of <= made.as_of and last.terms.limits.precede(made.terms.limits)
        return follows and all(output.holds(last.fingerprint) for output in self._outputs)

    def _renewed(self, before: Made) -> frozenset[str]:
        """Return the stories that may be published otherwise than before."""
        unsettled = (story for story, _ in self._notebook.notes(UNSETTLED, type(None)))
        return self._store.stale(before.terms.limits.passed(self._limits), COMMON).union(unsettled)

    def _stories(self, edition: Edition, renewed: frozenset[str] | None, swaps: Swaps, progress: Progress) -> None:
        """Render the stories that may have changed."""
        stories = Stories(self._store, self._limits.kept)
        if renewed is not None:
            self._notebook.drop(renewed)
        for view in stories if renewed is None else stories.of(renewed):
            self._story(view, edition, swaps)
            progress.advance("publish")

    def _story(self, view: StoryView, edition: Edition, swaps: Swaps) -> None:
        """Render a story, and note what its lists will say."""
        story = view.story.id
        for renderer in swaps.renderers:
            rendered = renderer.story(view, edition)
            if rendered.note is not None:
                self._notebook.put(renderer.name, story, msgspec.msgpack.encode(rendered.note), rendered.kept)
            swaps.take(renderer, story, rendered.files)
        if view.dated_after(edition.as_of):
            self._notebook.put(UNSETTLED, story, msgspec.msgpack.encode(None), b"")

    def _views(self) -> tuple[SourceView, ...]:
        memories = self._store.memories()
        return tuple(SourceView(source=source, memory=memories.get(source.url)) for source in self._sources)


def edition(store: Store, hub: HubView, now: datetime, limits: Limits = NO_LIMITS, sources: tuple[SourceView, ...] = ()) -> Edition:
    """Return a hub as it is published at a moment."""
    return Edition(
        hub=hub,
        as_of=now,
        stories=Stories(store, limits.kept),
        sources=sources,
        redirects=tuple(_redirects(store, limits)),
        archived_before=limits.archived,
    )


def _redirects(store: Store, limits: Limits) -> Iterator[tuple[Story, Story]]:
    """Yield every absorbed story with the living one that holds its coverage now, unless that is taken down or no longer kept."""
    for absorbed in store.merged():
        heir = living(store, absorbed)
        receipt = store.receipts([heir.lead]).get(heir.lead)
        kept = limits.kept is None or heir.last >= limits.kept
        if kept and (receipt is None or not receipt.taken_down):
            yield absorbed, heir
