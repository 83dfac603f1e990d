"""The lives of sources, lived in days: a real store, the real collector and feed reader, a scripted web, a clock that is set."""

import asyncio
from contextlib import closing
from datetime import timedelta
from itertools import pairwise

from msgspec.structs import replace
import pytest

from newsloom import catalogue
from newsloom.extract import PageExtractor
from newsloom.flows.collect import Collector
from newsloom.flows.reading import Reader
from newsloom.flows.reports import Silence
from newsloom.life import life
from newsloom.ports import Outside
from newsloom.registry import SOURCE_KINDS
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import NOW
from newsloom.testing.fakes import InlineEngine
from newsloom.types import Failure, Fetched, Source
from newsloom.urls import hostname

DAY = timedelta(days=1)
EXTRACTOR = PageExtractor(catalogue.publishers())
PAGE = '<title>About {0}</title><meta name="description" content="What there is to say about {0}, in a few words more."><p>Words.</p>'


class Web:
    """A web whose feeds answer what a script says at this moment; every other address is a page. It counts what it is asked."""

    def __init__(self, script):
        self.script, self.now, self.asked = script, NOW, []

    async def fetch(self, request):
        answer = self.script(request, self.now)
        if answer is None:
            return Fetched(url=request.url, status=200, body=PAGE.format(request.url[8:]).encode(), at=self.now)
        self.asked.append((self.now, request))
        return answer


class Hub:
    """Sources, their store, and one collect at a time."""

    def __init__(self, store, script, *sources):
        self.store, self.web, self.sources = store, Web(script), sources

    def collect(self, now, **changes):
        self.web.now = now
        outside = Outside(store=self.store, fetcher=self.web, engine=InlineEngine())
        collector = Collector(outside, SOURCE_KINDS, Reader(outside, EXTRACTOR, now), now, Silence())
        return asyncio.run(collector.run([replace(source, **changes) for source in self.sources]))

    def states(self, **changes):
        memories = self.store.memories()
        return [life(replace(source, **changes), memories.get(source.url)).state for source in self.sources]

    @property
    def memory(self):
        (memory,) = self.store.memories().values()
        return memory


@pytest.fixture
def store(tmp_path):
    with closing(SqliteStore(tmp_path / "hub.db")) as opened:
        yield opened


def feed(request, now, *numbers, title="Tides", site="", language="en", headers=(), moved=""):
    """Answer with a feed of these items."""
    site = site or hostname(request.url)
    items = "".join(f"<item><title>Item {number}</title><link>https://{site}/{number}</link></item>" for number in numbers)
    body = f"<rss><channel><title>{title}</title><language>{language}</language>{items}</channel></rss>".encode()
    return Fetched(url=moved or request.url, status=200, headers=headers, body=body, at=now, moved=moved)


def refused(request, code="http-503", *, transient=True):
    return Failure(stage="fetch", subject=request.url, code=code, reason="the server does not answer as it should", transient=transient)


def is_feed(request):
    return request.url.endswith("/feed")


def test_hundred_sources_that_fail_for_ten_days_are_all_fresh_within_one_interval_of_their_return(store):
    failed_from, back_at, step = NOW + timedelta(minutes=30), NOW + timedelta(days=10, minutes=30), timedelta(minutes=30)

    def script(request, now):
        if not is_feed(request):
            return None
        return refused(request) if failed_from <= now < back_at else feed(request, now, 1 if now < back_at else 2)

    hub = Hub(store, script, *(Source(url=f"https://s{number}.example/feed", kind="feed") for number in range(100)))
    for cycle in range(10 * 48 + 1):
        hub.collect(NOW + step * cycle)
    assert hub.states() == ["failing"] * 100
    outage = [request.url for now, request in hub.web.asked if now >= failed_from]
    # 5, 10, 20 … 1,280 minutes are nine requests in 43 hours, then it is one a day, or nearly: 17 or 18; a cycle's half hours move some.
    assert {outage.count(source.url) for source in hub.sources} <= {17, 18, 19}
    for hours in (0, 8, 16, 24):
        hub.collect(back_at + timedelta(hours=hours))
    assert hub.states() == ["fresh"] * 100
    assert store.counts()["stored"] == 200
    assert len({memory.due_at for memory in store.memories().values()}) > 50


