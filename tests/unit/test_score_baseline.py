"""Baselines are learned from a hub's own published stories, fixed when a story is created, and move velocity alone."""

from contextlib import closing
from datetime import timedelta

from msgspec.structs import replace
import pytest

from newsloom.classify import TopicLabeller
from newsloom.flows.curate import Curator, Rules
from newsloom.flows.judging import Judgement, judged
from newsloom.flows.reports import Silence
from newsloom.hub.rules import standard
from newsloom.score import DefaultJudge
from newsloom.score.baseline import HISTORY, SETTLED, Baselines, hour_of_week, span
from newsloom.store.sqlite import SqliteStore
from newsloom.stories import Background, LexicalWeaver
from newsloom.testing.factories import NOW, article, story
from newsloom.types import Collected, Curated, Pace, Publisher, Topic

HOUR = timedelta(hours=1)
"""`NOW` is a Monday, 12:00 UTC: hour 12 of the week."""
SPACE = Topic(id="space", name="Space", keywords=("rocket",))
NEWSROOMS = {name: Publisher(domain=name, name=name, rating=0.8) for name in ("a.example", "b.example", "c.example")}
LABELLER = TopicLabeller((SPACE,), {})
JUDGE = DefaultJudge(70, (SPACE,), NEWSROOMS, {}, book=standard())


def pace(topic="Space", hour=12, stories=20, peaks=40.0):
    return Pace(topic=topic, hour=hour, stories=stories, peaks=peaks)


@pytest.mark.parametrize(
    ("paces", "usual"),
    [
        ((), 1.0),  # nothing known: one newsroom at a time
        ((pace(topic="Sea", hour=0),), 1.5),  # the hub's: (40 + 20 · 1) / 40
        ((pace(hour=0),), 1.75),  # the topic's: (40 + 20 · 1.5) / 40
        ((pace(),), 1.88),  # the hour's: (40 + 20 · 1.75) / 40
        ((pace(stories=1, peaks=2.0),), 1.13),  # one story moves little: 22/21, then 1.0930, then 1.1362
        ((pace(stories=2_000, peaks=6_000.0), pace(topic="Sea", stories=2_000, peaks=2_000.0)), 3.0),
    ],
)
def test_baseline_goes_from_the_hub_to_the_topic_to_the_hour(paces, usual):
    assert Baselines(paces).of("Space", NOW) == pytest.approx(usual, abs=0.011)


def test_hours_of_the_week_begin_on_monday():
    assert (hour_of_week(NOW), hour_of_week(NOW - 13 * HOUR)) == (12, 167)


def test_history_is_the_same_all_day_long():
    midnight = NOW.replace(hour=0)
    assert span(midnight) == span(midnight + 23 * HOUR) == (midnight - SETTLED - HISTORY, midnight - SETTLED)
    assert span(midnight) != span(midnight + 24 * HOUR)


def judge(own, articles, now=NOW, paces=()):
    judgement = Judgement(labeller=LABELLER, judge=JUDGE, baselines=Baselines(paces))
    return judged(own, {own.id: own for own in articles}, judgement, now)


def test_baseline_is_fixed_when_the_story_is_created():
    reports = [article(f"https://{name}.example/1", published_at=NOW - HOUR) for name in "abc"]
    busy = (pace(stories=2_000, peaks=6_000.0, hour=hour_of_week(NOW - HOUR)),)
    quiet_hub, _ = judge(story(*reports), reports)
    busy_hub, receipts = judge(story(*reports), reports, paces=busy)
    assert (quiet_hub.baseline, busy_hub.baseline) == (1.0, 3.0)
    assert (busy_hub.topic, busy_hub.peak) == ("Space", 3.0)
    lead = next(receipt for receipt in receipts if receipt.relation == "lead")
    assert next(part for part in lead.heat.parts if part.part == "velocity").why == "2.67 decayed arrivals, baseline 3.00"
    later, _ = judge(busy_hub, reports, now=NOW + HOUR)
    old, _ = judge(replace(story(*reports), created_at=NOW - HOUR), reports, paces=busy)
    assert (later.baseline, old.baseline) == (3.0, 0.0)


def test_unpublished_story_teaches_nothing():
    dull = article("https://d.example/1", title="Gardens in bloom", excerpt="The roses are out, and so are the bees.")
    assert judge(story(dull), [dull])[0].peak == 0.0


def test_curation_learns_from_the_settled_stories_of_its_store(tmp_path):
    """Forty stories of two weeks ago reached 3 at this hour; those of yesterday, and those that are not published, say nothing yet."""
    past = [(NOW - timedelta(weeks=2), 3.0)] * 40 + [(NOW - timedelta(days=1), 9.0)] * 40 + [(NOW - timedelta(weeks=2), 0.0)] * 40
    told = [article(f"https://a.example/{n}", title=f"Number {n}", published_at=at) for n, (at, _) in enumerate(past)]
    stories = [
        replace(story(own), topic="Space", peak=peak, created_at=at, path=f"{own.id}.md")
        for own, (at, peak) in zip(told, past, strict=True)
    ]
    with closing(SqliteStore(tmp_path / "hub.db")) as store:
        store.save_collected(Collected(articles=(*told, article("https://b.example/new"))))
        store.save_curated(Curated(stories=tuple(stories)))
        rules = Rules(weaver=LexicalWeaver(Background.load()), judgement=Judgement(labeller=LABELLER, judge=JUDGE))
        Curator(store, rules, NOW, Silence()).run()
        (new,) = (own for own in store.each_story() if own.created_at == NOW)
    assert new.baseline == Baselines([pace(stories=40, peaks=120.0)]).of("Space", NOW) == 2.93
