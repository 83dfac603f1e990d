"""The store's schema, as the list of every change ever made to it.

Append to `MIGRATIONS`; never edit an entry that was released, for hubs out there have already run it.

Every table holds the columns that queries need, and the record itself as JSON text. Measured on 20,000 articles, JSON
text and MessagePack are read and written equally fast (14 and 13 µs an article); JSON is 15 % larger (1,132 bytes against 982),
and any SQLite shell reads it (`SELECT record ->> '$.title' FROM article`), as does a migration written in SQL. Times in
columns are microseconds since 1970, so that they compare exactly.
"""

import apsw

from newsloom.errors import StoreError
from newsloom.store.transactions import transaction

APPLICATION_ID = 0x6E6C6F6D
"""Marks the file as ours ("nlom", https://www.sqlite.org/fileformat2.html#application_id)."""

_FIRST = """
CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,
    settings TEXT NOT NULL,
    published TEXT NOT NULL,
    judged_at INTEGER
) STRICT;
INSERT INTO state VALUES (1, 0, '', '', NULL);

CREATE TABLE memory (source TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;

-- The ledger. `due_at` is when a quarantined item may be tried again; for the others it says nothing.
CREATE TABLE item (
    identity TEXT NOT NULL,
    source TEXT NOT NULL,
    outcome TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (identity, source)
) STRICT;
CREATE INDEX item_by_outcome ON item (outcome, due_at);

-- `ends` comes before `starts` in the index, for nearly every window reaches to the present. `path` is folded.
CREATE TABLE story (
    id TEXT PRIMARY KEY,
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    path TEXT UNIQUE,
    merged_into TEXT,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX story_open ON story (ends, starts) WHERE merged_into IS NULL;

-- `story` is the coverage: an article stands in at most one. The arrivals are those in none, so one index serves both.
CREATE TABLE article (
    id TEXT PRIMARY KEY,
    published_at INTEGER NOT NULL,
    story TEXT REFERENCES story (id),
    record TEXT NOT NULL
) STRICT;
CREATE INDEX article_by_story ON article (story, published_at, id);

CREATE TABLE receipt (
    article TEXT PRIMARY KEY REFERENCES article (id),
    published INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX receipt_published ON receipt (article) WHERE published;

CREATE TABLE picture (url TEXT, article TEXT, PRIMARY KEY (url, article)) STRICT, WITHOUT ROWID;

CREATE TABLE robots (origin TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
"""

_KEPT = "CREATE TABLE kept (url TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;"

# The articles that a second look at their pages changed, until a curation has judged them again.
_REREAD = "CREATE TABLE reread (article TEXT PRIMARY KEY REFERENCES article (id)) STRICT;"

# A story that absorbed others is asked who they were; few stories are ever absorbed.
_ABSORBED = "CREATE INDEX story_absorbed ON story (merged_into) WHERE merged_into IS NOT NULL;"

# The latest articles of all are read in every curation.
_LATEST = "CREATE INDEX article_by_time ON article (published_at, id);"

# When an item came to its outcome, in microseconds; and what the visits of each day came to. `tally.day` counts days since the year 1.
_CAME = """
ALTER TABLE item ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
UPDATE item SET at = 1000000 * unixepoch(substr(record ->> 'at', 1, 19)) + iif(
    substr(record ->> 'at', 20, 1) = '.', CAST(substr(record ->> 'at', 21, 6) AS INTEGER), 0);
CREATE INDEX item_by_time ON item (at);
CREATE TABLE tally (
    day INTEGER,
    source TEXT,
    asked INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    listed INTEGER NOT NULL,
    known INTEGER NOT NULL,
    PRIMARY KEY (day, source)
) STRICT, WITHOUT ROWID;
"""

# What the baselines are counted from. The values lie in the index, so that no record is parsed for it.
_PACE = """
ALTER TABLE story ADD COLUMN topic TEXT GENERATED ALWAYS AS (record ->> '$.topic') VIRTUAL;
ALTER TABLE story ADD COLUMN peak REAL GENERATED ALWAYS AS (record ->> '$.peak') VIRTUAL;
CREATE INDEX story_pace ON story (starts, topic, peak) WHERE merged_into IS NULL AND peak > 0;
"""

# Where one of several articles with the same excerpt or picture no longer has it, the others may be left with one of their own, however
# many they are. Not where ten titles have it still: it takes three for an excerpt or picture to say nothing (`judging.COMMON`). Of more
# than 200 articles the first 200 are looked at, as wherever titles are counted.
_LEFT = """
    INSERT INTO touched_article
        SELECT article.id, revision FROM state CROSS JOIN article
        WHERE old.opening <> '' AND domain = old.domain AND opening = old.opening AND record ->> 'excerpt' = old.record ->> 'excerpt'
            AND 10 > (SELECT count(DISTINCT record ->> 'title') FROM (
                SELECT record FROM article WHERE domain = old.domain AND opening = old.opening LIMIT 200)
                WHERE record ->> 'excerpt' = old.record ->> 'excerpt')
        ON CONFLICT (article) DO UPDATE SET revision = excluded.revision;
    INSERT INTO touched_article
        SELECT other.article, revision FROM state CROSS JOIN picture AS own CROSS JOIN picture AS other USING (url)
        WHERE own.article = old.id AND 10 > (SELECT ifnull(max(titles), 0) FROM (
            SELECT count(DISTINCT record ->> 'title') AS titles FROM article
            WHERE id IN (SELECT article FROM picture WHERE url = own.url LIMIT 200) GROUP BY domain))
        ON CONFLICT (article) DO UPDATE SET revision = excluded.revision;
"""

