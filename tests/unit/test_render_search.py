"""What the search knows of stories, the page that asks it, its policy, and the feeds of searches that a hub keeps."""

from datetime import timedelta
from importlib.resources import files as packaged
import json

from lxml import etree
from msgspec.structs import replace
import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.unit import feed_rules

from newsloom.classify.searches import Searcher
from newsloom.render.feeds import FeedRenderer
from newsloom.render.search import SearchRenderer
from newsloom.render.site import SiteRenderer
from newsloom.render.site.words import languages
from newsloom.render.visitors import POLICY, SEARCH_POLICY, headers
from newsloom.testing.contracts import check_renderer
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW
from newsloom.testing.rendering import rendered
from newsloom.types import Search

KEPT = (Search(id="night", name="Nights <b>", query='"night shift" crane'), Search(id="none", name="None", query="zebra"))
SEARCHED = replace(HUB, search=9, searches=KEPT)
NIGHT = article("https://n.example/1", title="Crane stops on the night shift", excerpt="It  was\ndark.", publisher="The Ledger")


def records(*views, hub=SEARCHED):
    return [json.loads(artifact.body) for artifact in rendered(SearchRenderer(), edition(*views, hub=hub))]


def files(renderer, *views, hub=SEARCHED):
    return {artifact.path: artifact.body.decode() for artifact in rendered(renderer, edition(*views, hub=hub))}


def test_renderer_keeps_its_contract():
    check_renderer(SearchRenderer(), edition(view(article()), view(NIGHT), hub=SEARCHED))


def test_record_has_what_is_searched_shown_and_sorted_by():
    (record,) = records(view(NIGHT))
    assert record["content"] == "Crane stops on the night shift It was dark. The Ledger"
    assert record["meta"] == {
        "title": "Crane stops on the night shift",
        "publisher": "The Ledger",
        "at": "2026-01-05T12:00:00Z",
    }
    assert (record["url"].startswith("stories/s"), record["filters"], record["sort"]) == (
        True,
        {"topic": ["space"]},
        {"date": "2026-01-05T12:00:00Z"},
    )


def test_story_that_is_not_published_has_no_record():
    assert records(view(NIGHT, published=False)) == []


def test_records_are_of_the_newest_stories_as_many_as_the_search_has():
    aged = [view(article(f"https://a.example/{age}", published_at=NOW - timedelta(days=age))) for age in (2, 0, 3, 1)]
    dates = [record["meta"]["at"][:10] for record in records(*aged, hub=replace(SEARCHED, search=2))]
    assert dates == ["2026-01-05", "2026-01-04"]


def test_other_reports_of_a_story_are_in_no_record():
    told = json.dumps(records(view(NIGHT, article("https://o.example/1", title="Zebra crossing", publisher="Quagga"))))
    assert [word in told for word in ("Ledger", "Zebra", "Quagga")] == [True, False, False]


def test_story_in_another_language_is_in_the_hubs_index_and_says_its_own():
    (record,) = records(view(article(language="de")), hub=replace(SEARCHED, language="pt-BR"))
    assert (record["language"], record["meta"]["language"]) == ("pt-br", "de")


def test_hub_without_a_search_has_no_page_script_or_link_to_it():
    made = files(SiteRenderer(), view(NIGHT), hub=HUB)
    assert not {"search.html", "search.js"} & set(made)
    assert [path for path, text in made.items() if "search.html" in text] == []


def test_every_page_of_a_hub_with_a_search_leads_to_it():
    made = files(SiteRenderer(), view(NIGHT))
    pages = {path: text for path, text in made.items() if path.endswith(".html")}
    assert "search.js" in made
    assert [path for path, text in pages.items() if 'search.html"' not in text] == []


def test_only_the_search_page_runs_a_script():
    for path, text in files(SiteRenderer(), view(NIGHT)).items():
        if path.endswith(".html"):
            page = LexborHTMLParser(text)
            policy = page.css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]
            scripts = [script.attributes for script in page.css("script")]
            assert (policy, scripts) == ((SEARCH_POLICY, [{"src": "search.js", "defer": None}]) if path == "search.html" else (POLICY, []))


