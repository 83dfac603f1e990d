"""Judging: a story's articles to its lead, its receipts and its record's name. Pure; `curate` reads and writes around it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count

import msgspec
from msgspec import Struct

from newsloom.desk import edits
from newsloom.flows import edited
from newsloom.ids import digest
from newsloom.score.baseline import Baselines
from newsloom.score.quality import caps
from newsloom.stages import Judge, Labeller
from newsloom.text import slug
from newsloom.types import Article, Decision, Event, Receipt, Score, Story, remembered

COMMON = 3
"""A picture on this many differently titled articles of one publisher is its default (scoring prototype: two of them stood on 124 of
186 records). One text's copies on several sites, or twice on one, share a picture that shows something: a release did, on four."""

UNKNOWN = Baselines(())
"""What is usual where nothing is known of the hub."""

SLUG_LIMIT = 96
"""Longest slug in a record's name: with date, hash and `.md` the name stays within 120 bytes (threat O4)."""


class Judgement(Struct, frozen=True, kw_only=True):
    """What stories are judged by: the stages, the editors' decisions in force with the ids of the articles that they name, what is usual.

    Without `baselines`, stories that are created just now get what is usual where nothing is known of the hub.
    """

    labeller: Labeller
    judge: Judge
    decisions: tuple[Decision, ...] = ()
    baselines: Baselines = UNKNOWN


def judged(story: Story, articles: Mapping[str, Article], judgement: Judgement, now: datetime) -> tuple[Story, tuple[Receipt, ...]]:
    """Return the story with its lead chosen, its baseline fixed if it was created just now, and one receipt for each of its articles.

    What editors took down stays in the story, but is judged by itself: it neither leads nor counts as long as anything else is left,
    nor counts as a theme (which only `classic` counts).
    """
    named = edited.concerning(judgement.decisions, story)
    gone = edited.taken_down(judgement.decisions, story)
    told, receipts = _judged(story, articles, judgement, named, now)
    if not gone:
        return told, receipts
    tombstones = tuple(edited.withdrawn(receipt) for receipt in receipts if receipt.article in gone)
    left = edited.without(story, gone)
    if not left.coverage:
        return msgspec.structs.replace(told, peak=0.0), tombstones
    told, receipts = _judged(left, articles, judgement, named, now)
    if story.lead in gone and story.created_at != now:
        told = _with_lead_event(told, "the report that led before was taken down", now)
    return msgspec.structs.replace(told, coverage=story.coverage, themes=story.themes), receipts + tombstones


def _judged(
    story: Story, articles: Mapping[str, Article], judgement: Judgement, named: Sequence[Decision], now: datetime
) -> tuple[Story, tuple[Receipt, ...]]:
    labeller, judge = judgement.labeller, judgement.judge
    held = {coverage.article: articles[coverage.article] for coverage in story.coverage}
    said = {key: edits(named, key, story.id) if named else {} for key in held}
    labels = {key: edited.relabelled(labeller.label(article), said[key]) for key, article in held.items()}
    qualities = {key: edited.requalified(judge.quality(article, labels[key]), said[key]) for key, article in held.items()}
    before, story = story, msgspec.structs.replace(story, lead=judge.lead(story, held, qualities))
    topic = next((label.topic for label in labels[story.lead]), "")
    if story.created_at == now and not story.baseline:
        story = msgspec.structs.replace(story, baseline=judgement.baselines.of(topic, story.first))
    receipts = judge.receipts(story, articles, labels, qualities, named, now)
    receipts = tuple(edited.signed(receipt, named) for receipt in receipts) if named else receipts
    peak = max((receipt.peak for receipt in receipts), default=0.0)
    story = msgspec.structs.replace(story, topic=topic, peak=peak)
    return with_lead_told(before, story, held, {receipt.article: receipt.quality for receipt in receipts}, now), receipts


def with_lead_told(before: Story, story: Story, articles: Mapping[str, Article], qualities: Mapping[str, Score], now: datetime) -> Story:
    """Return the story with the change of its lead in its history, and why; a story that began just now had no other lead before.

    Args:
        before: the story with the lead that it had.
        story: the same story with the lead that it has now.
        articles: its articles by id.
        qualities: theirs as judged, also for what is theirs only as copies of each other.
        now: when the lead was chosen.

    Example:
        >>> noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
        >>> story = Story(id="s1", lead="a1", coverage=(), first=noon, last=noon, created_at=noon)
        >>> with_lead_told(story, story, {}, {}, noon) == story
        True
    """
    former, lead = before.lead, story.lead
    if former == lead or story.created_at == now or not {former, lead} <= qualities.keys():
        return story
    return _with_lead_event(story, _why(story, articles, qualities, former), now)


