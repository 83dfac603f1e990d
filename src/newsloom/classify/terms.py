"""Terms: the needles by which a hub's words are found, and the proof that a find is what the hub meant."""

from collections.abc import Iterator
import re
from typing import Literal
import unicodedata

from msgspec import Struct

from newsloom.classify import words
from newsloom.types import Topic

Role = Literal["strong", "weak", "context", "exclude"]

CASED_LETTERS = 4
"""Terms in capitals of up to this many letters count only as written (the hub file's contract): AI, ML, GPU, CDS, GPT-3."""

DOTTED_LETTERS = range(2, 6)
"""Words of so many letters are also found with dots: A.I., U.S.A."""

OPEN = "*"
"""Before or after a term: it is found inside a longer word too. For tongues that join and bend words: `Sprachmodell*`, `нейросет*`."""

OPEN_LETTERS = 3
"""A shorter term is never open: half of all words begin with one of `a*`."""

_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_NAME = re.compile(r"[^\W\d_]{2,}")
_HISSING = ("s", "x", "z", "ch", "sh")
_VOWELS = "aeiou"


class Term(Struct, frozen=True):
    """A term as one topic uses it.

    `phrase` is what the hub's file says. Where folding hides a difference that matters, `proof` must match the text itself. An `open`
    term is a part of a word; the whole word is its passage.
    """

    topic: int
    role: Role
    phrase: str
    proof: re.Pattern[str] | None = None
    open: bool = False


def needles(topics: tuple[Topic, ...]) -> Iterator[tuple[str, Term]]:
    """Yield every needle of every topic (known by its place) with the term it stands for.

    Example:
        >>> [needle for needle, _ in needles((Topic(id="hw", name="Hardware", keywords=("GPU", "chip*")),))]
        [' gpu ', ' gpus ', ' g p u ', ' chip']
    """
    for index, topic in enumerate(topics):
        for role, phrase in _phrases(topic):
            open_ = phrase != phrase.strip(OPEN) and len(phrase.strip(OPEN)) >= OPEN_LETTERS
            for needle, proof in _opened(phrase) if open_ else _spellings(unicodedata.normalize("NFC", phrase)):
                yield needle, Term(index, role, phrase, proof, open_)


def _phrases(topic: Topic) -> Iterator[tuple[Role, str]]:
    yield from (("strong", phrase) for phrase in dict.fromkeys(topic.keywords))
    yield from (("weak", phrase) for phrase in dict.fromkeys(topic.weak))
    yield from (("context", phrase) for phrase in dict.fromkeys(topic.context))
    yield from (("exclude", phrase) for phrase in dict.fromkeys(topic.exclude + topic.homonyms))


def _opened(phrase: str) -> Iterator[tuple[str, re.Pattern[str] | None]]:
    core = words.fold(unicodedata.normalize("NFC", phrase).strip(OPEN)).strip()
    if core:
        whole = words.needle(core)
        whole = whole.lstrip() if phrase.startswith(OPEN) else whole
        yield whole.rstrip() if phrase.endswith(OPEN) else whole, None


def _spellings(phrase: str) -> Iterator[tuple[str, re.Pattern[str] | None]]:
    if _DOTTED.fullmatch(phrase):
        phrase = phrase.replace(".", "")
    phrase = words.narrow(phrase)
    folded = words.fold(phrase)
    core = folded.strip()
    if not core:
        return
    lead = len(folded) - len(folded.lstrip())
    bare = phrase[lead : lead + len(core)]
    proof = _proof(phrase[:lead].strip(), bare, phrase[lead + len(core) :].strip())
    yield words.needle(core), proof
    yield from ((words.needle(plural), proof) for plural in _plurals(core))
    if bare.isascii() and bare.isalpha() and len(bare) in DOTTED_LETTERS:
        # "A.I.G." is another company's name, and "N.A.I.A." ends with no A.I.
        dotted = r"(?<![^\W\d_]\.)" + r"\.".join(bare) + r"\b(?!\.[^\W\d_])"
        yield words.needle(" ".join(core)), re.compile(dotted, re.NOFLAG if bare.isupper() else re.IGNORECASE)


def _proof(before: str, bare: str, after: str) -> re.Pattern[str] | None:
    """Return what the text must say where a term is found, if that is more than its letters: marks around it, and its case."""
    cased = bare.isupper() and sum(map(str.isalpha, bare)) <= CASED_LETTERS
    if not (before or after or cased):
        return re.compile(bare[0]) if _is_name(bare) else None
    pattern = r"[\W_]".join(map(re.escape, re.split(r"[\W_]", bare)))
    return re.compile((f"(?<={re.escape(before)})" if before else "") + pattern + re.escape(after), re.NOFLAG if cased else re.IGNORECASE)


def _is_name(phrase: str) -> bool:
    """Tell whether a term is one word with a capital before small letters: a name, which a text writes with its capital too.

    Of 1,135 news texts and 22,559 titles, 77 say "teams", "cruise", "autopilot" or "azure", none of them meaning the product; of the
    names that are no other word (Microsoft, Google, Nvidia, Watson …) none is ever written small, in 600 uses.
    """
    return bool(_NAME.fullmatch(phrase)) and phrase[0].isupper() and phrase[1:].islower()


def _plurals(core: str) -> Iterator[str]:
    """Yield the English plurals of a term that ends with a letter of English."""
    last = core[-1:]
    if last.isascii() and last.isalpha():
        yield core + "s"
        if core.endswith(_HISSING):
            yield core + "es"
        elif last == "y" and core[-2:-1] not in _VOWELS:
            yield core[:-1] + "ies"
