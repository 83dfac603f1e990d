"""How well quality tells what is worth publishing, by a person's word, and what the base of all qualities should be."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
import math
from typing import Any

from msgspec import Struct

from newsloom.evaluation.measures import Agreement, auc, average_precision
from newsloom.evaluation.records import articles_of, name_of
from newsloom.ids import digest
from newsloom.score.parts import LIMIT
from newsloom.score.quality import HIGHEST, caps
from newsloom.stages import Judge, Labeller

WORTH = 2
"""The label from which an article is worth publishing (the labelling guideline: 2 is yes, 3 is must)."""

NEVER = 0
MUST = 3

LOGIT = 12.0
"""Points of one logit on the quality scale, and `SURE` the chance that an article of the threshold's quality is worth it: by definition
of the scale (scoring prototype, section 3)."""
SURE = 0.6

SPREAD = 30.0
"""How far the base may lie from what it is, before the labels say more: the scoring prototype's standard deviation of it."""


class Opinion(Struct, frozen=True, kw_only=True):
    """What the judge makes of a record: all its points but the base, the base, and whether a cap holds it back."""

    id: str
    points: int
    base: int
    capped: bool = False
    event: str = ""
    worth: int | None = None

    def quality(self, base: int | None = None) -> int:
        """Return the quality, with this base or the judge's own.

        Example:
            >>> Opinion(id="1", points=20, base=57).quality(), Opinion(id="1", points=-90, base=57).quality()
            (77, 0)
        """
        return min(HIGHEST, max(0, self.points + (self.base if base is None else base)))


class Answer(Struct, frozen=True, kw_only=True):
    """A record's quality, and whether it alone would be published."""

    id: str
    quality: int
    published: bool


def opinions_on(records: Sequence[Mapping[str, Any]], labeller: Labeller, judge: Judge) -> list[Opinion]:
    """Judge every record by itself: what it is worth, whoever else reports the same."""
    opinions = []
    for number, (record, article) in enumerate(zip(records, articles_of(records), strict=True), 1):
        score = judge.quality(article, labeller.label(article))
        base = sum(part.points for part in score.parts if part.group == "base")
        label = record["label"] if isinstance(record.get("label"), dict) else {}
        opinions.append(
            Opinion(
                id=(name := name_of(record, number)),
                points=sum(part.points for part in score.parts if part.part != LIMIT) - base,
                base=base,
                capped=bool(caps(article, score)),
                event=str(label.get("event_key") or name),
                worth=label.get("worth_publishing"),
            )
        )
    return opinions


def fitted(opinions: Sequence[Opinion], threshold: int) -> int:
    """Return the base under which quality says best how likely an article is worth publishing.

    P(worth) = 1 / (1 + exp(-(points + base - threshold) / 12 - logit .6)): the base of the highest posterior, its prior normal around the
    base that it was judged by with a deviation of 30 points. Records without a label, and those that a cap holds back, teach nothing.

    Args:
        opinions: at least one.
        threshold: the quality that says "worth it with a chance of .6".
    """
    taught = [(one.points, one.worth >= WORTH) for one in opinions if one.worth is not None and not one.capped]
    prior, sure = opinions[0].base, math.log(SURE / (1 - SURE))

    def loss(base: int) -> float:
        margins = (((points + base - threshold) / LOGIT + sure) * (1 if worth else -1) for points, worth in taught)
        return sum(math.log1p(math.exp(-margin)) for margin in margins) + (base - prior) ** 2 / (2 * SPREAD**2)

    return min(range(HIGHEST + 1), key=loss)


def folded(opinions: Sequence[Opinion], threshold: int, folds: int) -> list[Answer]:
    """Answer for every record with the base that the other folds teach; records of one event share a fold, by a hash of its name.

    Where there is no other fold, nothing is taught: the judge's own base stands.
    """
    fold = [int(digest(one.event), 16) % folds for one in opinions]
    taught = {number: [one for one, of in zip(opinions, fold, strict=True) if of != number] for number in set(fold)}
    bases = {number: fitted(others, threshold) if others else None for number, others in taught.items()}
    return [answer(one, threshold, bases[of]) for one, of in zip(opinions, fold, strict=True)]


def answer(opinion: Opinion, threshold: int, base: int | None = None) -> Answer:
    """Return our answer on one record: published if no cap holds it and its quality reaches the threshold."""
    quality = opinion.quality(base)
    return Answer(id=opinion.id, quality=quality, published=quality >= threshold and not opinion.capped)


def report(opinions: Sequence[Opinion], answers: Sequence[Answer]) -> dict[str, Any]:
    """Return the figures over the labelled records.

    Returns:
        `n` of them; `auc` and `average_precision` of quality against being worth it; `precision` and `recall` of what is published;
        `never_published` of those that never should be, and `must_lost` of those that readers would miss.
    """
    labelled = [(one.worth, ours) for one, ours in zip(opinions, answers, strict=True) if one.worth is not None]
    qualities, worth = [float(ours.quality) for _, ours in labelled], [label >= WORTH for label, _ in labelled]
    counts: dict[bool, list[bool]] = defaultdict(list)
    for (_, ours), good in zip(labelled, worth, strict=True):
        counts[ours.published].append(good)
    hits = sum(counts[True])
    told = Agreement(precision=hits / len(counts[True]) if counts[True] else 0.0, recall=hits / sum(worth) if any(worth) else 0.0)
    return {
        "n": len(labelled),
        "auc": auc(qualities, worth),
        "average_precision": average_precision(qualities, worth),
        "precision": told.precision,
        "recall": told.recall,
        "never_published": sum(ours.published for label, ours in labelled if label == NEVER),
        "must_lost": sum(not ours.published for label, ours in labelled if label == MUST),
    }
