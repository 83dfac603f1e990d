"""Heat: how many independent publishers carry a story, and how lately, on top of its lead's quality."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
import math

from msgspec import Struct

from newsloom.score.parts import total
from newsloom.types import Part, Score, Verdict

# The constants of the project's scoring prototype, section 4: design choices on the record's scale (the reference gave
# +10 a related item, above a gate between 40 and 54). The half-lives are measured on shares of news items: 6 h predicts
# best what is still to come (Spearman .543), new shares halve every 12 to 19 h.
COVERAGE = 12.0
"""Points for each doubling of independent coverage."""
COVERAGE_LIMIT = 48
GATE = 40
"""Coverage of a lead below this quality counts nothing: many copies of a bad text are no news."""
VELOCITY = 24
VELOCITY_HALF_LIFE = timedelta(hours=6)
RECENCY = 8
RECENCY_HALF_LIFE = timedelta(hours=24)
BASELINE = 1.0
"""Arrivals that are usual where nothing is known of a hub's habits (`score.baseline`): one newsroom at a time."""
PIN = 100
"""Points of a pin, or as many more as a story lacks to reach the hub's threshold: a pin publishes, whatever else is said."""
HIGHEST = 250


class Report(Struct, frozen=True):
    """One article of a story as a voice: whose it is, which text it carries, how much it counts, since when its family reports."""

    family: str
    origin: str
    weight: float
    at: datetime


class Case(Struct, frozen=True, kw_only=True):
    """What heat depends on: the lead's quality, publication time and caps, the story's reports, the editors' reasons.

    `baseline` are the arrivals that were usual when the story was created; more than 0.
    """

    quality: int
    published_at: datetime
    reports: tuple[Report, ...]
    caps: tuple[str, ...] = ()
    pin: str = ""
    hide: str = ""
    threshold: int = 70
    baseline: float = BASELINE


def independent(reports: Sequence[Report], now: datetime | None = None) -> tuple[float, int]:
    """Return how much independent publishers count together, and how many they are (see `matched`).

    Example:
        >>> from newsloom.times import parse
        >>> at = parse("2020-07-21")
        >>> independent([Report("a", "x", 1.0, at), Report("b", "x", 1.0, at), Report("a", "y", 1.0, at), Report("c", "z", 0.5, at)])
        (2.5, 3)
    """
    voices = matched(reports, now)
    return math.fsum(voices.values()), len(voices)


def matched(reports: Sequence[Report], now: datetime | None = None) -> dict[str, float]:
    """Return the families that are independent voices together, the heaviest first, with what each counts.

    It is the heaviest matching of publisher families to origins (one text and all its copies), so a family counts once
    and a text counts once, and no further report can ever lower the sum. Families are taken by weight, each with an
    augmenting path, which is exact for a transversal matroid. A family weighs as much as its best report; with `now`,
    every report's weight halves in 6 hours, so that the families that came last count.
    """
    origins: dict[str, dict[str, None]] = {}
    weights: dict[str, float] = {}
    for report in sorted(reports, key=lambda report: (report.family, report.origin)):
        weight = report.weight * (_halved(now - report.at, VELOCITY_HALF_LIFE) if now else 1.0)
        origins.setdefault(report.family, {})[report.origin] = None
        weights[report.family] = max(weights.get(report.family, 0.0), weight)
    owners: dict[str, str] = {}
    ordered = sorted(origins, key=lambda family: (-weights[family], family))
    return {family: weights[family] for family in ordered if _match(family, origins, owners)}


def peak(reports: Sequence[Report]) -> float:
    """Return the most that a story's independent voices ever counted at once, each from its first report on and halving in 6 hours.

    Example:
        >>> from newsloom.times import parse
        >>> first, then, late = (parse(f"2020-07-21T{hour}:00Z") for hour in ("00", "06", "18"))
        >>> peak([Report("a", "x", 1.0, first), Report("b", "y", 1.0, then), Report("c", "z", 1.0, late)])
        1.5
    """
    voices, since = matched(reports), dict[str, datetime]()
    for report in reports:
        since[report.family] = min(report.at, since.get(report.family, report.at))
    highest = level = 0.0
    before: datetime | None = None
    for at, family in sorted((since[family], family) for family in voices):
        level = voices[family] + (level * _halved(at - before, VELOCITY_HALF_LIFE) if before else 0.0)
        highest, before = max(highest, level), at
    return highest


