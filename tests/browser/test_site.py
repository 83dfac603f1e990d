"""The site of the made-up hub in a real browser: every kind of page, on a phone, a tablet and a desk, by day and by night."""

from pathlib import Path
import re

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.browser.looking import beyond_keys, misprints, sideways, visit

pytestmark = pytest.mark.loopback

WIDTHS = (390, 820, 1440)
"""A phone, a tablet upright, and a desk, in CSS pixels."""

KINDS = {
    "front": "index.html",
    "story": "stories/*.html",
    "topic": "topics/*.html",
    "topics": "topics/index.html",
    "publisher": "publishers/*.html",
    "day": "days/[0-9]*.html",
    "days": "days/index.html",
    "sources": "sources.html",
    "scores": "scores.html",
    "search": "search.html",
    "missing": "",
}
"""The kinds of pages, and where they lie; an address that leads nowhere shows the last."""

PRINTED = ("front", "story", "day", "sources", "scores")
"""The kinds that people print: what is read, and what is kept."""

SHEETS = 8
"""Sheets of A4 that a page may take: the demo's front page has five here, its largest story four; a column gone wrong makes fifty."""

NOT_FOUND = frozenset({404})

FOCUS = """() => {
    const seen = document.activeElement, box = seen.getBoundingClientRect();
    return {
        link: seen.getAttribute("href"),
        visible: box.width > 0 && box.height > 0 && box.top >= 0 && box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight,
        inMain: document.querySelector("main").contains(seen),
    };
}"""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Return a kind of page."""
    return str(request.param)


@pytest.fixture
def address(pages: Path, site: str, kind: str) -> str:
    """Return the address of a page of a kind: the story that links to most reports, of the others one of middling length."""
    if kind == "missing":
        return f"{site}no-such-page.html"
    found = [path for path in sorted(pages.glob(KINDS[kind])) if path.name != "index.html" or "*" not in KINDS[kind]]
    links = {path: len(LexborHTMLParser(path.read_bytes()).css("main a[href]")) for path in found}
    assert links, f"the site has no {KINDS[kind]}"
    ranked = sorted(links, key=links.__getitem__)
    return site + ranked[-1 if kind == "story" else len(ranked) // 2].relative_to(pages).as_posix()


@pytest.mark.parametrize("width", WIDTHS)
def test_page_by_day_and_by_night_has_nothing_wrong(opened, site, address, kind, width):
    page = opened(viewport={"width": width, "height": 900})
    assert visit(page, address, site, expected=NOT_FOUND if kind == "missing" else frozenset()) == []


def test_first_tab_reaches_the_skip_link_and_enter_moves_to_main(opened, address):
    page = opened(viewport={"width": 390, "height": 900})
    page.goto(address)
    page.keyboard.press("Tab")
    focus = page.evaluate(FOCUS)
    assert focus["link"].startswith("#")
    assert focus["visible"]
    assert page.locator(focus["link"]).evaluate("target => target.tagName") == "MAIN"
    page.keyboard.press("Enter")
    if page.locator("main a[href]").count():
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS)["inMain"]


def test_keyboard_reaches_everything_with_its_focus_in_sight(opened, address):
    page = opened(viewport={"width": 1440, "height": 900})
    page.goto(address)
    assert list(beyond_keys(page)) == []


def test_page_is_no_wider_than_the_narrowest_phone(opened, address):
    page = opened(viewport={"width": 320, "height": 900})
    page.goto(address)
    assert list(sideways(page)) == []


@pytest.mark.parametrize("kind", PRINTED, indirect=True)
def test_page_on_paper_is_what_is_read_in_black_on_white(opened, address):
    page = opened(color_scheme="dark")
    page.goto(address)
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert list(misprints(page)) == []
    assert sheets <= SHEETS


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"search"}), indirect=True)  # which says so, in test_search.py
def test_page_without_scripts_reads_the_same(opened, address):
    scripted, plain = opened(), opened(java_script_enabled=False)
    for page in (scripted, plain):
        page.goto(address)
    assert plain.locator("body").inner_text() == scripted.locator("body").inner_text()
    assert plain.locator("main").is_visible()


def test_page_in_forced_colours_and_reduced_motion_is_whole_and_still(opened, address):
    usual, forced = opened(), opened(forced_colors="active", reduced_motion="reduce")
    for page in (usual, forced):
        page.goto(address)
    assert forced.locator("body").inner_text() == usual.locator("body").inner_text()
    assert forced.evaluate("document.getAnimations().length") == 0


def test_front_page_leads_to_a_page_of_every_kind(opened, site):
    page = opened()
    page.goto(site)
    reached = set(page.locator("a[href]").evaluate_all("links => links.map(link => link.href.split('#')[0])"))
    reached |= {address + "index.html" for address in reached if address.endswith("/")}
    folders = [site + pattern.partition("*")[0].partition("[")[0] for pattern in KINDS.values() if pattern]
    assert [folder for folder in folders if not any(link.startswith(folder) for link in reached)] == []
