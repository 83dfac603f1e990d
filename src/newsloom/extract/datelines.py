"""Datelines: dates as people write them, for pages that state none for machines."""

from collections.abc import Iterator
from datetime import UTC, datetime
import re

_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([./-])\s?(\d{1,2})\2\s?((?:19|20)\d\d)(?!\d)")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)([-./年])\s?(\d{1,2})[-./月]\s?(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er|º)?,?\s(?:de\s|of\s)?([^\W\d_]{3,10})\.?,?\s(?:de\s|of\s)?((?:19|20)\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,10})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s((?:19|20)\d\d)(?!\d)")
# The beginnings of the months' names in English, German, French, Spanish, Italian, Portuguese, Dutch and Polish.
_BEGINNINGS = (
    "jan ene gen jän sty",
    "feb fev fév lut",
    "mar mär mrz maa mrt",
    "apr avr abr kwi",
    "may mai mag mei maj",
    "jun giu juin cze",
    "jul lug juil lip",
    "aug ago aoû aou sie",
    "sep set wrz",
    "oct okt ott out paź",
    "nov lis",
    "dec dez déc dic gru",
)
_MONTHS = {beginning: month for month, names in enumerate(_BEGINNINGS, 1) for beginning in names.split()}
_LAST_MONTH = 12


def read_dateline(text: str, language: str = "") -> datetime | None:
    """Return the first date that is written in a text, as midnight UTC; `None` when there is none.

    Figures alone are read day first, but month first where only that makes a date or the language is American English
    (or English of no stated country) and slashes part them.

    Example:
        >>> read_dateline("Posted by Jane on 21. Juli 2020, 8:20")
        datetime.datetime(2020, 7, 21, 0, 0, tzinfo=datetime.timezone.utc)
        >>> read_dateline("07/21/2020"), read_dateline("03/04/2020", "en-US").month, read_dateline("03/04/2020", "fr").month
        (datetime.datetime(2020, 7, 21, 0, 0, tzinfo=datetime.timezone.utc), 3, 4)
    """
    for year, month, day in _written(text, language):
        try:
            return datetime(year, month, day, tzinfo=UTC)
        except ValueError:
            continue
    return None


def _written(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Yield year, month and day of everything that looks like a date."""
    for found in _ISO.finditer(text):
        yield int(found[1]), int(found[3]), int(found[4])
    for found in _DAY_FIRST.finditer(text):
        yield int(found[3]), _month(found[2]), int(found[1])
    for found in _MONTH_FIRST.finditer(text):
        yield int(found[3]), _month(found[1]), int(found[2])
    for found in _NUMBERS.finditer(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        american = found[2] == "/" and language.lower() in ("en", "en-us") and first <= _LAST_MONTH
        day_first = not american and second <= _LAST_MONTH
        yield (year, second, first) if day_first else (year, first, second)


def _month(name: str) -> int:
    """Return the number of a month's name, 0 for any other word."""
    name = name.lower()
    return _MONTHS.get(name[:4]) or _MONTHS.get(name[:3], 0)
