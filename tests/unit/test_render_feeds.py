"""Feeds and maps: well-formed, newest first, within the limits of their formats."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
import json

from lxml import etree
from msgspec.structs import replace
import pytest

from newsloom.render import feeds, maps
from newsloom.render.feeds import FeedRenderer
from newsloom.render.xml import Markup, file, tag
from newsloom.testing.contracts import check_renderer
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW, memory
from newsloom.times import parse
from newsloom.types import Source, SourceView

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


def files(what):
    return {artifact.path: artifact.body for artifact in FeedRenderer().render(what)}


def xml(body):
    return etree.fromstring(body)


def hourly(count):
    return [view(article(f"https://a.example/{n}", published_at=NOW - timedelta(hours=n))) for n in range(count)]


def test_renderer_keeps_its_contract():
    check_renderer(FeedRenderer(), edition(*hourly(3)))


def test_hub_and_each_topic_have_their_feeds_and_there_are_the_maps():
    assert sorted(files(edition())) == sorted(
        [f"{folder}{name}" for folder in ("", "space/", "moon/") for name in ("feed.xml", "atom.xml", "feed.json")]
        + ["sitemap.xml", "news-sitemap.xml", "sources.opml"]
    )


@pytest.mark.parametrize("count", [0, 1, 50, 130])
def test_feeds_hold_the_newest_fifty_published(count):
    hidden = view(article("https://b.example/1"), heat=10, published=False)
    found = files(edition(hidden, *hourly(count)[::-1]))
    newest = [f"https://a.example/{n}" for n in range(min(count, 50))]
    for folder in ("", "space/"):
        assert [link.text for link in xml(found[f"{folder}feed.xml"]).iterfind("channel/item/link")] == newest
        assert [link.get("href") for link in xml(found[f"{folder}atom.xml"]).iterfind("a:entry/a:link", ATOM)] == newest
        assert [item["url"] for item in json.loads(found[f"{folder}feed.json"])["items"]] == newest
    assert not json.loads(found["moon/feed.json"])["items"]


def test_rss_has_what_its_specification_asks_for():
    shown = view(article(title="A < B & C", excerpt="5 < 6 &amp; <b>no markup</b>"))
    channel = xml(files(edition(shown))["feed.xml"]).find("channel")
    assert [channel.findtext(name) for name in ("title", "link", "description")] == [
        "Space hub",
        "https://hub.example/space/",
        "space flight",
    ]
    item = channel.find("item")
    assert item.findtext("title") == "A < B & C"
    # A description is HTML: shown as such, it must read as the text it was.
    assert etree.HTML(f"<p>{item.findtext('description')}</p>").findtext(".//p") == "5 < 6 &amp; <b>no markup</b>"
    assert item.find("guid").get("isPermaLink") == "false"
    assert parsedate_to_datetime(item.findtext("pubDate")) == NOW


def test_atom_entry_has_a_name_that_lasts_and_its_language():
    one = view(article(language="de"))
    entry = xml(files(edition(one))["atom.xml"]).find("a:entry", ATOM)
    assert entry.findtext("a:id", namespaces=ATOM) == f"urn:newsloom:{one.story.id}"
    assert parse(entry.findtext("a:updated", namespaces=ATOM)) == NOW
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"


def test_story_that_grew_is_the_item_it_was_changed_when_it_got_its_last_report():
    one = view(article())
    grown = replace(one, story=replace(one.story, last=NOW + timedelta(hours=5)))
    before, after = (files(edition(each, as_of=NOW + timedelta(days=1))) for each in (one, grown))
    entries = [xml(found["atom.xml"]).find("a:entry", ATOM) for found in (before, after)]
    assert len({entry.findtext("a:id", namespaces=ATOM) for entry in entries}) == 1
    assert [parse(entry.findtext("a:updated", namespaces=ATOM)) - NOW for entry in entries] == [timedelta(0), timedelta(hours=5)]
    assert parse(xml(after["atom.xml"]).findtext("a:updated", namespaces=ATOM)) == NOW + timedelta(hours=5)


def test_video_in_a_feed_leads_to_its_source():
    found = json.loads(files(edition(view(article("https://v.example/1", type="video"))))["feed.json"])
    assert found["items"][0]["url"] == "https://v.example/1"


def test_feeds_without_news_stay_as_they_are():
    assert files(edition(as_of=NOW)) == files(edition(as_of=NOW + timedelta(days=1)))
    old = view(article(published_at=NOW - timedelta(days=9)))
    assert files(edition(old, as_of=NOW)) == files(edition(old, as_of=NOW + timedelta(hours=1)))


def test_sitemap_names_the_sites_own_pages():
    one = view(article())
    locations = [loc.text for loc in xml(files(edition(one))["sitemap.xml"]).iterfind("s:url/s:loc", MAP)]
    assert locations == ["https://hub.example/space/", f"https://hub.example/space/stories/{one.story.id}.html"]


def test_sitemap_beyond_its_limit_becomes_a_map_of_maps(monkeypatch):
    monkeypatch.setattr(maps, "MAP_SIZE", 4)
    found = files(edition(*hourly(9)))
    parts = [loc.text.rpartition("/")[2] for loc in xml(found["sitemap.xml"]).iterfind("s:sitemap/s:loc", MAP)]
    assert parts == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    assert [len(xml(found[part])) for part in parts] == [4, 4, 1]


def test_news_sitemap_names_the_newest_of_two_days_only(monkeypatch):
    monkeypatch.setattr(maps, "NEWS_MAP_SIZE", 40)
    published = xml(files(edition(*hourly(70)))["news-sitemap.xml"]).findall(".//n:publication_date", MAP)
    assert [parse(each.text) for each in published] == [NOW - timedelta(hours=n) for n in range(40)]
    monkeypatch.setattr(maps, "NEWS_MAP_SIZE", 1_000)
    assert len(xml(files(edition(*hourly(70)))["news-sitemap.xml"])) == 49


def test_opml_holds_the_web_addresses_of_the_sources():
    sources = (
        SourceView(source=Source(url="https://a.example/f?x=1&y=2"), memory=memory(title='A "B"')),
        SourceView(source=Source(url="https://a.example/map.xml", kind="sitemap")),
        SourceView(source=Source(url="file:///etc/passwd")),
    )
    outlines = [dict(each.attrib) for each in xml(files(edition(sources=sources))["sources.opml"]).iterfind("body/outline")]
    assert outlines == [
        {"type": "rss", "text": 'A "B"', "title": 'A "B"', "xmlUrl": "https://a.example/f?x=1&y=2"},
        {"type": "link", "text": "https://a.example/map.xml", "url": "https://a.example/map.xml"},
    ]


def test_hub_without_an_address_still_has_absolute_ones():
    found = files(edition(view(article()), hub=replace(HUB, url="")))
    assert xml(found["feed.xml"]).findtext("channel/link") == "http://localhost/"
    assert b"http://localhost/stories/" in found["sitemap.xml"]


def test_text_that_xml_cannot_hold_is_dropped_from_it():
    element = xml(file(tag("a", "x\x00\x08\ud800\ufffey", {"b": '\x0b"<&'})))
    assert (element.text, element.get("b")) == ("xy", '"<&')


def test_markup_that_is_not_well_formed_never_leaves():
    with pytest.raises(etree.XMLSyntaxError):
        file(Markup("<a><b></a>"))
    with pytest.raises(etree.XMLSyntaxError):
        file(tag("a", [Markup("&nbsp;")]))


def test_feed_size_keeps_memory_small(monkeypatch):
    monkeypatch.setattr(feeds, "FEED_SIZE", 2)
    assert len(json.loads(files(edition(*hourly(9)))["feed.json"])["items"]) == 2
