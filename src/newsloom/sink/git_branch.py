"""A branch to publish to: where it is, what it holds, and how it moves."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
import os
from pathlib import Path
import re
from typing import Protocol

from msgspec import Struct

from newsloom.errors import SinkError
from newsloom.sink.git_lock import Lock, locked
from newsloom.sink.git_program import NETWORK_SECONDS, Git, GitFailure, new_repository, object_format, repository_around, scrubbed

_SLOW = ("-c", "http.lowSpeedLimit=100", "-c", "http.lowSpeedTime=60")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,20}://|[^/]{1,300}:", re.IGNORECASE)
# What a remote says when somebody else was quicker.
_OVERTAKEN = (
    "non-fast-forward",
    "fetch first",
    "stale info",
    "failed to update ref",
    "incorrect old value",
    "cannot lock ref",
    "reference already exists",
)
# What it says when a branch is called as a folder of others, `news` beside `news/drafts`: trying again does not help.
_IN_THE_WAY = "; cannot create "


class Place(Struct, frozen=True, kw_only=True):
    """Where to publish to.

    Args:
        root: the hub's folder. The repository is the one in whose work tree it lies.
        own: where a bare repository is made when it lies in none.
        branch: the branch's name.
        remote: an address, a path seen from the hub's folder, or the name of one of the repository's remotes; empty to
            publish to the repository itself.
    """

    root: Path
    own: Path
    branch: str
    remote: str = ""


class Branch(Protocol):
    """A branch, in this repository or elsewhere."""

    git: Git
    name: str

    @property
    def identity(self) -> Path:
        """What tells it from all other branches, as a path."""

    def locked(self) -> AbstractContextManager[Lock]:
        """Hold the publishers' locks; the repository's is returned."""

    def tip(self) -> str:
        """Return the commit that it is at, which the repository then holds; empty when there is no such branch yet."""

    def move(self, old: str, new: str, lock: Lock) -> bool:
        """Move it to a commit on top of the old one; return whether it was still there."""


def opened(place: Place) -> Branch:
    """Return the branch of a place; its repository is made if need be.

    Raises:
        SinkError: it may not be published to; the message says what to do.
        GitFailure: Git cannot open the repository.
    """
    around = repository_around(place.root)
    remote = _address(place, around)
    own = place.own.absolute()
    if around is None and not object_format(own):
        new_repository(own, place.branch, object_format(Path(remote)) if remote and not _ADDRESS.match(remote) else "")
    git = Git((around or own).resolve())
    return RemoteBranch(git, place.branch, remote) if remote else LocalBranch(git, place.branch)


def _address(place: Place, around: Path | None) -> str:
    """Return what Git knows the remote by: an address, a whole path, or the name of one of the repository's remotes."""
    remote = place.remote
    if not remote or _ADDRESS.match(remote):
        return remote
    if around and "/" not in remote and Git(around).setting(f"remote.{remote}.url"):
        return remote
    path = Path(os.path.normpath(place.root.absolute() / remote))
    if not path.is_dir():
        what = "no folder, and no remote of the repository that the hub lies in"
        advice = f"make it with `git init --bare {path}`, or write the address of another"
        raise SinkError((f'`remote = "{remote}"` in [publish] is {what}: {advice}',))
    return str(path)


class LocalBranch:
    """A branch of the repository itself, which nobody may have checked out: their work tree would look as if they had undone it all."""

    def __init__(self, git: Git, name: str) -> None:
        self.git, self.name = git, name
        self._reference = _led_to(git, f"refs/heads/{name}")
        self._refuse_checked_out()

    def _refuse_checked_out(self) -> None:
        for about in self.git.text("worktree", "list", "--porcelain").split("\n\n"):
            lines = about.split("\n")
            if f"branch {self._reference}" in lines and "bare" not in lines:
                folder = lines[0].removeprefix("worktree ")
                advice = 'name a branch of its own, such as `git = "published"`, or check out another one there'
                raise SinkError((f"nothing was published: the branch {self.name} is checked out in {folder}: {advice}",))

    @property
    def identity(self) -> Path:
        """The file of the reference."""
        return self.git.folder / self._reference

    def locked(self) -> AbstractContextManager[Lock]:
        """Hold the repository's lock."""
        return locked(self.git.folder)

    def tip(self) -> str:
        """Return where the branch is."""
        return _commit(self.git, self._reference)

    def move(self, old: str, new: str, lock: Lock) -> bool:
        """Compare and swap."""
        arguments = ("update-ref", "-m", "newsloom: published", self._reference, new, old or self.git.nothing)
        try:
            with lock.moving(self._reference):
                self.git.run(*arguments, holding=[lock.handle])
        except GitFailure as failure:
            if self.tip() == old and "File exists" not in failure.said:
                raise
            return False  # it moved, or somebody is just about to move it
        return True


