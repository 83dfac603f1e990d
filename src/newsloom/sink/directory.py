"""The directory sink: a folder that holds exactly what an edition says, among the files this sink ever wrote.

What it promises, also to a process that is killed at any moment:

- A reader sees each file whole, old or new: all new files are written aside and flushed to the disk before the first is renamed.
  A disk that fills up while they are written leaves the folder as it was.
- A file that has not changed is not touched, so that its time, its Git status and its place in caches stay.
- Files of others are never touched. A path where somebody else's file lies is refused, unless it already holds just
  what was to be written; then it counts as ours from now on.
- A file of ours that somebody edited is written over when it is rendered again (editors decide in the desk, not in
  the output), and left alone for good when the edition no longer has it: deleting takes only what we wrote.
- Nothing is written outside the folder: no `..`, no links, no names that another system would read as something else.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
import os
from pathlib import Path
import stat
from types import TracebackType
from typing import Self

from newsloom.errors import SinkError
from newsloom.sink.disk import flush_all, write_new
from newsloom.sink.manifest import Known, Manifest, digest
from newsloom.sink.names import Names
from newsloom.types import Artifact, Draft, Swap

BATCH_FILES = 256
BATCH_BYTES = 16 * 1024 * 1024
"""What is held in memory before it is logged and written aside."""


class DirectorySink:
    """Writes artifacts to a folder.

    Args:
        folder: made when it is not there.
        manifest: the sink's own notes about what it wrote; outside the folder, one for each sink.
    """

    def __init__(self, folder: Path, manifest: Path) -> None:
        self._folder, self._manifest = folder, manifest
        self._looked_at: Manifest | None = None  # the manifest as `holds` read it, for the swap that follows

    def holds(self, edition: str) -> bool:
        """Tell whether all of this edition was written, and nothing since, and each folder still has a file of ours."""
        self._looked_at = noted = Manifest(self._manifest.absolute(), self._folder.resolve())
        if noted.edition != edition or not self._folder.is_dir():
            return False
        one_of_each = {path.rpartition("/")[0]: path for path in noted.known}
        return all(os.path.lexists(f"{self._folder}/{path}") for path in one_of_each.values())

    def begin(self, renewed: Collection[str] | None = None) -> "DirectorySwap":
        """Begin to bring the folder to an edition; see `ports.Sink`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        noted, self._looked_at = self._looked_at or Manifest(self._manifest.absolute(), self._folder.resolve()), None
        return DirectorySwap(self._folder.resolve(), noted, renewed)

    def swap(self, artifacts: Iterable[Artifact]) -> Swap:
        """Make the folder hold these artifacts and no others of ours; see `DirectorySwap.finish`."""
        with self.begin() as swapping:
            swapping.take("", artifacts)
            return swapping.finish("")


