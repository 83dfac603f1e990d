"""The guard against real private addresses: canaries on them, and name servers that lie, in a network namespace of its own.

Run as a program inside the namespace, this file puts servers on metadata, private and loopback addresses, wishes for every
hostile address below on every path out (as a page, by a redirect, by a robots.txt that redirects, through a proxy, and by the
whole program as a source, as a feed's entry and as a page's picture), and prints which reached a canary. Nothing leaves the
namespace.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from datetime import UTC, datetime
from html import escape
import json
import os
from pathlib import Path
import socket
import struct
import subprocess
import sys
import tempfile
from typing import Any
from urllib.parse import quote

from msgspec import structs
import pytest

from newsloom.app import opened
from newsloom.net.http import FetchOptions, WebFetcher
from newsloom.types import Fetched, Request, Source

PUBLIC, PROXY = "93.184.216.34", 3128
SAFE = "".join(map(chr, range(0x21, 0x7F)))
HUB = """
[hub]
title = "Lighthouses"
subject = "lighthouses"
[[topics]]
id = "lighthouses"
name = "Lighthouses"
keywords = ["lighthouse"]
[network]
spacing = "0s"
"""
CANARIES = (
    "127.0.0.1", "169.254.169.254", "10.0.0.5", "100.100.100.200", "::1", "fd00:ec2::254", "64:ff9b::a9fe:a9fe", "2002:7f00:1::1",
)  # fmt: skip
NAMES = {"pub.test": [PUBLIC], "meta.test": ["169.254.169.254"], "multi.test": [PUBLIC, "10.0.0.5"]}
HOSTILE = (
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://0/", "http://[::1]/",
    "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:7f00:1::1]/", "http://[fd00:ec2::254]/",
    "http://169.254.169.254/", "http://2852039166/", "http://100.100.100.200/", "http://10.0.0.5/", "http://meta.test/",
    "http://rebind.test/", "http://multi.test/", "http://pub.test/redirect", "http://①②⑦.⓪.⓪.①/", "http://pub.test@127.0.0.1/",
    "http://127.0.0.1:80#@pub.test/", "http://127.0.0.1\\@pub.test/",
)  # fmt: skip


class Now:
    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)


# Spellings of this machine, its neighbours and special addresses, beyond those above.
SPELLINGS = tuple(
    f"http://{host}/"
    for host in (
        "0x7f.1", "0177.0.0.1", "0.0.0.0", "0251.0376.0251.0376", "0xA9FEA9FE", "[::]", "[::ffff:a9fe:a9fe]", "[::ffff:7f00:1]",
        "[::127.0.0.1]", "[64:ff9b:1::a9fe:a9fe]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::]", "[2001::80fe:5601]", "[fe80::1]", "[fc00::1]",
        "[fec0::1]", "100.64.0.1", "192.0.0.1", "192.0.0.8", "192.88.99.1", "198.18.0.1", "224.0.0.1", "[ff02::1]", "240.0.0.1",
        "255.255.255.255", "192.0.2.1", "168.63.129.16", "[100::1]", "[2001:db8::1]", "[3fff::1]", "[5f00::1]", "127。0。0。1",
        "%31%32%37.0.0.1", "127.0.0.1.", "localhost", "LOCALHOST.", "loc%61lhost", "a.localhost", "printer.local", "metadata",
        "metadata.google.internal", "router.home.arpa", "127.0.0.1:8080", "①②⑦.0.0.1:8443", "0x7f000001:443", "meta.test:8080",
    )
)  # fmt: skip


class Names(asyncio.DatagramProtocol):
    """A name server; a name that begins with `rebind` is public when first asked for and local ever after, `public…` always public."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, place):
        labels, at = [], 12
        while data[at]:
            labels.append(data[at + 1 : at + 1 + data[at]].decode())
            at += data[at] + 1
        name, kind, found = ".".join(labels), struct.unpack(">H", data[at + 1 : at + 3])[0], []
        if kind == 1:
            self.asked[name] += 1
            found = NAMES.get(name, [])
            if name.startswith("rebind"):
                found = [PUBLIC if self.asked[name] == 1 else "127.0.0.1"]
            if name.startswith("public"):
                found = [PUBLIC]
        records = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 0, 4) + socket.inet_aton(one) for one in found)
        self.transport.sendto(data[:2] + b"\x81\x80" + struct.pack(">HHHH", 1, len(found), 0, 0) + data[12 : at + 5] + records, place)


