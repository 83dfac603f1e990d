"""What is wrong with a file of words: checked for a hub's own before it is used, and for every packaged one by a test."""

from collections.abc import Iterator, Mapping
from string import Formatter
import tomllib

from newsloom.render.site.plurals import categories
from newsloom.render.site.words import ENGLISH, Text, flat, packaged_words, places

_ADVICE = "mend it, or take it out to have the packaged word back"


def faults(words: Mapping[str, Text], language: str = ENGLISH) -> Iterator[tuple[str, str]]:
    """Yield the words that cannot stand for English's of the same names, each with what is wrong.

    Example:
        >>> list(faults({"phase.risen": "Up", "story.read": "Read it"}))
        [('phase.risen', 'no word has this name'), ('story.read', 'it leaves out {publisher}')]
    """
    english = packaged_words(ENGLISH)
    for name, word in words.items():
        if name == "language.grouped_from" and not (isinstance(word, str) and word.isascii() and word.isdigit()):
            yield name, 'it must be a number in quotes, such as "1000"'
        elif wrong := _fault(word, english[name], language) if name in english else "no word has this name":
            yield name, wrong


def mistake_in_words(text: str) -> str:
    r"""Return what keeps a hub's own words from being used, as `line: what; what to do`; empty when nothing does.

    Example:
        >>> mistake_in_words('[phase]\nrising = "Up"'), mistake_in_words('[phase]\nrisen = "Up"')
        ('', '2: `phase.risen`: no word has this name; mend it, or take it out to have the packaged word back')
    """
    try:
        words = flat(text)
    except tomllib.TOMLDecodeError as error:
        return f"1: this is no TOML: {error}; {_ADVICE}"
    for name, wrong in faults(words):
        return f"{_line(text, name)}: `{name}`: {wrong}; {_ADVICE}"
    return ""


def _fault(word: object, english: Text, language: str) -> str:
    if isinstance(english, tuple):
        fits = isinstance(word, tuple) and len(word) == len(english) and all(isinstance(one, str) for one in word)
        return "" if fits else f"it must be a list of {len(english)} texts"
    if isinstance(word, str):
        # A word that counts may do without forms, where a language or a hub says it alike for every number.
        return _misplaced([word], english)
    if not isinstance(word, Mapping) or not all(isinstance(one, str) for one in word.values()):
        return "it must be a text, or a text for each form"
    if missing := [form for form in categories(language) if form not in word]:
        return f"it has no form for {', '.join(missing)}"
    return _misplaced(list(word.values()), english)


def _misplaced(texts: list[str], english: Text) -> str:
    wanted = set().union(*map(places, [english] if isinstance(english, str) else english.values() if isinstance(english, Mapping) else ()))
    for text in texts:
        try:
            formats = [
                field for _, field, spec, how in Formatter().parse(text) if field is not None and (spec or how or not field.isidentifier())
            ]
        except ValueError:
            return "a brace is open; write {{ for a brace itself"
        if formats:
            return f"{{{formats[0]}}} is more than a name"
        if strange := places(text) - wanted - {"n"}:
            return f"it says {', '.join(f'{{{one}}}' for one in sorted(strange))}, which nothing fills"
        if absent := wanted - places(text) - {"n"}:
            return f"it leaves out {', '.join(f'{{{one}}}' for one in sorted(absent))}"
    return ""


def _line(text: str, name: str) -> int:
    last = name.rpartition(".")[2]
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.strip().strip('"').startswith(last)), 1)
