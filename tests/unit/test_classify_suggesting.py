"""Which terms are suggested for a topic, from a small hub whose stories are made up."""

from contextlib import closing
from datetime import timedelta

import pytest

from newsloom.classify import TopicLabeller
from newsloom.classify.suggesting import Vocabulary
from newsloom.flows.suggesting import suggested
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import NOW, article, story
from newsloom.types import Collected, Curated, Topic

HUB = (
    Topic(id="energy", name="Energy", keywords=("energy",)),
    Topic(id="grid", name="Grid", parent="Energy", keywords=("transformer",), exclude=("smart meter",)),
)
CHANCES = {"the": 0.05, "a": 0.03, "and": 0.02, "builds": 1e-4, "with": 0.01}
GRID = [
    ("Transformer hums", "The slack water and the Grid Office with a smart meter."),
    ("Transformer sings", "The slack water, the Grid Office and a smart meter."),
    ("Transformer rests", "A town builds with the Grid Office and the slack water, a smart meter."),
]
OTHERS = [(f"Story {number}", "A town builds a quay.") for number in range(25)]


@pytest.fixture(scope="module")
def found():
    articles = [article(f"https://a.example/{at}", title=title, excerpt=excerpt) for at, (title, excerpt) in enumerate(GRID + OTHERS)]
    vocabulary = Vocabulary(articles, lambda word: CHANCES.get(word, 0.0))
    return {term.term: term for term in vocabulary.suggest(HUB, 1, range(3))}


def test_terms_that_the_topics_stories_share_are_suggested_as_they_are_written(found):
    assert {"slack water", "Grid Office"} <= found.keys()
    one = found["slack water"]
    assert (one.role, one.articles, one.adds) == ("keywords", 3, 0)
    assert one.surely == pytest.approx(0.53)
    assert one.examples == ("Transformer hums", "Transformer sings")


def test_known_excluded_common_and_shared_terms_are_not_suggested(found):
    assert not {"transformer", "Transformer", "smart meter", "builds", "town", "water", "the slack"} & found.keys()


def test_term_of_two_stories_is_not_suggested():
    articles = [article(f"https://a.example/{at}", title=title, excerpt=excerpt) for at, (title, excerpt) in enumerate(GRID[:2])]
    assert Vocabulary(articles, lambda _: 0.0).suggest(HUB, 1, range(2)) == ()


def test_copies_of_a_story_count_once(tmp_path):
    same = [article(f"https://a.example/{at}", title="Transformer hums", excerpt=GRID[0][1]) for at in range(4)]
    with closing(SqliteStore(tmp_path / "hub.db")) as store:
        store.save_collected(Collected(articles=tuple(same)))
        store.save_curated(Curated(stories=(story(*same[:3]), story(same[3])), receipts=(), settings=""))
        (grid,) = suggested(store, HUB, (1,), TopicLabeller(HUB, {}), "tlh", NOW + timedelta(hours=1))
    assert (grid.topic, grid.members, grid.of, grid.terms) == ("Grid", 2, 2, ())
