"""Editors' decisions, from their files to the published records, through the command line."""

from datetime import timedelta
import json

import pytest
from tests.integration.webs import make_hub, page, records, rss

from newsloom.app import opened
from newsloom.flows.reports import Silence
from newsloom.sample.loopback import LoopbackWeb, Page
from newsloom.testing.factories import NOW, article
from newsloom.times import parse
from newsloom.types import Collected

pytestmark = pytest.mark.loopback

AT = "2026-03-02T12:00:00Z"
ITEMS = {
    "/1": ("Old lighthouse to shine again", "Its lamp was put out in 1988; the keeper's daughter will switch it on in May."),
    "/2": ("Harbour museum buys a painted lens", "Collectors bid for an hour before the curator raised her hand a last time."),
    "/3": ("Ferry strike leaves islands without bread", "Bakers rowed out with flour on Sunday while crews and owners argued over pay."),
}


@pytest.fixture
def hub(tmp_path, newsloom):
    """Return a function that writes a desk file, runs a cycle, and returns the records by address."""
    pages = {"http://a.example/feed": rss("a.example", [(path, title) for path, (title, _) in ITEMS.items()])}
    pages |= {f"http://a.example{path}": page(title, excerpt) for path, (title, excerpt) in ITEMS.items()}
    folder = make_hub(tmp_path / "hub", "http://a.example/feed")
    (folder / "desk").mkdir()

    def run(decisions: str, at: str = AT):
        (folder / "desk" / "today.toml").write_text(decisions)
        with LoopbackWeb(pages) as web:
            done = newsloom("run", folder, "--as-of", at, "--json", environment={"HTTP_PROXY": web.proxy})
        assert done.returncode == 0, done.stderr
        run.report = json.loads(done.stdout)
        return {record.get("webUrl", name): record for name, record in records(folder).items()}

    run.folder = folder
    return run


def decision(do: str, *paths: str, until: str = "") -> str:
    items = ", ".join(f'"http://a.example{path}"' for path in paths)
    return f'[[decision]]\ndo = "{do}"\nitems = [{items}]\nreason = "test"\nby = "mara"\n' + (f"until = {until}\n" if until else "")


def test_pin_publishes_a_story_and_its_expiry_takes_it_back(hub):
    assert not hub("")["http://a.example/3"]["published"]
    pinned = hub(decision("pin", "/3", until="2026-03-03T00:00:00Z"))["http://a.example/3"]
    assert pinned["published"]
    assert pinned["heat"] >= 70
    assert not hub(decision("pin", "/3", until="2026-03-03T00:00:00Z"), at="2026-03-03T01:00:00Z")["http://a.example/3"]["published"]


def test_hide_holds_a_story_back_until_the_decision_is_gone(hub):
    assert hub(decision("pin", "/1"))["http://a.example/1"]["published"]
    assert not hub(decision("hide", "/1"))["http://a.example/1"]["published"]
    assert hub(decision("pin", "/1"))["http://a.example/1"]["published"]


def test_must_link_merges_two_stories_and_leaves_a_redirect(hub):
    before = hub("")
    assert len(before) == 3
    after = hub(decision("must-link", "/1", "/2"))
    assert hub.report["stories"]["merged"] == 1
    redirects = [record for record in after.values() if record["category"] == "redirect"]
    assert len(redirects) == 1
    (story,) = (record for record in after.values() if any(r.get("relation") == "coverage" for r in record.get("related", ())))
    assert {story["webUrl"], *(r["webUrl"] for r in story["related"])} >= {"http://a.example/1", "http://a.example/2"}
    assert len(list((hub.folder / "content/_news").glob("*.md"))) == 3


def test_cannot_link_after_must_link_splits_the_story_under_a_new_id(hub):
    hub("")
    joined = hub(decision("must-link", "/1", "/2"))
    apart = hub(decision("cannot-link", "/1", "/2"))
    assert hub.report["stories"]["split"] == 1
    assert {"http://a.example/1", "http://a.example/2"} <= set(apart)
    assert {r["id"] for r in apart.values() if "id" in r} > {r["id"] for r in joined.values() if r["category"] == "news"}


def test_broken_decision_is_told_with_its_place_and_exit_2(hub, newsloom):
    (hub.folder / "desk" / "today.toml").write_text('[[decision]]\ndo = "pinn"\nitem = "http://a.example/1"\nreason = "x"\n')
    done = newsloom("check", hub.folder)
    assert done.returncode == 2
    assert "desk/today.toml:" in done.stderr
    assert "pin" in done.stderr


def test_item_given_by_its_story_or_its_record_is_pinned(hub):
    before = hub("")
    story = before["http://a.example/3"]["id"]
    assert story.startswith("s")
    pin = decision("pin", "/3")
    assert hub(pin.replace("http://a.example/3", story))["http://a.example/3"]["published"]
    (name,) = (path.name for path in (hub.folder / "content/_news").glob("*ferry*.md"))
    assert hub(pin.replace("http://a.example/3", f"content/_news/{name}"))["http://a.example/3"]["published"]
    assert hub.report["desk"] == []


def test_item_given_by_an_address_that_led_to_it_is_pinned(tmp_path, newsloom):
    pages = {
        "http://a.example/feed": rss("a.example", [("/old", ITEMS["/3"][0])]),
        "http://a.example/old": Page(status=301, headers=(("Location", "http://a.example/3"),)),
        "http://a.example/3": page(*ITEMS["/3"]),
    }
    folder = make_hub(tmp_path / "hub", "http://a.example/feed")
    (folder / "desk").mkdir()
    (folder / "desk" / "today.toml").write_text(decision("pin", "/old"))
    with LoopbackWeb(pages) as web:
        done = newsloom("run", folder, "--as-of", AT, "--json", environment={"HTTP_PROXY": web.proxy})
    assert json.loads(done.stdout)["desk"] == []
    (record,) = records(folder).values()
    assert (record["webUrl"], record["published"]) == ("http://a.example/3", True)