def test_search_page_without_a_script_leads_to_topics_and_days():
    page = LexborHTMLParser(files(SiteRenderer(), view(NIGHT))["search.html"])
    inside = LexborHTMLParser(page.css_first("noscript").inner_html)
    assert [link.attributes["href"] for link in inside.css("a")] == ["topics/index.html", "days/index.html"]
    assert "hidden" in page.css_first("form").attributes


def test_search_page_names_the_feeds_of_kept_searches():
    page = LexborHTMLParser(files(SiteRenderer())["search.html"])
    named = [(link.attributes["title"], link.attributes["href"]) for link in page.css("link[rel=alternate]")]
    assert named == [("Nights <b>", "searches/night/atom.xml"), ("None", "searches/none/atom.xml"), ("Space hub", "atom.xml")]
    assert {"searches/night/feed.xml", "searches/night/feed.json", "search.html?q=%22night%20shift%22%20crane"} <= {
        link.attributes["href"] for link in page.css("aside a")
    }


@pytest.mark.parametrize("language", languages())
def test_search_page_speaks_every_language(language):
    text = files(SiteRenderer(), hub=replace(SEARCHED, language=language))["search.html"]
    assert (language == "en") is ("Ways to ask" in text)


def test_headers_let_the_search_page_run_its_scripts_and_no_other_page():
    lines = headers(SEARCHED).body.decode().splitlines()
    rules: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith("/"):
            rule = rules.setdefault(line, [])
        else:
            rule.append(line.strip())
    frames = "; frame-ancestors 'none'"
    assert rules["/*"][0] == f"Content-Security-Policy: {SEARCH_POLICY}{frames}"
    # What a host sends for a page of a story by either rule of combination: both, or the one that comes later.
    assert list(rules).index("/*") < list(rules).index("/stories/*")
    assert rules["/stories/*"] == rules["/index.html"] == rules["/"] == [f"Content-Security-Policy: {POLICY}{frames}"]
    assert not [path for path in rules if path.startswith(("/search", "/pagefind"))]


def test_headers_name_every_folder_and_page_but_the_search():
    named = {line for line in headers(SEARCHED).body.decode().splitlines() if line.startswith("/")}
    made = [path for path in files(SiteRenderer(), view(NIGHT)) if path.endswith(".html") and path != "search.html"]
    assert [path for path in made if not {f"/{path}", f"/{path.partition('/')[0]}/*"} & named] == []


def test_search_is_a_feed_of_what_it_finds():
    made = {
        artifact.path: artifact.body
        for artifact in rendered(FeedRenderer(Searcher(KEPT).among), edition(view(NIGHT), view(article()), hub=SEARCHED))
    }
    for path in ("searches/night/feed.xml", "searches/night/atom.xml", "searches/night/feed.json", "searches/none/atom.xml"):
        feed_rules.check(path, made[path])
    feed = json.loads(made["searches/night/feed.json"])
    assert [item["title"] for item in feed["items"]] == [NIGHT.title]
    assert (feed["title"], feed["feed_url"]) == ("Space hub: Nights <b>", "https://hub.example/space/searches/night/feed.json")
    assert feed["home_page_url"] == "https://hub.example/space/search.html?q=%22night+shift%22+crane"
    atom = etree.fromstring(made["searches/none/atom.xml"])
    assert atom.findall("{http://www.w3.org/2005/Atom}entry") == []


def test_search_without_a_page_has_its_feed_all_the_same():
    hub = replace(SEARCHED, search=0)
    feed = next(
        a for a in rendered(FeedRenderer(Searcher(KEPT).among), edition(view(NIGHT), hub=hub)) if a.path == "searches/night/feed.json"
    )
    assert json.loads(feed.body)["home_page_url"] == "https://hub.example/space/"


def test_script_never_makes_markup_of_texts():
    script = packaged("newsloom.render").joinpath("templates/search.js").read_text("utf-8")
    assert not [word for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(") if word in script]
