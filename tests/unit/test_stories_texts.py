"""Whose text it is, as articles come and go: declared before early, and what depends on a text follows it."""

from datetime import timedelta

import pytest

from newsloom.stories import Background, LexicalWeaver, WeaverOptions
from newsloom.stories.origins import claim
from newsloom.stories.texts import Texts
from newsloom.testing.factories import NOW, article
from newsloom.types import Coverage, Links, Window

BACKGROUND = Background.load()
TITLE = "Acme opens orchard mill in Millbrook"
TOLD = "Acme said that its mill on the river Wend presses forty tons of apples a day, and that sixty people of the valley work there now."


def carrier(site, hours=0, **changes):
    return article(f"https://{site}/1", title=TITLE, excerpt=TOLD, published_at=NOW + timedelta(hours=hours), **changes)


WIRE, MARKET = carrier("prnewswire.com", 3), carrier("marketwatch.com", 1, wire="prnewswire.com")
PAPER, LATE = carrier("paper.example", 2), carrier("late.example", 5)


def texts_of(*found):
    coverage = {one.id: Coverage(article=one.id, joined_at=NOW) for one in found}
    return Texts(coverage, {one.id: claim(one) for one in found}.__getitem__), coverage


def names(coverage, *found):
    """Return for each article the site of the one it depends on, with a mark for a reworked text."""
    sites = {one.id: one.domain.partition(".")[0] for one in found}
    return [("~" if coverage[one.id].relation == "adapted" else "") + sites.get(coverage[one.id].copy_of, "") for one in found]


def test_release_on_its_wire_takes_the_copies_over_from_the_earlier_host():
    found = (MARKET, PAPER, WIRE)
    texts, coverage = texts_of(*found)
    assert texts.relate(PAPER.id, MARKET.id, "copy") == [MARKET.id]
    assert names(coverage, *found) == ["paper", "", ""]
    assert texts.relate(WIRE.id, MARKET.id, "copy") == sorted([MARKET.id, PAPER.id])
    assert names(coverage, *found) == ["prnewswire", "prnewswire", ""]


def test_credit_that_comes_later_makes_a_copy_the_origin():
    found = (PAPER, WIRE, MARKET)
    texts, coverage = texts_of(*found)
    texts.relate(WIRE.id, PAPER.id, "copy")
    assert names(coverage, *found) == ["", "paper", ""]
    assert texts.relate(MARKET.id, PAPER.id, "copy") == sorted(one.id for one in found)
    assert names(coverage, *found) == ["prnewswire", "", "prnewswire"]


def test_article_is_no_copy_of_itself():
    texts, coverage = texts_of(PAPER, LATE)
    texts.relate(LATE.id, PAPER.id, "copy")
    assert texts.relate(PAPER.id, LATE.id, "copy") == texts.relate(PAPER.id, LATE.id, "adapted") == []
    assert names(coverage, PAPER, LATE) == ["", "paper"]


def test_reworked_text_follows_the_text_that_it_reworks():
    rework = carrier("rework.example", 6)
    found = (PAPER, LATE, rework)
    texts, coverage = texts_of(*found)
    texts.relate(rework.id, LATE.id, "adapted")
    assert texts.relate(LATE.id, PAPER.id, "copy") == sorted([LATE.id, rework.id])
    assert names(coverage, *found) == ["", "paper", "~paper"]


def test_reworked_text_whose_original_is_found_hands_its_own_relation_on():
    old, found_later, copy = carrier("old.example", 0), carrier("first.example", 1), carrier("second.example", 2)
    found = (old, found_later, copy)
    texts, coverage = texts_of(*found)
    texts.relate(copy.id, old.id, "adapted")
    texts.relate(found_later.id, copy.id, "copy")
    assert names(coverage, *found) == ["", "~old", "first"]


