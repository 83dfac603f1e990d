"""Replay: what it foretells happens, what is the same it passes over, and it writes nothing."""

from contextlib import closing
from datetime import timedelta
import io
import json
from pathlib import Path
import shutil
import sys

import pytest
from rich.console import Console

from newsloom import cli
from newsloom.app import opened, untouched
from newsloom.cli.replayed import Findings
from newsloom.errors import StoreError
from newsloom.flows.replay import CHANGES, Tally
from newsloom.hub import load
from newsloom.store import sqlite
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import NOW, article, story
from newsloom.types import Article, Collected, Curated

HUB = """
[hub]
title = "Tides"
[[topics]]
name = "Tides"
keywords = ["tide", "tidal"]
[[topics]]
name = "Wind"
keywords = ["wind"]
[[sources]]
url = "https://desk.example/feed"
topics = ["Tides"]
[publish]
heat_step = 1
"""
TITLES = (
    "Tidal turbine feeds the grid at {}",
    "New tide gauge is now available in {}",
    "Tidal Power Market Size Forecast to 2031, {}",
    "Wind farm of {} shares its cable",
    "Officials report on the harbour of {}",
    "Tidal lagoon and wind park: {} introduces both",
)
HOSTS = ("desk.example", "unknown.example", "reuters.com", "bbc.co.uk", "desk.example")
TOWNS = ("Ardmore", "Brighthaven", "Calder Point", "Dunmarrow", "Eastwick Bay", "Fallowmere")
OTHERS = {
    "nothing": "",
    "lower threshold": "[policy]\nthreshold = 40\n",
    "higher threshold": "[policy]\nthreshold = 85\n",
    "classic": '[policy]\nprofile = "classic"\n',
    "topic": '[[topics]]\nname = "Wind"\nkeywords = ["harbour"]\n[[topics]]\nname = "Tides"\nkeywords = ["harbour", "wind"]\n',
    "official source": '[[sources]]\nurl = "https://desk.example/feed"\nofficial = true\n',
}


def reports(number: int) -> list[Article]:
    """Return the articles on an event: one, two or three, some of them by publishers that are rated."""
    kind, town = number % len(TITLES), TOWNS[number // len(TITLES)]
    return [
        article(
            f"https://{host}/{number}",
            source="https://desk.example/feed" if host == "desk.example" else "https://else.example/feed",
            title=TITLES[kind].format(town) + (" again" if voice else ""),
            excerpt=f"Word from {town}: the {town} plant was visited by engineers on Monday, and its owner told how it all began.",
            published_at=NOW - timedelta(days=number, hours=voice),
            images=(),
        )
        for voice, host in enumerate(HOSTS[number % len(HOSTS) :][: 1 + number % 3])
    ]


@pytest.fixture(scope="module")
def hub(tmp_path_factory) -> Path:
    """Return a hub whose articles have been curated, for tests that only look at it."""
    folder = tmp_path_factory.mktemp("tides") / "hub"
    folder.mkdir()
    (folder / "hub.toml").write_text(HUB)
    with opened(folder, as_of=NOW) as application:
        for number in range(len(TITLES) * len(TOWNS)):
            told = reports(number)
            application.store.save_collected(Collected(articles=tuple(told)))
            application.store.save_curated(Curated(stories=(story(*told, created_at=told[0].published_at),)))
        application.curate()
    return folder


@pytest.fixture
def other(tmp_path):
    """Return a function that writes other settings to a file."""

    def write(text: str) -> Path:
        (tmp_path / "other.toml").write_text(text)
        return tmp_path / "other.toml"

    return write


def found(hub: Path, other: Path, **since: object):
    """Return everything that a replay yields, and its tally."""
    tally = Tally()
    with untouched(hub) as application:
        compared = list(application.replay(load(hub, over=other), **since))
    for one in compared:
        tally.add(one)
    return compared, tally


def leads(hub: Path) -> dict[str, tuple[str, int, bool]]:
    """Return each story's lead with its heat, and whether it is published."""
    with closing(SqliteStore(hub / ".newsloom" / "hub.db")) as store:
        stories = {story.id: story.lead for story in store.each_story()}
        receipts = store.receipts(stories.values())
    return {story: (lead, receipts[lead].heat.value, receipts[lead].published.value) for story, lead in stories.items()}


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(file): (file.read_bytes(), file.stat().st_mtime_ns) for file in sorted(folder.rglob("*")) if file.is_file()}


