"""How exactly the classic profile reproduces the reference system's own records."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from newsloom import urls
from newsloom.score.classic import Facts, classic_heat, classic_quality
from newsloom.types import Publisher, Topic

FOLLOWER = -1
"""The heat of a record that stands behind a better one."""


class Prediction(Struct, frozen=True, kw_only=True):
    """What the classic profile makes of one record, which is known by its id or its path."""

    id: str
    quality: int
    heat: int
    published: bool


class Agreement(Struct, frozen=True, kw_only=True):
    """How many of the scored records were reproduced in quality, heat and publication, and what was predicted for every record."""

    exact: int
    of: int
    predictions: tuple[Prediction, ...]


class Rules(Struct, frozen=True, kw_only=True):
    """What a reference hub was set to: its topics, its catalogue of publishers, a listed publisher's points, the threshold."""

    topics: tuple[Topic, ...]
    publishers: Mapping[str, Publisher]
    catalogue_points: int = 30
    threshold: int = 70


def evaluate(
    records: Iterable[Mapping[str, Any]],
    topics: tuple[Topic, ...],
    publishers: Mapping[str, Publisher],
    catalogue_points: int = 30,
    threshold: int = 70,
) -> Agreement:
    """Compare the classic profile with the quality, heat and publication that records hold.

    Args:
        records: front matter of the reference's records; a field that is missing is unknown and earns nothing. A record's
            own `topics` and `related` are taken as given: the formula is compared, not labelling or story weaving.
        topics: the hub's topics with the reference's keywords; their `official` places are its official blogs.
        publishers: the catalogue; entries marked `reference` earn the catalogue's points.
        catalogue_points: 30 in the reference's A.I. hub, 40 in Power Apps.
        threshold: heat from which a record is published.

    Returns:
        The agreement over the records that were scored; the others are predicted but not compared.

    Example:
        >>> record = {"title": "A plan", "topics": ["AI"], "images": [{"url": "x"}], "quality": 22, "heat": 22, "published": False}
        >>> agreement = evaluate([record], (Topic(id="ai", name="AI", keywords=("ai",)),), {})
        >>> agreement.exact, agreement.of
        (1, 1)
    """
    rules = Rules(topics=topics, publishers=publishers, catalogue_points=catalogue_points, threshold=threshold)
    exact, of, predictions = 0, 0, []
    for record in records:
        prediction = predict(record, rules)
        predictions.append(prediction)
        recorded = tuple(record.get(field) for field in ("quality", "heat", "published"))
        if None not in recorded:
            of += 1
            exact += recorded == (prediction.quality, prediction.heat, prediction.published)
    return Agreement(exact=exact, of=of, predictions=tuple(predictions))


def predict(record: Mapping[str, Any], rules: Rules) -> Prediction:
    """Return what the classic profile makes of one record. Its own quality, heat and publication are never read."""
    quality = classic_quality(_facts(record, rules)).value
    related = record.get("related") or []
    follows = any((item.get("quality") or 0) > quality for item in related)
    heat = FOLLOWER if follows else classic_heat(quality, len(related))
    name = str(record.get("id") or record.get("path") or "")
    return Prediction(id=name, quality=quality, heat=heat, published=heat >= rules.threshold)


def _facts(record: Mapping[str, Any], rules: Rules) -> Facts:
    named = record.get("topics") or []
    url = record.get("originalUrl") or record.get("webUrl") or ""
    publisher = rules.publishers.get((record.get("provider") or {}).get("domain") or "")
    by_name = {topic.name: topic for topic in rules.topics}
    return Facts(
        title=record.get("title") or "",
        topics=tuple(by_name.get(name) or Topic(id=name, name=name) for name in named),
        catalogue=rules.catalogue_points if publisher and publisher.reference else 0,
        pictured=bool(record.get("images")),
        amp=bool(record.get("ampWebUrl")),
        official=any(urls.within(url, place) for topic in rules.topics for place in topic.official),
        embedded=bool(record.get("featuredContent")),
    )
