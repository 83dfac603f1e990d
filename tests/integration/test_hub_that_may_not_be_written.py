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
import json, sys
from typer.testing import CliRunner
from newsloom.cli.root import app
for command in json.loads(sys.argv[1]):
    done = CliRunner().invoke(app, command)
    print(json.dumps([done.exit_code, done.output, str(done.exception or "")]))
"""
DROP_BOUNDING, DAC_OVERRIDE = 24, 1
"""PR_CAPBSET_DROP and CAP_DAC_OVERRIDE of prctl(2) and capabilities(7): root without it may write only what its modes let it write."""


def _bound():
    ctypes.CDLL(None).prctl(DROP_BOUNDING, DAC_OVERRIDE, 0, 0, 0)


@pytest.fixture
def folder(tmp_path):
    hub = tmp_path / "hub"
    (hub / ".newsloom").mkdir(parents=True)
    (hub / "hub.toml").write_text(HUB)
    yield hub
    modes(hub, 0o755)


def modes(folder, mode):
    for path in (folder, *folder.rglob("*")):
        path.chmod(mode if path.is_dir() else mode & 0o666)


def state(folder):
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def asked(folder, commands=COMMANDS):
    """Return what commands end with and print, asked by one process that may not write."""
    modes(folder, 0o555)
    before = state(folder)
    arguments = [sys.executable, "-c", CHILD, json.dumps(commands)]
    done = subprocess.run(arguments, cwd=folder, preexec_fn=_bound, capture_output=True, text=True, check=True)
    assert {name: known for name, known in state(folder).items() if not name.endswith("-shm")} == {
        name: known for name, known in before.items() if not name.endswith("-shm")
    }
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_hub_that_nobody_has_open_is_looked_at(folder):
    with closing(SqliteStore(folder / ".newsloom/hub.db")) as store:
        tell(store, "a")
    told = asked(folder)
    assert [code for code, *_ in told] == [0] * len(COMMANDS), told
    assert all("Story a" in told[place][1] for place in (0, 2, 3))


def test_hub_that_its_owner_works_on_is_looked_at_as_it_is_by_then(folder):
    with closing(SqliteStore(folder / ".newsloom/hub.db")) as store:
        tell(store, "a")  # in the log, not yet in the file
        told = asked(folder, COMMANDS[:1])
        modes(folder, 0o755)
    assert (told[0][0], "Story a" in told[0][1]) == (0, True)


def test_hub_whose_last_changes_only_its_owner_can_put_in_says_so(folder, tmp_path):
    with closing(SqliteStore(tmp_path / "hub.db")) as store:
        tell(store, "a")
        for name in ("hub.db", "hub.db-wal"):
            shutil.copy(tmp_path / name, folder / ".newsloom" / name)
    ((code, _, why),) = asked(folder, COMMANDS[:1])
    assert code
    assert "its last changes are still in the log beside it, and only who may write to the folder can put them in" in why


def test_hub_that_never_ran_is_looked_at(folder):
    assert [code for code, *_ in asked(folder, [["report"], ["stories", "list"]])] == [0, 0]
