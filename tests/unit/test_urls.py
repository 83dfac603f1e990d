"""Addresses: registrable domains by every kind of rule of the public suffix list (publicsuffix.org/list), and what is blotted out."""

import pytest

from newsloom.urls import blotted, hostname, registrable


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.news.co.uk", "news.co.uk"),
        ("co.uk", "co.uk"),
        ("a.b.c.kobe.jp", "b.c.kobe.jp"),
        ("a.city.kobe.jp", "city.kobe.jp"),
        ("a.b.unheard-of", "b.unheard-of"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("", ""),
    ],
)
def test_registrable_follows_plain_rules_wildcards_exceptions_and_the_default(host, domain):
    assert registrable(host) == domain


def test_registrable_knows_a_rule_beyond_ascii_as_addresses_spell_it():
    assert registrable(hostname("https://www.новости.ком.рус/")) == hostname("https://новости.ком.рус/")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("https://a.example/f?X-Amz-Signature=abc&X-Amz-Date=1", "https://a.example/f?X-Amz-Signature=…&X-Amz-Date=1"),
        ("https://a.example/f?a=1&amp;api_key=abc", "https://a.example/f?a=1&amp;api_key=…"),
        ("https://a.example/f#access_token=abc", "https://a.example/f#access_token=…"),
        ("https://a.example/f?sessionid=1;auth=2", "https://a.example/f?sessionid=…;auth=…"),
        ("“https://a.example/f?token=abc”, was", "“https://a.example/f?token=…”, was"),
        ("https://a.example/f?monkey=1&author=jane&keyword=tide", "https://a.example/f?monkey=1&author=jane&keyword=tide"),
        ("write to jane@a.example?", "write to jane@a.example?"),
    ],
)
def test_blotted_addresses_keep_their_names_and_lose_their_credentials(said, shown):
    assert blotted(said) == shown
    assert blotted(shown) == shown
