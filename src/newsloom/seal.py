"""Seal: texts that stand in public and that only who has the key can read, change or move.

    s1.3f9c2a71.kJ0v….Zq8x…
    │  │        │     └ what was sealed, enciphered
    │  │        └ its mark: proves the content, the record it belongs to, the field and this format
    │  └ which key of the ring
    └ the format

The cipher is AES-SIV (RFC 5297) without a nonce: the mark is made of everything that is sealed. Therefore the same content of the same
record has the same bytes under the same key, and no counter or chance could ever repeat what must not (docs/decisions/0035-sealing.md).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from newsloom.errors import SealError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

SECRET = 64
"""Octets of a key: AES-256-SIV takes two keys of 32, one to mark and one to encipher (RFC 5297, section 2.2)."""

STEP = 512
"""Octets: contents are filled up to a multiple, so that their length tells little: of 313 stories of a hub 88 % have the same with an
editor's decision as without, with 256 36 %, with 128 none; the mean text grows from 977 characters to 1,229."""

REFUSED = (
    "this cannot be opened: it was changed, belongs to another record, or no key of this hub sealed it; "
    "name the record that it stands in, or put back the ring (.newsloom/keys) that it was sealed with"
)
"""The words for every refusal: whoever tries learns nothing from them."""

_FORMAT = "s1"
_MARK = 16
_END = b"\x80"


class Key(Struct, frozen=True):
    """A key: its name, which anybody may know, when it was made, and its secret, which no text of this class shows."""

    id: str
    made: datetime
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.id!r})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Return what `rich` shows, which has every field of records of this kind otherwise."""
        return [("id", self.id)]


def key(secret: bytes, made: datetime) -> Key:
    """Return the key of a secret; its name follows from the secret, so that a damaged one is noticed.

    Example:
        >>> from datetime import UTC
        >>> key(bytes(64), datetime(2026, 1, 5, tzinfo=UTC))
        Key('8cc411ed')
    """
    return Key(sha256(b"newsloom key\0" + secret).hexdigest()[:8], made, secret)


class Ring(Struct, frozen=True):
    """The keys of a hub, the newest last: that one seals, all of them open.

    Example:
        >>> from datetime import UTC
        >>> ring = Ring((key(bytes(64), datetime(2026, 1, 5, tzinfo=UTC)),))
        >>> sealed = ring.seal("s1", b"who decided")
        >>> ring.open("s1", sealed), ring.seal("s1", b"who decided") == sealed, ring.seal("s2", b"who decided") == sealed
        (b'who decided', True, False)
    """

    keys: tuple[Key, ...]

    @property
    def newest(self) -> Key:
        """The key that seals."""
        return self.keys[-1]

    def seal(self, record: str, content: bytes) -> str:
        """Return the content, sealed for the record of this id.

        Raises:
            SealError: the library that this takes is not there.
        """
        filled = content + _END
        filled += bytes(-len(filled) % STEP)
        return _written(self.newest.id, _cipher(self.newest.secret).encrypt(filled, [_about(record)]))

    def open(self, record: str, text: str) -> bytes:
        """Return what was sealed for the record of this id.

        Raises:
            SealError: none of these keys sealed just this text for this record, or the library that this takes is not there.
        """
        known, data = self._parts(text)
        cipher = _cipher(known.secret)
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 (only who seals has it)

        try:
            filled = cipher.decrypt(data, [_about(record)])
        except (InvalidTag, ValueError):  # the latter where there is less than a mark
            raise SealError(REFUSED) from None
        return filled[: filled.rindex(_END)]

    def _parts(self, text: str) -> tuple[Key, bytes]:
        """Return the key that a text names, and its octets; there is one spelling of them only."""
        try:
            _, name, mark, rest = text.split(".")
            data = b"".join(urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in (mark, rest))
        except ValueError:
            raise SealError(REFUSED) from None
        known = next((own for own in self.keys if own.id == name), None)
        if known is None or _written(name, data) != text:
            raise SealError(REFUSED)
        return known, data


def _about(record: str) -> bytes:
    """Return what is sealed with every content: format, field and record; that stands last, so that nothing reads as something else."""
    return f"newsloom {_FORMAT} secured {record}".encode()


@lru_cache(maxsize=8)
def _cipher(secret: bytes) -> "AESSIV":
    """Return the cipher of a secret; making it takes longer than sealing a record with it."""
    try:
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 (only who seals has it)
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV  # noqa: PLC0415
    except ImportError:
        raise SealError('sealing takes the library "cryptography"; run: pip install "newsloom[sealed]"') from None
    try:
        return AESSIV(secret)
    except UnsupportedAlgorithm:
        raise SealError('this "cryptography" has no AES-SIV, which takes OpenSSL 3.0; run: pip install --upgrade cryptography') from None


def _written(name: str, data: bytes) -> str:
    mark, rest = (urlsafe_b64encode(part).decode("ascii").rstrip("=") for part in (data[:_MARK], data[_MARK:]))
    return f"{_FORMAT}.{name}.{mark}.{rest}"
