"""Failures of fetching, in words: what happened, and what one can do."""

from datetime import datetime
from http import HTTPStatus

from aiohttp import (
    ClientConnectionError,
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientHttpProxyError,
    ClientPayloadError,
    ClientProxyConnectionError,
    ConnectionTimeoutError,
    InvalidURL,
    SocketTimeoutError,
)

from newsloom import times
from newsloom.net.body import BodyError
from newsloom.net.guard import BlockedAddressError
from newsloom.text import printable
from newsloom.types import Failure, Fetched
from newsloom.urls import blotted

TRANSIENT_CODES = frozenset({"robots-unreachable", "timeout", "unreachable", "truncated", "protocol"})
"""Codes of what a server or the way to it may have mended by the next try."""

TRANSIENT_STATUSES = frozenset({408, 425, 429})
"""Statuses below 500 that speak of the moment and not of the address (RFC 9110 section 15.5.9, RFC 8470, RFC 6585)."""

SHORTEST_WAIT, LONGEST_WAIT = 60.0, 7 * 86_400.0
"""Seconds between which a Retry-After is believed: hostile ones reach from -1 to the year 9999 (the project's threat table, N10)."""

_ADVICE = {
    401: "it wants a login; give the source's username and password",
    403: "it does not want us; ask the site for permission",
    404: "there is nothing at this address; look for its new one",
    407: "the proxy wants a login; put it into the proxy's address",
    410: "it is gone for good; remove it",
    429: "it asks us for patience",
    451: "it is withheld for legal reasons",
}

_ERRORS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, str], ...] = (
    (ConnectionTimeoutError, "timeout", "no connection in time; it will be tried again"),
    (SocketTimeoutError, "timeout", "the server fell silent; it will be tried again"),
    (TimeoutError, "timeout", "no complete answer in time; it will be tried again"),
    (ClientConnectorDNSError, "unreachable", "its name cannot be looked up ({}); check the address"),
    (ClientConnectorCertificateError, "unreachable", "its certificate is not valid ({}); only its operator can mend that"),
    (
        (ClientProxyConnectionError, ClientHttpProxyError),
        "unreachable",
        "the proxy did not connect ({}); check HTTP_PROXY, HTTPS_PROXY and the address",
    ),
    (ClientPayloadError, "truncated", "the body ended before its announced end; it will be tried again"),
    (InvalidURL, "bad-address", "the address cannot be asked for ({}); check it"),
    ((ClientConnectionError, OSError), "unreachable", "no connection, or it broke ({}); it will be tried again"),
    (Exception, "protocol", "the answer is not well-formed HTTP ({}); it will be tried again"),
)
"""What aiohttp's errors mean; the first row that fits counts."""


def failure(url: str, code: str, reason: str, retry_after: float | None = None) -> Failure:
    """Return the failure of one fetch, no credential in its reason; whether it is transient follows from its code."""
    reason = blotted(reason)
    return Failure(stage="fetch", subject=url, code=code, reason=reason, transient=code in TRANSIENT_CODES, retry_after=retry_after)


def refused(answer: Fetched, now: datetime) -> Failure:
    """Return the failure that a status of 400 or above means, with the time after which the server may be asked again.

    Example:
        >>> from datetime import UTC
        >>> now = datetime(2026, 1, 1, tzinfo=UTC)
        >>> busy = refused(Fetched(url="https://a.example/", status=503, headers=(("Retry-After", "1e20"),), at=now), now)
        >>> busy.code, busy.transient, busy.retry_after
        ('http-503', True, 604800.0)
    """
    transient = answer.status in TRANSIENT_STATUSES or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    advice = _ADVICE.get(answer.status, "it will be tried again" if transient else "look at the address in a browser")
    return Failure(
        stage="fetch",
        subject=answer.url,
        code=f"http-{answer.status}",
        reason=f"the server answered {answer.status}: {advice}",
        transient=transient,
        retry_after=retry_after(answer.header("retry-after"), now) if transient else None,
    )


def retry_after(value: str, now: datetime) -> float | None:
    """Read a Retry-After header (RFC 9110 section 10.2.3) and clamp it; `None` without one.

    A value that cannot be read still asked for patience: the shortest wait.

    Example:
        >>> from datetime import UTC
        >>> now = datetime(2026, 1, 1, tzinfo=UTC)
        >>> [retry_after(value, now) for value in ("", "120", "-1", "²", "Thu, 01 Jan 2026 00:10:00 GMT")]
        [None, 120.0, 60.0, 60.0, 600.0]
    """
    if not value.strip():
        return None
    try:
        seconds = float(value)
    except ValueError:
        moment = times.parse(value)
        seconds = (moment - now).total_seconds() if moment else 0.0
    return min(max(SHORTEST_WAIT, seconds), LONGEST_WAIT)  # in this order NaN, too, becomes the shortest


def explain(url: str, error: Exception) -> Failure:
    """Return the failure that an error of aiohttp, of the guard or of a body means."""
    cause = getattr(error, "os_error", error)  # aiohttp wraps what the guard raises inside its connector
    if isinstance(error, BodyError):
        return failure(url, error.code, str(error))
    if isinstance(cause, BlockedAddressError):
        return failure(url, "blocked-address", f"{cause}; only public web addresses are asked")
    code, reason = next((code, reason) for kinds, code, reason in _ERRORS if isinstance(error, kinds))
    return failure(url, code, reason.format(_words(error)))


def _words(error: Exception) -> str:
    """Return the first line of what an error says, short and printable: servers have a say in it."""
    said = next((said for name in ("certificate_error", "os_error", "message") if (said := getattr(error, name, None))), error)
    text = str(getattr(said, "strerror", None) or said).strip() or type(error).__name__
    return printable(text.partition("\n")[0])[:160]
