"""One publisher at a time in a repository, and the locks of Git that a killed one left.

Git's own lock of a branch is a file: a process that is killed leaves it, and then nobody can move the branch any more (of 20
publishings that were killed, 14 found it locked). Ours is the kernel's, which no death outlasts; it is held by the commands that
touch the branch too, so that a dead publisher's last command has ended before the next publisher begins. In the lock's file
stands what is being moved: only where that is still found may one of Git's locks be ours, and only then is it taken away.
"""

from collections.abc import Iterator
from contextlib import contextmanager
import fcntl
import os
from pathlib import Path
import time

from newsloom.errors import SinkError
from newsloom.sink.names import fault

PATIENCE = 120.0
"""Seconds to wait for another publisher: a commit of 20,000 records takes a few, a push over a slow line more."""

STILL = 1.0
"""Seconds that a lock of Git must stay the same to be one that nobody holds: moving a branch takes some milliseconds."""

_STEP = 0.05


class Lock:
    """The lock while it is held. `handle` is the open file that commands hold too."""

    def __init__(self, folder: Path, handle: int) -> None:
        self._folder, self.handle = folder, handle

    @contextmanager
    def moving(self, reference: str) -> Iterator[None]:
        """Note what is about to be moved, until it has been."""
        os.pwrite(self.handle, reference.encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(self.handle, 0)

    def clear(self) -> None:
        """Take away the locks that a publisher left which was killed while it moved a branch."""
        if reference := os.pread(self.handle, 4096, 0).decode(errors="replace"):
            names = () if fault(reference) else (reference, "HEAD", "packed-refs")  # in a repository of many, anybody may have written it
            left = [file for name in names if (file := self._folder / f"{name}.lock").exists()]
            before = [_seen(file) for file in left]
            if left:
                time.sleep(STILL)
            for file, seen in zip(left, before, strict=True):
                if seen == _seen(file):
                    file.unlink(missing_ok=True)
            os.ftruncate(self.handle, 0)


@contextmanager
def locked(folder: Path) -> Iterator[Lock]:
    """Hold a repository's lock of publishers.

    Raises:
        SinkError: somebody else held it all the time.
    """
    handle = os.open(folder / "newsloom.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)  # less the umask: a group may share it
    try:
        _take(folder, handle)
        lock = Lock(folder, handle)
        lock.clear()
        yield lock
    finally:
        os.close(handle)


def _take(folder: Path, handle: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                advice = "nothing was published; the next cycle tries again"
                raise SinkError((f"{folder}: another newsloom process has been publishing there for {PATIENCE:.0f} s: {advice}",)) from None
            time.sleep(_STEP)
        else:
            return


def _seen(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns
