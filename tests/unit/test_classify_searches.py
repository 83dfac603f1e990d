"""Searches that a hub keeps: they find by the terms that topics are found by."""

import pytest

from newsloom.classify.searches import Searcher
from newsloom.types import Search


def found(query, title, excerpt=""):
    return Searcher([Search(id="s", name="S", query=query)]).among(title, excerpt) == ("s",)


@pytest.mark.parametrize(
    ("query", "title", "is_found"),
    [
        ("chip", "Chips are dear", True),
        ("chip", "A chipmunk ran", False),
        ('"night shift"', "No more night-shifts here", True),
        ('"night shift"', "A shift of the night", False),
        ("night shift", "A shift of the night", True),
        ("night shift", "A night", False),
        ("AI", "He said ai ai", False),
        ("AI", "A.I. rises", True),
        ("sprachmodell*", "Sprachmodelle rechnen", True),
    ],
)
def test_term_is_found_as_a_topics_keyword_is(query, title, is_found):
    assert found(query, title) is is_found


def test_terms_may_stand_in_headline_and_excerpt_but_no_phrase_in_both():
    assert found("night crane", "At night", "A crane")
    assert not found('"night shift"', "At night", "Shift ends")


def test_searches_share_terms_and_each_finds_its_own():
    kept = [Search(id="b", name="B", query="crane"), Search(id="a", name="A", query="crane ship")]
    assert Searcher(kept).among("Crane lifts ship", "") == ("b", "a")
    assert Searcher(kept).among("Crane", "") == ("b",)


def test_hub_without_searches_finds_nothing():
    assert Searcher([]).among("Crane", "crane") == ()
