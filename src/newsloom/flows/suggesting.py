"""Suggesting: the hub's latest stories, read for terms that its topics lack. Writes nothing."""

from collections.abc import Callable, Iterator
from datetime import datetime

from msgspec import Struct

from newsloom.classify.suggesting import Suggestion, Vocabulary
from newsloom.ports import Store
from newsloom.stages import Labeller
from newsloom.types import Article, Topic

LATEST = 5_000
"""Articles that are read, the latest: a few seconds, and enough for a term that 1 of 1,000 stories has."""


class Suggested(Struct, frozen=True, kw_only=True):
    """What is suggested for one topic: how many stories are of it, of how many that were read, and terms that it lacks."""

    topic: str
    members: int
    of: int
    terms: tuple[Suggestion, ...]


def suggested(
    store: Store, topics: tuple[Topic, ...], wanted: tuple[int, ...], labeller: Labeller, language: str, now: datetime
) -> Iterator[Suggested]:
    """Yield what each wanted topic (known by its place) lacks.

    Args:
        store: whose latest articles are read, one of each story.
        topics: the hub's topics.
        wanted: the places of those to find terms for.
        labeller: which articles are of a topic already.
        language: the hub's, whose common words are no terms.
        now: later articles are not read.
    """
    articles = _one_of_each_story(store, now)
    named = [{label.topic for label in labeller.label(article)} for article in articles]
    vocabulary = Vocabulary(articles, chances(language))
    for index in wanted:
        members = [place for place, names in enumerate(named) if topics[index].name in names]
        terms = vocabulary.suggest(topics, index, members)
        yield Suggested(topic=topics[index].name, members=len(members), of=len(articles), terms=terms)


def chances(language: str) -> Callable[[str], float]:
    """Return how probable each word of a language is; 0 for words that are not listed, and in languages without a list.

    Example:
        >>> chance = chances("en")
        >>> chance("the") > chance("portal") > chance("dataverse") == 0
        True
    """
    from wordfreq import available_languages, get_frequency_dict  # noqa: PLC0415 - .3 s, for this alone

    code = language.partition("-")[0].lower()
    listed = get_frequency_dict(code, "small") if code in available_languages("small") else {}
    return lambda word: listed.get(word, 0.0)


def _one_of_each_story(store: Store, now: datetime) -> list[Article]:
    """Return the latest articles, without those on a story that another one told: copies would make a term of every phrase of theirs."""
    latest = store.latest(now, LATEST)
    held = store.stories_of([article.id for article in latest])
    return list({held.get(article.id, article.id): article for article in latest}.values())
