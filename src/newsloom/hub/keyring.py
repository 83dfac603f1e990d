"""The ring on disk: the keys of a hub, in one file of its private folder that nobody else can read.

    {"schema": 1, "keys": [{"id": "3f9c2a71", "made": "2026-01-05T12:00:00Z", "secret": "…"}]}

The file is only ever replaced as a whole, by one that is on the disk already: whoever dies on the way leaves the old ring or the new one.
Keys are added and never dropped: what older ones sealed stands in a Git history for good.
"""

from datetime import datetime
import os
from pathlib import Path
import secrets

import msgspec

from newsloom.errors import SealError
from newsloom.hub.editing import alone
from newsloom.seal import SECRET, Key, Ring, key
from newsloom.sink.disk import flush

RING = "keys"
"""The ring's file in the private folder."""

_SCHEMA = 1
_OTHERS = 0o077


class _Version(msgspec.Struct, frozen=True):
    schema: int


class _File(msgspec.Struct, frozen=True):
    schema: int
    keys: tuple[Key, ...]


def ring(state: Path) -> Ring:
    """Return the ring of a private folder.

    Raises:
        SealError: there is none, it is damaged, others can read it, or the library that sealing takes is not there.
        OSError: it cannot be read.
    """
    file = state / RING
    try:
        with file.open("rb") as opened:
            mode, data = os.fstat(opened.fileno()).st_mode, opened.read()
    except FileNotFoundError:
        if file.is_symlink():
            raise SealError(f"{file}: this link leads to no keys; put back what it leads to") from None
        advice = "make the first with `newsloom keys new`, or put the file back from a backup"
        raise SealError(f"{file}: this hub has no keys; {advice}") from None
    if mode & _OTHERS:
        raise SealError(f"{file}: others can read the keys; run: chmod 600 {file}")
    keys = _parsed(file, data)
    if not keys or any(len(own.secret) != SECRET or own != key(own.secret, own.made) for own in keys):
        raise _damaged(file)
    found = Ring(keys)
    found.seal("", b"")  # whether the library is there shows before a cycle begins, not when it publishes
    return found


def _parsed(file: Path, data: bytes) -> tuple[Key, ...]:
    try:
        schema = msgspec.json.decode(data, type=_Version).schema
        if schema == _SCHEMA:
            return msgspec.json.decode(data, type=_File).keys
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise _damaged(file) from None
    raise SealError(f"{file}: another version of newsloom wrote these keys (schema {schema}); install the newest")


def _damaged(file: Path) -> SealError:
    return SealError(f"{file}: the keys are damaged; put the file back from a backup, or move it away and run `newsloom keys new`")


def create(state: Path, now: datetime) -> Key:
    """Make a ring of one new key.

    Raises:
        SealError: there is a ring.
    """
    state.mkdir(parents=True, exist_ok=True)
    with alone(state):
        if os.path.lexists(state / RING):
            raise SealError(f"{state / RING}: this hub has keys already; `newsloom keys rotate` adds a newer one")
        return _add(state, (), now)


def rotate(state: Path, now: datetime) -> Key:
    """Add a key to the ring; it seals from now on.

    Raises:
        SealError: there is no ring, it is damaged, or others can read it.
    """
    ring(state)  # says what is wrong before anything is locked, also where there is no folder
    with alone(state):
        return _add(state, ring(state).keys, now)


def _add(state: Path, known: tuple[Key, ...], now: datetime) -> Key:
    added = key(secrets.token_bytes(SECRET), now)
    _replace((state / RING).resolve(), msgspec.json.encode(_File(_SCHEMA, (*known, added))) + b"\n")
    return added


def _replace(file: Path, data: bytes) -> None:
    """Put a private file in its place in one step, and wait until that is on the disk."""
    aside = file.with_name(f".{file.name}.new")
    aside.unlink(missing_ok=True)  # of a run that was cut short; nothing was ever sealed with its key
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:  # noqa: PTH123 (private from its first octet)
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    aside.replace(file)
    flush(file.parent)
