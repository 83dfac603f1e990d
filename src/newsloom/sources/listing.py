"""Listings: pages that list articles, for sources that have no feed.

The links that are kept are those that look like headlines: words enough for one, of the same site, outside navigation, and
either set as headings or repeated in the same place of the page. A hub that knows better names them (`select`).
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
import re

from msgspec import Struct
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from newsloom import urls
from newsloom.sources.announced import heading
from newsloom.sources.conversation import LONGEST_TITLE, ask, failed, gather, remember
from newsloom.stages import Conversation
from newsloom.text import decode, plain
from newsloom.types import Entry, Failure, Fetched, Harvest, Memory, Source, Work

LARGEST_PAGE = 4 * 1024 * 1024
"""Bytes of a page that are read; the front pages of large newspapers have 1 to 2 MB."""

MOST_LINKS = 5000
"""Links of a page that are looked at; front pages of large newspapers have 300 to 1,000."""

FEWEST_WORDS, FEWEST_LETTERS, LONGEST_HEADLINE = 4, 20, 300
"""What makes a headline of a link's words: of 845 titles of real articles 84 % have as many, of 14,487 links in the navigation, heads
and feet of 300 of those pages 9 %. Of any length but a paragraph's."""

FEWEST_HEADED_WORDS, FEWEST_HEADED_LETTERS = 3, 15
"""The same for a link that is set as a heading, where navigation hardly stands: 90 % of the titles have as many, 19 % of the links."""

FEWEST_DENSE = 8
"""Letters that make a headline in a script without blanks between words."""

REPEATED = 3
"""Links in the same place of a page that make a list."""

_DEPTH = 40  # ancestors of a link that are looked at
_PLACE = 4  # ancestors that make a place: li > ul > div > section
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ASIDE = frozenset(("nav", "header", "footer", "aside", "form", "menu", "dialog"))
_ASIDE_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "menu", "dialog"))
_DENSE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_ARTICLE = re.compile(
    r"/(?:tags?|topics?|category|categories|authors?|users?|login|signin|sign-in|signup|register|subscribe|account|search|privacy|terms|"
    r"cookies?|contact|about|newsletters?|advertis\w{0,8}|jobs|careers|page/\d{1,6})(?:/[^/]{0,80})?/?$"
    r"|\.(?:jpe?g|png|gif|webp|svg|css|js|zip|mp[34]|xml|rss|json|ics)$",
    re.IGNORECASE,
)


class _Link(Struct, frozen=True):
    url: str
    title: str
    place: str
    headed: bool
    main: bool


class ListingKind:
    """A source that is a page of links: one conditional request, one document."""

    def converse(self, source: Source, memory: Memory, now: datetime) -> Conversation:
        """Ask for the page and read its links."""
        answer = yield from ask(source, memory, now)
        if not isinstance(answer, Fetched):
            return answer
        read = yield Work(subject=source.url, function=parse_listing, args=(answer, source.url, source.select))
        return remember(read, answer)


def is_selector(select: str) -> bool:
    """Tell whether a text is a CSS selector.

    Example:
        >>> is_selector("main h2 > a"), is_selector("main h2 >")
        (True, False)
    """
    try:
        LexborHTMLParser("<p>").css(select)
    except SelectolaxError:
        return False
    return True


def parse_listing(fetched: Fetched, source: str = "", select: str = "") -> Harvest | Failure:
    """Read the links of a page into a harvest; entries have the words of their link as title, and no date: the page tells.

    With `select`, the links that it names (or that lie in, or around, what it names) are the entries, whatever they look like.

    Example:
        >>> from datetime import UTC
        >>> body = b"<main><h2><a href='/a'>Chips are scarce again, makers say</a></h2></main>"
        >>> page = Fetched(url="https://news.example/news", status=200, body=body, at=datetime.now(UTC))
        >>> parse_listing(page).entries[0].url
        'https://news.example/a'
    """
    source = source or fetched.url
    tree = LexborHTMLParser(decode(fetched.body[:LARGEST_PAGE], _charset(fetched)))
    base = _base(tree, fetched.url)
    try:
        links = list(_selected(tree, select, base) if select else _headlines(tree, base, fetched.url))
    except SelectolaxError:
        return failed(source, "bad-selector", f"`select = {select!r}` is no CSS selector; correct it")
    if not links:
        return failed(source, "no-links", _advice(select))
    language = (tree.root.attributes.get("lang") or "" if tree.root else "")[:40]
    entries = (Entry(source=source, url=link.url, title=link.title[:LONGEST_TITLE], language=language) for link in links)
    return replace(gather(entries, title=heading(fetched), kind="listing"), language=language)


