"""The front page of the sample web: whose stories it shows, and about what. The demo's site is read as a visitor gets it.

Written down before there were quotas, from the ranking alone. Of the 40 stories with a report of the last 48 hours Gannet Wire leads
seven of the first 15 (places 1, 4, 7, 9, 12, 14 and 15): four of the first ten places and three of the second. Grid has four of the
second ten. 23 other publishers lead the other 33, and no topic below the root has more than ten of the 40, so each half of the page can
do with two stories of a publisher and three of a topic.
"""

from collections import Counter
import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

HALF, OF_A_PUBLISHER, OF_A_TOPIC = 10, 2, 3
ROOT = "Tidal power"


def cards(site: Path, page: str) -> list[tuple[LexborNode, dict]]:
    """Return the cards of a page in its order, each with its story as the API tells it."""
    nodes = LexborHTMLParser((site / page).read_text(encoding="utf-8")).css("main .lead, main .cards .card")
    stories = [Path(node.css_first("a.heat").attributes["href"] or "").stem for node in nodes]
    told = [json.loads((site / "api" / "stories" / f"{story}.json").read_text(encoding="utf-8")) for story in stories]
    return list(zip(nodes, told, strict=True))


@pytest.fixture(scope="module")
def front(demo: Path) -> list[dict]:
    return [story for _, story in cards(demo / "site", "index.html")]


def test_front_page_is_full_and_begins_with_the_hottest_story(front):
    assert len(front) == 2 * HALF
    assert front[0]["heat"] == max(story["heat"] for story in front)


@pytest.mark.parametrize("half", [0, 1], ids=["first ten", "second ten"])
def test_no_publisher_takes_the_front_page(front, half):
    leads = Counter(story["provider"]["domain"] for story in front[half * HALF : (half + 1) * HALF])
    assert max(leads.values()) <= OF_A_PUBLISHER, leads


@pytest.mark.parametrize("half", [0, 1], ids=["first ten", "second ten"])
def test_no_topic_takes_the_front_page(front, half):
    topics = Counter(topic for story in front[half * HALF : (half + 1) * HALF] for topic in story["topics"] if topic != ROOT)
    assert max(topics.values()) <= OF_A_TOPIC, topics


def test_stories_that_had_to_wait_are_the_next_to_come(front):
    """Who is hotter than the last of the first half waited for no other reason than its publisher's or topic's places, and is not gone."""
    first = front[:HALF]
    leads = Counter(story["provider"]["domain"] for story in first)
    topics = Counter(topic for story in first for topic in story["topics"])
    waited = [story for story in front[HALF:] if story["heat"] > first[-1]["heat"]]
    assert any(story["provider"]["domain"] == "gannet-wire.example" for story in waited)
    for story in waited:
        full = {topic for topic in story["topics"] if topic != ROOT and topics[topic] == OF_A_TOPIC}
        assert full or leads[story["provider"]["domain"]] == OF_A_PUBLISHER, story["title"]


def test_stories_of_one_publisher_are_marked_and_no_others(demo):
    pages = [f"topics/{page.name}" for page in (demo / "site" / "topics").glob("*.html") if page.name != "index.html"]
    seen = [one for page in pages for one in cards(demo / "site", page)]
    marked = {story["story"]["id"] for node, story in seen if "Single source" in node.css_first(".byline").text()}
    assert marked == {story["story"]["id"] for _, story in seen if story["story"]["publishers"] == 1}
    assert marked
