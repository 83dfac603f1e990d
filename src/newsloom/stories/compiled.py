"""The compiled core: what `plain` does, on flat arrays in machine code. Needs `newsloom[fast]` (numba).

Every figure is computed by the same operations in the same order as in `plain`, sums in whole numbers, so that both say the same.
The stories that hold a term stand side by side in one pool, so that a search reads them as fast as memory gives them; a term that
outgrows its room there moves to a larger one. What belongs to one thing stands together in one record: that is one look into memory,
and a dozen arrays cost a call from Python a fourth of what fifty did (5 us for 20).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from math import floor, log, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from numba import njit
import numpy as np

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
from newsloom.stories.lexicon import NAME, NUMBER, UNIT, Lexicon

if TYPE_CHECKING:
    from numpy.typing import NDArray

Array = Any
"""A numpy array …"""

Whole = Any
"""… and a whole number, Python's or numpy's: in compiled functions they are the same."""

_SQUARE = UNIT * UNIT
_DEPTHS = DEPTH * DEPTH
_NONE = -1
_TOP = 3
_ROOM = 4096
_LEAST_ROOM = 4
_MIX = -7046029254386353131  # the odd number nearest 2^64 over the golden ratio (Fibonacci hashing; Knuth, TAOCP 6.4)
_STORY_BITS = 31
_HASHED = 32

_FEW = 16
"""Voices of a story that are multiplied one by one, as their words stand side by side; the sums of a larger one are looked up."""

_candidate = partial(tuple.__new__, Candidate)

_DONE, _ENTRIES, _SLOTS, _POOL = range(4)
"""What joining may lack room for."""

_TERM = np.dtype([("idf", "i8"), ("probability", "f8"), ("begin", "i8"), ("stories", "i4"), ("room", "i4"), ("kind", "i4")], align=True)
"""A term: its idf, probability and kind, how many stories hold it, and where in the pool they stand, with room for how many."""

_ARTICLE = np.dtype(
    [(name, "i8") for name in ("begin", "square", "idf", "names", "numbers", "key")]
    + [("moment", "f8")]
    + [(name, "i4") for name in ("length", "older", "home", "meaning", "judged")],
    align=True,
)
"""An article: where its words begin and how many there are, its sums, key and time, the next older voice of its story, that story, the
row of its meaning, and whether `JUDGED` weighs it."""

_WORD = np.dtype([("term", "i4"), ("weight", "i4")])
"""A term of an article, and what it weighs there."""

_STORY = np.dtype(
    [("key", "i8"), ("first", "f8"), ("last", "f8"), ("square", "i8"), ("size", "i4"), ("voice", "i4"), ("entry", "i4")], align=True
)
"""A story: its key, span, squared length, number of voices, newest voice and newest entry."""

_ENTRY = np.dtype([("sum", "i8"), ("term", "i4"), ("story", "i4"), ("count", "i4"), ("next", "i4")])
"""A term of a story: the sum of the term's weights, both, the articles that hold it, and the story's next entry."""


class _Memory(NamedTuple):
    """All of them; `slots` leads from term and story to their entry.

    `vector` is what functions write an article's weights on, by term; `share` and `touched` serve a search. `limits` are the reach in
    seconds and the logarithm of the background's texts in units, `taken` how much of entries, slots and pool is in use.
    """

    terms: Array
    articles: Array
    words: Array
    stories: Array
    entries: Array
    slots: Array
    pool: Array
    meanings: Array
    vector: Array
    share: Array
    touched: Array
    weights: Array
    limits: Array
    taken: Array


class CompiledCore:
    """Implements `core.Core` in machine code; see `plain.PlainCore`."""

    def __init__(self, lexicon: Lexicon, reach: float, weights: Weights) -> None:
        self._lexicon = lexicon
        self._known = self._articles = self._stories = self._flat = self._meanings = 0
        self._m = _Memory(
            terms=np.zeros(_ROOM, _TERM),
            articles=np.zeros(_ROOM, _ARTICLE),
            words=np.zeros(_ROOM, _WORD),
            stories=np.zeros(_ROOM, _STORY),
            entries=np.zeros(_ROOM, _ENTRY),
            slots=np.full(2 * _ROOM, _NONE, np.int32),
            pool=np.zeros(_ROOM, np.int32),
            meanings=np.zeros((0, 0), np.int16),
            vector=np.zeros(_ROOM, np.int32),
            share=np.zeros(_ROOM, np.int64),
            touched=np.zeros(_ROOM, np.int64),
            weights=np.array([weights, JUDGED], np.float64),
            limits=np.array([reach, lexicon.log_texts * UNIT]),
            taken=np.zeros(4, np.int64),
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
        if not _add(article, begin, np.array(numbers), np.array([*counts.values()]), self._m):
            return None
        record = self._m.articles[article]
        record["moment"], record["key"] = moment, key
        self._articles, self._flat = article + 1, begin + len(numbers)
        return article

    def mean(self, article: int, meaning: "NDArray[np.int16]", *, judged: bool) -> None:
        """State what an article's title means."""
        record, rows = self._m.articles[article], self._m.meanings
        if record["meaning"] == _NONE:
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
        self._m.stories[story] = (key, first, last, 0, 0, _NONE, _NONE)
        return story

    def span(self, story: int, first: float, last: float) -> None:
        """State when a story's first and last article appeared."""
        record = self._m.stories[story]
        record["first"], record["last"] = first, last

    def join(self, story: int, article: int) -> None:
        """Make an article a voice of a story."""
        while (lacking := _join(story, article, self._m)) != _DONE:
            if lacking == _SLOTS:
                self._m = self._m._replace(slots=_rehashed(2 * len(self._m.slots), self._m))
            else:
                name = "entries" if lacking == _ENTRIES else "pool"
                self._reserve(name, len(getattr(self._m, name)) + 1)

    def leave(self, story: int, article: int) -> None:
        """Take a voice out of its story."""
        _leave(story, article, self._m)

    def near(self, article: int, barred: Collection[int] = ()) -> tuple[Candidate, ...]:
        """Return the stories that an article on none could join, the highest cosine first."""
        found = _near(article, np.array([*barred], np.int32), self._m, *self._found)
        stories, cosines, scores = (values[:found].tolist() for values in self._found)
        return tuple(map(_candidate, zip(stories, cosines, scores[:FINALISTS] + [None] * (found - FINALISTS), strict=True)))

    def fits(self, pairs: Sequence[tuple[int, int]]) -> list[float]:
        """Return how well each article fits its story that has voices; when it is one of them, the others."""
        return _answered(_fits, pairs, self._m)

    def agreements(self, pairs: Sequence[tuple[int, int]]) -> list[float]:
        """Return how well the latest articles of two stories fit each other's, pair by pair."""
        return _answered(_agreements, pairs, self._m)

    def cosines(self, pairs: Sequence[tuple[int, int]]) -> list[float]:
        """Return the cosine of the angle between two stories' summed vectors, pair by pair."""
        return _answered(_cosines, pairs, self._m)

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


