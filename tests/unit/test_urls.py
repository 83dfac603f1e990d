"""Addresses: registrable domains by every kind of rule of the public suffix list (publicsuffix.org/list)."""

import pytest

from newsloom.urls import hostname, registrable


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
