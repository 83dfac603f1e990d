"""Redirects that hold their target: the address of the real article, read out of the one that a feed gives.

Aggregators and counting services link to themselves and send the reader on. Where the target stands in the address it is
read from there, without asking anybody; where it does not, the address says only who was asked. Only services that are known
for it are believed: an address of anybody else with another one in it may show a page of its own, and where it sends on it is
followed as any redirect.
"""

from base64 import urlsafe_b64decode
import binascii
from functools import lru_cache
import re
from urllib.parse import parse_qsl, unquote

from newsloom import urls

LAYERS = 3
"""Wrappers within wrappers that are taken off: a mail filter around a counter around a search engine's."""

MOST_PARAMETERS = 100
"""Parameters of a redirect; real ones have a dozen."""

_TARGETS = ("url", "u", "q", "uddg", "to", "target", "dest", "destination", "redirect", "redirect_url", "goto", "link", "z")
"""Parameters that hold the target, the clearest first (`url` and `q` of Google, `u` of Facebook, `uddg` of DuckDuckGo, `z` of Tumblr)."""

_SENDERS = {
    "bing.com": "/news/apiclick.aspx",
    "news.google.com": "/news/url",
    "duckduckgo.com": "/l",
    "l.facebook.com": "/l.php",
    "lm.facebook.com": "/l.php",
    "l.instagram.com": "",
    "linkedin.com": "/redir/redirect",
    "out.reddit.com": "",
    "t.umblr.com": "/redirect",
    "vk.com": "/away.php",
    "youtube.com": "/redirect",
    "safelinks.protection.outlook.com": "",
    "slack-redir.net": "/link",
    "go.redirectingat.com": "",
    "go.skimresources.com": "",
    "redirect.viglink.com": "",
    "c212.net": "/c/link",
    "cts.businesswire.com": "/ct/ct",
}
"""Hosts that send on, and the path at which they do, in lower case: search engines, networks and mail filters, which link to all the
world through themselves, two counters of shops' links, and those of two wires (PR Newswire's c212.net). Google does at every ending."""

_GOOGLE = re.compile(r"/(?:rss/|__i/rss/rd/)?(?:articles|read)/([A-Za-z0-9_-]{8,2000}=?=?)")
_YAHOO = re.compile(r"/RU=(https?[^/]{1,2000})/")
_URL_FIELD = 0x22  # protocol buffers: field 4, a string


@lru_cache(maxsize=4096)
def unwrapped(url: str) -> str:
    """Return the address that a redirect holds; the address as it is where it is no redirect, or holds nothing of another site.

    Example:
        >>> unwrapped("http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fnews.example%2fa&c=1")
        'https://news.example/a'
        >>> unwrapped("https://news.example/redirect-explained?url=1")
        'https://news.example/redirect-explained?url=1'
    """
    for _ in range(LAYERS):
        inner = _inner(url)
        if not inner or urls.domain(inner) == urls.domain(url):
            break
        url = inner
    return url


def is_opaque(url: str) -> bool:
    """Tell whether an address is an aggregator's redirect that does not say where it leads: whoever reads it reads the aggregator.

    Example:
        >>> is_opaque("https://news.google.com/rss/articles/CBMiVkFVX3lxTE4zaGU2bTY2?oc=5"), is_opaque("https://news.example/a")
        (True, False)
    """
    aggregated = urls.within(url, "news.google.com") or urls.within(url, "bing.com/news/apiclick.aspx")
    return aggregated and unwrapped(url) == url


def _inner(url: str) -> str:
    address, _, query = url.partition("#")[0].partition("?")
    path, host = "/" + "/".join(address.split("/")[3:]), urls.hostname(url)
    if host == "news.google.com" and (article := _GOOGLE.fullmatch(path)):
        return _of_google(article[1])
    if host == "r.search.yahoo.com" and (ru := _YAHOO.search(path)):
        return _web(unquote(ru[1]))
    if not query or query.count("&") > MOST_PARAMETERS or not _sends_on(host, path.lower()):
        return ""
    said = dict(reversed(parse_qsl(query)))
    return next((target for name in _TARGETS if (target := _web(said.get(name, "")))), "")


def _sends_on(host: str, path: str) -> bool:
    path = path.rstrip("/")
    if path == "/url" and host.removeprefix("www.").startswith("google.") and urls.registrable(host) == host.removeprefix("www."):
        return True
    return any(path == place and (host == own or host.endswith("." + own)) for own, place in _SENDERS.items())


def _web(text: str) -> str:
    return urls.absolute(text) if text.startswith(("http://", "https://")) else ""


def _of_google(identifier: str) -> str:
    """Return the address in an article's identifier: base64 of a protocol buffer, in which newer ones hold a key instead (`AU_yqL…`)."""
    try:
        data = urlsafe_b64decode(identifier.rstrip("=") + "=" * (-len(identifier.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return ""
    start = data.find(_URL_FIELD, 0, 8)
    if start < 0:
        return ""
    length, end = 0, start + 1
    for at, byte in enumerate(data[start + 1 : start + 4]):  # a varint of at most three bytes: more than the longest address
        length, end = length | (byte & 0x7F) << 7 * at, end + 1
        if byte < 0x80:  # noqa: PLR2004 - the bit that says that more bytes follow
            break
    return _web(data[end : end + length].decode("utf-8", "replace"))
