"""The notebook: what a killed process or a bad disk leaves of it costs one whole edition, never a wrong one, and never every one."""

from contextlib import closing
from pathlib import Path
import shutil

import apsw
import msgspec
import pytest

from newsloom.errors import StoreError
from newsloom.store.notebook import NotebookFile

STORIES = 2_000


def keep(notes, edition, text=b"note", *, whole=False):
    with notes.renewing(whole=whole):
        for number in range(STORIES):
            notes.put("pages", f"s{number:04}", msgspec.msgpack.encode(text * 40), b"")
        notes.finish(edition)


def kept(notes):
    """Return the notes, which are read while others are taken."""
    with notes.renewing(whole=False):
        return dict(notes.notes("pages", bytes))


@pytest.fixture
def notes(tmp_path):
    notes = NotebookFile(tmp_path / "edition.db")
    keep(notes, "one", whole=True)
    return notes


def cut_short(folder):
    """Return a notebook as a process leaves it that is killed in the middle of a transaction."""
    with closing(apsw.Connection(str(folder / "edition.db"))) as db:
        db.pragma("cache_size", 10)  # pages, so that the rest lies in the file already
        db.execute("BEGIN; UPDATE note SET note = x'00'; UPDATE edition SET said = 'two'")
        (folder / "killed").mkdir()
        for name in ("edition.db", "edition.db-journal"):
            shutil.copy(folder / name, folder / "killed")
        db.execute("ROLLBACK")
    return NotebookFile(folder / "killed/edition.db")


def test_notes_cut_short_are_those_of_the_edition_before(notes, tmp_path):
    killed = cut_short(tmp_path)
    assert killed.edition() == "one"
    assert kept(killed) == kept(notes)


@pytest.mark.usefixtures("notes")
def test_notes_of_a_whole_edition_have_no_part_in_what_was_cut_short_before(tmp_path):
    killed = cut_short(tmp_path)
    keep(killed, "three", b"another", whole=True)
    assert killed.edition() == "three"
    assert set(kept(killed).values()) == {b"another" * 40}


def test_damaged_notes_are_told_and_removed(notes, tmp_path):
    file = tmp_path / "edition.db"
    with file.open("r+b") as body:
        body.seek(16_384)
        body.write(b"x" * (file.stat().st_size - 16_384))
    assert notes.edition() == "one"
    with pytest.raises(StoreError, match="publish again"):
        kept(notes)
    assert notes.edition() == ""
    keep(notes, "two", whole=True)
    assert len(kept(notes)) == STORIES


def test_notes_of_another_form_are_told_and_removed(notes):
    with pytest.raises(StoreError, match="publish again"), notes.renewing(whole=False):
        list(notes.notes("pages", tuple[int, str]))
    assert notes.edition() == ""


def test_notes_are_kept_by_whatever_path_their_hub_is_named(tmp_path, monkeypatch):
    (tmp_path / "hub").mkdir()
    (tmp_path / "link").symlink_to("hub")
    monkeypatch.chdir(tmp_path / "hub")
    for place in ("../hub", "../link", "."):
        keep(NotebookFile(Path(place) / "edition.db"), place, whole=True)
        assert NotebookFile(tmp_path / "hub" / "edition.db").edition() == place
