"""What a flow did, as values: the command line prints them, programs read them as JSON."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct

from newsloom.types import Article, Failure, Item, Swap


class Progress(Protocol):
    """Somebody who watches a flow: told how much there is to do and each time a piece is done."""

    def begin(self, step: str, total: int | None) -> None:
        """Start a step (`collect`, `curate`, `publish`) of `total` pieces, `None` when nobody knows yet."""

    def advance(self, step: str, done: int = 1) -> None:
        """Count pieces of a step as done."""


class Silence:
    """A progress that nobody watches.

    Example:
        >>> Silence().begin("collect", 3)
    """

    def begin(self, step: str, total: int | None) -> None:
        """Ignore the start."""

    def advance(self, step: str, done: int = 1) -> None:
        """Ignore the piece."""


class FailedSource(Struct, frozen=True, kw_only=True):
    """A source that could not be read, why, and for how many cycles in a row."""

    url: str
    reason: str
    code: str = ""
    failures: int = 1


class SourcesReport(Struct, frozen=True, kw_only=True):
    """How the sources answered: `due` were asked, `waiting` are in back-off."""

    due: int = 0
    ok: int = 0
    not_modified: int = 0
    failed: tuple[FailedSource, ...] = ()
    waiting: int = 0


class ItemsReport(Struct, frozen=True, kw_only=True):
    """What became of the items that this cycle discovered or tried again; `discovered` is the sum of the outcomes."""

    discovered: int = 0
    stored: int = 0
    duplicate: int = 0
    rejected: int = 0
    quarantined: int = 0

    @classmethod
    def of(cls, items: Iterable[Item]) -> "ItemsReport":
        """Count items by their outcome.

        Example:
            >>> ItemsReport.of([]).discovered
            0
        """
        tally = Counter(item.outcome for item in items)
        return cls(
            discovered=tally.total(),
            stored=tally["stored"],
            duplicate=tally["duplicate"],
            rejected=tally["rejected"],
            quarantined=tally["quarantined"],
        )


class CollectReport(Struct, frozen=True, kw_only=True):
    """One collect.

    `pages_failed` are the pages that could not be read, with their reasons; `refused` says how many items were rejected or
    quarantined for each reason, the most frequent first.
    """

    sources: SourcesReport = SourcesReport()
    items: ItemsReport = ItemsReport()
    pages_failed: tuple[Failure, ...] = ()
    refused: dict[str, int] = {}

    @property
    def reached_nothing(self) -> bool:
        """Whether there were sources and not one of them answered."""
        asked = self.sources
        return asked.due + asked.waiting > 0 and asked.ok + asked.not_modified == 0


def reasons(items: Iterable[Item]) -> dict[str, int]:
    """Count why items were rejected or quarantined, the most frequent reason first.

    Example:
        >>> reasons([])
        {}
    """
    tally = Counter(item.reason for item in items if item.outcome in ("rejected", "quarantined"))
    return dict(sorted(tally.items(), key=lambda counted: (-counted[1], counted[0])))


class RecheckReport(Struct, frozen=True, kw_only=True):
    """How many pages were looked at again, and of them how many were corrected, held back, and freed again."""

    read: int = 0
    corrected: int = 0
    held: int = 0
    freed: int = 0

    @classmethod
    def of(cls, pairs: Iterable[tuple[Article, Article]]) -> "RecheckReport":
        """Count what second looks brought, from each article as it stood before and stands after.

        Example:
            >>> RecheckReport.of([]).read
            0
        """
        pairs = list(pairs)
        return cls(
            read=len(pairs),
            corrected=sum(before.updated_at != after.updated_at for before, after in pairs),
            held=sum(bool(after.held and not before.held) for before, after in pairs),
            freed=sum(bool(before.held and not after.held) for before, after in pairs),
        )

    def __add__(self, other: "RecheckReport") -> "RecheckReport":
        return RecheckReport(
            read=self.read + other.read,
            corrected=self.corrected + other.corrected,
            held=self.held + other.held,
            freed=self.freed + other.freed,
        )


class StoriesReport(Struct, frozen=True, kw_only=True):
    """One curate: the stories that are open now, and what happened to stories."""

    open: int = 0
    new: int = 0
    grown: int = 0
    merged: int = 0
    split: int = 0


class PicturesReport(Struct, frozen=True, kw_only=True):
    """How many pictures were kept, could not be had, and were let go because newer ones need the room."""

    kept: int = 0
    failed: int = 0
    evicted: int = 0


class ImportReport(Struct, frozen=True, kw_only=True):
    """One import of records: stories added and known already, paths that now only lead to one, new articles, and each refusal in words."""

    added: int = 0
    known: int = 0
    redirects: int = 0
    articles: int = 0
    refused: tuple[str, ...] = ()


class PublishReport(Struct, frozen=True, kw_only=True):
    """One publish: what happened to the records, to all files together, how many stories are published, and what is missing."""

    records: Swap = Swap()
    files: Swap = Swap()
    published: int = 0
    missing: tuple[str, ...] = ()
