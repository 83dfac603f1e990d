"""The compiled core's machine code: flat arrays, and the functions on them. Needs numba; `compiled` calls it.

What belongs to one thing stands together in one record: that is one look into memory, and a dozen arrays cost a call from Python a
fourth of what fifty did (5 us for 20). The stories that hold a term stand side by side in one pool, so that a search reads them as fast as
memory gives them; a term that outgrows its room there moves to a larger one. A story's terms stand side by side too, each where its number
says, in a block that is never more than three quarters full: looking for all terms of an article waits for memory once and not, as in one
table of all stories, twice for each (60 us an article less, of 620). Blocks have powers of two as sizes; one that is left is used again.

All functions that call each other are in this one file: numba's cache looks at the file of the function that is called from outside.
"""

from math import floor, log, sqrt
from typing import Any, NamedTuple

from numba import njit
import numpy as np

from newsloom.stories.core import (
    ABSENT,
    BUDGET,
    CANDIDATES,
    CLIP,
    DEPTH,
    FINALISTS,
    JURY,
    LEAST_OF_BEST,
    LEAST_SHARE,
    NOISE,
    VOICES,
)
from newsloom.stories.lexicon import NAME, NUMBER, UNIT

Array = Any
"""A numpy array …"""

Whole = Any
"""… and a whole number, Python's or numpy's: in compiled functions they are the same."""

NONE = -1
DONE, LACKS_CELLS, LACKS_POOL = range(3)
"""What joining may lack room for."""

_SQUARE = UNIT * UNIT
_DEPTHS = DEPTH * DEPTH
_LONGEST = 1.01
"""A voice's length in units at most: its weights were rounded by a half each, which makes .01 for 1.7 million of them."""

_TOP = 3
_LEAST_ROOM = 4
_MIX = -7046029254386353131  # the odd number nearest 2^64 over the golden ratio (Fibonacci hashing; Knuth, TAOCP 6.4)
_HASHED = 32

TERM = np.dtype([("idf", "i8"), ("probability", "f8"), ("begin", "i8"), ("stories", "i4"), ("room", "i4"), ("kind", "i4")], align=True)
"""A term: its idf, probability and kind, how many stories hold it, and where in the pool they stand, with room for how many."""

ARTICLE = np.dtype(
    [("begin", "i8")]
    + [(name, "i4") for name in ("length", "older", "home", "meaning", "judged")]
    + [(name, "i8") for name in ("square", "idf", "names", "numbers", "key")]
    + [("moment", "f8")],
    align=True,
)
"""An article: where its words begin and how many there are, the next older voice of its story, that story, the row of its meaning, and
whether `JUDGED` weighs it; its sums, key and time. What is read of every voice stands first, side by side."""

WORD = np.dtype([("term", "u4"), ("weight", "i4")], align=True)
"""A term of an article, and what it weighs there. As numbers without a sign need no look whether they count from the end, products of two
articles take two thirds of the time."""

STORY = np.dtype(
    [("key", "i8"), ("first", "f8"), ("last", "f8"), ("square", "i8"), ("begin", "i8")]
    + [(name, "i4") for name in ("size", "voice", "room", "used")],
    align=True,
)
"""A story: its key, span, squared length, where its cells begin, number of voices, newest voice, number of its cells, and of used ones."""

CELL = np.dtype([("term", "i4"), ("sum", "i4"), ("count", "i4"), ("place", "i4")], align=True)
"""A term of a story: the sum of the term's weights, both, the articles that hold it, and the story's place among those that hold it. In
four bytes there is room for the sum of 32,767 weights, more than a story has voices (`fabric`)."""


class Memory(NamedTuple):
    """All of them.

    `vector` is what functions write an article's weights on, by term; `share` and `touched` serve a search. `limits` are the reach in
    seconds and the logarithm of the background's texts in units, `taken` how much of cells and pool is in use, `free` the first of the
    blocks of each size that were left, each of which leads to the next by its first cell's place.
    """

    terms: Array
    articles: Array
    words: Array
    stories: Array
    cells: Array
    pool: Array
    meanings: Array
    vector: Array
    share: Array
    touched: Array
    weights: Array
    limits: Array
    taken: Array
    free: Array


