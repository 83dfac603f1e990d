"""Pictures: the copies that the hub keeps of them, each written once however many stories show it."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from newsloom.render.site.cards import Card
from newsloom.types import SMALL_COPY, Artifact

SIZES = ("", SMALL_COPY)
"""What the names of a picture's two copies end with."""


class Pictures:
    """The pictures of one rendering.

    Args:
        read: returns a copy by its name, `None` when it is not there.

    Example:
        >>> Pictures({"a": b"large", "a-small": b"small"}.get)._files("a")
        [b'large', b'small']
    """

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self._written: set[str] = set()

    def checked(self, card: Card) -> Card:
        """Return the card, without its picture where a copy is missing: no page shows what it does not have."""
        return replace(card, picture=None) if card.picture and not all(self._files(card.picture.name)) else card

    def of(self, card: Card) -> Iterator[Artifact]:
        """Yield the copies of a card's picture that are not written yet."""
        if card.picture and card.picture.name not in self._written:
            self._written.add(card.picture.name)
            for size, body in zip(SIZES, self._files(card.picture.name), strict=True):
                yield Artifact(path=f"pictures/{card.picture.name}{size}.jpg", body=body or b"")

    def _files(self, name: str) -> list[bytes | None]:
        return [self._read(name + size) for size in SIZES]