def _answered(compiled: Callable[[Array, Array, _Memory], None], pairs: Sequence[tuple[int, int]], m: _Memory) -> list[float]:
    answers = np.zeros(len(pairs))
    if pairs:
        compiled(np.array(pairs), answers, m)
    found: list[float] = answers.tolist()
    return found


@njit(cache=True)
def _add(article: Whole, begin: Whole, numbers: Array, counts: Array, m: _Memory) -> Whole:
    """Do what `Lexicon.read` does, and write it down; return the sum of idf."""
    terms, words, length = m.terms, m.words[begin : begin + len(numbers)], len(numbers)
    weights, order, squares = np.zeros(length), np.zeros(length, np.int64), 0.0
    for place in range(length):
        idf = terms[numbers[place]].idf
        weight = idf * (1 + log(counts[place])) if counts[place] > 1 else np.float64(idf)
        at = place
        while at > 0 and weights[at - 1] < weight:
            weights[at], order[at] = weights[at - 1], order[at - 1]
            at -= 1
        weights[at], order[at] = weight, numbers[place]
    for place in range(length):
        squares += weights[place] * weights[place]
    scale = UNIT / sqrt(squares if squares > 0 else 1.0)
    a = m.articles[article]
    a.begin, a.length, a.home, a.meaning = begin, length, _NONE, _NONE
    a.square = a.idf = a.names = a.numbers = 0
    for place in range(length):
        term, weight = order[place], np.int64(np.rint(weights[place] * scale))
        words[place].term, words[place].weight = term, weight
        idf = terms[term].idf
        a.square += weight * weight
        a.idf += idf
        if terms[term].kind == NAME:
            a.names += idf
        elif terms[term].kind == NUMBER:
            a.numbers += idf
    return a.idf


