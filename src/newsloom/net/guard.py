"""Which addresses may be reached: public ones only, judged on the address that is really connected to.

Feeds are written by strangers, so every address in them is a wish of a stranger to have this machine make a request:
to its own services, its neighbours, or a cloud's metadata. A check before the request is not enough, because names
can change their answer between check and use. The guard therefore sits where sockets are made (`Gate`).
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
import socket
from typing import Any

from aiohttp import AddrInfoType
from aiohttp.abc import AbstractResolver, ResolveResult

PORTS = frozenset({80, 443, 8080, 8443})
"""The web's ports and their registered alternates (IANA service names: http, https, http-alt, pcsync-https)."""

# Why a table of our own: `ipaddress.is_global` of Python 3.11 calls NAT64, 6to4, multicast, site-local and other special
# addresses global (measured on 3.11.7; CVE-2024-4032 mended a part). The rows follow the IANA special-purpose address
# registries (RFC 6890, updated by RFC 8190) and the address space registries; the first row that matches names the
# reason. Networks that carry an IPv4 address inside are refused whole: nobody publishes such addresses in DNS.
NETWORKS: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8", "this network (RFC 791)"),
    ("10.0.0.0/8", "private (RFC 1918)"),
    ("100.64.0.0/10", "shared by a carrier (RFC 6598)"),
    ("127.0.0.0/8", "loopback (RFC 1122)"),
    ("169.254.0.0/16", "link-local, and cloud metadata (RFC 3927)"),
    ("172.16.0.0/12", "private (RFC 1918)"),
    ("192.0.0.0/24", "protocol assignments (RFC 6890)"),
    ("192.0.2.0/24", "documentation (RFC 5737)"),
    ("192.88.99.0/24", "a 6to4 relay (RFC 7526)"),
    ("192.168.0.0/16", "private (RFC 1918)"),
    ("198.18.0.0/15", "benchmarking (RFC 2544)"),
    ("198.51.100.0/24", "documentation (RFC 5737)"),
    ("203.0.113.0/24", "documentation (RFC 5737)"),
    ("224.0.0.0/4", "multicast (RFC 5771)"),
    ("240.0.0.0/4", "reserved or broadcast (RFC 1112, RFC 919)"),
    ("168.63.129.16/32", "Azure's host service (a public number that means the machine's own host)"),
    ("::1/128", "loopback (RFC 4291)"),
    ("::/96", "unspecified or IPv4-compatible (RFC 4291)"),
    ("::ffff:0:0/96", "IPv4-mapped (RFC 4291)"),
    ("64:ff9b::/96", "NAT64 (RFC 6052)"),
    ("64:ff9b:1::/48", "local NAT64 (RFC 8215)"),
    ("100::/64", "discard-only (RFC 6666)"),
    ("2001::/23", "protocol assignments and Teredo (RFC 2928, RFC 4380)"),
    ("2001:db8::/32", "documentation (RFC 3849)"),
    ("2002::/16", "6to4 (RFC 3056)"),
    ("3fff::/20", "documentation (RFC 9637)"),
    ("5f00::/16", "segment routing (RFC 9602)"),
    ("fc00::/7", "private (RFC 4193)"),
    ("fe80::/10", "link-local (RFC 4291)"),
    ("fec0::/10", "site-local (RFC 3879)"),
    ("ff00::/8", "multicast (RFC 4291)"),
    # Only 2000::/3 is handed out as global unicast (RFC 4291 section 2.4, IANA's IPv6 address space registry).
    ("::/3", "not public (RFC 4291)"),
    ("4000::/2", "not public (RFC 4291)"),
    ("8000::/1", "not public (RFC 4291)"),
)
_TABLE: tuple[tuple[IPv4Network | IPv6Network, str], ...] = tuple((ip_network(net), why) for net, why in NETWORKS)

# Names that mean this machine or its neighbours wherever they are looked up, so that a proxy must not be asked for them
# either: RFC 6761 (localhost), RFC 6762 (local), RFC 8375 (home.arpa), ICANN's reservation of 2024-07-29 (internal, which
# cloud metadata services use).
_LOCAL_SUFFIXES = (".localhost", ".local", ".home.arpa", ".internal")

