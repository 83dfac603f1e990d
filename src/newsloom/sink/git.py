"""The Git sink: a branch that holds exactly what an edition says, among the files this sink ever wrote, in one commit a cycle.

What it promises, also to a process that is killed at any moment, to other publishers and to editors who commit to the branch:

- The branch moves from one whole commit to the next, and only forward: each is made on top of whatever is there then, and put
  there only if that is still so. Otherwise it is made anew on top of what came in between. Nothing is ever forced.
- Files of others are never touched; a file of ours that somebody edited is written over while the edition has it, and left
  alone for good when the edition has it no more. The rules are those of the directory sink; but the record of a story that was
  taken down is removed whoever edited it, and told.
- Where nothing changed, there is no commit.
- No file is checked out: contents go into the repository, and a list of them (an index of its own) becomes the next tree.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path
import tempfile
import time
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from newsloom.errors import SinkError
from newsloom.render.changes import is_record, one_line
from newsloom.sink.git_branch import Branch, Place, opened
from newsloom.sink.git_commit import MARK, Authorship, Commits
from newsloom.sink.git_contents import Contents
from newsloom.sink.git_lock import Lock
from newsloom.sink.git_program import Git, GitFailure
from newsloom.sink.git_tree import Entry, Plan, blob_name, entries, last_hands, planned
from newsloom.sink.git_words import in_words, problems
from newsloom.sink.manifest import Known, Manifest
from newsloom.sink.names import Names
from newsloom.types import Artifact, Draft, Swap

ATTEMPTS = 20
"""How often a commit is made anew because the branch has moved. Each time somebody else got through, who is then done for a while."""

_PAUSE = 0.05
_COMMITTED = 1


class GitSink:
    """Publishes artifacts to a branch.

    Args:
        place: the branch and where it is.
        manifest: the sink's own notes about what it wrote.
        authorship: what its commit says.
        taken_down: tells of a record's name whether its story was taken down, after which it stays in no form.
    """

    def __init__(self, place: Place, manifest: Path, authorship: Authorship, taken_down: Callable[[str], bool] = lambda _: False) -> None:
        self._place, self._manifest, self._authorship, self._taken_down = place, manifest, authorship, taken_down

    def holds(self, edition: str) -> bool:
        """Tell whether all of this edition was committed, and the branch still has it."""
        with in_words(self._place.branch, self._place.root):
            branch = opened(self._place)
            noted = Manifest(self._manifest.absolute(), branch.identity, lambda _path, _blob: False)
            if noted.edition != edition:
                return False
            with branch.locked():
                there = _files(branch.git, branch.tip())
            return all(_holding(there)(path, known.digest) for path, known in noted.known.items())

    def begin(self, renewed: Collection[str] | None = None) -> "GitSwap":
        """Begin to bring the branch to an edition; see `ports.Sink`.

        Raises:
            SinkError: the repository cannot be used.
        """
        with in_words(self._place.branch, self._place.root):
            return GitSwap(opened(self._place), self._manifest.absolute(), self._authorship, renewed, self._taken_down)

    def swap(self, artifacts: Iterable[Artifact]) -> Swap:
        """Make the branch hold these artifacts and no others of ours; see `GitSwap.finish`."""
        with self.begin() as swapping:
            swapping.take("", artifacts)
            return swapping.finish("")


def _holding(there: Mapping[str, Entry]) -> Callable[[str, str], bool]:
    return lambda path, blob: path in there and there[path].blob == blob


def _files(git: Git, commit: str) -> Mapping[str, Entry]:
    return entries(git.run("ls-tree", "-r", "-z", "--full-tree", commit)) if commit else {}


class GitSwap:
    """One swap: the branch, the edition's files by name of content, and the new ones among them aside."""

    def __init__(
        self,
        branch: Branch,
        manifest: Path,
        authorship: Authorship,
        renewed: Collection[str] | None,
        taken_down: Callable[[str], bool],
    ) -> None:
        self._branch, self._git, self._notes, self._authorship = branch, branch.git, manifest, authorship
        self._names, self._taken_down = Names(), taken_down
        self._wanted: dict[str, str] = {}
        self._stories: dict[str, str] = {}
        self._problems: list[str] = []
        self._listed: tuple[str, Mapping[str, Entry]] = ("", {})
        self._there: Mapping[str, Entry] = {}
        self._renewed, self._left = renewed, ExitStack()

    def __enter__(self) -> Self:
        with self._in_words():
            with self._branch.locked():  # what is seen of a remote is noted in one place, for all hubs of this repository
                self._there = self._tree(self._branch.tip())
            if self._renewed is not None:
                self._keep(self._renewed)
            self._contents = Contents(self._git, self._left.enter_context(tempfile.TemporaryFile(dir=self._notes.parent)))
            self._commits = Commits(self._branch, self._contents, self._authorship, self._wanted)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with suppress(OSError):  # what is left of it fits no full disk
            self._left.close()

    def _in_words(self) -> AbstractContextManager[None]:
        return in_words(self._branch.name, self._git.folder)

    def _keep(self, renewed: Collection[str]) -> None:
        """Go on wanting what was committed of stories that are not given anew."""
        for path, known in Manifest(self._notes, self._branch.identity, _holding(self._there)).known.items():
            if known.story and known.story not in renewed:
                self._wanted[path], self._stories[path] = known.digest, known.story
        self._names.hold(self._wanted)

    def take(self, story: str, files: Iterable[Artifact | Draft]) -> None:
        """Note files of a story, or of many, and set those aside whose content the branch does not hold at their place."""
        with self._in_words():
            for file in files:
                if problem := self._names.take(file.path):
                    self._problems.append(f"{file.path!r} was not published: {problem}")
                    continue
                body = file.body
                blob = self._wanted[file.path] = blob_name(body, self._git.algorithm)
                self._stories[file.path] = story
                held = self._there.get(file.path)
                if held is None or held.blob != blob:
                    self._contents.put(blob, body)

    def finish(self, edition: str) -> Swap:
        """Make one commit with what differs, and without what we wrote once and the edition no longer has.

        Raises:
            SinkError: some artifacts were refused, or a record that somebody edited was removed, and all others are committed; or
                nothing is, the branch is as it was, and the next swap does it all.
        """
        with self._in_words():
            with self._branch.locked() as lock:
                self._contents.store(lock)
                swap = self._settle(lock, edition)
            with suppress(GitFailure):
                self._git.run("gc", "--auto", "--quiet")
        if self._problems:
            raise SinkError(tuple(self._problems))
        return swap

    def _settle(self, lock: Lock, edition: str) -> Swap:
        """Commit what differs on top of the branch, again and again as long as it moves meanwhile."""
        for attempt in range(ATTEMPTS):
            time.sleep(_PAUSE * attempt)
            tip = self._branch.tip()
            there = self._tree(tip)
            manifest = Manifest(self._notes, self._branch.identity, _holding(there))
            plan = self._planned(tip, there, manifest)
            if plan.write or plan.remove:
                manifest.announce([Known(path, self._wanted[path], 0) for path in plan.write])
                manifest.sync()
            if not (plan.write or plan.remove) or self._branch.move(tip, self._commits.commit(tip, there, plan, lock), lock):
                return self._done(plan, manifest, edition)
        why = f"it had moved or was locked {ATTEMPTS} times"
        advice = f"should no other Git process work on it, remove {self._branch.name}.lock, which a dead one left below refs/heads"
        raise SinkError((f"nothing was published to the branch {self._branch.name}: {why}; the next cycle tries again; {advice}",))

    def _tree(self, commit: str) -> Mapping[str, Entry]:
        """Return a commit's files; of the commit that was asked for last, from memory."""
        if self._listed[0] != commit:
            self._listed = commit, _files(self._git, commit)
        return self._listed[1]

    def _planned(self, tip: str, there: Mapping[str, Entry], manifest: Manifest) -> Plan:
        known = {path: note.digest for path, note in manifest.known.items()}
        plan = planned(there, self._wanted, known)
        if plan.foreign and (ours := self._written_for_this_hub(tip, plan.foreign)):
            plan = planned(there, self._wanted, known, ours)
        left = [path for path in there if is_record(path) and path not in self._wanted and path not in plan.remove]
        overruled = tuple(path for path in left if self._taken_down(path.rpartition("/")[2]))
        return replace(plan, remove=plan.remove + overruled, overruled=overruled)

    def _written_for_this_hub(self, tip: str, paths: Sequence[str]) -> frozenset[str]:
        """Return those paths whose last commit is one of this hub: it has another copy of itself, or has lost its notes."""
        marks = f"--format=%x01%(trailers:key={MARK},valueonly,unfold)"
        return last_hands(self._git.run("log", "-z", "--name-only", "--no-renames", marks, tip), paths, one_line(self._authorship.hub))

    def _done(self, plan: Plan, manifest: Manifest, edition: str) -> Swap:
        self._problems += problems(plan, self._branch.name)
        refused = {*plan.foreign, *(path for path, _ in plan.blocked)}
        known = [Known(path, blob, 0, _COMMITTED, self._stories[path]) for path, blob in self._wanted.items() if path not in refused]
        gone = [path for path in manifest.known if path not in self._wanted or path in refused]
        changed = [one for one in known if manifest.known.get(one.path) != one]
        manifest.note(changed, gone, "" if self._problems else edition)
        written, removed = len(plan.write), len(plan.remove)
        return Swap(written=written, unchanged=len(known) - written, removed=removed)
