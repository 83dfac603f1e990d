"""The measures that labelled data are judged by, against figures worked out by hand and against independent code."""

import importlib.util
from random import Random

import pytest

from newsloom.evaluation.measures import Agreement, auc, bcubed, pairwise


def test_bcubed_is_the_mean_over_the_things():
    # a b c | d e, woven as a b | c d e: precision (1 + 1 + 1/3 + 2/3 + 2/3) / 5, recall (2/3 + 2/3 + 1/3 + 1 + 1) / 5
    found = bcubed("xxxyy", "11222")
    assert (found.precision, found.recall) == (pytest.approx(11 / 15), pytest.approx(11 / 15))
    assert found.f1 == pytest.approx(11 / 15)


def test_pairs_are_counted_over_all_that_share_a_label():
    # gold has ab ac bc de, we have ab cd ce de: two of four
    assert pairwise("xxxyy", "11222") == Agreement(0.5, 0.5)


def test_f1_is_of_mean_precision_and_mean_recall():
    found = bcubed("xxyy", "1111")
    assert (found.precision, found.recall, found.f1) == (0.5, 1.0, pytest.approx(2 / 3))


@pytest.mark.parametrize(("gold", "ours", "b3", "pair"), [("aabb", "1122", 1.0, 1.0), ("ab", "12", 1.0, 0.0), ("", "", 0.0, 0.0)])
def test_extremes_have_figures(gold, ours, b3, pair):
    assert (bcubed(gold, ours).f1, pairwise(gold, ours).f1) == (b3, pair)


@pytest.mark.parametrize(
    ("scores", "same", "expected"),
    [([3, 2, 1], [True, True, False], 1.0), ([1, 1], [True, False], 0.5), ([1, 2], [True, False], 0.0), ([1, 2], [True, True], 0.0)],
)
def test_auc_counts_a_tie_half_and_needs_both_kinds(scores, same, expected):
    assert auc(scores, same) == expected


@pytest.mark.shared
def test_measures_agree_with_independent_code_on_random_labels(shared):
    spec = importlib.util.spec_from_file_location("clustering_metrics", shared / "tools" / "clustering_metrics.py")
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    chance = Random(1)
    for _ in range(300):
        count = chance.randint(1, 40)
        gold, ours = ([chance.randint(0, chance.randint(0, 12)) for _ in range(count)] for _ in range(2))
        theirs = judge.score(gold, ours, with_acc=False)
        for found, name in ((bcubed(gold, ours), "b3"), (pairwise(gold, ours), "pair")):
            expected = (theirs[f"{name}_p"], theirs[f"{name}_r"], theirs[f"{name}_f1"])
            assert (found.precision, found.recall, found.f1) == pytest.approx(expected)
