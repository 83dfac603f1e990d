"""The directory sink: it writes what differs, removes what it wrote, and touches nothing else."""

from contextlib import nullcontext
import os
from pathlib import Path
import shutil
import stat
import sys

import pytest

from newsloom.errors import SinkError
from newsloom.sink import directory
from newsloom.sink.directory import DirectorySink
from newsloom.types import Artifact, Swap


def artifacts(files):
    return [Artifact(path=path, body=body) for path, body in files.items()]


def failing(files):
    """Yield the artifacts, then make a renderer's mistake."""
    yield from artifacts(files)
    raise ZeroDivisionError


class Place:
    """A sink with its folder and manifest."""

    def __init__(self, root: Path) -> None:
        self.folder, self.manifest = root / "out", root / "state" / "manifest"

    def swap(self, files) -> Swap:
        return DirectorySink(self.folder, self.manifest).swap(artifacts(files))

    def put(self, path: str, body: bytes) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        return file

    @property
    def files(self) -> dict[str, bytes]:
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_swap_of_a_new_folder_writes_everything(place):
    files = {"index.html": b"1", "a/b/c.md": b"2", "empty": b""}
    assert place.swap(files) == Swap(written=3)
    assert place.files == files


def test_swap_of_the_same_touches_no_file(place):
    files = {"index.html": b"1", "a/b.md": b"2"}
    place.swap(files)
    before = {path: path.stat() for path in [place.folder, place.manifest, *place.folder.rglob("*")]}
    assert place.swap(files) == Swap(unchanged=2)
    assert {path: path.stat().st_mtime_ns for path in before} == {path: status.st_mtime_ns for path, status in before.items()}
    assert {path: path.stat().st_ino for path in before} == {path: status.st_ino for path, status in before.items()}


def test_sink_whose_folder_was_swept_holds_no_edition(place):
    with DirectorySink(place.folder, place.manifest).begin() as swapping:
        swapping.take("s1", artifacts({"stories/s1.html": b"1", "index.html": b"2"}))
        swapping.finish("one")
    assert DirectorySink(place.folder, place.manifest).holds("one")
    assert not DirectorySink(place.folder, place.manifest).holds("two")
    shutil.rmtree(place.folder / "stories")
    assert not DirectorySink(place.folder, place.manifest).holds("one")


def test_swap_of_a_change_writes_removes_and_leaves(place):
    place.swap({"a": b"1", "b": b"2", "deep/er/c": b"3"})
    assert place.swap({"a": b"1", "b": b"22", "d": b"4"}) == Swap(written=2, unchanged=1, removed=1)
    assert place.files == {"a": b"1", "b": b"22", "d": b"4"}
    assert not (place.folder / "deep").exists()


def test_artifacts_are_streamed_and_many_batches_are_written(place, monkeypatch):
    monkeypatch.setattr(directory, "BATCH_FILES", 3)
    seen = []

    def stream():
        for number in range(10):
            seen.append(len(list(place.folder.iterdir())) if place.folder.exists() else 0)
            yield Artifact(path=str(number), body=b"x")

    assert DirectorySink(place.folder, place.manifest).swap(stream()).written == 10
    assert seen == [0, 0, 0, 3, 3, 3, 6, 6, 6, 9]


def test_files_of_others_are_never_touched(place):
    place.put("README.md", b"mine")
    place.put("a/notes.txt", b"mine too")
    place.swap({"a/b": b"1", "c": b"2"})
    place.swap({})
    assert place.files == {"README.md": b"mine", "a/notes.txt": b"mine too"}


def test_file_of_another_at_our_path_is_refused_and_its_neighbours_are_written(place):
    place.put("index.html", b"mine")
    with pytest.raises(SinkError, match=r"'index\.html' was not written: a file that newsloom did not write lies there"):
        place.swap({"a": b"1", "index.html": b"ours", "z": b"2"})
    assert place.files == {"index.html": b"mine", "a": b"1", "z": b"2"}
    with pytest.raises(SinkError):
        place.swap({"index.html": b"ours"})
    assert place.files == {"index.html": b"mine"}


def test_file_that_already_holds_our_bytes_counts_as_ours(place):
    place.put("a", b"same")
    assert place.swap({"a": b"same"}) == Swap(unchanged=1)
    assert place.swap({"a": b"new"}) == Swap(written=1)


def test_lost_manifest_costs_nothing_when_the_files_are_as_published(place):
    files = {str(number): b"x" for number in range(5)}
    place.swap(files)
    place.manifest.unlink()
    assert place.swap(files) == Swap(unchanged=5)
    assert place.swap({}) == Swap(removed=5)


def test_our_file_that_was_edited_is_written_over(place):
    place.swap({"a": b"1"})
    place.put("a", b"edited")
    assert place.swap({"a": b"1"}) == Swap(written=1)
    assert place.files == {"a": b"1"}