@njit(cache=True)
def _rehashed(size: Whole, m: _Memory) -> Array:
    """Return a table of so many slots with every entry."""
    slots, entries = np.full(size, _NONE, np.int32), m.entries
    for entry in range(m.taken[_ENTRIES]):
        slots[_slot(entries[entry].term, np.int64(entries[entry].story), slots, entries)] = entry
    return slots


@njit(cache=True)
def _slot(term: Whole, story: Whole, slots: Array, entries: Array) -> Whole:
    """Return the place of an entry among the slots, or the empty one where it would go."""
    mask = len(slots) - 1
    mixed = ((np.int64(term) << _STORY_BITS) | story) * _MIX
    place = (mixed ^ (mixed >> _HASHED)) & mask
    while slots[place] != _NONE and (entries[slots[place]].story != story or entries[slots[place]].term != term):
        place = (place + 1) & mask
    return place


@njit(cache=True)
def _dot(article: Whole, story: Whole, m: _Memory) -> Whole:
    """Return the product of an article, whose weights `vector` holds, and a story."""
    a, dot = m.articles[article], np.int64(0)
    if m.stories[story].size <= _FEW:
        voice = m.stories[story].voice
        while voice != _NONE:
            dot += _product(voice, m)
            voice = m.articles[voice].older
        return dot
    for at in range(a.begin, a.begin + a.length):
        entry = m.slots[_slot(m.words[at].term, story, m.slots, m.entries)]
        if entry != _NONE:
            dot += np.int64(m.words[at].weight) * m.entries[entry].sum
    return dot


@njit(cache=True)
def _product(voice: Whole, m: _Memory) -> Whole:
    """Return the product of an article with the one whose weights `vector` holds."""
    product, begin, words, vector = np.int64(0), m.articles[voice].begin, m.words, m.vector
    for at in range(begin, begin + m.articles[voice].length):
        product += np.int64(vector[words[at].term]) * words[at].weight
    return product


@njit(cache=True)
def _lacking(article: Whole, m: _Memory) -> Whole:
    """Return what there is no room for when each term of an article gains a story."""
    a, needed = m.articles[article], 0
    if m.taken[_ENTRIES] + a.length > len(m.entries):
        return _ENTRIES
    if 2 * (m.taken[_ENTRIES] + a.length) > len(m.slots):
        return _SLOTS
    for at in range(a.begin, a.begin + a.length):
        t = m.terms[m.words[at].term]
        if t.stories == t.room:
            needed += max(_LEAST_ROOM, 2 * t.room)
    return _POOL if m.taken[_POOL] + needed > len(m.pool) else _DONE


@njit(cache=True)
def _hold(term: Whole, story: Whole, m: _Memory) -> None:
    """Put a story among those that hold a term."""
    t, pool = m.terms[term], m.pool
    if t.stories == t.room:
        pooled = m.taken[_POOL]
        for place in range(t.stories):
            pool[pooled + place] = pool[t.begin + place]
        t.begin, t.room = pooled, max(_LEAST_ROOM, 2 * t.stories)
        m.taken[_POOL] += t.room
    pool[t.begin + t.stories] = story
    t.stories += 1


@njit(cache=True)
def _release(term: Whole, story: Whole, m: _Memory) -> None:
    """Take a story from those that hold a term; the last of them takes its place."""
    t, pool = m.terms[term], m.pool
    place, last = t.begin, t.begin + t.stories - 1
    while pool[place] != story:
        place += 1
    pool[place] = pool[last]
    t.stories -= 1


