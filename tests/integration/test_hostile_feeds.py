"""Every hostile file that we have, through real workers: no neighbour is lost, nothing raises, no worker has to be killed."""

import asyncio
from datetime import UTC, datetime

import pytest

from newsloom.engines import LocalEngine
from newsloom.sources.detect import parse_any
from newsloom.sources.feed import parse_feed
from newsloom.types import Failure, Fetched, Harvest, Work

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GOOD = b"<rss><channel><title>Good</title><item><title>A</title><link>/a</link></item></channel></rss>"


def fetched(name: str, body: bytes) -> Fetched:
    return Fetched(url=f"https://news.example/{name}", status=200, headers=(("Content-Type", "text/xml"),), body=body, at=NOW)


def work(function, answer: Fetched) -> Work:
    return Work(subject=answer.url, function=function, args=(answer, answer.url))


async def outcomes(answers):
    """Return what each piece of hostile work ended in, and what became of the good feed that was read after each of them."""
    ends, neighbours = [], []
    async with LocalEngine() as engine:
        for answer in answers:
            good = work(parse_feed, fetched("good", GOOD))
            pieces = [engine.run(work(parse_feed, answer)), engine.run(work(parse_any, answer)), engine.run(good)]
            *hostile, neighbour = await asyncio.gather(*pieces)
            ends += hostile
            neighbours.append(neighbour)
    return ends, neighbours


@pytest.mark.shared
def test_hostile_files_cost_no_neighbour(shared):
    folders = (shared / "data/hostile", shared / "data/feeds/feedparser_tests/tests")
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    assert len(files) > 5000
    ends, neighbours = asyncio.run(outcomes(fetched(str(number), file.read_bytes()) for number, file in enumerate(files)))
    lost = [neighbour for neighbour in neighbours if not (isinstance(neighbour, Harvest) and neighbour.entries[0].title == "A")]
    engines = [end for end in ends if isinstance(end, Failure) and end.stage == "engine"]
    assert (len(ends), len(neighbours), lost, engines) == (2 * len(files), len(files), [], [])


@pytest.mark.shared
def test_hostile_lines_as_a_feeds_words_lose_no_item(shared):
    lists = sorted((shared / "data/hostile/xss-traversal").rglob("*.txt"))
    lines = [line for file in lists for line in file.read_text("utf-8", "replace").splitlines() if line.strip()]
    assert len(lines) > 3000
    batches = [lines[start : start + 500] for start in range(0, len(lines), 500)]
    for batch in batches:
        items = "".join(
            f"<item><title><![CDATA[{line.replace(']]>', '')}]]></title><link>/{n}</link></item>" for n, line in enumerate(batch)
        )
        read = parse_feed(fetched("lines", f"<rss><channel>{items}</channel></rss>".encode()))
        assert isinstance(read, Harvest)
        assert len(read.entries) == len(batch)
