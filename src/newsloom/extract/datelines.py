"""Datelines: dates as people write them, for pages that state none for machines."""

from collections.abc import Iterator
from datetime import UTC, datetime
import re

LONGEST = 4096
"""Characters of a text that are looked at."""

_YEAR = r"((?:19|20)\d\d)(?!\d)"
_NUMBERS = re.compile(r"(?<![\d.])(\d{1,2})([./-])\s?(\d{1,2})\2\s?((?:19|20)\d\d|\d\d)(?![\d.]\d|\d)")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)([-./年년])\s?(\d{1,2})[-./月월]\s?(\d{1,2})(?!\d)")
_PROMISING = re.compile(r"(?:19|20)\d\d|\d[./-]\s?\d{1,2}[./-]\s?\d\d")
_WORD = r"([^\W\d_]{3,12})"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|st|nd|rd|th|er|º|ª)?,?[\s/-](?:de\s|of\s|d’|d')?{_WORD}\.?,?[\s/-](?:de\s|del\s|of\s|г\.\s)?{_YEAR}"
)
_MONTH_FIRST = re.compile(rf"{_WORD}\.?\s(\d{{1,2}})(?:st|nd|rd|th)?,?\s{_YEAR}")
_YEAR_FIRST = re.compile(rf"(?<!\d)((?:19|20)\d\d)\.?,?\s{_WORD}\.?\s(\d{{1,2}})(?!\d)")
# What stands before the date of a change, in the languages of the months below; the date of a change is no publication.
_CHANGE = re.compile(
    r"(?:updat|edit|modif|revis|chang|correct|aktualis|geänder|bearbeit|änderung|\bstand\b|à jour|actuali[sz]|atualiz|aggiorn|bijgewerkt|"
    r"gewijzigd|uppdater|oppdater|opdater|päivitet|güncel|обнов|измен|оновлен|zmodyf|\blast\b)[^\d]{0,24}$",
    re.IGNORECASE,
)
_BEFORE = 40
_LONGEST_DATE = 48
"""More characters than any form of a date has before or behind its year, which are 28."""
# The beginnings of the months' names. English, German, French, Spanish, Catalan, Italian, Portuguese, Dutch, Danish, Norwegian, Swedish,
# Finnish, Polish, Czech, Romanian, Hungarian, Turkish, Indonesian, Russian, Ukrainian, Greek, Arabic (Unicode CLDR's month names).
_BEGINNINGS = (
    "jan ene gen jän jen gener ian oca tammi sty leden ledn янв січ ιαν ينا",
    "feb fev fév şub helmi lut úno unor фев лют φεβ فبر",
    "mar mär mrz maa maalis bře márc мар бер μαρ μάρ مار",
    "apr avr abr nis huhti kwi dub ápr апр квіт απρ أبر ابر",
    "may mai mag mei maj maig touko kvě máj мая май трав μαΐ μαϊ ماي",
    "jun giu juin juny iun haz kesä cze červn červen jún июн черв ιουν يون",
    "jul lug juil iul tem heinä lip červenec července júl июл лип ιουλ يول",
    "aug ago aoû aou sier ağu elo srp avg авг серп αυγ أغس اغس",
    "sep set wrz eyl syys zář szep сен вер σεπ سبت",
    "oct okt ott out paź eki loka říj окт жовт οκτ أكت اكت",
    "nov lis kas marras noi ноя лист νοε نوف",
    "dec dez déc dic des gru aralı joulu prosin дек груд δεκ ديس",
)
_MONTHS = {beginning: month for month, names in enumerate(_BEGINNINGS, 1) for beginning in names.split()}
_LONGEST_BEGINNING, _SHORTEST_BEGINNING = max(map(len, _MONTHS)), min(map(len, _MONTHS))
_LAST_MONTH, _CENTURY, _LATE = 12, 100, 70


def read_dateline(text: str, language: str = "") -> datetime | None:
    """Return the first date that is written in a text, as midnight UTC; `None` when there is none.

    Figures alone are read day first, but month first where only that makes a date or the language is American English
    (or English of no stated country) and slashes part them. What is said to be the date of a change does not count.

    Example:
        >>> read_dateline("Posted by Jane on 21. Juli 2020, 8:20")
        datetime.datetime(2020, 7, 21, 0, 0, tzinfo=datetime.timezone.utc)
        >>> read_dateline("07/21/2020"), read_dateline("03/04/2020", "en-US").month, read_dateline("03/04/2020", "fr").month
        (datetime.datetime(2020, 7, 21, 0, 0, tzinfo=datetime.timezone.utc), 3, 4)
        >>> read_dateline("Updated: July 22, 2020. Published: July 21, 2020").day
        21
    """
    return next(read_datelines(text, language), None)


def read_datelines(text: str, language: str = "", *, changes: bool = False) -> Iterator[datetime]:
    """Yield all dates that are written in a text, as `read_dateline` reads the first; with `changes` those of changes instead.

    Example:
        >>> [found.day for found in read_datelines("Today is July 22, 2020. Published on July 21, 2020.")]
        [22, 21]
    """
    text = text[: LONGEST + _BEFORE]
    dates = (written for start, end in _stretches(text) for written in sorted(_written(text, start, end, language.lower())))
    for start, year, month, day in dates:
        if changes != bool(_CHANGE.search(text, max(0, start - _BEFORE), start)):
            continue
        try:
            yield datetime(year, month, day, tzinfo=UTC)
        except ValueError:
            continue


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text, in their order, in which every date stands whole: the five forms are looked for nowhere else."""
    start = end = -1
    for found in _PROMISING.finditer(text):
        if found.start() - _LONGEST_DATE > end:
            if end >= 0:
                yield start, end
            start = max(0, found.start() - _LONGEST_DATE)
        end = found.end() + _LONGEST_DATE
    if end >= 0:
        yield start, end


def _written(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield where everything that looks like a date stands in a part of a text, and its year, month and day."""
    for found in _ISO.finditer(text, start, end):
        yield found.start(), int(found[1]), int(found[3]), int(found[4])
    for found in _DAY_FIRST.finditer(text, start, end):
        yield found.start(), int(found[3]), _month(found[2]), int(found[1])
    for found in _MONTH_FIRST.finditer(text, start, end):
        yield found.start(), int(found[3]), _month(found[1]), int(found[2])
    for found in _YEAR_FIRST.finditer(text, start, end):
        yield found.start(), int(found[1]), _month(found[2]), int(found[3])
    for found in _NUMBERS.finditer(text, start, end):
        first, second, year = int(found[1]), int(found[3]), _full(int(found[4]))
        american = found[2] == "/" and language in ("en", "en-us") and first <= _LAST_MONTH
        day_first = not american and second <= _LAST_MONTH
        yield (found.start(), year, second, first) if day_first else (found.start(), year, first, second)


def _full(year: int) -> int:
    """Return a year of two figures in its century (POSIX: from 69 on the last one)."""
    return year if year >= _CENTURY else year + (1900 if year >= _LATE else 2000)


def _month(name: str) -> int:
    """Return the number of a month's name, 0 for any other word."""
    name = name.lower()
    lengths = range(min(len(name), _LONGEST_BEGINNING), _SHORTEST_BEGINNING - 1, -1)
    return next((_MONTHS[name[:length]] for length in lengths if name[:length] in _MONTHS), 0)
