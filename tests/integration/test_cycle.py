"""A whole cycle from outside, over real loopback HTTP: what comes in, what is written, and that bad input harms no neighbour."""

import gzip
import json
from pathlib import Path

from msgspec.structs import replace
import pytest
from tests.integration.webs import XML, make_hub, page, records, rss
import yaml

from newsloom.render.record import parse
from newsloom.sample.loopback import LoopbackWeb, Page

pytestmark = pytest.mark.loopback

CANONICAL = b'<link rel="canonical" href="http://n.example/1">'
NOW = "2026-03-02T12:00:00Z"


@pytest.fixture
def cycle(tmp_path, newsloom):
    """Return a function that runs one cycle of a hub over made-up pages, and returns its report."""

    def run(pages: dict[str, Page], *urls: str, hub: Path | None = None, at: str = NOW, expect: int = 0):
        with LoopbackWeb(pages) as web:
            hub = hub or make_hub(tmp_path / "hub", *urls)
            done = newsloom("run", hub, "--as-of", at, "--json", environment={"HTTP_PROXY": web.proxy})
        assert done.returncode == expect, done.stderr
        assert "Traceback" not in done.stderr
        return json.loads(done.stdout)

    return run


def balance(report) -> None:
    items = report["items"]
    assert items["discovered"] == items["stored"] + items["duplicate"] + items["rejected"] + items["quarantined"]


def test_cycle_of_a_small_feed_writes_records_api_feeds_and_site(cycle, tmp_path):
    host = "a.example"
    report = cycle(
        {
            f"http://{host}/feed": rss(host, [("/1", "Old lighthouse to shine again")]),
            f"http://{host}/1": page("Old lighthouse to shine again"),
        },
        f"http://{host}/feed",
    )
    balance(report)
    assert report["items"]["stored"] == 1
    hub = tmp_path / "hub"
    (record,) = records(hub).values()
    assert record["title"] == "Old lighthouse to shine again"
    assert record["webUrl"] == "http://a.example/1"
    assert json.loads((hub / "content/api/index.json").read_bytes())
    for output in ("index.html", "feed.xml", "atom.xml", "feed.json", "sitemap.xml", "api/news/index.json"):
        assert (hub / "site" / output).stat().st_size > 0


def test_second_cycle_at_the_same_time_asks_conditionally_and_writes_nothing(cycle, tmp_path):
    pages = {
        "http://a.example/feed": rss("a.example", [("/1", "Old lighthouse to shine again")]),
        "http://a.example/1": page("Old lighthouse to shine again"),
    }
    cycle(pages, "http://a.example/feed")
    before = {
        path: path.stat().st_mtime_ns for path in tmp_path.joinpath("hub").rglob("*") if path.is_file() and ".newsloom" not in path.parts
    }
    report = cycle(pages, hub=tmp_path / "hub")
    after = {
        path: path.stat().st_mtime_ns for path in tmp_path.joinpath("hub").rglob("*") if path.is_file() and ".newsloom" not in path.parts
    }
    assert report["sources"]["not_modified"] == 1
    assert report["items"]["discovered"] == 0
    assert report["records"] == {"written": 0, "unchanged": 1, "removed": 0}
    assert before == after


def test_one_article_in_two_feeds_with_tracking_is_stored_once(cycle):
    pages = {
        "http://a.example/feed": rss("a.example", [("/1?utm_source=rss", "Old lighthouse to shine again")]),
        "http://b.example/feed": rss("a.example", [("/1", "Old lighthouse to shine again")]),
        "http://a.example/1?utm_source=rss": page("Old lighthouse to shine again"),
        "http://a.example/1": page("Old lighthouse to shine again"),
    }
    report = cycle(pages, "http://a.example/feed", "http://b.example/feed")
    assert (report["items"]["stored"], report["items"]["duplicate"]) == (1, 1)


