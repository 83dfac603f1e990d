"""The sample world: as large as it says, all invented, always the same, and readable by our own readers and others'."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from itertools import pairwise
import re
import subprocess
import sys
from typing import get_args

import feedparser
import imagesize
from msgspec.structs import replace
import pytest

from newsloom.errors import DataError
from newsloom.hub import load
from newsloom.sample import MOMENTS, World, motifs
from newsloom.sample.reader import items, packaged, read
from newsloom.sample.records import Motif, Publisher
from newsloom.sources.feed import parse_feed
from newsloom.sources.sitemap import parse_sitemap
from newsloom.types import Fetched

LAST = MOMENTS[-1]
PUBLISHERS = read(packaged())[0]
READABLE = [publisher for publisher in PUBLISHERS if publisher.quirk not in ("gone", "closes")]
VOCABULARIES = {"schema.org", "jsonfeed.org", "www.w3.org", "www.sitemaps.org", "www.google.com"}
WELL_FORMED = [publisher for publisher in READABLE if publisher.quirk in (None, "slow", "one-guid") and "sitemap" not in publisher.feed]


@pytest.fixture(scope="module")
def world():
    return World.load()


def answered(world, publisher, now=LAST):
    page = world.answer(publisher.source, now)
    return Fetched(url=publisher.source, status=page.status, headers=page.headers, body=page.body, at=now)


def harvested(world, publisher, now=LAST):
    answer = answered(world, publisher, now)
    return parse_sitemap(answer) if "sitemap" in publisher.feed else parse_feed(answer)


def domain_of(publisher):
    return publisher.domain


def test_world_is_as_large_as_a_small_country():
    world = World.load()
    assert len(world.publishers) >= 40
    assert len(world.items) >= 600
    assert {item.at.date() for item in world.items} == {datetime(2031, 3, day, tzinfo=UTC).date() for day in range(3, 13)}
    assert {item.language for item in world.items} == {"en", "de", "es"}
    assert Counter(item.relation for item in world.items)["copy"] >= 100


def test_moments_lie_in_the_ten_days_and_draw_closer():
    gaps = [later - earlier for earlier, later in pairwise(MOMENTS)]
    assert datetime(2031, 3, 5, tzinfo=UTC) <= MOMENTS[0]
    assert datetime(2031, 3, 12, 20, tzinfo=UTC) == LAST
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < timedelta(hours=6)


def test_every_text_is_seen_by_the_last_moment(world):
    assert max(item.at for item in world.items) <= LAST


def test_world_names_no_address_outside_itself(world):
    names = {publisher.domain for publisher in world.publishers}
    for url in [publisher.source for publisher in world.publishers] + [item.url for item in world.items]:
        page = world.answer(url, LAST)
        text = page.body.decode("utf-8", "replace") if page else ""
        assert set(re.findall(r"https?://([^/\"'<>\s?]+)", text)) <= names | VOCABULARIES


@pytest.mark.parametrize("publisher", READABLE, ids=domain_of)
def test_source_is_read_whole_by_our_own_reader(world, publisher):
    mine = [item for item in world.items if item.publisher == publisher]
    if publisher.role == "aggregator":
        assert len(harvested(world, publisher).entries) == 40
        return
    newest = sorted(mine, key=lambda item: (item.at, item.url), reverse=True)[:40]
    entries = harvested(world, publisher).entries
    assert [entry.url for entry in entries] == [item.link for item in newest]
    if publisher.feed != "sitemap":
        assert [entry.title for entry in entries] == [item.words(LAST)[0] for item in newest]


@pytest.mark.parametrize("publisher", [p for p in WELL_FORMED if p.feed != "json"], ids=domain_of)
def test_well_formed_feed_is_read_the_same_by_feedparser(world, publisher):
    answer = answered(world, publisher)
    theirs = feedparser.parse(answer.body)
    assert not theirs.bozo
    assert [entry.link for entry in theirs.entries] == [entry.url for entry in harvested(world, publisher).entries]


@pytest.mark.parametrize("quirk", ["ampersand", "truncated"])
def test_broken_feed_is_broken(world, quirk):
    (publisher,) = (publisher for publisher in world.publishers if publisher.quirk == quirk)
    assert feedparser.parse(answered(world, publisher).body).bozo


def test_feed_with_another_encoding_declared_has_umlauts_that_would_break(world):
    (publisher,) = (publisher for publisher in world.publishers if publisher.quirk == "encoding")
    body = answered(world, publisher).body
    assert b"encoding='iso-8859-1'" in body
    assert "ü" in body.decode("utf-8")
    assert "ü" in "".join(entry.title for entry in harvested(world, publisher).entries)


def test_feed_with_one_guid_has_one(world):
    (publisher,) = (publisher for publisher in world.publishers if publisher.quirk == "one-guid")
    guids = re.findall(rb"<guid[^>]*>([^<]*)</guid>", answered(world, publisher).body)
    assert len(guids) > 3
    assert len(set(guids)) == 1


def test_dead_and_slow_sources_answer_as_their_quirk_says(world):
    pages = {publisher.quirk: world.answer(publisher.source, LAST) for publisher in world.publishers}
    assert pages["gone"].status == 410
    assert pages["closes"].status == 0
    assert 1 <= pages["slow"].delay <= 3


def test_nothing_is_there_before_it_is_published(world):
    for item in world.items[::7]:
        assert world.answer(item.url, item.at - timedelta(minutes=1)) is None
        assert (world.answer(item.url, item.at) is None) == (item.report.page == "gone")


def test_aggregator_lists_only_what_an_earlier_cycle_could_see_and_tracks_its_readers(world):
    (digest,) = (publisher for publisher in world.publishers if publisher.role == "aggregator")
    published = {item.url: item.at for item in world.items}
    assert harvested(world, digest, MOMENTS[0]).entries == ()
    for before, now in pairwise(MOMENTS):
        for entry in harvested(world, digest, now).entries:
            address, _, tracking = entry.url.partition("?")
            assert published[address] <= before
            assert tracking.startswith("utm_source=")


def test_report_that_changes_keeps_its_address(world):
    changing = [item for item in world.items if item.report.retitled]
    assert changing
    for item in changing:
        before, after = (unescape(world.answer(item.url, now).body.decode()) for now in (item.at, LAST))
        assert item.title in before
        assert item.report.retitled.title in after


def test_every_pictured_page_names_a_picture_of_the_usual_size(world):
    pictured = [item for item in world.items if item.report.picture and "logo" not in item.publisher.habits]
    assert len({item.report.picture for item in pictured}) == 15
    for item in pictured[::5]:
        page = world.answer(item.picture, LAST)
        assert page.headers == (("Content-Type", "image/png"),)
        assert imagesize.get(BytesIO(page.body)) == (1200, 630)


@pytest.mark.parametrize("motif", get_args(Motif))
def test_picture_of_a_motif_is_of_one_size_small_and_another_in_every_variant(motif):
    files = [motifs.picture(motif, variant) for variant in (0, 3, motifs.VARIANTS - 1)]
    assert {imagesize.get(BytesIO(file)) for file in files} == {(1200, 630)}
    assert max(map(len, files)) < 150_000
    assert len(set(files)) == len(files)


def test_logo_of_a_publisher_is_square_and_its_own():
    assert imagesize.get(BytesIO(motifs.logo("a.example"))) == (192, 192)
    assert motifs.logo("a.example") != motifs.logo("b.example")


def test_no_two_texts_share_a_picture_unless_it_is_a_logo(world):
    shared = Counter(item.picture for item in world.items if item.picture)
    assert {url for url, count in shared.items() if count > 1} == {
        f"{publisher.home}/assets/logo.png" for publisher in world.publishers if "logo" in publisher.habits
    }


def test_amp_page_of_a_publisher_that_has_them_names_its_article(world):
    item = next(item for item in world.items if "amp" in item.publisher.habits)
    assert f'<link rel="amphtml" href="{item.url}/amp">' in world.answer(item.url, LAST).body.decode()
    assert f'<link rel="canonical" href="{item.url}">' in world.answer(f"{item.url}/amp", LAST).body.decode()


def test_hub_text_is_a_hub_of_ten_topics_that_follows_every_publisher(world, tmp_path):
    (tmp_path / "hub.toml").write_text(world.hub(), encoding="utf-8")
    hub = load(tmp_path)
    assert hub.title == "Tidal power"
    assert len(hub.topics) == 10
    assert [source.url for source in hub.sources] == [publisher.source for publisher in world.publishers]
    assert [source.url for source in hub.sources if source.official] == ["http://saltmere-polytechnic.example/feed.xml"]
    assert any(source.topics for source in hub.sources)


def test_world_is_the_same_in_another_process():
    code = (
        "from hashlib import blake2b; from newsloom.sample import *; w = World.load(); h = blake2b(w.hub().encode())\n"
        "for u in [p.source for p in w.publishers] + [i.url for i in w.items] + [i.picture for i in w.items[::40]]:\n"
        "    page = w.answer(u, MOMENTS[4]); h.update(page.body if page else b'')\n"
        "print(h.hexdigest())"
    )
    ran = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert ran[0] == ran[1] != ""


REPORT = 'title = "A tide"\ntext = "A text."'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[event]]\nid = "a"\nwhat = "b"', "world.toml: Object missing required field `report`"),
        (f'[[event]]\nid = "a"\nwhat = "b"\n[[event.report]]\nby = "a.example"\nat = "11 06:00"\n{REPORT}', "event[0].report[0].at"),
        (f'[[event]]\nid = "a"\nwhat = "b"\n[[event.report]]\nby = "a.test"\nat = "1 06:00"\n{REPORT}', "event[0].report[0].by"),
        ('[[publisher]]\ndomain = "a.example"\nname = "A"\nrole = "newsroom"\nfeed = "gopher"', "publisher[0].feed"),
        ('[[publisher]]\ndomain = "a.example"\nnam = "A"', "unknown field `nam`"),
        ("[[event", "world.toml: "),
    ],
)
def test_mistake_in_a_file_is_told_with_file_and_key(text, complaint):
    with pytest.raises(DataError, match=re.escape(complaint)):
        read({"world.toml": text})


def test_publisher_and_event_can_be_stated_only_once():
    text = packaged()["publishers.toml"]
    with pytest.raises(DataError, match="there is a publisher harbour-ledger"):
        read({"a.toml": text, "b.toml": text})


def test_report_of_an_unknown_publisher_and_two_texts_at_one_address_are_refused(world):
    event = world.events[0]
    with pytest.raises(DataError, match="no publisher is called"):
        items([], [event])
    with pytest.raises(DataError, match="give it another title"):
        items(world.publishers, [event, replace(event, id="again")])


def test_publisher_needs_a_name_that_cannot_exist():
    with pytest.raises(DataError, match="domain"):
        read({"a.toml": '[[publisher]]\ndomain = "news.com"\nname = "A"\nrole = "newsroom"\nfeed = "rss"'})
    assert Publisher(domain="a.example", name="A", role="newsroom", feed="rss").source == "http://a.example/feed.xml"
