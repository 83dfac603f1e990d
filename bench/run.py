"""Speed and memory, each beside a yardstick in the same run: `make bench`, or `python bench/run.py [pure] [idle] [memory] …`.

    pure    entries and pages → receipts, one core, into a window of 20,000 articles; yardstick: feedparser on the same entries
    judging   labels of 3,000 keywords and quality by all rules; yardstick: the stage before it, extraction
    stories   60-word articles woven into windows of 50,000 and 500,000, with copies and merge pass; yardstick: a textbook's single pass
    idle    a cycle of 1,000 sources that all answer 304, against the full cycle before it
    replay  100,000 stored articles judged again under other settings; yardstick: reading their rows by SQL and msgspec alone
    publishing   100,000 records published whole, and after 20 new articles; yardstick: writing the same files alone
    memory  a cycle over a store of 100,000 articles; yardstick: the same cycle over an empty store
    fetching  4,000 pages from 200 hosts; yardstick: bare aiohttp
    whole     a whole cycle over them
    jekyll    2,000 records built by Jekyll, with the theme of docs/how-to/jekyll; yardstick: our own site of the same stories
    recorded  a whole cycle over the recorded web, with TLS
    flat      the memory of one process that lives twenty cycles; yardstick: after the second one

Results go to bench/results/latest.json, and to the screen as a table.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
import gc
import io
import json
import os
from pathlib import Path
import subprocess
import sys
import tempfile
import time
from typing import Any

import feedparser
import msgspec
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parent))
import fetching
import jekyll as building
import publishing
import replay as replaying
import stories as weaving
from web import page, sentence, served, title

from newsloom import catalogue
from newsloom.classify import TopicLabeller
from newsloom.cli import GARBAGE_THRESHOLD
from newsloom.extract import PageExtractor
from newsloom.flows.judging import Judgement, judged
from newsloom.hub import load
from newsloom.score import DefaultJudge
from newsloom.store.sqlite import SqliteStore
from newsloom.stories import Background, LexicalWeaver, WeaverOptions
from newsloom.types import Article, Collected, Curated, Entry, Fetched, Item, Links, Memory, Window

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WINDOW = 20_000
ARRIVALS = 2_000
KEYWORDS = 3_000
ROUNDS = 3
"""Rounds of the pure part; the best counts, as with `timeit`: what a neighbour takes of the core is not the code's."""
SOURCES = 1_000
STORED = 100_000
HUB = """
[hub]
title = "Bench"
subject = "artificial intelligence"
[[topics]]
id = "ai"
name = "AI"
keywords = ["artificial intelligence", "AI"]
[[topics]]
id = "energy"
name = "Energy"
parent = "AI"
keywords = ["turbine", "reactor"]
[network]
spacing = "0s"
"""


PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""
"""Runs a command and tells its peak memory in KiB: from a small process, because Linux counts the forking parent's memory too."""


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of one core that some work takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def made(count: int, first: int = 0) -> list[tuple[Entry, Fetched]]:
    """Return entries with their pages, spread over three days."""
    found = []
    for number in range(first, first + count):
        host, path = f"h{number * 7 % 501}.example", str(number)
        url = f"http://{host}/{path}"
        entry = Entry(
            source=f"http://{host}/feed", url=url, title=title(host, path), published_at=NOW - timedelta(seconds=number % 250_000)
        )
        found.append((entry, Fetched(url=url, status=200, headers=(("Content-Type", "text/html"),), body=page(host, path), at=NOW)))
    return found


