"""How well the topics that a hub's words prove agree with those that a person gave."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from newsloom.evaluation.measures import Agreement
from newsloom.evaluation.records import articles_of, name_of
from newsloom.stages import Labeller
from newsloom.types import Topic


class Answer(Struct, frozen=True, kw_only=True):
    """The topics that we give a record, the root among them."""

    id: str
    topics: tuple[str, ...]


def answers_to(records: Sequence[Mapping[str, Any]], labeller: Labeller) -> list[Answer]:
    """Label every record by its words, address and outlet."""
    articles = articles_of(records)
    return [
        Answer(id=name_of(record, number), topics=tuple(label.topic for label in labeller.label(article)))
        for number, (record, article) in enumerate(zip(records, articles, strict=True), 1)
    ]


def report(records: Sequence[Mapping[str, Any]], answers: Sequence[Answer], root: Topic) -> dict[str, Any]:
    """Return the figures over the records that have a label: each pair of a record and a topic other than the root counts once.

    Returns:
        `n` labelled records; `precision`, `recall`, `micro_f1` of the other topics; `root_precision` and `root_recall`.

    Example:
        >>> ai = Topic(id="ai", name="AI")
        >>> report([{"label": {"topics": ["AI", "Chips"]}}], [Answer(id="1", topics=("Chips", "Cars"))], ai)["micro_f1"]
        0.6666666666666666
    """
    labelled = [
        (set(answer.topics), set(record["label"]["topics"]))
        for record, answer in zip(records, answers, strict=True)
        if isinstance(record.get("label"), dict) and isinstance(record["label"].get("topics"), list)
    ]
    others = _agreement([(ours - {root.name}, gold - {root.name}) for ours, gold in labelled])
    subject = _agreement([(ours & {root.name}, gold & {root.name}) for ours, gold in labelled])
    return {
        "n": len(labelled),
        "micro_f1": others.f1,
        "precision": others.precision,
        "recall": others.recall,
        "root_precision": subject.precision,
        "root_recall": subject.recall,
    }


def _agreement(pairs: Sequence[tuple[set[str], set[str]]]) -> Agreement:
    said, true, both = (sum(map(len, sets)) for sets in ([a for a, _ in pairs], [b for _, b in pairs], [a & b for a, b in pairs]))
    return Agreement(precision=both / said if said else 0.0, recall=both / true if true else 0.0)