def test_links_given_by_stories_keep_their_meaning_when_these_are_joined(hub):
    before = hub("")
    ones = [before[f"http://a.example/{number}"]["id"] for number in (1, 2)]
    must = decision("must-link", "/1", "/2").replace("http://a.example/1", ones[0]).replace("http://a.example/2", ones[1])
    hub(must)
    assert hub.report["stories"]["merged"] == 1
    hub(must.replace("must-link", "cannot-link"))
    assert (hub.report["stories"]["split"], hub.report["desk"]) == (1, [])


def test_decision_about_an_unknown_item_is_told_and_the_others_are_obeyed(hub, newsloom):
    pinned = hub(decision("pin", "/9") + decision("pin", "/3"))
    assert pinned["http://a.example/3"]["published"]
    (said,) = hub.report["desk"]
    assert said.startswith('desk/today.toml:1: "pin" names http://a.example/9, which this hub does not hold; correct it')
    checked = newsloom("check", hub.folder)
    assert (checked.returncode, said in checked.stdout) == (0, True)
    assert json.loads(newsloom("check", hub.folder, "--json").stdout)["desk"] == [said]
    assert said in newsloom("curate", hub.folder, "--as-of", AT).stdout


def test_decisions_that_contradict_each_other_are_told_with_the_one_that_counts(hub):
    hub(decision("pin", "/1") + decision("hide", "/1") + decision("must-link", "/2", "/3") + decision("cannot-link", "/3", "/2"))
    places = [said.split(": ")[0] for said in hub.report["desk"]]
    assert places == ["desk/today.toml:1", "desk/today.toml:11"]
    assert '"pin" contradicts the "hide" at desk/today.toml:6 about http://a.example/1, which counts' in hub.report["desk"][0]
    assert '"must-link" contradicts the "cannot-link" at desk/today.toml:16' in hub.report["desk"][1]


def test_check_of_a_hub_that_never_ran_knows_no_items_and_asks_for_none(tmp_path, newsloom):
    folder = make_hub(tmp_path / "hub", "http://a.example/feed")
    (folder / "desk").mkdir()
    (folder / "desk" / "today.toml").write_text(decision("pin", "/9"))
    checked = newsloom("check", folder)
    assert (checked.returncode, "1 decisions in order" in checked.stdout) == (0, True)
    assert not (folder / ".newsloom").exists()


TIDE = article(title="Tide gate jams at Port Ellis on first night", excerpt="The tide gate at Port Ellis jammed; the basin stayed empty.")
COURT = article(
    "https://c.example/3",
    title="Court orders ferry refund after tide table error",
    excerpt="The tide table was wrong by an hour, a court said.",
)
EDITED = f"""
[[decision]]
do = "retitle"
item = "{TIDE.url}"
value = "Gate <b>stuck</b> {{{{ x }}}}"
reason = "shorter"
until = 2026-01-06
[[decision]]
do = "take-down"
item = "{COURT.url}"
reason = "a court's order"
until = 2026-01-06
[[decision]]
do = "trust"
publisher = "news.example"
reason = "corrects itself"
"""


def test_title_and_take_down_hold_in_every_file_until_they_end(tmp_path):
    folder = make_hub(tmp_path / "hub", "http://a.example/feed")
    (folder / "desk").mkdir()

    def published(hours):
        """Return the names of the records and the words of every published file, once the hub is curated so many hours after noon."""
        with opened(folder, NOW + timedelta(hours=hours)) as application:
            application.store.save_collected(Collected(articles=(TIDE, COURT)))
            application.curate()
            application.publish()
            problems = application.standing(application.clock.now()).problems
            published.quality = application.store.receipts([TIDE.id])[TIDE.id].quality
        files = [path for part in ("content", "site") for path in (folder / part).rglob("*") if path.is_file()]
        return sorted(records(folder)), "\n".join(path.read_text(errors="replace") for path in files), problems

    before = published(1)
    assert [text in before[1] for text in (TIDE.title, COURT.title, COURT.url)] == [True] * 3
    (folder / "desk" / "today.toml").write_text(EDITED)
    names, texts, problems = published(2)
    assert (names, problems) == ([name for name in before[0] if "court" not in name], ())
    assert {"news.example, trusted by an editor: corrects itself"} == {
        part.why for part in published.quality.parts if part.group == "source"
    }
    assert [text in texts for text in (TIDE.title, COURT.title, COURT.url)] == [False] * 3
    assert (record := records(folder)[names[0]])["title"] == "Gate <b>stuck</b> {{ x }}"
    assert record["webUrl"] == TIDE.url
    assert "<b>stuck" not in (folder / "site" / "index.html").read_text()
    after = published(24)
    assert after[0] == before[0]
    assert [said.split(" ended at ")[0] for said in after[2]] == ['desk/today.toml:2: "retitle"', 'desk/today.toml:8: "take-down"']
    assert [text in after[1] for text in (TIDE.title, COURT.title, COURT.url)] == [True] * 3


class Rendered(Silence):
    """Remembers how many stories were to be rendered."""

    def begin(self, flow, total):
        if flow == "publish":
            self.stories = total


def test_decision_renders_its_own_story_alone(hub):
    hub("")
    (hub.folder / "desk" / "today.toml").write_text(decision("pin", "/3"))
    with opened(hub.folder, parse(AT), rendered := Rendered()) as application:
        application.curate()
        application.publish()
    assert rendered.stories == 1
    assert [record["published"] for record in records(hub.folder).values() if record.get("webUrl") == "http://a.example/3"] == [True]
