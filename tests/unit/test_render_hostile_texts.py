"""Every hostile text that is known, in every field that can hold one, through every output.

A tame twin of each edition holds harmless words in the same places: what is markup, path, header or line in the one must be so in the
other.
"""

from io import BytesIO
import json
import re

import feedparser
from jsonschema_rs import Draft202012Validator
from lxml import html
from msgspec.structs import replace
import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.conftest import SHARED
from tests.unit import feed_rules
from tests.unit.test_render_api import fits
from tests.unit.test_render_hostile import render
from tests.unit.test_render_letter import html_of, letter
from tests.unit.test_render_letter import read as written
import yaml
import yaml_rs

from newsloom.render.api import ApiRenderer
from newsloom.render.feeds import FeedRenderer
from newsloom.render.item import web
from newsloom.render.letter import LetterRenderer
from newsloom.render.letter.archive import Kept
from newsloom.render.maps import public_address
from newsloom.render.record import document, emit, parse
from newsloom.render.records import DataRenderer, RecordRenderer
from newsloom.render.site import SiteRenderer
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW, memory
from newsloom.testing.rendering import rendered
from newsloom.text import printable, safe
from newsloom.types import Change, Decision, Evidence, Label, Part, Picture, Score, Sighting, Source, SourceView, Topic, Verdict

PACK = 120
"""Texts in one field, so that all of them pass through each in few renderings."""

STORIES = 2
"""Stories put into a letter, of which the first fit."""

LOOKS = frozenset(("style", "class", "id", "rel", "type", "name", "role", "http-equiv", "content", "charset"))
MARKDOWN = (b"[", b"]", b"<", b">", b"`", b"*", b"_", b"\n#", b"\n")
COLOUR = re.compile(r"(?<=^mk )m[0-7]")  # follows from a publisher's domain
LEADS = ("href", "src", "srcset", "action", "formaction", "cite", "poster", "background", "data")
RELATIVE = re.compile(r"[a-z0-9._/#-]+|mailto:[a-z@.?=]+")


def corpora():
    """Return every text of the corpora once, as a feed or a page could bring it; skip where they are not."""
    folder = SHARED / "data" / "hostile"
    if not folder.is_dir():
        pytest.skip("the measured data (../shared) is not here")
    found = dict.fromkeys(json.loads((folder / "blns" / "blns.json").read_text("utf-8")))
    for path in sorted((folder / "xss-traversal").rglob("*/Intruder*/*")):
        found |= dict.fromkeys(path.read_text("utf-8", "replace").splitlines())
    assert len(found) > 4_400
    return list(found)


@pytest.fixture(scope="module")
def texts():
    return corpora()


class Hostile:
    """Texts, packed, one pack after the other for each field that asks."""

    def __init__(self, texts):
        self.texts = texts
        self.packs = [" ".join(texts[start : start + PACK]) for start in range(0, len(texts), PACK)]

    def text(self, number):
        return self.packs[number % len(self.packs)]

    def address(self, number):
        text = self.texts[number % len(self.texts)]
        return text if number % 3 == 0 else f"https://a{number % 7}.example/{text}" if number % 3 == 1 else f"https://{text}.example/"

    def source(self, number):
        return self.address(number)


class Tame(Hostile):
    """Harmless words in the same places; an address is one wherever the hostile one is."""

    def text(self, number):
        return f"tame {number % len(self.packs)}."

    def address(self, number):
        return f"https://a.example/{number}" if web(super().address(number)) else "nowhere"

    def source(self, number):
        return self.address(number) if public_address(Source(url=super().address(number))) else "nowhere"


def told(words, n):
    """Return a story with another text of each kind in each of its fields."""
    text, address = (lambda field: words.text(n + 17 * field)), (lambda field: words.address(60 * n + field))

    def report(url, first):
        fields = {name: text(first + place) for place, name in enumerate(("title", "excerpt", "publisher", "author", "embed", "section"))}
        changes = tuple(Change(field=field, before=text(first + 6), at=NOW) for field in ("title", "excerpt"))
        pictures = tuple(Picture(url=address(first + place), kept=f"p{n}" if place == 3 else "") for place in range(20))
        places = {"entry_url": address(first), "amp_url": address(first + 1)}
        return article(url, **fields, **places, changes=changes, images=pictures, language=text(first + 7), held=text(first + 8) * (n % 2))

    lead, other, near = (report(f"https://{name}{n}.example/1", place) for name, place in (("a", 0), ("b", 9), ("c", 18)))
    one = view(lead, other, replace(other, id=f"copy{n}", url=address(8)))
    one = replace(one, related=(*one.related, *view(lead, near, relation="theme").related))
    part = Part(group="source", part=text(27), points=80, why=text(28))
    receipt = replace(
        one.receipt,
        topics=(
            Label(topic="Space", confidence=1, evidence=(Evidence(where="title", what=(text(29),)),)),
            Label(topic=text(30), confidence=1),
        ),
        quality=Score(value=80, parts=(part,)),
        heat=Score(value=80, parts=(part,)),
        published=Verdict(value=True, rule=text(31), margin=10, caps=(text(32),)),
        leads=text(33),
        rules=text(34),
        desk=(Decision(do="pin", reason=text(35), by=text(36)),),
    )
    return replace(one, receipt=receipt)


