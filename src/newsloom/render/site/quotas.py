"""Quotas: no publisher and no topic takes a list, and nothing is left out for it."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from newsloom.render.site.cards import Card
from newsloom.types import FrontPage

STRETCH = 10
"""Places that a quota is about: half a front page. Whoever had to wait comes first in the next ones, so that the hottest are a few places
late instead of gone: a quota over all 20 drops stories of heat 105 for others of 90 (docs/decisions/0029-policy.md)."""

REACH = 2
"""A list takes its stories from this many times as many of its ranking, so that none rises by more than its length: what is far behind
does not come up only because it is another's."""


def spread(ranked: Sequence[Card], front: FrontPage, topics: Collection[str] = ()) -> list[Card]:
    """Return the cards in an order in which no publisher and none of these topics takes more than its share of ten places.

    Every ten places are filled from the top of what is left, passing over stories whose publisher or topic has its share of the ten; where
    nothing else is left, those passed over follow, so that a hub of few publishers has as full a list as any.

    Args:
        ranked: the cards by rank.
        front: how many of ten places a publisher and a topic may have; 0 is no limit.
        topics: the names that are counted; the root is not, for every story has it.
    """
    order, rest = list[Card](), list(ranked)
    while rest:
        taken = {card.id for card in _within(rest, front, topics)}
        waiting, free = [card for card in rest if card.id not in taken], STRETCH - len(taken)
        order += [card for card in rest if card.id in taken] + waiting[:free]
        rest = waiting[free:]
    return order


def _within(ranked: Sequence[Card], front: FrontPage, topics: Collection[str]) -> Iterator[Card]:
    """Yield the first cards, ten at most, that the quotas let in."""
    seats, given = Counter[tuple[str, str]](), 0
    for card in ranked:
        shares = {("publisher", card.domain): front.per_publisher}
        shares |= {("topic", name): front.per_topic for name in card.topics if name in topics}
        if given < STRETCH and all(not limit or seats[whose] < limit for whose, limit in shares.items()):
            seats.update(shares.keys())
            given += 1
            yield card
