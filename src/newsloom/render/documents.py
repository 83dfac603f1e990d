"""The static API's documents. Their JSON Schemas are made from these records, so they cannot disagree."""

from datetime import date, datetime

from msgspec import Struct

from newsloom.life import State, life, span
from newsloom.render.item import Image, Item, web
from newsloom.text import printable
from newsloom.types import Evidence, Label, Memory, Receipt, SourceView
from newsloom.urls import blotted
from newsloom.visits import has_moved


class NewsPage(Struct, frozen=True, kw_only=True, rename="camel"):
    """A page of published items, newest first; `nextPage` is the number of the next one, or null.

    `total` counts the items of the whole list; it is null on archive pages (`paging`), which would else all change with every new item.
    """

    page: int
    value: tuple[Item, ...]
    next_page: int | None
    total: int | None


class Reason(Struct, frozen=True, kw_only=True, rename="camel"):
    """A named share of a score, and the words that earned it."""

    group: str
    part: str
    points: int
    why: str


class Why(Struct, frozen=True, kw_only=True, rename="camel"):
    """Why a story stands where it stands: its topics' evidence, its quality's parts, the rule that published it or not.

    `margin` is the distance to the threshold. The parts of heat change by the hour and are left to `newsloom explain`.
    """

    rules: str
    topics: tuple[Label, ...]
    quality: tuple[Reason, ...]
    rule: str
    margin: int
    caps: tuple[str, ...]
    independent: float


class StoryDocument(Item, frozen=True, kw_only=True, rename="camel"):
    """One story, published or not, with all its coverage in `related` and the reasons in `why`."""

    id: str
    published: bool
    why: Why


class MergedDocument(Struct, frozen=True, kw_only=True, rename="camel"):
    """What became of a story that another one absorbed."""

    id: str
    merged_into: str


class Service(Struct, frozen=True, kw_only=True, rename="camel"):
    """Where a topic's items are listed."""

    name: str
    endpoint: str


class TopicEntry(Struct, frozen=True, kw_only=True, rename="camel"):
    """A topic: its names, the name of its parent, and how many published items it has."""

    id: str
    name: str
    shortname: str | None
    parent: str | None
    about: str | None
    images: tuple[Image, ...] | None = None
    services: tuple[Service, ...]
    total: int


class TopicsDocument(Struct, frozen=True, kw_only=True, rename="camel"):
    """The hub's topics, the root first."""

    value: tuple[TopicEntry, ...]
    total: int


class SourceEntry(Struct, frozen=True, kw_only=True, rename="camel"):
    """A source's health: its state and why, since when, and what an editor can do about it.

    `url` is without the credentials that some addresses hold. `kind` is what the hub says it is, else what its answers turned out to
    be. `movedTo` is the address at which it is asked since it moved for good. `every` is how often it is asked, in words, so that a
    rhythm that shifts a little changes no file; and `checkedOn` is a day, so that a source with no news changes none every cycle.
    """

    url: str
    title: str | None
    kind: str | None
    topics: tuple[str, ...]
    official: bool
    state: State
    reason: str
    since: datetime | None
    advice: str | None
    moved_to: str | None
    every: str | None
    failures: int
    last_error: str | None
    checked_on: date | None
    changed_date_time: datetime | None
    entries: int


class SourcesDocument(Struct, frozen=True, kw_only=True, rename="camel"):
    """The hub's sources and how they do."""

    value: tuple[SourceEntry, ...]
    total: int
    failing: int
    needs_editor: int


class Resource(Struct, frozen=True, kw_only=True):
    """One kind of document: where it lies (braces stand for a value) and where its JSON Schema lies."""

    path: str
    schema: str
    about: str


class IndexDocument(Struct, frozen=True, kw_only=True, rename="camel"):
    """What there is: the hub, its size, and every kind of document."""

    title: str
    subject: str | None
    description: str | None
    url: str | None
    language: str
    threshold: int
    page_size: int
    stories: int
    published: int
    newest: datetime | None
    resources: tuple[Resource, ...]


def why(receipt: Receipt) -> Why:
    """Return the lasting part of a receipt."""
    return Why(
        rules=printable(receipt.rules),
        topics=tuple(_label(label) for label in receipt.topics),
        quality=tuple(
            Reason(group=part.group, part=printable(part.part), points=part.points, why=printable(part.why))
            for part in receipt.quality.parts
        ),
        rule=printable(receipt.published.rule),
        margin=receipt.published.margin,
        caps=tuple(map(printable, receipt.published.caps)),
        independent=receipt.independent,
    )


def _label(label: Label) -> Label:
    evidence = tuple(Evidence(where=found.where, what=tuple(map(printable, found.what))) for found in label.evidence)
    return Label(topic=printable(label.topic), confidence=label.confidence, evidence=evidence)


def source_entry(view: SourceView) -> SourceEntry | None:
    """Return a source's health; `None` for one whose address is no web address (it is not published).

    Example:
        >>> from newsloom.types import Source
        >>> source_entry(SourceView(source=Source(url="https://a.example/feed"))).state
        'new'
    """
    source, memory = view.source, view.memory or Memory(source=view.source.url)
    url = web(source.url)
    if url is None:
        return None
    told, every = life(source, view.memory), source.every or memory.interval
    return SourceEntry(
        url=blotted(url),
        title=printable(memory.title) or None,
        kind=view.kind,
        topics=source.topics,
        official=source.official,
        state=told.state,
        reason=told.why,
        since=told.since and told.since.replace(microsecond=0),
        advice=told.advice or None,
        moved_to=web(blotted(memory.moved.what)) if memory.moved and has_moved(memory) else None,
        every=span(every) if every else None,
        failures=memory.failures,
        last_error=blotted(printable(memory.last_error)) or None if memory.failures else None,
        checked_on=memory.checked_at.date() if memory.checked_at else None,
        changed_date_time=memory.changed_at and memory.changed_at.replace(microsecond=0),
        entries=memory.entries,
    )
