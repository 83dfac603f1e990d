"""Publishers: whose page it is."""

from collections.abc import Mapping
import re

from newsloom import urls
from newsloom.extract.found import Found, distinct
from newsloom.extract.page import Page
from newsloom.extract.titles import squash
from newsloom.text import plain
from newsloom.types import Entry, Publisher

LONGEST_NAME = 60
"""Characters of a believable name. Of the reference's names 15 % were bad, and the absurd ones were titles of pages."""

_ABSURD = re.compile(
    r"://|^www\.|[<>{}]|^\W*$|^(?:home(?:page)?|startseite|blog|news|website|my site|untitled|wordpress|index|default)$", re.IGNORECASE
)
_STAGES = frozenset(("youtube", "vimeo"))


def choose_publisher(page: Page, url: str, title: str, publishers: Mapping[str, Publisher]) -> Found:
    """Return the publisher's name: the catalogue's, else the first believable of the page's names, else the domain."""
    domain = urls.domain(url)
    listed = publishers.get(urls.hostname(url)) or publishers.get(domain)
    if listed:
        return Found(listed.name, "catalogue")
    return next((name for name in page.names if is_name(name.value, page.title, title)), Found(domain, "url"))


def choose_channel(page: Page, entry: Entry, domain: str) -> Found:
    """Return the owner of a video's channel: the stage it is shown on is nobody's publisher."""
    said = (
        (page.linked.publisher, "json-ld"),
        (page.linked.authors[0] if page.linked.authors else "", "json-ld"),
        (page.first("og:site_name"), "og"),
        (entry.author, "feed"),
        (page.first("author"), "html"),
    )
    names = (Found(plain(name.value), name.where) for name in distinct(said))
    owners = (name for name in names if is_name(name.value, page.title) and squash(name.value) not in _STAGES)
    return next(owners, Found(domain, "url"))


def is_name(name: str, *titles: str) -> bool:
    """Tell whether a text can be a publisher's name: neither too long, an address, a word for any site, nor one of the titles.

    Example:
        >>> is_name("Example News"), is_name("List of Banks", "List of banks"), is_name("https://example.com/")
        (True, False, False)
    """
    if not name or len(name) > LONGEST_NAME or _ABSURD.search(name):
        return False
    return squash(name) not in {squash(title) for title in titles}
