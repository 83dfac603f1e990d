"""Feeds and maps: well-formed, newest first, within the limits of their formats."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from importlib.resources import files as packaged
import json

from lxml import etree
from msgspec.structs import replace
import pytest
from tests.unit import feed_rules

from newsloom.render import feeds
from newsloom.render.feeds import FeedRenderer
from newsloom.render.item import clean
from newsloom.render.maps import Page, news_sitemap, sitemaps
from newsloom.render.site import SiteRenderer
from newsloom.render.visitors import POLICY
from newsloom.render.xml import Markup, file, tag
from newsloom.testing.contracts import check_renderer
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW, memory
from newsloom.testing.rendering import rendered
from newsloom.times import parse
from newsloom.types import Picture, Source, SourceView, Topic

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


def files(what):
    return {artifact.path: artifact.body for artifact in rendered(FeedRenderer(), what)}


def xml(body):
    return etree.fromstring(body)


def hourly(count):
    return [view(article(f"https://a.example/{n}", published_at=NOW - timedelta(hours=n))) for n in range(count)]


def test_renderer_keeps_its_contract():
    check_renderer(FeedRenderer(), edition(*hourly(3)))


def test_hub_and_each_topic_have_their_feeds_and_there_are_the_maps():
    assert sorted(files(edition())) == sorted(
        [f"{folder}{name}" for folder in ("", "space/", "moon/") for name in ("feed.xml", "atom.xml", "feed.json")]
        + ["sitemap.xml", "news-sitemap.xml", "sources.opml", "_headers"]
    )


def test_every_file_is_valid_by_its_specification(monkeypatch):
    monkeypatch.setattr(feeds, "FEED_SIZE", 4)
    odd = article('https://o.example/ö?q="<x>"', language='"><b>', excerpt="", images=(Picture(url="https://o.example/{ö}.png"),))
    held = article("https://h.example/1", held="gone", updated_at=NOW + timedelta(days=1))
    hub = replace(HUB, url="https://hub.example", llms=True)
    found = files(edition(view(odd, article("https://p.example/1")), view(held), *hourly(9), hub=hub))
    for path, body in found.items():
        feed_rules.check(path, body)
    items = {item["id"]: item for page in ("feed.json", "feed-2.json", "feed-3.json") for item in json.loads(found[page])["items"]}
    assert len(items) == 11
    links = [item["url"] for item in items.values() if not item["url"].startswith("https://a.example/")]
    assert sorted(links) == [f"https://hub.example/stories/{view(held).story.id}.html", "https://o.example/%C3%B6?q=%22%3Cx%3E%22"]


@pytest.mark.parametrize("count", [0, 1, 50, 130])
def test_feeds_hold_the_newest_fifty_published(count):
    hidden = view(article("https://b.example/1"), heat=10, published=False)
    found = files(edition(hidden, *hourly(count)[::-1]))
    newest = [f"https://a.example/{n}" for n in range(min(count, 50))]
    for folder in ("", "space/"):
        assert [link.text for link in xml(found[f"{folder}feed.xml"]).iterfind("channel/item/link")] == newest
        assert [link.get("href") for link in xml(found[f"{folder}atom.xml"]).iterfind("a:entry/a:link[@rel='alternate']", ATOM)] == newest
        assert [item["url"] for item in json.loads(found[f"{folder}feed.json"])["items"]] == newest
    assert not json.loads(found["moon/feed.json"])["items"]


@pytest.mark.parametrize(("count", "pages"), [(4, 1), (5, 2), (16, 4), (17, 4)])
def test_further_pages_lead_from_one_to_the_next_in_every_format(monkeypatch, count, pages):
    monkeypatch.setattr(feeds, "FEED_SIZE", 4)
    found = files(edition(*hourly(count)))
    shown = [f"https://a.example/{n}" for n in range(min(count, 16))]
    for first, read in (("feed.json", json_page), ("atom.xml", atom_page), ("feed.xml", rss_page)):
        links, following, walked = [], f"https://hub.example/space/moon/../{first}", 0
        while following:
            following, part = read(found[following.rpartition("/")[2]])
            links, walked = links + part, walked + 1
        assert (links, walked) == (shown, pages)
    assert {xml(found[name]).findtext("a:id", namespaces=ATOM) for name in found if name.startswith("atom")} == {
        "https://hub.example/space/atom.xml"
    }


def json_page(body):
    page = json.loads(body)
    return page.get("next_url"), [item["url"] for item in page["items"]]


def atom_page(body):
    page = xml(body)
    following = page.find("a:link[@rel='next']", ATOM)
    links = page.iterfind("a:entry/a:link[@rel='alternate']", ATOM)
    return None if following is None else following.get("href"), [link.get("href") for link in links]


def rss_page(body):
    page = xml(body)
    following = page.find("channel/a:link[@rel='next']", ATOM)
    return None if following is None else following.get("href"), [link.text for link in page.iterfind("channel/item/link")]


def test_story_has_a_feed_of_its_own_reports_that_those_it_absorbed_share():
    lead, later = article("https://a.example/1"), article("https://b.example/2", title="Second", published_at=NOW + timedelta(hours=2))
    one = view(lead, later)
    copied = replace(one.related[0], article=article("https://c.example/3"), relation="copy")
    one = replace(one, related=(*one.related, copied))
    found = files(edition(one, as_of=NOW + timedelta(days=1), redirects=((replace(one.story, id="s0"), one.story),)))
    own = found[f"stories/{one.story.id}.xml"]
    entries = xml(own).findall("a:entry", ATOM)
    assert [entry.findtext("a:title", namespaces=ATOM) for entry in entries] == ["Second", lead.title]
    assert [entry.findtext("a:id", namespaces=ATOM) for entry in entries] == [f"urn:newsloom:{each.id}" for each in (later, lead)]
    assert xml(own).find("a:link[@rel='self']", ATOM).get("href") == f"https://hub.example/space/stories/{one.story.id}.xml"
    assert found["stories/s0.xml"] == own


def test_picture_is_the_sites_copy_where_it_has_one_and_never_a_logo():
    logo, plain = Picture(url="https://a.example/logo.png", generic=True), Picture(url="https://a.example/p.png", width=9, height=5)
    kept = replace(plain, kept="abc")
    for pictures, hub, expected in (
        ((logo, plain), HUB, "https://a.example/p.png"),
        ((logo, plain, kept), HUB, "https://hub.example/space/pictures/abc.jpg"),
        ((kept,), replace(HUB, url=""), "https://a.example/p.png"),
        ((logo,), HUB, None),
    ):
        found = files(edition(view(article(images=pictures)), hub=hub))
        assert json.loads(found["feed.json"])["items"][0].get("image") == expected
        for name in ("feed.xml", "atom.xml", *(path for path in found if path.startswith("stories/"))):
            shown = xml(found[name]).find(".//{http://search.yahoo.com/mrss/}content")
            assert (None if shown is None else (shown.get("url"), shown.get("width"))) == (expected and (expected, "9"))


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
    locations = [loc.text.removeprefix("https://hub.example/space/") for loc in xml(files(edition(one))["sitemap.xml"]).iter("{*}loc")]
    lists = ["", "topics/index.html", "topics/space.html", "topics/moon.html", "days/index.html", "sources.html", "scores.html"]
    assert locations == [*lists, "publishers/news.example.html", f"stories/{one.story.id}.html"]


def test_sitemap_names_the_page_of_every_publisher_with_the_last_report_of_its_stories():
    lead = article("https://a.example/1", published_at=NOW - timedelta(hours=9))
    other = article("https://b.example/1", published_at=NOW - timedelta(hours=5))
    later = article("https://a.example/2", published_at=NOW - timedelta(hours=3))
    near, hidden = article("https://near.example/1"), view(article("https://hidden.example/1"), published=False)
    whole = view(lead, other)
    views = (replace(whole, related=(*whole.related, *view(lead, near, relation="theme").related)), view(later), hidden)
    what = edition(*views)
    urls = xml(files(what)["sitemap.xml"]).findall("s:url", MAP)
    dated = {url.findtext("s:loc", namespaces=MAP).rpartition("/space/")[2]: url.findtext("s:lastmod", namespaces=MAP) for url in urls}
    named = {path: at for path, at in dated.items() if path.startswith("publishers/")}
    assert set(named) == {artifact.path for artifact in rendered(SiteRenderer(), what) if artifact.path.startswith("publishers/")}
    assert {path: parse(at) for path, at in named.items()} == {
        "publishers/a.example.html": NOW - timedelta(hours=3),
        "publishers/b.example.html": NOW - timedelta(hours=5),
    }


def mapped(count):
    return [Page(f"s{n:04}", NOW, NOW - timedelta(hours=n), "A title") for n in range(count)]


@pytest.mark.parametrize(
    ("write", "limits", "sizes"),
    [
        (sitemaps, {"most": 16}, None),
        (sitemaps, {"most": 15}, [15, 1]),
        (sitemaps, {"most": 4}, [4, 4, 4, 4]),
        (sitemaps, {"room": 1_100}, [8, 5, 3]),
        (news_sitemap, {"most": 9}, None),
        (news_sitemap, {"most": 4}, [4, 4, 1]),
        (news_sitemap, {"room": 1_600}, [3, 3, 3]),
    ],
)
def test_map_beyond_its_limits_becomes_a_map_of_maps(write, limits, sizes):
    found = {
        artifact.path: artifact.body for artifact in write(mapped(9), clean(edition()), *([{}] if write is sitemaps else []), **limits)
    }
    first, *parts = found
    named = [location.rpartition("/")[2] for location in feed_rules.check_sitemap(found[first])]
    if sizes is None:
        assert not parts
        return
    assert named == parts
    assert [len(feed_rules.check_sitemap(found[part])) for part in parts] == sizes
    assert sum(sizes) == sum(
        "stories/" in location or write is sitemaps for part in parts for location in feed_rules.check_sitemap(found[part])
    )
    assert all(len(found[part]) <= limits.get("room", 10**9) for part in parts)


def test_news_sitemap_names_the_stories_of_two_days_only_newest_first():
    published = xml(files(edition(*hourly(70)))["news-sitemap.xml"]).findall(".//n:publication_date", MAP)
    assert [parse(each.text) for each in published] == [NOW - timedelta(hours=n) for n in range(49)]


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


def test_opml_leaves_out_what_is_paused_or_opens_for_this_hub_alone():
    views = [
        SourceView(source=source)
        for source in (
            Source(url="https://a.example/f"),
            Source(url="https://b.example/f", paused=True),
            Source(url="https://c.example/f?user=1&token=s3cret"),
            Source(url="https://d.example/f", username="jane", password_env="SECRET"),
            Source(url="https://e.example/f", headers=(("Cookie", "id=${ID}"),)),
        )
    ]
    published = files(edition(sources=tuple(views)))["sources.opml"]
    assert [each.get("xmlUrl") for each in xml(published).iter("outline")] == ["https://a.example/f"]


def test_robots_stand_only_where_they_are_read_and_name_both_maps():
    found = files(edition(hub=replace(HUB, url="https://hub.example")))
    assert found["robots.txt"].decode().splitlines() == [
        "User-agent: *",
        "Allow: /",
        "",
        "Sitemap: https://hub.example/sitemap.xml",
        "Sitemap: https://hub.example/news-sitemap.xml",
    ]
    for url in ("", "https://hub.example/space", "https://hub.example/?x"):
        assert "robots.txt" not in files(edition(hub=replace(HUB, url=url)))


def test_llms_are_told_where_the_facts_lie_only_if_the_hub_asks():
    odd = Topic(id="odd", name="[x](javascript:1)", about="two\n# lines")
    hub = replace(HUB, llms=True, title="A <b> hub", topics=(*HUB.topics, odd))
    text = files(edition(hub=hub))["llms.txt"].decode()
    assert "llms.txt" not in files(edition())
    assert text.startswith("# A \\<b\\> hub\n\n> space flight\n\n")
    assert "- [\\[x\\]\\(javascript:1\\)](https://hub.example/space/api/news/odd/index.json): two \\# lines\n" in text
    assert [line for line in text.splitlines() if line.startswith("#")][1:] == ["## Data", "## Topics", "## Optional"]


def test_headers_say_what_every_page_says_of_itself():
    lines = files(edition())["_headers"].decode().splitlines()
    page = packaged("newsloom.render").joinpath("templates/base.html").read_text("utf-8")
    assert f"  Content-Security-Policy: {POLICY}; frame-ancestors 'none'" in lines
    assert f'<meta http-equiv="Content-Security-Policy" content="{{% block policy %}}{POLICY}{{% endblock %}}">' in page
    assert all(line.startswith("/") or (line.startswith("  ") and ": " in line) for line in lines)


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
