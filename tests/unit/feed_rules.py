"""What the specifications ask of feeds, sitemaps and OPML, checked one by one: RFC 4287 and 5005, RSS 2.0, JSON Feed 1.1, sitemaps.org."""

from datetime import datetime
from email.utils import parsedate_to_datetime
import json
import re
from urllib.parse import urlsplit

from lxml import etree
import pytest

ATOM, MEDIA = "{http://www.w3.org/2005/Atom}", "{http://search.yahoo.com/mrss/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_URI = re.compile(r"https?://[A-Za-z0-9._~:@!$&'()*+,;=%\[\]-]+([/?#][A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*)?")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def strict(body):
    """Parse XML as the strictest reader does."""
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, recover=False))


def address(text):
    assert _URI.fullmatch(text), text
    assert urlsplit(text).hostname
    return text


def moment(text):
    assert _RFC3339.fullmatch(text), text
    return datetime.fromisoformat(text)


def counts(element, **allowed):
    """Check how often each child stands there; one that is not named may not."""
    tags = [child.tag for child in element]
    for tag in set(tags):
        known = tag.removeprefix(ATOM) if tag.startswith(ATOM) else tag
        assert known in allowed or tag in allowed, tag
    for name, (least, most) in allowed.items():
        found = tags.count(name) or tags.count(ATOM + name)
        assert least <= found <= most, (name, found)


def check_picture(element):
    for picture in element.iterfind(f"{MEDIA}content"):
        address(picture.get("url"))
        assert picture.get("medium") == "image"
        assert all(int(picture.get(size, "1")) > 0 for size in ("width", "height"))


def check_atom(body):
    feed, many = strict(body), 10**9
    assert feed.tag == f"{ATOM}feed"
    assert _LANGUAGE.fullmatch(feed.get(XML_LANG))
    counts(feed, id=(1, 1), title=(1, 1), updated=(1, 1), subtitle=(0, 1), link=(1, many), entry=(0, many))
    links = [(link.get("rel"), address(link.get("href"))) for link in feed.iterfind(f"{ATOM}link")]
    assert [relation for relation, _ in links].count("self") == 1
    assert len({relation for relation, _ in links}) == len(links)
    moment(feed.findtext(f"{ATOM}updated"))
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        counts(
            entry,
            id=(1, 1),
            title=(1, 1),
            updated=(1, 1),
            published=(0, 1),
            author=(1, many),
            category=(0, many),
            **{"link": (1, many), "summary": (0, 1), f"{MEDIA}content": (0, 1)},
        )
        assert [address(link.get("href")) for link in entry.iterfind(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert all("term" in category.attrib for category in entry.iterfind(f"{ATOM}category"))
        assert _LANGUAGE.fullmatch(entry.get(XML_LANG))
        assert moment(entry.findtext(f"{ATOM}updated")) >= moment(entry.findtext(f"{ATOM}published"))
        check_picture(entry)
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    return feed


def check_rss(body):
    rss, many = strict(body), 10**9
    assert (rss.tag, rss.get("version"), len(rss)) == ("rss", "2.0", 1)
    channel = rss[0]
    counts(
        channel,
        title=(1, 1),
        link=(1, 1),
        description=(1, 1),
        language=(1, 1),
        lastBuildDate=(1, 1),
        **{f"{ATOM}link": (1, many), "item": (0, many)},
    )
    assert [link.get("rel") for link in channel.iterfind(f"{ATOM}link")].count("self") == 1
    assert all(address(link.get("href")) for link in channel.iterfind(f"{ATOM}link"))
    address(channel.findtext("link"))
    assert _LANGUAGE.fullmatch(channel.findtext("language"))
    parsedate_to_datetime(channel.findtext("lastBuildDate"))
    items = channel.findall("item")
    for item in items:
        counts(
            item,
            title=(1, 1),
            link=(1, 1),
            guid=(1, 1),
            pubDate=(1, 1),
            category=(0, many),
            description=(1, 1),
            **{"{http://purl.org/dc/elements/1.1/}creator": (1, 1), f"{ATOM}link": (0, 1), f"{MEDIA}content": (0, 1)},
        )
        address(item.findtext("link"))
        parsedate_to_datetime(item.findtext("pubDate"))
        described = etree.HTML(f"<div>{item.findtext('description')}</div>")
        assert [each.tag for each in described.iter()] == ["html", "body", "div"]  # text, and nothing that could come alive
        check_picture(item)
    assert len({item.findtext("guid") for item in items}) == len(items)
    return channel


def check_json_feed(body):
    feed = json.loads(body, parse_constant=pytest.fail)
    assert feed.keys() <= {"version", "title", "home_page_url", "feed_url", "next_url", "description", "language", "items"}
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    assert all(address(feed[key]) for key in ("home_page_url", "feed_url", "next_url") if key in feed)
    assert feed.get("next_url") != feed["feed_url"]
    known = {"id", "url", "title", "content_text", "image", "date_published", "date_modified", "authors", "tags", "language"}
    for item in feed["items"]:
        assert item.keys() <= known
        assert all(isinstance(item[key], str) for key in ("id", "title", "content_text"))
        assert all(address(item[key]) for key in ("url", "image") if key in item)
        assert moment(item["date_published"]) <= moment(item["date_modified"])
        assert all(author["name"] for author in item["authors"])
        assert all(isinstance(tag, str) for tag in item["tags"])
        assert _LANGUAGE.fullmatch(item["language"])
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    return feed


def check_sitemap(body):
    whole = strict(body)
    namespace = whole.tag.partition("}")[0] + "}"
    assert namespace == "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert whole.tag.removeprefix(namespace) in ("urlset", "sitemapindex")
    locations = [address(each.findtext(f"{namespace}loc")) for each in whole]
    assert len(set(locations)) == len(locations) <= 50_000
    assert all(moment(each.text) for each in whole.iter(f"{namespace}lastmod"))
    return locations


def check(path, body):
    """Check a file of the feeds' renderer by what it is."""
    name = path.rpartition("/")[2]
    if "sitemap" in name:
        check_sitemap(body)
    elif name.startswith("feed") and name.endswith(".json"):
        check_json_feed(body)
    elif name.startswith("feed"):
        check_rss(body)
    elif name.endswith(".xml"):
        check_atom(body)
    elif name.endswith(".opml"):
        opml = strict(body)
        assert (opml.tag, opml.get("version"), [child.tag for child in opml]) == ("opml", "2.0", ["head", "body"])
        assert all(outline.get("text") for outline in opml.iter("outline"))
    else:
        assert name in ("_headers", "robots.txt", "llms.txt"), path
        body.decode("utf-8", "strict")
