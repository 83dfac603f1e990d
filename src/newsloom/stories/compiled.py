"""The compiled core: what `plain` does, in machine code. Needs `newsloom[fast]` (numba).

Every figure is computed by the same operations in the same order as in `plain`, sums in whole numbers, so that both say the same.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from newsloom.stories import machine
from newsloom.stories.core import CANDIDATES, FINALISTS, JUDGED, Candidate, Weights
from newsloom.stories.lexicon import UNIT, Lexicon
from newsloom.stories.machine import ARTICLE, CELL, DONE, LACKS_CELLS, NONE, STORY, TERM, WORD, Array, Memory

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROOM = 4096
_SIZES = 32
_NOBODY = np.zeros(0, np.int32)
_candidate = partial(tuple.__new__, Candidate)


class CompiledCore:
    """Implements `core.Core` in machine code; see `plain.PlainCore`."""

    def __init__(self, lexicon: Lexicon, reach: float, weights: Weights) -> None:
        self._lexicon = lexicon
        self._known = self._articles = self._stories = self._flat = self._meanings = 0
        self._m = Memory(
            terms=np.zeros(_ROOM, TERM),
            articles=np.zeros(_ROOM, ARTICLE),
            words=np.zeros(_ROOM, WORD),
            stories=np.zeros(_ROOM, STORY),
            cells=np.zeros(_ROOM, CELL),
            pool=np.zeros(_ROOM, np.uint32),
            meanings=np.zeros((0, 0), np.int16),
            vector=np.zeros(_ROOM, np.int32),
            share=np.zeros(_ROOM, np.int64),
            touched=np.zeros(_ROOM, np.int64),
            weights=np.array([weights, JUDGED], np.float64),
            limits=np.array([reach, lexicon.log_texts * UNIT]),
            taken=np.zeros(2, np.int64),
            free=np.full(_SIZES, NONE, np.int64),
        )
        self._found = (np.zeros(CANDIDATES, np.int64), np.zeros(CANDIDATES), np.zeros(CANDIDATES))

    def add(self, counts: Mapping[str, int], moment: float, key: int) -> int | None:
        """Take in an article by its stems and return its number; nothing where they tell nothing."""
        if not counts:
            return None
        numbers = self._lexicon.numbers(counts)
        self._learn()
        article, begin = self._articles, self._flat
        self._reserve("articles", article + 1)
        self._reserve("words", begin + len(numbers))
        if not machine.add(article, begin, np.array(numbers), np.array([*counts.values()]), (moment, key), self._m):
            return None
        self._articles, self._flat = article + 1, begin + len(numbers)
        return article

    def mean(self, article: int, meaning: "NDArray[np.int16]", *, judged: bool) -> None:
        """State what an article's title means."""
        record, rows = self._m.articles[article], self._m.meanings
        if record["meaning"] == NONE:
            if self._meanings >= len(rows):
                rows = np.zeros((max(_ROOM, 2 * len(rows)), len(meaning)), np.int16)
                rows[: self._meanings] = self._m.meanings if self._meanings else 0
                self._m = self._m._replace(meanings=rows)
            record["meaning"] = self._meanings
            self._meanings += 1
        rows[record["meaning"]] = meaning
        record["judged"] = judged

    def open(self, key: int, first: float, last: float) -> int:
        """Begin a story without a voice and return its number."""
        story = self._stories
        self._stories += 1
        for name in ("stories", "share", "touched"):
            self._reserve(name, self._stories)
        self._m.stories[story] = (key, first, last, 0, 0, 0, NONE, 0, 0)
        return story

    def span(self, story: int, first: float, last: float) -> None:
        """State when a story's first and last article appeared."""
        record = self._m.stories[story]
        record["first"], record["last"] = first, last

    def join(self, story: int, article: int) -> None:
        """Make an article a voice of a story."""
        while (lacking := machine.join(story, article, self._m)) != DONE:
            name = "cells" if lacking == LACKS_CELLS else "pool"
            self._reserve(name, len(getattr(self._m, name)) + 1)

    def leave(self, story: int, article: int) -> None:
        """Take a voice out of its story."""
        machine.leave(story, article, self._m)

    def close(self, story: int) -> None:
        """Let go of a story with all its voices."""
        machine.close(story, self._m)

    def near(self, article: int, barred: Collection[int] = (), least: float = 0.0, above: float = -inf) -> tuple[Candidate, ...]:
        """Return the stories that an article on none could join, the highest cosine first."""
        out = np.array([*barred], np.int32) if barred else _NOBODY
        count = machine.near(article, out, (least, above), self._found, self._m)
        stories, cosines, scores = (values[:count].tolist() for values in self._found)
        known = [score if score > above else None for score in scores[:FINALISTS]] + [None] * (count - FINALISTS)
        return tuple(map(_candidate, zip(stories, cosines, known, strict=True)))

    def fits(self, pairs: Sequence[tuple[int, int]]) -> list[float]:
        """Return how well each article fits its story that has voices; when it is one of them, the others."""
        return _answered(machine.fits, pairs, self._m)

    def loosest(self, stories: Sequence[int]) -> list[float]:
        """Return how well that one of a story's latest voices fits the others which fits them least, story by story."""
        return _answered(machine.loosest, stories, self._m)

    def agreements(self, pairs: Sequence[tuple[int, int]]) -> list[float]:
        """Return how well the latest articles of two stories fit each other's, pair by pair."""
        return _answered(machine.agreements, pairs, self._m)

    def cosines(self, pairs: Sequence[tuple[int, int]]) -> list[float]:
        """Return the cosine of the angle between two stories' summed vectors, pair by pair."""
        return _answered(machine.cosines, pairs, self._m)

    def _learn(self) -> None:
        """Take over the terms that the lexicon has learnt since."""
        known, total, lexicon = self._known, len(self._lexicon), self._lexicon
        if known == total:
            return
        self._reserve("terms", total)
        self._reserve("vector", total)
        new = self._m.terms[known:total]
        new["idf"], new["probability"], new["kind"] = lexicon.idf[known:], lexicon.probability[known:], lexicon.kind[known:]
        self._known = total

    def _reserve(self, name: str, needed: int) -> None:
        """Make an array at least so long, where it stands: a copy would take its room twice for a while."""
        array = getattr(self._m, name)
        if needed > len(array):
            array.resize(max(needed, len(array) + len(array) // 4), refcheck=False)


def _answered(compiled: Callable[[Array, Array, Memory], None], asked: Sequence[tuple[int, int]] | Sequence[int], m: Memory) -> list[float]:
    answers = np.zeros(len(asked))
    if asked:
        compiled(np.array(asked), answers, m)
    found: list[float] = answers.tolist()
    return found
