"""Receipts: one for every article of a story, whatever the profile."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from newsloom.score.heat import peak
from newsloom.score.phase import phase
from newsloom.score.voices import Voices
from newsloom.types import Coverage, Label, Part, Receipt, Relation, Score, Story, Verdict

FOLLOWER = Score(value=-1, parts=(Part(group="heat", part="follower", points=-1),))
"""The heat of everything but a lead, as in the reference's records."""


class Judged(Struct, frozen=True, kw_only=True):
    """A profile's judgement of one story: every article's quality, the lead's heat, publication, why it leads, who tells it."""

    rules: str
    threshold: int
    qualities: Mapping[str, Score]
    heat: Score
    published: Verdict
    leads: str
    independent: float = 0.0
    voices: Voices


def receipts(story: Story, judged: Judged, labels: Mapping[str, tuple[Label, ...]], now: datetime) -> tuple[Receipt, ...]:
    """Return the receipts of a story's articles in the order of its coverage."""
    stage, highest = phase(judged.voices.originals, now), round(peak(judged.voices.reports), 2) if judged.published.value else 0.0
    made = (_receipt(story, coverage, judged, labels, now) for coverage in story.coverage)
    return tuple(replace(receipt, phase=stage, peak=highest if receipt.relation == "lead" else 0.0) for receipt in made)


def _receipt(story: Story, coverage: Coverage, judged: Judged, labels: Mapping[str, tuple[Label, ...]], now: datetime) -> Receipt:
    leads = coverage.article == story.lead
    follows = Verdict(value=False, rule=judged.published.rule, margin=FOLLOWER.value - judged.threshold)
    return Receipt(
        article=coverage.article,
        story=story.id,
        relation=_relation(coverage, leads=leads),
        rules=judged.rules,
        topics=labels.get(coverage.article, ()),
        quality=judged.qualities[coverage.article],
        heat=judged.heat if leads else FOLLOWER,
        published=judged.published if leads else follows,
        leads=judged.leads if leads else "",
        independent=judged.independent,
        members=len(story.coverage),
        decided_at=now,
    )


def _relation(coverage: Coverage, *, leads: bool) -> Relation:
    if leads:
        return "lead"
    return "coverage" if coverage.relation == "lead" else coverage.relation
