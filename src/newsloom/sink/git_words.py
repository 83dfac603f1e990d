"""What is told of a branch that could not be published to, or not wholly, and what to do about it."""

from collections.abc import Iterator
from contextlib import contextmanager
import errno
from pathlib import Path

from newsloom.errors import SinkError
from newsloom.sink.git_branch import Refused
from newsloom.sink.git_program import GitFailure
from newsloom.sink.git_tree import Plan

_FULL = ("no space left", "diskspace", "quota")


@contextmanager
def in_words(branch: str, folder: Path) -> Iterator[None]:
    """Tell what goes wrong within with a branch, in words and with what to do.

    Raises:
        SinkError: a remote refused, Git failed, or the disk did.
    """
    advice = f"the branch is as it was, and the next cycle tries again; `git -C {folder} fsck` tells whether the repository is sound"
    try:
        yield
    except Refused as refusal:
        own = "do what that says, or ask whoever keeps the remote; the branch is as it was, and the next cycle tries again"
        raise SinkError((f"nothing was published to the branch {branch}: the remote refused it: {refusal.why}: {own}",)) from None
    except GitFailure as failure:
        full = any(sign in failure.said.lower() for sign in _FULL)
        hint = "make room on the disk; " if full else ""
        raise SinkError((f"Git could not publish to the branch {branch}: {failure.said}: {hint}{advice}",)) from None
    except OSError as error:
        hint = "make room on the disk; " if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
        at = f" ({error.filename})" if error.filename else ""
        raise SinkError((f"Git could not publish to the branch {branch}: {error.strerror}{at}: {hint}{advice}",)) from error


def problems(plan: Plan, branch: str) -> list[str]:
    """Return what of a plan was not done, or done against somebody's will.

    Example:
        >>> problems(Plan(foreign=("a.md",)), "news")[0]
        "'a.md' was not published: a file that newsloom did not write for this hub lies there; rename or remove it in the branch"
    """
    foreign = "a file that newsloom did not write for this hub lies there; rename or remove it in the branch"
    removed = "was edited in the branch, and its story is taken down: it was removed all the same"
    onward = f"its versions are in the history; `git log -- PATH` shows them, `git filter-repo` takes them out of {branch}"
    return [
        *(f"{path!r} was not published: {foreign}" for path in plan.foreign),
        *(f"{path!r} was not published: {other!r} lies in its way; remove it in the branch" for path, other in plan.blocked),
        *(f"{path!r} {removed}: {onward}" for path in plan.overruled),
    ]
