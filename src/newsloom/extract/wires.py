"""Wires: whose release a page shows. A release on MarketWatch that came over PR Newswire is PR Newswire's copy."""

from collections.abc import Iterator, Mapping
import re

import re2

from newsloom import urls
from newsloom.extract.found import NOTHING, Found
from newsloom.extract.page import Page
from newsloom.extract.titles import squash
from newsloom.text import plain
from newsloom.types import Entry, Publisher

LEAD = 400
"""Characters in which a dateline stands: a release begins with its places, the wire's mark and the date."""

# The marks that the wires set into datelines, each as their own releases show it: "GATINEAU, QC / ACCESSWIRE / May 10, 2021 /",
# "NEW YORK, May 10, 2021 /PRNewswire-PRWeb/ --", "LONDON--(BUSINESS WIRE)--", "Berlin (ots) -".
_MARKS = (
    (re.compile(r"/ ?PR ?Newswire(?: ?-[\w ]{1,30})? ?/", re.IGNORECASE), "prnewswire.com"),
    (re.compile(r"/ ?ACCESS(?:WIRE| Newswire) ?/", re.IGNORECASE), "accesswire.com"),
    (re.compile(r"/ ?CNW(?: Telbec)? ?/"), "newswire.ca"),
    (re.compile(r"/ ?EIN ?Presswire(?:\.com)? ?/", re.IGNORECASE), "einpresswire.com"),
    (re.compile(r"\(BUSINESS WIRE\)|^BUSINESS WIRE:"), "businesswire.com"),
    (re.compile(r"\(GLOBE ?NEWSWIRE\)", re.IGNORECASE), "globenewswire.com"),
    (re.compile(r"\(Newsfile Corp\."), "newsfilecorp.com"),
    (re.compile(r"\(PRWEB\)", re.IGNORECASE), "prweb.com"),
    (re.compile(r"\(Marketwired?[ )-]", re.IGNORECASE), "marketwired.com"),
    (re.compile(r"\(Newswire\.com\)", re.IGNORECASE), "newswire.com"),
    (re.compile(r"\(ots\)"), "presseportal.de"),
)
_SIGN = re.compile(r"[/(]\s?(?i:pr|acc|cnw|ein|bus|glo|new|mar|ots)|BUSINESS WIRE:")  # what every mark begins with
# A part of every mark, looked for first and only where a first paragraph stands, below the headline: hardly a page holds one, and to
# ask each page for its first paragraph takes about four times as long.
_PROMISING = re2.compile(rb"(?i)newswire|accesswire|presswire|cnw|business.{1,6}wire|newsfile|prweb|marketwire|\(ots")
_WITHIN = 16 * 1024
_NAMING = ("dc.source", "dcterms.source", "source", "dc.publisher", "dc.creator", "author")
_POINTING = ("syndication-source", "original-source")


class Wires:
    """The catalogue's wires, by their domains and by what they are called. `publishers` is the catalogue, by domain."""

    def __init__(self, publishers: Mapping[str, Publisher]) -> None:
        """Keep the wires; of several domains with one name, the shortest goes by it."""
        wires = sorted(
            (known for known in publishers.values() if known.role == "wire"), key=lambda known: (-len(known.domain), known.domain)
        )
        self._domains = frozenset(known.domain for known in wires)
        self._names = {squash(name): known.domain for known in wires for name in (known.domain, known.domain.partition(".")[0], known.name)}
        self._hosts = frozenset(known.domain for known in publishers.values() if known.role == "release-host")

    def credited(self, page: Page, entry: Entry, url: str, picture: str) -> Found:
        """Return the domain of the wire that a page credits; nothing on a wire's own pages, and where nobody is credited.

        The head's word and JSON-LD's go first, then the dateline. Where releases are hosted, a release's picture that lies with its
        wire tells as much; elsewhere it may illustrate a report. Links and widgets tell nothing: pages advertise other releases.

        Args:
            page: the page.
            entry: the item as its source said it.
            url: the address that the page is published under.
            picture: the address of the page's picture, if any.

        Example:
            >>> from datetime import UTC, datetime
            >>> from newsloom.types import Fetched
            >>> wires = Wires({"prnewswire.com": Publisher(domain="prnewswire.com", name="PR Newswire", role="wire")})
            >>> html = b"<meta name=description content='OSLO, May 4, 2021 /PRNewswire/ -- Acme opens a mill.'>"
            >>> page = Page(Fetched(url="https://news.example/a", status=200, body=html, at=datetime.now(UTC)))
            >>> wires.credited(page, Entry(source="s", url=page.url), page.url, "")
            Found(value='prnewswire.com', where='html')
        """
        domain = urls.domain(url)
        if domain in self._domains:
            return NOTHING
        if domain in self._hosts and urls.domain(picture) in self._domains:
            return Found(urls.domain(picture), "og")
        return next(self._declared(page), None) or next(_datelines(page, entry), NOTHING)

    def _declared(self, page: Page) -> Iterator[Found]:
        for said in (page.links.get("canonical", ""), *(page.meta.get(name, "") for name in _POINTING)):
            if (pointed := urls.domain(page.absolute(said))) in self._domains:
                yield Found(pointed, "html")
        named = [(name, "json-ld") for name in (page.linked.publisher, *page.linked.credits, *page.linked.authors[:1])]
        named += [(page.meta.get(name, ""), "html") for name in _NAMING]
        for name, where in named:
            if (wire := self._names.get(squash(name[:LEAD]))) and name:
                yield Found(wire, where)


def _datelines(page: Page, entry: Entry) -> Iterator[Found]:
    said = (
        (page.first("og:description"), "og"),
        (page.first("description"), "html"),
        (page.linked.description, "json-ld"),
        (next(page.paragraphs(), "") if _is_promising(page.raw) else "", "html"),
        (entry.summary, "feed"),
        (entry.title, "feed"),
    )
    for text, where in said:
        if _SIGN.search(text, 0, 4 * LEAD):
            lead = plain(text[: 4 * LEAD])[:LEAD]
            yield from (Found(wire, where) for mark, wire in _MARKS if mark.search(lead))


def _is_promising(markup: bytes) -> bool:
    start = max(0, markup.find(b"<h1"))
    return bool(_PROMISING.search(markup, start, start + _WITHIN))
