"""Feeds: the newest published stories of the hub, of each topic and of each search that it keeps, and the reports of each story."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from urllib.parse import urlencode

from msgspec import Struct

from newsloom.render.best import Best
from newsloom.render.entries import language_of, reports, story_entry, story_page, urn
from newsloom.render.item import Item, absorbed, clean, item
from newsloom.render.maps import Page, news_sitemap, opml, sitemaps
from newsloom.render.site.publishers import publisher_path, publishers
from newsloom.render.syndication import Entry, Feed, address_of, atom, json, paged, rss
from newsloom.render.visitors import headers, llms, robots
from newsloom.stages import Notes
from newsloom.types import Artifact, Edition, HubView, Rendered, StoryView

FEED_SIZE = 50
"""Items on a page of a feed: more than a day of the reference at its busiest (34 published on a Thursday), so that a daily reader
misses none."""

FEED_PAGES = 4
"""Pages of a feed: a week of such days. Each new item moves all others by one place, so every page is written anew with it; who
wants all there is asks the API, which has it to the last."""


class _Channel(Struct, frozen=True):
    """One feed in the making: its folder on the site (empty for the hub's own), what it is a feed of, its words and newest items."""

    folder: str
    page: str
    title: str
    about: str
    newest: Best[Entry]


class Followed(Struct, frozen=True, array_like=True):
    """What feeds and maps say of a published story: its item, its last report, who reports it by domain, the searches that find it."""

    entry: Entry
    last: datetime
    publishers: tuple[str, ...]
    searches: tuple[str, ...]


class FeedRenderer:
    """Renders what programs follow, and what they are told.

    `feed.xml`, `atom.xml` and `feed.json` for the hub, each topic and each kept search, each with its further pages; `stories/ID.xml`
    for each published story; the sitemaps, `sources.opml`, `robots.txt`, `llms.txt` and `_headers`.

    Args:
        matching: tells by headline and excerpt which of the hub's searches find a story, by their ids.
    """

    name = "feeds"
    note = Followed

    def __init__(self, matching: Callable[[str, str], Collection[str]] = lambda _title, _excerpt: ()) -> None:
        self._matching = matching

    def story(self, view: StoryView, edition: Edition) -> Rendered:
        """Return a published story's own feed, also where the feeds of stories were that it absorbed."""
        edition = clean(edition)
        if not view.receipt.published.value:
            return Rendered()
        shown = item(view, edition)
        entry = story_entry(view, shown, edition)
        body = _story(view, shown, edition)
        names = (shown.story.id, *absorbed(edition).get(shown.story.id, ()))
        files = tuple(Artifact(path=f"stories/{name}.xml", body=body) for name in names)
        found = tuple(self._matching(shown.title, shown.excerpt))
        return Rendered(files=files, note=Followed(entry, shown.story.last, tuple(sorted(publishers(view))), found))

    def lists(self, edition: Edition, notes: Notes) -> Iterator[Artifact]:
        """Yield the hub's and the topics' feeds, then the maps."""
        edition = clean(edition)
        channels, searches = _channels(edition.hub), _searches(edition.hub)
        pages: list[Page] = []
        voices: dict[str, datetime] = {}
        for story, followed in notes:
            entry = followed.entry
            pages.append(Page(story, followed.last, entry.published, entry.title))
            for domain in followed.publishers:
                voices[domain] = max(followed.last, voices.get(domain, followed.last))
            for name in (None, *dict.fromkeys(entry.topics)):
                if name in channels:
                    channels[name].newest.add(entry)
            for found in followed.searches:
                searches[found].newest.add(entry)
        for channel in (*channels.values(), *searches.values()):
            yield from _pages(channel, edition.hub)
        yield from sitemaps(pages, edition, {publisher_path(domain): voices[domain] for domain in sorted(voices)})
        yield from news_sitemap(pages, edition)
        yield opml(edition)
        yield headers(edition.hub)
        yield from (*robots(edition.hub), *llms(edition.hub))


def _channels(hub: HubView) -> dict[str | None, _Channel]:
    """Return the feeds by topic name; the hub's own has none."""
    base, most = address_of(hub), FEED_SIZE * FEED_PAGES
    channels: dict[str | None, _Channel] = {
        None: _Channel("", base, hub.title, hub.description or hub.subject or hub.title, Best(most, _newest_first))
    }
    for topic in hub.topics:
        page, title = f"{base}topics/{topic.id}.html", f"{hub.title}: {topic.name}"
        channels[topic.name] = _Channel(f"{topic.id}/", page, title, topic.about or topic.name, Best(most, _newest_first))
    return channels


def _searches(hub: HubView) -> dict[str, _Channel]:
    """Return the feeds of the searches that the hub keeps, by their ids."""
    base, most = address_of(hub), FEED_SIZE * FEED_PAGES
    pages = {search.id: f"{base}search.html?{urlencode({'q': search.query})}" if hub.search else base for search in hub.searches}
    return {
        search.id: _Channel(
            f"searches/{search.id}/", pages[search.id], f"{hub.title}: {search.name}", search.query, Best(most, _newest_first)
        )
        for search in hub.searches
    }


def _newest_first(entry: Entry) -> tuple[float, str]:
    return -entry.published.timestamp(), entry.id


def _pages(channel: _Channel, hub: HubView) -> Iterator[Artifact]:
    """Yield a feed's pages in each format; the first one also when there is nothing to show."""
    entries = channel.newest.ordered()
    parts = [tuple(entries[start : start + FEED_SIZE]) for start in range(0, len(entries), FEED_SIZE)] or [()]
    for number, part in enumerate(parts, start=1):
        feed = Feed(
            place=address_of(hub) + channel.folder,
            page=channel.page,
            title=channel.title,
            about=channel.about,
            language=hub.language,
            entries=part,
            number=number,
            count=len(parts),
        )
        for name, write in (("feed.xml", rss), ("atom.xml", atom), ("feed.json", json)):
            yield Artifact(path=channel.folder + paged(name, number), body=write(feed))


def _story(view: StoryView, shown: Item, edition: Edition) -> bytes:
    """Return a story's own feed, its own reports as items."""
    hub = edition.hub
    feed = Feed(
        place=f"{address_of(hub)}stories/",
        page=story_page(shown.story.id, hub),
        title=shown.title or shown.provider.name,
        about=shown.excerpt,
        language=language_of(shown.locale, hub),
        entries=tuple(sorted(reports(view, edition), key=_newest_first)[:FEED_SIZE]),
        id=f"{urn(shown.story.id)}:reports",
    )
    return atom(feed, f"{shown.story.id}.xml")