class DirectorySwap:
    """One swap: the folder, the manifest, and what was done so far. Left without `finish`, it leaves the folder as it was.

    Args:
        folder: the folder, by its real path.
        manifest: what this sink wrote.
        renewed: the stories whose files are given anew; `None` for all.
    """

    def __init__(self, folder: Path, manifest: Manifest, renewed: Collection[str] | None) -> None:
        self._folder, self._manifest, self._renewed = str(folder), manifest, renewed
        self._names = Names()
        self._real_folders = {""}
        self._batch, self._size = list[tuple[Known, bytes]](), 0
        self._aside: list[Known] = []
        self._noted: list[Known] = []
        self._problems: list[str] = []
        self._sweep()
        given = [path for path, known in manifest.known.items() if self._is_renewed(known)] if renewed is not None else manifest.known
        self._given = frozenset(given)
        """What this sink wrote and is given anew, or is to remove."""
        self._names.hold(path for path in manifest.known if path not in self._given)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for known in self._aside:
            with suppress(OSError):
                os.unlink(self._aside_of(known.path))
        self._aside.clear()

    def _is_renewed(self, known: Known) -> bool:
        return self._renewed is None or not known.story or known.story in self._renewed

    def take(self, story: str, files: Iterable[Artifact | Draft]) -> None:
        """Take files of a story, or with an empty id those that tell of many; what differs is written aside, the impossible refused.

        Raises:
            OSError: the disk is full or broken.
        """
        for file in files:
            problem, status = self._names.take(file.path), None
            if not problem:
                status = self._status(file.path)
                problem = self._obstacle(file.path, status)
            if problem:
                self._problems.append(f"{file.path!r} was not written: {problem}")
                continue
            if isinstance(file, Draft) and self._is_current(file, status):
                continue
            self._compare(story, file, file.body, status)
            if len(self._batch) >= BATCH_FILES or self._size >= BATCH_BYTES:
                self._write()

    def _is_current(self, file: Draft, status: os.stat_result | None) -> bool:
        """Tell whether a draft is there as we made it last; under other settings, when everything is renewed, it is always made."""
        known = self._manifest.known.get(file.path)
        if self._renewed is None or status is None or known is None or known.key != file.key:
            return False
        return (known.size, known.mtime_ns) == (status.st_size, status.st_mtime_ns)

    def _compare(self, story: str, file: Artifact | Draft, body: bytes, status: os.stat_result | None) -> None:
        wanted = Known(file.path, digest(body), len(body), status.st_mtime_ns if status else 0, story, getattr(file, "key", ""))
        if status and self._holds(wanted, body):
            if self._manifest.known.get(file.path) != wanted:
                self._noted.append(wanted)
        elif status and file.path not in self._manifest.known:
            advice = "a file that newsloom did not write lies there; move it away, or publish to another folder"
            self._problems.append(f"{file.path!r} was not written: {advice}")
        else:
            self._batch.append((wanted, body))
            self._size += len(body)

    def _status(self, path: str) -> os.stat_result | None:
        try:
            return os.lstat(f"{self._folder}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _obstacle(self, path: str, status: os.stat_result | None) -> str:
        """Return what stands between the folder and a path: a link, or something that is no file or folder."""
        if status and not stat.S_ISREG(status.st_mode):
            return "a link or a folder lies there; remove it"
        return self._blocked(path.rpartition("/")[0])

    def _blocked(self, folder: str) -> str:
        if folder in self._real_folders:
            return ""
        if above := self._blocked(folder.rpartition("/")[0]):
            return above
        status = self._status(folder)
        if status and not stat.S_ISDIR(status.st_mode):
            return f"{folder} is a link or a file where a folder is needed; remove it"
        if status:
            self._real_folders.add(folder)
        return ""

    def _holds(self, wanted: Known, body: bytes) -> bool:
        """Tell whether the disk has a file already: it is as we left it, or holds the very bytes. `wanted` has its time of change."""
        known = self._manifest.known.get(wanted.path)
        if known and (known.digest, known.size, known.mtime_ns) == (wanted.digest, wanted.size, wanted.mtime_ns):
            return True
        file = Path(self._folder, wanted.path)
        return file.stat().st_size == len(body) and file.read_bytes() == body

    def _write(self) -> None:
        """Write the batch aside; the log knows of it before."""
        batch, self._batch, self._size = self._batch, [], 0
        self._manifest.announce([Known(known.path, known.digest, known.size) for known, _ in batch])
        for known, body in batch:
            self._aside.append(known)
            self._make_folder(known.path.rpartition("/")[0])
            changed = write_new(self._aside_of(known.path), body)
            self._aside[-1] = Known(known.path, known.digest, known.size, changed, known.story, known.key)

    def _make_folder(self, folder: str) -> None:
        if folder not in self._real_folders:
            os.makedirs(f"{self._folder}/{folder}", exist_ok=True)
            self._real_folders.add(folder)

    def _aside_of(self, path: str) -> str:
        folder, _, name = path.rpartition("/")
        return f"{self._folder}/{folder}/.newsloom-{digest(name.encode())[:16]}.tmp"

    def finish(self, edition: str) -> Swap:
        """Put what was written aside into its place, and remove what we wrote once and the edition no longer has.

        Raises:
            SinkError: some files were refused; all others are in place.
            OSError: the disk is full or broken; every file is whole, and the next swap goes on from here.
        """
        if self._batch:
            self._write()
        written = list(self._aside)
        if written:
            flush_all([self._aside_of(known.path) for known in written])
            self._manifest.sync()
            self._aside.reverse()  # in the order that they were given in: what names others comes after them
            while self._aside:
                path = self._aside[-1].path
                os.replace(self._aside_of(path), f"{self._folder}/{path}")
                self._aside.pop()
            flush_all({os.path.dirname(f"{self._folder}/{known.path}") for known in written})
        gone = sorted(path for path in self._given if path not in self._names)
        removed = sum(map(self._removed, gone))
        self._manifest.note([*self._noted, *written], gone, "" if self._problems else edition)
        if self._problems:
            raise SinkError(tuple(self._problems))
        return Swap(written=len(written), unchanged=len(self._manifest.known) - len(written), removed=removed)

    def _removed(self, path: str) -> bool:
        """Delete a file that we wrote, if it is still as we wrote it, and the folders that it leaves empty."""
        status = self._status(path)
        if self._obstacle(path, status) or not self._is_ours(self._manifest.known[path], status):
            return False
        os.unlink(f"{self._folder}/{path}")
        while path := path.rpartition("/")[0]:
            try:
                os.rmdir(f"{self._folder}/{path}")
            except OSError:
                break
            self._real_folders.discard(path)
        return True

    def _is_ours(self, known: Known, status: os.stat_result | None) -> bool:
        if status is None or status.st_size != known.size:
            return False
        return status.st_mtime_ns == known.mtime_ns or digest(Path(self._folder, known.path).read_bytes()) == known.digest

    def _sweep(self) -> None:
        """Delete what a run that was cut short left aside; the log names every file that it had begun."""
        for path in self._manifest.announced:
            if not self._blocked(path.rpartition("/")[0]):
                with suppress(FileNotFoundError):
                    os.unlink(self._aside_of(path))
