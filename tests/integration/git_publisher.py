"""Publishes to a branch, again and again, one more file each time, and says so; a process to be killed."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path
import sys

from newsloom.sink.git import GitSink
from newsloom.sink.git_branch import Place
from newsloom.sink.git_commit import Authorship
from newsloom.types import Artifact


def main() -> None:
    """Begin with as many files as the argument says, and print the number of each after it is published."""
    root, remote, name, first = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    place = Place(root=root, own=root / ".newsloom" / "publish.git", branch="news", remote=remote)
    for number in count(first):
        sink = GitSink(place, root / ".newsloom" / f"{name}.manifest", Authorship(now=datetime.now(UTC), hub=name))
        files = [Artifact(path=f"_news/{name}-{n}.md", body=f"{name} {n}\n".encode()) for n in range(number + 1)]
        sink.swap([*files, Artifact(path=f"_data/{name}.yml", body=b"%d\n" % number)])
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
