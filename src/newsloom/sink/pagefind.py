"""Pagefind, the program that makes a search index of files: found where it is installed, and talked to.

It takes requests on its input and answers each on its output, as JSON in base64 with a comma at the end: the protocol by which the
packages for Node and Python drive it too. The package for Python looks for an answer ten times a second and so takes 100 s for 1,000
records; this takes under one.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
import os
from pathlib import Path
import subprocess
from threading import Timer
from typing import Self

import msgspec

from newsloom.errors import SinkError

PACKAGE = "pagefind_bin"
"""The package that brings the program, and nothing else."""

PATIENCE = 120.0
"""Seconds for a whole index, besides those for its records."""

PATIENCE_PER_RECORD = 0.02
"""Seconds; 20,000 records took 0.001 each of one core, 0.003 on a machine with nine other things to do (docs/decisions/0041-search.md)."""


class Pagefind(msgspec.Struct, frozen=True):
    """The program that is installed: where it lies, and its version."""

    path: Path
    version: str


def pagefind() -> Pagefind | None:
    """Return the program, or `None` where `newsloom[search]` is not installed.

    Example:
        >>> found = pagefind()
        >>> found is None or found.path.is_file()
        True
    """
    try:
        return Pagefind(Path(import_module(PACKAGE).get_executable()), version(PACKAGE))
    except (ImportError, OSError, PackageNotFoundError):
        return None


class Indexer:
    """One index in the making, in a process that lives as long as the context.

    Args:
        program: the program's file.
        folder: an empty one to run in; a settings file of pagefind's in the folder where newsloom runs counts for nothing.
        patience: seconds until a program that hangs is ended.
    """

    def __init__(self, program: Path, folder: Path, patience: float) -> None:
        self._arguments, self._folder, self._patience = (str(program), "--service"), folder, patience
        self._sent = 0

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603 - our own package's program, and no argument comes from outside
            self._arguments, cwd=self._folder, env={}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._timer = Timer(self._patience, self._process.kill)
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._process.kill()
        self._process.communicate()

    def ask(self, kind: str, **request: object) -> Mapping[str, object]:
        """Make a request and return the answer to it.

        Raises:
            SinkError: the program refuses it, answers with something else, or has ended.
        """
        self._sent += 1
        message = msgspec.json.encode({"message_id": self._sent, "payload": {"type": kind, **request}})
        try:
            self._write(b64encode(message) + b",")
            answer = msgspec.json.decode(b64decode(self._read()), type=_Answer)
        except (OSError, ValueError) as error:  # of which msgspec's and base64's are
            raise SinkError((f"pagefind does not answer as it should: {error}",)) from error
        if answer.message_id != self._sent or answer.payload.get("type") == "Error":
            raise SinkError((f"pagefind refuses {kind}: {str(answer.payload.get('message', 'it answers something else'))[:200]}",))
        return answer.payload

    def files(self, index: object) -> dict[str, bytes]:
        """Return the files of an index by path. Those that the program writes to a disk itself may still be empty when it says it is done.

        Raises:
            SinkError: they are not to be had.
        """
        try:
            made = msgspec.convert(self.ask("GetFiles", index_id=index).get("files"), type=list[_Made])
        except msgspec.ValidationError as error:
            raise SinkError((f"pagefind does not answer as it should: {error}",)) from error
        return {one.path: one.content for one in made}

    def _write(self, message: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        self._process.stdin.write(message)
        self._process.stdin.flush()

    def _read(self) -> bytes:
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        answer = bytearray()
        while not answer.endswith(b","):
            piece = os.read(self._process.stdout.fileno(), 65_536)
            if not piece:
                raise SinkError(("pagefind ended before it was done, or was ended because it took too long",))
            answer += piece
        return bytes(answer[:-1])


class _Answer(msgspec.Struct, frozen=True):
    payload: dict[str, object]
    message_id: int | None = None


class _Made(msgspec.Struct, frozen=True):
    path: str
    content: bytes
