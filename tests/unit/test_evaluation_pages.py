"""The measure of pages' facts, and the command that takes it."""

import gzip
import json

import pytest
from typer.testing import CliRunner

from newsloom.cli import app
from newsloom.evaluation.pages import Answer, names, shares_of

URL = "https://news.example/a"
PAGE = (
    '<title>Chips are scarce | Example</title><meta property="og:site_name" content="Example">'
    '<meta property="article:published_time" content="2020-07-21T00:30:00+02:00"><meta name=author content="Jane Doe and Max Roe">'
)


def shares(row, **answer):
    return shares_of([{"file": "a", **row}], [Answer(file="a", **answer)])


@pytest.mark.parametrize(
    ("gold", "ours", "exact", "lenient"),
    [("Chips  are\nscarce", "Chips are scarce", 1, 1), ("Chips", "CHIPS are scarce", 0, 1), ("Chips", "Cars", 0, 0), ("Chips", "", 0, 0)],
)
def test_title_is_compared_exactly_and_leniently(gold, ours, exact, lenient):
    found = shares({"title": gold}, title=ours)[0]
    assert (found["title_exact"], found["title_lenient"]) == (exact, lenient)


@pytest.mark.parametrize(
    "gold", ["Dr. Jane Doe und MAX ROE", ["Max Roe, PhD", "Jane Doe"], "By Jane Doe; Max Roe", "Max Roe & Jane Doe", "Jane Doe / Max Roe"]
)
def test_authors_are_compared_as_a_set_of_bare_names(gold):
    assert names(gold) == names("Jane Doe, Max Roe")


def test_only_rows_with_the_gold_count():
    found, of = shares({"title": "Chips", "date": "", "author": []}, title="Chips", date="2020-07-21")
    assert (found["date"], of) == (0, {"title_exact": 1, "title_lenient": 1, "date": 0, "author": 0, "site_name": 0})


@pytest.mark.parametrize("gold", [True, False])
def test_command_reads_the_pages_with_gold_and_without(tmp_path, gold):
    (tmp_path / "html").mkdir()
    (tmp_path / "html/a.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    if gold:
        row = {
            "file": "a.html",
            "url": URL,
            "title": "Chips are scarce",
            "date": "2020-07-21",
            "authors": ["Max Roe", "Jane Doe"],
            "sitename": "Example",
        }
        (tmp_path / "gold.jsonl").write_text(json.dumps(row))
    done = CliRunner().invoke(app, ["eval", "pages", str(tmp_path), "--predictions", str(tmp_path / "out"), "--beside", "trafilatura"])
    figures = json.loads(done.stdout.splitlines()[-1])
    expected = 1 if gold else 0
    assert [figures[name] for name in figures["of"]] == [expected] * 5
    assert figures["trafilatura"]["pages_per_second"] > 0
    answer = json.loads((tmp_path / "out").read_text())
    assert (answer["file"], answer["title"], answer["date"], answer["authors"]) == (
        "a.html",
        "Chips are scarce",
        "2020-07-21",
        ["Jane Doe", "Max Roe"],
    )


@pytest.mark.parametrize(("content", "told"), [(None, "holds no pages; name a folder"), ("{", "gold.jsonl:1: is no JSON object")])
def test_folder_that_is_no_set_of_pages_is_refused_in_words(tmp_path, content, told):
    if content:
        (tmp_path / "gold.jsonl").write_text(content)
    done = CliRunner().invoke(app, ["eval", "pages", str(tmp_path)])
    assert done.exit_code != 0
    assert told in str(done.exception or done.output)


def test_unknown_reader_is_refused(tmp_path):
    assert CliRunner().invoke(app, ["eval", "pages", str(tmp_path), "--beside", "x"]).exit_code != 0
