"""The ring on disk: private, whole, and in words when it is not."""

from base64 import b64encode
import json
import sys
import threading

import pytest

from newsloom.errors import SealError
from newsloom.hub.keyring import RING, create, ring, rotate
from newsloom.testing.factories import NOW


@pytest.fixture
def state(tmp_path):
    create(tmp_path, NOW)
    return tmp_path


def stated(state):
    return json.loads((state / RING).read_text())


def test_new_key_is_the_ring_and_later_ones_stand_behind_it(state):
    first = ring(state).newest
    second, third = rotate(state, NOW), rotate(state, NOW)
    assert ring(state).keys == (first, second, third)
    assert len({key.secret for key in ring(state).keys}) == 3


def test_ring_is_for_its_owner_alone_and_nothing_lies_beside_it(state):
    rotate(state, NOW)
    assert (state / RING).stat().st_mode & 0o777 == 0o600
    assert [file.name for file in state.iterdir()] == [RING]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_ring_that_others_can_read_is_not_used(state, mode):
    (state / RING).chmod(mode)
    for use in (ring, lambda where: rotate(where, NOW)):
        with pytest.raises(SealError, match="run: chmod 600 "):
            use(state)
    assert len(stated(state)["keys"]) == 1


def test_missing_ring_says_how_to_make_one(tmp_path):
    for use in (ring, lambda where: rotate(where, NOW)):
        with pytest.raises(SealError, match=r"no keys; make the first with `newsloom keys new`"):
            use(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_missing_library_is_named_before_anything_is_sealed(state, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers.aead", None)
    with pytest.raises(SealError, match=r'run: pip install "newsloom\[sealed\]"'):
        ring(state)


def test_ring_is_never_begun_twice(state):
    before = (state / RING).read_bytes()
    with pytest.raises(SealError, match="`newsloom keys rotate` adds"):
        create(state, NOW)
    assert (state / RING).read_bytes() == before


def test_ring_may_be_a_link_to_where_secrets_are_kept(tmp_path):
    create(tmp_path / "vault", NOW)
    (tmp_path / RING).symlink_to(tmp_path / "vault" / RING)
    rotate(tmp_path, NOW)
    assert (tmp_path / RING).is_symlink()
    assert len(ring(tmp_path / "vault").keys) == 2


def test_link_to_keys_that_are_away_asks_for_them_and_makes_no_others(tmp_path):
    (tmp_path / RING).symlink_to(tmp_path / "vault" / RING)
    with pytest.raises(SealError, match="this link leads to no keys; put back what it leads to"):
        ring(tmp_path)
    with pytest.raises(SealError, match="has keys already"):
        create(tmp_path, NOW)


def _swapped(document):
    one, two = document["keys"]
    return document | {"keys": [one | {"secret": two["secret"]}, two]}


@pytest.mark.parametrize(
    "harm",
    [
        lambda _: b"",
        lambda _: b"{}",
        lambda _: b"\xff\xfe",
        lambda _: b"[" * 100_000,
        lambda data: data[: len(data) // 2],
        lambda data: json.dumps(json.loads(data) | {"keys": []}).encode(),
        lambda data: json.dumps(_swapped(json.loads(data))).encode(),
        lambda _: json.dumps({"schema": 1, "keys": [{"id": "0", "made": "2026-01-05T12:00:00Z", "secret": "AAAA"}]}).encode(),
        lambda data: data.replace(b'"secret":"', b'"secret":"!', 1),
    ],
)
def test_damaged_ring_is_told_without_its_secrets(state, harm):
    rotate(state, NOW)
    secrets = [b64encode(key.secret).decode() for key in ring(state).keys]
    (state / RING).write_bytes(harm((state / RING).read_bytes()))
    with pytest.raises(SealError, match="damaged; put the file back from a backup") as caught:
        ring(state)
    assert not any(secret[:20] in f"{caught.value} {caught.getrepr(style='long', showlocals=False)}" for secret in secrets)


def test_flipped_bit_of_a_secret_is_noticed(state):
    document = stated(state)
    secret = document["keys"][0]["secret"]
    document["keys"][0]["secret"] = ("B" if secret[0] == "A" else "A") + secret[1:]
    (state / RING).write_text(json.dumps(document))
    with pytest.raises(SealError, match="damaged"):
        ring(state)


def test_ring_of_a_later_version_is_left_alone(state):
    (state / RING).write_text(json.dumps(stated(state) | {"schema": 2}))
    with pytest.raises(SealError, match=r"another version of newsloom wrote these keys \(schema 2\)"):
        rotate(state, NOW)


def test_two_who_rotate_at_once_lose_no_key(state):
    threads = [threading.Thread(target=rotate, args=(state, NOW)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ring(state).keys) == 9
