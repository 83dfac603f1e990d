"""Views: a store's stories as they are published, with everything that a page or record of one shows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

import msgspec

from newsloom.flows import judging
from newsloom.flows.batches import batches, held_together
from newsloom.flows.curate import articles_of
from newsloom.flows.edited import retitled, without
from newsloom.ports import Store
from newsloom.types import LOGO, Article, Kept, Picture, Receipt, Related, Relation, Story, StoryView


class Stories:
    """The stories of a store as they are published, readable more than once, never held in memory as a whole.

    With `since`, only those with a report from then on; what is older is no longer kept, and no theme of another either.
    """

    def __init__(self, store: Store, since: datetime | None = None) -> None:
        self._store, self._since = store, since

    def __iter__(self) -> Iterator[StoryView]:
        return chain.from_iterable(map(self.views, self._living()))

    def _living(self) -> Iterator[list[Story]]:
        return held_together(filter(self._lives, self._store.each_story()))

    def _lives(self, story: Story) -> bool:
        return not story.merged_into and (self._since is None or story.last >= self._since)

    def of(self, ids: Collection[str]) -> Iterator[StoryView]:
        """Yield those of these stories that are published, in batches."""
        return self.among(filter(self._lives, chain.from_iterable(map(self._store.stories, batches(sorted(ids))))))

    def among(self, stories: Iterable[Story]) -> Iterator[StoryView]:
        """Yield these living stories, in batches."""
        return chain.from_iterable(map(self.views, held_together(stories)))

    def views(self, stories: Sequence[Story]) -> Iterator[StoryView]:
        """Yield these stories as they are published, excerpts left out that describe a site."""
        found = articles_of(self._store, stories)
        pictured = {picture.url for article in found.values() for picture in article.images}
        kept = self._store.kept(pictured | {LOGO + article.domain for article in found.values()})
        slogans = self._store.common_excerpts(found, judging.COMMON)
        articles = {key: _with_copies(_without_excerpt(article, slogans), kept) for key, article in found.items()}
        receipts = self._store.receipts(articles)
        articles = {key: retitled(article, receipts.get(key)) for key, article in articles.items()}
        gone = {key for key, receipt in receipts.items() if receipt.taken_down}
        hidden = _hidden(self._store, receipts.values())
        for story in (without(story, gone) if gone else story for story in stories if story.lead not in gone):
            others = [(key, relation) for key, relation in relations(story) if key in receipts]
            related = [
                Related(article=articles[key], relation=relation, receipt=receipts[key])
                for key, relation in others
                if relation != "theme" or (receipts[key].story not in hidden and self._keeps(articles[key]))
            ]
            related.sort(key=lambda r: (-r.receipt.quality.value, r.article.published_at, r.article.id))
            yield StoryView(story=story, article=articles[story.lead], receipt=receipts[story.lead], related=tuple(related))

    def _keeps(self, article: Article) -> bool:
        return self._since is None or article.published_at >= self._since


def _hidden(store: Store, receipts: Collection[Receipt]) -> frozenset[str]:
    """Return the stories of these receipts that editors hid: their leads' receipts say so, which may not be among these."""
    known = {receipt.story for receipt in receipts if receipt.relation == "lead"}
    others = store.stories({receipt.story for receipt in receipts} - known)
    leads = store.receipts([story.lead for story in others]).values() if others else ()
    return frozenset(receipt.story for receipt in (*receipts, *leads) if any(one.do == "hide" for one in receipt.desk))


def published(store: Store, stories: Sequence[Story]) -> list[Story]:
    """Return those of the stories that are published: their leads' receipts say so."""
    receipts = store.receipts([story.lead for story in stories])
    return [story for story in stories if story.lead in receipts and receipts[story.lead].published.value]


def _without_excerpt(article: Article, slogans: Collection[str]) -> Article:
    return msgspec.structs.replace(article, excerpt="") if article.id in slogans else article


def _with_copies(article: Article, kept: Mapping[str, Kept]) -> Article:
    """Return the article with the kept copies of its pictures and its publisher's logo named, width and height as the copies lie."""
    named = tuple(_with_copy(picture, kept[picture.url]) if picture.url in kept else picture for picture in article.images)
    logo = kept[LOGO + article.domain].name if LOGO + article.domain in kept else ""
    return article if (named, logo) == (article.images, "") else msgspec.structs.replace(article, images=named, logo=logo)


def _with_copy(picture: Picture, kept: Kept) -> Picture:
    width, height = (picture.height, picture.width) if kept.turned else (picture.width, picture.height)
    return msgspec.structs.replace(picture, kept=kept.name, width=width, height=height)


def relations(story: Story) -> list[tuple[str, Relation]]:
    """Return what each other article of a story is to its lead: when the lead itself repeats a text, its original carries the same text."""
    lead = next(item for item in story.coverage if item.article == story.lead)
    original = lead.copy_of if lead.relation == "copy" else ""
    others: list[tuple[str, Relation]] = [
        (item.article, "copy" if item.article == original else item.relation) for item in story.coverage if item is not lead
    ]
    return others + [(theme.article, "theme") for theme in story.themes]
