"""What has to change in a branch so that it holds an edition, among the files that this hub wrote to it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import new as hasher

from msgspec import Struct

REGULAR = "100644"
"""The mode of a plain file, the only kind that is written."""


class Entry(Struct, frozen=True, array_like=True):
    """A file of a commit: its mode, and the name of its content."""

    mode: str
    blob: str


class Plan(Struct, frozen=True, kw_only=True):
    """What to do to a branch: paths to write and to remove; where files of others lie; what has another path in its way.

    `overruled` are those of the removed that somebody edited.
    """

    write: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    blocked: tuple[tuple[str, str], ...] = ()
    overruled: tuple[str, ...] = ()


def blob_name(body: bytes, algorithm: str) -> str:
    """Return the name that Git gives to a content.

    Example:
        >>> blob_name(b"", "sha1")
        'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    name = hasher(algorithm, b"blob %d\0" % len(body), usedforsecurity=False)
    name.update(body)
    return name.hexdigest()


def entries(listing: bytes) -> dict[str, Entry]:
    r"""Read `git ls-tree -r -z`. A path that is not UTF-8 keeps its octets as surrogates.

    Example:
        >>> entries(b"100644 blob 1f\ta.md\x00120000 blob 2e\tb/c\x00")["b/c"]
        Entry(mode='120000', blob='2e')
    """
    found = {}
    for line in listing.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        about, _, path = line.partition("\t")
        mode, _, blob = about.split(" ")
        found[path] = Entry(mode, blob)
    return found


def planned(there: Mapping[str, Entry], wanted: Mapping[str, str], known: Mapping[str, str], ours: Collection[str] = ()) -> Plan:
    """Decide what to do to a branch.

    Args:
        there: the branch's files.
        wanted: the edition's files, by path, with the name of their content.
        known: the files that this hub wrote, with what it wrote last.
        ours: further paths that may be written over.

    Returns:
        A file of the edition is written where nothing lies, or where this hub wrote before; whoever edited it since is
        overruled. What this hub wrote and the edition lacks is removed if it is as it was written. Nothing else is touched.

    Example:
        >>> there = {"README.md": Entry(REGULAR, "1"), "a": Entry(REGULAR, "2"), "b": Entry(REGULAR, "9")}
        >>> planned(there, {"README.md": "3", "c": "4"}, {"a": "2", "b": "5"})
        Plan(write=('c',), remove=('a',), foreign=('README.md',), blocked=(), overruled=())
    """
    remove = tuple(path for path, blob in known.items() if path not in wanted and there.get(path) == Entry(REGULAR, blob))
    left = there.keys() - set(remove)
    folders = {folder for path in left for folder in _above(path)}
    write, foreign, blocked = list[str](), list[str](), list[tuple[str, str]]()
    for path, blob in wanted.items():
        entry = there.get(path)
        if entry == Entry(REGULAR, blob):
            continue
        if obstacle := path if path in folders else next((folder for folder in _above(path) if folder in left), ""):
            blocked.append((path, obstacle))
        elif entry and path not in known and path not in ours:
            foreign.append(path)
        else:
            write.append(path)
    return Plan(write=tuple(write), remove=remove, foreign=tuple(foreign), blocked=tuple(blocked))


def _above(path: str) -> Iterator[str]:
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)


def index_lines(plan: Plan, wanted: Mapping[str, str], nothing: str) -> bytes:
    r"""Return a plan as `git update-index -z --index-info` reads it: removals first, so that a folder may stand where a file stood.

    Example:
        >>> index_lines(Plan(write=("a",), remove=("b",)), {"a": "1f"}, "00")
        b'0 00\tb\x00100644 1f\ta\x00'
    """
    lines = [f"0 {nothing}\t{path}\0" for path in plan.remove] + [f"{REGULAR} {wanted[path]}\t{path}\0" for path in plan.write]
    return "".join(lines).encode("utf-8", "surrogateescape")


def last_hands(log: bytes, paths: Iterable[str], mark: str) -> frozenset[str]:
    r"""Return those paths whose last commit bears a mark.

    Args:
        log: `git log -z --name-only --format=%x01MARKS`, newest first.
        paths: the ones in question.
        mark: what a commit of this hub has for marks.

    Example:
        >>> sorted(last_hands(b"\x01\x00\na\x00\x01hub\x00\na\x00b\x00", ["a", "b", "c"], "hub"))
        ['b']
    """
    open_paths, found = set(paths), set[str]()
    for commit in log.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        marks, *names = commit.split("\0")
        touched = open_paths.intersection(name.removeprefix("\n") for name in names)
        open_paths -= touched
        if marks.strip() == mark:
            found |= touched
    return frozenset(found)
