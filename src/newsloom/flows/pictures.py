"""Pictures: keep copies of those that stand on published stories, so that the site need ask no publisher for them."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from newsloom.extract.copies import LARGEST_FILE, Copy, copied
from newsloom.flows.batches import batches
from newsloom.flows.curate import FRESH
from newsloom.flows.reports import PicturesReport, Progress
from newsloom.flows.views import Stories
from newsloom.ports import Fetcher, Gallery, Store
from newsloom.types import Failure, Kept, Picture, Request, Story

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
"""Pictures that are fetched at a time, so that as many bodies and no more wait in memory to be decoded, one by one."""

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
        self._store, self._gallery, self._budget = store, gallery, budget
        self._now, self._progress = now, progress
        self._connections, self._decoder = asyncio.Semaphore(CONNECTIONS), asyncio.Lock()
        self._done: list[Kept] = []

    def wanted(self) -> list[Wanted]:
        """Return a picture for each fresh published story without one, each once, the newest story's first; none without a budget."""
        if not self._budget:
            return []
        stories = sorted(self._store.stories_between(self._now - FRESH, self._now), key=lambda story: story.last, reverse=True)
        wanted = {picture.url: (picture, newest) for batch in batches(stories) for picture, newest in self._missing(batch)}
        return list(wanted.values())[:AT_ONCE]

    async def fetch(self, wanted: Sequence[Wanted], fetcher: Fetcher) -> None:
        """Fetch pictures and keep copies of them; what does not come in time follows in the next run."""
        self._progress.begin("pictures", len(wanted))
        try:
            async with asyncio.timeout(LONGEST):
                await asyncio.gather(*(self._keep(fetcher, *one) for one in wanted))
        except TimeoutError:
            pass  # what is done is saved

    def finish(self) -> PicturesReport:
        """Let go of what is beyond the budget, and tell what became of this run's pictures."""
        kept = sum(bool(one.name) for one in self._done)
        return PicturesReport(kept=kept, failed=len(self._done) - kept, evicted=self._let_go())

    def _missing(self, stories: Sequence[Story]) -> Iterator[Wanted]:
        """Yield the best picture that was not tried of each published story, unless it has one, or another failed or was let go."""
        receipts = self._store.receipts([story.lead for story in stories])
        published = [story for story in stories if story.lead in receipts and receipts[story.lead].published.value]
        offered = [
            (view.story.last, [picture for _, picture in view.pictures() if is_worth(picture)])
            for view in Stories(self._store).views(published)
        ]
        known = self._store.kept({picture.url for _, pictures in offered for picture in pictures})
        for newest, pictures in offered:
            if not any(self._settles(known[picture.url]) for picture in pictures if picture.url in known):
                untried = [picture for picture in pictures if picture.url not in known]
                yield from ((picture, newest) for picture in (untried or pictures)[:1])

    def _settles(self, kept: Kept) -> bool:
        return kept.gone or (self._gallery.has(kept.name) if kept.name else kept.at + AGAIN > self._now)

    async def _keep(self, fetcher: Fetcher, picture: Picture, newest: datetime) -> None:
        async with self._connections:
            answer = await fetcher.fetch(Request(url=picture.url, limit=LARGEST_FILE))
            kept = Kept(url=picture.url, at=self._now, newest=newest)
            if not isinstance(answer, Failure):
                async with self._decoder:
                    copy = await asyncio.to_thread(copied, answer.body)
                kept = self._put(kept, copy) if copy else kept
        self._store.save_kept([kept])
        self._done.append(kept)
        self._progress.advance("pictures")

    def _put(self, kept: Kept, copy: Copy) -> Kept:
        try:
            self._gallery.put(copy.name, copy.large, copy.small)
        except OSError:  # a full disk: the cycle goes on without the picture, and tries again tomorrow
            return kept
        return msgspec.structs.replace(kept, name=copy.name, size=len(copy.large) + len(copy.small))

    def _let_go(self) -> int:
        """Forget the oldest stories' pictures until the rest fits into the budget, and every file that no picture names."""
        every = self._store.every_kept()
        gone = beyond(self._budget, every)
        if gone:
            self._store.save_kept([msgspec.structs.replace(one, name="", size=0, gone=True) for one in gone])
        urls = {one.url for one in gone}
        self._gallery.keep_only({one.name for one in every if one.name and one.url not in urls})
        return len(gone)


def beyond(budget: int, kept: Sequence[Kept]) -> tuple[Kept, ...]:
    """Return the pictures that do not fit into a budget of bytes when the newest come first; copies of one name count once.

    Example:
        >>> from newsloom.times import parse
        >>> old, new = (Kept(url=day, name=day, size=60, at=parse(day)) for day in ("2021-01-01", "2021-01-02"))
        >>> [one.name for one in beyond(100, [old, new])]
        ['2021-01-01']
    """
    held: set[str] = set()
    gone, total = [], 0
    for one in sorted((one for one in kept if one.name), key=lambda one: (one.newest or one.at, one.url), reverse=True):
        if one.name not in held and total + one.size > budget:
            gone.append(one)
        elif one.name not in held:
            held.add(one.name)
            total += one.size
    return tuple(gone)


def is_worth(picture: Picture) -> bool:
    """Tell whether a picture shows something: wide enough, and no logo, placeholder or site's default.

    Example:
        >>> is_worth(Picture(url="http://news.example/a.jpg", width=640, height=360)), is_worth(Picture(url="http://news.example/b.png"))
        (True, False)
    """
    return picture.width >= NARROWEST and picture.height >= SHORTEST and not picture.generic
