"""Logos: where a publisher's own site has one, and its copies, made anew as the record format wants them."""

from hashlib import blake2b
from io import BytesIO
import re

from PIL import Image

from newsloom import urls
from newsloom.extract.page import Page, is_html
from newsloom.extract.pictures import LARGEST_SIDE
from newsloom.ids import DIGEST_BYTES
from newsloom.types import Copy, Fetched

LARGE, SMALL = 400, 50
"""Pixels of the two copies' sides: those of the reference's organizations."""

LARGEST_FILE = 1024 * 1024
"""Bytes of a logo that are fetched; an icon for home screens has about 10 kB."""

MOST = 4
"""Addresses that are tried; an icon for home screens, the first, is nearly always there and readable."""

SMALLEST = 16
"""Pixels of a side below which a picture is no logo: the least that icons have (HTML, 4.6.7.8, names 16 by 16 first)."""

_MOST_PIXELS = 4_000_000
_BLANK = ((255, 255),) * 4  # the least and the most of every channel: a white sign on nothing, or the pixel that some send for an icon
_MOST_LINKS = 20
_SHARP = 96
"""Pixels of an icon that still looks sharp on the site (16 wide, on a screen of thrice the density) and bearable at 400."""

_SIZE = re.compile(r"(\d{1,4})x\d{1,4}", re.IGNORECASE)
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "ICO")


def logo_addresses(front: Fetched) -> tuple[str, ...]:
    """Return where a site's front page says its logo lies, the best first, `/favicon.ico` last.

    Icons for home screens come before the rest: they are square and made to be known at a glance. JSON-LD's `logo` is often the name
    in letters, of which nothing is left at 50 pixels (Google asked publishers for one that fits into 600 by 60).

    Example:
        >>> from datetime import UTC, datetime
        >>> html = b"<link rel=icon href=/i.png sizes=32x32><link rel=apple-touch-icon href=/touch.png>"
        >>> logo_addresses(Fetched(url="https://news.example/", status=200, body=html, at=datetime.now(UTC)))
        ('https://news.example/touch.png', 'https://news.example/i.png', 'https://news.example/favicon.ico')
    """
    found = []
    if is_html(front):
        page = Page(front)
        links = page.tree.css("link[rel~='apple-touch-icon' i], link[rel~='apple-touch-icon-precomposed' i], link[rel~='icon' i]")
        icons = sorted((_icon(node.attributes) for node in links[:_MOST_LINKS]), reverse=True)
        sharp = [address for size, address in icons if size >= _SHARP]
        found = [*sharp, page.linked.logo, *(address for size, address in icons if size < _SHARP)]
        found = [page.absolute(address) for address in found if not address.lower().partition("?")[0].endswith(".svg")]
    last = urls.absolute("/favicon.ico", front.url)
    return (*dict.fromkeys([address for address in found if address][: MOST - 1]), last)


def _icon(said: dict[str, str | None]) -> tuple[int, str]:
    """Return an icon's size as declared, and its address."""
    sizes = [int(size) for size in _SIZE.findall((said.get("sizes") or "")[:200])]
    unsaid = 180 if "apple" in (said.get("rel") or "").lower() else 0  # what Apple's devices ask for at least since 2014
    return max(sizes, default=unsaid), (said.get("href") or "").strip()


def logo_copied(body: bytes) -> Copy | None:
    """Make the copies of a logo, PNGs of 400 and 50 pixels a side, on white.

    `None` when the bytes are no picture that can be read whole, or one of which nothing would be seen.

    Example:
        >>> logo_copied(b"<svg/>") is None
        True
    """
    try:
        with Image.open(BytesIO(body), formats=_FORMATS) as opened:
            if min(opened.size) < SMALLEST or opened.width * opened.height > _MOST_PIXELS or max(opened.size) > LARGEST_SIDE:
                return None
            logo = opened.convert("RGBA")
        if Image.alpha_composite(Image.new("RGBA", logo.size, "white"), logo).getextrema() == _BLANK:
            return None
        large, small = (_png(logo, side) for side in (LARGE, SMALL))
    except Exception:  # noqa: BLE001 -- damaged pictures make the library raise whatever its decoders ran into
        return None
    return Copy(name=blake2b(body, digest_size=DIGEST_BYTES).hexdigest(), large=large, small=small)


def _png(logo: Image.Image, side: int) -> bytes:
    """Return a logo in the middle of a white square."""
    scale = side / max(logo.size)
    size = max(1, round(logo.width * scale)), max(1, round(logo.height * scale))
    shown = logo.resize(size, Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (side, side), "white")
    square.alpha_composite(shown, ((side - size[0]) // 2, (side - size[1]) // 2))
    out = BytesIO()
    square.convert("RGB").save(out, "PNG", optimize=True)
    return out.getvalue()
