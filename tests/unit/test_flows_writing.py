"""Visits written together: each as a whole, none lost that was finished, none kept out by a neighbour."""

import asyncio
from contextlib import closing

import pytest

from newsloom.errors import StoreError
from newsloom.flows.writing import Scribe
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import article, item, memory
from newsloom.types import Collected


class Counting(SqliteStore):
    """A store that counts its transactions of visits."""

    transactions = 0

    def save_collected(self, *visits):
        self.transactions += 1
        super().save_collected(*visits)


@pytest.fixture
def store(tmp_path):
    with closing(Counting(tmp_path / "hub.db")) as opened:
        yield opened


def visit(number, **changes):
    own = article(f"https://a.example/{number}", **changes)
    return Collected(memory=memory(f"https://{number}.example/feed"), items=(item(own),), articles=(own,))


def saved(store, *visits):
    """Save visits at the same time; return what was said to each."""

    async def save():
        scribe = Scribe(store)
        return await asyncio.gather(*(scribe.save(one) for one in visits), return_exceptions=True)

    return asyncio.run(save())


def test_visits_that_end_together_are_stored_in_one_transaction(store):
    assert saved(store, visit(1), visit(2), visit(3)) == [None] * 3
    assert (store.transactions, store.counts()["articles"], store.counts()["sources"]) == (1, 3, 3)


def test_visits_that_end_one_after_the_other_are_each_stored_when_save_returns(store):
    async def save():
        scribe = Scribe(store)
        for number in (1, 2):
            await scribe.save(visit(number))
            assert store.counts()["articles"] == number

    asyncio.run(save())


def test_visit_that_the_store_refuses_keeps_no_neighbour_out(store):
    before, refusal, after = saved(store, visit(1), visit(2, title=object()), visit(3))
    assert (before, type(refusal), after) == (None, TypeError, None)
    assert set(store.memories()) == {"https://1.example/feed", "https://3.example/feed"}


def test_store_that_cannot_write_is_tried_once_and_everybody_is_told(store):
    store.close()
    told = saved(store, visit(1), visit(2), visit(3))
    assert [type(one) for one in told] == [StoreError] * 3
    assert store.transactions == 1


def test_visit_whose_work_is_stopped_while_it_waits_is_stored_all_the_same(store):
    async def stop():
        scribe = Scribe(store)
        working = asyncio.create_task(scribe.save(visit(1)))
        await asyncio.sleep(0)
        working.cancel()
        scribe.write()

    asyncio.run(stop())
    assert store.counts()["articles"] == 1


class Interrupted(SqliteStore):
    """A store in whose second transaction everything is stopped."""

    transactions = 0

    def save_collected(self, *visits):
        self.transactions += 1
        if self.transactions == 2:
            raise KeyboardInterrupt
        super().save_collected(*visits)


@pytest.mark.parametrize("changes", [{}, {"title": object()}], ids=["second visit", "one of several"])
def test_stop_of_everything_leaves_nobody_waiting(tmp_path, changes):
    async def stop():
        scribe = Scribe(opened)
        if not changes:
            await scribe.save(visit(0))
        working = [asyncio.create_task(scribe.save(one)) for one in (visit(1), visit(2, **changes))]
        await asyncio.sleep(0)
        with pytest.raises(KeyboardInterrupt):
            scribe.write()
        return await asyncio.wait_for(asyncio.gather(*working, return_exceptions=True), 5)

    with closing(Interrupted(tmp_path / "hub.db")) as opened:
        assert [type(told) for told in asyncio.run(stop())] == [asyncio.CancelledError] * 2
