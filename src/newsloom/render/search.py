"""What the site's search knows of a story: a record for each that can be found, as pagefind takes it."""

from collections.abc import Iterator
from functools import partial

import msgspec

from newsloom.ids import digest
from newsloom.render.best import Best
from newsloom.render.item import clean, item
from newsloom.stages import Notes
from newsloom.times import stamp
from newsloom.types import Draft, Edition, Rendered, StoryView


class SearchRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A story as the index has it, in the fields that pagefind's `AddRecord` takes (https://pagefind.app/docs/node-api/).

    `content` is what is searched: headline, excerpt and publisher, in this order. `meta` is what a result shows besides: the script takes
    the excerpt from between the other two, because each word here costs memory twice. `filters` narrow, and `sort` puts in order.
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
        record = search_record(view, clean(edition))
        kept = msgspec.json.encode(record)
        return Rendered(note=Findable(int(record.sort["date"]), digest(kept.decode())), kept=kept)

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


def search_record(view: StoryView, edition: Edition) -> SearchRecord:
    """Return what is to be found of a story: its lead's words, never those of a report that may leave it."""
    shown = item(view, edition)
    title, excerpt, publisher = _line(shown.title), _line(shown.excerpt), _line(shown.provider.name)
    told = {"title": title, "publisher": publisher, "at": stamp(shown.published_date_time)}
    foreign = {"language": shown.locale} if shown.locale != edition.hub.language else {}
    return SearchRecord(
        url=_path(shown.story.id),
        content=" ".join(filter(None, (title, excerpt, publisher))),
        language=edition.hub.language.lower(),  # as pagefind's script asks for it
        meta=told | foreign,
        filters={"topic": shown.topics},
        sort={"date": str(int(shown.published_date_time.timestamp()))},
    )


def _line(text: str) -> str:
    """Return a text with single blanks: pagefind tells where it found a word by its number."""
    return " ".join(text.split())
