"""Hostile text in every field, through every output: each stays readable by strict readers and nothing of it comes alive."""

import json

from lxml import etree
from msgspec.structs import replace
import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.unit import feed_rules
import yaml
import yaml_rs

from newsloom.render.api import ApiRenderer
from newsloom.render.feeds import FeedRenderer
from newsloom.render.record import parse
from newsloom.render.records import DataRenderer, RecordRenderer
from newsloom.render.site import SiteRenderer
from newsloom.sink.names import Names
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW, memory
from newsloom.testing.rendering import rendered
from newsloom.text import printable
from newsloom.types import Change, Evidence, Label, Part, Picture, Score, Source, SourceView, Topic, Verdict

NASTY = [
    *[
        "",
        " ",
        "\x00",
        "\x08\x0b\x1b[31m",
        "\ud800 lone",
        "\ufffe\uffff\ufdd0",
        "\u202egnp.exe",
        "\ufeffbom",
        "a\u2028b\u2029c\x85d",
        "tab\t\r\nnew\n\nlines",
    ],
    *[
        "---",
        "\n---\n",
        "...",
        "--- # x",
        "yes",
        "null",
        "~",
        "1e3",
        "0x1F",
        "2020-07-20",
        "12:30:45",
        "- a",
        "? a",
        "a: b",
        ": ",
        "#x",
        "&a *a",
        "!!str a",
    ],
    *[
        "{{ site.github }}",
        "{% raw %}{% endraw %}",
        "{%endraw%}{{ x }}",
        "`$(rm)`",
        "=cmd|' /C calc'!A0",
        "@x",
        "%s %d {0}",
        "javascript:alert(1)",
    ],
    *[
        "<script>alert(1)</script>",
        '"><script>alert(1)</script>',
        "' onmouseover='alert(1)",
        "<img src=x onerror=alert(1)>",
        "</title><script>x</script>",
    ],
    *[
        "]]>",
        "<![CDATA[x]]>",
        "<!--",
        "-->",
        "&lt;b&gt;",
        "&#0;",
        "&amp;amp;",
        "&nbsp;",
        "<?xml?>",
        "\\",
        "\\\\",
        '"',
        "'",
        '\\"',
        "\\u0041",
        "\\x41",
    ],
    *["日本語 🚀 مرحبا", "👩\u200d👩\u200d👧\u200d👦", "e\u0301\u0301\u0301", "x" * 5_000],
]
NO_HEADLINE = "(no headline)"  # a link must say something
URLS = [
    "javascript:alert(1)",
    "data:text/html,<script>",
    "https://a.example/'onx=\"><script>",
    "https://a.example/{{x}}",
    "//a.example",
    "https://a.example/\n---\n",
]


def hostile(text, url="https://a.example/1"):
    """Return an edition that has the text in every field that can hold one."""
    labels = Label(topic="Space", confidence=1, evidence=(Evidence(where="title", what=(text, text)),)), Label(topic=text, confidence=1)
    words = {
        "title": text,
        "excerpt": text,
        "publisher": text,
        "author": text,
        "language": text,
        "images": (Picture(url=url),),
        "amp_url": url,
        "embed": text,
        "held": text,
        "changes": (Change(field="title", before=text, at=NOW),),
    }
    lead = article("https://a.example/1", **words, entry_url=url)
    one = view(lead, article("https://b.example/1", **words))
    part = Part(group="g", part=text, points=80, why=text)
    verdict = Verdict(value=True, rule=text, margin=10, caps=(text,))
    scores = {name: Score(value=80, parts=(part,)) for name in ("quality", "heat")}
    one = replace(one, receipt=replace(one.receipt, rules=text, published=verdict, topics=labels, **scores))
    hub = replace(
        HUB,
        llms=True,
        title=text or "x",
        subject=text,
        description=text,
        topics=(*HUB.topics, Topic(id="odd", name=text or "odd", about=text, keywords=(text,))),
    )
    sources = (SourceView(source=Source(url="https://a.example/f"), memory=memory(title=text, last_error=text, failures=1)),)
    return edition(one, hub=hub, sources=sources, redirects=((replace(one.story, id="s0", path="old.md"), one.story),))


def render(what, *renderers):
    renderers = renderers or (RecordRenderer(), DataRenderer(), ApiRenderer(), FeedRenderer(), SiteRenderer())
    return {artifact.path: artifact.body for renderer in renderers for artifact in rendered(renderer, what)}


def check_yaml(text, body):
    content = body.decode()
    if content.startswith("---"):
        assert [number for number, line in enumerate(content.split("\n")) if line.startswith("---")] == [0, content.count("\n") - 2]
        assert parse(content)["title"] == printable(text) if printable(text) else "title" not in parse(content)
        content = content.removeprefix("---\n").removesuffix("---\n\n")
    one, two = yaml.load(content, Loader=yaml.CSafeLoader), yaml_rs.loads(content, parse_datetime=False)
    assert one.keys() == two.keys()
    assert one.get("name") == two.get("name")
    assert one.get("related", [{}])[0].get("provider") == two.get("related", [{}])[0].get("provider")


