"""Publishers: whose page it is.

A publisher is a registrable domain. The catalogue's name for it, or for the very host (`economictimes.indiatimes.com`), stands
whatever a page says: pages call themselves after a section, a desk or a campaign (docs/decisions/0018-publishers.md).
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
import re
import unicodedata

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
_COLON = ": "
_BREAK = re.compile(r"\s[|\-–—·•»«›:]\s|\s?\|\s?|:\s")
_LEGAL_FORM = re.compile(
    r"(?:,\s?|\s)(?:inc|llc|ltd|limited|plc|corp|gmbh|gmbh & co\. kg|ag|se|s\.a\.s|sas|s\.?a|s\.?p\.?a|s\.?r\.?l|b\.?v)\.?$", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:the|der|die|das|le|la|les|l|el|il|de|het)(?=\w)")
_STAGES = frozenset(("youtube", "vimeo"))
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae"})


def choose_publisher(page: Page, url: str, title: str, publishers: Mapping[str, Publisher]) -> Found:
    """Return the publisher's name: the catalogue's, else the one that the domain spells, else the first believable one, else the domain.

    That the domain spells a name (`spacenews.com`, "SpaceNews") tells it from those of sections and campaigns, so it may
    stand in a title's end, too.
    """
    domain = urls.domain(url)
    listed = publishers.get(urls.hostname(url)) or publishers.get(domain)
    if listed:
        return Found(listed.name, "catalogue")
    believable = [name for name in _names(page) if is_name(name.value, page.title, title)]
    ends = (part for part in _ends(page) if is_name(part.value, title))
    spelled = (name for name in (*believable, *ends) if is_spelled(name.value, domain))
    return next(spelled, believable[0] if believable else Found(domain, "url"))


def _names(page: Page) -> Iterator[Found]:
    """Yield the names that the page gives itself, without taglines and legal forms."""
    for name in page.names:
        end = _BREAK.search(name.value)
        if end and end[0] == _COLON and squash(name.value) == squash(page.title):
            continue  # the headline of the page, given for a name: what stands before its colon is a kicker
        yield Found(_LEGAL_FORM.sub("", name.value[: end.start()] if end else name.value).strip(" ,"), name.where)


def _ends(page: Page) -> Iterator[Found]:
    """Yield the last and the first part of the titles."""
    for title, where in ((page.title, "html"), (plain(page.first("og:title")[: 10 * LONGEST_NAME]), "og")):
        first, *others = _BREAK.split(title)
        yield from (Found(part.strip(), where) for part in (*others[-1:], first) if others)


def is_spelled(name: str, domain: str) -> bool:
    """Tell whether a domain spells a name: letter for letter, whatever the accents, with or without an article.

    Example:
        >>> is_spelled("The Space Review", "thespacereview.com"), is_spelled("Süddeutsche", "sueddeutsche.de")
        (True, True)
        >>> is_spelled("U.S.", "reuters.com"), is_spelled("stern.de", "stern.de")
        (False, False)
    """
    label = domain.partition(".")[0].replace("-", "")
    return any(_ARTICLE.sub("", said) == _ARTICLE.sub("", label) for said in _folded(name))


@lru_cache(maxsize=4096)
def _folded(name: str) -> tuple[str, str]:
    """Return a name's letters as a domain may spell them: accents dropped, umlauts written out."""
    dropped = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return squash(dropped), squash(name.casefold().translate(_UMLAUTS))


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
