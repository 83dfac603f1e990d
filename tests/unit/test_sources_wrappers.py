"""Redirects that hold their target are taken off; those that do not are known for what they are."""

from base64 import urlsafe_b64encode

from hypothesis import given
from hypothesis import strategies as st
import pytest

from newsloom import urls
from newsloom.sources.services import feed_address, is_search
from newsloom.sources.wrappers import is_opaque, unwrapped

A = "https://shore.example/tides?id=1"
QUOTED = "https%3A%2F%2Fshore.example%2Ftides%3Fid%3D1"


def google(data: bytes) -> str:
    return "https://news.google.com/rss/articles/" + urlsafe_b64encode(data).decode().rstrip("=") + "?oc=5"


def field(text: str, tag: int = 0x22) -> bytes:
    size = len(text)
    varint = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    return bytes([tag]) + varint + text.encode()


LONG = "https://shore.example/" + "a" * 200


@pytest.mark.parametrize(
    ("url", "target"),
    [
        (f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url={QUOTED}&c=1&mkt=en-us", A),
        (f"https://www.google.com/url?rct=j&sa=t&url={QUOTED}&ct=ga&cd=1", A),
        (f"http://news.google.com/news/url?sa=t&fd=R&usg=x&url={QUOTED}", A),
        (google(b"\x08\x13" + field(A) + b"\xd2\x01" + field("https://shore.example/amp")[1:]), A),
        (google(b"\x08\x13" + field(LONG) + b"\xd2\x01\x00"), LONG),
        (google(b"\x08\x13" + field(A)).replace("/rss/articles/", "/__i/rss/rd/articles/"), A),
        (google(b"\x08\x13" + field(A)).replace("/rss/articles/", "/read/"), A),
        ("https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU=https%3a%2f%2fshore.example%2ftides%3fid%3d1/RK=2/RS=x-", A),
        (f"https://duckduckgo.com/l/?uddg={QUOTED}&rut=1", A),
        (f"https://l.facebook.com/l.php?u={QUOTED}&h=AT1", A),
        (f"https://eur01.safelinks.protection.outlook.com/?url={QUOTED}&data=05", A),
        (f"https://www.google.co.uk/url?q={QUOTED}", A),
        (f"https://t.umblr.com/redirect?z={QUOTED}&t=1", A),
        (f"https://c212.net/c/link/?t=0&l=en&o=1&u={QUOTED}&a=here", A),
        (f"https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3D{QUOTED.replace('%', '%25')}", A),
    ],
)
def test_redirect_that_holds_its_target_is_taken_off(url, target):
    assert unwrapped(url) == target
    assert not is_opaque(url)


@pytest.mark.parametrize(
    "url",
    [
        A,
        f"https://shore.example/share?url={QUOTED}",
        f"https://other.example/article-about-redirect?url={QUOTED}",
        f"https://counter.example/redirect?target={QUOTED}",
        f"https://counter.example/track?u={QUOTED}",
        f"https://google.counter.example/url?q={QUOTED}",
        f"https://www.google.com/about?url={QUOTED}",
        "https://www.google.com/url?url=/tides",
        "https://www.google.com/url?url=https%3A%2F%2Fmaps.google.com%2Ftides",
        "https://www.google.com/url?url=javascript%3Aalert(1)",
        "https://www.google.com/url?url=file%3A%2F%2F%2Fetc%2Fpasswd",
        "https://www.google.com/url?url=https%3A%2F%2Fuser%3Apw%40shore.example%2F",
        f"https://www.google.com/url?{'a=1&' * 200}url={QUOTED}",
    ],
)
def test_any_other_address_stays(url):
    assert unwrapped(url) == url
    assert not is_opaque(url)


@pytest.mark.parametrize(
    "url",
    [
        google(b"\x08\x13" + field("AU_yqLPxVBsXh85U4zglQSTqdLoxyhu5hSxOrOTr54W1UvKUHPS7f")),
        google(b"\x08\x13"),
        google(b"\xff" * 40),
        google(b"\x08\x13\x22\xff\xff\xff\xff\xff"),
        "https://news.google.com/rss/articles/!!?oc=5",
        "http://www.bing.com/news/apiclick.aspx?ref=FexRss&tid=1",
    ],
)
def test_redirect_that_holds_nothing_stays_and_is_opaque(url):
    assert unwrapped(url) == url
    assert is_opaque(url)


@given(
    st.one_of(st.text(max_size=300), st.binary(max_size=60).map(google), st.text(max_size=100).map("https://www.google.com/url?q=".__add__))
)
def test_unwrapping_never_fails_and_gives_what_can_be_asked_for(url):
    found = unwrapped(url)
    assert found == url or urls.absolute(found) == found
    assert unwrapped(found) == found or urls.domain(unwrapped(found)) != urls.domain(found)
    is_opaque(url)


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        (
            "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv",
            "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv",
        ),
        (
            "https://m.youtube.com/channel/UCabcdefghijklmnopqrstuv/videos?view=0",
            "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv",
        ),
        ("https://www.youtube.com/user/Tides", "https://www.youtube.com/feeds/videos.xml?user=Tides"),
        ("https://www.youtube.com/playlist?list=PL1_-a", "https://www.youtube.com/feeds/videos.xml?playlist_id=PL1_-a"),
        ("https://news.google.com/search?q=tides&hl=en-US", "https://news.google.com/rss/search?q=tides&hl=en-US"),
        ("https://news.google.com/topics/CAAq?hl=en", "https://news.google.com/rss/topics/CAAq?hl=en"),
        ("https://news.google.com/", "https://news.google.com/rss"),
        ("https://www.bing.com/news/search?q=tides", "https://www.bing.com/news/search?q=tides&format=rss"),
        ("https://hn.algolia.com/?q=tide+gauge&sort=byDate", "https://hn.algolia.com/api/v1/search_by_date?query=tide+gauge&tags=story"),
    ],
)
def test_page_of_a_service_has_its_feed(page, feed):
    assert feed_address(page) == feed
    assert feed_address(feed) == feed


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/@tides",
        "https://www.youtube.com/watch?v=a",
        "https://hnrss.org/newest?q=tides",
        "https://news.example/search?q=a",
        "x",
    ],
)
def test_any_other_page_is_its_own(url):
    assert feed_address(url) == url


def test_feed_behind_a_search_is_a_search():
    assert is_search("https://news.google.com/atom/topics/x")
    assert not is_search("https://www.bing.com.example/news/search?q=a")
