"""The guard against real private addresses: canaries on them, and name servers that lie, in a network namespace of its own.

Run as a program inside the namespace, this file puts servers on metadata, private and loopback addresses, asks the
fetcher for every hostile address below, and prints which requests reached a canary. Nothing leaves the namespace.
"""

import asyncio
from collections import Counter
from datetime import UTC, datetime
import json
import os
from pathlib import Path
import socket
import struct
import subprocess
import sys
import tempfile

import pytest

from newsloom.net.http import FetchOptions, WebFetcher
from newsloom.types import Fetched, Request

PUBLIC = "93.184.216.34"
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


class Names(asyncio.DatagramProtocol):
    """A name server; `rebind.test` is public when first asked for and local ever after."""

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
            if name == "rebind.test":
                found = [PUBLIC if self.asked[name] == 1 else "127.0.0.1"]
        records = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 0, 4) + socket.inet_aton(one) for one in found)
        self.transport.sendto(data[:2] + b"\x81\x80" + struct.pack(">HHHH", 1, len(found), 0, 0) + data[12 : at + 5] + records, place)


async def inside() -> dict[str, object]:
    """Play the whole scene; the namespace and its addresses exist already."""
    hits: list[str] = []

    async def serve(reader, writer):
        path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1]
        at = writer.get_extra_info("sockname")[0]
        if at != PUBLIC:
            hits.append(at)
        line = {b"/redirect": b"302 X\r\nLocation: http://169.254.169.254/latest/meta-data/", b"/robots.txt": b"404 X"}.get(path, b"200 X")
        writer.write(b"HTTP/1.1 " + line + b"\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()

    for address in (PUBLIC, *CANARIES):
        await asyncio.start_server(serve, address, 80)
    await asyncio.get_running_loop().create_datagram_endpoint(Names, ("127.0.0.1", 53))

    async def fetched(url: str) -> str:
        async with WebFetcher(FetchOptions(spacing=0.0, total=3.0), Now(), {}) as fetcher:
            got = await fetcher.fetch(Request(url=url))
        return str(got.status) if isinstance(got, Fetched) else got.code

    codes, reached = {}, []
    for url in HOSTILE:
        codes[url] = await fetched(url)
        if hits:
            reached.append(url)
            hits.clear()
    for address in CANARIES:  # the canaries sing: whoever connects without the guard is counted
        _, writer = await asyncio.open_connection(address, 80)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        writer.close()
    await asyncio.sleep(0.1)
    return {"codes": codes, "reached": reached, "public": await fetched("http://pub.test/"), "singing": sorted(hits)}


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
    assert seen["reached"] == []
    assert seen["singing"] == sorted(CANARIES)
    assert seen["public"] == "200"
    assert set(seen["codes"].values()) == {"blocked-address", "bad-address"}
    assert [url for url, code in seen["codes"].items() if code == "bad-address"] == [
        "http://pub.test@127.0.0.1/",
        "http://127.0.0.1\\@pub.test/",
    ]


if __name__ == "__main__":
    prepare()
    print(json.dumps(asyncio.run(inside())))  # noqa: T201 - the answer to the process outside
