"""`git` and `remote` of [publish]: the branch that records are published to, and where it is."""

import re

from newsloom.hub.table import Table

REMOTES = ("file", "https", "ssh")
"""How a remote may be reached; the Git sink allows Git no other way either."""

# Of what `git check-ref-format` allows the part that needs no quoting anywhere.
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")
_PARTS = re.compile(r"\.\.|//|/\.|\./|\.lock(?:/|$)|[./]$")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,20})://")
_HELPER = re.compile(r"[A-Za-z0-9][A-Za-z0-9+.-]{0,40}::")
_SECRET = re.compile(r"[a-z]{1,20}://[^/@:]{0,500}:[^/@]{0,500}@", re.IGNORECASE)
_DASHED = re.compile(r"-|[a-z]{1,20}://(?:[^/@]{0,500}@)?-", re.IGNORECASE)


def read_branch(table: Table) -> tuple[str, str]:
    """Return the branch to publish records to, and where it is; both empty for none, the remote for the repository around the hub."""
    branch, remote = table.text("git"), table.text("remote")
    if branch and (branch == "HEAD" or not _BRANCH.fullmatch(branch) or _PARTS.search(branch)):
        table.problem("git", f'`git = "{branch}"` is no name of a branch; write one in plain letters, such as "published"')
    if remote and not branch:
        table.problem("remote", '`remote` has no branch to publish to; add one, such as `git = "published"`')
    elif remote and (fault := _fault(remote)):
        table.problem("remote", fault)
    return branch, remote


def _fault(remote: str) -> str:
    """Return what is wrong with a remote, without telling a secret; empty when nothing is."""
    known = f"{', '.join(f'{name}://' for name in REMOTES)} or a path"
    if _SECRET.match(remote):
        return "`remote` holds a password, and hub.toml is no place for one; teach it to Git (`git help credentials`)"
    if (scheme := _SCHEME.match(remote)) and scheme[1] not in REMOTES:
        return f'`remote = "{remote}"` cannot be trusted to be who it says; write {known}'
    if _HELPER.match(remote) or _DASHED.match(remote):
        return f'`remote = "{remote}"` could make Git run a program; write {known}'
    return ""
