"""A hub that its user may not write, as on a read-only mount or somebody else's: looked at all the same, and not a byte of it changed."""

from contextlib import closing
import ctypes
import json
import shutil
import subprocess
import sys

import pytest
from tests.unit.test_flows_newsletter import tell

from newsloom.store.sqlite import SqliteStore

HUB = '[hub]\ntitle = "Tides"\n[[topics]]\nname = "Tides"\nkeywords = ["tide"]\n[[sources]]\nurl = "https://a.example/feed"\n'
COMMANDS = [
    ["explain", "https://a.example/1"],
    ["report"],
    ["stories", "list", "--json"],
    ["stories", "show", "https://a.example/1"],
    ["sources", "list"],
    ["check", "--sources"],
    ["desk", "list"],
]
CHILD = """
import json, os, sys
from typer.testing import CliRunner
from newsloom.cli.root import app
for folder, command in json.loads(sys.argv[1]):
    os.chdir(folder)
    done = CliRunner().invoke(app, command)
    print(json.dumps([done.exit_code, done.output, str(done.exception or "")]))
"""
DROP_BOUNDING, DAC_OVERRIDE = 24, 1
"""PR_CAPBSET_DROP and CAP_DAC_OVERRIDE of prctl(2) and capabilities(7): root without it may write only what its modes let it write."""


def _bound():
    ctypes.CDLL(None).prctl(DROP_BOUNDING, DAC_OVERRIDE, 0, 0, 0)


def modes(folder, mode):
    for path in (folder, *folder.rglob("*")):
        path.chmod(mode if path.is_dir() else mode & 0o666)


def state(folder):
    """Return every file but the index that readers share where a writer has made it."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith("-shm")]
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def made(folder, *, ran=False):
    """Make a hub; of one that ran the store is returned, whose log holds a story."""
    (folder / ".newsloom").mkdir(parents=True)
    (folder / "hub.toml").write_text(HUB)
    store = SqliteStore(folder / ".newsloom/hub.db") if ran else None
    if store:
        tell(store, "a")
    return store


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return, by hub, what commands end with and print, all asked by one process that may not write."""
    root = tmp_path_factory.mktemp("hubs")
    quiet, busy, cut, new = (root / name for name in ("quiet", "busy", "cut", "new"))
    made(quiet, ran=True).close()
    made(new)
    made(cut)
    asked = [*((quiet, command) for command in COMMANDS), (busy, COMMANDS[0]), (cut, COMMANDS[0]), (new, ["report"])]
    with closing(made(busy, ran=True)):
        for name in ("hub.db", "hub.db-wal"):  # as a process leaves them that is killed, on a copy without its index
            shutil.copy(busy / ".newsloom" / name, cut / ".newsloom" / name)
        modes(root, 0o555)
        before = state(root)
        arguments = [sys.executable, "-c", CHILD, json.dumps([(str(folder), command) for folder, command in asked])]
        done = subprocess.run(arguments, cwd=root, preexec_fn=_bound, capture_output=True, text=True, check=True)
        after = state(root)
        modes(root, 0o755)
    assert after == before
    answers = {}
    for (folder, _), line in zip(asked, done.stdout.splitlines(), strict=True):
        answers.setdefault(folder.name, []).append(json.loads(line))
    return answers


def test_hub_that_nobody_has_open_is_looked_at(told):
    quiet = told["quiet"]
    assert [code for code, *_ in quiet] == [0] * len(COMMANDS), quiet
    assert all("Story a" in quiet[place][1] for place in (0, 2, 3))


def test_hub_that_its_owner_works_on_is_looked_at_as_it_is_by_then(told):
    ((code, said, _),) = told["busy"]  # the story is in the log, not yet in the file
    assert (code, "Story a" in said) == (0, True)


def test_hub_whose_last_changes_only_its_owner_can_put_in_says_so(told):
    ((code, _, why),) = told["cut"]
    assert code
    assert "its last changes are still in the log beside it, and only who may write to the folder can put them in" in why


def test_hub_that_never_ran_is_looked_at(told):
    assert [code for code, *_ in told["new"]] == [0]
