"""Logos: the copies that the hub keeps of its publishers' logos, as files beside what shows them."""

from collections.abc import Callable

from newsloom.render.item import LOGO_LARGE, LOGO_SMALL, logo_path
from newsloom.types import SMALL_COPY, Artifact

SIDES = (LOGO_SMALL, LOGO_LARGE)
"""Pixels of the copies, in the record format's order."""


class Logos:
    """The logos of one rendering.

    Args:
        read: returns a copy by its name, `None` when it is not there.

    Example:
        >>> [file.path for file in Logos({"a": b"large", "a-small": b"small"}.get).of("news.example", "a")]
        ['assets/images/organizations/news.example-50x50.png', 'assets/images/organizations/news.example-400x400.png']
    """

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        self._read = read

    def of(self, domain: str, name: str) -> list[Artifact]:
        """Return the files of a publisher's logo; none when it has no name, or a copy is missing."""
        bodies = [self._read(name + SMALL_COPY), self._read(name)] if name else []
        files = [Artifact(path=logo_path(domain, side), body=body) for side, body in zip(SIDES, bodies, strict=False) if body]
        return files if len(files) == len(SIDES) else []
