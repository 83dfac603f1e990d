"""The store's contract, audited: it uses every method of the protocol, and fails a store that lacks any one of them."""

from collections.abc import Iterator
import inspect
from typing import get_origin, get_type_hints

import pytest

from newsloom.ports import Store
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.store_contract import StoreContract
from newsloom.types import Window

METHODS = sorted(name for name, member in vars(Store).items() if inspect.isfunction(member) and not name.startswith("_"))
LAWS = sorted(name for name in dir(StoreContract) if name.startswith("test_"))
NOTHING = {dict: {}, tuple: (), frozenset: frozenset(), str: "", int: 0, Window: Window()}


class Quick(SqliteStore):
    """A store that does not wait for the disk, which this audit is not about."""

    def __init__(self, path):
        super().__init__(path)
        self._db.pragma("synchronous", "OFF")


def judge(law, store, place):
    contract = StoreContract()
    contract.open_store = lambda folder: store(folder / "hub.db")
    place.mkdir()
    getattr(contract, law)(place)


@pytest.fixture(scope="module")
def uses(tmp_path_factory):
    """Return the store's methods that each law of the contract uses."""

    class Spied(Quick):
        def __getattribute__(self, name):
            used.add(name)
            return super().__getattribute__(name)

    found = {}
    for law in LAWS:
        used = found[law] = set()
        judge(law, Spied, tmp_path_factory.mktemp("spied") / law)
    return found


@pytest.mark.parametrize("method", METHODS)
def test_contract_uses_every_method(method, uses):
    assert any(method in used for used in uses.values())


# What `close` lets go of cannot be seen through the protocol.
@pytest.mark.parametrize("method", sorted(set(METHODS) - {"close"}))
def test_contract_store_without_a_method_is_found_out(method, uses, tmp_path):
    returned = get_type_hints(getattr(Store, method))["return"]
    kind = get_origin(returned) or returned

    def nothing(*_, **__):
        return iter(()) if kind is Iterator else NOTHING.get(kind)

    forgetful = type("Forgetful", (Quick,), {method: nothing})
    concerned = [law for law, used in uses.items() if method in used]
    assert any(broken(law, forgetful, tmp_path / law) for law in concerned)


def broken(law, store, place):
    try:
        judge(law, store, place)
    except AssertionError:
        return True
    except Exception:  # noqa: BLE001  a law may also stumble, which finds nothing out
        return False
    return False
