"""Records as they lie in files: a tree of Markdown (`_news/*.md`, `_archive/_news/*.md`) or a file of JSON lines.

Nothing here is trusted: a file that cannot be read is told with its place, and reading goes on.
"""

from collections.abc import Iterator, Mapping
import os
from pathlib import Path
import re
import stat
from typing import BinaryIO

import msgspec

from newsloom.errors import RecordError
from newsloom.render.record import parse
from newsloom.sink.names import fault

FOLDERS = ("_news", "_archive/_news", "_archive")
"""Where records lie, ours and the reference's; of two with one name, the first stands."""

LARGEST = 1024 * 1024
"""Octets of one record. The largest of the reference's lists 85 related items in 65 KB (behaviour study, section 3)."""

_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-.+\.md", re.DOTALL)
_LINE = re.compile(r"line (\d{1,9}): ")
_FIELD = re.compile(r"`(\w{1,40})`")


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """A record as it was found: where, its file name and fields, or what keeps it from being read.

    `text` is the Markdown, in which the line of a mistake is looked up.
    """

    place: str
    name: str = ""
    fields: Mapping[str, object] = {}
    text: str = ""
    problem: str = ""

    def told(self, problem: str) -> str:
        r"""Return a problem of this record with its file and line: that of the field which it names first, where there is one.

        Example:
            >>> Leaf(place="a.md", text="---\ntitle: 1\n---\n").told("`title` is no str")
            'a.md:2: `title` is no str'
        """
        if line := _LINE.match(problem):
            return f"{self.place}:{line[1]}: {problem[line.end() :]}"
        field = _FIELD.match(problem)
        before = re.search(rf"^ {{0,40}}(?:- )?{field[1]}:", self.text, re.MULTILINE) if field else None
        number = self.text.count("\n", 0, before.start()) + 1 if before else 1
        return f"{self.place}:{number}: {problem}" if self.text or ":" not in self.place else f"{self.place}: {problem}"


def leaves(place: Path) -> Iterator[Leaf]:
    """Yield the records of a folder or of a file of JSON lines, in order of their places.

    Raises:
        RecordError: neither is there.
    """
    if place.is_file():
        yield from _lines(place)
    elif any((place / folder).is_dir() for folder in FOLDERS):
        for folder in FOLDERS:
            yield from _folder(place, folder)
    else:
        raise RecordError(f"{place}: no records; name a folder that holds {FOLDERS[0]}/, or a file of JSON lines")


def _folder(root: Path, folder: str) -> Iterator[Leaf]:
    if not (root / folder).is_dir() or (root / folder).resolve() != root.resolve() / folder:
        return  # a link on the way would lead to what is nobody's record here
    for entry in sorted(os.scandir(root / folder), key=lambda entry: entry.name):
        if entry.name.endswith(".md"):
            yield _file(Path(entry.path), f"{folder}/{os.fsencode(entry.name).decode(errors='replace')}")


def _file(path: Path, place: str) -> Leaf:
    name = place.rpartition("/")[2]
    try:
        problem = _unfit(name) or _unreadable(path.lstat())
        text = "" if problem else path.read_text(encoding="utf-8")
        return Leaf(place=place, problem=problem) if problem else Leaf(place=place, name=name, fields=parse(text), text=text)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Leaf(place=place, problem=f"line {line}: not UTF-8; save it as UTF-8")
    except OSError as error:
        return Leaf(place=place, problem=f"cannot be read: {error.strerror}")
    except RecordError as error:
        return Leaf(place=place, problem=str(error))


def _unreadable(status: os.stat_result) -> str:
    if not stat.S_ISREG(status.st_mode):
        return "a link, or something else that is no file; put the record itself there"
    return f"larger than {LARGEST:,} bytes; no record is" if status.st_size > LARGEST else ""


def _unfit(name: str) -> str:
    if not _NAME.fullmatch(name):
        return "no record's name; a record is called YYYY-MM-DD-words.md"
    return fault(name)


def _lines(file: Path) -> Iterator[Leaf]:
    with file.open("rb") as stream:
        number = 0
        while line := stream.readline(LARGEST + 1):
            number += 1
            if len(line) > LARGEST:
                _skip(stream, line)
                yield Leaf(place=f"{file.name}:{number}", problem=f"longer than {LARGEST:,} bytes; no record is")
            elif line.strip():
                yield _row(line, f"{file.name}:{number}")


def _skip(stream: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(LARGEST)


def _row(line: bytes, place: str) -> Leaf:
    try:
        fields = msgspec.json.decode(line, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Leaf(place=place, problem=f"no JSON object: {error}")
    path = fields.get("path")
    folder, _, name = path.rpartition("/") if isinstance(path, str) else ("", "", "")
    if problem := _unfit(name):
        return Leaf(place=place, problem=f"`path` is {problem}")
    if folder and folder not in FOLDERS:
        return Leaf(place=place, problem=f"`path` leads elsewhere; a record lies in {FOLDERS[0]}/ or {FOLDERS[1]}/")
    return Leaf(place=place, name=name, fields=fields)
