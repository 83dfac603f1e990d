"""The search page in a real browser, on a host that sends the site's own headers: it finds, narrows and sorts, and is quiet about it."""

from datetime import timedelta

from msgspec.structs import replace
from playwright.sync_api import expect
import pytest
from tests.browser.looking import AXE, COLOURS, RULES, Witness, sideways, violations
from tests.browser.server import policies, serving

from newsloom.render.feeds import FeedRenderer
from newsloom.render.search import SearchRenderer
from newsloom.render.site import SiteRenderer
from newsloom.sink.directory import DirectorySink
from newsloom.sink.pagefind import pagefind
from newsloom.sink.search import SearchSink
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW
from newsloom.testing.rendering import rendered
from newsloom.types import Label, Search, Topic

PROGRAM = pagefind()
pytestmark = [
    pytest.mark.loopback,
    pytest.mark.skipif(PROGRAM is None, reason="pagefind is not installed: pip install 'newsloom[search]'"),
]

HOSTILE = "Crane <script>document.title='run'</script><img src=x onerror=alert(1)> {{ hub.title }} {% raw &lt;b&gt;"
MOON = Topic(id="moon", name='Moon: "a\\b" & [C++]', parent="Space")
SEARCHED = replace(HUB, topics=(HUB.topics[0], MOON), search=99, searches=(Search(id="night", name="Nights", query='"night shift"'),))


def moon(told):
    return replace(told, receipt=replace(told.receipt, topics=(*told.receipt.topics, Label(topic=MOON.name, confidence=1.0, evidence=()))))


def stories():
    cranes = [
        view(article(f"https://c.example/{n}", title=f"Crane number{n} lifts", excerpt="", published_at=NOW - timedelta(seconds=n)))
        for n in range(24)
    ]
    shift = view(article("https://n.example/1", title="Harm on the night shift", excerpt="A crane was harmed.", publisher="The Ledger"))
    hostile = view(article("https://h.example/1", title=HOSTILE, excerpt=HOSTILE, published_at=NOW - timedelta(days=2)))
    return [moon(shift), moon(hostile), *cranes]


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    """Return a folder with a searched site of 26 stories."""
    root = tmp_path_factory.mktemp("searched")
    told = edition(*stories(), hub=SEARCHED)
    files = [*rendered(SiteRenderer(), told), *rendered(FeedRenderer(), told)]
    DirectorySink(root / "site", root / "site.manifest").swap(files)
    SearchSink(root / "site", root, PROGRAM).swap(rendered(SearchRenderer(), told))
    return root / "site"


@pytest.fixture(scope="module")
def site(searched):
    """Serve the site as a host does that sends every policy which its rules have for a path: a browser obeys all of them."""
    with serving(searched, "/hub/", policies(searched)) as address:
        yield address


@pytest.fixture
def ask(opened, site):
    """Return a function that opens the search page with a question, waits for its answer, and gives the page."""
    page = opened(viewport={"width": 1440, "height": 900})
    with Witness(page, site, frozenset()) as witness:

        def asked(question=""):
            page.goto(f"{site}search.html{question}")
            if question:
                answered(page)
            return page

        yield asked
    assert witness.said == []


def answered(page):
    page.locator("#count:visible").wait_for()


def titles(page):
    return page.locator("#cards .hl").all_inner_texts()


def test_search_finds_words_of_one_family_and_marks_them(ask):
    page = ask("?q=harms")
    assert page.locator("#count").inner_text() == "Stories found: 1"
    assert page.locator("#cards mark").all_inner_texts() == ["Harm", "harmed."]
    page.locator("#cards .hl a").click()
    assert page.locator("h1").inner_text() == "Harm on the night shift"


def test_search_finds_publishers_and_phrases_and_says_when_there_is_nothing(ask):
    assert titles(ask("?q=ledger")) == ["Harm on the night shift"]
    assert len(titles(ask("?q=%22night+shift%22"))) == 1
    assert titles(ask("?q=harms+quagga")) == ["Harm on the night shift"]  # a word that no story has is passed over, as the page says
    page = ask("?q=%22shift+night%22")
    assert (titles(page), page.locator("#none").is_visible()) == ([], True)


@pytest.mark.parametrize("sent", [lambda policies: policies[-1:], lambda _: []], ids=["the last of its policies", "none"])
def test_search_finds_on_hosts_that_send_less(opened, searched, sent):
    every, page = policies(searched), opened()
    with serving(searched, "/hub/", lambda path: sent(every(path))) as site, Witness(page, site, frozenset()) as witness:
        page.goto(f"{site}search.html?q=harms")
        answered(page)
        assert (titles(page), witness.said) == (["Harm on the night shift"], [])


def test_search_narrows_by_topic_and_puts_the_newest_first(ask):
    page = ask("?q=crane&order=newest")
    dates = page.locator("#cards time").evaluate_all("times => times.map(time => time.dateTime)")
    assert (len(dates), dates) == (20, sorted(dates, reverse=True))
    page.locator("#topic").select_option(label=MOON.name)
    expect(page.locator("#cards li")).to_have_count(2)
    assert "topic=moon" in page.url
    page.go_back()
    expect(page.locator("#cards li")).to_have_count(20)
    assert page.locator("#topic").input_value() == ""


def test_search_works_by_keyboard_alone(ask):
    page = ask()
    page.locator("#q").focus()
    page.keyboard.type("crane")
    page.keyboard.press("Enter")
    answered(page)
    assert page.locator("#count").inner_text() == "Stories found: 26"
    assert page.url.endswith("?q=crane")
    page.locator("#more button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cards li")).to_have_count(26)
    assert page.evaluate("[...document.querySelectorAll('#cards a')].indexOf(document.activeElement)") == 20
    assert page.locator("#more").is_hidden()
    page.keyboard.press("Tab")
    assert page.evaluate("[...document.querySelectorAll('#cards a')].indexOf(document.activeElement)") == 21


def test_hostile_words_are_shown_as_they_are(ask):
    page = ask("?q=onerror")
    assert titles(page) == [HOSTILE]
    assert page.locator("#cards .excerpt").inner_text() == HOSTILE
    assert page.locator("#cards :is(script, img, b)").count() == 0
    assert page.title() == "Search · Space hub"
    assert ask("?q=%3Cscript%3Edocument.title%3D1%3C%2Fscript%3E").title() == "Search · Space hub"


def test_results_have_nothing_wrong_on_any_width_by_day_and_by_night(ask):
    page = ask("?q=crane")
    page.evaluate(AXE)
    found = list(violations(page, RULES))
    for width in (390, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        found += sideways(page)
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += violations(page, COLOURS)
    assert found == []


def test_search_page_without_scripts_leads_elsewhere(opened, site):
    page = opened(java_script_enabled=False)
    page.goto(f"{site}search.html?q=crane")
    assert page.locator("form").is_hidden()
    assert page.locator("noscript a").count() == 2


def test_search_without_its_index_says_so(opened, site):
    page = opened()
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto(f"{site}search.html?q=crane")
    page.locator("#failed:visible").wait_for()
    assert page.locator("#results").is_hidden()
    page.unroute("**/pagefind/**")


def test_search_in_a_file_on_a_disk_says_that_it_does_not_work(opened, searched):
    page = opened()
    page.goto(f"file://{searched}/search.html")
    page.locator("#q").fill("crane")
    page.locator("form button").click()
    page.locator("#failed:visible").wait_for()
