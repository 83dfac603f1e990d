"""Begin a hub: a commented hub.toml from a starter hub or from a subject, with the feeds of an OPML file."""

from collections.abc import Iterable
import os
from pathlib import Path
import tempfile
import tomllib

from msgspec import Struct

from newsloom import catalogue
from newsloom.errors import HubError
from newsloom.hub.editing import Addition, quoted, source_table
from newsloom.hub.opml import Subscription, subscriptions
from newsloom.hub.reading import SETTINGS
from newsloom.hub.records import PRIVATE
from newsloom.hub.table import nearest
from newsloom.text import printable, slug
from newsloom.urls import identity

_IGNORED = f"{PRIVATE}/"


class Started(Struct, frozen=True, kw_only=True):
    """A new hub: its file, how many sources it begins with, and what of the OPML file was left out, and why."""

    file: Path
    sources: int
    refused: tuple[str, ...] = ()


def init(directory: Path, starter: str | None = None, subject: str | None = None, opml: Path | None = None) -> Started:
    """Write a new hub into a folder, which is made when it is missing; nothing that is there is ever overwritten.

    Args:
        directory: where the hub shall live.
        starter: the name of a starter hub (`catalogue.starters()`).
        subject: what a hub from scratch is about; by default what the folder is called.
        opml: a file of subscriptions whose feeds become sources.

    Raises:
        HubError: the folder holds a hub, there is no such starter hub, or a file cannot be read or written.
    """
    target = directory / SETTINGS
    if os.path.lexists(target):
        raise HubError((f"{SETTINGS}:1: {directory} holds a hub already; choose another folder or edit that file",))
    text = _starter(starter, subject) if starter else _scratch(subject or directory.absolute().name.replace("-", " "))
    known = [str(source["url"]) for source in tomllib.loads(text).get("sources", [])]
    feeds, refused = read_opml(opml, known) if opml else ((), ())
    try:
        directory.mkdir(parents=True, exist_ok=True)
        _write_new(target, _with_sources(text, feeds))
        _ignore(directory / ".gitignore")
    except FileExistsError:
        raise HubError((f"{SETTINGS}:1: {directory} holds a hub already, or is no folder; choose another",)) from None
    except OSError as error:
        raise HubError((f"{SETTINGS}:1: {directory} cannot be written ({error.strerror}); choose another folder",)) from error
    return Started(file=target, sources=len(known) + len(feeds), refused=refused)


def _starter(name: str, subject: str | None) -> str:
    if subject:
        raise HubError((f"{SETTINGS}:1: a starter hub has its own subject; give either `--hub {name}` or `--subject`, not both",))
    if name not in catalogue.starters():
        raise HubError((f'{SETTINGS}:1: there is no starter hub "{name}"; {nearest(name, catalogue.starters())}',))
    return catalogue.starter(name)


def _scratch(subject: str) -> str:
    """Return the text of a hub about a subject, whose words become title, root topic and keyword."""
    words = " ".join(printable(subject).split()) or "news"
    return catalogue.scratch().replace('"SUBJECT"', quoted(words)).replace('"subject"', quoted(slug(words)[:80].strip("-") or "root"))


def read_opml(file: Path, known: Iterable[str]) -> tuple[tuple[Subscription, ...], tuple[str, ...]]:
    """Return the feeds of an OPML file that are not known yet, and a sentence for everything in it that is left out.

    Raises:
        HubError: the file cannot be read, or lists nothing.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise HubError((f"{file}:1: the file cannot be read ({error.strerror}); give the path of an OPML file",)) from error
    feeds, refused = subscriptions(data)
    if not feeds and not refused:
        raise HubError((f"{file}:1: no feed is listed there (no `xmlUrl`); export the subscriptions as OPML",))
    there = {identity(url) for url in known}
    doubles = tuple(f"{feed.url} is a source of the hub already" for feed in feeds if identity(feed.url) in there)
    return tuple(feed for feed in feeds if identity(feed.url) not in there), refused + doubles


def _with_sources(text: str, feeds: Iterable[Subscription]) -> str:
    added = "".join(source_table(Addition(url=feed.url, title=feed.title)) for feed in feeds)
    return text + (f"\n# Imported subscriptions\n{added}" if added else "")


def _write_new(target: Path, text: str) -> None:
    """Write a file that is there as a whole or not at all, and never in another's place."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="\n", dir=target.parent, prefix=".", suffix=".new", delete=False
    ) as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), 0o644)
            _place_new(Path(file.name), target)
        finally:
            Path(file.name).unlink(missing_ok=True)


def _place_new(file: Path, target: Path) -> None:
    try:
        os.link(file, target)  # fails when the target is there, which renaming does not
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(target):
            raise
        file.rename(target)  # a file system without links (FAT, some network shares)


def _ignore(file: Path) -> None:
    """Keep the private folder out of Git."""
    there = file.read_text("utf-8", "replace") if file.exists() else ""
    if _IGNORED not in there.splitlines():
        with file.open("a", encoding="utf-8", newline="\n") as lines:
            lines.write(("" if not there or there.endswith("\n") else "\n") + _IGNORED + "\n")
