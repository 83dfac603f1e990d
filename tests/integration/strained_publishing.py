"""Publish where something goes wrong all the time: on a disk that fills up, under fire, in a crowd, beside an editor.

Each play begins with a copy of one hub, and ends when its tree is that of a twin which nobody disturbed. The first argument is a folder;
the second, if there is one, the mount point of a small file system, which is filled. What went wrong is told as JSON, play by play.
"""

from contextlib import suppress
import json
import os
from pathlib import Path
import random
import resource
import shutil
import signal
import sys
import time
import traceback

from tests.integration import hub_maker as hubs

from newsloom.sink.gallery import Gallery
from newsloom.sink.names import TEMPORARY

STORIES = 6
FREE = (4_096, 65_536, 1_000_000)
"""Bytes that are left, one publishing after the other: too little for the store, for the records, for the site."""
LENGTH = 5_000
"""Repetitions of ten letters in one headline, so that some files are larger than any of the store's that are written."""
GROWTH = (60_000,)
"""Bytes that a file may have: enough for a record, not for a page of the site."""
NO_LETTER = 40_960
"""Bytes of either kind in which a letter with that headline finds no room."""
KILLS = int(os.environ.get("NEWSLOOM_KILLS", "4"))
"""How often a publishing is killed; 60 take a minute."""
LASTS = 0.5
"""Seconds within which it is killed: about as long as one takes here."""
EXIT = 2


class Full:
    """A file system with little room."""

    def __init__(self, folder: Path) -> None:
        self.filler = folder / "filler"

    def leave(self, room: int) -> None:
        with self.filler.open("ab", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(bytes(65_536))
        size = self.filler.stat().st_size
        os.truncate(self.filler, max(0, size - room))

    def before(self) -> None:
        """Leave the command as it is."""

    def free(self) -> None:
        self.filler.unlink()


class Small:
    """A process whose files may not grow."""

    def leave(self, room: int) -> None:
        self.room = room

    def before(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.room, self.room))

    def free(self) -> None:
        """Nothing stands in the way any more."""


def check_failure(done: hubs.Done) -> None:
    """The command failed for the one reason, and says what is to be done about it."""
    assert done.code == EXIT, done
    assert "Traceback" not in done.said, done.said
    assert any(sign in done.said for sign in ("No space left", "File too large", "disk is full", "disk failed", "could not")), done.said
    assert "again" in done.said, done.said


