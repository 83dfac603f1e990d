from datetime import UTC, datetime, timedelta, timezone

import pytest

from newsloom.clock import FixedClock, SystemClock


def test_system_clock_tells_the_present_in_utc():
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_fixed_clock_stands_still_until_it_is_moved():
    clock = FixedClock(datetime(2026, 1, 5, 14, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == clock.now() == datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    clock.at += timedelta(days=1)
    assert clock.now() == datetime(2026, 1, 6, 12, tzinfo=UTC)


def test_fixed_clock_without_zone_is_refused():
    with pytest.raises(ValueError, match="no zone"):
        FixedClock(datetime(2026, 1, 5))  # noqa: DTZ001  that is what is refused
