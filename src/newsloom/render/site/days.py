"""The archive: one page for every UTC day on which a published story had its first report, and one that lists the days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from msgspec import Struct

from newsloom.render.best import Best
from newsloom.render.site.cards import hottest_first
from newsloom.render.site.placed import Line, Placed

LED = 3
"""Stories that led a day: shown with excerpt and names."""

DAY_PAGE = 95
"""Stories on the page of a day, the hottest first: 97 kB with long addresses in Arabic, whose letters take two bytes. The API lists all
of them."""

DAYS = 1_000
"""Days in the list of days, the latest ones; the older are found from day to day."""


class _Day:
    def __init__(self) -> None:
        self.led: Best[Placed] = Best(LED, hottest_first)
        self.lines: Best[Line] = Best(DAY_PAGE, hottest_first)
        self.stories, self.articles = 0, 0

    def add(self, one: Placed, line: Line) -> None:
        self.led.add(one)
        self.lines.add(line)
        self.stories += 1
        self.articles += 1 + one.more


class Month(Struct, frozen=True, kw_only=True):
    """A month's days, the latest first, each with its number of stories."""

    first: date
    days: list[tuple[date, int]]


class Days:
    """Gathers the days, story by story: of each no more than it shows, most of it as lines."""

    def __init__(self) -> None:
        self._days: dict[date, _Day] = {}

    def add(self, one: Placed, line: Line) -> None:
        """Put a story, and it as a line, on the day of its first report."""
        day = self._days.get(one.first.date())
        if day is None:
            day = self._days[one.first.date()] = _Day()
        day.add(one, line)

    def dates(self) -> list[date]:
        """Return the days that have stories, in order."""
        return sorted(self._days)

    def pages(self) -> Iterator[tuple[date, dict[str, object], Mapping[str, Sequence[Placed | Line]]]]:
        """Yield each day with what its template is given, and the stories of its lists."""
        dates = self.dates()
        for place, day in enumerate(dates):
            here = self._days[day]
            led = here.led.ordered()
            ids = {one.id for one in led}
            around = dates[max(0, place - 3) : place + 4]
            yield (
                day,
                {
                    "day": day,
                    "stories": here.stories,
                    "articles": here.articles,
                    "left_out": max(0, here.stories - DAY_PAGE),
                    "before": dates[place - 1] if place else None,
                    "after": dates[place + 1] if place + 1 < len(dates) else None,
                    "days_shown": around,
                },
                {"led": led, "lines": [line for line in here.lines.ordered() if line.id not in ids]},
            )

    def months(self) -> tuple[list[Month], int]:
        """Return the latest days by month, and how many older ones are left out."""
        dates = self.dates()[::-1]
        months = groupby(dates[:DAYS], key=lambda day: day.replace(day=1))
        listed = [Month(first=first, days=[(day, self._days[day].stories) for day in days]) for first, days in months]
        return listed, max(0, len(dates) - DAYS)
