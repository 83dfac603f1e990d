"""Letters that a terminal's encoding does not have: the nearest ones it has take their place, for a result never ends in a traceback."""

import codecs
from collections.abc import Iterable
import io
from typing import TextIO
import unicodedata

NEAREST = "newsloom-nearest"
"""The error handler's name, as `codecs` knows it."""

_MARKS = {"·": "-", "–": "-", "—": "-", "−": "-", "→": ">", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "×": "x", "█": "#", "▌": "#"}
"""What commands print beside strangers' words; each one column wide, so that tables stay tables."""

_STRICT = ("strict", "backslashreplace")
"""What Python itself gives standard output and standard error; who asks for something else (`PYTHONIOENCODING=ascii:ignore`) gets that."""


def nearest(letter: str) -> str:
    """Return a letter in ASCII: its mark, its base, or a question mark.

    Example:
        >>> [nearest(letter) for letter in "→é…灯"]
        ['>', 'e', '...', '?']
    """
    base = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode("ascii")
    return _MARKS.get(letter) or base or "?"


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(nearest, error.object[error.start : error.end])), error.end


codecs.register_error(NEAREST, _replaced)


def legible(streams: Iterable[TextIO]) -> None:
    r"""Let streams print every text, in the letters that they have.

    Example:
        >>> raw = io.BytesIO()
        >>> stream = io.TextIOWrapper(raw, "latin-1")
        >>> legible([stream])
        >>> print("Gezeitenkraft für “灯台”", file=stream, flush=True)
        >>> raw.getvalue().decode("latin-1")
        'Gezeitenkraft für "??"\n'
    """
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper) and stream.errors in _STRICT:
            stream.reconfigure(errors=NEAREST)
