"""The plain core: open stories by their words, in dictionaries and exact whole numbers. The compiled core must agree with it."""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nlargest
from math import floor, inf, log, sqrt
from typing import TYPE_CHECKING, NamedTuple

from newsloom.stories.core import (
    ABSENT,
    BUDGET,
    CANDIDATES,
    CLIP,
    DEPTH,
    FINALISTS,
    JUDGED,
    JURY,
    LEAST_OF_BEST,
    LEAST_SHARE,
    NOISE,
    VOICES,
    Candidate,
    Weights,
)
from newsloom.stories.lexicon import NAME, NUMBER, UNIT, Lexicon, Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SQUARE = UNIT * UNIT
_DEPTHS = DEPTH * DEPTH


class Voice(NamedTuple):
    """An article as a story's member: ordered by its time, then by its key."""

    moment: float
    key: int
    article: int


class Profile:
    """A story: the sum of its articles' vectors, how many of them hold each term, and the articles in order of publication."""

    __slots__ = ("counts", "first", "key", "last", "square", "sums", "voices")

    def __init__(self, key: int, first: float, last: float) -> None:
        self.key = key
        self.first, self.last = first, last
        self.voices: list[Voice] = []
        self.sums: dict[int, int] = {}
        self.counts: dict[int, int] = {}
        self.square = 0


