"""The site: plain HTML pages that need no script and ask no other server for anything."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from urllib.parse import urlsplit

from minijinja import Environment
from msgspec import Struct

from newsloom.render.best import Best
from newsloom.render.item import Item, RelatedItem, clean, home, item
from newsloom.text import printable
from newsloom.times import stamp
from newsloom.types import Artifact, Edition, Label, Part, Receipt, StoryView

FRONT_PAGE = 100
"""Stories on the front page: about a week of the reference's busiest hub (34 a day at most). Older ones are in the API."""

_TEMPLATES = ("base.html", "index.html", "story.html", "moved.html", "404.html", "site.css")


class _Row(Struct, frozen=True):
    """A line of a receipt's table."""

    part: str
    why: str
    points: int


class _Table(Struct, frozen=True):
    """A score as a table: its rows add up to its value."""

    caption: str
    rows: tuple[_Row, ...]
    name: str
    value: int


class _Front(Struct, frozen=True):
    """A story on the front page, with the exact heat that orders it."""

    heat: int
    shown: Item


class SiteRenderer:
    """Renders `index.html`, `stories/<id>.html`, `404.html` and `site.css`.

    Args:
        templates: the templates by name, to replace those that the package brings.
    """

    def __init__(self, templates: Mapping[str, str] | None = None) -> None:
        sources = {**packaged(), **(templates or {})}
        self._style = sources.pop("site.css")
        self._pages = Environment(
            templates=sources, auto_escape_callback=lambda _: "html", undefined_behavior="strict", trim_blocks=True, lstrip_blocks=True
        )
        self._pages.add_filter("when", when)
        self._pages.add_filter("stamp", stamp)

    def render(self, edition: Edition) -> Iterator[Artifact]:
        """Yield a page for every published story, one for each that was absorbed by such a story, and the front page."""
        edition = clean(edition)
        front = Best[_Front](FRONT_PAGE, _hottest_first)
        heirs = dict.fromkeys(heir.id for _, heir in edition.redirects)
        titles: dict[str, str] = {}
        for view in edition.stories:
            if not view.receipt.published.value:
                continue
            shown = item(view, edition)
            front.add(_Front(view.receipt.heat.value, shown))
            if shown.story.id in heirs:
                titles[shown.story.id] = shown.title
            yield self._page(f"stories/{shown.story.id}.html", "story.html", "../", edition, **_story(view, shown))
        for absorbed, heir in edition.redirects:
            if heir.id in titles:
                moved = {"heir": heir.id, "title": titles[heir.id]}
                yield self._page(f"stories/{absorbed.id}.html", "moved.html", "../", edition, **moved)
        stories = [entry.shown for entry in front.ordered()]
        yield self._page("index.html", "index.html", "", edition, stories=stories, as_of=edition.as_of)
        # This page is shown under whatever address was not found: its links start at the host's root.
        yield self._page("404.html", "404.html", urlsplit(home(edition.hub)).path, edition)
        yield Artifact(path="site.css", body=self._style.encode())

    def _page(self, path: str, template: str, root: str, edition: Edition, **context: object) -> Artifact:
        hub = edition.hub
        words = {"title": hub.title, "about": hub.description or hub.subject, "language": hub.language}
        text = self._pages.render_template(template, root=root, hub=words, topics=hub.topics, **context)
        return Artifact(path=path, body=(text.rstrip() + "\n").encode())


def packaged() -> dict[str, str]:
    """Return the templates that the package brings, by name."""
    folder = files("newsloom.render").joinpath("templates")
    return {name: folder.joinpath(name).read_text("utf-8") for name in _TEMPLATES}


def when(moment: datetime) -> str:
    """Write a time for readers; pages are kept, so they never say *ago*.

    Example:
        >>> from newsloom.times import parse
        >>> when(parse("2031-03-04T05:44Z"))
        '4 March 2031, 05:44 UTC'
    """
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _hottest_first(entry: _Front) -> tuple[int, float, str]:
    return -entry.heat, -entry.shown.published_date_time.timestamp(), entry.shown.story.id


def _story(view: StoryView, shown: Item) -> dict[str, object]:
    coverage = [other for other in shown.related if other.relation != "theme"]
    return {
        "shown": shown,
        "coverage": sorted(coverage, key=_first_published),
        "near": [other for other in shown.related if other.relation == "theme"],
        "tables": _tables(view.receipt),
        "verdict": view.receipt.published,
        "evidence": [(label.topic, ", ".join(dict.fromkeys(_words(label)))) for label in view.receipt.topics],
    }


def _words(label: Label) -> Iterator[str]:
    return (printable(word) for found in label.evidence for word in found.what)


def _first_published(other: RelatedItem) -> tuple[datetime, str]:
    return other.published_date_time, other.web_url or ""


def _tables(receipt: Receipt) -> list[_Table]:
    return [
        _Table("Quality of the lead article", tuple(map(_row, receipt.quality.parts)), "Quality", receipt.quality.value),
        _Table("Heat of the story", tuple(map(_row, receipt.heat.parts)), "Heat", receipt.heat.value),
    ]


def _row(part: Part) -> _Row:
    return _Row(part.part, printable(part.why), part.points)
