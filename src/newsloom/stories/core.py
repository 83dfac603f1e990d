"""The core of the engine: which open stories an article could join, and how well it fits each; its contract and its figures.

Two parts implement it, which agree to the bit (`tests/contract`): `plain.PlainCore` in Python alone, and `compiled.CompiledCore`,
which takes `newsloom[fast]` and is there when that is installed.
"""

from collections.abc import Collection, Mapping, Sequence
from math import floor, inf, log
from typing import TYPE_CHECKING, NamedTuple, Protocol

from newsloom.stories.lexicon import UNIT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# How far a search goes.
BUDGET = 2000
"""Postings that a search walks, the heaviest term first; a term whose postings do not fit into what is left is passed over."""

CANDIDATES = 20
"""Stories compared with an article: those that hold the most of its squared length; 12 found 90 % of the joins of 12-word texts."""

FINALISTS = 4
"""Stories scored in full, those of the highest cosine; 12 found no more."""

LEAST_SHARE = 10
"""A story that holds less than one in so many of the text's squared length is no candidate …"""

LEAST_OF_BEST = 5
"""… nor one that holds less than one in so many of what the best one holds; .4 lost 4 % of the joins, .2 none."""

VOICES = 48
"""Articles of a story, the latest, that are compared one by one and asked if they still fit: 12 gave .76 and 48 .81 BCubed F1 on UCI."""

JURY = 6
"""Articles of a story that are asked whether they fit another one, the latest; 24 and 12 unite no better on the development sets."""

CLIP = 4.0
"""What one of them says counts no more than this, either way (the stories prototype)."""

NOISE = 0.1
"""Share of a story's words that are drawn from the background in the likelihood ratio; ln .1 = -2.3 for a word it lacks."""

ABSENT = floor(log(NOISE) * UNIT + 0.5)
"""What a term says, in units, that the story lacks."""


class Weights(NamedTuple):
    """The weights of the score: a linear function of what an article and a story share.

    `top`: mean of the three best cosines to the story's articles; `best`: the best one; `cosine`: to their sum; `mean`: of all of them.
    `ratio`: log-likelihood ratio of the article's terms, story against background, over their idf. `core`: idf-weighted share of the
    story's articles that hold its terms. `peak`: the largest shared idf. `numbers`, `numbers_missed`, `names_missed`: idf of the shared or
    missed ones. `gap`: cosine to this story less the best other one. `size`, `length`: logarithm of the story's articles, of the
    article's terms. Idf is measured in logarithms of the background's texts. `meant_top` and `meant_best` are what `top` and `best` are,
    of the meanings that a judge finds in titles.
    """

    bias: float = -2.054
    top: float = 5.940
    best: float = 3.228
    cosine: float = 1.874
    mean: float = 0.132
    ratio: float = 4.258
    core: float = 0.804
    peak: float = 0.063
    numbers: float = 0.609
    numbers_missed: float = -0.177
    names_missed: float = -0.794
    gap: float = -1.519
    size: float = -0.149
    length: float = -0.545
    meant_top: float = 0.0
    meant_best: float = 0.0


JUDGED = Weights(
    bias=-3.879,
    top=0.000,
    best=3.278,
    cosine=2.378,
    mean=0.000,
    ratio=2.962,
    core=1.513,
    peak=0.575,
    numbers=0.237,
    numbers_missed=-0.038,
    names_missed=-0.751,
    gap=1.947,
    size=0.114,
    length=-0.096,
    meant_top=0.633,
    meant_best=2.887,
)
"""The weights for an article of which only the title is known, where a judge has read it and the story's latest voices."""

DEPTH = 1 << 13
"""One, in the whole numbers that meanings are kept in: a vector's parts are about a twentieth of it."""


class Candidate(NamedTuple):
    """A story that an article could join: the cosine to it and, of a finalist that does as well as was asked for, the score."""

    story: int
    cosine: float
    score: float | None = None


class Core(Protocol):
    """Open stories by their words.

    Articles and stories are known by numbers that it gives out, and asked about many at a time, as a call has its price; `key`s, which
    do not depend on the order in which they were given, break ties.
    """

    def add(self, counts: Mapping[str, int], moment: float, key: int) -> int | None:
        """Take in an article by its stems and return its number; nothing where they tell nothing."""

    def mean(self, article: int, meaning: "NDArray[np.int16]", *, judged: bool) -> None:
        """State what an article's title means, a vector of the length `DEPTH`, and whether `JUDGED` weighs how it fits a story."""

    def open(self, key: int, first: float, last: float) -> int:
        """Begin a story without a voice and return its number."""

    def span(self, story: int, first: float, last: float) -> None:
        """State when a story's first and last article appeared."""

    def join(self, story: int, article: int) -> None:
        """Make an article a voice of a story. A text without a single term is never a voice."""

    def leave(self, story: int, article: int) -> None:
        """Take a voice out of its story; a story without voices is no candidate."""

    def close(self, story: int) -> None:
        """Let go of a story with all its voices, none of which is asked about any more."""

    def near(self, article: int, barred: Collection[int] = (), least: float = 0.0, above: float = -inf) -> tuple[Candidate, ...]:
        """Return the stories that an article on none could join, the highest cosine first.

        These are the finalists, and the others whose cosine is `least` and more. Scores are told where they are above what is asked for.
        """

    def fits(self, pairs: Sequence[tuple[int, int]]) -> list[float]:
        """Return how well each article fits its story that has voices; when it is one of them, the others, of which there must be some."""

    def loosest(self, stories: Sequence[int]) -> list[float]:
        """Return how well that one of a story's latest voices fits the others which fits them least, of two voices at least each."""

    def agreements(self, pairs: Sequence[tuple[int, int]]) -> list[float]:
        """Return how well the latest articles of two stories fit each other's, pair by pair.

        It is the mean of what both sides say, each weighed by the size of the story that it is asked about: a single article hardly
        tells whether hundreds fit it, while they tell whether it fits them.
        """

    def cosines(self, pairs: Sequence[tuple[int, int]]) -> list[float]:
        """Return the cosine of the angle between two stories' summed vectors, 0 to 1, pair by pair."""