def test_text_that_ranks_before_the_one_it_reworked_is_the_source():
    """Until the page that credits it came, the wire's release seemed to rework the earlier report."""
    found = (PAPER, WIRE, MARKET)
    texts, coverage = texts_of(*found)
    texts.relate(WIRE.id, PAPER.id, "adapted")
    assert names(coverage, *found) == ["", "~paper", ""]
    assert texts.relate(MARKET.id, WIRE.id, "copy") == sorted(one.id for one in found)
    assert names(coverage, *found) == ["~prnewswire", "", "prnewswire"]


def test_of_two_reworked_texts_the_one_that_ranks_first_is_named():
    rework = carrier("rework.example", 6)
    for order in ((PAPER, LATE), (LATE, PAPER)):
        texts, coverage = texts_of(PAPER, LATE, rework)
        for one in order:
            texts.relate(rework.id, one.id, "adapted")
        assert names(coverage, rework, PAPER) == ["~paper", ""]


def test_mend_hands_what_depended_on_the_lost_original_to_its_heir():
    old, rework = carrier("old.example", 0), carrier("rework.example", 6)
    found = (old, WIRE, MARKET, LATE, rework)
    texts, coverage = texts_of(*found)
    for one, other, relation in ((WIRE, old, "adapted"), (MARKET, WIRE, "copy"), (LATE, WIRE, "copy"), (rework, WIRE, "adapted")):
        texts.relate(one.id, other.id, relation)
    assert names(coverage, *found) == ["~prnewswire", "", "prnewswire", "prnewswire", "~prnewswire"]
    left = {one.id: coverage[one.id] for one in found if one is not WIRE}
    Texts(left, {one.id: claim(one) for one in found}.__getitem__).mend(coverage)
    assert [left[one.id].copy_of for one in (old, MARKET, LATE, rework)] == ["", LATE.id, old.id, LATE.id]


def test_mend_leaves_an_orphan_without_kin_as_an_own_report():
    lost = {PAPER.id: Coverage(article=PAPER.id, relation="adapted", copy_of="gone", joined_at=NOW)}
    Texts(lost, {PAPER.id: claim(PAPER)}.__getitem__).mend({})
    assert (lost[PAPER.id].relation, lost[PAPER.id].copy_of) == ("coverage", "")


@pytest.mark.parametrize("order", [(WIRE, MARKET), (MARKET, WIRE)])
def test_woven_release_is_its_wires_and_alone_has_a_voice(order):
    """Cycle by cycle, the weaver that ran through and one that starts from the store read the next report alike."""
    weaver, story, known = LexicalWeaver(BACKGROUND), [], {}
    report = article("https://own.example/1", title="Acme mill brings work to Millbrook", excerpt="Sixty people work at the mill of Acme.")
    for arrival in (*order, report):
        window = Window(stories=tuple(story), articles=dict(known))
        fresh = LexicalWeaver(BACKGROUND).weave(window, [arrival], Links(), NOW)
        weave = weaver.weave(window, [arrival], Links(), NOW)
        assert weave == fresh
        story, known = weave.stories, known | {arrival.id: arrival}
    (whole,) = story
    relations = {entry.article: entry.copy_of for entry in whole.coverage}
    assert relations == {WIRE.id: "", MARKET.id: WIRE.id, report.id: ""}


@pytest.mark.parametrize("official", ["acme.example/news", "https://acme.example/feed.xml"])
def test_woven_release_of_the_subject_itself_is_its_own_wherever_it_came_first(official):
    own = article(
        "https://acme.example/news/1",
        source="https://acme.example/feed.xml",
        title=TITLE,
        excerpt=TOLD,
        published_at=NOW + timedelta(hours=4),
    )
    weaver = LexicalWeaver(BACKGROUND, WeaverOptions(official=(official,)))
    first = weaver.weave(Window(), [WIRE, MARKET], Links(), NOW)
    (whole,) = weaver.weave(Window(stories=first.stories, articles={one.id: one for one in (WIRE, MARKET)}), [own], Links(), NOW).stories
    assert {entry.article: entry.copy_of for entry in whole.coverage} == {own.id: "", WIRE.id: own.id, MARKET.id: own.id}
