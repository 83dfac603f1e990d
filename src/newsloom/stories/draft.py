"""A story while it is woven: the one mutable thing here, made from a story and frozen into one again."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from newsloom.types import Article, Coverage, Story


class Draft:
    """A story's coverage, by article, while articles come and go.

    `articles` is the weaver's table of all known articles; one that it lacks stays on the story, dated like its first.
    `fresh` says that no window held the story before, `touched` that its coverage is not what it was.
    """

    def __init__(self, story: Story, articles: Mapping[str, Article], *, fresh: bool = False) -> None:
        self.origin = story
        self.fresh = fresh
        self.touched = fresh
        self.id = story.id
        self.coverage = {entry.article: entry for entry in story.coverage}
        self.themes = story.themes
        self.merged_into = story.merged_into
        self.splits = story.splits
        self._articles = articles

    def moment(self, article: str) -> tuple[datetime, str]:
        """Return what orders a story's articles: when each was published, then its id."""
        known = self._articles.get(article)
        return (known.published_at if known else self.origin.first, article)

    def ordered(self) -> list[str]:
        """Return the ids of the coverage in order of publication."""
        return sorted(self.coverage, key=self.moment)

    def original(self, article: str) -> str:
        """Return the article whose text this one copies, or itself."""
        entry = self.coverage[article]
        return entry.copy_of if entry.relation == "copy" else article

    def join(self, article: str, similarity: float, now: datetime) -> None:
        """Add an own report."""
        self.touched = True
        self.coverage[article] = Coverage(article=article, similarity=round(similarity, 3), joined_at=now)

    def relate(self, article: str, other: str, relation: Literal["copy", "adapted"]) -> None:
        """State that two members share a text: the later one depends on the earlier, and copies of it follow."""
        source, dependent = sorted((article, self.original(other)), key=self.moment)
        entry = self.coverage[dependent]
        self.coverage[dependent] = replace(entry, relation=relation, copy_of=source)
        if relation == "copy":
            for follower in [one for one in self.coverage.values() if one.copy_of == dependent]:
                self.coverage[follower.article] = replace(follower, copy_of=source)

    def sibling(self, identity: str, now: datetime) -> "Draft":
        """Begin a story beside this one, still without coverage."""
        return begun(identity, self.origin.first, now, self._articles)

    def absorb(self, other: "Draft") -> None:
        """Take over the whole coverage of another story, which from now on only names its heir."""
        self.touched = other.touched = True
        self.coverage |= other.coverage
        self.themes += other.themes
        other.coverage = {}
        other.themes = ()
        other.merged_into = self.id

    def take(self, articles: Collection[str]) -> dict[str, Coverage]:
        """Remove articles and return their coverage. On both sides, copies that lost their original rally round the earliest."""
        self.touched = True
        ordered = self.ordered()
        taken = {article: self.coverage[article] for article in ordered if article in articles}
        left = {article: self.coverage[article] for article in ordered if article not in articles}
        self.coverage = rallied(left)
        return rallied(taken)

    @property
    def changed(self) -> bool:
        """Tell whether the story is new or differs from what it was drafted from."""
        return self.touched or self.themes != self.origin.themes

    @property
    def lead(self) -> str:
        """Return the lead: the present one while it is on the story, else the earliest article that copies no other."""
        if self.origin.lead in self.coverage:
            return self.origin.lead
        return min(self.coverage, key=lambda article: (self.coverage[article].relation == "copy", *self.moment(article)))

    def led(self) -> list[str]:
        """Return the ids of the coverage, the lead first, then in order of publication."""
        lead = self.lead
        return [lead, *(article for article in self.ordered() if article != lead)]

    @property
    def first(self) -> datetime:
        """Return when the story's first article was published."""
        return min((self.moment(article)[0] for article in self.coverage), default=self.origin.first)

    @property
    def last(self) -> datetime:
        """Return when the story's last article was published."""
        return max((self.moment(article)[0] for article in self.coverage), default=self.origin.last)

    def freeze(self) -> Story:
        """Return the story as it now is."""
        if not self.coverage:
            return replace(self.origin, coverage=(), themes=(), merged_into=self.merged_into, splits=self.splits)
        return replace(
            self.origin,
            lead=self.lead,
            coverage=tuple(self.coverage[article] for article in self.ordered()),
            first=self.first,
            last=self.last,
            themes=self.themes,
            splits=self.splits,
        )


def rallied(coverage: Mapping[str, Coverage]) -> dict[str, Coverage]:
    """Mend relations whose original is no longer there: the earliest of its copies becomes the original of the others.

    Args:
        coverage: by article, in order of publication.

    Example:
        >>> from newsloom.times import parse
        >>> copies = [Coverage(article=name, relation="copy", copy_of="gone", joined_at=parse("2021-01-01")) for name in "ab"]
        >>> [(entry.relation, entry.copy_of) for entry in rallied({entry.article: entry for entry in copies}).values()]
        [('coverage', ''), ('copy', 'a')]
    """
    heirs: dict[str, str] = {}
    mended = dict(coverage)
    for article, entry in coverage.items():
        if entry.copy_of and entry.copy_of not in coverage:
            heir = heirs.setdefault(entry.copy_of, article) if entry.relation == "copy" else article
            alone = heir == article
            mended[article] = replace(entry, relation="coverage" if alone else entry.relation, copy_of="" if alone else heir)
    return mended


def begun(identity: str, moment: datetime, now: datetime, articles: Mapping[str, Article]) -> Draft:
    """Begin a story at this moment of publication, still without coverage."""
    return Draft(Story(id=identity, lead="", coverage=(), first=moment, last=moment, created_at=now), articles, fresh=True)


def heir(story: str, drafts: Mapping[str, Draft]) -> str:
    """Return the story that holds this one's coverage now: itself, or the last in its line of heirs."""
    while story in drafts and drafts[story].merged_into:
        story = drafts[story].merged_into
    return story
