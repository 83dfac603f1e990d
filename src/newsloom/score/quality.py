"""An article's quality: a base and named points for who speaks, what kind of article it is, relevance, news and substance."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
import re

from newsloom.score import rules
from newsloom.score.demands import TOO_OLD
from newsloom.score.parts import quote, total
from newsloom.score.rules import Facts, Reader, RuleBook
from newsloom.score.standing import HOST, LISTED, OFFICIAL, RATED, WIRE, Standing
from newsloom.types import Article, Label, Part, Score, Topic

BASE = "base"
"""The part that every article begins with: the only one that is fitted (`newsloom eval judgement --fit`)."""

HIGHEST = 200

HOMONYM, NOT_FOUND, HELD = "homonym", "subject not found", "held back"
CAPS = frozenset({rules.MARKET_REPORT, rules.JOB, rules.DEAL, rules.STOCK, HOMONYM, NOT_FOUND, TOO_OLD})
"""Parts that hold an article below the threshold whatever else speaks for it."""
ENOUGH = 60
"""A missing subject is a cap only where an excerpt of this length was read: titles alone hide must-haves (section 3.2)."""

PICTURE_WIDTH = 300
"""Pixels; the narrowest picture of an article in the reference's records is 302 wide."""
STALE_YEARS = 2
FEW_WORDS, MANY_WORDS = 4, 18
"""New content words of an excerpt: with at most 4 it repeats its title, from 18 on it informs fully."""

RELEASE_WEIGHT = 3
"""Marks of this weight make a press release certain, and earn all its points; a page that calls itself one needs no other mark."""

CUES, MANY_CUES = 2, 4
"""Cues of style from which a title is called clickbait, and from which it earns all its points: of 16,000 newsroom titles, one cue
taxes more than a tenth, two (prototype, section 3.1)."""

YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")