def test_hijacked_source_brings_nothing_until_its_old_face_returns(store):
    def script(request, now):
        if not is_feed(request):
            return None
        spam = NOW + DAY <= now < NOW + 5 * DAY
        if spam:
            return feed(
                request, now, *range(100, 120), title="Cheap shoes", site="shoes.example", language="vi", headers=(("ETag", '"2"'),)
            )
        return feed(request, now, *range(10 + (now - NOW).days), headers=(("ETag", '"1"'),))

    hub = Hub(store, script, Source(url="https://a.example/feed", kind="feed"))
    hub.collect(NOW)
    for hour in range(24, 5 * 24):
        report = hub.collect(NOW + timedelta(hours=hour))
        assert report.items.discovered == 0
    assert hub.states() == ["hijacked"]
    assert "Cheap shoes" in life(hub.sources[0], hub.memory).why
    assert hub.memory.hijacked.first == NOW + DAY
    assert (hub.memory.title, hub.memory.etag) == ("Tides", '"1"')
    assert store.counts()["articles"] == 10
    for hour in range(5 * 24, 6 * 24 + 1):
        hub.collect(NOW + timedelta(hours=hour))
    assert hub.states() == ["fresh"]
    assert store.counts()["articles"] == 16


def test_hijacked_source_that_stops_answering_and_says_not_modified_stays_hijacked(store):
    answers = iter((feed, None, "http-503", 304))

    def script(request, now):
        answer = next(answers) if is_feed(request) else feed
        if not is_feed(request):
            return None
        if answer is None:
            return feed(request, now, 1, title="Cheap shoes", site="shoes.example", language="vi")
        if answer is feed:
            return feed(request, now, *range(9))
        assert not request.headers
        return refused(request) if answer != 304 else Fetched(url=request.url, status=304, at=now)

    hub = Hub(store, script, Source(url="https://a.example/feed", kind="feed"))
    for day in range(4):
        hub.collect(NOW + day * DAY)
    assert hub.states() == ["hijacked"]


def test_new_face_that_an_editor_accepts_is_the_sources_own_at_once(store):
    def script(request, now):
        if not is_feed(request):
            return None
        return feed(request, now, *range(9)) if now == NOW else feed(request, now, 1, title="Ebbe", site="ebbe.example", language="de")

    hub = Hub(store, script, Source(url="https://a.example/feed", kind="feed"))
    for day in (0, 1, 2, 3):
        hub.collect(NOW + day * DAY)
    soon = NOW + 3 * DAY + timedelta(minutes=1)
    assert hub.collect(soon).sources.waiting == 1
    assert hub.collect(soon, accept="other.example").items.discovered == 0
    assert hub.collect(soon, accept="ebbe.example").items.stored == 1
    assert (hub.states(), hub.memory.title, hub.memory.hijacked) == (["fresh"], "Ebbe", None)


def test_source_that_is_redirected_for_good_three_times_over_two_days_is_asked_at_its_new_address(store):
    old, new = "https://a.example/feed", "https://b.example/feed"
    broken = False

    def script(request, now):
        if not is_feed(request):
            return None
        if request.url == new and broken:
            return refused(request)
        return feed(request, now, 1, moved=new if request.url == old and not broken else "")

    hub = Hub(store, script, Source(url=old, kind="feed"))
    for hour in (0, 24, 47, 48, 49):
        hub.collect(NOW + timedelta(hours=hour))
    assert [request.url for _, request in hub.web.asked] == [old, old, old, old, new]
    assert hub.states() == ["moved"]
    assert (hub.memory.moved.first, hub.memory.moved.times, hub.memory.source) == (NOW, 4, old)
    broken = True
    for hour in (50, 52):
        hub.collect(NOW + timedelta(hours=hour))
    assert [request.url for _, request in hub.web.asked][5:] == [new, old]
    assert (hub.states(), hub.memory.moved) == (["fresh"], None)


