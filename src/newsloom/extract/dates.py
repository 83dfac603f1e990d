"""Dates: when a piece was published, as far as anybody says so."""

from collections.abc import Iterator
from datetime import UTC, datetime
import re

from newsloom import times
from newsloom.extract.datelines import read_dateline
from newsloom.extract.page import Page
from newsloom.types import Entry

_PUBLISHED = tuple(
    "article:published_time article:published og:published_time og:article:published_time datepublished rnews:datepublished publishdate "
    "publish-date publish_date publication_date publication-date pubdate originalpublicationdate parsely-pub-date sailthru.date "
    "cxenseparse:recs:publishtime dc.date.issued dcterms.issued dc.date dcterms.date dcterms.created dc.date.created dc.created "
    "citation_publication_date citation_date date date.created".split()
)
"""Metadata that states the publication: Open Graph's article, schema.org, Parse.ly, Sailthru, Cxense, Dublin Core, Highwire."""

_ADDRESS_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_.-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")

Dated = tuple[datetime, str]


def choose_date(page: Page, entry: Entry, now: datetime) -> Dated:
    """Return when a piece was published, in UTC, and who says so; no date is believed that cannot be true (`times.plausible`).

    JSON-LD, the head's metadata, a time in the body that is marked as the publication's, the source, any time in the
    body, a whole date in the address, a date that is written where a page dates its pieces, and at last the moment it
    was first seen.
    """
    for moment, where in _said(page, entry):
        if believed := times.plausible(moment, now):
            return believed, where
    return now, "first-seen"


def _said(page: Page, entry: Entry) -> Iterator[tuple[datetime | None, str]]:
    yield times.parse(page.linked.published), "json-ld"
    for name in _PUBLISHED:
        if name in page.meta:
            yield times.parse(page.meta[name]), "og" if name.startswith(("article:", "og:")) else "html"
    for said in page.publication_times:
        yield times.parse(said), "html"
    yield entry.published_at, "feed"
    for said in page.times:
        yield times.parse(said), "html"
    yield date_in_address(page.url) or date_in_address(entry.url), "url"
    for line in page.datelines:
        yield read_dateline(line, page.language), "html"


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