# Everything but what makes words of small ASCII letters and figures, with ' and - inside, is a blank.
_BETWEEN = bytes(code if chr(code).isalnum() or chr(code) in "'-" else 32 for code in range(128)).ljust(256)
# The same in any script; where writers put no blanks between words (Thai, Chinese, Japanese), every sign counts for one.
_ANY_WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W_][\w'-]*")
_STOP = frozenset(
    b"a an the of to in for and on with is are be this that it its as at by from or we you your our can will has have had was were more "
    b"how new now using use about into their they which who what when where all also than not".split()
) | {b""}


def quality(article: Article, labels: tuple[Label, ...], standing: Standing, root: Topic | None, reader: Reader) -> Score:
    """Return an article's quality on the record's scale.

    quality = clamp(0..200, base + source + kind + relevance + news value + substance + style + picture + freshness),
    every summand a part of the rules' data with the passage that fired it.

    Args:
        article: what is judged; only its own words, address, first picture and what its page declares count.
        labels: its topics with their evidence.
        standing: who speaks.
        root: the hub's subject.
        reader: looks for the phrases of the article's language, and knows what every part is worth.

    Returns:
        A score of 0 to 200 whose parts add up to it.
    """
    book, seen, newsroom = reader.book, reader.read(article), standing.part in (RATED, LISTED)
    seen = seen.in_newsroom() if newsroom and seen.hits else seen
    parts = [book.part(BASE, ""), *standing.parts(book), *_kinds(article, book, seen, standing)]
    parts += _relevance(article, labels, standing, root, book)
    parts += _news(book, seen, standing) if seen.hits else ()
    parts += _substance(article, book, seen)
    parts += _appearance(article, book, seen, standing)
    return total(parts, 0, HIGHEST)


def caps(article: Article, score: Score) -> tuple[str, ...]:
    """Return what keeps an article from being published: that its page is not what it was, and what its parts say."""
    named = [part.part for part in score.parts if part.part in CAPS]
    kinds = tuple(name for name in named if name != NOT_FOUND or len(article.excerpt) >= ENOUGH)
    return (HELD, *kinds) if article.held else kinds


def _kinds(article: Article, book: RuleBook, seen: Facts, standing: Standing) -> Iterator[Part]:
    yield from (book.part(part, seen.why(part)) for part in seen.hits if part not in rules.CONDITIONAL)
    if standing.part == OFFICIAL:
        yield from _first([rules.SOFT_STORY], book, seen)
    elif rules.MARKET_REPORT not in seen.hits:
        yield from _release(article, book, seen, standing)
        yield from _first([rules.RETRANSMISSION], book, seen)
    yield from _first(rules.EVENTS, book, seen)
    if article.genre == "opinion":
        yield book.part("opinion", "")


def _first(options: Iterable[str], book: RuleBook, seen: Facts) -> list[Part]:
    return next(([book.part(part, seen.why(part))] for part in options if part in seen.hits), [])


def _release(article: Article, book: RuleBook, seen: Facts, standing: Standing) -> Iterator[Part]:
    weights: dict[str, int] = {}
    newsroom = standing.part in (RATED, LISTED)
    hits = seen.hits.get(rules.PRESS_RELEASE, ())
    if not (hits or article.wire or article.genre):
        return
    for hit in hits:
        weights[hit.rule.mark] = max(weights.get(hit.rule.mark, 0), hit.rule.newsroom if newsroom else hit.rule.weight)
    declared = [article.wire] * bool(article.wire) + [article.genre] * (article.genre == "press-release")
    if declared or any(weights.values()):
        known = RELEASE_WEIGHT * bool(declared) + sum(weights.values()) + (standing.part in (WIRE, HOST))
        why = quote("; ".join([*declared, *dict.fromkeys(hit.why for hit in hits if weights[hit.rule.mark])]))
        yield book.part(rules.PRESS_RELEASE, why, min(RELEASE_WEIGHT, known) / RELEASE_WEIGHT)


def _relevance(article: Article, labels: tuple[Label, ...], standing: Standing, root: Topic | None, book: RuleBook) -> Iterator[Part]:
    places = {item.where: item.what for label in labels if root and label.topic == root.name for item in label.evidence}
    sub_topics = [label.topic for label in labels if not root or label.topic != root.name]
    proven = [
        label.topic for label in labels if label.topic in sub_topics and any(item.where in ("title", "excerpt") for item in label.evidence)
    ]
    name, words = _subject(article, places, sub_topics, standing, root)
    yield book.part(name, quote(", ".join(words[:3])))
    if proven:
        yield book.part("names a sub-topic", quote(", ".join(proven)))


def _subject(
    article: Article, places: dict[str, tuple[str, ...]], sub_topics: list[str], standing: Standing, root: Topic | None
) -> tuple[str, tuple[str, ...] | list[str]]:
    for where in ("title", "excerpt"):
        if where in places:
            return f"subject in {where}", places[where]
    if "desk" in places:
        return "subject named by an editor", places["desk"]
    if standing.part == OFFICIAL:
        return "official, subject implied", (standing.why,)
    if phrase := homonym(article.title, root):
        return HOMONYM, (phrase,)
    if "source" in places:
        return "vouched for by its source", places["source"]
    return ("sub-topic only", sub_topics) if sub_topics else (NOT_FOUND, ())


def homonym(title: str, root: Topic | None) -> str:
    """Return the passage of a title that only looks like the subject; empty when there is none.

    Example:
        >>> homonym("A diode for high-power apps", Topic(id="pa", name="Power Apps", homonyms=("high power apps",)))
        'high-power apps'
    """
    for spelling in _spellings(root.homonyms) if root else ():
        if found := spelling.search(title):
            return found[0]
    return ""


@lru_cache(maxsize=64)
def _spellings(phrases: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    words = (r"[\W_]".join(map(re.escape, re.split(r"[\W_]+", phrase.strip()))) for phrase in phrases)
    return tuple(re.compile(rf"\b{one}\b", re.IGNORECASE) for one in words)


def _news(book: RuleBook, seen: Facts, standing: Standing) -> Iterator[Part]:
    told = [part for part in rules.RELEASES if part in seen.hits]
    in_title = [(part, why) for part in told if standing.part != WIRE and (why := seen.why(part, "title"))]
    in_excerpt = [why for part in told if (why := seen.why(part, "excerpt"))]
    if in_title:
        yield book.part(*in_title[0])
    elif in_excerpt:
        yield book.part("release word in excerpt", in_excerpt[0])
    if standing.part != OFFICIAL:
        yield from _first([rules.CITATION], book, seen)


def _substance(article: Article, book: RuleBook, seen: Facts) -> Iterator[Part]:
    if article.paywalled:
        yield book.part("behind a paywall", "")
    if rules.BOILERPLATE in seen.hits:
        yield book.part(rules.BOILERPLATE, quote(article.excerpt))
    elif article.excerpt:
        excerpt = quote(article.excerpt)
        new = len(_words(article.excerpt[: rules.LONGEST]) - _words(article.title) - _STOP)
        if new <= FEW_WORDS:
            yield book.part("excerpt repeats title", excerpt)
        else:
            yield book.part("informative excerpt", excerpt, min(1.0, (new - FEW_WORDS) / (MANY_WORDS - FEW_WORDS)))


def _words(text: str) -> set[bytes]:
    if text.isascii():  # a table of bytes finds words in a fifth of an expression's time
        spaced = b" " + text.lower().encode().translate(_BETWEEN)
        edged = b" '" in spaced or b" -" in spaced
        return {word.lstrip(b"'-") for word in spaced.split()} if edged else set(spaced.split())
    return {word.encode("utf-8", "surrogatepass") for word in _ANY_WORD.findall(text.lower())}


def _appearance(article: Article, book: RuleBook, seen: Facts, standing: Standing) -> Iterator[Part]:
    cues = {hit.rule.mark: hit for hit in seen.hits.get(rules.CLICKBAIT, ())}
    if len(cues) >= CUES and standing.part != OFFICIAL:
        yield book.part(rules.CLICKBAIT, quote("; ".join(hit.why for hit in cues.values())), min(1.0, len(cues) / MANY_CUES))
    if article.title.isupper():
        yield book.part("all capitals", quote(article.title))
    picture = article.images[0] if article.images else None
    if picture and picture.width >= PICTURE_WIDTH and not picture.generic:
        yield book.part("real picture", f"{picture.width} × {picture.height}")
    places = f"{article.title[: rules.LONGEST]} {article.url[: rules.LONGEST]}"
    years = [int(year) for year in YEAR.findall(places)] if "20" in places else []
    if years and max(years) <= article.published_at.year - STALE_YEARS:
        yield book.part("older year in title or address", str(max(years)))
