"""Which time a letter is about: days or weeks that follow each other without a gap, also when a hub moves their ends."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from msgspec import Struct
from msgspec.structs import replace

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

LONGEST_BREAK = 4
"""Days or weeks that a letter reaches back at most: over a long weekend without a machine. What is older than that is no news."""

CLOCKS = timedelta(hours=2)
"""More than any change of clocks adds to a day or week (Lord Howe half an hour, elsewhere one)."""

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


class Span(Struct, frozen=True):
    """From `start` up to, but without, `end`. `day` is the date on which it ends where the letter's readers are."""

    day: date
    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is: a day of 23 to 25 hours, or seven of them."""
        return self.end - self.start

    @property
    def weekly(self) -> bool:
        """Whether it is a week."""
        return self.length > 2 * _DAY


def last_span(now: datetime, at: time, zone: tzinfo, weekday: int | None = None) -> Span:
    """Return the last day, or week, that is over.

    Args:
        now: UTC.
        at: when days end, by the clocks of the zone; a time that a clock change leaves out or has twice is read as `datetime` does
            with `fold=0`, for the end of one span and the start of the next alike.
        zone: where the letter's readers are.
        weekday: on which day weeks end, 0 for Monday; `None` for a letter a day.

    Example:
        >>> now = datetime(2031, 3, 14, 8, tzinfo=UTC)
        >>> last_span(now, time(7), UTC).start.isoformat(), last_span(now, time(9), UTC).day.isoformat()
        ('2031-03-13T07:00:00+00:00', '2031-03-13')
        >>> last_span(now, time(7), UTC, weekday=0).day.isoformat()
        '2031-03-10'
    """
    day = now.astimezone(zone).date()
    if weekday is not None:
        day -= (day.weekday() - weekday) % 7 * _DAY
    length = _DAY if weekday is None else _WEEK
    while _moment(day, at, zone) > now:
        day -= length
    start, end = day - length, _moment(day, at, zone)
    if _moment(start, at, zone) == end:  # a date that a zone leaves out, as Apia did with 30 December 2011, ends with the next one
        start -= length
    return Span(day, _moment(start, at, zone), end)


def since(span: Span, told: datetime) -> Span:
    """Return a span as it begins where the last letter ended, so that moving the ends of days loses and repeats no time.

    Args:
        span: the last day or week.
        told: when the last letter ended, before the span's end.

    Example:
        >>> day = last_span(datetime(2031, 3, 14, 19, tzinfo=UTC), time(18), UTC)
        >>> since(day, datetime(2031, 3, 13, 7, tzinfo=UTC)).length, since(day, datetime(2030, 1, 1, tzinfo=UTC)).length
        (datetime.timedelta(days=1, seconds=39600), datetime.timedelta(days=4))
    """
    longest = LONGEST_BREAK * (_WEEK if span.weekly else _DAY)
    return replace(span, start=told if span.end - told < longest + CLOCKS else span.end - longest)


def _moment(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
