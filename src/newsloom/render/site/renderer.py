"""An edition, made into the site: a page for each published story, and the pages that list them."""

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from newsloom.render.item import absorbed, clean, home, item, web
from newsloom.render.logos import Logos
from newsloom.render.site.cards import card
from newsloom.render.site.days import Days
from newsloom.render.site.front import Front, Pulse
from newsloom.render.site.pages import Pages
from newsloom.render.site.pictures import Pictures
from newsloom.render.site.placed import Placed, cards, placed
from newsloom.render.site.publishers import Publishers, Voice, publisher_path, voices
from newsloom.render.site.receipts import Why
from newsloom.render.site.reports import tell
from newsloom.render.site.sources import Found, Sources, credited
from newsloom.render.site.story import story
from newsloom.render.site.topics import Topics
from newsloom.stages import Notes
from newsloom.types import Artifact, Draft, Edition, Rendered, StoryView


class Noted(Struct, frozen=True, kw_only=True, array_like=True):
    """What lists show of a story: its latest articles with their sources; and of a published one its cards, its voices and their logos."""

    found: tuple[Found, ...]
    placed: Placed | None = None
    voices: tuple[Voice, ...] = ()
    logos: tuple[tuple[str, str], ...] = ()


class SiteRenderer:
    """Renders the front page, a page for every published story, topic, day and publisher, and those of which a site has one.

    Args:
        templates: the hub's own templates by name, to replace those that the package brings.
        pictures: reads a kept picture's copy by its name; pictures without a copy are shown nowhere.
        logos: reads a kept logo's copy in the same way; a publisher without one is marked by its initial.

    Raises:
        HubError: while rendering, when one of the hub's own templates is wrong.
    """

    name = "site"
    note = Noted

    def __init__(
        self,
        templates: Mapping[str, str] | None = None,
        pictures: Callable[[str], bytes | None] = lambda _: None,
        logos: Callable[[str], bytes | None] = lambda _: None,
    ) -> None:
        self._pages, self._pictures, self._logos = Pages(templates or {}), Pictures(pictures), Logos(logos)

    def story(self, view: StoryView, edition: Edition) -> Rendered:
        """Return a published story's page; its receipt is kept for the page that explains one."""
        edition = clean(edition)
        found = credited(view, edition.as_of)
        if not view.receipt.published.value:
            return Rendered(note=Noted(found=found))
        shown, words = item(view, edition), self._pages.words(edition.hub)
        told = tell(view, shown, edition)
        one = self._pictures.checked(card(view, shown, told, edition.hub))
        content = story(view, shown, told, len(absorbed(edition).get(one.id, ())), words)
        page = self._pages.page(edition.hub, f"stories/{one.id}.html", "story.html", {"card": one, **content})
        articles = (view.article, *(other.article for other in view.related))
        logos = tuple(dict.fromkeys((article.domain, article.logo) for article in articles if article.logo))
        note = Noted(found=found, placed=placed(one), voices=voices(view), logos=logos)
        return Rendered(files=(page,), note=note, kept=msgspec.msgpack.encode(content["why"]))

    def lists(self, edition: Edition, notes: Notes) -> Iterator[Artifact | Draft]:
        """Yield every page that is not a story's, then the pictures, logos, style and icon."""
        edition = clean(edition)
        site = _Lists(self._pages, edition)
        pictures, logos = set[str](), dict[str, str]()
        for _, noted in notes:
            site.add(noted)
            logos |= noted.logos
            if noted.placed and noted.placed.picture:
                pictures.add(noted.placed.picture)
        yield from site.files(notes)
        yield from self._pictures.files(pictures)
        for domain in sorted(logos):
            yield from self._logos.of(domain, logos[domain])[:1]
        yield from self._pages.search(edition.hub)
        yield from self._pages.plain()


class _Lists:
    """What has been gathered so far: never a story as a whole, only what its lists will show."""

    def __init__(self, pages: Pages, edition: Edition) -> None:
        self._pages, self._edition = pages, edition
        self._front, self._days, self._topics, self._sources = Front(edition), Days(), Topics(edition), Sources(edition)
        self._publishers = Publishers()
        self._titles: dict[str, str] = {}
        self._hottest: tuple[int, str] | None = None

    def add(self, noted: Noted) -> None:
        """Take in a story."""
        self._front.count(found.at for found in noted.found)
        self._sources.count(noted.found)
        if (one := noted.placed) is None:
            return
        line = one.in_short()
        self._front.add(one)
        self._topics.add(one)
        self._days.add(one, line)
        self._publishers.add(line, noted.voices)
        if one.id in absorbed(self._edition):
            self._titles[one.id] = cards([one])[0].title
        self._hottest = min(filter(None, (self._hottest, (-one.exact, one.id))))

    def files(self, notes: Notes) -> Iterator[Artifact | Draft]:
        """Yield every page that is not a story's."""
        dates, pulse = self._days.dates(), self._front.pulse()
        yield self._page("index.html", "index.html", pulse=pulse, **self._front.page(dates))
        for topic, content in self._topics.pages():
            yield self._page(f"topics/{topic.id}.html", "topic.html", pulse=pulse, **content)
        yield self._page("topics/index.html", "topics.html", here="topics", branches=self._topics.branches())
        hub, year = self._edition.hub, self._edition.as_of.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
        for day, content, lists in self._days.pages():
            yield self._pages.draft(hub, f"days/{day}.html", "day.html", content, lists)
        for domain, content, lists in self._publishers.pages():
            # Of the moment these pages are made at they tell the year alone.
            yield self._pages.draft(hub, publisher_path(domain), "publisher.html", {"as_of": year, **content}, lists)
        months, older = self._days.months()
        yield self._page("days/index.html", "days.html", months=months, older=older)
        yield from self._moved()
        yield from self._how(pulse, notes)

    def _moved(self) -> Iterator[Artifact]:
        """Yield a page for each story that was absorbed by a published one, which leads there."""
        for gone, heir in self._edition.redirects:
            if heir.id in self._titles:
                yield self._page(f"stories/{gone.id}.html", "moved.html", heir=heir.id, title=self._titles[heir.id])

    def _how(self, pulse: Pulse, notes: Notes) -> Iterator[Artifact]:
        yield self._page("sources.html", "sources.html", pulse=pulse, **self._sources.page())
        example = self._hottest[1] if self._hottest else ""
        receipt = msgspec.msgpack.decode(notes.kept([example])[example], type=Why) if example else None
        yield self._page("scores.html", "scores.html", example=example, why=receipt, rules=receipt.rules if receipt else "")
        # This page is shown under whatever address was not found, so its links start at the host's root. A hub without an
        # address is read as files, where no such page is ever shown by itself and relative links are those that work.
        hub = self._edition.hub
        yield self._pages.page(hub, "404.html", "404.html", {}, root=urlsplit(home(hub)).path if web(hub.url) else "")

    def _page(self, path: str, template: str, **content: object) -> Artifact:
        return self._pages.page(self._edition.hub, path, template, content)
