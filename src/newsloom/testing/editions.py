"""Editions for tests of renderers: stories as they are published, whole and consistent with each other.

Example:
    >>> one = view(article("https://a.example/1"), article("https://b.example/1"))
    >>> edition(one).stories[0].related[0].relation
    'coverage'
"""

from msgspec.structs import replace

from newsloom.testing.factories import NOW, SOURCE, article, memory, receipt, score, story
from newsloom.times import stamp
from newsloom.types import Article, Edition, HubView, Receipt, Related, Relation, Source, SourceView, Story, StoryView, Topic, Verdict

__all__ = ["HUB", "article", "edition", "view"]

HUB = HubView(
    title="Space hub",
    subject="space flight",
    url="https://hub.example/space",
    topics=(Topic(id="space", name="Space", keywords=("rocket",)), Topic(id="moon", name="Moon", parent="Space", hashtags=("#Moon",))),
)
"""A hub with a root topic and one below it."""


def view(lead: Article, *others: Article, relation: Relation = "coverage", heat: int = 85, published: bool = True) -> StoryView:
    """Return a story as it is published: its lead, and the other articles in that relation to it.

    Example:
        >>> view(article(), heat=50, published=False).receipt.published.value
        False
    """
    whole = story(lead, *(others if relation != "theme" else ()))
    whole = replace(whole, lead=lead.id, path=f"{stamp(lead.published_at)[:10]}-{whole.id}.md")
    verdict = Verdict(value=published, rule="heat >= 70", margin=heat - 70)
    return StoryView(
        story=whole,
        article=lead,
        receipt=receipt(lead, whole, heat=score(heat), published=verdict),
        related=tuple(Related(article=other, relation=relation, receipt=_minor(other, whole, relation)) for other in others),
    )


def _minor(other: Article, whole: Story, relation: Relation) -> Receipt:
    return receipt(other, whole, relation=relation, heat=score(-1), published=Verdict(value=False, rule="lead", margin=0))


def edition(*views: StoryView, **changes: object) -> Edition:
    """Return the hub at the factories' moment, with these stories.

    Example:
        >>> edition().as_of == NOW
        True
    """
    sources = (SourceView(source=Source(url=SOURCE, kind="feed", topics=("Space",)), memory=memory(SOURCE)),)
    return replace(Edition(hub=HUB, as_of=NOW, stories=views, sources=sources), **changes)