@pytest.mark.parametrize("slow", ["http://a.example/feed", "http://b.example/feed"])
@pytest.mark.parametrize("path", ["/1", "/1?from=b"])
def test_article_of_two_feeds_is_credited_to_the_first_by_address_whoever_answers_first(cycle, newsloom, tmp_path, slow, path):
    own = page("Old lighthouse to shine again")
    pages = {
        "http://a.example/feed": rss("n.example", [("/1", "Old lighthouse to shine again")]),
        "http://b.example/feed": rss("n.example", [(path, "Old lighthouse to shine again")]),
        **dict.fromkeys(("http://n.example/1", "http://n.example/1?from=b"), replace(own, body=CANONICAL + own.body)),
    }
    pages[slow] = replace(pages[slow], delay=0.3)
    report = cycle(pages, "http://b.example/feed", "http://a.example/feed")
    assert (report["items"]["stored"], report["items"]["duplicate"]) == (1, 1)
    receipt = json.loads(newsloom("explain", "http://n.example/1", tmp_path / "hub", "--json").stdout)
    assert receipt["item"]["source"] == "http://a.example/feed"


BAD = {
    "wrong-type": Page(body=b"\x89PNG\r\n\x1a\n" + b"\0" * 40, headers=(("Content-Type", "image/png"),)),
    "html": page("A page, no feed"),
    "empty": Page(body=b"", headers=XML),
    "cut-gzip": Page(body=gzip.compress(b"<rss>" + bytes(range(256)) * 40)[:-400], headers=(*XML, ("Content-Encoding", "gzip"))),
    "down": Page(status=502, body=b"bad gateway"),
    "gone": Page(status=410),
    "half": Page(body=b"<?xml version='1.0'?><rss version='2.0'><channel><item><title>Cut"),
    "bomb": Page(
        body=b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        b"<rss><channel><title>&b;</title></channel></rss>",
        headers=XML,
    ),
    "path": Page(body=b"/etc/passwd", headers=XML),
}


def test_bad_sources_are_listed_and_leave_their_neighbour_unharmed(cycle, tmp_path):
    pages = {f"http://{name}.example/feed": bad for name, bad in BAD.items()}
    pages |= {
        "http://good.example/feed": rss("good.example", [("/1", "Old lighthouse to shine again")]),
        "http://good.example/1": page("Old lighthouse to shine again"),
    }
    report = cycle(pages, *(url for url in pages if url.endswith("/feed")))
    failed = {failure["url"]: failure for failure in report["sources"]["failed"]}
    assert report["items"]["stored"] == 1
    assert set(failed) >= {f"http://{name}.example/feed" for name in BAD if name != "half"}
    assert all(failure["reason"] and failure["code"] for failure in failed.values())
    assert len(records(tmp_path / "hub")) == 1


def test_feed_of_ten_thousand_entries_is_bounded_and_balances(cycle):
    def made_up(url: str) -> Page | None:
        return page(f"Lighthouse number {url.rsplit('/', 1)[1]}") if "/item/" in url else None

    feed = rss("big.example", [(f"/item/{number}", f"Lighthouse number {number}") for number in range(10_000)])
    report = cycle(lambda url: feed if url == "http://big.example/feed" else made_up(url), "http://big.example/feed")
    balance(report)
    assert report["items"]["discovered"] == 10_000
    assert report["items"]["stored"] == 2_000
    assert report["items"]["rejected"] == 8_000


def test_one_guid_on_ten_items_loses_none(cycle, tmp_path):
    paths = [
        (f"/{number}", f"{word} lighthouse opens its doors")
        for number, word in enumerate("Red Blue Green White Black Tall Short Grey Old New".split())
    ]
    pages = {
        "http://a.example/feed": rss("a.example", paths, guid="the-same"),
        **{f"http://a.example{path}": page(title) for path, title in paths},
    }
    report = cycle(pages, "http://a.example/feed")
    assert report["items"]["stored"] == 10
    held = records(tmp_path / "hub")
    assert (
        len(
            {
                address
                for record in held.values()
                for address in (record["webUrl"], *(r["webUrl"] for r in record.get("related", ()) if r["relation"] != "theme"))
            }
        )
        == 10
    )


HOSTILE = [
    "---\ntitle: gotcha\n---",
    'Lighthouse "quoted": yes # no',
    "{% include secret %} {{ site.github }} lighthouse",
    "<script>alert(1)</script> lighthouse <img src=x onerror=alert(1)>",
    "Lighthouse \u202egnp.exe \u2028 and \x85 more",
    "@lighthouse: [a, b]",
    "!!python/object lighthouse",
    "Lighthouse 😀 \\ud83d",
]