@pytest.mark.parametrize("name", OTHERS)
def test_what_replay_foretells_is_what_a_curation_under_those_settings_decides(hub, other, tmp_path, name):
    """And the parts that it names make the whole difference of the heat, wherever one article leads both times."""
    compared, tally = found(hub, other(OTHERS[name]))
    assert {one.story: (one.before.lead, one.before.heat, one.before.published) for one in compared} == leads(hub)
    for one in compared:
        if one.changes and one.before.lead == one.after.lead:
            assert sum(part.after - part.before for part in one.parts) == one.after.heat - one.before.heat
    copy = Path(shutil.copytree(hub, tmp_path / "copy"))
    (copy / "hub.toml").write_text(OTHER_HUBS.get(name, HUB) + ("" if name in OTHER_HUBS else OTHERS[name]))
    with opened(copy, as_of=NOW) as application:
        application.curate()
    assert {one.story: (one.after.lead, one.after.heat, one.after.published) for one in compared} == leads(copy)
    assert bool(sum(tally.changes.values())) == (name != "nothing")


OTHER_HUBS = {
    "topic": HUB.replace('"tide", "tidal"', '"harbour", "wind"').replace('keywords = ["wind"]', 'keywords = ["harbour"]'),
    "official source": HUB.replace("[publish]", "official = true\n[publish]"),
}
"""The hubs of changes within a table that the hub has."""


def test_every_kind_of_change_was_seen(hub, other):
    seen = {change for text in OTHERS.values() for change, count in found(hub, other(text))[1].changes.items() if count}
    assert seen == set(CHANGES)


def test_time_that_passed_since_the_last_curation_makes_no_difference(hub, other):
    compared, tally = found(hub, other("[policy]\nthreshold = 70\n"))
    assert any(part.part == "recency" for one in compared for part in one.parts) is False
    assert (tally.stories, sum(tally.changes.values())) == (36, 0)


def test_only_stories_with_a_report_since_then_are_judged(hub, other):
    compared, _ = found(hub, other(""), since=NOW - timedelta(days=2, hours=1))
    assert len(compared) == 3


def test_replay_changes_no_byte_of_the_hub(hub, other):
    before = tree(hub)
    found(hub, other(OTHERS["classic"]))
    assert tree(hub) == before


def test_what_a_crash_left_to_be_written_is_read_and_left(hub, tmp_path):
    state = hub / ".newsloom"
    crashed = tmp_path / "crashed"
    with closing(SqliteStore(Path(shutil.copytree(state, tmp_path / "state")) / "hub.db")) as store:
        store.save_published("something")
        shutil.copytree(tmp_path / "state", crashed / ".newsloom")
    shutil.copy(hub / "hub.toml", crashed)
    files = [crashed / ".newsloom" / name for name in ("hub.db", "hub.db-wal")]
    before = [file.read_bytes() for file in files]
    assert before[1]
    with untouched(crashed) as application:
        assert application.store.published() == "something"
    assert [file.read_bytes() for file in files] == before


def test_store_that_is_only_looked_at_refuses_to_write(hub):
    with untouched(hub) as application, pytest.raises(StoreError):
        application.store.save_published("x")


def test_store_of_another_version_is_left_as_it_is(hub, tmp_path, monkeypatch):
    copy = Path(shutil.copytree(hub, tmp_path / "copy"))
    monkeypatch.setattr(sqlite, "MIGRATIONS", (*sqlite.MIGRATIONS, "SELECT 1"))
    before = tree(copy)
    with pytest.raises(StoreError, match="run `newsloom curate` once"), untouched(copy):
        pass
    assert tree(copy) == before


