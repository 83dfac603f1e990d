"""A hub with a store of made-up stories, its commands run in children of this process, and all that it published.

Forking spares each command the start of an interpreter; it is the whole command line that runs, up to its exit.
"""

from collections.abc import Callable
from contextlib import closing, redirect_stderr, suppress
from datetime import timedelta
import io
import os
from pathlib import Path
import subprocess
import sys
import traceback
from typing import NamedTuple

from newsloom.cli import main
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import NOW, article, item, memory, receipt, story
from newsloom.times import stamp
from newsloom.types import Collected, Curated

SETTINGS = """[hub]
title = "Space hub"
subject = "space flight"
url = "https://hub.example/"
[[topics]]
id = "space"
name = "Space"
keywords = ["rocket"]
[publish]
git = "news"
secured = ["sources"]
[newsletter]
every = "day"
at = "12:00"
"""
IDENTITY = {f"GIT_{who}_{what}": f"t@{what}.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
OUTPUTS = "content", "site", ".newsloom/newsletters"


def make(root: Path, stories: int) -> Path:
    """Make a hub with so many stories in its store."""
    root.mkdir(parents=True)
    (root / "hub.toml").write_text(SETTINGS, "utf-8")
    tell(root, range(stories))
    return root


def tell(root: Path, numbers: range, words: str = "") -> None:
    """Put stories into the store, each by two publishers; the same numbers again tell them in other words."""
    with closing(SqliteStore(root / ".newsloom" / "hub.db")) as store:
        for n in numbers:
            at = NOW - timedelta(hours=1, minutes=n)
            own = [article(f"https://{p}{n}.example/1", title=f"Story {n} {words}", published_at=at, seen_at=at) for p in "ab"]
            whole = story(*own, path=f"2026-01-05-story-{n}.md")
            told = [receipt(one, whole) if one.id == whole.lead else receipt(one, whole, relation="coverage") for one in own]
            store.save_collected(Collected(memory=memory(), items=tuple(map(item, own)), articles=tuple(own), revised=tuple(own)))
            store.save_curated(Curated(stories=(whole,), receipts=tuple(told), judged_at=NOW))


class Done(NamedTuple):
    """How a command ended, and what it said on standard error."""

    code: int
    said: str


class Begun(NamedTuple):
    """A command under way: its process, and where its words come from."""

    process: int
    words: int

    def done(self) -> Done:
        """Wait for its end."""
        with os.fdopen(self.words, "rb") as words:
            said = words.read().decode("utf-8", "replace")
        _, status = os.waitpid(self.process, 0)
        return Done(os.waitstatus_to_exitcode(status), said)


def begin(root: Path, command: str, before: Callable[[], None] = lambda: None) -> Begun:
    """Begin a command of the hub's in a child, in which `before` is called first."""
    words, said = os.pipe()
    if process := os.fork():
        os.close(said)
        return Begun(process, words)
    os.close(words)
    code: object = 1
    try:
        os.environ |= IDENTITY | {"HOME": str(root.parent), "GIT_CONFIG_NOSYSTEM": "1"}
        os.dup2(said, 2)
        sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO()), open(2, "w", buffering=1, closefd=False)  # noqa: SIM115 (a number)
        sys.argv = ["newsloom", *command.split(), str(root)]
        sys.argv += ["--as-of", stamp(NOW)] if command in ("publish", "newsletter") else []
        before()
        main()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    except BaseException:  # noqa: BLE001 (nothing of this child may go on in the parent's place)
        traceback.print_exc()
    finally:
        os._exit(code if isinstance(code, int) else 1)


def warm(root: Path) -> None:
    """Run a command that ends at once, so that what commands import is here, and not to be imported by every child."""
    sys.argv = ["newsloom", "publish", str(root / "no-hub"), "--as-of", stamp(NOW)]
    with suppress(SystemExit), redirect_stderr(io.TextIOWrapper(io.BytesIO())):
        main()


def run(root: Path, command: str, before: Callable[[], None] = lambda: None) -> Done:
    """Run a command of the hub's to its end."""
    return begin(root, command, before).done()


def published(root: Path) -> dict[str, bytes]:
    """Return every file that the hub published, and its letters."""
    files = [path for name in OUTPUTS for path in (root / name).rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def branch(root: Path) -> str:
    """Return the commit that the hub's branch is at; empty when there is none."""
    return git(root, "for-each-ref", "--format=%(objectname)", "refs/heads/news")


def git(root: Path, *arguments: str) -> str:
    """Return what Git says of the hub's repository, which must not complain."""
    command = ["git", "-C", root / ".newsloom" / "publish.git", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
