"""Edit a hub's sources in its file: what people wrote there stays as it is, and a file that would be wrong is never written."""

from codecs import BOM_UTF8
from collections.abc import Sequence
import json
import os
from pathlib import Path
import re
import tempfile
import tomllib

from msgspec import Struct

from newsloom.errors import HubError
from newsloom.hub.lines import toml_lines
from newsloom.hub.reading import SETTINGS, load
from newsloom.text import printable
from newsloom.urls import identity

LONGEST_COMMENT = 80
"""Characters of a source's name in its comment: what it calls itself is a stranger's text."""

_PAUSED = re.compile(r"(\s{0,40}paused\s{0,40}=\s{0,40})(?:true|false)\b")
_PAUSED_ALONE = re.compile(r"\s{0,40}paused\s{0,40}=\s{0,40}true\s{0,40}")


class Addition(Struct, frozen=True, kw_only=True):
    """A source to add: `title` becomes a comment, for people; `kind` only where it is not found out."""

    url: str
    title: str = ""
    kind: str = ""
    topics: tuple[str, ...] = ()


def source_table(source: Addition) -> str:
    r"""Return the table that states a source in hub.toml.

    Example:
        >>> print(source_table(Addition(url="https://a.example/feed", title="The A")), end="")
        <BLANKLINE>
        [[sources]]  # The A
        url = "https://a.example/feed"
    """
    title = " ".join(printable(source.title).split())[:LONGEST_COMMENT]
    lines = ["", f"[[sources]]{f'  # {title}' if title else ''}", f"url = {quoted(source.url)}"]
    if source.kind:
        lines.append(f"kind = {quoted(source.kind)}")
    if source.topics:
        lines.append(f"topics = [{', '.join(map(quoted, source.topics))}]")
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    r"""Return a TOML basic string of printable text: JSON's escapes are a subset of TOML's.

    Example:
        >>> quoted('a "b"')
        '"a \\"b\\""'
    """
    return json.dumps(text, ensure_ascii=False)


def add_sources(directory: Path, additions: Sequence[Addition]) -> None:
    """Add sources to a hub's file, after the last one that is there.

    Raises:
        HubError: the hub is wrong, or would be; nothing is written then.
    """
    text = _text(directory)
    places = toml_lines(text)
    if ("sources",) in places and ("sources", 0) not in places:
        advice = "begin each with a line [[sources]] instead, or add this one by hand; nothing was written"
        raise HubError(
            (f"{SETTINGS}:{places[('sources',)]}: the sources are written as one list, to which no table can be added; {advice}",)
        )
    lines, at = text.split("\n"), _end_of_sources(text)
    tables = "".join(source_table(source) for source in additions).rstrip("\n").split("\n")
    end = "\r" if lines[0].endswith("\r") else ""
    _write(directory, "\n".join([*lines[:at], *(line + end for line in tables), *(lines[at:] or [""])]))


def set_paused(directory: Path, url: str, *, paused: bool) -> bool:
    """Pause a source in the hub's file, or let it go on; whether that changed anything.

    Raises:
        HubError: the hub has no such source or is wrong, or its file cannot be edited line by line; nothing is written then.
    """
    hub, text = load(directory), _text(directory)
    number = next((number for number, source in enumerate(hub.sources) if identity(source.url) == identity(url)), None)
    if number is None:
        raise HubError((f"{SETTINGS}:1: {url} is no source of this hub; `newsloom sources list` shows them",))
    if hub.sources[number].paused == paused:
        return False
    lines, places = text.split("\n"), toml_lines(text)
    there, address = places.get(("sources", number, "paused")), places.get(("sources", number, "url"))
    if there is not None and not paused and _PAUSED_ALONE.fullmatch(lines[there - 1]):
        del lines[there - 1]
    elif there is not None:
        lines[there - 1] = _PAUSED.sub(rf"\g<1>{str(paused).lower()}", lines[there - 1], count=1)
    elif address is not None:
        line = lines[address - 1]
        indent, end = line[: len(line) - len(line.lstrip())], "\r" if line.endswith("\r") else ""
        lines.insert(address, f"{indent}paused = true{end}")
    changed = "\n".join(lines)
    stated = tomllib.loads(changed).get("sources", [])
    if number >= len(stated) or stated[number].get("paused", False) != paused:
        raise HubError((f"{SETTINGS}:1: this source is not written as a [[sources]] table; set its `paused` by hand",))
    _write(directory, changed)
    return True


def _end_of_sources(text: str) -> int:
    """Return the number of lines up to the end of the last source; all of them where there is none."""
    lines, places = text.rstrip("\n").split("\n"), toml_lines(text)
    last = max((line for place, line in places.items() if place[0] == "sources" and len(place) > 1), default=len(lines))
    at = min((line for line in places.values() if line > last), default=len(lines) + 1) - 1
    while at > last and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#")):
        at -= 1
    return at


def _text(directory: Path) -> str:
    """Return the file's text as it is, line ends and all."""
    load(directory)
    return (directory / SETTINGS).read_bytes().decode("utf-8-sig")


def _write(directory: Path, text: str) -> None:
    """Put a text in hub.toml's place, with its byte-order mark and permissions, once it has proved to be a hub."""
    load(directory, settings=text)
    target = (directory / SETTINGS).resolve()
    mark = BOM_UTF8 if target.read_bytes().startswith(BOM_UTF8) else b""
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".new", delete=False) as file:
        try:
            file.write(mark + text.encode())
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), target.stat().st_mode & 0o777)
            Path(file.name).replace(target)
        finally:
            Path(file.name).unlink(missing_ok=True)
