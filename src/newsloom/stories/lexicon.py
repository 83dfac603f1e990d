"""Texts as vectors of whole numbers: what every stem weighs, and what an article's stems make of it."""

from collections.abc import Iterable, Mapping
from math import floor, log, sqrt
from typing import NamedTuple

from newsloom.stories.background import Background

UNIT = 1 << 16
"""One, in the whole numbers that weights are kept in. Sums of whole numbers are exact and do not depend on their order, so that a
state that ran through and one that was built anew from the store agree to the bit, and so do the plain core and the compiled one."""

SUBJECT = 0.5
"""Probability of a word of the hub's own subject: half the articles may hold it, however rare it is in general news."""

PLAIN, NAME, NUMBER = 0, 1, 2
"""Kinds of stems."""


class Text(NamedTuple):
    """A text as a vector of about unit length (`UNIT`), the heaviest stem first, and the sums that every comparison needs.

    `terms` are numbers of the lexicon, `weights` theirs in this text. `square` is the vector's squared length; `idf`, `names` and
    `numbers` are the idf of all its terms, of its names and of its numbers, in units.
    """

    terms: tuple[int, ...]
    weights: tuple[int, ...]
    square: int
    idf: int
    names: int
    numbers: int


class Lexicon:
    """Every stem that was met: its number, its idf, its probability and its kind.

    idf(w) = ln((N + 1) / (texts of the background with w + 0.5)), for a background of N texts. Frequencies counted in the hub's own
    stories add nothing on ECB+ and UCI (BCubed F1 within .004 of these on six development sets), and without them a vector depends on
    its text alone.

    Args:
        background: word frequencies of general news.
        usual: stems that the hub's articles hold anyway and that therefore tell little apart, with the probability to find each in one.
    """

    def __init__(self, background: Background, usual: Mapping[str, float] | None = None) -> None:
        self._background = background
        self._usual = dict(usual or {})
        self._numbers: dict[str, int] = {}
        self.log_texts = log(background.texts + 1)
        self.idf: list[int] = []
        self.probability: list[float] = []
        self.kind: list[int] = []

    def __len__(self) -> int:
        return len(self.idf)

    def numbers(self, stems: Iterable[str]) -> list[int]:
        """Return the number of each stem; one that was not met before gets the next.

        Example:
            >>> Lexicon(Background(texts=1000, frequency={})).numbers(["chip", "qualcomm", "chip"])
            [0, 1, 0]
        """
        known = self._numbers
        return [known[stem] if stem in known else self._learn(stem) for stem in stems]

    def read(self, counts: Mapping[str, int]) -> Text:
        """Weigh a text's stems, (1 + ln tf) x idf, and scale them to unit length.

        Example:
            >>> text = Lexicon(Background(texts=1000, frequency={"chip": 20})).read({"chip": 1, "qualcomm": 2})
            >>> text.terms, [round(weight / UNIT, 2) for weight in text.weights], round(text.square / UNIT / UNIT, 2)
            ((1, 0), [0.96, 0.29], 1.0)
        """
        idfs, square = self.idf, 0.0
        weighed = [
            (-idfs[term] * (1 + log(count)) if count > 1 else float(-idfs[term]), term)
            for term, count in zip(self.numbers(counts), counts.values(), strict=True)
        ]
        weighed.sort(key=_weight)
        for weight, _ in weighed:  # one by one, as the compiled core does: `sum` corrects the rounding from Python 3.12 on
            square += weight * weight
        scale = UNIT / sqrt(square or 1.0)
        terms = tuple([term for _, term in weighed])
        weights = tuple([round(-weight * scale) for weight, _ in weighed])
        return Text(
            terms=terms,
            weights=weights,
            square=sum([weight * weight for weight in weights]),
            idf=sum([idfs[term] for term in terms]),
            names=self._sum(terms, NAME),
            numbers=self._sum(terms, NUMBER),
        )

    def _sum(self, terms: Iterable[int], kind: int) -> int:
        kinds, idfs = self.kind, self.idf
        return sum([idfs[term] for term in terms if kinds[term] == kind])

    def _learn(self, stem: str) -> int:
        background = self._background
        probability = (background.frequency.get(stem, 0) + 0.5) / (background.texts + 1)
        probability = max(probability, self._usual.get(stem, 0.0))
        self._numbers[stem] = number = len(self.idf)
        self.idf.append(floor(-log(probability) * UNIT + 0.5))
        self.probability.append(probability)
        self.kind.append(NUMBER if stem[0].isdigit() else NAME if stem in background.names else PLAIN)
        return number


def _weight(weighed: tuple[float, int]) -> float:
    return weighed[0]
