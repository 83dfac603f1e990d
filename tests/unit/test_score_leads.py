"""Which article leads a story under the default profile, and the words in which a receipt and the history say why."""

from datetime import timedelta

from msgspec.structs import replace
import pytest

from newsloom.flows.judging import with_lead_told
from newsloom.hub.rules import standard
from newsloom.score import DefaultJudge
from newsloom.testing.factories import NOW, article, score, story
from newsloom.types import Coverage, Part, Picture, Publisher, Score, Topic

ROOT = Topic(id="space", name="Space", keywords=("rocket",))
SITES = ("a.example", "b.example", "c.example")
NEWSROOMS = {name: Publisher(domain=name, name=name, rating=0.8) for name in SITES}
JUDGE = DefaultJudge(70, (ROOT,), NEWSROOMS, {}, book=standard())
A, B, C = (article(f"https://{site}/1", published_at=NOW + timedelta(hours=hours)) for hours, site in enumerate(SITES))
MILL = Part(group="kind", part="market-report mill", points=-70, why="Market Size")


def capped(value):
    return Score(value=value, parts=(Part(group="base", part="base", points=value + 70), MILL))


def copied(of, by):
    return Coverage(article=by.id, relation="copy", copy_of=of.id, joined_at=NOW)


def told(articles, values, lead="", copies=()):
    """Return the lead's site and why it leads."""
    own = story(*articles)
    copied_from = {entry.article: entry for entry in copies}
    coverage = tuple(copied_from.get(entry.article, replace(entry, relation="coverage")) for entry in own.coverage)
    own = replace(own, lead=lead, coverage=coverage)
    known = {one.id: one for one in articles}
    qualities = {one.id: value if isinstance(value, Score) else score(value) for one, value in zip(articles, values, strict=True)}
    own = replace(own, lead=JUDGE.lead(own, known, qualities))
    receipts = JUDGE.receipts(own, known, dict.fromkeys(known, ()), qualities, (), NOW)
    assert [bool(receipt.leads) for receipt in receipts] == [receipt.article == own.lead for receipt in receipts]
    return known[own.lead].domain[0], next(receipt.leads for receipt in receipts if receipt.leads)


def test_lead_alone():
    assert told([A], [60]) == ("a", "the only article")


def test_lead_is_the_better_one_however_little_whoever_led_before():
    """A margin for the present lead would make heat depend on the order of arrival."""
    assert told([A, B], [60, 61], lead=A.id) == ("b", "quality 61, over 60 of the next one")


def test_lead_is_the_original_however_good_its_copy_is():
    why = "the only original: the others repeat a text or are held back"
    assert told([A, B], [60, 90], lead=B.id, copies=[copied(A, B)]) == ("a", why)
    assert told([A, B, C], [60, 90, 60], copies=[copied(A, B)]) == ("a", "of equals (quality 60), the earlier")


def test_lead_that_is_held_back_yields_to_a_copy():
    gone = replace(A, held="gone")
    assert told([gone, B], [90, 60], lead=A.id, copies=[copied(A, B)]) == ("b", "the only one that is not held back")


def test_lead_is_the_one_that_may_be_published():
    """Two newsrooms give 12 points: 65 becomes 77, and a market report of 71 becomes 69."""
    assert told([A, B], [65, capped(71)], lead=B.id) == ("a", "quality 65: the next one, of 71, may not be published")
    assert told([A, B], [65, capped(65)], lead=B.id) == ("a", "quality 65: the next one, of 65, may not be published")
    assert told([A, B], [30, capped(71)]) == ("b", "quality 71, over 30 of the next one")


def test_equals_keep_the_present_lead():
    assert told([A, B], [60, 60], lead=B.id) == ("b", "of equals (quality 60), the one that led before")


@pytest.mark.parametrize(
    ("first", "other", "why"),
    [
        (B, article("https://unknown.example/1"), "the publisher that counts more"),
        (B, replace(A, title="Weather in brief"), "the title that shares most with the others"),
        (replace(B, author="Ada"), A, "the more complete"),
        (B, replace(A, images=(Picture(url="https://a.example/logo.png", generic=True),)), "the more complete"),
        (A, B, "the earlier"),
    ],
)
def test_of_equals_without_a_lead_the_first_advantage_decides(first, other, why):
    assert told([first, other, C], [60, 60, 50]) == (first.domain[0], f"of equals (quality 60), {why}")


def change(former, lead, qualities, **changes):
    """Return what the history says of a change of lead."""
    before = story(former, lead, lead=former.id, created_at=NOW - timedelta(hours=9), **changes)
    after = with_lead_told(before, replace(before, lead=lead.id), {one.id: one for one in (former, lead)}, qualities, NOW)
    (event,) = after.history
    assert (event.what, event.other, event.at) == ("lead", lead.id, NOW)
    return event.why


def test_history_names_the_reason_in_the_order_of_the_judge():
    better = {A.id: score(60), B.id: score(90)}
    assert change(A, B, better) == "quality 90, over 60 of the report that led before"
    assert change(replace(A, held="gone"), B, better) == "the report that led before is held back: gone"
    whole = (Coverage(article=B.id, joined_at=NOW), copied(B, A))
    assert change(A, B, better, coverage=whole) == "the report that led before repeats this one"
    other = (Coverage(article=B.id, joined_at=NOW), Coverage(article=C.id, joined_at=NOW), copied(C, A))
    assert change(A, B, better, coverage=other) == "the report that led before repeats another's text"
    assert change(A, B, {A.id: capped(90), B.id: score(60)}) == "the report that led before may not be published: market-report mill"
    assert change(A, B, dict.fromkeys((A.id, B.id), score(60))) == "of equals, the earlier"
