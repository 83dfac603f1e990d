"""What the standard environment may say about the network: the proxies to use and the certificates to trust.

Read only where the hub trusts its environment, and never where a program names its one proxy itself. aiohttp's own
`trust_env` is not used, because it also reads `~/.netrc` and would send passwords from there to any host that a feed names.
"""

from collections.abc import Mapping
import os
import ssl
from urllib.request import getproxies, getproxies_environment, proxy_bypass

import certifi
from yarl import URL

from newsloom.errors import NewsloomError


class Proxies:
    """The proxies of HTTP_PROXY, HTTPS_PROXY and ALL_PROXY, and the hosts that NO_PROXY exempts.

    Args:
        trusted: whether the environment counts; without it there are no proxies.
        only: one proxy for every address without exemption, whatever the environment says.

    Raises:
        NewsloomError: a variable names a proxy that is no http(s) address.

    Example:
        >>> Proxies(trusted=True, only="http://127.0.0.1:8099").route(URL("https://news.example/"))
        URL('http://127.0.0.1:8099')
    """

    def __init__(self, *, trusted: bool, only: str = "") -> None:
        named = {"all": only} if only else getproxies() if trusted else {}
        environment = getproxies_environment()
        # Each look for an exemption reads every variable: none is looked for where the environment names proxies and no exemption.
        self._exempts = trusted and not only and ("no" in environment or not environment)
        self._urls = {scheme: _proxy(named, scheme) for scheme in ("http", "https")}

    def route(self, url: URL) -> URL | None:
        """Return the proxy that this address is asked through; `None` when it is asked directly."""
        proxy = self._urls.get(url.scheme)
        return None if proxy is None or (self._exempts and proxy_bypass(f"{url.raw_host}:{url.port}")) else proxy

    def places(self) -> frozenset[tuple[str, int]]:
        """Return the hosts and ports of the proxies."""
        return frozenset((url.raw_host or "", url.port or 80) for url in self._urls.values() if url is not None)


def _proxy(named: Mapping[str, str], scheme: str) -> URL | None:
    text = named.get(scheme) or named.get("all")
    if not text:
        return None
    try:
        url = URL(text if "://" in text else f"http://{text}")
        usable = url.scheme in ("http", "https") and bool(url.raw_host)
    except ValueError:
        usable = False
    if not usable:
        raise NewsloomError(
            f"{scheme.upper()}_PROXY (or ALL_PROXY) is not the address of an http proxy. "
            "Write it as http://host:port, or set trust_environment = false under [network]."
        )
    return url


def certificates(*, trusted: bool) -> ssl.SSLContext:
    """Return the TLS settings: certificates from SSL_CERT_FILE and SSL_CERT_DIR where trusted and set, else from certifi.

    Raises:
        NewsloomError: the named file cannot be read or holds no certificates.
    """
    file = (os.environ.get("SSL_CERT_FILE") if trusted else None) or None
    folder = (os.environ.get("SSL_CERT_DIR") if trusted else None) or None
    if file is None and folder is None:
        file = certifi.where()
    try:
        context = ssl.create_default_context(cafile=file, capath=folder)
    except OSError as error:
        raise NewsloomError(
            f"The certificates of SSL_CERT_FILE or SSL_CERT_DIR cannot be read ({error}). "
            "Name a PEM file, unset the variable, or set trust_environment = false under [network]."
        ) from error
    context.set_alpn_protocols(["http/1.1"])
    return context
