"""The receipt as a document: everything decided about one item, with its reasons, for people and programs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from newsloom.text import one_line
from newsloom.times import stamp
from newsloom.types import Article, Coverage, Decision, Item, Part, Receipt, Story

SCHEMA = "receipt/1"

SHORT = "too few points"
"""What holds a story back when no cap does, and no single part that, left out, would have it published."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a receipt is written from: the article and its story, with what is known of the story's other articles.

    `rows` are those of the ledger that led to the article, the oldest first; `asked` is the one of the address that was asked for, if any.
    """

    hub: str
    article: Article
    story: Story
    articles: Mapping[str, Article]
    receipts: Mapping[str, Receipt]
    rows: tuple[Item, ...] = ()
    asked: Item | None = None

    @property
    def receipt(self) -> Receipt:
        """The article's own receipt."""
        return self.receipts[self.article.id]

    @property
    def lead(self) -> Receipt:
        """The receipt of the article that leads the story."""
        return self.receipts[self.story.lead]

    def title(self, article: str) -> str:
        """Return the title under which an article of the story is published: its own, or the one that an editor gave it."""
        own = self.receipts.get(article)
        return (own.title if own else "") or self.articles[article].title


def document(told: Told) -> dict[str, Any]:
    """Return the receipt of an article in the documented shape (docs/reference/receipt.md)."""
    article, receipt = told.article, told.receipt
    row = told.asked or next((row for row in told.rows if row.outcome == "stored"), next(iter(told.rows), None))
    return {
        "schema": SCHEMA,
        "item": {
            "id": article.id,
            "title": told.title(article.id),
            "url": article.url,
            "domain": article.domain,
            "publisher": article.publisher,
            "publishedDateTime": stamp(article.published_at),
            "firstSeen": stamp(article.seen_at),
            "source": article.source,
        },
        "hub": told.hub,
        "rules": receipt.rules,
        "decided": stamp(receipt.decided_at),
        "decision": sentence(told),
        "topics": [
            {"name": label.topic, "score": label.confidence, "evidence": msgspec.to_builtins(label.evidence)} for label in receipt.topics
        ],
        "quality": {"value": receipt.quality.value, "parts": [_part(part, told) for part in receipt.quality.parts]},
        "heat": {"value": receipt.heat.value, "parts": msgspec.to_builtins(receipt.heat.parts)},
        "published": msgspec.to_builtins(receipt.published),
        "story": _story(told),
        "fields": dict(article.provenance),
        "changes": [{"field": change.field, "before": change.before, "at": stamp(change.at)} for change in article.changes],
        "held": article.held,
        "desk": [_decided(one, article) for one in receipt.desk],
        "outcome": outcome(row) if row else {"outcome": "stored", "reason": ""},
        "ledger": [outcome(one) for one in told.rows],
    }


def _part(part: Part, told: Told) -> dict[str, Any]:
    """Return a part of the quality; `of` names the copy whose words are quoted, where they are not the article's own.

    A kind that is found on one copy of a text holds for all of them.
    """
    made: dict[str, Any] = msgspec.to_builtins(part)
    if part.group != "kind" or quoted(part.why, told.article):
        return made
    members = (one.article for one in told.story.coverage if one.article in told.articles)
    return made | {"of": next((one for one in members if quoted(part.why, told.articles[one])), "")}


def quoted(why: str, article: Article) -> bool:
    """Tell whether a reason is made of passages of an article's own title, excerpt, text or address.

    Example:
        >>> from newsloom.testing.factories import article
        >>> one = article("https://a.example/deals", title="Save $5: 20% off")
        >>> quoted("20% off; deals", one), quoted("30% off", one)
        (True, False)
    """
    said = " ".join(f"{article.title}\n{article.excerpt}\n{article.text}\n{article.url}".split())
    return any(all(" ".join(piece.split()) in said for piece in pieces) for pieces in ([why], why.split("; ")))


def _decided(decision: Decision, article: Article) -> dict[str, Any]:
    """Return a decision that counted for an article; `was` is the title that its page states, where an editor gave it another."""
    made = {"do": decision.do, "value": decision.value, "reason": decision.reason, "by": decision.by, "until": _moment(decision.until)}
    return made | {"was": article.title} if decision.do == "retitle" else made


def _story(told: Told) -> dict[str, Any]:
    story, receipt = told.story, told.receipt
    lead, at_lead = told.articles[story.lead], told.lead
    return {
        "id": story.id,
        "record": story.path,
        "lead": story.lead,
        "title": told.title(lead.id),
        "url": lead.url,
        "publisher": lead.publisher,
        "heat": at_lead.heat.value,
        "published": at_lead.published.value,
        "phase": at_lead.phase,
        "members": receipt.members,
        "independent": receipt.independent,
        "relation": receipt.relation,
        "leads": receipt.leads,
        "copyOf": next((coverage.copy_of for coverage in story.coverage if coverage.article == told.article.id), ""),
        "coverage": [_member(coverage, told) for coverage in story.coverage if coverage.article != told.article.id],
    }


