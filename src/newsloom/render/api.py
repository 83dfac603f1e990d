"""The static JSON API: the reference's news pages with every key present, and a document for everything else."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from newsloom.ids import digest
from newsloom.life import NEEDS_EDITOR
from newsloom.render.documents import (
    IndexDocument,
    MergedDocument,
    NewsPage,
    Resource,
    Service,
    SourcesDocument,
    StoryDocument,
    TopicEntry,
    TopicsDocument,
    source_entry,
    why,
)
from newsloom.render.item import clean, endpoint, item, web
from newsloom.render.paging import PAGE_SIZE, Entry, pages
from newsloom.stages import Notes
from newsloom.types import Artifact, Draft, Edition, HubView, Rendered, StoryView

ALL = "api/news/"
"""The folder of the list of all."""

_RESOURCES = (
    ("api/news/index.json", NewsPage, "Published items, newest first; further pages are api/news/page/{n}/index.json."),
    ("api/news/{topic}/index.json", NewsPage, "The same for one topic; further pages are api/news/{topic}/page/{n}/index.json."),
    ("api/stories/{id}.json", StoryDocument, "One story, published or not, with its coverage and the reasons."),
    ("api/stories/{id}.json", MergedDocument, "The same address once another story absorbed it: the id of that one."),
    ("api/topics/index.json", TopicsDocument, "The topics."),
    ("api/sources/index.json", SourcesDocument, "The sources and their health."),
    ("api/index.json", IndexDocument, "This list."),
)
_SCHEMAS: dict[type[msgspec.Struct], str] = {
    NewsPage: "api/schema/news.json",
    StoryDocument: "api/schema/story.json",
    MergedDocument: "api/schema/merged.json",
    TopicsDocument: "api/schema/topics.json",
    SourcesDocument: "api/schema/sources.json",
    IndexDocument: "api/schema/index.json",
}


class Listed(msgspec.Struct, frozen=True, array_like=True):
    """What lists need of a story: the folders of those that it is in (none when it is not published), and a digest of its item."""

    published_at: datetime
    lists: tuple[str, ...]
    digest: str


class ApiRenderer:
    """Renders everything under `api/`. A story's item is kept as JSON."""

    name = "api"
    note = Listed

    def story(self, view: StoryView, edition: Edition) -> Rendered:
        """Return a story's document."""
        edition = clean(edition)
        shown = item(view, edition)
        listed = msgspec.json.encode(shown)
        own = msgspec.json.encode({"id": shown.story.id, "published": view.receipt.published.value, "why": why(view.receipt)})
        file = Artifact(path=f"api/stories/{shown.story.id}.json", body=_formatted(listed[:-1] + b"," + own[1:]))
        if not view.receipt.published.value:
            return Rendered(files=(file,), note=Listed(shown.published_date_time, (), ""))
        folders = {topic.name: f"api/news/{topic.id}/" for topic in edition.hub.topics}
        lists = (ALL, *dict.fromkeys(folders[topic] for topic in shown.topics if topic in folders))
        return Rendered(files=(file,), note=Listed(shown.published_date_time, lists, digest(listed.decode())), kept=listed)

    def lists(self, edition: Edition, notes: Notes) -> Iterator[Artifact | Draft]:
        """Yield the news pages, the absorbed stories' documents, the topics, the sources, the index and the schemas."""
        edition = clean(edition)
        for gone, heir in edition.redirects:
            yield _json(f"api/stories/{gone.id}.json", MergedDocument(id=gone.id, merged_into=heir.id))
        stories, by_list = 0, defaultdict[str, list[Entry]](list)
        for story, listed in notes:
            stories += 1
            for folder in listed.lists:
                by_list[folder].append(Entry(-listed.published_at.timestamp(), story, listed.published_at, listed.digest))
        for folder in (ALL, *(f"api/news/{topic.id}/" for topic in edition.hub.topics)):
            yield from pages(folder, sorted(by_list[folder]), notes)
        yield _json("api/topics/index.json", _topics(edition.hub, {folder: len(entries) for folder, entries in by_list.items()}))
        yield _json("api/sources/index.json", _sources(edition))
        yield _json("api/index.json", _index(edition.hub, stories, sorted(by_list[ALL])))
        for document_type, path in _SCHEMAS.items():
            yield _json(path, {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(document_type)})


def _json(path: str, document: Any) -> Artifact:  # noqa: ANN401 (anything that msgspec can encode)
    return Artifact(path=path, body=_formatted(msgspec.json.encode(document)))


def _formatted(json: bytes) -> bytes:
    return msgspec.json.format(json, indent=2) + b"\n"


def _topics(hub: HubView, totals: Mapping[str, int]) -> TopicsDocument:
    entries = tuple(
        TopicEntry(
            id=topic.id,
            name=topic.name,
            shortname=topic.shortname or None,
            parent=topic.parent or None,
            about=topic.about or None,
            services=(Service(name="news", endpoint=endpoint(topic, hub)),),
            total=totals.get(f"api/news/{topic.id}/", 0),
        )
        for topic in hub.topics
    )
    return TopicsDocument(value=entries, total=len(entries))


def _sources(edition: Edition) -> SourcesDocument:
    entries = tuple(entry for view in edition.sources if (entry := source_entry(view)))
    states = Counter(entry.state for entry in entries)
    needy = sum(states[state] for state in NEEDS_EDITOR)
    return SourcesDocument(value=entries, total=len(entries), failing=states["failing"], needs_editor=needy)


def _index(hub: HubView, stories: int, listed: Sequence[Entry]) -> IndexDocument:
    return IndexDocument(
        title=hub.title,
        subject=hub.subject or None,
        description=hub.description or None,
        url=web(hub.url),
        language=hub.language,
        threshold=hub.threshold,
        page_size=PAGE_SIZE,
        stories=stories,
        published=len(listed),
        newest=listed[0].published_at if listed else None,
        resources=tuple(Resource(path=path, schema=_SCHEMAS[type_], about=about) for path, type_, about in _RESOURCES),
    )
