"""What has to be decided so that exactly these articles leave a story, shown with the weaver that obeys it."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from newsloom.desk import binding, links, parted, parting
from newsloom.stories import Background, LexicalWeaver
from newsloom.testing.factories import NOW, article, story
from newsloom.types import Decision, Links, Window

WEAVER = LexicalWeaver(Background.load())
HOUR = timedelta(hours=1)


def told(number):
    return article(f"https://p{number}.example/{number}", title="Old lighthouse shines again", published_at=NOW - HOUR * (20 - number))


@st.composite
def stories(draw):
    """Return a story of a few articles, some of them copies of earlier own reports, and the articles that shall leave it."""
    articles = [told(number) for number in range(draw(st.integers(2, 8)))]
    whole = story(*articles, created_at=NOW - HOUR)
    originals = draw(st.lists(st.none() | st.integers(0, 7), min_size=len(articles), max_size=len(articles)))
    own = [number for number, copied in enumerate(originals) if copied is None or copied >= number]
    coverage = tuple(
        replace(entry, relation="copy", copy_of=articles[copied].id)
        if copied is not None and copied < number and copied in own
        else replace(entry, relation="coverage")
        for number, (entry, copied) in enumerate(zip(whole.coverage, originals, strict=True))
    )
    return replace(whole, coverage=coverage), articles, draw(st.sets(st.sampled_from([one.id for one in articles]), min_size=1))


def woven(whole, articles, decided: Links):
    window = Window(stories=(whole,), articles={one.id: one for one in articles})
    after = {one.id: one for one in (whole, *WEAVER.weave(window, (), decided, NOW).stories)}
    return {one.id: {entry.article for entry in one.coverage} for one in after.values() if one.coverage}


@settings(max_examples=300, deadline=None)
@given(stories())
def test_parting_obeyed_parts_exactly_these_articles_and_what_repeats_them(case):
    whole, articles, named = case
    apart = parting(whole.coverage, named)
    copies = {entry.article for entry in whole.coverage if entry.copy_of in named}
    everything = {entry.article for entry in whole.coverage}
    if apart is None:
        assert named | copies == everything
        return
    assert set(apart.leaving) == named | copies
    decided = [Decision(do=link.do, items=link.items, reason="two events") for link in apart.links]
    after = woven(whole, articles, links(decided))
    assert sorted(map(sorted, after.values())) == sorted([sorted(apart.leaving), sorted(everything - set(apart.leaving))])
    if apart.rest_keeps_id:
        assert after[whole.id] == everything - set(apart.leaving)


def test_parting_of_copies_that_decisions_name_binds_them_too():
    one, other, copy = told(1), told(2), told(3)
    whole = story(one, other, copy)
    coverage = (*whole.coverage[:2], replace(whole.coverage[2], relation="copy", copy_of=other.id))
    assert [link.items for link in parting(coverage, {other.id}).links] == [(other.id, one.id)]
    assert [link.items for link in parting(coverage, {other.id}, {copy.id}).links] == [(other.id, copy.id), (other.id, one.id)]


def decision(do, *items):
    return Decision(do=do, items=items, reason="test")


def test_binding_is_found_through_others_and_only_there():
    chain = [decision("must-link", "a", "b"), decision("must-link", "b", "c"), decision("cannot-link", "c", "d"), decision("pin", "a", "d")]
    assert binding(chain, {"a"}, {"c"}) is chain[1]
    assert binding(chain, {"a"}, {"d"}) is None
    assert binding(reversed(chain), {"c"}, {"a"}) is chain[0]


def test_parted_needs_two_of_the_articles():
    apart = decision("cannot-link", "a", "b", "c")
    assert parted([decision("must-link", "a", "c"), apart], {"a", "c"}) is apart
    assert parted([apart], {"a", "d"}) is None
