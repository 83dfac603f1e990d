"""A value and the part of the page it came from."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Found(NamedTuple):
    """A fact with its provenance: `json-ld`, `og`, `html`, `feed`, `url`, `catalogue` or `first-seen`. False when empty."""

    value: str
    where: str

    def __bool__(self) -> bool:
        return bool(self.value)


NOTHING = Found("", "")


def distinct(said: Iterable[tuple[str, str]]) -> Iterator[Found]:
    """Yield what was said, each text once, by its first sayer; silence is left out.

    Example:
        >>> list(distinct([("A", "og"), ("", "html"), ("A", "json-ld")]))
        [Found(value='A', where='og')]
    """
    seen = set()
    for value, where in said:
        if value and value not in seen:
            seen.add(value)
            yield Found(value, where)
