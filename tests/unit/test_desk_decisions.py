"""What decisions mean, and for how long."""

from datetime import timedelta

import pytest

from newsloom.desk import contradictions, edits, in_force, lineage, links
from newsloom.testing.factories import NOW
from newsloom.types import Decision, Links, Topic


def decision(do="pin", *items, until=None):
    return Decision(do=do, items=items or ("a1",), reason="r", until=until)


def test_decision_ends_at_its_moment():
    ended, running, endless = decision(until=NOW), decision(until=NOW + timedelta(seconds=1)), decision()
    assert in_force([ended, running, endless], NOW) == (running, endless)


def test_must_link_is_a_chain_and_cannot_link_every_pair():
    made = links([decision("must-link", "a1", "a2", "a3"), decision("cannot-link", "b1", "b2", "b3")])
    assert made == Links(must=(("a1", "a2"), ("a2", "a3")), cannot=(("b1", "b2"), ("b1", "b3"), ("b2", "b3")))


def test_pair_stated_twice_is_one_pair():
    assert links([decision("must-link", "a1", "a2"), decision("must-link", "a1", "a2")]).must == (("a1", "a2"),)


def test_pins_and_hides_link_nothing():
    assert links([decision("pin", "a1", "a2"), decision("hide", "a1", "a2")]) == Links()


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([decision("pin", "a1"), decision("hide", "a2")], []),
        ([decision("pin", "a1"), decision("hide", "a1")], [("hide", "pin", "a1")]),
        ([decision("hide", "a1"), decision("pin", "a2", "a1")], [("hide", "pin", "a1")]),
        ([decision("pin", "b1"), decision("hide", "b2")], [("hide", "pin", "b1")]),
        ([decision("must-link", "a1", "a2"), decision("cannot-link", "a3", "a2", "a1")], [("cannot-link", "must-link", "a2")]),
        ([decision("must-link", "a1", "a2"), decision("cannot-link", "a1", "a3")], []),
        (
            [decision("must-link", "a1", "a2"), decision("cannot-link", "a1", "a3"), decision("must-link", "a2", "a3")],
            [("cannot-link", "must-link", "a1")],
        ),
    ],
)
def test_decisions_that_nobody_can_obey_together_are_found(decisions, expected):
    stories = {"b1": "s", "b2": "s"}
    assert [(winner.do, loser.do, item) for winner, loser, item in contradictions(decisions, stories)] == expected


def said(do, value="", *items, publisher=""):
    return Decision(do=do, items=items or (() if publisher else ("a1",)), value=value, publisher=publisher, reason="r")


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([said("retitle", "A"), said("retitle", "B")], [(1, 0, "a1")]),
        ([said("retitle", "A"), said("retitle", "A")], []),
        ([said("rescore", 1), said("rescore", 2), said("rescore", 3)], [(2, 0, "a1"), (2, 1, "a1")]),
        ([said("retopic", ("AI",), "a1", "a2"), said("retopic", (), "a2")], [(1, 0, "a2")]),
        ([said("retitle", "A"), said("rescore", 2), said("retopic", ())], []),
        ([said("trust", publisher="p.example"), said("distrust", publisher="p.example")], [(1, 0, "p.example")]),
        ([said("trust", publisher="p.example"), said("distrust", publisher="q.example")], []),
        ([said("retitle", "A", "b1"), said("retitle", "B", "s")], [(1, 0, "b1")]),
        ([said("retitle", "B", "s"), said("retitle", "A", "b1")], []),
        ([said("take-down"), said("retitle", "A"), said("hide")], [(0, 1, "a1")]),
        ([said("pin", "", "b1"), said("take-down", "", "s")], [(1, 0, "b1")]),
    ],
)
def test_last_word_on_an_item_counts_and_the_others_are_told(decisions, expected):
    found = contradictions(decisions, {"b1": "s", "b2": "s"})
    places = {id(decision): place for place, decision in enumerate(decisions)}
    assert [(places[id(winner)], places[id(loser)], item) for winner, loser, item in found] == expected


def test_edits_are_the_last_words_on_an_article_or_its_story():
    decisions = [said("retitle", "A", "s1"), said("rescore", 10), said("rescore", 20), said("pin"), said("take-down", "", "a2")]
    assert {verb: one.value for verb, one in edits(decisions, "a1", "s1").items()} == {"retitle": "A", "rescore": 20}
    assert edits(decisions, "a3") == {}


def test_lineage_ends_where_parents_go_in_a_circle():
    circle = [Topic(id="a", name="A", parent="B"), Topic(id="b", name="B", parent="A")]
    assert set(lineage(["A"], circle)) == {"A", "B"}
    assert lineage(["Nobody's"], circle) == ("Nobody's",)
