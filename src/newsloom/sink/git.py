"""The Git sink: a branch that holds exactly what an edition says, among the files this sink ever wrote, in one commit a cycle.

What it promises, also to a process that is killed at any moment, to other publishers and to editors who commit to the branch:

- The branch moves from one whole commit to the next, and only forward: each is made on top of whatever is there then, and put
  there only if that is still so. Otherwise it is made anew on top of what came in between. Nothing is ever forced.
- Files of others are never touched; a file of ours that somebody edited is written over while the edition has it, and left
  alone for good when the edition has it no more. The rules are those of the directory sink.
- Where nothing changed, there is no commit.
- No file is checked out: contents go into the repository, and a list of them (an index of its own) becomes the next tree.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
import errno
from pathlib import Path
import tempfile
import time
from typing import IO

from msgspec import Struct

from newsloom.errors import SinkError
from newsloom.render.changes import MOST_READ, Change, is_record, message, one_line
from newsloom.sink.git_branch import Branch, Place, opened
from newsloom.sink.git_contents import Contents
from newsloom.sink.git_lock import Lock
from newsloom.sink.git_program import GitFailure
from newsloom.sink.git_tree import Entry, Plan, blob_name, entries, index_lines, last_hands, planned
from newsloom.sink.manifest import Known, Manifest
from newsloom.sink.names import Names
from newsloom.types import Artifact, Swap

ATTEMPTS = 20
"""How often a commit is made anew because the branch has moved. Each time somebody else got through, who is then done for a while."""

MARK = "Newsloom-Hub"
"""The trailer that tells a hub's commits from those of others."""

_PAUSE = 0.05
_COMMITTED = 1
_FULL = ("no space left", "diskspace", "quota")


class Authorship(Struct, frozen=True, kw_only=True):
    """What a commit says besides what changed: when, and for which hub. Who makes it is in Git's own configuration."""

    now: datetime
    hub: str


class GitSink:
    """Publishes artifacts to a branch.

    Args:
        place: the branch and where it is.
        manifest: the sink's own notes about what it wrote.
        authorship: what its commit says.
    """

    def __init__(self, place: Place, manifest: Path, authorship: Authorship) -> None:
        self._place, self._manifest, self._authorship = place, manifest, authorship

    def swap(self, artifacts: Iterable[Artifact]) -> Swap:
        """Make the branch hold these artifacts: one commit with what differs, and without what we wrote once and they no longer hold.

        Raises:
            SinkError: some artifacts were refused and all others are committed; or nothing is, the branch is as it was, and the
                next swap does it all.
        """
        place = self._place
        with _in_words(place.branch, place.root):
            branch = opened(place)
        with _in_words(place.branch, branch.git.folder), tempfile.TemporaryFile(dir=self._manifest.parent) as spool:
            return _Commit(branch, self._manifest.absolute(), self._authorship, spool).publish(artifacts)


def _holding(there: Mapping[str, Entry]) -> Callable[[str, str], bool]:
    return lambda path, blob: path in there and there[path].blob == blob


@contextmanager
def _in_words(branch: str, folder: Path) -> Iterator[None]:
    advice = f"the branch is as it was, and the next cycle tries again; `git -C {folder} fsck` tells whether the repository is sound"
    try:
        yield
    except GitFailure as failure:
        full = any(sign in failure.said.lower() for sign in _FULL)
        hint = "make room on the disk; " if full else ""
        raise SinkError((f"Git could not publish to the branch {branch}: {failure.said}: {hint}{advice}",)) from None
    except OSError as error:
        hint = "make room on the disk; " if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
        at = f" ({error.filename})" if error.filename else ""
        raise SinkError((f"Git could not publish to the branch {branch}: {error.strerror}{at}: {hint}{advice}",)) from error


