"""Excerpts: what a piece is about in a few whole sentences, never boilerplate, never the title once more."""

from collections.abc import Iterator
import re

from newsloom import text, urls
from newsloom.extract.body import read_lead
from newsloom.extract.boilerplate import is_boilerplate, without_appended, without_dateline
from newsloom.extract.found import NOTHING, Found, distinct
from newsloom.extract.page import Page
from newsloom.extract.titles import squash
from newsloom.types import Entry

LONGEST = 10_000
"""Characters of one candidate that are looked at."""

SHORTEST = 40
"""Characters below which a text is a slogan or a label rather than an excerpt: 9 of 11 such of the 954 real pages."""

_LEGAL = (
    r"(?:disclaimer|accessibility(?: statement)?|commerce policy|privacy(?: policy)?|terms(?: of (?:use|service))?|cookies?(?: policy)?)"
)
# Business Insider's markets pages put their footer first (two of the reference's records).
_LEGAL_LEAD = re.compile(rf"^{_LEGAL}\s?\|\s?(?:[^|]{{1,60}}\|\s?){{1,8}}(?:Stock quotes by \S{{1,40}}\s?)?", re.IGNORECASE)
_WHOLE = re.compile(
    r"^(?:placeholder\b.{0,40}|lorem ipsum\b.*|(?:description|summary|excerpt|n/?a|null|undefined|none|comments?)\W{0,3}|"
    rf"(?:\W{{0,3}}{_LEGAL}\b){{2,}}.*|https?://\S{{1,300}}|[\w-]{{1,60}}(?:\.[\w-]{{1,60}}){{1,4}}|"
    r"(?:sign up for|subscribe to) (?:our|the) .{0,40}\bnewsletter\b.{0,40}|\d{1,6} votes and \d{1,6} comments\b.{0,60}|"
    r"(?:get the latest|immer aktuelle|all the latest|die neuesten nachrichten|toute l['’]actualité|las últimas noticias|"
    r"le ultime notizie)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
_REFERENCE = re.compile(r"(?<=[.,;:!?\w)”\"])\[\d{1,3}\]")
_GLUED = re.compile(r"(?<=[^\W\d_][!?])(?=[^\W\d_])")
_SENTENCE = re.compile(r"(?<=[.!?…])\s")
_SLOGAN = re.compile(r"\s?(?:[|:–—-]\s|$)")
_SYMBOLS = re.compile(r"[✓✔✅✪★☆⭐►▶➤➜➔☎✆❤]")
_GARBLED = "\ufffd"
_TITLED = re.compile(r"^\s?(?:[-–—|:]\s)")
_BLOCK = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|section|article|td|tr|table|blockquote|figure|aside|footer|header)\b", re.IGNORECASE)
_LONGEST_PIECE, _MOST_PLACES, _KEY = 4096, 4, 40


def choose_excerpt(page: Page, entry: Entry, title: str) -> Found:
    """Choose an excerpt of at most `text.EXCERPT_LIMIT` characters.

    The first that says something of: Open Graph's description, the page's, JSON-LD's, the source's summary, the
    first paragraph. Where another one, or a paragraph of the page, begins with all of it and goes on, that one is taken.
    What describes the site or praises a ware comes after the paragraph; what only repeats the title is the last resort.
    """
    said = [Found(words, found.where) for found in distinct(_declared(page, entry)) if (words := clean(found.value, title))]
    new = [found for found in said if not repeats(found.value, title)]
    telling = [found for found in new if not _is_poor(found.value, page)]
    if not telling:
        paragraph = clean(_paragraph(page), title)
        telling = [Found(paragraph, "html")] if paragraph and not repeats(paragraph, title) else (new or said)[:1]
    if not telling:
        return NOTHING
    chosen = telling[0]
    start = text.untruncated(chosen.value)
    longest = max((found for found in telling if found.value.startswith(start)), key=lambda found: len(found.value))
    best = longest if len(longest.value) > len(chosen.value) else chosen
    if not text.ends_whole(best.value) or text.untruncated(best.value) != best.value:
        best = _continued(page, text.untruncated(best.value)) or best
    return Found(text.excerpt(best.value), best.where)


