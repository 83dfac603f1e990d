"""The loom: places every arrival on a story, then unites the stories that turn out to be one and parts what fell apart."""

from collections.abc import Collection
from datetime import datetime, timedelta
from math import inf

from msgspec import Struct

from newsloom.stories.copies import Kin
from newsloom.stories.core import VOICES
from newsloom.stories.draft import Draft, age, heir
from newsloom.stories.fabric import Fabric, Near
from newsloom.stories.links import Bonds, obey
from newsloom.stories.themes import Neighbourhood
from newsloom.types import Article, Links, Weave

ROUNDS = 3
"""Times at most that stories are united and parted after the arrivals are placed: what one changes, the other looks at again."""


class WeaverOptions(Struct, frozen=True, kw_only=True):
    """What an owner of a hub may want to turn.

    `theta`: an article joins its best story above this score; one setting fits all subjects, higher is stricter. `unite`: two stories
    whose articles fit each other's story by more than theta and this become one. `part`: an article that fits the others of its story by
    less than theta and this leaves. `theme`: cosine from which two stories are near; on ECB+ topics 1-35 it keeps 85 % of the pairs of
    look-alike stories (58 % while they have one article each) and .4 % (.1 %) of unrelated ones. `near`: cosine from which two stories
    are compared by their articles; .12 finds no more to unite on the development sets, .3 loses up to .02 of BCubed F1.
    `reach`: a story closes this long after its last article; 90 % of the reference system's related items lie within 80 hours.
    `subject`: words of the hub's own subject, which every article may hold and which therefore join nothing, in this `language`.
    `official`: places, and addresses of sources, where the subject itself speaks: of one text, theirs is the original.
    """

    theta: float = 0.0
    unite: float = -0.37
    part: float = -0.28
    theme: float = 0.15
    near: float = 0.2
    reach: timedelta = timedelta(days=4)
    subject: tuple[str, ...] = ()
    language: str = ""
    official: tuple[str, ...] = ()


def order(article: Article) -> tuple[datetime, str]:
    """Return what orders articles: publication, then id."""
    return (article.published_at, article.id)


