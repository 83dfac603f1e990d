"""Files on the disk for good: written whole, and there also after a crash of the machine."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
import os
from pathlib import Path
import sys

FLUSHERS = 16
"""Files flushed at once. A file system commits together what arrives together: on a busy ext4 disk 2,000 small files took
8 s with 16 and 12 s one after the other; without any flushing it was 6 s, but a power cut could leave empty files."""

MANY = 256
"""More files than this are flushed by one call for the whole machine (`sync`), which waits for what others wrote as well."""


def put(file: Path, body: bytes) -> None:
    """Put a file in its place in one step, its bytes on the disk before its name; the name is there once its folder is flushed.

    Raises:
        OSError: the disk is full or broken; what was in the place is still there.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     put(Path(folder, "a"), b"1")
        ...     [(file.name, file.read_bytes()) for file in Path(folder).iterdir()]
        [('a', b'1')]
    """
    aside = file.with_name(f"{file.name}.tmp")
    try:
        with aside.open("wb") as opened:
            opened.write(body)
            opened.flush()
            os.fsync(opened.fileno())
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)  # on a full disk, half a file would take the room of the next one


def write_new(file: str, body: bytes) -> int:
    """Write a new file, to be flushed later; return its time of change."""
    try:
        handle = open(file, "xb")  # noqa: SIM115 (closed below)
    except FileExistsError:
        os.unlink(file)  # whatever lies there, a link too, is not to be written through
        handle = open(file, "xb")  # noqa: SIM115
    with handle:
        handle.write(body)
        handle.flush()
        return os.fstat(handle.fileno()).st_mtime_ns


def flush_all(files: Collection[str]) -> None:
    """Have the files' bytes, or the folders' names, on the disk before anything else happens."""
    if len(files) > MANY and sys.platform == "linux":  # elsewhere `sync` may return before it is done
        os.sync()
        return
    with ThreadPoolExecutor(FLUSHERS) as pool:
        list(pool.map(flush, files))


def flush(file: str | Path) -> None:
    """Have a file's bytes, or a folder's names, on the disk before anything else happens."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
