"""Crossing: which stories of different languages tell one event, by the names and figures that they share, close in time.

They are never one story: each language keeps its own, and the link is a theme.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from math import log, sqrt
from typing import NamedTuple

from msgspec import Struct

_REACH = timedelta(days=2)
"""Between the end of one story and the beginning of the other: abroad an event is told on its own day or the next."""

_LEAST_NAMES = 2
"""Figures alone link a weather forecast with a basketball score, one name a country with all its news (tgcontest, Russian and English)."""

_ALIKE = 0.5
"""Cosine over the anchors that more than one language uses: in the sample web six pairs tell one event, at .71 to 1.0, and the best
other pair that passes the rest has .44; in tgcontest's 292 Russian and 153 English texts .66 and .67 are chance."""

_SCARCE = 100
"""An anchor of more stories than this suggests no pair; it still counts between pairs that another suggests."""


class Told(Struct, frozen=True, kw_only=True):
    """An event as one language's press tells it: a story's language, the anchors of its articles, its first and last moment."""

    story: str
    language: str
    anchors: frozenset[str]
    first: datetime
    last: datetime


class Crossing(NamedTuple):
    """Two stories of different languages that tell one event: ids in order, how alike they are (0 to 1), and what shows it."""

    one: str
    other: str
    similarity: float
    shared: tuple[str, ...]


def crossings(stories: Iterable[Told]) -> tuple[Crossing, ...]:
    """Link the stories of different languages that tell one event, the most alike first; their order does not matter.

    idf(a) = ln((N + 1) / (n(a) + 1/2)), N all stories and n(a) those that have the anchor a, in the language that has most of them.
    Two stories are linked when at most two days lie between them, two of the anchors they share are names, their cosine over the
    anchors of more than one language is .5, and the sum of idf over what they share is 2 ln N: then chance makes less than one such
    pair among all. Two names alone never reach it.

    Example:
        >>> from newsloom.times import parse
        >>> day = parse("2021-01-01")
        >>> def told(story: str, language: str, anchors: str) -> Told:
        ...     return Told(story=story, language=language, anchors=frozenset(anchors.split()), first=day, last=day)
        >>> others = [told(f"s{number}", "en", f"name{number} 2021") for number in range(9)]
        >>> german, spanish = told("de1", "de", "quarel orms 240 kirchenchor 2021"), told("es1", "es", "quarel orms 240 fermin 2021")
        >>> crossings([german, spanish, *others])
        (Crossing(one='de1', other='es1', similarity=1.0, shared=('240', 'orms', 'quarel', '2021')),)
    """
    known = sorted(stories, key=lambda told: told.story)
    holders = _holders(known)
    idf = {anchor: log((len(known) + 1) / (_most(held, known) + 0.5)) for anchor, held in holders.items()}
    lengths = [sqrt(sum(idf.get(anchor, 0.0) ** 2 for anchor in sorted(told.anchors))) for told in known]
    found = []
    for one, other in sorted(_pairs(known, holders)):
        shared = sorted(idf.keys() & known[one].anchors & known[other].anchors, key=lambda anchor: (-idf[anchor], anchor))
        weights = [idf[anchor] for anchor in shared]
        similarity = sum(weight * weight for weight in weights) / (lengths[one] * lengths[other])
        if similarity >= _ALIKE and sum(weights) >= 2 * log(len(known)):
            found.append(Crossing(known[one].story, known[other].story, round(similarity, 3), tuple(shared)))
    return tuple(sorted(found, key=lambda crossing: (-crossing.similarity, crossing)))


def _holders(known: Sequence[Told]) -> Mapping[str, list[int]]:
    """Return the stories of each anchor that more than one language uses."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, told in enumerate(known):
        for anchor in told.anchors:
            holders[anchor].append(number)
    return {anchor: held for anchor, held in holders.items() if len({known[number].language for number in held}) > 1}


def _most(held: Sequence[int], known: Sequence[Told]) -> int:
    """Return how often one language has an anchor: an event told in many languages is no commoner for that."""
    return max(Counter(known[number].language for number in held).values())


def _pairs(known: Sequence[Told], holders: Mapping[str, list[int]]) -> Iterable[tuple[int, int]]:
    """Return the pairs of stories near in time that share names enough, of which few other stories tell."""
    names: Counter[tuple[int, int]] = Counter()
    for anchor, held in holders.items():
        if len(held) <= _SCARCE and not anchor[0].isdigit():
            names.update(pair for pair in combinations(held, 2) if _near(known[pair[0]], known[pair[1]]))
    return [pair for pair, count in names.items() if count >= _LEAST_NAMES]


def _near(told: Told, other: Told) -> bool:
    return told.language != other.language and max(told.first, other.first) - min(told.last, other.last) <= _REACH
