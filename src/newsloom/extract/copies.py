"""Copies of pictures: small, plain JPEGs that a hub may keep and show, made anew from a stranger's bytes."""

from hashlib import blake2b
from io import BytesIO
import warnings

from msgspec import Struct
from PIL import Image, ImageOps

from newsloom.ids import DIGEST_BYTES

LARGEST_FILE = 8 * 1024 * 1024
"""Bytes of a picture that are fetched for a copy; one that comes near the 10 MiB which any answer may have was not made for a page."""

MOST_PIXELS = 24_000_000
"""Pixels that are decoded: 24 megapixels, an ordinary camera's, take 72 MB; a small file can claim far more (a decompression bomb)."""

WIDTH, SMALL = 1200, 400
"""Widths of the two copies: what Open Graph pictures have, and twice the site's thumbnail of 200 pixels."""

QUALITY = 80
"""JPEG quality; libjpeg's own guide calls 75 to 85 the range where loss is not seen."""

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class Copy(Struct, frozen=True, kw_only=True):
    """A picture made anew in two sizes; `name` is the hash of what it was made from."""

    name: str
    large: bytes
    small: bytes


def copied(body: bytes) -> Copy | None:
    """Make the copies of a picture; `None` when the bytes are no picture that can be read whole.

    Everything but the pixels is left behind: metadata, colour profiles, trailing bytes, animation. Transparent parts become white.

    Example:
        >>> copied(b"<svg onload=alert(1)>") is None
        True
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(body), formats=_FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    return None
                opened.draft("RGB", (2 * WIDTH, 2 * WIDTH))  # a JPEG is decoded no larger than needed
                picture = _opaque(ImageOps.exif_transpose(opened))
        large, small = _jpeg(picture, WIDTH), _jpeg(picture, SMALL)
    except Exception:  # noqa: BLE001 -- damaged pictures make the library raise whatever its decoders ran into
        return None
    return Copy(name=blake2b(body, digest_size=DIGEST_BYTES).hexdigest(), large=large, small=small)


def _opaque(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def _jpeg(picture: Image.Image, width: int) -> bytes:
    shrunk = picture.copy()
    shrunk.thumbnail((width, 2 * width), Image.Resampling.LANCZOS)
    out = BytesIO()
    shrunk.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
