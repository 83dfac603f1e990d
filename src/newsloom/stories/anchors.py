"""Anchors: the names and figures of a text in a spelling that other languages share. They find one event told in two languages."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
import re
import unicodedata

from newsloom.stories.languages import common_words

_NAME = re.compile(r"[^\W\d_]{2,40}")
_BREAK = re.compile(r"(?:^|[.!?:;…–—|•\n]\s*)[\"'“”„«»‘’(\[]?\s*$")
_LOOKED_BACK = 6
"""Characters before a word that show whether a sentence begins with it."""

_LEAST_LETTERS = 3
_FIGURE = re.compile(r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3}){1,4}(?!\d)|\d{1,12}(?:[.,:]\d{1,2}(?!\d))?")
_GROUPED = re.compile(r"\d{1,3}(?:\D\d{3})+")

# Cyrillic as it is mostly spelt in English news (BGN/PCGN, without apostrophes), Russian and Ukrainian.
_LATIN = str.maketrans(
    dict(zip("абвгґдезийіклмнопрстуфъыьэё", [*"abvggdeziiiklmnoprstuf", "", "i", "", "e", "e"], strict=True))
    | {"є": "ie", "ж": "zh", "ї": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia"}
    | {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "t", "æ": "e", "œ": "e", "ß": "s", "ı": "i", "x": "ks", "w": "v", "y": "i", "j": "i"}
)
_TWICE = re.compile(r"(.)\1")
_ENDING = re.compile(r"(?<=...)(?:[aeiou]{1,3}(?:m|kh|s)?|s)$")
"""Endings of cases: Putina, Putinu, Putinom; Ormseys beside Ormsey."""


def anchors(title: str, opening: str) -> frozenset[str]:
    """Return the names and figures of a title and an opening.

    A name is a capitalised word inside a sentence, or one at its beginning before another; of German nouns most are none, but no
    other language has them. A figure has two digits and more, and its separators are the English ones.

    Example:
        >>> (
        ...     sorted(anchors("", "Gestern kam Putin nach Minsk: 1.500 Gäste")),
        ...     sorted(anchors("", "Вчера в Минске 1 500 гостей ждали Путина")),
        ... )
        (['1500', 'gast', 'minsk', 'putin'], ['1500', 'minsk', 'putin'])
    """
    found = set(_names(opening)) | set(_figures(title)) | set(_figures(opening))
    return frozenset(found if _is_title_case(title) else found.union(_names(title)))


def _names(text: str) -> Iterator[str]:
    known = common_words()
    matches = list(_NAME.finditer(text))
    for match, after in zip_longest(matches, matches[1:]):
        word = match.group()
        if not word[0].isupper() or word.lower() in known:
            continue
        begins = _BREAK.search(text[max(0, match.start() - _LOOKED_BACK) : match.start()]) is not None
        if begins and not (after and after.start() == match.end() + 1 and after.group()[0].isupper()):
            continue
        name = _spelling(word)
        if len(name) >= _LEAST_LETTERS or word.isupper():
            yield name


@lru_cache(maxsize=50_000)
def _spelling(word: str) -> str:
    """Return a name as its sound is written most simply, without the ending of a case."""
    lowered = word.lower()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFC", lowered).replace("й", "и")
        lowered = "".join(char for char in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(char))
    spelt = lowered.translate(_LATIN).replace("ph", "f").replace("th", "t").replace("ck", "k").replace("sch", "sh")
    return _ENDING.sub("", _TWICE.sub(r"\1", spelt))


def _figures(text: str) -> Iterator[str]:
    for figure in _FIGURE.findall(text):
        plain = re.sub(r"\D", "", figure) if _GROUPED.fullmatch(figure) else figure.replace(",", ".").replace(":", ".")
        if len(plain) > 1:
            yield plain


def _is_title_case(title: str) -> bool:
    """Tell whether a title writes all its words with a capital, as English ones do: then capitals name nothing in it."""
    telling = [word for word in _NAME.findall(title) if len(word) > _LEAST_LETTERS and word.lower() not in common_words()]
    return all(word[0].isupper() for word in telling)