@njit(cache=True)
def _join(story: Whole, article: Whole, m: _Memory) -> Whole:
    """Make an article a voice of a story; return what there is no room for."""
    lacking = _lacking(article, m)
    if lacking != _DONE:
        return lacking
    a, s, entries = m.articles[article], m.stories[story], m.entries
    _spread(article, m)
    s.square += 2 * _dot(article, story, m) + a.square
    _clear(article, m)
    for at in range(a.begin, a.begin + a.length):
        term = m.words[at].term
        place = _slot(term, story, m.slots, entries)
        if m.slots[place] == _NONE:
            entry = m.slots[place] = m.taken[_ENTRIES]
            m.taken[_ENTRIES] += 1
            e = entries[entry]
            e.term, e.story, e.next, e.sum, e.count = term, story, s.entry, 0, 0
            s.entry = entry
        e = entries[m.slots[place]]
        if e.count == 0:
            _hold(term, story, m)
        e.sum += m.words[at].weight
        e.count += 1
    _insert(story, article, m)
    return _DONE


@njit(cache=True)
def _insert(story: Whole, article: Whole, m: _Memory) -> None:
    """Put an article among its story's voices, which go from the newest to the oldest."""
    articles, a, s = m.articles, m.articles[article], m.stories[story]
    newer, voice = _NONE, s.voice
    while voice != _NONE and (articles[voice].moment > a.moment or (articles[voice].moment == a.moment and articles[voice].key > a.key)):
        newer, voice = voice, articles[voice].older
    a.older, a.home = voice, story
    s.size += 1
    if newer == _NONE:
        s.voice = article
    else:
        articles[newer].older = article


@njit(cache=True)
def _leave(story: Whole, article: Whole, m: _Memory) -> None:
    articles, a, s = m.articles, m.articles[article], m.stories[story]
    _spread(article, m)
    s.square += a.square - 2 * _dot(article, story, m)
    _clear(article, m)
    for at in range(a.begin, a.begin + a.length):
        e = m.entries[m.slots[_slot(m.words[at].term, story, m.slots, m.entries)]]
        e.sum -= m.words[at].weight
        e.count -= 1
        if e.count == 0:
            _release(e.term, story, m)
    newer, voice = _NONE, s.voice
    while voice != article:
        newer, voice = voice, articles[voice].older
    if newer == _NONE:
        s.voice = a.older
    else:
        articles[newer].older = a.older
    s.size -= 1
    a.home = _NONE


@njit(cache=True)
def _cosine(dot: Whole, square: Whole) -> float:
    return dot / (UNIT * sqrt(square)) if square > 0 else 0.0


@njit(cache=True)
def _fit(article: Whole, story: Whole, m: _Memory) -> float:
    """Return the score without the gap. `vector` holds the article's weights."""
    a, s, w, log_texts = m.articles[article], m.stories[story], m.weights[m.articles[article].judged], m.limits[1]
    own = 1 if a.home == story else 0
    size, square = s.size - own, s.square
    near, best, dot = _closest(article, story, m)
    if size > VOICES:
        dot = _dot(article, story, m) - own * a.square
    if own:
        square -= a.square + 2 * dot
    ratio, core, peak, numbers, names = _shared(article, story, own, m)
    score: float = (
        w[0]
        + w[1] * near
        + w[2] * (best / _SQUARE)
        + w[3] * _cosine(dot, square)
        + w[4] * (dot / (size * _SQUARE))
        + w[5] * (ratio / a.idf)
        + w[6] * (core / (size * a.idf))
        + w[7] * (peak / log_texts)
        + w[8] * (numbers / log_texts)
        + w[9] * ((a.numbers - numbers) / log_texts)
        + w[10] * ((a.names - names) / log_texts)
        + w[12] * log(size)
        + w[13] * log(a.length)
    )
    if a.judged:
        score += _meant(article, story, m)
    return score


@njit(cache=True)
def _meant(article: Whole, story: Whole, m: _Memory) -> float:
    """Return what the meanings of titles add to the score, over the latest voices of which it is known."""
    articles, rows, w = m.articles, m.meanings, m.weights[1]
    meaning = rows[articles[article].meaning]
    first: Whole = np.int64(-_DEPTHS)
    second: Whole = first
    third: Whole = first
    voice, heard, known = m.stories[story].voice, 0, 0
    while voice != _NONE and heard < VOICES:
        if voice != article:
            heard += 1
            if articles[voice].meaning != _NONE:
                known += 1
                product = np.int64(0)
                for part in range(len(meaning)):
                    product += np.int64(meaning[part]) * np.int64(rows[articles[voice].meaning, part])
                first, second, third = _ranked(product, first, second, third)
        voice = articles[voice].older
    if known == 0:
        return 0.0
    best = first + (second if known > 1 else 0) + (third if known >= _TOP else 0)
    score: float = w[14] * (best / (min(_TOP, known) * _DEPTHS)) + w[15] * (first / _DEPTHS)
    return score


