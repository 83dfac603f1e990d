"""Which language a text is in: its script first, then what it declares, unless its commonest words clearly speak against that."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
import re

ENGLISH = "en"

_LOOKED_AT = 600
"""Characters of a text that are looked at, about a title and 50 words more."""

_LEAST_HITS = 2
"""Different common words of a language, none of them English, that an undeclared text must hold: one alone may be a name ("Die", "Van",
"Los") or an English word that is less common ("pot", "men"). Of 2,844 English headlines (UCI, half a) one is read as another language."""

_CLEARLY = 2.0
"""A declared language, or the one that is taken for granted, is overruled by one that has this many times its common words …"""

_LEAST_AGAINST = 3
"""… and at least so many: of 873 declared pages (trafilatura's) 38 declare another language than they are in; 35 of these are found, and
of the right ones one is lost, an English list on a German page."""

_WIDE = 3
"""A character of Chinese, Japanese or Korean says as much as three letters: a headline about an iPhone in Tokyo is Japanese."""

_WIDE_SCRIPTS = ("han", "hangul", "kana")
_KANA_SHARE = 0.05
"""Japanese mixes Han with kana; Chinese holds none, or that of a name."""

# Where each script begins in Unicode 16 (Blocks.txt); "" is none of a language's own.
_STARTS = (
    (0x0000, "latin"), (0x0370, "greek"), (0x0400, "cyrillic"), (0x0530, "armenian"), (0x0590, "hebrew"), (0x0600, "arabic"),
    (0x0700, ""), (0x0750, "arabic"), (0x0780, ""), (0x08A0, "arabic"), (0x0900, "devanagari"), (0x0980, "bengali"),
    (0x0A00, "gurmukhi"), (0x0A80, "gujarati"), (0x0B00, "odia"), (0x0B80, "tamil"), (0x0C00, "telugu"), (0x0C80, "kannada"),
    (0x0D00, "malayalam"), (0x0D80, "sinhala"), (0x0E00, "thai"), (0x0E80, "lao"), (0x0F00, "tibetan"), (0x1000, "burmese"),
    (0x10A0, "georgian"), (0x1100, "hangul"), (0x1200, "ethiopic"), (0x13A0, ""), (0x1780, "khmer"), (0x1800, ""),
    (0x1C80, "cyrillic"), (0x1C90, "georgian"), (0x1CC0, ""), (0x1D00, "latin"), (0x1F00, "greek"), (0x2000, ""),
    (0x2C60, "latin"), (0x2C80, ""), (0x2DE0, "cyrillic"), (0x2E00, ""), (0x3005, "han"), (0x3008, ""), (0x3040, "kana"),
    (0x3100, "han"), (0x3130, "hangul"), (0x3190, ""), (0x31F0, "kana"), (0x3200, ""), (0x3400, "han"), (0xA000, ""),
    (0xA640, "cyrillic"), (0xA6A0, ""), (0xA720, "latin"), (0xA800, ""), (0xAC00, "hangul"), (0xD7B0, ""), (0xF900, "han"),
    (0xFB00, "latin"), (0xFB13, ""), (0xFB1D, "hebrew"), (0xFB50, "arabic"), (0xFE00, ""), (0xFE70, "arabic"), (0xFF00, "latin"),
    (0xFF66, "kana"), (0xFFA0, "hangul"), (0xFFE0, ""), (0x20000, "han"), (0x32000, ""),
)  # fmt: skip
_POINTS = [point for point, _ in _STARTS]

_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "cyrillic": ("ru", "uk", "bg", "mk", "sh", "be", "kk", "ky", "mn", "tg", "tt"),
    "greek": ("el",), "armenian": ("hy",), "hebrew": ("he", "yi"), "arabic": ("ar", "fa", "ur", "ps", "ckb", "sd", "ug"),
    "devanagari": ("hi", "mr", "ne"), "bengali": ("bn", "as"), "gurmukhi": ("pa",), "gujarati": ("gu",), "odia": ("or",),
    "tamil": ("ta",), "telugu": ("te",), "kannada": ("kn",), "malayalam": ("ml",), "sinhala": ("si",), "thai": ("th",), "lao": ("lo",),
    "tibetan": ("bo", "dz"), "burmese": ("my",), "georgian": ("ka",), "hangul": ("ko",), "ethiopic": ("am", "ti"), "khmer": ("km",),
    "han": ("zh", "ja"), "kana": ("ja",),
}  # fmt: skip
"""The languages of each script but Latin, the one with the most news first."""

_OTHERS = frozenset(code for codes in _LANGUAGES.values() for code in codes) - {"sh"}
"""Languages that are not written in Latin letters: their declaration says nothing of a text that is."""

LATIN = frozenset(
    "en de fr es it pt nl sv da nb fi is pl cs sk sl sh hu ro ca lt lv et tr id ms fil vi eu gl ga cy sq af eo az sw mt lb".split()
)
"""Languages of news that are written in Latin letters."""

_SAME = {
    "no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh", "cnr": "sh", "tl": "fil", "iw": "he", "in": "id", "cmn": "zh", "yue": "zh",
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "rus": "ru", "jpn": "ja",
    "zho": "zh", "chi": "zh", "kor": "ko", "ara": "ar", "nld": "nl", "dut": "nl", "pol": "pl", "tur": "tr", "ukr": "uk", "swe": "sv",
}  # fmt: skip
"""Other codes of ISO 639: old ones, those of three letters, and the standards of one language that `wordfreq` and Snowball treat as one."""

_FOREIGN = re.compile(r"[^\W\d_\u0000-\u036f\u1d00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff\ufb00-\ufb06\uff00-\uff65]")
_WORD = re.compile(r"[^\W\d_]{2,40}")
"""A letter alone is as often what stands behind an apostrophe ("McDonald's") as a word."""


@lru_cache(maxsize=1000)
def code(tag: str) -> str:
    """Return the language of a language tag, without its region and script; empty for none.

    Example:
        >>> code("pt-BR"), code("zh_Hant_TW"), code("NO"), code("hr"), code("und")
        ('pt', 'zh', 'nb', 'sh', '')
    """
    primary = re.split("[-_]", tag.strip().lower(), maxsplit=1)[0]
    known = _SAME.get(primary, primary)
    return known if known.isalpha() and len(known) in (2, 3) and known not in ("und", "mul", "zxx") else ""


def language_of(text: str, declared: str = "") -> str:
    """Tell the language of a text, as a code of ISO 639.

    Args:
        text: a title and what follows it; the first 600 characters are looked at.
        declared: the language tag that its page or feed states, believed unless script or words say otherwise.

    Example:
        >>> language_of("Die Brücke ist nach dem Hochwasser wieder offen", "en-US"), language_of("Bridge reopens", "de")
        ('de', 'de')
        >>> language_of("Мост снова открыт"), language_of("東京で橋が開通"), language_of("Bridge reopens")
        ('ru', 'ja', 'en')
    """
    text = text[:_LOOKED_AT]
    stated = code(declared)
    script = "latin" if text.isascii() or not _FOREIGN.search(text) else _script(text)
    if script == "latin":
        return _by_words(text, "" if stated in _OTHERS else stated, ENGLISH)
    languages = _LANGUAGES.get(script, (stated or ENGLISH,))
    stated = stated if stated in languages else ""
    return _by_words(text, stated, languages[0]) if len(languages) > 1 and script != "han" else stated or languages[0]


def _script(text: str) -> str:
    """Return the script of most letters."""
    found: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if letter.isalpha():
            script = _STARTS[bisect_right(_POINTS, ord(letter)) - 1][1]
            found[script] += count * (_WIDE if script in _WIDE_SCRIPTS else 1)
    wide = {script: found.pop(script, 0) for script in _WIDE_SCRIPTS}
    found["kana" if wide["kana"] > _KANA_SHARE * sum(wide.values()) else max(wide, key=wide.__getitem__)] = sum(wide.values())
    return max(found, key=lambda script: (found[script], script)) or "latin"


def _by_words(text: str, stated: str, default: str) -> str:
    """Return the language whose common words a text holds most of; the declared one where they say little, else the default."""
    known, believed = common_words(), stated or default
    hits: Counter[str] = Counter()
    against: Counter[str] = Counter()
    for word in set(_WORD.findall(text.lower())):
        languages = known.get(word, ())
        hits.update(languages)
        if believed not in languages:
            against.update(languages)
    enough = _LEAST_AGAINST if stated else _LEAST_HITS
    likely = [
        (-count, language)
        for language, count in hits.items()
        if count > hits[believed] and count >= _CLEARLY * hits[believed] and against[language] >= enough
    ]
    return min(likely)[1] if likely else believed


@cache
def function_words(language: str) -> tuple[str, ...]:
    """Return the 120 commonest words of a language, commonest first; none where they are not known.

    Example:
        >>> function_words("de")[:4], function_words("tlh")
        (('die', 'der', 'und', 'in'), ())
    """
    return _table().get(language, ())


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    lines = files("newsloom.stories").joinpath("function-words.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {language: tuple(words.split()) for language, words in rows}


@cache
def common_words() -> Mapping[str, tuple[str, ...]]:
    """Return for each common word the languages that it is common in.

    Example:
        >>> common_words()["und"], common_words()["on"]
        (('de',), ('en', 'fr', 'fi', 'pl', 'sh', 'ca'))
    """
    found: dict[str, tuple[str, ...]] = {}
    for language, words in _table().items():
        for word in words:
            found[word] = (*found.get(word, ()), language)
    return found
