"""What the editors decided about a story: a decision on any of its articles goes for the whole."""

from collections.abc import Sequence

from msgspec import Struct

from newsloom.types import Decision, Story


class Ruling(Struct, frozen=True):
    """The reasons for which a story is pinned or hidden; empty where it is not. Hiding goes before pinning."""

    pin: str = ""
    hide: str = ""


def ruling(story: Story, decisions: Sequence[Decision]) -> Ruling:
    """Return what the decisions in force mean for a story; decisions on its themes are not about it.

    Several reasons for one thing stand side by side.
    """
    members = {coverage.article for coverage in story.coverage}
    reasons: dict[str, list[str]] = {"pin": [], "hide": []}
    for decision in decisions:
        if decision.do in reasons and members.intersection(decision.items):
            reasons[decision.do].append(decision.reason)
    return Ruling("; ".join(reasons["pin"]), "; ".join(reasons["hide"]))
