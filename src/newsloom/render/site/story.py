"""What a story's own page shows beside its card: its threads, its neighbours, its timeline, its receipt, its history."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from newsloom.render.item import Item, publisher_name
from newsloom.render.site.cards import Card
from newsloom.render.site.receipts import why
from newsloom.render.site.reports import Told
from newsloom.render.site.timeline import timeline
from newsloom.render.site.words import count
from newsloom.text import excerpt, printable
from newsloom.types import StoryView

THREADS = 40
"""Originals on a page, and copies named below one: about 60 kB of page at most, and more than anyone reads."""

STEPS = 12
"""Lines of a history."""


QUOTED = 120
"""Characters of a corrected text that are shown."""


class Step(Struct, frozen=True):
    """A moment in a story's life, in a sentence."""

    at: datetime
    said: str


def story(view: StoryView, shown: Item, told: Told, card: Card, absorbed: int) -> dict[str, object]:
    """Return what the template of a story's page is given.

    Args:
        view: the story.
        shown: its published fields.
        told: its reports.
        card: how lists show it.
        absorbed: how many other stories it took in.
    """
    copies = sum(len(thread.copies) for thread in told.threads)
    return {
        "card": card,
        "lead": told.lead,
        "facts": shown.story,
        "articles": len(told.threads) + copies,
        "originals": len(told.threads),
        "copies": copies,
        "threads": told.threads[:THREADS],
        "beyond": max(0, len(told.threads) - THREADS),
        "copy_limit": THREADS,
        "near": told.near,
        "timeline": timeline(told.threads),
        "why": why(view),
        "history": history(view, shown, told, absorbed),
        "decided": view.receipt.decided_at,
    }


def history(view: StoryView, shown: Item, told: Told, absorbed: int) -> list[Step]:
    """Return a story's life in a few sentences: first report, who joined and when, what it took in, where it is now."""
    first = told.threads[0].original
    steps = [Step(first.at, f"First report, by {first.publisher}.")]
    joined = _joined(view)
    steps += [Step(at, said) for at, said in joined[:STEPS]]
    if len(joined) > STEPS:
        later = sum(len(names) for _, names in _arrivals(view)[STEPS:])
        steps.append(Step(joined[STEPS][0], f"{count(later, 'more article', 'more articles')} joined from here on."))
    steps = sorted([*steps, *list(_corrections(view))[-STEPS:]], key=lambda step: step.at)
    if absorbed:
        steps.append(
            Step(view.receipt.decided_at, f"{count(absorbed, 'other story was', 'other stories were')} merged into this one by now.")
        )
    steps.append(Step(view.receipt.decided_at, f"Judged {shown.story.phase}, heat {view.receipt.heat.value}."))
    return steps


def _corrections(view: StoryView) -> Iterator[Step]:
    """Yield what publishers corrected, and which pages are no longer what they were."""
    for article in view.articles():
        who = publisher_name(article)
        for change in article.changes:
            field = "headline" if change.field == "title" else "text"
            yield Step(change.at, f"{who} corrected its {field}, which read “{excerpt(printable(change.before), QUOTED)}”.")
        if article.held:
            yield Step(article.read_at or article.seen_at, f"{who}’s page is no longer shown: {printable(article.held)}.")


def _joined(view: StoryView) -> list[tuple[datetime, str]]:
    arrivals = _arrivals(view)
    steps = []
    for place, (at, names) in enumerate(arrivals):
        whole = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")  # noqa: PLR2004 - the three that are named
        steps.append((at, f"{'Read here' if place == 0 else 'Joined'}: {whole}."))
    return steps


def _arrivals(view: StoryView) -> list[tuple[datetime, list[str]]]:
    """Return the publishers that joined, by the moment they did."""
    articles = {view.article.id: view.article} | {other.article.id: other.article for other in view.related}
    by_time: defaultdict[datetime, list[str]] = defaultdict(list)
    for coverage in view.story.coverage:
        if coverage.article in articles:
            article = articles[coverage.article]
            copy = " (copy)" if coverage.copy_of else ""
            by_time[coverage.joined_at].append(publisher_name(article) + copy)
    return sorted(by_time.items())