def wishes(path: str) -> list[str]:
    """Return the hostile addresses for one path out, with a name of its own to rebind."""
    return [url.replace("rebind.test", f"rebind-{path}.test") for url in (*HOSTILE, *SPELLINGS)]


def public_page(host: str, path: str) -> tuple[str, str]:
    """Return what the public server answers: status line and further fields, and body."""
    kind, _, number = path.strip("/").partition("/")
    if kind == "robots.txt" and host.startswith("public-robots"):
        return moved(wishes("robots")[int(host[13:].split(".", maxsplit=1)[0])]), ""
    if kind in ("redirect", "to"):
        return moved(wishes("redirect")[int(number)] if number else "http://169.254.169.254/latest/meta-data/"), ""
    if kind in ("entries", "pages"):
        links = wishes("page") if kind == "entries" else [f"http://pub.test/page/{n}" for n in range(len(wishes("picture")))]
        items = "".join(f"<item><title>Item {n}</title><link>{escape(url)}</link></item>" for n, url in enumerate(links))
        return "200 X\r\nContent-Type: application/rss+xml", f"<rss version='2.0'><channel><title>{kind}</title>{items}</channel></rss>"
    if kind == "page":
        picture = escape(wishes("picture")[int(number)])
        return "200 X", f'<title>A page, number {number}</title><meta property="og:image" content="{picture}">'
    return "404 X" if kind == "robots.txt" else "200 X", "ok"


def moved(url: str) -> str:
    return f"302 X\r\nLocation: {quote(url, safe=SAFE)}"


