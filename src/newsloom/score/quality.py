"""An article's quality: a base and named points for who speaks, what kind of article it is, relevance, news and substance."""

from collections.abc import Iterator
from itertools import islice
import re

from newsloom.score import rules
from newsloom.score.parts import quote, total
from newsloom.score.standing import HOST, OFFICIAL, RATED, WIRE, Standing
from newsloom.types import Article, Label, Part, Score, Topic

BASE = 57
"""Fitted: at 70 an article is worth publishing with a probability of .6, and 12 points are one logit (scoring prototype, section 3)."""

HIGHEST = 200

HOMONYM, NOT_FOUND, HELD = "homonym", "subject not found", "held back"
CAPS = frozenset({rules.MARKET_REPORT, rules.JOB, rules.DEAL, rules.STOCK, HOMONYM, NOT_FOUND})
"""Parts that hold an article below the threshold whatever else speaks for it."""
ENOUGH = 60
"""A missing subject is a cap only where an excerpt of this length was read: titles alone hide must-haves (section 3.2)."""

PICTURE_WIDTH = 300
"""Pixels; the narrowest picture of an article in the reference's records is 302 wide."""
STALE_YEARS = 2
FEW_WORDS, MANY_WORDS = 4, 18
"""New content words of an excerpt: with at most 4 it repeats its title, from 18 on it informs fully."""

_WORD = re.compile(r"[a-z0-9][a-z0-9'-]*")
_STOP = frozenset(
    "a an the of to in for and on with is are be this that it its as at by from or we you your our can will has have had was were more how "
    "new now using use about into their they which who what when where all also than not".split()
)


def quality(article: Article, labels: tuple[Label, ...], standing: Standing, root: Topic | None) -> Score:
    """Return an article's quality on the record's scale.

    quality = clamp(0..200, 57 + source + kind + relevance + news value + substance + style + picture + freshness),
    every summand a rule with the passage that fired it.

    Args:
        article: what is judged; only its own words, address and first picture count.
        labels: its topics with their evidence.
        standing: who speaks.
        root: the hub's subject.

    Returns:
        A score of 0 to 200 whose parts add up to it.
    """
    seen = rules.facts(article)
    parts = [Part(group="base", part="base", points=BASE), *standing.parts(), *_kinds(seen, standing)]
    parts += _relevance(article, labels, standing, root)
    parts += _news(seen, standing)
    parts += _substance(article, seen)
    parts += _appearance(article, seen)
    return total(parts, 0, HIGHEST)


def caps(article: Article, score: Score) -> tuple[str, ...]:
    """Return what keeps an article from being published: that its page is not what it was, and what its parts say."""
    named = [part.part for part in score.parts if part.part in CAPS]
    kinds = tuple(name for name in named if name != NOT_FOUND or len(article.excerpt) >= ENOUGH)
    return (HELD, *kinds) if article.held else kinds


def _kinds(seen: rules.Facts, standing: Standing) -> list[Part]:
    parts = list(rules.fired(rules.KINDS, seen))
    if standing.part == OFFICIAL:
        parts += rules.fired([rules.SOFT_STORY], seen)
    elif not any(part.part == rules.MARKET_REPORT for part in parts):
        parts += _release(seen, standing)
        parts += rules.fired([rules.RETRANSMITTED], seen)
    return parts + _first(rules.EVENTS, seen)


def _first(options: tuple[rules.Rule, ...], seen: rules.Facts) -> list[Part]:
    return list(islice(rules.fired(options, seen), 1))


def _release(seen: rules.Facts, standing: Standing) -> Iterator[Part]:
    weight, marks = 0, []
    for mark in rules.RELEASE_MARKS:
        if why := seen.quote(mark.where, mark.pattern):
            weight += mark.newsroom if standing.part == RATED else mark.weight
            marks.append(why)
    if marks:
        strength = min(rules.RELEASE_WEIGHT, weight + (standing.part in (WIRE, HOST)))
        points = round(rules.RELEASE_POINTS * strength / rules.RELEASE_WEIGHT)
        yield Part(group="kind", part=rules.PRESS_RELEASE, points=points, why=quote("; ".join(marks)))


