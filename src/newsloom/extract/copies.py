"""Copies of pictures: small, plain JPEGs that a hub may keep and show, made anew from a stranger's bytes."""

from hashlib import blake2b
from io import BytesIO

from PIL import Image, ImageOps

from newsloom.extract.pictures import measure
from newsloom.ids import DIGEST_BYTES
from newsloom.types import Copy

LARGEST_FILE = 8 * 1024 * 1024
"""Bytes of a picture that are fetched for a copy; one that comes near the 10 MiB which any answer may have was not made for a page."""

MOST_PIXELS = 24_000_000
"""Pixels that are decoded: 24 megapixels, an ordinary camera's, take 96 MB; a small file can claim far more (a decompression bomb)."""

MOST_SCANS = 100
"""Scans of a JPEG; a progressive one has about 10. Each costs a pass over all pixels, and 44 bytes can hold one: 1,000 took 4.7 s."""

WIDTH, SMALL = 1200, 400
"""Widths of the two copies: what Open Graph pictures have, and twice the site's thumbnail of 200 pixels."""

QUALITY = 80
"""JPEG quality; libjpeg's own guide calls 75 to 85 the range where loss is not seen."""

_JPEG, _SCAN = b"\xff\xd8\xff", b"\xff\xda"
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def copied(body: bytes) -> Copy | None:
    """Make the copies of a picture; `None` when the bytes are no picture that can be read whole.

    Everything but the pixels is left behind: metadata, colour profiles, trailing bytes, animation. Transparent parts become white.

    Example:
        >>> copied(b"<svg onload=alert(1)>") is None
        True
    """
    width, height = measure(body) or (0, 0)
    if not 0 < width * height <= MOST_PIXELS or (body.startswith(_JPEG) and body.count(_SCAN) > MOST_SCANS):
        return None
    try:
        with Image.open(BytesIO(body), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:  # two readers of one hostile header may disagree
                return None
            opened.draft("RGB", (2 * WIDTH, 2 * WIDTH))  # a JPEG is decoded no larger than needed
            picture = _opaque(ImageOps.exif_transpose(_shrunk(opened)))
        large, small = (_jpeg(picture, width) for width in (WIDTH, SMALL))
    except Exception:  # noqa: BLE001 -- damaged pictures make the library raise whatever its decoders ran into
        return None
    turned = width != height and (width > height) != (picture.width > picture.height)
    return Copy(name=blake2b(body, digest_size=DIGEST_BYTES).hexdigest(), large=large, small=small, turned=turned)


def _shrunk(picture: Image.Image) -> Image.Image:
    """Return a picture no larger than twice what is kept, before anything else makes a copy of its pixels; 16 bits become 8."""
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    picture.thumbnail((2 * WIDTH, 4 * WIDTH))
    return picture


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
