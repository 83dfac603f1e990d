"""Politeness: queues in order, pauses kept, nothing left behind."""

import asyncio
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from newsloom.net.politeness import LONGEST_PAUSE, LONGEST_REST, PROMPT, Hosts, Places, Queues
from newsloom.types import Failure


def test_queues_let_one_through_at_a_time_in_order_and_forget_everyone():
    async def scene():
        queues, order, inside = Queues(), [], 0

        async def visitor(number):
            nonlocal inside
            async with queues.hold("news.example"):
                inside += 1
                assert inside == 1
                await asyncio.sleep(0)
                order.append(number)
                inside -= 1

        await asyncio.gather(*(visitor(n) for n in range(50)))
        return order, len(queues)

    assert asyncio.run(scene()) == (list(range(50)), 0)


@settings(deadline=None, max_examples=30)
@given(st.sets(st.integers(0, 9)))
def test_queues_keep_their_order_when_some_give_up(gone):
    async def scene():
        queues, order = Queues(), []

        async def visitor(number):
            async with queues.hold("news.example"):
                await asyncio.sleep(0)
                order.append(number)

        tasks = [asyncio.create_task(visitor(n)) for n in range(10)]
        await asyncio.sleep(0)
        for number in gone:
            tasks[number].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return order, len(queues)

    assert asyncio.run(scene()) == ([n for n in range(10) if n not in gone], 0)


class Time:
    """A monotonic clock that only sleeping moves."""

    def __init__(self, monkeypatch):
        self.now = 1000.0
        monkeypatch.setattr("newsloom.net.politeness.monotonic", lambda: self.now)
        monkeypatch.setattr("newsloom.net.politeness.asyncio.sleep", self.sleep)

    async def sleep(self, seconds):
        self.now += seconds * 0.7  # loops that wake early must not shorten the pause


def test_hosts_pause_runs_from_the_end_of_one_request_to_the_start_of_the_next(monkeypatch):
    time = Time(monkeypatch)

    async def scene():
        hosts, starts, ends = Hosts(4), [], []
        for pause in (1.0, 1.0, 7.5, 0.0):
            async with hosts.asking("news.example", pause):
                starts.append(time.now)
                time.now += 3.0
                ends.append(time.now)
        return [start - end for start, end in zip(starts[1:], ends, strict=False)]

    gaps = asyncio.run(scene())
    assert gaps[0] >= 1.0 - 1e-9
    assert gaps[1] >= 7.5 - 1e-9
    assert gaps[2] == 0.0


def test_hosts_pause_counts_after_a_failed_request_too(monkeypatch):
    time = Time(monkeypatch)

    async def scene():
        hosts = Hosts(4)
        with suppress(ConnectionError):
            async with hosts.asking("news.example", 1.0):
                raise ConnectionError
        ended = time.now
        async with hosts.asking("news.example", 1.0):
            return time.now - ended

    assert asyncio.run(scene()) >= 1.0 - 1e-9


def test_hosts_met_by_the_thousand_are_forgotten(monkeypatch):
    time = Time(monkeypatch)

    async def scene():
        hosts = Hosts(4)
        for n in range(5000):
            async with hosts.queues.hold(f"h{n}.example"), hosts.asking(f"h{n}.example", 1.0):
                time.now += 1.0
        return len(hosts.queues), len(hosts._ended)

    queues, ended = asyncio.run(scene())
    assert queues == 0
    assert ended <= LONGEST_PAUSE + 1


def test_hosts_rest_for_the_time_they_named_and_no_longer_than_ten_minutes(monkeypatch):
    time = Time(monkeypatch)
    hosts = Hosts(4)
    busy = Failure(stage="fetch", subject="x", code="http-429", reason="later", transient=True, retry_after=120.0)
    hosts.rest("a.example", busy)
    hosts.rest("b.example", Failure(stage="fetch", subject="x", code="http-503", reason="later", transient=True, retry_after=604_800.0))
    hosts.rest("c.example", Failure(stage="fetch", subject="x", code="http-503", reason="later", transient=True))
    assert (hosts.refusal("a.example"), hosts.refusal("c.example"), hosts.refusal("d.example")) == (busy, None, None)
    time.now += 120.0
    assert hosts.refusal("a.example") is None
    assert hosts.refusal("b.example") is not None
    time.now += LONGEST_REST - 120.0
    assert hosts.refusal("b.example") is None


def test_places_keep_a_quarter_for_prompt_hosts_and_lend_them_the_rest():
    async def scene():
        places, inside = Places(8), []

        async def visitor(name, *, prompt):
            async with places.taken(prompt=prompt):
                inside.append(name)
                await asyncio.sleep(60)

        tasks = [asyncio.create_task(visitor("anybody", prompt=False)) for _ in range(20)]
        await asyncio.sleep(0)
        tasks += [asyncio.create_task(visitor("prompt", prompt=True)) for _ in range(20)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return inside

    assert asyncio.run(scene()) == ["anybody"] * 6 + ["prompt"] * 2


def test_places_that_are_few_are_anybodys():
    async def scene():
        places = Places(1)
        async with asyncio.timeout(5):
            for prompt in (True, False):
                async with places.taken(prompt=prompt):
                    pass
        return True

    assert asyncio.run(scene())


def test_hosts_are_prompt_after_two_prompt_answers_and_no_longer_after_a_slow_one(monkeypatch):
    time = Time(monkeypatch)

    async def scene():
        hosts, seen = Hosts(8), []
        for took in (0.1, 0.1, PROMPT + 1, 0.1, 0.1):
            async with hosts.asking("news.example", 0.0):
                seen.append(hosts._prompt("news.example"))
                time.now += took
        return [*seen, hosts._prompt("news.example")]

    assert asyncio.run(scene()) == [False, False, True, False, False, True]
