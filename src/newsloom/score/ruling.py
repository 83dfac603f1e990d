"""What the editors decided: about a story, where a decision on any of its articles goes for the whole, and about an article's quality."""

from collections.abc import Sequence

from msgspec import Struct

from newsloom.types import Decision, Part, Score, Story

RESCORED = "rescored by an editor"
"""The part that brings a quality to the value that an editor gave it. It lifts no cap: only a pin does."""


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


def rescored(score: Score, value: int, words: str) -> Score:
    """Return a score with the value that an editor gave it; the parts stay, and one more makes the sum right, be it of no points.

    Example:
        >>> score = Score(value=57, parts=(Part(group="base", part="base", points=57),))
        >>> [part.points for part in rescored(score, 90, "mara: a scoop").parts], is_rescored(rescored(score, 57, ""))
        ([57, 33], True)
    """
    return Score(value=value, parts=(*score.parts, Part(group="desk", part=RESCORED, points=value - score.value, why=words)))


def is_rescored(score: Score) -> bool:
    """Tell whether an editor gave a score its value, which then nothing else changes."""
    return any(part.part == RESCORED for part in score.parts)