def whole(words):
    """Return an edition of stories, among them one that took another in, and of sources in every kind of trouble."""
    stories = [told(words, n) for n in range(len(words.packs))]
    text = words.text
    seen = Sighting(what=text(3), first=NOW, last=NOW, times=9)
    troubles = {"failures": 2, "last_error": text(1)}, {"hijacked": seen}, {"gone": seen}, {"moved": seen}, {}
    sources = tuple(
        SourceView(source=Source(url=words.source(n)), memory=memory(title=f"{n:03} {text(n)}", **troubles[n % 5]))
        for n in range(0, len(words.texts), 10)
    )
    absorbed = replace(stories[0].story, id="s0", path="old.md")
    return edition(*stories, sources=sources, redirects=((absorbed, stories[0].story),))


RENDERERS = RecordRenderer(), DataRenderer(), ApiRenderer(), FeedRenderer(), SiteRenderer(pictures=lambda _: b"picture")


@pytest.fixture(scope="module")
def twins(texts):
    """Return the files of the hostile edition, those of its tame twin, and the hostile edition."""
    hostile = whole(Hostile(texts))
    return render(hostile, *RENDERERS), render(whole(Tame(texts)), *RENDERERS), hostile


def nodes(tree):
    """Return a page's elements: their names, those of their attributes with the values that decide what they look like or do."""
    found = []
    for element in tree:
        attributes = element.attributes if hasattr(element, "attributes") else element.attrib
        looks = [(name, COLOUR.sub("m0", attributes[name] or "") if name in LOOKS else "") for name in attributes]
        found.append((element.tag, looks))
    return found


def check_page(path, body, twin):
    """Check a page against its twin as two parsers read them, and where its addresses lead."""
    trees = [html.fromstring(each, parser=html.HTMLParser(encoding="utf-8", huge_tree=True)).iter() for each in (body, twin)]
    assert nodes(trees[0]) == nodes(trees[1]), path
    pages = [LexborHTMLParser(each.decode()) for each in (body, twin)]
    elements = pages[0].css("*")
    assert nodes(elements) == nodes(pages[1].css("*")), path
    assert [each.text() for each in pages[0].css("style")] == [each.text() for each in pages[1].css("style")]
    for node in pages[0].css(", ".join(f"[{name}]" for name in LEADS)):
        for address in (value for name, value in node.attributes.items() if name in LEADS):
            assert web(address) or RELATIVE.fullmatch(address), address


@pytest.mark.shared
def test_pages_hold_no_element_attribute_style_or_address_that_their_tame_twins_lack(twins):
    files, twin, _ = twins
    assert files.keys() == twin.keys()
    pages = [path for path in files if path.endswith(".html")]
    assert len(pages) > 60
    for path in pages:
        check_page(path, files[path], twin[path])


def check_yaml(body):
    """Return what both readers of YAML find in a file."""
    content = body.decode().removeprefix("---\n").removesuffix("---\n\n")
    one, two = yaml.load(content, Loader=yaml.CSafeLoader), yaml_rs.loads(content, parse_datetime=False)
    assert json.dumps(one, default=lambda moment: moment.isoformat().replace("+00:00", "Z")) == json.dumps(two)
    return one


@pytest.mark.shared
def test_records_and_data_files_hold_every_text_as_two_readers_of_yaml_find_them(twins):
    files, twin, what = twins
    assert sum(path.startswith("_news/") for path in files) == len(what.stories) + len(what.redirects)
    for one in what.stories:
        body = files[f"_news/{one.story.path}"]
        assert [line for line in body.split(b"\n") if line.startswith(b"---")] == [b"---", b"---"]
        found, related = check_yaml(body), {each.article.id: each for each in one.related}
        assert found == parse(body.decode())
        assert [found["title"], found["excerpt"], found["provider"]["name"]] == [
            printable(text) for text in (one.article.title, one.article.excerpt, one.article.publisher)
        ]
        assert found["topics"] == [printable(label.topic) for label in one.receipt.topics]
        assert sorted((each["title"], each["excerpt"], each["provider"]["name"]) for each in found["related"]) == sorted(
            tuple(map(printable, (each.article.title, each.article.excerpt, each.article.publisher))) for each in related.values()
        )
        assert [each["url"] for each in found.get("images", [])] == [picture.url for picture in one.article.images if web(picture.url)]
        assert body.count(b"\n") == twin[f"_news/{one.story.path}"].count(b"\n")
    for path, body in files.items():
        if path.endswith(".yml"):
            check_yaml(body)


@pytest.mark.shared
def test_every_text_alone_is_itself_in_yaml_wherever_it_begins_a_value(texts):
    """A pack hides what a text's first and last letters would mean to YAML."""
    fields = {"title": "t", "topics": texts, "related": [{"title": text, "type": text, "provider": {"name": text}} for text in texts]}
    found, plain = (check_yaml(made.encode()) for made in (emit(fields), document({"topics": texts})))
    assert found["topics"] == plain["topics"] == [safe(text) for text in texts]
    assert found["related"] == [{"title": one, "type": one, "provider": {"name": one}} for one in map(safe, texts)]


