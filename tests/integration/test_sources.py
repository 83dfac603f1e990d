"""`newsloom sources` from outside, and sources behind a login: over real loopback HTTP."""

from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import json
import threading

import pytest
from tests.integration.webs import XML, make_hub, page, rss

from newsloom import hub as hubs
from newsloom.sample.loopback import LoopbackWeb, Page

pytestmark = pytest.mark.loopback

PASSWORD, SESSION = "s3cret-p4ssword", "c00kie-of-mara"
BASIC = b64encode(f"mara:{PASSWORD}".encode()).decode()
AT = "2026-03-02T12:00:00Z"
LOGINS = """
[[sources]]
url = "http://paid.example/feed"
username = "mara"
password_env = "SHORE_PASSWORD"
[[sources]]
url = "http://moving.example/feed"
headers = { Cookie = "id=${SHORE_SESSION}", X-Reader = "newsloom" }
[[sources]]
url = "http://unset.example/feed"
headers = { Authorization = "Bearer ${NOT_SET_ANYWHERE}" }
[[sources]]
url = "http://open.example/feed"
"""


class Door(BaseHTTPRequestHandler):
    """A forward proxy: some feeds ask for a login, one redirects to another site; everything that comes in is kept."""

    asked: list[tuple[str, dict[str, str]]]

    def do_GET(self):
        self.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        allowed = {
            "http://paid.example/feed": self.headers.get("Authorization") == f"Basic {BASIC}",
            "http://moving.example/feed": self.headers.get("Cookie") == f"id={SESSION}",
        }
        if self.path.endswith("/robots.txt"):
            self._answer(404)
        elif not allowed.get(self.path, True):
            self._answer(401)
        elif self.path == "http://moving.example/feed":
            self._answer(302, location="http://elsewhere.example/feed")
        elif self.path.endswith("/feed"):
            host = self.path.split("/")[2]
            self._answer(200, rss(host, [("/1", f"The lighthouse of {host} shines again")]).body, content_type="application/rss+xml")
        else:
            self._answer(200, page("The lighthouse shines again").body, content_type="text/html")

    def _answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def door() -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """Return the proxy's address and what it is asked."""
    asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Kept", (Door,), {"asked": asked}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def with_sources(folder, text):
    hub = make_hub(folder)
    (hub / "hub.toml").write_text((hub / "hub.toml").read_text() + text)
    return hub


@pytest.mark.parametrize("command", ["run", "check"])
def test_login_opens_its_own_origin_only_and_is_written_nowhere(tmp_path, newsloom, door, command):
    proxy, asked = door
    hub = with_sources(tmp_path / "hub", LOGINS)
    environment = {"HTTP_PROXY": proxy, "SHORE_PASSWORD": PASSWORD, "SHORE_SESSION": SESSION}
    words = ("run", hub, "--as-of", AT, "--json") if command == "run" else ("sources", "check", hub, "--json")
    done = newsloom(*words, environment=environment)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    if command == "run":
        (failed,) = report["sources"]["failed"]
        assert (failed["url"], failed["code"], report["sources"]["ok"]) == ("http://unset.example/feed", "no-secret", 3)
        assert "NOT_SET_ANYWHERE" in failed["reason"]
    else:
        assert {row["url"]: row["failure"] and row["failure"]["code"] for row in report["sources"]} == {
            "http://paid.example/feed": None,
            "http://moving.example/feed": None,
            "http://unset.example/feed": "no-secret",
            "http://open.example/feed": None,
        }
    secret = {url for url, headers in asked if {"authorization", "cookie", "x-reader"} & headers.keys()}
    assert secret == {"http://paid.example/feed", "http://moving.example/feed"}
    assert "http://elsewhere.example/feed" in {url for url, _ in asked}
    assert not any("unset.example" in url for url, _ in asked)
    written = b"".join(path.read_bytes() for path in hub.rglob("*") if path.is_file()) + (done.stdout + done.stderr).encode()
    assert not [word for word in (PASSWORD, SESSION, BASIC) if word.encode() in written]


