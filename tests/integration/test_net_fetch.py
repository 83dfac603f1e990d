"""Fetching over real sockets.

The guard has no switch, so tests reach their loopback server the way a user reaches a local replay: through HTTP_PROXY.
`Web` is that proxy; it answers for every host by itself, says what it was asked, and misbehaves on demand.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from itertools import pairwise
import os
from pathlib import Path
import resource
import socket
import ssl
from time import monotonic
from typing import Any, NamedTuple, Self
import zlib

import msgspec
import pytest
from tests.packing import packed
import trustme

from newsloom.errors import NewsloomError
from newsloom.net.http import FetchOptions, WebFetcher
from newsloom.types import Failure, Fetched, Request

pytestmark = pytest.mark.loopback

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
QUICK = FetchOptions(user_agent="newsloom/9 (+mailto:desk@news.example)", spacing=0.0, trust_environment=True, total=10.0)
PAGE = "http://news.example/a"
Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Noon:
    def now(self) -> datetime:
        return NOW


class Asked(NamedTuple):
    url: str
    headers: dict[str, str]
    start: float
    end: float


def short(value: object) -> str | None:
    """Name a parametrised case: bytes by their number, everything else as pytest does."""
    return f"{len(value)}-bytes" if isinstance(value, bytes) else None


def answer(status: int = 200, body: bytes = b"", *fields: str) -> bytes:
    lines = [
        f"HTTP/1.1 {status} X",
        *fields,
        *([] if any("Encoding: chunked" in f or "Length" in f for f in fields) else [f"Content-Length: {len(body)}"]),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


class Web:
    """A forward proxy on loopback that is itself every host: `pages` maps addresses to raw answers or behaviours."""

    def __init__(self, pages: dict[str, bytes | Behaviour], environment: pytest.MonkeyPatch, authority: trustme.CA) -> None:
        self.pages = pages
        self.begun: list[str] = []
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self._open = 0
        self._environment = environment
        self._authority = authority

    def urls(self) -> list[str]:
        return [one.url for one in self.asked if not one.url.endswith("/robots.txt")]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            self._environment.setenv(name, f"http://127.0.0.1:{self.port}")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            secure = ""
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, target, _ = head[0].split(" ")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
                if method == "CONNECT" and self.pages.get("CONNECT"):
                    writer.write(self.pages["CONNECT"])
                    return
                if method == "CONNECT":
                    secure = "https://" + target.removesuffix(":443")
                    writer.write(b"HTTP/1.1 200 Established\r\n\r\n")
                    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                    self._authority.issue_cert(target.partition(":")[0]).configure_cert(context)
                    await writer.start_tls(context)
                    continue
                await self._answer(writer, secure + target, headers)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, url: str, headers: dict[str, str]) -> None:
        start = monotonic()
        self.begun.append(url)
        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)
        try:
            page = self.pages.get(url, answer(404))
            if isinstance(page, bytes):
                writer.write(page)
            else:
                await page(writer)
            await writer.drain()
        finally:
            self._open -= 1
            self.asked.append(Asked(url, headers, start, monotonic()))
        if not isinstance(page, bytes):
            raise ConnectionError


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, authority: trustme.CA, tmp_path: Path) -> pytest.MonkeyPatch:
    """Clear the environment of proxies and certificates but the test authority's."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy") or name.startswith("SSL_CERT")]:
        monkeypatch.delenv(name)
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return monkeypatch


@pytest.fixture
def run(environment: pytest.MonkeyPatch, authority: trustme.CA):
    """Return a function that lets a scene play on a web of these pages: `scene(fetcher, web)`."""

    def play(
        pages: dict[str, bytes | Behaviour],
        scene: Callable[[WebFetcher, Web], Coroutine[Any, Any, Any]],
        options: FetchOptions = QUICK,
        robots: dict[str, tuple[str, datetime]] | None = None,
        lookup: Callable[..., Any] = socket.getaddrinfo,
    ) -> Any:
        async def whole() -> Any:
            async with Web(pages, environment, authority) as web, WebFetcher(options, Noon(), robots or {}, lookup=lookup) as fetcher:
                return await scene(fetcher, web)

        return asyncio.run(whole())

    return play


@pytest.fixture
def fetch(run):
    """Return a function that fetches one request from a web of these pages."""

    def one(pages: dict[str, bytes | Behaviour], request: Request | None = None, options: FetchOptions = QUICK) -> Fetched | Failure:
        return run(pages, lambda fetcher, _: fetcher.fetch(request or Request(url=PAGE)), options)

    return one


def changed(**fields: Any) -> FetchOptions:
    return msgspec.structs.replace(QUICK, **fields)


# What comes back


