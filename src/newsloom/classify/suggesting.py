"""Suggestions: terms that a topic's articles have far more often than the hub's other articles and the language as a whole."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from math import log, sqrt
import re

from msgspec import Struct

from newsloom.classify.words import fold
from newsloom.types import Article, Topic

LONGEST = 3
"""Words of a term."""
LEAST = 3
"""Articles of the topic that must have a term: two may be one announcement and its echo."""
COMMON = 4e-4
"""No term begins or ends with a word of this probability or more: the 230 commonest of English, "the" to "company" (`wordfreq`)."""
PLAIN = 3e-5
"""No single word of this probability or more is a term, unless it is a name: "build", "user", "experience"."""
FLOOR = 1e-5
"""The share of articles in which a word stands that no language list has."""
WORDS = 60
"""Words of a title and an excerpt, in which a word of a given probability may stand."""
CHANCE_OF_NEIGHBOURS = 0.1
"""A phrase is taken for this much rarer than its rarest word, for each further word."""
PRIOR = 20.0
"""Articles by which a rare term's counts are drawn towards no difference (Monroe et al. 2008: log-odds with an informative prior)."""
ENOUGH = 20
"""Other articles of the hub without which it says nothing about what is common there."""
SURE = 1.64
"""Standard errors that are taken off: a difference that 95 of 100 such samples would exceed."""
NAME, NAMED = 1.5, 0.6
"""What a name's score is multiplied by, and the share of its uses inside sentences with capitals that makes a term one. Of 23 keywords
hidden from the Power Apps topics, 9 came back among the first ten with it and 7 without."""
WHOLE = 0.8
"""A shorter term yields to a longer one that stands in this share of its articles: "baginski" to "todd baginski"."""
LIKELY = 0.5
"""A term is a keyword when surely more than this share of the articles that have it are of the topic; else it needs context."""

_PAUSE = re.compile(r"[.,;:!?()\[\]|“”\"„«»–—…/•\n]+|\s[-&+]\s")
_POSSESSIVE = re.compile(r"['’]s\b")
_SIBILANT = ("ss", "us", "is", "as")


class Suggestion(Struct, frozen=True):
    """A term that a topic could take: as it is written mostly, for which of its lists, and what speaks for it.

    `articles` of the topic have it already by other words or a source's word; `adds` are further ones that do not have the topic.
    `surely` is the least share of both that is of the topic, with 95 % confidence.
    """

    term: str
    role: str
    articles: int
    adds: int
    surely: float
    examples: tuple[str, ...]


class Vocabulary:
    """The terms of a hub's articles, read once.

    Args:
        articles: one of each story, lest copies count.
        chance: how probable a word is in the hub's language, 0 where unknown.
    """

    def __init__(self, articles: Sequence[Article], chance: Callable[[str], float]) -> None:
        self._articles = articles
        self._chance = chance
        self._terms = [frozenset(key for key, _, _ in self._uses(article)) for article in articles]
        self._counts = Counter(term for terms in self._terms for term in terms)

    def suggest(self, topics: tuple[Topic, ...], topic: int, members: Collection[int], most: int = 10) -> tuple[Suggestion, ...]:
        """Return terms that a topic lacks, the most telling first.

        Args:
            topics: the hub's topics, the root first.
            topic: whose terms are wanted, by its place.
            members: which articles are of it, by their places.
            most: how many terms at most.
        """
        inside = Counter(term for index in members for term in self._terms[index])
        known = _known(topics, topic)
        scores = {
            term: score
            for term, count in inside.items()
            if count >= LEAST and not _overlaps(term, known) and (score := self._score(term, count, len(members))) > 0
        }
        spellings, names = self._spellings(members, scores)
        telling = (term for term in scores if term in names or " " in term or self._commonest(term) < PLAIN)
        ranked = sorted(telling, key=lambda term: (-scores[term] * (NAME if term in names else 1), term))
        return tuple(self._suggestion(term, inside[term], spellings[term], members) for term in _distinct(ranked, inside, most))

    def _score(self, term: str, count: int, size: int) -> float:
        """Return how much more frequent a term surely is among so many articles of a topic than elsewhere, as a logarithm."""
        surplus = log(count / size / (self._background(term) + FLOOR)) - SURE / sqrt(count)
        others, rest = len(self._articles) - size, self._counts[term] - count
        if others < ENOUGH:
            return surplus
        prior = PRIOR * (count + rest) / len(self._articles)
        odds = log((count + prior) / (size + PRIOR - count - prior)) - log((rest + prior) / (others + PRIOR - rest - prior))
        sure = odds - SURE * sqrt(1 / (count + prior) + 1 / (rest + prior))
        return surplus + sure if sure > 0 else 0.0

    def _background(self, term: str) -> float:
        words = term.split()
        rarest = min(map(self._commonest, words))
        return float((1 - (1 - rarest) ** WORDS) * CHANCE_OF_NEIGHBOURS ** (len(words) - 1))

    def _commonest(self, word: str) -> float:
        """Return how probable the commonest form of a word is."""
        return max(self._chance(form) for form in (word, word + "s", word[:-1] + "ies"))

    def _uses(self, article: Article) -> Iterator[tuple[str, str, bool]]:
        """Yield a term's key and spelling wherever it stands in an article, and whether that is inside a sentence."""
        for text, sentence in ((article.title, False), (article.excerpt, True)):
            for piece in _PAUSE.split(_POSSESSIVE.sub("", text)):
                plain = fold(piece)
                spelled, words = [piece[start:end] for start, end in _spans(plain)], plain.split()
                keys = [*map(_singular, words)]
                edge = [self._chance(word) >= COMMON or word.isdigit() or len(word) < 2 for word in words]  # noqa: PLR2004
                for start in range(len(words)):
                    for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                        if not (edge[start] or edge[end - 1]):
                            yield (
                                " ".join(keys[start:end]),
                                " ".join(spelled[start:end]),
                                (sentence and start > 0),
                            )

    def _spellings(self, members: Collection[int], wanted: Collection[str]) -> tuple[dict[str, Counter[str]], set[str]]:
        """Return how the wanted terms are spelt, and which are names."""
        spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        inside, capital = Counter[str](), Counter[str]()
        for index in members:
            for key, spelling, in_sentence in self._uses(self._articles[index]):
                if key in wanted:
                    spellings[key][spelling] += 1
                    inside[key] += in_sentence
                    first, last = spelling.split()[0], spelling.split()[-1]
                    capital[key] += in_sentence and first[0].isupper() and last[0].isupper()
        return spellings, {key for key, count in inside.items() if count > 1 and capital[key] >= NAMED * count}

    def _suggestion(self, term: str, count: int, spellings: Counter[str], members: Collection[int]) -> Suggestion:
        adds = self._counts[term] - count
        surely = _least(count, count + adds)
        having = [self._articles[index].title for index in members if term in self._terms[index]]
        having.sort(key=lambda title: f" {term} " not in f" {_key(title)} ")
        spelling = max(spellings, key=lambda each: (spellings[each], each))
        return Suggestion(spelling, "keywords" if surely > LIKELY else "weak", count, adds, round(surely, 2), tuple(having[:2]))