def _with_lead_event(story: Story, why: str, now: datetime) -> Story:
    event = Event(what="lead", at=now, other=story.lead, why=why)
    told = story.history[:-1] if story.history and (story.history[-1].what, story.history[-1].at) == ("lead", now) else story.history
    return msgspec.structs.replace(story, history=remembered(told, event))


def _why(story: Story, articles: Mapping[str, Article], qualities: Mapping[str, Score], former: str) -> str:
    """Return why the former lead had to yield, in the order in which a judge looks at it."""
    lead, was, points = story.lead, qualities[former].value, qualities[story.lead].value
    copies = {entry.article: entry.copy_of for entry in story.coverage if entry.copy_of}
    if articles[former].held and not articles[lead].held:
        return f"the report that led before is held back: {articles[former].held}"
    if former in copies and lead not in copies:
        return "the report that led before repeats " + ("this one" if copies[former] == lead else "another's text")
    if points > was:
        return f"quality {points}, over {was} of the report that led before"
    limits = caps(articles[former], qualities[former])
    return f"the report that led before may not be published: {', '.join(limits)}" if limits else "of equals, the earlier"


def with_generic_pictures(article: Article, counts: Mapping[str, int]) -> Article:
    """Mark a picture as generic that stands on three differently titled articles of one publisher or more."""
    marked = tuple(
        msgspec.structs.replace(picture, generic=True) if counts.get(picture.url, 0) >= COMMON else picture for picture in article.images
    )
    return article if marked == article.images else msgspec.structs.replace(article, images=marked)


def slogans(articles: Iterable[Article]) -> frozenset[str]:
    """Return the marks of the excerpts that three differently titled articles of one publisher share: such a text describes the site.

    Example:
        >>> slogans([])
        frozenset()
    """
    titles: dict[str, tuple[str, ...]] = {}
    for article in articles:
        mark = _mark(article)
        known = titles.get(mark, ())
        if article.excerpt and len(known) < COMMON and article.title not in known:
            titles[mark] = (*known, article.title)
    return frozenset(mark for mark, several in titles.items() if len(several) >= COMMON)


def without_slogan(article: Article, slogans: Collection[str]) -> Article:
    """Return the article, its excerpt left out where that is one of the slogans: it says nothing of the article."""
    return msgspec.structs.replace(article, excerpt="") if slogans and _mark(article) in slogans else article


def _mark(article: Article) -> str:
    return digest(article.domain, article.excerpt)


def pictures(articles: Iterable[Article]) -> set[str]:
    """Return the addresses of the articles' pictures."""
    return {picture.url for article in articles for picture in article.images}


def record_names(story: Story, lead: Article) -> Iterator[str]:
    """Yield file names for a story's record, the best first, without end.

    The first is the reference's: UTC date and slug of the lead's title when the story is first seen. The next ones add
    a hash of the story's id, then a number: titles are strangers' words, and could be written to take any finite list.

    Example:
        >>> when = datetime(2020, 7, 20, 20, 56, tzinfo=UTC)
        >>> story = Story(id="s1", lead="a1", coverage=(), first=when, last=when, created_at=when)
        >>> article = Article(
        ...     id="a1",
        ...     url="https://a.example/1",
        ...     entry_url="https://a.example/1",
        ...     source="",
        ...     domain="a.example",
        ...     publisher="A",
        ...     title="Giants in the Chip Industry",
        ...     published_at=when,
        ...     seen_at=when,
        ... )
        >>> names = record_names(story, article)
        >>> for _ in range(3):
        ...     print(next(names))
        2020-07-20-giants-in-the-chip-industry.md
        2020-07-20-giants-in-the-chip-industry-368911.md
        2020-07-20-giants-in-the-chip-industry-368911-2.md
    """
    words = slug(lead.title)
    if len(words) > SLUG_LIMIT:
        words = words[: SLUG_LIMIT + 1].rpartition("-")[0][:SLUG_LIMIT] or words[:SLUG_LIMIT]
    day, hashed = lead.published_at.astimezone(UTC).strftime("%Y-%m-%d"), digest(story.id)[:6]
    if words:
        yield f"{day}-{words}.md"
    stem = f"{day}-{words}-{hashed}" if words else f"{day}-{hashed}"
    yield f"{stem}.md"
    yield from (f"{stem}-{number}.md" for number in count(2))
