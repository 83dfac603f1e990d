"""Copies of pictures: what comes out of whole, hostile and damaged files."""

from io import BytesIO
import struct
import zlib

from PIL import Image
import pytest

from newsloom.extract.copies import SMALL, WIDTH, copied


def file(kind: str, mode: str = "RGB", size: tuple[int, int] = (1600, 900), **options) -> bytes:
    out = BytesIO()
    Image.new(mode, size, options.pop("colour", 0)).save(out, kind, **options)
    return out.getvalue()


def opened(body: bytes) -> Image.Image:
    picture = Image.open(BytesIO(body))
    picture.load()
    return picture


ORDINARY = {
    "jpeg": file("JPEG"),
    "png": file("PNG"),
    "palette": file("PNG", "P"),
    "grey and alpha": file("PNG", "LA"),
    "16 bits": file("PNG", "I;16"),
    "webp": file("WEBP", "RGBA"),
    "gif": file("GIF", "P"),
    "cmyk": file("JPEG", "CMYK"),
}


@pytest.mark.parametrize("body", ORDINARY.values(), ids=ORDINARY)
def test_copied_of_any_ordinary_picture_is_two_jpegs(body):
    copy = copied(body)
    large, small = opened(copy.large), opened(copy.small)
    assert (large.format, large.mode, large.size) == ("JPEG", "RGB", (WIDTH, 675))
    assert (small.format, small.size) == ("JPEG", (SMALL, 225))


def test_copied_of_a_small_picture_is_not_enlarged():
    assert opened(copied(file("PNG", size=(320, 200))).large).size == (320, 200)


def test_copied_leaves_metadata_and_trailing_bytes_behind():
    exif = Image.Exif()
    exif[0x010E] = "taken at home by Mara"
    copy = copied(file("JPEG", exif=exif) + b"<script>")
    assert b"Mara" not in copy.large + copy.small
    assert b"<script>" not in copy.large + copy.small


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_copied_turns_a_picture_as_its_exif_says(kind):
    exif = Image.Exif()
    exif[0x0112] = 6
    copy = copied(file(kind, exif=exif))
    assert opened(copy.large).size == (900, 1600)
    assert copy.turned == (kind != "JPEG")  # a JPEG's size is measured as it is turned
    assert not copied(file(kind)).turned


def test_copied_shows_transparent_parts_white():
    assert opened(copied(file("PNG", "RGBA", colour=(0, 0, 0, 0))).large).getpixel((5, 5)) == (255, 255, 255)


def test_copied_of_the_same_bytes_has_the_same_name_and_bytes():
    assert copied(file("PNG")) == copied(file("PNG"))
    assert copied(file("PNG")).name != copied(file("PNG", colour=(1, 2, 3))).name


def bomb() -> bytes:
    """A PNG of a few kilobytes that claims a hundred megapixels."""
    head = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 0, 0, 0, 0)
    chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))  # noqa: E731
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def many_scans() -> bytes:
    """A progressive JPEG in which one more empty scan stands a hundred times."""
    body = file("JPEG", progressive=True)
    at = body.index(b"\xff\xda")
    return body[:at] + b"\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x10" * 100 + body[at:]


def test_copied_counts_scans_in_jpegs_only():
    noise = Image.frombytes("L", (512, 512), b"\xff\xda" * (512 * 256))
    out = BytesIO()
    noise.save(out, "PNG", compress_level=0)
    assert copied(out.getvalue()) is not None


REFUSED = {
    "a hundred scans": many_scans(),
    "empty": b"",
    "svg": b"<svg onload=alert(1)>",
    "no header": b"\x89PNG\r\n\x1a\n",
    "truncated png": file("PNG")[:-40],
    "truncated jpeg": file("JPEG")[:700],
    "bomb": bomb(),
    "tiff": file("TIFF"),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_copied_of_what_is_no_whole_picture_is_none(body):
    assert copied(body) is None


def test_copied_shows_16_bits_of_grey_as_they_are():
    grey = opened(copied(file("PNG", "I;16", colour=30_000)).large).getpixel((5, 5))
    assert abs(grey[0] - 117) < 4
