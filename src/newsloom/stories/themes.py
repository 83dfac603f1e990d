"""Themes: articles of near stories that interest the same reader, for `related` and never for heat."""

from collections.abc import Mapping, Sequence

from newsloom.stories.draft import Draft, heir
from newsloom.stories.index import StoryIndex
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
    ranked = sorted(near, key=lambda story: (-near[story], story))
    leads = [(story, coverage[story][0]) for story in ranked]
    others = [(story, article) for story in ranked for article in coverage[story][1:]]
    return tuple(
        Theme(article=article, story=story, similarity=round(near[story], 3)) for story, article in (leads + others)[:THEMES_LIMIT]
    )


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

    def settle(self, drafts: Mapping[str, Draft], index: StoryIndex) -> None:
        """Choose the themes of every story that changed, and of those near to it before or now."""
        measured: dict[str, dict[str, float]] = {story: {} for story, draft in drafts.items() if draft.touched and draft.coverage}
        for one, other in sorted(self._pairs | _pairs_in_question(drafts)):
            mine, theirs = heir(one, drafts), heir(other, drafts)
            if mine != theirs and theirs in drafts:
                cosine = index.cosine(mine, theirs)
                measured.setdefault(mine, {})[theirs] = cosine
                measured.setdefault(theirs, {})[mine] = cosine
        for story, cosines in measured.items():
            drafts[story].themes = self._themes(drafts[story], cosines, drafts)

    def _themes(self, draft: Draft, measured: Mapping[str, float], drafts: Mapping[str, Draft]) -> tuple[Theme, ...]:
        near: dict[str, float] = {}
        shown: dict[str, list[str]] = {}
        for theme in draft.themes:
            near[theme.story] = theme.similarity
            shown.setdefault(theme.story, []).append(theme.article)
        near = {
            story: cosine
            for story, cosine in (near | dict(measured)).items()
            if cosine >= self._threshold and heir(story, drafts) == story != draft.id
        }
        shown |= {story: drafts[story].led() for story in near if story in drafts}
        return chosen(near, shown)


def _pairs_in_question(drafts: Mapping[str, Draft]) -> set[tuple[str, str]]:
    """Return the known neighbours of which one has changed."""
    touched = {story for story, draft in drafts.items() if draft.touched}
    return {(story, theme.story) for story, draft in drafts.items() for theme in draft.themes if story in touched or theme.story in touched}
