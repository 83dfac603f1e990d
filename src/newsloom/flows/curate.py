"""Curate: what is new becomes stories; stories that changed, are fresh, or were decided on are judged again."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property

import msgspec

from newsloom.flows.batches import batches
from newsloom.flows.judging import (
    COMMON,
    Judgement,
    judged,
    pictures,
    record_names,
    slogans,
    with_generic_pictures,
    without_slogan,
)
from newsloom.flows.reports import Progress, StoriesReport
from newsloom.ports import Store
from newsloom.score.baseline import Baselines, span
from newsloom.stages import Weaver
from newsloom.types import Article, Curated, Links, Receipt, Story, Weave

REACH = timedelta(days=4)
"""How far from a story's coverage an article may lie and still join it (stories prototype, section 2: the window)."""

FRESH = timedelta(days=7)
"""How long a story's heat moves after its last article: recency (8 points, half-life 24 h) rounds to 0 after 4 days,
velocity (24 points, half-life 6 h) after 2; the rest is reserve."""


HISTORY = 4000
"""Articles that a hub's habits are learned from, the latest: more than the eight days they must span, up to 500 a day."""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What a curation goes by: how stories are woven and judged, the editors' links, and the fingerprint of all of it.

    When `settings` differs from the fingerprint of the last curation, every story is judged again.
    """

    weaver: Weaver
    judgement: Judgement
    links: Links = Links()
    settings: str = ""


class Curator:
    """One run of the curate flow.

    Args:
        store: where articles, stories and receipts live.
        rules: how stories are woven and judged.
        now: the cycle's time.
        progress: told about every story that is judged.
    """

    def __init__(self, store: Store, rules: Rules, now: datetime, progress: Progress) -> None:
        self._store, self._rules, self._now, self._progress = store, rules, now, progress

    def run(self) -> StoriesReport:
        """Weave the arrivals in one transaction, then judge again what time or new rules may have changed."""
        arrivals = self._store.arrivals()
        weave = self._weave(arrivals)
        living = [story for story in weave.stories if not story.merged_into]
        again = self._store.settings() != self._rules.settings
        self._progress.begin("curate", self._store.counts()["stories"] + weave.new if again else None)
        absorbed = tuple(story for story in weave.stories if story.merged_into)
        woven = self._judge(living)
        if weave.stories:
            # No settings: killed before its end, this curation is followed by one that judges everything again.
            self._store.save_curated(msgspec.structs.replace(woven, stories=woven.stories + absorbed, settings=""))
        for stories in batches(self._all(living) if again else self._moving(arrivals, living)):
            curated = self._judge(stories)
            if curated.stories or curated.receipts:
                self._store.save_curated(msgspec.structs.replace(curated, settings=self._store.settings()))
        self._store.save_curated(Curated(settings=self._rules.settings, judged_at=self._now))
        opened = self._store.stories_between(self._now - REACH, self._now)
        return StoriesReport(open=len(opened), new=weave.new, grown=weave.grown, merged=weave.merged, split=weave.split)

    def _weave(self, arrivals: Sequence[Article]) -> Weave:
        links = self._rules.links
        linked = self._store.articles({article for pair in links.must + links.cannot for article in pair})
        if not arrivals and not linked:
            return Weave()  # nothing to place and nobody to obey: neither the history nor the weaver's index is asked for
        window = self._store.window(spans(article.published_at for article in [*arrivals, *linked.values()]))
        heard = [*window.articles.values(), *arrivals]
        marks = slogans(heard)
        voices = {article.id: without_slogan(article, marks) for article in heard}
        window = msgspec.structs.replace(window, articles={key: voices[key] for key in window.articles}, latest=self._history())
        return self._rules.weaver.weave(window, [voices[article.id] for article in arrivals], links, self._now)

    def _history(self) -> tuple[Article, ...]:
        """Return the latest articles published before today, which therefore are the same in all of today's curations, or nearly."""
        latest = self._store.latest(self._now.replace(hour=0, minute=0, second=0, microsecond=0), HISTORY)
        marks = slogans(latest)
        return tuple(without_slogan(article, marks) for article in latest)

    def _all(self, done: Iterable[Story]) -> Iterator[Story]:
        skip = {story.id for story in done}
        return (story for story in self._store.each_story() if not story.merged_into and story.id not in skip)

    def _moving(self, arrivals: Sequence[Article], done: Iterable[Story]) -> Iterator[Story]:
        """Yield the stories that nothing new joined but that may be judged differently now."""
        skip = {story.id for story in done}
        before = self._store.judged_at()
        # After a pause, the stories that were still moving at the last cycle have come to rest unseen; without one, nothing moved.
        since = min(self._now, before or self._now) - FRESH
        fresh = () if before == self._now else self._store.stories_between(since, self._now)
        brought = Counter(picture.url for article in arrivals for picture in article.images)
        counts = self._store.picture_counts(brought)
        common = [url for url, count in counts.items() if count >= COMMON > count - brought[url]]
        holders = set(self._store.stories_of(self._store.pictured(common) | self._store.reread()).values())
        for story in (*fresh, *self._store.stories(holders - {story.id for story in fresh})):
            if story.id not in skip and not story.merged_into:
                yield story

    def _judge(self, stories: Sequence[Story]) -> Curated:
        """Return those of the stories and of their receipts that differ from what is stored."""
        articles = articles_of(self._store, stories)
        named = self._with_names(stories, articles)
        new = any(story.created_at == self._now and not story.baseline for story in named)
        judgement = self._rules.judgement
        if new:
            judgement = msgspec.structs.replace(judgement, baselines=self._baselines)
        results = [judged(story, articles, judgement, self._now) for story in named]
        self._progress.advance("curate", len(results))
        stored = {story.id: story for story in self._store.stories([story.id for story in stories])}
        receipts = [receipt for _, made in results for receipt in made]
        before = self._store.receipts([receipt.article for receipt in receipts])
        return Curated(
            stories=tuple(story for story, _ in results if stored.get(story.id) != story),
            receipts=tuple(receipt for receipt in receipts if _differs(receipt, before.get(receipt.article))),
        )

    @cached_property
    def _baselines(self) -> Baselines:
        return Baselines(self._store.paces(*span(self._now)))

    def _with_names(self, stories: Sequence[Story], articles: dict[str, Article]) -> list[Story]:
        given: set[str] = set()
        named = []
        for story in stories:
            if story.path:
                named.append(story)
                continue
            names = record_names(story, articles[story.lead])
            path = next(name for name in names if name.casefold() not in given and not self._store.taken_paths([name]))
            given.add(path.casefold())
            named.append(msgspec.structs.replace(story, path=path))
        return named