def _member(coverage: Coverage, told: Told) -> dict[str, Any]:
    article = told.articles[coverage.article]
    own = told.receipts.get(article.id)
    return {
        "id": article.id,
        "title": told.title(article.id),
        "publisher": article.publisher,
        "url": article.url,
        "publishedDateTime": stamp(article.published_at),
        "relation": "lead" if article.id == told.story.lead else coverage.relation,
        "quality": own.quality.value if own else None,
    }


def refused(hub: str, asked: str, rows: tuple[Item, ...]) -> dict[str, Any]:
    """Return what there is to say of an item that is no article of the hub: its rows of the ledger, the latest one its outcome."""
    return {
        "schema": SCHEMA,
        "item": {"url": rows[-1].url or asked},
        "hub": hub,
        "decision": fate(rows[-1]),
        "outcome": outcome(rows[-1]),
        "ledger": [outcome(row) for row in rows],
    }


def outcome(item: Item) -> dict[str, Any]:
    """Return the one end of a discovered item, in one word, and why; `due` is when it is tried again."""
    return {
        "outcome": item.outcome,
        "reason": item.reason,
        "source": item.source,
        "url": item.url,
        "at": stamp(item.at),
        "first": stamp(item.first or item.at),
        "attempts": item.attempts,
        "due": _moment(item.due_at),
    }


def _moment(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None


def threshold(receipt: Receipt) -> int:
    """Return the heat that publication took when this was decided."""
    return receipt.heat.value - receipt.published.margin


def hold(receipt: Receipt) -> str:
    """Return what keeps a story from being published, by its lead's receipt; empty when it is published.

    It is the first cap; without any, the part of the quality that costs most, if the heat would reach the threshold without it.

    Example:
        >>> from newsloom.testing.factories import receipt, score
        >>> from newsloom.types import Verdict
        >>> below = Verdict(value=False, rule="heat >= 70", margin=-20)
        >>> (
        ...     hold(receipt(quality=score(76, -26), heat=score(50), published=below)),
        ...     hold(receipt(heat=score(50), published=below)),
        ...     hold(receipt()),
        ... )
        ('part 2', 'too few points', '')
    """
    if receipt.published.value:
        return ""
    if receipt.published.caps:
        return receipt.published.caps[0]
    worst = min(receipt.quality.parts, key=lambda part: part.points, default=None)
    decided = worst is not None and worst.points < 0 and receipt.heat.value - worst.points >= threshold(receipt)
    return worst.part if worst and decided else SHORT


def sentence(told: Told) -> str:
    """Return in one sentence whether the story is published and why, and for a follower which article stands for it."""
    lead = told.lead
    if gone := next((one for one in told.receipt.desk if one.do == "take-down"), None):
        return f"Taken down by an editor ({one_line(gone.words)}): it stands in nothing that is published."
    verdict = _verdict(lead)
    if told.article.id == told.story.lead:
        return f"{verdict[0].upper()}{verdict[1:]}."
    other = told.articles[told.story.lead]
    return f"Follows “{one_line(told.title(other.id))}” by {one_line(other.publisher)}, which stands for the story: {verdict}."


def _verdict(lead: Receipt) -> str:
    least, heat = threshold(lead), lead.heat.value
    if lead.published.value:
        return f"published, heat {heat} is {_over(heat - least)} the threshold of {least}"
    held = hold(lead)
    caps = "; held back: " + ", ".join(map(one_line, lead.published.caps)) if lead.published.caps else ""
    alone = f"; without “{one_line(held)}” it would be" if not caps and held != SHORT else ""
    return f"not published, heat {heat} is {least - heat} below the threshold of {least}{caps}{alone}"


def _over(points: int) -> str:
    return f"{points} over" if points else "exactly"


def fate(row: Item) -> str:
    """Return in one sentence what became of an item that gave no article, and what comes next.

    Example:
        >>> from newsloom.testing.factories import NOW, item
        >>> fate(item(outcome="quarantined", reason="timeout: it did not answer", attempts=2, due_at=NOW))
        'Quarantined after try 2: it did not answer (timeout). The first cycle from 2026-01-05T12:00:00Z on tries again.'
        >>> fate(item(outcome="rejected", reason="http-404: there is no such page"))
        'Rejected: there is no such page (http-404). That is final for this source.'
    """
    code, _, words = one_line(row.reason).partition(": ")
    why = f": {words} ({code})" if words else f": {code}" if code else ""
    if row.outcome == "quarantined":
        again = (
            f"The first cycle from {stamp(row.due_at)} on tries again"
            if row.due_at
            else "It was tried often enough, and is not tried again"
        )
        return f"Quarantined after try {row.attempts}{why}. {again}."
    if row.outcome == "rejected":
        return f"Rejected{why}. That is final for this source."
    return f"{row.outcome.capitalize()}: {one_line(row.reason)}." if row.reason else f"{row.outcome.capitalize()}."