class RemoteBranch:
    """A branch of another repository. What was last seen of it is kept under `refs/newsloom/`, so that little has to be fetched."""

    def __init__(self, git: Git, name: str, remote: str) -> None:
        self.git, self.name, self._remote = git, name, remote
        self._there, self._seen = f"refs/heads/{name}", f"refs/newsloom/{name}"
        self._beside: Lock | None = None

    @property
    def identity(self) -> Path:
        """The file of what was seen last, below the remote's name."""
        return self.git.folder / self._seen / scrubbed(self._remote).replace("/", "%")

    @contextmanager
    def locked(self) -> Iterator[Lock]:
        """Hold the repository's lock; and the remote's, if it is a folder of this machine whose publishers are asked to wait."""
        beside = Path(self._remote)  # an address and a remote's name are no whole paths
        remote = repository_around(beside, named=True) if beside.is_absolute() else None
        with ExitStack() as stack:
            held: dict[Path, Lock] = {}
            for folder in sorted({self.git.folder, *([remote] if remote else [])}):  # in one order everywhere: none waits for the other
                with suppress(PermissionError) if folder == remote else nullcontext():
                    held[folder] = stack.enter_context(locked(folder))
            self._beside = held.get(remote) if remote else None
            yield held[self.git.folder]

    def tip(self) -> str:
        """Ask where the branch is, and fetch what is not here yet."""
        listed = self._talk("ls-remote", self._remote, self._there).splitlines()
        tip = next((line.partition("\t")[0] for line in listed if line.partition("\t")[2] == self._there), "")
        if tip and tip != _commit(self.git, self._seen):
            quietly = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-maintenance", "--refmap=")
            self._talk("fetch", *quietly, self._remote, f"+{self._there}:{self._seen}")
            tip = _commit(self.git, self._seen)
        return tip

    def move(self, old: str, new: str, lock: Lock) -> bool:  # noqa: ARG002 (the remote itself compares: it takes nothing but what stands on its tip)
        """Push, without force."""
        try:
            with self._beside.moving(self._there) if self._beside else nullcontext():
                self._talk("push", "--porcelain", "--quiet", "--recurse-submodules=no", self._remote, f"{new}:{self._there}")
        except Refused as refusal:
            if _IN_THE_WAY not in refusal.said and any(sign in refusal.said for sign in _OVERTAKEN):
                return False
            raise
        self.git.run("update-ref", self._seen, new)
        return True

    def _talk(self, *arguments: str) -> str:
        try:
            return self.git.run(*_SLOW, *arguments, seconds=NETWORK_SECONDS).decode(errors="replace")
        except GitFailure as failure:
            refusals = [line for line in failure.out.splitlines() if line.startswith("!")]
            if refusals:
                raise Refused(scrubbed(f"{refusals[0][1:]} {failure.said}")) from None
            where = scrubbed(self._remote)
            advice = f"see that `git {arguments[0]} {where}` works; the next cycle tries again"
            raise SinkError((f"nothing was published to the branch {self.name} of {where}: {failure.said}: {advice}",)) from None


class Refused(GitFailure):
    """The remote was reached and did not take the commit. `said` is its line about the branch and what it wrote besides."""

    @property
    def why(self) -> str:
        """What a hook there said, and by which rule it was refused; git's own lines about the same are left out.

        Example:
            >>> Refused("a:b [remote rejected] (hook declined) remote: Not on Sundays. To /srv/a error: failed to push").why
            'Not on Sundays. (hook declined)'
        """
        rule = re.search(r"\([^()]{1,200}\)", self.said)
        words = re.search(r"remote: (.{1,400}?)(?: To | error: |$)", self.said)
        return " ".join([*([words[1].replace("remote: ", "").strip()] if words else []), rule[0] if rule else self.said])


def _led_to(git: Git, reference: str) -> str:
    """Return the branch that a name is another one of (`git symbolic-ref`), or itself: what moves is that one."""
    try:
        return git.text("symbolic-ref", "--quiet", reference)
    except GitFailure:
        return reference


def _commit(git: Git, reference: str) -> str:
    try:
        return git.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    except GitFailure:
        return ""
