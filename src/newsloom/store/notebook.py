"""The notebook: what renderers noted of each story of the last edition, in a SQLite file beside the store.

The file can be deleted at any time; the next publishing then makes everything anew. That of a whole edition is written aside, without
a journal, and takes the other's place in one step; that of a few stories is one transaction.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
import os
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import apsw
import msgspec

from newsloom.errors import StoreError
from newsloom.store.rows import keys

Note = TypeVar("Note")

PAGE = 1_000
"""Notes read at a time: each page is its own short read, so that what is kept may be asked for meanwhile."""

_DAMAGED = (apsw.CorruptError, apsw.NotADBError)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS edition (id INTEGER PRIMARY KEY CHECK (id = 1), said TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS note (renderer TEXT, story TEXT, note BLOB NOT NULL, PRIMARY KEY (renderer, story)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept (renderer TEXT, story TEXT, kept BLOB NOT NULL, PRIMARY KEY (renderer, story)) STRICT;
"""


class NotebookFile:
    """Notes in one SQLite file, by the `ports.Notebook` protocol.

    Args:
        path: the file; made when absent.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._aside = path, path.with_name(path.name + ".new")
        self._db: apsw.Connection | None = None
        self._whole = False

    def edition(self) -> str:
        """Return what was said of the edition that the notes are of; empty when there is none."""
        try:
            # Opened to write: what a transaction that was cut short left in its journal has to be undone before anything is read.
            db = apsw.Connection(str(self._path), flags=apsw.SQLITE_OPEN_READWRITE)
            said = [str(said) for (said,) in db.execute("SELECT said FROM edition")]
            db.close()
        except apsw.Error:
            said = []  # there is none, or it is damaged: a whole edition makes another
        return said[0] if said else ""

    @contextmanager
    def renewing(self, *, whole: bool) -> Iterator[None]:
        """Take notes of another edition, beginning with none when it is made as a whole; without `finish` they are forgotten.

        Raises:
            StoreError: they cannot be read or written. Damaged ones are removed, and the next edition is a whole one.
        """
        self._aside.unlink(missing_ok=True)
        try:
            with self._opened(whole=whole):
                yield
        except _DAMAGED as error:
            self._remove(self._path)
            advice = "they are removed; publish again, which makes everything anew"
            raise StoreError(f"{self._path}: the notes of the last edition are damaged: {error}; {advice}") from error
        except apsw.Error as error:
            full = isinstance(error, apsw.FullError | apsw.IOError)
            advice = "make room on the disk" if full else "see that the file and its folder may be written"
            raise StoreError(
                f"{self._path}: the notes of the last edition cannot be written: {error}; {advice} and publish again"
            ) from error

    @contextmanager
    def _opened(self, *, whole: bool) -> Iterator[None]:
        self._db = db = apsw.Connection(str(self._aside if whole else self._path))
        self._whole = whole
        try:
            db.pragma("journal_mode", "off" if whole else "delete")
            db.pragma("synchronous", "off" if whole else "full")
            db.execute(_SCHEMA + "BEGIN IMMEDIATE")
            yield
        finally:
            self._db = None
            if not db.get_autocommit() and not whole:
                db.execute("ROLLBACK")
            db.close()
            self._aside.unlink(missing_ok=True)

    def _remove(self, path: Path) -> None:
        """Remove a database with its journal, which would else be taken for that of the next one of this name."""
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        path.unlink(missing_ok=True)

    def put(self, renderer: str, story: str, note: bytes, kept: bytes) -> None:
        """Note what a renderer made of a story."""
        self._run("INSERT OR REPLACE INTO note VALUES (?, ?, ?)", renderer, story, note)
        if kept:
            self._run("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", renderer, story, kept)

    def drop(self, stories: Collection[str]) -> None:
        """Forget these stories."""
        for (renderer,) in list(self._run("SELECT DISTINCT renderer FROM note")):
            self._run("DELETE FROM note WHERE renderer = ? AND story IN (SELECT value FROM json_each(?))", renderer, keys(stories))
            self._run("DELETE FROM kept WHERE renderer = ? AND story IN (SELECT value FROM json_each(?))", renderer, keys(stories))

    def notes(self, renderer: str, kind: type[Note]) -> "FiledNotes[Note]":
        """Return a renderer's notes, of that type."""
        return FiledNotes(self, renderer, kind)

    def finish(self, edition: str) -> None:
        """Keep the notes for good, with what is to be said of their edition."""
        self._run("INSERT OR REPLACE INTO edition VALUES (1, ?)", edition)
        self._run("COMMIT")
        if self._whole:
            with self._aside.open("rb") as written:
                os.fsync(written.fileno())
            self._remove(self._path)
            self._aside.replace(self._path)

    def _open(self) -> apsw.Connection:
        if self._db is None:
            raise RuntimeError("notes are taken within `renewing`")
        return self._db

    def _run(self, statement: str, *values: str | bytes) -> apsw.Cursor:
        return self._open().execute(statement, values)


class FiledNotes(Generic[Note]):
    """One renderer's notes, read from the file each time, in pages.

    Args:
        book: where they are.
        renderer: whose.
        kind: their type.
    """

    def __init__(self, book: NotebookFile, renderer: str, kind: type[Note]) -> None:
        self._book, self._renderer = book, renderer
        self._decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(kind)

    def __iter__(self) -> Iterator[tuple[str, Note]]:
        """Yield each story's id with its note, in order of id."""
        after, query = "", "SELECT story, note FROM note WHERE renderer = ? AND story > ? ORDER BY story LIMIT ?"
        while page := list(self._book._open().execute(query, (self._renderer, after, PAGE))):  # noqa: SLF001 (one part of this file)
            for story, note in page:
                yield story, self._decoded(note)
            after = page[-1][0]

    def _decoded(self, note: bytes) -> Note:
        try:
            return cast("Note", self._decoder.decode(note))
        except msgspec.DecodeError as error:  # another program's, or an older one's that calls itself the same version
            raise apsw.CorruptError(str(error)) from error

    def kept(self, stories: Sequence[str]) -> dict[str, bytes]:
        """Return what was kept of these stories; those of which nothing was are left out."""
        # A CROSS JOIN keeps the order of the tables: each wanted story is looked up.
        query = "SELECT story, kept FROM json_each(?) CROSS JOIN kept ON renderer = ? AND story = value"
        return dict(self._book._open().execute(query, (keys(stories), self._renderer)))  # noqa: SLF001 (one part of this file)
