"""What a story's own page shows beside its card: its threads, its neighbours, its timeline, its receipt, its history."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from newsloom.render.item import Item, publisher_name
from newsloom.render.site.receipts import why
from newsloom.render.site.reports import Told
from newsloom.render.site.timeline import timeline
from newsloom.render.site.words import Words
from newsloom.text import excerpt, printable
from newsloom.types import StoryView

THREADS = 40
"""Originals on a page, and copies named below one: about 60 kB of page at most, and more than anyone reads."""

STEPS = 12
"""Lines of a history."""

NAMED = 3
"""Publishers named in a line of it."""

QUOTED = 120
"""Characters of a corrected text that are shown."""


class Step(Struct, frozen=True):
    """A moment in a story's life, in a sentence."""

    at: datetime
    said: str


def story(view: StoryView, shown: Item, told: Told, absorbed: int, words: Words) -> dict[str, object]:
    """Return what the template of a story's page is given.

    Args:
        view: the story.
        shown: its published fields.
        told: its reports.
        absorbed: how many other stories it took in.
        words: the language to say it in.
    """
    copies = sum(len(thread.copies) for thread in told.threads)
    return {
        "lead": told.lead,
        "facts": shown.story,
        "articles": len(told.threads) + copies,
        "originals": len(told.threads),
        "copies": copies,
        "threads": told.threads[:THREADS],
        "beyond": max(0, len(told.threads) - THREADS),
        "copy_limit": THREADS,
        "near": told.near,
        "timeline": timeline(told.threads, words),
        "why": why(view),
        "history": history(view, told, absorbed, words),
        "decided": view.receipt.decided_at,
    }


def history(view: StoryView, told: Told, absorbed: int, words: Words) -> list[Step]:
    """Return a story's life in a few sentences: first report, who joined and when, what it took in, where it is now."""
    first, arrivals, now = told.threads[0].original, _arrivals(view, words), view.receipt.decided_at
    steps = [Step(first.at, words.say("history.first", publisher=first.publisher))]
    steps += [Step(at, _joined(names, words, first=not place)) for place, (at, names) in enumerate(arrivals[:STEPS])]
    if len(arrivals) > STEPS:
        later = sum(len(names) for _, names in arrivals[STEPS:])
        steps.append(Step(arrivals[STEPS][0], words.say("history.later", n=later)))
    steps = sorted([*steps, *list(_corrections(view, words))[-STEPS:]], key=lambda step: step.at)
    if absorbed:
        steps.append(Step(now, words.say("history.merged", n=absorbed)))
    steps.append(Step(now, words.say(f"history.{view.receipt.phase}", heat=view.receipt.heat.value)))
    return steps


def _corrections(view: StoryView, words: Words) -> Iterator[Step]:
    """Yield what publishers corrected, and which pages are no longer what they were."""
    for article in view.articles():
        who = publisher_name(article)
        for change in article.changes:
            field = "headline" if change.field == "title" else "text"
            yield Step(change.at, words.say(f"history.{field}", publisher=who, before=excerpt(printable(change.before), QUOTED)))
        if article.held:
            why = words.heard(printable(article.held))
            yield Step(article.read_at or article.seen_at, words.say("history.held", publisher=who, why=why))


def _joined(names: list[str], words: Words, *, first: bool) -> str:
    said = words.listed(names[:NAMED])
    if len(names) > NAMED:
        said = words.say("history.joined_more", n=len(names) - NAMED, names=said)
    return words.say("history.read" if first else "history.joined", names=said)


def _arrivals(view: StoryView, words: Words) -> list[tuple[datetime, list[str]]]:
    """Return the publishers that joined, by the moment they did."""
    articles = {view.article.id: view.article} | {other.article.id: other.article for other in view.related}
    by_time: defaultdict[datetime, list[str]] = defaultdict(list)
    for coverage in view.story.coverage:
        if coverage.article in articles:
            name = publisher_name(articles[coverage.article])
            by_time[coverage.joined_at].append(words.say("history.copy", publisher=name) if coverage.copy_of else name)
    return sorted(by_time.items())
