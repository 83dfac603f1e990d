"""Standing: who speaks, what that is worth, and how much the voice counts among independent ones."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from newsloom import urls
from newsloom.score.rules import RuleBook
from newsloom.types import Article, Decision, Part, Publisher, Source, Topic

UNRELIABLE, WEAK = 0.4, 0.5
"""Steps of the rating (Lin et al. 2023): under .4 lie 90 % of the outlets Baly et al. call low in factuality, and 3 % of the high."""

FULL, HALF, QUARTER = 1.0, 0.5, 0.25
"""Weights of a voice: newsrooms and the subject itself, unknown outlets, and those that host others' texts (by design)."""


class Standing(Struct, frozen=True):
    """A publisher's standing: its part of the quality (what that is worth stands in the rules' data), and its weight as a voice."""

    part: str
    weight: float
    why: str
    specialist: bool = False

    def parts(self, rules: RuleBook) -> tuple[Part, ...]:
        """Return the standing's share of an article's quality."""
        own = rules.part(self.part, self.why)
        return (own, rules.part(SPECIALIST, self.why)) if self.specialist else (own,)


OFFICIAL = "official source of the subject"
RATED, LISTED, SPECIALIST = "rated newsroom", "listed publisher", "specialist desk"
DISTRUSTED = "rated unreliable"
WIRE, HOST = "press-release wire", "hosts releases and copies"


MOST_KNOWN = 4_096
"""Standings that are kept: more articles than a story or an edition has, some megabytes at most."""


class Register(Struct, frozen=True):
    """Who is known: publishers by domain (or host), sources by address, the hub's root topic, and whom editors trust or distrust."""

    publishers: Mapping[str, Publisher]
    sources: Mapping[str, Source]
    root: Topic | None
    trust: Mapping[str, Decision] = {}
    known: dict[tuple[str, str, str, str], Standing] = {}
    """Standings by all that they depend on; they are asked for some five times while a story is judged."""

    def publisher(self, article: Article) -> Publisher | None:
        """Return an article's publisher; an entry for the very host goes before one for the registrable domain."""
        return self.publishers.get(urls.hostname(article.url)) or self.publishers.get(article.domain)

    def family(self, article: Article) -> str:
        """Return the owner whose outlets are one voice."""
        publisher = self.publisher(article)
        return (publisher.family if publisher else "") or article.domain

    def at_official_place(self, article: Article) -> bool:
        """Tell whether an article stands where the subject itself speaks: by its source's word, or the root topic's `official`."""
        source = self.sources.get(article.source)
        places = self.root.official if self.root else ()
        return (source is not None and source.official) or any(urls.within(article.url, place) for place in places)

    def is_official(self, article: Article) -> bool:
        """Tell whether the subject itself speaks: at an official place, or in a film of such a place's owner, wherever that is shown."""
        if self.at_official_place(article):
            return True
        places = self.root.official if self.root and article.type == "video" else ()
        return any(urls.domain(f"https://{place}") == article.domain for place in places)

    def word(self, article: Article) -> Decision | None:
        """Return what editors decided on an article's publisher; a word on the very host goes before one on the registrable domain."""
        if not self.trust:
            return None
        return self.trust.get(urls.hostname(article.url).removeprefix("www.")) or self.trust.get(article.domain)

    def standing(self, article: Article) -> Standing:
        """Return the standing of an article's publisher: an editor's word first, then its role, then its rating (a wire rates high too).

        Trust makes a rated newsroom of anybody but the subject itself, which counts for more already.
        """
        asked = article.url, article.domain, article.source, article.type
        if (known := self.known.get(asked)) is None:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            known = self.known[asked] = self._standing(article)
        return known

    def _standing(self, article: Article) -> Standing:
        publisher, domain = self.publisher(article), article.domain
        word, official = self.word(article), self.is_official(article)
        if word is not None and not (official and word.do == "trust"):
            return _decided(word, domain, publisher)
        if official:
            return Standing(OFFICIAL, FULL, domain)
        return _listed(publisher, article)


def trust(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Return the last word on each publisher that decisions in force are about.

    Example:
        >>> trust(Decision(do=do, publisher="a.example", reason="r") for do in ("trust", "distrust"))["a.example"].do
        'distrust'
    """
    return {decision.publisher: decision for decision in decisions if decision.publisher}


def _decided(word: Decision, domain: str, publisher: Publisher | None) -> Standing:
    specialist = publisher is not None and (publisher.specialist or publisher.reference)
    if word.do == "trust":
        return Standing(RATED, FULL, f"{domain}, trusted by an editor: {word.words}", specialist)
    return Standing(DISTRUSTED, QUARTER, f"{domain}, distrusted by an editor: {word.words}", specialist)


def _listed(publisher: Publisher | None, article: Article) -> Standing:
    if publisher is None or publisher.role == "unknown":  # a company, a person, a platform: no newsroom is rated there
        return _unlisted(article)
    if publisher.role == "not-news":
        return Standing("not a news source", QUARTER, article.domain)
    if publisher.role == "wire":
        return Standing(WIRE, QUARTER, article.domain)
    if publisher.role == "release-host":
        return Standing(HOST, QUARTER, article.domain)
    return _newsroom(publisher, article.domain)


def _unlisted(article: Article) -> Standing:
    if "/blog/" in article.url.lower():
        return Standing("company blog", HALF, article.domain)
    return Standing("unknown publisher", HALF, article.domain)


def _newsroom(publisher: Publisher, domain: str) -> Standing:
    specialist = publisher.specialist or publisher.reference
    if publisher.rating is None:
        return Standing(LISTED, FULL, domain, specialist)
    why = f"{domain} {publisher.rating:.2f}"
    if publisher.rating < UNRELIABLE:
        return Standing(DISTRUSTED, QUARTER, why, specialist)
    if publisher.rating < WEAK:
        return Standing("rated weak", FULL, why, specialist)
    return Standing(RATED, FULL, why, specialist)
