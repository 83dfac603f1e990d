"""Clocks: the machine's, and one that stands still."""

from datetime import UTC, datetime


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, UTC-aware."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that says what it was told: under `--as-of`, and in tests. Set `at` to move it.

    Args:
        at: the time it tells, with a zone.

    Raises:
        ValueError: the time has no zone, so nobody could know which moment it means.

    Example:
        >>> FixedClock(datetime(2026, 1, 5, 12, tzinfo=UTC)).now()
        datetime.datetime(2026, 1, 5, 12, 0, tzinfo=datetime.timezone.utc)
    """

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError(f"{at.isoformat()} has no zone; add one, as in {at.isoformat()}+00:00")
        self.at = at

    def now(self) -> datetime:
        """Return the time this clock was given, in UTC."""
        return self.at.astimezone(UTC)
