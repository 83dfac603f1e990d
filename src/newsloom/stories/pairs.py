"""Pairs: how well two articles fit each other, as a story of one article each and nothing beside them."""

from collections.abc import Iterable, Iterator
from math import inf

from newsloom.stories.background import Background
from newsloom.stories.core import Weights
from newsloom.stories.lexicon import Lexicon
from newsloom.stories.loom import WeaverOptions
from newsloom.stories.terms import Terms
from newsloom.stories.weaver import core_over, subject_of
from newsloom.types import Article


def pair_scores(pairs: Iterable[tuple[Article, Article]], background: Background, options: WeaverOptions) -> Iterator[float]:
    """Yield the score of each pair, the mean of both directions: either may have founded the story that the other comes to.

    They would share a story above `options.theta`. Times are not looked at. An article without a word that tells anything fits nothing:
    its score is minus infinity.

    Example:
        >>> from newsloom.testing.factories import article
        >>> flood = article("https://a.example/1", title="Flood takes Millbrook's only bridge", excerpt="")
        >>> again = article("https://b.example/2", title="Millbrook bridge lost to flood", excerpt="")
        >>> frost = article("https://b.example/3", title="Frost ruins the apple harvest", excerpt="")
        >>> [score > 0 for score in pair_scores([(flood, again), (flood, frost)], Background.load(), WeaverOptions())]
        [True, False]
    """
    terms = Terms()
    lexicon = Lexicon(background, subject_of(options, terms))
    core = core_over(lexicon, options)
    for key, pair in enumerate(pairs):
        one, other = (core.add(terms.of_article(article), 0.0, 2 * key + place) for place, article in enumerate(pair))
        if one is None or other is None:
            yield -inf
            continue
        first, second = (core.open(2 * key + place, 0.0, 0.0) for place in (0, 1))
        core.join(first, one)
        core.join(second, other)
        yield sum(core.fits([(one, second), (other, first)])) / 2 + Weights().gap * core.cosines([(first, second)])[0]
