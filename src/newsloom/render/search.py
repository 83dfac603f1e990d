"""What the site's search knows of a story: a record for each that can be found, as pagefind takes it."""

from collections.abc import Iterator
from functools import partial

import msgspec

from newsloom.ids import digest
from newsloom.render.best import Best
from newsloom.render.item import Item, clean, item
from newsloom.stages import Notes
from newsloom.times import stamp
from newsloom.types import Draft, Edition, HubView, Rendered, StoryView


class SearchRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A story as the index has it, in the fields that pagefind's `AddRecord` takes (https://pagefind.app/docs/node-api/).

    `content` is what is searched: headline, excerpt and publisher, in this order. `meta` is what a result shows besides: the script takes
    the excerpt from between the other two, because each word here costs memory twice. `filters` narrow, by the ids of topics: pagefind
    never finds a name with a quote or a backslash. `sort` puts in order, as text: numbers of this size pagefind rounds to two minutes.
    `language` is the hub's for every story: pagefind makes an index for each language and a page reads one of them.
    """

    url: str
    content: str
    language: str
    meta: dict[str, str]
    filters: dict[str, tuple[str, ...]]
    sort: dict[str, str]


class Findable(msgspec.Struct, frozen=True, array_like=True):
    """That a story can be found: when it was published, in seconds, and a digest of its record."""

    date: int
    digest: str


class SearchRenderer:
    """Renders a record for each of the newest published stories, as many as the hub's search has, under the path of its page.

    The sink makes an index of them.
    """

    name = "search"
    note = Findable

    def story(self, view: StoryView, edition: Edition) -> Rendered:
        """Keep the record of a published story."""
        if not view.receipt.published.value:
            return Rendered()
        shown = item(view, clean(edition))
        kept = msgspec.json.encode(search_record(shown, clean(edition).hub))
        return Rendered(note=Findable(int(shown.published_date_time.timestamp()), digest(kept.decode())), kept=kept)

    def lists(self, edition: Edition, notes: Notes) -> Iterator[Draft]:
        """Yield the records, the newest first."""
        newest: Best[tuple[int, str, str]] = Best(edition.hub.search, lambda one: one)
        for story, found in notes:
            newest.add((-found.date, story, found.digest))
        for _, story, key in newest.ordered():
            yield Draft(path=_path(story), key=key, make=partial(_kept, notes, story))


def _path(story: str) -> str:
    return f"stories/{story}.html"


def _kept(notes: Notes, story: str) -> bytes:
    return notes.kept([story])[story]


def search_record(shown: Item, hub: HubView) -> SearchRecord:
    """Return what is to be found of a story: its lead's words, never those of a report that may leave it."""
    title, excerpt, publisher = _line(shown.title), _line(shown.excerpt), _line(shown.provider.name)
    at, ids = stamp(shown.published_date_time), {topic.name: topic.id for topic in hub.topics}
    foreign = {"language": shown.locale} if shown.locale != hub.language else {}
    return SearchRecord(
        url=_path(shown.story.id),
        content=" ".join(filter(None, (title, excerpt, publisher))),
        language=hub.language.lower(),  # as pagefind's script asks for it
        meta={"title": title, "publisher": publisher, "at": at} | foreign,
        filters={"topic": tuple(ids[topic] for topic in shown.topics if topic in ids)},
        sort={"date": at},
    )


def _line(text: str) -> str:
    """Return a text with single blanks: pagefind tells where it found a word by its number."""
    return " ".join(text.split())
