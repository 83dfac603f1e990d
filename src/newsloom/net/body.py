"""Bodies: read in bounded steps, decoded by us, never larger in memory than what was asked for.

A few hundred bytes of nested gzip or brotli unpack to hundreds of megabytes in a client that decodes on its own, so only
one layer of gzip (RFC 1952) or deflate (RFC 1950, and the bare RFC 1951 that some servers mean by it) is accepted, and
its output is counted as it is made.
"""

import zlib

STEP = 64 * 1024
"""Bytes that one call of the decompressor may make; also by how much a compressed body may be longer than its limit."""

SLICE = 4 * 1024
"""Bytes of a compressed body that are taken at once: a gzip of zeros is then found out after the free megabyte, in a few
milliseconds, and not only when all that had been received is unpacked."""

FREE = 1024 * 1024
"""Decoded bytes below which the ratio does not count: a megabyte harms nobody, and short texts compress very well."""

RATIO = 100
"""Decoded bytes to received ones, above which a body is a bomb. Of 927 real pages the densest has 27, the
median one 4.5 (zlib, level 9); a gzip of zeros has 1,030."""

MEMBERS = 1024
"""Members (RFC 1952 section 2.2) that one gzip body may have: joined files have a few; empty members are 20 bytes of work each."""

_GZIP, _ZLIB, _RAW = 31, 15, -15  # the `wbits` of zlib.decompressobj
_GZIP_MAGIC = 0x1F  # RFC 1952 section 2.3.1, ID1


class BodyError(Exception):
    """A body that cannot be taken, with the failure's `code` and `reason`."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Body:
    """What has been read of one body, decoded.

    Args:
        coding: the answer's Content-Encoding.
        limit: the most decoded bytes.
        partial: whether reaching the limit is enough (`full`) instead of too much.

    Raises:
        BodyError: `bad-encoding` for anything but one layer of gzip or deflate.

    Example:
        >>> body = Body("gzip", limit=100, partial=False)
        >>> body.feed(zlib.compress(b"Hello", wbits=31))
        >>> body.finish()
        b'Hello'
    """

    def __init__(self, coding: str, *, limit: int, partial: bool) -> None:
        self._limit = limit
        self._partial = partial
        self._coding = _one_coding(coding)
        self._inflater: zlib._Decompress | None = None
        self._members = 0
        self._over = False
        self._received = 0
        self._pieces: list[bytes] = []
        self.size = 0
        self.full = False

    def expect(self, length: int | None) -> None:
        """Refuse a body by its announced length, before any of it is read.

        Raises:
            BodyError: `too-large`.
        """
        if length is not None and length > self._limit and not (self._partial or self._coding):
            raise BodyError("too-large", f"the body has {length:,} bytes, more than the {self._limit:,} allowed")

    def feed(self, data: bytes) -> None:
        """Take the next bytes as received.

        Raises:
            BodyError: `too-large` beyond the limit or the ratio; `bad-encoding` for bytes that are not what they claim to be.
        """
        for at in range(0, len(data), SLICE) if self._coding else ():
            self._received += len(data[at : at + SLICE])
            self._inflate(data[at : at + SLICE])
        if not self._coding:
            self._received += len(data)
            self._keep(data)
        if self._received > self._limit + STEP and not self.full:
            raise BodyError("too-large", f"more than {self._limit:,} bytes were sent")

    def _inflate(self, data: bytes) -> None:
        more = bool(data) and not self._over
        while more and not self.full:
            if self._inflater is None or self._inflater.eof:
                if not self._another_member(data):
                    return
                self._inflater = self._new_inflater(data)
            try:
                made = self._inflater.decompress(data, STEP)
            except zlib.error as error:
                raise BodyError("bad-encoding", f"the body is not the {self._coding} that it claims to be ({error})") from error
            self._keep(made)
            data = self._inflater.unconsumed_tail or self._inflater.unused_data
            more = bool(data) or (len(made) == STEP and not self._inflater.eof)  # zlib may hold output back without input

    def _another_member(self, data: bytes) -> bool:
        """Tell whether a gzip member begins here; what follows the last one (padding, mostly) is no part of the body."""
        self._over = self._members > 0 and (self._coding != "gzip" or data[0] != _GZIP_MAGIC)
        self._members += 1
        if self._members > MEMBERS:
            raise BodyError("bad-encoding", f"the body has more than {MEMBERS:,} gzip members")
        return not self._over

    def _new_inflater(self, data: bytes) -> "zlib._Decompress":
        if self._coding == "gzip":
            return zlib.decompressobj(_GZIP)
        return zlib.decompressobj(_ZLIB if data[0] & 15 == zlib.DEFLATED else _RAW)

    def _keep(self, data: bytes) -> None:
        self._pieces.append(data)
        self.size += len(data)
        if self.size > FREE and self.size > RATIO * self._received:
            raise BodyError("too-large", f"the body unpacks to more than {RATIO} times what was sent")
        if self._partial and self.size >= self._limit:
            self.full = True
        elif self.size > self._limit:
            raise BodyError("too-large", f"the body is longer than {self._limit:,} bytes")

    def finish(self) -> bytes:
        """Return the whole body, or its beginning when it is `full`.

        Raises:
            BodyError: `truncated` when the compressed stream stopped before its end.
        """
        if self._inflater is not None and not self._inflater.eof and not self.full:
            raise BodyError("truncated", "the compressed body stopped before its end")
        return b"".join(self._pieces)[: self._limit] if self.full else b"".join(self._pieces)


def _one_coding(header: str) -> str:
    codings = [name for name in (part.strip().lower() for part in header.split(",")) if name not in ("", "identity")]
    if not codings:
        return ""
    coding = codings[0].removeprefix("x-")  # RFC 9110 section 8.4.1.3: x-gzip means gzip
    if len(codings) > 1 or coding not in ("gzip", "deflate"):
        raise BodyError("bad-encoding", f"the body is encoded as “{header[:40]}”, which was not asked for")
    return coding
