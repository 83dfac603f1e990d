"""When a feed wants to be asked."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from newsloom.sources.rhythm import LONGEST, UNSAID, Wishes, wishes

NOON = datetime(2026, 1, 1, 12, 30, tzinfo=UTC)  # a Thursday


def test_unsaid_wishes_ask_for_nothing():
    assert UNSAID.fresh_for(NOON) == 0


@pytest.mark.parametrize("ttl", ["", "x", "-5", "²", "1e9", "9" * 400, "1.5"])
def test_ttl_that_is_no_whole_number_is_not_there(ttl):
    assert wishes(ttl, "", "", [], []) == UNSAID


def test_longest_wish_is_a_day():
    assert wishes("999999999", "", "", [], []).fresh_for(NOON) == LONGEST
    assert wishes("", "yearly", "1", [], []).fresh_for(NOON) == LONGEST


@pytest.mark.parametrize(
    ("period", "frequency", "seconds"), [("hourly", "", 3600.0), ("daily", "48", 1800.0), ("hourly", "0", 3600.0), ("soon", "1", 0.0)]
)
def test_update_period_is_divided_by_its_frequency(period, frequency, seconds):
    assert wishes("", period, frequency, [], []).seconds == seconds


def test_skipped_hours_reach_over_midnight():
    night = Wishes(0.0, frozenset((22, 23, 0, 1)))
    assert night.fresh_for(datetime(2026, 1, 1, 23, 0, tzinfo=UTC)) == 3 * 3600


def test_skipped_hours_are_utc_whatever_zone_the_time_is_told_in():
    moment = datetime(2026, 1, 1, 23, 0, tzinfo=timezone(timedelta(hours=10)))  # 13:00 UTC
    assert Wishes(0.0, frozenset((13,))).fresh_for(moment) == 3600.0


def test_skipped_day_ends_at_midnight():
    assert Wishes(0.0, days=frozenset((3,))).fresh_for(NOON) == 11.5 * 3600


def test_two_skipped_days_are_cut_to_the_longest_wish():
    assert Wishes(0.0, days=frozenset((3, 4, 5))).fresh_for(NOON) == LONGEST


@pytest.mark.parametrize("never", [Wishes(60.0, frozenset(range(24))), Wishes(60.0, days=frozenset(range(7)))])
def test_feed_that_never_wants_to_be_asked_is_asked_all_the_same(never):
    assert never.fresh_for(NOON) == 60.0
