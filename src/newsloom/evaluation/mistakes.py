"""Mistakes: the stories that were joined or torn apart most wrongly, for people to read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

WIDTH = 100
"""Characters of a title that are shown."""

_PARTS = 6
"""Pieces of a scattered story that are shown, the largest."""


class Woven(NamedTuple):
    """An article's title, its true story and the one that we put it on."""

    title: str
    gold: str
    ours: str


class Piece(NamedTuple):
    """Articles that share both the true story and ours: how many, and the title of the first."""

    gold: str
    ours: str
    articles: int
    title: str


class Mistake(NamedTuple):
    """How many pairs of articles it got wrong, and the pieces that make it: two joined ones, or those of one story, the largest first."""

    pairs: int
    pieces: tuple[Piece, ...]


def pieces_of(woven: Iterable[Woven]) -> list[Piece]:
    """Return the pieces, the largest first."""
    counts: Counter[tuple[str, str]] = Counter()
    titles: dict[tuple[str, str], str] = {}
    for one in woven:
        counts[one.gold, one.ours] += 1
        titles.setdefault((one.gold, one.ours), one.title)
    return [Piece(gold, ours, count, titles[gold, ours]) for (gold, ours), count in counts.most_common()]


def false_joins(woven: Iterable[Woven]) -> list[Mistake]:
    """Return the pairs of true stories that share one of ours, the most falsely joined pairs of articles first.

    Example:
        >>> woven = [Woven("Flood", "a", "x"), Woven("Flood again", "a", "x"), Woven("Frost", "b", "x")]
        >>> [(mistake.pairs, [piece.title for piece in mistake.pieces]) for mistake in false_joins(woven)]
        [(2, ['Flood', 'Frost'])]
    """
    found = [
        Mistake(one.articles * other.articles, (one, other))
        for pieces in _grouped(pieces_of(woven), "ours")
        for one, other in combinations(pieces, 2)
    ]
    return sorted(found, key=lambda mistake: -mistake.pairs)


def scattered(woven: Iterable[Woven]) -> list[Mistake]:
    """Return the true stories that lie on several of ours, the most lost pairs of articles first.

    Example:
        >>> woven = [Woven("Flood", "a", "x"), Woven("Flood again", "a", "x"), Woven("Water", "a", "y")]
        >>> [(mistake.pairs, [piece.articles for piece in mistake.pieces]) for mistake in scattered(woven)]
        [(2, [2, 1])]
    """
    found = []
    for pieces in _grouped(pieces_of(woven), "gold"):
        sizes = [piece.articles for piece in pieces]
        found.append(Mistake((sum(sizes) ** 2 - sum(size * size for size in sizes)) // 2, tuple(pieces)))
    return sorted((mistake for mistake in found if mistake.pairs), key=lambda mistake: -mistake.pairs)


def _grouped(pieces: Iterable[Piece], name: str) -> Iterable[Sequence[Piece]]:
    groups: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        groups[getattr(piece, name)].append(piece)
    return groups.values()


def told(woven: Sequence[Woven], most: int) -> Iterator[str]:
    """Yield lines that tell the worst mistakes of either kind, at most so many of each."""
    joins, torn = false_joins(woven), scattered(woven)
    yield f"False joins: {len(joins)} pairs of stories share one of ours; the worst {min(most, len(joins))}, by pairs of articles:"
    for mistake in joins[:most]:
        yield from _lines(f"{mistake.pairs} pairs, {mistake.pieces[0].ours}", mistake.pieces)
    yield f"Scattered stories: {len(torn)} lie on several of ours; the worst {min(most, len(torn))}, by lost pairs of articles:"
    for mistake in torn[:most]:
        articles = sum(piece.articles for piece in mistake.pieces)
        yield from _lines(f"{mistake.pairs} pairs, {mistake.pieces[0].gold}: {articles} articles on {len(mistake.pieces)}", mistake.pieces)


def _lines(head: str, pieces: Sequence[Piece]) -> Iterator[str]:
    yield f"  {head}"
    for piece in pieces[:_PARTS]:
        title = piece.title if len(piece.title) <= WIDTH else piece.title[: WIDTH - 1] + "…"
        yield f"    {piece.articles:>4} × {' '.join(title.split())}  [{piece.gold}]"
    if len(pieces) > _PARTS:
        yield f"         … and {len(pieces) - _PARTS} more"
