"""Lexicon: every term of every topic of a hub in one Aho-Corasick automaton, so that an article is read once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Literal

from ahocorasick_rs import AhoCorasick, Implementation
from msgspec import Struct

from newsloom.classify import terms, words
from newsloom.types import Topic

LONGEST = 20_000
"""Characters of a text that are read. Titles and excerpts are far shorter; a hostile one shall not cost more."""

REACH = 60
"""Letters that a word may have on either side of an open term; a longer run is no word of any tongue (German's longest have 60 to 80)."""

_BORDER = "\n"
"""Between two texts in one haystack: no folded term has it, so that none reaches from one text into the next."""


class Hit(Struct, frozen=True, order=True, gc=False):
    """A passage of a text that is a term: where it begins and ends, in characters, what it says, and the term as the hub writes it.

    Its role is the term's, or `denied` when the text lacks the term's capitals or marks.
    """

    start: int
    end: int
    quote: str
    term: str = ""
    role: terms.Role | Literal["denied"] = "strong"

    def touched(self, blanks: Iterable["Hit"]) -> "Hit | None":
        """Return the first of some passages that it touches.

        Example:
            >>> Hit(0, 4, "Chip").touched([Hit(9, 12, "Air"), Hit(0, 7, "Chip in")]).quote
            'Chip in'
        """
        return next((blank for blank in blanks if self.start < blank.end and blank.start < self.end), None)


class Lexicon:
    """The terms of a hub's topics; a topic is known by its place in the hub's order."""

    def __init__(self, topics: tuple[Topic, ...]) -> None:
        by_needle: defaultdict[str, list[terms.Term]] = defaultdict(list)
        for needle, term in terms.needles(topics):
            by_needle[needle].append(term)
        self._terms = list(by_needle.values())
        # The fastest of the automata; a hub has some thousand terms at most, so its size does not matter.
        self._automaton = AhoCorasick(by_needle, implementation=Implementation.DFA)

    def find(self, *texts: str) -> list[dict[int, list[Hit]]]:
        """Return, for each text, the terms that stand in it, by topic; those that touch an excluded phrase of the topic included.

        Example:
            >>> lexicon = Lexicon((Topic(id="hw", name="Hardware", keywords=("chip",), exclude=("potato chip",)),))
            >>> title, excerpt = lexicon.find("Chips, no potato chips", "Here they are")
            >>> [(hit.quote, hit.role) for hit in title[0]], excerpt
            ([('Chips', 'strong'), ('potato chips', 'exclude'), ('chips', 'strong')], {})
        """
        found: list[dict[int, list[Hit]]] = [{} for _ in texts]
        plain = [words.narrow(text if len(text) <= LONGEST else text[:LONGEST]) for text in texts]
        folded = f" {_BORDER} ".join(map(words.fold, plain))
        title = len(plain[0])
        for pattern, first, last in self._matches(folded):
            place, offset = _place(first, plain) if first > title else (0, 0)
            for term in self._terms[pattern]:
                start, end = _word(folded, first, last) if term.open else (first, last)
                hit = _hit(term, texts[place], plain[place], start - offset, end - offset)
                if (one := found[place].get(term.topic)) is None:
                    found[place][term.topic] = [hit]
                else:
                    one.append(hit)
        return found

    def _matches(self, folded: str) -> Collection[tuple[int, int, int]]:
        """Return which needles stand where in a folded text, without the blanks around them."""
        matches = [
            # The haystack begins with a blank that the text does not have.
            (pattern, first - (haystack[first] != " "), last - 1 - (haystack[last - 1] == " "))
            for haystack in words.haystacks(folded)
            for pattern, first, last in self._automaton.find_matches_as_indexes(haystack, overlapping=True)
        ]
        return matches if folded.isascii() else dict.fromkeys(matches)


def _place(first: int, texts: list[str]) -> tuple[int, int]:
    """Return in which of the joined texts a character lies, and where that text begins."""
    place, offset, end = 0, 0, len(texts[0])
    while first > end:
        place, offset = place + 1, end + len(_BORDER) + 2
        end = offset + len(texts[place])
    return place, offset


def _word(folded: str, first: int, last: int) -> tuple[int, int]:
    """Return where the word begins and ends in which an open term stands; of what is no word, only the term."""
    start, end = folded.rfind(" ", max(0, first - REACH), first) + 1, folded.find(" ", last, last + REACH)
    if not start and first > REACH:
        start = first
    if end < 0:
        end = len(folded) if len(folded) - last < REACH else last
    return start, end


def _hit(term: terms.Term, text: str, plain: str, start: int, end: int) -> Hit:
    """Return what a find is, by the text without its wide letters."""
    if term.proof is None:
        return Hit(start, end, text[start:end], term.phrase, term.role)
    if proven := term.proof.match(plain, start):
        end = max(end, proven.end())
    return Hit(start, end, text[start:end], term.phrase, term.role if proven else "denied")
