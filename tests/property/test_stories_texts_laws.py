"""The laws of a story's texts: whose each is does not depend on who came first."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from newsloom.stories import Background, LexicalWeaver
from newsloom.stories.origins import claim, origin
from newsloom.stories.texts import Texts
from newsloom.testing.factories import NOW, article
from newsloom.types import Coverage, Links, Window

LAW = settings(max_examples=80, deadline=None)
"""Few examples a run keep the suite fast; every run draws others. No deadline: continuous integration shares its cores."""

BACKGROUND = Background.load()
SITES = ["wire.example", "other-wire.example", "reuters.com", "paper.example", "market.example"]
DATELINED = "MILLBROOK (Reuters) - "
TOLD = (
    "The orchard town of Millbrook lost its only bridge on Sunday night when the river Wend rose by four metres within an hour, "
    "said the mayor, who asked the province for boats and a pontoon before the school week begins."
)


@st.composite
def carriers(draw, least=1):
    """Return articles of one text on few sites, some of which credit others."""
    drawn = draw(
        st.lists(
            st.tuples(st.sampled_from(SITES), st.sampled_from(["", *SITES]), st.booleans(), st.integers(0, 9)), min_size=least, max_size=9
        )
    )
    return [
        article(
            f"https://{site}/{number}",
            title="Flood takes bridge of orchard town",
            excerpt=(DATELINED if datelined else "") + TOLD,
            wire=wire,
            published_at=NOW + timedelta(hours=hours),
        )
        for number, (site, wire, datelined, hours) in enumerate(drawn)
    ]


def texts_of(found):
    coverage = {one.id: Coverage(article=one.id, joined_at=NOW) for one in found}
    return Texts(coverage, {one.id: claim(one) for one in found}.__getitem__), coverage


def relations(coverage):
    return {entry.article: (entry.relation, entry.copy_of) for entry in coverage.values()}


def one_text(found):
    first = origin(found).id
    return {one.id: ("coverage", "") if one.id == first else ("copy", first) for one in found}


def named(data, found):
    """Yield the articles in some order, each with one that came before."""
    order = data.draw(st.permutations(found))
    for number, one in enumerate(order[1:], 1):
        yield one.id, data.draw(st.sampled_from(order[:number])).id


@LAW
@given(st.data(), carriers())
def test_copies_in_any_order_name_the_one_origin(data, found):
    texts, coverage = texts_of(found)
    for one, other in named(data, found):
        before = relations(coverage)
        changed = texts.relate(one, other, "copy")
        assert changed == sorted(key for key, relation in relations(coverage).items() if relation != before[key])
    assert relations(coverage) == one_text(found)


@LAW
@given(st.data(), carriers(least=2))
def test_copies_in_two_stories_that_become_one_name_the_one_origin(data, found):
    cut = data.draw(st.integers(1, len(found) - 1))
    texts, coverage = texts_of(found)
    for part in (found[:cut], found[cut:]):
        for one, other in named(data, part):
            texts.relate(one, other, "copy")
    texts.relate(data.draw(st.sampled_from(found[:cut])).id, data.draw(st.sampled_from(found[cut:])).id, "copy")
    assert relations(coverage) == one_text(found)


@LAW
@given(st.data(), carriers(least=2))
def test_copies_that_lose_their_origin_choose_by_the_same_rule(data, found):
    texts, coverage = texts_of(found)
    for one, other in named(data, found):
        texts.relate(one, other, "copy")
    gone = origin(found)
    rest = [one for one in found if one is not gone]
    left = {one.id: coverage[one.id] for one in rest}
    Texts(left, {one.id: claim(one) for one in rest}.__getitem__).mend(coverage)
    assert relations(left) == one_text(rest)


@LAW
@given(st.data(), carriers(least=2))
def test_relations_end_at_an_original_and_never_run_in_a_circle(data, found):
    texts, coverage = texts_of(found)
    ids = [one.id for one in found]
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids), st.sampled_from(["copy", "adapted"]))
    for one, other, relation in data.draw(st.lists(pairs, max_size=14)):
        before = relations(coverage)
        changed = texts.relate(one, other, relation)
        assert changed == sorted(key for key, entry in relations(coverage).items() if entry != before[key])
        assert relation == "adapted" or texts.original(one) == texts.original(other)
        for entry in coverage.values():
            assert (entry.relation == "coverage") == (entry.copy_of == "")
            passed = [entry.article]
            while coverage[passed[-1]].copy_of:
                passed.append(coverage[passed[-1]].copy_of)
                assert coverage[passed[-1]].relation != "copy"
                assert len(passed) <= len(found)
    again, same = Texts(dict(coverage), {one.id: claim(one) for one in found}.__getitem__), relations(coverage)
    again.mend(coverage)
    assert relations(coverage) == same


@LAW
@given(st.data(), carriers())
def test_woven_one_by_one_in_any_order_copies_are_as_if_they_came_together(data, found):
    def woven(*arrivals):
        weaver, stories, known = LexicalWeaver(BACKGROUND), {}, {}
        for number, arrival in enumerate(arrivals):
            window = Window(stories=tuple(story for story in stories.values() if not story.merged_into), articles=dict(known))
            weave = weaver.weave(window, arrival, Links(), NOW + timedelta(minutes=number))
            stories |= {story.id: story for story in weave.stories}
            known |= {one.id: one for one in arrival}
        return [sorted((entry.article, entry.relation, entry.copy_of) for entry in story.coverage) for story in stories.values()]

    sites = {one.domain: one for one in found}  # on one site, what is told twice is told by two rules
    apart = [one for one in found if sites[one.domain] is one]
    assert woven(*([one] for one in data.draw(st.permutations(apart)))) == woven(apart)
    assert woven(apart) == [sorted((key, *relation) for key, relation in one_text(apart).items())]