def test_hostile_titles_become_clean_records_and_pages(cycle, tmp_path):
    entries = [(f"/{number}", title) for number, title in enumerate(HOSTILE)]
    pages = {
        "http://a.example/feed": rss("a.example", entries),
        **{f"http://a.example{path}": Page(body=b"<html><body>no head</body></html>") for path, _ in entries},
    }
    report = cycle(pages, "http://a.example/feed")
    balance(report)
    assert report["items"]["stored"] == len(HOSTILE)
    for path in (tmp_path / "hub/content/_news").glob("*.md"):
        front = path.read_text(encoding="utf-8").split("---\n")
        assert len(front) == 3
        assert yaml.safe_load(front[1])["title"] == parse(path.read_text(encoding="utf-8"))["title"]
    html = (tmp_path / "hub/site/index.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert "onerror=alert" not in html.replace("&lt;img src=x onerror=alert(1)&gt;", "")


def test_page_that_is_gone_is_rejected_and_page_that_is_down_is_tried_again(cycle, tmp_path):
    feed = rss("a.example", [("/gone", "Gone lighthouse"), ("/down", "Lighthouse in the fog")])
    down = {"http://a.example/feed": feed, "http://a.example/down": Page(status=503)}
    report = cycle(down, "http://a.example/feed")
    assert (report["items"]["rejected"], report["items"]["quarantined"]) == (1, 1)
    up = {"http://a.example/feed": feed, "http://a.example/down": page("Lighthouse in the fog")}
    report = cycle(up, hub=tmp_path / "hub", at="2026-03-02T13:00:00Z")
    assert (report["items"]["discovered"], report["items"]["stored"]) == (1, 1)


def test_nothing_reachable_is_said_in_words_with_exit_3(cycle, newsloom, tmp_path):
    report = cycle({"http://a.example/feed": Page(status=502)}, "http://a.example/feed", expect=3)
    assert report["sources"]["failed"][0]["code"] == "http-502"
    again = newsloom("run", tmp_path / "hub", "--as-of", NOW)
    assert again.returncode == 3
    assert "Nothing could be reached" in again.stderr


def test_explain_tells_the_receipt_of_stored_and_rejected_items(cycle, newsloom, tmp_path):
    pages = {
        "http://a.example/feed": rss("a.example", [("/1", "Old lighthouse to shine again"), ("/2", "Gone lighthouse")]),
        "http://a.example/1": page("Old lighthouse to shine again"),
    }
    cycle(pages, "http://a.example/feed")
    hub = tmp_path / "hub"
    receipt = json.loads(newsloom("explain", "http://a.example/1", hub, "--json").stdout)
    assert sum(part["points"] for part in receipt["quality"]["parts"]) == receipt["quality"]["value"]
    assert sum(part["points"] for part in receipt["heat"]["parts"]) == receipt["heat"]["value"]
    assert receipt["outcome"]["outcome"] == "stored"
    assert json.loads(newsloom("explain", receipt["story"]["record"], hub, "--json").stdout) == receipt
    assert json.loads(newsloom("explain", receipt["story"]["id"], hub, "--json").stdout) == receipt
    assert json.loads(newsloom("explain", "http://a.example/2", hub, "--json").stdout)["outcome"]["outcome"] == "rejected"
    assert "quality" in newsloom("explain", "http://a.example/1", hub).stdout
    assert newsloom("explain", "http://nowhere.example/", hub).returncode == 4


def test_entry_without_an_address_is_rejected_with_its_reason(cycle):
    feed = Page(body=b"<rss version='2.0'><channel><title>a</title><item><title>No link here</title></item></channel></rss>", headers=XML)
    report = cycle({"http://a.example/feed": feed}, "http://a.example/feed")
    balance(report)
    assert (report["items"]["discovered"], report["items"]["rejected"]) == (1, 1)


def test_one_description_for_a_whole_site_makes_no_story_and_is_not_shown(cycle, tmp_path):
    slogan = "The Lighthouse Gazette: news, weather and tide tables for the northern islands since 1911."
    titles = [
        "Keeper retires after forty years",
        "Storm takes the southern pier",
        "Council votes for a new lens",
        "School visits the fog bell",
    ]
    entries = [(f"/{number}", title) for number, title in enumerate(titles)]
    pages = {
        "http://a.example/feed": rss("a.example", entries),
        **{f"http://a.example{path}": page(title, slogan) for path, title in entries},
    }
    pages["http://a.example/3"] = page(titles[3], "Forty pupils rang the fog bell on Monday, and the harbour master let them.")
    assert cycle(pages, "http://a.example/feed")["stories"]["new"] == 4
    shown = {record["title"]: record["excerpt"] for record in records(tmp_path / "hub").values()}
    assert shown == dict.fromkeys(titles[:3], "") | {
        titles[3]: "Forty pupils rang the fog bell on Monday, and the harbour master let them."
    }
    assert slogan not in (tmp_path / "hub/site/index.html").read_text(encoding="utf-8")


def test_link_with_a_blank_is_asked_for_as_a_browser_would(cycle, newsloom, tmp_path):
    pages = {
        "http://a.example/feed": rss("a.example", [("/a b", "A lighthouse in two words")]),
        "http://a.example/a%20b": page("A lighthouse in two words"),
    }
    assert cycle(pages, "http://a.example/feed")["items"]["stored"] == 1
    assert newsloom("explain", "http://a.example/a b", tmp_path / "hub").returncode == 0


def test_story_that_rested_during_a_pause_is_judged_again_at_the_next_cycle(cycle, tmp_path):
    pages = {
        "http://a.example/feed": rss("a.example", [("/1", "Old lighthouse to shine again")]),
        "http://a.example/1": page("Old lighthouse to shine again"),
    }
    cycle(pages, "http://a.example/feed")
    assert next(iter(records(tmp_path / "hub").values()))["story"]["phase"] == "rising"
    cycle(pages, hub=tmp_path / "hub", at="2026-04-20T12:00:00Z")
    assert next(iter(records(tmp_path / "hub").values()))["story"]["phase"] == "fading"


@pytest.mark.parametrize("content", [None, b"not json\n", b"[1]\n"])
def test_eval_on_a_file_that_is_not_data_says_so_with_exit_2(newsloom, tmp_path, content):
    if content is not None:
        (tmp_path / "data").write_bytes(content)
    done = newsloom("eval", "classic", tmp_path / "data", "--hub", make_hub(tmp_path / "hub", "http://a.example/feed"))
    assert done.returncode == 2
    assert "data" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("place", [".newsloom", "content"])
def test_file_in_the_way_is_told_in_words_with_exit_2(newsloom, tmp_path, place):
    hub = make_hub(tmp_path / "hub", "http://a.example/feed")
    (hub / place).write_text("mine")
    done = newsloom("publish", hub)
    assert done.returncode == 2
    assert place in done.stderr
    assert "Traceback" not in done.stderr
    assert (hub / place).read_text() == "mine"


def test_time_that_leaves_no_room_is_refused(newsloom, tmp_path):
    done = newsloom("run", make_hub(tmp_path / "hub", "http://a.example/feed"), "--as-of", "9999-12-31T23:59:00Z")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_kind_that_was_found_out_is_published_with_the_source_and_stays_when_it_fails(cycle, tmp_path):
    entry = "<url><loc>http://a.example/1</loc><lastmod>2026-03-02</lastmod></url>"
    sitemap = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entry}</urlset>"
    pages = {
        "http://a.example/map.xml": Page(body=sitemap.encode(), headers=(("Content-Type", "application/xml"),)),
        "http://a.example/1": page("Old lighthouse to shine again"),
    }
    cycle(pages, "http://a.example/map.xml")
    published = tmp_path / "hub/site/api/sources/index.json"
    assert json.loads(published.read_bytes())["value"][0]["kind"] == "sitemap"
    cycle({}, hub=tmp_path / "hub", at="2026-03-02T13:00:00Z", expect=3)
    (source,) = json.loads(published.read_bytes())["value"]
    assert (source["state"], source["kind"]) == ("failing", "sitemap")


def test_health_off_a_terminal_is_a_line_a_source_however_long_its_address(newsloom, tmp_path):
    long = f"http://a.example/{'a-long-path/' * 12}feed"
    told = newsloom("check", make_hub(tmp_path / "hub", long, "http://b.example/feed"), "--sources", environment={"COLUMNS": "80"}).stdout
    assert [line.split()[0] for line in told.splitlines()[1:]] == ["source", long, "http://b.example/feed"]
