"""Edit a hub's files: what people wrote there stays as it is, and a file that would be wrong is never written."""

from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
import fcntl
import json
import os
from pathlib import Path
import re
import tempfile
import tomllib

from msgspec import Struct

from newsloom import desk
from newsloom.errors import HubError
from newsloom.hub.files import LARGEST
from newsloom.hub.lines import toml_lines
from newsloom.hub.reading import SETTINGS, load
from newsloom.ids import article_id
from newsloom.text import printable
from newsloom.times import stamp
from newsloom.types import Decision
from newsloom.urls import identity

LONGEST_COMMENT = 80
"""Characters of a source's name, or of an article's title, in its comment: it is a stranger's text."""

DECISIONS = "desk/decisions.toml"
"""The desk file that commands write to; editors may write there, too."""

_HEADER = re.compile(rb"[ \t]{0,40}\[\[[ \t]{0,40}decision[ \t]{0,40}\]\]")
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
    lines = ["", f"[[sources]]{_comment(source.title)}", f"url = {quoted(source.url)}"]
    if source.kind:
        lines.append(f"kind = {quoted(source.kind)}")
    if source.topics:
        lines.append(f"topics = [{', '.join(map(quoted, source.topics))}]")
    return "\n".join(lines) + "\n"


def decision_table(decision: Decision, titles: Mapping[str, str] | None = None) -> str:
    r"""Return the table that states a decision in a desk file; `titles` says for people what its items are.

    Example:
        >>> print(
        ...     decision_table(
        ...         Decision(do="must-link", items=("https://a.example/1", "a1"), reason="one launch"), {"a1": "The A: Lift-off"}
        ...     )
        ... )
        [[decision]]
        do = "must-link"
        items = [
            "https://a.example/1",
            "a1",  # The A: Lift-off
        ]
        reason = "one launch"
        <BLANKLINE>
        >>> print(decision_table(Decision(do="retitle", items=("a1",), value="Lift-off", reason="shorter"), {"a1": "The A: It lifts off"}))
        [[decision]]
        do = "retitle"
        item = "a1"  # The A: It lifts off
        value = "Lift-off"
        reason = "shorter"
        <BLANKLINE>
    """
    lines = ["[[decision]]", f"do = {quoted(decision.do)}", *_about(decision, titles or {})]
    if decision.do in desk.VALUED:
        lines.append(f"value = {_toml(decision.value)}")
    lines.append(f"reason = {quoted(decision.reason)}")
    if decision.by:
        lines.append(f"by = {quoted(decision.by)}")
    if decision.until:
        lines.append(f"until = {stamp(decision.until)}")
    return "\n".join(lines) + "\n"


def _about(decision: Decision, titles: Mapping[str, str]) -> Iterator[str]:
    if decision.publisher:
        yield f"publisher = {quoted(decision.publisher)}"
    elif len(decision.items) == 1:
        yield f"item = {quoted(decision.items[0])}{_comment(titles.get(decision.items[0], ''))}"
    else:
        yield "items = ["
        yield from (f"    {quoted(item)},{_comment(titles.get(item, ''))}" for item in decision.items)
        yield "]"


def _toml(value: str | int | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(quoted, value))}]"
    return quoted(value) if isinstance(value, str) else str(value)


def _comment(text: str) -> str:
    words = " ".join(printable(text).split())[:LONGEST_COMMENT]
    return f"  # {words}" if words else ""


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


def add_decisions(
    directory: Path, decisions: Sequence[Decision], titles: Mapping[str, str] | None = None, known: Sequence[Decision] | None = None
) -> tuple[str, ...]:
    """Add decisions at the end of the desk file that commands write to, which is made when there is none.

    Args:
        directory: the hub's folder.
        decisions: what to add; items as a desk file names them.
        titles: what items are, in words for people; they become comments.
        known: the desk's decisions that these were thought out from; where it states others by now, nothing is written.

    Returns:
        Where each of them stands now, as `file:line`.

    Raises:
        HubError: the hub is wrong, or would be; nothing is written then.
    """
    topics = [topic.name for topic in load(directory).topics]
    target = (directory / DECISIONS).resolve()
    target.parent.mkdir(exist_ok=True)
    with alone(target.parent):
        _still(directory, DECISIONS, known)
        before = target.read_bytes() if target.exists() else b""
        end = "\r\n" if b"\r\n" in before else "\n"
        gap = b"" if before in (b"", BOM_UTF8) else end.encode() * (1 if before.endswith(b"\n") else 2)
        tables = "\n".join(decision_table(decision, titles) for decision in decisions)
        after = before + gap + tables.replace("\n", end).encode()
        places = _proved(before, after, decisions, topics)
        target.touch()
        _replace(target, after)
    return places


