"""What decisions mean, and for how long."""

from datetime import timedelta

import pytest

from newsloom.desk import contradictions, in_force, links
from newsloom.testing.factories import NOW
from newsloom.types import Decision, Links


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
