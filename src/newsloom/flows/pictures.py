"""Pictures: keep copies of those that stand on published stories, so that the site need ask no publisher for them."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from newsloom.extract.copies import LARGEST_FILE, copied
from newsloom.flows.batches import batches
from newsloom.flows.curate import FRESH
from newsloom.flows.reports import PicturesReport, Progress
from newsloom.flows.shelf import Shelf, Terms
from newsloom.flows.views import Stories, published
from newsloom.ports import Engine, Fetcher, Gallery, Outside, Store
from newsloom.types import Copy, Failure, Kept, Picture, Request, Story, Work

NARROWEST = 300
"""Pixels; the narrowest picture of an article in the reference's records is 302 wide (the same figure earns quality its point)."""

SHORTEST = 150
"""Pixels of height: half the width, as the site crops pictures to 2:1."""

AGAIN = timedelta(days=1)
"""How long after a failure a story's picture is asked for again; a story stays fresh for seven days."""

AT_ONCE = 200
"""Pictures of one cycle, the newest stories' first, so that a first cycle over an archive ends; the rest follows."""

LONGEST = 120.0
"""Seconds of one run: hosts that never answer must not keep a cycle from publishing; what is missing follows in the next."""

CONNECTIONS = 8
"""Pictures that are fetched at a time, so that as many bodies and no more wait in memory to be decoded."""

Wanted = tuple[Picture, datetime]
"""A picture, and when its story last had a report."""


class Keeper:
    """One run of the pictures flow.

    Args:
        store: knows the published stories, and which pictures are kept.
        gallery: where the copies lie.
        budget: bytes that they may take together; the oldest stories' go first.
        now: the cycle's time.
        progress: told about every picture that is done.
    """

    def __init__(self, store: Store, gallery: Gallery, budget: int, now: datetime, progress: Progress) -> None:
        self._store, self._budget, self._now, self._progress = store, budget, now, progress
        self._shelf = Shelf(store, gallery, Terms(prefix="http", budget=budget, again=AGAIN, final=True), now)
        self._connections = asyncio.Semaphore(CONNECTIONS)
        self._done: list[Kept] = []

    def wanted(self) -> list[Wanted]:
        """Return a picture for each fresh published story without one, each once, the newest story's first; none without a budget."""
        if not self._budget:
            return []
        stories = sorted(self._store.stories_between(self._now - FRESH, self._now), key=lambda story: story.last, reverse=True)
        wanted = {picture.url: (picture, newest) for batch in batches(stories) for picture, newest in self._missing(batch)}
        return list(wanted.values())[:AT_ONCE]

    async def fetch(self, wanted: Sequence[Wanted], outside: Outside) -> None:
        """Fetch pictures and keep copies of them; what does not come in time follows in the next run."""
        self._progress.begin("pictures", len(wanted))
        try:
            async with asyncio.timeout(LONGEST):
                await asyncio.gather(*(self._keep(outside.fetcher, outside.engine, *one) for one in wanted))
        except TimeoutError:
            pass  # what is done is saved

    def finish(self) -> PicturesReport:
        """Let go of what is beyond the budget, forget what the gallery lost, and tell what became of this run's pictures."""
        kept = sum(bool(one.name) for one in self._done)
        return PicturesReport(kept=kept, failed=len(self._done) - kept, evicted=self._shelf.let_go())

    def _missing(self, stories: Sequence[Story]) -> Iterator[Wanted]:
        """Yield the best picture that was not tried of each published story, unless it has one, or another failed or was let go."""
        offered = [
            (view.story.last, [picture for _, picture in view.pictures() if is_worth(picture)])
            for view in Stories(self._store).views(published(self._store, stories))
        ]
        known = self._store.kept({picture.url for _, pictures in offered for picture in pictures})
        for newest, pictures in offered:
            if not any(self._shelf.settles(known[picture.url]) for picture in pictures if picture.url in known):
                untried = [picture for picture in pictures if picture.url not in known]
                yield from ((picture, newest) for picture in (untried or pictures)[:1])

    async def _keep(self, fetcher: Fetcher, engine: Engine, picture: Picture, newest: datetime) -> None:
        async with self._connections:
            answer = await fetcher.fetch(Request(url=picture.url, limit=LARGEST_FILE))
            kept = Kept(url=picture.url, at=self._now, newest=newest)
            if not isinstance(answer, Failure):
                copy = await engine.run(Work(subject=picture.url, function=copied, args=(answer.body,)))
                kept = (
                    self._shelf.put(kept, copy) if isinstance(copy, Copy) else kept
                )  # a bomb ends its worker, and is a picture that failed
        self._store.save_kept([kept])
        self._done.append(kept)
        self._progress.advance("pictures")


def is_worth(picture: Picture) -> bool:
    """Tell whether a picture shows something: wide enough, and no logo, placeholder or site's default.

    Example:
        >>> is_worth(Picture(url="http://news.example/a.jpg", width=640, height=360)), is_worth(Picture(url="http://news.example/b.png"))
        (True, False)
    """
    return picture.width >= NARROWEST and picture.height >= SHORTEST and not picture.generic
