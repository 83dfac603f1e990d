"""The laws of copies, on any texts."""

from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from newsloom.stories.copies import Copies
from newsloom.stories.likeness import likeness
from newsloom.stories.origins import credit, origin
from newsloom.stories.sketches import sketched
from newsloom.testing.factories import NOW, article

LAW = settings(max_examples=60, deadline=None)
"""Few examples a run keep the suite fast; every run draws others. No deadline: continuous integration shares its cores."""

WORDS = "bridge flood Millbrook river mayor tram strike union Karlsberg shift orchard frost apple 12 4.5 robot chip court ruling".split()
SENTENCES = [" ".join(Random(seed).choices(WORDS, k=14)) + "." for seed in range(12)]
MOST_NAMED = 14
"""Eight under one title and six by their texts."""

titles = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
passages = st.lists(st.sampled_from(SENTENCES), max_size=6).map(" ".join)
anything = st.text(max_size=300) | st.sampled_from(
    ["\ud800", "中\ud800国 a\udfffb" * 9, "中" * 9_000, "a " * 9_000, "(" * 9_000, "1." * 9_000, "ﷺ" * 5_000, "ก" * 9_000, "\x00\n"]
)


@st.composite
def articles(draw):
    """Return articles that share sentences, some of them whole, on few sites."""
    drafts = draw(st.lists(st.tuples(titles, passages, st.booleans(), st.integers(0, 3), st.integers(0, 48)), min_size=1, max_size=14))
    drafts += draw(st.lists(st.sampled_from(drafts), max_size=6))
    return [
        article(
            f"https://outlet{site}.example/{number}",
            title=title,
            excerpt="" if whole else text,
            text=text if whole else "",
            published_at=NOW + timedelta(hours=hours),
        )
        for number, (title, text, whole, site, hours) in enumerate(drafts)
    ]


def answers(copies, found):
    return [copies.kin(one) for one in found]


def holding(found):
    copies = Copies()
    for one in found:
        copies.add(one)
    return copies


@LAW
@given(articles(), st.randoms(use_true_random=False))
def test_kin_order_of_adding_is_irrelevant(found, random):
    shuffled = found[:]
    random.shuffle(shuffled)
    assert answers(holding(found), found) == answers(holding(shuffled), found)


@LAW
@given(articles(), st.integers(0, 20))
def test_forget_then_add_restores(found, cut):
    copies = holding(found)
    before = answers(copies, found)
    copies.forget([one.id for one in found[:cut]])
    assert answers(copies, found) == answers(holding(found[cut:]), found)
    for one in found[:cut]:
        copies.add(one)
    assert answers(copies, found) == before


@LAW
@given(articles())
def test_kin_are_known_others_in_order_and_few(found):
    copies = holding(found)
    times = {one.id: (one.published_at, one.id) for one in found}
    for one in found:
        named = copies.kin(one)
        assert one.id not in {kin.article for kin in named}
        assert len({kin.article for kin in named}) == len(named) <= MOST_NAMED
        ranks = [(kin.relation != "copy", -kin.share, times[kin.article]) for kin in named]
        assert ranks == sorted(ranks)
        assert all(0 < kin.share <= 1 for kin in named)


@LAW
@given(articles())
def test_kin_barred_are_never_named(found):
    copies = holding(found)
    barred = {one.id for one in found[::2]}
    assert all(kin.article not in barred for one in found for kin in copies.kin(one, barred))


@LAW
@given(articles())
def test_likeness_does_not_mind_who_is_asked(found):
    sketches = [sketched(one) for one in found]
    assert all(likeness(one, other) == likeness(other, one) for one in sketches for other in sketches)


@LAW
@given(articles(), st.randoms(use_true_random=False))
def test_origin_order_is_irrelevant(found, random):
    shuffled = found[:]
    random.shuffle(shuffled)
    assert origin(found) == origin(shuffled)


@LAW
@given(anything, anything, anything)
def test_any_text_is_read_without_harm(title, excerpt, text):
    one = article("https://a.example/", title=title, excerpt=excerpt, text=text)
    other = article("https://b.example/", title=title, excerpt=text, text=excerpt)
    copies = holding([one, other])
    copies.kin(one)
    assert isinstance(credit(one), str)
    copies.forget([one.id, other.id])
    assert copies.kin(one) == ()
