"""What is SQLite's own about the default store; what every store does stands in tests/contract."""

from contextlib import closing
from datetime import timedelta
import os
from threading import Thread
import tracemalloc

import apsw
import pytest

from newsloom.errors import StoreError
from newsloom.store import sqlite
from newsloom.store.migrations import MIGRATIONS, migrate
from newsloom.store.rows import encode
from newsloom.store.sqlite import SqliteStore, require_safe_sqlite
from newsloom.store.transactions import transaction
from newsloom.testing.factories import NOW, article, item, memory, receipt, story
from newsloom.types import Collected, Curated


@pytest.fixture
def path(tmp_path):
    return tmp_path / "hub.db"


def save(store, *articles):
    store.save_collected(Collected(memory=memory(), items=tuple(item(own) for own in articles), articles=articles))


# the library


@pytest.mark.parametrize("version", ["3.40.1", "3.50.7", "3.51.2"])
def test_sqlite_version_with_the_wal_reset_bug_is_refused(version):
    with pytest.raises(StoreError, match=r"WAL-reset bug.*upgrade apsw"):
        require_safe_sqlite(version)


@pytest.mark.parametrize("version", ["3.51.3", "3.52.0", "4.0"])
def test_sqlite_version_that_is_mended_is_accepted(version):
    require_safe_sqlite(version)


def test_store_on_unsafe_sqlite_is_not_even_opened(path, monkeypatch):
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.40.1")
    with pytest.raises(StoreError, match="WAL-reset"):
        SqliteStore(path)
    assert not path.exists()


def test_store_opened_is_durable_and_guarded(path):
    with closing(SqliteStore(path)) as store:
        pragmas = {
            name: store._db.pragma(name) for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "busy_timeout")
        }
        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "busy_timeout": 10_000}


# the file


def test_store_in_a_new_folder_is_made(tmp_path):
    with closing(SqliteStore(tmp_path / "a" / "b" / "hub.db")) as store:
        assert store.counts()["articles"] == 0


def test_file_that_is_no_database_is_refused_and_kept(path):
    path.write_bytes(b"my precious notes " * 100)
    with pytest.raises(StoreError, match=r"hub\.db.*not a SQLite database"):
        SqliteStore(path)
    assert path.read_bytes() == b"my precious notes " * 100


