"""An edition, made into the site in one pass over its stories."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from newsloom.render.item import clean, home, item, web
from newsloom.render.logos import Logos
from newsloom.render.site.cards import card
from newsloom.render.site.days import Days
from newsloom.render.site.front import Front, Pulse
from newsloom.render.site.pages import Pages
from newsloom.render.site.pictures import Pictures
from newsloom.render.site.publishers import Publishers, publisher_path
from newsloom.render.site.receipts import Why, why
from newsloom.render.site.reports import tell
from newsloom.render.site.sources import Sources
from newsloom.render.site.story import story
from newsloom.render.site.topics import Topics
from newsloom.types import Artifact, Edition, StoryView


class SiteRenderer:
    """Renders the front page, a page for every published story, topic, day and publisher, source health, how scores work, 404, style.

    Args:
        templates: the hub's own templates by name, to replace those that the package brings.
        pictures: reads a kept picture's copy by its name; pictures without a copy are shown nowhere.
        logos: reads a kept logo's copy in the same way; a publisher without one is marked by its initial.

    Raises:
        HubError: while rendering, when one of the hub's own templates is wrong.
    """

    def __init__(
        self,
        templates: Mapping[str, str] | None = None,
        pictures: Callable[[str], bytes | None] = lambda _: None,
        logos: Callable[[str], bytes | None] = lambda _: None,
    ) -> None:
        self._pages, self._pictures, self._logos = Pages(templates or {}), pictures, Logos(logos)

    def render(self, edition: Edition) -> Iterator[Artifact]:
        """Yield the stories' pages as the edition tells them, then every page that lists stories."""
        edition = clean(edition)
        site = _Site(self._pages, edition, Pictures(self._pictures))
        logos: dict[str, str] = {}
        for view in edition.stories:
            site.count(view)
            if view.receipt.published.value:
                yield from site.add(view)
                logos |= {article.domain: article.logo for article in (view.article, *(r.article for r in view.related)) if article.logo}
        for domain in logos:
            yield from self._logos.of(domain, logos[domain])[:1]
        yield from site.moved()
        yield from site.lists()
        yield from self._pages.plain()


class _Site:
    """What one rendering has gathered so far: never a story as a whole, only what its lists will show."""

    def __init__(self, pages: Pages, edition: Edition, pictures: Pictures) -> None:
        self._pages, self._edition, self._pictures = pages, edition, pictures
        self._words = pages.words(edition.hub)
        self._front, self._days, self._topics, self._sources = Front(edition), Days(), Topics(edition), Sources(edition)
        self._publishers = Publishers()
        self._absorbed = Counter(heir.id for _, heir in edition.redirects)
        self._titles: dict[str, str] = {}
        self._example: tuple[int, str, Why] | None = None

    def count(self, view: StoryView) -> None:
        """Count the articles of any story."""
        self._front.count(view)
        self._sources.count(view)

    def add(self, view: StoryView) -> Iterator[Artifact]:
        """Take in a published story; yield its page and its picture."""
        shown = item(view, self._edition)
        told = tell(view, shown, self._edition)
        one = self._pictures.checked(card(view, shown, told, self._edition.hub))
        for gathering in (self._front, self._days, self._topics):
            gathering.add(one)
        self._publishers.add(one, view)
        if one.id in self._absorbed:
            self._titles[one.id] = one.title
        if self._example is None or (-one.exact, one.id) < self._example[:2]:
            self._example = -one.exact, one.id, why(view)
        yield from self._pictures.of(one)
        told_here = story(view, shown, told, self._absorbed[one.id], self._words)
        yield self._page(f"stories/{one.id}.html", "story.html", card=one, **told_here)

    def moved(self) -> Iterator[Artifact]:
        """Yield a page for each story that was absorbed by a published one, which leads there."""
        for absorbed, heir in self._edition.redirects:
            if heir.id in self._titles:
                yield self._page(f"stories/{absorbed.id}.html", "moved.html", heir=heir.id, title=self._titles[heir.id])

    def lists(self) -> Iterator[Artifact]:
        """Yield every page that is not a story's."""
        dates, pulse = self._days.dates(), self._front.pulse()
        yield self._page("index.html", "index.html", pulse=pulse, **self._front.page(dates))
        for topic, content in self._topics.pages():
            yield self._page(f"topics/{topic.id}.html", "topic.html", pulse=pulse, **content)
        yield self._page("topics/index.html", "topics.html", here="topics", branches=self._topics.branches())
        for day, content in self._days.pages():
            yield self._page(f"days/{day}.html", "day.html", **content)
        for domain, content in self._publishers.pages():
            yield self._page(publisher_path(domain), "publisher.html", as_of=self._edition.as_of, **content)
        months, older = self._days.months()
        yield self._page("days/index.html", "days.html", months=months, older=older)
        yield from self._how(pulse)

    def _how(self, pulse: Pulse) -> Iterator[Artifact]:
        yield self._page("sources.html", "sources.html", pulse=pulse, **self._sources.page())
        example, receipt = self._example[1:] if self._example else ("", None)
        yield self._page("scores.html", "scores.html", example=example, why=receipt, rules=receipt.rules if receipt else "")
        # This page is shown under whatever address was not found, so its links start at the host's root. A hub without an
        # address is read as files, where no such page is ever shown by itself and relative links are those that work.
        hub = self._edition.hub
        yield self._pages.page(hub, "404.html", "404.html", {}, root=urlsplit(home(hub)).path if web(hub.url) else "")

    def _page(self, path: str, template: str, **content: object) -> Artifact:
        return self._pages.page(self._edition.hub, path, template, content)