@njit(cache=True)
def _ranked(product: Whole, first: Whole, second: Whole, third: Whole) -> tuple[Whole, Whole, Whole]:
    """Return the three highest of four; the new one comes last among equals."""
    if product > first:
        return product, first, second
    if product > second:
        return first, product, second
    return first, second, max(product, third)


@njit(cache=True)
def _shared(article: Whole, story: Whole, own: Whole, m: _Memory) -> tuple[Whole, Whole, Whole, Whole, Whole]:
    """Return what the terms say that an article shares with a story: ratio, core, peak, numbers and names, in units."""
    a, entries, size = m.articles[article], m.entries, m.stories[story].size - own
    ratio = core = peak = numbers = names = np.int64(0)
    for at in range(a.begin, a.begin + a.length):
        entry = m.slots[_slot(m.words[at].term, story, m.slots, entries)]
        count = entries[entry].count - own if entry != _NONE else 0
        if count <= 0:
            ratio += ABSENT
            continue
        t = m.terms[m.words[at].term]
        ratio += np.int64(floor(log(NOISE + (1 - NOISE) * count / ((size + 1) * t.probability)) * UNIT + 0.5))
        core += t.idf * count
        peak = max(peak, t.idf)
        if t.kind == NUMBER:
            numbers += t.idf
        elif t.kind == NAME:
            names += t.idf
    return ratio, core, peak, numbers, names


@njit(cache=True)
def _closest(article: Whole, story: Whole, m: _Memory) -> tuple[float, Whole, Whole]:
    """Return the mean of the three highest cosines to the story's latest voices, the highest product, and the sum of all."""
    articles, dot = m.articles, np.int64(0)
    first: Whole = np.int64(-1)
    second: Whole = first
    third: Whole = first
    voice, heard = m.stories[story].voice, 0
    while voice != _NONE and heard < VOICES:
        if voice != article:
            heard += 1
            product = _product(voice, m)
            dot += product
            first, second, third = _ranked(product, first, second, third)
        voice = articles[voice].older
    total = first + max(second, 0) + max(third, 0)  # a voice that is not there says -1
    return total / (min(_TOP, heard) * _SQUARE), first, dot


@njit(cache=True)
def _spread(article: Whole, m: _Memory) -> None:
    begin = m.articles[article].begin
    for at in range(begin, begin + m.articles[article].length):
        m.vector[m.words[at].term] = m.words[at].weight


@njit(cache=True)
def _clear(article: Whole, m: _Memory) -> None:
    begin = m.articles[article].begin
    for at in range(begin, begin + m.articles[article].length):
        m.vector[m.words[at].term] = 0


@njit(cache=True)
def _fit_of(article: Whole, story: Whole, m: _Memory) -> float:
    _spread(article, m)
    score = _fit(article, story, m)
    _clear(article, m)
    return score


@njit(cache=True)
def _fits(pairs: Array, answers: Array, m: _Memory) -> None:
    for place in range(len(pairs)):
        answers[place] = _fit_of(pairs[place, 0], pairs[place, 1], m)


@njit(cache=True)
def _agreements(pairs: Array, answers: Array, m: _Memory) -> None:
    for place in range(len(pairs)):
        story, other = pairs[place, 0], pairs[place, 1]
        mine, theirs = m.stories[story].size, m.stories[other].size
        one, two = _approval(story, other, m), _approval(other, story, m)
        answers[place] = (theirs * one + mine * two) / (mine + theirs)