def pure(folder: Path) -> dict[str, float]:
    """Measure the pure part of a cycle: extraction, weaving, labels, scores and receipts of arrivals into a full window."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    (folder / "hub.toml").write_text(HUB)
    hub, publishers = load(folder), catalogue.rated()
    options = WeaverOptions(subject=hub.subject_words)
    extractor, labeller, judge = (
        PageExtractor(catalogue.publishers()),
        TopicLabeller(hub.topics, {}),
        DefaultJudge(70, hub.topics, publishers, {}, book=hub.rules),
    )

    def read(pages: Iterable[tuple[Entry, Fetched]]) -> list[Article]:
        return [article for article in (extractor.extract(entry, fetched, NOW) for entry, fetched in pages) if isinstance(article, Article)]

    window = {article.id: article for article in read(made(WINDOW))}
    stories = LexicalWeaver(Background.load(), options).weave(Window(), list(window.values()), Links(), NOW).stories
    arriving = made(ARRIVALS, first=WINDOW)

    def cycle(weaver: LexicalWeaver) -> None:
        arrived = read(arriving)
        known = window | {article.id: article for article in arrived}
        for story in weaver.weave(Window(stories=stories, articles=window), arrived, Links(), NOW).stories:
            judged(story, known, Judgement(labeller=labeller, judge=judge), NOW)

    openings, cycles = [], []
    for _ in range(ROUNDS):
        weaver = LexicalWeaver(Background.load(), options)
        openings.append(timed(partial(weaver.weave, Window(stories=stories, articles=window), (), Links(), NOW)))
        cycles.append(timed(partial(cycle, weaver)))
    rate = ARRIVALS / min(cycles)
    rows = "".join(
        f"<item><title>{e.title}</title><link>{e.url}</link><description>{sentence(e.url, 40)}</description></item>" for e, _ in arriving
    )
    feed = f"<rss version='2.0'><channel><title>all</title>{rows}</channel></rss>".encode()
    yardstick = max(ARRIVALS / timed(lambda: feedparser.parse(io.BytesIO(feed))) for _ in cycles)
    return {
        "articles_per_second": round(rate),
        "opening_the_window_seconds": round(min(openings), 2),
        "feedparser_entries_per_second": round(yardstick),
        "ratio_to_feedparser": round(rate / yardstick, 2),
    }


def judging(folder: Path) -> dict[str, float]:
    """Measure what judging costs an article, at 3,000 keywords and by all rules, beside the extraction before it."""
    keywords = [f"{word} {number}" for number in range(KEYWORDS // 2) for word in ("harbour", "turbine")]
    listed = ", ".join(f'"{keyword}"' for keyword in keywords)
    (folder / "hub.toml").write_text(HUB.replace('keywords = ["turbine", "reactor"]', f"keywords = [{listed}]"))
    hub, extractor, pages = load(folder), PageExtractor(catalogue.publishers()), made(ARRIVALS)
    articles = [article for article in (extractor.extract(*one, NOW) for one in pages) if isinstance(article, Article)]
    labeller = TopicLabeller(hub.topics, {})
    judge = DefaultJudge(70, hub.topics, catalogue.rated(), {}, book=hub.rules)
    labels = [labeller.label(article) for article in articles]

    def best(work: Callable[[], object]) -> float:
        return min(timed(work) for _ in range(ROUNDS)) / len(articles) * 1e6

    before = best(lambda: [extractor.extract(*one, NOW) for one in pages])
    labelling = best(lambda: [labeller.label(article) for article in articles])
    rating = best(lambda: [judge.quality(article, told) for article, told in zip(articles, labels, strict=True)])
    return {
        "extraction_microseconds": round(before, 1),
        "labelling_microseconds": round(labelling, 1),
        "quality_microseconds": round(rating, 1),
        "ratio_to_extraction": round((labelling + rating) / before, 3),
    }


def run(hub: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Run one cycle from outside and return its report with wall seconds and peak memory."""
    started = time.perf_counter()
    environment = os.environ | environment
    command = [sys.executable, "-c", PEAK, sys.executable, "-m", "newsloom", "run", str(hub), "--as-of", NOW.isoformat(), "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    report: dict[str, Any] = json.loads(done.stdout)
    return report | {"wall": time.perf_counter() - started, "megabytes": int(done.stderr.split()[-1]) / 1024}


def idle(folder: Path) -> dict[str, float]:
    """Measure a cycle of a thousand sources in which nothing changed against the full one before it."""
    sources = "".join(f'[[sources]]\nurl = "http://h{number}.example/feed"\n' for number in range(SOURCES))
    (folder / "hub.toml").write_text(HUB.replace("[network]", sources + "[network]"))
    with served() as web:
        full, unchanged = run(folder, web.environment), run(folder, web.environment)
    return {
        "full_seconds": round(full["wall"], 1),
        "full_articles": full["items"]["stored"],
        "unchanged_seconds": round(unchanged["wall"], 1),
        "not_modified": unchanged["sources"]["not_modified"],
        "ratio": round(unchanged["wall"] / full["wall"], 3),
        "full_megabytes": round(full["megabytes"]),
    }


def fill(folder: Path) -> None:
    """Store and curate 100,000 articles of the last two hundred days, five thousand at a time, as cycles would have."""
    hub = load(folder)
    hub.state.mkdir()
    store = SqliteStore(hub.database)
    weaver, labeller, judge = (
        LexicalWeaver(Background.load()),
        TopicLabeller(hub.topics, {}),
        DefaultJudge(70, hub.topics, {}, {}, book=hub.rules),
    )
    for first in range(0, STORED, 5_000):
        day = NOW - timedelta(days=200) + timedelta(days=first // 500)
        articles = [_article(number, day + timedelta(seconds=number % 5_000 * 172)) for number in range(first, first + 5_000)]
        items = tuple(
            Item(
                source="http://old.example/feed", identity=a.url.removeprefix("http://"), url=a.url, outcome="stored", article=a.id, at=NOW
            )
            for a in articles
        )
        store.save_collected(Collected(memory=Memory(source="http://old.example/feed"), items=items, articles=tuple(articles)))
        weave = weaver.weave(Window(), articles, Links(), day)
        known = {article.id: article for article in articles}
        results = [judged(story, known, Judgement(labeller=labeller, judge=judge), day) for story in weave.stories]
        named = tuple(msgspec.structs.replace(story, path=f"{story.first:%Y-%m-%d}-{story.id}.md") for story, _ in results)
        store.save_curated(Curated(stories=named, receipts=tuple(receipt for _, receipts in results for receipt in receipts)))
    store.close()


def _article(number: int, published: datetime) -> Article:
    url = f"http://old.example/{number}"
    return Article(
        id=f"a{number:020}",
        url=url,
        entry_url=url,
        source="http://old.example/feed",
        domain="old.example",
        publisher="Old",
        title=title("old", str(number)),
        excerpt=sentence(url, 40) + ".",
        published_at=published,
        seen_at=published,
    )


def memory(folder: Path) -> dict[str, float]:
    """Measure the peak memory of a cycle over a large store against the same cycle over an empty one."""
    sources = "".join(f'[[sources]]\nurl = "http://h{number}.example/feed"\n' for number in range(20))
    text = HUB.replace("[network]", sources + "[network]")
    small, large = folder / "small", folder / "large"
    for hub in (small, large):
        hub.mkdir()
        (hub / "hub.toml").write_text(text)
    fill(large)
    with served() as web:
        empty, full, again = run(small, web.environment), run(large, web.environment), run(large, web.environment)
    return {
        "stored_articles": STORED,
        "first_cycle_megabytes": round(full["megabytes"]),
        "first_cycle_seconds": round(full["wall"], 1),
        "unchanged_cycle_megabytes": round(again["megabytes"]),
        "unchanged_cycle_seconds": round(again["wall"], 1),
        "empty_store_megabytes": round(empty["megabytes"]),
        "ratio_to_empty": round(full["megabytes"] / empty["megabytes"], 2),
    }


BENCHES: dict[str, Callable[[Path], dict[str, float]]] = {
    "pure": pure,
    "judging": judging,
    "stories": partial(weaving.bench, PEAK),
    "idle": idle,
    "replay": replaying.bench,
    "memory": memory,
    "fetching": fetching.alone,
    "whole": partial(fetching.whole, run),
    "recorded": partial(fetching.recorded, run),
    "flat": fetching.flat,
    "jekyll": building.bench,
    "publishing": publishing.bench,
}


def main() -> None:
    """Run the benches that were named, or all, and show what they measured."""
    results = {}
    for name in sys.argv[1:] or BENCHES:
        with tempfile.TemporaryDirectory() as folder:
            results[name] = BENCHES[name](Path(folder))
        table = Table(title=name, show_header=False)
        for key, value in results[name].items():
            table.add_row(key.replace("_", " "), f"{value:,}")
        Console().print(table)
    target = Path(__file__).parent / "results" / "latest.json"
    target.parent.mkdir(exist_ok=True)
    before = json.loads(target.read_text()) if target.exists() else {}
    target.write_text(json.dumps(before | results, indent=2) + "\n")


if __name__ == "__main__":
    main()
