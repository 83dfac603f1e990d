"""AMP cache addresses, by the caches' published algorithm.

Source: https://amp.dev/documentation/guides-and-tutorials/learn/amp-caches-and-cors/amp-cache-urls/ and the
conditions for the fallback of the AMP project's own `@ampproject/toolbox-cache-url`.
"""

from base64 import b32encode
from hashlib import sha256
import unicodedata
from urllib.parse import urlsplit

from newsloom.urls import hostname

CACHE = "cdn.ampproject.org"
"""The Google AMP cache, the one whose addresses the reference's records carry."""

LONGEST_LABEL = 63
"""A DNS label holds at most 63 octets (RFC 1035, section 2.3.4)."""


def cache_url(url: str) -> str:
    """Return where the AMP cache serves this AMP page; empty when it cannot (no web address, or a port of its own).

    Example:
        >>> cache_url("https://amp.benzinga.com/amp/content/1")
        'https://amp-benzinga-com.cdn.ampproject.org/c/s/amp.benzinga.com/amp/content/1'
        >>> cache_url("http://a-b.example/x?y#z")
        'https://a--b-example.cdn.ampproject.org/c/a-b.example/x?y'
    """
    scheme, _, rest = url.partition("#")[0].partition("://")
    host = hostname(url)
    if not host or _has_port(url):
        return ""
    infix = "c/s" if scheme.lower() == "https" else "c"
    return f"https://{prefix(host)}.{CACHE}/{infix}/{rest}"


def _has_port(url: str) -> bool:
    try:
        return urlsplit(url).port is not None
    except ValueError:
        return True


def prefix(domain: str) -> str:
    """Return the one label that stands for a publisher's domain: readable where that is possible, else a hash.

    The hash is taken when the label would not be valid: over 63 octets, no dot in the domain, or letters of both
    writing directions.

    Args:
        domain: a host in lower case; international names as the `xn--` form.

    Example:
        >>> prefix("foo-example.com"), prefix("en-us.example.com"), prefix("xn--57hw060o.com")
        ('foo--example-com', '0-en--us-example-com-0', 'xn---com-p33b41770a')
        >>> prefix("toplevelnohyphens")
        'qsgpfjzulvuaxb66z77vlhb5gu2irvcnyp6t67cz6tqo5ae6fysa'
    """
    return _readable(domain) or b32encode(sha256(domain.encode()).digest()).decode().rstrip("=").lower()


def _readable(domain: str) -> str:
    try:
        name = ".".join(_decoded(label) for label in domain.split("."))
    except UnicodeError:
        return ""
    if "." not in name or len(domain) > LONGEST_LABEL or _runs_both_ways(name):
        return ""
    label = name.replace("-", "--").replace(".", "-")
    if label[2:4] == "--":  # such labels are reserved for encodings like `xn--`
        label = f"0-{label}-0"
    if not label.isascii():
        label = "xn--" + label.encode("punycode").decode("ascii")
    return label if len(label) <= LONGEST_LABEL else ""


def _decoded(label: str) -> str:
    return label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label


def _runs_both_ways(name: str) -> bool:
    directions = {unicodedata.bidirectional(letter) for letter in name}
    return "L" in directions and not directions.isdisjoint(("R", "AL"))
