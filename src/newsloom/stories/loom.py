"""The loom: open stories, their index and the editors' bonds, given one article after the other."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec import Struct

from newsloom.ids import story_id
from newsloom.stories.background import Background
from newsloom.stories.copies import Kinship, kinship
from newsloom.stories.draft import Draft, begun
from newsloom.stories.index import Nearness, StoryIndex
from newsloom.stories.links import Bonds, merge, split
from newsloom.stories.similarity import Text
from newsloom.stories.terms import Terms
from newsloom.stories.themes import Neighbourhood
from newsloom.types import Article, Links, Weave, Window


class WeaverOptions(Struct, frozen=True, kw_only=True):
    """What an owner of a hub may want to turn.

    `theta`: an article joins its best story above this score; one setting fits all subjects (the stories prototype),
    higher is stricter. `theme`: cosine from which two stories are near; on ECB+ topics 1-35 it keeps 85 % of the pairs
    of look-alike stories (58 % while they have one article each) and .4 % (.1 %) of unrelated ones. `reach`: a story
    closes this long after its last article; 90 % of the reference system's related items lie within 80 hours.
    `subject`: words of the hub's own subject, which every article may hold and which therefore join nothing.
    """

    theta: float = 0.0
    theme: float = 0.15
    reach: timedelta = timedelta(days=4)
    subject: tuple[str, ...] = ()


class Kin(NamedTuple):
    """A known article that shares the text of another, and how."""

    article: str
    how: Kinship


def order(article: Article) -> tuple[datetime, str]:
    """Return what orders articles: publication, then id."""
    return (article.published_at, article.id)


class Loom:
    """Stories in the making: built from a window, then given articles in order of publication.

    `bind` states the editors' links and must come first, because it regroups existing stories before they are indexed.
    A process that keeps its loom may go on placing articles after a `weave`, without building the index again.
    """

    def __init__(self, background: Background, terms: Terms, options: WeaverOptions, window: Window, now: datetime) -> None:
        self._terms = terms
        self._options = options
        self._now = now
        self._index = StoryIndex(background, options.reach.total_seconds(), terms.of_text(" ".join(options.subject)))
        self._neighbours = Neighbourhood(options.theme)
        self._articles = dict(window.articles)
        self._drafts = {story.id: Draft(story, self._articles) for story in window.stories if story.coverage}
        self._homes = {article: draft.id for draft in self._drafts.values() for article in draft.coverage}
        self._titles: dict[str, str] = {}
        self._bonds = Bonds(Links(), ())
        self._founded = self._merged = self._split = 0
        self._grown: set[str] = set()

    def bind(self, links: Links, known: Collection[str]) -> None:
        """Obey the editors' links between known articles, those to come included; then index the stories."""
        self._bonds = Bonds(links, known)
        self._merged = merge(self._drafts, self._homes, self._bonds)
        self._split = split(self._drafts, self._homes, self._bonds, self._now)
        for draft in sorted(self._drafts.values(), key=lambda draft: (draft.first, draft.id)):
            self._index.open(draft.id, draft.first.timestamp(), draft.last.timestamp())
        held = [article for identity, article in self._articles.items() if identity in self._homes]
        for article in sorted(held, key=order):
            draft = self._drafts[self._homes[article.id]]
            copied = draft.coverage[article.id].relation == "copy"
            text = None if copied else self._index.read(self._terms.of_article(article))
            self._enter(article, self._terms.signature(article.title), draft, text)

    def place(self, article: Article) -> str:
        """Put an article into the one story it belongs to, and return that story's id."""
        self._articles[article.id] = article
        moment = article.published_at.timestamp()
        text = self._index.read(self._terms.of_article(article))
        barred = {self._homes[other] for other in self._bonds.apart(article.id) if other in self._homes}
        near = self._index.near(text, moment, barred)
        signature = self._terms.signature(article.title)
        kin = self._kin(article, signature, near, barred)
        home = self._home(article, near, kin)
        draft = self._grow(home) if home else self._found(article)
        if kin and self._homes[kin.article] != draft.id:
            kin = None
        draft.join(article.id, kin.how.share if kin else near.scores.get(draft.id, 0.0), self._now)
        if kin:
            draft.relate(article.id, kin.article, kin.how.relation)
        self._enter(article, signature, draft, None if kin and kin.how.relation == "copy" else text)
        self._neighbours.suggest(draft.id, near.cosines)
        return draft.id

    def weave(self) -> Weave:
        """Return what changed since the window."""
        self._neighbours.settle(self._drafts, self._index)
        return Weave(
            stories=tuple(draft.freeze() for _, draft in sorted(self._drafts.items()) if draft.changed),
            new=self._founded,
            grown=len(self._grown),
            merged=self._merged,
            split=self._split,
        )

    def _enter(self, article: Article, signature: str, draft: Draft, voice: Text | None) -> None:
        """Register an article as its story's; a copy has no voice."""
        moment = article.published_at.timestamp()
        self._homes[article.id] = draft.id
        if signature:
            self._titles[signature] = article.id
        self._index.open(draft.id, moment, moment)
        if voice:
            self._index.add(draft.id, article.id, voice)

    def _home(self, article: Article, near: Nearness, kin: Kin | None) -> str | None:
        """Return the story that an article joins: its bundle's, its original's, or the best one above theta."""
        for other in self._bonds.bundle(article.id):
            if other in self._homes:
                return self._homes[other]
        if kin and kin.how.relation == "copy":
            return self._homes[kin.article]
        score, story = max(((score, story) for story, score in near.scores.items()), default=(0.0, ""))
        return story if story and score > self._options.theta else None

    def _kin(self, article: Article, signature: str, near: Nearness, barred: Collection[str]) -> Kin | None:
        """Return the article whose text this one shares most, a copy before a reworked text."""
        twin = self._titles.get(signature)
        if twin and self._homes[twin] not in barred and self._index.reaches(self._homes[twin], article.published_at.timestamp()):
            return Kin(twin, Kinship("copy", 1.0))
        found = [Kin(other, how) for other in near.articles if (how := kinship(article, self._articles[other]))]
        return max(found, key=lambda kin: (kin.how.relation == "copy", kin.how.share, kin.article), default=None)

    def _found(self, article: Article) -> Draft:
        draft = begun(story_id(article.id), article.published_at, self._now, self._articles)
        self._drafts[draft.id] = draft
        self._founded += 1
        return draft

    def _grow(self, home: str) -> Draft:
        draft = self._drafts[home]
        if not draft.fresh:
            self._grown.add(home)
        return draft