def articles_of(store: Store, stories: Iterable[Story]) -> dict[str, Article]:
    """Return the articles that the stories hold or name as themes, pictures that stand everywhere marked as generic."""
    stories = list(stories)
    wanted = {item.article for story in stories for item in story.coverage} | {item.article for story in stories for item in story.themes}
    articles = store.articles(wanted)
    counts = store.picture_counts(pictures(articles.values()))
    return {key: with_generic_pictures(article, counts) for key, article in articles.items()}


def spans(times: Iterable[datetime]) -> list[tuple[datetime, datetime]]:
    """Return the stretches of time that a story must touch for one of these times to reach it, overlaps joined.

    Example:
        >>> from datetime import UTC
        >>> day = lambda number: datetime(2021, 1, number, tzinfo=UTC)
        >>> [(first.day, last.day) for first, last in spans([day(5), day(6), day(20)])]
        [(1, 10), (16, 24)]
    """
    joined: list[tuple[datetime, datetime]] = []
    for moment in sorted(times):
        if joined and moment - REACH <= joined[-1][1]:
            joined[-1] = (joined[-1][0], moment + REACH)
        else:
            joined.append((moment - REACH, moment + REACH))
    return joined


def _differs(receipt: Receipt, before: Receipt | None) -> bool:
    return before is None or msgspec.structs.replace(before, decided_at=receipt.decided_at) != receipt
