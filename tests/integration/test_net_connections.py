"""Connections as servers see them: one for a host's requests, kept for a short while, few of them, and never two at once."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.integration.webs import make_hub
from tests.integration.witness import ROBOTS, Witness, answer

from newsloom.hub import load
from newsloom.net.http import FetchOptions, WebFetcher
from newsloom.types import Failure, Fetched, Request

pytestmark = pytest.mark.loopback

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOST = "http://news.example"
LATE = 0.01
"""Seconds by which the witness may note the end of an answer after its reader has it: on a busy machine it was 0.0007."""


class Noon:
    def now(self) -> datetime:
        return NOW


def fetched(web: Witness, *urls: str, **options: Any) -> list[Fetched | Failure]:
    """Fetch addresses one after the other."""

    async def scene(fetcher: WebFetcher) -> list[Fetched | Failure]:
        return [await fetcher.fetch(Request(url=url)) for url in urls]

    return play(web, scene, **options)


def play(web: Witness, scene: Any, **options: Any) -> Any:
    async def whole() -> Any:
        async with WebFetcher(FetchOptions(proxy=web.proxy, **{"spacing": 0.0} | options), Noon(), {}) as fetcher:
            return await scene(fetcher)

    return asyncio.run(whole())


def pages(*paths: str, host: str = HOST) -> dict[str, bytes]:
    return {f"{host}/{path}": answer(path.encode()) for path in paths}


async def fallen(web: Witness, wanted: int) -> int:
    """Return how many connections are open: a server sees a little later what we closed, and on a busy machine much later."""
    for _ in range(2000):
        if len(web.open) <= wanted:
            break
        await asyncio.sleep(0.01)
    return len(web.open)


# One connection


def test_fetch_requests_of_one_host_share_a_connection():
    with Witness(pages("a", "b", "c")) as web:
        got = fetched(web, f"{HOST}/a", f"{HOST}/b", f"{HOST}/gone", f"{HOST}/c")
    assert [one.body if isinstance(one, Fetched) else one.code for one in got] == [b"a", b"b", "http-404", b"c"]
    assert [(one.url, one.connection) for one in web.seen] == [(f"{HOST}/{path}", 1) for path in ("robots.txt", "a", "b", "gone", "c")]


def test_fetch_hosts_never_share_a_connection():
    with Witness(pages("a") | pages("a", host="http://other.example")) as web:
        fetched(web, f"{HOST}/a", "http://other.example/a", f"{HOST}/a")
    assert {one.host: one.connection for one in web.seen} == {"news.example": 1, "other.example": 2}
    assert web.made == 2


@pytest.mark.parametrize("field", ["Connection: close", "Connection: Close"])
def test_fetch_connection_that_its_server_closes_is_not_used_again(field):
    with Witness({f"{HOST}/a": answer(b"a", 200, field), f"{HOST}/b": answer(b"b")}) as web:
        got = fetched(web, f"{HOST}/a", f"{HOST}/b")
    assert [one.body for one in got] == [b"a", b"b"]
    assert [one.connection for one in web.seen] == [1, 1, 2]


def test_fetch_answer_that_is_not_read_to_its_end_leaves_no_connection():
    async def endless(writer):
        writer.write(b"HTTP/1.1 200 X\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 100_000)
        await writer.drain()
        await asyncio.sleep(30)

    async def scene(fetcher):
        return [await fetcher.fetch(Request(url=f"{HOST}/{path}", limit=1000, partial=True)) for path in ("long", "a")]

    with Witness({f"{HOST}/long": endless, **pages("a")}) as web:
        assert [len(one.body) for one in play(web, scene)] == [1000, 1]
    assert web.of("news.example")[-1].connection == 2


def test_fetch_bytes_after_an_answer_are_no_answer_to_the_next_request():
    with Witness({f"{HOST}/a": answer(b"a") + answer(b"smuggled"), **pages("b")}) as web:
        assert [one.body for one in fetched(web, f"{HOST}/a", f"{HOST}/b")] == [b"a", b"b"]


def test_fetch_pause_longer_than_connections_are_kept_leaves_none(monkeypatch):
    monkeypatch.setattr("newsloom.net.http.KEPT", 0.05)
    with Witness(pages("a", "b")) as web:
        fetched(web, f"{HOST}/a", f"{HOST}/b", spacing=0.1)
    assert [one.connection for one in web.seen] == [1, 2, 3]


def test_fetch_idle_connections_are_closed_after_a_while(monkeypatch):
    monkeypatch.setattr("newsloom.net.connections.KEPT", 0.1)

    async def scene(fetcher):
        await fetcher.fetch(Request(url=f"{HOST}/a"))
        return len(web.open), await fallen(web, 0)

    with Witness(pages("a")) as web:
        assert play(web, scene) == (1, 0)


AGES = 3600.0
"""Longer than any test takes on a machine that does much else: nothing that this counts as idle time ends by itself."""


@pytest.mark.parametrize(("awaited", "kept", "closed"), [(0.0, 9, 0), (AGES, 0, 9)], ids=["the oldest goes", "the newest goes"])
def test_fetch_idle_connections_are_few_and_those_that_are_not_awaited_go_first(monkeypatch, awaited, kept, closed):
    monkeypatch.setattr("newsloom.net.connections.MOST_OPEN", 3)
    monkeypatch.setattr("newsloom.net.connections.AWAITED", awaited)
    monkeypatch.setattr("newsloom.net.connections.KEPT", AGES)
    hosts = [f"h{number}.example" for number in range(10)]

    async def scene(fetcher: WebFetcher) -> int:
        for host in hosts:
            await fetcher.fetch(Request(url=f"http://{host}/a"))
        idle = await fallen(web, 3)
        for number in (kept, closed):
            await fetcher.fetch(Request(url=f"http://{hosts[number]}/b"))
        return idle

    with Witness({}) as web:
        assert play(web, scene) == 3
    # The witness notes a request after it has answered: all of them are noted only when it has ended.
    last = [[one.connection for one in web.of(hosts[number])][-2:] for number in (kept, closed)]
    assert [first == second for first, second in last] == [True, False]


def test_fetcher_that_ends_leaves_no_connection_open():
    with Witness(pages("a")) as web:
        fetched(web, f"{HOST}/a")
        assert web.emptied(within=5.0)


# A connection that its server closes while it is kept


async def close(_: asyncio.StreamWriter) -> None:
    """Close without a byte."""


async def half_a_head(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 X\r\nContent-Le")
    await writer.drain()


def broken_first(behaviour: Any) -> Any:
    """Let the first request for `/b` meet a behaviour, and answer the later ones."""
    asked = Counter[str]()

    def page(url: str) -> Any:
        asked[url] += 1
        return behaviour if url.endswith("/b") and asked[url] == 1 else answer(b"body")

    return page


def test_fetch_request_whose_kept_connection_just_ended_is_repeated_once_after_a_pause():
    with Witness(broken_first(close)) as web:
        got = fetched(web, f"{HOST}/a", f"{HOST}/b", spacing=0.1)
    assert [one.status for one in got] == [200, 200]
    assert [(one.url[len(HOST) :], one.connection) for one in web.seen] == [("/robots.txt", 1), ("/a", 1), ("/b", 1), ("/b", 2)]
    assert min(web.gaps("news.example")) >= 0.1 - LATE


def test_fetch_request_whose_repetition_breaks_too_fails():
    with Witness({f"{HOST}/b": close, **pages("a")}) as web:
        got = fetched(web, f"{HOST}/a", f"{HOST}/b")
    assert got[1].code == "unreachable"
    assert web.urls().count(f"{HOST}/b") == 2


def test_fetch_request_that_was_being_answered_is_not_repeated():
    with Witness(broken_first(half_a_head)) as web:
        got = fetched(web, f"{HOST}/a", f"{HOST}/b")
    assert isinstance(got[1], Failure)
    assert web.urls().count(f"{HOST}/b") == 1


def test_fetch_request_over_a_new_connection_is_not_repeated():
    with Witness({f"{HOST}/robots.txt": answer(b"", 404, "Connection: close"), f"{HOST}/b": close}) as web:
        assert fetched(web, f"{HOST}/b")[0].code == "unreachable"
    assert web.urls().count(f"{HOST}/b") == 1


# Where it moved


def moved(place: str, status: int) -> bytes:
    return answer(b"", status, f"Location: {place}")


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        ([], ""),
        ([301], f"{HOST}/1"),
        ([308], f"{HOST}/1"),
        ([301, 308, 301], f"{HOST}/3"),
        ([302], ""),
        ([303], ""),
        ([307], ""),
        ([301, 302], ""),
        ([307, 301], ""),
    ],
)
def test_fetch_moved_is_where_permanent_redirects_alone_lead(chain, expected):
    web = Witness({f"{HOST}/{at}": moved(f"/{at + 1}", status) for at, status in enumerate(chain)} | pages(str(len(chain))))
    with web:
        got = fetched(web, f"{HOST}/0")[0]
    assert (got.url, got.moved) == (f"{HOST}/{len(chain)}", expected)


def test_fetch_not_modified_after_a_move_says_where_it_moved():
    with Witness({f"{HOST}/0": moved("/1", 301), f"{HOST}/1": answer(status=304)}) as web:
        got = fetched(web, f"{HOST}/0")[0]
    assert (got.status, got.moved) == (304, f"{HOST}/1")


# Credentials


@pytest.mark.parametrize("place", [f"{HOST}:8080", "http://other.example", "http://sub.news.example"])
def test_fetch_credentials_that_left_their_origin_do_not_come_back_with_a_redirect(place):
    async def scene(fetcher: WebFetcher) -> Fetched | Failure:
        return await fetcher.fetch(Request(url=f"{HOST}/start", headers=(("Authorization", "Basic eDp5"), ("Cookie", "id=1"))))

    with Witness({f"{HOST}/start": moved(f"{place}/away", 302), f"{place}/away": moved(f"{HOST}/end", 302), **pages("end")}) as web:
        assert play(web, scene).url == f"{HOST}/end"
    private = {one.url: sorted({"authorization", "cookie"} & one.headers.keys()) for one in web.seen if "robots" not in one.url}
    assert private == {f"{HOST}/start": ["authorization", "cookie"], f"{place}/away": [], f"{HOST}/end": []}


# Politeness, proven


def test_fetch_every_host_sees_one_request_at_a_time_spaced_after_its_robots():
    hosts, spacing = [f"h{number}.example" for number in range(12)], 0.08

    def page(url: str) -> bytes | None:
        host, _, path = url.removeprefix("http://").partition("/")
        if path == "robots.txt":
            return answer(b"User-agent: *\nCrawl-delay: 0.2\n") if host == "h0.example" else ROBOTS
        if path == "3":
            return moved(f"http://h{(int(host[1:].split('.')[0]) + 1) % 12}.example/from-{host}", 302)
        return answer(b"busy", 503, "Retry-After: 60") if (host, path) == ("h1.example", "1") else answer(b"x" * 50_000)

    async def scene(fetcher: WebFetcher) -> list[Fetched | Failure]:
        return await asyncio.gather(*(fetcher.fetch(Request(url=f"http://{host}/{path}")) for path in range(5) for host in hosts))

    with Witness(page, delay=0.01) as web:
        play(web, scene, spacing=spacing)
    assert web.most_open > 6  # hosts do not wait for each other
    for host in hosts:
        seen = web.of(host)
        assert [one.url for one in seen if "robots" in one.url] == [f"http://{host}/robots.txt"] == [seen[0].url]
        assert min(web.gaps(host)) >= (0.2 if host == "h0.example" else spacing) - LATE
        assert max(Counter(one.url for one in seen).values()) == 1
    assert [one.url for one in web.of("h1.example")][-1] == "http://h1.example/1"  # it asked for patience, and was left alone


def test_cycle_names_its_hub_and_contact_and_asks_for_nothing_twice(newsloom, tmp_path):
    links = "".join(f"<item><title>The lighthouse {n}</title><link>http://pages.example/{n}</link></item>" for n in range(5))
    feed = answer(f"<rss version='2.0'><channel><title>Feed</title>{links}</channel></rss>".encode(), 200, 'ETag: W/"a \\b"')
    hub = make_hub(tmp_path / "hub", "http://one.example/feed", "http://two.example/feed")
    settings = (hub / "hub.toml").read_text()
    (hub / "hub.toml").write_text(settings.replace("[network]", '[network]\ncontact = "mailto:desk@hub.example"'))

    def page(url: str) -> bytes | None:
        picture = '<meta property="og:image" content="http://pictures.example/one.png">'
        text = f"<title>The lighthouse of {url[-1]} islands</title>{picture}".encode()
        return feed if url.endswith("/feed") else answer(text) if "pages.example" in url and url[-1].isdigit() else None

    with Witness(page) as web:
        done = newsloom("collect", hub, "--as-of", "2026-03-02T12:00:00Z", environment={"HTTP_PROXY": web.proxy})
        assert done.returncode == 0, done.stderr
        first = list(web.seen)
        newsloom("collect", hub, "--as-of", "2026-03-03T14:00:00Z", environment={"HTTP_PROXY": web.proxy})
    assert max(Counter(one.url for one in first).values()) == 1
    agents = {one.headers["user-agent"] for one in web.seen}
    assert agents == {load(hub).user_agent}
    assert "Lighthouses; +https://hub.example/; mailto:desk@hub.example" in agents.pop()
    again = {one.url: one.headers.get("if-none-match") for one in web.seen[len(first) :] if one.url.endswith("/feed")}
    assert again == {"http://one.example/feed": 'W/"a \\b"', "http://two.example/feed": 'W/"a \\b"'}
