"""What readers hold of a story, its record's path and its id in feeds, lasts while the engine itself grows, unites and parts stories."""

from datetime import datetime, timedelta
from email.utils import format_datetime
import json
from pathlib import Path

from lxml import etree
import pytest
from tests.integration.webs import page, records

from newsloom.sample.loopback import LoopbackWeb, Page
from newsloom.times import parse, stamp

pytestmark = pytest.mark.loopback

HUB = """
[hub]
title = "Skarholm"
subject = "island news"
url = "https://hub.example"
[policy]
threshold = 1
[[topics]]
id = "islands"
name = "Islands"
keywords = ["island"]
[[topics]]
id = "skarholm"
name = "Skarholm"
keywords = ["Skarholm", "Corvana"]
[[sources]]
url = "http://a.example/feed"
[network]
spacing = "0s"
"""
BEGUN = parse("2026-03-02T08:00:00Z")
CYCLES = tuple(BEGUN + timedelta(hours=hours) for hours in (2, 12, 22))
FIRE = (
    1,
    "Corvana ferry fire: passengers brought ashore at Skarholm",
    "Smoke was seen from Skarholm on Monday.",
)
PUMP = (
    8,
    "Engine room fire on the Corvana ferry: 140 passengers brought ashore",
    "Rescue boats took 140 passengers from the burning Corvana ferry; a pump in the engine room had leaked oil.",
)
BOATS = (
    9,
    "Fire on Corvana ferry: 140 passengers brought ashore by rescue boats",
    "140 passengers were brought ashore by rescue boats after oil had leaked in the engine room of the ferry Corvana.",
)
PRAISE = (
    20,
    "Corvana ferry fire: all 140 passengers safe, crew praised",
    "Rescue boats brought all 140 passengers of the burning ferry Corvana ashore; oil had leaked in the engine room.",
)
MAYOR = (
    0,
    "Skarholm council elects a mayor",
    "The council of Skarholm chose a mayor on Monday after seven ballots; the loser demands a recount and wants judges to look at it.",
)
TUG = (0, "Engine fire halts Corvana ferry off Skarholm", "Passengers in life jackets waited three hours for a tug.")
SOUP = (1, "Rescue boats bring 140 people ashore at Skarholm", "Volunteers served soup in the parish hall until midnight.")
BRIDGE = (
    8,
    "Corvana engine fire: rescue boats bring 140 ferry passengers ashore at Skarholm",
    "Passengers in life jackets waited three hours for a tug; volunteers served soup in the parish hall.",
)


