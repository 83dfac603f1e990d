"""A worker: reads work from its standard input, does it under the limits that it was given, writes the result.

Started by `local` as `python -m newsloom.engines.worker CPU_SECONDS MEMORY_BYTES`; the first frame holds the residents.
"""

import logging
import resource
import signal
import sys
from typing import BinaryIO, cast

from newsloom.engines.frames import LENGTH, opened, pack
from newsloom.types import Failure, Work

STAGE = "engine"


def main() -> None:
    """Work until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the engine's to hear, which then ends its workers
    seconds, memory = int(sys.argv[1]), int(sys.argv[2])
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing that a library prints may get between the frames
    logging.disable()  # nor tell a terminal what a stage says in its result
    residents = cast("list[object]", opened(_frame(source) or pack([])[LENGTH.size :]))
    _limit_memory(memory)
    while (frame := _frame(source)) is not None:
        _limit_time(seconds)
        target.write(_done(cast("Work", opened(frame, residents))))
        target.flush()


def _frame(source: BinaryIO) -> bytes | None:
    head = source.read(LENGTH.size)
    return source.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None


def _done(work: Work) -> bytes:
    try:
        return pack(work.function(*work.args))
    except MemoryError:
        return pack(Failure(stage=STAGE, subject=work.subject, code="too-hard", reason="reading it takes more memory than is allowed"))
    except Exception as poison:  # noqa: BLE001 - whatever a stranger's bytes make a parser raise, the worker lives on
        reason = f"it could not be read ({type(poison).__name__}: {str(poison)[:200]}); this is a defect of newsloom: please report it"
        return pack(Failure(stage=STAGE, subject=work.subject, code="poison", reason=reason.encode("utf-8", "replace").decode()))


def _limit_memory(more: int) -> None:
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - a worker starts light
        held = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + more, held + more))


def _limit_time(seconds: int) -> None:
    """Let the kernel end this process when the next piece of work has taken so much more of its core."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, most))


if __name__ == "__main__":
    main()
