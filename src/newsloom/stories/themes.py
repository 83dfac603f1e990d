"""Themes: articles of near stories that interest the same reader, for `related` and never for heat."""

from collections.abc import Collection, Mapping, Sequence

from newsloom.stories.crossing import crossings
from newsloom.stories.draft import Draft, heir
from newsloom.stories.fabric import Fabric
from newsloom.types import Theme

THEMES_LIMIT = 5
"""At most so many articles (the record format)."""


def chosen(near: Mapping[str, float], coverage: Mapping[str, Sequence[str]]) -> tuple[Theme, ...]:
    """Choose the articles that stand for a story's near stories.

    Leads come first, the nearest story's first; room that is left goes to the other articles of those stories, so that
    a near story of two articles shows both.

    Args:
        near: similarity by story.
        coverage: the articles of each of those stories, its lead first.

    Example:
        >>> [theme.article for theme in chosen({"s1": 0.3, "s2": 0.2}, {"s1": ["a", "b"], "s2": ["c"]})]
        ['a', 'c', 'b']
    """
    ranked = nearest(near)
    leads = [(story, coverage[story][0]) for story in ranked]
    others = [(story, article) for story in ranked for article in coverage[story][1:]]
    return tuple(
        Theme(article=article, story=story, similarity=round(near[story], 3)) for story, article in (leads + others)[:THEMES_LIMIT]
    )


def nearest(near: Mapping[str, float]) -> list[str]:
    """Return the stories of the highest similarity, as many as can be shown.

    Example:
        >>> nearest({"s1": 0.3, "s2": 0.2, "s3": 0.3})
        ['s1', 's3', 's2']
    """
    return sorted(near, key=lambda story: (-near[story], story))[:THEMES_LIMIT]


class Neighbourhood:
    """Which stories are near each other: pairs are suggested while articles are placed, and settled once all are.

    Args:
        threshold: the cosine between two stories from which they are near.
    """

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._pairs: set[tuple[str, str]] = set()

    def suggest(self, story: str, cosines: Mapping[str, float]) -> None:
        """Note the stories that an article of this story came near to."""
        self._pairs.update((story, other) for other, cosine in cosines.items() if other != story and cosine >= self._threshold)

    def settle(self, fabric: Fabric) -> Collection[str]:
        """Choose the themes of every story that changed, and of those near to it before or now; return all of these."""
        drafts = fabric.drafts
        measured: dict[str, dict[str, float]] = {story: {} for story in fabric.touched if drafts[story].coverage}
        crossed = {(one, other): similarity for one, other, similarity, _ in crossings(fabric.told())}
        changed = {pair for pair in crossed if not fabric.touched.isdisjoint(pair)}
        pairs = set()
        for one, other in self._pairs | fabric.neighbours() | changed:
            mine, theirs = heir(one, drafts), heir(other, drafts)
            if mine != theirs and theirs in drafts:
                pairs.add((min(mine, theirs), max(mine, theirs)))
        compared = [*pairs]
        for (one, other), alike in zip(compared, fabric.cosines(compared), strict=True):
            cosine = max(alike, crossed.get((one, other), 0.0))
            measured.setdefault(one, {})[other] = cosine
            measured.setdefault(other, {})[one] = cosine
        for story, cosines in measured.items():
            drafts[story].themes = self._themes(drafts[story], cosines, drafts)
        return measured.keys()

    def _themes(self, draft: Draft, measured: Mapping[str, float], drafts: Mapping[str, Draft]) -> tuple[Theme, ...]:
        near = {theme.story: theme.similarity for theme in draft.themes} | dict(measured)
        near = {story: cosine for story, cosine in near.items() if cosine >= self._threshold and heir(story, drafts) == story != draft.id}
        shown: dict[str, list[str]] = {}
        for theme in draft.themes:  # a story that the window does not hold shows what it showed
            shown.setdefault(theme.story, []).append(theme.article)
        shown |= {story: drafts[story].led(THEMES_LIMIT) for story in nearest(near) if story in drafts}
        return chosen(near, shown)
