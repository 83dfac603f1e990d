"""The directory sink: a folder that holds exactly what an edition says, among the files this sink ever wrote.

What it promises, also to a process that is killed at any moment:

- A reader sees each file whole, old or new: files are written aside, flushed to the disk and renamed.
- A file that has not changed is not touched, so that its time, its Git status and its place in caches stay.
- Files of others are never touched. A path where somebody else's file lies is refused, unless it already holds just
  what was to be written; then it counts as ours from now on.
- A file of ours that somebody edited is written over when the edition still has it (editors decide in the desk, not in
  the output), and left alone for good when the edition no longer has it: deleting takes only what we wrote.
- Nothing is written outside the folder: no `..`, no links, no names that another system would read as something else.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
import os
from pathlib import Path
import stat

from newsloom.errors import SinkError
from newsloom.sink.manifest import Known, Manifest, digest
from newsloom.sink.names import Names
from newsloom.types import Artifact, Swap

BATCH_FILES = 256
BATCH_BYTES = 16 * 1024 * 1024
"""What is written between two entries in the manifest's log: enough that flushing is cheap, little enough to hold in memory."""

FLUSHERS = 16
"""Files flushed at once. A file system commits together what arrives together: on a busy ext4 disk 2,000 small files took
8 s with 16 and 12 s one after the other; without any flushing it was 6 s, but a power cut could leave empty files."""


class DirectorySink:
    """Writes artifacts to a folder.

    Args:
        folder: made when it is not there.
        manifest: the sink's own notes about what it wrote; outside the folder, one for each sink.
    """

    def __init__(self, folder: Path, manifest: Path) -> None:
        self._folder, self._manifest = folder, manifest

    def swap(self, artifacts: Iterable[Artifact]) -> Swap:
        """Make the folder hold these artifacts; write what differs, remove what we wrote once and they no longer hold.

        Raises:
            SinkError: some artifacts were refused; all others are in place.
            OSError: the disk is full or broken; every file is whole, and the next swap goes on from here.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        folder = self._folder.resolve()
        manifest = Manifest(self._manifest.absolute(), folder)
        tree = _Tree(folder, manifest)
        tree.sweep()
        for batch in _batches(tree.differing(artifacts)):
            tree.write(batch)
        tree.remove_others()
        if tree.changed:
            manifest.save()
        if tree.problems:
            raise SinkError(tuple(tree.problems))
        return Swap(written=tree.written, unchanged=tree.unchanged, removed=tree.removed)


def _batches(artifacts: Iterable[Artifact]) -> Iterator[list[Artifact]]:
    batch, size = list[Artifact](), 0
    for artifact in artifacts:
        batch.append(artifact)
        size += len(artifact.body)
        if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _Tree:
    """One swap: the folder, the manifest, and what was done so far."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder, self._manifest = folder, manifest
        self._names = Names()
        self._real_folders = {""}
        self.written = self.unchanged = self.removed = 0
        self.changed = False
        self.problems: list[str] = []

    def differing(self, artifacts: Iterable[Artifact]) -> Iterator[Artifact]:
        """Yield the artifacts that have to be written; count the unchanged ones and refuse the impossible ones."""
        for artifact in artifacts:
            if problem := self._names.take(artifact.path) or self._obstacle(artifact.path):
                self.problems.append(f"{artifact.path!r} was not written: {problem}")
                continue
            status = self._status(artifact.path)
            if status and self._holds(artifact, status):
                self.unchanged += 1
            elif status and artifact.path not in self._manifest.known:
                advice = "a file that newsloom did not write lies there; move it away, or publish to another folder"
                self.problems.append(f"{artifact.path!r} was not written: {advice}")
            else:
                yield artifact

    def _status(self, path: str) -> os.stat_result | None:
        try:
            return os.lstat(f"{self._folder}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _obstacle(self, path: str) -> str:
        """Return what stands between the folder and a path: a link, or something that is no file or folder."""
        status = self._status(path)
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

    def _holds(self, artifact: Artifact, status: os.stat_result) -> bool:
        """Tell whether the disk has the artifact already: the file is as we left it, or holds the very bytes."""
        if status.st_size != len(artifact.body):
            return False
        content = digest(artifact.body)
        known = self._manifest.known.get(artifact.path)
        if known and (known.digest, known.mtime_ns) == (content, status.st_mtime_ns):
            return True
        if (self._folder / artifact.path).read_bytes() != artifact.body:
            return False
        self._note(artifact.path, content, status)
        return True

    def _note(self, path: str, content: str, status: os.stat_result) -> None:
        self._manifest.known[path] = Known(path, content, status.st_size, status.st_mtime_ns)
        self.changed = True

    def write(self, batch: Sequence[Artifact]) -> None:
        """Write a batch aside, flush it, and rename it into place; the log knew of it before."""
        announced = [Known(artifact.path, digest(artifact.body), len(artifact.body)) for artifact in batch]
        self._manifest.announce(announced)
        files = [self._folder / artifact.path for artifact in batch]
        aside = [_aside(file) for file in files]
        try:
            for temporary, artifact in zip(aside, batch, strict=True):
                temporary.parent.mkdir(parents=True, exist_ok=True)
                _write(temporary, artifact.body)
            self._flush(aside)
            for temporary, file in zip(aside, files, strict=True):
                temporary.replace(file)
        except BaseException:
            for temporary in aside:
                temporary.unlink(missing_ok=True)
            raise
        self._flush({file.parent for file in files})
        for known, file in zip(announced, files, strict=True):
            self._note(known.path, known.digest, file.lstat())
        self.written += len(batch)

    def _flush(self, files: Iterable[Path]) -> None:
        with ThreadPoolExecutor(FLUSHERS) as pool:
            list(pool.map(flush, files))

    def remove_others(self) -> None:
        """Delete the files that we wrote, that are still as we wrote them, and that the edition did not name."""
        for known in [known for path, known in self._manifest.known.items() if path not in self._names]:
            if not self._obstacle(known.path) and self._is_ours(known):
                file = self._folder / known.path
                file.unlink()
                self.removed += 1
                self._prune(file.parent)
            del self._manifest.known[known.path]
            self.changed = True

    def _is_ours(self, known: Known) -> bool:
        status = self._status(known.path)
        if status is None or status.st_size != known.size:
            return False
        return status.st_mtime_ns == known.mtime_ns or digest((self._folder / known.path).read_bytes()) == known.digest

    def _prune(self, folder: Path) -> None:
        """Delete the folders that a removed file left empty."""
        while folder != self._folder:
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent

    def sweep(self) -> None:
        """Delete what a run that was cut short left aside; the log names every file that it had begun."""
        for path in self._manifest.announced:
            if not self._blocked(path.rpartition("/")[0]):
                _aside(self._folder / path).unlink(missing_ok=True)
            self.changed = True


def _aside(file: Path) -> Path:
    return file.with_name(f".newsloom-{digest(file.name.encode())[:16]}.tmp")


def _write(file: Path, body: bytes) -> None:
    file.unlink(missing_ok=True)  # whatever lies there, a link too, is not to be written through
    with file.open("xb") as handle:
        handle.write(body)


def flush(file: Path) -> None:
    """Have a file's bytes, or a folder's names, on the disk before anything else happens."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
