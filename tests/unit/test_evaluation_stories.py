"""The measure of stories and of pairs, and the commands that take them, on invented rows."""

from datetime import timedelta
import json

import pytest
from typer.testing import CliRunner

from newsloom.cli import app
from newsloom.errors import DataError
from newsloom.evaluation.arrivals import ALL_WITHIN, START, arranged, of_half, rows_of, undated
from newsloom.evaluation.mistakes import Woven, false_joins, scattered, told
from newsloom.stories import WeaverOptions

FLOOD = ("Flood takes the only bridge of Millbrook", "Millbrook bridge swept away by flood", "Millbrook mourns the bridge the flood took")
FROST = (
    "Frost ruins the apple harvest at Quillham",
    "Quillham apple growers count frost losses",
    "Apple harvest lost to frost, Quillham says",
)
ROWS = [
    {"id": f"{topic}_{number}", "title": title, "text": f"{title}, people say.", "story": story}
    for topic, (story, titles) in enumerate((("flood", FLOOD), ("frost", FROST)), 36)
    for number, title in enumerate(titles)
]


def written(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def ask(*words):
    done = CliRunner().invoke(app, ["eval", *map(str, words)])
    assert done.exit_code == 0, done.exception
    return done


def figures(*words):
    return json.loads(ask(*words).stdout.splitlines()[-1])


def refused(*words):
    return str(CliRunner().invoke(app, ["eval", *map(str, words)]).exception)


def test_stories_woven_right_have_full_figures(tmp_path):
    found = figures("stories", written(tmp_path / "d", ROWS), "--shuffle", "1,2,3")
    assert found.pop("articles_per_second") > 0
    assert found == {"task": "stories", "n": 6, "of": 6, "mixed": 0, "stories": 2.0, "bcubed_f1": 1.0, "pair_f1": 1.0}


def test_stories_without_gold_are_still_told(tmp_path):
    bare = [{key: value for key, value in row.items() if key != "story"} for row in ROWS]
    found = figures("stories", written(tmp_path / "d", bare), "--predictions", tmp_path / "out")
    answers = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert (found["n"], found["of"], found["stories"], found["bcubed_f1"]) == (6, 0, 2, 0.0)
    assert [answer["id"] for answer in answers] == [row["id"] for row in ROWS]
    assert len({answer["story"] for answer in answers[:3]}) == 1 != len({answer["story"] for answer in answers})


def test_gold_does_not_move_what_is_woven(tmp_path):
    swapped = [{**row, "story": str(number % 2)} for number, row in enumerate(ROWS)]
    for name, rows in (("right", ROWS), ("wrong", swapped)):
        figures("stories", written(tmp_path / name, rows), "--shuffle", 4, "--predictions", tmp_path / f"{name}.out")
    assert (tmp_path / "right.out").read_bytes() == (tmp_path / "wrong.out").read_bytes()


def test_figures_are_averaged_over_seeds(tmp_path):
    data = written(tmp_path / "d", [*ROWS, {"id": "x", "title": "Millbrook frost", "story": "flood"}])
    each = [figures("stories", data, "--shuffle", seed)["bcubed_f1"] for seed in (1, 2, 3)]
    assert figures("stories", data, "--shuffle", "1,2,3")["bcubed_f1"] == pytest.approx(sum(each) / 3, abs=1e-3)


def test_cycle_length_is_no_matter_to_what_is_woven(tmp_path):
    data = written(tmp_path / "d", ROWS)
    assert len({figures("stories", data, "--shuffle", 1, "--cycle", cycle)["bcubed_f1"] for cycle in (1, 2, 100)}) == 1


def test_mixed_in_rows_are_scored_apart(tmp_path):
    alien = {"id": "m1", "title": "Parliament elects a new speaker", "story": "ignored"}
    kin = {"id": "m2", "title": FLOOD[0] + " again"}
    found = figures("stories", written(tmp_path / "d", ROWS), "--mixed", written(tmp_path / "m", [alien, kin]), "--shuffle", 1)
    assert (found["n"], found["mixed"], found["joined"]) == (6, 2, 0.5)
    assert (found["bcubed_f1"], found["pair_f1"]) == (1.0, 1.0)
    # four on the flood's story, of which one is on no story: precision (3 * 3/4 + 1/4 + 3 + 1) / 8; six of nine pairs
    assert found["bcubed_f1_all"] == pytest.approx(2 * 0.8125 / 1.8125, abs=1e-4)
    assert found["pair_f1_all"] == pytest.approx(2 * (6 / 9) / (6 / 9 + 1), abs=1e-4)


def test_topics_and_halves_choose_rows(tmp_path):
    data = written(tmp_path / "d", [*ROWS, {"id": "z", "topic": "37b", "title": "Frost", "story": "frost"}, {"id": "y", "title": "Sun"}])
    assert [figures("stories", data, "--topics", wanted)["n"] for wanted in ("36-37", "37", "1-36")] == [7, 4, 3]
    # the hash of "flood" is even, that of "frost" odd
    assert [figures("stories", data, "--half", half)["n"] for half in "ab"] == [3, 4]


@pytest.mark.parametrize(
    ("words", "expected"), [((), 2.0), (("--title-only",), 6.0), (("--words", "0"), 6.0), (("--words", "50"), 2.0)], ids=str
)
def test_excerpt_is_the_first_words_of_the_text(tmp_path, words, expected):
    rows = [
        {**row, "title": name, "text": row["text"]} for row, name in zip(ROWS, "Alpha Bravo Cargo Delta Ember Fable".split(), strict=True)
    ]
    assert figures("stories", written(tmp_path / "d", rows), *words)["stories"] == expected


@pytest.mark.parametrize("stamps", [(1_600_000_000, 1_600_000_060), (1.6e12, 1_600_000_060_000), ("2020-09-13T12:26:40Z", "1600000060")])
def test_rows_with_times_arrive_by_them(stamps):
    rows = [{"id": "late", "ts": stamps[1]}, {"id": "soon", "ts": stamps[0]}]
    arrivals = arranged(rows, (), 50, None)
    assert [arrival.article.id for arrival in arrivals] == ["soon", "late"]
    assert arrivals[1].article.published_at - arrivals[0].article.published_at == timedelta(minutes=1)


def test_shuffling_forgets_times_and_is_the_seed_s_alone():
    rows = [{"id": str(number), "ts": number} for number in range(50)]
    orders = [[arrival.article.id for arrival in arranged(rows, (), 50, seed)] for seed in (1, 1, 2, None)]
    assert orders[0] == orders[1] != orders[2]
    assert orders[3] == [str(number) for number in range(50)]
    assert [arrival.article.published_at for arrival in arranged(rows, (), 50, 1)] == undated(50)


def test_mixed_in_rows_leave_the_order_of_the_others():
    arrivals = arranged(
        [{"id": str(number), "ts": 60 * number} for number in range(30)], [{"id": f"m{number}"} for number in range(9)], 50, None
    )
    assert [arrival.article.id for arrival in arrivals if not arrival.mixed] == [str(number) for number in range(30)]
    assert [arrival.article.published_at for arrival in arrivals] == sorted(arrival.article.published_at for arrival in arrivals)
    assert not all(arrival.mixed for arrival in arrivals[-9:])


def test_undated_rows_never_outlast_the_window():
    moments = undated(20_000)
    assert moments[0] == START
    assert moments[-1] - START < ALL_WITHIN < WeaverOptions().reach


@pytest.mark.parametrize(
    ("rows", "options", "told_so"),
    [
        ([{"title": "x"}], (), "object 1 has no id"),
        ([{"id": "a"}, {"id": "a"}], (), "object 2 has an id that an earlier one has"),
        ([], (), "holds no rows"),
        ([{"id": "a", "title": "x", "ts": "soon"}], (), "row a: 'soon' is no time"),
        ([{"id": "a", "title": "x"}], ("--topics", "many"), "--topics many: is no range"),
        ([{"id": "a", "title": "x"}], ("--topics", "3-4"), "no rows are left"),
        ([{"id": "a", "title": "x"}], ("--half", "c"), "--half c: there are the halves a and b"),
        ([{"id": "a", "title": "x"}], ("--shuffle", "x"), "--shuffle x: is no list of seeds"),
    ],
)
def test_data_and_options_that_cannot_be_used_are_refused_in_words(tmp_path, rows, options, told_so):
    assert told_so in refused("stories", written(tmp_path / "d", rows), *options)


def test_row_mixed_in_under_an_id_of_the_data_is_refused(tmp_path):
    data = written(tmp_path / "d", ROWS)
    assert "two rows have this id" in refused("stories", data, "--mixed", data)


def test_numbers_serve_as_ids(tmp_path):
    data = written(tmp_path / "d", [{"id": 1, "title": "Sun"}, {"id": 2, "title": "Rain"}])
    figures("stories", data, "--predictions", tmp_path / "out")
    assert [json.loads(line)["id"] for line in (tmp_path / "out").read_text().splitlines()] == ["1", "2"]


def test_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        rows_of(tmp_path / "none")


WOVEN = [
    *[Woven(f"Flood {number}", "flood", "s1") for number in range(3)],
    *[Woven(f"Frost {number}", "frost", "s1") for number in range(2)],
    *[Woven(f"Ice {number}", "frost", "s2") for number in range(4)],
    Woven("Sun", "sun", "s1"),
]


def test_false_joins_are_told_by_the_pairs_that_they_make():
    found = [(mistake.pairs, *(f"{piece.articles} {piece.title}" for piece in mistake.pieces)) for mistake in false_joins(WOVEN)]
    assert found == [(6, "3 Flood 0", "2 Frost 0"), (3, "3 Flood 0", "1 Sun"), (2, "2 Frost 0", "1 Sun")]


def test_scattered_stories_are_told_by_the_pairs_that_are_lost():
    assert [(mistake.pairs, [piece.title for piece in mistake.pieces]) for mistake in scattered(WOVEN)] == [(8, ["Ice 0", "Frost 0"])]


def test_mistakes_are_told_in_words_no_more_than_asked():
    lines = list(told(WOVEN, 1))
    assert lines[0] == "False joins: 3 pairs of stories share one of ours; the worst 1, by pairs of articles:"
    assert lines[2].split() == ["3", "×", "Flood", "0", "[flood]"]
    assert sum(" × " in line for line in lines) == 4


@pytest.mark.parametrize("quiet", [True, False])
def test_explanation_stands_above_the_last_line_and_never_in_the_json(tmp_path, quiet):
    rows = [{**row, "story": "one"} for row in ROWS]
    done = ask("stories", written(tmp_path / "d", rows), "--explain", 2, *(["--json"] if quiet else []))
    assert json.loads(done.stdout.splitlines()[-1])["pair_f1"] < 1
    assert ("6 articles on 2" in done.stdout) is not quiet
    assert ("6 articles on 2" in done.stderr) is quiet
    assert (len(done.stdout.splitlines()) == 1) is quiet


PAIRS = [
    {"a": {"title": FLOOD[0]}, "b": {"title": FLOOD[1]}, "same": True},
    {"a": {"title": FROST[0]}, "b": {"title": FROST[1]}, "same": True, "id": "frosts"},
    {"a": {"title": FLOOD[0]}, "b": {"title": FROST[0]}, "same": False},
    {"a": {"title": "!"}, "b": {"title": FROST[0]}, "same": False},
]


def test_pairs_are_told_apart_with_gold_and_without(tmp_path):
    found = figures("pairs", written(tmp_path / "d", PAIRS), "--predictions", tmp_path / "out")
    answers = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert found == {"task": "pairs", "n": 4, "of": 4, "auc": 1.0, "accuracy": 1.0}
    assert [(answer["id"], answer["same"]) for answer in answers] == [("1", True), ("frosts", True), ("3", False), ("4", False)]
    assert answers[3]["score"] is None
    bare = [{"a": pair["a"], "b": pair["b"]} for pair in PAIRS]
    assert figures("pairs", written(tmp_path / "d", bare)) == {"task": "pairs", "n": 4, "of": 0, "auc": 0.0, "accuracy": 0.0}


def test_pair_s_score_is_the_same_whichever_comes_first(tmp_path):
    both = [{"a": {"title": FLOOD[0]}, "b": {"title": FLOOD[2], "text": FLOOD[1]}}]
    turned = [{"a": both[0]["b"], "b": both[0]["a"]}]
    for name, rows in (("there", both), ("back", turned)):
        figures("pairs", written(tmp_path / name, rows), "--predictions", tmp_path / f"{name}.out")
    assert (tmp_path / "there.out").read_text() == (tmp_path / "back.out").read_text()


def test_row_that_is_no_pair_is_refused_in_words(tmp_path):
    assert "object 1 is no pair" in refused("pairs", written(tmp_path / "d", [{"a": {"title": "x"}}]))


@pytest.mark.parametrize("same", ["false", [], 2, 0.5, {}])
def test_pair_whose_label_is_neither_true_nor_false_is_refused_in_words(tmp_path, same):
    said = refused("pairs", written(tmp_path / "d", [PAIRS[0], PAIRS[1] | {"same": same}]))
    assert f'object 2 has "same": {same!r}; write true or false, or leave it out' in said


def test_excerpt_longer_than_any_text_is_refused_in_words(tmp_path):
    told = CliRunner().invoke(app, ["eval", "stories", str(written(tmp_path / "d", ROWS)), "--words", str(10**30)])
    assert (told.exit_code, "--words" in told.output, "Traceback" in told.output) == (2, True, False)


@pytest.mark.shared
def test_halves_part_the_true_stories_as_the_stories_prototype_did(shared):
    rows = rows_of(shared / "data/stories/uci_news_aggregator/uci.jsonl")
    assert [len({row["story"] for row in of_half(rows, half)}) for half in "ab"] == [40, 47]


@pytest.mark.shared
def test_real_stories_are_woven_far_better_than_by_chance(shared):
    found = figures("stories", shared / "data/stories/ecbplus/ecbplus.jsonl", "--topics", "36-45", "--shuffle", 1)
    assert (found["n"], found["of"]) == (210, 210)
    assert found["bcubed_f1"] > 0.8
