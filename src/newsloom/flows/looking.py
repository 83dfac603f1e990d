"""Looking: stories by any name that people have for them, and what the hub knows about each."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
import re

from msgspec import Struct

from newsloom.errors import UnknownItemError
from newsloom.flows.deciding import article_named, story_named
from newsloom.flows.edited import retitled
from newsloom.ids import DIGEST_BYTES
from newsloom.ports import Store
from newsloom.text import one_line
from newsloom.types import Article, Receipt, Story

SHORTEST = 8
"""Characters of the shortest beginning that stands for an id: among a million stories one in 270 needs a longer one (28 bits)."""

CANDIDATES = 8
"""Stories that are named when a beginning fits several: what fits a terminal together with the advice."""

_BEGINNING = re.compile(rf"s[0-9a-f]{{0,{2 * DIGEST_BYTES}}}")


class Known(Struct, frozen=True, kw_only=True):
    """A story, the articles that it holds or names as themes, their receipts, and the stories it took over, also through one another."""

    story: Story
    articles: Mapping[str, Article]
    receipts: Mapping[str, Receipt]
    absorbed: tuple[Story, ...] = ()

    @property
    def lead(self) -> Article:
        """The article that represents the story."""
        return self.articles[self.story.lead]

    @property
    def publishers(self) -> int:
        """The number of publishers that cover it."""
        return len({self.articles[entry.article].domain for entry in self.story.coverage})

    @property
    def copies(self) -> int:
        """The number of its articles whose text is another's."""
        return sum(entry.relation == "copy" for entry in self.story.coverage)


def known(store: Store, stories: Sequence[Story]) -> list[Known]:
    """Return what the hub knows about living stories, in their order; whom they took over is left out (`forebears`)."""
    ids = {entry.article for story in stories for entry in story.coverage} | {entry.article for story in stories for entry in story.themes}
    receipts = store.receipts(ids)
    articles = {key: retitled(article, receipts.get(key)) for key, article in store.articles(ids).items()}
    return [Known(story=story, articles=articles, receipts=receipts) for story in stories]


def forebears(store: Store, story: Story) -> tuple[Story, ...]:
    """Return the stories whose coverage this one holds now, in order of id."""
    found: dict[str, Story] = {}
    heirs: Collection[str] = [story.id]
    while heirs:
        taken = {one.id: one for one in store.absorbed(heirs) if one.id not in found}
        found |= taken
        heirs = taken
    return tuple(found[id_] for id_ in sorted(found))


def named(store: Store, name: str) -> Story:
    """Return the story that a name stands for; for an absorbed one, the story that holds its coverage now.

    Args:
        store: the hub's memory.
        name: a story's id or its beginning, a record's path, an article's id or an address that led to it.

    Raises:
        UnknownItemError: nothing goes by that name, or several stories do.
    """
    story = story_named(store, name) or _holder(store, name) or _begun_like(store, name)
    if story is None:
        raise UnknownItemError(
            f"{name}: this hub knows no such story, record or address; `newsloom stories list` shows the stories, "
            "`newsloom explain` what became of an item"
        )
    return living(store, story)


def living(store: Store, story: Story) -> Story:
    """Return the story that holds a story's coverage now: itself, or the last in its line of heirs."""
    while story.merged_into:
        (story,) = store.stories([story.merged_into])
    return story


def is_taken_down(store: Store, record: str) -> bool:
    """Tell whether a record's name is that of a story which is taken down as a whole, or was absorbed by such a one."""
    story = store.story_at(record)
    receipt = store.receipts([living(store, story).lead]) if story else {}
    return any(one.taken_down for one in receipt.values())


def _holder(store: Store, name: str) -> Story | None:
    article = article_of(store, name)
    held = store.stories_of([article] if article else [])
    if article and not held:
        raise UnknownItemError(f"{name}: stored, but in no story yet; run `newsloom curate` first")
    return next(iter(store.stories(held.values())), None)


def article_of(store: Store, name: str) -> str:
    """Return the article that an id or an address names, also one without its scheme; empty when it names none."""
    return article_named(store, name) or (article_named(store, f"https://{name}") if "." in name else "")


def _begun_like(store: Store, name: str) -> Story | None:
    beginning = name.strip().lower()
    ids = store.story_ids(beginning, CANDIDATES + 1) if _BEGINNING.fullmatch(beginning) else ()
    if len(ids) > 1:
        told = "\n".join(f"  {line}" for line in _told(store, ids[:CANDIDATES]))
        more = "\n  and more" if len(ids) > CANDIDATES else ""
        raise UnknownItemError(f"{name}: several stories begin like this; write more of the id\n{told}{more}")
    return next(iter(store.stories(ids)), None)


def _told(store: Store, ids: Sequence[str]) -> Iterator[str]:
    """Yield a line for each story: its id, and its lead's title or what became of it."""
    found = {story.id: story for story in store.stories(ids)}
    leads = store.articles([story.lead for story in found.values()])
    for story in (found[id_] for id_ in ids):
        title = one_line(leads[story.lead].title) if story.lead in leads else ""
        yield f"{story.id}  {f'merged into {story.merged_into}' if story.merged_into else title}"


def short(store: Store, story: str) -> str:
    """Return the shortest beginning of an id that stands for this story alone."""
    for length in range(SHORTEST, len(story)):
        if len(store.story_ids(story[:length], 2)) == 1:
            return story[:length]
    return story


def beginnings(story: Story) -> dict[str, str]:
    """Return the beginning of each article's id that stands for it within its story, all of one length.

    Example:
        >>> from newsloom.testing.factories import article, story
        >>> set(map(len, beginnings(story(article("https://a.example/1"), article("https://b.example/2"))).values()))
        {8}
    """
    ids = [entry.article for entry in story.coverage]
    length = next(length for length in count(SHORTEST) if len({id_[:length] for id_ in ids}) == len(ids))
    return {id_: id_[:length] for id_ in ids}


def member(store: Store, story: Story, name: str) -> str:
    """Return the id of the article that a name stands for: an address that led to it, its id, or the beginning of one within the story.

    Raises:
        UnknownItemError: nothing goes by that name, or several of the story's articles do.
    """
    alike = [entry.article for entry in story.coverage if len(name) > 1 and entry.article.startswith(name.lower())]
    article = article_of(store, name) or (alike[0] if len(alike) == 1 else "")
    if not article:
        what = "several articles of the story begin like this; write more of the id" if alike else "this hub knows no such article"
        raise UnknownItemError(f"{name}: {what}; `newsloom stories show` lists a story's articles")
    return article


def recent(store: Store, since: datetime, topic: str = "", *, largest: bool = False) -> list[Story]:
    """Return the stories with a report since a time, the latest or the largest first.

    Args:
        store: the hub's memory.
        since: that time.
        topic: a topic's name that the lead must have; empty for all.
        largest: by their number of articles, not by their latest one.
    """
    stories = list(store.stories_between(since, datetime.max.replace(tzinfo=UTC)))
    if topic:
        receipts = store.receipts([story.lead for story in stories])
        stories = [story for story in stories if story.lead in receipts and _has(receipts[story.lead], topic)]
    return sorted(stories, key=lambda story: (len(story.coverage) if largest else 0, story.last, story.id), reverse=True)


def _has(receipt: Receipt, topic: str) -> bool:
    return any(label.topic == topic for label in receipt.topics)
