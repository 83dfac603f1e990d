"""The guard: which addresses are public, judged where sockets are made."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address, ip_network
import socket

from hypothesis import given
from hypothesis import strategies as st
import pytest

from newsloom.net.guard import NETWORKS, PORTS, BlockedAddressError, Gate, blocked, local_target, purpose
from newsloom.urls import hostname

PRIVATE = """
0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.255 169.254.0.1
169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.8 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1
198.19.255.255 198.51.100.1 203.0.113.255 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 64:ff9b::7f00:1 64:ff9b:1::a9fe:a9fe
100::1 2001::1 2001:0:0:0:0:0:80fe:5601 2001:1ff::1 2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe:: 3fff::1 3fff:fff::1 5f00::1 fc00::1
fd00:ec2::254 fdff::1 fe80::1 fe80::1%eth0 fe80::1%1 febf::1 fec0::1 ff02::1 ff0e::1 4000::1 7fff::1 8000::1 1fff::1
""".split()

PUBLIC = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0
172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255 93.184.216.34
168.63.129.15 168.63.129.17 2606:4700::1111 2001:4860:4860::8888 2001:200::1 2000::1 2003::1 2a00:1450::1 3ffe::1 3fff:1000::1
""".split()

ODD = [
    "",
    "127.1",
    "0x7f.1",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "①②⑦.⓪.⓪.①",
    "８.８.８.８",
    "127.0.0.1 ",
    "[::1]",
    "localhost",
    "1.2.3.4.5",
]


@pytest.mark.parametrize("address", PRIVATE + ODD)
def test_blocked_special_or_odd_address_is(address):
    assert blocked(address)
    assert purpose(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_blocked_public_address_is_not(address):
    assert not blocked(address)
    assert purpose(address) == ""


@pytest.mark.parametrize(("network", "why"), NETWORKS)
def test_blocked_network_is_from_its_first_to_its_last_address(network, why):
    assert blocked(str(ip_network(network)[0]))
    assert blocked(str(ip_network(network)[-1]))
    assert why


EMBEDDINGS = ["::{}", "::ffff:{}", "64:ff9b::{}"]


def spellings(address: IPv4Address) -> list[str]:
    """Return URL hosts that every browser takes for this IPv4 address."""
    a, b, c, d = address.packed
    whole = int(address)
    full_width = str.maketrans("0123456789.", "０１２３４５６７８９。")
    return [
        str(address), str(whole), hex(whole), oct(whole).replace("0o", "0"), f"{a}.{whole & 0xFFFFFF}", f"{a}.{b}.{c << 8 | d}",
        f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}", f"0{a:o}.0{b:o}.0{c:o}.0{d:o}", f"0{a:o}.{b}.0x{c:x}.{d}", f"{address}.",
        str(address).translate(full_width), "".join(f"%{byte:02x}" for byte in str(address).encode()),
    ]  # fmt: skip


private_ipv4 = st.sampled_from([ip_network(net) for net, _ in NETWORKS if ":" not in net]).flatmap(
    lambda net: st.integers(0, net.num_addresses - 1).map(lambda n: net[n])
)


@given(private_ipv4)
def test_local_target_private_address_in_any_spelling_is_found_without_a_lookup(address):
    for spelling in spellings(address):
        assert local_target(hostname(f"http://{spelling}/")), spelling
    for embedding in EMBEDDINGS:
        assert local_target(hostname(f"http://[{embedding.format(address)}]/"))
    assert local_target(hostname(f"http://[{IPv6Address((0x2002 << 112) | int(address) << 80)}]/"))


@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_blocked_everything_outside_global_unicast_is(address):
    if int(address) >> 125 != 1:
        assert blocked(str(address))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "localhost..",
        "a.localhost",
        "printer.local",
        "x.internal",
        "metadata.google.internal.",
        "a.home.arpa",
        "metadata",
        "",
        "[::1]",
    ],
)
def test_local_target_local_name_is(host):
    assert local_target(host)


@pytest.mark.parametrize(
    "host", ["news.example", "local.example", "internal.example", "mylocalhost.example", "8.8.8.8", "[2606:4700::1111]", "1e100.net"]
)
def test_local_target_public_host_is_not(host):
    assert local_target(host) == ""


def resolved(gate: Gate, host: str = "news.example", port: int = 443) -> list[str]:
    return [one["host"] for one in asyncio.run(gate.resolve(host, port))]


def gate_to(*addresses: str, proxies: frozenset[tuple[str, int]] = frozenset()) -> Gate:
    answer = [(socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, 443)) for one in addresses]
    return Gate(lambda *_: answer, ThreadPoolExecutor(1), proxies)


def test_gate_name_with_public_answers_is_resolved_to_all_of_them():
    assert resolved(gate_to("93.184.216.34", "2606:4700::1111", "93.184.216.34")) == ["93.184.216.34", "2606:4700::1111"]


@pytest.mark.parametrize("private", ["10.0.0.5", "::1", "64:ff9b::a9fe:a9fe", "fe80::1%eth0"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_gate_name_with_one_private_answer_anywhere_is_refused(private, place):
    answers = ["93.184.216.34", "2606:4700::1111"]
    answers.insert(place, private)
    with pytest.raises(BlockedAddressError, match=r"news\.example leads to"):
        resolved(gate_to(*answers))


def test_gate_name_without_answers_is_an_error():
    with pytest.raises(OSError, match="no address"):
        resolved(gate_to())


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 65535])
def test_gate_port_that_is_not_the_webs_is_refused(port):
    with pytest.raises(BlockedAddressError):
        resolved(gate_to("93.184.216.34"), port=port)


def info(address: str, port: int) -> tuple[object, ...]:
    return (socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port))


@pytest.mark.parametrize(("address", "port"), [("127.0.0.1", 80), ("::1", 443), ("::ffff:127.0.0.1", 80), ("93.184.216.34", 22)])
def test_gate_socket_to_a_forbidden_place_is_not_made(address, port):
    with pytest.raises(BlockedAddressError):
        gate_to().make_socket(info(address, port))


@pytest.mark.loopback
@pytest.mark.parametrize("port", sorted(PORTS))
def test_gate_socket_to_a_public_place_is_made(port):
    with gate_to().make_socket(info("93.184.216.34", port)) as made:
        assert made.family == socket.AF_INET


@pytest.mark.loopback
def test_gate_of_a_proxy_admits_the_proxys_addresses_at_its_port_and_no_others():
    gate = gate_to("10.0.0.5", proxies=frozenset({("proxy.example", 3128)}))
    with pytest.raises(BlockedAddressError):
        gate.make_socket(info("10.0.0.5", 3128))
    assert resolved(gate, "proxy.example", 3128) == ["10.0.0.5"]
    gate.make_socket(info("10.0.0.5", 3128)).close()
    for address, port in (("10.0.0.5", 80), ("10.0.0.6", 3128)):
        with pytest.raises(BlockedAddressError):
            gate.make_socket(info(address, port))
    with pytest.raises(BlockedAddressError):
        resolved(gate, "evil.example", 3128)
