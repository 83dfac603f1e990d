"""What a hub demands beyond the threshold: floors, the age of a find, kinds that it welcomes; and that time changes nothing about it."""

from datetime import timedelta
from functools import cache

from msgspec.structs import replace
import pytest

from newsloom.hub.rules import standard
from newsloom.score import DefaultJudge
from newsloom.score.demands import NO_DEMANDS, Demands, Floor
from newsloom.testing.factories import NOW, article, score, story
from newsloom.types import Decision, Label, Part, Publisher, Score, Topic

HUB = (Topic(id="space", name="Space", keywords=("rocket",)), Topic(id="events", name="Events", parent="Space"))
NEWSROOMS = {name: Publisher(domain=name, name=name, rating=0.8) for name in ("a.example", "b.example", "c.example")}
EVENTS, SPACE = (Label(topic="Events", confidence=1.0),), (Label(topic="Space", confidence=1.0),)
A, B, C = (article(f"https://{name}.example/1") for name in "abc")
TOPIC_FLOOR = Demands(floors=(Floor(topic="Events", heat=90),))
PUBLISHER_FLOOR = Demands(floors=(Floor(publisher="a.example", heat=90),))
MONTH = Demands(max_age=timedelta(days=30))
HELD = "below the floor of Events (90)"
PIN = Decision(do="pin", items=(A.id,), reason="launch day")


@cache
def judging(demands):
    return DefaultJudge(70, HUB, NEWSROOMS, {}, demands, book=standard())


def receipt(demands, *told, decisions=(), now=NOW):
    """Return the receipt of the lead of a story of articles, each with its points and topics."""
    judge = judging(demands)
    own, articles = story(*(one for one, *_ in told)), {one.id: one for one, *_ in told}
    scores = {
        one.id: demands.noted(points if isinstance(points, Score) else score(points), one, labels, 200) for one, points, labels in told
    }
    own = replace(own, lead=judge.lead(own, articles, scores))
    receipts = judge.receipts(own, articles, {one.id: labels for one, _, labels in told}, scores, decisions, now)
    return next(found for found in receipts if found.article == own.lead)


def lasting(found):
    return sum(part.points for part in found.heat.parts if part.part not in ("velocity", "recency"))


@pytest.mark.parametrize(
    ("demands", "told", "expected"),
    [
        (NO_DEMANDS, [(A, 80, EVENTS)], (80, True, ())),
        (TOPIC_FLOOR, [(A, 80, EVENTS)], (69, False, (HELD,))),
        (TOPIC_FLOOR, [(A, 80, SPACE)], (80, True, ())),
        (TOPIC_FLOOR, [(A, 90, EVENTS)], (90, True, ())),
        (TOPIC_FLOOR, [(A, 80, EVENTS), (B, 60, EVENTS)], (92, True, ())),
        (TOPIC_FLOOR, [(A, 60, EVENTS)], (60, False, (HELD,))),
        (PUBLISHER_FLOOR, [(A, 80, SPACE)], (69, False, ("below the floor of a.example (90)",))),
        (PUBLISHER_FLOOR, [(B, 80, SPACE)], (80, True, ())),
        (PUBLISHER_FLOOR, [(A, 77, SPACE), (B, 72, SPACE)], (84, True, ())),
        (PUBLISHER_FLOOR, [(A, 85, SPACE), (B, 80, SPACE)], (97, True, ())),
    ],
    ids=[
        "nothing asked",
        "below",
        "another topic",
        "at the floor",
        "lifted by coverage",
        "below the threshold too",
        "publisher",
        "another publisher",
        "one without the floor leads",
        "coverage counts before the lead is chosen",
    ],
)
def test_floor_asks_for_more_lasting_heat_and_is_named_where_it_is_missed(demands, told, expected):
    found = receipt(demands, *told)
    assert (lasting(found), found.published.value, found.published.caps) == expected
    assert sum(part.points for part in found.heat.parts) == found.heat.value


def test_floor_stands_on_the_receipt_as_a_part_without_points():
    quality = receipt(TOPIC_FLOOR, (A, 80, EVENTS)).quality
    assert [(part.part, part.points, part.why) for part in quality.parts if part.group == "policy"] == [
        ("floor of Events (90)", 0, "Events")
    ]
    assert quality.value == 80


@pytest.mark.parametrize("demands", [TOPIC_FLOOR, MONTH], ids=["floor", "age"])
def test_pin_lifts_what_is_demanded(demands):
    found = receipt(demands, (replace(A, published_at=NOW - timedelta(days=99)), 80, EVENTS), decisions=[PIN])
    assert (found.published.value, found.published.caps) == (True, ())


@pytest.mark.parametrize(("days", "published"), [(30, True), (31, False)])
def test_age_counts_when_an_article_is_found_and_never_afterwards(days, published):
    found_at = NOW + timedelta(days=days)
    own = replace(A, published_at=NOW, seen_at=found_at)
    for now in (found_at, found_at + timedelta(days=1), found_at + timedelta(days=9_999)):
        found = receipt(MONTH, (own, 80, SPACE), now=now)
        assert found.published.value is published
        assert found.published.caps == (() if published else ("too old when found",))


def test_time_alone_takes_no_story_over_its_floor_or_below_it():
    for told in ([(A, 80, EVENTS)], [(A, 80, EVENTS), (B, 60, EVENTS)]):
        assert len({receipt(TOPIC_FLOOR, *told, now=NOW + timedelta(hours=hours)).published.value for hours in (0, 6, 48, 9_999)}) == 1


def test_lifted_kind_costs_nothing_and_holds_nothing():
    deal = Score(value=35, parts=(Part(group="base", part="base", points=85), Part(group="kind", part="deal", points=-50, why="% off")))
    assert receipt(NO_DEMANDS, (A, deal, SPACE)).published.caps == ("deal",)
    found = receipt(Demands(lift=("deal",)), (A, deal, SPACE))
    assert (lasting(found), found.published.value, found.published.caps) == (85, True, ())


def test_judge_notes_its_demands_in_the_quality_it_gives():
    judge, plain = judging(TOPIC_FLOOR), judging(NO_DEMANDS).quality(A, EVENTS)
    assert judge.quality(A, EVENTS).value == plain.value
    assert [part.part for part in judge.quality(A, EVENTS).parts][-1] == "floor of Events (90)"