def test_address_that_two_sources_moved_to_is_asked_once(store):
    olds, new = ("https://a.example/feed", "https://c.example/feed"), "https://b.example/feed"

    def script(request, now):
        return feed(request, now, 1, moved=new if request.url in olds else "") if is_feed(request) else None

    hub = Hub(store, script, *(Source(url=old, kind="feed") for old in olds))
    for hour in (0, 24, 48):
        hub.collect(NOW + timedelta(hours=hour))
    hub.web.asked.clear()
    report = hub.collect(NOW + timedelta(hours=49))
    assert [request.url for _, request in hub.web.asked] == [new]
    assert (report.sources.due, hub.states()) == (1, ["moved", "moved"])


@pytest.mark.parametrize("targets", [("",) * 9, ("https://b.example/feed", "https://c.example/feed") * 4, ("https://b.example/f", "") * 4])
def test_source_that_is_not_redirected_to_one_place_for_good_is_never_moved(store, targets):
    answers = iter(targets)

    def script(request, now):
        return feed(request, now, 1, moved=next(answers)) if is_feed(request) else None

    hub = Hub(store, script, Source(url="https://a.example/feed", kind="feed"))
    for day in range(8):
        hub.collect(NOW + day * DAY)
    assert {request.url for _, request in hub.web.asked} == {"https://a.example/feed"}
    assert hub.states() == ["fresh"]


def test_source_that_is_gone_twice_a_day_apart_is_gone_asked_daily_and_heals(store):
    def script(request, now):
        if not is_feed(request):
            return None
        return refused(request, "http-410", transient=False) if NOW < now < NOW + 9 * DAY else feed(request, now, (now - NOW).days)

    hub = Hub(store, script, Source(url="https://a.example/feed", kind="feed"))
    states = []
    for hour in range(11 * 24):
        hub.collect(NOW + timedelta(hours=hour))
        states.append(hub.states()[0])
    assert states[:2] == ["fresh", "failing"]
    first, last = states.index("gone"), len(states) - states[::-1].index("gone")
    assert 25 <= first <= 49
    assert set(states[first:last]) == {"gone"}
    asked = [now for now, _ in hub.web.asked if NOW + timedelta(hours=first) < now < NOW + 9 * DAY]
    assert all(timedelta(hours=21) <= later - earlier <= timedelta(hours=25) for earlier, later in pairwise(asked))
    assert last <= 10 * 24 + 1
    assert states[-1] == "fresh"


@pytest.mark.parametrize("etag", ['"for ever"', '"same for all"'])
def test_item_behind_a_validator_that_lies_is_seen_within_a_week(store, etag):
    def script(request, now):
        if not is_feed(request):
            return None
        if dict(request.headers).get("If-None-Match") == etag or (request.headers and "ever" in etag):
            return Fetched(url=request.url, status=304, at=now)
        return feed(request, now, *range(1 + (now > NOW)), headers=(("ETag", etag),))

    hub = Hub(store, script, Source(url="https://a.example/feed", kind="feed"))
    seen = [day for day in range(29) if hub.collect(NOW + day * DAY).items.stored]  # once a day is as seldom as any source is asked
    assert len(seen) == 2
    assert seen[1] <= 7
    unconditional = [now for now, request in hub.web.asked if not request.headers]
    assert len(unconditional) <= 6


def test_not_modified_to_an_unconditional_request_is_told(store):
    hub = Hub(store, lambda request, now: Fetched(url=request.url, status=304, at=now), Source(url="https://a.example/feed", kind="feed"))
    assert [failed.code for failed in hub.collect(NOW).sources.failed] == ["http-304"]
