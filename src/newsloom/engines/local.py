"""The local engine: worker processes on this machine, killed when a piece of work takes too much.

A feed or page can make a parser loop for minutes, take gigabytes or crash (threat P4); none of that can be caught inside the
process that it happens in. A worker that exceeds its limits dies, its work becomes a `Failure`, and another takes its place.
"""

import asyncio
from asyncio.subprocess import PIPE, Process
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
        self._setting_up = pack(list(self._residents))
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()  # the one that worked last is warm; others may never start
        for _ in range(workers or len(os.sched_getaffinity(0))):
            self._idle.put_nowait(_Worker(self._setting_up, self._limits))
        self._all = self._idle.qsize()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        while not self._idle.empty():
            await self._idle.get_nowait().stop()

    async def run(self, work: Work) -> object:
        """Do a piece of work; what it returns, or a `Failure`.

        The failure's code is `poison` when the work raised, `too-hard` when it took more time or memory than it may.
        """
        frame = pack(work, self._residents)
        worker = await self._idle.get()
        try:
            answer = await worker.ask(frame, self._limits.wall)
        finally:
            self._idle.put_nowait(worker)
        return Failure(stage=STAGE, subject=work.subject, code="too-hard", reason=answer) if isinstance(answer, str) else believed(answer)


class _Worker:
    def __init__(self, setting_up: bytes, limits: EngineLimits) -> None:
        self._setting_up, self._limits = setting_up, limits
        self._process: Process | None = None

    async def ask(self, frame: bytes, seconds: float) -> bytes | str:
        """Return the frame that answers, or the words for why there is none."""
        try:
            process = self._process or await self._start()
            async with asyncio.timeout(seconds):
                return await _exchanged(process, frame)
        except (TimeoutError, OSError, EOFError):
            return await self._buried()
        except asyncio.CancelledError:
            await self.stop()
            raise

    async def _start(self) -> Process:
        limits = self._limits
        command = (sys.executable, "-P", "-m", "newsloom.engines.worker", str(limits.cpu), str(limits.memory))
        self._process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        _input(self._process).write(self._setting_up)
        return self._process

    async def _buried(self) -> str:
        process = self._process
        await self.stop()
        if process is not None and process.returncode == -signal.SIGXCPU:
            return f"reading it takes more than {self._limits.cpu} seconds of a core"
        if process is not None and process.returncode == -signal.SIGKILL:
            return f"reading it takes more than {self._limits.wall:g} seconds"
        return "reading it crashed the worker, for want of memory most likely"

    async def stop(self) -> None:
        """End the process, if there is one; the next work starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)  # `process.kill` would look after the process first and take its exit status away
        await process.communicate()


async def _exchanged(process: Process, frame: bytes) -> bytes:
    stdin, stdout = _input(process), process.stdout
    assert stdout is not None  # noqa: S101 - it was opened as a pipe
    stdin.write(frame)
    await stdin.drain()
    head = await stdout.readexactly(LENGTH.size)
    return await stdout.readexactly(LENGTH.unpack(head)[0])


def _input(process: Process) -> asyncio.StreamWriter:
    assert process.stdin is not None  # noqa: S101 - it was opened as a pipe
    return process.stdin