def test_fetch_page_returns_address_status_headers_body_and_time(fetch):
    got = fetch({PAGE: answer(200, b"<p>", 'ETag: "x"', "Set-Cookie: a=1", "Set-Cookie: b=2")})
    assert got == Fetched(
        url=PAGE,
        status=200,
        headers=(("ETag", '"x"'), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Length", "3")),
        body=b"<p>",
        at=NOW,
    )


def test_fetch_unusual_address_sends_it_encoded_once_and_returns_it_as_written(run):
    async def scene(fetcher, web):
        got = await fetcher.fetch(Request(url="http://news.example/straße?q=a%2Fb|c&d='e'#top"))
        return got, web.urls()

    sent = "http://news.example/stra%C3%9Fe?q=a%2Fb|c&d=%27e%27"
    got, urls = run({sent: answer(200, b"x")}, scene)
    assert (got.url, got.status, urls) == ("http://news.example/straße?q=a%2Fb|c&d='e'#top", 200, [sent])


def test_fetch_request_headers_say_who_asks_and_only_gzip(run):
    async def scene(fetcher, web):
        await fetcher.fetch(
            Request(url=PAGE, headers=(("Accept", "application/rss+xml"), ("User-Agent", "other"), ("Host", "evil.example")))
        )
        return web.asked[-1].headers

    headers = run({PAGE: answer()}, scene)
    assert headers["user-agent"] == QUICK.user_agent
    assert headers["accept-encoding"] == "gzip"
    assert headers["accept"] == "application/rss+xml"
    assert headers["host"] == "news.example"


def test_fetch_validators_go_out_byte_for_byte_and_304_is_an_answer(run):
    validators = (("If-None-Match", 'W/"a b,\'ü"'), ("If-Modified-Since", "Thu, 01 Jan 2026 00:00:00 GMT"))

    async def scene(fetcher, web):
        got = await fetcher.fetch(Request(url=PAGE, headers=validators))
        return got, web.asked[-1].headers

    got, headers = run({PAGE: answer(304)}, scene)
    assert (got.status, got.body) == (304, b"")
    assert headers["if-none-match"].encode("latin-1") == 'W/"a b,\'ü"'.encode()
    assert headers["if-modified-since"] == validators[1][1]


def test_fetch_header_bytes_of_any_kind_can_be_stored_and_sent_back(run):
    async def scene(fetcher, web):
        got = await fetcher.fetch(Request(url=PAGE))
        again = await fetcher.fetch(Request(url=PAGE, headers=(("If-None-Match", "\udce9"), ("If-Modified-Since", "a\r\nX: y"))))
        return got, again, web.asked[-1].headers

    got, again, headers = run({PAGE: answer(200, b"", 'ETag: "\xe9\xff"')}, scene)
    assert msgspec.json.decode(msgspec.json.encode(got), type=Fetched) == got
    assert again.status == 200
    assert not {"if-none-match", "if-modified-since", "x"} & headers.keys()


def test_fetch_cookies_are_never_sent_back(run):
    async def scene(fetcher, web):
        for _ in range(2):
            await fetcher.fetch(Request(url=PAGE))
        return [one.headers for one in web.asked]

    assert all("cookie" not in headers for headers in run({PAGE: answer(200, b"", "Set-Cookie: id=1")}, scene))


def test_fetch_netrc_passwords_are_never_sent(run, environment, tmp_path):
    (tmp_path / "netrc").write_text("machine news.example login me password secret\n")
    environment.setenv("NETRC", str(tmp_path / "netrc"))

    async def scene(fetcher, web):
        await fetcher.fetch(Request(url=PAGE))
        return web.asked[-1].headers

    assert "authorization" not in run({PAGE: answer()}, scene)


# Statuses


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 451, 499])
def test_fetch_status_about_the_address_is_final(fetch, status):
    got = fetch({PAGE: answer(status, b"no", "Retry-After: 120")})
    assert (got.stage, got.subject, got.code, got.transient, got.retry_after) == ("fetch", PAGE, f"http-{status}", False, None)
    assert str(status) in got.reason


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_fetch_status_about_the_moment_is_transient(fetch, status):
    got = fetch({PAGE: answer(status, b"later")})
    assert (got.code, got.transient, got.retry_after) == (f"http-{status}", True, None)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("59", 60.0),
        ("0", 60.0),
        ("-1", 60.0),
        ("1e20", 604_800.0),
        ("99999999999999999999", 604_800.0),
        ("nan", 60.0),
        ("inf", 604_800.0),
        ("\xb2", 60.0),
        ("soon", 60.0),
        ("Thu, 01 Jan 2026 12:05:00 GMT", 300.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 60.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 604_800.0),
        ("Fri, 31 Dec 99999 23:59:59 GMT", 60.0),
        ("9" * 10_000, 604_800.0),
    ],
)
def test_fetch_retry_after_is_clamped_whatever_it_says(fetch, value, seconds):
    assert fetch({PAGE: answer(429, b"", f"Retry-After: {value}")}).retry_after == seconds


def test_fetch_host_that_named_a_time_is_not_asked_again_before(run):
    pages = {PAGE: answer(429, b"", "Retry-After: 120"), "http://news.example/b": answer(200)}

    async def scene(fetcher, web):
        got = await asyncio.gather(*(fetcher.fetch(Request(url=url)) for url in (PAGE, "http://news.example/b", "http://other.example/")))
        return got, web.urls()

    (first, second, third), urls = run(pages, scene)
    assert (first.code, second.code, third.code) == ("http-429", "http-429", "http-404")
    assert second.subject == "http://news.example/b"
    assert sorted(urls) == [PAGE, "http://other.example/"]


@pytest.mark.parametrize(
    "raw", [b"HTTP/1.1 101 Up\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n", b"HTTP/1.1 099 X\r\n\r\n"], ids=short
)
def test_fetch_status_that_is_no_final_one_is_a_protocol_failure(fetch, raw):
    assert fetch({PAGE: raw}).code == "protocol"


# Redirects


