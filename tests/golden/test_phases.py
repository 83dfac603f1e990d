"""Phases and baselines on the sample web, as they stand after its last cycle (day 10, 20:00). The reasons were written before the run."""

from contextlib import closing

import pytest

from newsloom.ids import article_id
from newsloom.sample import MOMENTS, World
from newsloom.score.baseline import Baselines, span
from newsloom.store.sqlite import SqliteStore

ITEMS = World.load().items
EXPECTED = {
    # five newsrooms between 16:00 and 19:45, nothing before
    "barrowby-loaf-island": "breaking",
    # six between 15:30 and 19:30, nothing before; three reprints of the wire start nothing
    "lodestar-bids-moonpull": "breaking",
    # began at 13:20, more than six hours ago: no longer breaking, though nearly all of it is newer
    "gannow-sexton-jammed": "rising",
    # 10:40 to 18:30: two of five are fresh now, three of five were at 18:30, never fewer than one in four since
    "old-dorcas-retires": "rising",
    # at 17:15 one of five was fresh, fewer than one in four; the sixth at 17:30 makes it two of six
    "kelling-meters-overbilled": "steady",
    # fourteen reports since the evening of day 8; the last one, of 15:20, is the second of its publisher
    "quarrel-hill-blackout": "steady",
    # three reports until 10:15 on day 8, then none for 49 hours, then another newsroom's at 11:50 on day 10
    "line-workers-overtime-ban": "revived",
    # the last report came at 07:00 on day 8
    "vale-hatherly-shares": "fading",
    # the last report came on day 2
    "connection-queue-cleared": "fading",
}


@pytest.fixture(scope="module")
def seen(demo):
    """Return the demo's stories by the article that they hold, and their leads' receipts."""
    with closing(SqliteStore(demo / ".newsloom" / "hub.db")) as store:
        stories = {own.id: own for own in store.each_story()}
        home = store.stories_of([article_id(item.url) for item in ITEMS])
        return stories, home, store.receipts([own.lead for own in stories.values()]), store.paces(*span(MOMENTS[-1]))


def last_told(event):
    """Return the article of the last text of its own on an event."""
    return article_id(max((item for item in ITEMS if item.event == event and item.relation == "report"), key=lambda item: item.at).url)


@pytest.mark.parametrize("event", EXPECTED)
def test_story_of_the_last_report_is_in_the_expected_phase(seen, event):
    stories, home, receipts, _ = seen
    assert receipts[stories[home[last_told(event)]].lead].phase == EXPECTED[event]


def test_baselines_of_the_first_cycle_are_one_newsroom_and_later_ones_are_learned(seen):
    """In the first cycle nothing is known. In the last, the stories that began until day 7 are; what they reached is usual."""
    stories, _, receipts, paces = seen
    living = [own for own in stories.values() if not own.merged_into]
    assert {own.baseline for own in living if own.created_at == MOMENTS[0]} == {1.0}
    latest = [own for own in living if own.created_at == MOMENTS[-1]]
    learned = Baselines(paces)
    assert [own.baseline for own in latest] == pytest.approx([learned.of(own.topic, own.first) for own in latest], abs=0.02)
    assert all(own.baseline != 1.0 for own in latest)
    hot = next(own for own in latest if receipts[own.lead].published.value)
    assert f"baseline {hot.baseline:.2f}" in next(part.why for part in receipts[hot.lead].heat.parts if part.part == "velocity")
