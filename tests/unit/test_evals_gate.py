"""The quality gate's judgement, and the unrelated articles that it mixes in."""

from importlib import import_module
from itertools import combinations
import json
from pathlib import Path

import pytest

EVALS = Path(__file__).parents[2] / "evals"


@pytest.fixture
def gate(monkeypatch):
    monkeypatch.syspath_prepend(str(EVALS))
    return import_module("gate")


@pytest.fixture
def mixes(gate):
    return gate.mixes


CASE = {"floors": {"f1": 0.8}, "ceilings": {"joined": 0.5}}


@pytest.mark.parametrize(("f1", "joined", "failed"), [(0.8, 0.5, False), (0.79, 0.5, True), (0.9, 0.51, True)])
def test_figure_beyond_its_bound_fails(gate, f1, joined, failed):
    lines, beyond = gate.judged(CASE, {"f1": f1, "joined": joined, "other": 0})
    assert beyond is failed
    assert len(lines) == 2
    assert any("BEYOND" in line for line in lines) is failed


def test_bounds_are_only_ever_loosened_with_a_reason(gate):
    case = {key: dict(bounds) for key, bounds in CASE.items()}
    gate.lowered(case, {"f1": 0.9, "joined": 0.6}, "another corpus")
    assert case == {"floors": {"f1": 0.8}, "ceilings": {"joined": 0.6}, "lowered": "another corpus"}


def test_corpus_that_is_another_is_told(gate, tmp_path):
    (tmp_path / "a").write_text("x")
    assert gate.changed({"{data}/a": "2d711642b726b044"}, {"data": tmp_path}) == []
    assert "{data}/a has hash 2d711642b726b044" in gate.changed({"{data}/a": "0"}, {"data": tmp_path})[0]


@pytest.mark.shared
def test_mixes_are_always_the_same_and_of_two_halves_without_a_common_row(mixes, shared, tmp_path):
    assert shared == mixes.DATA.parent
    counts = [mixes.write(tmp_path / name) for name in "ab"]
    files = sorted(counts[0])
    assert files == ["dev-excerpts.jsonl", "dev-titles.jsonl", "test-excerpts.jsonl", "test-titles.jsonl"]
    assert [(tmp_path / "a" / file).read_bytes() for file in files] == [(tmp_path / "b" / file).read_bytes() for file in files]
    rows = {file: [json.loads(line) for line in (tmp_path / "a" / file).read_bytes().splitlines()] for file in files}
    assert {file: len(found) for file, found in rows.items()} == counts[0]
    assert all(row["title"] and "story" not in row and ("text" in row) is ("excerpts" in file) for file in files for row in rows[file])
    assert not any({row["id"] for row in rows[one]} & {row["id"] for row in rows[other]} for one, other in combinations(files, 2))


def test_titles_of_presumably_one_event_are_left_out(mixes):
    rows = [
        {"title": "Quillham counts frost losses"},
        {"title": "Frost losses in Quillham"},
        {"title": "Parliament elects speaker"},
        {"title": "Flood takes Millbrook bridge"},
    ]
    assert mixes.unrelated(rows, ["Bridge of Millbrook gone"]) == [rows[0], rows[2]]