def moved(place: str, status: int = 302) -> bytes:
    return answer(status, b"", f"Location: {place}")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_fetch_redirect_is_followed_to_a_relative_address(fetch, status):
    got = fetch({PAGE: moved("../b?c=d", status), "http://news.example/b?c=d": answer(200, b"b")})
    assert (got.url, got.body) == ("http://news.example/b?c=d", b"b")


def test_fetch_redirect_without_location_is_an_answer(fetch):
    assert fetch({PAGE: answer(301, b"moved")}).status == 301


def test_fetch_redirect_address_with_blanks_and_raw_bytes_is_encoded(fetch):
    got = fetch({PAGE: moved("/a b/\xe4"), "http://news.example/a%20b/%C3%A4": answer(200, b"b")})
    assert got.url == "http://news.example/a%20b/%C3%A4"


def chain(length: int) -> dict[str, bytes | Behaviour]:
    return {f"http://news.example/{n}": moved(f"/{n + 1}") for n in range(length)} | {f"http://news.example/{length}": answer(200, b"end")}


def test_fetch_five_redirects_are_followed_and_six_are_too_many(fetch):
    assert fetch(chain(5), Request(url="http://news.example/0")).body == b"end"
    got = fetch(chain(6), Request(url="http://news.example/0"))
    assert (got.code, got.subject, got.transient) == ("too-many-redirects", "http://news.example/0", False)


def test_fetch_redirect_is_followed_without_reading_its_body(fetch):
    async def talkative(writer):
        writer.write(b"HTTP/1.1 302 X\r\nLocation: /b\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()

    assert fetch({PAGE: talkative, "http://news.example/b": answer(200, b"b")}).body == b"b"


def test_fetch_redirect_keeps_the_requests_limits(fetch):
    pages = {PAGE: moved("/b"), "http://news.example/b": answer(200, b"x" * 20)}
    assert fetch(pages, Request(url=PAGE, limit=10, partial=True)).body == b"x" * 10
    assert fetch(pages, Request(url=PAGE, limit=10)).code == "too-large"


def test_fetch_redirect_to_itself_ends(run):
    async def scene(fetcher, web):
        return (await fetcher.fetch(Request(url=PAGE))).code, len(web.urls())

    assert run({PAGE: moved("/a")}, scene) == ("too-many-redirects", 6)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("http://169.254.169.254/latest/meta-data/", "blocked-address"),
        ("http://127.1/", "blocked-address"),
        ("http://[::1]/", "blocked-address"),
        ("//localhost/", "blocked-address"),
        ("http://x.internal/", "blocked-address"),
        ("file:///etc/passwd", "bad-address"),
        ("javascript:alert(1)", "bad-address"),
        ("http://user:pass@news.example/", "bad-address"),
        ("http://127.0.0.1\\@news.example/", "bad-address"),
        ("/" + "a" * 3000, "bad-address"),
    ],
)
def test_fetch_redirect_to_a_forbidden_place_is_not_followed(run, place, code):
    async def scene(fetcher, web):
        return await fetcher.fetch(Request(url=PAGE)), web.urls()

    got, urls = run({PAGE: moved(place)}, scene)
    assert (got.code, got.subject, got.transient, urls) == (code, PAGE, False, [PAGE])


def seen_by(run, start: str, end: str) -> dict[str, str]:
    private = (
        ("Authorization", "Basic c2VjcmV0"),
        ("Cookie", "id=1"),
        ("X-Api-Key", "secret"),
        ("If-None-Match", '"1"'),
        ("Accept-Language", "de"),
    )

    async def scene(fetcher, web):
        got = await fetcher.fetch(Request(url=start, headers=private))
        assert got.url == end
        return next(one.headers for one in web.asked if one.url == end)

    return run({start: moved(end), end: answer()}, scene)


def test_fetch_redirect_to_another_origin_takes_no_credentials_and_no_validators_along(run):
    headers = seen_by(run, PAGE, "http://other.example/a")
    assert not {"authorization", "cookie", "x-api-key", "if-none-match"} & headers.keys()
    assert headers["accept-language"] == "de"


def test_fetch_redirect_to_another_port_takes_no_credentials_along(run):
    assert "authorization" not in seen_by(run, PAGE, "http://news.example:8080/a")


def test_fetch_redirect_to_the_same_origin_takes_everything_along(run):
    headers = seen_by(run, PAGE, "http://news.example/b")
    assert {"authorization", "cookie", "x-api-key", "if-none-match"} <= headers.keys()


# TLS


def test_fetch_https_through_a_proxy_with_the_users_certificates(run):
    got = run({"https://news.example/a": answer(200, b"safe")}, lambda fetcher, _: fetcher.fetch(Request(url="https://news.example/a")))
    assert (got.url, got.body) == ("https://news.example/a", b"safe")


def test_fetch_certificate_of_an_unknown_authority_is_unreachable(run, environment):
    environment.delenv("SSL_CERT_FILE")
    got = run({}, lambda fetcher, _: fetcher.fetch(Request(url="https://news.example/a")))
    assert got.code == "robots-unreachable"
    assert "certificate" in got.reason


def test_fetch_redirect_from_https_to_http_is_a_downgrade(run):
    async def scene(fetcher, web):
        return await fetcher.fetch(Request(url="https://news.example/a")), web.urls()

    got, urls = run({"https://news.example/a": moved(PAGE), PAGE: answer()}, scene)
    assert (got.code, got.transient, urls) == ("downgrade", False, ["https://news.example/a"])


