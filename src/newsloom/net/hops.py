"""Redirects: where an answer sends us, what may go along, and what must not."""

from urllib.parse import quote

from newsloom.net.failures import failure
from newsloom.types import Failure, Fetched, Request
from newsloom.urls import absolute, hostname, origin

REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Statuses whose Location is followed (RFC 9110 section 15.4)."""

PERMANENT = frozenset({301, 308})
"""Those that say that the new address shall be used from now on (RFC 9110 sections 15.4.2 and 15.4.9)."""

_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_ANYONES = frozenset({"accept", "accept-language"})
_VALIDATORS = frozenset({"if-none-match", "if-modified-since"})


def location(answer: Fetched) -> str:
    """Return the address that an answer redirects to, as it says it; empty when it does not redirect.

    Blanks and bytes beyond ASCII, which servers do send, are percent-encoded, as browsers do.
    """
    if answer.status not in REDIRECTS:
        return ""
    return quote(answer.header("location").strip(), safe=_PRINTABLE)


def onward(hop: Request, answer: Fetched) -> Request | Failure | None:
    """Return the request that a redirect asks for, or why it is not followed; `None` when the answer is no redirect.

    Example:
        >>> from datetime import UTC, datetime
        >>> hop = Request(url="https://news.example/a", headers=(("Authorization", "Basic eDp5"), ("Accept", "text/html")))
        >>> def moved(place: str) -> Fetched:
        ...     return Fetched(url=hop.url, status=301, headers=(("Location", place),), at=datetime.now(UTC))
        >>> onward(hop, moved("https://other.example/a")).headers
        (('Accept', 'text/html'),)
        >>> onward(hop, moved("/b")).url, onward(hop, moved("http://news.example/b")).code
        ('https://news.example/b', 'downgrade')
    """
    place = location(answer)
    if not place:
        return None
    url = absolute(place, hop.url)
    if not url:
        return failure(hop.url, "bad-address", f"it redirects to “{place[:200]}”, which is no web address; look for its new one")
    secure, still_secure = (origin(address).startswith("https:") for address in (hop.url, url))
    if secure and not still_secure:
        return failure(hop.url, "downgrade", f"it redirects from https to {url}; ask for that address itself if it is trusted")
    return Request(url=url, headers=_along(hop, url), limit=hop.limit, partial=hop.partial, permitted=hop.permitted)


def _along(hop: Request, url: str) -> tuple[tuple[str, str], ...]:
    """Return the headers that the next address may see.

    The same origin: all. Elsewhere only what says nothing about us, so that no password, cookie or key of one site
    reaches another. Validators, which a cache of one address made, are kept where only http became https.
    """
    if origin(hop.url) == origin(url):
        return hop.headers
    kept = _ANYONES | _VALIDATORS if hostname(hop.url) == hostname(url) else _ANYONES
    return tuple((name, value) for name, value in hop.headers if name.lower() in kept)
