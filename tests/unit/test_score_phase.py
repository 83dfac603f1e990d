"""A story's phase follows its reports."""

from datetime import UTC, datetime, timedelta

import pytest

from newsloom.score.phase import phase

NOW = datetime(2031, 3, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("hours", "publishers", "word"),
    [
        ([1, 2, 3], 3, "breaking"),
        ([1, 2, 3], 2, "rising"),
        ([1, 7], 2, "rising"),
        ([1, 7, 8], 3, "steady"),
        ([7], 1, "steady"),
        ([25], 1, "fading"),
    ],
)
def test_phase_follows_the_reports(hours, publishers, word):
    assert phase([NOW - hour * HOUR for hour in hours], publishers, NOW) == word