def _match(family: str, origins: dict[str, dict[str, None]], owners: dict[str, str]) -> bool:
    """Give a family an origin of its own, moving others to another of theirs where that helps; breadth first, no recursion."""
    reached: dict[str, str] = {}
    queue = deque([family])
    while queue:
        asking = queue.popleft()
        for origin in origins[asking]:
            if origin in reached:
                continue
            reached[origin] = asking
            if origin in owners:
                queue.append(owners[origin])
                continue
            _hand_over(family, origin, reached, owners)
            return True
    return False


def _hand_over(family: str, free: str, reached: dict[str, str], owners: dict[str, str]) -> None:
    held = {owner: origin for origin, owner in owners.items()}
    while True:
        asking = reached[free]
        owners[free] = asking
        if asking == family:
            return
        free = held[asking]


def _halved(age: timedelta, half_life: timedelta) -> float:
    return float(0.5 ** (max(age, timedelta(0)) / half_life))


def heat(case: Case, now: datetime) -> tuple[Score, Verdict]:
    """Return a lead's heat with its parts, and whether the story is published.

    H0 = quality + min(48, 12·log2(1 + W)) + pin, where W = max(0, M - 1), M is the independent weight, and coverage
    counts from a quality of 40 on; a cap holds an unpinned H0 below the threshold. Published ⇔ H0 ≥ threshold, for ever.
    Only then come the passing parts: 24·min(1, log2(1 + a/b)/3) + 8·2^(-age/24 h), where a is the independent weight
    with a half-life of 6 h and b the story's baseline: neither time nor what is usual ever publishes a story. Counting
    M - 1 keeps the value when another article leads.

    Returns:
        Points of 0 to 250 whose parts add up; published ⇔ value ≥ threshold (for a threshold of 1 to 250).

    Laws (tests/property/test_score_heat.py):
        no further report lowers it; time alone never raises it; copies of one text, and outlets of one family, are at
        most one publisher; order does not matter; more quality never lowers it; time never changes what is published; an
        unpinned cap stays below the threshold.
    """
    rule = f"heat >= {case.threshold}"
    quality = _part("quality", case.quality)
    if case.hide:
        hidden = total([quality, _part("hidden by an editor", -case.quality, case.hide)], 0, HIGHEST)
        return hidden, Verdict(value=False, rule=rule, margin=-case.threshold, caps=("hidden",))
    lasting = _lasting(case, quality)
    value = min(HIGHEST, sum(part.points for part in lasting))
    published = value >= case.threshold
    score = total(lasting + (_passing(case, now) if published else []), 0, HIGHEST)
    caps = () if case.pin else case.caps
    return score, Verdict(value=published, rule=rule, margin=score.value - case.threshold, caps=caps)


def lasting(quality: int, weight: float, limit: int = HIGHEST) -> int:
    """Return what does not fade of a story's heat, by its lead's quality and the independent weight: at most the limit, if it is capped.

    Example:
        >>> lasting(70, 2.0), lasting(30, 2.0), lasting(70, 2.0, limit=69)
        (82, 30, 69)
    """
    coverage = round(min(COVERAGE_LIMIT, COVERAGE * math.log2(1 + max(0.0, weight - 1)))) if quality >= GATE else 0
    return min(limit, quality + coverage)


def _lasting(case: Case, quality: Part) -> list[Part]:
    weight, publishers = independent(case.reports)
    coverage = lasting(case.quality, weight) - case.quality
    parts = [quality, _part("coverage", coverage, f"independent publishers {publishers}, weight {weight:.2f}")]
    over = case.quality + coverage - (case.threshold - 1)
    if case.caps and over > 0 and not case.pin:
        parts.append(_part(f"cap {case.caps[0]}", -over))
    if case.pin:
        parts.append(_part("pinned by an editor", max(PIN, case.threshold - case.quality - coverage), case.pin))
    return parts


def _passing(case: Case, now: datetime) -> list[Part]:
    arrivals, _ = independent(case.reports, now)
    velocity = round(VELOCITY * min(1.0, math.log2(1 + arrivals / case.baseline) / 3))
    age = max(now - case.published_at, timedelta(0))
    recency = round(RECENCY * _halved(age, RECENCY_HALF_LIFE))
    return [
        _part("velocity", velocity, f"{arrivals:.2f} decayed arrivals, baseline {case.baseline:.2f}"),
        _part("recency", recency, f"{age / timedelta(hours=1):.0f} h"),
    ]


def _part(name: str, points: int, why: str = "") -> Part:
    return Part(group="heat", part=name, points=points, why=why)
