"""Standing: who speaks, what that is worth, and how much the voice counts among independent ones."""

from collections.abc import Mapping

from msgspec import Struct

from newsloom import urls
from newsloom.types import Article, Part, Publisher, Source, Topic

UNRELIABLE, WEAK = 0.4, 0.5
"""Steps of the rating (Lin et al. 2023): under .4 lie 90 % of the outlets Baly et al. call low in factuality, and 3 % of the high."""

FULL, HALF, QUARTER = 1.0, 0.5, 0.25
"""Weights of a voice: newsrooms and the subject itself, unknown outlets, and those that host others' texts (by design)."""


class Standing(Struct, frozen=True):
    """A publisher's standing: its part of the quality, and its weight as a voice."""

    part: str
    points: int
    weight: float
    why: str
    specialist: bool = False

    def parts(self) -> tuple[Part, ...]:
        """Return the standing's share of an article's quality."""
        own = Part(group="source", part=self.part, points=self.points, why=self.why)
        return (own, Part(group="source", part="specialist desk", points=6, why=self.why)) if self.specialist else (own,)


OFFICIAL = "official source of the subject"
RATED = "rated newsroom"
WIRE, HOST = "press-release wire", "hosts releases and copies"


class Register(Struct, frozen=True):
    """Who is known: publishers by domain (or host), sources by address, and the hub's root topic."""

    publishers: Mapping[str, Publisher]
    sources: Mapping[str, Source]
    root: Topic | None

    def publisher(self, article: Article) -> Publisher | None:
        """Return an article's publisher; an entry for the very host goes before one for the registrable domain."""
        return self.publishers.get(urls.hostname(article.url)) or self.publishers.get(article.domain)

    def family(self, article: Article) -> str:
        """Return the owner whose outlets are one voice."""
        publisher = self.publisher(article)
        return (publisher.family if publisher else "") or article.domain

    def is_official(self, article: Article) -> bool:
        """Tell whether the subject itself speaks: by the source's word, or at one of the root topic's official places."""
        source = self.sources.get(article.source)
        places = self.root.official if self.root else ()
        return (source is not None and source.official) or any(urls.within(article.url, place) for place in places)

    def standing(self, article: Article) -> Standing:
        """Return the standing of an article's publisher: its role first, then its rating, because a wire rates high too."""
        publisher, domain = self.publisher(article), article.domain
        if self.is_official(article):
            return Standing(OFFICIAL, 14, FULL, domain)
        if publisher is None or publisher.role == "unknown":  # a company, a person, a platform: no newsroom is rated there
            return _unlisted(article)
        if publisher.role == "not-news":
            return Standing("not a news source", -15, QUARTER, domain)
        if publisher.role == "wire":
            return Standing(WIRE, -14, QUARTER, domain)
        if publisher.role == "release-host":
            return Standing(HOST, -10, QUARTER, domain)
        return _newsroom(publisher, domain)


def _unlisted(article: Article) -> Standing:
    if "/blog/" in article.url.lower():
        return Standing("company blog", -10, HALF, article.domain)
    return Standing("unknown publisher", -3, HALF, article.domain)


def _newsroom(publisher: Publisher, domain: str) -> Standing:
    specialist = publisher.specialist or publisher.reference
    if publisher.rating is None:
        return Standing("listed publisher", 3, FULL, domain, specialist)
    why = f"{domain} {publisher.rating:.2f}"
    if publisher.rating < UNRELIABLE:
        return Standing("rated unreliable", -16, QUARTER, why, specialist)
    if publisher.rating < WEAK:
        return Standing("rated weak", -8, FULL, why, specialist)
    return Standing(RATED, 7, FULL, why, specialist)
