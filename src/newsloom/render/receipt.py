"""The receipt as a document: everything decided about one item, with its reasons, for people and programs."""

from typing import Any

import msgspec

from newsloom.times import stamp
from newsloom.types import Article, Item, Receipt, Story

SCHEMA = "receipt/1"


def document(hub: str, article: Article, receipt: Receipt, story: Story, item: Item | None) -> dict[str, Any]:
    """Return the receipt of an article in the documented shape (docs/reference/receipt.md).

    Args:
        hub: the hub's title.
        article: the item.
        receipt: what was decided.
        story: the story that holds it.
        item: its row of the ledger, `None` when the ledger was not kept.
    """
    return {
        "schema": SCHEMA,
        "item": {
            "id": article.id,
            "title": article.title,
            "url": article.url,
            "domain": article.domain,
            "publishedDateTime": stamp(article.published_at),
            "firstSeen": stamp(article.seen_at),
            "source": article.source,
        },
        "hub": hub,
        "rules": receipt.rules,
        "decided": stamp(receipt.decided_at),
        "topics": [
            {"name": label.topic, "score": label.confidence, "evidence": msgspec.to_builtins(label.evidence)} for label in receipt.topics
        ],
        "quality": {"value": receipt.quality.value, "parts": msgspec.to_builtins(receipt.quality.parts)},
        "heat": {"value": receipt.heat.value, "parts": msgspec.to_builtins(receipt.heat.parts)},
        "published": msgspec.to_builtins(receipt.published),
        "story": {
            "id": story.id,
            "record": story.path,
            "lead": story.lead,
            "members": receipt.members,
            "independent": receipt.independent,
            "relation": receipt.relation,
            "leads": receipt.leads,
            "copyOf": next((coverage.copy_of for coverage in story.coverage if coverage.article == article.id), ""),
        },
        "fields": dict(article.provenance),
        "changes": [{"field": change.field, "before": change.before, "at": stamp(change.at)} for change in article.changes],
        "held": article.held,
        "outcome": outcome(item) if item else {"outcome": "stored", "reason": ""},
    }


def outcome(item: Item) -> dict[str, Any]:
    """Return the one end of a discovered item, in one word, and why."""
    return {"outcome": item.outcome, "reason": item.reason, "source": item.source, "at": stamp(item.at), "attempts": item.attempts}
