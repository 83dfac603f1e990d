"""A hub's search from its settings to its files: on where pagefind is, off where it is not or not wanted, and forgetful on request."""

from msgspec.structs import replace
import pytest
from tests.indexes import unpacked
from tests.integration.webs import make_hub
from typer.testing import CliRunner

from newsloom.app import opened, searching
from newsloom.cli.root import app
from newsloom.errors import SinkError
from newsloom.sink.pagefind import pagefind
from newsloom.testing.factories import NOW, article
from newsloom.types import Collected

TIDE = article(title="Tide gate jams at Port Ellis on first night", excerpt="The tide gate at Port Ellis jammed; the basin stayed empty.")
COURT = article("https://c.example/3", title="Court orders ferry refund after tide table error", excerpt="The tide table was wrong.")
STORM = article("https://d.example/4", title="Storm closes harbour school for two days", excerpt="Pupils stayed at home.")
BRIDGE = article("https://e.example/5", title="Bridge reopens after a year of welding", excerpt="Lorries cross it again.")
TAKEN = f'[[decision]]\ndo = "take-down"\nitem = "{COURT.url}"\nreason = "an order"\n'
KEPT = "[policy]\nthreshold = 5\n[[searches]]\nid = 'court'\nquery = 'court refund'\n"

installed = pytest.mark.skipif(pagefind() is None, reason="pagefind is not installed: pip install 'newsloom[search]'")


@pytest.fixture
def hub(tmp_path):
    folder = make_hub(tmp_path / "hub", "http://a.example/feed")
    (folder / "desk").mkdir()
    (folder / "hub.toml").write_text((folder / "hub.toml").read_text() + KEPT)
    return folder


def publish(folder, *more):
    with opened(folder, NOW) as application:
        application.store.save_collected(Collected(articles=(TIDE, COURT, *more)))
        application.curate()
        return application.publish()


@pytest.fixture
def broken(tmp_path):
    """Return a pagefind that ends at once."""
    path = tmp_path / "broken"
    path.write_text("#!/bin/sh\nexit 1\n")
    path.chmod(0o755)
    return replace(pagefind(), path=path)


@installed
def test_index_that_fails_is_told_and_leaves_the_edition_done_and_the_next_one_tries_again(hub, broken, monkeypatch):
    index, front = hub / "site" / "pagefind", hub / "site" / "index.html"
    publish(hub)
    with monkeypatch.context() as patch:
        patch.setattr(searching, "pagefind", lambda: broken)
        with pytest.raises(SinkError, match="the one that was there stays"):
            publish(hub, STORM)
        assert STORM.title in front.read_text()
        with opened(hub, NOW) as application:
            assert application.publish().files.written == 0
    assert STORM.title not in unpacked(index)
    notes = (hub / ".newsloom" / "edition.db").stat().st_ino
    publish(hub, STORM, BRIDGE)
    assert [words in unpacked(index) for words in (STORM.title, BRIDGE.title)] == [True, True]
    assert (hub / ".newsloom" / "edition.db").stat().st_ino == notes  # a whole edition makes a file of its own


@installed
def test_command_whose_index_fails_says_so_and_is_no_success(hub, broken, monkeypatch):
    publish(hub)
    (hub / "site" / "pagefind" / "pagefind-entry.json").unlink()
    monkeypatch.setattr(searching, "pagefind", lambda: broken)
    done = CliRunner().invoke(app, ["publish", str(hub)])
    assert done.exit_code != 0
    assert "pagefind/: " in str(done.exception)


@installed
def test_taken_down_story_is_in_no_file_of_the_index_and_in_no_feed_of_a_search(hub):
    index, feed = hub / "site" / "pagefind", hub / "site" / "searches" / "court" / "atom.xml"
    assert publish(hub).missing == ()
    assert [words in unpacked(index) for words in (TIDE.title, COURT.title)] == [True, True]
    assert COURT.title in feed.read_text()
    (hub / "desk" / "today.toml").write_text(TAKEN)
    publish(hub)
    assert [words in unpacked(index) for words in (TIDE.title, COURT.title, "Court", "refund")] == [True, False, False, False]
    assert COURT.title not in feed.read_text()


@installed
def test_search_that_is_switched_off_leaves_no_index_page_or_link(hub):
    publish(hub)
    (hub / "hub.toml").write_text((hub / "hub.toml").read_text() + "[publish]\nsearch = 0\n")
    assert publish(hub).missing == ()
    site = hub / "site"
    assert not [name for name in ("pagefind", "search.html", "search.js") if (site / name).exists()]
    assert "search.html" not in (site / "index.html").read_text()


def test_publishing_without_pagefind_goes_on_and_says_so(hub, monkeypatch):
    monkeypatch.setattr(searching, "pagefind", lambda: None)
    (note,) = publish(hub).missing
    assert "pip install 'newsloom[search]'" in note
    assert (hub / "site" / "index.html").exists()
    assert not (hub / "site" / "search.html").exists()
