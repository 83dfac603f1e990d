"""Pictures: the one that stands for a piece, whether it shows anything, and how large it is."""

from collections.abc import Iterator
from io import BytesIO
import re
from urllib.parse import unquote

import imagesize
from msgspec.structs import replace

from newsloom import urls
from newsloom.extract.found import NOTHING, distinct
from newsloom.extract.page import Page
from newsloom.types import Entry, Picture

FIRST_BYTES = 96 * 1024
"""How much of a picture to fetch for its size: PNG, GIF and WebP have it in the first 30 bytes, a JPEG behind its
metadata, of which one EXIF segment may fill 64 KiB (JPEG, ITU-T T.81, B.1.1.4: a segment's length has 16 bits)."""

_LONGEST_NAME = 300
_PIXELS = 2
SMALLEST_SIDE = 100
"""Pixels below which a picture is an icon; the smallest real one of the reference's 236 is 300 wide and 202 high."""

LONGEST_ASPECT = 5
"""A picture so many times as wide as high, or as high as wide, is a strip of design: an advertisement of 728x90 has 8, a panorama 3."""

LARGEST_SIDE = 65_535
"""Pixels; what JPEG's 16-bit fields can say. A larger figure is a damaged file."""

_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF")
_PIXEL = re.compile(
    r"[/_.-](?:pixel|beacon|spacer|blank|clear|transparent|1x1|tracking)\.(?:gif|png)|/1x1/|feedburner\.com/~|doubleclick\.net|pixel\.wp\.com",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SHORTEST_TELLING = 4
"""Letters of a word that can tell one picture from another; shorter ones are codes of sites and formats (`ms`, `mw`, `fb`)."""

_VIDEO_STILLS = frozenset(("ytimg.com", "youtube.com", "vimeocdn.com"))
# Names of pictures that stand for a site or for nothing. Evidence: the reference counted MarketWatch's mw_logo_social.png,
# AP's PaidContent3.png, Microsoft's social-default-image.png, logo-ms-social.png and (109 times) social-share-post-ignite.png
# as pictures of articles. The rest was seen on 1,130 real pages: icons for home screens, plug-ins' defaults, a theme's own pictures.
_ALWAYS = re.compile(
    r"place-?holder|paid-?content|no-?(?:image|photo|thumb)|open-?graph-?(?:image|default)|touch-?icon|"
    r"social-?(?:share|sharing|default|card)|(?:default|fallback|generic)-?(?:user-?)?(?:image|img|share|social|og|thumb|card|photo|pic|post|banner)"
)
_MARKS = frozenset(
    "logo logos logotype wordmark default defaults paid social share shared sharing graph og ogimage opengraph generic fallback missing "
    "blank dummy avatar favicon icon icons masthead".split()
)
_NEUTRAL = frozenset(
    "image images img pic picture photo thumb thumbnail banner header site web website page blog post news article content main large "
    "small medium big square wide white black dark light color colour background facebook twitter linkedin instagram meta card preview "
    "cover featured hero home brand company open size full new final copy horizontal vertical media assets cropped".split()
)
_FOLDERS = frozenset("logo logos placeholder placeholders favicons icons avatars blavatar sharing default-images".split())
_DESIGN = re.compile(r"/wp-content/(?:themes|plugins)/", re.IGNORECASE)


def choose_picture(page: Page, entry: Entry) -> tuple[Picture | None, str]:
    """Return the picture that a page or its source names, and who names it: rather one that shows something, never a tracking pixel."""
    named = [found for found in distinct(_named(page, entry)) if not _PIXEL.search(found.value)]
    telling = next((found for found in named if not is_generic(found.value)), NOTHING)
    chosen = telling or next(iter(named), NOTHING)
    return (Picture(url=chosen.value, generic=not telling), chosen.where) if chosen else (None, "")


def _named(page: Page, entry: Entry) -> Iterator[tuple[str, str]]:
    for name in ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"):
        yield page.absolute(page.first(name)), "og"
    yield page.absolute(page.linked.image), "json-ld"
    yield page.absolute(entry.image), "feed"


def is_generic(url: str) -> bool:
    """Tell from its address whether a picture is a logo, a placeholder or a site's default rather than the piece's own.

    It is when it lies in a folder of logos or a site's design, when its file is named as such pictures always are, or when that name
    consists of nothing but words for them, neutral words, the site's own name and figures: `apple-logo-store.jpg`
    shows a shop, `site-logo.png` shows nothing.

    Example:
        >>> is_generic("https://news.example/img/site-logo-1200x630.png"), is_generic("https://news.example/apple-logo-store.jpg")
        (True, False)
    """
    if urls.domain(url) in _VIDEO_STILLS:
        return False
    *folders, name = unquote(url.partition("?")[0].partition("#")[0]).split("/")
    if _FOLDERS.intersection(folder.lower() for folder in folders) or _DESIGN.search(url):
        return True
    words = [word.lower() for word in _WORD.findall((name.rpartition(".")[0] or name)[:_LONGEST_NAME])]
    if _ALWAYS.search("-".join(words)):
        return True
    host = urls.hostname(url)
    telling = (word for word in words if len(word) >= _SHORTEST_TELLING and not (word in _MARKS or word in _NEUTRAL or word in host))
    return not _MARKS.isdisjoint(words) and next(telling, "") == ""


def measure(data: bytes) -> tuple[int, int] | None:
    r"""Return width and height in pixels from the first bytes of a PNG, JPEG, GIF or WebP; `None` when they do not tell.

    Example:
        >>> measure(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x04\xb0\x00\x00\x02v\x08\x02")
        (1200, 630)
        >>> measure(b"<html>") is None
        True
    """
    if not data.startswith(_SIGNATURES):
        return None
    try:
        width, height = imagesize.get(BytesIO(data))
    except Exception:  # noqa: BLE001 -- damaged pictures make the library raise whatever its reading ran into
        return None
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        return None
    return int(width), int(height)


def measured(picture: Picture, data: bytes) -> Picture | None:
    r"""Return the picture with its size; `None` when the bytes are no picture, or one that nobody can see (a tracking pixel).

    Example:
        >>> size = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x04\xb0\x00\x00\x02v\x08\x02"
        >>> measured(Picture(url="https://news.example/fab.png"), size)
        Picture(url='https://news.example/fab.png', width=1200, height=630, generic=False, kept='')
    """
    width, height = measure(data) or (0, 0)
    if min(width, height) <= _PIXELS:
        return None
    shows = min(width, height) >= SMALLEST_SIDE and max(width, height) <= LONGEST_ASPECT * min(width, height)
    return replace(picture, width=width, height=height, generic=picture.generic or not shows)
