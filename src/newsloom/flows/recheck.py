"""Recheck: the pages that published stories send their readers to are looked at again, before the first time and while they are hot."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

from newsloom.flows.reading import Reader
from newsloom.flows.reports import Progress, RecheckReport
from newsloom.flows.revision import due
from newsloom.flows.views import published
from newsloom.ports import Store
from newsloom.types import Article
from newsloom.urls import domain

HOT = timedelta(days=2)
"""How long after its last report a story's lead is looked at again: velocity, half of what can move heat, is over by then
(scoring prototype, section 4: its half-life is 6 hours)."""


class Rechecker:
    """One run of the recheck flow.

    Args:
        store: where stories, receipts and articles live.
        reader: reads pages.
        now: the cycle's time.
        progress: told about every page that was looked at.
    """

    def __init__(self, store: Store, reader: Reader, now: datetime, progress: Progress) -> None:
        self._store, self._reader, self._now, self._progress = store, reader, now, progress

    async def run(self) -> RecheckReport:
        """Look at the pages that are due, and store what they say now. Stories whose articles changed wait for the next curation."""
        before = tuple(self._due())
        if not before:
            return RecheckReport()
        self._progress.begin("recheck", len(before))
        after = await asyncio.gather(*map(self._look, before))
        self._store.save_reread([article for article, known in zip(after, before, strict=True) if article != known])
        return RecheckReport.of(zip(before, after, strict=True))

    async def _look(self, article: Article) -> Article:
        seen = await self._reader.look_again(article)
        self._progress.advance("recheck")
        return seen

    def _due(self) -> Iterator[Article]:
        """Yield the leads of published stories, and the articles of such stories that are held back, as far as it is time for a look."""
        stories = self._store.stories_between(self._now - HOT, self._now)
        leads = {story.lead for story in published(self._store, stories)}
        articles = self._store.articles({item.article for story in stories for item in story.coverage})
        for key in sorted(articles):
            article = articles[key]
            own = domain(article.url) == article.domain  # an aggregator's link that hides where it leads shows no page of the article's
            if own and (key in leads or article.held) and due(article, self._now):
                yield article
