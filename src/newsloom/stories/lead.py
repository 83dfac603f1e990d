"""The lead: which article represents a story."""

from collections.abc import Callable, Mapping
from datetime import datetime

from newsloom.text import ends_whole
from newsloom.types import Article, Story


def choose(story: Story, articles: Mapping[str, Article], rank: Callable[[str], float]) -> str:
    """Return the id of the article that represents a story.

    Originals come before copies, then the highest rank, the most complete excerpt, the earliest, the smallest id.
    The present lead stays unless an original replaces a copy, or a rank is higher: a story does not change its face
    for nothing.

    Args:
        story: at least one coverage.
        articles: the articles of its coverage; those absent cannot lead. If none is known, the lead stays.
        rank: how far an article id is trusted to represent a story, any scale; higher is better.

    Example:
        >>> from newsloom.times import parse
        >>> from newsloom.types import Coverage
        >>> now = parse("2021-01-01")
        >>> told = {
        ...     name: Article(id=name, url="", entry_url="", source="", domain="", publisher="", title=name, published_at=now, seen_at=now)
        ...     for name in ("a", "b")
        ... }
        >>> story = Story(
        ...     id="s",
        ...     lead="a",
        ...     coverage=tuple(Coverage(article=name, joined_at=now) for name in told),
        ...     first=now,
        ...     last=now,
        ...     created_at=now,
        ... )
        >>> choose(story, told, {"a": 1, "b": 2}.__getitem__), choose(story, told, {"a": 1, "b": 1}.__getitem__)
        ('b', 'a')
    """
    worth = {entry.article: (entry.relation != "copy", rank(entry.article)) for entry in story.coverage if entry.article in articles}
    if not worth:
        return story.lead
    best = max(worth.values())
    if worth.get(story.lead) == best:
        return story.lead
    return min((article for article, value in worth.items() if value == best), key=lambda article: _fuller(articles[article]))


def _fuller(article: Article) -> tuple[bool, int, datetime, str]:
    excerpt = article.excerpt
    cut = not ends_whole(excerpt) or excerpt.endswith("…")
    return (cut, -len(excerpt), article.published_at, article.id)