def test_our_file_that_was_edited_in_its_length_only_by_time_is_noticed(place):
    place.swap({"a": b"1"})
    file = place.put("a", b"2")
    os.utime(file, ns=(1, file.stat().st_mtime_ns + 1))
    assert place.swap({"a": b"1"}) == Swap(written=1)
    os.utime(file, ns=(1, 1))
    assert place.swap({"a": b"1"}) == Swap(unchanged=1)


def test_our_file_that_was_edited_outlives_its_removal(place):
    place.swap({"a": b"1", "b": b"2"})
    place.put("a", b"edited by hand")
    assert place.swap({}) == Swap(removed=1)
    assert place.files == {"a": b"edited by hand"}
    place.swap({})
    assert place.files == {"a": b"edited by hand"}


def test_our_file_that_somebody_deleted_is_written_again(place):
    place.swap({"a": b"1", "b/c": b"2"})
    (place.folder / "a").unlink()
    (place.folder / "b/c").unlink()
    (place.folder / "b").rmdir()
    assert place.swap({"a": b"1", "b/c": b"2"}) == Swap(written=2)


@pytest.mark.parametrize("path", ["../x", "/tmp/x", "a/../../x", "a\\b", "nul", ".git/config", "", "a//b"])
def test_path_that_leaves_the_folder_is_refused_with_its_name(place, path):
    with pytest.raises(SinkError, match="was not written") as caught:
        place.swap({"good": b"1", path: b"2"})
    assert len(caught.value.problems) == 1
    assert place.files == {"good": b"1"}
    assert sorted(each.name for each in place.folder.parent.iterdir()) == ["out", "state"]


def test_two_paths_that_are_one_file_elsewhere_are_refused(place):
    with pytest.raises(SinkError, match="same file as 'a/B'"):
        place.swap({"a/B": b"1", "A/b": b"2"})
    assert place.files == {"a/B": b"1"}


