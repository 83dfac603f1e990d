r"""The manifest: which files a directory sink has written, and what they held.

A log of JSON lines, so that a process may die at any moment:

    {"folder": "../content"}                       the folder it speaks of, seen from the manifest
    ["a.md", "digest", 120, 1700000000000000000]   written: ours, with its size and time of change
    ["b.md", "digest", 90, 0]                      about to be written for the first time: ours if it holds just that

A Git sink keeps the same log about a branch: digests are the names of blobs, sizes 0, and the time is 1 once it is committed.

The log is appended to before files are written and rewritten, atomically, when all are. A torn last line is one whose
files were not begun.
"""

from collections.abc import Callable, Iterable
from hashlib import blake2b
import os
from pathlib import Path

import msgspec

from newsloom.errors import SinkError


class Known(msgspec.Struct, frozen=True, array_like=True):
    """A file as we left it; `mtime_ns` is 0 when it may not be written yet."""

    path: str
    digest: str
    size: int
    mtime_ns: int = 0


def digest(body: bytes) -> str:
    """Return a file's content in 32 hexadecimal digits.

    Example:
        >>> len(digest(b""))
        32
    """
    return blake2b(body, digest_size=16).hexdigest()


class Manifest:
    """The log on disk and the ownership it proves.

    Args:
        path: where the log lies.
        folder: the sink's folder; a log about another folder proves nothing.
        holds: tells whether a path of the sink holds just the content of a digest; by default the folder is asked.
    """

    def __init__(self, path: Path, folder: Path, holds: Callable[[str, str], bool] | None = None) -> None:
        self._path = path
        self._header = msgspec.json.encode({"folder": Path(os.path.relpath(folder, path.parent)).as_posix()})
        self._holds = holds or (lambda name, expected: _holds(folder / name, expected))
        self.known: dict[str, Known] = {}
        self.announced: set[str] = set()
        """Files that a run which was cut short may have left unfinished."""
        self._is_sound = False
        self._read()

    def _read(self) -> None:
        try:
            header, *lines = self._path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return
        if header != self._header:
            return
        self._is_sound = lines[-1:] == [b""]
        for number, line in enumerate(lines[:-1], start=2):
            known = self._known(line, number)
            if not known.mtime_ns:
                self.announced.add(known.path)
            if known.mtime_ns or self._holds(known.path, known.digest):
                self.known[known.path] = known

    def _known(self, line: bytes, number: int) -> Known:
        try:
            return msgspec.json.decode(line, type=Known)
        except msgspec.DecodeError:
            advice = "delete it; files that still hold what is published will be recognised"
            raise SinkError((f"{self._path}:{number}: the list of written files is damaged: {advice}",)) from None

    def announce(self, files: Iterable[Known]) -> None:
        """Log files that are about to be written, and wait until that is on the disk."""
        if not self._is_sound:
            self.save()
        lines = b"".join(msgspec.json.encode(known) + b"\n" for known in files)
        with self._path.open("ab") as log:
            log.write(lines)
            log.flush()
            os.fsync(log.fileno())

    def save(self) -> None:
        """Replace the log by what is known now."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        aside = self._path.with_name(self._path.name + ".tmp")
        with aside.open("wb") as log:
            log.write(self._header + b"\n")
            log.writelines(msgspec.json.encode(known) + b"\n" for _, known in sorted(self.known.items()))
            log.flush()
            os.fsync(log.fileno())
        aside.replace(self._path)
        self._is_sound = True


def _holds(file: Path, expected: str) -> bool:
    return file.is_file() and not file.is_symlink() and digest(file.read_bytes()) == expected
