"""AMP cache addresses: the algorithm's own examples, and those of the AMP project's implementation."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from newsloom.render.amp import cache_url, prefix


@pytest.mark.parametrize(
    ("domain", "label"),
    [
        ("example.com", "example-com"),
        ("foo.example.com", "foo-example-com"),
        ("foo-example.com", "foo--example-com"),
        ("xn--57hw060o.com", "xn---com-p33b41770a"),
        ("en-us.example.com", "0-en--us-example-com-0"),
        ("hello--world.com", "hello----world-com"),
        ("toplevelnohyphens", "qsgpfjzulvuaxb66z77vlhb5gu2irvcnyp6t67cz6tqo5ae6fysa"),
        ("no-dot-domain", "4lxc7wqq7b25walg4rdiil62veijrmqui5z3ept2lyfqqwpowryq"),
        (
            "itwasadarkandstormynight.therainfellintorrents.exceptatoccasionalintervalswhenitwascheckedby.aviolentgustofwindwhichsweptupthestreets.com",
            "dgz4cnrxufaulnwku4ow5biptyqnenjievjht56hd7wqinbdbteq",
        ),
        ("xn--bcher-kva.ch", "xn--bcher-ch-65a"),
        ("xn--4gbrim.xn----rmckbbajlc6dj7bxne2c.xn--wgbh1c", "xn-------i5fvcbaopc6fkc0de0d9jybegt6cd"),
        ("hello.xn--4gbrim.xn----rmckbbajlc6dj7bxne2c.xn--wgbh1c", "a6h5moukddengbsjm77rvbosevwuduec2blkjva4223o4bgafgla"),
        ("000000000000000000000000000000000000000000000000000000000000.com", "stejanx4hsijaoj4secyecy4nvqodk56kw72whwcmvdbtucibf5a"),
        ("00000000000000000000000000000000000000000000000000000000000a.com", "jdcvbsorpnc3hcjrhst56nfm6ymdpovlawdbm2efyxpvlt4cpbya"),
    ],
)
def test_prefix_of_the_published_examples_is_theirs(domain, label):
    assert prefix(domain) == label


@pytest.mark.parametrize(
    ("url", "cached"),
    [
        ("https://www.example.com", "https://www-example-com.cdn.ampproject.org/c/s/www.example.com"),
        ("http://www.example.com/index.html", "https://www-example-com.cdn.ampproject.org/c/www.example.com/index.html"),
        ("https://example.com/g?value=Hello%20World", "https://example-com.cdn.ampproject.org/c/s/example.com/g?value=Hello%20World"),
        ("https://點看.com", "https://xn---com-k47jg78q.cdn.ampproject.org/c/s/點看.com"),
        ("https://example.com/a#part", "https://example-com.cdn.ampproject.org/c/s/example.com/a"),
    ],
)
def test_cache_url_of_the_published_examples_is_theirs(url, cached):
    assert cache_url(url) == cached


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "https://example.com:8443/a", "https://u:p@example.com/", "https://example.com:x/"]
)
def test_cache_url_of_what_the_cache_cannot_fetch_is_empty(url):
    assert cache_url(url) == ""


@settings(max_examples=25)
@given(st.from_regex(r"([a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?\.){1,8}[a-z]{2,10}", fullmatch=True))
def test_prefix_of_any_domain_is_one_valid_label(domain):
    label = prefix(domain)
    assert "." not in label
    assert 1 <= len(label) <= 63
    assert not label.startswith("-")


@settings(max_examples=25)
@given(st.from_regex(r"(xn--)?[a-z0-9-]{0,30}\.(xn--)?[a-z0-9-]{0,30}", fullmatch=True))
def test_prefix_of_broken_international_names_falls_back(domain):
    assert 1 <= len(prefix(domain)) <= 63


@pytest.mark.shared
def test_cache_url_equals_every_one_that_the_reference_published(shared):
    rows = [json.loads(line) for line in (shared / "reference" / "powerapps_news.jsonl").read_text("utf-8").splitlines()]
    pairs = [(row["ampWebUrl"], row["cdnAmpWebUrl"]) for row in rows if "ampWebUrl" in row]
    assert len(pairs) == 7
    assert [cache_url(amp) for amp, _ in pairs] == [cached for _, cached in pairs]
