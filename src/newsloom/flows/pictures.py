"""Pictures: keep copies of those that stand on published stories, so that the site need ask no publisher for them."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from newsloom.extract.copies import LARGEST_FILE, copied
from newsloom.flows.curate import FRESH
from newsloom.flows.reports import PicturesReport, Progress
from newsloom.flows.views import Stories
from newsloom.ports import Fetcher, Gallery, Store
from newsloom.types import Failure, Kept, Picture, Request, StoryView

NARROWEST = 300
"""Pixels; the narrowest picture of an article in the reference's records is 302 wide (the same figure earns quality its point)."""

AGAIN = timedelta(days=1)
"""How long after a failure a picture is asked for again; a story stays fresh for seven days."""

AT_ONCE = 200
"""Pictures of one cycle, the newest stories' first, so that a first cycle over an archive ends; the rest follows."""


class Keeper:
    """One run of the pictures flow.

    Args:
        store: knows the published stories, and which pictures are kept.
        fetcher: the network.
        gallery: where the copies lie.
        budget: bytes that they may take together; the oldest go first.
        now: the cycle's time.
        progress: told about every picture that is done.
    """

    def __init__(self, store: Store, fetcher: Fetcher, gallery: Gallery, budget: int, now: datetime, progress: Progress) -> None:
        self._store, self._fetcher, self._gallery, self._budget = store, fetcher, gallery, budget
        self._now, self._progress = now, progress

    async def run(self) -> PicturesReport:
        """Fetch what is missing, and let go of the oldest beyond the budget."""
        wanted = self._wanted()
        self._progress.begin("pictures", len(wanted))
        kept = await asyncio.gather(*(self._keep(picture) for picture in wanted))
        if kept:
            self._store.save_kept(kept)
        evicted = self._evict()
        return PicturesReport(kept=sum(bool(one.name) for one in kept), failed=sum(not one.name for one in kept), evicted=evicted)

    def _wanted(self) -> list[Picture]:
        """Return a picture for each fresh published story that has none kept, each once, the newest story's first."""
        stories = sorted(self._store.stories_between(self._now - FRESH, self._now), key=lambda story: story.last, reverse=True)
        views = (view for view in Stories(self._store).views(stories) if view.receipt.published.value)
        wanted = {picture.url: picture for view in views for picture in self._missing(view)}
        return list(wanted.values())[:AT_ONCE]

    def _missing(self, view: StoryView) -> list[Picture]:
        """Return the best picture of a story that could be had, unless a copy of it is kept."""
        pictures = [picture for _, picture in view.pictures() if is_worth(picture)]
        known = self._store.kept([picture.url for picture in pictures])
        for picture in pictures:
            kept = known.get(picture.url)
            if kept is None or kept.name or kept.at + AGAIN <= self._now:
                return [] if kept and kept.name else [picture]
        return []

    async def _keep(self, picture: Picture) -> Kept:
        answer = await self._fetcher.fetch(Request(url=picture.url, limit=LARGEST_FILE))
        copy = None if isinstance(answer, Failure) else await asyncio.to_thread(copied, answer.body)
        if copy:
            self._gallery.put(copy.name, copy.large, copy.small)
        self._progress.advance("pictures")
        return Kept(url=picture.url, name=copy.name if copy else "", size=len(copy.large) + len(copy.small) if copy else 0, at=self._now)

    def _evict(self) -> int:
        """Forget the oldest pictures until the rest fits into the budget."""
        kept = self._store.every_kept()
        gone = beyond(self._budget, kept)
        if gone:
            self._store.save_kept([Kept(url=one.url, at=self._now) for one in gone])
            self._gallery.remove({one.name for one in gone} - {one.name for one in kept if one not in gone})
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
    for one in sorted((one for one in kept if one.name), key=lambda one: (one.at, one.url), reverse=True):
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
    return picture.width >= NARROWEST and not picture.generic
