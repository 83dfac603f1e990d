"""Pictures: the copies that the hub keeps of them, each written once however many stories show it."""

from collections.abc import Callable, Collection, Iterator
from functools import partial

from msgspec.structs import replace

from newsloom.render.site.cards import Card
from newsloom.types import SMALL_COPY, Draft

SIZES = ("", SMALL_COPY)
"""What the names of a picture's two copies end with."""


class Pictures:
    """The pictures that the site has copies of.

    Args:
        read: returns a copy by its name, `None` when it is not there.

    Example:
        >>> [(file.path, file.body) for file in Pictures({"a": b"large", "a-small": b"small"}.get).files({"a"})]
        [('pictures/a.jpg', b'large'), ('pictures/a-small.jpg', b'small')]
    """

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        self._read = read

    def checked(self, card: Card) -> Card:
        """Return the card, without its picture where a copy is missing: no page shows what it does not have."""
        whole = not card.picture or all(self._read(card.picture.name + size) for size in SIZES)
        return card if whole else replace(card, picture=None)

    def files(self, names: Collection[str]) -> Iterator[Draft]:
        """Yield the copies of these pictures; a name stands for its content for good."""
        for name in sorted(names):
            for size in SIZES:
                yield Draft(path=f"pictures/{name}{size}.jpg", key=name, make=partial(self._copy, name + size))

    def _copy(self, name: str) -> bytes:
        return self._read(name) or b""