def _advice(select: str) -> str:
    if select:
        return f"`select = {select!r}` names no link of the page; correct it, or look whether the page needs JavaScript"
    return "no link of the page looks like a headline; name them with `select` (CSS), or look whether the page needs JavaScript"


def _charset(fetched: Fetched) -> str:
    found = re.search(r"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9._:-]{1,40})", fetched.header("Content-Type"), re.IGNORECASE)
    declared = re.search(rb"<meta[^<>]{1,200}?charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9._:-]{1,40})", fetched.body[:4096], re.IGNORECASE)
    return found[1] if found else declared[1].decode("ascii") if declared else ""


def _base(tree: LexborHTMLParser, url: str) -> str:
    base = tree.css_first("base[href]")
    return (urls.absolute(base.attributes.get("href") or "", url) if base else "") or url


def _selected(tree: LexborHTMLParser, select: str, base: str) -> Iterator[_Link]:
    seen: set[str] = set()
    for node in tree.css(select)[:MOST_LINKS]:
        anchor = _anchor(node)
        url = urls.absolute(anchor.attributes.get("href") or "", base) if anchor else ""
        if url and urls.identity(url) not in seen:
            seen.add(urls.identity(url))
            yield _Link(url, _words(node), "", headed=True, main=True)


def _anchor(node: LexborNode) -> LexborNode | None:
    """Return the link that a node is, holds, or lies in."""
    if node.tag == "a":
        return node
    return node.css_first("a[href]") or next((above for above in _above(node) if above.tag == "a"), None)


def _headlines(tree: LexborHTMLParser, base: str, page: str) -> Iterator[_Link]:
    """Yield each article's best link once, in the order of the page; of the main area alone, where there is one that lists."""
    found: dict[str, _Link] = {}
    for anchor in tree.css("a[href]")[:MOST_LINKS]:
        link = _link(anchor, base, page)
        key = urls.identity(link.url) if link else ""
        if link and (key not in found or (link.headed, len(link.title)) > (found[key].headed, len(found[key].title))):
            found[key] = link
    links = list(found.values())
    inner = [link for link in links if link.main]
    links = inner if len(inner) >= REPEATED else links
    places = Counter(link.place for link in links)
    return (link for link in links if link.headed or places[link.place] >= REPEATED)


def _link(anchor: LexborNode, base: str, page: str) -> _Link | None:
    url = urls.absolute(anchor.attributes.get("href") or "", base)
    if not url or not _could_be_article(url, page):
        return None
    above = list(_above(anchor))
    if any((node.tag in _ASIDE and not _in_article(node)) or node.attributes.get("role") in _ASIDE_ROLES for node in above):
        return None
    title_node = next((node for tag in ("h1", "h2", "h3", "h4", "h5", "h6") if (node := anchor.css_first(tag))), None)
    title = _words(title_node or anchor)
    headed = title_node is not None or any(node.tag in _HEADINGS for node in above[:_PLACE])
    if not _is_headline(title, headed=headed):
        return None
    place = ">".join(f"{node.tag}.{node.attributes.get('class') or ''}" for node in (anchor, *above[:_PLACE]))
    return _Link(url, title, place, headed, main=any(node.tag == "main" or node.attributes.get("role") == "main" for node in above))


def _in_article(node: LexborNode) -> bool:
    """Tell whether a header or footer is an article's own rather than the page's."""
    return node.tag in ("header", "footer") and any(above.tag in ("article", "li") for above in _above(node))


def _above(node: LexborNode) -> Iterator[LexborNode]:
    for _ in range(_DEPTH):
        above = node.parent
        if above is None or not above.is_element_node:
            return
        yield (node := above)


def _could_be_article(url: str, page: str) -> bool:
    path = url.partition("#")[0].partition("?")[0]
    same_site = urls.domain(url) == urls.domain(page)
    return same_site and not urls.is_home(url) and urls.identity(url) != urls.identity(page) and not _NO_ARTICLE.search(path)


def _words(node: LexborNode) -> str:
    return " ".join(plain(node.text(separator=" ")).split())


def _is_headline(title: str, *, headed: bool) -> bool:
    if len(title) > LONGEST_HEADLINE:
        return False
    words, letters = (FEWEST_HEADED_WORDS, FEWEST_HEADED_LETTERS) if headed else (FEWEST_WORDS, FEWEST_LETTERS)
    dense = len(_DENSE.findall(title)) >= FEWEST_DENSE
    return dense or (len(title) >= letters and len(title.split()) >= words)
