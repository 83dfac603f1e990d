"""Importing: records that were published before, ours or the reference's, become stories again, under the ids and paths that they have.

What the store holds already stands: importing adds and never changes, so that importing twice is importing once. A record becomes a
story with its lead and its other articles; an article stands in one story only, so where several records name it, the record that it
leads has it, or else the first, and the others have it as a theme. Scores are the records' own until the next curation.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime

import msgspec
from msgspec.structs import replace

from newsloom.errors import RecordError
from newsloom.flows.batches import HELD, batches
from newsloom.flows.intake import TAKEN_DOWN, outcome_of, refused
from newsloom.flows.looking import living
from newsloom.flows.reports import ImportReport, Progress
from newsloom.ids import article_id, story_id
from newsloom.ports import Store
from newsloom.render.readback import RECORDED, Redirect, read_back
from newsloom.sink.tree import Leaf
from newsloom.types import Article, Collected, Curated, Decision, Entry, Event, Item, Story, StoryView, Theme
from newsloom.urls import identity

TAKEN = "an editor took it down; it stays out as long as the desk says so"


class Known(msgspec.Struct, kw_only=True):
    """What a first look at all records found.

    `stories` and `places` are the id and the place of each record that tells a story, by its name; `leads` and `others` the names of
    the records that articles belong to; `redirects` the records that only lead to a story; `out` the places of those that were taken down.
    """

    stories: dict[str, str] = {}
    places: dict[str, str] = {}
    out: set[str] = set()
    leads: dict[str, str] = {}
    others: dict[str, str] = {}
    redirects: list[tuple[Leaf, Redirect]] = []

    def holder(self, article: str) -> str:
        """Return the record whose story holds an article; empty when none does."""
        return self.leads.get(article) or self.others.get(article, "")

    def forget(self, name: str) -> None:
        """Leave a record out after all, with every article that it holds."""
        self.out.add(self.places[name])
        del self.stories[name], self.places[name]
        for held in (self.leads, self.others):
            for article in [article for article, holder in held.items() if holder == name]:
                del held[article]


class Importer:
    """One import of records.

    Args:
        store: takes what it does not hold yet.
        threshold: the hub's.
        decisions: the desk's in force: what editors took down is not imported.
        now: the import's time; no record is from later.
        progress: told about every record.
    """

    def __init__(self, store: Store, threshold: int, decisions: Collection[Decision], now: datetime, progress: Progress) -> None:
        self._store, self._threshold, self._now, self._progress = store, threshold, now, progress
        # A record that the store does not hold yet stays a path in a decision: its name alone counts.
        self._gone = {item.rpartition("/")[2] for decision in decisions if decision.do == "take-down" for item in decision.items}
        self._refused: list[str] = []
        self._out: dict[str, Item] = {}
        self._added = self._held = self._redirects = self._articles = 0

    def run(self, leaves: Callable[[], Iterable[Leaf]]) -> ImportReport:
        """Read all records twice, first to find who has which article, then to store them; what cannot be is told, with its place."""
        known = self._survey(leaves())
        self._progress.begin("import", len(known.stories))
        for batch in batches(self._told(leaves(), known), HELD, lambda one: 1 + len(one[1].related)):
            self._save(batch, known)
            self._progress.advance("import", len(batch))
        for leaf, redirect in known.redirects:
            self._lead_on(leaf, redirect, known.stories.get(redirect.path) or redirect.heir)
        self._close()
        return ImportReport(
            added=self._added, known=self._held, redirects=self._redirects, articles=self._articles, refused=tuple(self._refused)
        )

    def _read(self, leaves: Iterable[Leaf], *, telling: bool = False) -> Iterator[tuple[Leaf, StoryView | Redirect]]:
        for leaf in leaves:
            problem = leaf.problem
            try:
                view = None if problem else read_back(leaf.name, leaf.fields, self._threshold, self._now)
            except RecordError as error:
                view, problem = None, str(error)
            if view is not None:
                yield leaf, view
            elif telling:
                self._refused.append(leaf.told(problem))

    def _told(self, leaves: Iterable[Leaf], known: Known) -> Iterator[tuple[Leaf, StoryView]]:
        """Yield the records that are taken in, and note the addresses of those that stay out."""
        for leaf, view in self._read(leaves):
            if isinstance(view, StoryView) and leaf.place in known.out:
                self._keep_out(view.article, *(other.article for other in view.related if other.relation == "copy"))
            elif isinstance(view, StoryView) and known.places.get(leaf.name) == leaf.place:
                self._keep_out(*(other.article for other in view.related if not self._gone.isdisjoint(_ids(other.article))))
                yield leaf, view

    def _keep_out(self, *articles: Article) -> None:
        """Note every address of articles that are taken down, which the hub will not hold: no source shall bring them by another."""
        for article in articles:
            for address in filter(None, (article.url, article.entry_url, article.amp_url)):
                entry = Entry(source=RECORDED, url=address, title=article.title)
                row = refused(entry, "rejected", f"{TAKEN_DOWN}: {TAKEN}", self._now)
                self._out[identity(address)] = replace(row, article=article.id)  # once the hub holds it, the row stands for nothing

    def _close(self) -> None:
        """Write down the addresses that stay out, but for those of articles that the hub holds, of which its desk knows itself."""
        held = {address for address, rows in self._store.ledger(self._out).items() if any(row.article for row in rows)}
        self._store.save_collected(Collected(items=tuple(item for address, item in self._out.items() if address not in held)))

    def _survey(self, leaves: Iterable[Leaf]) -> Known:
        known, names, ids = Known(), dict[str, str](), dict[str, str]()
        for leaf, view in self._read(leaves, telling=True):
            if problem := self._problem(leaf, view, names.get(leaf.name.casefold(), "")):
                self._refused.append(leaf.told(problem))
                known.out |= {leaf.place} if problem == TAKEN else set()
                continue
            names[leaf.name.casefold()] = leaf.place
            bare = replace(leaf, fields={}, text="")
            if isinstance(view, Redirect):
                known.redirects.append((bare, view))
            elif first := known.leads.get(view.article.id) or ids.get(view.story.id):
                known.redirects.append((bare, Redirect(heir=known.stories[first])))
            else:
                ids[view.story.id] = leaf.name
                _note(known, leaf, view)
        for name in [name for name, story in known.stories.items() if not self._gone.isdisjoint((name, story))]:
            self._refused.append(Leaf(place=known.places[name]).told(TAKEN))
            known.forget(name)
        return known

    def _problem(self, leaf: Leaf, view: StoryView | Redirect, twin: str) -> str:
        if twin:
            return f"{twin} has the same name; keep one of them"
        own = {view.story.id, *_ids(view.article)} if isinstance(view, StoryView) else {view.id, view.heir}
        named = {leaf.name, *own}
        if named.isdisjoint(self._gone):
            return ""
        if isinstance(view, Redirect):
            self._gone |= {view.heir, view.path} - {""}  # an absorbed story is taken down with the one that holds its coverage now
        return TAKEN

    def _save(self, batch: list[tuple[Leaf, StoryView]], known: Known) -> None:
        """Store the stories of some records, as far as the store knows neither them nor their leads."""
        there = {story.id for story in self._store.stories([view.story.id for _, view in batch])}
        owners = self._store.stories_of({article.id for _, view in batch for article in view.articles()})
        taken = self._store.taken_paths([leaf.name for leaf, _ in batch])
        views = []
        for leaf, view in batch:
            if view.story.id in there or view.article.id in owners:
                self._lead_on(leaf, Redirect(), owners.get(view.article.id, view.story.id))
            elif leaf.name in taken:
                self._refused.append(leaf.told("another story of this hub has a record of this name; rename the file"))
            else:
                views.append(self._own(view, leaf.name, known, owners))
        if views:
            self._write(views)

    def _write(self, views: list[StoryView]) -> None:
        articles = {article.id: article for view in views for article in view.articles()}
        self._added += len(views)
        self._articles += len(articles.keys() - self._store.known_articles(articles))
        self._store.save_collected(Collected(items=tuple(self._items(articles.values())), articles=tuple(articles.values())))
        receipts = [receipt for view in views for receipt in (view.receipt, *(other.receipt for other in view.related))]
        # No settings: the next curation judges everything again.
        self._store.save_curated(Curated(stories=tuple(view.story for view in views), receipts=tuple(receipts)))

    def _own(self, view: StoryView, name: str, known: Known, owners: dict[str, str]) -> StoryView:
        """Return the story with the articles that are its own; the others that a record has become its themes."""
        mine = {item.article for item in view.story.coverage if known.holder(item.article) == name and item.article not in owners}
        gone = {other.article.id for other in view.related if not self._gone.isdisjoint(_ids(other.article))}
        mine = (mine - gone) | {view.article.id}
        elsewhere = [other for other in view.related if other.article.id not in mine | gone]
        themes = {
            other.article.id: Theme(article=other.article.id, story=known.stories[holder], similarity=0.0)
            for other in elsewhere
            if (holder := known.holder(other.article.id)) and holder != name
        }
        coverage = tuple(item for item in view.story.coverage if item.article in mine)
        return replace(
            view,
            story=replace(view.story, coverage=coverage, themes=tuple(themes.values())),
            related=tuple(other for other in view.related if other.article.id in mine),
        )

    def _items(self, articles: Iterable[Article]) -> Iterator[Item]:
        """Yield rows of the ledger, so that no source brings anew what was imported: one for each address of an article."""
        for article in articles:
            for url in {identity(address): address for address in (article.entry_url, article.url)}.values():
                yield outcome_of(Entry(source=RECORDED, url=url, title=article.title), article, known=False, now=self._now)

    def _lead_on(self, leaf: Leaf, redirect: Redirect, heir: str) -> None:
        """Store a record that only leads to a story, so that its path goes on leading there."""
        own = redirect.id or story_id(leaf.name)
        if self._store.stories([own]) or self._store.taken_paths([leaf.name]):
            self._held += 1
        elif found := self._store.stories([heir]):
            self._store.save_curated(Curated(stories=(_absorbed(own, leaf.name, living(self._store, found[0])),)))
            self._redirects += 1
        else:
            self._refused.append(leaf.told("`redirectTo` names no record that is here; import its record with it"))


def _ids(article: Article) -> set[str]:
    """Return the ids that a decision may name an article by: of its address, and of those that led there."""
    return {article.id, *(article_id(address) for address in (article.entry_url, article.amp_url) if address)}


def _note(known: Known, leaf: Leaf, view: StoryView) -> None:
    known.stories[leaf.name], known.places[leaf.name], known.leads[view.article.id] = view.story.id, leaf.place, leaf.name
    for other in view.related:
        if other.relation != "theme":
            known.others.setdefault(other.article.id, leaf.name)


def _absorbed(id_: str, name: str, heir: Story) -> Story:
    merged = Event(what="merged", at=heir.last, other=heir.id, why="read from its redirect")
    return Story(
        id=id_,
        lead=heir.lead,
        coverage=(),
        first=heir.first,
        last=heir.last,
        created_at=heir.created_at,
        path=name,
        merged_into=heir.id,
        history=(merged,),
    )
