"""SIGKILL at random moments of two publishers to one branch, while an editor commits to it too: nothing acknowledged is lost."""

import os
from pathlib import Path
import random
import subprocess
import sys
import time

import pytest

KILLS = int(os.environ.get("NEWSLOOM_GIT_KILLS", "4"))
"""How often a publisher is killed; 60 take a minute."""

PUBLISHER = Path(__file__).with_name("git_publisher.py")
IDENTITY = {f"GIT_{who}_{what}": f"t@{what}.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def git(folder: Path, *arguments: str, check: bool = True) -> str:
    done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True, check=check, env=os.environ | IDENTITY)
    return done.stdout.strip()


class Publisher:
    """A publishing process and what it acknowledged so far, over all its lives."""

    def __init__(self, root: Path, remote: str, name: str) -> None:
        self.root, self.remote, self.name, self.acknowledged = root, remote, name, -1
        (root / ".newsloom").mkdir(parents=True, exist_ok=True)
        self.process: subprocess.Popen[str] | None = None

    def live(self) -> None:
        command = [sys.executable, PUBLISHER, self.root, self.remote, self.name, str(self.acknowledged + 1)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | IDENTITY)

    def die(self) -> None:
        """Kill it, and take note of what it had said."""
        self.process.kill()
        said, complaint = self.process.communicate()
        assert not complaint, complaint
        self.acknowledged = max([self.acknowledged, *map(int, said.split())])


class Editor:
    """Somebody with a clone, who commits and pushes."""

    def __init__(self, clone: Path) -> None:
        self.clone, self.done = clone, 0

    def commit(self) -> None:
        """Put one more file on top of the branch; only what could be pushed counts."""
        git(self.clone, "fetch", "-q", "origin")
        git(self.clone, "checkout", "-q", "-B", "news", "origin/news")
        (self.clone / f"editor-{self.done}.txt").write_text("mine")
        git(self.clone, "add", ".")
        git(self.clone, "commit", "-qm", f"editor {self.done}")
        pushed = subprocess.run(["git", "-C", self.clone, "push", "-q", "origin", "news"], capture_output=True, check=False)
        self.done += pushed.returncode == 0


@pytest.mark.timeout(60 + 5 * KILLS)
def test_publishers_killed_beside_an_editor_lose_nothing(tmp_path):
    there, clone = tmp_path / "there", tmp_path / "clone"
    git(tmp_path, "init", "-q", "-b", "main", str(there))
    # One publishes to the repository that it lies in, the other pushes there, as the editor does.
    publishers = [Publisher(there / "one", "", "one"), Publisher(tmp_path / "two", "../there/.git", "two")]
    for publisher in publishers:
        publisher.live()
        publisher.process.stdout.readline()
    git(tmp_path, "clone", "-q", "-b", "news", str(there), str(clone))
    editor, chance = Editor(clone), random.Random(7)
    for kill in range(KILLS):
        time.sleep(0.3 * chance.random())
        victim = publishers[kill % 2]
        victim.die()
        victim.live()
        editor.commit()
    for publisher in publishers:
        publisher.die()
    for publisher in publishers:  # what a kill left, the next life heals
        publisher.live()
        assert int(publisher.process.stdout.readline()) == publisher.acknowledged + 1
        publisher.die()
    files = set(git(there, "ls-tree", "-r", "--name-only", "news").split("\n"))
    published = {f"_news/{one.name}-{number}.md" for one in publishers for number in range(one.acknowledged + 1)}
    assert published | {f"editor-{number}.txt" for number in range(editor.done)} <= files
    complaints = subprocess.run(["git", "-C", there, "fsck", "--strict", "--no-dangling"], capture_output=True, text=True, check=False)
    assert (complaints.returncode, complaints.stdout) == (0, ""), complaints.stderr
    assert not [path for path in (there / ".git").rglob("*.lock") if path.name != "newsloom.lock"]
    sys.stdout.write(f"{KILLS} kills: {len(published)} published by the two, {editor.done} of the editor's commits\n")
