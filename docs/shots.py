"""The README's pictures: the demo's front page by day and its first story by night, photographed in the system's Chromium.

`make shots` writes them to docs/images; the demo is made in ./newsloom-demo when it is not there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
import shutil
import subprocess
import sys
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "newsloom-demo"
IMAGES = ROOT / "docs" / "images"
LARGEST = 400_000
"""Bytes of a picture that a page of words should not need more than."""


def main() -> None:
    """Write both pictures, and say how large they are."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("there is no Chromium here: apt-get install chromium")
    if not (DEMO / "site" / "index.html").is_file():
        subprocess.run([sys.executable, "-m", "newsloom", "demo", str(DEMO)], check=True)
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        with opened(browser, 1280, 900, "light") as page:
            photograph(page, "front-light.png")
        with opened(browser, 820, 1000, "dark") as page:
            page.goto(page.locator("main a[href^='stories/']").first.evaluate("link => link.href.split('#')[0]"))
            photograph(page, "story-dark.png")
        browser.close()


@contextmanager
def opened(browser: Browser, width: int, height: int, scheme: Literal["light", "dark"]) -> Iterator[Page]:
    """Open the front page in a window of this size, by day or by night."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto((DEMO / "site" / "index.html").as_uri())
    yield page
    context.close()


def photograph(page: Page, name: str) -> None:
    """Write what the window shows, every picture loaded."""
    page.wait_for_load_state("networkidle")
    path = IMAGES / name
    page.screenshot(path=path)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size:,} bytes")
    if size > LARGEST:
        sys.exit(f"{path} is larger than {LARGEST:,} bytes; show less of the page")


if __name__ == "__main__":
    main()
