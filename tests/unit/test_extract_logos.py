"""Logos: where a site has one, and the copies that are made of it."""

from datetime import UTC, datetime
from io import BytesIO

from PIL import Image
import pytest

from newsloom.extract.logos import logo_addresses, logo_copied
from newsloom.types import Fetched

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOME = "https://news.example/"


def addresses(head: str, kind: str = "text/html") -> tuple[str, ...]:
    page = f"<head>{head}</head>".encode()
    found = logo_addresses(Fetched(url=HOME, status=200, headers=(("Content-Type", kind),), body=page, at=NOW))
    return tuple(address.removeprefix(HOME) for address in found)


LINKED = '<script type="application/ld+json">{"@type":"NewsMediaOrganization","logo":{"@type":"ImageObject","url":"/word.png"}}</script>'


def test_square_icons_go_before_a_logo_in_letters_and_small_ones_behind_it():
    head = LINKED + '<link rel="icon" sizes="32x32" href="/32.png"><link rel="apple-touch-icon" href="/touch.png">'
    assert addresses(head) == ("touch.png", "word.png", "32.png", "favicon.ico")


def test_largest_icon_goes_first():
    head = '<link rel="shortcut icon" href="/old.ico"><link rel="icon" sizes="16x16 192x192" href="/192.png">'
    head += '<link rel="apple-touch-icon" sizes="120x120" href="/120.png">'
    assert addresses(head) == ("192.png", "120.png", "old.ico", "favicon.ico")


def test_drawings_and_what_is_no_web_address_are_left_out():
    head = '<link rel="icon" href="/mark.svg?v=2"><link rel="icon" href="data:image/png;base64,xx"><link rel="mask-icon" href="/m.png">'
    assert addresses(head) == ("favicon.ico",)


def test_no_page_leaves_the_last_resort():
    assert addresses("", "application/pdf") == ("favicon.ico",)


def test_hostile_page_names_few_addresses():
    assert len(addresses("".join(f'<link rel="icon" href="/{n}.png">' for n in range(500)))) <= 4


def file(kind: str, mode: str = "RGBA", size: tuple[int, int] = (180, 180), colour: object = (200, 0, 0, 255)) -> bytes:
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind)
    return out.getvalue()


def opened(body: bytes) -> Image.Image:
    return Image.open(BytesIO(body))


@pytest.mark.parametrize(
    "body", [file("PNG"), file("ICO"), file("WEBP"), file("JPEG", "RGB", colour=(200, 0, 0)), file("GIF", "P", colour=3)]
)
def test_logo_copied_is_two_square_pngs(body):
    copy = logo_copied(body)
    assert [(opened(one).format, opened(one).mode, opened(one).size) for one in (copy.large, copy.small)] == [
        ("PNG", "RGB", (400, 400)),
        ("PNG", "RGB", (50, 50)),
    ]


def test_logo_copied_puts_a_wide_logo_in_the_middle_on_white():
    large = opened(logo_copied(file("PNG", size=(200, 40))).large)
    assert [large.getpixel((200, y)) for y in (5, 200, 395)] == [(255, 255, 255), (200, 0, 0), (255, 255, 255)]


def test_logo_copied_shows_transparent_parts_white():
    out, half = BytesIO(), Image.new("RGBA", (180, 180), (0, 0, 0, 0))
    half.paste((200, 0, 0, 255), (0, 0, 180, 90))
    half.save(out, "PNG")
    large = opened(logo_copied(out.getvalue()).large)
    assert [large.getpixel((200, y)) for y in (50, 350)] == [(200, 0, 0), (255, 255, 255)]


@pytest.mark.parametrize(
    "body", [file("GIF", "P", (1, 1), 3), file("PNG", colour=(0, 0, 0, 0)), file("PNG", colour="white"), file("PNG", size=(400, 10))]
)
def test_logo_of_which_nothing_would_be_seen_is_none(body):
    assert logo_copied(body) is None


@pytest.mark.parametrize("body", [b"", b"<svg/>", file("PNG")[:60], file("TIFF"), file("PNG", "L", (3000, 3000), 0)])
def test_logo_copied_of_what_is_no_small_picture_is_none(body):
    assert logo_copied(body) is None
