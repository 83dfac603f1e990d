"""A story while it is woven: the one mutable thing here, made from a story and frozen into one again."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from newsloom.ids import story_id
from newsloom.stories.likeness import Relation
from newsloom.stories.origins import Claim, claim
from newsloom.stories.texts import Texts
from newsloom.types import Article, Coverage, Event, Story, remembered


class Draft:
    """A story's coverage, by article, while articles come and go.

    `articles` is the weaver's table of all known articles; one that it lacks stays on the story, dated like its first.
    `official` are the places where the subject itself speaks (`origins.claim`).
    `fresh` says that no window held the story before, `touched` that its coverage is not what it was, `parted` that it took articles
    which another story held when the cycle began. `first` and `last` are the times of its first and last article, `events` what happened
    to it in this cycle.
    """

    def __init__(self, story: Story, articles: Mapping[str, Article], *, fresh: bool = False, official: Collection[str] = ()) -> None:
        self.origin = story
        self.fresh = fresh
        self.touched = fresh
        self.parted = False
        self.id = story.id
        self.coverage = {entry.article: entry for entry in story.coverage}
        self.themes = story.themes
        self.merged_into = story.merged_into
        self.splits = story.splits
        self.events: list[Event] = []
        self._articles, self._official = articles, official
        self.first, self.last = story.first, story.last
        self._order: list[str] = []
        self._texts: Texts | None = None

    def rebase(self, story: Story) -> None:
        """Take the story as it is now, with the same coverage, for what this cycle begins with."""
        self.origin, self.themes, self.splits = story, story.themes, story.splits
        self.fresh = self.touched = self.parted = False
        self.events = []

    def moment(self, article: str) -> tuple[datetime, str]:
        """Return what orders a story's articles: when each was published, then its id."""
        known = self._articles.get(article)
        return (known.published_at if known else self.origin.first, article)

    def ordered(self) -> list[str]:
        """Return the ids of the coverage in order of publication."""
        if len(self._order) != len(self.coverage):
            self._order = sorted(self.coverage, key=self.moment)
        return self._order

    def copies(self, articles: Collection[str]) -> list[str]:
        """Return the ids of the articles that copy or rework the text of one of these."""
        return [entry.article for entry in self.coverage.values() if entry.copy_of in articles]

    def repeated(self, article: str) -> list[str]:
        """Return the ids of the articles that copy this one's text word for word, and therefore go where it goes."""
        return [entry.article for entry in self.coverage.values() if entry.relation == "copy" and entry.copy_of == article]

    def rename(self, unborn: Mapping[str, str]) -> None:
        """Tell what happened by the stories that are left: those that ended in the cycle in which they began are their heirs."""
        told = [replace(event, other=unborn.get(event.other, event.other)) for event in self.events]
        self.events = [event for event in told if event.other != self.id]

    def join(self, article: str, similarity: float, now: datetime) -> None:
        """Add an own report."""
        self.touched = True
        self.coverage[article] = Coverage(article=article, similarity=round(similarity, 3), joined_at=now)
        self._widen([article])

    def relate(self, article: str, other: str, relation: Relation) -> list[str]:
        """State that two members share a text, and return the members whose relation changed: see `texts.Texts`."""
        if self._texts is None:
            self._texts = Texts(self.coverage, self._claim)
        return self._texts.relate(article, other, relation)

    def _claim(self, article: str) -> Claim:
        known = self._articles.get(article)
        return claim(known, self._official) if known else Claim("", "", *self.moment(article))

    def absorb(self, other: "Draft", now: datetime, why: str) -> None:
        """Take over the whole coverage of another story, which from now on only names its heir."""
        self.touched = other.touched = True
        self.coverage |= other.coverage
        self._texts = None
        self.themes += other.themes
        self._widen(other.coverage)
        self.parted |= other.parted
        if not other.fresh:
            self.events.append(Event(what="absorbed", at=now, other=other.id, why=why))
            other.events.append(Event(what="merged", at=now, other=self.id, why=why))
        else:
            self.events += [event for event in other.events if event.what == "split-from"]
        other.coverage = {}
        other.themes = ()
        other.merged_into = self.id

    def part(self, founder: str, leaving: Collection[str], now: datetime, why: str, *, came_before: bool) -> "Draft":
        """Put articles on a story of their own, whose id was never given.

        Args:
            founder: the article that names the new story.
            leaving: the articles, the founder among them.
            now: the cycle's time.
            why: the reason, in words.
            came_before: whether the articles were on a story when the cycle began.
        """
        self.splits += 1
        identity = story_id(founder, self.id, self.splits)
        child = begun(identity, self.moment(founder)[0], now, self._articles, self._official)
        child.coverage = self.take(leaving)
        child.first, child.last = child.moment(child.ordered()[0])[0], child.moment(child.ordered()[-1])[0]
        if came_before and not self.fresh:
            child.parted = True
            self.events.append(Event(what="split-off", at=now, other=child.id, why=why))
            child.events.append(Event(what="split-from", at=now, other=self.id, why=why))
        return child

    def _widen(self, articles: Iterable[str]) -> None:
        moments = [self.moment(article)[0] for article in articles]
        self.first, self.last = min([self.first, *moments]), max([self.last, *moments])

    def take(self, articles: Collection[str]) -> dict[str, Coverage]:
        """Remove articles and return their coverage. On both sides, copies that lost their original have another one among them."""
        self.touched = True
        ordered = self.ordered()
        taken = {article: self.coverage[article] for article in ordered if article in articles}
        left = {article: self.coverage[article] for article in ordered if article not in articles}
        Texts(left, self._claim).mend(self.coverage)
        Texts(taken, self._claim).mend(self.coverage)
        self.coverage, self._texts = left, None
        self._order = []
        if left:
            stay = list(left)
            self.first, self.last = self.moment(stay[0])[0], self.moment(stay[-1])[0]
        return taken

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

    def led(self, most: int) -> list[str]:
        """Return the ids of so many of the coverage, the lead first, then in order of publication."""
        lead = self.lead
        return [lead, *(article for article in self.ordered()[:most] if article != lead)][:most]

    def freeze(self) -> Story:
        """Return the story as it now is."""
        events = [*self.events]
        if events and self.coverage and self.origin.lead and self.lead != self.origin.lead:
            why = "the report that led before is on another story now"
            events.append(Event(what="lead", at=events[-1].at, other=self.lead, why=why))
        history = remembered(self.origin.history, *events)
        if not self.coverage:
            gone = replace(self.origin, coverage=(), themes=(), merged_into=self.merged_into)
            return replace(gone, splits=self.splits, history=history)
        return replace(
            self.origin,
            lead=self.lead,
            coverage=tuple(self.coverage[article] for article in self.ordered()),
            first=self.first,
            last=self.last,
            themes=self.themes,
            splits=self.splits,
            history=history,
        )


def begun(identity: str, moment: datetime, now: datetime, articles: Mapping[str, Article], official: Collection[str] = ()) -> Draft:
    """Begin a story at this moment of publication, still without coverage."""
    draft = Draft(
        Story(id=identity, lead="", coverage=(), first=moment, last=moment, created_at=now), articles, fresh=True, official=official
    )
    draft.events.append(Event(what="founded", at=now))
    return draft


def heir(story: str, drafts: Mapping[str, Draft]) -> str:
    """Return the story that holds this one's coverage now: itself, or the last in its line of heirs."""
    while story in drafts and drafts[story].merged_into:
        story = drafts[story].merged_into
    return story


def age(draft: Draft) -> tuple[bool, datetime, datetime, str]:
    """Return what orders stories by age: whether they existed before, since when, what they tell of, their ids."""
    return (draft.fresh, draft.origin.created_at, draft.first, draft.id)
