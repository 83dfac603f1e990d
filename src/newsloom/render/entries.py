"""What feeds say of a story, and of a report on it."""

from collections.abc import Iterable

from newsloom.render.item import Item, publisher_name, web
from newsloom.render.syndication import Entry, Illustration, address_of, uri
from newsloom.text import is_language, printable
from newsloom.types import Article, Edition, HubView, Picture, StoryView


def story_entry(view: StoryView, shown: Item, edition: Edition) -> Entry:
    """Return a story as an item: to a reader, one that grows or is corrected is an update of the item it has."""
    hub, page = edition.hub, story_page(shown.story.id, edition.hub)
    return Entry(
        id=urn(shown.story.id),
        link=_link(shown.link, view.article, page),
        page=page,
        title=shown.title,
        summary=shown.excerpt,
        author=shown.provider.name,
        published=shown.published_date_time,
        updated=max(shown.published_date_time, shown.story.last, shown.updated_date_time or shown.published_date_time),
        language=language_of(shown.locale, hub),
        topics=shown.topics,
        picture=_picture((picture for _, picture in view.pictures()), hub, _copy(view)),
    )


def urn(name: str) -> str:
    """Return a name for ever, wherever the hub is published; stories and articles share none (`ids`).

    Example:
        >>> urn("s1")
        'urn:newsloom:s1'
    """
    return f"urn:newsloom:{name}"


def story_page(story: str, hub: HubView) -> str:
    """Return the address of a story's page.

    Example:
        >>> story_page("s1", HubView(title="A", url="https://a.example"))
        'https://a.example/stories/s1.html'
    """
    return f"{address_of(hub)}stories/{story}.html"


def _link(address: str, article: Article, page: str) -> str:
    """Return where an article is read: at its publisher's, or on the story's page where that no longer shows it."""
    return uri(address) if address and not article.held else page


def language_of(tag: str, hub: HubView) -> str:
    """Return a language that feeds may name: what an article says of itself, if that is one at all, else the hub's.

    Example:
        >>> language_of("de", HubView(title="A")), language_of("<b>", HubView(title="A"))
        ('de', 'en')
    """
    return tag if is_language(tag) else hub.language


def _copy(view: StoryView) -> str:
    """Return the name of the copy that the site has of a story's picture: the first that is kept (`site.cards`)."""
    return next((picture.kept for _, picture in view.pictures() if picture.kept), "")


def _picture(pictures: Iterable[Picture], hub: HubView, copy: str) -> Illustration | None:
    """Return the first picture that is no logo: the site's copy of it where there is one to be had, else the publisher's file."""
    for picture in sorted(pictures, key=lambda picture: not (copy and picture.kept == copy)):
        if not picture.generic and web(picture.url):
            ours = bool(copy) and picture.kept == copy and web(hub.url)
            address = f"{address_of(hub)}pictures/{copy}.jpg" if ours else picture.url
            return Illustration(uri(address), picture.width, picture.height)
    return None


def reports(view: StoryView, edition: Edition) -> list[Entry]:
    """Return a story's own reports as items, the lead first: no copies, and nothing that is only near."""
    others = (other.article for other in view.related if other.relation == "coverage")
    page, copy = story_page(view.story.id, edition.hub), _copy(view)
    return [_report(article, page, copy, edition) for article in (view.article, *others)]


def _report(article: Article, page: str, copy: str, edition: Edition) -> Entry:
    published = min(article.published_at, edition.as_of)
    return Entry(
        id=urn(article.id),
        link=_link(web(article.url) or web(article.entry_url) or "", article, page),
        title=printable(article.title),
        summary=printable(article.excerpt),
        author=publisher_name(article),
        published=published,
        updated=max(published, min(article.updated_at, edition.as_of)) if article.updated_at else published,
        language=language_of(printable(article.language), edition.hub),
        picture=_picture(article.images, edition.hub, copy),
    )
