"""Curation killed at any moment and resumed makes the stories that an undisturbed one makes, and so does all that comes after.

This models the death of a process, as `test_store_kill` does.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
import json
from pathlib import Path
import random
import shutil
import signal
import subprocess
import sys
from tempfile import TemporaryDirectory

import pytest

from newsloom.flows.curate import FRESH
from newsloom.sample import MOMENTS, World
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import article, item, memory
from newsloom.times import stamp
from newsloom.types import Article, Collected, Story

CURATOR = Path(__file__).with_name("story_curator.py")
MEMORY = Path("/dev/shm")
WORLD = World.load()
FIRST, CALM, KILLED, LATER = MOMENTS[0], MOMENTS[5], MOMENTS[7], MOMENTS[8]
"""Two cycles are left in peace, six days apart, so that stories have come to rest; the third is killed, the fourth comes after it."""

ITEMS = [one for one in WORLD.items if one.language == "en" and one.event in {event.id for event in WORLD.events[::5]}]
"""Enough for stories of every kind, in a language whose words need not be loaded first."""

AT_RANDOM = 3
"""Kills at moments that no transaction marks; on a fast machine one of them may come too late."""

Curate = Callable[..., int]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else tmp_path_factory.mktemp("kill")) as place:
        yield Path(place)


@pytest.fixture(scope="module")
def curate(folder: Path) -> Iterator[Curate]:
    """Return a function that curates a hub as of a time, killed as it is told, and returns how the process ended."""
    first = empty(folder / "first")
    arrive(first, FIRST)
    with subprocess.Popen([sys.executable, str(CURATOR), str(first)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as curator:

        def run(hub: Path, now: datetime, **death: float) -> int:
            order = {"command": ["curate", str(hub), "--as-of", stamp(now), "--json"], **death}
            print(json.dumps(order), file=curator.stdin, flush=True)
            return int(curator.stdout.readline())

        yield run
        curator.stdin.close()


def arrive(hub: Path, now: datetime) -> None:
    """Store what the sample web has published by then and the hub does not know."""
    with closing(SqliteStore(hub / ".newsloom" / "hub.db")) as store:
        found = [told(one.url, one.title, one.text, one.at, now) for one in ITEMS if one.at <= now]
        new = tuple(one for one in found if not store.known_articles([one.id]))
        store.save_collected(Collected(memory=memory(), items=tuple(map(item, new)), articles=new))


def told(url: str, title: str, text: str, published: datetime, seen: datetime) -> Article:
    return article(url, title=title, excerpt=text, published_at=published, seen_at=seen, images=())


def empty(made: Path) -> Path:
    (made / "desk").mkdir(parents=True)
    (made / "hub.toml").write_text(WORLD.hub(), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def hub(folder: Path, curate: Curate) -> Path:
    """Return a hub after two calm cycles, with an editor's decisions and the arrivals of the next cycle."""
    made = empty(folder / "hub")
    for moment in (FIRST, CALM):
        arrive(made, moment)
        assert curate(made, moment) == 0
    known = stories(made).values()
    rested = min(known, key=lambda story: (story.last, story.id))
    assert rested.last < CALM - FRESH
    largest = sorted(known, key=lambda story: (-len(story.coverage), story.id))
    together, leaving = (largest[0].lead, largest[1].lead), next(entry for entry in largest[2].coverage[::-1] if not entry.copy_of)
    apart = next(entry.article for entry in largest[2].coverage if entry is not leaving), leaving.article
    decisions = decision("pin", rested.lead) + decision("must-link", *together) + decision("cannot-link", *apart)
    (made / "desk" / "today.toml").write_text(decisions, encoding="utf-8")
    arrive(made, KILLED)
    return made


def decision(do: str, *items: str) -> str:
    return f'[[decision]]\ndo = "{do}"\nitems = {json.dumps(items)}\nreason = "test"\nby = "mara"\n'


def stories(hub: Path) -> dict[str, Story]:
    with closing(SqliteStore(hub / ".newsloom" / "hub.db")) as store:
        return {story.id: story for story in store.each_story()}


def outcome(hub: Path) -> tuple:
    """Return all stories, and of each article's receipt all but the time of its decision."""
    woven = stories(hub)
    with closing(SqliteStore(hub / ".newsloom" / "hub.db")) as store:
        receipts = store.receipts({entry.article for story in woven.values() for entry in story.coverage})
        assert len(store.arrivals()) == 0
    return woven, {key: (one.story, one.quality, one.heat, one.published, one.phase) for key, one in receipts.items()}


def copied(hub: Path, name: str) -> Path:
    return Path(shutil.copytree(hub, hub.with_name(name)))


@pytest.fixture(scope="module")
def calm(hub: Path, curate: Curate) -> Path:
    """Return the hub after an undisturbed third cycle: one in which stories are begun, grow, are united and parted."""
    done = copied(hub, "calm")
    before = stories(hub)
    assert curate(done, KILLED) == 0
    after = stories(done)
    assert after.keys() > before.keys()
    assert any(one.merged_into and not before[key].merged_into for key, one in after.items() if key in before)
    assert any(len(one.coverage) > len(before[key].coverage) for key, one in after.items() if key in before)
    assert any(event.what == "split-off" for one in after.values() for event in one.history)
    return done


def test_curation_killed_at_each_transaction_and_resumed_makes_the_same_stories(hub, calm, curate):
    expected = outcome(calm)
    kills = 0
    for written in (False, True):
        for commit in range(1, 100):
            victim = copied(hub, f"killed-{written}-{commit}")
            if curate(victim, KILLED, commit=commit, written=written) == 0:
                break
            kills += 1
            assert curate(victim, KILLED) == 0
            assert outcome(victim) == expected
    assert kills >= 2 * 3  # the weaving, what moved, and the end


def test_curation_killed_again_and_again_makes_the_same_stories_and_goes_on_with_them(hub, calm, curate):
    victim, chance = copied(hub, "victim"), random.Random(2031)  # the moments still vary with the machine's speed
    for commit, written in ((1, True), (2, False), (2, True)):
        assert curate(victim, KILLED, commit=commit, written=written) in (0, -signal.SIGKILL)
    assert curate(victim, KILLED) == 0
    assert outcome(victim) == outcome(calm)
    for number in range(AT_RANDOM):
        torn = copied(hub, f"torn-{number}")
        curate(torn, KILLED, after=chance.uniform(0.02, 0.6))
        assert curate(torn, KILLED) == 0
        assert outcome(torn) == outcome(calm)
    later = copied(calm, "later")
    for one in (victim, torn, later):
        arrive(one, LATER)
        assert curate(one, LATER) == 0
    assert outcome(victim) == outcome(torn) == outcome(later)
