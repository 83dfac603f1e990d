r"""The manifest: which files a sink has written, and what they held.

A log of JSON lines, so that a process may die at any moment:

    {"folder": "../content"}                               the folder it speaks of, seen from the manifest
    ["a.md", "digest", 120, 1700000000000000000, "s1"]     written: ours, with its size and time of change, and the story it is of
    ["b.md", "digest", 90, 0]                              about to be written: then ours, also if it holds just that
    ["a.md", "", 0, -1]                                    no longer there, or no longer ours
    ["", "fingerprint", 0, 1]                              everything of this edition is written

A Git sink keeps the same log about a branch: digests are the names of blobs, sizes 0, and the time is 1 once it is committed.

The log is appended to before files are put into place and after, and rewritten, atomically, once half of it is out of date. A torn last
line is one whose files were not begun.
"""

from collections.abc import Callable, Collection, Iterable
from hashlib import blake2b
import os
from pathlib import Path

import msgspec

from newsloom.errors import SinkError

GONE = -1
"""The time of change of a file that is no longer ours."""

STALE = 2
"""The log is written anew when it has this many times the lines that it needs: each line is then written twice on average."""


class Known(msgspec.Struct, frozen=True, array_like=True):
    """A file as we left it; `mtime_ns` is 0 when it may not be written yet.

    `story` is the one it tells of, empty for a list of many; `key` says what it was made of (`types.Draft`).
    """

    path: str
    digest: str
    size: int
    mtime_ns: int = 0
    story: str = ""
    key: str = ""


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
        self._lines = 0
        self.known: dict[str, Known] = {}
        self.announced: set[str] = set()
        """Files that a run which was cut short may have left unfinished."""
        self.edition = ""
        """The fingerprint of the edition that is wholly written; empty when none is, or another was begun."""
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
        self._lines = len(lines)
        unfinished: dict[str, Known] = {}
        for number, line in enumerate(lines[:-1], start=2):
            self._take(self._known(line, number), unfinished)
        self.announced = set(unfinished)
        self.known |= {path: known for path, known in unfinished.items() if self._holds(path, known.digest)}
        self.edition = "" if unfinished else self.edition

    def _take(self, known: Known, unfinished: dict[str, Known]) -> None:
        """Take in what one line says."""
        unfinished.pop(known.path, None)
        if not known.path:
            self.edition = known.digest
        elif known.mtime_ns > 0:
            self.known[known.path] = known
        elif known.mtime_ns == GONE:
            self.known.pop(known.path, None)
        else:
            unfinished[known.path] = known

    def _known(self, line: bytes, number: int) -> Known:
        try:
            return _DECODER.decode(line)
        except msgspec.DecodeError:
            advice = "delete it; files that still hold what is published will be recognised"
            raise SinkError((f"{self._path}:{number}: the list of written files is damaged: {advice}",)) from None

    def announce(self, files: Collection[Known]) -> None:
        """Log files that are about to be written."""
        self.edition = ""
        if not self._is_sound:
            self._save()
        self._append(files)

    def sync(self) -> None:
        """Wait until all that was logged is on the disk."""
        with self._path.open("rb") as log:
            os.fsync(log.fileno())

    def note(self, written: Collection[Known], gone: Collection[str], edition: str) -> None:
        """Log what became of files, and the edition that they complete; it is on the disk when this returns."""
        self.known |= {known.path: known for known in written}
        for path in gone:
            self.known.pop(path, None)
        if not written and not gone and not self.announced and edition == self.edition and self._is_sound:
            return
        self.edition = edition
        lines = len(written) + len(gone) + 1
        if not self._is_sound or self.announced or self._lines + lines >= STALE * max(len(self.known), lines):
            self._save()
        else:
            self._append([*written, *(Known(path, "", 0, GONE) for path in gone), Known("", edition, 0, 1)])
            self.sync()

    def _append(self, files: Iterable[Known]) -> None:
        lines = [_ENCODER.encode(known) for known in files]
        with self._path.open("ab") as log:
            log.writelines(line + b"\n" for line in lines)
        self._lines += len(lines)

    def _save(self) -> None:
        """Replace the log by what is known now."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        aside = self._path.with_name(self._path.name + ".tmp")
        with aside.open("wb") as log:
            log.write(self._header + b"\n")
            log.writelines(_ENCODER.encode(known) + b"\n" for _, known in sorted(self.known.items()))
            log.write(_ENCODER.encode(Known("", self.edition, 0, 1)) + b"\n")
            log.flush()
            os.fsync(log.fileno())
        aside.replace(self._path)
        self._is_sound, self._lines = True, len(self.known) + 2


_DECODER = msgspec.json.Decoder(Known)
_ENCODER = msgspec.json.Encoder()


def _holds(file: Path, expected: str) -> bool:
    return file.is_file() and not file.is_symlink() and digest(file.read_bytes()) == expected