@njit(cache=True)
def add(article: Whole, begin: Whole, numbers: Array, counts: Array, mark: tuple[float, Whole], m: Memory) -> Whole:
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
    a.begin, a.length = begin, length
    a.moment, a.key = mark
    a.home = a.meaning = NONE
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


# What a story holds -------------------------------------------------------------------------------------------------


@njit(cache=True)
def _cell(term: Whole, begin: Whole, room: Whole, cells: Array) -> Whole:
    """Return where a term's cell is in a block, or the empty one where it would go."""
    mask = room - 1
    place = ((np.int64(term) * _MIX) >> _HASHED) & mask
    while cells[begin + place].term != term and cells[begin + place].term != NONE:
        place = (place + 1) & mask
    return begin + place


@njit(cache=True)
def _size(room: Whole) -> Whole:
    """Return which power of two a block's room is."""
    size = 0
    while (1 << size) < room:
        size += 1
    return size


@njit(cache=True)
def _take_block(room: Whole, m: Memory) -> Whole:
    """Return the beginning of an empty block."""
    cells, size = m.cells, _size(room)
    begin = m.free[size]
    if begin == NONE:
        begin = m.taken[0]
        m.taken[0] += room
    else:
        m.free[size] = cells[begin].place
    for at in range(begin, begin + room):
        cells[at].term, cells[at].count = NONE, 0
    return begin


@njit(cache=True)
def _leave_block(story: Whole, m: Memory) -> None:
    s = m.stories[story]
    if s.room:
        m.cells[s.begin].place = m.free[_size(s.room)]
        m.free[_size(s.room)] = s.begin
        s.room = s.used = 0


@njit(cache=True)
def _room(story: Whole, length: Whole, m: Memory) -> Whole:
    """Return the room that a story should move to before so many more terms come; 0 where it may stay."""
    s, cells, live, room = m.stories[story], m.cells, length, _LEAST_ROOM
    if 4 * (s.used + length) <= 3 * s.room:
        return 0
    for at in range(s.begin, s.begin + s.room):
        if cells[at].count > 0:
            live += 1
    while 5 * room < 8 * live:
        room *= 2
    return room


@njit(cache=True)
def _move(story: Whole, room: Whole, m: Memory) -> None:
    """Move the terms that a story holds to another block."""
    s, cells, begin, used = m.stories[story], m.cells, _take_block(room, m), 0
    for at in range(s.begin, s.begin + s.room):
        if cells[at].count > 0:
            c = cells[_cell(cells[at].term, begin, room, cells)]
            c.term, c.sum, c.count, c.place = cells[at].term, cells[at].sum, cells[at].count, cells[at].place
            used += 1
    _leave_block(story, m)
    s.begin, s.room, s.used = begin, room, used


@njit(cache=True)
def _lacking(article: Whole, room: Whole, m: Memory) -> Whole:
    """Return what there is no room for when a story takes a block and each term of an article gains a story."""
    a, needed = m.articles[article], 0
    if m.taken[0] + room > len(m.cells):
        return LACKS_CELLS
    for at in range(a.begin, a.begin + a.length):
        t = m.terms[m.words[at].term]
        if t.stories == t.room:
            needed += max(_LEAST_ROOM, 2 * t.room)
    return LACKS_POOL if m.taken[1] + needed > len(m.pool) else DONE


@njit(cache=True)
def _hold(term: Whole, story: Whole, m: Memory) -> Whole:
    """Put a story among those that hold a term; return its place there."""
    t, pool = m.terms[term], m.pool
    if t.stories == t.room:
        pooled = m.taken[1]
        for place in range(t.stories):
            pool[pooled + place] = pool[t.begin + place]
        t.begin, t.room = pooled, max(_LEAST_ROOM, 2 * t.stories)
        m.taken[1] += t.room
    pool[t.begin + t.stories] = story
    t.stories += 1
    return t.stories - 1


@njit(cache=True)
def _release(term: Whole, place: Whole, m: Memory) -> None:
    """Take the story at this place from those that hold a term; the last of them takes its place."""
    t, pool = m.terms[term], m.pool
    t.stories -= 1
    last = pool[t.begin + t.stories]
    pool[t.begin + place] = last
    m.cells[_cell(term, m.stories[last].begin, m.stories[last].room, m.cells)].place = place


