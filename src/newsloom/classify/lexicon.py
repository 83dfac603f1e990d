"""Lexicon: every term of every topic of a hub in one Aho-Corasick automaton, so that a text is read once."""

from collections import defaultdict

from ahocorasick_rs import AhoCorasick, Implementation
from msgspec import Struct

from newsloom.classify import terms, words
from newsloom.types import Topic

LONGEST = 20_000
"""Characters of a text that are read. Titles and excerpts are far shorter; a hostile one shall not cost more."""


class Hit(Struct, frozen=True, order=True):
    """A passage of a text that is a term: where it begins and ends, in characters, and what it says."""

    start: int
    end: int
    quote: str


class Found(Struct):
    """What one text says about one topic, in no particular order."""

    strong: list[Hit]
    weak: list[Hit]
    context: list[Hit]
    exclude: list[Hit]


class Lexicon:
    """The terms of a hub's topics; a topic is known by its place in the hub's order."""

    def __init__(self, topics: tuple[Topic, ...]) -> None:
        by_needle: defaultdict[str, list[terms.Term]] = defaultdict(list)
        for needle, term in terms.needles(topics):
            by_needle[needle].append(term)
        self._terms = list(by_needle.values())
        # The fastest of the automata; a hub has some thousand terms at most, so its size does not matter.
        self._automaton = AhoCorasick(by_needle, implementation=Implementation.DFA)

    def find(self, text: str) -> dict[int, Found]:
        """Return the terms that stand in a text, by topic; what touches an excluded phrase of the topic is left out.

        Example:
            >>> lexicon = Lexicon((Topic(id="hw", name="Hardware", keywords=("chip",), exclude=("potato chip",)),))
            >>> [hit.quote for hit in lexicon.find("Chips, no potato chips")[0].strong]
            ['Chips']
        """
        text = text[:LONGEST]
        found: dict[int, Found] = {}
        for pattern, start, end in self._matches(text):
            for term in self._terms[pattern]:
                proven = term.proof.match(text, start) if term.proof else None
                if proven or not term.proof:
                    last = max(end, proven.end()) if proven else end
                    one = found.setdefault(term.topic, Found([], [], [], []))
                    getattr(one, term.role).append(Hit(start, last, text[start:last]))
        return {topic: _blanked(one) if one.exclude else one for topic, one in found.items()}

    def _matches(self, text: str) -> set[tuple[int, int, int]]:
        """Return which needles stand where, without the blanks around them; haystacks begin one character before the text."""
        matches = set()
        for haystack in words.haystacks(words.fold(text)):
            for pattern, start, end in self._automaton.find_matches_as_indexes(haystack, overlapping=True):
                matches.add((pattern, start - (haystack[start] != " "), end - 1 - (haystack[end - 1] == " ")))
        return matches


def _blanked(found: Found) -> Found:
    def kept(hits: list[Hit]) -> list[Hit]:
        return [hit for hit in hits if not any(hit.start < blank.end and blank.start < hit.end for blank in found.exclude)]

    return Found(kept(found.strong), kept(found.weak), kept(found.context), found.exclude)
