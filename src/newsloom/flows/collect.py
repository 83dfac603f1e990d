"""Collect: ask the sources, read the pages of what is new, store it. The only flow with concurrency."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import structs

from newsloom import visits
from newsloom.errors import NewsloomError
from newsloom.flows import intake
from newsloom.flows.conversing import Logins, converse
from newsloom.flows.reading import Found, Reader
from newsloom.flows.reports import CollectReport, FailedSource, ItemsReport, Progress, SourcesReport, reasons
from newsloom.flows.revision import due
from newsloom.flows.writing import Scribe
from newsloom.life import recognised
from newsloom.ports import Outside
from newsloom.stages import SourceKind
from newsloom.types import Collected, Entry, Failure, Harvest, Item, Kind, Memory, Source

SLICE = 64
"""Items of one source in one transaction: an archive of thousands commits as it goes; an ordinary visit is all in one transaction."""


class Collector:
    """One run of the collect flow.

    Args:
        outside: where memories, items and articles live, the network, and where answers are read.
        kinds: how to converse with each kind of source; `None` is the kind of a source that does not say.
        reader: entries to outcomes.
        now: the cycle's time.
        progress: told about every source that is done.
    """

    def __init__(
        self,
        outside: Outside,
        kinds: Mapping[Kind | None, SourceKind],
        reader: Reader,
        now: datetime,
        progress: Progress,
    ) -> None:
        self._store, self._outside, self._scribe = outside.store, outside, Scribe(outside.store)
        self._logins: Logins = {}
        self._kinds, self._reader = kinds, reader
        self._now, self._progress = now, progress
        self._items: list[Item] = []
        self._answers: list[FailedSource | Harvest] = []

    async def run(self, sources: Sequence[Source], logins: Logins | None = None) -> CollectReport:
        """Visit every source that is neither paused nor in back-off, and try the quarantined items that are due again."""
        self._logins, sources = logins or {}, [source for source in sources if not source.paused]
        memories = self._store.memories()
        asked = visits.alone(sources, memories)
        due = [source for source in asked if not visits.waits(source, memories.get(source.url), self._now)]
        self._progress.begin("collect", len(due))
        try:
            async with asyncio.TaskGroup() as tasks:
                for item in self._store.pending(self._now):
                    tasks.create_task(self._retry(item))
                for source in due:
                    tasks.create_task(self._visit(source, memories.get(source.url) or Memory(source=source.url)))
        except ExceptionGroup as group:
            # An error that a user can mend (a full disk) is told by itself, however many tasks met it.
            mendable = group.subgroup(NewsloomError)
            raise (mendable.exceptions[0] if mendable else group) from None
        finally:
            self._scribe.write()
        failed = sorted((answer for answer in self._answers if isinstance(answer, FailedSource)), key=lambda source: source.url)
        unchanged = sum(isinstance(answer, Harvest) and answer.not_modified for answer in self._answers)
        return CollectReport(
            sources=SourcesReport(
                due=len(due),
                ok=len(self._answers) - len(failed) - unchanged,
                not_modified=unchanged,
                failed=tuple(failed),
                waiting=len(asked) - len(due),
            ),
            items=ItemsReport.of(self._items),
            pages_failed=tuple(sorted(self._reader.failures, key=lambda failure: (failure.subject, failure.code))),
            refused=reasons(self._items),
        )

    async def _visit(self, source: Source, memory: Memory) -> None:
        harvest = recognised(source, memory, await self._converse(source, memory))
        if isinstance(harvest, Failure):
            memory = visits.remember_failure(memory, harvest, self._now)
            self._answers.append(FailedSource(url=source.url, reason=harvest.reason, code=harvest.code, failures=memory.failures))
            await self._save(memory, [])
        else:
            await self._take_in(source, memory, harvest)
            self._answers.append(harvest)
        self._progress.advance("collect")

    async def _converse(self, source: Source, memory: Memory) -> Harvest | Failure:
        conversation = self._kinds[source.kind].converse(source, memory, self._now)
        return await converse(conversation, source, self._outside, self._logins.get(source.url, ()))

    async def _take_in(self, source: Source, memory: Memory, harvest: Harvest) -> None:
        listed = self._listed(source, harvest.entries)
        await self._take_note([(entry, row) for entry, row in listed if row is not None and intake.retitled(entry, row)])
        new = [entry for entry, row in listed if row is None]
        taken = {intake.key(entry) for entry in new}
        dropped = self._listed(source, harvest.dropped)
        beyond = [entry for entry, row in dropped if row is None and intake.key(entry) not in taken]
        refused = [(intake.beyond_limit(entry, self._now), None) for entry in beyond]
        after = visits.remember(source, memory, harvest, len(new) + len(beyond), self._now)
        brought = {intake.key(entry) for entry in (*harvest.entries, *harvest.dropped)}
        after = structs.replace(after, listed=len(brought), known=len(brought) - len(new) - len(beyond))
        slices = [new[at : at + SLICE] for at in range(0, len(new), SLICE)] or [[]]
        for entries in slices[:-1]:
            await self._save(memory, await self._settle_all(entries))
        # The validators are remembered with the last slice only: killed before it, the next cycle asks for all of it again.
        await self._save(after, [*await self._settle_all(slices[-1]), *refused])

    async def _take_note(self, asked: Sequence[tuple[Entry, Item]]) -> None:
        """Look again at the pages of articles that their source gives another title than the row says."""
        if not asked:
            return
        held = self._store.articles({row.article for _, row in asked})
        # A source that gives one title after the other has the page read ever more seldom; what it says is noted when it was looked at.
        asked = [(entry, row) for entry, row in asked if row.article not in held or due(held[row.article], self._now, sooner=True)]
        looks = [self._reader.look_again(held[row.article], entry) for entry, row in asked if row.article in held]
        noted = tuple(structs.replace(row, said=intake.said(entry)) for entry, row in asked)
        self._store.save_collected(Collected(revised=tuple(await asyncio.gather(*looks)), noted=noted))

    def _listed(self, source: Source, entries: Sequence[Entry]) -> list[tuple[Entry, Item | None]]:
        """Return the entries, each address once, with the row of an earlier visit of this source that brought it."""
        first: dict[str, Entry] = {}
        for entry in entries:
            first.setdefault(intake.key(entry), entry)
        rows = self._store.ledger(first)
        return [(entry, next((row for row in rows.get(key, ()) if row.source == source.url), None)) for key, entry in first.items()]

    async def _settle_all(self, entries: Sequence[Entry]) -> list[Found]:
        return await asyncio.gather(*(self._reader.settle(entry, attempts=1) for entry in entries))

    async def _retry(self, item: Item) -> None:
        if item.entry is not None:
            settled, article = await self._reader.settle(item.entry, item.attempts + 1)
            await self._save(None, [(intake.tried_again(settled, item), article)])

    async def _save(self, memory: Memory | None, found: Sequence[Found]) -> None:
        items = tuple(item for item, _ in found)
        await self._scribe.save(Collected(memory=memory, items=items, articles=tuple(article for _, article in found if article)))
        self._items.extend(items)
