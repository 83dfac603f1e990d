"""Dates: when a piece was published, as far as anybody says so."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from operator import attrgetter
import re
from typing import NamedTuple

from newsloom import times
from newsloom.extract.datelines import LONGEST, Said, read_dateline, read_datelines
from newsloom.extract.outline import Moment
from newsloom.extract.page import Page
from newsloom.types import Entry

_PUBLISHED = tuple(
    "article:published_time article:published og:published_time og:article:published_time datepublished rnews:datepublished publishdate "
    "publish-date publish_date publication_date publication-date pubdate originalpublicationdate parsely-pub-date sailthru.date "
    "cxenseparse:recs:publishtime dc.date.issued dcterms.issued dcterms.created dc.date.created dc.created "
    "citation_publication_date citation_date date.created".split()
)
"""Metadata that states the publication: Open Graph's article, schema.org, Parse.ly, Sailthru, Cxense, Dublin Core, Highwire."""

_VAGUE = ("dc.date", "dcterms.date", "date")
"""Metadata that states some date of the page: with some editors the publication, with others the last change."""

_CHANGED = tuple("article:modified_time og:updated_time datemodified dateupdate dcterms.modified dc.date.modified last-modified".split())
"""Metadata that states the last change: Open Graph's, schema.org's, Dublin Core's, and what servers and editors write."""

_ADDRESS_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_.-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")

RENEWED = timedelta(days=365)
"""A declared date this much later than another one is a renewal. Not by `eval pages` (it costs 2 of 728 dates there: gold counts the newer
date) but by what a hub is for: a piece of 2017 that is listed again today is none of today."""
SOON = timedelta(days=31)
"""A shown date that lies so shortly before a vague one of the head is the publication, and the vague one a change's: in the looked-at half
2 of 2 such pages of `eval pages`, where a later shown date was wrong 3 times of 3; for the sure metadata it was wrong 13 times of 14."""
BELOW, ABOVE = 400, 150
"""Characters around the title in which a date is the piece's; of 63 pages that state none otherwise (the half of `eval pages` that was
looked at) 22 of 28 dates below were right and 3 of 5 above, and 40 of 52 that came first in the text."""
LONGEST_TEXT = 16_384
"""Characters of a page's text that are searched for a date at last."""


_ZONED = re.compile(rb"(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d[+-](?!00)\d\d:?\d\d")
_BEFORE_SECONDS, _MOST_ZONED = len("2020-07-21T08"), 20
_INVARIANT = re.compile(r"\d\d?/\d\d?/\d{4}\s\d\d?:\d\d:\d\d")
"""A time as .NET writes it where nobody asked for a language: the month first."""


class Dated(NamedTuple):
    """When a piece was published, in UTC, who says so, and the day that it was there, by the calendar of who said it."""

    moment: datetime
    where: str
    day: date


def choose_date(page: Page, entry: Entry, title: str, now: datetime) -> Dated:
    """Return when a piece was published; no date is believed that cannot be true (`times.plausible`).

    The head's metadata, JSON-LD, an element in the body that is marked as the publication's, the source, a whole date in the
    address, any time of the body that is not a change's, an element that is named for a date, what is written below and above the
    title, a change that is written there, the data of the page's programs, what the text calls its publication, the last change, the
    first date of the text that is not today's, and at last the moment it was first seen. A piece is not renewed by saying so: of what
    the head, JSON-LD and the address say, a date that lies more than `RENEWED` before the first is taken; and before a date of the head
    that does not say whether it is the publication's goes an earlier one of the body, if `SOON` before it.
    """
    address = date_in_address(page.url) or date_in_address(entry.url)
    sure, vague = list(_believed(_stated(page, _PUBLISHED), now)), list(_believed(_stated(page, _VAGUE), now))
    if declared := [*sure, *vague, *_believed([_read(page.linked.published, "json-ld")], now)]:
        told = [*declared, *_believed([(address, "url", None)], now)]
        earliest = min(told, key=attrgetter("moment"))
        first = earliest if declared[0].moment - earliest.moment > RENEWED else declared[0]
        if vague and first is vague[0]:
            first = next((seen for seen in _believed(_elements(page), now) if timedelta() < first.day - seen.day <= SOON), first)
    else:
        first = next(_believed(chain(_shown(page, entry, address), _written(page, title, now)), now), Dated(now, "first-seen", now.date()))
    if address and abs((address.date() - first.day).days) == 1:
        return first._replace(day=address.date())
    return first._replace(day=_local_day(page, first))


Saying = tuple[datetime | None, str, date | None]


