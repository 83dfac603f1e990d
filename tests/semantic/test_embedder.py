"""The extra's door: a hub's word for its judge becomes an embedder, or an error that says what to install."""

import subprocess
import sys

import numpy as np
import pytest
from tests.semantic.small import write

from newsloom.errors import ExtensionError
from newsloom.semantic import MINILM, embedder


def test_minilm_is_prepared_and_remembers(state):
    texts = ["Ferry runs aground", "Bread needs time"]
    new = embedder(MINILM, state).vectors(texts)
    known = embedder(MINILM, state).vectors(texts)
    assert new.shape == (2, 384)
    assert new.tobytes() == known.tobytes()
    assert (state / "vectors.db").exists()


def test_folder_and_minilm_share_a_memory_and_no_vector(state, tmp_path):
    folder = str(write(tmp_path))
    assert embedder(folder, state).vectors(["rocket flies"]).shape == (1, 4)
    assert embedder(MINILM, state).vectors(["rocket flies"]).shape == (1, 384)
    assert np.allclose(embedder(folder, state).vectors(["rocket"]), [[9, 0, 0, 1]] / np.sqrt(82), atol=0.001)


@pytest.mark.parametrize("missing", ["numpy", "onnx", "onnxruntime", "safetensors", "tokenizers"])
def test_extra_that_is_not_installed_is_an_error_that_says_so(tmp_path, monkeypatch, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ExtensionError, match=rf"the judge needs {missing}: pip install 'newsloom\[semantic\]'"):
        embedder(MINILM, tmp_path)


@pytest.mark.parametrize("taken", ["", "minilm.lock"], ids=["a file", "a lock that is a folder"])
def test_state_that_cannot_be_used_is_an_error_that_says_what_to_do(tmp_path, taken):
    state = tmp_path / "state"
    (state / taken).mkdir(parents=True) if taken else state.write_text("")
    with pytest.raises(
        ExtensionError, match=r"cannot keep its model in .{1,300}state \(.{1,60}\); make it a folder that newsloom may write to"
    ):
        embedder(MINILM, state)


def test_importing_the_package_needs_no_extra():
    code = "import sys, newsloom.semantic, newsloom.hub; print(*sys.modules)"
    loaded = set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())
    assert not loaded & {"numpy", "onnx", "onnxruntime", "safetensors", "tokenizers"}
