"""How a story spread over publishers: a lane for each owner's outlets, a mark for each article. What pictures and terminals draw."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from newsloom.text import one_line
from newsloom.types import Article, Relation, Story


class Mark(Struct, frozen=True, kw_only=True):
    """An article on a lane. `origin` is the article whose text it repeats in the end; empty where that is its own."""

    article: str
    at: datetime
    relation: Relation
    origin: str
    publisher: str
    title: str


class Lane(Struct, frozen=True, kw_only=True):
    """The articles of one publisher, or of one owner's publishers, in order of publication."""

    name: str
    marks: tuple[Mark, ...]


class Spread(Struct, frozen=True, kw_only=True):
    """A story's lanes, in order of their first article; `hidden` are those for which there was no room."""

    title: str
    first: datetime
    last: datetime
    lanes: tuple[Lane, ...]
    hidden: tuple[Lane, ...] = ()

    @property
    def articles(self) -> int:
        """The number of articles, those on hidden lanes included."""
        return sum(len(lane.marks) for lane in (*self.lanes, *self.hidden))


def spread(story: Story, articles: Mapping[str, Article], families: Mapping[str, str], most: int) -> Spread:
    """Sort a story's articles into lanes.

    Args:
        story: a living one.
        articles: those of its coverage, by id.
        families: the owner of each article's publisher, by the article's id; one that is missing is its own.
        most: lanes that there is room for; the lead's comes first, then those with an own report, then the larger ones.

    Example:
        >>> from newsloom.testing.factories import NOW, article, story
        >>> one, other = article("https://a.example/1", publisher="The A"), article("https://b.example/2", publisher="The B")
        >>> made = spread(story(one, other), {one.id: one, other.id: other}, {}, most=1)
        >>> [lane.name for lane in made.lanes], [lane.name for lane in made.hidden], made.articles
        (['The A'], ['The B'], 2)
    """
    origins, owned = story.origins(), dict[str, list[Mark]]()
    for entry in story.coverage:
        article = articles[entry.article]
        owner = families.get(article.id) or article.domain
        owned.setdefault(owner, []).append(
            Mark(
                article=article.id,
                at=article.published_at,
                relation="lead" if article.id == story.lead else entry.relation,
                origin=origins[article.id] if origins[article.id] != article.id else "",
                publisher=one_line(article.publisher),
                title=one_line(article.title),
            )
        )
    lanes = sorted((_lane(owner, marks) for owner, marks in owned.items()), key=lambda lane: (lane.marks[0].at, lane.name))
    drawn = sorted(range(len(lanes)), key=lambda place: (_rank(lanes[place]), place))[:most]
    return Spread(
        title=one_line(articles[story.lead].title),
        first=story.first,
        last=story.last,
        lanes=tuple(lanes[place] for place in sorted(drawn)),
        hidden=tuple(lane for place, lane in enumerate(lanes) if place not in drawn),
    )


def _lane(owner: str, marks: list[Mark]) -> Lane:
    ordered = tuple(sorted(marks, key=lambda mark: (mark.at, mark.article)))
    names = {mark.publisher for mark in ordered}
    return Lane(name=ordered[0].publisher if len(names) == 1 else one_line(owner), marks=ordered)


def _rank(lane: Lane) -> tuple[int, int]:
    relations = {mark.relation for mark in lane.marks}
    return (0 if "lead" in relations else 1 if "coverage" in relations else 2, -len(lane.marks))