def _relevance(article: Article, labels: tuple[Label, ...], standing: Standing, root: Topic | None) -> Iterator[Part]:
    places = {item.where: item.what for label in labels if root and label.topic == root.name for item in label.evidence}
    sub_topics = [label.topic for label in labels if not root or label.topic != root.name]
    proven = [
        label.topic for label in labels if label.topic in sub_topics and any(item.where in ("title", "excerpt") for item in label.evidence)
    ]
    yield _subject(article, places, sub_topics, standing, root)
    if proven:
        yield Part(group="relevance", part="names a sub-topic", points=8, why=quote(", ".join(proven)))


def _subject(article: Article, places: dict[str, tuple[str, ...]], sub_topics: list[str], standing: Standing, root: Topic | None) -> Part:
    def part(name: str, points: int, words: tuple[str, ...] | list[str]) -> Part:
        return Part(group="relevance", part=name, points=points, why=quote(", ".join(words[:3])))

    for where in ("title", "excerpt"):
        if where in places:
            return part(f"subject in {where}", 12, places[where])
    if standing.part == OFFICIAL:
        return part("official, subject implied", 9, (standing.why,))
    if phrase := homonym(article.title, root):
        return part(HOMONYM, -51, (phrase,))
    if "source" in places:
        return part("vouched for by its source", 2, places["source"])
    if sub_topics:
        return part("sub-topic only", 2, sub_topics)
    return part(NOT_FOUND, -24, ())


def homonym(title: str, root: Topic | None) -> str:
    """Return the passage of a title that only looks like the subject; empty when there is none.

    Example:
        >>> homonym("A diode for high-power apps", Topic(id="pa", name="Power Apps", homonyms=("high power apps",)))
        'high-power apps'
    """
    for phrase in root.homonyms if root else ():
        words = r"[\W_]".join(map(re.escape, re.split(r"[\W_]+", phrase.strip())))
        if found := re.search(rf"\b{words}\b", title, re.IGNORECASE):
            return found[0]
    return ""


def _news(seen: rules.Facts, standing: Standing) -> Iterator[Part]:
    release = _first(rules.RELEASES, seen) if standing.part != WIRE else []
    yield from release or _first(rules.RELEASES_IN_EXCERPT, seen)
    if standing.part != OFFICIAL:
        yield from rules.fired([rules.CITATION], seen)


def _substance(article: Article, seen: rules.Facts) -> Iterator[Part]:
    if article.excerpt and not seen.excerpt:
        yield Part(group="substance", part="boilerplate excerpt", points=-4, why=quote(article.excerpt))
    elif seen.excerpt:
        title = set(_WORD.findall(seen.title.lower()))
        new = list(dict.fromkeys(word for word in _WORD.findall(seen.excerpt.lower()) if word not in title and word not in _STOP))
        if len(new) <= FEW_WORDS:
            yield Part(group="substance", part="excerpt repeats title", points=-4, why=quote(article.excerpt))
        else:
            share = min(1.0, (len(new) - FEW_WORDS) / (MANY_WORDS - FEW_WORDS))
            yield Part(group="substance", part="informative excerpt", points=round(3 * share), why=quote(article.excerpt))


def _appearance(article: Article, seen: rules.Facts) -> Iterator[Part]:
    if seen.title.isupper():
        yield Part(group="style", part="all capitals", points=-6, why=quote(seen.title))
    picture = article.images[0] if article.images else None
    if picture and picture.width >= PICTURE_WIDTH and not picture.generic:
        yield Part(group="picture", part="real picture", points=1, why=f"{picture.width} × {picture.height}")
    years = [int(year) for year in rules.YEAR.findall(f"{seen.title} {seen.url}")]
    if years and max(years) <= article.published_at.year - STALE_YEARS:
        yield Part(group="freshness", part="older year in title or address", points=-12, why=str(max(years)))
