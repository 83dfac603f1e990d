"""Publishing under strain: a full disk, kills, a crowd, an editor; whatever happens, the next one makes the tree that it should be."""

import json
import os
from pathlib import Path
import subprocess
import sys

import pytest

ROOT = Path(__file__).parents[2]
SIZE = "24m"
"""A file system for two hubs of twenty stories; a filler takes the rest of it."""


def run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=120, check=False, cwd=ROOT)


def in_namespace(*command: object) -> subprocess.CompletedProcess[str]:
    """Run a command where file systems can be mounted that nobody else sees, and that are gone with it."""
    return run("unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), *command)


def unmountable(folder: Path) -> str:
    """Return why nothing can be mounted here; empty when it can."""
    try:
        return in_namespace("mount", "-t", "tmpfs", "none", folder).stderr.strip()
    except FileNotFoundError:
        return "unshare is not installed"


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Return what became of each play; why there was none on a full disk, where there was none."""
    folder, full = tmp_path_factory.mktemp("own"), tmp_path_factory.mktemp("full")
    play = sys.executable, "-m", "tests.integration.strained_publishing", folder
    refused = unmountable(full)
    mounted = "sh", "-ec", f'mount -t tmpfs -o size={SIZE} none "$0"; exec "$@" "$0"', full, *play
    done = run(*play) if refused else in_namespace(*mounted)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) | ({"disk": f"skipped: {refused}"} if refused else {})


def check(told):
    if told.startswith("skipped"):
        pytest.skip(told)
    assert told == "done", told


def test_full_disk_keeps_the_old_tree_whole_and_the_next_publishing_heals_all(played):
    check(played["disk"])


def test_files_that_may_not_grow_keep_the_old_tree_whole_and_the_next_publishing_heals_all(played):
    check(played["files"])


def test_publishings_killed_at_random_moments_end_in_the_tree_of_an_undisturbed_one(played):
    check(played["kills"])


def test_publishings_at_once_end_in_the_tree_of_a_single_one(played):
    check(played["crowd"])


def test_editor_at_work_in_the_tree_keeps_what_is_theirs_and_publishing_what_is_the_hubs(played):
    check(played["editor"])