class PlainCore:
    """Implements `core.Core` in plain Python.

    Args:
        lexicon: the terms of all texts that will be added.
        reach: seconds between an article and the nearest end of a story beyond which it cannot join.
        weights: those of the score.
    """

    def __init__(self, lexicon: Lexicon, reach: float, weights: Weights) -> None:
        self._lexicon = lexicon
        self._reach = reach
        self._weights = weights
        self._log_texts = lexicon.log_texts * UNIT
        self._texts: list[Text] = []
        self._vectors: list[dict[int, int]] = []
        self._marks: list[tuple[float, int]] = []
        self._profiles: list[Profile] = []
        self._postings: list[set[int]] = []
        self._meanings: dict[int, NDArray[np.int64]] = {}
        self._judged: set[int] = set()

    def add(self, counts: Mapping[str, int], moment: float, key: int) -> int | None:
        """Take in an article by its stems and return its number; nothing where they tell nothing."""
        text = self._lexicon.read(counts)
        if not text.idf:
            return None
        self._postings.extend(set() for _ in range(len(self._lexicon) - len(self._postings)))
        self._texts.append(text)
        self._vectors.append(dict(zip(text.terms, text.weights, strict=True)))
        self._marks.append((moment, key))
        return len(self._texts) - 1

    def mean(self, article: int, meaning: "NDArray[np.int16]", *, judged: bool) -> None:
        """State what an article's title means."""
        self._meanings[article] = meaning.astype("int64")
        if judged:
            self._judged.add(article)

    def open(self, key: int, first: float, last: float) -> int:
        """Begin a story without a voice and return its number."""
        self._profiles.append(Profile(key, first, last))
        return len(self._profiles) - 1

    def span(self, story: int, first: float, last: float) -> None:
        """State when a story's first and last article appeared."""
        profile = self._profiles[story]
        profile.first, profile.last = first, last

    def join(self, story: int, article: int) -> None:
        """Make an article a voice of a story."""
        profile = self._profiles[story]
        profile.square += 2 * self._dot(article, profile) + self._texts[article].square
        sums, counts = profile.sums, profile.counts
        for term, weight in self._vectors[article].items():
            if term in sums:
                sums[term] += weight
                counts[term] += 1
            else:
                sums[term] = weight
                counts[term] = 1
                self._postings[term].add(story)
        insort(profile.voices, Voice(*self._marks[article], article))

    def leave(self, story: int, article: int) -> None:
        """Take a voice out of its story."""
        profile = self._profiles[story]
        profile.square += self._texts[article].square - 2 * self._dot(article, profile)
        sums, counts = profile.sums, profile.counts
        for term, weight in self._vectors[article].items():
            counts[term] -= 1
            if counts[term]:
                sums[term] -= weight
            else:
                del sums[term], counts[term]
                self._postings[term].discard(story)
        del profile.voices[bisect_left(profile.voices, Voice(*self._marks[article], article))]

    def close(self, story: int) -> None:
        """Let go of a story with all its voices."""
        profile = self._profiles[story]
        for term in profile.sums:
            self._postings[term].discard(story)
        for held in (profile.sums, profile.counts, profile.voices):
            held.clear()

    def near(self, article: int, barred: Collection[int] = (), least: float = 0.0, above: float = -inf) -> tuple[Candidate, ...]:
        """Return the stories that an article could join, the highest cosine first."""
        text, (moment, _) = self._texts[article], self._marks[article]
        overlaps = [(self._dot(article, self._profiles[story]), story) for story in self._candidates(text, moment, barred)]
        cosines = [(_cosine(dot, self._profiles[story].square), self._profiles[story].key, dot, story) for dot, story in overlaps]
        cosines.sort(reverse=True)
        weights = JUDGED if article in self._judged else self._weights
        first, second, *_ = [*(cosine for cosine, *_ in cosines), 0.0, 0.0]
        found = []
        for place, (cosine, _, dot, story) in enumerate(cosines):
            if place >= FINALISTS:
                found += [Candidate(story, cosine)] if cosine >= least else []
                continue
            gap = cosine - (second if place == 0 else first)
            score = self._fit(article, self._profiles[story], dot) + weights.gap * gap
            found.append(Candidate(story, cosine, score if score > above else None))
        return tuple(found)

    def fits(self, pairs: Iterable[tuple[int, int]]) -> list[float]:
        """Return how well each article fits its story; when it is one of its voices, the others."""
        return [self._fit_of(article, self._profiles[story]) for article, story in pairs]

    def loosest(self, stories: Iterable[int]) -> list[float]:
        """Return how well that one of a story's latest voices fits the others which fits them least, story by story."""
        profiles = [self._profiles[story] for story in stories]
        return [min(self._fit_of(voice.article, profile) for voice in profile.voices[-VOICES:]) for profile in profiles]

    def agreements(self, pairs: Iterable[tuple[int, int]]) -> list[float]:
        """Return how well the latest articles of two stories fit each other's, pair by pair."""
        return [self._agreement(self._profiles[story], self._profiles[other]) for story, other in pairs]

    def cosines(self, pairs: Iterable[tuple[int, int]]) -> list[float]:
        """Return the cosine of the angle between two stories' summed vectors, pair by pair."""
        return [_story_cosine(self._profiles[story], self._profiles[other]) for story, other in pairs]

    def _fit_of(self, article: int, profile: Profile) -> float:
        return self._fit(article, profile, self._dot(article, profile))

    def _agreement(self, one: Profile, other: Profile) -> float:
        mine, theirs = len(one.voices), len(other.voices)
        return (theirs * self._approval(one, other) + mine * self._approval(other, one)) / (mine + theirs)

    def _approval(self, asked: Profile, other: Profile) -> float:
        jury, total = asked.voices[-JURY:], 0.0
        for voice in jury:
            total += min(CLIP, max(-CLIP, self._fit_of(voice.article, other)))
        return total / len(jury)

    def _dot(self, article: int, profile: Profile) -> int:
        sums = profile.sums
        return sum([weight * sums[term] for term, weight in self._vectors[article].items() if term in sums])

    def _candidates(self, text: Text, moment: float, barred: Collection[int]) -> list[int]:
        """Return the stories within reach that share the most of the text's squared length."""
        shares: dict[int, int] = {}
        get = shares.get
        left = BUDGET
        for term, weight in zip(text.terms, text.weights, strict=True):
            holders = self._postings[term]
            if len(holders) > left:
                continue
            left -= len(holders)
            share = weight * weight
            for story in holders:
                shares[story] = get(story, 0) + share
        floor_ = max(_SQUARE // LEAST_SHARE, max(shares.values(), default=0) // LEAST_OF_BEST)
        profiles, reach = self._profiles, self._reach
        likely = (
            (share, profiles[story].key, story)
            for story, share in shares.items()
            if share >= floor_ and profiles[story].first - reach <= moment <= profiles[story].last + reach and story not in barred
        )
        return [story for _, _, story in nlargest(CANDIDATES, likely)]

    def _fit(self, article: int, profile: Profile, dot: int) -> float:
        """Return the score without the gap."""
        text, mark = self._texts[article], Voice(*self._marks[article], article)
        weights = JUDGED if article in self._judged else self._weights
        size, square = len(profile.voices), profile.square
        place = bisect_left(profile.voices, mark)
        own = int(place < size and profile.voices[place] == mark)
        if own:
            square += text.square - 2 * dot
            dot -= text.square
            size -= 1
        ratio, core, peak, numbers, names = self._shared(text, profile, own)
        voices = self._heard(article, profile, own)
        best = self._closest(article, voices)
        near, length = sum(best) / (len(best) * _SQUARE), len(text.terms)
        score = (
            weights.bias
            + weights.top * near
            + weights.best * (best[0] / _SQUARE)
            + weights.cosine * _cosine(dot, square)
            + weights.mean * (dot / (size * _SQUARE))
            + weights.ratio * (ratio / text.idf)
            + weights.core * (core / (size * text.idf))
            + weights.peak * (peak / self._log_texts)
            + weights.numbers * (numbers / self._log_texts)
            + weights.numbers_missed * ((text.numbers - numbers) / self._log_texts)
            + weights.names_missed * ((text.names - names) / self._log_texts)
            + weights.size * log(size)
            + weights.length * log(length)
        )
        if article in self._judged:
            score += self._meant(article, voices)
        return score

    def _meant(self, article: int, voices: Sequence[int]) -> float:
        """Return what the meanings of titles add to the score, over the voices of which it is known."""
        meaning = self._meanings[article]
        products = sorted((int(meaning @ self._meanings[voice]) for voice in voices if voice in self._meanings), reverse=True)
        if not products:
            return 0.0
        best = products[:3]
        return JUDGED.meant_top * (sum(best) / (len(best) * _DEPTHS)) + JUDGED.meant_best * (best[0] / _DEPTHS)

    def _shared(self, text: Text, profile: Profile, own: int) -> tuple[int, int, int, int, int]:
        """Return what the terms say that a text shares with a story: ratio, core, peak, numbers and names, in units."""
        counts, size = profile.counts, len(profile.voices) - own
        idfs, kinds, scaled = self._lexicon.idf, self._lexicon.kind, self._lexicon.probability
        ratio = core = peak = numbers = names = 0
        for term in text.terms:
            count = counts.get(term, 0) - own
            if count <= 0:
                ratio += ABSENT
                continue
            idf = idfs[term]
            ratio += floor(log(NOISE + (1 - NOISE) * count / ((size + 1) * scaled[term])) * UNIT + 0.5)
            core += idf * count
            peak = max(peak, idf)
            if kinds[term] == NUMBER:
                numbers += idf
            elif kinds[term] == NAME:
                names += idf
        return ratio, core, peak, numbers, names

    def _heard(self, article: int, profile: Profile, own: int) -> list[int]:
        """Return the latest voices of a story but the article itself."""
        return [voice.article for voice in profile.voices[-VOICES - own :] if voice.article != article][-VOICES:]

    def _closest(self, article: int, voices: Sequence[int]) -> list[int]:
        """Return the three highest products with a story's voices."""
        vector = self._vectors[article]
        products = []
        for other in voices:
            theirs = self._vectors[other]
            products.append(sum([weight * theirs[term] for term, weight in vector.items() if term in theirs]))
        return nlargest(3, products)


def _cosine(dot: int, square: int) -> float:
    """Return the cosine of a product with a text, which has the length of one unit."""
    return dot / (UNIT * sqrt(square)) if square > 0 else 0.0


def _story_cosine(one: Profile, other: Profile) -> float:
    """Return the cosine of two stories' sums."""
    small, large = sorted((one, other), key=lambda profile: len(profile.sums))
    dot = sum([weight * large.sums[term] for term, weight in small.sums.items() if term in large.sums])
    return dot / (sqrt(small.square) * sqrt(large.square)) if dot else 0.0
