"""Fixtures for every test: where the measured data lies, the demo, and sockets for those that ask."""

import json
import os
from pathlib import Path
import subprocess
import sys

from filelock import FileLock
import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def shared() -> Path:
    """Return the folder of measured data beside the checkout, or skip."""
    if not SHARED.is_dir():
        pytest.skip("the measured data (../shared) is not here")
    return SHARED


HOSTILE = {
    **dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY"), "http://127.0.0.1:9"),
    **dict.fromkeys(("HTTPS_PROXY", "https_proxy"), "socks5://no.such.proxy.example:1"),
    "NO_PROXY": "*",
    "SSL_CERT_FILE": "/no/such/file.pem",
}
"""An environment that would keep any ordinary command from its web."""


@pytest.fixture(scope="session")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Return the folder of a whole demo, made once for all tests, and the process that made it among hostile variables.

    Where the tests run in several processes, the first that asks makes it, and the others wait for it.
    """
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demo" / "hub"
    folder.parent.mkdir(exist_ok=True)
    told = folder.parent / "done.json"
    with FileLock(folder.parent / "lock"):
        if not told.exists():
            command = [sys.executable, "-m", "newsloom", "demo", str(folder), "--json"]
            environment = {**os.environ, **HOSTILE, "HOME": str(folder.parent)}
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
            told.write_text(json.dumps([done.args, done.returncode, done.stdout, done.stderr]))
    return folder, subprocess.CompletedProcess(*json.loads(told.read_text()))


@pytest.fixture(scope="session")
def demo(demonstrated: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    """Return the hub that `newsloom demo` makes, for tests that only look at it."""
    folder, done = demonstrated
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(autouse=True)
def _loopback(request: pytest.FixtureRequest) -> None:
    """Open sockets to the loopback interface for tests marked `loopback`; every other test has none."""
    if request.node.get_closest_marker("loopback"):
        request.getfixturevalue("socket_enabled")