def check_html(body):
    page = LexborHTMLParser(body.decode())
    assert not page.css("script, iframe, img, object, embed, style, form, base, math, template")
    assert {node.tag for node in page.css("svg *")} <= {"svg", "title", "desc", "path", "rect", "line", "circle", "text", "tspan"}
    assert page.css_first('meta[name="referrer"]').attributes["content"] == "no-referrer"
    for node in page.css("*"):
        for name, value in node.attributes.items():
            assert not name.startswith("on"), (name, value)
            assert name != "style"
            if name in ("href", "src", "content"):
                assert not (value or "").strip().lower().startswith(("javascript:", "data:", "vbscript:")), value
    assert not page.css("a[target]")
    return page


FEEDS = frozenset(artifact.path for artifact in rendered(FeedRenderer(), hostile("x")))


def check(text, files):
    names = Names()
    for path, body in files.items():
        assert not names.take(path)
        if path in FEEDS:
            feed_rules.check(path, body)
        body.decode("utf-8", "strict")
        if path.endswith((".md", ".yml")):
            check_yaml(text, body)
        elif path.endswith(".json"):
            json.loads(body, parse_constant=pytest.fail)
        elif path.endswith(".html"):
            check_html(body)
    title = printable(text)
    assert json.loads(files["api/news/index.json"])["value"][0]["title"] == title
    assert json.loads(files["feed.json"])["items"][0]["title"] == title
    lines = title.replace("\r\n", "\n").replace("\r", "\n")  # XML and HTML readers take every line end for one
    assert (etree.fromstring(files["feed.xml"]).findtext("channel/item/title") or "") == lines
    assert LexborHTMLParser(files["index.html"].decode()).css_first("article h2 a").text() == (lines or NO_HEADLINE)


@pytest.mark.parametrize("text", NASTY, ids=ascii)
def test_hostile_text_stays_text_in_every_output(text):
    check(text, render(hostile(text)))


@pytest.mark.parametrize("url", URLS)
def test_hostile_address_is_left_out_or_escaped_in_every_output(url):
    files = render(hostile("title", url))
    check("title", files)
    record = next(parse(body.decode()) for path, body in files.items() if path.startswith("_news/2026"))
    assert record["originalUrl"] == (url if url.startswith("https://") and "\n" not in url else "https://a.example/1")


def shelf(texts, url="https://a.example/{}"):
    """Return an edition of many stories, each with one of the texts."""
    leads = [
        article(f"https://a.example/{n}", title=text, excerpt=text, publisher=text, entry_url=url.format(n)) for n, text in enumerate(texts)
    ]
    return edition(*(view(lead) for lead in leads))


@pytest.mark.shared
def test_naughty_strings_stay_text_in_every_output(shared):
    strings = json.loads((shared / "data" / "hostile" / "blns" / "blns.json").read_text("utf-8"))
    assert len(strings) == 515
    what = shelf(strings)
    files = render(what)
    check_titles(strings, what, files)
    for text, each in zip(strings, what.stories, strict=True):
        assert check_html(files[f"stories/{each.story.id}.html"]).css_first("h1 a").text() == (printable(text) or NO_HEADLINE)


@pytest.mark.shared
def test_paths_and_template_tricks_stay_text_in_records_api_and_feeds(shared):
    folders = [shared / "data" / "hostile" / "xss-traversal" / name for name in ("Directory Traversal", "Server Side Template Injection")]
    files = [file for folder in folders for file in sorted((folder / "Intruder").iterdir())]
    lines = sorted({line for file in files for line in file.read_text("utf-8", "replace").splitlines()})
    assert len(lines) > 1_000
    what = shelf(lines, "https://a.example/{}/../../x")
    check_titles(lines, what, render(what, RecordRenderer(), ApiRenderer(), FeedRenderer()))


def check_titles(strings, what, files):
    """Check that each text is there, as the title of its record, of its item in the API, and of its own feed; and every feed."""
    pages = [body for path, body in files.items() if path.startswith("api/news/page/")]
    shown = {each["story"]["id"]: each["title"] for page in pages for each in json.loads(page)["value"]}
    names = Names()
    assert not any(names.take(path) for path in files)
    for text, each in zip(strings, what.stories, strict=True):
        check_yaml(text, files[f"_news/{each.story.path}"])
        assert shown[each.story.id] == printable(text)
    for path, body in files.items():
        if path.endswith((".xml", "feed.json")):
            feed_rules.check(path, body)
