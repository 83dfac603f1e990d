"""`newsloom stories` from outside: decisions that the next cycle obeys, on a copy of the demo's hub."""

import json
from pathlib import Path
import shutil

import pytest
from tests.integration.webs import records

pytestmark = pytest.mark.loopback

AT = "2031-03-13T12:00:00Z"


@pytest.fixture
def hub(demo: Path, tmp_path: Path) -> Path:
    """Return a copy of the demo's hub."""
    return Path(shutil.copytree(demo, tmp_path / "hub"))


@pytest.fixture
def told(hub, newsloom):
    """Return a function that runs a command on the hub and returns its JSON."""

    def run(*words):
        done = newsloom(*words[:2], *words[2:], hub, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def largest(told, number):
    return [one["id"] for one in told("stories", "list", "--largest", "--limit", number)["stories"]]


def curated(hub, newsloom):
    done = newsloom("curate", hub, "--as-of", AT, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["desk"] == []
    return report["stories"]


def test_merged_stories_are_one_with_a_redirect_and_stay_so_without_the_decision(hub, told, newsloom):
    one, other = (told("stories", "show", id_) for id_ in largest(told, 2))
    done = newsloom("stories", "merge", one["id"][:10], other["url"], hub, "--reason", "one night", "--by", "mara")
    assert (done.returncode, "keeps its id and record" in done.stdout) == (0, True)
    assert curated(hub, newsloom)["merged"] == 1
    whole = told("stories", "show", one["id"])
    assert whole == told("stories", "show", other["id"]) == told("stories", "show", other["record"])
    assert {one["lead"], other["lead"]} <= {entry["article"] for entry in whole["coverage"]}
    assert any(event["what"] == "absorbed" and event["other"] in (one["id"], other["id"]) for event in whole["history"])
    (absorbed,) = (story for story in whole["absorbed"] if story["id"] in (one["id"], other["id"]))
    assert {whole["id"], absorbed["id"]} == {one["id"], other["id"]}
    assert newsloom("publish", hub, "--as-of", AT).returncode == 0
    redirect = records(hub)[absorbed["record"]]
    assert redirect["category"] == "redirect"
    assert Path(whole["record"]).stem in str(redirect)
    (hub / "desk" / "decisions.toml").unlink()
    curated(hub, newsloom)
    assert told("stories", "show", other["lead"])["id"] == told("stories", "show", one["lead"])["id"] == whole["id"]


def test_articles_that_were_split_off_stand_alone_with_their_copies(hub, told, newsloom):
    whole = next(one for one in (told("stories", "show", id_) for id_ in largest(told, 6)) if any(c["copy_of"] for c in one["coverage"]))
    origin = next(one["copy_of"] for one in whole["coverage"] if one["copy_of"])
    other = next(one["article"] for one in whole["coverage"][::-1] if not one["copy_of"] and one["article"] != origin)
    leaving = {one["article"] for one in whole["coverage"] if {one["article"], one["copy_of"]} & {origin, other}}
    staying = {one["article"] for one in whole["coverage"]} - leaving
    done = newsloom("stories", "split", origin[:9], other, hub, "--from", whole["id"], "--reason", "two nights")
    assert done.returncode == 0, done.stderr
    assert curated(hub, newsloom)["split"] >= 1
    parts = [told("stories", "show", id_) for id_ in (origin, whole["id"])]
    left, rest = ({one["article"] for one in part["coverage"]} for part in parts)
    assert (leaving - left, left & staying, rest & leaving) == (set(), set(), set())
    assert "keeps its id and record" in done.stdout
    assert (parts[1]["id"], parts[0]["id"] == whole["id"]) == (whole["id"], False)
    again = newsloom("stories", "merge", parts[0]["id"], parts[1]["id"], hub, "--reason", "one after all")
    assert (again.returncode, "take it out first" in again.stderr) == (2, True)


def test_unknown_story_ends_with_exit_4(hub, newsloom):
    done = newsloom("stories", "show", "https://nowhere.example/1", hub)
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    done = newsloom("stories", "show", "s", hub)
    assert done.returncode == 4
    assert "several stories begin like this" in done.stderr
