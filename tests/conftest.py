"""Fixtures for every test: where the measured data lies, and sockets for those that ask."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def shared() -> Path:
    """Return the folder of measured data beside the checkout, or skip."""
    if not SHARED.is_dir():
        pytest.skip("the measured data (../shared) is not here")
    return SHARED


@pytest.fixture(autouse=True)
def _loopback(request: pytest.FixtureRequest) -> None:
    """Open sockets to the loopback interface for tests marked `loopback`; every other test has none."""
    if request.node.get_closest_marker("loopback"):
        request.getfixturevalue("socket_enabled")
