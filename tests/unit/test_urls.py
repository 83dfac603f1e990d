"""Addresses: registrable domains by every kind of rule of the public suffix list (publicsuffix.org/list), and what is blotted out."""

import pytest

from newsloom.urls import blotted, hostname, registrable, within


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
        ("//u:SECRET@exa mple/", "//…@exa mple/"),
        (r"https:\\u:SECRET@exa mple/", r"https:\\…@exa mple/"),
        ("http:/u:SECRET@a.example/", "http:/…@a.example/"),
        ("http://u:p@SECRET@h.example/@jane", "http://…@h.example/@jane"),
        (f"http://u:{'s' * 9000}@h.example/", "http://…@h.example/"),
        ("https://a.example/f?%74oken=abc&id=7", "https://a.example/f?%74oken=…&id=7"),
        ("https://a.example/?u=https%3A%2F%2Fb.example%2F%3ftoken%3Dabc", "https://a.example/?u=https%3A%2F%2Fb.example%2F%3ftoken%3D…"),
        ("https://a.example/?u=%253Fid%253D7%2526token%253Dabc&b=1", "https://a.example/?u=%253Fid%253D7%2526token%253D…&b=1"),
        *(
            (f"https://a.example/f?id=7&{name}=abc#top", f"https://a.example/f?id=7&{name}=…#top")
            for name in (
                "usertoken rsstoken feedkey clientsecret userpass dbpasswd userpassword authbearer AWSAccessKeyId token[] token%5B%5D "
                "token[0] auth[key] code policy X-Amz-Signature"
            ).split()
        ),
        (f"https://a.example/f?token={'s' * 9000}&a=1", "https://a.example/f?token=…&a=1"),
        ("https://a.example/f?token=?token=abc", "https://a.example/f?token=…"),
        ("https://a.example/?hockey=1&compass=2&bypass=3&design=4", "https://a.example/?hockey=1&compass=2&bypass=3&design=4"),
        ("write to jane@a.example?", "write to jane@a.example?"),
    ],
)
def test_blotted_addresses_keep_their_names_and_lose_their_credentials(said, shown):
    assert blotted(said) == shown
    assert blotted(shown) == shown


@pytest.mark.parametrize("part", ["?", "?a", "?a=", "?token=", "%3F", "%", "&token%3D", "//", "//u:p", "@", "//u@", "https:", "?token&"])
def test_blotting_reads_a_long_text_once(part):
    blotted(part * 100_000 + "=@")


@pytest.mark.parametrize(
    ("url", "place", "inside"),
    [
        ("https://www.a.example/en/1", "a.example/en", True),
        ("https://a.example./en/1", "https://www.a.example/en/", True),
        ("https://b.a.example/en/1", "a.example", True),
        ("https://b.a.example/en/1", "a.example/en", False),
        ("https://a.example:8080/en/1", "a.example:8080/en", True),
        ("https://a.example:8080/en/1", "a.example/en", False),
        ("https://www.www.a.example/en", "www.www.a.example/en", True),
        ("https://[::1]:8080/en/1", "[::1]:8080/en", True),
        ("a.example/en/1", "a.example/en", True),
        ("https://a.example/english", "a.example/en", False),
    ],
)
def test_address_lies_within_a_place_whatever_way_both_are_spelled(url, place, inside):
    assert within(url, place) is inside
