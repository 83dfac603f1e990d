"""An inverted index of open stories by their words: which ones could an article join, and how well does it fit each."""

from collections.abc import Collection, Mapping
from heapq import nlargest
from itertools import islice
from math import log
from typing import NamedTuple

from msgspec import Struct

from newsloom.stories.background import Background
from newsloom.stories.similarity import Profile, Term, Text, fit, overlap, scores

# How far a search goes. In a synthetic stream of 7,000 articles in 4,200 stories these limits find the story that an
# exhaustive search finds for 99.4 % of the joins of 40-word texts (95 % at 12 random words), at four times its speed.
_POSTINGS = 60
"""Stories looked at for one word, the newest; 100 and 200 found no more."""

_BUDGET = 300
"""Stories looked at for all words, the heaviest words first; 500 and 1,000 found no more."""

_CANDIDATES = 20
"""Stories compared with the text; 12 found 90 % at 12 words."""

_FINALISTS = 4
"""Stories scored in full, those of the highest cosine; 12 found no more."""

_LEAST_SHARE = 0.1
"""A story that holds less than this share of the text's squared length is no candidate …"""

_LEAST_OF_BEST = 0.2
"""… nor one that holds less than this part of what the best one holds; .4 lost 4 % of the joins."""

_ALIKE = 0.3
"""Articles below this cosine are not compared as texts: a headline within its own 60-word text has about .4 …"""

_ALIKE_LIMIT = 2
"""… and only the most similar ones are, as comparing texts costs as much as the rest of the search."""

_SUBJECT = 0.5
"""Probability of a word of the hub's own subject: half the articles may hold it, however rare it is in general news."""


class Word(Struct, gc=False):
    """What the index knows of a stem: texts of the background that hold it, and a half; what kind it is; its stories, newest last."""

    texts: float
    name: bool
    number: bool
    subject: bool
    stories: list[int]


class Nearness(NamedTuple):
    """What the index knows of a text: score and cosine of each candidate story, and the articles most like it, best first."""

    scores: Mapping[str, float]
    cosines: Mapping[str, float]
    articles: tuple[str, ...]


class StoryIndex:
    """Open stories by their words, newest last under each word; it grows with every article and never forgets.

    Args:
        background: word frequencies of general news.
        reach: seconds between an article and the nearest end of a story beyond which it cannot join.
        subject: stems that every article of the hub may hold and that therefore tell nothing apart.
    """

    def __init__(self, background: Background, reach: float, subject: Collection[str] = ()) -> None:
        self._background = background
        self._reach = reach
        self._subject = frozenset(subject)
        self._profiles: dict[str, Profile] = {}
        self._numbered: list[Profile] = []
        self._words: dict[str, Word] = {}

    def read(self, counts: Mapping[str, int]) -> Text:
        """Weigh a text's stems: (1 + ln tf) x idf, to unit length, by the frequencies of this moment.

        idf(w) = ln((N + 1) / (texts of the background with w + stories with w + 0.5)), N the number of both and one more.
        A large story does not devalue its own words, because stories are counted and not articles.
        """
        words = self._words
        total = self._background.texts + len(self._profiles) + 2
        weights, terms = {}, {}
        for stem, count in counts.items():
            word = words.get(stem) or self._learn(stem)
            probability = (word.texts + len(word.stories)) / total
            if word.subject:
                probability = max(probability, _SUBJECT)
            idf = -log(probability)
            weights[stem] = idf if count == 1 else (1 + log(count)) * idf
            terms[stem] = Term(idf, probability, word.name, word.number)
        return Text.of(weights, terms, log(total))

    def _learn(self, stem: str) -> Word:
        background = self._background
        texts = background.frequency.get(stem, 0) + 0.5
        self._words[stem] = word = Word(texts, stem in background.names, stem[0].isdigit(), stem in self._subject, [])
        return word

    def open(self, story: str, first: float, last: float) -> None:
        """Make a story known with the times of its first and last article, or widen its span."""
        profile = self._profiles.get(story)
        if profile is None:
            self._profiles[story] = profile = Profile(story, len(self._numbered), first, last)
            self._numbered.append(profile)
        else:
            profile.first, profile.last = min(first, profile.first), max(last, profile.last)

    def add(self, story: str, article: str, text: Text) -> None:
        """Count an article as a voice of an open story. A text without a single stem is never a voice."""
        if not text.weights:
            return
        profile = self._profiles[story]
        for stem in profile.add(article, text):
            self._words[stem].stories.append(profile.number)

    def near(self, text: Text, moment: float, barred: Collection[str] = ()) -> Nearness:
        """Score the stories that a text of this moment could join, `barred` ones left out."""
        within = (profile for profile in self._candidates(text) if self.reaches(profile.story, moment) and profile.story not in barred)
        overlaps = [overlap(text, profile) for profile in islice(within, _CANDIDATES)]
        best = nlargest(_FINALISTS, overlaps, key=lambda found: found.cosine)
        fits = {found.profile.story: fit(text, found) for found in best}
        alike = sorted((-found.closeness, found.closest) for found in fits.values() if found.closeness > _ALIKE)
        return Nearness(
            scores=scores(fits),
            cosines={found.profile.story: found.cosine for found in overlaps},
            articles=tuple(article for _, article in alike[:_ALIKE_LIMIT]),
        )

    def reaches(self, story: str, moment: float) -> bool:
        """Tell whether the window of a story is open at this moment."""
        profile = self._profiles[story]
        return profile.first - self._reach <= moment <= profile.last + self._reach

    def cosine(self, story: str, other: str) -> float:
        """Return how alike two stories are, 0 to 1."""
        return self._profiles[story].cosine(self._profiles[other])

    def _candidates(self, text: Text) -> list[Profile]:
        """Return the stories that share the most of the text's squared length, best first."""
        shares: dict[int, float] = {}
        get = shares.get
        left = _BUDGET
        for stem, weight in text.weights.items():
            newest = self._words[stem].stories[-_POSTINGS:]
            share = weight * weight
            for number in newest:
                shares[number] = get(number, 0.0) + share
            left -= len(newest)
            if left <= 0:
                break
        floor = max(_LEAST_SHARE, _LEAST_OF_BEST * max(shares.values(), default=0.0))
        likely = [(share, number) for number, share in shares.items() if share >= floor]
        return [self._numbered[number] for _, number in nlargest(2 * _CANDIDATES, likely)]
