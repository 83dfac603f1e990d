"""A commit in the making: the next tree, what is said of it, and who says it."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from newsloom.errors import SinkError
from newsloom.render.changes import MOST_READ, Change, is_record, message, one_line
from newsloom.sink.git_branch import Branch
from newsloom.sink.git_contents import Contents
from newsloom.sink.git_lock import Lock
from newsloom.sink.git_program import GitFailure
from newsloom.sink.git_tree import Entry, Plan, index_lines

MARK = "Newsloom-Hub"
"""The trailer that tells a hub's commits from those of others."""


class Authorship(Struct, frozen=True, kw_only=True):
    """What a commit says besides what changed: when, and for which hub. Who makes it is in Git's own configuration."""

    now: datetime
    hub: str


class Commits:
    """The commits of one swap, each made on top of whatever the branch is at by then.

    Args:
        branch: where they go.
        contents: what they hold, in the repository already.
        authorship: what they say besides what changed.
        wanted: the edition's files, by path, with the name of their content.
    """

    def __init__(self, branch: Branch, contents: Contents, authorship: Authorship, wanted: Mapping[str, str]) -> None:
        self._branch, self._git, self._contents = branch, branch.git, contents
        self._authorship, self._wanted = authorship, wanted

    def commit(self, tip: str, there: Mapping[str, Entry], plan: Plan, lock: Lock) -> str:
        """Make a commit on top of a tip, and return its name; nothing refers to it yet.

        Raises:
            SinkError: Git does not know who commits, or cannot sign.
        """
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
