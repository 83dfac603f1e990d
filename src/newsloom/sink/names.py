"""Which file names are safe on every system that a tree of ours may be copied to."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
import re
import unicodedata

LONGEST = 255
"""Octets in one file name: the limit of ext4, APFS, NTFS and the rest."""

# Windows: reserved characters and device names (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
_RESERVED_CHARACTERS = re.compile(r'[<>:"\\|?*\x00-\x1f\x7f-\x9f]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
# NTFS calls .git also git~1, HFS ignores invisible letters in it (CVE-2014-9390): a checkout must not run our files as hooks.
_GIT = re.compile(r"(?:\.git|git~\d+)", re.IGNORECASE)

# Nearly every name is of this kind, which nothing below finds fault with; one look costs a tenth of all.
_ORDINARY = re.compile(r"(?!aux|con|com|lpt|nul|prn|git|\.)[a-z0-9_.-]{1,200}(?<!\.)")

_CATEGORIES = frozenset(("Cf", "Cs", "Cn", "Zl", "Zp"))

TEMPORARY = re.compile(r"\.newsloom-[0-9a-f]{16}\.tmp")
"""How files look that a sink has not finished."""


_FAULTS: tuple[tuple[Callable[[str], object], str], ...] = (
    (lambda part: not part, "is empty: the path begins with a slash, ends with one or holds two in a row"),
    (lambda part: part in (".", ".."), "leads out of the folder"),
    (_RESERVED_CHARACTERS.search, "holds a character that Windows does not allow in a name"),
    (lambda part: not _CATEGORIES.isdisjoint(map(unicodedata.category, part)), "holds an invisible character"),
    (lambda part: part[0] == " " or part[-1] in " .", "begins or ends with a blank or a full stop, which Windows drops"),
    (_DEVICE.fullmatch, "is a device to Windows"),
    (_GIT.fullmatch, "belongs to Git"),
    (TEMPORARY.fullmatch, "is the name of an unfinished file"),
    (lambda part: len(part.encode()) > LONGEST, f"is longer than {LONGEST} octets"),
)


def fault(path: str) -> str:
    """Return what is wrong with an artifact's path; empty when nothing is.

    Example:
        >>> fault("_news/2020-07-20-a.md")
        ''
        >>> fault("../a"), fault("a/nul.txt")
        ("its part '..' leads out of the folder", "its part 'nul.txt' is a device to Windows")
    """
    return next((found for part in path.split("/") if not _ORDINARY.fullmatch(part) and (found := _fault(part))), "")


@lru_cache(maxsize=4096)  # folders come again and again
def _fault(part: str) -> str:
    return next((f"its part {part[:60]!r} {what}" for is_wrong, what in _FAULTS if is_wrong(part)), "")


def folded(path: str) -> str:
    """Return what paths share that are one file where case or Unicode's spelling do not count.

    Example:
        >>> folded("A/Straße") == folded("a/STRASSE")
        True
    """
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


class Names:
    """The names of one tree as they are taken, so that no two are one file anywhere and none is both file and folder.

    Example:
        >>> names = Names()
        >>> names.take("a/B.md"), names.take("a/b.md"), names.take("a")
        ('', "it is the same file as 'a/B.md' where case does not count", "it is a file and a folder ('a/B.md') at once")
    """

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def __contains__(self, path: str) -> bool:
        return self._files.get(folded(path)) == path

    def hold(self, paths: Iterable[str]) -> None:
        """Take paths that were taken before, one by one, and were all right."""
        for path in paths:
            self._files[name := folded(path)] = path
            if name.rpartition("/")[0] not in self._folders:
                self._fill(name, path)

    def take(self, path: str) -> str:
        """Take a path; return what is wrong with it, empty when nothing is."""
        if found := fault(path):
            return found
        name = folded(path)
        if name in self._files:
            return f"it is the same file as {self._files[name]!r} where case does not count"
        both = self._folders.get(name) or next((self._files[folder] for folder in self._above(name) if folder in self._files), "")
        if both:
            return f"it is a file and a folder ({both!r}) at once"
        self._files[name] = path
        self._fill(name, path)
        return ""

    def _fill(self, name: str, path: str) -> None:
        for folder in self._above(name):
            self._folders[folder] = path

    def _above(self, name: str) -> Iterator[str]:
        """Yield the folders that a name needs and that no name before it needed, the nearest first."""
        folder = name.rpartition("/")[0]
        while folder and folder not in self._folders:
            yield folder
            folder = folder.rpartition("/")[0]