def check_whole(now: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """Every file is as it was before, or as it will be: none is missing, torn or strange."""
    assert old.keys() & new.keys() <= now.keys()
    for path, body in now.items():
        if not TEMPORARY.fullmatch(path.rpartition("/")[2]):
            assert body in (old.get(path), new.get(path)), path


def check_trees(now: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """What a sink writes is all as it was before, or all as it will be: nothing is put into place before everything is written."""
    for tree in ("content/_news/", "site/stories/"):
        was, is_, will_be = ({path: body for path, body in one.items() if path.startswith(tree)} for one in (old, now, new))
        assert was != will_be
        assert is_ in (was, will_be), tree


def prepare(folder: Path) -> tuple[Path, Path]:
    """Return a hub that has published and whose store has more, and its twin that published that too, on a disk with room enough."""
    hub, twin = hubs.make(folder / "hub", STORIES), folder / "twin"
    assert [hubs.run(hub, command).code for command in ("keys new", "publish")] == [0, 0]
    hubs.tell(hub, range(STORIES // 2, 2 * STORIES), "told anew")
    hubs.tell(hub, range(2 * STORIES, 2 * STORIES + 1), "at length " * LENGTH)
    shutil.copytree(hub, twin)
    assert [hubs.run(twin, command).code for command in ("publish", "newsletter")] == [0, 0]
    return hub, twin


def publishing(hub: Path, twin: Path, disk: Full | Small, rooms: tuple[int, ...]) -> None:
    """Publish, and write a letter, in each of the rooms; then with room enough: all is as on a disk that never was full."""
    old, new, tip = hubs.published(hub), hubs.published(twin), hubs.branch(hub)
    disk.leave(NO_LETTER)
    check_failure(hubs.run(hub, "newsletter", disk.before))
    failed = 0
    for room in rooms:
        disk.leave(room)
        done = hubs.run(hub, "publish", disk.before)
        check_whole(hubs.published(hub), old, new)
        assert hubs.branch(hub) in (tip, hubs.branch(twin))
        if done.code:
            check_failure(done)
            check_trees(hubs.published(hub), old, new)
            failed += 1
    assert failed >= len(rooms) // 2
    disk.free()
    check_healed(hub, twin)


def branching(hub: Path, disk: Full | Small) -> None:
    """Publish to a branch alone, everything else being there, with no room for it."""
    settings, tip, tree = hub / "hub.toml", hubs.branch(hub), hubs.git(hub, "rev-parse", "news^{tree}")
    settings.write_text(settings.read_text("utf-8").replace('"news"', '"other"'), "utf-8")
    disk.leave(40_960)
    done = hubs.run(hub, "publish", disk.before)
    check_failure(done)
    assert any(sign in done.said for sign in ("Git could not publish", "the notes of the last edition")), done.said
    assert "other" not in hubs.git(hub, "for-each-ref")
    disk.free()
    assert hubs.run(hub, "publish").code == 0
    assert (hubs.branch(hub), hubs.git(hub, "rev-parse", "other^{tree}")) == (tip, tree)


def keys(folder: Path, disk: Full | Small) -> None:
    """A ring is the old one or the new one."""
    hub = hubs.make(folder / "keys", 0)
    assert hubs.run(hub, "keys new").code == 0
    ring = hub / ".newsloom" / "keys"
    before = ring.read_bytes()
    disk.leave(0)
    check_failure(hubs.run(hub, "keys rotate", disk.before))
    assert ring.read_bytes() == before
    disk.free()
    assert hubs.run(hub, "keys rotate").code == 0
    assert [file.name for file in ring.parent.iterdir() if "keys" in file.name] == ["keys"]


def pictures(folder: Path, disk: Full | Small) -> None:
    """A picture that finds no room leaves nothing behind, and finds its place later."""
    gallery, files = Gallery(folder / "pictures"), lambda: sorted(file.name for file in (folder / "pictures").iterdir())
    gallery.put("a", b"large", b"small")
    disk.leave(8_192)
    if not (child := os.fork()):
        disk.before()
        try:
            gallery.put("b", bytes(100_000), b"small")
        except OSError:
            os._exit(EXIT)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == EXIT
    assert files() == ["a-small.jpg", "a.jpg"]
    disk.free()
    gallery.put("b", bytes(100_000), b"small")
    assert gallery.read("b") == bytes(100_000)


def killing(hub: Path, twin: Path) -> None:
    """Kill publishings at random moments: no file is ever torn, and the next one makes the very tree that an undisturbed one made."""
    old, new, chance, tip = hubs.published(hub), hubs.published(twin), random.Random(7), hubs.branch(hub)
    for _ in range(KILLS):
        begun = hubs.begin(hub, "publish")
        time.sleep(LASTS * chance.random())
        os.kill(begun.process, signal.SIGKILL)
        begun.done()
        check_whole(hubs.published(hub), old, new)
        assert hubs.branch(hub) in (tip, hubs.branch(twin))
    check_healed(hub, twin)


def crowding(hub: Path, twin: Path) -> None:
    """Publish several times at once: one does it all, the others wait their turn or say who is at work."""
    done = [begun.done() for begun in [hubs.begin(hub, "publish") for _ in range(3)]]
    assert EXIT not in [one.code for one in done if "another newsloom process" not in one.said], done
    assert 0 in [one.code for one in done]
    check_healed(hub, twin)


def editing(hub: Path, twin: Path) -> None:
    """Edit the tree by hand before and while it is published: what is the editor's stays, what is the hub's is as it should be."""
    taken = hub / f"content/_news/2026-01-05-story-{2 * STORIES - 1}.md"  # of a story that is not published yet
    own = {taken: b"mine", **{hub / "content" / place: b"mine" for place in ("README.md", "_news/2026-01-05-mine.md", "_drafts/a.md")}}
    for path, body in own.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(body)
    records = sorted(path for path in (hub / "content/_news").glob("2026-01-05-story-*.md") if path != taken)
    records[0].write_bytes(b"edited")
    records[1].unlink()
    records[2].rename(hub / "content/_news/renamed.md")
    own[hub / "content/_news/renamed.md"] = (hub / "content/_news/renamed.md").read_bytes()
    begun = hubs.begin(hub, "publish")
    for number in range(50):
        path = hub / f"content/_news/while-{number}.md"
        path.write_bytes(b"while")
        own[path] = b"while"
        records[3 + number % 3].write_bytes(b"edited while publishing")
    done = begun.done()
    assert (done.code, f"{taken.name}' was not written: a file that newsloom did not write" in done.said) == (EXIT, True), done
    assert {path: path.read_bytes() for path in own} == own
    taken.unlink()
    del own[taken]
    assert hubs.run(hub, "publish").code == 0
    assert {path: path.read_bytes() for path in own} == own
    for path in own:
        path.unlink()
    check_healed(hub, twin)


def check_healed(hub: Path, twin: Path) -> None:
    """What is published now is the twin's, byte for byte, and nothing else."""
    assert [hubs.run(hub, command).code for command in ("publish", "newsletter")] == [0, 0]
    now, there = hubs.published(hub), hubs.published(twin)
    assert now.keys() == there.keys(), now.keys() ^ there.keys()
    assert [path for path in now if now[path] != there[path]] == []
    assert hubs.branch(hub) == hubs.branch(twin)
    assert hubs.git(hub, "fsck", "--strict", "--no-dangling") == ""


def filling(hub: Path, twin: Path, mounted: Path) -> None:
    """Play on a file system that fills up."""
    disk, place = Full(mounted), mounted / "full"
    shutil.copytree(hub, place)
    publishing(place, twin, disk, FREE)
    pictures(mounted, disk)
    keys(mounted, disk)
    branching(place, disk)


def main() -> None:
    """Play it all, and tell what went wrong in each play."""
    own, *mounted = map(Path, sys.argv[1:])
    hubs.warm(own)
    hub, twin = prepare(own)
    plays = {
        "files": lambda place: publishing(place, twin, Small(), GROWTH),
        "kills": lambda place: killing(place, twin),
        "crowd": lambda place: crowding(place, twin),
        "editor": lambda place: editing(place, twin),
        **({"disk": lambda place: filling(place, twin, mounted[0])} if mounted else {}),
    }
    told = {}
    for name, play in plays.items():
        shutil.copytree(hub, own / name)
        try:
            play(own / name)
        except Exception:  # noqa: BLE001 (told to the test that asks)
            told[name] = traceback.format_exc()
        else:
            told[name] = "done"
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
