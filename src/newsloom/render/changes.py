"""What a change of the record tree was, in words: the message of the commit that makes it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from operator import itemgetter
import re

import msgspec

from newsloom.errors import RecordError
from newsloom.render.record import Record, parse
from newsloom.text import printable

MOST_TOLD = 20
"""Lines about single records: what one screen of `git log` shows."""

MOST_READ = 200
"""Records that are read to tell what happened to them; 20 change in an ordinary cycle, and reading one takes about a millisecond."""

LONGEST_LINE = 200
"""Characters of one line: a title of the usual 70 to 100, and the one it had before."""

_SINGULAR = {"new": "new story", "moved": "moved story", "removed": "removed story", "other": "other file"}
_KINDS = {
    "new": "new stories",
    "grown": "grown",
    "merged": "merged",
    "retitled": "retitled",
    "updated": "updated",
    "moved": "moved stories",
    "removed": "removed stories",
    "other": "other files",
}
# GitHub, GitLab and Azure close issues, tell people and skip builds because of what stands in a commit's message.
_ORDERS = (
    (re.compile(r"@(?=\w)"), "＠"),
    (re.compile(r"#(?=\d)"), "＃"),
    (re.compile(r"\b(GH)-(?=\d)", re.IGNORECASE), "\\1\u2011"),
    (re.compile(r"(?<=\*\*\*NO)_(?=CI\*\*\*)|(?<=\bskip-checks):", re.IGNORECASE), " "),
)
_SIGNS = str.maketrans("[]", "()")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A file that a commit changes. `before` and `after` are its contents where they are known, `was` and `stays` whether it is there."""

    path: str
    was: bool
    stays: bool
    before: bytes = b""
    after: bytes = b""


def is_record(path: str) -> bool:
    """Tell whether a path is a record's, in use or in the archive.

    Example:
        >>> is_record("_news/2020-07-20-a.md"), is_record("_archive/_news/2020-07-20-a.md"), is_record("_data/topics/a.yml")
        (True, True, False)
    """
    return path.removeprefix("_archive/").startswith("_news/") and path.endswith(".md")


def message(changes: Sequence[Change]) -> str:
    r"""Return a commit's message: how many records did what, then the first by their titles, published ones before the others.

    Example:
        >>> record = b'---\ncategory: news\ntitle: "A [skip ci] @mara closes #1"\n---\n'
        >>> print(
        ...     message([Change(path="_news/a.md", was=False, stays=True, after=record), Change(path="_data/t.yml", was=True, stays=True)])
        ... )
        1 new story, 1 other file
        <BLANKLINE>
        new: A (skip ci) ＠mara closes ＃1
    """
    told = sorted(_told(changes), key=itemgetter(0, 1))
    counts = Counter(_NAMES[place] for place, _, _ in told)
    subject = ", ".join(f"{count} {_SINGULAR.get(kind, kind) if count == 1 else _KINDS[kind]}" for kind, count in counts.items())
    lines = [f"{_NAMES[place]}: {line}" for place, _, line in told if line]
    more = [f"and {len(lines) - MOST_TOLD} more"] if len(lines) > MOST_TOLD else []
    return "\n".join([subject, *([""] if lines else []), *lines[:MOST_TOLD], *more])


_NAMES = tuple(_KINDS)


def _told(changes: Sequence[Change]) -> Iterator[tuple[int, bool, str]]:
    """Yield for each change its kind's place, whether readers do not see it, and a line about it; a move is told where it went."""
    names = Counter(change.path.rpartition("/")[2] for change in changes if is_record(change.path) and change.was != change.stays)
    for change in changes:
        moved = names[change.path.rpartition("/")[2]] > 1
        if not is_record(change.path):
            yield _NAMES.index("other"), False, ""
        elif not (moved and change.was and not change.stays):
            before, after = _read(change.before), _read(change.after)
            kind, line = ("moved", change.path) if moved and change.was != change.stays else _kind(change, before, after)
            yield _NAMES.index(kind), (after or before).get("published") is not True, one_line(line)


def _kind(change: Change, before: Record, after: Record) -> tuple[str, str]:
    if not change.stays:
        return "removed", _title(before) or change.path
    if not change.was:
        return "new", _title(after) or change.path
    if not before or not after:
        return "updated", ""
    if before.get("category") != after.get("category"):
        return "merged", _title(after) or change.path
    if _title(before) != _title(after):
        return "retitled", f"{_title(after)} (was: {_title(before)})"
    grown = _reports(after) - _reports(before)
    return ("grown", f"{_title(after)} (+{grown})") if grown > 0 else ("updated", "")


def _read(body: bytes) -> Record:
    with suppress(RecordError, UnicodeDecodeError):
        return parse(body.decode()) if body else {}
    return {}


def _title(record: Record) -> str:
    title = record.get("title")
    return one_line(title) if isinstance(title, str) else ""


def _reports(record: Record) -> int:
    related = record.get("related")
    items = related if isinstance(related, list) else []
    return sum(isinstance(item, dict) and item.get("relation") != "theme" for item in items)


def one_line(text: str) -> str:
    r"""Return a text as one line that orders nobody about, wherever the commit is shown.

    Example:
        >>> one_line("Fixes\n\nGH-7: https://github.example/a/b/issues/7")
        'Fixes GH‑7: https: //github.example/a/b/issues/7'
    """
    line = " ".join(printable(text).split()).translate(_SIGNS).replace("://", ": //")
    for pattern, harmless in _ORDERS:
        line = pattern.sub(harmless, line)
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rstrip() + "…"
