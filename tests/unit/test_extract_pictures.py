"""Pictures: which one stands for a piece, whether it shows anything, how large it is."""

from datetime import UTC, datetime
import json
import struct

import pytest

from newsloom.extract.page import Page
from newsloom.extract.pictures import FIRST_BYTES, choose_picture, is_generic, measure, measured
from newsloom.types import Entry, Fetched, Picture

NOW = datetime(2020, 7, 22, 12, tzinfo=UTC)
URL = "https://news.example/a"


def chosen(head, image=""):
    page = Page(Fetched(url=URL, status=200, body=f"<head>{head}</head>".encode(), at=NOW))
    picture, where = choose_picture(page, Entry(source="s", url=URL, image=image))
    return (picture.url, where) if picture else ("", where)


@pytest.mark.parametrize(
    "url",
    [
        "https://mw3.wsj.net/mw5/content/logos/mw_logo_social.png",
        "https://apnews.com/images/PaidContent3.png",
        "https://powerapps.microsoft.com/images/shared/social/social-default-image.png",
        "https://powerapps.microsoft.com/images/shared/social/social-share-post-ignite.png",
        "https://docs.microsoft.com/en-us/media/logos/logo-ms-social.png",
        "https://news.example/placeholder.png",
        "https://news.example/img/news-logo.svg?v=2",
        "https://news.example/default-og-image.jpg",
        "https://news.example/OpenGraph-Default.png",
        "https://news.example/no_image.gif",
        "https://news.example/favicon-512.png",
        "https://news.example/static/siteLogo@2x.png",
        "https://news.example/img/logo-opengraph.png",
        "https://cdn.news.example/apple-touch-icon@2.png?v=1",
        "https://news.example/wp-content/plugins/all-in-one-seo-pack/images/default-user-image.png",
        "https://news.example/wp-content/themes/icon2020/img/facebook.jpg",
        "https://news.example/uploads/cropped-logo-1.jpg",
        "https://secure.gravatar.com/blavatar/13afe5d061fe54df11c654f8ab91e77a?s=200",
        "https://news.example/images/sharing/news_og.jpg",
    ],
)
def test_logo_or_placeholder_is_generic(url):
    assert is_generic(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://i.ytimg.com/vi/WJk-Y8LQlfE/maxresdefault.jpg",
        "https://i.ytimg.com/vi/WJk-Y8LQlfE/default.jpg",
        "https://i.ibb.co/YytWkNY/1.png",
        "https://news.example/sites/default/files/2020-07/fab.jpg",
        "https://news.example/static/2020/wafer.jpg",
        "https://news.example/apple-logo-store-berlin.jpg",
        "https://news.example/uploads/catalogo-barcelona.jpg",
        "https://news.example/social-distancing-queue.jpg",
        "https://avatars.githubusercontent.com/u/10974906?s=400&v=4",
        "https://news.example/",
        "https://news.example/sites/default/files/styles/facebook_share/public/2021-11/friedlaender.png",
        "https://news.example/wp-content/uploads/2018/04/touching-story.jpg",
    ],
)
def test_picture_of_something_is_not_generic(url):
    assert not is_generic(url)


def test_first_picture_named_is_taken():
    head = '<meta property="og:image" content="/a.jpg"><meta name="twitter:image" content="/b.jpg">'
    assert chosen(head, "https://cdn.example/c.jpg") == ("https://news.example/a.jpg", "og")


def test_picture_that_shows_something_goes_before_a_logo():
    assert chosen('<meta property="og:image" content="/logo.png">', "https://cdn.example/fab.jpg") == (
        "https://cdn.example/fab.jpg",
        "feed",
    )


def test_logo_is_better_than_nothing():
    assert chosen('<meta property="og:image" content="/logo.png">') == ("https://news.example/logo.png", "og")


@pytest.mark.parametrize("content", ["data:image/png;base64,xx", "javascript:x", "/pixel.gif", "https://stats.doubleclick.net/a.jpg", ""])
def test_data_scripts_and_tracking_pixels_are_no_pictures(content):
    assert chosen(f'<meta property="og:image" content="{content}">') == ("", "")


def png(width, height):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0)


def jpeg(width, height, metadata=0):
    """Write a JPEG's head with so many bytes of application segments before its frame."""
    segments = b""
    while metadata > 0:
        size = min(metadata, 65_533)
        segments += b"\xff\xe1" + struct.pack(">H", size + 2) + b"E" * size
        metadata -= size
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    return b"\xff\xd8" + segments + frame + b"\xff\xda"


GIF = b"GIF89a" + struct.pack("<HH", 320, 200) + b"\x00\x00\x00"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L" + struct.pack("<I", 14) + b"\x2f" + struct.pack("<I", (320 - 1) | (200 - 1) << 14) + b"\x00" * 9


@pytest.mark.parametrize(
    ("data", "size"),
    [(png(1200, 630), (1200, 630)), (jpeg(1200, 630), (1200, 630)), (GIF, (320, 200)), (WEBP, (320, 200))],
    ids=["png", "jpeg", "gif", "webp"],
)
def test_size_is_read_from_the_first_bytes(data, size):
    assert measure(data) == size


def test_jpeg_behind_a_full_metadata_segment_fits_the_first_bytes():
    assert measure(jpeg(1200, 630, metadata=65_533 + 20_000)[:FIRST_BYTES]) == (1200, 630)


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF", b"<svg width='1' height='1'/>", png(0, 5), png(70_000, 5)]
)
def test_bytes_that_tell_no_size_give_none(data):
    assert measure(data) is None


@pytest.mark.parametrize(
    ("size", "generic"),
    [
        ((1200, 630), False),
        ((300, 202), False),
        ((100, 100), False),
        ((99, 400), True),
        ((48, 48), True),
        ((728, 90), True),
        ((120, 700), True),
    ],
)
def test_icons_and_strips_are_generic(size, generic):
    found = measured(Picture(url=URL), png(*size))
    assert ((found.width, found.height), found.generic) == (size, generic)


def test_generic_by_its_address_stays_so_whatever_its_size():
    assert measured(Picture(url=URL, generic=True), png(1200, 630)).generic


@pytest.mark.parametrize("data", [png(1, 1), png(2, 2), png(600, 1), b"<html>", b""])
def test_tracking_pixels_and_no_pictures_are_dropped(data):
    assert measured(Picture(url=URL), data) is None


@pytest.mark.shared
def test_every_default_picture_of_the_power_apps_records_is_found_and_no_real_one(shared):
    rows = map(json.loads, (shared / "reference" / "powerapps_news.jsonl").read_text("utf-8").splitlines())
    shown = {row["originalUrl"]: row["images"][0]["url"] for row in rows if row.get("images")}
    defaults = ("/shared/social/social-share-post-ignite.png", "/shared/social/social-default-image.png", "/logos/logo-ms-social.png")
    wanted = {url for url, picture in shown.items() if picture.endswith(defaults)}
    assert (len(wanted), len(shown)) == (127, 185)
    assert {url for url, picture in shown.items() if is_generic(picture)} == wanted