def test_database_of_another_program_is_refused_and_kept(path):
    with closing(apsw.Connection(str(path))) as other:
        other.execute("CREATE TABLE bookmarks (url)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_file_that_cannot_be_opened_says_so(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        SqliteStore(tmp_path)


def test_file_below_a_file_says_so(path):
    path.write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be used"):
        SqliteStore(path / "hub.db")


def test_damaged_file_says_what_to_do(path):
    with closing(SqliteStore(path)) as store:
        save(store, *(article(f"https://a.example/{n}") for n in range(200)))
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(os.urandom(size - size // 2))
    with closing(SqliteStore(path)) as store, pytest.raises(StoreError, match="damaged; restore a backup"):
        store.arrivals()


def test_full_disk_loses_nothing_that_was_saved(path):
    kept, lost = article("https://a.example/kept"), article("https://a.example/lost", excerpt="x" * 100_000)
    with closing(SqliteStore(path)) as store:
        save(store, kept)
        store._db.pragma("max_page_count", store._db.pragma("page_count"))
        with pytest.raises(StoreError, match=r"disk is full.*nothing is half written"):
            save(store, lost)
        assert store.arrivals() == (kept,)
        store._db.pragma("max_page_count", 1_000_000)
        save(store, lost)
        assert len(store.arrivals()) == 2


# migrations


def test_store_of_a_newer_program_is_refused_and_kept(path):
    with closing(SqliteStore(path)) as store:
        store._db.pragma("user_version", len(MIGRATIONS) + 1)
    with pytest.raises(StoreError, match=r"a newer newsloom wrote this store.*upgrade"):
        SqliteStore(path)


def test_migration_that_fails_leaves_the_store_as_it_was(path):
    with closing(SqliteStore(path)) as store:
        broken = (*MIGRATIONS, "CREATE TABLE extra (x); INSERT INTO nowhere VALUES (1)")
        with pytest.raises(apsw.SQLError):
            migrate(store._db, broken)
        assert store._db.pragma("user_version") == len(MIGRATIONS)
        assert not store._db.table_exists(None, "extra")


def test_migrations_that_follow_are_run_once_and_keep_the_rows(path):
    with closing(SqliteStore(path)) as store:
        save(store, article())
    later = (*MIGRATIONS, "ALTER TABLE article ADD COLUMN note TEXT", "CREATE TABLE extra (x); INSERT INTO extra VALUES (1)")
    with closing(SqliteStore(path)) as store:
        for _ in range(2):
            migrate(store._db, later)
        assert store._db.execute("SELECT count(*) FROM extra").get == 1
        assert store.arrivals() == (article(),)


def test_items_of_an_older_store_are_found_by_the_time_of_their_outcome(path):
    rows = [item(identity=f"{n}", at=NOW + timedelta(microseconds=n * 250_001), reason="nul \x00 \ud83d") for n in range(3)]
    older = MIGRATIONS[: next(n for n, text in enumerate(MIGRATIONS) if "item_by_time" in text)]
    db = apsw.Connection(str(path))
    migrate(db, older)
    for row in rows:
        db.execute("INSERT INTO item VALUES (?, ?, ?, ?, ?)", (row.identity, row.source, row.outcome, 0, encode(row)))
    db.close()
    with closing(SqliteStore(path)) as store:
        assert list(store.ledger_between(rows[0].at, rows[1].at)) == rows[:2]


# work


def test_queries_with_keys_look_into_an_index(path):
    plans = []

    def explain(cursor, query, values):
        if query.lstrip().startswith("SELECT"):
            plans.extend(row[3] for row in cursor.connection.execute("EXPLAIN QUERY PLAN " + query, values))
        return True

    with closing(SqliteStore(path)) as store:
        store._db.exec_trace = explain
        save(store, article())
        for method in (store.ledger, store.known_articles, store.articles, store.receipts, store.stories, store.stories_of):
            method(["a"])
        for method in (store.picture_counts, store.pictured, store.taken_paths):
            method(["a"])
        store.save_curated(Curated(stories=(story(),), receipts=(receipt(),)))
        list(store.ledger_between(NOW, NOW)), store.tallies(NOW.date())
        store.pending(NOW), store.arrivals(), store.window([(NOW, NOW)]), store.story_at("a"), next(store.each_story())
        store._db.exec_trace = None
    assert len(plans) > 20
    assert [plan for plan in plans if plan.startswith("SCAN") and "wanted" not in plan and plan != "SCAN state"] == []
    few = {"USE TEMP B-TREE FOR GROUP BY", "USE TEMP B-TREE FOR count(DISTINCT)"}  # picture_counts: of 200 articles at most
    sorted_on_the_fly = [plan for plan in plans if "TEMP B-TREE" in plan and plan not in few]
    assert sorted_on_the_fly == ["USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY"]  # pending, among equal times


def test_writers_at_once_take_turns(path):
    def write(name):
        with closing(SqliteStore(path)) as store:
            for n in range(25):
                save(store, article(f"https://{name}.example/{n}"))

    writers = [Thread(target=write, args=(f"w{n}",)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with closing(SqliteStore(path)) as store:
        assert (store.counts()["articles"], store.counts()["stored"], store.revision()) == (100, 100, 100)


def test_writer_that_waits_too_long_says_so(path, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_MS", 10)
    with closing(SqliteStore(path)) as first, closing(SqliteStore(path)) as second:
        with transaction(first._db), pytest.raises(StoreError, match="another process has been writing"):
            second.save_published("x")
        second.save_published("y")
        assert first.published() == "y"


def test_reader_sees_the_last_commit_while_another_writes(path):
    with closing(SqliteStore(path)) as writer, closing(SqliteStore(path)) as reader:
        save(writer, article())
        with transaction(writer._db):
            writer._db.execute("DELETE FROM picture")
            assert reader.arrivals() == (article(),)


def test_each_story_of_a_large_store_is_not_held_in_memory(path):
    owns = [article(f"https://a.example/{n}") for n in range(1_500)]
    with closing(SqliteStore(path)) as store:
        save(store, *owns)
        store.save_curated(Curated(stories=tuple(story(own, path="x" * 2_000 + own.id) for own in owns)))
        tracemalloc.start()
        assert sum(1 for _ in store.each_story()) == len(owns)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 1_500_000  # all of them are more than 3 MB of text


def test_slogan_and_picture_on_every_article_are_counted_once_not_for_each(path):
    owns = [article(f"https://a.example/{n}", title=str(n)) for n in range(400)]
    with closing(SqliteStore(path)) as store:
        save(store, *owns)
        store.save_curated(Curated(stories=tuple(map(story, owns))))
        steps = []
        store._db.set_progress_handler(lambda: steps.append(1_000) is not None, 1_000)
        assert len(store.stale([], 3)) == len(owns)
        assert len(store.common_excerpts([own.id for own in owns], 3)) == len(owns)
        assert sum(steps) < 1_000 * len(owns)
