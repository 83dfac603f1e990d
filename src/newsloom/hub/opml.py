"""Subscriptions from another reader: the outlines of an OPML file that name a feed."""

from itertools import islice
import re

from lxml import etree
from msgspec import Struct

from newsloom.text import printable
from newsloom.urls import absolute, identity

MOST = 10_000
"""Outlines of one file that are read: more is no person's list of subscriptions, and a hub of as many takes 0.6 MB."""

_FEED_SCHEME = re.compile(r"feed:(?://)?(?=https?://)", re.IGNORECASE)
_BARE_SCHEME = re.compile(r"feed:(?=//)", re.IGNORECASE)


class Subscription(Struct, frozen=True, kw_only=True):
    """A feed's address and what the other reader called it."""

    url: str
    title: str = ""


def subscriptions(data: bytes) -> tuple[tuple[Subscription, ...], tuple[str, ...]]:
    """Return the feeds of an OPML document in its order, each once, and a sentence for each outline that was left out.

    A damaged document is read as far as it goes; nothing outside it is ever fetched, no entity expanded.

    Args:
        data: the document's bytes, in any encoding that it declares.

    Example:
        >>> kept, refused = subscriptions(
        ...     b'<opml><body><outline text="A" xmlUrl="https://a.example/f"/><outline xmlUrl="x"/></body></opml>'
        ... )
        >>> kept[0].title, refused
        ('A', ('line 1: "x" is no web address',))
    """
    # The limits of libxml2 stay on (huge_tree), so depth and size of a hostile document are bounded.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    kept: dict[str, Subscription] = {}
    refused: list[str] = []
    outlines = root.iter("{*}outline") if root is not None else iter(())
    for outline in islice(outlines, MOST):
        values = {str(name).lower(): _line(str(value)) for name, value in outline.attrib.items()}
        if "xmlurl" in values:
            _keep(kept, refused, f"line {outline.sourceline}", values)
    if next(outlines, None) is not None:
        refused.append(f"what comes after the first {MOST:,} outlines; split the file")
    return tuple(kept.values()), tuple(refused)


def _keep(kept: dict[str, Subscription], refused: list[str], place: str, values: dict[str, str]) -> None:
    url = absolute(_BARE_SCHEME.sub("http:", _FEED_SCHEME.sub("", values["xmlurl"])))
    if not url:
        refused.append(f'{place}: "{values["xmlurl"]}" is no web address')
    elif identity(url) in kept:
        refused.append(f"{place}: {url} is there already, as {kept[identity(url)].url}")
    else:
        kept[identity(url)] = Subscription(url=url, title=values.get("title") or values.get("text", ""))


def _line(text: str) -> str:
    return " ".join(printable(text).split())
