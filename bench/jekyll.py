"""Jekyll's time on 2,000 records beside ours on the same stories: the records, the API, the feeds and the site."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
import shutil
import subprocess
import time

from msgspec.structs import replace
from web import sentence, title

from newsloom.render.api import ApiRenderer
from newsloom.render.feeds import FeedRenderer
from newsloom.render.records import DataRenderer, RecordRenderer
from newsloom.render.site import SiteRenderer
from newsloom.sink.directory import DirectorySink
from newsloom.stages import Renderer
from newsloom.testing.editions import article, edition, view
from newsloom.testing.rendering import rendered
from newsloom.types import Edition, StoryView

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
RECORDS = 2_000
ROUNDS = 2
"""Rounds of both; the best counts."""
THEME = Path(__file__).parents[1] / "docs" / "how-to" / "jekyll"


def _story(number: int) -> StoryView:
    words = [f"https://h{number * 7 % 501}.example/{number}/{place}" for place in range(3)]
    when = NOW - timedelta(seconds=number * 600)
    told = [article(url, title=title(url, str(number)), excerpt=sentence(url, 40), publisher="Bench", published_at=when) for url in words]
    return view(*told)


def _ours(folder: Path, made: Edition, *renderers: Renderer) -> float:
    shutil.rmtree(folder, ignore_errors=True)
    started = time.perf_counter()
    DirectorySink(folder, folder.with_suffix(".manifest")).swap(artifact for each in renderers for artifact in rendered(each, made))
    return time.perf_counter() - started


def _jekyll(folder: Path, out: Path) -> float:
    shutil.rmtree(out, ignore_errors=True)
    started = time.perf_counter()
    subprocess.run(["jekyll", "build", "-s", folder, "-d", out, "--disable-disk-cache", "--quiet"], check=True, cwd=folder.parent)
    return time.perf_counter() - started


def bench(folder: Path) -> dict[str, float]:
    """Measure both builds, each from nothing; without a Jekyll on the machine there is no row."""
    if shutil.which("jekyll") is None:
        return {"records": 0}
    made = replace(edition(*map(_story, range(RECORDS))), as_of=NOW)
    tree, data = folder / "content", (RecordRenderer(), DataRenderer(), ApiRenderer())
    _ours(tree, made, *data)
    records = sum(1 for _ in (tree / "_news").iterdir())
    shutil.copytree(THEME, tree, dirs_exist_ok=True)
    theirs = min(_jekyll(tree, folder / "out") for _ in range(ROUNDS))
    ours = min(_ours(folder / "site", made, SiteRenderer(), FeedRenderer(), ApiRenderer()) for _ in range(ROUNDS))
    kept = min(_ours(folder / "again", made, *data) for _ in range(ROUNDS))
    return {
        "records": records,
        "jekyll_seconds": round(theirs, 1),
        "our_site_feeds_and_api_seconds": round(ours, 1),
        "our_records_and_api_seconds": round(kept, 1),
        "ratio_of_jekyll_to_our_site": round(theirs / ours, 2),
    }
