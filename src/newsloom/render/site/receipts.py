"""Why a story is here, as tables: every part of a score, the words that fired it, and a sum that adds up."""

from collections.abc import Iterator
import re
from typing import Literal

from msgspec import Struct

from newsloom.text import printable
from newsloom.types import Article, Label, Part, Receipt, Score, StoryView

_BETWEEN = re.compile(r"[,;] ")


class Row(Struct, frozen=True, kw_only=True):
    """A line of a table. `words` stand in the article itself; `note` is any other reason."""

    part: str
    words: tuple[str, ...] = ()
    note: str = ""
    points: int


class Table(Struct, frozen=True, kw_only=True):
    """A score: its rows add up to its value."""

    name: Literal["quality", "heat"]
    rows: tuple[Row, ...]
    value: int


class Proof(Struct, frozen=True):
    """A topic and the words that prove it."""

    topic: str
    words: tuple[str, ...]


class Why(Struct, frozen=True, kw_only=True):
    """Everything decided about a story's lead. `threshold` is the one it was decided under."""

    tables: tuple[Table, Table]
    topics: tuple[Proof, ...]
    rule: str
    margin: int
    threshold: int
    caps: tuple[str, ...]
    rules: str


def why(view: StoryView) -> Why:
    """Return a story's receipt as its page shows it."""
    receipt = view.receipt
    said = _said(view.article)
    return Why(
        tables=(
            _table("quality", receipt.quality, said),
            _table("heat", receipt.heat, said),
        ),
        topics=tuple(_proofs(receipt)),
        rule=printable(receipt.published.rule),
        margin=receipt.published.margin,
        threshold=receipt.heat.value - receipt.published.margin,
        caps=tuple(map(printable, receipt.published.caps)),
        rules=printable(receipt.rules),
    )


def _said(article: Article) -> str:
    return printable(f"{article.title}\n{article.excerpt}\n{article.url}").casefold()


def _table(name: Literal["quality", "heat"], score: Score, said: str) -> Table:
    return Table(name=name, rows=tuple(_row(part, said) for part in score.parts), value=score.value)


def _row(part: Part, said: str) -> Row:
    """Tell the words of the article from other reasons: words are what stands in its title, excerpt or address."""
    reason, name = printable(part.why), printable(part.part)
    for words in ((reason,), tuple(_BETWEEN.split(reason))):
        if all(word and word.casefold() in said for word in words):
            return Row(part=name, words=words, points=part.points)
    return Row(part=name, note=reason, points=part.points)


def _proofs(receipt: Receipt) -> Iterator[Proof]:
    for label in receipt.topics:
        yield Proof(printable(label.topic), tuple(dict.fromkeys(_words(label))))


def _words(label: Label) -> Iterator[str]:
    return (word for found in label.evidence for text in found.what if (word := printable(text)))
