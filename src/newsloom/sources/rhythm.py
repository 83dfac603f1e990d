"""When a feed wants to be asked: RSS 2.0's `ttl`, `skipHours` and `skipDays`, and RSS 1.0's syndication module."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from msgspec import Struct

LONGEST = 24 * 3600.0
"""Seconds beyond which no feed's wish is heard: every source is asked at least once a day, or news would be old when it is found."""

_HOUR = timedelta(hours=1)
_HOURS = 24
_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0, "yearly": 31536000.0}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Wishes(Struct, frozen=True):
    """What a feed says about polling: seconds between two visits, and the hours (UTC) and days (0 is Monday) to stay away in."""

    seconds: float = 0.0
    hours: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()

    def fresh_for(self, at: datetime) -> float:
        """Return the seconds after `at` for which the feed asks not to be asked again, at most `LONGEST`.

        A feed that never wants to be asked is asked as if it had said nothing of hours and days.

        Example:
            >>> noon = datetime(2026, 1, 1, 12, 30, tzinfo=UTC)
            >>> Wishes(1800.0).fresh_for(noon), Wishes(1800.0, frozenset((13, 14))).fresh_for(noon)
            (1800.0, 9000.0)
        """
        soonest = min(self.seconds, LONGEST)
        if not self.hours and not self.days:
            return soonest
        moment = at.astimezone(UTC) + timedelta(seconds=soonest)
        for _ in range(_HOURS):
            if moment.hour not in self.hours and moment.weekday() not in self.days:
                return min((moment - at).total_seconds(), LONGEST)
            moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
        return soonest if len(self.hours) == _HOURS or len(self.days) == len(_DAYS) else LONGEST


UNSAID = Wishes()
"""The wishes of a feed that says nothing of them."""


def wishes(ttl: str, period: str, frequency: str, hours: Collection[str], days: Collection[str]) -> Wishes:
    """Read what a feed writes: `ttl` in minutes, a period with its number of updates, hours 0 to 24 (UTC), English days.

    The longer of the two intervals counts. What is no number, or no day, is not there.

    Example:
        >>> wishes("90", "daily", "24", ["0", "24", "x"], ["Sunday"])
        Wishes(seconds=5400.0, hours=frozenset({0}), days=frozenset({6}))
    """
    every = _PERIODS.get(period.strip().lower(), 0.0) / max(_number(frequency), 1)
    seconds = max(every, _number(ttl) * 60.0)
    skipped = frozenset(number % _HOURS for hour in hours if (number := _number(hour, -1)) in range(_HOURS + 1))
    return Wishes(seconds, skipped, frozenset(_DAYS.index(name) for day in days if (name := day.strip().lower()) in _DAYS))


def _number(text: str, otherwise: int = 0) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else otherwise  # noqa: PLR2004 - a longer one is no interval
