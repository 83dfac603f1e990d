"""Second looks at pages, in whole cycles over real loopback HTTP: corrections, pages that are gone or became something else."""

from collections import Counter
import json

from msgspec.structs import replace
import pytest
from tests.integration.webs import make_hub, page, records, rss

from newsloom.sample.loopback import LoopbackWeb, Page

pytestmark = pytest.mark.loopback

HOSTS = ("apnews.com", "bbc.com", "theguardian.com")
WORDS = "The keeper told the council on Monday that the lamp of the old lighthouse at Cape Wrenna will be lit again in May."
TITLE = "Old lighthouse at Cape Wrenna to shine again in May"


class Hub:
    """A hub whose three sources report one event, and the web that it sees."""

    def __init__(self, newsloom, folder):
        self.newsloom = newsloom
        self.pages = {f"http://{host}/feed": rss(host, [("/lamp", TITLE)]) for host in HOSTS}
        self.pages |= {f"http://{host}/lamp": page(TITLE, WORDS) for host in HOSTS}
        self.folder = make_hub(folder, *(f"http://{host}/feed" for host in HOSTS))

    def run(self, at):
        with LoopbackWeb(self.pages) as web:
            done = self.newsloom("run", self.folder, "--as-of", f"2026-03-02T{at}:00Z", "--json", environment={"HTTP_PROXY": web.proxy})
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def receipt(self, url):
        return json.loads(self.newsloom("explain", url, self.folder, "--json").stdout)

    @property
    def record(self):
        (record,) = records(self.folder).values()
        return record


@pytest.fixture
def hub(tmp_path, newsloom):
    hub = Hub(newsloom, tmp_path / "hub")
    report = hub.run("12:00")
    assert (report["published"], report["stories"]["new"]) == (1, 1)
    assert report["rechecked"]["read"] == 0
    return hub


def test_corrected_page_of_a_hot_story_is_shown_as_corrected(hub):
    lead = hub.record["webUrl"]
    hub.pages[lead] = page(TITLE.replace("May", "June"), WORDS)
    assert hub.run("12:30")["rechecked"]["read"] == 0
    report = hub.run("13:10")
    assert report["rechecked"] == {"read": 1, "corrected": 1, "held": 0, "freed": 0}
    assert hub.record["title"] == "Old lighthouse at Cape Wrenna to shine again in June"
    assert hub.record["updatedDateTime"].isoformat() == "2026-03-02T13:10:00+00:00"
    assert hub.receipt(lead)["changes"] == [{"field": "title", "before": TITLE, "at": "2026-03-02T13:10:00Z"}]
    (shown,) = (hub.folder / "site" / "stories").glob("*.html")
    assert "corrected its headline" in shown.read_text("utf-8")


def test_page_that_is_gone_hands_the_lead_on_and_gets_it_back(hub):
    lead = hub.record["webUrl"]
    hub.pages[lead], there = Page(status=404), hub.pages[lead]
    report = hub.run("13:10")
    assert (report["rechecked"]["held"], report["published"]) == (1, 1)
    assert hub.record["webUrl"] != lead
    assert hub.receipt(lead)["held"].startswith("gone: ")
    hub.pages[lead] = there
    assert hub.run("15:30")["rechecked"]["freed"] == 1
    assert hub.receipt(lead)["held"] == ""


def test_page_that_answers_and_says_that_it_is_not_there_is_held_back(hub):
    lead = hub.record["webUrl"]
    hub.pages[lead] = Page(body=f"<title>Page not found | News</title><h1>Page not found</h1><h2>{TITLE}</h2><p>{WORDS}</p>".encode())
    report = hub.run("13:10")
    assert (report["rechecked"]["held"], report["published"]) == (1, 1)
    assert hub.record["webUrl"] != lead
    assert hub.receipt(lead)["held"] == "gone: its page says “Page not found”; look for its new address"


def test_story_of_which_no_page_is_left_is_not_published_until_one_is_back(hub):
    pages = {url: answer for url, answer in hub.pages.items() if url.endswith("/lamp")}
    hub.pages |= dict.fromkeys(pages, page("Win a cruise tonight", "Casino bonus for all new players who register now, no deposit."))
    report = hub.run("13:10")
    assert (report["rechecked"]["held"], report["published"]) == (3, 0)
    receipt = hub.receipt(hub.record["webUrl"])
    assert receipt["published"]["caps"] == ["held back"]
    assert receipt["held"].startswith("changed: ")
    assert hub.record["published"] is False
    hub.pages |= pages
    assert hub.run("15:30")["published"] == 1


def test_page_that_does_not_answer_is_not_taken_for_gone(hub):
    lead = hub.record["webUrl"]
    hub.pages[lead] = replace(hub.pages[lead], status=503)
    report = hub.run("13:10")
    assert report["rechecked"] == {"read": 1, "corrected": 0, "held": 0, "freed": 0}
    assert report["published"] == 1


def test_feed_that_gives_another_title_has_the_page_read_again(hub):
    host = HOSTS[2]
    new = TITLE.replace("May", "September")
    hub.pages |= {f"http://{host}/feed": rss(host, [("/lamp", new)]), f"http://{host}/lamp": page(new, WORDS)}
    hub.run("12:20")
    assert hub.receipt(f"http://{host}/lamp")["item"]["title"] == new


def test_address_that_proved_worthless_is_not_asked_again_for_another_source(tmp_path, newsloom):
    pages = {f"http://{host}/feed": rss(host, []) for host in ("a.example", "b.example")}
    pages["http://a.example/feed"] = rss("a.example", [("/gone", "A lighthouse that is no more")])
    pages["http://a.example/gone"] = Page(status=410)
    folder = make_hub(tmp_path / "hub", *(url for url in pages if url.endswith("feed")))
    asked = Counter()
    for at in ("12:00", "13:00"):
        with LoopbackWeb(pages) as web:
            done = newsloom("run", folder, "--as-of", f"2026-03-02T{at}:00Z", "--json", environment={"HTTP_PROXY": web.proxy})
        assert done.returncode == 0, done.stderr
        asked += web.asked
        listed = rss("b.example", [("/x", "A lighthouse that is no more")])
        pages["http://b.example/feed"] = replace(listed, body=listed.body.replace(b"http://b.example/x", b"http://a.example/gone"))
    assert asked["http://a.example/gone"] == 1
    assert json.loads(done.stdout)["items"]["rejected"] == 1
