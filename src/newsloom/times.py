"""Times: read what the web writes, keep UTC, never trust the future."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
import re

import ciso8601

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web there were no pages: an earlier date is an error (the clamp of the project's threat table, P8)."""

TOLERANCE = timedelta(hours=1)
"""Clocks of publishers run ahead; up to this much a time in the future counts as now."""

_ISO_DATE = re.compile(
    r"\s*(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?(?:[.,]\d+)?)\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?\s*", re.IGNORECASE
)
_MONTHS = {name: f"{number:02}" for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_ZONES = {
    "EST": "-0500",
    "EDT": "-0400",
    "CST": "-0600",
    "CDT": "-0500",
    "MST": "-0700",
    "MDT": "-0600",
    "PST": "-0800",
    "PDT": "-0700",
    "UT": "+0000",
    "Z": "+0000",
}
_LONGEST = 64


def parse(text: str) -> datetime | None:
    """Read an ISO 8601 or RFC 822 time and return it in UTC; `None` for anything else. A missing zone means UTC.

    Example:
        >>> parse("Tue, 21 Jul 2020 08:20:00 GMT")
        datetime.datetime(2020, 7, 21, 8, 20, tzinfo=datetime.timezone.utc)
        >>> parse("2020-07-21T10:20:00+02:00") == parse("2020-07-21T08:20:00Z")
        True
        >>> parse("yesterday") is None
        True
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        return _utc(ciso8601.parse_datetime(_iso(text) or text))
    except (ValueError, OverflowError):
        pass
    matched = _ISO_DATE.fullmatch(text)
    try:
        if matched:
            date, time, zone = matched.groups()
            zone = "+00:00" if (zone or "Z").upper() in ("Z", "UTC", "GMT") else zone
            return _utc(ciso8601.parse_datetime(f"{date}T{(time or '00:00').replace(',', '.')}{zone}"))
        head, _, zone = text.rpartition(" ")
        return _utc(parsedate_to_datetime(f"{head} {_ZONES.get(zone.upper(), zone)}"))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _iso(text: str) -> str:
    """Rewrite RFC 822's usual spelling (`Tue, 21 Jul 2020 08:20:00 GMT`), which is then read ten times as fast; empty for any other."""
    if len(text) not in (29, 31) or text[4] != " " or text[16] != " " or text[25] != " ":
        return ""
    zone = "Z" if text[26:] in ("GMT", "+0000") else text[26:] if text[26] in "+-" else ""
    return f"{text[12:16]}-{_MONTHS.get(text[8:11])}-{text[5:7]}T{text[17:25]}{zone}" if zone else ""


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is UTC:
        return moment
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def plausible(moment: datetime | None, now: datetime) -> datetime | None:
    """Return the time clamped to `now` when it is at most an hour ahead; `None` when it cannot be true.

    Example:
        >>> now = parse("2020-07-21T08:20:00Z")
        >>> plausible(parse("2020-07-21T09:00:00Z"), now) == now
        True
        >>> plausible(parse("2021-01-01"), now) is None
        True
    """
    if moment is None or moment < EARLIEST or moment > now + TOLERANCE:
        return None
    return min(moment, now)


def stamp(moment: datetime) -> str:
    """Write a time as records do: UTC, to the second, with a `Z`.

    Example:
        >>> stamp(datetime(2020, 7, 21, 8, 20, tzinfo=UTC)), stamp(datetime(1, 1, 1, tzinfo=UTC))
        ('2020-07-21T08:20:00Z', '0001-01-01T00:00:00Z')
    """
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")  # strftime's %Y leaves zeros out before 1000
