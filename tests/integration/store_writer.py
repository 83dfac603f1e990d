"""For each number on standard input: fork a writer that counts its batches from there, and say how it ended.

A writer says every batch aloud once the store has taken it. Forking spares each of them the start of an interpreter.
"""

from itertools import count
import os
from pathlib import Path
import sys

from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import article, item, memory, receipt, story
from newsloom.types import Collected, Curated

MODEL = article()


def say(*words):
    print(*words, flush=True)  # noqa: T201  it speaks to the test


def write(path, first, batch):
    say("started", os.getpid())
    store = SqliteStore(path)
    for number in count(first):
        owns = tuple(article(MODEL.url, id=f"a{number}-{n}") for n in range(batch))
        rows = tuple(item(own, identity=own.id) for own in owns)
        store.save_collected(Collected(memory=memory(str(number)), items=rows, articles=owns))
        say("collected", number)
        whole = story(*owns, id=f"s{number}")
        store.save_curated(Curated(stories=(whole,), receipts=tuple(receipt(own, whole) for own in owns)))
        say("curated", number)


def main(path, batch):
    for line in sys.stdin:
        child = os.fork()
        if not child:
            write(Path(path), int(line), int(batch))
        _, status = os.waitpid(child, 0)
        say("ended", os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(*sys.argv[1:])
