"""The program `git`: run so that neither the environment nor the repository's settings make it do anything but what was asked."""

from collections.abc import Mapping, Sequence
from functools import cached_property
import os
from pathlib import Path
import re
import signal
import subprocess
from typing import IO

from newsloom.errors import SinkError

PROTOCOLS = ("file", "https", "ssh")
"""How a remote may be reached. `ext::` runs any program (CVE-2022-24439), `git://` and `http://` prove nobody's identity."""

OLDEST = "2.31"
"""The first Git that tells a repository's whole path (`rev-parse --path-format`, March 2021). Debian 11 has 2.30."""

NETWORK_SECONDS = 900
"""How long one conversation with a remote may take: 100 MB, a first push of 50,000 records, at 1 Mbit/s."""

DEPTH = 250
"""Differences in a chain before Git keeps a version whole. The list of 20,000 records is 0.8 MB whole, each cycle makes a version, and Git
packs some 270 cycles at once: with its own 50 the lists took more room than the news (bench/churn.py)."""

# Of Git's own variables those that say who one is and how to reach a remote; all others could lead to another repository.
_KEPT = re.compile(
    r"GIT_(?:(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL)|ASKPASS|SSH|SSH_COMMAND|SSH_VARIANT|SSL_\w{1,40}|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM))"
)
_SETTINGS = {
    "core.hooksPath": os.devnull,  # an editor's hooks test an editor's commits
    "core.fsync": "committed,reference",  # Git's default leaves loose objects and references to the luck of a power cut
    "core.protectNTFS": "true",
    "core.protectHFS": "true",
    "core.fsmonitor": "false",
    "core.splitIndex": "false",
    "i18n.commitEncoding": "UTF-8",  # what messages are written in, whatever the editor's are
    "i18n.logOutputEncoding": "UTF-8",
    "log.showRoot": "true",  # where the notes are lost, the first commit tells whose files are whose too
    "gc.autoDetach": "false",
    "user.useConfigOnly": "true",  # never a name made up from the machine's
}
_OPTIONS = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
_LOGIN = re.compile(r"(://)[^/\s@]{1,500}@")
_LONGEST = 600


def scrubbed(text: str) -> str:
    r"""Return a text on one line, without the logins of its addresses.

    Example:
        >>> scrubbed("fatal: unable to access 'https://mara:secret@git.example/a':\n 403")
        "fatal: unable to access 'https://…@git.example/a': 403"
    """
    return _LOGIN.sub(r"\1…@", " ".join(text.split()))[:_LONGEST]


class GitFailure(Exception):  # noqa: N818 (no error of the tree: it is always told in words)
    """Git ended otherwise than well. `said` is what it wrote, on one line and without logins; `out` its standard output."""

    def __init__(self, said: str, out: str = "") -> None:
        super().__init__(said)
        self.said, self.out = said, out


class Git:
    """One repository, and `git` to work on it.

    Args:
        folder: the repository itself: a bare one, or the `.git` of a work tree.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(
        self,
        *arguments: str,
        given: bytes | IO[bytes] = b"",
        variables: Mapping[str, str] | None = None,
        holding: Sequence[int] = (),
        seconds: float | None = None,
    ) -> bytes:
        """Return what a command prints.

        Args:
            arguments: the command and what it takes.
            given: its standard input.
            variables: added to its environment.
            holding: open files that it holds too, so that a lock outlives this process for as long as the command runs.
            seconds: after how long it is ended.

        Raises:
            GitFailure: it failed.
            SinkError: there is no such program.
        """
        return _run([f"--git-dir={self.folder}", *arguments], self.folder, given, variables or {}, holding, seconds)

    def text(self, *arguments: str, variables: Mapping[str, str] | None = None, holding: Sequence[int] = ()) -> str:
        """Return what a command prints, as text without the last line's end."""
        return self.run(*arguments, variables=variables, holding=holding).decode(errors="replace").rstrip("\n")

    def setting(self, name: str, kind: str = "") -> str:
        """Return a value of Git's configuration; empty when it is not set."""
        try:
            return self.text("config", *([f"--type={kind}"] if kind else []), "--get", name)
        except GitFailure:
            return ""

    @cached_property
    def algorithm(self) -> str:
        """The hash that names the repository's objects: `sha1` or `sha256`."""
        return self.text("rev-parse", "--show-object-format")

    @property
    def nothing(self) -> str:
        """The name that stands for no object."""
        return "0" * (64 if self.algorithm == "sha256" else 40)


