"""Sketches: what is kept of a text so that another one like it is found and told apart, wherever in the window it stands."""

from array import array
from collections.abc import Collection, Sequence
from datetime import datetime
from zlib import crc32

from msgspec import Struct

from newsloom.stories.templates import is_report, without_dateline
from newsloom.stories.terms import words
from newsloom.types import Article

_TITLE_LIMIT, _LETTERS, _WORDS = 300, 8_000, 1_000
"""How much is read of a title and of a text: nothing that stands behind is compared."""

_DENSE, _SPARSE = 1 << 30, 1 << 28
"""Hashes, of 32 bits, below which a run of three words is indexed: a quarter of those of an opening, a sixteenth of those behind it."""

_OPENING = 100
"""Runs of an opening, behind the title: texts that begin alike are found by it, also where few words are left alike."""

_FEW = 24
"""Of a text of so few runs all are indexed: a quarter of them would find too little."""


class Sketch(Struct, frozen=True, eq=False, gc=False):
    """A text as the hashes of its different runs of three words, in order; the first `own` of them begin in the title.

    `heading` is the title's words, and `form` says that a report mill wrote it.

    A hash is the CRC-32 of the words: the same in every process and release, and as good as random for words that nobody chose.
    Whoever chooses them to collide joins his own articles, which he could do by copying.
    """

    article: Article
    heading: str
    form: bool
    runs: "array[int]"
    own: int

    @property
    def place(self) -> tuple[datetime, str]:
        """Where the article stands among others: when it was published, then its id."""
        return (self.article.published_at, self.article.id)

    @property
    def indexed(self) -> Collection[int]:
        """Return the hashes under which the text is found: by their value alone, so that a part of it has its share of them."""
        if len(self.runs) <= _FEW:
            return self.runs
        behind = self.own + _OPENING
        found = [run for run in self.runs[:behind] if run < _DENSE]
        return found + [run for run in self.runs[behind:] if run < _SPARSE]

    @property
    def sought(self) -> Collection[int]:
        """Return the hashes by which texts like this one are looked for; where it is long, more than those it is found under."""
        return self.runs if len(self.runs) <= _FEW else [run for run in self.runs if run < _DENSE]

    def opening(self, length: int) -> "array[int]":
        """Return the first runs of the text behind its title."""
        return self.runs[self.own : self.own + length]


def reading(article: Article) -> tuple[list[str], list[str]]:
    """Return the words of an article's title and of its text, or of its excerpt where nothing more is known; no wire's dateline.

    Example:
        >>> from newsloom.testing.factories import article
        >>> reading(article(title="Bridge falls", excerpt="OSLO (Reuters) - It fell at noon."))
        (['bridge', 'falls'], ['it', 'fell', 'at', 'noon'])
    """
    title, text = clipped(article)
    return words(title), words(without_dateline(text))[:_WORDS]


def clipped(article: Article) -> tuple[str, str]:
    """Return as much of an article's title and text as is compared."""
    return article.title[:_TITLE_LIMIT], (article.text or article.excerpt)[:_LETTERS]


def sketched(article: Article) -> Sketch:
    """Sketch an article's title and text.

    Example:
        >>> from newsloom.testing.factories import article
        >>> sketch = sketched(article(title="Bridge falls", excerpt="It fell at noon."))
        >>> len(sketch.runs), sketch.own
        (4, 2)
    """
    title, text = reading(article)
    hashes = _hashes(title + text)
    different = array("I", dict.fromkeys(hashes))
    own = len(title) if len(different) == len(hashes) else len(set(hashes[: len(title)]))
    return Sketch(article, " ".join(title), is_report(article.title), different, min(own, len(different)))


def _hashes(found: Sequence[str]) -> list[int]:
    runs = "\n".join(map(" ".join, zip(found, found[1:], found[2:], strict=False)))
    return list(map(crc32, runs.encode().split(b"\n"))) if runs else []
