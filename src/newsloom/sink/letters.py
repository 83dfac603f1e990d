"""The letters that a hub wrote, and who got them: a folder that is never published.

`DAY.json` is a letter as it was made, `DAY.eml` the mail, `DAY.sent` a line for each step of its sending.
"""

from collections.abc import Mapping
from errno import ENOSPC
import os
from pathlib import Path
import re

import msgspec

from newsloom.errors import StoreError
from newsloom.render.letter.records import Letter
from newsloom.sink.disk import flush, put

_NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.json")


class LetterFolder:
    """A hub's letters.

    Args:
        folder: made when the first letter is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def kept(self) -> list[Letter]:
        """Return every letter, the oldest first.

        Raises:
            StoreError: a file is no letter.
        """
        names = sorted(entry.name for entry in self._folder.iterdir()) if self._folder.is_dir() else []
        return [self._read(self._folder / name) for name in names if _NAME.fullmatch(name)]

    def _read(self, file: Path) -> Letter:
        try:
            return msgspec.json.decode(file.read_bytes(), type=Letter)
        except msgspec.MsgspecError as error:
            raise StoreError(f"{file}: this letter cannot be read ({error}); take it from a backup, or remove it") from None

    def keep(self, letter: Letter, mail: bytes) -> Path:
        """Keep a letter for good, and its mail; return the mail's file. A letter that is kept already stays as it is."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{letter.day}.eml"
        _write(file, mail)
        kept = file.with_suffix(".json")
        if not kept.exists():
            _write(kept, msgspec.json.encode(letter))
        return file

    def outbox(self, letter: Letter) -> "SentFile":
        """Return what is known of a letter's sending."""
        return SentFile(self._folder / f"{letter.day}.sent")


class Step(msgspec.Struct, frozen=True):
    """A line of the file: what happened to one recipient's mail."""

    to: str
    what: str


class SentFile:
    """Who got a letter, in a file that only grows; every line is on the disk before the next thing happens.

    A line that a crash cut off was never acted upon, and is passed over.

    Args:
        file: made with the first line, readable by its owner alone.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def folder(self) -> Path:
        """Where it lies, and where others are kept from sending meanwhile."""
        return self._file.parent

    def reached(self) -> Mapping[str, bool]:
        """Return by recipient: true for who has the letter, false for whose mail was handed over and never confirmed."""
        found: dict[str, bool] = {}
        for line in self._file.read_bytes().split(b"\n") if self._file.exists() else ():
            try:
                step = msgspec.json.decode(line, type=Step)
            except msgspec.MsgspecError:
                continue
            if step.what == "refused":
                found.pop(step.to, None)
            else:
                found[step.to] = step.what == "sent"
        return found

    def begin(self, recipient: str) -> None:
        """Note that a recipient's mail is about to be handed over."""
        self._note(Step(recipient, "begun"))

    def finish(self, recipient: str, *, taken: bool) -> None:
        """Note whether the server took it."""
        self._note(Step(recipient, "sent" if taken else "refused"))

    def _note(self, step: Step) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(handle).st_size
            torn = size and os.pread(handle, 1, size - 1) != b"\n"
            line = (b"\n" if torn else b"") + msgspec.json.encode(step) + b"\n"
            if os.write(handle, line) < len(line):  # a disk that fills up takes a part and says so by this alone
                raise OSError(ENOSPC, os.strerror(ENOSPC), str(self._file))
            os.fsync(handle)
            if not size:
                flush(self._file.parent)
        finally:
            os.close(handle)


def _write(file: Path, body: bytes) -> None:
    if file.exists() and file.read_bytes() == body:
        return
    put(file, body)
    flush(file.parent)
