"""The order of lists under quotas: what each ten places may hold, and that nothing is lost for it."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
import pytest

from newsloom.render.item import item
from newsloom.render.site.cards import card
from newsloom.render.site.quotas import STRETCH, spread
from newsloom.render.site.reports import tell
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.types import FrontPage

PLAIN, NONE = FrontPage(per_publisher=2, per_topic=4), FrontPage(per_publisher=0, per_topic=0)
ONE = view(article())
CARD = card(ONE, item(ONE, edition()), tell(ONE, item(ONE, edition()), edition()), HUB)
NAMES = ("Moon", "Mars", "Dust")
stories = st.lists(st.tuples(st.sampled_from("abcdef"), st.sets(st.sampled_from(NAMES))), max_size=32)
quotas = st.builds(FrontPage, per_publisher=st.integers(0, 5), per_topic=st.integers(0, 5))


def ranked(*drawn):
    """Return cards by rank, each of a publisher and with topics; `5 * "a"` are five of one publisher without a topic."""
    return [
        replace(CARD, id=str(place), domain=domain, topics=("Space", *sorted(topics)))
        for place, (domain, topics) in enumerate((one, ()) if isinstance(one, str) else one for one in drawn)
    ]


def publishers(cards):
    return "".join(one.domain for one in cards)


@pytest.mark.parametrize(
    ("by_rank", "expected"),
    [
        ("abcdefgh", "abcdefgh"),
        ("aaaabcdefgh", "aabcdefghaa"),
        ("aaaaabcdefghijkl", "aabcdefghiaajkla"),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa"),
        ("aaaaabbbbbcc", "aabbccaaabbb"),
        ("", ""),
    ],
    ids=["all differ", "third of ten waits", "first of the next ten", "one publisher", "three publishers", "none"],
)
def test_publisher_has_two_of_ten_places_while_there_are_others(by_rank, expected):
    assert publishers(spread(ranked(*by_rank), PLAIN)) == expected


def test_topic_has_four_of_ten_places_and_the_root_all():
    cards = ranked(*((name, ("Moon",)) for name in "abcdefg"), *((name, ()) for name in "hijklm"))
    assert publishers(spread(cards, PLAIN, NAMES)) == "abcdhijklm" + "efg"


def test_hub_of_one_publisher_and_one_topic_has_a_full_list_in_its_own_order():
    cards = ranked(*[("a", ("Moon",))] * 30)
    assert spread(cards, PLAIN, NAMES) == cards


@given(stories)
def test_without_quotas_the_ranking_stands(drawn):
    cards = ranked(*drawn)
    assert spread(cards, NONE, NAMES) == cards


@given(stories, quotas)
def test_no_story_is_lost_or_doubled_and_the_first_stays_first(drawn, front):
    cards = ranked(*drawn)
    order = spread(cards, front, NAMES)
    assert sorted(order, key=lambda one: int(one.id)) == cards
    assert order[:1] == cards[:1]


@given(stories, quotas)
def test_share_of_ten_places_is_exceeded_only_where_nothing_else_is_left(drawn, front):
    order = spread(ranked(*drawn), front, NAMES)
    for start in range(0, len(order), STRETCH):
        here, later = order[start : start + STRETCH], order[start + STRETCH :]
        taken, seats = 0, Counter()
        for one in here:
            shares = {one.domain: front.per_publisher, **{name: front.per_topic for name in one.topics if name in NAMES}}
            if any(limit and seats[name] >= limit for name, limit in shares.items()):
                break
            seats.update(shares.keys())
            taken += 1
        for one in (*here[taken:], *later):  # from the first one over its share on, everything left is over its own
            shares = {one.domain: front.per_publisher, **{name: front.per_topic for name in one.topics if name in NAMES}}
            assert taken == len(here) or any(limit and seats[name] >= limit for name, limit in shares.items())


@given(stories, quotas)
def test_stories_of_one_publisher_and_the_same_topics_keep_their_order(drawn, front):
    order = spread(ranked(*drawn), front, NAMES)
    for kind in {(one.domain, one.topics) for one in order}:
        places = [int(one.id) for one in order if (one.domain, one.topics) == kind]
        assert places == sorted(places)
