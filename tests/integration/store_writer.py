"""For each even number on standard input: fork a writer that counts its batches from there, and say how it ended.

Two batches are collected in one transaction and curated in one each; a writer says so aloud once the store has taken them. Forking
spares each of them the start of an interpreter.
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
    for number in count(first, 2):
        pair = {one: tuple(article(MODEL.url, id=f"a{one}-{n}") for n in range(batch)) for one in (number, number + 1)}
        store.save_collected(*(visit(one, owns) for one, owns in pair.items()))
        say("collected", number)
        for one, owns in pair.items():
            whole = story(*owns, id=f"s{one}")
            store.save_curated(Curated(stories=(whole,), receipts=tuple(receipt(own, whole) for own in owns)))
            say("curated", one)


def visit(number, owns):
    return Collected(memory=memory(str(number)), items=tuple(item(own, identity=own.id) for own in owns), articles=owns)


def main(path, batch):
    for line in sys.stdin:
        child = os.fork()
        if not child:
            write(Path(path), int(line), int(batch))
        _, status = os.waitpid(child, 0)
        say("ended", os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(*sys.argv[1:])