def test_wrong_login_fails_its_source_and_is_written_nowhere(tmp_path, newsloom, door):
    proxy, _ = door
    hub = with_sources(tmp_path / "hub", LOGINS)
    done = newsloom(
        "run", hub, "--as-of", AT, "--json", environment={"HTTP_PROXY": proxy, "SHORE_PASSWORD": "wr0ng!", "SHORE_SESSION": SESSION}
    )
    failed = {source["url"]: source["code"] for source in json.loads(done.stdout)["sources"]["failed"]}
    assert failed == {"http://paid.example/feed": "http-401", "http://unset.example/feed": "no-secret"}
    written = b"".join(path.read_bytes() for path in hub.rglob("*") if path.is_file()) + (done.stdout + done.stderr).encode()
    assert b"wr0ng!" not in written


FRONT = """<!doctype html><html lang="en"><head><title>The Shore</title>
<link rel="alternate" type="application/rss+xml" href="/comments/feed"><link rel="alternate" type="application/rss+xml" href="/feed">
</head><body><main>{}</main></body></html>""".format(
    "".join(f"<h2><a href='/n/{n}'>Keeper {n} lights the old lamp</a></h2>" for n in range(6))
)
SITE = {
    "http://a.example/": Page(body=FRONT.encode()),
    "http://a.example/feed": rss("a.example", [("/n/1", "Old lighthouse to shine again"), ("/n/2", "Keeper found")]),
    "http://a.example/comments/feed": rss("a.example", []),
    "http://a.example/robots.txt": Page(body=b"Sitemap: http://a.example/map.xml\n", headers=(("Content-Type", "text/plain"),)),
    "http://a.example/map.xml": Page(body=b"<urlset><url><loc>http://a.example/n/3</loc></url></urlset>", headers=XML),
    "http://empty.example/": Page(body=b"<!doctype html><html><p>Nothing here.</p></html>"),
    "http://feedless.example/": Page(body=FRONT.replace('rel="alternate"', "").encode()),
}


@pytest.fixture
def sources(tmp_path, newsloom):
    """Return a hub without sources, and a function that runs `newsloom sources` on it over a made-up site."""
    hub = make_hub(tmp_path / "hub")
    with LoopbackWeb(SITE) as web:

        def run(command: str, *words: object, expect: int = 0):
            done = newsloom("sources", command, *words, environment={"HTTP_PROXY": web.proxy})
            assert done.returncode == expect, done.stderr + done.stdout
            assert "Traceback" not in done.stderr
            return done

        yield hub, run


def test_add_finds_what_a_site_announces_and_writes_the_best(sources):
    hub, run = sources
    before = (hub / "hub.toml").read_text()
    document = json.loads(run("add", "http://a.example/", hub, "--topic", "Lighthouses", "--json").stdout)
    assert [(one["url"], one["kind"], one["entries"]) for one in document["found"]] == [
        ("http://a.example/feed", "feed", 2),
        ("http://a.example/map.xml", "sitemap", 1),
        ("http://a.example/", "listing", 6),
        ("http://a.example/comments/feed", "feed", 0),
    ]
    assert document["found"][0]["headlines"] == ["Old lighthouse to shine again", "Keeper found"]
    assert document["written"] == ["http://a.example/feed"]
    assert (hub / "hub.toml").read_text().startswith(before.rstrip("\n"))
    (source,) = hubs.load(hub).sources
    assert (source.url, source.kind, source.topics) == ("http://a.example/feed", None, ("Lighthouses",))


