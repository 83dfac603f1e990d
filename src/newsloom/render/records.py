"""The record tree: one Markdown record a story, and the data files that describe its topics and publishers."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from newsloom.render.item import FILE_NAME, Image, Item, Provider, RelatedItem, absorbed, endpoint, item, publisher_name, record_path
from newsloom.render.logos import SIDES, Logos
from newsloom.render.record import Record, Value, document, emit
from newsloom.stages import Notes
from newsloom.text import printable
from newsloom.types import Artifact, Edition, HubView, Rendered, StoryView, Topic


class RecordRenderer:
    """Renders `_news/*.md` and `_archive/_news/*.md`: a record for every story, published or not, and a redirect for every absorbed one.

    Args:
        secured: seals what the hub keeps to itself about a story; by default, and for a story of which it returns nothing, no record
            has the field.
    """

    name = "records"
    note = str

    def __init__(self, secured: Callable[[StoryView], str] = lambda _: "") -> None:
        self._secured = secured

    def story(self, view: StoryView, edition: Edition) -> Rendered:
        """Return a story's record; of one that absorbed others, its title is noted for their redirects."""
        path, fields = self.record(view, edition)
        note = item(view, edition).title if view.story.id in absorbed(edition) else None
        return Rendered(files=(_artifact(path, emit(fields)),), note=note)

    def lists(self, edition: Edition, notes: Notes) -> Iterator[Artifact]:
        """Yield the redirects."""
        titles = dict(notes) if edition.redirects else {}
        return (_artifact(path, emit(fields)) for path, fields in _redirects(edition, titles))

    def records(self, edition: Edition) -> Iterator[tuple[str, Record]]:
        """Yield the paths and fields of every record, in the stories' order, then those of the redirects."""
        titles: dict[str, str] = {}
        for view in edition.stories:
            if view.story.id in absorbed(edition):
                titles[view.story.id] = item(view, edition).title
            yield self.record(view, edition)
        yield from _redirects(edition, titles)

    def record(self, view: StoryView, edition: Edition) -> tuple[str, Record]:
        """Return where a story's record lies, and its fields."""
        shown = item(view, edition)
        fields = front_matter(shown, published=view.receipt.published.value, language=view.article.language)
        if sealed := self._secured(view):
            fields["secured"] = sealed
        return shown.path, fields


class Named(Struct, frozen=True, array_like=True):
    """A publisher as an article names it, and its logo's name."""

    domain: str
    name: str
    logo: str


class DataRenderer:
    """Renders `_data/topics/*.yml` for the hub's topics and `_data/organizations/*.yml` for the publishers that occur, with their logos.

    Args:
        logos: reads a kept logo's copy by its name; publishers without one have none.
    """

    name = "data"
    note = tuple[Named, ...]

    def __init__(self, logos: Callable[[str], bytes | None] = lambda _: None) -> None:
        self._logos = Logos(logos)

    def story(self, view: StoryView, edition: Edition) -> Rendered:  # noqa: ARG002 (the protocol's)
        """Note a story's publishers."""
        articles = (view.article, *(other.article for other in view.related))
        return Rendered(note=tuple(Named(article.domain, publisher_name(article), article.logo) for article in articles))

    def lists(self, edition: Edition, notes: Notes) -> Iterator[Artifact]:
        """Yield a file for each topic, then one for each publisher; a publisher known by several names keeps the commonest."""
        for topic in edition.hub.topics:
            yield _artifact(f"_data/topics/{topic.id}.yml", document(_topic(topic, edition.hub)))
        names: defaultdict[str, Counter[str]] = defaultdict(Counter)
        logos: dict[str, str] = {}
        for _, named in notes:
            for one in named:
                names[one.domain][one.name] += 1
                if one.logo:
                    logos[one.domain] = one.logo
        for domain in sorted(filter(FILE_NAME.fullmatch, names)):
            files = self._logos.of(domain, logos.get(domain, ""))
            yield _artifact(
                f"_data/organizations/{domain}.yml", document(_organization(domain, names[domain], [one.path for one in files]))
            )
            yield from files


