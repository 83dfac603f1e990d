"""The local engine: what work may take, and that nobody else pays for it."""

import asyncio
import os
from pathlib import Path
import pickle
import signal
import time

import pytest

from newsloom.engines import EngineLimits, LocalEngine
from newsloom.engines.frames import LENGTH, believed, pack
from newsloom.testing.factories import entry
from newsloom.types import Failure, Work

LIMITS = EngineLimits(cpu=1, memory=256 * 1024 * 1024, wall=2.5)


class Shelf:
    """A resident that says how often it travelled."""

    def __init__(self):
        self.travels = 0

    def __setstate__(self, state):
        self.__dict__ = state
        self.travels += 1

    def count(self):
        return self.travels


@pytest.fixture(autouse=True)
def _importable(monkeypatch):
    """A worker imports nothing from the current folder, so this file's own functions need to be pointed out."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))


def run(*works, residents=(), limits=LIMITS, workers=1):
    async def all_of_them():
        async with LocalEngine(residents, workers=workers, limits=limits) as engine:
            return await asyncio.gather(*(engine.run(work) for work in works))

    return asyncio.run(all_of_them())


def work(function, *args):
    return Work(subject="https://a.example/x", function=function, args=args)


def test_work_is_done_elsewhere_and_records_come_back_as_they_were():
    found = entry("https://a.example/1")
    here, there, back = run(work(os.getpid), work(os.getpid), work(tuple, [found]))
    assert here == there != os.getpid()
    assert back == (found,)


@pytest.mark.parametrize(
    ("hostile", "words"),
    [
        (work(sum, range(10**12)), "second"),
        (work(time.sleep, 60), "second"),
        (work(bytes, 10**10), "memory"),
        (work(os.abort), "crashed"),
        (work(os._exit, 0), "crashed"),
    ],
    ids=["cpu", "sleep", "memory", "abort", "exit"],
)
def test_work_that_takes_too_much_is_a_failure_and_its_neighbours_are_done(hostile, words):
    before, failure, after = run(work(len, "abc"), hostile, work(len, "abcd"))
    assert (before, after) == (3, 4)
    assert (failure.code, failure.subject) == ("too-hard", hostile.subject)
    assert words in failure.reason


def test_work_that_waits_behind_deadly_work_is_done_once_and_in_order():
    done = run(*(work(os.abort) if number % 3 == 1 else work(abs, number) for number in range(12)))
    assert [one.code if isinstance(one, Failure) else one for one in done] == [
        "too-hard" if number % 3 == 1 else number for number in range(12)
    ]


def test_work_whose_asker_goes_away_leaves_the_answers_of_others_right():
    async def scene():
        async with LocalEngine(workers=1, limits=LIMITS) as engine:
            tasks = [asyncio.create_task(engine.run(work(abs, number))) for number in range(8)]
            await asyncio.sleep(0)
            tasks[0].cancel()
            tasks[3].cancel()
            return [one for one in await asyncio.gather(*tasks, return_exceptions=True) if isinstance(one, int)]

    assert asyncio.run(scene()) == [1, 2, 4, 5, 6, 7]


def test_work_that_raises_is_poison_and_its_worker_lives_on():
    pid, failure, same = run(work(os.getpid), work(int, "\ud800"), work(os.getpid))
    assert failure.code == "poison"
    assert "ValueError" in failure.reason
    assert pid == same


def test_each_work_has_the_whole_time_for_itself():
    assert run(*[work(sum, range(4_000_000))] * 30) == [sum(range(4_000_000))] * 30


def test_residents_travel_once_to_each_worker():
    shelf = Shelf()
    assert run(*[work(shelf.count)] * 3, residents=[shelf]) == [1, 1, 1]


def test_a_result_that_names_a_function_is_refused():
    for value in (os.system, eval, pickle.loads, Failure.__init__):
        with pytest.raises(pickle.UnpicklingError):
            believed(pack(value)[LENGTH.size :])


def test_workers_work_at_the_same_time():
    started = run(*[work(_overlap, time.time() + 3)] * 2, workers=2, limits=EngineLimits())
    assert started[0][0] < started[1][1]
    assert started[1][0] < started[0][1]


def _overlap(_):
    begin = time.time()
    time.sleep(0.5)
    return begin, time.time()


def test_worker_that_died_with_nothing_to_do_costs_no_work():
    async def outlive():
        async with LocalEngine(workers=1, limits=LIMITS) as engine:
            first = await engine.run(work(os.getpid))
            os.kill(first, signal.SIGKILL)
            while Path(f"/proc/{first}").exists():  # noqa: ASYNC110, ASYNC240 - nothing tells that the event loop has taken notice of its end
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.01)
            return first, await engine.run(work(os.getpid))

    first, second = asyncio.run(outlive())
    assert isinstance(second, int)
    assert first != second


def test_interrupt_of_the_terminal_is_not_the_workers_business():
    async def interrupted():
        async with LocalEngine(workers=1, limits=LIMITS) as engine:
            first = await engine.run(work(os.getpid))
            os.kill(first, signal.SIGINT)
            return first, await engine.run(work(os.getpid))

    first, second = asyncio.run(interrupted())
    assert first == second
