"""Hubs that are hard to show, in a real browser, as narrow as a phone and as wide as a desk: in both directions, and empty."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from tests.browser.hard import BELOW, bare, hard, lone, written
from tests.browser.looking import sideways, visit
from tests.browser.server import serving

pytestmark = pytest.mark.loopback

HUBS = {
    f"{name}-{language}": (make, language) for name, make in (("hard", hard), ("bare", bare), ("lone", lone)) for language in ("de", "ar")
}

LOOKED_AT = {
    "hard-de": ("index.html", "sources.html", "days/2026-01-05.html", "newsletters/2026-01-05.html", "a/deep/path.html"),
    "hard-ar": ("index.html", "sources.html", "scores.html", "newsletters/index.html", "a/deep/path.html"),
    "bare-de": ("index.html", "topics/moon.html", "newsletters/index.html"),
    "bare-ar": ("index.html", "days/index.html", "sources.html"),
    "lone-ar": ("index.html",),
}
"""The pages that are looked at with everything that can be wrong in mind; how wide it is, every page of every hub is asked."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> dict[str, Path]:
    """Return the folder of each hub's site."""
    assert chromium
    return {name: written(tmp_path_factory.mktemp(name), make(language)) for name, (make, language) in HUBS.items()}


@pytest.fixture(scope="module")
def sites(folders: dict[str, Path]) -> Iterator[dict[str, str]]:
    """Serve every hub's site, each from an address of its own."""
    contexts = {name: serving(folder, BELOW) for name, folder in folders.items()}
    try:
        yield {name: context.__enter__() for name, context in contexts.items()}
    finally:
        for context in contexts.values():
            context.__exit__(None, None, None)


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in LOOKED_AT.items() for path in paths])
def test_page_of_a_hard_hub_has_nothing_wrong(opened, sites, name, path):
    page = opened(viewport={"width": 320, "height": 900})
    assert visit(page, sites[name] + path, sites[name], expected=frozenset({404} if "deep" in path else ())) == []


@pytest.mark.parametrize("name", HUBS)
def test_no_page_of_a_hard_hub_scrolls_sideways(opened, folders, sites, name):
    page = opened(viewport={"width": 1024, "height": 900})
    wide = []
    for path in _largest(folders[name]):
        page.set_viewport_size({"width": 1024, "height": 900})
        page.goto(sites[name] + path)
        for width in (1024, 320):
            page.set_viewport_size({"width": width, "height": 900})
            wide += [(path, complaint) for complaint in sideways(page)]
    page.set_viewport_size({"width": 1024, "height": 900})
    assert wide == []


def _largest(folder: Path) -> list[str]:
    """Return the two largest pages of each kind."""
    kinds = {path.parent for path in folder.rglob("*.html")}
    found = [sorted(kind.glob("*.html"), key=lambda path: path.stat().st_size)[-2:] for kind in kinds if kind != folder]
    return [path.relative_to(folder).as_posix() for path in (*folder.glob("*.html"), *chain.from_iterable(found))]


def test_headline_of_the_other_direction_stands_at_the_pages_side(opened, sites):
    page = opened(viewport={"width": 1024, "height": 900})
    for name, side in (("hard-de", "left"), ("hard-ar", "right")):
        page.goto(sites[name])
        found = page.locator(".lead .hl > *, .card .hl > *").evaluate_all(
            "all => all.map(one => [getComputedStyle(one).direction, getComputedStyle(one).textAlign])"
        )
        assert {direction for direction, _ in found} == {"ltr", "rtl"}
        assert {align for _, align in found} == {side}


def test_page_of_an_unknown_deep_address_leads_home_in_the_hubs_language(opened, sites):
    page = opened(viewport={"width": 1024, "height": 900})
    for name, language in (("hard-de", "de"), ("hard-ar", "ar")):
        page.goto(f"{sites[name]}no/such/page.html")
        assert page.locator("html").get_attribute("lang") == language
        page.locator("main a.btn-main").click()
        assert page.url == f"{sites[name]}index.html"
