"""A letter as it is kept: what it says of each story, for good, whatever becomes of the stories afterwards."""

from collections.abc import Collection
from datetime import date, datetime

from msgspec import Struct

from newsloom.render.site.cards import Card
from newsloom.text import one_line
from newsloom.types import Phase, StoryView

MORE = 3
"""Publishers that a story must have won at least to come again: two that lost one and won two look doubled as well."""


class Piece(Struct, frozen=True, kw_only=True):
    """A story in a letter. `article` is the lead that it was told by, `publishers` how many had reported it by then."""

    story: str
    article: str
    title: str
    link: str
    language: str
    excerpt: str
    publisher: str
    at: datetime
    topics: tuple[str, ...]
    phase: Phase
    curve: bytes
    publishers: int
    more: int
    names: tuple[str, ...]
    all_named: bool
    picture: str = ""
    width: int = 0
    height: int = 0
    credit: str = ""


class Letter(Struct, frozen=True, kw_only=True):
    """The stories of one span, the first the largest. `found` is how many there were to choose from."""

    day: date
    start: datetime
    end: datetime
    weekly: bool
    found: int
    pieces: tuple[Piece, ...]


def piece(card: Card, article: str, publishers: int) -> Piece:
    """Return a story as a letter tells it: its card, the article that leads it, and how many publishers report it."""
    picture = card.picture
    return Piece(
        story=card.id,
        article=article,
        title=one_line(card.title),
        link=card.link,
        language=card.language,
        excerpt=card.excerpt,
        publisher=card.publisher,
        at=card.at,
        topics=tuple(tag.name for tag in card.tags),
        phase=card.phase,
        curve=card.curve,
        publishers=publishers,
        more=card.more,
        names=tuple(name.publisher for name in card.names),
        all_named=card.named_all,
        picture=picture.name if picture else "",
        width=picture.width if picture else 0,
        height=picture.height if picture else 0,
        credit=picture.credit if picture else "",
    )


def publishers(view: StoryView) -> int:
    """Return how many publishers report a story."""
    return len({article.domain for article in view.articles()})


def comes_again(told: Collection[int], now: int) -> bool:
    """Tell whether a story that letters told, with so many publishers each time, is told again.

    It comes back with twice as many, so that no story stands in more than 1 + log2(publishers) letters.

    Example:
        >>> comes_again([], 1), comes_again([5], 9), comes_again([5, 10], 20), comes_again([1], 2)
        (True, False, True, False)
    """
    return not told or now >= max(2 * max(told), max(told) + MORE)
