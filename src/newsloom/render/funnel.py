"""A funnel: what came within a time, from where, and what became of it, in figures that balance."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct, to_builtins

from newsloom.text import one_line
from newsloom.times import stamp
from newsloom.types import Outcome, Tally
from newsloom.urls import hostname

SCHEMA = "report/1"

Place = Literal["", "waiting", "began", "joined", "copy"]
"""Where a stored item stands: in no story yet, as the first report of one, as another own report, or as the repetition of a text."""

End = Literal["", "leads", "follows", "unpublished"]
"""What readers see of it: it leads a published story, stands in one, or is in a story that is not published."""

PLACES: tuple[Place, ...] = ("began", "joined", "copy", "waiting")
ENDS: tuple[End, ...] = ("leads", "follows", "unpublished")
OUTCOMES: tuple[Outcome, ...] = ("stored", "duplicate", "rejected", "quarantined")


class Way(Struct, frozen=True, kw_only=True):
    """A way that items go. `reason`: the code of a refusal. `hold`: what keeps an unpublished story back. `again`: tried again, not new."""

    outcome: Outcome
    reason: str = ""
    place: Place = ""
    end: End = ""
    hold: str = ""
    again: bool = False


class Inflow(Struct, frozen=True, kw_only=True):
    """What came from one source, or from all of them: its visits, and how many items went each way."""

    source: str = ""
    name: str = ""
    visits: Tally = Tally()
    ways: Mapping[Way, int] = {}

    @property
    def called(self) -> str:
        """What it is called on one line: its title, else its host.

        Example:
            >>> Inflow(source="https://a.example/feed").called
            'a.example'
        """
        return one_line(self.name or hostname(self.source) or self.source)

    def figures(self) -> dict[str, int]:
        """Return its figures under the names that reports use (docs/reference/report.md).

        Example:
            >>> told = Inflow(visits=Tally(listed=5, known=3), ways={Way(outcome="stored", place="began", end="leads"): 2}).figures()
            >>> [told[name] for name in ("listed", "known", "new", "stored", "began", "leads", "later")]
            [5, 3, 2, 2, 2, 2, 0]
        """
        again = self._sum(again=True)
        new = self._sum() - again
        told = {**to_builtins(self.visits), "new": new, "again": again}
        told |= {outcome: self._sum(outcome=outcome) for outcome in OUTCOMES}
        told |= {place: self._sum(place=place) for place in PLACES} | {end: self._sum(end=end) for end in ENDS}
        missing = self.visits.listed - self.visits.known - new
        return told | {"later": max(missing, 0), "unlisted": max(-missing, 0)}

    def _sum(self, **wanted: object) -> int:
        return sum(count for way, count in self.ways.items() if all(getattr(way, name) == value for name, value in wanted.items()))

    def why(self, field: Literal["reason", "hold"], **wanted: object) -> dict[str, int]:
        """Return how many items there are for each reason, or each hold, the most frequent first.

        Example:
            >>> Inflow(ways={Way(outcome="rejected", reason="http-404"): 2, Way(outcome="stored"): 1}).why("reason", outcome="rejected")
            {'http-404': 2}
        """
        told = Counter[str]()
        for way, count in self.ways.items():
            if getattr(way, field) and all(getattr(way, name) == value for name, value in wanted.items()):
                told[getattr(way, field)] += count
        return dict(sorted(told.items(), key=lambda counted: (-counted[1], counted[0])))

    def document(self) -> dict[str, Any]:
        """Return it for programs."""
        told = self.figures()
        return {
            **{name: told[name] for name in ("asked", "failed", "listed", "unlisted", "known", "new", "later", "again")},
            "outcomes": {name: told[name] for name in OUTCOMES},
            "places": {name: told[name] for name in PLACES},
            "ends": {name: told[name] for name in ("waiting", *ENDS)},
            "rejected": self.why("reason", outcome="rejected"),
            "quarantined": self.why("reason", outcome="quarantined"),
            "unpublished": self.why("hold", end="unpublished"),
        }


class Funnel(Struct, frozen=True, kw_only=True):
    """All that came from `first` to `last`, ends included: within one `cycle`, or within a day."""

    hub: str
    first: datetime
    last: datetime
    cycle: bool
    sources: tuple[Inflow, ...] = ()

    @property
    def whole(self) -> Inflow:
        """The sources together."""
        return together("all sources", self.sources)

    def problems(self) -> tuple[str, ...]:
        """Return every sum that does not come out, in words; none in a hub whose ledger is right.

        Example:
            >>> from datetime import UTC
            >>> day = datetime(2031, 3, 5, tzinfo=UTC)
            >>> lost = Inflow(source="https://a.example/feed", visits=Tally(asked=1, listed=2))
            >>> Funnel(hub="", first=day, last=day, cycle=True, sources=(lost,)).problems()[0]
            'https://a.example/feed: 2 of the items that it listed have no outcome'
        """
        told, sums = [], Counter[str]()
        for one in self.sources:
            figures = one.figures()
            sums.update(figures)
            told += [f"{one.source}: {problem}" for problem in _problems(figures, cycle=self.cycle)]
        whole = self.whole.figures()
        # What one source has more, another may have less: these two are differences, and do not add up.
        uneven = [name for name in whole if whole[name] != sums[name] and name not in ("later", "unlisted")]
        return (*told, *(f"all sources: {whole[name]} {name}, and {sums[name]} by source" for name in uneven))

    def document(self) -> dict[str, Any]:
        """Return the report for programs (docs/reference/report.md)."""
        problems = self.problems()
        return {
            "schema": SCHEMA,
            "hub": self.hub,
            "period": {"kind": "cycle" if self.cycle else "day", "first": stamp(self.first), "last": stamp(self.last)},
            "balances": not problems,
            "problems": list(problems),
            "total": self.whole.document(),
            "sources": [{"source": one.source, "title": one.name or None, **one.document()} for one in self.sources],
        }


def nothing(hub: str) -> dict[str, Any]:
    """Return the report of a hub to which nothing came yet.

    Example:
        >>> nothing("Tides")["period"] is None
        True
    """
    whole = Inflow().document()
    return {"schema": SCHEMA, "hub": hub, "period": None, "balances": True, "problems": [], "total": whole, "sources": []}


def together(name: str, inflows: Iterable[Inflow]) -> Inflow:
    """Return several sources as one.

    Example:
        >>> both = together("both", [Inflow(ways={Way(outcome="rejected"): 1}), Inflow(ways={Way(outcome="rejected"): 2})])
        >>> both.figures()["rejected"]
        3
    """
    visits, ways = Tally(), Counter[Way]()
    for one in inflows:
        visits += one.visits
        ways.update(one.ways)
    return Inflow(name=name, visits=visits, ways=dict(ways))


def _problems(told: Mapping[str, int], *, cycle: bool) -> list[str]:
    """Return which of one source's sums do not come out.

    Within a day an item may be listed whose outcome fell on a later one; within a cycle every item that is listed comes to its outcome.
    """
    problems = [f"{told['later']} of the items that it listed have no outcome"] if cycle and told["later"] else []
    sums = {
        ("new", "again"): OUTCOMES,
        ("stored",): PLACES,
        ("stored", ""): ("waiting", *ENDS),
    }
    for wholes, parts in sums.items():
        whole = sum(told[name] for name in wholes if name)
        if whole != sum(told[name] for name in parts):
            made = " + ".join(f"{told[name]} {name}" for name in parts)
            problems.append(f"{whole} {' and '.join(name for name in wholes if name)} are not {made}")
    return problems
