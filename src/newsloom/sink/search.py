"""The search sink: a folder `pagefind/` in the site, made of the records of its stories by pagefind, and only when they changed.

Pagefind names files in an order of its own, so that the same records give other bytes each time; what was made of the same records
by the same version therefore stays as it is. Of an index that changes, `pagefind-entry.json` is replaced last: it names the files
that belong together, and until then the old ones are all there.
"""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
import shutil
from types import TracebackType
from typing import Self

import msgspec

from newsloom.errors import SinkError
from newsloom.sink.directory import DirectorySink
from newsloom.sink.disk import put
from newsloom.sink.manifest import Manifest, digest
from newsloom.sink.pagefind import PATIENCE, PATIENCE_PER_RECORD, Indexer, Pagefind
from newsloom.types import Artifact, Draft, Swap

FOLDER = "pagefind"
"""Where in the site the index lies."""

ENTRY = "pagefind-entry.json"
SCRIPTS = ("pagefind.js", "pagefind-worker.js")
"""The files of pagefind's that a page needs; its own boxes and their styles, 0.4 MB, are left out."""

INDEX = (".pf_fragment", ".pf_index", ".pf_filter", ".pf_meta", ".pagefind")
"""The endings of what the index itself consists of; all but the last are named by their content."""


class Mark(msgspec.Struct, frozen=True):
    """What an index was made of: pagefind's version, and the digest of each record, sorted."""

    version: str
    records: tuple[str, ...]


class SearchSink:
    """Keeps a site's search index.

    Args:
        site: the site's folder; everything in it that is not the index is somebody else's.
        state: where the sink's notes lie, and where an index is made.
        program: pagefind; without it there is no index, and one that was made before is removed.
    """

    def __init__(self, site: Path, state: Path, program: Pagefind | None) -> None:
        self._site, self._program = site, program
        self._manifest, self._mark, self._work = state / "search.manifest", state / "search.json", state / "search.tmp"

    def holds(self, _edition: str) -> bool:
        """Tell whether every story's files are there: none has any."""
        return True

    def begin(self, _renewed: Collection[str] | None = None) -> "SearchSwap":
        """Begin to make the index hold the records that are taken; all are given each time."""
        return SearchSwap(self)

    def swap(self, records: Iterable[Artifact | Draft]) -> Swap:
        """Make the index hold these records; see `SearchSwap.finish`."""
        with self.begin() as swapping:
            swapping.take("", records)
            return swapping.finish("")

    def bring(self, records: Sequence[Artifact | Draft]) -> Swap:
        """Make the index hold these records.

        Raises:
            SinkError: it could not be made. The old one stays if all that it holds is still to be found, and goes if not.
        """
        shutil.rmtree(self._work, ignore_errors=True)  # of a run that was cut short
        if not records or self._program is None:
            self._mark.unlink(missing_ok=True)
            return self._put(())
        mark = Mark(self._program.version, tuple(sorted(map(_identified, records))))
        if self._kept() == mark and (files := self._whole()):
            return Swap(unchanged=files)
        try:
            made = self._made(self._program, records)
        except (OSError, SinkError) as error:
            raise SinkError((f"{FOLDER}/: {error}; {self._outlived(mark)}",)) from error
        finally:
            shutil.rmtree(self._work, ignore_errors=True)
        self._mark.unlink(missing_ok=True)  # from here on the files are of neither
        swap = self._put(made)
        put(self._mark, msgspec.json.encode(mark))
        return swap

    def _put(self, artifacts: Iterable[Artifact]) -> Swap:
        return DirectorySink(self._site, self._manifest).swap(artifacts)

    def _kept(self) -> Mark | None:
        """Return what the present index was made of; `None` when nothing tells."""
        try:
            return msgspec.json.decode(self._mark.read_bytes(), type=Mark)
        except (OSError, msgspec.DecodeError):
            return None

    def _whole(self) -> int:
        """Return how many files the index has, 0 when one of them is not as it was left."""
        known = Manifest(self._manifest.absolute(), self._site.resolve()).known.values()
        try:
            states = [((self._site / one.path).lstat(), one) for one in known]
        except OSError:
            return 0
        same = all((state.st_size, state.st_mtime_ns) == (one.size, one.mtime_ns) for state, one in states)
        return len(states) if same else 0

    def _made(self, program: Pagefind, records: Sequence[Artifact | Draft]) -> list[Artifact]:
        """Make an index of records; return its files, those that name others after these."""
        self._work.mkdir(parents=True)
        with Indexer(program.path, self._work, PATIENCE + len(records) * PATIENCE_PER_RECORD) as indexer:
            index = indexer.ask("NewIndex", config={})["index_id"]
            for record in records:
                indexer.ask("AddRecord", index_id=index, **msgspec.json.decode(record.body))
            files = indexer.files(index)
        parts = sorted(path for path in files if path.endswith(INDEX))
        names = (*parts, *SCRIPTS, ENTRY)
        if missing := [name for name in names if name not in files]:
            raise SinkError((f"pagefind made no {missing[0]}",))
        return [Artifact(path=f"{FOLDER}/{name}", body=files[name]) for name in names]

    def _outlived(self, mark: Mark) -> str:
        """Remove an old index that has what is no longer to be found; return what became of it."""
        old = self._kept()
        if old and set(old.records) <= set(mark.records):
            return "the one that was there stays; the next change tries again, or `newsloom publish`"
        self._mark.unlink(missing_ok=True)
        self._put(())
        return "the one that was there is removed, having what is not published now; the next change tries again, or `newsloom publish`"


class SearchSwap:
    """One swap: the records that the index is to hold.

    Args:
        sink: whose index.
    """

    def __init__(self, sink: SearchSink) -> None:
        self._sink = sink
        self._records: list[Artifact | Draft] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._records.clear()

    def take(self, _story: str, files: Iterable[Artifact | Draft]) -> None:
        """Take records."""
        self._records += files

    def finish(self, _edition: str) -> Swap:
        """Make the index hold what was taken; see `SearchSink.bring`."""
        return self._sink.bring(self._records)


def _identified(record: Artifact | Draft) -> str:
    return record.key if isinstance(record, Draft) else digest(record.body)
