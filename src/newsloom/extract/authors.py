"""Authors: who wrote a piece, where the page or its source says so."""

import re

from newsloom.extract.found import NOTHING, Found
from newsloom.extract.page import Page
from newsloom.text import plain
from newsloom.types import Entry

LONGEST = 200
"""Characters of all names together."""

_METAS = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl", "citation_author")
_BY = re.compile(r"^(?:by|von|par|por|di|af|av|door|written by|posted by)[:\s]\s{0,9}", re.IGNORECASE)
_NOBODY = re.compile(
    r"^(?:admin(?:istrator)?|author|editors?|staff|redaktion|root|webmaster|unknown|anonymous|guest|null|none|user\d*)$", re.IGNORECASE
)


def choose_author(page: Page, entry: Entry) -> Found:
    """Return the author or authors, joined by commas: JSON-LD's, the head's, the source's, else a link's to an author."""
    said = [
        (", ".join(dict.fromkeys(filter(None, map(name, page.linked.authors)))), "json-ld"),
        *((name(page.meta[key]), "html") for key in _METAS if key in page.meta),
        (name(entry.author), "feed"),
        (", ".join(filter(None, map(name, page.bylines[:1]))), "html"),
    ]
    return next((Found(who[:LONGEST], where) for who, where in said if who), NOTHING)


def name(said: str) -> str:
    """Return a person's name as one would print it; empty for addresses, roles and other non-names.

    Example:
        >>> name("By <b>Jane Doe</b>"), name("https://facebook.com/jane"), name("admin")
        ('Jane Doe', '', '')
    """
    who = _BY.sub("", plain(said[: 2 * LONGEST]))
    return "" if "://" in who or "@" in who or "www." in who or len(who) > LONGEST or _NOBODY.match(who) else who
