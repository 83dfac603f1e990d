"""The site: what its pages show, and that they ask nobody for anything."""

from datetime import timedelta
import re

from msgspec.structs import replace
import pytest
from selectolax.lexbor import LexborHTMLParser

from newsloom.render.site import SiteRenderer, packaged
from newsloom.testing.contracts import check_renderer
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW, receipt, score
from newsloom.types import Part, Score, Verdict


def pages(what):
    return {artifact.path: artifact.body.decode() for artifact in SiteRenderer().render(what)}


def parsed(text):
    return LexborHTMLParser(text)


def text_of(node):
    return " ".join(node.text().split())


def rich():
    lead, own = (
        article("https://a.example/1", title="Rocket lands"),
        article("https://b.example/1", title="Rocket lands again", publisher="B"),
    )
    near = article("https://c.example/1", title="Other rockets")
    related = view(lead, own, relation="copy").related + view(lead, near, relation="theme").related
    return replace(view(lead, own), related=related)


def test_renderer_keeps_its_contract():
    check_renderer(SiteRenderer(), edition(rich()))


def test_front_page_shows_the_hottest_hundred_first():
    views = [view(article(f"https://a.example/{n}", title=f"Story {n}"), heat=70 + n) for n in range(120)]
    hidden = view(article("https://b.example/1", title="Hidden"), heat=10, published=False)
    page = parsed(pages(edition(*views, hidden))["index.html"])
    assert [text_of(node) for node in page.css("ol.stories h2")] == [f"Story {n}" for n in range(119, 19, -1)]


def test_front_page_card_has_publisher_time_topics_and_coverage():
    card = parsed(pages(edition(rich()))["index.html"]).css_first("article.card")
    assert text_of(card.css_first(".byline")) == "The Daily Example 5 January 2026, 12:00 UTC Space"
    assert card.css_first("time").attributes["datetime"] == "2026-01-05T12:00:00Z"
    assert text_of(card.css_first(".coverage")) == "Steady, heat 85. 2 publishers, 1 copy: Rocket lands"
    assert card.css_first("h2 a").attributes == {"href": "https://a.example/1", "rel": "noopener noreferrer"}


def test_front_page_without_stories_says_so():
    assert "No story is published yet" in pages(edition())["index.html"]


def test_story_page_lists_coverage_and_neighbours_and_a_receipt_that_adds_up():
    one = rich()
    page = parsed(pages(edition(one))[f"stories/{one.story.id}.html"])
    assert [text_of(node) for node in page.css("section h2")] == ["Coverage", "Near this story", "Why is this here?"]
    assert [text_of(node) for node in page.css(".others h3")] == ["Rocket lands again", "Other rockets"]
    for table in page.css("table")[:2]:
        points = [int(text_of(cell)) for cell in table.css("tbody td")]
        assert sum(points) == int(text_of(table.css_first("tfoot td")))


def test_receipt_shows_the_words_that_fired_and_what_held_the_story_back():
    one = view(article())
    found = replace(
        one.receipt,
        quality=Score(value=3, parts=(Part(group="a", part="subject in title", points=3, why="rocket <i>"),)),
        published=Verdict(value=True, rule="pinned", margin=-2, caps=("market report",)),
    )
    page = parsed(pages(edition(replace(one, receipt=found)))[f"stories/{one.story.id}.html"])
    assert text_of(page.css_first("tbody th")) == "subject in titlerocket <i>"
    assert "pinned”, -2 points from the threshold. Held back by: market report." in text_of(page.css_first(".receipt"))


def test_unpublished_story_has_no_page():
    found = pages(edition(view(article(), heat=10, published=False)))
    assert sorted(found) == ["404.html", "index.html", "site.css"]


def test_absorbed_story_leads_to_its_heir_if_that_is_published():
    heir, hidden = view(article("https://a.example/1")), view(article("https://b.example/1"), heat=1, published=False)
    redirects = (replace(heir.story, id="s0"), heir.story), (replace(hidden.story, id="s1"), hidden.story)
    found = pages(edition(heir, hidden, redirects=redirects))
    page = parsed(found["stories/s0.html"])
    assert page.css_first('meta[http-equiv="refresh"]').attributes["content"] == f"0; url={heir.story.id}.html"
    assert page.css_first("main a").attributes["href"] == f"{heir.story.id}.html"
    assert "stories/s1.html" not in found


@pytest.mark.parametrize("hub", [HUB, replace(HUB, url="", description="", topics=())])
def test_pages_ask_no_other_server_and_no_script_for_anything(hub):
    for path, text in pages(edition(rich(), hub=hub)).items():
        if path.endswith(".css"):
            assert not re.search(r"url\(|@import|expression", text)
            continue
        page = parsed(text)
        assert not page.css("script, img, iframe, object, embed, video, audio, style, form, base")
        assert all("://" not in node.attributes["href"] for node in page.css("link"))
        assert "default-src 'none'" in page.css_first('meta[http-equiv="Content-Security-Policy"]').attributes["content"]


def test_pages_have_landmarks_one_heading_and_a_way_past_the_header():
    for path, text in pages(edition(rich())).items():
        if path.endswith(".html"):
            page = parsed(text)
            assert [len(page.css(name)) for name in ("h1", "main", "header", "footer", "title")] == [1, 1, 1, 1, 1]
            assert page.css_first("body > a").attributes["href"] == "#main"
            assert page.css_first("html").attributes["lang"] == "en"
            assert all(node.attributes.get("aria-label") for node in page.css("nav"))
            assert not [node for node in page.css("a") if not text_of(node)]


def test_links_within_the_site_lead_to_pages_that_are_there():
    one = rich()
    found = pages(edition(one, redirects=((replace(one.story, id="s0"), one.story),)))
    elsewhere = re.compile(r"(\.\./)?((space|moon)/)?(feed\.xml|atom\.xml|feed\.json|sources\.opml|api/.*)|\./|\.\./|#main")
    for path in ("index.html", f"stories/{one.story.id}.html", "stories/s0.html"):
        for node in parsed(found[path]).css("a, link"):
            href = node.attributes["href"]
            if "://" in href or elsewhere.fullmatch(href):
                continue
            folder = path.rpartition("/")[0]
            target = href.removeprefix("../") if href.startswith("../") else f"{folder}/{href}".lstrip("/")
            assert target in found, (path, href)


def test_page_of_an_unknown_address_links_from_the_hubs_home():
    assert parsed(pages(edition())["404.html"]).css_first("main a").attributes["href"] == "/space/"
    assert parsed(pages(edition(hub=replace(HUB, url="")))["404.html"]).css_first("main a").attributes["href"] == "/"


def test_story_pages_do_not_change_with_the_hour():
    old = replace(rich(), receipt=receipt(article(), heat=score(85)))
    early, late = (pages(edition(old, as_of=NOW + timedelta(hours=hours))) for hours in (200, 201))
    assert {path for path in early if early[path] != late[path]} == {"index.html"}


def test_templates_can_be_replaced():
    renderer = SiteRenderer({"404.html": "gone: {{ hub.title }}"})
    assert {a.path: a.body for a in renderer.render(edition(hub=replace(HUB, title="<b>")))}["404.html"] == b"gone: &lt;b&gt;\n"
    assert "404.html" in packaged()
