"""Excerpts: what a piece is about in a few whole sentences, never boilerplate, never the title once more."""

from collections.abc import Iterator
import re

from newsloom import text
from newsloom.extract.found import NOTHING, Found, distinct
from newsloom.extract.page import Page
from newsloom.extract.titles import squash
from newsloom.types import Entry

LONGEST = 10_000
"""Characters of one candidate that are looked at."""

# What the reference's records carried for text (its public output: 2 of 192 and 2 of 93), and what feeds append.
_TAILS = (
    re.compile(r"The post .{1,300} (?:appeared first|first appeared) on .{1,120}$"),
    re.compile(r"Continue reading\b[^.]{0,120}[.…→»]{0,3}$"),
    re.compile(r"(?:Read (?:more|on|the full (?:story|article))|Keep reading|Weiterlesen|Lire la suite|Leer más)[\s.…→»>:\])]{0,9}$"),
)
_LONGEST_TAIL = 450
_LEGAL = (
    r"(?:disclaimer|accessibility(?: statement)?|commerce policy|privacy(?: policy)?|terms(?: of (?:use|service))?|cookies?(?: policy)?)"
)
# Business Insider's markets pages put their footer first (two of the reference's records).
_LEGAL_LEAD = re.compile(rf"^{_LEGAL}\s?\|\s?(?:[^|]{{1,60}}\|\s?){{1,8}}(?:Stock quotes by \S{{1,40}}\s?)?", re.IGNORECASE)
_WHOLE = re.compile(
    r"^(?:placeholder\b.{0,40}|lorem ipsum\b.*|(?:description|summary|excerpt|n/?a|null|undefined|none|comments?)\W{0,3}|"
    rf"(?:\W{{0,3}}{_LEGAL}\b){{2,}}.*|"
    r"(?:we (?:and our partners )?use|(?:this|our) (?:web)?site uses|diese (?:web)?seite (?:verwendet|nutzt)|wir verwenden)\b.{0,40}"
    r"\bcookies\b.*|"
    r"(?:please )?(?:enable|activate) (?:javascript|cookies)\b.*|.{0,40}\ball rights reserved\b.{0,40}|"
    r"(?:sign up for|subscribe to) (?:our|the) .{0,40}\bnewsletter\b.{0,40})$",
    re.IGNORECASE | re.DOTALL,
)


def choose_excerpt(page: Page, entry: Entry, title: str) -> Found:
    """Choose an excerpt of at most `text.EXCERPT_LIMIT` characters.

    The first that says something of: Open Graph's description, the page's, JSON-LD's, the source's summary, the
    first paragraph. Where another one begins with all of it and goes on, that one is taken. A text that only
    repeats the title is the last resort.
    """
    said = [Found(words, found.where) for found in distinct(_declared(page, entry)) if (words := clean(found.value))]
    telling = [found for found in said if not repeats(found.value, title)]
    if not telling:
        paragraph = clean(page.paragraph)
        telling = [Found(paragraph, "html")] if paragraph and not repeats(paragraph, title) else said[:1]
    if not telling:
        return NOTHING
    chosen = telling[0]
    start = text.untruncated(chosen.value)
    longest = max((found for found in telling if found.value.startswith(start)), key=lambda found: len(found.value))
    best = longest if len(longest.value) > len(chosen.value) else chosen
    return Found(text.excerpt(best.value), best.where)


def _declared(page: Page, entry: Entry) -> Iterator[tuple[str, str]]:
    yield page.first("og:description"), "og"
    yield page.first("description"), "html"
    yield page.linked.description, "json-ld"
    yield page.first("twitter:description"), "og"
    yield entry.summary, "feed"


def clean(markup: str) -> str:
    """Return a candidate as plain text without what feeds append; empty when it is boilerplate.

    Example:
        >>> clean("<p>Chips are scarce.</p> The post Chips appeared first on Example.")
        'Chips are scarce.'
        >>> clean("Placeholder.")
        ''
    """
    if not markup:
        return ""
    said = text.plain(markup[:LONGEST])
    for tail in _TAILS:
        said = said[:-_LONGEST_TAIL] + tail.sub("", said[-_LONGEST_TAIL:])
    said = _LEGAL_LEAD.sub("", said.rstrip())
    return "" if _WHOLE.match(said[:1000]) else said


def repeats(said: str, title: str) -> bool:
    """Tell whether a text says nothing that its title does not.

    Example:
        >>> repeats("CHIPS!", "Chips"), repeats("Chips are scarce.", "Chips")
        (True, False)
    """
    return len(said) <= 2 * len(title) and squash(said) in squash(title)