@njit(cache=True)
def join(story: Whole, article: Whole, m: Memory) -> Whole:
    """Make an article a voice of a story; return what there is no room for."""
    a, s, cells, dot = m.articles[article], m.stories[story], m.cells, np.int64(0)
    room = _room(story, a.length, m)
    lacking = _lacking(article, room, m)
    if lacking != DONE:
        return lacking
    if room:
        _move(story, room, m)
    for at in range(a.begin, a.begin + a.length):
        term, weight = m.words[at].term, m.words[at].weight
        c = cells[_cell(term, s.begin, s.room, cells)]
        if c.term == NONE:
            c.term, c.sum = term, 0
            s.used += 1
        if c.count == 0:
            c.place = _hold(term, story, m)
        dot += np.int64(weight) * c.sum
        c.sum += weight
        c.count += 1
    s.square += 2 * dot + a.square
    _insert(story, article, m)
    return DONE


@njit(cache=True)
def _insert(story: Whole, article: Whole, m: Memory) -> None:
    """Put an article among its story's voices, which go from the newest to the oldest."""
    articles, a, s = m.articles, m.articles[article], m.stories[story]
    newer, voice = NONE, s.voice
    while voice != NONE and (articles[voice].moment > a.moment or (articles[voice].moment == a.moment and articles[voice].key > a.key)):
        newer, voice = voice, articles[voice].older
    a.older, a.home = voice, story
    s.size += 1
    if newer == NONE:
        s.voice = article
    else:
        articles[newer].older = article


@njit(cache=True)
def leave(story: Whole, article: Whole, m: Memory) -> None:
    """Take a voice out of its story."""
    articles, a, s, dot = m.articles, m.articles[article], m.stories[story], np.int64(0)
    for at in range(a.begin, a.begin + a.length):
        weight = m.words[at].weight
        c = m.cells[_cell(m.words[at].term, s.begin, s.room, m.cells)]
        dot += np.int64(weight) * c.sum
        c.sum -= weight
        c.count -= 1
        if c.count == 0:
            _release(c.term, c.place, m)
    s.square += a.square - 2 * dot
    newer, voice = NONE, s.voice
    while voice != article:
        newer, voice = voice, articles[voice].older
    if newer == NONE:
        s.voice = a.older
    else:
        articles[newer].older = a.older
    s.size -= 1
    a.home = NONE


@njit(cache=True)
def close(story: Whole, m: Memory) -> None:
    """Let go of all that a story holds."""
    s = m.stories[story]
    for at in range(s.begin, s.begin + s.room):
        if m.cells[at].count > 0:
            _release(m.cells[at].term, m.cells[at].place, m)
    _leave_block(story, m)
    s.size, s.voice = 0, NONE


# How well things fit ------------------------------------------------------------------------------------------------


@njit(cache=True)
def _dot(article: Whole, story: Whole, m: Memory) -> Whole:
    """Return the product of an article and a story."""
    a, s, cells, dot = m.articles[article], m.stories[story], m.cells, np.int64(0)
    for at in range(a.begin, a.begin + a.length):
        c = cells[_cell(m.words[at].term, s.begin, s.room, cells)]
        if c.term != NONE:
            dot += np.int64(m.words[at].weight) * c.sum
    return dot


@njit(cache=True)
def _product(voice: Whole, m: Memory) -> Whole:
    """Return the product of an article with the one whose weights `vector` holds."""
    product, begin, words, vector = np.int64(0), m.articles[voice].begin, m.words, m.vector
    for at in range(begin, begin + m.articles[voice].length):
        product += np.int64(vector[words[at].term]) * words[at].weight
    return product


@njit(cache=True)
def _cosine(dot: Whole, square: Whole) -> float:
    return dot / (UNIT * sqrt(square)) if square > 0 else 0.0


