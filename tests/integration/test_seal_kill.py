"""Rotating keys, and sealing records anew, cut short at every step."""

from pathlib import Path
import subprocess
import sys

ROTATOR = Path(__file__).with_name("key_rotator.py")


def test_rotation_cut_short_at_any_step_loses_no_key_and_is_finished_by_the_next(tmp_path):
    done = subprocess.run([sys.executable, ROTATOR, tmp_path], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    rotating, publishing = map(int, done.stdout.split())
    assert rotating >= 5  # the lock, the file aside, its way to its place, the folder
    assert publishing > 5  # the second rotation began all records anew
