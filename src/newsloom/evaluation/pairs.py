"""How well pairs of articles on one event are told from other pairs, by the score that the weaver gives."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from msgspec import Struct

from newsloom.errors import DataError
from newsloom.evaluation.arrivals import START, article_of
from newsloom.evaluation.measures import auc
from newsloom.evaluation.sets import json_lines
from newsloom.stories import Background, WeaverOptions
from newsloom.stories.pairs import pair_scores
from newsloom.stories.terms import EXCERPT_WORDS


class Answer(Struct, frozen=True, kw_only=True):
    """Whether we put a pair on one story, and its score; a pair without an id is known by its place, the first being 1."""

    id: str
    same: bool
    score: float


def rows_of(file: Path) -> tuple[Mapping[str, Any], ...]:
    """Return the pairs of a file, one JSON object a line.

    Raises:
        DataError: a row is no pair.
    """
    rows = json_lines(file)
    for number, row in enumerate(rows, 1):
        if not isinstance(row.get("a"), dict) or not isinstance(row.get("b"), dict):
            raise DataError(f'{file}: object {number} is no pair; write {{"a": {{"title": …}}, "b": {{"title": …}}, "same": true}}')
        if not isinstance(row.get("same"), bool | None):
            raise DataError(f'{file}: object {number} has "same": {row["same"]!r:.40}; write true or false, or leave it out')
    return rows


def answers_to(rows: Sequence[Mapping[str, Any]]) -> list[Answer]:
    """Score every pair, as the mean of both directions: either article may have founded the story that the other comes to."""
    options = WeaverOptions()
    pairs = (tuple(article_of({**row[name], "id": name}, START, EXCERPT_WORDS) for name in ("a", "b")) for row in rows)
    scores = pair_scores(((one, other) for one, other in pairs), Background.load(), options)
    return [
        Answer(id=str(row.get("id") or number), same=score > options.theta, score=score)
        for number, (row, score) in enumerate(zip(rows, scores, strict=True), 1)
    ]


def report(rows: Sequence[Mapping[str, Any]], answers: Sequence[Answer]) -> dict[str, Any]:
    """Return the figures: `n` pairs, `of` them labelled, the area under the curve and the share of right answers of those.

    Both are 0 where there is nothing to tell apart or no label.
    """
    labelled = [(answer, bool(row["same"])) for row, answer in zip(rows, answers, strict=True) if row.get("same") is not None]
    return {
        "n": len(rows),
        "of": len(labelled),
        "auc": auc([answer.score for answer, _ in labelled], [same for _, same in labelled]),
        "accuracy": fmean(answer.same == same for answer, same in labelled) if labelled else 0.0,
    }
