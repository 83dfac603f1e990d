"""Bodies: the whole text of a piece, a paragraph a line, without what the page sets around it.

What the page declares as its text is taken when it is whole. Otherwise two extractors read the page: resiliparse, which is quick and
forgets little, and trafilatura, which is slow and takes in little that does not belong. The latter's reading stands unless the former
shows that it went wrong; then the lines that repeat the title, that point elsewhere or that ask for something are dropped.
"""

from collections.abc import Iterable, Sequence
import re

from newsloom.extract.boilerplate import is_boilerplate
from newsloom.extract.found import NOTHING, Found
from newsloom.extract.page import MOST_TAGS, SHORTEST_PARAGRAPH, Page
from newsloom.extract.titles import squash
from newsloom.text import ends_whole, one_line, plain

LONGEST = 100_000
"""Characters of a body: the longest of the 181 of the benchmark has 20,000; a book would fill a hub's store and search."""

LARGEST = 512 * 1024
"""Characters of markup that the extractors are handed: 1 in 1,000 of 1,171 real pages has more once scripts and drawings are gone.

At this size and `page.MOST_TAGS` tags the worst of 35 hostile pages (paragraphs, breaks, rows, links, nesting) costs a second of a core.
"""

LONGEST_TAG = 4096
"""Characters of one tag: its attributes are compared with each other, and 300 kB of them in one tag took lexbor five seconds."""

DEEPEST = 400
"""Tags that may stand open at once: 5,000 nested articles took resiliparse four seconds, 60,000 nested blocks minutes."""

SHORTEST = 250
"""Characters below which a declared text is a teaser, not a text (trafilatura's own least size of an extraction)."""

_PARAGRAPH = SHORTEST_PARAGRAPH
"""Characters from which a line that ends like a sentence is prose."""

_LONGEST_LINK, _LONGEST_HEADLINE, _LEAST_WORDS = 400, 200, 4
_WHOLE = 0.8
"""Share of the page's visible prose that a declared text must hold to be the whole of it; teasers of the benchmark hold a tenth."""

_MENU = 0.5
"""Share of a reading that stands in links of its own from which it is the site's menus: .65 where it was, else at most .18."""

_START = 120
_MOST_ODD = 2

_HUGE_TAG = re.compile(rf"<[A-Za-z/][^<>]{{{LONGEST_TAG},}}>?")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,15})")
# Elements that the parser closes by itself (HTML, 13.1.2.4) or that never hold anything.
_NEVER_OPEN = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th tbody thead tfoot option optgroup "
    "html head body".split()
)
_ANCHOR = re.compile(rf"<a\b[^<>]{{0,{LONGEST_TAG}}}>", re.IGNORECASE)
_BREAK = re.compile(r"\n|</?p\b[^<>]{0,200}>|<br\b[^<>]{0,80}>", re.IGNORECASE)


def read_body(page: Page) -> Found:
    """Read the whole text of a page's piece, at most `LONGEST` characters; nothing where there is none or the page is too odd to try.

    Example:
        >>> from datetime import UTC, datetime
        >>> from newsloom.types import Fetched
        >>> words = "<p>" + "Chips are scarce, and makers wait for months to get theirs. " * 3
        >>> html = "<h1>Chips</h1><article>" + words * 3 + "<p>Read more: Models are not</article><footer>Imprint</footer>"
        >>> read_body(Page(Fetched(url="https://a.example/1", status=200, body=html.encode(), at=datetime.now(UTC)))).value.count("Chips")
        9
    """
    markup = bounded(page.markup)
    if not markup:
        return NOTHING
    seen = _lines(_by_resiliparse(markup))
    declared = "\n".join(_paragraphs(page.linked.body))
    if _is_whole(declared, seen):
        return Found(_cut(declared), "json-ld")
    titles, linked = _titles(page), _linked(markup)
    taken, seen = (_kept(lines, titles, linked) for lines in (_lines(_by_trafilatura(markup)), seen))
    return Found(_cut("\n".join(_chosen(taken, seen, linked))), "html")


def _cut(text: str) -> str:
    head = text[:LONGEST]
    return head if head == text else head.rpartition("\n")[0] or head.rpartition(" ")[0] or head


def read_lead(page: Page) -> str:
    """Return the first paragraph of a page's piece, by resiliparse alone: five times as quick as `read_body`.

    On 24 of the 27 pages of 954 that had nothing else for an excerpt it is the same paragraph, on one of the others a better one.
    """
    markup, titles, first = bounded(page.markup), _titles(page), ""
    for line in map(_line, _by_resiliparse(markup).split("\n") if markup else ()):
        if len(line) >= _PARAGRAPH and _kept((line,), titles, set()):
            if ends_whole(line):
                return line
            first = first or line
    return first