@pytest.fixture
def run(monkeypatch, capfdbinary):
    """Return a function that runs the command line here, and returns its exit, standard output and standard error."""

    def main(*words: object):
        monkeypatch.setattr(sys, "argv", ["newsloom", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capfdbinary.readouterr()
        return ended.value.code or 0, told.out, told.err.decode()

    return main


def test_json_tells_every_change_and_the_ranks_of_its_heats(hub, other, run):
    code, out, _ = run("replay", hub, "--with", other(OTHERS["lower threshold"]), "--json")
    told, compared = json.loads(out), found(hub, other(OTHERS["lower threshold"]))[0]
    assert (code, told["as_of"], told["since"], told["stories"]) == (0, "2026-01-05T12:00:00Z", None, 36)
    assert [one["story"] for one in told["changed"]] == [one.story for one in compared if one.changes]
    after = [one.after.heat for one in compared if one.after.published]
    assert told["published"][1] == len(after)
    assert {int(heat): rank for heat, rank in told["ranks"]["after"].items()} == {
        heat: 1 + sum(hotter > heat for hotter in after) for heat in after
    }


def test_whole_hub_in_another_folder_brings_its_desk(hub, tmp_path, run):
    copy = tmp_path / "copy"
    (copy / "desk").mkdir(parents=True)
    shutil.copy(hub / "hub.toml", copy)
    lead = next(lead for lead, _, published in leads(hub).values() if published)
    (copy / "desk" / "d.toml").write_text(f'[[decision]]\ndo = "hide"\nitem = "{lead}"\nreason = "a mistake"\n')
    code, out, _ = run("replay", hub, "--with", copy, "--json")
    (one,) = json.loads(out)["changed"]
    assert (code, one["changes"], one["before"]["lead"], one["after"]["caps"]) == (0, ["withdrawn"], lead, ["hidden"])
    assert next(part["part"] for part in one["parts"]) == "hidden by an editor"


def test_mistake_in_the_other_settings_ends_with_its_line_and_exit_2(hub, other, run):
    code, out, err = run("replay", hub, "--with", other("[policy]\ntreshold = 3\n"))
    assert (code, out) == (2, b"")
    assert err.endswith("other.toml:2: `treshold` is unknown here; did you mean `threshold`?\n")


@pytest.mark.parametrize("words", [("--with", "nowhere.toml"), ("--with", "other.toml", "--since", "soon"), ()])
def test_words_that_mean_nothing_end_with_exit_2(hub, other, run, words):
    words = [str(other("")) if word == "other.toml" else word for word in words]
    assert run("replay", hub, *words)[0] == 2


def test_hub_without_a_store_says_so_and_gets_none(hub, other, run, tmp_path):
    new = tmp_path / "new"
    new.mkdir()
    shutil.copy(hub / "hub.toml", new)
    code, _, err = run("replay", new, "--with", other(""))
    assert (code, "stored nothing yet" in err, [file.name for file in new.iterdir()]) == (2, True, ["hub.toml"])


@pytest.mark.parametrize("width", [40, 80])
def test_screen_shows_what_made_the_difference_within_the_width(hub, other, monkeypatch, width):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    compared, tally = found(hub, other(OTHERS["lower threshold"] + OTHERS["topic"]))
    findings, out = Findings(2), io.StringIO()
    for one in compared:
        findings.add(one)
    console = Console(file=out, width=width, highlight=False)
    for piece in findings.pieces(tally, "other.toml", NOW, width):
        console.print(piece)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    shown = " ".join(" ".join(lines).split())
    assert f"newly published ({tally.changes['published']})" in shown
    assert "heat >= 70 before, heat >= 40 now" in shown
    assert "− Wind" in shown
    assert ("rank" in shown) == (width == 80)
