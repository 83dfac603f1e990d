"""Secured: what a hub keeps to itself about a story, as the record's field `secured` has it once it is sealed.

Nothing in it changes because time passes or a score moves, so that a quiet story costs no diff.
"""

from collections.abc import Collection
from typing import Any

import msgspec

from newsloom.times import stamp
from newsloom.types import Article, Decision, Receipt, StoryView

PARTS = ("desk", "sources")
"""What can be kept so: what editors decided, and by which source each article was found, when and at which address."""


def private(view: StoryView, parts: Collection[str]) -> bytes:
    """Return what no other field of a story's record says, as JSON: these parts of it, for the lead and the story's other articles.

    Example:
        >>> from newsloom.testing.editions import article, view
        >>> private(view(article("https://news.example/1", id="a1")), ["sources"]).decode()
        '{"sources":[{"item":"a1","source":"https://news.example/feed.xml","url":"https://news.example/1","seen":"2026-01-05T12:00:00Z"}]}'
    """
    told = [(view.article, view.receipt), *((other.article, other.receipt) for other in view.related if other.relation != "theme")]
    told.sort(key=lambda one: (one[0].seen_at, one[0].id))  # by what never changes
    rows = {"desk": _desk, "sources": _source}
    return msgspec.json.encode({part: [row for one in told for row in rows[part](*one)] for part in PARTS if part in parts})


def _desk(article: Article, receipt: Receipt) -> list[dict[str, Any]]:
    return [{"item": article.id} | _decided(decision) for decision in receipt.desk]


def _decided(decision: Decision) -> dict[str, Any]:
    made = {"do": decision.do, "value": decision.value, "reason": decision.reason, "by": decision.by}
    return made | {"until": stamp(decision.until) if decision.until else ""}


def _source(article: Article, _: Receipt) -> list[dict[str, Any]]:
    return [{"item": article.id, "source": article.source, "url": article.entry_url, "seen": stamp(article.seen_at)}]
