"""Copies: when two articles are one text, or one text reworked."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from newsloom.stories.terms import opening, words
from newsloom.types import Article

COPY = 0.8
"""Share of the shorter text's word pairs that the other holds too: 0 % of independent reports of one event reach it (AllSides),
.4 to .6 % in ECB+ and UCI, which look like agency copy (the stories prototype, section 6)."""

ADAPTED = 0.4
"""The same of word triples: .49 % of independent reports reach it, edits of a tenth of the words stay above it (the same section)."""

_LEAST_PAIRS = 8
"""A text of fewer than nine words is no evidence: it stands in too many others."""

_LEAST_TRIPLES = 24
"""Reworking shows only in a text of some length, about a title and one sentence."""

_TITLE_AGREES = 0.5
"""On one site the same opening under another title is boilerplate, unless the titles share half their words."""


class Kinship(NamedTuple):
    """How one text depends on another; `share` is how much of the shorter one the other contains."""

    relation: Literal["copy", "adapted"]
    share: float


def kinship(article: Article, other: Article) -> Kinship | None:
    """Compare two articles by their titles and openings; `None` when they are two texts.

    containment = |A ∩ B| / min(|A|, |B|) over the runs of two (copy) or three (adapted) words.

    Example:
        >>> from newsloom.times import parse
        >>> now = parse("2021-01-01")
        >>> def told(title: str, excerpt: str) -> Article:
        ...     return Article(
        ...         id=title,
        ...         url="",
        ...         entry_url="",
        ...         source="",
        ...         domain=title,
        ...         publisher="",
        ...         title=title,
        ...         excerpt=excerpt,
        ...         published_at=now,
        ...         seen_at=now,
        ...     )
        >>> text = "The orchard town of Millbrook lost its only bridge to the flood on Sunday night, the mayor said."
        >>> kinship(told("Flood takes bridge", text), told("Bridge lost to flood", "MILLBROOK (Reuters) - " + text))
        Kinship(relation='copy', share=0.85)
        >>> kinship(told("Flood takes bridge", text), told("Frost takes apples", "Growers fear a lean year.")) is None
        True
    """
    if article.domain == other.domain and _contained(words(article.title), words(other.title), 1) < _TITLE_AGREES:
        return None
    first, second = _text(article), _text(other)
    shorter = min(len(first), len(second))
    pairs = _contained(first, second, 2)
    if pairs >= COPY and shorter > _LEAST_PAIRS:
        return Kinship("copy", round(pairs, 3))
    triples = _contained(first, second, 3) if pairs >= ADAPTED else 0.0
    if triples >= ADAPTED and shorter > _LEAST_TRIPLES + 1:
        return Kinship("adapted", round(triples, 3))
    return None


def _text(article: Article) -> list[str]:
    return words(f"{article.title} {opening(article)}")


def _contained(first: Sequence[str], second: Sequence[str], length: int) -> float:
    shingles, others = _shingles(first, length), _shingles(second, length)
    return len(shingles & others) / max(1, min(len(shingles), len(others)))


def _shingles(found: Sequence[str], length: int) -> set[tuple[str, ...]]:
    return set(zip(*(found[start:] for start in range(length)), strict=False))