def test_fetch_redirect_from_http_to_https_keeps_validators_but_no_credentials(run):
    headers = seen_by(run, PAGE, "https://news.example/a")
    assert headers["if-none-match"] == '"1"'
    assert not {"authorization", "cookie", "x-api-key"} & headers.keys()


# Bodies


def raw_deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(data) + deflater.flush()


TEXT = b"All the news that is fit to weave. " * 100


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", packed(TEXT)),
        ("x-gzip", packed(TEXT)),
        ("GZIP", packed(TEXT) + b"\0" * 7),
        ("gzip", packed(TEXT[:1000]) + packed(TEXT[1000:])),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
    ],
    ids=short,
)
def test_fetch_body_is_decoded(fetch, coding, body):
    assert fetch({PAGE: answer(200, body, f"Content-Encoding: {coding}")}).body == TEXT


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("br", b"\x1b\x01\x00"),
        ("zstd", b"\x28\xb5\x2f\xfd"),
        ("gzip, gzip", packed(packed(TEXT))),
        ("deflate, gzip", packed(zlib.compress(TEXT))),
        ("gzip", TEXT),
        ("deflate", b"\xff" * 100),
        ("gzip", packed(TEXT)[:-5] + b"\0" * 5),
        ("gzip", packed(b"") * 1025),
    ],
    ids=short,
)
def test_fetch_other_or_broken_codings_are_bad_encoding(fetch, coding, body):
    got = fetch({PAGE: answer(200, body, f"Content-Encoding: {coding}")})
    assert (got.code, got.transient) == ("bad-encoding", False)


@pytest.mark.parametrize(
    "raw",
    [
        answer(200, packed(TEXT)[:-1], "Content-Encoding: gzip"),
        answer(200, packed(TEXT)[:30], "Content-Encoding: gzip"),
        answer(200, zlib.compress(TEXT)[:-6], "Content-Encoding: deflate"),
    ],
    ids=short,
)
def test_fetch_compressed_body_that_stops_early_is_truncated(fetch, raw):
    assert fetch({PAGE: raw}).code == "truncated"


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\n<rss>",
        b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhello",
        b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    ],
    ids=short,
)
def test_fetch_body_shorter_than_announced_is_truncated(fetch, raw):
    async def stop(writer):
        writer.write(raw)

    got = fetch({PAGE: stop})
    assert (got.code, got.transient) == ("truncated", True)


@pytest.mark.parametrize("pack", [(lambda data: (data, "")), (lambda data: (packed(data), "gzip"))])
@pytest.mark.parametrize(
    ("size", "partial", "expected"),
    [(99, False, 99), (100, False, 100), (101, False, None), (99, True, 99), (100, True, 100), (101, True, 100)],
)
def test_fetch_limit_counts_decoded_bytes(fetch, pack, size, partial, expected):
    body, coding = pack(os.urandom(size))
    got = fetch({PAGE: answer(200, body, f"Content-Encoding: {coding}")}, Request(url=PAGE, limit=100, partial=partial))
    if expected is None:
        assert (got.code, got.transient) == ("too-large", False)
    else:
        assert len(got.body) == expected


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 X\r\n\r\n")
    while True:
        writer.write(b"x" * 65_536)
        await writer.drain()


def test_fetch_endless_body_is_cut_off_at_the_limit(fetch):
    assert fetch({PAGE: endless}).code == "too-large"
    assert len(fetch({PAGE: endless}, Request(url=PAGE, limit=4096, partial=True)).body) == 4096


def bomb(mebibytes: int) -> bytes:
    """Return the beginning of a gzip stream of so many mebibytes of zeros: one flushed deflate block, repeated."""
    deflater = zlib.compressobj(9, wbits=-15)
    block = deflater.compress(bytes(1 << 20)) + deflater.flush(zlib.Z_FULL_FLUSH)
    return packed(b"")[:10] + block * mebibytes


@pytest.mark.parametrize("limit", [10 << 20, 1 << 30])
def test_fetch_gzip_bomb_is_stopped_within_little_memory(fetch, limit):
    pages = {PAGE: answer(200, bomb(300), "Content-Encoding: gzip")}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert fetch(pages, Request(url=PAGE, limit=limit)).code == "too-large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024  # the highest so far, in KiB


# Time


async def drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 X\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def drip_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 X\r\n")
    while True:
        writer.write(b"X: y\r\n")
        await writer.drain()
        await asyncio.sleep(0.05)


