"""Datelines: dates as people write them, for pages that state none for machines."""

from collections.abc import Iterator
from datetime import UTC, datetime
import re
from typing import Literal

LONGEST = 4096
"""Characters of a text that are looked at."""

_YEAR = r"((?:19|20)\d\d)(?!\d)"
_NUMBERS = re.compile(
    r"(?<![\d.])(\d{1,2})(?:([./-])\s?(\d{1,2})\2\s?((?:19|20)\d\d|\d\d)|\s\|\s(\d{1,2})\s\|\s((?:19|20)\d\d))(?![\d.]\d|\d)"
)
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)([-./年년])\s?(\d{1,2})[-./月월]\s?(\d{1,2})(?!\d)")
_PROMISING = re.compile(r"(?:19|20)\d\d|\d[./-]\s?\d{1,2}[./-]\s?\d\d")
_WORD = r"([^\W\d_]{3,12})"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|st|nd|rd|th|er|º|ª)?,?[\s/-](?:de\s|of\s|d’|d')?{_WORD}\.?,?[\s/-](?:de\s|del\s|of\s|г\.\s)?{_YEAR}"
)
_MONTH_FIRST = re.compile(rf"{_WORD}\.?\s(\d{{1,2}})(?:st|nd|rd|th)?,?\s{_YEAR}")
_YEAR_FIRST = re.compile(rf"(?<!\d)((?:19|20)\d\d)\.?,?\s(?:m\.\s)?{_WORD}\.?\s(\d{{1,2}})(?!\d)")
# What stands before the date of a change, in the languages of the months below; the date of a change is no publication.
_CHANGE = re.compile(
    r"(?:updat|edit|modif|revis|chang|correct|aktuali[sz]|geänder|bearbeit|änderung|\bstand\b|à jour|actuali[sz]|atualiz|aggiorn|"
    r"bijgewerkt|gewijzigd|uppdater|oppdater|opdater|päivitet|güncel|обнов|измен|оновлен|zmodyf|\blast\b|ažur|posodob|frissít|muudetud|"
    r"uuendatud|atnaujin|diperbarui|ενημέ|ενημε|تحديث|עודכן|עדכון|更新|수정)[^\d]{0,24}$",
    re.IGNORECASE,
)
# What stands before the date of a publication, in the same languages.
_PUBLICATION = re.compile(
    r"(?:publi[cksz]|pubbl|posted|gepost|veröffentl|erschien|erstellt|geplaatst|udgiv|utgi|julkais|opublik|zveřejn|megjel|közzé|yayın|"
    r"diterbit|опубл|објав|публик|δημοσ|نشر|פורסם|发布|發布|公開|게시|입력)[^\d]{0,24}$",
    re.IGNORECASE,
)
# What stands before the day on which somebody joined a forum: it is no date of the piece.
_JOINED = re.compile(
    r"(?:regist(?:riert|ered|rado|rato|erad|reret)|joined|\bmember since|mitglied seit|inscrit|dabei seit|anmeldung)[^\d]{0,12}$",
    re.IGNORECASE,
)
_BEFORE = 40
_LONGEST_DATE = 48
"""More characters than any form of a date has before or behind its year, which are 28."""
# The beginnings of the months' names. English, German, French, Spanish, Catalan, Italian, Portuguese, Dutch, Danish, Norwegian, Swedish,
# Finnish, Polish, Czech, Romanian, Hungarian, Turkish, Indonesian, Russian, Ukrainian, Greek, Arabic; Galician, Icelandic, Estonian,
# Croatian (but for October, which is Polish's November), Serbian, Macedonian, Bulgarian, Belarusian, Malay (but for March, "Mac"),
# Albanian, Hebrew, Lithuanian (Unicode CLDR's month names).
_BEGINNINGS = (
    "jan ene gen jän jen gener ian oca tammi sty leden ledn янв січ ιαν ينا xan jaan sij јан яну студ ינו בינו saus",
    "feb fev fév şub helmi lut úno unor фев лют φεβ فبر veeb velj shkur феб פבר בפבר vasar",
    "mar mär mrz maa maalis bře márc мар бер μαρ μάρ مار mrt ožu сакав מרץ במרץ kovo",
    "apr avr abr nis huhti kwi dub ápr апр квіт απρ أبر ابر travnj красав prill אפר באפר baland",
    "may mai mag mei maj maig touko kvě máj мая май трав μαΐ μαϊ ماي maí svib мај במאי מאי geg",
    "jun giu juin juny iun haz kesä cze červn červen jún июн черв ιουν يون xuñ juun lipnj lipanj јун юн чэрв qersh יונ ביונ birž",
    "jul lug juil iul tem heinä lip červenec července júl июл лип ιουλ يول xul juul srpnj srpanj јул юл ліп korri יול ביול liep",
    "aug ago aoû aou sier ağu elo srp avg авг серп αυγ أغس اغس ágú agu ogos kolov жні gusht אוג באוג rugp",
    "sep set wrz eyl syys zář szep сен вер σεπ سبت ruj shtat сеп ספט בספט rugs",
    "oct okt ott out paź eki loka říj окт жовт οκτ أكت اكت кастр tetor אוק באוק spal",
    "nov lis kas marras noi ноя лист νοε نوف nóv нов ное лістап nëntor נוב בנוב stud lapk",
    "dec dez déc dic des gru aralı joulu prosin дек груд δεκ ديس dets disem дец снеж dhjet דצמ בדצמ gruod ara",
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


Said = Literal["date", "publication", "change"]
"""What the words before a date say that it is: nothing or anything but a change, a publication, a change."""


def read_datelines(text: str, language: str = "", said: Said = "date") -> Iterator[datetime]:
    """Yield all dates that are written in a text, as `read_dateline` reads the first, or only those of publications or of changes.

    Example:
        >>> [found.day for found in read_datelines("Today is July 22, 2020. Published on July 21, 2020.")]
        [22, 21]
    """
    text = text[: LONGEST + _BEFORE]
    dates = (written for start, end in _stretches(text) for written in sorted(_written(text, start, end, language.lower())))
    for start, year, month, day in dates:
        before = text[max(0, start - _BEFORE) : start]
        if (said == "change") != bool(_CHANGE.search(before)) or _JOINED.search(before):
            continue
        if said == "publication" and not _PUBLICATION.search(before):
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
        first, second, year = int(found[1]), int(found[3] or found[5]), _full(int(found[4] or found[6]))
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
