"""Measures: how far two partitions of the same things agree, and how well scores part two kinds."""

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import groupby
from operator import itemgetter
from statistics import correlation

from msgspec import Struct


class Agreement(Struct, frozen=True):
    """Shares of what we put together that belongs together, and of what belongs together that we put together."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of the two."""
        return harmonic(self.precision, self.recall)


def harmonic(one: float, other: float) -> float:
    """Return the harmonic mean of two shares, 0 where both are.

    Example:
        >>> harmonic(0.5, 1.0), harmonic(0.0, 0.0)
        (0.6666666666666666, 0.0)
    """
    return 2 * one * other / (one + other) if one + other else 0.0


def bcubed(gold: Sequence[Hashable], ours: Sequence[Hashable]) -> Agreement:
    """Compare two labellings thing by thing (Bagga & Baldwin 1998).

    precision = mean over the things of |same gold and same ours| / |same ours|, recall the same over |same gold|.

    Args:
        gold: the true label of each thing.
        ours: our label of each thing, in the same order.

    Example:
        >>> bcubed("aabb", "xxxy")
        Agreement(precision=0.6666666666666666, recall=0.75)
    """
    both = Counter(zip(gold, ours, strict=True))
    truly, said = Counter(gold), Counter(ours)
    things = max(1, len(gold))
    return Agreement(
        precision=sum(count * count / said[label] for (_, label), count in both.items()) / things,
        recall=sum(count * count / truly[label] for (label, _), count in both.items()) / things,
    )


def pairwise(gold: Sequence[Hashable], ours: Sequence[Hashable]) -> Agreement:
    """Compare two labellings by the pairs of things that share a label; a share of no pairs is 0.

    Example:
        >>> pairwise("aab", "xxx")
        Agreement(precision=0.3333333333333333, recall=1.0)
    """
    both, truly, said = (_pairs(Counter(labels)) for labels in (zip(gold, ours, strict=True), gold, ours))
    return Agreement(precision=both / said if said else 0.0, recall=both / truly if truly else 0.0)


def _pairs(counts: Counter[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def auc(scores: Sequence[float], same: Sequence[bool]) -> float:
    """Return how often a true one scores above a false one, a tie counting half; 0 where either kind is missing.

    Example:
        >>> auc([0.9, 0.5, 0.5, 0.1], [True, True, False, False])
        0.875
    """
    true, below, wins = sum(same), 0, 0.0
    for _, tied in groupby(sorted(zip(scores, same, strict=True)), key=itemgetter(0)):
        truths = [truth for _, truth in tied]
        hits = sum(truths)
        misses = len(truths) - hits
        wins += hits * (below + misses / 2)
        below += misses
    return wins / (true * below) if true and below else 0.0


def average_precision(scores: Sequence[float], same: Sequence[bool]) -> float:
    """Return the mean, over the true ones, of the precision down to each one's score; 0 where there is no true one.

    AP = sum over the different scores, the highest first, of (recall there - recall before) · precision there.

    Example:
        >>> average_precision([0.9, 0.5, 0.5, 0.1], [True, True, False, False])
        0.8333333333333333
    """
    true, seen, hits, area = sum(same), 0, 0, 0.0
    for _, tied in groupby(sorted(zip(scores, same, strict=True), key=itemgetter(0), reverse=True), key=itemgetter(0)):
        truths = [truth for _, truth in tied]
        seen += len(truths)
        hits += sum(truths)
        area += sum(truths) * hits / seen
    return area / true if true else 0.0


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the correlation of the ranks, tied values sharing their mean rank; 0 where either side is constant.

    Example:
        >>> spearman([1, 2, 3, 4], [10, 20, 40, 30])
        0.8
    """
    varied = all(min(values, default=0) < max(values, default=0) for values in (one, other))
    return correlation(_ranks(one), _ranks(other)) if varied else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    ranks, below = {}, 0
    for value, count in sorted(Counter(values).items()):
        ranks[value] = below + (count + 1) / 2
        below += count
    return [ranks[value] for value in values]
