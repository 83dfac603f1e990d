"""The record tree: one Markdown record a story, and the data files that describe its topics and publishers."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from newsloom.render.item import FILE_NAME, Image, Item, Provider, RelatedItem, endpoint, item, publisher_name, record_path
from newsloom.render.logos import SIDES, Logos
from newsloom.render.record import Record, Value, document, emit
from newsloom.text import printable
from newsloom.types import Artifact, Edition, HubView, Story, StoryView, Topic


class RecordRenderer:
    """Renders `_news/*.md` and `_archive/_news/*.md`: a record for every story, published or not, and a redirect for every absorbed one.

    Args:
        secured: seals what the hub keeps to itself about a story; by default, and for a story of which it returns nothing, no record
            has the field.
    """

    def __init__(self, secured: Callable[[StoryView], str] = lambda _: "") -> None:
        self._secured = secured

    def render(self, edition: Edition) -> Iterator[Artifact]:
        """Yield the records in the stories' order, then the redirects."""
        return (_artifact(path, emit(fields)) for path, fields in self.records(edition))

    def records(self, edition: Edition) -> Iterator[tuple[str, Record]]:
        """Yield each record's path and fields, in the same order."""
        titles = {heir.id: "" for _, heir in edition.redirects}
        for view in edition.stories:
            shown = item(view, edition)
            if shown.story.id in titles:
                titles[shown.story.id] = shown.title
            fields = front_matter(shown, published=view.receipt.published.value, language=view.article.language)
            if sealed := self._secured(view):
                fields["secured"] = sealed
            yield shown.path, fields
        for absorbed, heir in edition.redirects:
            if absorbed.path:
                # Where its heir's record lies, so that old redirects leave the news as well.
                place, _, _ = record_path(heir, edition).rpartition("/")
                yield f"{place}/{absorbed.path}", _redirect(absorbed, heir, titles[heir.id], edition)


class DataRenderer:
    """Renders `_data/topics/*.yml` for the hub's topics and `_data/organizations/*.yml` for the publishers that occur, with their logos.

    Args:
        logos: reads a kept logo's copy by its name; publishers without one have none.
    """

    def __init__(self, logos: Callable[[str], bytes | None] = lambda _: None) -> None:
        self._logos = Logos(logos)

    def render(self, edition: Edition) -> Iterator[Artifact]:
        """Yield a file for each topic, then one for each publisher; a publisher known by several names keeps the commonest."""
        for topic in edition.hub.topics:
            yield _artifact(f"_data/topics/{topic.id}.yml", document(_topic(topic, edition.hub)))
        names: defaultdict[str, Counter[str]] = defaultdict(Counter)
        logos: dict[str, str] = {}
        for view in edition.stories:
            for article in (view.article, *(other.article for other in view.related)):
                names[article.domain][publisher_name(article)] += 1
                if article.logo:
                    logos[article.domain] = article.logo
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


def _redirect(absorbed: Story, heir: Story, title: str, edition: Edition) -> Record:
    target = _present({"path": heir.path and record_path(heir, edition), "id": heir.id})
    return _present({"category": "redirect", "title": title, "published": False, "id": absorbed.id, "redirectTo": target})


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
