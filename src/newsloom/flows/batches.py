"""Batches: long streams in pieces that fit in memory."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from newsloom.types import Story

T = TypeVar("T")

BATCH = 500
"""Stories handled at once: their articles and receipts take about 2 MB."""

HELD = 1_500
"""Articles of stories held at once, one large story's aside: what `BATCH` stories of three have. With their receipts, as they are
published, they take about 7 MB."""


def batches(stream: Iterable[T], size: int = BATCH, weight: Callable[[T], int] = lambda _: 1) -> Iterator[list[T]]:
    """Yield the stream in lists of at most `size`, or of one that outweighs it.

    Example:
        >>> list(batches("abcde", 2))
        [['a', 'b'], ['c', 'd'], ['e']]
        >>> list(batches([1, 1, 3, 1], 2, weight=int))
        [[1, 1], [3], [1]]
    """
    batch: list[T] = []
    held = 0
    for one in stream:
        if batch and held + weight(one) > size:
            yield batch
            batch, held = [], 0
        batch.append(one)
        held += weight(one)
    if batch:
        yield batch


def held_together(stories: Iterable[Story]) -> Iterator[list[Story]]:
    """Yield stories in lists that are small enough to hold all their articles at once."""
    return batches(stories, HELD, lambda story: len(story.coverage) + len(story.themes))
