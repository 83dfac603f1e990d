"""How well an article fits a story: one linear score over a dozen lexical features, with one threshold for all subjects."""

from collections.abc import Mapping, Sequence
from heapq import nlargest
from math import log, sqrt
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct

# The weights were found by a direct search on clustering quality over development data (the stories prototype, section 2);
# an article joins its best story when the score is above theta, whose measured default is 0.
_BIAS = -0.982
_TOP3 = 5.324
_MAX = 3.206
_COSINE = 1.106
_MEAN = 0.591
_LLR = 1.583
_CORE = 0.340
_MAX_IDF = 0.486
_NUMBERS_HIT = 0.653
_NUMBERS_MISSED = -0.100
_NAMES_MISSED = -0.485
_GAP = -0.390
_LOG_SIZE = -0.226
_LOG_TERMS = -0.545

_VOICES = 48
"""Articles of a story that are compared one by one, the latest: 12 gave .76 and 48 gave .81 BCubed F1 on UCI headlines."""

_NOISE = 0.1
"""Share of a story's words that are drawn from the background in the likelihood ratio; ln .1 = -2.3 for a word it lacks."""
_ABSENT = log(_NOISE)


class Term(Struct, frozen=True, gc=False):
    """What the index knew of a word when a text was read: its idf, its probability, whether it is a name or a number."""

    idf: float
    probability: float
    name: bool
    number: bool


class Text(NamedTuple):
    """A text as a unit vector, heaviest stem first, with the facts behind it and the sums that every comparison needs."""

    weights: dict[str, float]
    terms: dict[str, Term]
    log_texts: float
    idf: float
    names: float
    numbers: float

    @classmethod
    def of(cls, weights: Mapping[str, float], terms: dict[str, Term], log_texts: float) -> "Text":
        """Scale to unit length and order by weight; equal weights keep the order of the words."""
        norm = sqrt(sum([weight * weight for weight in weights.values()]))
        ordered = sorted(weights.items(), key=itemgetter(1), reverse=True)
        return cls(
            weights={stem: weight / norm for stem, weight in ordered},
            terms=terms,
            log_texts=log_texts,
            idf=sum([term.idf for term in terms.values()]),
            names=sum([term.idf for term in terms.values() if term.name]),
            numbers=sum([term.idf for term in terms.values() if term.number]),
        )


class Profile:
    """The words of a story: the sum of its articles' vectors, how many articles hold each word, and when they appeared.

    Copies are not counted: a text that a hundred outlets reprint speaks once.
    """

    __slots__ = ("counts", "first", "last", "number", "square", "story", "sums", "voices")

    def __init__(self, story: str, number: int, first: float, last: float) -> None:
        self.story = story
        self.number = number
        self.first = first
        self.last = last
        self.voices: list[tuple[str, dict[str, float]]] = []
        self.sums: dict[str, float] = {}
        self.counts: dict[str, int] = {}
        self.square = 0.0

    def add(self, article: str, text: Text) -> list[str]:
        """Count one more article and return the stems that are new to the story."""
        fresh = []
        sums, counts = self.sums, self.counts
        for stem, weight in text.weights.items():
            held = sums.get(stem)
            if held is None:
                fresh.append(stem)
                sums[stem] = weight
                counts[stem] = 1
                self.square += weight * weight
            else:
                sums[stem] = held + weight
                counts[stem] += 1
                self.square += weight * (2 * held + weight)
        self.voices.append((article, text.weights))
        return fresh

    def cosine(self, other: "Profile") -> float:
        """Return the cosine of the angle between two stories' summed vectors, 0 to 1."""
        small, large = (self.sums, other.sums) if len(self.sums) <= len(other.sums) else (other.sums, self.sums)
        dot = sum(weight * large[stem] for stem, weight in small.items() if stem in large)
        return dot / sqrt(self.square * other.square) if dot else 0.0


class Overlap(NamedTuple):
    """The words that a text shares with a story, and the cosine to the story's centroid: v . S / |S|."""

    profile: Profile
    shared: list[tuple[str, float]]
    dot: float
    cosine: float


class Fit(NamedTuple):
    """How well a text fits one story, before the comparison with the other candidates, and the story's most similar article."""

    cosine: float
    partial: float
    closest: str
    closeness: float


def overlap(text: Text, profile: Profile) -> Overlap:
    """Compare a text with a story that has a voice."""
    sums = profile.sums
    shared = [(stem, weight) for stem, weight in text.weights.items() if stem in sums]
    dot = sum([weight * sums[stem] for stem, weight in shared])
    return Overlap(profile, shared, dot, dot / sqrt(profile.square))


def fit(text: Text, found: Overlap) -> Fit:
    """Compute the weighted sum of all features but the gap to the next-best story."""
    profile, shared, dot, cosine = found
    size, counts = len(profile.voices), profile.counts
    ratio = core = names = numbers = peak = 0.0
    for stem, _ in shared:
        term = text.terms[stem]
        count, idf = counts[stem], term.idf
        ratio += log(_NOISE + (1 - _NOISE) * count / ((size + 1) * term.probability))
        core += idf * count
        peak = max(peak, idf)
        if term.name:
            names += idf
        elif term.number:
            numbers += idf
    ratio += _ABSENT * (len(text.weights) - len(shared))
    best = _closest(shared, profile) if size > 1 else [(dot, profile.voices[0][0])]
    closeness, closest = best[0]
    partial = (
        _BIAS
        + _TOP3 * sum(similarity for similarity, _ in best) / len(best)
        + _MAX * closeness
        + _COSINE * cosine
        + _MEAN * dot / size
        + (_LLR * ratio + _CORE * core / size) / text.idf
        + (_MAX_IDF * peak + _NUMBERS_HIT * numbers + _NUMBERS_MISSED * (text.numbers - numbers) + _NAMES_MISSED * (text.names - names))
        / text.log_texts
        + _LOG_SIZE * log(size)
        + _LOG_TERMS * log(len(text.weights))
    )
    return Fit(cosine, partial, closest, closeness)


def _closest(shared: Sequence[tuple[str, float]], profile: Profile) -> list[tuple[float, str]]:
    """Return the three highest cosines to the story's latest voices, each with its article."""
    return nlargest(
        3,
        [
            (sum([weight * vector[stem] for stem, weight in shared if stem in vector]), article)
            for article, vector in profile.voices[-_VOICES:]
        ],
    )


def scores(fits: Mapping[str, Fit]) -> dict[str, float]:
    """Return the score of each candidate story: a cosine that stands out among the others counts slightly less, not more.

    Example:
        >>> scores({"s1": Fit(cosine=0.5, partial=1.195, closest="a1", closeness=0.5)})
        {'s1': 1.0}
    """
    first, second, *_ = [*sorted((found.cosine for found in fits.values()), reverse=True), 0.0, 0.0]
    return {story: found.partial + _GAP * (found.cosine - (first if found.cosine < first else second)) for story, found in fits.items()}
