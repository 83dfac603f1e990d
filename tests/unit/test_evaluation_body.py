"""The measure of whole texts, and the command that takes it."""

import gzip
import json

import pytest
from typer.testing import CliRunner

from newsloom.cli import app
from newsloom.evaluation.body import Agreement, Text, agreement, shingles

PROSE = "Makers of chips wait for months, and buyers of cars wait with them until next summer."


def text(words, id_="a"):
    return Text(id=id_, articleBody=words)


def test_same_words_agree_wholly_whatever_stands_between():
    assert agreement([text("a, b c d e")], {"a": {"articleBody": "a b c d\ne"}}).f1 == 1.0


def test_figure_is_of_mean_precision_and_mean_recall():
    rows = {"a": {"articleBody": "a b c d"}, "b": {"articleBody": "a b c d e f g h"}}
    found = agreement([text("a b c d e"), text("a b c d e", "b")], rows)
    assert (found.precision, found.recall, found.of) == (0.75, 0.7, 2)
    assert found.f1 == pytest.approx(2 * 0.75 * 0.7 / 1.45)
    assert found.f1_mean == pytest.approx((2 / 3 + 4 / 7) / 2)


def test_nothing_read_is_missed_and_counts_in_no_precision():
    rows = {"a": {"articleBody": "a b c d"}, "b": {"articleBody": "a b c d"}}
    found = agreement([text(""), text("a b c d", "b")], rows)
    assert (found.precision, found.recall, found.f1_mean) == (1.0, 0.5, 0.5)


def test_without_gold_there_is_no_figure():
    assert agreement([text("a")], {"a": {}}) == Agreement()


def test_short_text_is_one_run_of_words():
    assert list(shingles("one two")) == [("one", "two")]


@pytest.mark.parametrize("gold", [True, False])
def test_command_reads_the_pages_with_gold_and_without(tmp_path, gold):
    (tmp_path / "html").mkdir()
    page = f"<title>x</title><article><h1>Chips</h1><p>{PROSE}</p><p>{PROSE} Again.</p></article>"
    (tmp_path / "html/a.html.gz").write_bytes(gzip.compress(page.encode()))
    if gold:
        (tmp_path / "ground-truth.json").write_text(
            json.dumps({"a": {"articleBody": f"{PROSE} {PROSE} Again.", "url": "https://a.example/"}})
        )
    done = CliRunner().invoke(app, ["eval", "body", str(tmp_path), "--predictions", str(tmp_path / "out")])
    figures = json.loads(done.stdout.splitlines()[-1])
    assert (figures["of"], figures["f1"]) == ((1, 1.0) if gold else (0, 0.0))
    assert json.loads((tmp_path / "out").read_text()) == {"id": "a", "articleBody": f"{PROSE}\n{PROSE} Again."}


def test_folder_without_pages_is_refused_in_words(tmp_path):
    (tmp_path / "ground-truth.json").write_text('{"a": {}}')
    done = CliRunner().invoke(app, ["eval", "body", str(tmp_path)])
    assert done.exit_code != 0
