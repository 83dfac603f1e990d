"""Which article represents a story."""

from datetime import timedelta

import pytest

from newsloom.stories.lead import choose
from newsloom.testing.factories import NOW, article
from newsloom.types import Coverage, Story


def story_of(*articles, lead, copies=()):
    coverage = tuple(
        Coverage(article=one.id, relation="copy" if one in copies else "coverage", copy_of=lead if one in copies else "", joined_at=NOW)
        for one in articles
    )
    return Story(id="s", lead=lead, coverage=coverage, first=NOW, last=NOW, created_at=NOW)


def told(name, excerpt="It is whole.", *, hours=0):
    return article(f"https://{name}.example/", excerpt=excerpt, published_at=NOW + timedelta(hours=hours))


def known(*articles):
    return {one.id: one for one in articles}


A, B, C = told("a"), told("b"), told("c", hours=-1)


def test_choose_higher_rank_leads():
    assert choose(story_of(A, B, lead=A.id), known(A, B), {A.id: 1, B.id: 2}.__getitem__) == B.id


def test_choose_equal_rank_keeps_the_present_lead():
    assert choose(story_of(A, C, lead=A.id), known(A, C), lambda _: 1.0) == A.id


def test_choose_original_before_a_better_ranked_copy():
    assert choose(story_of(A, B, lead=B.id, copies=(B,)), known(A, B), {A.id: 1, B.id: 9}.__getitem__) == A.id


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (told("a", "It is cut off…"), told("b", "Whole."), "a whole excerpt before a longer one that is cut"),
        (told("a", "It is whole."), told("b", "It is whole and says more."), "the longer excerpt"),
        (told("a"), told("b", hours=-1), "the earlier article"),
    ],
)
def test_choose_without_present_lead_takes_the_better_article(one, other, why):
    assert choose(story_of(one, other, lead="gone"), known(one, other), lambda _: 0.0) == other.id, why


def test_choose_all_equal_takes_the_smallest_id():
    assert choose(story_of(A, B, lead="gone"), known(A, B), lambda _: 0.0) == min(A.id, B.id)


def test_choose_unknown_articles_cannot_lead():
    assert choose(story_of(A, B, lead=A.id), known(B), lambda _: 0.0) == B.id
    assert choose(story_of(A, B, lead=A.id), {}, lambda _: 0.0) == A.id