async def hang(_: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def hang_midway(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nhello")
    await asyncio.sleep(60)


@pytest.mark.parametrize(
    ("behaviour", "options"),
    [
        (drip, changed(total=0.4)),
        (drip_headers, changed(total=0.4)),
        (hang, changed(idle=0.2)),
        (hang_midway, changed(idle=0.2)),
        (hang, changed(total=0.2)),
    ],
)
def test_fetch_slow_server_is_a_timeout(fetch, behaviour, options):
    started = monotonic()
    got = fetch({PAGE: behaviour}, None, options)
    assert (got.code, got.transient) == ("timeout", True)
    assert monotonic() - started < 5.0


def test_fetch_deadline_covers_all_redirects_together(fetch):
    async def slow(writer):
        await asyncio.sleep(0.15)
        writer.write(moved("/a"))

    assert fetch({PAGE: slow}, None, changed(total=0.4)).code == "timeout"


def test_fetch_waiting_for_the_hosts_turn_is_not_counted(run):
    async def slow(writer):
        await asyncio.sleep(0.2)
        writer.write(answer(200, b"x"))

    async def scene(fetcher, _):
        return await asyncio.gather(*(fetcher.fetch(Request(url=PAGE)) for _ in range(4)))

    assert [got.status for got in run({PAGE: slow}, scene, changed(total=0.6))] == [200] * 4


# Broken HTTP and broken ways


async def reset(writer: asyncio.StreamWriter) -> None:
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


async def close(_: asyncio.StreamWriter) -> None:
    return


async def endless_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 X\r\n")
    while True:
        writer.write(b"X-A: " + b"y" * 60_000 + b"\r\n")
        await writer.drain()


async def endless_field(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 X\r\nX: ")
    while True:
        writer.write(b"y" * 60_000)
        await writer.drain()


async def many_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 X\r\n" + b"X: y\r\n" * 1000 + b"\r\n")


@pytest.mark.parametrize(
    "page",
    [
        b"<rss>no headers at all</rss>",
        b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\nhello\r\n",
        b"HTTP/1.1 200 X\r\nContent-Length: 5\r\n\r\n<rss version='2.0'>",
        b"HTTP/1.1 200 X\r\nContent-Length: abc\r\n\r\nhello",
        b"HTTP/1.1 200 X\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"HTTP/1.1 200 X\r\nETag: \0\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 9999 X\r\n\r\n",
        endless_headers,
        endless_field,
        many_headers,
    ],
    ids=short,
)
def test_fetch_malformed_answer_is_a_protocol_failure(fetch, page):
    got = fetch({PAGE: page})
    assert (got.code, got.transient) == ("protocol", True)
    assert len(got.reason) < 300


@pytest.mark.parametrize("behaviour", [reset, close])
def test_fetch_connection_that_breaks_is_unreachable(fetch, behaviour):
    got = fetch({PAGE: behaviour})
    assert (got.code, got.transient) == ("unreachable", True)


def test_fetch_header_field_of_ordinary_size_is_taken(fetch):
    assert fetch({PAGE: answer(200, b"x", "Content-Security-Policy: " + "a" * 20_000)}).status == 200


# The guard


async def direct(url: str, lookup: Callable[..., Any], options: FetchOptions = QUICK) -> Fetched | Failure:
    async with WebFetcher(options, Noon(), {}, lookup=lookup) as fetcher:
        return await fetcher.fetch(Request(url=url))


def answers(*addresses: str) -> Callable[..., Any]:
    def lookup(_host: str, port: int, *_: object) -> list[tuple[Any, ...]]:
        return [
            (socket.AF_INET6, 1, 6, "", (one, port, 0, 0)) if ":" in one else (socket.AF_INET, 1, 6, "", (one, port)) for one in addresses
        ]

    return lookup


def forbidden(*_: object) -> list[tuple[Any, ...]]:
    raise AssertionError("a lookup was made")


@pytest.mark.parametrize(
    "addresses",
    [
        ("127.0.0.1",),
        ("93.184.216.34", "10.0.0.5"),
        ("10.0.0.5", "93.184.216.34"),
        ("93.184.216.34", "::1"),
        ("fe80::1%eth0",),
        ("::ffff:93.184.216.34",),
    ],
)
@pytest.mark.usefixtures("environment")
def test_fetch_name_with_one_private_answer_is_blocked_before_any_connection(monkeypatch, addresses):
    monkeypatch.setattr("asyncio.selector_events.BaseSelectorEventLoop.sock_connect", forbidden)
    got = asyncio.run(direct(PAGE, answers(*addresses)))
    assert (got.code, got.subject, got.transient) == ("blocked-address", PAGE, False)


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/"])
@pytest.mark.usefixtures("environment")
def test_fetch_private_address_that_the_first_look_missed_is_blocked_at_its_socket(monkeypatch, url):
    monkeypatch.setattr("newsloom.net.http.local_target", lambda _: "")
    assert asyncio.run(direct(url, forbidden)).code == "blocked-address"


@pytest.mark.usefixtures("environment")
def test_fetch_name_that_changes_its_answer_is_judged_again_for_each_connection(monkeypatch):
    tried: list[str] = []

    async def refuse(_self: object, _socket: socket.socket, address: tuple[Any, ...]) -> None:
        tried.append(address[0])
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr("asyncio.selector_events.BaseSelectorEventLoop.sock_connect", refuse)
    turns = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])

    async def scene() -> list[str]:
        robots = {"http://news.example": ("", NOW)}
        async with WebFetcher(QUICK, Noon(), robots, lookup=lambda host, port, *_: answers(next(turns))(host, port)) as fetcher:
            return [(await fetcher.fetch(Request(url=PAGE))).code for _ in range(2)]

    assert asyncio.run(scene()) == ["unreachable", "blocked-address"]
    assert tried == ["93.184.216.34"]


@pytest.mark.parametrize("error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")])
@pytest.mark.usefixtures("environment")
def test_fetch_name_that_does_not_exist_cannot_be_reached(error):
    def lookup(*_: object) -> list[tuple[Any, ...]]:
        raise error

    async def scene() -> Failure:
        async with WebFetcher(QUICK, Noon(), {"http://news.example": ("", NOW)}, lookup=lookup) as fetcher:
            return await fetcher.fetch(Request(url=PAGE))

    got = asyncio.run(scene())
    assert (got.code, got.transient) == ("unreachable", True)


