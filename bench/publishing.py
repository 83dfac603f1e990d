"""A hub of 100,000 records published from nothing, and after 20 new articles: `python bench/publishing.py [ARTICLES]`."""

from datetime import timedelta
import json
import os
from pathlib import Path
import random
import shutil
import subprocess
import sys
import time

from replay import NOW, fill, written

from newsloom.app import opened
from newsloom.types import Collected

ARTICLES = 164_500
"""Articles that make 100,000 records: most events of a hub are reported once (P(k reports or more) = k^-2)."""

SHAPE = 2.0
NEW = 20
SEARCHED = 10_000
"""Stories in the search index: the newest, as many as a hub has by itself."""
SITES = ("reuters.com", "cnn.com", "d3.example", "d5.example")

PUBLISH = """
import gc, json, resource, sys, time
from datetime import datetime
from pathlib import Path
from newsloom.app import opened
from newsloom.cli import GARBAGE_THRESHOLD
gc.set_threshold(GARBAGE_THRESHOLD)
with opened(Path(sys.argv[1]), as_of=datetime.fromisoformat(sys.argv[2])) as application:
    began, used = time.perf_counter(), time.process_time()
    report = application.publish(again=sys.argv[3] == "whole")
    took, seconds = time.perf_counter() - began, time.process_time() - used
children, now = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF)
seconds += children.ru_utime + children.ru_stime
print(json.dumps([seconds, took, now.ru_maxrss / 1024, report.records.written, report.files.written, report.published]))
"""
"""Publishes, and tells the seconds of one core and of the clock, the peak memory in MiB, and how much was written."""


def searching(folder: Path, stories: int) -> None:
    """Have so many stories searched."""
    hub = folder / "hub.toml"
    lines = [line for line in hub.read_text("utf-8").splitlines() if not line.startswith("search = ")]
    lines.insert(lines.index("[publish]") + 1, f"search = {stories}")
    hub.write_text("\n".join(lines), "utf-8")


def published(folder: Path, hours: int, how: str) -> list[float]:
    """Publish a hub so many hours after its last article, as a whole or what changed."""
    command = [sys.executable, "-c", PUBLISH, str(folder), (NOW + timedelta(hours=hours)).isoformat(), how]
    done: list[float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return done


def arrive(folder: Path, hours: int) -> None:
    """Let new articles come in and be curated."""
    draw, now = random.Random(hours), NOW + timedelta(hours=hours)
    found = [written(10_000_000 + NEW * hours + one, draw.choice(SITES), now - timedelta(hours=40), draw) for one in range(NEW)]
    with opened(folder, as_of=now) as application:
        application.store.save_collected(Collected(articles=tuple(found)))
        application.curate()


def copied(folder: Path, aside: Path) -> float:
    """Return the seconds of one core that writing the same files takes alone, their bytes at hand piece by piece."""
    used = 0.0
    for place in ("content", "site"):
        for root, _, names in os.walk(folder / place):
            bodies = [(name, Path(root, name).read_bytes()) for name in names]
            target = aside / place / Path(root).relative_to(folder / place)
            began = time.process_time()
            target.mkdir(parents=True, exist_ok=True)
            for name, body in bodies:
                (target / name).write_bytes(body)
            used += time.process_time() - began
    began = time.process_time()
    os.sync()
    used += time.process_time() - began
    shutil.rmtree(aside)
    return used


def bench(folder: Path, count: int = ARTICLES) -> dict[str, float]:
    """Measure a whole publishing, and two more after new articles; yardstick: the writing of the same files alone.

    The search index stands apart: it is made at the end, by one more publishing after new articles.
    """
    fill(folder, count, SHAPE)
    searching(folder, 0)
    seconds, clock, megabytes, records, files, shown = published(folder, 0, "whole")
    yardstick = copied(folder, folder / "copy")
    increments = []
    for hours in (1, 2):
        arrive(folder, hours)
        increments.append(published(folder, hours, "changed"))
    best = min(increments)
    searching(folder, SEARCHED)
    published(folder, 2, "changed")
    arrive(folder, 3)
    with_search = published(folder, 3, "changed")
    return {
        "articles": count,
        "records": records,
        "published": shown,
        "files": files,
        "seconds": round(seconds, 1),
        "clock_seconds": round(clock, 1),
        "megabytes": round(megabytes),
        "writing_alone_seconds": round(yardstick, 1),
        "ratio_to_writing": round(seconds / yardstick, 2),
        "increment_articles": NEW,
        "increment_records_written": best[3],
        "increment_files_written": best[4],
        "increment_seconds": round(best[0], 2),
        "increment_clock_seconds": round(best[1], 2),
        "increment_share_of_whole": round(best[0] / seconds, 3),
        "increment_with_search_seconds": round(with_search[0], 2),
    }


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as place:
        print(json.dumps(bench(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES), indent=2))