# What was written since the last completed publishing, so that the next one looks at nothing else; `revision` is the one before the write.
# Pages of a story show articles that are only near it (`theme`), and copies of pictures and logos. `opening` finds excerpts that say the
# same: enough letters to tell texts apart, few enough to lie in an index.
_TOUCHED = f"""
CREATE TABLE touched_story (story TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE touched_article (article TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE theme (article TEXT, story TEXT, PRIMARY KEY (article, story)) STRICT, WITHOUT ROWID;
CREATE INDEX theme_by_story ON theme (story);
INSERT OR IGNORE INTO theme SELECT value ->> 'article', story.id FROM story, json_each(story.record, '$.themes');
ALTER TABLE article ADD COLUMN domain TEXT GENERATED ALWAYS AS (record ->> '$.domain') VIRTUAL;
ALTER TABLE article ADD COLUMN opening TEXT GENERATED ALWAYS AS (substr(record ->> '$.excerpt', 1, 48)) VIRTUAL;
CREATE INDEX article_by_domain ON article (domain, opening);
CREATE INDEX picture_by_article ON picture (article);

CREATE TRIGGER story_added AFTER INSERT ON story BEGIN
    INSERT INTO touched_story SELECT new.id, revision FROM state WHERE true
        ON CONFLICT (story) DO UPDATE SET revision = excluded.revision;
    INSERT INTO theme SELECT value ->> 'article', new.id FROM json_each(new.record, '$.themes') WHERE true ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER story_changed AFTER UPDATE ON story BEGIN
    INSERT INTO touched_story SELECT new.id, revision FROM state WHERE true
        ON CONFLICT (story) DO UPDATE SET revision = excluded.revision;
    DELETE FROM theme WHERE story = new.id;
    INSERT INTO theme SELECT value ->> 'article', new.id FROM json_each(new.record, '$.themes') WHERE true ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER article_added AFTER INSERT ON article BEGIN
    INSERT INTO touched_article SELECT new.id, revision FROM state WHERE true
        ON CONFLICT (article) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER article_changed AFTER UPDATE OF record ON article BEGIN
    INSERT INTO touched_article SELECT new.id, revision FROM state WHERE true
        ON CONFLICT (article) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER article_resaid AFTER UPDATE OF record ON article
    WHEN (old.record ->> 'excerpt', old.record ->> 'title') IS NOT (new.record ->> 'excerpt', new.record ->> 'title')
BEGIN {_LEFT}END;
CREATE TRIGGER article_dropped AFTER DELETE ON article BEGIN {_LEFT}END;
CREATE TRIGGER receipt_added AFTER INSERT ON receipt BEGIN
    INSERT INTO touched_article SELECT new.article, revision FROM state WHERE true
        ON CONFLICT (article) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER receipt_changed AFTER UPDATE ON receipt BEGIN
    INSERT INTO touched_article SELECT new.article, revision FROM state WHERE true
        ON CONFLICT (article) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER kept_added AFTER INSERT ON kept WHEN new.record ->> 'name' <> '' BEGIN
    INSERT INTO touched_article SELECT article, revision FROM picture, state WHERE url = new.url
        ON CONFLICT (article) DO UPDATE SET revision = excluded.revision;
    INSERT INTO touched_article SELECT article.id, revision FROM article, state
        WHERE new.url LIKE 'logo:%' AND domain = substr(new.url, 6)
        ON CONFLICT (article) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER kept_changed AFTER UPDATE ON kept WHEN old.record ->> 'name' IS NOT new.record ->> 'name' BEGIN
    INSERT INTO touched_article SELECT article, revision FROM picture, state WHERE url = new.url
        ON CONFLICT (article) DO UPDATE SET revision = excluded.revision;
    INSERT INTO touched_article SELECT article.id, revision FROM article, state
        WHERE new.url LIKE 'logo:%' AND domain = substr(new.url, 6)
        ON CONFLICT (article) DO UPDATE SET revision = excluded.revision;
END;
"""  # noqa: S608  (both are ours)

MIGRATIONS: tuple[str, ...] = (_FIRST, _KEPT, _REREAD, _ABSORBED, _LATEST, _CAME, _PACE, _TOUCHED)


def migrate(db: apsw.Connection, migrations: tuple[str, ...] = MIGRATIONS) -> None:
    """Bring the schema up to date, each migration in its own transaction; a file that is up to date is only read.

    Raises:
        StoreError: a newer newsloom wrote the file.
    """
    while (version := db.pragma("user_version")) < len(migrations):
        with transaction(db):
            # Another process may have been faster between the look above and the lock that this transaction holds.
            if db.pragma("user_version") == version:
                db.execute(migrations[version])
                db.pragma("application_id", APPLICATION_ID)
                db.pragma("user_version", version + 1)
    if version > len(migrations):
        raise StoreError(
            f"{db.filename}: a newer newsloom wrote this store (schema {version}, this program knows {len(migrations)}); "
            "upgrade newsloom, or restore a backup made by this version"
        )
