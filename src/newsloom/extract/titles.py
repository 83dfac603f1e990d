"""Titles: the words a reader sees above the piece, without the site's name behind them."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
import re

from newsloom import urls
from newsloom.extract.found import Found, distinct
from newsloom.extract.outline import Heading
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
    r"bloomberg - are you a robot|pardon our interruption|checking your browser|one moment,? please|human verification|ddos-guard|"
    r"client challenge|(?:log|sign) ?in\b\W{0,3}$|subscribe\W{0,3}$|untitled\b|document\W{0,3}$|home\W{0,3}$)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_SHORTEST_NAME = 4
"""Letters and digits below which agreement says nothing."""

# Points of a heading for its level, its place and its agreement with the titles of the head. Chosen by `eval pages` on one half of its set
# (trafilatura's 990 pages, split by a hash of the file name): .860 exact there, .846 on the other half; the first title of the head,
# or a heading that it contains, had .804 and .780. No figure is sharp: half or one and a half times any one of them costs less than .01.
LEVELS = {1: 2.0, 2: 0.0}
INSIDE, BESIDE = 0.5, -1.0
BEGINS, CONTAINED, ALIKE, STRANGE = 4.0, 2.0, 1.5, -2.0
"""It is a title, or one with something set off behind it; a title contains it (times its share of the longest title's length); a title
has at least `MOST` of its words; none has."""
MOST = 0.4
WHOLE = 3.0
"""Times the heading's share of the longest title's length: a part of the title is rarely the title."""
HEAD, FIRST = 2.0, 1.0

_LONGEST_SUFFIX = 40
"""Characters of a last part that may be the site's name because it contains the domain's."""

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
    """Choose the title of a page: of the head's titles without the site's name and the body's headings, the one with most points.

    A heading's points grow with its level, its place and above all with how well it agrees with the head and the source (the
    constants below); a title of the head has a fixed number, the first (`og:title`, JSON-LD's headline, `twitter:title`, `<title>`)
    one more. Equal points: the head, then the level, then the document's order. Where the page has none at all, it is what the source said.

    Args:
        page: the page.
        said: the source's title, plain.
        names: what the site is called (its own words, the catalogue's, its domain).
    """
    whole = {squash(page.title), squash(page.first("og:title"))}
    site = Site(page.url, [name for name in names if squash(name) not in whole])
    head = _shortened([found for found in _head(page, site) if not site.is_name(found.value)])
    wanted = _Wanted([*(found.value for found in head), said])
    rated = [(HEAD + (FIRST if number == 0 else 0), found) for number, found in enumerate(head)]
    for level, points in LEVELS.items():
        if all(rate < points + INSIDE + WHOLE + BEGINS for rate, _ in rated):  # no heading of the level could have more
            rated += [(_place(heading) + wanted.agreement(words), Found(words, "html")) for heading, words in _headings(page, site, level)]
    return max(rated, key=itemgetter(0))[1] if rated else Found(said, "feed")


def _head(page: Page, site: "Site") -> Iterator[Found]:
    metas = ((page.first("og:title"), "og"), (page.linked.headline, "json-ld"), (page.first("twitter:title"), "og"), (page.title, "html"))
    for raw, where in distinct(metas):
        title = site.strip(plain(raw[: 4 * LONGEST])[:LONGEST])
        if title:
            yield Found(title, where)


def _headings(page: Page, site: "Site", level: int) -> Iterator[tuple[Heading, str]]:
    """Yield the words of the body's headings of a level, whole and in parts, that can be a title."""
    for heading in page.outline.headings(level):
        for words in dict.fromkeys((heading.text, *heading.parts)):
            if not site.is_name(words) and len(squash(words)) >= _SHORTEST_NAME:
                yield heading, words


def _shortened(head: list[Found]) -> list[Found]:
    """Take for each title another one that it begins with, if only something set off follows: that is the site's name."""
    return [next((other for other in head if found.value != other.value and _begins(found.value, other.value)), found) for found in head]


def _place(heading: Heading) -> float:
    return LEVELS[heading.level] + (BESIDE if heading.inside is None else INSIDE if heading.inside else 0)


class _Wanted:
    """The titles that a heading should agree with."""

    def __init__(self, titles: list[str]) -> None:
        self._titles = [title for title in titles if title]
        self._squashed = [squash(title) for title in titles if title]
        self._words = [frozenset(_WORD.findall(title.casefold())) for title in titles if title]
        self._longest = max(map(len, self._squashed), default=0)

    def agreement(self, heading: str) -> float:
        """Return the points for how well a heading agrees with these titles."""
        wanted = squash(heading)
        points = WHOLE * min(1.0, len(wanted) / self._longest) if self._longest else 0.0
        if wanted in self._squashed or any(_begins(title, heading) for title in self._titles):
            return points + BEGINS
        if any(wanted in title for title in self._squashed):
            return points + CONTAINED * len(wanted) / self._longest
        words = frozenset(_WORD.findall(heading.casefold()))
        shared = max((len(words & others) for others in self._words), default=0)
        return points + (ALIKE if shared >= MOST * len(words) else STRANGE)


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
