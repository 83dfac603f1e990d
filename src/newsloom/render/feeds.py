"""Feeds: the newest published stories of the hub and of each topic as RSS 2.0, Atom 1.0 and JSON Feed 1.1."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

import msgspec

from newsloom.render.best import Best
from newsloom.render.item import Item, clean, home, item
from newsloom.render.maps import Page, news_sitemap, opml, sitemaps
from newsloom.render.xml import Markup, file, tag
from newsloom.times import EARLIEST, stamp
from newsloom.types import Artifact, Edition

FEED_SIZE = 50
"""Items in a feed: more than a day of the reference at its busiest (34 published on a Thursday), so that a daily reader misses none."""

_ATOM = "http://www.w3.org/2005/Atom"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


class _Channel(msgspec.Struct, frozen=True):
    """One feed in the making: its folder on the site (empty for the hub's own), its words and its newest items."""

    home: str
    folder: str
    title: str
    about: str
    language: str
    newest: Best[Item]

    def updated(self, items: Sequence[Item]) -> datetime:
        """Return when an item changed last, not the edition's time: a feed without news is the same file as before."""
        return max((_changed(shown) for shown in items), default=EARLIEST)


class FeedRenderer:
    """Renders `feed.xml`, `atom.xml` and `feed.json` for the hub and each topic, the two sitemaps and `sources.opml`."""

    def render(self, edition: Edition) -> Iterator[Artifact]:
        """Yield the feeds, then the maps; one pass over the edition."""
        edition = clean(edition)
        channels = _channels(edition)
        pages: list[Page] = []
        for view in edition.stories:
            if view.receipt.published.value:
                shown = item(view, edition)
                pages.append(Page(shown.story.id, shown.story.last, shown.published_date_time, shown.title))
                for name in (None, *dict.fromkeys(shown.topics)):
                    if name in channels:
                        channels[name].newest.add(shown)
        for channel in channels.values():
            items = channel.newest.ordered()
            yield Artifact(path=f"{channel.folder}feed.xml", body=_rss(channel, items))
            yield Artifact(path=f"{channel.folder}atom.xml", body=_atom(channel, items))
            yield Artifact(path=f"{channel.folder}feed.json", body=_json(channel, items))
        yield from sitemaps(pages, edition)
        yield news_sitemap(pages, edition)
        yield opml(edition)


def _channels(edition: Edition) -> dict[str | None, _Channel]:
    """Return the feeds by topic name; the hub's own has none."""
    hub = edition.hub
    words: list[tuple[str | None, str, str, str]] = [(None, "", hub.title, hub.description or hub.subject or hub.title)]
    words += [(topic.name, f"{topic.id}/", f"{hub.title}: {topic.name}", topic.about or topic.name) for topic in hub.topics]
    return {
        name: _Channel(home(hub), folder, title, about, hub.language, Best(FEED_SIZE, _newest_first))
        for name, folder, title, about in words
    }


def _newest_first(shown: Item) -> tuple[float, str]:
    return -shown.published_date_time.timestamp(), shown.story.id


def _urn(shown: Item) -> str:
    """The item's name for ever, wherever the hub is published."""
    return f"urn:newsloom:{shown.story.id}"


def _changed(shown: Item) -> datetime:
    """Return when a story last got a report or its lead a correction: to a reader, one that grows is an update of the item it has."""
    return max(shown.published_date_time, shown.story.last, shown.updated_date_time or shown.published_date_time)


def _rss(channel: _Channel, items: Sequence[Item]) -> bytes:
    own = tag("atom:link", attributes={"rel": "self", "type": "application/rss+xml", "href": f"{channel.home}{channel.folder}feed.xml"})
    head = [
        tag("title", channel.title),
        tag("link", channel.home),
        tag("description", channel.about),
        tag("language", channel.language),
        tag("lastBuildDate", format_datetime(channel.updated(items), usegmt=True)),
        own,
    ]
    names = {"version": "2.0", "xmlns:atom": _ATOM, "xmlns:dc": _DUBLIN_CORE}
    return file(tag("rss", [tag("channel", [*head, *map(_rss_item, items)])], names))


def _rss_item(shown: Item) -> Markup:
    return tag(
        "item",
        [
            tag("title", shown.title),
            tag("link", shown.link),
            tag("guid", _urn(shown), {"isPermaLink": "false"}),
            tag("pubDate", format_datetime(shown.published_date_time, usegmt=True)),
            tag("dc:creator", shown.provider.name),
            *(tag("category", topic) for topic in shown.topics),
            # RSS descriptions are HTML by definition: our plain text is escaped once for that and once more for XML.
            tag("description", escape(shown.excerpt, quote=False)),
        ],
    )


def _atom(channel: _Channel, items: Sequence[Item]) -> bytes:
    address = f"{channel.home}{channel.folder}atom.xml"
    head = [
        tag("id", address),
        tag("title", channel.title),
        tag("subtitle", channel.about),
        tag("updated", stamp(channel.updated(items))),
        tag("link", attributes={"rel": "self", "href": address}),
        tag("link", attributes={"rel": "alternate", "href": channel.home}),
    ]
    return file(tag("feed", [*head, *map(_atom_entry, items)], {"xmlns": _ATOM, "xml:lang": channel.language}))


def _atom_entry(shown: Item) -> Markup:
    return tag(
        "entry",
        [
            tag("id", _urn(shown)),
            tag("title", shown.title),
            tag("link", attributes={"rel": "alternate", "href": shown.link}),
            tag("published", stamp(shown.published_date_time)),
            tag("updated", stamp(_changed(shown))),
            tag("author", [tag("name", shown.provider.name)]),
            *(tag("category", attributes={"term": topic}) for topic in shown.topics),
            tag("summary", shown.excerpt),
        ],
        {"xml:lang": shown.locale},
    )


def _json(channel: _Channel, items: Sequence[Item]) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": f"{channel.home}{channel.folder}feed.json",
        "description": channel.about,
        "language": channel.language,
        "items": [_json_item(shown) for shown in items],
    }
    return msgspec.json.format(msgspec.json.encode(feed), indent=2) + b"\n"


def _json_item(shown: Item) -> dict[str, object]:
    return {
        "id": _urn(shown),
        "url": shown.link,
        "title": shown.title,
        "content_text": shown.excerpt or shown.title,
        "date_published": shown.published_date_time,
        "date_modified": _changed(shown),
        "authors": [{"name": shown.provider.name}],
        "tags": shown.topics,
        "language": shown.locale,
    }