LOCAL = [
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0x7f000001/", "http://017700000001/", "http://0/",
    "http://①②⑦.⓪.⓪.①/", "http://１２７.0.0.1/", "http://127。0。0。1/", "http://%31%32%37.0.0.1/", "http://127.0.0.1./", "http://[::1]/",
    "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:7f00:1::1]/",
    "http://[fd00:ec2::254]/", "http://[fe80::1]/", "http://169.254.169.254/", "http://2852039166/", "http://100.100.100.200/",
    "http://10.0.0.5/", "http://localhost/", "http://LOCALHOST./", "http://loc%61lhost/", "http://a.localhost/", "http://printer.local/",
    "http://metadata.google.internal/", "http://router.home.arpa/", "http://metadata/", "http://127.0.0.1:80#@pub.example/",
]  # fmt: skip


@pytest.mark.parametrize("url", LOCAL)
def test_fetch_local_target_is_refused_before_the_proxy_is_asked(run, url):
    async def scene(fetcher, web):
        return await fetcher.fetch(Request(url=url)), web.asked

    got, asked = run({}, scene)
    assert (got.code, asked) == ("blocked-address", [])


@pytest.mark.parametrize("url", LOCAL)
@pytest.mark.usefixtures("environment")
def test_fetch_local_target_is_refused_without_a_lookup(url):
    assert asyncio.run(direct(url, forbidden)).code == "blocked-address"


@pytest.mark.parametrize(
    "url",
    [
        "", "news.example", "ftp://news.example/", "file:///etc/passwd", "http://pub.example@127.0.0.1/", "http://a b.example/",
        "http://127.0.0.1\\@pub.example/", "http://news.example/\r\nX: y", "http://[::1", "http://[fe80::1%25eth0]/", "http://a.example:99999/",
        "http://1.2.3.4.5/", "http://news.example/" + "a" * 2048, "http://\ud800.example/",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("environment")
def test_fetch_address_that_is_none_is_bad(url):
    got = asyncio.run(direct(url, forbidden))
    assert (got.code, got.subject, got.transient) == ("bad-address", url, False)


@pytest.mark.parametrize("port", [22, 25, 6379, 81])
@pytest.mark.usefixtures("environment")
def test_fetch_port_that_is_not_the_webs_is_blocked(port):
    assert asyncio.run(direct(f"http://news.example:{port}/", forbidden)).code == "blocked-address"


@pytest.mark.shared
@pytest.mark.usefixtures("environment")
def test_fetch_addresses_of_the_url_standards_tests_are_refused_where_it_says_so_and_never_raise(shared, monkeypatch):
    rows = msgspec.json.decode((shared / "data/hostile/url/url/tests/urltestdata.json").read_bytes())
    cases = [(row["input"], row.get("failure", False)) for row in rows if isinstance(row, dict)]

    async def refuse(*_: object) -> None:
        raise ConnectionRefusedError

    def nowhere(*_: object) -> list[tuple[Any, ...]]:
        raise socket.gaierror(-2, "Name or service not known")

    async def scene() -> list[tuple[str, bool, str]]:
        async with WebFetcher(QUICK, Noon(), {}, lookup=nowhere) as fetcher:
            return [(url, refused, (await fetcher.fetch(Request(url=url))).code) for url, refused in cases]

    monkeypatch.setattr("asyncio.selector_events.BaseSelectorEventLoop.sock_connect", refuse)
    seen = asyncio.run(scene())
    assert len(seen) > 800
    assert [url for url, refused, code in seen if refused and code != "bad-address"] == []


def test_fetch_public_address_literal_through_a_proxy_is_asked(fetch):
    assert fetch({"http://93.184.216.34/": answer(200, b"x")}, Request(url="http://93.184.216.34/")).status == 200


def test_fetch_host_of_no_proxy_goes_directly_and_under_the_guard(run, environment):
    environment.setenv("NO_PROXY", "news.example")

    async def scene(fetcher, web):
        return await fetcher.fetch(Request(url=PAGE)), web.asked

    got, asked = run({PAGE: answer(200)}, scene, lookup=answers("127.0.0.1"))
    assert (got.code, asked) == ("blocked-address", [])


def test_fetch_proxys_own_address_is_no_way_in_for_others(run, environment):
    environment.setenv("NO_PROXY", "evil.example")

    async def scene(fetcher, web):
        return (await fetcher.fetch(Request(url=f"http://evil.example:{web.port}/"))).code, web.asked

    assert run({}, scene, lookup=answers("127.0.0.1")) == ("blocked-address", [])


def test_fetch_untrusted_environment_uses_no_proxy(environment, authority):
    async def scene() -> tuple[Failure, list[Asked]]:
        async with Web({PAGE: answer(200)}, environment, authority) as web:
            return await direct(PAGE, answers("127.0.0.1"), changed(trust_environment=False)), web.asked

    got, asked = asyncio.run(scene())
    assert (got.code, asked) == ("blocked-address", [])


def test_fetch_proxy_that_is_not_there_is_unreachable(environment):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        environment.setenv("HTTP_PROXY", f"127.0.0.1:{unused.getsockname()[1]}")

        async def scene() -> Failure:
            async with WebFetcher(QUICK, Noon(), {"http://news.example": ("", NOW)}) as fetcher:
                return await fetcher.fetch(Request(url=PAGE))

        got = asyncio.run(scene())
    assert (got.code, got.transient) == ("unreachable", True)
    assert "proxy" in got.reason


def test_fetch_proxy_that_refuses_a_tunnel_is_unreachable(run):
    got = run({"CONNECT": answer(403)}, lambda fetcher, _: fetcher.fetch(Request(url="https://news.example/a")))
    assert (got.code, got.transient) == ("robots-unreachable", True)
    assert "proxy" in got.reason


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "ftp://proxy.example", "http://"])
def test_fetcher_with_a_proxy_it_cannot_use_says_so(environment, proxy):
    environment.setenv("HTTP_PROXY", proxy)
    with pytest.raises(NewsloomError, match="HTTP_PROXY"):
        WebFetcher(QUICK, Noon(), {})


