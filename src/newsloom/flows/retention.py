"""Retention: how long records stay among the news, and how long they are published at all. Nothing of it leaves the store.

Both limits are moments that only ever move on: a story whose last report lies before one of them is past it for good, unless the hub's
settings change or a new report of the same event comes. A day is a day of UTC, so that records move once a day and not in every cycle.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from newsloom.ports import Store
from newsloom.times import EARLIEST


class Retention(Struct, frozen=True, kw_only=True):
    """What a hub says of old records; `None` sets no limit.

    After `archive_after` seconds without a report a story's record moves to the archive. Published are the stories with a report in
    the last `keep_for` seconds, and of them the latest `keep_most`.
    """

    archive_after: float | None = None
    keep_for: float | None = None
    keep_most: int | None = None


class Limits(Struct, frozen=True, kw_only=True):
    """The moments before which a story's last report must lie for its record to be `archived`, or not to be published (`kept` since)."""

    archived: datetime | None = None
    kept: datetime | None = None

    def precede(self, later: "Limits") -> bool:
        """Tell whether other limits are these ones moved on.

        Example:
            >>> Limits().precede(Limits(kept=EARLIEST)), Limits(kept=EARLIEST).precede(Limits())
            (True, False)
        """
        pairs = ((self.archived, later.archived), (self.kept, later.kept))
        return all(before is None or (after is not None and before <= after) for before, after in pairs)

    def passed(self, later: "Limits") -> list[tuple[datetime, datetime]]:
        """Return the spans (from, before) that the limits have passed since.

        Example:
            >>> Limits(archived=EARLIEST).passed(Limits(archived=EARLIEST)), len(Limits().passed(Limits(archived=EARLIEST)))
            ([], 1)
        """
        pairs = ((self.archived, later.archived), (self.kept, later.kept))
        return [(before or EARLIEST, after) for before, after in pairs if after is not None and before != after]


NO_LIMITS = Limits()
"""Nothing is archived, everything is published."""


def limits(store: Store, retention: Retention, now: datetime) -> Limits:
    """Return the limits of this day.

    The latest `keep_most` are counted among all stories that ever were, absorbed and taken down ones included: were they left out, one
    of them going would bring an old story back.
    """
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    aged = None if retention.keep_for is None else today - timedelta(seconds=retention.keep_for)
    counted = None if retention.keep_most is None else store.last_report(retention.keep_most)
    return Limits(
        archived=None if retention.archive_after is None else today - timedelta(seconds=retention.archive_after),
        kept=max((moment for moment in (aged, counted) if moment), default=None),
    )
