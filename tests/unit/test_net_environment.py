"""The environment: which proxy for which address, which certificates."""

import os
import ssl

import pytest
from yarl import URL

from newsloom.errors import NewsloomError
from newsloom.net.environment import Proxies, certificates


@pytest.fixture(autouse=True)
def _empty(monkeypatch):
    for name in [name for name in os.environ if name.lower().endswith("_proxy") or name.startswith("SSL_CERT")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({}, "http://news.example/", None),
        ({"HTTP_PROXY": "http://proxy.example:3128"}, "http://news.example/", "http://proxy.example:3128"),
        ({"http_proxy": "proxy.example:3128"}, "http://news.example/", "http://proxy.example:3128"),
        ({"HTTP_PROXY": "http://proxy.example:3128"}, "https://news.example/", None),
        ({"HTTPS_PROXY": "http://me:secret@proxy.example"}, "https://news.example/", "http://me:secret@proxy.example"),
        ({"ALL_PROXY": "http://proxy.example"}, "https://news.example/", "http://proxy.example"),
        ({"HTTP_PROXY": "http://p.example", "NO_PROXY": "news.example"}, "http://news.example/", None),
        ({"HTTP_PROXY": "http://p.example", "NO_PROXY": "news.example"}, "http://www.news.example/", None),
        ({"HTTP_PROXY": "http://p.example", "NO_PROXY": "news.example"}, "http://oldnews.example/", "http://p.example"),
        ({"HTTP_PROXY": "http://p.example", "NO_PROXY": "news.example:8080"}, "http://news.example:8080/", None),
        ({"HTTP_PROXY": "http://p.example", "NO_PROXY": "news.example:8080"}, "http://news.example/", "http://p.example"),
        ({"HTTP_PROXY": "http://p.example", "NO_PROXY": "*"}, "http://news.example/", None),
    ],
)
def test_proxies_route_follows_the_variables_if_trusted(monkeypatch, variables, url, proxy):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Proxies(trusted=True).route(URL(url)) == (URL(proxy) if proxy else None)
    assert Proxies(trusted=False).route(URL(url)) is None


def test_proxies_places_are_their_hosts_and_ports(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "127.0.0.1:8099")
    monkeypatch.setenv("HTTPS_PROXY", "https://proxy.example")
    assert Proxies(trusted=True).places() == {("127.0.0.1", 8099), ("proxy.example", 443)}
    assert Proxies(trusted=False).places() == frozenset()


@pytest.mark.parametrize("value", ["socks5://127.0.0.1:1080", "ftp://p.example", "http://", "http://p.example:port"])
def test_proxies_unusable_one_is_an_error_only_if_trusted(monkeypatch, value):
    monkeypatch.setenv("HTTPS_PROXY", value)
    with pytest.raises(NewsloomError, match="HTTPS_PROXY"):
        Proxies(trusted=True)
    Proxies(trusted=False)


@pytest.mark.parametrize("trusted", [True, False])
def test_proxies_only_one_counts_whatever_the_variables_say(monkeypatch, trusted):
    for name, value in {"HTTP_PROXY": "http://p.example", "HTTPS_PROXY": "socks5://unusable", "NO_PROXY": "*"}.items():
        monkeypatch.setenv(name, value)
    proxies = Proxies(trusted=trusted, only="http://127.0.0.1:8099")
    assert {proxies.route(URL(f"{scheme}://news.example/")) for scheme in ("http", "https")} == {URL("http://127.0.0.1:8099")}
    assert proxies.places() == {("127.0.0.1", 8099)}


def test_certificates_are_certifis_and_checked():
    context = certificates(trusted=True)
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.cert_store_stats()["x509_ca"] > 100


def test_certificates_of_the_variables_replace_certifis_if_trusted(monkeypatch, tmp_path):
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert certificates(trusted=True).cert_store_stats()["x509_ca"] == 0
    assert certificates(trusted=False).cert_store_stats()["x509_ca"] > 100


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_unreadable_file_is_an_error_only_if_trusted(monkeypatch, tmp_path, content):
    if content:
        (tmp_path / "ca.pem").write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with pytest.raises(NewsloomError, match="SSL_CERT_FILE"):
        certificates(trusted=True)
    certificates(trusted=False)
