"""`newsloom demo` from outside: what it makes, that nothing around it matters, and whose folders it leaves alone."""

import json
from pathlib import Path
import random
import shutil
import signal
import subprocess
import sys

from msgspec.structs import replace
import pytest
from tests.integration.webs import records

from newsloom.app import locked
from newsloom.flows.reports import Silence
from newsloom.sample import MOMENTS, World
from newsloom.sample.demo import prepare, rounds
from newsloom.sample.loopback import Page

pytestmark = pytest.mark.loopback


def command(directory: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "newsloom", "demo", str(directory), *options]


def tree(directory: Path) -> dict[str, bytes]:
    """Return every published file of a hub, by path."""
    files = (path for part in ("content", "site") for path in (directory / part).rglob("*") if path.is_file())
    return {str(path.relative_to(directory)): path.read_bytes() for path in files}


def test_demo_among_hostile_variables_makes_a_hub_and_prints_one_object(demonstrated):
    directory, done = demonstrated
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert set(document) == {"moments", "items", "stories", "published", "seconds", "site"}
    assert document["moments"] == len(MOMENTS)
    assert document["site"] == str(directory / "site" / "index.html")
    assert Path(document["site"]).is_file()
    items = document["items"]
    assert items["discovered"] == items["stored"] + items["duplicate"] + items["rejected"] + items["quarantined"]
    assert items["duplicate"] > 0
    assert items["rejected"] > 0
    published = [record for record in records(directory).values() if record["published"]]
    assert len(published) == document["published"] >= 100
    assert len(records(directory)) >= document["stories"] > document["published"]


def test_demo_off_a_terminal_says_two_plain_lines_a_cycle(demonstrated):
    _, done = demonstrated
    lines = done.stderr.splitlines()
    assert len(lines) == 2 * len(MOMENTS)
    assert lines[0].startswith("Wed  5 Mar")
    assert all("published" in line for line in lines[::2])
    assert all(line.startswith("  top story: ") for line in lines[1::2])
    assert "\x1b" not in done.stderr


class Shuffled:
    """The sample web with every answer delayed by chance and none long: another order of everything."""

    def __init__(self, world: World) -> None:
        self.hub, self._world, self._random = world.hub, world, random.Random(7)

    def answer(self, url, now) -> Page | None:
        page = self._world.answer(url, now)
        return page and replace(page, delay=self._random.random() / 20)


def heeding_interrupts() -> None:
    """Let a process be interrupted also where the tests themselves cannot be, as in a shell's background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_demo_interrupted_ends_quietly_and_is_made_anew_with_the_same_bytes_in_another_order(demonstrated, tmp_path):
    directory = tmp_path / "again"
    with subprocess.Popen(
        command(directory),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeding_interrupts,  # noqa: PLW1509 - it sets one signal and nothing else
    ) as process:
        assert "published" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "Stopped" in said
    assert not out
    world = Shuffled(World.load())
    prepare(directory, world)
    for _ in rounds(directory, world, MOMENTS, Silence()):
        pass
    # Pagefind names its lists anew each time, whatever they hold (decision 0041); what they list has the same bytes.
    listing = (".pf_filter", ".pf_meta", "pagefind-entry.json")
    first, second = (
        {path: body for path, body in tree(hub).items() if not str(path).endswith(listing)} for hub in (demonstrated[0], directory)
    )
    assert sorted(first) == sorted(second)
    assert [path for path in first if first[path] != second[path]] == []


def snapshot(directory: Path) -> dict[str, object]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in directory.rglob("*")}


def write(directory: Path, name: str, text: str = "mine") -> None:
    directory.mkdir(exist_ok=True)
    (directory / name).write_text(text)


FOREIGN = {
    "another file": lambda own: write(own, "notes.txt"),
    "another hub": lambda own: write(own, "hub.toml", '[hub]\ntitle = "Mine"\n'),
    "an empty hub.toml": lambda own: write(own, "hub.toml", ""),
    "a changed demo": lambda own: (prepare(own, World.load()), write(own, "hub.toml", (own / "hub.toml").read_text() + "# mine\n")),
    "a demo with decisions": lambda own: (prepare(own, World.load()), (own / "desk").mkdir()),
    "a demo whose site lies elsewhere": lambda own: (prepare(own, World.load()), (own / "site").symlink_to(own.parent)),
    "a file": lambda own: own.write_text("mine"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_demo_in_a_folder_that_holds_anything_else_touches_nothing(newsloom, tmp_path, kind):
    place = tmp_path / "place"
    place.mkdir()
    FOREIGN[kind](place / "own")
    before = snapshot(place)
    done = newsloom("demo", place / "own")
    assert done.returncode == 2
    assert str(place / "own") in done.stderr
    assert "newsloom demo DIR" in done.stderr
    assert snapshot(place) == before


def test_prepare_leaves_nothing_of_an_earlier_demo(demonstrated, tmp_path):
    directory, fresh = tmp_path / "old", tmp_path / "fresh"
    shutil.copytree(demonstrated[0], directory)
    prepare(directory, World.load())
    prepare(fresh, World.load())
    assert {path.name: path.read_bytes() for path in directory.iterdir()} == {path.name: path.read_bytes() for path in fresh.iterdir()}


def test_demo_at_work_is_not_pulled_away_by_another(newsloom, tmp_path):
    prepare(tmp_path / "own", World.load())
    (tmp_path / "own/.newsloom").mkdir()
    with locked(tmp_path / "own/.newsloom"):
        done = newsloom("demo", tmp_path / "own")
    assert done.returncode == 2
    assert "another newsloom process" in done.stderr
    assert (tmp_path / "own/hub.toml").is_file()
