"""Replay: stored stories judged under other settings, each beside what the last curation decided. Nothing is written.

What is compared is judged as of the last curation, so that time makes no difference; stories stay as they are woven.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from newsloom.flows.batches import held_together
from newsloom.flows.curate import articles_of
from newsloom.flows.judging import Judgement, judged
from newsloom.flows.reports import Progress
from newsloom.ports import Store
from newsloom.types import Article, Receipt, Story

PUBLISHED, WITHDRAWN, MOVED, BELOW, LEAD, TOPICS = "published", "withdrawn", "moved", "below", "lead", "topics"
CHANGES = (PUBLISHED, WITHDRAWN, MOVED, BELOW, LEAD, TOPICS)
"""What can be different about a story: it is published now or no longer; its heat, above the threshold or below; its lead; its topics."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What was decided about a story: the article that leads it and why, heat, publication by which rule, caps, and the lead's topics."""

    lead: str
    title: str
    url: str
    leads: str = ""
    heat: int
    published: bool
    rule: str
    caps: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


class Difference(Struct, frozen=True, kw_only=True):
    """A part of the lead's quality or of the heat with the points that it has before and after, and the words that earned them."""

    part: str
    before: int
    after: int
    why: str = ""


class Compared(Struct, frozen=True, kw_only=True):
    """A story before and after. `changes` are words of `CHANGES`; `parts` made the difference, the most points first."""

    story: str
    articles: int
    before: Outcome
    after: Outcome
    changes: tuple[str, ...] = ()
    parts: tuple[Difference, ...] = ()


class Tally:
    """Counts what a replay found: stories, articles, each kind of change, and the heats that give a story its rank."""

    def __init__(self) -> None:
        self.stories = self.articles = 0
        self.changes: Counter[str] = Counter(dict.fromkeys(CHANGES, 0))
        self.heats: tuple[Counter[int], Counter[int]] = (Counter(), Counter())

    def add(self, one: Compared) -> None:
        """Count a story."""
        self.stories += 1
        self.articles += one.articles
        self.changes.update(one.changes)
        for outcome, heats in zip((one.before, one.after), self.heats, strict=True):
            if outcome.published:
                heats[outcome.heat] += 1

    def published(self) -> tuple[int, int]:
        """Return how many stories are published, before and after."""
        before, after = (heats.total() for heats in self.heats)
        return before, after

    def ranks(self) -> tuple[Mapping[int, int], Mapping[int, int]]:
        """Return the rank that each heat has among the published stories, before and after: one more than there are hotter ones."""
        before, after = map(_ranks, self.heats)
        return before, after


def _ranks(heats: Counter[int]) -> dict[int, int]:
    ranks, hotter = {}, 0
    for heat in sorted(heats, reverse=True):
        ranks[heat] = hotter + 1
        hotter += heats[heat]
    return ranks


def replayed(store: Store, judgement: Judgement, now: datetime, progress: Progress, since: datetime | None = None) -> Iterator[Compared]:
    """Yield every living story that was judged and has a report since then, in order of id, before and after; a few are held at a time.

    Args:
        store: the hub's memory, which is only read.
        judgement: the other settings.
        now: the time of the last curation, which its receipts are as of.
        progress: told about every story that is passed.
        since: `None` for all there are.
    """
    progress.begin("replay", store.counts()["stories"])
    living = (story for story in store.each_story() if not story.merged_into)
    for stories in held_together(living):
        wanted = [story for story in stories if since is None or story.last >= since]
        yield from _compared(store, judgement, now, wanted)
        progress.advance("replay", len(stories))


def _compared(store: Store, judgement: Judgement, now: datetime, stories: Sequence[Story]) -> Iterator[Compared]:
    articles, stored = articles_of(store, stories), store.receipts([story.lead for story in stories])
    for story in stories:
        if before := stored.get(story.lead):
            led, receipts = judged(story, articles, judgement, now)
            yield compared(story, articles, before, next(receipt for receipt in receipts if receipt.article == led.lead))


def compared(story: Story, articles: Mapping[str, Article], before: Receipt, after: Receipt) -> Compared:
    """Return a story before and after, by the receipts of its leads.

    Args:
        story: the story.
        articles: its articles by id.
        before: the receipt of the one that leads it before.
        after: the receipt of the one that leads it after.

    Example:
        >>> from newsloom.testing.factories import article, receipt, score, story
        >>> one = article()
        >>> made = compared(story(one), {one.id: one}, receipt(one), receipt(one, heat=score(60, 20, 9)))
        >>> made.changes, [(part.part, part.before, part.after) for part in made.parts]
        (('moved',), [('part 3', 5, 9)])
    """
    was, now = _outcome(before, articles[before.article]), _outcome(after, articles[after.article])
    changes = tuple(_changes(was, now))
    parts = _differences(before, after) if changes else ()
    return Compared(story=story.id, articles=len(story.coverage), before=was, after=now, changes=changes, parts=parts)


def _outcome(receipt: Receipt, article: Article) -> Outcome:
    published = receipt.published
    return Outcome(
        lead=article.id,
        title=article.title,
        url=article.url,
        leads=receipt.leads,
        heat=receipt.heat.value,
        published=published.value,
        rule=published.rule,
        caps=published.caps,
        topics=tuple(label.topic for label in receipt.topics),
    )


def _changes(before: Outcome, after: Outcome) -> Iterator[str]:
    if before.published != after.published:
        yield PUBLISHED if after.published else WITHDRAWN
    elif before.heat != after.heat:
        yield MOVED if after.published else BELOW
    if before.lead != after.lead:
        yield LEAD
    if set(before.topics) != set(after.topics):
        yield TOPICS


def _differences(before: Receipt, after: Receipt) -> tuple[Difference, ...]:
    """Return the parts whose points differ; of one that occurs twice in a score, the sum."""
    was, now = _points(before), _points(after)
    found = [
        Difference(part=key[1], before=was.get(key, _NONE)[0], after=now.get(key, _NONE)[0], why=(now.get(key) or was[key])[1])
        for key in dict.fromkeys([*was, *now])
    ]
    return tuple(sorted((one for one in found if one.before != one.after), key=lambda one: (-abs(one.after - one.before), one.part)))


_NONE = (0, "")


def _points(receipt: Receipt) -> dict[tuple[str, str], tuple[int, str]]:
    """Return the points of each part of the quality and of the heat, but for the quality within the heat."""
    points: dict[tuple[str, str], tuple[int, str]] = {}
    for name, score in (("quality", receipt.quality), ("heat", receipt.heat)):
        for part in score.parts:
            if (part.group, part.part) != ("heat", "quality"):
                held, why = points.get((name, part.part), _NONE)
                points[name, part.part] = (held + part.points, why or part.why)
    return points
