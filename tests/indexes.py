"""A search index, as text: its files are packed, so that what they hold is not seen by looking."""

import gzip
from pathlib import Path

PACKED = (".pf_fragment", ".pf_filter", ".pf_index", ".pf_meta")


def unpacked(index: Path) -> str:
    """Return what all files of an index hold, letters as they are and everything else as it comes."""
    files = [path for path in sorted(index.rglob("*")) if path.is_file() and path.suffix != ".pagefind"]
    bodies = [gzip.decompress(path.read_bytes()) if path.suffix in PACKED else path.read_bytes() for path in files]
    return "\n".join(body.decode(errors="replace") for body in bodies)
