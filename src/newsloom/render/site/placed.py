"""Published stories as lists weigh them: what puts them in order at hand, what is shown of them written, to be read where it is shown."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import Raw, Struct

from newsloom.render.site.cards import Card
from newsloom.types import Phase

_CARDS = msgspec.msgpack.Decoder(Card)


class Line(Struct, frozen=True, array_like=True):
    """A story in the list of a day or a publisher: what orders it, and its card in short. Held for every story of a hub."""

    id: str
    at: datetime
    exact: int
    card: Raw


class Placed(Struct, frozen=True, kw_only=True, array_like=True):
    """A story as the front page, its topics, its day and its publishers weigh it.

    `card` is its whole card; `line` its card in short, with heat in steps alone, so that a page that lists it changes only when it would
    show something else.
    """

    id: str
    at: datetime
    first: datetime
    last: datetime
    exact: int
    phase: Phase
    topics: tuple[str, ...]
    more: int
    picture: str
    card: Raw
    line: Raw

    def in_short(self) -> Line:
        """Return what is held of every story."""
        return Line(self.id, self.at, self.exact, self.line.copy())


def placed(card: Card) -> Placed:
    """Return what lists know of a story."""
    return Placed(
        id=card.id,
        at=card.at,
        first=card.first,
        last=card.last,
        exact=card.exact,
        phase=card.phase,
        topics=card.topics,
        more=card.more,
        picture=card.picture.name if card.picture else "",
        card=Raw(msgspec.msgpack.encode(card)),
        line=Raw(msgspec.msgpack.encode(card.brief())),
    )


def cards(written: Iterable[Placed | Line]) -> list[Card]:
    """Read the cards of stories."""
    return [_CARDS.decode(one.card) for one in written]