def test_fetcher_with_certificates_it_cannot_read_says_so(environment, tmp_path):
    environment.setenv("SSL_CERT_FILE", str(tmp_path / "absent.pem"))
    with pytest.raises(NewsloomError, match="SSL_CERT_FILE"):
        WebFetcher(QUICK, Noon(), {})


# robots.txt

ROBOTS = "http://news.example/robots.txt"


def robots(text: str) -> bytes:
    return answer(200, text.encode())


def test_fetch_address_that_robots_forbid_is_not_asked_for(run):
    async def scene(fetcher, web):
        return await fetcher.fetch(Request(url=PAGE)), web.urls(), fetcher.robots

    text = "User-agent: *\nDisallow: /a"
    got, urls, known = run({ROBOTS: robots(text), PAGE: answer()}, scene)
    assert (got.code, got.subject, got.transient, urls) == ("robots-disallowed", PAGE, False, [])
    assert known == {"http://news.example": (text, NOW)}


def test_fetch_address_that_a_person_chose_is_asked_for_whatever_robots_say(run):
    async def scene(fetcher, web):
        return (await fetcher.fetch(Request(url=PAGE, permitted=True))).status, web.urls()

    assert run({ROBOTS: robots("User-agent: *\nDisallow: /a"), PAGE: answer()}, scene) == (200, [PAGE])


def test_fetch_address_that_a_person_chose_leads_elsewhere_only_where_robots_let_it(run):
    async def scene(fetcher, web):
        return (await fetcher.fetch(Request(url=PAGE, permitted=True))).code, web.urls()

    pages = {PAGE: moved("http://other.example/x"), "http://other.example/robots.txt": robots("User-agent: *\nDisallow: /")}
    assert run(pages, scene) == ("robots-disallowed", [PAGE])


def test_fetch_redirect_obeys_the_robots_of_the_place_it_leads_to(run):
    async def scene(fetcher, web):
        return (await fetcher.fetch(Request(url=PAGE))).code, web.urls()

    pages = {PAGE: moved("http://other.example/x"), "http://other.example/robots.txt": robots("User-agent: *\nDisallow: /")}
    assert run(pages, scene) == ("robots-disallowed", [PAGE])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_fetch_origin_without_robots_allows_everything(fetch, status):
    assert fetch({ROBOTS: answer(status), PAGE: answer(200)}).status == 200


@pytest.mark.parametrize(
    "page", [answer(500), answer(503), answer(429), close, reset, hang, answer(200, b"x", "Content-Encoding: br")], ids=short
)
def test_fetch_origin_whose_robots_cannot_be_read_allows_nothing(run, page):
    async def scene(fetcher, web):
        return await fetcher.fetch(Request(url=PAGE)), web.urls(), fetcher.robots

    got, urls, known = run({ROBOTS: page, PAGE: answer()}, scene, changed(total=0.3))
    assert (got.code, got.subject, got.transient, urls, known) == ("robots-unreachable", PAGE, True, [], {})


def test_fetch_many_at_once_ask_for_robots_once(run):
    async def scene(fetcher, web):
        got = await asyncio.gather(*(fetcher.fetch(Request(url=f"http://news.example/{n}")) for n in range(20)))
        return {one.code for one in got}, web.begun.count(ROBOTS)

    assert run({}, scene) == ({"http-404"}, 1)
    assert run({ROBOTS: hang}, scene, changed(total=0.2)) == ({"robots-unreachable"}, 1)


def test_fetch_cancelled_while_asking_for_robots_harms_no_neighbour(run):
    async def slow(writer):
        await asyncio.sleep(0.2)
        writer.write(robots(""))

    async def scene(fetcher, _):
        first, second = (asyncio.create_task(fetcher.fetch(Request(url=PAGE))) for _ in range(2))
        await asyncio.sleep(0.1)
        first.cancel()
        return (await second).status

    assert run({ROBOTS: slow, PAGE: answer(200)}, scene) == 200


@pytest.mark.parametrize(("age", "asked"), [(timedelta(hours=23, minutes=59), 0), (timedelta(hours=24), 1)])
def test_fetch_robots_are_believed_for_a_day(run, age, asked):
    async def scene(fetcher, web):
        await fetcher.fetch(Request(url=PAGE))
        return web.begun.count(ROBOTS)

    assert run({PAGE: answer()}, scene, robots={"http://news.example": ("", NOW - age)}) == asked


