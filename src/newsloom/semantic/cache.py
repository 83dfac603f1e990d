"""Vectors that were reckoned before, kept in an SQLite file: a title is embedded once, however often its story is looked at."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cached_property
import hashlib
from pathlib import Path
import zlib

import apsw
import numpy as np
from numpy.typing import NDArray

from newsloom.stages import Embedder

MOST = 250_000
"""Vectors that are kept, the latest; at 840 bytes each, 210 MB. Five times the largest window that was measured (50,000)."""

AT_ONCE = 256
"""Texts whose new vectors are written in one transaction: half a second of work that a killed process loses."""

_BUSY_MS = 10_000
_SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL)"
_DAMAGED = (apsw.CorruptError, apsw.NotADBError)


class CachedEmbedder:
    """An embedder that remembers, by the hash of its model's name and a text; two models never see each other's vectors.

    Vectors are rounded to 16 bits, whether they come from the file or are new, so that both are the same; that moves a cosine by less
    than .001, where 8-bit weights move it by .008. A row that is damaged is reckoned anew; a file that is damaged, or from elsewhere, is
    begun afresh. A file that cannot be read or written costs time, never a cycle. One instance serves one thread.

    Args:
        inner: what reckons.
        path: the file; it is made when absent. Its folder must exist.
        most: how many vectors are kept, the latest.
    """

    def __init__(self, inner: Embedder, path: Path, most: int = MOST) -> None:
        self.name = inner.name
        self._inner, self._path, self._most = inner, path, most
        self._db = _opened(path)

    def close(self) -> None:
        """Let go of the file; closing twice does no harm."""
        self._db.close()

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length for each text."""
        if not texts:
            return self._inner.vectors([])
        keys = {text: self._key(text) for text in texts}
        known = self._recalled(keys.values())
        missing = [text for text, key in keys.items() if key not in known]
        for start in range(0, len(missing), AT_ONCE):
            some = missing[start : start + AT_ONCE]
            new = {keys[text]: _packed(vector) for text, vector in zip(some, self._inner.vectors(some), strict=True)}
            self._remember(new)
            known |= new
        return np.stack([_unpacked(known[keys[text]]) for text in texts])

    @cached_property
    def _size(self) -> int:
        """Bytes of a row: the model says how many numbers a vector has, so that one of another size is never taken for its own."""
        return len(_packed(np.zeros(self._inner.vectors([]).shape[1], np.float32)))

    def _key(self, text: str) -> bytes:
        return hashlib.blake2b(f"{self.name}\n{text}".encode("utf-8", "replace"), digest_size=16).digest()

    def _recalled(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        with suppress(apsw.Error):
            for key in keys:
                for (vector,) in self._db.execute("SELECT vector FROM vectors WHERE key = ?", (key,)):
                    if _is_whole(vector, self._size):
                        found[key] = vector
        return found

    def _remember(self, new: dict[bytes, bytes]) -> None:
        with suppress(apsw.Error), self._db:
            self._db.executemany("INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)", new.items())
            self._db.execute("DELETE FROM vectors WHERE id <= (SELECT max(id) FROM vectors) - ?", (self._most,))


def _opened(path: Path) -> apsw.Connection:
    try:
        return _connected(str(path))
    except _DAMAGED:
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        return _connected(str(path))
    except apsw.Error:
        return _connected(":memory:")


def _connected(path: str) -> apsw.Connection:
    db = apsw.Connection(path)
    try:
        db.set_busy_timeout(_BUSY_MS)
        db.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        db.execute(_SCHEMA)
        db.execute("SELECT key, vector FROM vectors LIMIT 0")
    except BaseException:
        db.close()
        raise
    return db


def _packed(vector: NDArray[np.float32]) -> bytes:
    """Return a vector as numbers of 16 bits, and a checksum."""
    body = vector.astype("<f2").tobytes()
    return body + zlib.crc32(body).to_bytes(4)


def _is_whole(row: object, size: int) -> bool:
    """Tell whether a row is one that we wrote: a checksum alone is also right for nothing, and for zeros, which have no direction."""
    if not isinstance(row, bytes) or len(row) != size or zlib.crc32(row[:-4]).to_bytes(4) != row[-4:]:
        return False
    return 0 < _length(_numbers(row)) < np.inf


def _unpacked(row: bytes) -> NDArray[np.float32]:
    """Return the vector, made of unit length again."""
    vector = _numbers(row)
    return np.asarray(vector / _length(vector), np.float32)


def _numbers(row: bytes) -> NDArray[np.float32]:
    return np.frombuffer(row[:-4], "<f2").astype(np.float32)


def _length(vector: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(vector))
