"""Sums that show what they are made of."""

from collections.abc import Iterable

from newsloom.types import Part, Score

LIMIT = "limit"
HOLDS = "policy"
"""The group of parts that earn no points and yet say what a hub demands of an article: they stay in a sum."""
QUOTE = 60
"""Characters of a quotation in a part: enough to recognise the passage, short enough for a table."""


def total(parts: Iterable[Part], lowest: int, highest: int) -> Score:
    """Add parts up; where the sum leaves the scale, a part named `limit` brings it back.

    Example:
        >>> total([Part(group="base", part="base", points=57), Part(group="kind", part="deal", points=-90)], 0, 200).parts[-1].points
        33
    """
    kept = tuple(part for part in parts if part.points or part.group == HOLDS)
    plain = sum(part.points for part in kept)
    value = min(highest, max(lowest, plain))
    if value != plain:
        kept += (Part(group=LIMIT, part=LIMIT, points=value - plain),)
    return Score(value=value, parts=kept)


def quote(text: str) -> str:
    """Return a passage short enough for a receipt, cut at its end only.

    Example:
        >>> len(quote("word " * 20))
        59
    """
    return text[:QUOTE].strip()
