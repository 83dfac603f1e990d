"""Authors: who wrote a piece, where the page or its source says so."""

from collections.abc import Iterable, Iterator
from itertools import chain
import re

from newsloom.extract.bylines import is_phrase, labelled, people, persons, written
from newsloom.extract.found import NOTHING, Found
from newsloom.extract.page import Page
from newsloom.extract.titles import Site
from newsloom.types import Entry

LONGEST = 200
"""Characters of all names together."""

_METAS = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "citation_author",
    "article.author",
    "cxenseparse:author",
)
# The label of an author on Twitter's cards; WordPress' most used plugin for the head (Yoast SEO) translates it into the page's language.
_CARD = re.compile(
    r"^(?:written|verfasst|geschrieben|escrito|écrit|scritto|geschreven|skrevet|skriven|napisane)\s|^(?:author|autor|auteur|autore)s?$",
    re.IGNORECASE,
)
_CARDS = ("1", "2")
_BELOW, _ABOVE = 200, 100
"""Characters around the title in which a by-line may stand; that of a headline's own by-line is nearly always below it."""

# A firm, a newsroom or initials: an author only where no person is named.
_NO_PERSON = re.compile(
    r"^.{1,2}$|\b(?:e\.?\s?v|gmbh|ag|inc|ltd|llc|stiftung|verlag|redaktion|zeitung|online|magazine?|news|media|team|staff|agency|agentur|"
    r"verband|group|institut\w{0,3}|university|universität)\b|\.[a-z]{2,3}$|[a-z]_[a-z]",
    re.IGNORECASE,
)
Names = tuple[str, ...]


def choose_author(page: Page, entry: Entry, title: str) -> Found:
    """Return the author or authors, joined by commas; the site itself only where a by-line says so.

    JSON-LD's, the head's, the source's, else those of the by-line: an element that is marked or named as one, one that begins with
    `by`, or `by` and a name next to the title. Of two that agree the one that names more is taken, and a by-line completes a first name.
    """
    site = Site(page.url, _called(page))
    declared = [
        (_people(page.linked.authors, site), "json-ld"),
        (_people(_carded(page), site), "html"),
        *((_people(page.every(name), site), "html") for name in _METAS if name in page.meta),
        (_people([entry.author], site), "feed"),
    ]
    said = [(names, where) for names, where in declared if names]
    sure = [one for one in said if not any(map(_NO_PERSON.search, one[0]))]
    if not sure:
        shown = ((tuple(_own(names, site)) or names[:1], "html") for names in _shown(page, title))
        sure = [one for one in shown if one[0]][:1] or said
    if not sure:
        return NOTHING
    names, where = max(sure, key=lambda one: (set(sure[0][0]) <= set(one[0]), len(one[0])))
    if len(names) == 1 and " " not in names[0] and (whole := _completed(names[0], page)):
        names, where = (whole,), "html"
    return Found(", ".join(names)[:LONGEST], where)


def _called(page: Page) -> list[str]:
    """Return what the site is called. A publisher of another name than the site's can be its author: many a site is one person's."""
    names = [name.value for name in page.names]
    return [name for name in names if name != page.linked.publisher] or names


def _carded(page: Page) -> Iterator[str]:
    """Yield the author that a card for Twitter shows, with the label that says so."""
    for number in _CARDS:
        if _CARD.match(page.first(f"twitter:label{number}")):
            yield page.first(f"twitter:data{number}")


def _people(said: Iterable[str], site: Site) -> Names:
    return persons(dict.fromkeys(who for words in said if words for who in _own(people(words), site)))


def _own(names: Names, site: Site) -> Iterator[str]:
    """Yield names without the site's; what follows it behind a person is a place (`Jane Doe, Example News, New York`)."""
    for number, name in enumerate(names):
        if not site.is_name(name):
            yield name
        elif number:
            return


def _shown(page: Page, title: str) -> Iterator[Names]:
    """Yield what the page's by-lines say, the surest first."""
    for lines in page.outline.bylines():
        for line in lines:
            if (whole := people(line)) and not any(map(is_phrase, whole)):
                inner = [people(other) for other in lines if other != line and other in line]
                yield tuple(dict.fromkeys(chain(*inner))) or whole
                return
    yield _labelled(page)
    for piece in dict.fromkeys(chain(*page.around(title, _BELOW, _ABOVE))):
        yield from written(piece)


def _labelled(page: Page) -> Names:
    return next((names for names, sure in labelled(page.raw) if sure or not _NO_PERSON.search(names[0])), ())


def _completed(name: str, page: Page) -> str:
    """Return the whole name that a by-line gives to a single one; empty where none does."""
    return next((whole for whole in _labelled(page) if whole.startswith(f"{name} ")), "")
