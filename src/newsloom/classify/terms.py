"""Terms: the needles by which a hub's words are found, and the proof that a find is what the hub meant."""

from collections.abc import Iterator
import re
from typing import Literal

from msgspec import Struct

from newsloom.classify import words
from newsloom.types import Topic

Role = Literal["strong", "weak", "context", "exclude"]

CASED_LETTERS = 4
"""Terms in capitals of up to this many letters count only as written (the hub file's contract): AI, ML, GPU, CDS, GPT-3."""

DOTTED_LETTERS = range(2, 6)
"""Words of so many letters are also found with dots: A.I., U.S.A."""

_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")


class Term(Struct, frozen=True):
    """A term as one topic uses it. Where folding hides a difference that matters, `proof` must match the text itself."""

    topic: int
    role: Role
    proof: re.Pattern[str] | None = None


def needles(topics: tuple[Topic, ...]) -> Iterator[tuple[str, Term]]:
    """Yield every needle of every topic (known by its place) with the term it stands for.

    Example:
        >>> [needle for needle, _ in needles((Topic(id="hw", name="Hardware", keywords=("GPU",)),))]
        [' gpu ', ' gpus ', ' g p u ']
    """
    for index, topic in enumerate(topics):
        for role, phrase in _phrases(topic):
            yield from ((needle, Term(index, role, proof)) for needle, proof in _spellings(phrase))


def _phrases(topic: Topic) -> Iterator[tuple[Role, str]]:
    yield from (("strong", phrase) for phrase in dict.fromkeys(topic.keywords))
    yield from (("weak", phrase) for phrase in dict.fromkeys(topic.weak))
    yield from (("context", phrase) for phrase in dict.fromkeys(topic.context))
    yield from (("exclude", phrase) for phrase in dict.fromkeys(topic.exclude + topic.homonyms))


def _spellings(phrase: str) -> Iterator[tuple[str, re.Pattern[str] | None]]:
    if _DOTTED.fullmatch(phrase):
        phrase = phrase.replace(".", "")
    folded = words.fold(phrase)
    core = folded.strip()
    if not core:
        return
    lead = len(folded) - len(folded.lstrip())
    before, bare, after = phrase[:lead].strip(), phrase[lead : lead + len(core)], phrase[lead + len(core) :].strip()
    flags = re.NOFLAG if _is_cased(bare) else re.IGNORECASE
    proof = None
    if before or after or not flags:
        pattern = r"[\W_]".join(map(re.escape, re.split(r"[\W_]", bare)))
        proof = re.compile((f"(?<={re.escape(before)})" if before else "") + pattern + re.escape(after), flags)
    yield words.needle(core), proof
    if core[-1:].isascii() and core[-1:].isalpha():
        yield words.needle(core + "s"), proof
    if bare.isascii() and bare.isalpha() and len(bare) in DOTTED_LETTERS:
        yield words.needle(" ".join(core)), re.compile(r"\.".join(bare) + r"\b", flags)


def _is_cased(phrase: str) -> bool:
    return phrase.isupper() and sum(map(str.isalpha, phrase)) <= CASED_LETTERS
