"""`newsloom topics`: what it prints, at the widths people have, and what it says when it cannot."""

import io
import json

import pytest
from rich.console import Console
from typer.testing import CliRunner

from newsloom.classify.suggesting import Suggestion
from newsloom.cli.root import app
from newsloom.cli.traced import propose
from newsloom.errors import UnknownItemError
from newsloom.flows.suggesting import Suggested

HUB = """
[hub]
title = "A.I."
[[topics]]
name = "AI"
keywords = ["AI", "machine learning"]
[[topics]]
name = "Hardware"
weak = ["chip"]
exclude = ["chip in"]
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    folder = tmp_path_factory.mktemp("topics")
    (folder / "hub.toml").write_text(HUB, encoding="utf-8")
    return folder


def run(*words):
    done = CliRunner().invoke(app, ["topics", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_text_is_shown_with_its_passages_points_and_near_misses(hub):
    said = run("test", "Ai and AI: a chip, chip in", hub)
    assert said.splitlines()[0] == "Ai and [AI]: a [chip], chip in"
    assert "Hardware title chip" in " ".join(said.split())
    assert "“Ai” (title) for AI: it is not written as “AI”" in said
    assert "“chip” (title) for Hardware: it stands in the excluded “chip in”" in said


def test_text_of_two_lines_is_title_and_excerpt(hub):
    told = json.loads(run("test", "A chip\nfor machine learning", hub, "--json"))
    assert [(one["name"], one["assigned"], one["points"]) for one in told["topics"]] == [("Hardware", True, 0.6), ("AI", True, 0.5)]
    assert [passage["where"] for passage in told["passages"]] == ["title", "excerpt"]
    assert run("test", "Nothing", hub).endswith("no topic: nothing counts\n")


def test_address_that_the_hub_does_not_know_is_no_headline(hub):
    with pytest.raises(UnknownItemError, match="knows no such address"):
        run("test", "https://news.example/1", hub)


def test_unknown_topic_is_told_with_those_that_there_are(hub):
    with pytest.raises(UnknownItemError, match="its topics are AI, Hardware"):
        run("suggest", "Cars", hub)


def test_folder_alone_means_all_topics(hub):
    assert [one["topic"] for one in json.loads(run("suggest", hub, "--json"))["topics"]] == ["AI", "Hardware"]
    assert [one["topic"] for one in json.loads(run("suggest", "hardware", hub, "--json"))["topics"]] == ["Hardware"]


@pytest.mark.parametrize(("width", "titled"), [(80, True), (40, False)])
def test_suggestions_fit_the_terminal(width, titled):
    out = Console(file=io.StringIO(), width=width)
    term = Suggestion("slack water", "keywords", 12, 3, 0.61, ("Slack water is near, and nobody knows what that means for us",))
    propose(out, [Suggested(topic="Grid", members=13, of=300, terms=(term,))])
    rows = out.file.getvalue().splitlines()
    assert max(map(len, rows)) <= width
    assert rows[2].split()[:6] == ["slack", "water", "keywords", "12", "3", "61%"]
    assert ("as in" in rows[1]) is titled
