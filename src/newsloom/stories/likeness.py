"""Likeness: whether two sketched texts are one text, one reworked, or two that a template, boilerplate or an event makes alike."""

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
import re
from typing import Literal, NamedTuple

from newsloom.stories.sketches import Sketch, clipped, reading
from newsloom.types import Article

# What the figures rest on, unless said otherwise: evals/copies.py on ECB+ topics 1-35; docs/decisions/0023-copies.md has the tables.

COPY = 0.6
"""Share of the shorter text's runs of three words that the other holds too. All of 678 texts with 5 % of their words changed keep more;
.07 % of independent reports of one event reach it (AllSides, the stories prototype, section 6), in ECB+ 2.5 %, which are agency copy."""

COPY_SHORT = 0.8
"""The same of pairs of words, for excerpts and titles: no independent reports reach it (AllSides), and one clause put in is seen."""

ADAPTED = 0.4
"""The same of runs of three words in a reworked text: 98 % of texts with 15 % of their words changed keep more, .5 % of independent
reports (AllSides)."""

ADAPTED_SHORT, SAME_WORDS = 0.25, 0.6
"""Of a title with an excerpt a smaller share tells, where its single words stand in the other too: of the sample web's 35 reworked texts it
finds 19 in place of 3, and none of its 1,240 pairs of independent reports; in ECB+ some .5 % of these, which quote one statement."""

ONE_SITE = 0.9
"""On one site only that share makes a copy: forms recur there (.78 in a channel's overviews of two products), sent again is sent whole."""

_TITLE_AGREES = 0.8
"""On one site the same text under another title is boilerplate or a form; four of five words of both titles leave room for "UPDATE 1"."""

_LEAST, _TINY, _EXCERPT, _SHORT = 8, 24, 60, 80
"""Runs of three words: fewer are no evidence; up to here a title; a title with fifty words of excerpt; few enough for one changed figure
to tell, and for the sample web's excerpts of 54 to 70 words."""

_OPENING, _OPENING_AGREES = 60, 0.4
"""Runs of two openings, and the share of each that the other text holds when one is the other's copy. Else what they share is a company's
boilerplate, the background of two reports, or a brief within a round-up. Texts with 5 % of their words changed keep .6 and more."""

_LEAST_SWAPPED = 3
"""Names and figures in whose places two texts of some length have others before they may be a template, filled twice."""

_PIECE = re.compile(r"\d{1,20}(?:[.,]\d{1,20}){0,4}|[^\W\d_]{1,40}|[.!?。！？]")
_ENDS = frozenset(".!?。！？")
_AROUND = 2
"""Words before a name or behind it that say in what place it stands."""

Relation = Literal["copy", "adapted"]
Place = tuple[str, ...]


class Likeness(NamedTuple):
    """How one text depends on another; `share` is how much of the shorter one the other holds."""

    relation: Relation
    share: float


def likeness(one: Sketch, other: Sketch) -> Likeness | None:
    """Compare two texts; `None` when they are two. It does not matter which one comes first.

    share = |A ∩ B| / min(|A|, |B|) over the runs of three words of titles and texts, so that an excerpt is found in its own text.
    Market reports are never alike: their titles' subjects tell them apart (`Terms.signature`).

    Example:
        >>> from newsloom.stories.sketches import sketched
        >>> from newsloom.testing.factories import article
        >>> told = "The orchard town of Millbrook lost its only bridge on Sunday night when the river rose by four metres within an hour."
        >>> first = sketched(article("https://a.example/", title="Flood takes bridge", excerpt=told))
        >>> second = sketched(article("https://b.example/", title="Bridge lost", excerpt=told.replace("Millbrook", "Wendle")))
        >>> likeness(first, first), likeness(first, second)
        (Likeness(relation='copy', share=1.0), None)
    """
    shorter, longer = sorted((one, other), key=lambda sketch: (len(sketch.runs), sketch.place))
    size = len(shorter.runs)
    share = _share(shorter.runs, longer.runs)
    if size < _LEAST or share < ADAPTED_SHORT or one.form or other.form:
        return None
    if size <= _TINY:
        relation: Relation | None = "copy" if _within(shorter.article, longer.article) else None
    else:
        relation = _relation(shorter, longer, share)
    if relation and one.article.domain == other.article.domain and not _sent_again(one, other, share):
        relation = None
    return Likeness(relation, round(share, 3)) if relation else None


