"""Vectors that were reckoned before: the same bytes, once a text, one model apart from another, never more than are allowed."""

from contextlib import closing
import hashlib
import zlib

import apsw
import numpy as np
import pytest

from newsloom.semantic.cache import AT_ONCE, CachedEmbedder
from newsloom.testing.contracts import check_embedder

TITLES = ["Ferry aground", "Rates unchanged for third month", "Bread"]


class Reckoner:
    """An embedder whose vectors are noise seeded by the text; it counts what it is asked."""

    def __init__(self, name="noise", width=8):
        self.name, self.width, self.asked = name, width, []

    def vectors(self, texts):
        self.asked += texts
        seeds = [list(hashlib.sha256(f"{self.name}{text}".encode()).digest()) for text in texts]
        rows = [np.random.default_rng(seed).normal(size=self.width) for seed in seeds]
        return np.array([row / np.linalg.norm(row) for row in rows], np.float32).reshape(-1, self.width)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "vectors.db"


def embed(path, texts, inner=None, **options):
    """Return the vectors, and which texts had to be reckoned."""
    inner = inner or Reckoner()
    with closing(CachedEmbedder(inner, path, **options)) as cached:
        return cached.vectors(texts), inner.asked


def rows(path):
    with closing(apsw.Connection(str(path))) as db:
        return list(db.execute("SELECT key, vector FROM vectors ORDER BY id"))


def test_cache_keeps_the_contract(path):
    with closing(CachedEmbedder(Reckoner(), path)) as cached:
        check_embedder(cached, TITLES)


def test_text_is_reckoned_once_and_is_the_same_ever_after(path):
    new, asked = embed(path, [*TITLES, TITLES[0]])
    assert asked == TITLES
    known, asked = embed(path, TITLES[::-1])
    assert asked == []
    assert known[::-1].tobytes() == new[:3].tobytes()


def test_rounding_moves_no_cosine_by_a_thousandth(path):
    texts = [f"title {number}" for number in range(60)]
    exact, kept = Reckoner(width=384).vectors(texts), embed(path, texts, Reckoner(width=384))[0]
    assert np.abs(exact @ exact.T - kept @ kept.T).max() < 0.001


def test_models_never_see_each_others_vectors(path):
    one, _ = embed(path, TITLES, Reckoner("one"))
    other, asked = embed(path, TITLES, Reckoner("other"))
    assert asked == TITLES
    assert not np.isclose(one, other).all(axis=1).any()
    assert embed(path, TITLES, Reckoner("one"))[1] == []


@pytest.mark.parametrize("damage", [b"", b"\0" * 8, None], ids=["empty", "short", "one bit"])
def test_row_that_is_damaged_is_reckoned_anew(path, damage):
    whole, _ = embed(path, TITLES)
    key, vector = rows(path)[1]
    with closing(apsw.Connection(str(path))) as db:
        db.execute("UPDATE vectors SET vector = ? WHERE key = ?", (bytes([vector[0] ^ 1]) + vector[1:] if damage is None else damage, key))
    again, asked = embed(path, TITLES)
    assert asked == [TITLES[1]]
    assert again.tobytes() == whole.tobytes()
    assert embed(path, TITLES)[1] == []


@pytest.mark.parametrize(
    "numbers",
    [
        b"",
        b"\0",
        np.ones(8, "<f2").tobytes() + b"\0",
        np.zeros(8, "<f2").tobytes(),
        np.ones(4, "<f2").tobytes(),
        np.full(8, np.nan, "<f2").tobytes(),
    ],
    ids=["nothing", "half a number", "odd", "zeros", "another size", "no numbers"],
)
def test_row_that_is_no_vector_of_the_model_is_reckoned_anew_though_its_checksum_is_right(path, numbers):
    whole, _ = embed(path, TITLES)
    with closing(apsw.Connection(str(path))) as db:
        db.execute("UPDATE vectors SET vector = ? WHERE key = ?", (numbers + zlib.crc32(numbers).to_bytes(4), rows(path)[1][0]))
    again, asked = embed(path, TITLES)
    assert asked == [TITLES[1]]
    assert again.tobytes() == whole.tobytes()


def test_file_that_is_no_database_is_begun_afresh(path):
    path.write_bytes(b"no database, but long enough to be taken for one" * 100)
    embed(path, TITLES)
    assert embed(path, TITLES)[1] == []


def test_file_of_another_kind_is_worked_beside(path):
    with closing(apsw.Connection(str(path))) as db:
        db.execute("CREATE TABLE vectors (other TEXT)")
    assert embed(path, TITLES)[0].tobytes() == embed(path, TITLES)[0].tobytes()


def test_file_that_cannot_be_made_costs_only_time(tmp_path):
    assert embed(tmp_path / "absent" / "vectors.db", TITLES)[1] == TITLES


def test_oldest_vectors_make_room(path):
    embed(path, ["a", "b", "c"], most=3)
    embed(path, ["d"], most=3)
    assert len(rows(path)) == 3
    assert embed(path, ["a", "b", "c", "d"], most=3)[1] == ["a"]


def test_many_texts_are_kept_some_at_a_time(path):
    texts = [str(number) for number in range(2 * AT_ONCE + 1)]
    vectors, asked = embed(path, texts)
    assert asked == texts
    assert np.allclose(vectors, Reckoner().vectors(texts), atol=0.001)
    assert len(rows(path)) == len(texts)


def test_vectors_reckoned_before_an_error_are_kept(path):
    class Failing(Reckoner):
        def vectors(self, texts):
            if "last" in texts:
                raise MemoryError
            return super().vectors(texts)

    with pytest.raises(MemoryError):
        embed(path, [*map(str, range(AT_ONCE)), "last"], Failing())
    assert len(rows(path)) == AT_ONCE