def _declared(page: Page, entry: Entry) -> Iterator[tuple[str, str]]:
    yield page.first("og:description"), "og"
    yield page.first("description"), "html"
    yield page.linked.description, "json-ld"
    yield page.first("twitter:description"), "og"
    yield entry.summary, "feed"


def clean(markup: str, title: str = "") -> str:
    """Return a candidate as plain text without what is set around it; empty when it is boilerplate.

    Example:
        >>> clean("<p>Chips are scarce.</p> The post Chips appeared first on Example.")
        'Chips are scarce.'
        >>> clean("LONDON (Reuters) - Chips are scarce. Sign up for our newsletter here.")
        'Chips are scarce.'
        >>> clean("Placeholder.")
        ''
    """
    if not markup:
        return ""
    said = text.plain(markup[:LONGEST].replace("\\n", " "))
    said = _REFERENCE.sub("", said) if "[" in said else said
    said = _GLUED.sub(" ", said) if "!" in said or "?" in said else said
    said = without_appended(_LEGAL_LEAD.sub("", said.rstrip()))
    said = without_dateline(_without_title(said, title))
    return "" if _WHOLE.match(said[:1000]) else " ".join(_of_the_piece(_SENTENCE.split(said)))


def _of_the_piece(sentences: list[str]) -> list[str]:
    """Drop the sentences at both ends that belong to the page."""
    while sentences and is_boilerplate(sentences[-1]):
        sentences = sentences[:-1]
    while sentences and is_boilerplate(sentences[0]):
        sentences = sentences[1:]
    return sentences


def _without_title(said: str, title: str) -> str:
    """Drop the title that a text begins with and sets apart from a text of its own."""
    apart = _TITLED.match(said[len(title) :]) if title and said.startswith(title) else None
    rest = said[len(title) + apart.end() :] if apart else ""
    return rest if len(rest) >= text.SENTENCE_MIN and rest[0].isupper() else said


def _is_poor(said: str, page: Page) -> bool:
    """Tell whether a text says too little, describes the site instead of the piece, praises a ware with signs, or came out garbled."""
    if len(said) < SHORTEST or _GARBLED in said or len(_SYMBOLS.findall(said)) > 1:
        return True
    host = urls.hostname(page.url).removeprefix("www.")
    names = (host, *(name.value for name in page.names))
    return any(said[: len(name)].casefold() == name.casefold() and _SLOGAN.match(said, len(name)) for name in names if name)


def _paragraph(page: Page) -> str:
    """Return the first paragraph that reads like a text: marked as one, or found by an extractor, which takes longer."""
    first = ""
    for said in page.paragraphs():
        if not is_boilerplate(said):
            if text.ends_whole(said):
                return said
            first = first or said
    return read_lead(page) or first


def _continued(page: Page, start: str) -> Found:
    """Return the paragraph of a page that begins with a text and goes on to a sentence's end."""
    at = -1
    for _ in range(_MOST_PLACES if len(start) >= _KEY else 0):
        at = page.markup.find(start[:_KEY], at + 1)
        if at < 0:
            break
        if page.markup[max(0, at - 9) : at].rstrip().endswith(">"):
            piece = page.markup[at : at + _LONGEST_PIECE]
            end = _BLOCK.search(piece)
            said = text.plain(piece[: end.start()] if end else piece)
            if said.startswith(start) and len(said) > len(start) and text.ends_whole(said):
                return Found(said, "html")
    return NOTHING


def repeats(said: str, title: str) -> bool:
    """Tell whether a text says nothing that its title does not.

    Example:
        >>> repeats("CHIPS!", "Chips"), repeats("Chips are scarce.", "Chips")
        (True, False)
    """
    return len(said) <= 2 * len(title) and squash(said) in squash(title)
