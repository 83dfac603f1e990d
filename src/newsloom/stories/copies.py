"""Copies: the texts of the open window, found again by what they share with a new one."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import chain
from operator import attrgetter
from typing import Literal, NamedTuple, TypeVar

from newsloom.stories.likeness import Relation, contradict, likeness
from newsloom.stories.sketches import Sketch, sketched
from newsloom.stories.terms import Terms
from newsloom.types import Article

_HOLDERS, _LOOKED_AT = 8, 64
"""Texts taken from those that hold one run of words, the earliest, and how many are looked at for them where some are barred."""

_LEAST_HITS = 2
"""Indexed runs that two texts must share to be compared: one alone is a set phrase or two hashes that happen to be equal."""

_COMPARED = 6
"""Texts compared with one, those that share the most indexed runs."""

_place = attrgetter("place")
Key = TypeVar("Key", int, str)


class Kin(NamedTuple):
    """A known article that shares the text of another.

    `relation` says whether one is the other's text or reworks it, `share` how much of the shorter one stands in the longer, `why` what
    told it: the "title" or the "text".
    """

    article: str
    relation: Relation
    share: float
    why: Literal["title", "text"]


class Copies:
    """The texts of the open window by their titles and by a sample of their runs of three words.

    What it answers depends on the texts it holds, never on the order in which they came. What the search costs is bounded for any
    text: a run that thousands hold brings the earliest few of them, among which the original is.

    Example:
        >>> from newsloom.testing.factories import article
        >>> told = "The orchard town of Millbrook lost its only bridge to the flood on Sunday night, the mayor told reporters at the river."
        >>> copies = Copies()
        >>> copies.add(article("https://wire.example/1", title="Flood takes bridge", excerpt=told))
        >>> late = article("https://paper.example/1", title="Bridge lost to flood", excerpt="MILLBROOK (Reuters) - " + told)
        >>> [(kin.relation, kin.share, kin.why) for kin in copies.kin(late)]
        [('copy', 0.87, 'text')]
    """

    def __init__(self, terms: Terms | None = None) -> None:
        self._terms = terms or Terms()
        self._sketches: dict[str, Sketch] = {}
        self._holders: dict[int, Sketch | list[Sketch]] = {}
        self._titles: dict[str, Sketch | list[Sketch]] = {}
        self._last: Sketch | None = None

    def kin(self, article: Article, barred: Collection[str] = ()) -> tuple[Kin, ...]:
        """Return known articles whose text this one shares, `barred` ones and itself left out, the best first.

        A copy comes before a reworked text, then the larger share, then the earlier published, then the id.
        """
        sketch = self._sketch(article)
        known = self._sketches
        apart = {known[one] for one in (*barred, article.id) if one in known}
        found = [(Kin(twin.article.id, "copy", 1.0, "title"), twin.place) for twin in self._twins(sketch, apart)]
        named = {kin.article for kin, _ in found}
        for other in self._alike(sketch, apart):
            how = None if other.article.id in named else likeness(sketch, other)
            if how:
                found.append((Kin(other.article.id, how.relation, how.share, "text"), other.place))
        return tuple(kin for kin, _ in sorted(found, key=lambda one: (one[0].relation != "copy", -one[0].share, one[1])))

    def add(self, article: Article) -> None:
        """Make a text known; an article known already is known anew."""
        if article.id in self._sketches:
            self.forget((article.id,))
        sketch = self._sketches[article.id] = self._sketch(article)
        _hold(self._titles, self._heading(sketch), sketch)
        holders = self._holders
        for run in sketch.indexed:
            if holders.setdefault(run, sketch) is not sketch:
                _hold(holders, run, sketch)

    def forget(self, articles: Collection[str]) -> None:
        """Let go of texts; unknown ones are none."""
        for article in articles:
            sketch = self._sketches.pop(article, None)
            if sketch:
                _release(self._titles, self._heading(sketch), sketch)
                for run in sketch.indexed:
                    if self._holders[run] is sketch:
                        del self._holders[run]
                    else:
                        _release(self._holders, run, sketch)

    def _sketch(self, article: Article) -> Sketch:
        """Sketch an article, once for `kin` and the `add` that follows."""
        if self._last is None or self._last.article is not article:
            self._last = sketched(article)
        return self._last

    def _heading(self, sketch: Sketch) -> str:
        """Return what a title is kept under: its words, or a market report's subject. Whether it tells enough is asked of twins only."""
        return self._terms.signature(sketch.article.title) if sketch.form else sketch.heading

    def _twins(self, sketch: Sketch, apart: Collection[Sketch]) -> list[Sketch]:
        """Return the earliest texts under the same telling title."""
        twins = _earliest(self._titles.get(self._heading(sketch)), apart)
        telling = twins and self._terms.signature(sketch.article.title)
        return [twin for twin in twins if not contradict(sketch, twin)] if telling else []

    def _alike(self, sketch: Sketch, apart: Collection[Sketch]) -> list[Sketch]:
        """Return the texts that share the most runs of words, the earlier ones first among equals."""
        held = [holder for holder in map(self._holders.get, sketch.sought) if holder is not None]
        if len(held) < _LEAST_HITS:
            return []
        hits = Counter(chain.from_iterable([_earliest(holder, apart) for holder in held]))
        likely = [(-count, other.place) for other, count in hits.items() if count >= _LEAST_HITS]
        return [self._sketches[identity] for _, (_, identity) in sorted(likely)[:_COMPARED]]


def _hold(table: dict[Key, Sketch | list[Sketch]], key: Key, sketch: Sketch) -> None:
    """Put a text under a key, in order of publication; most keys have one text, which stands without a list."""
    held = table.setdefault(key, sketch)
    if isinstance(held, list):
        if held[-1].place < sketch.place:
            held.append(sketch)
        else:
            insort(held, sketch, key=_place)
    elif held is not sketch:
        table[key] = sorted((held, sketch), key=_place)


def _release(table: dict[Key, Sketch | list[Sketch]], key: Key, sketch: Sketch) -> None:
    """Take a text from under a key."""
    held = table[key]
    if isinstance(held, list):
        del held[bisect_left(held, sketch.place, key=_place)]
        if len(held) == 1:
            table[key] = held[0]
    else:
        del table[key]


def _earliest(held: Sketch | list[Sketch] | None, apart: Collection[Sketch]) -> Sequence[Sketch]:
    """Return the earliest texts under a key, those set apart left out."""
    if held is None:
        return ()
    few = held if isinstance(held, list) else (held,)
    if not apart:
        return few[:_HOLDERS]
    found = [sketch for sketch in few[:_HOLDERS] if sketch not in apart]
    if len(found) == min(_HOLDERS, len(few)):
        return found
    return [sketch for sketch in few[:_LOOKED_AT] if sketch not in apart][:_HOLDERS]