class _Commit:
    """One swap: the branch, the edition's files by name of content, and the new ones among them aside."""

    def __init__(self, branch: Branch, manifest: Path, authorship: Authorship, spool: IO[bytes]) -> None:
        self._branch, self._git, self._notes, self._authorship = branch, branch.git, manifest, authorship
        self._names = Names()
        self._wanted: dict[str, str] = {}
        self._contents = Contents(branch.git, spool)
        self._problems: list[str] = []
        self._listed: tuple[str, Mapping[str, Entry]] = ("", {})

    def publish(self, artifacts: Iterable[Artifact]) -> Swap:
        with self._branch.locked():  # what is seen of a remote is noted in one place, for all hubs of this repository
            there = self._tree(self._branch.tip())
        self._take(artifacts, there)
        with self._branch.locked() as lock:
            self._contents.store(lock)
            swap = self._settle(lock)
        with suppress(GitFailure):
            self._git.run("gc", "--auto", "--quiet")
        if self._problems:
            raise SinkError(tuple(self._problems))
        return swap

    def _take(self, artifacts: Iterable[Artifact], there: Mapping[str, Entry]) -> None:
        """Note the edition's files, and set those aside whose content the branch does not hold at their place."""
        for artifact in artifacts:
            if problem := self._names.take(artifact.path):
                self._problems.append(f"{artifact.path!r} was not published: {problem}")
                continue
            blob = self._wanted[artifact.path] = blob_name(artifact.body, self._git.algorithm)
            held = there.get(artifact.path)
            if held is None or held.blob != blob:
                self._contents.put(blob, artifact.body)

    def _settle(self, lock: Lock) -> Swap:
        """Commit what differs on top of the branch, again and again as long as it moves meanwhile."""
        for attempt in range(ATTEMPTS):
            time.sleep(_PAUSE * attempt)
            tip = self._branch.tip()
            there = self._tree(tip)
            manifest = Manifest(self._notes, self._branch.identity, _holding(there))
            plan = self._planned(tip, there, manifest)
            if plan.write or plan.remove:
                manifest.announce([Known(path, self._wanted[path], 0) for path in plan.write])
            if not (plan.write or plan.remove) or self._branch.move(tip, self._commit(tip, there, plan, lock), lock):
                return self._done(plan, manifest)
        why = f"it had moved or was locked {ATTEMPTS} times"
        advice = f"should no other Git process work on it, remove {self._branch.name}.lock, which a dead one left below refs/heads"
        raise SinkError((f"nothing was published to the branch {self._branch.name}: {why}; the next cycle tries again; {advice}",))

    def _tree(self, commit: str) -> Mapping[str, Entry]:
        """Return a commit's files; of the commit that was asked for last, from memory."""
        if self._listed[0] != commit:
            self._listed = commit, entries(self._git.run("ls-tree", "-r", "-z", "--full-tree", commit))
        return self._listed[1]

    def _planned(self, tip: str, there: Mapping[str, Entry], manifest: Manifest) -> Plan:
        known = {path: note.digest for path, note in manifest.known.items()}
        plan = planned(there, self._wanted, known)
        if plan.foreign and (ours := self._written_for_this_hub(tip, plan.foreign)):
            plan = planned(there, self._wanted, known, ours)
        return plan

    def _written_for_this_hub(self, tip: str, paths: Sequence[str]) -> frozenset[str]:
        """Return those paths whose last commit is one of this hub: it has another copy of itself, or has lost its notes."""
        marks = f"--format=%x01%(trailers:key={MARK},valueonly,unfold)"
        return last_hands(self._git.run("log", "-z", "--name-only", "--no-renames", marks, tip), paths, one_line(self._authorship.hub))

    def _commit(self, tip: str, there: Mapping[str, Entry], plan: Plan, lock: Lock) -> str:
        """Make a commit on top of the tip; nothing refers to it yet."""
        tree = self._next_tree(tip, plan, lock)
        said = f"{message(self._changes(there, plan))}\n\n{MARK}: {one_line(self._authorship.hub)}\n"
        moment = f"@{int(self._authorship.now.timestamp())} +0000"
        dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        sign = ["-S"] if self._git.setting("commit.gpgSign", "bool") == "true" else []
        try:
            done = self._git.run("commit-tree", *sign, *(["-p", tip] if tip else []), "-F", "-", tree, given=said.encode(), variables=dates)
        except GitFailure as failure:
            raise self._uncommitted(failure, signed=bool(sign)) from None
        return done.decode().strip()

    def _uncommitted(self, failure: GitFailure, *, signed: bool) -> Exception:
        try:
            self._git.run("var", "GIT_AUTHOR_IDENT")
            self._git.run("var", "GIT_COMMITTER_IDENT")
        except GitFailure:
            advice = 'say so with `git config --global user.name "…"` and `git config --global user.email "…"`'
            return SinkError((f"nothing was published to the branch {self._branch.name}: Git does not know who commits; {advice}",))
        if signed:
            advice = "mend the key, or `git config commit.gpgSign false`"
            return SinkError((f"nothing was published to the branch {self._branch.name}: signing failed: {failure.said}: {advice}",))
        return failure

    def _next_tree(self, tip: str, plan: Plan, lock: Lock) -> str:
        index = self._git.folder / "newsloom.index"
        for left in (index, index.with_name("newsloom.index.lock")):
            left.unlink(missing_ok=True)  # whoever holds the publishers' lock is the only one to use these
        own = {"GIT_INDEX_FILE": str(index)}
        lines = index_lines(plan, self._wanted, self._git.nothing)
        try:
            self._git.run("read-tree", tip or "--empty", variables=own, holding=[lock.handle])
            self._git.run("update-index", "-z", "--index-info", given=lines, variables=own, holding=[lock.handle])
            return self._git.text("write-tree", variables=own, holding=[lock.handle])
        finally:
            index.unlink(missing_ok=True)

    def _changes(self, there: Mapping[str, Entry], plan: Plan) -> list[Change]:
        """Return the plan's changes; of the first so many records with their contents."""
        paths = [*plan.write, *plan.remove]
        read = [path for path in paths if is_record(path)][:MOST_READ]
        before = {path: there[path].blob for path in read if path in there}
        after = {path: self._wanted[path] for path in read if path in self._wanted}
        bodies = self._contents.read({*before.values(), *after.values()})
        return [
            Change(
                path=path,
                was=path in there,
                stays=path in self._wanted,
                before=bodies.get(before.get(path, ""), b""),
                after=bodies.get(after.get(path, ""), b""),
            )
            for path in paths
        ]

    def _done(self, plan: Plan, manifest: Manifest) -> Swap:
        advice = "a file that newsloom did not write for this hub lies there; rename or remove it in the branch"
        self._problems += [f"{path!r} was not published: {advice}" for path in plan.foreign]
        self._problems += [
            f"{path!r} was not published: {other!r} lies in its way; remove it in the branch" for path, other in plan.blocked
        ]
        refused = {*plan.foreign, *(path for path, _ in plan.blocked)}
        known = {path: Known(path, blob, 0, _COMMITTED) for path, blob in self._wanted.items() if path not in refused}
        if known != manifest.known:
            manifest.known = known
            manifest.save()
        written, removed = len(plan.write), len(plan.remove)
        return Swap(written=written, unchanged=len(known) - written, removed=removed)
