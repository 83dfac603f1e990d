"""How much a branch grows by our records, and by the habit of rewriting a record with each change of a score or a nonce.

The sample web is read every two hours, as a hub does that is at work; after each curation the records go to two branches that
hold 20,000 quiet records already, so that Git's lists of files are as long as those of a year-old hub:

- ours, as `newsloom publish` writes them: a file changes when its meaning does;
- the habit's: exact heat, and a secret sealed anew (380 characters, as in the reference's records) whenever the record is
  processed: it is in a feed, or its score has changed.

    python bench/churn.py [--days 8] [--quiet 20000]

Growth is that of the packed repository over what it was after the first cycle, which reads what lay in the sources already.
Both grow by what a cycle changes, so days make a year by multiplication: the sample web's 55 stories a day are 20,000 a year.
"""

import argparse
import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
import html
from itertools import chain
import json
from pathlib import Path
import random
import re
import subprocess
import sys
import tempfile

from msgspec.structs import replace

from newsloom.app import Application, complete, opened
from newsloom.clock import FixedClock
from newsloom.flows.publish import edition
from newsloom.flows.reports import Silence
from newsloom.render.record import emit, parse
from newsloom.render.records import DataRenderer, RecordRenderer
from newsloom.sample.demo import prepare
from newsloom.sample.loopback import LoopbackWeb
from newsloom.sample.web import MOMENTS, World
from newsloom.sink.git import GitSink
from newsloom.sink.git_branch import Place
from newsloom.sink.git_commit import Authorship
from newsloom.sink.git_program import new_repository
from newsloom.testing.rendering import rendered
from newsloom.types import Artifact

EVERY = timedelta(hours=2)
SECRET = 285
"""Bytes whose base64 has 380 characters, the length of `secured` in the record that the format begins with."""

_ADDRESS = re.compile(r"https?://[^\s\"'<>]{1,500}")


class Repository:
    """A bare repository under measurement, with quiet records in it."""

    def __init__(self, root: Path, quiet: int) -> None:
        self.root = root
        (root / ".newsloom").mkdir(parents=True)
        self.files = self.versions = 0
        self.folder = root / ".newsloom/publish.git"
        new_repository(self.folder, "news", "sha1")
        for name in ("gc.auto=0", "pack.threads=1"):  # packed when we say so; two threads would keep two whole lists of files
            subprocess.run(["git", "-C", self.folder, "config", *name.split("=")], check=True)
        self.publish("quiet", MOMENTS[0], _quiet(quiet))
        self.base = (0, 0)

    def begin(self) -> None:
        """Count from here on."""
        self.versions, self.base = 0, self.sizes()

    def growth(self) -> tuple[int, int]:
        """Return what it grew by since then, as `sizes` does."""
        now = self.sizes()
        return now[0] - self.base[0], now[1] - self.base[1]

    def publish(self, hub: str, now: datetime, artifacts: Iterator[Artifact]) -> None:
        """Commit what differs."""
        place = Place(root=self.root, own=self.folder, branch="news")
        swap = GitSink(place, self.root / f".newsloom/{hub}.manifest", Authorship(now=now, hub=hub)).swap(artifacts)
        self.versions += swap.written
        self.files = swap.written + swap.unchanged

    def sizes(self) -> tuple[int, int]:
        """Return the packed bytes after `git gc`, and after every difference is sought anew, as nobody does day by day."""
        found = []
        for command in (["gc", "--quiet", "--prune=now"], ["repack", "-a", "-d", "-f", "-q"]):
            subprocess.run(["git", "-C", self.folder, *command], check=True)
            found.append(sum(file.stat().st_size for file in self.folder.glob("objects/pack/*.pack")))
        return found[0], found[1]


def _quiet(count: int) -> Iterator[Artifact]:
    chance = random.Random(1)
    for number in range(count):
        title = f"{chance.getrandbits(64):x} quiet {number}"
        yield Artifact(
            path=f"_news/2030-01-{number % 28 + 1:02}-{title.replace(' ', '-')}.md", body=f"---\ntitle: {title}\n---\n\n".encode()
        )


class Habit:
    """Records as the habit writes them: what is processed gets a new nonce, and with it another text."""

    def __init__(self) -> None:
        self._written: dict[str, tuple[bytes, bytes]] = {}
        self._chance = random.Random(7)

    def sealed(self, artifacts: Iterator[Artifact], listed: frozenset[str]) -> Iterator[Artifact]:
        """Yield records as they are kept by habit, everything else as it is."""
        for artifact in artifacts:
            if not artifact.path.startswith("_news/"):
                yield artifact
                continue
            plain, sealed = self._written.get(artifact.path, (b"", b""))
            fields = parse(artifact.body.decode())
            if plain != artifact.body or fields.get("webUrl") in listed:
                secret = base64.b64encode(self._chance.randbytes(SECRET)).decode()
                sealed = emit({**fields, "secured": secret}).encode()
                self._written[artifact.path] = artifact.body, sealed
            yield Artifact(path=artifact.path, body=sealed)


def _rendered(application: Application, heat_step: int, now: datetime) -> Iterator[Artifact]:
    view = replace(application.hub.view(), heat_step=heat_step)
    shown = edition(application.store, view, now)
    return chain(rendered(RecordRenderer(), shown), rendered(DataRenderer(), shown))


def _listed(world: World, now: datetime) -> frozenset[str]:
    """Return the addresses that stand in some source now."""
    pages = (world.answer(publisher.source, now) for publisher in world.publishers)
    return frozenset(address for page in pages if page for address in _ADDRESS.findall(html.unescape(page.body.decode("utf-8", "replace"))))


def measure(folder: Path, days: float, quiet: int) -> dict[str, object]:
    """Return what both branches grew by."""
    world, clock, habit = World.load(), FixedClock(MOMENTS[0]), Habit()
    ours, theirs = Repository(folder / "ours", quiet), Repository(folder / "theirs", quiet)
    hub = folder / "hub"
    prepare(hub, world)
    end, cycles = MOMENTS[-1], 0
    clock.at = end - timedelta(days=days)
    with LoopbackWeb(lambda url: world.answer(url, clock.now())) as web:
        while clock.at <= end:
            with opened(hub, clock.at, Silence(), proxy=web.proxy) as application:
                complete(application.collect())
                application.curate()
                ours.publish("ours", clock.at, _rendered(application, application.hub.publish.heat_step, clock.at))
                exact = _rendered(application, 1, clock.at)
                theirs.publish("theirs", clock.at, habit.sealed(exact, _listed(world, clock.at)))
            cycles += 1
            if cycles == 1:  # what lay in the sources before is no part of a day's news
                ours.begin()
                theirs.begin()
            clock.at += EVERY
            sys.stderr.write(f"\r{cycles} cycles, {ours.versions} versions of {ours.files} files, {theirs.versions} by habit")
    (ours_gc, ours_tight), (theirs_gc, theirs_tight) = ours.growth(), theirs.growth()
    return {
        "cycles": cycles,
        "files": ours.files,
        "versions_ours": ours.versions,
        "versions_habit": theirs.versions,
        "gc": {"ours": ours_gc, "habit": theirs_gc, "ratio": round(theirs_gc / ours_gc, 1)},
        "repacked": {"ours": ours_tight, "habit": theirs_tight, "ratio": round(theirs_tight / ours_tight, 1)},
    }


def main() -> None:
    """Print what both grew by, as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--days", type=float, default=8)
    parser.add_argument("--quiet", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print("\n" + json.dumps(measure(Path(folder), options.days, options.quiet)))


if __name__ == "__main__":
    main()
