"""Articles a second judged again under other settings, beside reading their rows alone: `python bench/replay.py`."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
import random
import subprocess
import sys
import time
from typing import Any

import apsw
import msgspec
from web import sentence

from newsloom import catalogue
from newsloom.app import opened
from newsloom.catalogue import starter
from newsloom.ids import story_id
from newsloom.store.sqlite import SqliteStore
from newsloom.types import Article, Collected, Coverage, Curated, Picture, Receipt, Story

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
STORED = 100_000
PIECE = 2_000
"""Stories stored at a time."""

SHAPE, LARGEST = 1.1, 300
"""P(a story has k articles or more) = k^-1.1, as in bench/stories.py."""

OTHER = """
[policy]
threshold = 75
[[topics]]
name = "AI Hardware"
keywords = ["turbine", "reactor", "chip"]
"""
"""A change that touches everything: the threshold in every receipt's rule, and a topic."""


def stories(count: int, shape: float = SHAPE) -> Iterator[tuple[Story, list[Article]]]:
    """Yield stories, with so many articles in all, by publishers that the catalogue knows and others; the same ones every time."""
    draw, domains = random.Random(7), [*list(catalogue.rated())[:500], *(f"d{number}.example" for number in range(500))]
    made = 0
    while made < count:
        size = min(LARGEST, count - made, int(draw.random() ** (-1 / shape)))
        first = NOW - timedelta(days=200) * (1 - made / count)
        articles = [written(made + number, draw.choice(domains), first, draw) for number in range(size)]
        ordered = sorted(articles, key=lambda one: (one.published_at, one.id))
        lead = ordered[0]
        coverage = tuple(
            Coverage(article=one.id, relation="lead" if one is lead else "coverage", joined_at=one.published_at) for one in ordered
        )
        yield Story(
            id=story_id(lead.id), lead=lead.id, coverage=coverage, first=lead.published_at, last=ordered[-1].published_at,
            created_at=lead.published_at, path=f"{lead.id}.md",
        ), articles  # fmt: skip
        made += size


def written(number: int, domain: str, first: datetime, draw: random.Random) -> Article:
    """Return an article on a story that began at a time."""
    url, published = f"https://{domain}/{number}", first + timedelta(hours=40) * draw.random() ** 2
    subject = "Artificial intelligence and " if draw.random() < 0.7 else ""  # the others hold nothing of it
    return Article(
        id=f"a{number:020}", url=url, entry_url=url, source=f"https://{domain}/feed", domain=domain, publisher=domain,
        title=subject + sentence(url, 8), excerpt=sentence(f"{url}/text", 40) + ".", published_at=published, seen_at=published,
        language="en", images=(Picture(url=f"{url}.jpg", width=1200, height=630),),
    )  # fmt: skip


def fill(folder: Path, count: int, shape: float = SHAPE) -> None:
    """Store so many articles in stories and let a curation judge them."""
    (folder / "hub.toml").write_text(starter("artificial-intelligence"))
    with opened(folder, as_of=NOW) as application:
        store, piece = application.store, []
        for made in stories(count, shape):
            piece.append(made)
            if len(piece) == PIECE:
                _keep(store, piece)
                piece.clear()
        _keep(store, piece)
        application.curate()


def _keep(store: SqliteStore, made: Sequence[tuple[Story, list[Article]]]) -> None:
    store.save_collected(Collected(articles=tuple(article for _, articles in made for article in articles)))
    store.save_curated(Curated(stories=tuple(story for story, _ in made)))


def reading(database: Path) -> float:
    """Return the seconds that SQLite and msgspec take alone for every article, story and lead's receipt."""
    started = time.process_time()
    with apsw.Connection(str(database)) as db:
        for query, kind in (
            ("SELECT record FROM article", Article),
            ("SELECT record FROM story", Story),
            ("SELECT receipt.record FROM receipt JOIN story ON receipt.article = story.record ->> 'lead'", Receipt),
        ):
            decoder = msgspec.json.Decoder(kind)
            for (record,) in db.execute(query):
                decoder.decode(record)
    return time.process_time() - started


TIMED = """
import resource, sys, time
from newsloom.cli import main
sys.argv = ["newsloom", *sys.argv[1:]]
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, file=sys.stderr)
"""
"""Runs a command and tells the seconds of one core that it took, and its peak memory in MiB."""


def run(folder: Path, other: Path) -> dict[str, Any]:
    """Replay from outside and return its report with seconds of one core and peak memory."""
    command = [sys.executable, "-c", TIMED, "replay", str(folder), "--with", str(other), "--json"]
    done = subprocess.run(command, capture_output=True, check=True)
    seconds, megabytes = map(float, done.stderr.split()[-2:])
    report: dict[str, Any] = json.loads(done.stdout)
    return report | {"seconds": seconds, "megabytes": megabytes}


def bench(folder: Path, count: int = STORED) -> dict[str, float]:
    """Measure a replay of so many articles under settings that change a few hundred stories, and under those that they have."""
    fill(folder, count)
    other, same = folder / "other.toml", folder / "same.toml"
    other.write_text(OTHER)
    same.write_text("[policy]\nthreshold = 70\n")
    yardstick = min(reading(folder / ".newsloom" / "hub.db") for _ in range(3))
    unchanged, changed = run(folder, same), run(folder, other)
    if unchanged["changed"]:
        raise AssertionError("the same settings made a difference")
    return {
        "articles": changed["articles"],
        "stories": changed["stories"],
        "stories_changed": len(changed["changed"]),
        "seconds": round(changed["seconds"], 1),
        "articles_per_second": round(count / changed["seconds"]),
        "megabytes": round(changed["megabytes"]),
        "reading_alone_seconds": round(yardstick, 2),
        "ratio_to_reading": round(changed["seconds"] / yardstick, 2),
        "same_settings_seconds": round(unchanged["seconds"], 1),
    }


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as place:
        print(json.dumps(bench(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else STORED), indent=2))