def _believed(said: Iterable[Saying], now: datetime) -> Iterator[Dated]:
    for moment, where, day in said:
        if believed := times.plausible(moment, now):
            yield Dated(believed, where, day or believed.date())


def _stated(page: Page, names: Iterable[str]) -> Iterator[Saying]:
    """Yield what the head's metadata of these names say."""
    for name in names:
        if name in page.meta:
            yield _read(page.meta[name], "og" if name.startswith(("article:", "og:")) else "html")


def _shown(page: Page, entry: Entry, address: datetime | None) -> Iterator[Saying]:
    """Yield what the marked elements, the source and the address say."""
    yield from (_stamped(moment, page.language) for moment in page.outline.times if moment.publication and not moment.change)
    yield entry.published_at, "feed", None
    yield address, "url", None
    yield from _elements(page)


def _elements(page: Page) -> Iterator[Saying]:
    """Yield the times of the body that are not a change's, then what elements say that are named for a date."""
    yield from (_stamped(moment, page.language) for moment in page.outline.times if not moment.change)
    named = [moment for moment in page.outline.dated if not moment.change]
    yield from (_stamped(moment, page.language) for moment in named if moment.publication)
    yield from ((read_dateline(moment.text, page.language), "html", None) for moment in named)


def _written(page: Page, title: str, now: datetime) -> Iterator[Saying]:
    """Yield the dates that are written near the title, then those that the text calls its publication or its change, then any of it.

    A change that is stated is surer than a date that stands somewhere among the words: it speaks of the page.
    """
    near = list(chain(*page.around(title, BELOW, ABOVE)))
    whole = [page.text[start : start + LONGEST] for start in range(0, min(len(page.text), LONGEST_TEXT), LONGEST)]
    yield from _before(now, near, page.language)
    yield from _before(now, near, page.language, "change")
    yield _read(page.programmed, "html")
    yield from _before(now, whole, page.language, "publication")
    yield from _changed(page)
    yield from _before(now, whole, page.language)


def _before(now: datetime, texts: Iterable[str], language: str, said: Said = "date") -> Iterator[Saying]:
    """Yield the dates of texts that are not today's: the day of the visit is no page's date."""
    dates = (found for text in texts for found in read_datelines(text, language, said))
    yield from ((found, "html", None) for found in dates if found.date() < now.date())


def _changed(page: Page) -> Iterator[Saying]:
    """Yield when a piece was last changed: it cannot have been published later."""
    yield from _stated(page, _CHANGED)
    yield _read(page.linked.modified, "json-ld")
    marked = (*page.outline.times, *page.outline.dated)
    yield from (_stamped(moment, page.language) for moment in marked if moment.change)
    yield from ((found, "html", None) for found in read_datelines(page.first("description"), page.language))
    yield from ((found, "html", None) for found in read_datelines(page.text[-LONGEST:], page.language, "change"))


def _read(said: str, where: str) -> Saying:
    """Read a time as machines write it, with the day of its own calendar."""
    day = read_dateline(said, "en-US" if _INVARIANT.match(said) else "")
    return times.parse(said) or day, where, day.date() if day else None


def _stamped(moment: Moment, language: str) -> Saying:
    """Read what an element says for machines, else what it shows."""
    read = _read(moment.stamp, "html")
    return read if read[0] else (read_dateline(moment.stamp, language) or read_dateline(moment.text, language), "html", None)


def _local_day(page: Page, dated: Dated) -> date:
    """Return the day of a moment by the page's own calendar: the head often says in UTC what the body says in its own zone."""
    moment = dated.moment
    if dated.where not in ("og", "json-ld") or moment.date() != dated.day:
        return dated.day
    seconds, at = b":%02d:%02d" % (moment.minute, moment.second), 0
    for _ in range(_MOST_ZONED):
        at = page.raw.find(seconds, at + 1)
        if at < 0:
            break
        local = _ZONED.match(page.raw, max(0, at - _BEFORE_SECONDS))
        if local and times.parse(local[0].decode()) == moment.replace(microsecond=0):
            return date.fromisoformat(local[1].decode())
    return dated.day


def date_in_address(url: str) -> datetime | None:
    """Return the whole date that stands in an address.

    Example:
        >>> date_in_address("https://news.example/2020/07/21/chips")
        datetime.datetime(2020, 7, 21, 0, 0, tzinfo=datetime.timezone.utc)
        >>> date_in_address("https://news.example/2020/07/chips") is None
        True
    """
    found = _ADDRESS_DATE.search(url)
    if found is None:
        return None
    try:
        return datetime(int(found[1]), int(found[3]), int(found[4]), tzinfo=UTC)
    except ValueError:
        return None