class Loom:
    """One cycle of weaving on a fabric.

    Args:
        fabric: the stories that an arrival could join.
        options: thresholds.
        links: what editors say; they are obeyed first, on the stories that exist.
        arrivals: ids of the articles to come, which links may speak of.
    """

    def __init__(self, fabric: Fabric, options: WeaverOptions, links: Links, arrivals: Collection[str]) -> None:
        self._fabric = fabric
        self._options = options
        self._reach = options.reach.total_seconds()
        self._least = min(options.theme, options.near)
        self._neighbours = Neighbourhood(options.theme)
        linked = {article for pair in (*links.must, *links.cannot) for article in pair}
        self._bonds = Bonds(links, [article for article in linked if article in fabric.homes or article in arrivals])
        self._bound = {article for bundle in self._bonds.bound() for article in bundle}
        self._questions: set[tuple[str, str]] = set()
        obey(fabric, self._bonds)

    def place(self, article: Article) -> str:
        """Put an article on the one story it belongs to, and return that story's id."""
        fabric = self._fabric
        barred = {fabric.homes[other] for other in self._bonds.apart(article.id) if other in fabric.homes}
        kin = self._kin(article, barred)
        fabric.learn(article)
        bound = len(self._bonds.bundle(article.id)) > 1
        near = fabric.near(article.id, barred, self._least, -inf if bound else self._options.theta)
        home = self._home(article, near, kin)
        draft = fabric.drafts[home] if home else fabric.found(article.id)
        shared = kin if kin and fabric.homes[kin.article] == draft.id else None
        scores = {found.story: found.score for found in near if found.score is not None}
        fabric.join(draft, article.id, shared.share if shared else scores.get(draft.id, 0.0))
        if shared:
            fabric.relate(draft, shared, article.id)
        self._neighbours.suggest(draft.id, {found.story: found.cosine for found in near})
        if not bound:  # what an editor put there says nothing of the rest of the story
            self._questions.update((draft.id, found.story) for found in near if found.cosine >= self._options.near)
        return draft.id

    def weave(self) -> Weave:
        """Unite and part stories, settle which are near each other, and return what changed."""
        fabric, changed = self._fabric, self._fabric.touched
        for _ in range(ROUNDS):
            united = self._unite()
            changed = united | self._part(changed | united)
            if not changed:
                break
            self._questions = {pair for pair in self._questions if not changed.isdisjoint(pair)}
        looked_at = fabric.touched | set(self._neighbours.settle(fabric))
        drafts = [fabric.drafts[story] for story in sorted(looked_at)]
        unborn = {draft.id: heir(draft.id, fabric.drafts) for draft in drafts if draft.fresh and draft.merged_into}
        for draft in drafts:  # an heir may have been absorbed in its turn, and what began and ended in this cycle never was a story
            draft.merged_into = heir(draft.merged_into, fabric.drafts)
            draft.rename(unborn)
        result = self._result([draft for draft in drafts if draft.changed and not (draft.fresh and draft.merged_into)])
        fabric.rest(result.stories)
        return result

    def _result(self, changed: list[Draft]) -> Weave:
        grown = [draft for draft in changed if not draft.fresh and not self._fabric.arrived.isdisjoint(draft.coverage)]
        return Weave(
            stories=tuple(draft.freeze() for draft in changed),
            new=sum(draft.fresh and not draft.parted for draft in changed),
            grown=len(grown),
            merged=sum(bool(draft.merged_into) for draft in changed),
            split=sum(draft.fresh and draft.parted for draft in changed),
        )

    def _home(self, article: Article, near: list[Near], kin: Kin | None) -> str | None:
        """Return the story that an article joins: its bundle's, its original's, or the best one above theta."""
        homes = self._fabric.homes
        for other in self._bonds.bundle(article.id):
            if other in homes:
                return homes[other]
        if kin and kin.relation == "copy":
            return homes[kin.article]
        score, story = max(((found.score, found.story) for found in near if found.score is not None), default=(0.0, ""))
        return story if story and score > self._options.theta else None

    def _kin(self, article: Article, barred: Collection[str]) -> Kin | None:
        """Return the article within reach whose text this one shares most."""
        fabric, moment = self._fabric, article.published_at
        for kin in fabric.kin(article):
            home = fabric.homes[kin.article]
            if home not in barred and fabric.reaches(fabric.drafts[home], moment, moment, self._reach):
                return kin
        return None

    def _unite(self) -> set[str]:
        """Unite the stories whose articles fit each other's best, each story once; return those that changed."""
        fabric, drafts = self._fabric, self._fabric.drafts
        pairs = {tuple(sorted((heir(one, drafts), heir(other, drafts)))) for one, other in self._questions}
        self._questions = {(one, other) for one, other in pairs if one != other and one in drafts and other in drafts}
        asked = [(one, other) for one, other in self._questions if self._may_unite(drafts[one], drafts[other])]
        least = self._options.theta + self._options.unite
        agreed = [(-agreement, *pair) for pair, agreement in zip(asked, fabric.agreements(asked), strict=True) if agreement > least]
        changed: set[str] = set()
        for agreement, one, other in sorted(agreed):
            if changed.isdisjoint((one, other)):
                survivor, absorbed = sorted((drafts[one], drafts[other]), key=age)
                fabric.unite(survivor, absorbed, f"their reports fit each other's story by {-agreement:.2f}")
                changed.update((one, other))
        return changed

    def _may_unite(self, one: Draft, other: Draft) -> bool:
        fabric = self._fabric
        if not (fabric.voices(one) and fabric.voices(other) and fabric.reaches(one, other.first, other.last, self._reach)):
            return False
        if not self._bonds.cannot:
            return True
        return not any(apart in other.coverage for article in one.coverage for apart in self._bonds.apart(article))

    def _part(self, stories: Collection[str]) -> set[str]:
        """Let the articles of changed stories leave that no longer fit the others; return the stories that changed."""
        fabric = self._fabric
        drafts = [fabric.drafts[story] for story in sorted(stories)]
        asked = [draft for draft in drafts if fabric.voices(draft) > 1 and self._bound.isdisjoint(draft.coverage)]  # not an editor's
        loose = [draft for draft, fit in zip(asked, fabric.loosest(asked), strict=True) if self._falls_out(fit)]
        return set[str]().union(*(self._let_go(draft, fabric.speaking(draft, VOICES)) for draft in loose))

    def _let_go(self, draft: Draft, articles: list[str]) -> set[str]:
        """Ask the articles of a story one after the other, as each that leaves changes what the next ones should fit."""
        fabric, changed = self._fabric, set[str]()
        for article in articles:
            fit = fabric.fits([article])[0] if fabric.homes[article] == draft.id and fabric.voices(draft) > 1 else inf
            if self._falls_out(fit):
                why = f"it fits the other reports by {fit:.2f} only"
                changed.update((draft.id, fabric.part(draft, article, {article, *draft.repeated(article)}, why).id))
        return changed

    def _falls_out(self, fit: float) -> bool:
        return fit < self._options.theta + self._options.part
