"""Bodies: decoded in bounded steps."""

from contextlib import suppress
import gzip
import zlib

from hypothesis import given
from hypothesis import strategies as st
import pytest

from newsloom.net import body as bodies
from newsloom.net.body import FREE, MEMBERS, STEP, Body, BodyError


def deflated(data: bytes, wbits: int) -> bytes:
    deflater = zlib.compressobj(wbits=wbits)
    return deflater.compress(data) + deflater.flush()


PACKERS = {
    "": lambda data: data,
    "identity": lambda data: data,
    "gzip": lambda data: deflated(data, 31),
    "X-GZIP": lambda data: deflated(data, 31),
    "deflate": lambda data: deflated(data, 15),
    " deflate , identity": lambda data: deflated(data, -15),
}


def read(coding: str, packed: bytes, cut: int = 1 << 20, *, limit: int = 1 << 24, partial: bool = False) -> bytes:
    body = Body(coding, limit=limit, partial=partial)
    for at in range(0, len(packed), cut):
        body.feed(packed[at : at + cut])
    return body.finish()


def code(coding: str, packed: bytes, **options) -> str:
    with pytest.raises(BodyError) as caught:
        read(coding, packed, **options)
    return caught.value.code


@pytest.mark.parametrize("coding", PACKERS)
@given(data=st.binary(max_size=2000), cut=st.integers(1, 300))
def test_body_comes_back_as_it_was_however_it_is_cut(coding, data, cut):
    assert read(coding, PACKERS[coding](data), cut) == data


@given(
    parts=st.lists(st.binary(max_size=300), max_size=8), cut=st.integers(1, 50), padding=st.sampled_from([b"", b"\0\0\0", b"\0\x1f\x8b"])
)
def test_body_of_several_gzip_members_is_their_sum_and_padding_is_left_out(parts, cut, padding):
    packed = b"".join(gzip.compress(part) for part in parts)
    assert read("gzip", packed + (padding if parts else b""), cut) == b"".join(parts)


@pytest.mark.parametrize("coding", [name for name in PACKERS if name.strip() not in ("", "identity")])
@given(data=st.binary(min_size=1, max_size=500), share=st.floats(0, 1))
def test_body_cut_short_never_passes_for_whole(coding, data, share):
    packed = PACKERS[coding](data)
    kept = packed[: 1 + int(share * (len(packed) - 2))]
    assert code(coding, kept) in ("truncated", "bad-encoding")


@given(st.sampled_from(["gzip", "deflate"]), st.binary(max_size=500), st.integers(1, 50))
def test_body_of_any_bytes_is_read_or_refused_and_nothing_else(coding, noise, cut):
    with suppress(BodyError):
        assert isinstance(read(coding, noise, cut), bytes)


@pytest.mark.parametrize("wbits", [31, 15, -15])
@pytest.mark.parametrize("size", [STEP - 1, STEP, STEP + 1, 5 * STEP])
def test_body_whose_output_fills_the_steps_exactly_is_whole(wbits, size):
    assert len(read("gzip" if wbits > 16 else "deflate", deflated(bytes(size), wbits))) == size


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "gzip,deflate", "gzip;q=1", "\N{SNOWMAN}"])
def test_body_of_another_coding_is_refused(coding):
    assert code(coding, b"x") == "bad-encoding"


def test_body_of_very_many_members_is_refused():
    assert read("gzip", gzip.compress(b"") * MEMBERS) == b""
    assert code("gzip", gzip.compress(b"") * (MEMBERS + 1)) == "bad-encoding"


@pytest.mark.parametrize("coding", PACKERS)
@pytest.mark.parametrize(("size", "fits"), [(999, True), (1000, True), (1001, False)])
def test_body_limit_holds_to_the_byte(coding, size, fits):
    packed = PACKERS[coding](bytes(size))
    assert len(read(coding, packed, limit=1000, partial=True)) == min(size, 1000)
    if fits:
        assert len(read(coding, packed, limit=1000)) == size
    else:
        assert code(coding, packed, limit=1000) == "too-large"


def test_body_partial_is_full_at_its_limit_and_takes_no_more():
    body = Body("", limit=3, partial=True)
    body.feed(b"ab")
    assert not body.full
    body.feed(b"cd")
    assert body.full
    assert body.finish() == b"abc"


def test_body_ratio_counts_only_after_the_first_mebibyte():
    assert len(read("gzip", deflated(bytes(1 << 20), 31))) == 1 << 20
    assert code("gzip", deflated(bytes((1 << 20) + 1), 31)) == "too-large"
    assert code("gzip", deflated(bytes(2 << 20), 31), limit=1 << 21, partial=True) == "too-large"


def test_body_ratio_of_real_text_passes():
    text = "".join(f"<li><a href='/story/{n}'>Story number {n}</a></li>\n" for n in range(60_000)).encode()
    assert len(text) > 2 << 20
    assert read("gzip", deflated(text, 31)) == text


def test_body_that_is_long_only_on_the_wire_is_refused():
    empty_blocks = deflated(b"", 31)[:10] + b"\0\0\0\xff\xff" * ((1000 + STEP) // 5 + 1)
    assert code("gzip", empty_blocks, limit=1000) == "too-large"


def test_body_is_never_inflated_far_beyond_its_limit(monkeypatch):
    made = 0
    original = bodies.Body._keep

    def counted(self, data):
        nonlocal made
        made += len(data)
        original(self, data)

    monkeypatch.setattr(bodies.Body, "_keep", counted)
    assert code("gzip", deflated(bytes(50 << 20), 31), limit=100_000) == "too-large"
    assert made <= 100_000 + STEP


@pytest.mark.parametrize(("coding", "partial", "refused"), [("", False, True), ("", True, False), ("gzip", False, False)])
def test_body_announced_as_too_long_is_refused_unless_the_announcement_says_nothing(coding, partial, refused):
    body = Body(coding, limit=10, partial=partial)
    body.expect(None)
    body.expect(10)
    if refused:
        with pytest.raises(BodyError, match="11 bytes"):
            body.expect(11)
    else:
        body.expect(11)


def test_bomb_that_is_received_at_once_is_found_out_after_the_free_megabyte():
    body = Body("gzip", limit=100 * FREE, partial=False)
    with pytest.raises(BodyError, match="unpacks"):
        body.feed(zlib.compress(bytes(50 * FREE), wbits=31))
    assert body.size <= FREE + STEP
