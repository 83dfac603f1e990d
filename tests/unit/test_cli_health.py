"""`newsloom check --sources` and `newsloom sources list`: one table, who stands first in it, what is said, and the exits."""

from contextlib import closing
from datetime import timedelta
import json

import pytest
from typer.testing import CliRunner

from newsloom.cli.root import app
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import NOW, memory
from newsloom.types import Collected, Sighting

HUB = """[hub]
title = "Tides"
[[topics]]
id = "t"
name = "Tides"
keywords = ["tide"]
[[sources]]
url = "https://well.example/feed"
[[sources]]
url = "https://ill.example/feed"
every = "10m"
"""


@pytest.fixture
def check(tmp_path):
    """Return a function that checks a hub whose second source has such a memory."""

    def run(*options, **changes):
        (tmp_path / "hub.toml").write_text(HUB, encoding="utf-8")
        (tmp_path / ".newsloom").mkdir()
        with closing(SqliteStore(tmp_path / ".newsloom" / "hub.db")) as store:
            store.save_collected(Collected(memory=memory("https://well.example/feed", interval=7200.0)))
            store.save_collected(Collected(memory=memory("https://ill.example/feed", **changes)))
        return CliRunner().invoke(app, ["check", str(tmp_path), "--sources", *options])

    return run


def test_source_that_needs_an_editor_stands_first_and_ends_the_check_with_two(check):
    gone = Sighting(what="http-410", first=NOW - timedelta(days=3), last=NOW, times=4)
    told = check(failures=4, last_error="http-410: gone", gone=gone)
    assert told.exit_code == 2
    lines = told.stdout.splitlines()[2:]
    assert [line.split()[0] for line in lines] == ["https://ill.example/feed", "https://well.example/feed"]
    assert "Since 2026-01-02T12:00:00Z. Remove it from hub.toml" in lines[0]
    assert " gone " in lines[0]
    assert " fresh " in lines[1]
    assert "2 hours" not in lines[0]
    assert "10 minutes" in lines[0]


def test_source_that_heals_by_itself_ends_the_check_with_zero(check):
    told = check("--json", failures=2, failing_since=NOW, last_error="timeout: silence")
    assert told.exit_code == 0
    well, ill = json.loads(told.stdout)["sources"]
    assert (well["state"], well["every"], ill["state"], ill["every"]) == ("fresh", 7200, "failing", 600)
    assert ill["reason"] == "2 failures in a row. Silence."
    assert ill["since"] == "2026-01-05T12:00:00Z"


def test_check_and_list_lay_out_the_same_facts_in_one_table(check, tmp_path):
    told = check(failures=2, failing_since=NOW, last_error="timeout: silence")
    listed = CliRunner().invoke(app, ["sources", "list", str(tmp_path)])
    assert told.stdout.splitlines()[1:] == listed.stdout.splitlines()
    checked, shown = (
        json.loads(CliRunner().invoke(app, [*command, str(tmp_path), "--json"]).stdout)["sources"]
        for command in (["check", "--sources"], ["sources", "list"])
    )
    assert checked == shown


def test_check_names_sources_whose_address_holds_a_token_without_it(tmp_path):
    (tmp_path / "hub.toml").write_text(HUB.replace("ill.example/feed", "ill.example/feed?token=s3cret"), encoding="utf-8")
    plain, told = (CliRunner().invoke(app, ["check", str(tmp_path), *options]) for options in ((), ("--json",)))
    assert (plain.exit_code, told.exit_code) == (0, 0)
    assert "https://ill.example/feed?token=… holds a key or token" in plain.stdout
    assert json.loads(told.stdout)["credentials"] == ["https://ill.example/feed?token=…"]
    assert "s3cret" not in plain.stdout + told.stdout
