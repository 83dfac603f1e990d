"""A story as every output shows it: the record format's fields, under its names and with its meaning.

Records, the API, feeds and pages all start from an `Item`, so that none of them can tell a different story. Here is
where text is made safe, addresses are refused unless they are web addresses, and times are kept from the future.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
import re

from msgspec import Struct
from msgspec.structs import replace

from newsloom.render.amp import cache_url
from newsloom.render.last import last
from newsloom.text import printable, safe
from newsloom.types import Article, Edition, HubView, MediaType, Phase, Picture, Related, Relation, Story, StoryView, Topic
from newsloom.urls import absolute

LOGO_LARGE, LOGO_SMALL = 400, 50
"""Pixels of a logo's two copies, as the record format has them."""


class Image(Struct, frozen=True, kw_only=True, rename="camel"):
    """A picture. Width and height are measured, in pixels, or null; `generic` marks a logo or placeholder."""

    url: str
    width: int | None = None
    height: int | None = None
    title: str | None = None
    attribution: str | None = None
    is_cached: bool = False
    generic: bool = False


class Provider(Struct, frozen=True, kw_only=True, rename="camel"):
    """The publisher: its name and registrable domain."""

    name: str
    domain: str
    images: tuple[Image, ...] | None = None
    publishers: tuple[str, ...] | None = None
    authors: tuple[str, ...] | None = None


class RelatedItem(Struct, frozen=True, kw_only=True, rename="camel"):
    """Another article on the story, or near it: `relation` says which."""

    title: str
    excerpt: str
    published_date_time: datetime
    web_url: str | None
    amp_web_url: str | None
    cdn_amp_web_url: str | None
    type: MediaType
    provider: Provider
    relation: Relation
    quality: int
    images: tuple[Image, ...] | None


class StoryFacts(Struct, frozen=True, kw_only=True, rename="camel"):
    """The story behind an item: its id, first and last report, how many publishers and copies it has, and its phase."""

    id: str
    first: datetime
    last: datetime
    publishers: int
    copies: int
    phase: Phase


class Item(Struct, frozen=True, kw_only=True, rename="camel"):
    """A story's lead article and what the hub says of it. Times are UTC; a field that does not apply is null."""

    path: str
    title: str
    excerpt: str
    source_url: str | None = None
    web_url: str | None
    original_url: str | None
    featured_content: str | None
    highlight: str | None = None
    heat: int
    tags: tuple[str, ...] | None = None
    images: tuple[Image, ...] | None
    content: str = ""
    type: MediaType
    amp_web_url: str | None
    cdn_amp_web_url: str | None
    published_date_time: datetime
    updated_date_time: datetime | None = None
    provider: Provider
    locale: str
    categories: tuple[str, ...] = ("news",)
    topics: tuple[str, ...]
    quality: int
    related: tuple[RelatedItem, ...]
    story: StoryFacts

    @property
    def link(self) -> str:
        """The address to read it at: the page, or for a video what its source gave."""
        return self.web_url or self.original_url or ""


@last
def item(view: StoryView, edition: Edition) -> Item:
    """Translate a story into the published fields.

    `heat` is the receipt's, rounded down to the hub's `heat_step` so that a quiet story changes no file, and then
    kept on its side of the threshold: a reader may rely on *published means heat ≥ threshold*.
    """
    article = view.article
    return Item(
        path=record_path(view.story, edition),
        title=printable(article.title),
        excerpt=printable(article.excerpt),
        web_url=None if article.type == "video" else web(article.url),
        original_url=web(article.entry_url) or web(article.url),
        featured_content=safe(article.embed) or None,
        heat=_heat(view, edition),
        images=_images(article.images),
        type=article.type,
        amp_web_url=_amp(article),
        cdn_amp_web_url=cache_url(_amp(article) or "") or None,
        published_date_time=_moment(article.published_at, edition.as_of),
        updated_date_time=article.updated_at and _moment(article.updated_at, edition.as_of),
        provider=_provider(article, (_logo(article, edition.hub),) if article.logo else None),
        locale=printable(article.language) or edition.hub.language,
        topics=tuple(printable(label.topic) for label in view.receipt.topics),
        quality=view.receipt.quality.value,
        related=tuple(sorted((shown for _, shown in related_items(view, edition)), key=_rank)),
        story=_facts(view, edition.as_of),
    )


def record_path(story: Story, edition: Edition) -> str:
    """Return where a story's record lies: among the news, or in the archive once its last report is older than the edition's news.

    Example:
        >>> from datetime import UTC
        >>> day = datetime(2021, 1, 1, tzinfo=UTC)
        >>> story = Story(id="s1", lead="a1", coverage=(), first=day, last=day, created_at=day, path="2021-01-01-a.md")
        >>> edition = Edition(hub=HubView(title="A"), as_of=day, stories=())
        >>> record_path(story, edition), record_path(story, replace(edition, archived_before=day.replace(month=2)))
        ('_news/2021-01-01-a.md', '_archive/_news/2021-01-01-a.md')
    """
    archived = edition.archived_before is not None and story.last < edition.archived_before
    return f"{'_archive/' if archived else ''}_news/{story.path}"


