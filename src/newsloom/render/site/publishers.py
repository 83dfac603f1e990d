"""The publishers' pages: each outlet in a published story, its standing, the latest stories that it leads or reports beside others."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from newsloom.ids import digest
from newsloom.render.best import Best
from newsloom.render.item import FILE_NAME, publisher_name
from newsloom.render.site.cards import newest_first
from newsloom.render.site.placed import Line, Placed
from newsloom.render.site.reports import Mark, mark
from newsloom.text import printable
from newsloom.types import Article, Part, Score, StoryView

LATEST = 20
"""Stories in each of a page's two lists, as many as on a topic's page and for the same reason; the days have all of them."""

STANDING = "source"
"""The group of a quality's parts that come from who speaks."""


def publisher_path(domain: str) -> str:
    """Return where a publisher's page lies in the site: under its domain, or under a digest of what names no file.

    Example:
        >>> publisher_path("news.example"), publisher_path("../x")
        ('publishers/news.example.html', 'publishers/3bdccc384a4273b83398.html')
    """
    return f"publishers/{domain if FILE_NAME.fullmatch(domain) else digest(domain)}.html"


def publishers(view: StoryView) -> frozenset[str]:
    """Return the domains of everybody who reports a story, copies included; who only lies near it is left out."""
    return frozenset((view.article.domain, *(other.article.domain for other in view.related if other.relation != "theme")))


class Voice(Struct, frozen=True, kw_only=True, array_like=True):
    """A publisher as its newest article names it, and what its name gave that article."""

    domain: str
    name: str
    mark: Mark
    at: datetime
    article: str
    standing: tuple[Part, ...]


class _Found:
    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.led: Best[Line] = Best(LATEST, newest_first)
        self.carried: Best[Line] = Best(LATEST, newest_first)
        self.leads, self.carries = 0, 0


class Publishers:
    """Gathers the publishers' stories, each as a line."""

    def __init__(self) -> None:
        self._found: dict[str, _Found] = {}

    def add(self, line: Line, voices: Sequence[Voice]) -> None:
        """Put a published story, as a line, on the page of everybody who reports it, in copies too; the lead's voice comes first."""
        carried = set[str]()
        lead = self._known(voices[0])
        lead.led.add(line)
        lead.leads += 1
        for voice in voices[1:]:
            found = self._known(voice)
            if voice.domain not in carried and found is not lead:
                found.carried.add(line)
                found.carries += 1
            carried.add(voice.domain)

    def _known(self, voice: Voice) -> _Found:
        found = self._found.get(voice.domain)
        if found is None:
            found = self._found[voice.domain] = _Found(voice)
        elif (found.voice.at, found.voice.article) < (voice.at, voice.article):
            found.voice = voice
        return found

    def pages(self) -> Iterator[tuple[str, dict[str, object], Mapping[str, Sequence[Placed | Line]]]]:
        """Yield each publisher's domain with what its template is given, and the stories of its lists."""
        for domain in sorted(self._found):
            found = self._found[domain]
            yield (
                domain,
                {
                    "domain": printable(domain),
                    "name": found.voice.name,
                    "mark": found.voice.mark,
                    "standing": found.voice.standing,
                    "leads": found.leads,
                    "carries": found.carries,
                },
                {"led": found.led.ordered(), "carried": found.carried.ordered()},
            )


def voices(view: StoryView) -> tuple[Voice, ...]:
    """Return who reports a story: its lead, then the others, what only lies near it left out."""
    others = [other for other in view.related if other.relation != "theme"]
    return (_voice(view.article, view.receipt.quality), *(_voice(other.article, other.receipt.quality) for other in others))


def _voice(article: Article, quality: Score) -> Voice:
    name = publisher_name(article)
    return Voice(
        domain=article.domain,
        name=name,
        mark=mark(name, article.domain, has_logo=bool(article.logo)),
        at=article.published_at,
        article=article.id,
        standing=tuple(
            Part(group=part.group, part=printable(part.part), points=part.points, why=printable(part.why))
            for part in quality.parts
            if part.group == STANDING
        ),
    )