@pytest.mark.shared
def test_api_fits_its_schemas_and_holds_every_text(twins):
    files, _, what = twins
    found = {path: json.loads(body, parse_constant=pytest.fail) for path, body in files.items() if path.startswith("api/")}
    schemas = {path.split("/")[2].removesuffix(".json"): one for path, one in found.items() if path.startswith("api/schema/")}
    schemas = {name: Draft202012Validator(schema, validate_formats=True) for name, schema in schemas.items()}
    assert [path for path in found if not path.startswith("api/schema/") and not fits(path, found, schemas)] == []
    pages = [one for path, one in found.items() if path.startswith("api/news/page/")]
    shown = {each["story"]["id"]: each["title"] for page in pages for each in page["value"]}
    assert shown == {one.story.id: printable(one.article.title) for one in what.stories}
    for one in what.stories:
        told = found[f"api/stories/{one.story.id}.json"]
        assert {each["title"] for each in told["related"]} == {printable(each.article.title) for each in one.related}
        assert [told["why"]["rule"], told["why"]["quality"][0]["why"]] == [
            printable(one.receipt.published.rule),
            printable(one.receipt.quality.parts[0].why),
        ]


@pytest.mark.shared
def test_feeds_and_maps_are_read_by_strict_readers_and_hold_every_text(twins):
    files, _, what = twins
    titles = {f"urn:newsloom:{one.story.id}": printable(one.article.title) for one in what.stories}
    read = {}
    for path, body in files.items():
        if path.endswith((".xml", ".opml", "feed.json", "feed-2.json")):
            feed_rules.check(path, body)
        if re.fullmatch(r"atom(-\d)?\.xml|feed-2\.xml", path):
            found = feedparser.parse(BytesIO(body), sanitize_html=False)
            assert not found.bozo, found.bozo_exception
            read[path] = [entry.id for entry in found.entries]
            if path.startswith("atom"):
                assert [entry.title.split() for entry in found.entries] == [
                    titles[entry.id].replace("\x85", "…").split() for entry in found.entries
                ]
    assert {one for page in read.values() for one in page} == titles.keys()


def named(words, quarter):
    """Return a hub whose own words are the texts, another quarter of them in each field, with a story and a newsletter."""
    parts = [" ".join(words.packs[start::4]) for start in range(4)] if type(words) is Hostile else [words.text(n) for n in range(4)]
    one, two, three, four = parts[quarter:] + parts[:quarter]
    topics = (
        replace(HUB.topics[0], name=one),
        Topic(id="odd", name=two, parent=one, about=three, shortname=four, keywords=tuple(words.packs), hashtags=(three,)),
    )
    hub = replace(HUB, url="https://hub.example", title=one, subject=two, description=three, topics=topics, llms=True, newsletter=True)
    return edition(view(article()), hub=hub)


@pytest.mark.shared
@pytest.mark.parametrize("quarter", range(4))
def test_hubs_own_words_stay_words_in_every_output(texts, quarter):
    files, twin = (render(named(words(texts), quarter), *RENDERERS) for words in (Hostile, Tame))
    assert files.keys() == twin.keys()
    for path, body in files.items():
        if path.endswith(".html"):
            check_page(path, body, twin[path])
        elif path.endswith((".md", ".yml")):
            check_yaml(body)
        elif path.endswith(".json") and "feed" not in path:
            json.loads(body, parse_constant=pytest.fail)
        elif path in ("_headers", "robots.txt"):
            assert body == twin[path]
        elif path == "llms.txt":
            bare, tame = (re.sub(rb"\\[!-~]", b"", each) for each in (body, twin[path]))
            assert [bare.count(mark) for mark in MARKDOWN] == [tame.count(mark) for mark in MARKDOWN]
        elif path.endswith((".xml", ".opml")):
            feed_rules.strict(body)


@pytest.mark.shared
def test_letters_hold_no_header_element_or_address_that_their_tame_twins_lack(texts):
    pieces = [letter(*(told(words(texts), n) for n in range(0, len(texts) // PACK, 3))).pieces for words in (Hostile, Tame)]
    while pieces[0]:
        # What would make a mail too long is told in a line.
        count = len(LexborHTMLParser(html_of(written(letter(pieces=pieces[0][:STORIES])))).css("h2"))
        twins = [letter(pieces=each[:count]) for each in pieces]
        read = [written(twin) for twin in twins]
        assert (read[0].keys(), read[0].defects) == (read[1].keys(), [])
        check_page("mail", *(html_of(message).encode() for message in read))
        pages = [{file.path: file.body for file in rendered(LetterRenderer(lambda one=one: [Kept(one)]), edition())} for one in twins]
        for path, body in pages[0].items():
            check_page(path, body, pages[1][path])
        pieces = [each[count:] for each in pieces]


@pytest.mark.shared
def test_text_is_no_address_unless_it_is_one_of_the_web(texts):
    for text in texts:
        assert web(text) is None or re.match(r"https?://[^/?#]", text, re.IGNORECASE)