def test_fetch_old_robots_still_hold_while_new_ones_cannot_be_read(run):
    async def scene(fetcher, _):
        return [(await fetcher.fetch(Request(url=f"http://news.example/{path}"))) for path in ("a", "b")]

    old = {"http://news.example": ("User-agent: *\nDisallow: /a", NOW - timedelta(days=3))}
    forbidden_page, allowed = run({ROBOTS: answer(500), "http://news.example/b": answer(200)}, scene, robots=old)
    assert (forbidden_page.code, allowed.status) == ("robots-disallowed", 200)


def test_fetch_robots_are_read_up_to_500_kib_and_never_half_a_line(fetch):
    head, last = "User-agent: *\nDisallow: /b\n", "\nDisallow: /a"
    text = head + "#" * (500 * 1024 - len(head + last)) + last + "-private-place\nDisallow: /"
    assert fetch({ROBOTS: robots(text), PAGE: answer(200)}).status == 200
    assert fetch({ROBOTS: robots(text)}, Request(url="http://news.example/b")).code == "robots-disallowed"


def test_fetch_endless_robots_are_cut_off(fetch):
    assert fetch({ROBOTS: endless, PAGE: answer(200)}, None, changed(total=3.0)).status == 200


def test_fetch_robots_are_followed_over_redirects_and_guarded(fetch):
    there = "http://other.example/r.txt"
    assert fetch({ROBOTS: moved(there), there: robots("User-agent: newsloom\nDisallow: /")}).code == "robots-disallowed"
    assert fetch({ROBOTS: moved("/robots.txt"), PAGE: answer(200)}).status == 200
    assert fetch({ROBOTS: moved("http://127.0.0.1/")}).code == "blocked-address"


# Politeness, as the server sees it


def gaps(asked: list[Asked], host: str) -> list[float]:
    mine = sorted((one for one in asked if f"//{host}/" in one.url), key=lambda one: one.start)
    return [later.start - earlier.end for earlier, later in pairwise(mine)]


async def unhurried(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.03)
    writer.write(answer(200, b"x"))


def test_fetch_host_never_sees_less_than_the_spacing(run):
    async def scene(fetcher, web):
        urls = [f"http://{host}/{n}" for n in range(4) for host in ("one.example", "two.example", "three.example")]
        started = monotonic()
        await asyncio.gather(*(fetcher.fetch(Request(url=url)) for url in urls))
        return web, monotonic() - started

    pages = {f"http://{host}.example/{n}": unhurried for n in range(4) for host in ("one", "two", "three")}
    web, took = run(pages, scene, changed(spacing=0.15))
    for host in ("one.example", "two.example", "three.example"):
        assert len(gaps(web.asked, host)) == 4
        assert min(gaps(web.asked, host)) >= 0.15
    assert took < 2.0  # one host after the other would take 3 hosts x 5 requests x 0.15 s = 2.25 s


def test_fetch_host_is_asked_one_at_a_time_and_in_order(run):
    async def scene(fetcher, web):
        await asyncio.gather(*(fetcher.fetch(Request(url=f"http://news.example/{n}")) for n in range(8)))
        return web.urls(), web.most_at_once

    assert run(dict.fromkeys((f"http://news.example/{n}" for n in range(8)), unhurried), scene) == (
        [f"http://news.example/{n}" for n in range(8)],
        1,
    )


def test_fetch_http_and_https_of_one_host_share_its_turns(run):
    async def scene(fetcher, web):
        urls = [f"{scheme}://news.example/{n}" for n in range(2) for scheme in ("http", "https")]
        await asyncio.gather(*(fetcher.fetch(Request(url=url)) for url in urls))
        return web

    web = run({}, scene, changed(spacing=0.1))
    assert (web.most_at_once, len(web.urls()), len(web.asked)) == (1, 4, 6)
    assert min(gaps(web.asked, "news.example")) >= 0.1


def test_fetch_waits_as_long_as_robots_ask(run):
    async def scene(fetcher, web):
        for n in range(2):
            await fetcher.fetch(Request(url=f"http://news.example/{n}"))
        return web.asked

    assert min(gaps(run({ROBOTS: robots("User-agent: *\nCrawl-delay: 0.3")}, scene), "news.example")) >= 0.3


def test_fetch_total_of_requests_at_once_is_bounded_but_not_held_while_pausing(run):
    async def scene(fetcher, web):
        urls = [f"http://h{n}.example/{m}" for n in range(6) for m in range(2)]
        started = monotonic()
        await asyncio.gather(*(fetcher.fetch(Request(url=url)) for url in urls))
        return web.most_at_once, monotonic() - started

    pages = {f"http://h{n}.example/{m}": unhurried for n in range(6) for m in range(2)}
    at_once, took = run(pages, scene, changed(spacing=0.2, concurrency=2))
    assert at_once == 2
    assert took < 1.5  # a slot kept through the pauses would make this 6 hosts x 3 requests x 0.2 s / 2 slots = 1.8 s


@pytest.mark.parametrize("behaviour", [reset, close])
def test_fetch_request_whose_connection_broke_is_not_repeated(run, behaviour):
    async def scene(fetcher, web):
        await fetcher.fetch(Request(url=PAGE))
        return web.begun.count(PAGE)

    assert run({PAGE: behaviour}, scene, robots={"http://news.example": ("", NOW)}) == 1
