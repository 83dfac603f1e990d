"""Fork a child for each step at which rotating keys, or publishing with a newer one, could be cut short; let it die there, and look.

Forking spares each of them the start of an interpreter. Whatever is wrong ends this program with its traceback.
"""

from itertools import count
import os
from pathlib import Path
import signal
import sys

from newsloom.hub.keyring import create, ring, rotate
from newsloom.render.record import emit, parse
from newsloom.sink import directory
from newsloom.testing.factories import NOW
from newsloom.types import Artifact

RECORDS = 12


def deaths(events, act):
    """Yield after each child that died before one of the events, the first one first, until one lives to the end."""
    for point in count(1):
        child = os.fork()
        if not child:
            left = point

            def watch(event, _):
                nonlocal left
                left -= event in events
                if event in events and not left:
                    os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(watch)
            act()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not status:
            return
        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, status
        yield point


def rotating(state):
    """Die while rotating: every key that there was is there, in its place, and opens; at most one is new."""
    create(state, NOW)
    before, sealed, died = ring(state), [], 0
    for _ in deaths({"open", "os.rename", "os.remove", "fcntl.flock"}, lambda: rotate(state, NOW)):
        died += 1
        sealed.append(before.seal("s1", b"x"))
        now = ring(state)
        assert now.keys[: len(before.keys)] == before.keys
        assert len(now.keys) <= len(before.keys) + 1
        assert all(now.open("s1", text) == b"x" for text in sealed)
        before = now
    rotate(state, NOW)
    assert [file.name for file in state.iterdir()] == ["keys"]
    return died


def publishing(folder):
    """Die while records are sealed anew: every record is whole and opens, and the next time finishes what is left, once."""
    directory.BATCH_FILES = 5
    state, died = folder / "state", 0
    create(state, NOW)
    swap(folder)
    rotate(state, NOW)
    mixed = set()
    for _ in deaths({"os.rename"}, lambda: swap(folder)):
        died += 1
        mixed.add(sum(newest(folder)))
        if died == 3:  # somewhere in the middle, once more
            rotate(state, NOW)
    assert all(newest(folder))
    assert mixed > {0}
    assert swap(folder).written == 0
    return died


def swap(folder):
    keys = ring(folder / "state")
    sealed = ((f"s{number}", keys.seal(f"s{number}", b"who decided")) for number in range(RECORDS))
    records = (Artifact(path=f"{one}.md", body=emit({"id": one, "secured": text}).encode()) for one, text in sealed)
    return directory.DirectorySink(folder / "content", folder / "state" / "manifest").swap(records)


def newest(folder):
    """Tell of each record whether the newest key sealed it; each opens."""
    keys, told = ring(folder / "state"), []
    for file in (folder / "content").glob("*.md"):
        record = parse(file.read_text())
        assert keys.open(record["id"], record["secured"]) == b"who decided"
        told.append(record["secured"].split(".")[1] == keys.newest.id)
    assert len(told) == RECORDS
    return told


if __name__ == "__main__":
    root = Path(sys.argv[1])
    print(rotating(root / "ring"), publishing(root / "hub"))  # noqa: T201  it speaks to the test