Lookup = Callable[..., Sequence[tuple[Any, ...]]]
"""A function with the arguments and the answer of `socket.getaddrinfo`."""


class BlockedAddressError(OSError):
    """A connection to an address that is not public was about to be made."""


def purpose(address: str) -> str:
    """Return what keeps an IP address from being a public one, in a word or two; empty when it is public.

    A scope id is left aside; a text that is not an address in its one canonical spelling is refused.

    Example:
        >>> purpose("169.254.169.254"), purpose("fe80::1%eth0"), purpose("8.8.8.8")
        ('link-local, and cloud metadata (RFC 3927)', 'link-local (RFC 4291)', '')
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "not an IP address"
    return next((why for net, why in _TABLE if parsed.version == net.version and parsed in net), "")


def blocked(address: str) -> bool:
    """Tell whether an IP address must not be connected to.

    Example:
        >>> blocked("64:ff9b::a9fe:a9fe"), blocked("2606:4700::1111")
        (True, False)
    """
    return purpose(address) != ""


def local_target(host: str) -> str:
    """Return why a host, as the URL parser wrote it, is a local one on its face; empty when only DNS can tell.

    This needs no lookup, so it also holds for what a proxy is asked for. The URL parser has already turned every spelling
    of an IPv4 address (`127.1`, `0x7f.1`, full-width digits) into dotted decimals. A name without a dot is a neighbour's:
    there are no public dotless hosts (RFC 7085, ICANN board resolution of 2013-08-13).

    Example:
        >>> local_target("127.0.0.1"), local_target("metadata.google.internal"), local_target("news.example")
        ('loopback (RFC 1122)', 'a local name', '')
    """
    host = host.strip("[]").rstrip(".").lower()
    if ":" in host or host.replace(".", "").isdigit():
        return purpose(host)
    return "a local name" if "." not in host or host.endswith(_LOCAL_SUFFIXES) else ""


class Gate(AbstractResolver):
    """Name lookups and sockets for one aiohttp connector, with the guard in both.

    `resolve` judges all answers for a name and refuses the name when one of them is blocked; `make_socket` judges each address
    again at the moment a socket for it is made, which covers address literals, for which nothing is looked up.

    Args:
        lookup: `socket.getaddrinfo`, or a function like it.
        threads: where lookups wait; they block.
        proxies: hosts and ports of the user's own proxies, which may be local. A gate with proxies serves connections to
            proxies only, so that no stranger's address ever profits from the exemption.
    """

    def __init__(self, lookup: Lookup, threads: Executor, proxies: frozenset[tuple[str, int]] = frozenset()) -> None:
        self._lookup = lookup
        self._threads = threads
        self._proxies = proxies
        self._admitted: set[tuple[str, int]] = set(proxies)

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """Look a name up and return its addresses; raise `BlockedAddressError` when one of them is not public."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, self._ask, host, port, family)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if (host, port) in self._proxies:
            self._admitted.update((address, port) for address in addresses)
        else:
            for address in addresses:
                _judge(address, port, host)
        if not addresses:
            raise OSError(f"{host} has no address")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    def _ask(self, host: str, port: int, family: int) -> Sequence[tuple[Any, ...]]:
        try:
            return self._lookup(host, port, family, socket.SOCK_STREAM)
        except UnicodeError as error:  # a name that IDNA cannot write, such as one with an empty label
            raise OSError(f"{host} is not a name that can be looked up") from error

    def make_socket(self, info: AddrInfoType) -> socket.socket:
        """Make the socket for one address; raise `BlockedAddressError` instead when the address is not public."""
        family, kind, protocol, _, target = info
        address, port = str(target[0]), int(target[1])
        if (address, port) not in self._admitted:
            _judge(address, port, address)
        return socket.socket(family, kind, protocol)

    async def close(self) -> None:
        """Do nothing: the threads belong to whoever gave them."""


def _judge(address: str, port: int, host: str) -> None:
    why = purpose(address) or ("" if port in PORTS else f"not a web port ({port})")
    if why:
        raise BlockedAddressError(f"{host} leads to {address}, which is {why}")