def contradict(one: Sketch, other: Sketch) -> bool:
    """Tell whether two whole texts under one title are two reports: outlets find the same headline for a man's arrest.

    Of excerpts that differ it says nothing: one may be the text's beginning, the other what its page says of it.
    """
    return min(len(one.runs), len(other.runs)) > _SHORT and max(_share(one.runs, other.runs), _share(other.runs, one.runs)) < ADAPTED_SHORT


def _relation(shorter: Sketch, longer: Sketch, share: float) -> Relation | None:
    """Tell how two texts of some length depend on each other: a template filled anew is no relation, and with new figures no copy."""
    short = len(shorter.runs) <= _SHORT
    same_words = short and share < ADAPTED and _share(_words(shorter.article), _words(longer.article)) >= SAME_WORDS
    if share < (ADAPTED_SHORT if same_words else ADAPTED):
        return None
    figures, facts = _refilled(shorter.article, longer.article, 1 if short else _LEAST_SWAPPED) if share < 1 else (False, False)
    if facts:
        return None
    return "copy" if not figures and _is_copy(shorter, longer, share) and _begin_alike(shorter, longer) else "adapted"


def _is_copy(shorter: Sketch, longer: Sketch, share: float) -> bool:
    if share < 1 and len(shorter.runs) <= _EXCERPT:
        return _share(pairwise(_words(shorter.article)), pairwise(_words(longer.article))) >= COPY_SHORT
    return share >= COPY


def _share(part: Iterable[object], whole: Iterable[object]) -> float:
    held = set(part)
    return len(held.intersection(whole)) / max(1, len(held))


def _words(article: Article) -> list[str]:
    title, text = reading(article)
    return title + text


def _within(shorter: Article, longer: Article) -> bool:
    """Tell whether a text of few words stands in another: each word of it tells, but the last one, which may be cut off.

    Where there is an excerpt, the title may be another.
    """
    title, text = reading(shorter)
    few, many = title + text, _words(longer)
    telling = text if len(text) > _LEAST else few
    return _share(pairwise(few), pairwise(many)) >= COPY_SHORT and set(telling[:-1]).issubset(many)


def _sent_again(one: Sketch, other: Sketch, share: float) -> bool:
    first, second = set(one.heading.split()), set(other.heading.split())
    return share >= ONE_SITE and len(first & second) >= _TITLE_AGREES * len(first | second)


def _begin_alike(shorter: Sketch, longer: Sketch) -> bool:
    length = min(_OPENING, len(shorter.runs) - shorter.own, len(longer.runs) - longer.own)
    if length < _LEAST:
        return True
    return min(_share(shorter.opening(length), longer.runs), _share(longer.opening(length), shorter.runs)) >= _OPENING_AGREES


def _refilled(one: Article, other: Article, least: int) -> tuple[bool, bool]:
    """Tell whether more figures, and more names and figures, are swapped for others in the same places than are kept."""
    first, second = _facts(one), _facts(other)
    kept = first.keys() & second.keys()
    places = {place for fact, found in second.items() if fact not in kept for place in found}
    swapped = [fact for fact, found in first.items() if fact not in kept and not places.isdisjoint(found)]
    figures, kept_figures = sum(map(_is_figure, swapped)), sum(map(_is_figure, kept))
    return figures >= least and figures > kept_figures, len(swapped) >= least and len(swapped) > len(kept)


def _is_figure(fact: str) -> bool:
    return fact[0].isdigit()


def _facts(article: Article) -> Mapping[str, Collection[Place]]:
    """Return the names and figures of a text, each with the places where it stands: behind two words, and before two words."""
    title, text = clipped(article)
    pieces = _PIECE.findall(f"{title}. {text}")
    low = [piece.lower() for piece in pieces]
    found: dict[str, set[Place]] = {}
    for at, piece in enumerate(pieces):
        if piece[0].isdigit() or (piece[0].isupper() and at and pieces[at - 1] not in _ENDS):
            behind, before = tuple(low[max(0, at - _AROUND) : at]), tuple(low[at + 1 : at + 1 + _AROUND])
            found.setdefault(low[at], set()).update((("behind", *behind), ("before", *before)))
    return found
