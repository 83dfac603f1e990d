"""Habits: what a hub's articles have in common anyway, learned from its own history: usual words, and how alike strangers look."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from math import ceil, floor, inf, log2

from msgspec import Struct

from newsloom.stories.background import Background
from newsloom.stories.core import Weights
from newsloom.stories.lexicon import SUBJECT, Lexicon
from newsloom.stories.plain import PlainCore
from newsloom.types import Article

LEAST_TEXTS = 64
"""Different texts from which habits are learned; on the Power Apps records from 32 on all that is learned is as good, from 100 on it comes
later and helps less."""

LEAST_SPAN = timedelta(days=8)
"""Time that they must lie within at least, so that each half is as long as the time that keeps a story open."""

USUAL = 1 / 16
"""Share of the older half of the texts, and of the newer half, that hold a usual word; 1/32 and 1/64 keep no more wrong ones apart.
What one half alone tells of may be one event: without that, .003 of BCubed F1 on ECB+ topics 1-35 is lost."""

TIMES_GENERAL = 16
"""A word is usual where it is so many times as common as in general news. From twice on, `kill` and `man` are learned from a history of
crimes, and .001 of BCubed F1 on ECB+ topics 1-35 is lost; from 8, 16 and 32 times on, .001, .003 and .002 are gained."""

APART = timedelta(days=10)
"""Articles so far apart tell two events."""

LOOK_ALIKES = 1 / 8
"""Share of articles that fit a strange one by more than 0, of some hundred, that general news does not exceed: .04 to .12 of headlines (UCI
half a, ECB+ topics 1-35, the headlines of `evals/mixes.py`), .00 to .04 of texts with fifty words."""

_STEP, _MOST = 0.25, 2.0
"""Steps of the threshold, so that it changes seldom, and what it is raised to at most: 3 keeps no more wrong ones apart than 2."""

_COMPARED = 256
"""Articles of either half that are compared, at even distances: .2 s in plain Python."""

Reader = Callable[[Article], Mapping[str, int]]
"""What counts the stems of an article."""


class Habits(Struct, frozen=True, kw_only=True):
    """What a hub's articles have in common without telling of one event.

    `usual`: the probability to find a stem in one of them, where that is more than in general news. `theta`: the score that few pairs of
    strangers exceed; 0 where they are no more alike than in general news.
    """

    usual: Mapping[str, float]
    theta: float = 0.0


def habits(latest: Iterable[Article], read: Reader, background: Background, subject: Mapping[str, float]) -> Habits:
    """Learn a hub's habits from the articles of its history, in any order.

    A text counts once, however often its title returns. Nothing is learned from fewer than 64 texts, or within fewer than eight days.
    Probabilities are powers of two, rounded down, so that they change seldom, and at most `SUBJECT`. How alike strangers are, the articles
    of the newer half say, and those of the older one that lie ten days before all of them: however well two fit, they tell of two events.

    Args:
        latest: the articles.
        read: what counts the stems of one of them.
        background: word frequencies of general news.
        subject: the stems of the hub's own subject, which are usual from the beginning.

    Example:
        >>> from newsloom.stories.terms import Terms
        >>> from newsloom.testing.factories import NOW, article
        >>> titles = [f"Power Apps gains feature{n}" for n in range(64)]
        >>> latest = [article(title, title=title, excerpt="", published_at=NOW + timedelta(days=n)) for n, title in enumerate(titles)]
        >>> learned = habits(latest, Terms().of_article, Background.load(), {})
        >>> sorted(learned.usual.items()), habits(latest[:63], Terms().of_article, Background.load(), {})
        ([('app', 0.5), ('gain', 0.5), ('power', 0.5)], Habits(usual={}, theta=0.0))
    """
    texts = _different(latest)
    if len(texts) < LEAST_TEXTS or texts[-1].published_at - texts[0].published_at < LEAST_SPAN:
        return Habits(usual=subject)
    middle = len(texts) // 2
    older, newer = texts[:middle], texts[middle:]
    usual = {**_usual(_shares(older, read), _shares(newer, read), background), **subject}
    long_ago = [article for article in older if newer[0].published_at - article.published_at >= APART]
    if len(long_ago) < LEAST_TEXTS // 4:
        return Habits(usual=usual)
    return Habits(usual=usual, theta=_theta(_likeness(_some(long_ago), _some(newer), read, Lexicon(background, usual))))


def _usual(older: Mapping[str, float], newer: Mapping[str, float], background: Background) -> Mapping[str, float]:
    shares = {stem: min(share, newer[stem]) for stem, share in older.items() if stem in newer}
    often = {stem: share for stem, share in shares.items() if share * background.texts > TIMES_GENERAL * background.frequency.get(stem, 0)}
    return {stem: min(SUBJECT, 2.0 ** floor(log2(share))) for stem, share in often.items()}


def _likeness(older: Sequence[Article], newer: Sequence[Article], read: Reader, lexicon: Lexicon) -> list[float]:
    """Return how well each of the newer articles fits the best one of the older, had that founded a story."""
    core = PlainCore(lexicon, inf, Weights())
    for key, article in enumerate(older):
        founder = core.add(read(article), 0.0, key)
        if founder is not None:
            core.join(core.open(key, 0.0, 0.0), founder)
    strangers = [core.add(read(article), 0.0, len(older) + key) for key, article in enumerate(newer)]
    fits = [[found.score for found in core.near(own) if found.score is not None] if own is not None else [] for own in strangers]
    return [max(scores, default=-inf) for scores in fits]


def _theta(scores: Sequence[float]) -> float:
    """Return the threshold, in steps, that no more of the scores exceed than in general news exceed 0."""
    exceeded = sorted(scores, reverse=True)[int(LOOK_ALIKES * len(scores))]
    return ceil(min(_MOST, max(0.0, exceeded)) / _STEP) * _STEP


def _some(articles: Sequence[Article]) -> Sequence[Article]:
    return articles[:: -(-len(articles) // _COMPARED)]


def _different(articles: Iterable[Article]) -> list[Article]:
    """Return the oldest article under each title, oldest first."""
    found: dict[str, Article] = {}
    for article in sorted(articles, key=lambda article: (article.published_at, article.id)):
        found.setdefault(article.title.casefold(), article)
    return list(found.values())


def _shares(articles: Sequence[Article], read: Reader) -> Mapping[str, float]:
    holders = Counter(stem for article in articles for stem in read(article))
    return {stem: count / len(articles) for stem, count in holders.items() if count >= USUAL * len(articles)}
