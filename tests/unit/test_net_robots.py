"""robots.txt: RFC 9309, and files made to hurt."""

import asyncio
from datetime import UTC, datetime
from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st
import pytest

from newsloom.net.robots import AGAIN, SIZE, Robots, Rules
from newsloom.types import Failure, Fetched, Request

NOW = datetime(2026, 1, 1, tzinfo=UTC)
A = "https://news.example/a"


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: newsloom\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: NewsLoom\nDisallow: /", False),
        ("User-agent: newsloom/1.0\nDisallow: /", False),
        ("User-agent: newsloom*\nDisallow: /", False),
        ("User-agent: newsloom # us\nDisallow: /", False),
        ("useragent newsloom\nDisallow: /", False),
        ("User-agent: other\nUser-agent: newsloom\nDisallow: /", False),
        ("User-agent: news\nDisallow: /", True),  # a token that begins ours is not ours
        ("User-agent: newsloomer\nDisallow: /", True),
        ("User-agent: other\nDisallow: /", True),
        ("User-agent: other\nUser-agent: another\nDisallow: /", True),
        ("User-agent: other\nDisallow: /\nUser-agent: *\nDisallow: /b", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: newsloom\nAllow: /", True),
        ("User-agent: *\nDisallow: /*\nAllow: /a$", True),
        ("\ufeffUser-agent: *\nDisallow: /", True),  # the reader takes the mark away, not the rules
        ("<html><body>Not found</body></html>", True),
    ],
)
def test_rules_apply_to_our_group_else_to_everybodys(text, allowed):
    assert Rules(text, "newsloom").allow(A) is allowed


@pytest.mark.parametrize(("value", "delay"), [("5", 5.0), ("0.5", 0.5), ("1e9", 1e9), ("-1", 0.0), ("nan", 0.0), ("soon", 0.0)])
def test_rules_delay_is_what_the_file_says_or_nothing(value, delay):
    assert Rules(f"User-agent: *\nCrawl-delay: {value}", "newsloom").delay == delay


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"User-agent: a{n}\n" for n in range(15_000)) + "Allow: /\n" * 30_000,
        "".join(f"user \t agent a{n}\n" for n in range(15_000)) + "Allow: /\n" * 30_000,
        "".join(f"User\u00a0agent a{n}\n" for n in range(15_000)) + "Allow: /\n" * 30_000,
        "User-agent: *\n" + "".join(f"Disallow: /{n}*\n" for n in range(30_000)),
        "User-agent: *\nDisallow: /" + "*a" * 250_000,
        "User-agent: *\n" * 30_000 + "Disallow: /b",
        "user-" * 100_000,
        "user" + " " * 500_000,
    ],
)
def test_rules_of_a_file_made_to_hurt_are_read_in_good_time(text):
    started = perf_counter()
    Rules(text[:SIZE], "newsloom").allow("https://news.example/" + "a" * 2000)
    assert perf_counter() - started < 2.0


@given(st.text(max_size=300))
def test_rules_of_any_text_are_read(text):
    assert Rules(text, "newsloom").allow(A) in (True, False)


class Clock:
    def now(self) -> datetime:
        return NOW


def reading(*answers: Fetched | Failure):
    """Return a `Robots` that is given these answers in turn, and the list of what it asked for."""
    asked: list[Request] = []
    left = iter(answers)

    async def ask(request: Request) -> Fetched | Failure:
        asked.append(request)
        return next(left)

    return Robots(ask, Clock(), {}, "newsloom"), asked


DOWN = Failure(stage="fetch", subject="x", code="unreachable", reason="no connection", transient=True, retry_after=90.0)


def test_robots_failure_is_remembered_for_a_minute_and_then_asked_again(monkeypatch):
    now = 1000.0
    monkeypatch.setattr("newsloom.net.robots.monotonic", lambda: now)
    robots, asked = reading(DOWN, Fetched(url="x", status=200, body=b"", at=NOW))
    first, second = (asyncio.run(robots.rules("https://news.example")) for _ in range(2))
    assert first == second
    assert (first.code, first.retry_after, len(asked)) == ("robots-unreachable", 90.0, 1)
    now += AGAIN
    assert isinstance(asyncio.run(robots.rules("https://news.example")), Rules)


def test_robots_of_each_origin_are_asked_for_once():
    robots, asked = reading(*[Fetched(url="x", status=200, body=b"User-agent: *\nDisallow: /", at=NOW)] * 2)
    for _ in range(3):
        for origin in ("https://news.example", "http://news.example:8080"):
            assert not asyncio.run(robots.rules(origin)).allow(f"{origin}/a")
    assert [(one.url, one.limit, one.partial) for one in asked] == [
        ("https://news.example/robots.txt", SIZE, True),
        ("http://news.example:8080/robots.txt", SIZE, True),
    ]


def test_robots_text_loses_its_byte_order_mark_and_survives_bad_bytes():
    robots, _ = reading(Fetched(url="x", status=200, body=b"\xef\xbb\xbfUser-agent: *\nDisallow: /a\n\xff\xfe", at=NOW))
    assert not asyncio.run(robots.rules("https://news.example")).allow(A)
    assert robots.known["https://news.example"][0].startswith("User-agent")