def repository_around(folder: Path, *, named: bool = False) -> Path | None:
    """Return the repository in whose work tree a folder lies; `None` when it lies in none.

    Args:
        folder: where to look.
        named: somebody named the folder as a repository, so that a bare one is no surprise (`safe.bareRepository`).

    Raises:
        GitFailure: there is one that Git will not open.
        SinkError: Git is too old to tell.
    """
    trusting = ["-c", "safe.bareRepository=all"] if named else []
    try:
        found = _run([*trusting, "rev-parse", "--path-format=absolute", "--git-common-dir"], folder)
    except GitFailure as failure:
        if "not a git repository" in failure.said:
            return None
        raise
    if found.startswith(b"--path-format"):  # an older one gives back the option that it does not know
        advice = "install a newer one, or take `git` out of [publish] in hub.toml"
        raise SinkError((f"nothing was published: Git is older than {OLDEST}: {advice}",))
    return Path(os.fsdecode(found).rstrip("\n"))


def new_repository(folder: Path, branch: str, algorithm: str) -> None:
    """Make a bare repository whose clones check out this branch; one that is there stays as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--bare", "--quiet", "--template=", f"--initial-branch={branch}", *([f"--object-format={algorithm}"] if algorithm else [])]
    _run(["init", *options, str(folder)], folder)
    _run([f"--git-dir={folder}", "config", "pack.depth", str(DEPTH)], folder)


def object_format(folder: Path) -> str:
    """Return the hash of the repository at a path; empty when there is none."""
    try:
        asked = ["-c", "safe.bareRepository=all", "rev-parse", "--show-object-format"]
        return os.fsdecode(_run(asked, folder)).strip() if folder.is_dir() else ""
    except GitFailure:
        return ""


def _environment(added: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or _KEPT.fullmatch(name)}
    own = {
        "LC_ALL": "C",
        "GIT_ALLOW_PROTOCOL": ":".join(PROTOCOLS),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
    }
    return {**inherited, **own, **added}


def _run(
    arguments: Sequence[str],
    folder: Path,
    given: bytes | IO[bytes] = b"",
    variables: Mapping[str, str] | None = None,
    holding: Sequence[int] = (),
    seconds: float | None = None,
) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 (a fixed program, arguments as a list)
            ["git", *_OPTIONS, *arguments],  # noqa: S607 (whichever git the operator has)
            cwd=folder,
            env=_environment(variables or {}),
            capture_output=True,
            check=False,
            pass_fds=holding,
            start_new_session=True,  # asks nothing on a terminal; what ends us leaves it time to end well
            timeout=seconds,
            input=given if isinstance(given, bytes) else None,
            stdin=None if isinstance(given, bytes) else given,
        )
    except FileNotFoundError:
        advice = "install it (Debian: `apt install git`), or take `git` out of [publish] in hub.toml"
        raise SinkError((f"the program `git` is not there, or {folder} is not: {advice}",)) from None
    except subprocess.TimeoutExpired:
        raise GitFailure(f"no answer within {seconds:.0f} seconds") from None
    if done.returncode:
        said = scrubbed(done.stderr.decode(errors="replace")) or _ended(done.returncode)
        raise GitFailure(said, done.stdout.decode(errors="replace"))
    return done.stdout


def _ended(status: int) -> str:
    name = signal.Signals(-status).name if status < 0 else f"status {status}"
    return f"it was ended by {name}" + ("; a file would have grown beyond its limit (`ulimit -f`)" if name == "SIGXFSZ" else "")
