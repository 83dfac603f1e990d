"""Sets: reading the files that quality is measured on, with every mistake told by its place and what to do about it."""

from collections.abc import Iterable, Sequence
import gzip
from pathlib import Path
from typing import Any
import zlib

import msgspec

from newsloom.errors import DataError


def json_lines(file: Path, *named: str) -> tuple[dict[str, Any], ...]:
    """Return the objects of a file, one a line; empty lines are passed over.

    Args:
        file: the file.
        named: keys that every object must have, each with a text.

    Raises:
        DataError: the file cannot be read, a line holds no object, or one lacks a key; the line is named.
    """
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise DataError(f"{file}: cannot be read ({error.strerror}); name a file of one JSON object a line") from None
    return tuple(_row(f"{file}:{number}", line, named) for number, line in enumerate(lines, 1) if line.strip())


def _row(place: str, line: bytes, named: Iterable[str]) -> dict[str, Any]:
    try:
        row = msgspec.json.decode(line, type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise DataError(f"{place}: is no JSON object ({error}); write one object a line") from None
    for name in named:
        if not isinstance(row.get(name), str) or not row[name]:
            raise DataError(f'{place}: has no text under "{name}"; every row needs one')
    return row


def read_page(file: Path) -> bytes:
    """Return a page that lies under this name, plain, or under this name and `.gz`, packed.

    Raises:
        DataError: there is neither, or it cannot be unpacked.
    """
    packed = file.with_name(f"{file.name}.gz")
    try:
        return gzip.decompress(packed.read_bytes()) if packed.exists() and not file.exists() else file.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{file}: cannot be read ({error}); every row needs its page, plain or packed beside it with .gz") from None


def pages_in(folder: Path) -> tuple[str, ...]:
    """Return the names of the pages in a folder, without `.gz`, sorted; empty when there is no such folder.

    Example:
        >>> pages_in(Path("/no/such/folder"))
        ()
    """
    files: Sequence[Path] = sorted(file for file in folder.iterdir() if file.is_file()) if folder.is_dir() else ()
    return tuple(dict.fromkeys(file.name.removesuffix(".gz") for file in files))


def text_of(value: object) -> str:
    """Return what gold says where it says it as a text; empty for everything else.

    Example:
        >>> text_of("Jane Doe"), text_of(None), text_of(20200101)
        ('Jane Doe', '', '')
    """
    return value if isinstance(value, str) else ""