def test_add_shows_what_it_finds_and_takes_the_numbers_that_are_picked(sources):
    hub, run = sources
    shown = run("add", "a.example", hub, "--dry-run", expect=3).stderr  # https is asked first, and this site has none
    assert "https://a.example" in shown
    shown = run("add", "http://a.example/", hub, "--dry-run").stdout
    assert all(
        words in shown for words in (" 1  feed", "- Old lighthouse to shine again", " 3  listing  The Shore", "Nothing was written.")
    )
    assert not hubs.load(hub).sources
    run("add", "http://a.example/", hub, "--pick", "3", "--pick", "1")
    assert [(source.url, source.kind) for source in hubs.load(hub).sources] == [
        ("http://a.example/", "listing"),
        ("http://a.example/feed", None),
    ]
    before = (hub / "hub.toml").read_text()
    assert "(a source of the hub already)" in run("add", "http://a.example/feed", hub).stdout
    run("add", "http://a.example/", hub, "--pick", "9", expect=2)
    run("add", "http://a.example/", hub, "--pick", "2", "--topic", "Nobody's", expect=2)
    assert (hub / "hub.toml").read_text() == before


def test_add_of_a_site_without_a_feed_takes_its_links(sources):
    hub, run = sources
    run("add", "http://feedless.example/", hub)
    (source,) = hubs.load(hub).sources
    assert (source.url, source.kind) == ("http://feedless.example/", "listing")


@pytest.mark.parametrize(
    ("url", "exit_code", "words"),
    [
        ("http://empty.example/", 2, "web page, not a feed"),
        ("http://nowhere.example/", 3, "404"),
        ("http://127.0.0.1/", 3, "loopback"),
        ("javascript:alert(1)", 2, "no web address"),
    ],
)
def test_add_of_what_is_no_source_says_why_and_writes_nothing(sources, url, exit_code, words):
    hub, run = sources
    before = (hub / "hub.toml").read_text()
    assert words in run("add", url, hub, expect=exit_code).stderr
    assert (hub / "hub.toml").read_text() == before


def test_check_asks_all_that_are_not_paused_and_stores_nothing(sources):
    hub, run = sources
    run("add", "http://a.example/", hub, "--pick", "1", "--pick", "3")
    run("pause", "http://a.example/", hub)
    document = json.loads(run("check", hub, "--json").stdout)
    assert [(one["url"], one["entries"]) for one in document["sources"]] == [("http://a.example/feed", 2)]
    listed = json.loads(run("list", hub, "--json").stdout)["sources"]
    assert [(row["url"], row["state"], row["entries"]) for row in listed] == [
        ("http://a.example/feed", "new", 0),
        ("http://a.example/", "paused", 0),
    ]
    run("pause", "http://a.example/feed", hub)
    run("resume", "http://a.example/", hub)
    assert [source.paused for source in hubs.load(hub).sources] == [True, False]


def test_check_that_reaches_nothing_exits_with_3(tmp_path, newsloom):
    hub = make_hub(tmp_path / "hub", "http://nowhere.example/feed")
    with LoopbackWeb({}) as web:
        done = newsloom("sources", "check", hub, environment={"HTTP_PROXY": web.proxy})
    assert (done.returncode, "http-404" in done.stdout) == (3, True)


def test_paused_source_is_not_asked_by_a_cycle(tmp_path, newsloom):
    hub = with_sources(tmp_path / "hub", '[[sources]]\nurl = "http://a.example/feed"\npaused = true\n')
    with LoopbackWeb(SITE) as web:
        done = newsloom("run", hub, "--as-of", AT, "--json", environment={"HTTP_PROXY": web.proxy})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sources"] == {"due": 0, "ok": 0, "not_modified": 0, "failed": [], "waiting": 0}
    assert not web.asked


def test_opml_goes_out_and_comes_in(tmp_path, newsloom, sources):
    hub, run = sources
    run("add", "http://a.example/", hub, "--pick", "1", "--pick", "2", "--pick", "3")
    file = tmp_path / "sources.opml"
    assert run("opml", hub).stdout.startswith("<?xml")
    run("opml", hub, "--output", file)
    other = make_hub(tmp_path / "other", "http://known.example/feed")
    done = newsloom("sources", "opml", other, "--import", file)
    assert "Added 1 source to" in done.stdout
    assert [source.url for source in hubs.load(other).sources] == ["http://known.example/feed", "http://a.example/feed"]
    again = newsloom("sources", "opml", other, "--import", file)
    assert (again.returncode, "already" in again.stderr, "Added 0 sources" in again.stdout) == (0, True, True)
