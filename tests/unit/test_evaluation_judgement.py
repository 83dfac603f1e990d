"""Judgement and topics against labels: figures worked out by hand, gold that is never read, and the base that labels teach."""

import json
import math
from random import Random

import pytest
from typer.testing import CliRunner

from newsloom.cli.root import app
from newsloom.errors import DataError
from newsloom.evaluation.judgement import Opinion, answer, fitted, folded, report
from newsloom.evaluation.measures import average_precision
from newsloom.evaluation.records import articles_of
from newsloom.evaluation.topics import Answer
from newsloom.evaluation.topics import report as topics_report
from newsloom.types import Topic

HUB = """
[hub]
title = "Tides"
[[topics]]
name = "Tides"
keywords = ["tide"]
[[topics]]
name = "Mills"
keywords = ["tide mill"]
"""
RECORDS = [
    {"title": "A tide mill opens", "provider": {"domain": "a.example"}, "label": {"worth_publishing": 2, "topics": ["Tides", "Mills"]}},
    {"title": "Bread prices", "provider": {"domain": "b.example"}, "label": {"worth_publishing": 0, "topics": []}},
    {"title": "The tide turns", "excerpt": None, "images": None, "label": {"worth_publishing": 3, "topics": ["Tides"]}},
]


def opinion(points: int, worth: int | None, event: str = "", *, capped: bool = False) -> Opinion:
    return Opinion(id=event, points=points, base=57, worth=worth, event=event, capped=capped)


def evaluated(tmp_path, task, records, *options):
    (tmp_path / "hub.toml").write_text(HUB)
    data, answers = tmp_path / "data.jsonl", tmp_path / "answers.jsonl"
    data.write_text("".join(json.dumps(record) + "\n" for record in records))
    done = CliRunner().invoke(app, ["eval", task, str(data), "--hub", str(tmp_path), "--predictions", str(answers), *options])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout.splitlines()[-1]), [json.loads(line) for line in answers.read_text().splitlines()]


@pytest.mark.parametrize(
    ("scores", "same", "expected"),
    [([3, 2, 1], [True, False, True], (1 + 2 / 3) / 2), ([1, 1], [True, False], 0.5), ([1], [False], 0.0), ([], [], 0.0)],
)
def test_average_precision_counts_tied_scores_as_one_place(scores, same, expected):
    assert average_precision(scores, same) == pytest.approx(expected)


@pytest.mark.parametrize("base", [30, 57, 84])
def test_fit_on_labels_drawn_from_a_base_finds_it(base):
    draw, drawn = Random(7), []
    for points in draw.choices(range(-60, 60), k=4000):
        chance = 1 / (1 + math.exp(-(points + base - 70) / 12) / 1.5)
        drawn.append(opinion(points, 2 if draw.random() < chance else 1))
    assert fitted(drawn, 70) == pytest.approx(base, abs=3)


def test_fit_without_labels_keeps_the_base():
    assert fitted([opinion(10, None), opinion(90, 0, capped=True)], 70) == 57


def test_fold_is_answered_by_the_others_and_holds_whole_events():
    told = [opinion(0, 3, "flood"), opinion(0, 3, "flood"), *(opinion(0, 0, f"e{number}") for number in range(60))]
    answers = folded(told, 70, 62)
    assert answers[0] == answers[1]
    assert answers[0].quality < max(one.quality for one in answers[2:])  # nobody of its event spoke for it


def test_report_counts_what_should_never_be_and_what_must_not_be_lost():
    told = [opinion(30, 0), opinion(20, 3), opinion(-10, 3), opinion(40, 2, capped=True), opinion(99, None)]
    figures = report(told, [answer(one, 70) for one in told])
    assert figures == {
        "n": 4,
        "auc": pytest.approx(1 / 3),
        "average_precision": pytest.approx((1 + 2 / 3 + 3 / 4) / 3),
        "precision": 0.5,
        "recall": pytest.approx(1 / 3),
        "never_published": 1,
        "must_lost": 1,
    }


def test_topics_report_counts_pairs_and_leaves_the_root_apart():
    records = [{"label": {"topics": ["T", "A", "B"]}}, {"label": {"topics": []}}, {}]
    answers = [Answer(id="1", topics=("T", "A", "C")), Answer(id="2", topics=("T", "A")), Answer(id="3", topics=("B",))]
    figures = topics_report(records, answers, Topic(id="t", name="T"))
    assert (figures["n"], figures["precision"], figures["recall"]) == (2, pytest.approx(1 / 3), 0.5)
    assert (figures["root_precision"], figures["root_recall"]) == (0.5, 1.0)


def test_topics_command_answers_by_words_and_counts_labels(tmp_path):
    figures, answers = evaluated(tmp_path, "topics", RECORDS)
    assert [one["topics"] for one in answers] == [["Mills", "Tides"], [], ["Tides"]]
    assert (figures["n"], figures["micro_f1"], figures["root_recall"]) == (3, 1.0, 1.0)


@pytest.mark.parametrize("task", ["topics", "judgement"])
def test_command_without_gold_gives_the_same_answers(tmp_path, task):
    _, answers = evaluated(tmp_path, task, RECORDS)
    figures, same = evaluated(tmp_path, task, [{key: value for key, value in record.items() if key != "label"} for record in RECORDS])
    assert same == answers
    assert figures["n"] == 0


def test_judgement_command_with_fit_prints_the_base_and_judges_by_it(tmp_path):
    figures, answers = evaluated(tmp_path, "judgement", RECORDS, "--fit")
    _, before = evaluated(tmp_path, "judgement", RECORDS)
    moved = {after["quality"] - one["quality"] for after, one in zip(answers, before, strict=True) if one["quality"]}
    assert moved == {figures["base"] - 57}


def test_records_as_articles_share_a_picture_only_when_it_is_default():
    image = {"url": "https://a.example/logo.png", "width": 800}
    records = [{"title": f"Tide {number}", "images": [image], "provider": {"domain": "A.example"}} for number in range(3)]
    articles = articles_of([*records, {"title": 7, "provider": "?", "images": [3], "publishedDateTime": "soon"}])
    assert [article.domain for article in articles] == ["a.example"] * 3 + [""]
    assert all(article.images[0].generic for article in articles[:3])
    assert not articles_of(records[:2])[0].images[0].generic


@pytest.mark.parametrize("task", ["judgement", "topics"])
@pytest.mark.parametrize(
    "label",
    [3, {"worth_publishing": "2"}, {"worth_publishing": True}, {"worth_publishing": 4}, {"topics": "Tides"}, {"topics": [["Tides"]]}],
)
def test_command_names_the_record_whose_label_is_none(tmp_path, task, label):
    (tmp_path / "hub.toml").write_text(HUB)
    (tmp_path / "data.jsonl").write_text("".join(json.dumps(record) + "\n" for record in [*RECORDS, {"id": "odd", "label": label}]))
    done = CliRunner().invoke(app, ["eval", task, str(tmp_path / "data.jsonl"), "--hub", str(tmp_path)])
    assert (done.exit_code, type(done.exception)) == (1, DataError)
    assert "record odd" in str(done.exception)


def test_fold_without_others_keeps_the_base():
    assert [one.quality for one in folded([opinion(5, 2, "a"), opinion(9, 0, "a")], 70, 5)] == [62, 66]


@pytest.mark.parametrize("images", [5, {"url": "https://a.example/1.png"}, [None, 7, {"url": 3, "width": "wide"}]])
def test_record_with_odd_images_is_read_without_them(images):
    assert not any(picture.url for picture in articles_of([{"title": "Tides", "images": images}])[0].images)
