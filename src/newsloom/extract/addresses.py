"""Addresses: which one a piece is known by, and its AMP twin."""

import re
from urllib.parse import urlsplit

from newsloom import urls
from newsloom.extract.found import NOTHING, Found
from newsloom.extract.page import Page
from newsloom.types import Entry

_NAMED = re.compile(r"(?:^|&)(?:[a-z_]{0,20}id|p|v|story|article|n)=", re.IGNORECASE)


def choose_address(page: Page, entry: Entry) -> Found:
    """Return the address that a piece is published under, without tracking, otherwise character for character as said.

    The declared canonical address counts if it could be this page's: on the same registrable domain, not the site's
    front page, and not this path with the parameter dropped that names the piece. Otherwise the page's own address:
    the source's spelling where it leads there, else where the redirects ended.
    """
    for said, where in ((page.links.get("canonical", ""), "html"), (page.first("og:url"), "og")):
        declared = page.absolute(said)
        if declared and _could_be(declared, page.url):
            return Found(urls.without_tracking(declared), where)
    if not page.url or urls.identity(page.url) == urls.identity(entry.url):
        return Found(urls.without_tracking(entry.url), "feed")
    return Found(urls.without_tracking(page.url), "url")


def _could_be(declared: str, actual: str) -> bool:
    if urls.domain(declared) != urls.domain(actual) or (urls.is_home(declared) and not urls.is_home(actual)):
        return False
    ours, theirs = urlsplit(urls.without_tracking(actual)), urlsplit(declared)
    dropped = not theirs.query and theirs.path.rstrip("/") == ours.path.rstrip("/")
    return not (dropped and _NAMED.search(ours.query))


def amp_address(page: Page, url: str) -> Found:
    """Return the AMP page that a page declares, on whatever host, unless it is the page itself."""
    declared = page.absolute(page.links.get("amphtml", ""))
    return Found(declared, "html") if declared and urls.identity(declared) != urls.identity(url) else NOTHING
