"""Kill the writer, many times, at any moment: what was acknowledged is there, and nothing is there by half.

This models the death of a process. It cannot model the loss of power, nor a disk that lies about having written.
"""

from contextlib import closing
import os
from pathlib import Path
import random
import signal
import subprocess
import sys
from tempfile import TemporaryDirectory
import time

import apsw
import pytest

from newsloom.store.sqlite import SqliteStore

KILLS = 30
BATCH = 5
MOST = 12
"""Acknowledgements after which a writer is killed, at most; the least is none, while it opens the store."""
BLINK = 0.004
"""Seconds that pass then, at most: as long as one transaction takes on a disk and ten in memory, so that the kill falls anywhere."""
MEMORY = Path("/dev/shm")
"""A file system that waits for no disk: death of a process is the same there, and hundreds of commits take no minutes on a busy machine."""
WRITER = Path(__file__).with_name("store_writer.py")


@pytest.fixture
def folder(tmp_path):
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else tmp_path) as place:
        yield Path(place)


def write_until_killed(writers, first, patience, delay):
    """Have a writer number its batches from `first`, kill it so long after so many acknowledgements, return all it had acknowledged."""
    print(first, file=writers.stdin, flush=True)
    said, child = [], 0
    for word, number in map(str.split, iter(writers.stdout.readline, "")):
        if word == "ended":
            assert int(number) == -signal.SIGKILL, f"the writer ended by itself, after {said}"
            return said
        if word == "started":
            child = int(number)
        else:
            said.append((word, int(number)))
        if len(said) == patience:
            time.sleep(delay)
            os.kill(child, signal.SIGKILL)
    pytest.fail("nobody is left to fork a writer")


def test_store_writer_killed_loses_nothing_acknowledged_and_keeps_nothing_half(folder):
    path, chance, acknowledged = folder / "hub.db", random.Random(2026), []  # the moments still vary with the machine's speed
    command = [sys.executable, str(WRITER), str(path), str(BATCH)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writers:
        for kill in range(KILLS):
            acknowledged += write_until_killed(
                writers, first=kill * 1_000_000, patience=chance.randint(0, MOST), delay=chance.uniform(0, BLINK)
            )
            check(path, acknowledged)
        writers.stdin.close()
    assert len(acknowledged) > KILLS
    with closing(apsw.Connection(str(path))) as db:
        assert db.execute("PRAGMA integrity_check").get == "ok"
        assert db.execute("PRAGMA foreign_key_check").get is None


def check(path, acknowledged):
    with closing(SqliteStore(path)) as store:
        told = {story.id for story in store.each_story()}
        batches = {int(number) for number in store.memories()}
        assert {number for _, number in acknowledged} <= batches
        assert {number ^ 1 for number in batches} == batches  # two share a transaction
        assert {f"s{number}" for step, number in acknowledged if step == "curated"} <= told
        expected = {f"a{number}-{n}": f"s{number}" for number in batches for n in range(BATCH)}
        curated = {article: story for article, story in expected.items() if story in told}
        assert store.known_articles(expected) == store.ledger(expected).keys() == expected.keys()
        assert store.stories_of(expected) == curated
        assert store.receipts(expected).keys() == curated.keys()
        assert store.counts()["articles"] == store.counts()["stored"] == len(expected)
        assert store.revision() == len(batches) + len(told)
