"""Addresses: which one a piece is known by, and its AMP twin."""

import re
from urllib.parse import urlsplit

from newsloom import urls
from newsloom.extract.found import NOTHING, Found
from newsloom.extract.page import Page
from newsloom.types import Entry

_NAMED = re.compile(r"(?:^|&)(?:[a-z_]{0,20}id|p|v|story|article|n)=", re.IGNORECASE)

# An address that was encoded once too often and so became a path: siegessaeule.de declares those, which lead nowhere.
_INSIDE = re.compile(r"/https?(?::/|%3a%2f)", re.IGNORECASE)
_AFTER_SCHEME = len("https://")

_CACHE = "ampproject.org"
"""The AMP project's cache keeps copies of other sites' pages: there, the canonical address is another site's by design."""

# Whose page a copy is, its own address says (AMP cache URL format): …/c/s/www.news.example/story. Its word alone would let anybody
# speak in another's name.
_CACHED = re.compile(r"/[a-z]/(?:s/)?([^/]{1,253})/")


def choose_address(page: Page, entry: Entry) -> Found:
    """Return the address that a piece is published under, without tracking, otherwise character for character as said.

    The declared canonical address counts if it could be this page's: on the same registrable domain (or the page is an
    AMP cache's copy), not the site's front page, not an address within an address, and not this path with the parameter
    dropped that names the piece.
    Otherwise the page's own address: the source's spelling where it leads there, else where the redirects ended.
    """
    for said, where in ((page.links.get("canonical", ""), "html"), (page.first("og:url"), "og")):
        declared = page.absolute(said)
        if declared and _could_be(declared, page.url):
            return Found(urls.without_tracking(declared), where)
    if not page.url or urls.identity(page.url) == urls.identity(entry.url):
        return Found(urls.without_tracking(entry.url), "feed")
    return Found(urls.without_tracking(page.url), "url")


def _could_be(declared: str, actual: str) -> bool:
    if (urls.is_home(declared) and not urls.is_home(actual)) or (_nests(declared) and not _nests(actual)):
        return False
    if urls.domain(declared) != urls.domain(actual):
        cached = _CACHED.match(urlsplit(actual).path) if urls.domain(actual) == _CACHE else None
        return cached is not None and urls.domain(f"https://{cached[1]}/") == urls.domain(declared)
    ours, theirs = urlsplit(urls.without_tracking(actual)), urlsplit(declared)
    dropped = not theirs.query and theirs.path.rstrip("/") == ours.path.rstrip("/")
    return not (dropped and _NAMED.search(ours.query))


def _nests(url: str) -> bool:
    return _INSIDE.search(url, _AFTER_SCHEME) is not None


def amp_address(page: Page, url: str) -> Found:
    """Return the AMP page that a page declares, on whatever host, unless it is the page itself."""
    declared = page.absolute(page.links.get("amphtml", ""))
    return Found(declared, "html") if declared and urls.identity(declared) != urls.identity(url) else NOTHING
