"""The whole program from outside: the command line in a process of its own, a replayed web as its proxy."""

from collections.abc import Iterator
import json
import os
from pathlib import Path
import socket
import subprocess
import sys
import urllib.request

import pytest


class Replay:
    """A replaying proxy: the environment that leads to it, and its clock."""

    def __init__(self, port: int, authority: Path) -> None:
        self._control = f"http://127.0.0.1:{port}"
        proxy = self._control
        self.environment = {"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy, "SSL_CERT_FILE": str(authority)}

    def _ask(self, path: str, document: object = None):
        body = None if document is None else json.dumps(document).encode()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(self._control + path, data=body), timeout=10) as answer:
            return json.load(answer)

    def now(self, moment: str) -> None:
        self._ask("/now", {"now": moment})

    def stats(self):
        return self._ask("/stats")

    def log(self):
        return self._ask("/log")


@pytest.fixture
def replay(shared: Path, tmp_path: Path):
    """Return a function that starts the replaying proxy on data files; it ends with the test."""
    processes = []

    def start(*data: Path, latency: float = 0.0, now: str = "2100-01-01T00:00:00Z") -> Replay:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        authority = tmp_path / "authority.pem"
        command = [
            sys.executable,
            shared / "replay" / "replay.py",
            *data,
            "--port",
            str(port),
            "--ca",
            authority,
            "--latency",
            str(latency),
        ]
        process = subprocess.Popen([*map(str, command), "--now", now], stdout=subprocess.PIPE, text=True)
        processes.append(process)
        assert "resources on" in process.stdout.readline()
        return Replay(port, authority)

    yield start
    for process in processes:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


@pytest.fixture
def newsloom(tmp_path: Path) -> Iterator:
    """Return a function that runs the command line and returns the finished process."""

    def run(*arguments: object, environment: dict[str, str] | None = None, timeout: float = 240) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.upper().endswith("_PROXY") and name != "SSL_CERT_FILE"}
        return subprocess.run(
            [sys.executable, "-m", "newsloom", *map(str, arguments)],
            env=clean | {"HOME": str(tmp_path)} | (environment or {}),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return run
