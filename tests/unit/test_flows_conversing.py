"""Conversations are carried, and a login goes nowhere but to the source's own origin."""

import asyncio

import pytest

from newsloom.flows.conversing import converse
from newsloom.hub.logins import _OURS, logins
from newsloom.net.http import _OUR_HEADERS
from newsloom.ports import Outside
from newsloom.testing.factories import NOW, entry
from newsloom.testing.fakes import InlineEngine, ReplayFetcher
from newsloom.types import Failure, Fetched, Harvest, Request, Source, Work

SOURCE = Source(url="https://paid.example/feed")
LOGIN = (("Authorization", "Basic s3cret"),)


def carry(conversation, login=(), pages=None):
    network = ReplayFetcher(pages or {})
    outside = Outside(store=None, fetcher=network, engine=InlineEngine())
    return asyncio.run(converse(conversation, SOURCE, outside, login)), network.requests


def asking(*urls, headers=()):
    for url in urls:
        yield Request(url=url, headers=headers)
    return Harvest()


@pytest.mark.parametrize(
    "url",
    [
        "http://paid.example/feed",
        "https://www.paid.example/feed",
        "https://paid.example:8443/feed",
        "https://paid.example.evil.example/",
        "https://other.example/",
    ],
)
def test_login_stays_at_its_origin(url):
    _, requests = carry(asking(SOURCE.url, url, "https://paid.example/page/2"), LOGIN)
    assert [request.headers for request in requests] == [LOGIN, (), LOGIN]


def test_robots_are_ignored_at_the_sources_own_origin_and_where_the_hub_says_so_only():
    outside = Outside(store=None, fetcher=ReplayFetcher({}), engine=InlineEngine())
    for ignored, permitted in ((False, [False, False]), (True, [True, False])):
        outside.fetcher.requests.clear()
        source = Source(url=SOURCE.url, ignore_robots=ignored)
        asyncio.run(converse(asking(SOURCE.url, "https://other.example/feed"), source, outside))
        assert [request.permitted for request in outside.fetcher.requests] == permitted


def test_login_keeps_the_other_headers_and_replaces_its_own():
    _, (request,) = carry(asking(SOURCE.url, headers=(("If-None-Match", '"1"'), ("authorization", "x"))), LOGIN)
    assert request.headers == (("If-None-Match", '"1"'), *LOGIN)


def test_login_that_is_missing_ends_before_anything_is_asked():
    missing = Failure(stage="collect", subject=SOURCE.url, code="no-secret", reason="set it")
    assert carry(asking(SOURCE.url), missing) == (missing, [])


def test_answers_and_results_go_back_into_the_conversation():
    def talk():
        answer = yield Request(url=SOURCE.url)
        size = yield Work(subject="size", function=len, args=(answer.body,))
        return Harvest(title=str(size))

    page = Fetched(url=SOURCE.url, status=200, body=b"12345", at=NOW)
    assert carry(talk(), pages={SOURCE.url: page})[0].title == "5"


def test_conversation_that_raises_is_a_failure_of_its_source():
    def talk():
        yield Request(url=SOURCE.url)
        raise RecursionError("too deep")

    failure, _ = carry(talk())
    assert (failure.code, failure.subject) == ("poison", SOURCE.url)


@pytest.mark.parametrize(
    ("changes", "environment", "headers"),
    [
        ({"username": "mara", "password_env": "P"}, {"P": "pä ss"}, (("Authorization", "Basic bWFyYTpww6Qgc3M="),)),
        ({"headers": (("Cookie", "a=${A}; b=${B}; c"),)}, {"A": "1", "B": "${A}"}, (("Cookie", "a=1; b=${A}; c"),)),
        ({"headers": (("X-Plain", "x"),)}, {}, (("X-Plain", "x"),)),
    ],
)
def test_login_is_made_of_settings_and_environment(changes, environment, headers):
    assert logins([Source(url=SOURCE.url, **changes), Source(url="https://open.example/")], environment) == {SOURCE.url: headers}


@pytest.mark.parametrize("value", [None, "", "s3cret\r\nX-Evil: 1", "s3cret\n", "s3cret\x00", "s3cret\udcff"])
def test_login_without_a_usable_variable_names_it_and_shows_no_secret(value):
    source = Source(url=SOURCE.url, username="mara", password_env="SHORE_PASSWORD")
    failure = logins([source], {} if value is None else {"SHORE_PASSWORD": value})[SOURCE.url]
    assert failure.code == "no-secret"
    assert "SHORE_PASSWORD" in failure.reason
    assert "s3cret" not in repr(failure)


def test_headers_that_the_fetcher_writes_are_refused_in_a_hub():
    assert _OUR_HEADERS <= _OURS


def test_redirects_that_hold_their_target_are_taken_off_whatever_brought_them():
    wrapped = "http://www.bing.com/news/apiclick.aspx?url=https%3a%2f%2fshore.example%2f1"

    def talk():
        yield Request(url=SOURCE.url)
        listed = (entry(wrapped), entry("https://shore.example/2"))
        return Harvest(entries=listed, dropped=listed[:1])

    harvest, _ = carry(talk())
    assert [own.url for own in harvest.entries + harvest.dropped] == [
        "https://shore.example/1",
        "https://shore.example/2",
        "https://shore.example/1",
    ]


class Unpicklable(InlineEngine):
    async def run(self, work):
        raise TypeError("cannot pickle")


def ending(value):
    yield Request(url=SOURCE.url)
    return value


def working():
    yield Work(subject=SOURCE.url, function=len)
    return Harvest()


def test_conversation_that_ends_with_no_harvest_is_a_failure_of_its_source_alone():
    assert carry(ending(None))[0].code == "poison"


def test_work_that_cannot_be_sent_is_a_failure_of_its_source_alone():
    outside = Outside(store=None, fetcher=ReplayFetcher({}), engine=Unpicklable())
    assert asyncio.run(converse(working(), SOURCE, outside)).code == "poison"


@pytest.mark.parametrize(("kind", "credit"), [("feed", ""), ("search", "https://bbc.com")])
def test_only_a_search_can_credit_another_publisher(kind, credit):
    claimed = entry(outlet="BBC", outlet_url="https://bbc.com")
    harvest, _ = carry(ending(Harvest(kind=kind, entries=(claimed,), dropped=(claimed,))))
    assert [one.outlet_url for one in (*harvest.entries, *harvest.dropped)] == [credit] * 2
