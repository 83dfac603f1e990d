"""A store's file opened to be looked into, also where nobody but its owner may write."""

import os
from pathlib import Path
from urllib.parse import quote

import apsw

from newsloom.errors import StoreError


def left_behind(path: Path) -> bool:
    """Tell whether a log beside the file holds what is not in the file yet: another process writes, or died."""
    log = _beside(path, "wal")
    return log.exists() and log.stat().st_size > 0


def looked_into(path: Path) -> apsw.Connection:
    """Return a connection to a file that must be there.

    In a folder that may not be written (a read-only mount, somebody else's) SQLite cannot make the index by which readers and writers of
    a log share a file (https://www.sqlite.org/wal.html#readonly). Where its owner has it open, the index is there and does. Where
    nobody has, the file alone is the whole store, and is read as one that stays as it is (https://www.sqlite.org/uri.html#uriimmutable).

    Raises:
        StoreError: what a process that died left behind is not in the file yet, and only somebody who may write can put it there.
    """
    if os.access(path.parent, os.W_OK) or _beside(path, "shm").exists() or not path.exists():
        return apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    if left_behind(path):
        what = "its last changes are still in the log beside it, and only who may write to the folder can put them in"
        raise StoreError(f"{path}: {what}; let its owner run any command there, or copy the folder to where you may write")
    return apsw.Connection(f"file:{quote(str(path.absolute()))}?immutable=1", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)


def _beside(path: Path, name: str) -> Path:
    return path.with_name(f"{path.name}-{name}")
