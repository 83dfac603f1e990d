"""Meaning as vectors, for the judge of borderline joins: the extra `semantic`. Nothing is downloaded when it runs.

Without the extra everything else works; this package alone needs it, and says so when it is missing (docs/decisions/0021-the-judge.md).
"""

from importlib.util import find_spec
from pathlib import Path

from newsloom.errors import ExtensionError
from newsloom.stages import Embedder

__all__ = ["MINILM", "embedder"]

MINILM = "minilm"
"""The name of the model that newsloom prepares by itself: all-MiniLM-L6-v2, for English."""

_EXTRA = ("numpy", "onnx", "onnxruntime", "safetensors", "tokenizers")


def embedder(model: str, state: Path) -> Embedder:
    """Return the embedder of a model, with a memory of its vectors.

    Args:
        model: `minilm`, or the folder of a sentence-transformer that has `model.onnx` and `tokenizer.json`.
        state: a folder of the hub's own, where the prepared model (22 MB) and the vectors are kept; it is made when absent.

    Raises:
        ExtensionError: the extra, the weights or the folder's model cannot be used; the text says what to install or mend.
    """
    missing = [name for name in _EXTRA if find_spec(name) is None]
    if missing:
        raise ExtensionError(f"the judge needs {', '.join(missing)}: pip install 'newsloom[semantic]'")
    from newsloom.semantic.cache import CachedEmbedder  # noqa: PLC0415 (only with the extra)
    from newsloom.semantic.minilm import prepared  # noqa: PLC0415
    from newsloom.semantic.model import OnnxEmbedder  # noqa: PLC0415

    try:
        state.mkdir(parents=True, exist_ok=True)
        folder = prepared(state) if model == MINILM else Path(model)
    except OSError as error:
        said = f"the judge cannot keep its model in {state} ({error.strerror or error})"
        raise ExtensionError(f"{said}; make it a folder that newsloom may write to, with 50 MB of room") from error
    return CachedEmbedder(OnnxEmbedder(folder), state / "vectors.db")
