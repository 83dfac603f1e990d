from newsloom.store.sqlite import SqliteStore
from newsloom.testing.store_contract import StoreContract


class TestSqliteStore(StoreContract):
    def open_store(self, place):
        return SqliteStore(place / "hub.db")