def test_link_in_the_folder_is_not_written_through(place, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_bytes(b"theirs")
    place.folder.mkdir()
    (place.folder / "link").symlink_to(outside)
    (place.folder / "file").symlink_to(outside / "file")
    with pytest.raises(SinkError) as caught:
        place.swap({"link/x": b"1", "file": b"2", "ok": b"3"})
    assert len(caught.value.problems) == 2
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == {"file": b"theirs"}
    assert (place.folder / "ok").read_bytes() == b"3"


def test_folder_that_became_a_link_is_not_deleted_through(place, tmp_path):
    place.swap({"a/x": b"1"})
    outside = tmp_path / "outside"
    (place.folder / "a").rename(outside)
    (place.folder / "a").symlink_to(outside)
    place.swap({})
    assert (outside / "x").read_bytes() == b"1"


def test_folder_itself_may_be_a_link(place, tmp_path):
    (tmp_path / "real").mkdir()
    place.folder.symlink_to(tmp_path / "real")
    assert place.swap({"a/b": b"1"}) == Swap(written=1)
    assert place.swap({"a/b": b"1"}) == Swap(unchanged=1)


def test_file_where_a_folder_is_needed_is_refused(place):
    place.put("a", b"mine")
    with pytest.raises(SinkError, match="a is a link or a file where a folder is needed"):
        place.swap({"a/b": b"1"})
    place.put("d/e", b"mine")
    with pytest.raises(SinkError, match="a link or a folder lies there"):
        place.swap({"d": b"1"})
    assert place.files == {"a": b"mine", "d/e": b"mine"}


def test_manifest_of_another_folder_proves_nothing(place, tmp_path):
    place.swap({"index.html": b"1"})
    other = Place(tmp_path)
    other.folder = tmp_path / "docs"
    other.put("index.html", b"theirs")
    with pytest.raises(SinkError):
        other.swap({"index.html": b"2"})
    assert other.files == {"index.html": b"theirs"}


def test_hub_that_was_moved_keeps_its_files(tmp_path):
    Place(tmp_path / "old").swap({"a": b"1"})
    (tmp_path / "old").rename(tmp_path / "new")
    assert Place(tmp_path / "new").swap({"a": b"2"}) == Swap(written=1)
    assert Place(tmp_path / "new").swap({}) == Swap(removed=1)


def test_two_sinks_share_a_folder_and_leave_each_others_files(place, tmp_path):
    other = Place(tmp_path)
    other.manifest = tmp_path / "state" / "other"
    place.swap({"_news/a": b"1"})
    other.swap({"_data/a": b"2", "_news/b": b"3"})
    place.swap({})
    assert place.files == {"_data/a": b"2", "_news/b": b"3"}


def test_damaged_manifest_says_what_to_do(place):
    place.swap({"a": b"1"})
    with place.manifest.open("ab") as log:
        log.write(b"{nonsense\n")
    with pytest.raises(SinkError, match=r"manifest:4: the list of written files is damaged: delete it"):
        place.swap({"a": b"1"})


def test_torn_last_line_of_the_manifest_is_forgotten(place, monkeypatch):
    place.swap({"a": b"1"})
    with place.manifest.open("ab") as log:
        log.write(b'["b","00')
    monkeypatch.setattr(directory, "BATCH_FILES", 1)
    with pytest.raises(ZeroDivisionError):
        DirectorySink(place.folder, place.manifest).swap(failing({"a": b"1", "b": b"2"}))
    assert place.swap({"a": b"1", "b": b"2"}) == Swap(written=1, unchanged=1)
    assert place.swap({}) == Swap(removed=2)


def test_written_files_have_the_rights_of_any_new_file(place):
    place.swap({"a": b"1"})
    place.put("b", b"2")
    assert stat.S_IMODE((place.folder / "a").stat().st_mode) == stat.S_IMODE((place.folder / "b").stat().st_mode)


def test_renderer_that_fails_leaves_the_folder_as_it_was_and_no_orphans(place, monkeypatch):
    monkeypatch.setattr(directory, "BATCH_FILES", 2)
    place.swap({"a": b"1", "old": b"0"})
    with pytest.raises(ZeroDivisionError):
        DirectorySink(place.folder, place.manifest).swap(failing({"a": b"11", "b": b"2", "c": b"3"}))
    assert place.files == {"a": b"1", "old": b"0"}
    assert place.swap({"z": b"9"}) == Swap(written=1, removed=2)
    assert place.files == {"z": b"9"}


def test_full_disk_leaves_nothing_half_written(place, monkeypatch):
    place.swap({"a": b"1"})
    written = []

    def full(file, body):
        written.append(file)
        Path(file).write_bytes(body if len(written) < 2 else body[:1])
        if len(written) == 2:
            raise OSError(28, "No space left on device")
        return 1

    monkeypatch.setattr(directory, "write_new", full)
    with pytest.raises(OSError, match="No space"):
        place.swap({"a": b"new", "b": b"new", "c": b"new"})
    assert place.files == {"a": b"1"}
    monkeypatch.undo()
    assert place.swap({"a": b"new", "b": b"new"}) == Swap(written=2)


EFFECTS = frozenset(["os.rename", "os.remove", "os.mkdir", "os.rmdir", "open"])


def killed_at(step, place, files) -> bool:
    """Swap in a child process that dies just before its n-th change of the file system; tell whether it did."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] != 0
    effects = 0

    def count(event, arguments):
        nonlocal effects
        if event in EFFECTS and str(place.folder.parent) in str(arguments[0]):
            effects += 1
            if effects == step:
                os._exit(9)

    sys.addaudithook(count)
    try:
        place.swap(files)
    finally:
        os._exit(0)


def test_swap_killed_at_any_moment_is_mended_by_the_next(tmp_path, monkeypatch):
    """Old files are whole, new files are whole, theirs are theirs, and afterwards everything of ours can still be removed."""
    monkeypatch.setattr(directory, "BATCH_FILES", 2)
    theirs = {"README.md": b"theirs", "a/mine.txt": b"theirs", "n/3": b"theirs"}
    old = {"a/1": b"old", "a/2": b"old", "gone/x": b"old", "same": b"same"}
    new = {"a/1": b"new!", "a/2": b"new!", "n/1": b"new!", "n/2": b"new!", "same": b"same"}
    step, alive = 0, True
    while alive:
        step += 1
        place = Place(tmp_path / str(step))
        for path, body in theirs.items():
            place.put(path, body)
        place.swap(old)
        alive = killed_at(step, place, new)
        for path, body in place.files.items():
            assert ".tmp" in path or body in (old.get(path), new.get(path), theirs.get(path)), (step, path, body)
        swap = place.swap(new)
        assert swap.written + swap.unchanged == len(new)
        assert place.files == theirs | new, step
        place.swap({})
        assert place.files == theirs, step
    assert step > 20


def test_file_that_appears_after_a_kill_is_not_taken_for_ours(tmp_path):
    """What was announced but never written proves nothing about a file that somebody puts there afterwards."""
    step, alive = 0, True
    while alive:
        step += 1
        place = Place(tmp_path / str(step))
        place.folder.mkdir(parents=True)
        alive = killed_at(step, place, {"a": b"ours", "b": b"ours"})
        theirs = {path: place.put(path, b"theirs") for path in ("a", "b") if path not in place.files}
        with pytest.raises(SinkError) if theirs else nullcontext():
            place.swap({"a": b"ours!", "b": b"ours!"})
        place.swap({})
        assert place.files == dict.fromkeys(theirs, b"theirs"), step
    assert step > 8
