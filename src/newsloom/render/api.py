"""The static JSON API: the reference's news pages with every key present, and a document for everything else."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec

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
from newsloom.render.item import Item, clean, endpoint, item, web
from newsloom.types import Artifact, Edition, HubView, StoryView

PAGE_SIZE = 25
"""Items on a page, as in the reference's API."""

BLOCK = 20_000
"""Items held at once (about 60 MB). More published stories than this cost another pass over the edition, not more memory."""

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


class _Listed(msgspec.Struct, frozen=True):
    """What ordering needs of a published story: few bytes, however many stories there are."""

    published_at: datetime
    id: str
    lists: tuple[str, ...]


class _Pages:
    """The pages of one list, as its items come by in order. At most one page is held."""

    def __init__(self, folder: str, total: int) -> None:
        self._folder, self._total = folder, total
        self._number, self._open = 1, list[Item]()

    def add(self, shown: Item) -> Iterator[Artifact]:
        """Take the next item; yield the page that it fills."""
        self._open.append(shown)
        if len(self._open) == PAGE_SIZE:
            yield from self.close()

    def close(self) -> Iterator[Artifact]:
        """Yield the open page, if it holds anything or is the only one."""
        if not self._open and self._number > 1:
            return
        more = self._number * PAGE_SIZE < self._total
        page = NewsPage(page=self._number, value=tuple(self._open), next_page=self._number + 1 if more else None, total=self._total)
        artifact = _json(f"{self._folder}page/{self._number}/index.json", page)
        yield artifact
        if self._number == 1:
            yield Artifact(path=f"{self._folder}index.json", body=artifact.body)
        self._number, self._open = self._number + 1, []


class ApiRenderer:
    """Renders everything under `api/`."""

    def render(self, edition: Edition) -> Iterator[Artifact]:
        """Yield the stories' documents, the news pages, the topics, the sources, the index and the schemas."""
        edition = clean(edition)
        lists = {topic.name: f"api/news/{topic.id}/" for topic in edition.hub.topics}
        listed: list[_Listed] = []
        stories = 0
        for view in edition.stories:
            stories += 1
            document = _story(view, edition)
            yield _json(f"api/stories/{view.story.id}.json", document)
            if document.published:
                listed.append(_listed(document, lists))
        for absorbed, heir in edition.redirects:
            yield _json(f"api/stories/{absorbed.id}.json", MergedDocument(id=absorbed.id, merged_into=heir.id))
        listed.sort(key=lambda entry: (-entry.published_at.timestamp(), entry.id))
        totals = Counter(folder for entry in listed for folder in entry.lists)
        yield from _news(edition, listed, {folder: totals[folder] for folder in ("api/news/", *lists.values())})
        yield _json("api/topics/index.json", _topics(edition.hub, totals))
        yield _json("api/sources/index.json", _sources(edition))
        yield _json("api/index.json", _index(edition.hub, stories, listed))
        for document_type, path in _SCHEMAS.items():
            yield _json(path, {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(document_type)})


def _json(path: str, document: Any) -> Artifact:  # noqa: ANN401 (anything that msgspec can encode)
    return Artifact(path=path, body=msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")


def _story(view: StoryView, edition: Edition) -> StoryDocument:
    shown = item(view, edition)
    fields = {name: getattr(shown, name) for name in shown.__struct_fields__}
    return StoryDocument(**fields, id=shown.story.id, published=view.receipt.published.value, why=why(view.receipt))


def _listed(document: StoryDocument, lists: dict[str, str]) -> _Listed:
    folders = dict.fromkeys(lists[topic] for topic in document.topics if topic in lists)
    return _Listed(document.published_date_time, document.id, ("api/news/", *folders))


def _news(edition: Edition, listed: Sequence[_Listed], totals: dict[str, int]) -> Iterator[Artifact]:
    pages = {folder: _Pages(folder, total) for folder, total in totals.items()}
    remaining = iter(listed)
    while block := list(islice(remaining, BLOCK)):
        wanted = {entry.id for entry in block}
        shown = {view.story.id: item(view, edition) for view in edition.stories if view.story.id in wanted}
        for entry in block:
            for folder in entry.lists:
                yield from pages[folder].add(shown[entry.id])
    for page in pages.values():
        yield from page.close()


def _topics(hub: HubView, totals: Counter[str]) -> TopicsDocument:
    entries = tuple(
        TopicEntry(
            id=topic.id,
            name=topic.name,
            shortname=topic.shortname or None,
            parent=topic.parent or None,
            about=topic.about or None,
            services=(Service(name="news", endpoint=endpoint(topic, hub)),),
            total=totals[f"api/news/{topic.id}/"],
        )
        for topic in hub.topics
    )
    return TopicsDocument(value=entries, total=len(entries))


def _sources(edition: Edition) -> SourcesDocument:
    entries = tuple(entry for view in edition.sources if (entry := source_entry(view)))
    states = Counter(entry.state for entry in entries)
    needy = sum(states[state] for state in NEEDS_EDITOR)
    return SourcesDocument(value=entries, total=len(entries), failing=states["failing"], needs_editor=needy)


def _index(hub: HubView, stories: int, listed: Sequence[_Listed]) -> IndexDocument:
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