class Scene:
    """Servers on a public address and on canaries, which note who reached them."""

    def __init__(self) -> None:
        self.hits: list[str] = []
        self.public: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            kept = True
            while kept:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                at, port = writer.get_extra_info("sockname")[:2]
                host = head.lower().partition("host: ")[2].partition("\r\n")[0]
                (self.public if at == PUBLIC else self.hits).append(f"{host}{head.split(' ')[1]}" if at == PUBLIC else at)
                line, body = public_page(host, head.split(" ")[1]) if at == PUBLIC and port != PROXY else ("200 X", "ok")
                kept = host.startswith("rebind-kept")
                fields = "" if kept else "Connection: close\r\n"
                writer.write(f"HTTP/1.1 {line}\r\nContent-Length: {len(body.encode())}\r\n{fields}\r\n{body}".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def begin(self) -> None:
        for address in (PUBLIC, *CANARIES):
            for port in (80, 443, 8080, 8443):
                await asyncio.start_server(self.serve, address, port)
        await asyncio.start_server(self.serve, PUBLIC, PROXY)
        await asyncio.get_running_loop().create_datagram_endpoint(Names, ("127.0.0.1", 53))

    def reached(self) -> list[str]:
        """Return which canaries were reached since the last call."""
        found, self.hits = sorted(set(self.hits)), []
        return found


async def fetched(*urls: str, **options: Any) -> list[str]:
    """Return what becomes of each address: the status, or the failure's code."""
    async with WebFetcher(FetchOptions(**{"spacing": 0.0, "total": 3.0} | options), Now(), {}) as fetcher:
        answers = await asyncio.gather(*(fetcher.fetch(Request(url=url)) for url in urls))
    return [str(got.status) if isinstance(got, Fetched) else got.code for got in answers]


async def collected(folder: Path) -> list[str]:
    """Let the whole program visit every hostile address as a source, as an entry and as a picture; return the sources' codes."""
    (folder / "hub.toml").write_text(HUB)
    with opened(folder) as application:
        urls = [*wishes("source"), "http://pub.test/entries", "http://pub.test/pages"]
        application.hub = structs.replace(application.hub, sources=tuple(Source(url=url) for url in urls))
        report = await application.collect()
    return [f"{source.code} {source.url}" for source in report.sources.failed]


async def inside() -> dict[str, object]:
    """Play the whole scene; the namespace and its addresses exist already."""
    scene = Scene()
    await scene.begin()
    codes: dict[str, object] = {}
    reached: dict[str, list[str]] = {}

    async def play(path: str, playing: Coroutine[Any, Any, object]) -> None:
        codes[path] = await playing
        reached[path] = scene.reached()

    for url in HOSTILE:  # one after the other, so that the one that fails is named
        await play(url, fetched(url))
    await play("page", fetched(*wishes("page-2")))
    await play("redirect", fetched(*(f"http://pub.test/to/{number}" for number in range(len(wishes("redirect"))))))
    await play("robots", fetched(*(f"http://public-robots{number}.test/" for number in range(len(wishes("robots"))))))
    await play("proxy", fetched(*wishes("proxy"), proxy=f"http://{PUBLIC}:{PROXY}"))
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:8080")
    os.environ |= proxies
    await play("environment", fetched("http://pub.test/environment"))
    for name in proxies:
        del os.environ[name]
    kept = [f"http://rebind-kept.test/{number}" for number in range(3)]
    await play("kept", fetched(*kept))
    with tempfile.TemporaryDirectory() as folder:
        await play("program", collected(Path(folder)))
    for address in CANARIES:  # the canaries sing: whoever connects without the guard is counted
        _, writer = await asyncio.open_connection(address, 80)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        writer.close()
    await asyncio.sleep(0.1)
    return {"codes": codes, "reached": reached, "singing": sorted(scene.hits), "public": scene.public}


def prepare() -> None:
    """Bring the namespace's loopback up, put the addresses on it, and make our name server the resolver."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in (PUBLIC, *CANARIES):
        if address not in ("127.0.0.1", "::1"):
            wide = [f"{address}/128", "nodad"] if ":" in address else [f"{address}/32"]
            subprocess.run(["ip", "addr", "add", wide[0], "dev", "lo", *wide[1:]], check=True)
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        file.flush()
        subprocess.run(["mount", "--bind", file.name, "/etc/resolv.conf"], check=True)


def in_namespace(*command: str) -> subprocess.CompletedProcess[str]:
    rooted = [] if os.geteuid() == 0 else ["--map-root-user"]
    return subprocess.run(["unshare", "--net", "--mount", *rooted, *command], capture_output=True, text=True, timeout=60, check=False)


def test_fetch_hostile_addresses_never_reach_a_private_address():
    try:
        permitted = in_namespace("ip", "-6", "addr", "add", "fd00::1/128", "dev", "lo")
    except FileNotFoundError:
        pytest.skip("unshare is not installed here")
    if permitted.returncode != 0:
        pytest.skip(f"network namespaces are not permitted here: {permitted.stderr.strip()}")
    played = in_namespace(sys.executable, str(Path(__file__)))
    assert played.returncode == 0, played.stderr
    seen = json.loads(played.stdout)
    codes, refused = seen["codes"], {"blocked-address", "bad-address"}
    assert {path: canaries for path, canaries in seen["reached"].items() if canaries} == {}
    assert seen["singing"] == sorted(CANARIES)
    assert {url for url in HOSTILE if codes[url] == ["bad-address"]} == {"http://pub.test@127.0.0.1/", "http://127.0.0.1\\@pub.test/"}
    assert all(set(codes[url]) <= refused for url in HOSTILE)
    assert set(codes["page"]) | set(codes["redirect"]) <= refused
    read = [url for url, code in zip(wishes("robots"), codes["robots"], strict=True) if code not in {"robots-unreachable", *refused}]
    assert read == ["http://rebind-robots.test/"]  # which is public when it is first asked for
    assert codes["environment"] == ["200"]
    assert codes["kept"] == ["200"] * 3  # the name leads to this machine meanwhile; the connection does not
    assert {code.split(" ")[0] for code in codes["program"]} == refused
    assert len(codes["program"]) == len(wishes("source"))
    pages = [url for url in seen["public"] if url.startswith("pub.test/page/")]
    assert len(pages) == len(wishes("picture"))
    through_proxy = {url.partition("http://")[2].partition("/")[0] for url in seen["public"] if "http://" in url}
    assert through_proxy == {"meta.test", "rebind-proxy.test", "multi.test", "pub.test", "meta.test:8080"}


if __name__ == "__main__":
    prepare()
    print(json.dumps(asyncio.run(inside())))  # noqa: T201 - the answer to the process outside
