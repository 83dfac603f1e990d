"""For each line of JSON on standard input: fork a process that runs the command line, kill it as the line says, and say how it ended.

`command` are the words after `newsloom`; `commit` counts the store's transactions, and the process dies when it would write that one, or,
with `written`, as soon as that one is written; `after` is the number of seconds that it may live. Forking spares each of them the start
of an interpreter, and of what the first curation loads: that of the hub named on the command line.
"""

from contextlib import redirect_stdout
import json
import os
import signal
import sys
import time

import apsw

from newsloom.cli.root import app


def watch(fatal: int, *, written: bool) -> None:
    """Have every connection to a database count its transactions, and this process die of the fatal one."""
    counted = 0

    def count(_connection: apsw.Connection | None = None, _database: str = "", _pages: int = 0) -> int:
        nonlocal counted
        counted += 1
        if counted == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def hook(connection: apsw.Connection) -> None:
        if written:
            connection.set_wal_hook(count)
        else:
            connection.set_commit_hook(count)

    apsw.connection_hooks.append(hook)


def work(order: dict) -> None:
    """Become the command line, its output nowhere."""
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    if "commit" in order:
        watch(order["commit"], written=order.get("written", False))
    app(order["command"])


def main(first: str) -> None:
    """Obey line after line."""
    with redirect_stdout(sys.stderr):
        app(["curate", first], standalone_mode=False)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            work(order)
        if "after" in order:
            time.sleep(order["after"])
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201  it speaks to the test


if __name__ == "__main__":
    main(*sys.argv[1:])
