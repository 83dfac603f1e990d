"""What the words need to know of languages: the plural category of a whole number, and which way a language is written."""

from collections.abc import Callable, Mapping

from newsloom.text import primary

ONE_OTHER = ("one", "other")
ARABIC = ("zero", "one", "two", "few", "many", "other")

RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"))
"""Languages that are written from right to left where their tag names no script (CLDR 45, `characterOrder` of its layouts)."""

RIGHT_TO_LEFT_SCRIPTS = frozenset(("adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"))
"""Scripts that are written from right to left (ISO 15924; the same property of CLDR's script metadata)."""


def _one(number: int) -> str:
    return "one" if number == 1 else "other"


def _to_one(number: int) -> str:
    return "one" if number in (0, 1) else "other"


_FEW, _MANY = 3, 11


def _arabic(number: int) -> str:
    if number <= 2:  # noqa: PLR2004 - the three that have a form of their own
        return ARABIC[number]
    rest = number % 100
    return "many" if rest >= _MANY else "few" if rest >= _FEW else "other"


# CLDR 45, common/supplemental/plurals.xml, for whole numbers. Its category `many` of the Romance languages is left out: it is for whole
# millions, whose noun needs a preposition, and what a page counts is never one.
_RULES: Mapping[str, tuple[tuple[str, ...], Callable[[int], str]]] = {
    "ar": (ARABIC, _arabic),
    "fr": (ONE_OTHER, _to_one),
    "pt": (ONE_OTHER, _to_one),
}


def categories(language: str) -> tuple[str, ...]:
    """Return the plural categories of a language.

    Example:
        >>> categories("de"), categories("ar")[:3]
        (('one', 'other'), ('zero', 'one', 'two'))
    """
    return _RULES.get(primary(language), (ONE_OTHER, _one))[0]


def category(language: str, number: int) -> str:
    """Return which form of a noun a whole number of 0 or more takes.

    Example:
        >>> category("de", 0), category("fr", 0), category("ar", 103), category("ar", 11), category("ar", 100)
        ('other', 'one', 'few', 'many', 'other')
    """
    return _RULES.get(primary(language), (ONE_OTHER, _one))[1](number)


def direction(tag: str) -> str:
    """Return which way a language is written, as HTML says it.

    Example:
        >>> direction("ar"), direction("az-Arab"), direction("ar-Latn"), direction("de-AT")
        ('rtl', 'rtl', 'ltr', 'ltr')
    """
    parts = tag.replace("_", "-").lower().split("-")
    script = next((part for part in parts[1:] if len(part) == 4 and part.isalpha()), "")  # noqa: PLR2004 - ISO 15924 codes have four letters
    right = script in RIGHT_TO_LEFT_SCRIPTS if script else parts[0] in RIGHT_TO_LEFT
    return "rtl" if right else "ltr"
