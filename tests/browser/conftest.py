"""A real browser on the made-up hub: the system's Chromium, driven by Playwright; without one, these tests skip."""

from collections.abc import Callable, Iterator
from pathlib import Path
import shutil

from playwright.sync_api import Browser, Page, sync_playwright
import pytest
from tests.browser.server import serving


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the system's Chromium, or skip."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    return found


@pytest.fixture(autouse=True)
def _sockets(socket_enabled: None) -> None:
    """Open sockets: asked for by name here, they are open before a module's server and browser start."""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Launch the browser. For a module and no longer: while Playwright runs, its event loop is this thread's."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def opened(browser: Browser) -> Callable[..., Page]:
    """Return a function that gives the page with these options of a Playwright context (`color_scheme`, `java_script_enabled` …).

    The same options give the same page: one that is warm looks three times as fast as a fresh one.
    """
    pages: dict[str, Page] = {}

    def page(**options: object) -> Page:
        key = repr(sorted(options.items()))
        if key not in pages:
            pages[key] = browser.new_context(**options).new_page()
        return pages[key]

    return page


@pytest.fixture(scope="session")
def pages(request: pytest.FixtureRequest) -> Path:
    """Return the folder of the demo's site; without a browser no demo is made."""
    request.getfixturevalue("chromium")
    folder: Path = request.getfixturevalue("demo") / "site"
    return folder


@pytest.fixture(scope="module")
def site(pages: Path) -> Iterator[str]:
    """Serve the site below a path, as a project's pages are, so that a link to the host's root leads nowhere; its address."""
    with serving(pages, "/hub/") as address:
        yield address
