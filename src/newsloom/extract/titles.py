"""Titles: the words a reader sees above the piece, without the site's name behind them."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
import re

from newsloom import urls
from newsloom.extract.found import Found, distinct
from newsloom.extract.page import Page
from newsloom.text import plain

LONGEST = 300
"""Characters of a title that are read; the longest of the reference's records has 131."""

_SEPARATOR = re.compile(r"\s+(?:[|\-–—·•»«›~/]|::|<|>)+\s+|\s*\|\s*|:\s")
_NOISE = re.compile(r"[\W_]+")
_ASCII_NOISE = {code: None for code in range(128) if not chr(code).isalnum()}
_WALL = re.compile(
    r"^\W{0,3}(?:just a moment|attention required|access (?:to this page has been )?denied|are you (?:a )?(?:robot|human)|"
    r"before you continue|(?:error )?40[34]\b|page not found|not found|please wait|verify you are|robot check|security check|"
    r"client challenge|(?:log|sign) ?in\b\W{0,3}$|subscribe\W{0,3}$|untitled\b|document\W{0,3}$|home\W{0,3}$)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_SHORTEST_NAME = 4
"""Letters and digits below which agreement says nothing."""

ALIKE = 0.5
"""Share of a heading's words that a title must have for the heading to be that title in other words."""

_LONGEST_SUFFIX = 40
"""Characters of a last part that may be the site's name because it contains the domain's."""

_STRANGE = (0, 0, 0)
_SHORTEST_REST = 10
"""A title that would be shorter than this without its last part keeps it, unless that part is exactly the site's name."""


@lru_cache(maxsize=4096)
def squash(text: str) -> str:
    """Return what is left of a name when only letters and digits count, without case.

    Example:
        >>> squash("Der Tages-Spiegel.de")
        'dertagesspiegelde'
    """
    folded = text.casefold()
    return folded.translate(_ASCII_NOISE) if folded.isascii() else _NOISE.sub("", folded)  # the former takes a fifth of the time


def is_wall(page: Page) -> bool:
    """Tell whether a page's title is that of a consent page, a robot check, a login or an error instead of a piece."""
    return bool(_WALL.match(page.title or page.first("og:title")))


def choose_title(page: Page, said: str, names: Iterable[str]) -> Found:
    """Choose the title of a page.

    The heading is taken if the head's titles contain it (they are the heading and more), else `og:title`, JSON-LD's
    headline, `twitter:title` and `<title>` without the site's name, else the heading, else what the source said.

    Args:
        page: the page.
        said: the source's title, plain.
        names: what the site is called (its own words, the catalogue's, its domain).
    """
    whole = {squash(page.title), squash(page.first("og:title"))}
    site = Site(page.url, [name for name in names if squash(name) not in whole])
    head = list(_head(page, site))
    headings = [heading for heading in page.headings if not site.is_name(heading)]
    seen = [*(found.value for found in head), said]
    agreed = max(((_agreement(heading, seen), heading) for heading in headings), default=(_STRANGE, ""))
    if agreed[0] > _STRANGE:
        return Found(agreed[1], "html")
    for found in head:
        shorter = next((other for other in head if found.value != other.value and _begins(found.value, other.value)), found)
        if not site.is_name(shorter.value):
            return shorter
    return Found(headings[0], "html") if headings else Found(said, "feed")


def _head(page: Page, site: "Site") -> Iterator[Found]:
    metas = ((page.first("og:title"), "og"), (page.linked.headline, "json-ld"), (page.first("twitter:title"), "og"), (page.title, "html"))
    for raw, where in distinct(metas):
        title = site.strip(plain(raw[: 4 * LONGEST])[:LONGEST])
        if title:
            yield Found(title, where)


def _agreement(heading: str, titles: list[str]) -> tuple[int, int, int]:
    """Rank a heading: contained in a title (3 where one begins with it, 2 elsewhere), alike (1), or strange (0); then by length."""
    wanted = squash(heading)
    if len(wanted) < _SHORTEST_NAME:
        return _STRANGE
    squashed = [squash(title) for title in titles]
    if any(wanted in title for title in squashed):
        return (1, 1 + any(title.startswith(wanted) for title in squashed), len(wanted))
    words = set(_WORD.findall(heading.casefold()))
    shared = max((len(words & set(_WORD.findall(title.casefold()))) for title in titles), default=0)
    return (1, 0, len(wanted)) if words and shared / len(words) >= ALIKE else _STRANGE


def _begins(whole: str, start: str) -> bool:
    """Tell whether a title is another one with something set off behind it."""
    return whole.startswith(start) and bool(_SEPARATOR.match(whole, len(start)))


class Site:
    """What a site is called, to tell its name from the words of a title."""

    def __init__(self, url: str, names: Iterable[str]) -> None:
        """Take the names as said, and the host with its parts."""
        host = urls.hostname(url).removeprefix("www.")
        domain = urls.registrable(host)
        self._label = squash(domain.partition(".")[0])
        self._names = {squash(name) for name in (host, domain, host.partition(".")[0], self._label, *names)} - {""}

    def is_name(self, text: str) -> bool:
        """Tell whether a text is the site's name and nothing else."""
        return squash(text) in self._names

    def strip(self, title: str) -> str:
        """Drop the site's name from a title's end, or from its beginning where it stands alone before a separator.

        Example:
            >>> Site("https://www.example.com/a", ["Example News"]).strip("Chips | Politics | Example News")
            'Chips | Politics'
            >>> Site("https://www.microsoft.com/a", ["Microsoft"]).strip("Microsoft Power Apps | 2019 release wave 2 overview")
            'Microsoft Power Apps | 2019 release wave 2 overview'
        """
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts:
            return title
        last, first = cuts[-1], cuts[0]
        if self._is_suffix(title[last.end() :], title[: last.start()]):
            return title[: last.start()].strip()
        if self.is_name(title[: first.start()]) and first[0] != ": ":
            return title[first.end() :].strip()
        return title

    def _is_suffix(self, part: str, rest: str) -> bool:
        name = squash(part)
        if name in self._names:
            return True
        return len(self._label) >= _SHORTEST_NAME and self._label in name and len(part) <= _LONGEST_SUFFIX and len(rest) >= _SHORTEST_REST
