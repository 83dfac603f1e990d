"""What a page declares of its piece for machines: section, keywords, genre, and whether readers must pay."""

from collections.abc import Iterable, Iterator
import re
from typing import cast

from msgspec import Struct

from newsloom.extract.found import NOTHING, Found, distinct
from newsloom.extract.page import Page
from newsloom.extract.titles import squash
from newsloom.text import plain
from newsloom.types import Genre

MOST_KEYWORDS = 20
"""Keywords of one piece: of 954 real pages that have any, half have 5 and 1 in 10 more than 15; what comes later is a site's vocabulary."""

LONGEST = 60
"""Characters of a section's or keyword's name; longer ones are sentences."""

_SPLIT = re.compile(r"[,;|]")
_MACHINE = re.compile(r"^[\w-]{1,30}[:=]\S|^\W*$|^\d{1,12}$|https?:")
_SECTIONS = ("section", "parsely-section", "news_section")
_LATE = ("parsely-tags", "keywords")
_MOST_TAGS, _MOST_SECTIONS = 60, 3

# Names of sections and genres, as `squash` leaves them: English, German, French, Spanish, Portuguese, Italian, Dutch, Polish.
_OPINION = frozenset(
    "opinion opinions oped opeds commentary commentisfree editorial editorials columns columnists viewpoint viewpoints opinionnewsarticle "
    "meinung meinungen kommentar kommentare kolumne kolumnen leitartikel gastbeitrag gastkommentar "
    "tribune tribunes éditorial éditoriaux édito éditos chronique chroniques opinión opiniones editoriales columna columnas columnistas "
    "opinião opiniões colunas colunistas opinioni commenti editoriale editoriali opinie opinia".split()
)
_RELEASES = frozenset(
    "pressrelease pressreleases newsrelease newsreleases pressemitteilung pressemitteilungen presseinformation presseinformationen "
    "communiquédepresse communiquésdepresse comunicadodeprensa comunicadosdeprensa notadeprensa notasdeprensa "
    "comunicadodeimprensa comunicatostampa comunicatistampa persbericht persberichten informacjaprasowa".split()
)
# What WordPress calls the section of a piece that was put into none, and what templates write where nothing was filled in.
_NONE = frozenset(
    "uncategorized uncategorised allgemein unkategorisiert nonclassé sincategoría semcategoria senzacategoria ongecategoriseerd "
    "null none undefined tags http yourkeywordshere".split()
)
_LOCKED = frozenset(("locked", "metered", "paid", "premium", "subscription"))


class Declared(Struct, frozen=True, kw_only=True):
    """A page's word on its piece, each with the part of the page that gave it in `provenance`; empty where it says nothing."""

    section: str = ""
    keywords: tuple[str, ...] = ()
    genre: Genre = ""
    paywalled: bool = False
    provenance: tuple[tuple[str, str], ...] = ()


def read_declared(page: Page) -> Declared:
    """Read all that a page declares.

    Example:
        >>> from datetime import UTC, datetime
        >>> from newsloom.types import Fetched
        >>> html = b"<meta property=article:section content=Opinion><meta name=news_keywords content='chips, Chips, makers'>"
        >>> said = read_declared(Page(Fetched(url="https://a.example/1", status=200, body=html, at=datetime.now(UTC))))
        >>> said.section, said.keywords, said.genre, said.provenance
        ('Opinion', ('chips', 'makers'), 'opinion', (('section', 'og'), ('keywords', 'html'), ('genre', 'og')))
    """
    sections = [found for found in _sections(page) if found]
    section = sections[0] if sections else NOTHING
    keywords, listed_by = _keywords(page)
    genre, locked = _genre(page, sections), _locked(page)
    said = (("section", section.where), ("keywords", listed_by), ("genre", genre.where), ("paywalled", locked.where))
    return Declared(
        section=section.value,
        keywords=keywords,
        genre=cast("Genre", genre.value),
        paywalled=bool(locked),
        provenance=tuple((field, where) for field, where in said if where),
    )


def _sections(page: Page) -> Iterator[Found]:
    linked = ((name, "json-ld") for name in page.linked.sections[:_MOST_SECTIONS])
    for found in distinct(((page.first("article:section"), "og"), *linked, (page.first(*_SECTIONS), "html"))):
        yield Found(_named(found.value), found.where)


def _named(said: str) -> str:
    """Return a section's or keyword's name on one line; empty when it is none that a reader would know."""
    name = plain(said[: 4 * LONGEST]).strip(" #\"'“”„")
    return "" if len(name) > LONGEST or _MACHINE.search(name) or squash(name) in _NONE else name


def _keywords(page: Page) -> tuple[tuple[str, ...], str]:
    """Return the keywords of the first list that has any. The head's `keywords` are asked last: sites repeat there what they are about."""
    tags = page.every("article:tag")[:_MOST_TAGS]
    lists: tuple[tuple[Iterable[str], str], ...] = (
        (_SPLIT.split(page.first("news_keywords")), "html"),
        (tags if len(tags) > 1 else _SPLIT.split("".join(tags)), "og"),
        (page.linked.keywords, "json-ld"),
        (_SPLIT.split(page.first(*_LATE)), "html"),
    )
    for said, where in lists:
        by_name: dict[str, str] = {}
        for word in said:
            if name := _named(word):
                by_name.setdefault(name.casefold(), name)
        if by_name:
            return tuple(by_name.values())[:MOST_KEYWORDS], where
    return (), ""


def _genre(page: Page, sections: list[Found]) -> Found:
    """Return what a piece is beyond a report, if the page says so in words that mean nothing else."""
    if page.first("article:opinion").lower() == "true":
        return Found("opinion", "og")
    kinds = [Found(kind, "json-ld") for kind in (*page.linked.kinds, page.linked.genre)]
    for found in (*kinds, *sections):
        name = squash(found.value[:LONGEST])
        if name in _OPINION:
            return Found("opinion", found.where)
        if name in _RELEASES:
            return Found("press-release", found.where)
    return NOTHING


def _locked(page: Page) -> Found:
    """Return the part of the page that says its piece must be paid for."""
    if page.linked.free is False:
        return Found("locked", "json-ld")
    if page.first("article:content_tier", "og:article:content_tier").strip().lower() in _LOCKED:
        return Found("locked", "og")
    return Found("locked", "html") if page.first("isaccessibleforfree").strip().lower() in ("false", "no") else NOTHING