@last
def clean(edition: Edition) -> Edition:
    """Return the edition with its hub's own words made printable, as the articles' are."""
    hub = edition.hub
    topics = tuple(
        replace(
            topic,
            name=printable(topic.name),
            parent=printable(topic.parent),
            shortname=printable(topic.shortname),
            about=printable(topic.about),
        )
        for topic in hub.topics
    )
    words = {name: printable(getattr(hub, name)) for name in ("title", "subject", "description", "language")}
    return replace(edition, hub=replace(hub, **words, topics=topics))


@last
def absorbed(edition: Edition) -> Mapping[str, tuple[str, ...]]:
    """Return the ids of the stories that each story of an edition absorbed, by its id; those that absorbed none are left out."""
    found = defaultdict[str, tuple[str, ...]](tuple)
    for story, heir in edition.redirects:
        found[heir.id] += (story.id,)
    return dict(found)


def web(url: str) -> str | None:
    """Return the address if it is an http(s) address as it stands, else `None`.

    Example:
        >>> web("https://a.example/"), web("javascript:alert(1)")
        ('https://a.example/', None)
    """
    return url if url and absolute(url) == url else None


def home(hub: HubView) -> str:
    """Return the address the hub is published under, with a slash at its end.

    Feeds and sitemaps must name absolute addresses; a hub that says none is one looked at on its own machine.

    Example:
        >>> home(HubView(title="A", url="https://example.org/ai")), home(HubView(title="A"))
        ('https://example.org/ai/', 'http://localhost/')
    """
    return f"{(web(hub.url) or 'http://localhost').rstrip('/')}/"


def endpoint(topic: Topic, hub: HubView) -> str:
    """Return where a topic's items are listed; without the hub's address, relative to the host.

    Example:
        >>> endpoint(Topic(id="ai", name="AI"), HubView(title="A"))
        '/api/news/ai/'
    """
    return f"{(web(hub.url) or '').rstrip('/')}/api/news/{topic.id}/"


def _heat(view: StoryView, edition: Edition) -> int:
    heat, step, threshold = view.receipt.heat.value, edition.hub.heat_step, edition.hub.threshold
    rounded = heat - heat % step if heat > 0 else heat
    return max(rounded, threshold) if view.receipt.published.value else min(rounded, threshold - 1)


def _moment(moment: datetime, as_of: datetime) -> datetime:
    return min(moment, as_of).replace(microsecond=0)


def _amp(article: Article) -> str | None:
    return web(article.amp_url) if article.amp_url != article.url else None


def _images(pictures: Collection[Picture]) -> tuple[Image, ...] | None:
    return (
        tuple(
            Image(
                url=picture.url,
                width=picture.width or None,
                height=picture.height or None,
                is_cached=bool(picture.kept),
                generic=picture.generic,
            )
            for picture in pictures
            if web(picture.url)
        )
        or None
    )


def publisher_name(article: Article) -> str:
    """Return what the publisher of an article is called: its name, else its domain."""
    return printable(article.publisher) or article.domain


def _provider(article: Article, images: tuple[Image, ...] | None = None) -> Provider:
    return Provider(name=publisher_name(article), domain=article.domain, images=images)


# Windows keeps the device names for itself, whatever follows the dot.
FILE_NAME = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))[a-z0-9][a-z0-9.-]{0,200}(?<!\.)")
"""A domain that can name a file everywhere, short enough for every file system with an ending behind it (255 octets)."""


def logo_path(domain: str, side: int) -> str:
    """Return where a publisher's logo lies in the hub's folders.

    Example:
        >>> logo_path("news.example", 50)
        'assets/images/organizations/news.example-50x50.png'
    """
    return f"assets/images/organizations/{domain}-{side}x{side}.png"


def _logo(article: Article, hub: HubView) -> Image:
    return Image(url=f"{(web(hub.url) or '').rstrip('/')}/{logo_path(article.domain, LOGO_SMALL)}", width=LOGO_SMALL, height=LOGO_SMALL)


@last
def related_items(view: StoryView, edition: Edition) -> tuple[tuple[Related, RelatedItem], ...]:
    """Return the other articles on a story, or near it, each with its published fields, in the view's order."""
    return tuple((other, _related_item(other, edition.as_of)) for other in view.related)


def _related_item(other: Related, as_of: datetime) -> RelatedItem:
    article = other.article
    return RelatedItem(
        title=printable(article.title),
        excerpt=printable(article.excerpt),
        published_date_time=_moment(article.published_at, as_of),
        web_url=web(article.url),
        amp_web_url=_amp(article),
        cdn_amp_web_url=cache_url(_amp(article) or "") or None,
        type=article.type,
        provider=_provider(article),
        relation=other.relation,
        quality=other.receipt.quality.value,
        images=_images(article.images),
    )


def _rank(related: RelatedItem) -> tuple[int, datetime, str, str]:
    return -related.quality, related.published_date_time, related.web_url or "", related.title


def _facts(view: StoryView, as_of: datetime) -> StoryFacts:
    return StoryFacts(
        id=view.story.id,
        first=_moment(view.story.first, as_of),
        last=_moment(view.story.last, as_of),
        publishers=len({article.domain for article in view.articles()}),
        copies=sum(other.relation == "copy" for other in view.related),
        phase=view.receipt.phase,
    )
