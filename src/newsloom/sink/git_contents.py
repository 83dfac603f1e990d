"""The contents of files on their way into a repository, and out of it."""

from collections.abc import Iterable
from pathlib import Path
from typing import IO

from newsloom.sink.git_lock import Lock
from newsloom.sink.git_program import Git, GitFailure

_UNFINISHED = ("fast_import_crash_*", "objects/pack/tmp_*")


class Contents:
    """New contents, set aside until the repository takes them all at once.

    Args:
        git: the repository.
        spool: an empty file. A command that reads it whole has no stream that our death could cut.
    """

    def __init__(self, git: Git, spool: IO[bytes]) -> None:
        self._git, self._spool = git, spool
        self._names: set[str] = set()

    def put(self, name: str, body: bytes) -> None:
        """Set a content aside, under the name that Git gives it."""
        if name not in self._names:
            self._names.add(name)
            self._spool.write(b"blob\ndata %d\n%b\n" % (len(body), body))

    def store(self, lock: Lock) -> None:
        """Put the new contents into the repository, where nothing refers to them yet."""
        if not self._names:
            return
        self._spool.seek(0)
        before = self._unfinished()
        try:
            self._git.run("fast-import", "--quiet", given=self._spool, holding=[lock.handle])
        except GitFailure:
            for file in self._unfinished() - before:
                file.unlink(missing_ok=True)  # on a full disk, half a pack would take the room of the next one
            raise

    def _unfinished(self) -> set[Path]:
        return {file for pattern in _UNFINISHED for file in self._git.folder.glob(pattern)}

    def read(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """Return contents by name; what is none (a submodule's commit) is left out."""
        names = "".join(f"{blob}\n" for blob in blobs)
        told = self._git.run("cat-file", "--batch", given=names.encode())
        found, place = dict[str, bytes](), 0
        while place < len(told):
            end = told.index(b"\n", place)
            name, *about = told[place:end].decode().split()
            place = end + 1
            if len(about) == 2:  # noqa: PLR2004 (kind and size; otherwise the one word "missing")
                found[name] = told[place : place + int(about[1])]
                place += int(about[1]) + 1
        return found
