"""The local engine: worker processes on this machine, killed when a piece of work takes too much.

A feed or page can make a parser loop for minutes, take gigabytes or crash (threat P4); none of that can be caught inside the
process that it happens in. A worker that exceeds its limits dies, its work becomes a `Failure`, and another takes its place.
"""

import asyncio
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
import os
import signal
import sys
from types import TracebackType
from typing import Self

from msgspec import Struct

from newsloom.engines.frames import LENGTH, believed, pack
from newsloom.types import Failure, Work

STAGE = "engine"
_CPU = 5
_MEMORY = 512 * 1024 * 1024


AHEAD = 4
"""Pieces of work that a worker has at once, one that it does and those that come next. With one alone a worker stood still until the
busy process in front of it had read one answer and sent the next question, which took it several times as long as the work."""


class EngineLimits(Struct, frozen=True, kw_only=True):
    """What one piece of work may take: the project's threat table, P4."""

    cpu: int = _CPU
    """Seconds of a core."""
    memory: int = _MEMORY
    """Bytes of address space beyond what a worker holds when it is idle."""
    wall: float = 4.0 * _CPU
    """Seconds in all: the cores may be shared with others, but a worker that sleeps must end too."""


class LocalEngine:
    """Runs work in worker processes, which start when first needed.

    Args:
        residents: objects that work refers to (an extractor with its catalogue): each worker is sent them once.
        workers: processes; by default one for each core that this process may use.
        limits: what one piece of work may take.

    Example:
        >>> async def length() -> object:
        ...     async with LocalEngine(workers=1) as engine:
        ...         return await engine.run(Work(subject="a word", function=len, args=("abc",)))
        >>> asyncio.run(length())
        3
    """

    def __init__(self, residents: Sequence[object] = (), *, workers: int = 0, limits: EngineLimits | None = None) -> None:
        self._residents, self._limits = tuple(residents), limits or EngineLimits()
        setting_up = pack(list(self._residents))
        number = workers or len(os.sched_getaffinity(0))
        self._workers = [_Worker(setting_up, self._limits) for _ in range(number)]
        self._places = asyncio.Semaphore(number * AHEAD)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for worker in self._workers:
            await worker.stop()

    async def run(self, work: Work) -> object:
        """Do a piece of work; what it returns, or a `Failure`.

        The failure's code is `poison` when the work raised, `too-hard` when it took more time or memory than it may.
        """
        async with self._places:
            worker = min(self._workers, key=_Worker.burden)
            answer = await worker.ask(pack(work, self._residents))
        return Failure(stage=STAGE, subject=work.subject, code="too-hard", reason=answer) if isinstance(answer, str) else believed(answer)


class _Piece(Struct):
    frame: bytes
    answer: asyncio.Future[bytes | str]


class _Worker:
    """One process, or none yet, and the pieces of work that it was given, which it does in their order."""

    def __init__(self, setting_up: bytes, limits: EngineLimits) -> None:
        self._setting_up, self._limits = setting_up, limits
        self._process: Process | None = None
        self._pieces: deque[_Piece] = deque()
        self._tending: asyncio.Task[None] | None = None

    def burden(self) -> tuple[int, bool]:
        """Return what to choose a worker by: how much it has to do, and whether it would have to start first."""
        return len(self._pieces), self._process is None

    async def ask(self, frame: bytes) -> bytes | str:
        """Return the frame that answers, or the words for why there is none."""
        piece = _Piece(frame, asyncio.get_running_loop().create_future())
        if self._process is not None and self._process.returncode is not None and not self._pieces:
            self._process = None  # it died with nothing to do (a machine out of memory ends idle processes, too): this work is not to blame
        self._pieces.append(piece)
        if self._process is not None and not _input(self._process).is_closing():  # else its successor is given it
            _input(self._process).write(frame)
        if self._tending is None:
            self._tending = asyncio.create_task(self._tend())
        return await piece.answer

    async def _tend(self) -> None:
        """Bring every piece its answer; a process that dies is replaced for the pieces that it had not begun."""
        while self._pieces:
            try:
                process = self._process or await self._start()
                async with asyncio.timeout(self._limits.wall):
                    answer: bytes | str = await _answered(process)
            except (TimeoutError, OSError, EOFError):
                answer = await self._buried()
            done = self._pieces.popleft().answer
            if not done.done():  # whoever asked may have gone away
                done.set_result(answer)
        self._tending = None

    async def _start(self) -> Process:
        limits = self._limits
        command = (sys.executable, "-P", "-m", "newsloom.engines.worker", str(limits.cpu), str(limits.memory))
        self._process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        _input(self._process).writelines([self._setting_up, *(piece.frame for piece in self._pieces)])
        return self._process

    async def _buried(self) -> str:
        process = self._process
        await self._end()
        if process is not None and process.returncode == -signal.SIGXCPU:
            return f"reading it takes more than {self._limits.cpu} seconds of a core"
        if process is not None and process.returncode == -signal.SIGKILL:
            return f"reading it takes more than {self._limits.wall:g} seconds"
        return "reading it crashed the worker, for want of memory most likely"

    async def stop(self) -> None:
        """End, whatever is still to be done."""
        if self._tending is not None:
            self._tending.cancel()
            await asyncio.wait([self._tending])
        await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)  # `process.kill` would look after the process first and take its exit status away
        await process.communicate()


async def _answered(process: Process) -> bytes:
    stdout = process.stdout
    assert stdout is not None  # noqa: S101 - it was opened as a pipe
    head = await stdout.readexactly(LENGTH.size)
    return await stdout.readexactly(LENGTH.unpack(head)[0])


def _input(process: Process) -> asyncio.StreamWriter:
    assert process.stdin is not None  # noqa: S101 - it was opened as a pipe
    return process.stdin