def _spans(folded: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in re.finditer(r"[^ ]+", folded))


def _singular(word: str) -> str:
    if len(word) <= LEAST or not word.endswith("s") or word.endswith(_SIBILANT):
        return word
    return word[:-3] + "y" if word.endswith("ies") and len(word) > len("movies") - 1 else word[:-1]


def _key(phrase: str) -> str:
    return " ".join(map(_singular, fold(phrase).split()))


def _known(topics: tuple[Topic, ...], topic: int) -> set[str]:
    """Return the keys of the words that a topic has, and of those that the root's own keywords are."""
    own = topics[topic]
    lists = (own.keywords, own.weak, own.exclude, own.homonyms, topics[0].keywords if topic else ())
    return {key for phrases in lists for phrase in phrases if (key := _key(phrase))}


def _overlaps(term: str, known: Collection[str]) -> bool:
    """Tell whether a term is a part of a known one, has one in it, or begins or ends in the middle of one ("microsoft power" apps).

    Example:
        >>> [_overlaps(term, {"power app"}) for term in ("power", "power app maker", "microsoft power", "app store", "power automate")]
        [True, True, True, True, False]
    """
    mine = f" {term} "
    return any(mine in f" {one} " or f" {one} " in mine or _chained(term, one) or _chained(one, term) for one in known)


def _chained(first: str, second: str) -> bool:
    """Tell whether the end of one phrase is the beginning of another."""
    words, others = first.split(), second.split()
    return any(words[-size:] == others[:size] for size in range(1, min(len(words), len(others))))


def _parts(term: str) -> set[str]:
    words = term.split()
    return {" ".join(words[start : start + size]) for size in range(1, len(words)) for start in range(len(words) - size + 1)}


def _distinct(ranked: Sequence[str], counts: Counter[str], most: int) -> list[str]:
    """Return the first terms of which none says what a better one says."""
    weaker = {part for term in ranked for part in _parts(term) if part in counts and counts[term] >= WHOLE * counts[part]}
    kept: list[str] = []
    for term in ranked:
        mine = _parts(term)
        if term not in weaker and not any(one in mine or (term in _parts(one) and counts[term] * WHOLE < counts[one]) for one in kept):
            kept.append(term)
            if len(kept) == most:
                break
    return kept


def _least(hits: int, tries: int) -> float:
    """Return the lower end of a share's interval (Wilson 1927)."""
    share, square = hits / tries, SURE * SURE
    middle = share + square / (2 * tries)
    return (middle - SURE * sqrt(share * (1 - share) / tries + square / (4 * tries * tries))) / (1 + square / tries)