@njit(cache=True)
def _fit(article: Whole, story: Whole, extra: float, above: float, m: Memory) -> float:
    """Return the score and what comes on top, or `above` where it cannot be more. `vector` holds the article's weights.

    The best products are not looked for where even the highest that there may be would not do: none is more than the length of what the
    article shares with the story times that of a voice, which is a unit and what its weights were rounded by. That is seen for nearly all
    stories that an article is strange to, and their voices, which fill more memory than all else that a search reads, are left alone.
    """
    a, shared = m.articles[article], _shared(article, story, m)
    if above > -np.inf and not a.judged:
        most = np.int64(_LONGEST * UNIT * sqrt(shared[1]))
        if _score(article, story, (most / _SQUARE, most), shared, m) + extra <= above:
            return above
    score: float = _score(article, story, _closest(article, story, m), shared, m)
    if a.judged:
        score += _meant(article, story, m)
    return score + extra


@njit(cache=True)
def _score(article: Whole, story: Whole, closest: tuple[float, Whole], shared: tuple[Whole, ...], m: Memory) -> float:
    """Return the score of what an article and a story share; it never falls while what `_closest` returns grows."""
    a, s, w, log_texts = m.articles[article], m.stories[story], m.weights[m.articles[article].judged], m.limits[1]
    near, best = closest
    dot, _, ratio, core, peak, numbers, names = shared
    size, square = s.size, s.square
    if a.home == story:
        size -= 1
        square += a.square - 2 * dot
        dot -= a.square
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
    return score


@njit(cache=True)
def _meant(article: Whole, story: Whole, m: Memory) -> float:
    """Return what the meanings of titles add to the score, over the latest voices of which it is known."""
    articles, rows, w = m.articles, m.meanings, m.weights[1]
    meaning = rows[articles[article].meaning]
    first: Whole = np.int64(-_DEPTHS)
    second: Whole = first
    third: Whole = first
    voice, heard, known = m.stories[story].voice, 0, 0
    while voice != NONE and heard < VOICES:
        if voice != article:
            heard += 1
            if articles[voice].meaning != NONE:
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
def _shared(article: Whole, story: Whole, m: Memory) -> tuple[Whole, Whole, Whole, Whole, Whole, Whole, Whole]:
    """Return what an article's terms share with a story: product, squared length, ratio, core, peak, numbers and names, in units."""
    a, s, cells = m.articles[article], m.stories[story], m.cells
    own = 1 if a.home == story else 0
    size = s.size - own
    dot = square = ratio = core = peak = numbers = names = np.int64(0)
    for at in range(a.begin, a.begin + a.length):
        c, weight = cells[_cell(m.words[at].term, s.begin, s.room, cells)], np.int64(m.words[at].weight)
        if c.count > 0:
            dot += weight * c.sum
        count = c.count - own
        if count <= 0:
            ratio += ABSENT
            continue
        t = m.terms[m.words[at].term]
        square += weight * weight
        ratio += np.int64(floor(log(NOISE + (1 - NOISE) * count / ((size + 1) * t.probability)) * UNIT + 0.5))
        core += t.idf * count
        peak = max(peak, t.idf)
        if t.kind == NUMBER:
            numbers += t.idf
        elif t.kind == NAME:
            names += t.idf
    return dot, square, ratio, core, peak, numbers, names


@njit(cache=True)
def _closest(article: Whole, story: Whole, m: Memory) -> tuple[float, Whole]:
    """Return the mean of the three highest cosines to the story's latest voices, and the highest product."""
    articles = m.articles
    first: Whole = np.int64(-1)
    second: Whole = first
    third: Whole = first
    voice, heard = m.stories[story].voice, 0
    while voice != NONE and heard < VOICES:
        if voice != article:
            heard += 1
            first, second, third = _ranked(_product(voice, m), first, second, third)
        voice = articles[voice].older
    total = first + max(second, 0) + max(third, 0)  # a voice that is not there says -1
    return total / (min(_TOP, heard) * _SQUARE), first


@njit(cache=True)
def _spread(article: Whole, m: Memory) -> None:
    begin = m.articles[article].begin
    for at in range(begin, begin + m.articles[article].length):
        m.vector[m.words[at].term] = m.words[at].weight


@njit(cache=True)
def _clear(article: Whole, m: Memory) -> None:
    begin = m.articles[article].begin
    for at in range(begin, begin + m.articles[article].length):
        m.vector[m.words[at].term] = 0


