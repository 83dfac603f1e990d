"""Any sentence-transformer in a folder."""

import numpy as np
import pytest
from tests.semantic.small import TABLE, write

from newsloom.errors import ExtensionError
from newsloom.semantic.model import LONGEST, OnnxEmbedder
from newsloom.testing.contracts import check_embedder

TEXT = "rocket flies time"
ROWS = TABLE[[1, 2, 5]]


def unit(vector):
    return vector / np.linalg.norm(vector)


def vector(folder, text=TEXT):
    return OnnxEmbedder(folder).vectors([text])[0]


def test_folder_keeps_the_contract(tmp_path):
    check_embedder(OnnxEmbedder(write(tmp_path)), ["rocket", "rocket flies", "bread needs time", "unheard of"])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ROWS.mean(0)),
        ({"inputs": ("input_ids",)}, ROWS.mean(0)),
        ({"pooling": "mean_tokens"}, ROWS.mean(0)),
        ({"pooling": "cls_token"}, ROWS[0]),
        ({"sentence": True}, ROWS.max(0)),
    ],
)
def test_tokens_are_pooled_as_the_model_says(tmp_path, options, expected):
    assert np.allclose(vector(write(tmp_path, **options)), unit(expected), atol=1e-6)


def test_text_beyond_the_limit_is_cut(tmp_path):
    folder = write(tmp_path)
    assert np.array_equal(vector(folder, "rocket " * LONGEST), vector(folder, "rocket " * LONGEST + "bread " * 10))
    assert not np.array_equal(vector(folder, "rocket " * LONGEST), vector(folder, "rocket " * (LONGEST - 1) + "bread"))


def test_text_that_is_no_unicode_has_a_vector(tmp_path):
    assert np.isfinite(vector(write(tmp_path), "rocket \ud800")).all()


def test_name_changes_with_any_file_of_the_model(tmp_path):
    folders = [
        write(tmp_path / name / "m", **options)
        for name, options in (("a", {}), ("b", {"table": TABLE + 1}), ("c", {"pooling": "cls_token"}))
    ]
    folders.append(write(tmp_path / "d" / "m"))
    tokenizer = folders[-1] / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text("utf-8").replace('"rocket": 1', '"rocket": 2').replace('"flies": 2', '"flies": 1'))
    assert len({OnnxEmbedder(folder).name for folder in folders}) == 4
    assert OnnxEmbedder(write(tmp_path / "e" / "m")).name == OnnxEmbedder(folders[0]).name


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"inputs": ("input_ids", "pixels")}, "wants pixels, which no text has"),
        ({"table": np.zeros_like(TABLE)}, "gives no vector that has a length"),
        ({"table": TABLE * np.nan}, "gives no vector that has a length"),
        ({"table": TABLE[:2]}, "cannot be run: "),
    ],
)
def test_model_that_makes_no_vectors_is_refused(tmp_path, options, problem):
    with pytest.raises(ExtensionError, match=problem):
        vector(write(tmp_path, **options))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_file_that_is_missing_or_broken_is_named(tmp_path, name):
    folder = write(tmp_path)
    (folder / name).write_bytes(b"{")
    with pytest.raises(ExtensionError, match=rf"has a {name} that cannot be"):
        vector(folder)
    (folder / name).unlink()
    with pytest.raises(ExtensionError, match=rf"{name} cannot be read \(No such file or directory\)"):
        OnnxEmbedder(folder)


def test_pooling_that_is_unknown_is_refused(tmp_path):
    with pytest.raises(ExtensionError, match="wants pooling_mode_max_tokens; only the mean and the first token"):
        OnnxEmbedder(write(tmp_path, pooling="max_tokens"))
    (tmp_path / "1_Pooling" / "config.json").write_text("[")
    with pytest.raises(ExtensionError, match=r"1_Pooling/config\.json cannot be read"):
        OnnxEmbedder(tmp_path)