class Told:
    """A hub about invented news, `(hours after the first, title, excerpt)`, cycle after cycle, and what readers see of it."""

    def __init__(self, hub: Path, newsloom, news) -> None:
        self._hub, self._newsloom, self._news = hub, newsloom, news
        hub.mkdir()
        (hub / "hub.toml").write_text(HUB, encoding="utf-8")

    def cycle(self, now: datetime) -> dict[str, int]:
        """Run a cycle on what is published by then, and return what became of the stories."""
        with LoopbackWeb(self._answer(now)) as web:
            done = self._newsloom("run", self._hub, "--as-of", stamp(now), "--json", environment={"HTTP_PROXY": web.proxy})
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["stories"]

    def _answer(self, now: datetime):
        known = [(number, *told) for number, told in enumerate(self._news) if BEGUN + timedelta(hours=told[0]) <= now]
        rows = "".join(
            f"<item><title>{title}</title><link>http://a.example/{number}</link>"
            f"<pubDate>{format_datetime(BEGUN + timedelta(hours=hours))}</pubDate></item>"
            for number, hours, title, _ in known
        )
        pages = {f"http://a.example/{number}": page(title, excerpt) for number, _, title, excerpt in known}
        pages["http://a.example/feed"] = Page(
            body=f"<rss version='2.0'><channel><title>A</title>{rows}</channel></rss>".encode(),
            headers=(("Content-Type", "application/rss+xml"),),
        )
        return pages.get

    def records(self) -> dict[str, dict]:
        """Return the records by path."""
        return records(self._hub)

    def show(self, story: str) -> dict:
        """Return what `newsloom stories show` says of a story."""
        done = self._newsloom("stories", "show", story, self._hub, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def document(self, story: str) -> dict:
        """Return the API's document of a story."""
        return json.loads((self._hub / "site" / "api" / "stories" / f"{story}.json").read_text(encoding="utf-8"))

    def changed(self) -> list[datetime]:
        """Return when the feeds say that their items changed last, and that of the Atom feed itself."""
        atom = etree.fromstring((self._hub / "site" / "atom.xml").read_bytes())
        items = json.loads((self._hub / "site" / "feed.json").read_text(encoding="utf-8"))["items"]
        told = [each.text for each in atom.iterfind("{*}updated")] + [each.text for each in atom.iterfind("{*}entry/{*}updated")]
        return [parse(one) for one in told + [item["date_modified"] for item in items]]

    def ids(self) -> list[str]:
        """Return the stories that the hub's feeds tell of, which all tell of the same, in the order of their ids."""
        site = self._hub / "site"
        atom, rss = (etree.fromstring((site / name).read_bytes()) for name in ("atom.xml", "feed.xml"))
        told = sorted(item["id"] for item in json.loads((site / "feed.json").read_text(encoding="utf-8"))["items"])
        assert (
            told == sorted(each.text for each in atom.iterfind("{*}entry/{*}id")) == sorted(each.text for each in rss.iterfind(".//guid"))
        )
        return [one.removeprefix("urn:newsloom:") for one in told]


@pytest.fixture
def telling(tmp_path, newsloom):
    """Return a function that makes a hub of invented news."""
    return lambda *news: Told(tmp_path / "hub", newsloom, news)


def titled(told: Told, title: str) -> tuple[str, dict]:
    """Return the path and the record that has this title, or holds an article that has it."""
    (found,) = (
        (path, record)
        for path, record in told.records().items()
        if record["category"] == "news"
        and title in (record["title"], *(other["title"] for other in record.get("related", ()) if other["relation"] != "theme"))
    )
    return found


def what(story: dict) -> list[str]:
    return [event["what"] for event in story["history"]]


def test_story_that_grows_is_the_same_record_and_the_same_item_of_the_feeds(telling):
    told = telling(PUMP, BOATS, PRAISE)
    assert told.cycle(CYCLES[1])["new"] == 1
    path, before = titled(told, PUMP[1])
    assert told.changed() == [BEGUN + timedelta(hours=9)] * 3
    assert told.cycle(CYCLES[2]) == {"open": 1, "new": 0, "grown": 1, "merged": 0, "split": 0}
    assert titled(told, PRAISE[1]) == (path, told.records()[path])
    after = told.records()[path]
    assert list(told.records()) == [path]
    assert told.ids() == [before["id"]] == [after["id"]]
    assert told.changed() == [BEGUN + timedelta(hours=20)] * 3
    assert (before["story"]["last"], after["story"]["last"]) == (BEGUN + timedelta(hours=9), BEGUN + timedelta(hours=20))


def test_story_that_the_engine_merges_leaves_a_redirect_and_says_why(telling):
    told = telling(TUG, SOUP, BRIDGE)
    assert told.cycle(CYCLES[0])["new"] == 2
    before = {title: titled(told, title) for title in (TUG[1], SOUP[1])}
    assert len(told.ids()) == 2
    report = told.cycle(CYCLES[1])
    assert (report["new"], report["merged"]) == (0, 1)
    path, record = titled(told, BRIDGE[1])
    assert (path, record["id"]) in {(path, record["id"]) for path, record in before.values()}
    ((gone, absorbed),) = ((other, old) for other, old in before.values() if other != path)
    redirect = told.records()[gone]
    assert (redirect["category"], redirect["redirectTo"]) == ("redirect", {"path": f"_news/{path}", "id": record["id"]})
    assert redirect["title"] == record["title"]
    assert told.ids() == [record["id"]]
    heir = told.show(record["id"])
    assert told.show(absorbed["id"]) == heir
    (event,) = (event for event in heir["history"] if event["what"] == "absorbed")
    assert (event["other"], event["why"][:14], parse(event["at"])) == (absorbed["id"], "their reports ", CYCLES[1])
    assert told.document(absorbed["id"])["mergedInto"] == record["id"]
    told.cycle(CYCLES[2])
    assert (told.records()[gone], told.ids()) == (redirect, [record["id"]])


def test_part_that_the_engine_splits_off_gets_a_record_of_its_own_and_both_say_why(telling):
    told = telling(MAYOR, FIRE, PUMP, BOATS, PRAISE)
    assert told.cycle(CYCLES[0])["new"] == 1
    path, before = titled(told, FIRE[1])
    report = told.cycle(CYCLES[1])
    assert (report["new"], report["merged"], report["split"]) == (0, 0, 1)
    kept, left = (titled(told, title) for title in (FIRE[1], MAYOR[1]))
    assert {kept[0], left[0]} > {path}
    assert len(told.ids()) == 2
    assert set(told.ids()) == {kept[1]["id"], left[1]["id"]} > {before["id"]}
    stayed, parted = (told.show(one["id"]) for one in ((kept[1], left[1]) if kept[0] == path else (left[1], kept[1])))
    (off,) = (event for event in stayed["history"] if event["what"] == "split-off")
    (whence,) = (event for event in parted["history"] if event["what"] == "split-from")
    assert (off["other"], whence["other"]) == (parted["id"], stayed["id"])
    assert off["why"] == whence["why"] != ""
    assert parse(off["at"]) == parse(whence["at"]) == CYCLES[1]
    told.cycle(CYCLES[2])
    assert [titled(told, title)[0] for title in (FIRE[1], MAYOR[1])] == [kept[0], left[0]]
    assert set(told.ids()) == {kept[1]["id"], left[1]["id"]}