def bounded(markup: str) -> str:
    """Return so much of a page as an extractor may be handed; nothing of a page whose tags stand too deep.

    Example:
        >>> bounded("<p>a</p>"), bounded("<div>" * 1000)
        ('<p>a</p>', '')
    """
    markup = _HUGE_TAG.sub("", markup[:LARGEST])
    depth = 0
    for number, tag in enumerate(_TAG.finditer(markup)):
        if number == MOST_TAGS:
            return markup[: tag.start()]
        if tag[2].lower() not in _NEVER_OPEN:
            depth = max(depth - 1, 0) if tag[1] else depth + 1
            if depth > DEEPEST:
                return ""
    return markup


def _by_resiliparse(markup: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415 - a worker starts light

    return extract_plain_text(markup, main_content=True, alt_texts=False, list_bullets=False)


def _by_trafilatura(markup: str) -> str:
    from trafilatura import extract  # noqa: PLC0415 - it takes a quarter of a second, and most hubs want no bodies

    return extract(markup, include_comments=False, fast=True) or ""


def _lines(text: str) -> list[str]:
    return [line for line in map(_line, text.split("\n")) if line]


def _line(said: str) -> str:
    return one_line(said).removeprefix("- ").strip("| ")


def _paragraphs(markup: str) -> list[str]:
    lines = (plain(part) for part in _BREAK.split(markup))
    return [line for line in lines if line]


def _titles(page: Page) -> set[str]:
    headings = [heading.text for heading in page.outline.headings(1)]
    return {squash(said) for said in (*headings, page.title, page.first("og:title"), page.linked.headline)} - {""}


def _linked(markup: str) -> set[str]:
    """Return what the page's links say, as far as one could be a headline."""
    found = set()
    for anchor in _ANCHOR.finditer(markup):
        end = markup.find("</a", anchor.end(), anchor.end() + _LONGEST_LINK)
        if end > 0:
            found.add(squash(plain(markup[anchor.end() : end])))
    return found


def _kept(lines: Iterable[str], titles: set[str], linked: set[str]) -> list[str]:
    """Return the lines that belong to the piece."""
    return [line for line in lines if not (is_boilerplate(line) or _is_title(line, titles) or _is_headline(line, linked))]


def _is_title(line: str, titles: set[str]) -> bool:
    return len(line) <= _LONGEST_HEADLINE and squash(line) in titles


def _is_headline(line: str, linked: set[str]) -> bool:
    """Tell whether a line is the headline of another piece: a link from its first to its last word, and some words long."""
    return line.count(" ") >= _LEAST_WORDS and _is_title(line, linked)


def _is_prose(line: str) -> bool:
    return len(line) >= _PARAGRAPH and ends_whole(line)


def _is_whole(declared: str, seen: Sequence[str]) -> bool:
    """Tell whether a declared text is all of the piece that the page shows."""
    if len(declared) < SHORTEST:
        return False
    paragraphs = [line for line in seen if _is_prose(line)]
    held = " ".join(declared.split())
    shown = sum(len(line) for line in paragraphs if line[:_START] in held)
    return shown >= _WHOLE * sum(len(line) for line in paragraphs)


def _chosen(taken: list[str], seen: list[str], linked: set[str]) -> list[str]:
    """Return trafilatura's reading, corrected by resiliparse's.

    The latter stands in its place where it found nothing or menus; and it goes on where the former stopped before paragraphs that
    follow at once, as it does where a page sets its text in several blocks with advertisements between.
    """
    menu = sum(len(line) for line in taken if _is_title(line, linked))
    if menu >= _MENU * sum(len(line) for line in taken):
        return seen
    return [*taken, *_continuation(taken, seen)]


def _continuation(taken: list[str], seen: list[str]) -> list[str]:
    last = taken[-1][:_START]
    at = next((number for number, line in enumerate(seen) if line.startswith(last)), len(seen))
    more: list[str] = []
    odd = 0
    for line in seen[at + 1 :]:
        odd = 0 if _is_prose(line) else odd + 1
        if odd > (_MOST_ODD if more else 0):
            break
        more.append(line)
    while more and not _is_prose(more[-1]):
        more.pop()
    return more if sum(_is_prose(line) for line in more) > 1 else []
