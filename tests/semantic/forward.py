"""all-MiniLM-L6-v2 once more, in plain numpy and by the paper: what the graph must agree with."""

from math import erf, sqrt

import numpy as np

HEADS = 12

_erf = np.vectorize(erf)


def norm(value, weight, bias):
    centred = value - value.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * weight + bias


def vector(weights, ids):
    """Return the unit vector of one text's token numbers, in float64."""
    w = {name: value.astype(np.float64) for name, value in weights.items() if value.dtype.kind == "f"}

    def dense(value, name):
        return value @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    def normed(value, name):
        return norm(value, w[f"{name}.weight"], w[f"{name}.bias"])

    tables = [w[f"embeddings.{kind}_embeddings.weight"] for kind in ("word", "position", "token_type")]
    x = normed(tables[0][ids] + tables[1][: len(ids)] + tables[2][0], "embeddings.LayerNorm")
    for layer in (f"encoder.layer.{number}" for number in range(6)):
        parts = [dense(x, f"{layer}.attention.self.{part}") for part in ("query", "key", "value")]
        q, k, v = (part.reshape(len(ids), HEADS, -1).swapaxes(0, 1) for part in parts)
        scores = np.exp(q @ k.swapaxes(1, 2) / sqrt(q.shape[-1]))
        attended = (scores / scores.sum(-1, keepdims=True)) @ v
        attended = attended.swapaxes(0, 1).reshape(len(ids), -1)
        x = normed(dense(attended, f"{layer}.attention.output.dense") + x, f"{layer}.attention.output.LayerNorm")
        inner = dense(x, f"{layer}.intermediate.dense")
        inner = inner * (1 + _erf(inner / sqrt(2))) / 2
        x = normed(dense(inner, f"{layer}.output.dense") + x, f"{layer}.output.LayerNorm")
    mean = x.mean(0)
    return mean / np.linalg.norm(mean)