@njit(cache=True)
def _approval(story: Whole, other: Whole, m: _Memory) -> float:
    """Return how well the latest articles of a story fit another, on average; the oldest is asked first, as in `plain`."""
    jury, voice, asked = np.zeros(JURY, np.int64), np.int64(m.stories[story].voice), 0
    while voice != _NONE and asked < JURY:
        jury[asked] = voice
        asked, voice = asked + 1, np.int64(m.articles[voice].older)
    total = 0.0
    for place in range(asked - 1, -1, -1):
        total += min(CLIP, max(-CLIP, _fit_of(jury[place], other, m)))
    return total / asked


@njit(cache=True)
def _cosines(pairs: Array, answers: Array, m: _Memory) -> None:
    stories, entries = m.stories, m.entries
    for place in range(len(pairs)):
        story, other, dot = pairs[place, 0], pairs[place, 1], np.int64(0)
        if stories[story].size > stories[other].size:
            story, other = other, story
        entry = stories[story].entry
        while entry != _NONE:
            if entries[entry].count > 0:
                theirs = m.slots[_slot(entries[entry].term, other, m.slots, entries)]
                if theirs != _NONE:
                    dot += entries[entry].sum * entries[theirs].sum
            entry = entries[entry].next
        answers[place] = dot / (sqrt(stories[story].square) * sqrt(stories[other].square)) if dot else 0.0


@njit(cache=True)
def _walk(article: Whole, m: _Memory) -> Whole:
    """Add up what each story holds of the article's squared length; return how many stories were touched."""
    a, share, pool = m.articles[article], m.share, m.pool
    touched, left = 0, BUDGET
    for at in range(a.begin, a.begin + a.length):
        t = m.terms[m.words[at].term]
        if t.stories > left:
            continue
        left -= t.stories
        part = np.int64(m.words[at].weight) * np.int64(m.words[at].weight)
        for place in range(t.begin, t.begin + t.stories):
            story = pool[place]
            if share[story] == 0:
                m.touched[touched] = story
                touched += 1
            share[story] += part
    return touched


@njit(cache=True)
def _near(article: Whole, barred: Array, m: _Memory, stories: Array, cosines: Array, scores: Array) -> Whole:
    """Write the candidates, their cosines and the finalists' scores; return how many candidates there are."""
    touched, likely = m.touched, _likely(article, barred, m)
    shares = m.share[touched[:likely]].astype(np.float64)
    m.share[touched[:likely]] = 0
    kept = min(CANDIDATES, likely)
    _rank(shares, touched, m.stories, kept)
    stories[:kept] = touched[:kept]
    _spread(article, m)
    for place in range(kept):
        cosines[place] = _cosine(_dot(article, stories[place], m), m.stories[stories[place]].square)
    _rank(cosines[:kept], stories, m.stories, kept)
    for place in range(min(FINALISTS, kept)):
        rival = 1 if place == 0 else 0
        gap = cosines[place] - (cosines[rival] if rival < kept else 0.0)
        scores[place] = _fit(article, stories[place], m) + m.weights[m.articles[article].judged, 11] * gap
    _clear(article, m)
    return kept


@njit(cache=True)
def _likely(article: Whole, barred: Array, m: _Memory) -> Whole:
    """Put the stories that hold enough of the article, are within reach and not barred to the front of `touched`; return how many."""
    stories, share, order, moment, reach = m.stories, m.share, m.touched, m.articles[article].moment, m.limits[0]
    touched, best, likely = _walk(article, m), np.int64(0), 0
    for place in range(touched):
        best = max(best, share[order[place]])
    lowest = max(_SQUARE // LEAST_SHARE, best // LEAST_OF_BEST)
    for place in range(touched):
        story = order[place]
        if share[story] >= lowest and stories[story].first - reach <= moment <= stories[story].last + reach and story not in barred:
            order[likely] = story
            likely += 1
        else:
            share[story] = 0
    return likely


@njit(cache=True)
def _rank(values: Array, order: Array, stories: Array, kept: Whole) -> None:
    """Bring the stories of the highest values to the front, the larger key first among equals, with their values."""
    for place in range(kept):
        top = place
        for other in range(place + 1, len(values)):
            if values[other] > values[top] or (values[other] == values[top] and stories[order[other]].key > stories[order[top]].key):
                top = other
        values[place], values[top] = values[top], values[place]
        order[place], order[top] = order[top], order[place]
