"""The search sink: an index by the real pagefind, kept while its records are the same, and nothing in it that is not published."""

import json
import os
from pathlib import Path
import stat

from msgspec.structs import replace
import pytest
from tests.indexes import unpacked

from newsloom.errors import SinkError
from newsloom.render.search import SearchRenderer
from newsloom.sink.pagefind import Pagefind, pagefind
from newsloom.sink.search import SearchSink
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.rendering import rendered
from newsloom.types import Swap

PROGRAM = pagefind()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="pagefind is not installed: pip install 'newsloom[search]'")

SEARCHED = replace(HUB, search=9)
SCRIPT = "<script>alert(1)</script> {{ x }} {% raw"
TALES = {name: view(article(f"https://{name}.example/1", title=f"{name.title()} story {SCRIPT}")) for name in ("quagga", "zebra", "okapi")}


class Place:
    """A site with its index."""

    def __init__(self, root):
        self.site, self.state = root / "site", root / "state"
        self.site.mkdir()
        self.state.mkdir()

    def swap(self, *names, program=PROGRAM):
        return SearchSink(self.site, self.state, program).swap(
            rendered(SearchRenderer(), edition(*(TALES[name] for name in names), hub=SEARCHED))
        )

    @property
    def index(self):
        return self.site / "pagefind"

    def states(self):
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in self.index.rglob("*") if path.is_file()}

    def holds(self):
        text = unpacked(self.index)
        return [name for name in TALES if f"{name.title()} story" in text or f"{name}.example" in text]


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


@pytest.fixture
def failing(tmp_path):
    """Return a program that ends at once."""
    path = tmp_path / "pagefind"
    path.write_text("#!/bin/sh\nexit 1\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return Pagefind(path, "0")


def test_index_holds_every_record_and_no_file_of_boxes_that_no_page_needs(place):
    place.swap("quagga", "zebra")
    assert place.holds() == ["quagga", "zebra"]
    assert SCRIPT in unpacked(place.index)
    assert not [path for path in place.index.rglob("*") if "ui" in path.name or "highlight" in path.name]
    assert sorted(path.name for path in place.state.iterdir()) == ["search.json", "search.manifest"]


def test_index_of_the_same_records_is_not_touched_and_the_program_not_started(place, failing):
    place.swap("quagga", "zebra")
    before = place.states()
    assert place.swap("zebra", "quagga", program=Pagefind(failing.path, PROGRAM.version)) == Swap(unchanged=len(before))
    assert place.states() == before


def test_story_that_was_taken_down_is_in_no_file_of_the_index(place):
    place.swap("quagga", "zebra")
    place.swap("quagga")
    assert place.holds() == ["quagga"]
    assert not [file for file in place.state.rglob("*") if b"ebra" in file.read_bytes()]


def test_index_of_nothing_is_no_index(place):
    place.swap("quagga")
    place.swap()
    assert not place.index.exists()


def test_index_without_the_program_is_removed(place):
    place.swap("quagga")
    assert place.swap(program=None).removed > 0
    assert not place.index.exists()


@pytest.mark.parametrize("harm", ["edited", "removed", "no mark", "another version"])
def test_index_that_is_not_as_it_was_left_is_made_anew(place, harm):
    place.swap("quagga")
    entry = place.index / "pagefind-entry.json"
    if harm == "edited":
        entry.write_text("{}")
    elif harm == "removed":
        next(place.index.glob("fragment/*")).unlink()
    elif harm == "no mark":
        (place.state / "search.json").write_text("[")
    program = Pagefind(PROGRAM.path, "9") if harm == "another version" else PROGRAM
    place.swap("quagga", program=program)
    assert place.holds() == ["quagga"]
    assert json.loads(entry.read_text())["languages"]["en"]["page_count"] == 1


def test_entry_is_put_in_place_last_and_old_files_go_after_it(place, monkeypatch):
    place.swap("quagga")
    before, order, plain = set(place.states()), [], os.replace

    def watched(aside, path):
        order.append((Path(path), before <= set(place.states())))
        plain(aside, path)

    monkeypatch.setattr(os, "replace", watched)
    place.swap("zebra")
    monkeypatch.undo()
    placed = [(path, whole) for path, whole in order if place.index in path.parents]
    assert placed[-1] == (place.index / "pagefind-entry.json", True)
    assert len(placed) > 3
    assert not before <= set(place.states())


def test_old_index_stays_when_the_new_one_fails_and_all_it_holds_is_still_published(place, failing):
    place.swap("quagga")
    before = place.states()
    with pytest.raises(SinkError, match="the one that was there stays"):
        place.swap("quagga", "zebra", program=failing)
    assert place.states() == before
    place.swap("quagga", "zebra")
    assert place.holds() == ["quagga", "zebra"]


def test_old_index_goes_when_the_new_one_fails_and_it_holds_what_was_taken_down(place, failing):
    place.swap("quagga", "zebra")
    with pytest.raises(SinkError, match="is removed"):
        place.swap("quagga", program=failing)
    assert not place.index.exists()


def test_program_that_is_no_program_is_told(place, tmp_path):
    with pytest.raises(SinkError, match="pagefind/: "):
        place.swap("quagga", program=Pagefind(tmp_path / "none", "0"))


def test_program_that_hangs_is_ended(place, tmp_path, monkeypatch):
    path = tmp_path / "pagefind"
    path.write_text("#!/bin/sh\nexec sleep 600\n")
    path.chmod(0o755)
    monkeypatch.setattr("newsloom.sink.search.PATIENCE", 0.2)
    with pytest.raises(SinkError, match="took too long"):
        place.swap("quagga", program=Pagefind(path, "0"))


def test_index_of_a_swap_that_was_cut_short_counts_for_nothing(place):
    place.swap("quagga")
    (place.state / "search.json.tmp").mkdir()  # where its mark is written
    with pytest.raises(OSError, match=r"search\.json\.tmp"):
        place.swap("quagga", "zebra")
    (place.state / "search.json.tmp").rmdir()
    place.swap("quagga")
    assert place.holds() == ["quagga"]


def test_program_is_shown_nothing_of_the_environment(place, tmp_path, monkeypatch):
    path = tmp_path / "pagefind"
    path.write_text('#!/bin/sh\nset > "$0.seen"\n')
    path.chmod(0o755)
    monkeypatch.setenv("SMTP_PASSWORD", "tr0ub4dor")
    with pytest.raises(SinkError):
        place.swap("quagga", program=Pagefind(path, "0"))
    assert "tr0ub4dor" not in (tmp_path / "pagefind.seen").read_text()


def test_files_of_others_in_the_site_stay(place):
    place.index.mkdir()
    (place.site / "index.html").write_text("ours")
    (place.index / "notes.txt").write_text("theirs")
    place.swap("quagga")
    place.swap()
    assert [(place.site / name).read_text() for name in ("index.html", "pagefind/notes.txt")] == ["ours", "theirs"]


def test_settings_of_pagefind_where_newsloom_runs_count_for_nothing(place, tmp_path, monkeypatch):
    (tmp_path / "pagefind.yml").write_text("exclude_selectors: ['*']\nforce_language: zu\noutput_path: elsewhere\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAGEFIND_FORCE_LANGUAGE", "zu")
    place.swap("quagga")
    assert list(json.loads((place.index / "pagefind-entry.json").read_text())["languages"]) == ["en"]