def drop_decision(directory: Path, decision: Decision, known: Sequence[Decision] | None = None) -> None:
    """Take a decision out of the desk file that states it; comments and everything else there stay as they are.

    Args:
        directory: the hub's folder.
        decision: one of the hub's, with its place.
        known: the desk's decisions among which it was chosen; where it states others by now, nothing is written.

    Raises:
        HubError: the hub is wrong, or the decision does not stand in a [[decision]] of its own; nothing is written then.
    """
    load(directory)
    name, _, line = decision.place.rpartition(":")
    target = (directory / name).resolve()
    with alone(target.parent):
        _still(directory, name, known)
        before = target.read_bytes()
        after = _without(before, int(line))
        (old, _), (new, problems) = (desk.parse(_plain(data), name) for data in (before, after))
        at = next((number for number, one in enumerate(old) if one.place == decision.place), len(old))
        left = [*old[:at], *old[at + 1 :]]
        if problems or at == len(old) or list(map(_meaning, new)) != list(map(_meaning, left)):
            raise HubError((f"{decision.place}: this decision is not written as a [[decision]] of its own; take it out by hand",))
        _replace(target, after)


def _without(data: bytes, first: int) -> bytes:
    """Return a desk file without the [[decision]] that begins on a line, up to its last key; a blank line that parted it goes as well."""
    lines = data.split(b"\n")
    end = next((number for number in range(first, len(lines)) if _HEADER.match(lines[number])), len(lines))
    while end > first and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(b"#")):
        end -= 1
    start = first - 1
    if lines[start].startswith(BOM_UTF8):
        return BOM_UTF8 + b"\n".join(lines[end:])
    parted = start > 0 and not lines[start - 1].strip() and not b"".join(lines[end : end + 1]).strip()
    return b"\n".join([*lines[: start - parted], *lines[end:]])


def _still(directory: Path, name: str, known: Sequence[Decision] | None) -> None:
    if known is not None and tuple(known) != load(directory).decisions:
        raise HubError((f"{name}:1: somebody decided something else meanwhile, so nothing was written; run this again",))


def _plain(data: bytes) -> str:
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def _proved(before: bytes, after: bytes, added: Sequence[Decision], topics: Sequence[str]) -> tuple[str, ...]:
    """Return where the added decisions stand, once it is proved that they are what the file says beyond what it said before."""
    (old, _), (new, problems) = (desk.parse(_plain(data), DECISIONS, topics) for data in (before, after))
    stated = new[len(old) :]
    if new[: len(old)] != old or list(map(_meaning, stated)) != list(map(_meaning, added)) or problems or len(after) > LARGEST:
        wrong = problems or (f"{DECISIONS}:1: these decisions cannot be added here; state them in another desk file",)
        raise HubError((*wrong, f"{DECISIONS}:1: nothing was written"))
    return tuple(decision.place for decision in stated)


def _meaning(decision: Decision) -> tuple[object, ...]:
    items = tuple(article_id(item) if "://" in item else item for item in decision.items)
    return decision.do, items, decision.publisher, decision.value, decision.reason, decision.by, decision.until


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other commands from editing the files of a folder meanwhile; nothing of it is left behind."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


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
    _replace(target, mark + text.encode())


def _replace(target: Path, data: bytes) -> None:
    """Put bytes in a file's place in one step, with the permissions that it has."""
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".new", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), target.stat().st_mode & 0o777)
            Path(file.name).replace(target)
        finally:
            Path(file.name).unlink(missing_ok=True)