@njit(cache=True)
def _fit_of(article: Whole, story: Whole, m: Memory) -> float:
    _spread(article, m)
    score = _fit(article, story, 0.0, -np.inf, m)
    _clear(article, m)
    return score


@njit(cache=True)
def fits(pairs: Array, answers: Array, m: Memory) -> None:
    """Write how well each article fits its story."""
    for place in range(len(pairs)):
        answers[place] = _fit_of(pairs[place, 0], pairs[place, 1], m)


@njit(cache=True)
def loosest(stories: Array, answers: Array, m: Memory) -> None:
    """Write how well that one of each story's latest voices fits the others which fits them least."""
    for place in range(len(stories)):
        voice, heard, least = m.stories[stories[place]].voice, 0, np.inf
        while voice != NONE and heard < VOICES:
            least = min(least, _fit_of(voice, stories[place], m))
            voice, heard = m.articles[voice].older, heard + 1
        answers[place] = least


@njit(cache=True)
def agreements(pairs: Array, answers: Array, m: Memory) -> None:
    """Write how well the latest articles of two stories fit each other's."""
    for place in range(len(pairs)):
        story, other = pairs[place, 0], pairs[place, 1]
        mine, theirs = m.stories[story].size, m.stories[other].size
        one, two = _approval(story, other, m), _approval(other, story, m)
        answers[place] = (theirs * one + mine * two) / (mine + theirs)


@njit(cache=True)
def _approval(story: Whole, other: Whole, m: Memory) -> float:
    """Return how well the latest articles of a story fit another, on average; the oldest is asked first, as in `plain`."""
    jury, voice, asked = np.zeros(JURY, np.int64), np.int64(m.stories[story].voice), 0
    while voice != NONE and asked < JURY:
        jury[asked] = voice
        asked, voice = asked + 1, np.int64(m.articles[voice].older)
    total = 0.0
    for place in range(asked - 1, -1, -1):
        total += min(CLIP, max(-CLIP, _fit_of(jury[place], other, m)))
    return total / asked


@njit(cache=True)
def cosines(pairs: Array, answers: Array, m: Memory) -> None:
    """Write the cosine of the angle between two stories' summed vectors."""
    cells = m.cells
    for place in range(len(pairs)):
        one, other, dot = m.stories[pairs[place, 0]], m.stories[pairs[place, 1]], np.int64(0)
        if one.room > other.room:
            one, other = other, one
        if one.room:
            for at in range(one.begin, one.begin + one.room):
                if cells[at].count > 0:
                    theirs = cells[_cell(cells[at].term, other.begin, other.room, cells)]
                    if theirs.count > 0:
                        dot += np.int64(cells[at].sum) * theirs.sum
        answers[place] = dot / (sqrt(one.square) * sqrt(other.square)) if dot else 0.0


# The search ---------------------------------------------------------------------------------------------------------


@njit(cache=True)
def _walk(article: Whole, m: Memory) -> Whole:
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
def near(article: Whole, barred: Array, asked: tuple[float, float], answers: tuple[Array, Array, Array], m: Memory) -> Whole:
    """Write the finalists and the candidates of the cosine asked for, all cosines, and the finalists' scores; return how many there are."""
    (least, above), (stories, found, scores) = asked, answers
    touched, likely, gap = m.touched, _likely(article, barred, m), m.weights[m.articles[article].judged, 11]
    shares = m.share[touched[:likely]].astype(np.float64)
    m.share[touched[:likely]] = 0
    kept = min(CANDIDATES, likely)
    _rank(shares, touched, m.stories, kept)
    stories[:kept] = touched[:kept]
    for place in range(kept):
        found[place] = _cosine(_dot(article, stories[place], m), m.stories[stories[place]].square)
    _rank(found[:kept], stories, m.stories, kept)
    _spread(article, m)
    for place in range(min(FINALISTS, kept)):
        rival = 1 if place == 0 else 0
        beyond = found[place] - (found[rival] if rival < kept else 0.0)
        scores[place] = _fit(article, stories[place], gap * beyond, above, m)
    _clear(article, m)
    while kept > FINALISTS and found[kept - 1] < least:
        kept -= 1
    return kept


@njit(cache=True)
def _likely(article: Whole, barred: Array, m: Memory) -> Whole:
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
