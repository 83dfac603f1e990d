"""[policy] of hub.toml: what is published, and how lists are made of it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import cast

from newsloom.hub.records import Policy, Profile
from newsloom.hub.settings import HOTTEST
from newsloom.hub.table import Table, nearest
from newsloom.score.demands import TOO_OLD, Demands, Floor
from newsloom.score.quality import CAPS
from newsloom.types import FrontPage
from newsloom.urls import domain

BEST = 200
"""The top of the quality scale, the record's."""

LONGEST = 60
"""Stories on a front page at most: three times the 20 that make a page within the budget of 100 kB."""

_PROFILES = ("default", "classic")
_DEMANDS = ("max_age", "lift", "floors")
_LIFTED = tuple(sorted(CAPS - {TOO_OLD}))


def read_policy(table: Table, topics: Sequence[str]) -> Policy:
    """Return [policy].

    Args:
        table: the table as it was written.
        topics: the names of the hub's topics.
    """
    profile = cast("Profile", table.choice("profile", "default", _PROFILES))
    threshold = table.whole("threshold", 70, 1, HOTTEST)
    points = table.whole("catalogue_points", 30, 0, BEST)
    demands = _read_demands(table, threshold, topics)
    if profile == "classic":
        for key in _DEMANDS:
            if key in table.values:
                table.problem(key, f'`{key}` is not for the classic formula, which is exact; take it out, or write `profile = "default"`')
    policy = Policy(profile=profile, threshold=threshold, catalogue_points=points, demands=demands, front=_read_front(table.table("front")))
    table.finish()
    return policy


def _read_demands(table: Table, threshold: int, topics: Sequence[str]) -> Demands:
    age = table.duration("max_age", "1h", "36600d")
    lift = table.texts("lift")
    for name in lift:
        if name not in _LIFTED:
            table.problem("lift", f'no cap is named "{name}"; {nearest(name, _LIFTED)}')
    floors = tuple(_read_floors(table.tables("floors"), threshold, topics))
    return Demands(floors=floors, max_age=None if age is None else timedelta(seconds=age), lift=lift)


def _read_floors(tables: Iterator[Table], threshold: int, topics: Sequence[str]) -> Iterator[Floor]:
    seen: dict[str, str] = {}
    for table in tables:
        floor = Floor(topic=table.text("topic"), publisher=table.text("publisher"), heat=table.whole("heat", 0, threshold + 1, HOTTEST))
        table.finish()
        key, subject = ("topic", floor.topic) if floor.topic else ("publisher", floor.publisher)
        if "heat" not in table.values:
            table.problem(
                "heat", f"the floor has no `heat`; write one above the threshold, such as `heat = {min(HOTTEST, threshold + 20)}`"
            )
        if wrong := _wrong(floor, topics) or seen.get(subject, ""):
            table.problem(key, wrong)
        seen.setdefault(subject, f'"{subject}" has a floor at line {table.line(key)} already; keep one of them')
        yield floor


def _wrong(floor: Floor, topics: Sequence[str]) -> str:
    """Return what is wrong with what a floor is for, and what to do; empty when nothing is."""
    if bool(floor.topic) == bool(floor.publisher):
        return "a floor is for one topic or one publisher; write `topic` or `publisher`, and not both"
    if floor.topic and floor.topic not in topics:
        return f'no topic is named "{floor.topic}"; {nearest(floor.topic, topics)}'
    site = domain(floor.publisher) or domain(f"https://{floor.publisher}")
    if floor.publisher and (floor.publisher != site or "." not in site):
        advice = f'write "{site}"' if "." in site else 'write its domain, such as "example.com"'
        return f'`publisher = "{floor.publisher}"` is no publisher; {advice}'
    return ""


def _read_front(table: Table) -> FrontPage:
    plain = FrontPage()
    front = FrontPage(
        size=table.whole("size", plain.size, 1, LONGEST),
        per_publisher=table.whole("per_publisher", plain.per_publisher, 0, LONGEST),
        per_topic=table.whole("per_topic", plain.per_topic, 0, LONGEST),
    )
    table.finish()
    return front
