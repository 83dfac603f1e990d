"""A sentence-transformer in a folder, run by onnxruntime: texts in, vectors out."""

from collections.abc import Sequence
from functools import cached_property
import hashlib
from importlib.metadata import version
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from newsloom.errors import ExtensionError

LONGEST = 128
"""Tokens of a text that are read; the rest is cut. A title has 15 (UCI, at most 33), a title with 50 words 73 (ECB+), few of them more."""

_POOLING = "1_Pooling/config.json"
_ONE_OF = ("sentence_embedding", "token_embeddings", "last_hidden_state")
_ERRORS = 3


class OnnxEmbedder:
    """The vectors of a model in a folder: `model.onnx`, `tokenizer.json` and, where there is one, `1_Pooling/config.json`.

    Vectors of tokens are averaged, or the first one is taken where the pooling file says so; a `sentence_embedding` is taken as it is.

    Each text is run alone. In company, an 8-bit model scales all texts of a batch by one figure, and a text's vector then depends on its
    neighbours (cosines down to .97 measured; onnxruntime calls it expected). Alone, it depends on nothing but the text; padding is
    never reckoned with, memory does not grow, and a title still takes two thirds of the time of a float model in batches of 32.

    Args:
        folder: the model's files.
        threads: processor cores for one text; one is the default, for a title is too little work to share.

    Raises:
        ExtensionError: the folder lacks a file, or pools in a way that is not known here. `vectors` raises it when the model cannot be
            loaded, or gives anything but one finite vector.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self._folder, self._threads = folder, threads
        self._first = _takes_first(folder)
        self.name = _name(folder)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length for each text."""
        if not texts:
            return np.zeros((0, self.width), np.float32)
        return np.stack([self._vector(text) for text in texts])

    @cached_property
    def width(self) -> int:
        """How many numbers a vector has."""
        return len(self._vector("width"))

    def _vector(self, text: str) -> NDArray[np.float32]:
        ids = self._tokenizer.encode(text.encode("utf-8", "replace").decode("utf-8")).ids
        tokens = {"input_ids": [ids], "attention_mask": [[1] * len(ids)], "token_type_ids": [[0] * len(ids)]}
        try:
            found = self._session.run([self._output], {name: np.array(tokens[name], np.int64) for name in self._inputs})[0][0]
        except Exception as error:
            raise self._unusable(f"cannot be run: {error}") from error
        vector = found if found.ndim == 1 else found[0] if self._first else found.mean(axis=0)
        length = float(np.linalg.norm(vector)) if vector.ndim == 1 else 0.0
        if not 0 < length < np.inf:
            raise self._unusable("gives no vector that has a length")
        return np.asarray(vector / length, np.float32)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        try:
            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        except Exception as error:
            raise self._unusable(f"has a tokenizer.json that cannot be read: {error}") from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        options = SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = self._threads, 1
        options.log_severity_level = _ERRORS
        try:
            return InferenceSession(str(self._folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise self._unusable(f"has a model.onnx that cannot be loaded: {error}") from error

    @cached_property
    def _inputs(self) -> list[str]:
        names = [each.name for each in self._session.get_inputs()]
        unknown = set(names) - {"input_ids", "attention_mask", "token_type_ids"}
        if unknown:
            raise self._unusable(f"wants {', '.join(sorted(unknown))}, which no text has")
        return names

    @cached_property
    def _output(self) -> str:
        names = [each.name for each in self._session.get_outputs()]
        return next((name for name in _ONE_OF if name in names), names[0])

    def _unusable(self, what: str) -> ExtensionError:
        return ExtensionError(f"the model in {self._folder} {what}; export it anew, or name another in `judge`")


def _name(folder: Path) -> str:
    """Return what identifies a model and its version: its files, how long a text may be, and what runs it."""
    known = hashlib.sha256(f"{LONGEST} {version('onnxruntime')} {version('tokenizers')}".encode())
    for name, needed in (("model.onnx", True), ("tokenizer.json", True), (_POOLING, False)):
        if needed or (folder / name).exists():
            known.update(_digest(folder / name))
    return f"{folder.name}-{known.hexdigest()[:12]}"


def _digest(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise ExtensionError(
            f"{path} cannot be read ({error.strerror}); `judge` names a folder with model.onnx and tokenizer.json"
        ) from error


def _takes_first(folder: Path) -> bool:
    """Tell whether a text's vector is that of its first token, rather than the mean of all."""
    try:
        settings = json.loads((folder / _POOLING).read_bytes())
        modes = {key for key, value in settings.items() if key.startswith("pooling_mode_") and value is True}
    except FileNotFoundError:
        return False
    except (OSError, ValueError, AttributeError) as error:
        raise ExtensionError(f"{folder / _POOLING} cannot be read ({error}); export the model anew") from error
    if modes not in ({"pooling_mode_cls_token"}, {"pooling_mode_mean_tokens"}):
        wanted = ", ".join(sorted(modes)) or "no pooling"
        raise ExtensionError(f"{folder / _POOLING} wants {wanted}; only the mean and the first token are known here, name another model")
    return modes == {"pooling_mode_cls_token"}