def _artifact(path: str, text: str) -> Artifact:
    return Artifact(path=path, body=text.encode())


def front_matter(shown: Item, *, published: bool, language: str) -> Record:
    """Return a record's fields; what does not apply is left out. `language` is the article's own, empty if unknown."""
    return _present(
        {
            "category": "news",
            "title": shown.title,
            "excerpt": shown.excerpt,
            "publishedDateTime": shown.published_date_time,
            "originalUrl": shown.original_url,
            "webUrl": shown.web_url,
            "ampWebUrl": shown.amp_web_url,
            "cdnAmpWebUrl": shown.cdn_amp_web_url,
            "type": shown.type,
            "quality": shown.quality,
            "heat": shown.heat,
            "published": published,
            "featuredContent": shown.featured_content,
            "provider": _provider(shown.provider),
            "topics": list(shown.topics),
            "images": _images(shown.images),
            "related": [_related(other) for other in shown.related],
            "id": shown.story.id,
            "updatedDateTime": shown.updated_date_time,
            "language": printable(language),
            "story": {
                "first": shown.story.first,
                "last": shown.story.last,
                "publishers": shown.story.publishers,
                "copies": shown.story.copies,
                "phase": shown.story.phase,
            },
        }
    )


def _present(fields: Record) -> Record:
    return {name: value for name, value in fields.items() if name == "excerpt" or value not in (None, "", [])}


def _provider(provider: Provider) -> Value:
    return _present({"name": provider.name, "domain": provider.domain, "images": _images(provider.images)})


def _images(images: tuple[Image, ...] | None) -> Value:
    return [
        _present(
            {
                "url": image.url,
                "width": image.width,
                "height": image.height,
                "isCached": image.is_cached or None,
                "generic": image.generic or None,
            }
        )
        for image in images or ()
    ]


def _related(other: RelatedItem) -> Value:
    return _present(
        {
            "title": other.title,
            "excerpt": other.excerpt,
            "publishedDateTime": other.published_date_time,
            "webUrl": other.web_url,
            "ampWebUrl": other.amp_web_url,
            "cdnAmpWebUrl": other.cdn_amp_web_url,
            "type": other.type,
            "provider": _provider(other.provider),
            "relation": other.relation,
            "quality": other.quality,
            "images": _images(other.images),
        }
    )


def _redirects(edition: Edition, titles: Mapping[str, str]) -> Iterator[tuple[str, Record]]:
    """Yield a redirect for every absorbed story that had a record; `titles` are their heirs' by id."""
    for gone, heir in edition.redirects:
        if gone.path:
            # Where its heir's record lies, so that old redirects leave the news as well.
            place, _, _ = record_path(heir, edition).rpartition("/")
            target = _present({"path": heir.path and record_path(heir, edition), "id": heir.id})
            title = titles.get(heir.id, "")
            fields: Record = {"category": "redirect", "title": title, "published": False, "id": gone.id, "redirectTo": target}
            yield f"{place}/{gone.path}", _present(fields)


def _topic(topic: Topic, hub: HubView) -> Record:
    return _present(
        {
            "taxonomy": "topic",
            "_id": topic.id,
            "name": topic.name,
            "shortname": topic.shortname,
            "parent": topic.parent,
            "about": topic.about,
            "keywords": list(topic.keywords),
            "hashtags": list(topic.hashtags),
            "services": {"news": endpoint(topic, hub)},
        }
    )


def _organization(domain: str, names: Counter[str], logos: list[str]) -> Record:
    commonest = min(names, key=lambda name: (-names[name], name))
    images: Value = [{"url": f"/{path}", "width": side, "height": side} for path, side in zip(logos, SIDES, strict=False)]
    return _present({"taxonomy": "organization", "_id": domain, "name": commonest, "domain": domain, "images": images})
