"""Batches: long streams in pieces that fit in memory."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

BATCH = 500
"""Stories handled at once: their articles and receipts take about 2 MB."""


def batches(stream: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Yield the stream in lists of at most `size`.

    Example:
        >>> list(batches("abcde", 2))
        [['a', 'b'], ['c', 'd'], ['e']]
    """
    source = iter(stream)
    while batch := list(islice(source, size)):
        yield batch
