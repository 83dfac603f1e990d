"""How the words of a language other than English are read: cut by its script, stemmed, folded, and marked with the language."""

from collections.abc import Iterator
import re
import unicodedata

import Stemmer

from newsloom.stories.languages import LATIN, function_words

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "eo": "esperanto", "es": "spanish",
    "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sh": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Snowball's stemmers, as PyStemmer 3.1 carries them."""

_MEMO_LIMIT = 100_000
"""Words of one language whose stems are remembered, about 13 MB, so that a hostile feed cannot fill the memory."""

# Scripts without blanks between words (Unicode 16, Blocks.txt). Chinese, Japanese and Korean are read in pairs of characters, as Korean
# ties its particles to the nouns; Thai, Lao, Burmese and Khmer, whose letters are sounds, in runs of four: of German, English and Russian
# without blanks runs of four told more than runs of three, five or six (docs/decisions/0022-languages.md).
_KANA = "\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
_CJK = f"{_KANA}\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
_SOUNDS = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1050-\u109d\u1780-\u17d3"
_RUNS = f"{_CJK}{_SOUNDS}"
_VOWELS = "\u0900-\u0963\u0971-\u0de3\u0df2-\u0df3\u0f71-\u0fbc\u200c\u200d"
"""Vowel signs that Python's `\\w` leaves out, with the letters between them: Devanagari to Sinhala, Tibetan, and the joiners."""

_WORD = re.compile(rf"[{_RUNS}]{{1,400}}|[^\W_{_RUNS}](?:[^\W_{_RUNS}]|[{_VOWELS}]){{0,39}}")
_UNSPACED = re.compile(f"[{_RUNS}]")
_SOUND = re.compile(f"[{_SOUNDS}]")
_HIRAGANA = re.compile(r"[\u3041-\u309f]{2}")
"""Two characters of it are an ending or a particle: Japanese writes what a text is about in Han and Katakana."""

_PAIR, _FOUR = 2, 4

_POINTS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
"""Accents that stand alone after composition, Hebrew and Arabic points and the Arabic stretcher: most texts do without."""

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "ё": "е", "ς": "σ"}
    | {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ە": "ه", "\u200c": None, "\u200d": None}
)
"""Letters that have two spellings in the news of one language."""

_KEEPS_ACCENTS = frozenset({"vi"})
"""In Vietnamese they are most of the difference between words."""

_ELIDED = frozenset("qu dell all nell sull dall quest quell un gl jusqu lorsqu puisqu quelqu aujourd".split())
"""What stands before an apostrophe in French, Italian and Catalan, if it has more than one letter."""


class Tongue:
    """Reads the texts of one language as stems that carry its code, so that no word meets another language's by accident.

    Example:
        >>> Tongue("de").stems("Die Größe der Häuser"), Tongue("de").stems("GROESSE der Haeuser 2021")
        (['de:gross', 'de:haus'], ['de:gross', 'de:haus', 'de:2021'])
        >>> Tongue("ja").stems("東京で橋が開通"), Tongue("ru").stems("Ещё один мост")
        (['ja:東京', 'ja:京で', 'ja:で橋', 'ja:橋が', 'ja:が開', 'ja:開通'], ['ru:мост'])
    """

    def __init__(self, language: str) -> None:
        self._marker = f"{language}:"
        self._stem = Stemmer.Stemmer(_STEMMERS[language]).stemWord if language in _STEMMERS else str
        self._plain = language == "el" or language in LATIN - _KEEPS_ACCENTS
        self._stop = frozenset(map(self._fold, function_words(language))) | _ELIDED
        self._memo: dict[str, str] = {}

    def stems(self, text: str) -> list[str]:
        """Return the stems of a text in order, its language's commonest words left out."""
        memo, found = self._memo, []
        for word in tokens(text):
            stem = memo.get(word)
            if stem is None:
                stem = self._learn(word)
            if stem:
                found.append(stem)
        return found

    def _learn(self, word: str) -> str:
        if len(self._memo) >= _MEMO_LIMIT:
            self._memo.clear()
        folded = self._fold(word)
        useful = folded not in self._stop and (len(folded) > 1 or folded.isdigit() or is_unspaced(folded))
        stem = self._memo[word] = f"{self._marker}{self._fold(self._stem(word))}" if useful else ""
        return stem

    def _fold(self, word: str) -> str:
        if word.isascii():
            return word
        if self._plain:
            word = "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
        return word.translate(_LETTERS)


def tokens(text: str) -> Iterator[str]:
    """Yield the words of a text in small letters; where its script has no blanks, runs of characters that overlap.

    Example:
        >>> list(tokens("L’élection : 5G")), list(tokens("中国经济")), list(tokens("हिन्दी में"))
        (['l', 'élection', '5g'], ['中国', '国经', '经济'], ['हिन्दी', 'में'])
    """
    text = text.lower()
    if not text.isascii():
        text = _POINTS.sub("", unicodedata.normalize("NFKC", text))
    for word in _WORD.findall(text):
        if word.isascii() or not _UNSPACED.match(word):
            yield word
            continue
        length = _FOUR if _SOUND.match(word) else _PAIR
        grams = (word[start : start + length] for start in range(max(1, len(word) - length + 1)))
        yield from (gram for gram in grams if not _HIRAGANA.fullmatch(gram))


def is_unspaced(text: str) -> bool:
    """Tell whether a text holds characters of a script that has no blanks between words.

    Example:
        >>> is_unspaced("iPhone"), is_unspaced("iPhone 発売")
        (False, True)
    """
    return not text.isascii() and _UNSPACED.search(text) is not None
