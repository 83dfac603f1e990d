"""The default store: one SQLite file."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

import apsw
import msgspec
from msgspec.structs import replace

from newsloom.errors import StoreError
from newsloom.store.looking import left_behind, looked_into
from newsloom.store.migrations import APPLICATION_ID, MIGRATIONS, migrate
from newsloom.store.rows import decode, encode, keys, micros, moment, quote, unquote
from newsloom.store.transactions import transaction
from newsloom.types import Article, Collected, Curated, Item, Kept, Memory, Outcome, Pace, Receipt, Story, Tally, Window
from newsloom.visits import has_moved, tally

SAFE_SQLITE = (3, 51, 3)
"""Older versions can lose committed transactions when a checkpoint races a writer (the WAL-reset bug, 3.7.0 to 3.51.2)."""

BUSY_MS = 10_000
"""How long a writer waits for another one, in milliseconds; a transaction of ours takes a few."""

WAL_LIMIT = 64 * 1024 * 1024
"""Bytes to which the write-ahead log shrinks again after one large transaction."""

PAGE = 256
"""Stories read at a time by `each_story`: enough to make a query's cost vanish, few enough to hold."""

_SAID = """
    said AS (SELECT DISTINCT domain, opening, record ->> 'excerpt' AS excerpt FROM own JOIN article USING (id) WHERE opening <> ''),
    common AS MATERIALIZED (SELECT domain, opening, excerpt FROM said WHERE ?2 <= (
        -- What more articles could change is far beyond any number that is asked for.
        SELECT count(DISTINCT record ->> 'title') FROM (
            SELECT record FROM article WHERE domain = said.domain AND opening = said.opening LIMIT 200)
        WHERE record ->> 'excerpt' = said.excerpt))"""
"""The excerpts of the articles `own`, and those among them that stand under many titles. An excerpt is looked up by how it begins.

MATERIALIZED has each excerpt counted once, not once for each article that has it."""

_COMMON = f"""
    WITH own AS (SELECT value AS id FROM json_each(?1)), {_SAID}
    SELECT id FROM own CROSS JOIN article USING (id) CROSS JOIN common USING (domain, opening) WHERE record ->> 'excerpt' = excerpt"""  # noqa: S608  (both are ours)

_STALE = f"""
    WITH RECURSIVE own AS (SELECT article AS id FROM touched_article), {_SAID},
    -- What leads to a story shows on its page and has its feed, also where nothing of the story itself was written.
    led AS (SELECT story AS id FROM touched_story UNION SELECT merged_into FROM led JOIN story USING (id) WHERE merged_into IS NOT NULL),
    drawn AS (SELECT DISTINCT url FROM own JOIN picture ON picture.article = own.id),
    span AS (SELECT value ->> 0 AS first, value ->> 1 AS last FROM json_each(?1)),
    -- Where enough others had an excerpt or a picture before, nothing has changed for them. Settled before it is asked who has one: asked
    -- for each of its holders, a slogan on thousands of articles would take seconds.
    risen AS MATERIALIZED (SELECT domain, opening, excerpt FROM common WHERE ?2 > (
        SELECT count(DISTINCT record ->> 'title') FROM (
            SELECT id, record FROM article WHERE domain = common.domain AND opening = common.opening LIMIT 200) AS other
        WHERE record ->> 'excerpt' = common.excerpt AND other.id NOT IN (SELECT article FROM touched_article))),
    spread AS MATERIALIZED (SELECT url FROM drawn WHERE ?2 <= (
        SELECT max(titles) FROM (SELECT count(DISTINCT record ->> 'title') AS titles FROM article
            WHERE id IN (SELECT article FROM picture WHERE url = drawn.url LIMIT 200) GROUP BY domain)) AND ?2 > (
        SELECT ifnull(max(titles), 0) FROM (SELECT count(DISTINCT record ->> 'title') AS titles FROM article
            WHERE id IN (SELECT article FROM picture WHERE url = drawn.url LIMIT 200)
            AND id NOT IN (SELECT article FROM touched_article) GROUP BY domain))),
    written AS (
        SELECT id FROM own UNION
        SELECT article.id FROM risen JOIN article USING (domain, opening) WHERE record ->> 'excerpt' = excerpt UNION
        SELECT picture.article FROM spread JOIN picture USING (url)),
    -- As a theme, an article goes when its story is hidden, which that story's lead says.
    near AS (
        SELECT other.id FROM written JOIN article AS own USING (id) JOIN article AS other ON other.story = own.story UNION
        SELECT id FROM written UNION
        SELECT id FROM span JOIN article ON published_at >= first AND published_at < last)
    SELECT id FROM led UNION
    SELECT story FROM written JOIN article USING (id) WHERE story IS NOT NULL UNION
    SELECT theme.story FROM near JOIN theme ON theme.article = near.id UNION
    SELECT story.id FROM span JOIN story ON ends >= first AND ends < last"""  # noqa: S608  (both are ours)

Column = str | int | None
"""What we put into a column."""

_ADVICE: dict[type[apsw.Error], str] = {
    apsw.BusyError: f"another process has been writing for {BUSY_MS // 1000} s; wait for it or stop it, then run again",
    apsw.CantOpenError: "cannot be opened; make sure that the folder exists and may be written",
    apsw.CorruptError: "is damaged; restore a backup",
    apsw.FullError: "the disk is full; free some space and run again, nothing is half written",
    apsw.IOError: (
        "the disk failed, or takes no more of this user; free some space and run again, nothing is half written; "
        "if that does not help, look into the system's log, and restore a backup"
    ),
    apsw.NotADBError: "is not a SQLite database; restore a backup, or move the file away to begin afresh",
    apsw.ReadOnlyError: "may not be written; mend the permissions of the file and its folder",
}

_WRITING = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE

NEVER = 2**63 - 1
"""When an item that is not due again falls due: SQLite's largest integer."""


LAST = "\U0010ffff"
"""The last character: whatever begins like a text comes before that text followed by it."""


class SqliteStore:
    """A hub's memory in one SQLite file, by the `ports.Store` protocol.

    Every `save_` method is one `BEGIN IMMEDIATE` transaction in WAL mode with `synchronous=FULL`: when it has returned, its
    data survive the process's death and the machine's. Other processes may read meanwhile, and write in turn.
    One instance serves one thread.

    Args:
        path: the file; it is made, with its folder, when absent, and brought up to date when an older newsloom wrote it.
        writing: without it the store is only looked at, and not a byte of the file, which must be there and up to date, is changed.

    Raises:
        StoreError: the file cannot be used, is another program's or a newer newsloom's, or the SQLite library would
            put it in danger. Every method raises it when the disk fails.
    """

    def __init__(self, path: Path, *, writing: bool = True) -> None:
        require_safe_sqlite(apsw.sqlite_lib_version())
        self._path = path
        with self._explained():
            if writing:
                path.parent.mkdir(parents=True, exist_ok=True)
            crashed = not writing and left_behind(path)
            self._db = apsw.Connection(str(path), flags=_WRITING) if writing else looked_into(path)
            try:
                _prepare(self._db) if writing else _look(self._db, keep_log=crashed)
            except BaseException:
                self._db.close()
                raise

    def close(self) -> None:
        """Let go of the file; closing twice does no harm."""
        self._db.close()

    # collect

    def memories(self) -> dict[str, Memory]:
        """Return what each source told us last time, by source address."""
        found = (decode(record, Memory) for (record,) in self._select("SELECT record FROM memory ORDER BY source"))
        return {memory.source: memory for memory in found}

    def ledger(self, identities: Collection[str]) -> dict[str, tuple[Item, ...]]:
        """Return the ledger's rows for these addresses, whichever source found them, oldest first; unknown ones are left out."""
        found: dict[str, list[Item]] = {}
        for (record,) in self._wanted("item.record", "item", "identity", identities):
            item = decode(record, Item)
            found.setdefault(item.identity, []).append(item)
        return {identity: tuple(sorted(items, key=lambda item: (item.at, item.source))) for identity, items in found.items()}

    def known_articles(self, ids: Collection[str]) -> frozenset[str]:
        """Return those of the ids that are stored articles."""
        return frozenset(unquote(id_) for (id_,) in self._wanted("article.id", "article", "id", ids))

    def pending(self, now: datetime) -> tuple[Item, ...]:
        """Return the quarantined items that are due for another try, the longest due first."""
        due = "SELECT record FROM item WHERE outcome = 'quarantined' AND due_at <= ? ORDER BY due_at, identity, source"
        return tuple(decode(record, Item) for (record,) in self._select(due, micros(now)))

    def save_collected(self, *visits: Collected) -> None:
        """Write sources' visits: of each its memory, its items' outcomes, its new articles.

        A final outcome is never replaced, and neither is an article that is stored already, but by the version of the same moment that
        precedes it, as long as no story holds it: delivering a visit again changes nothing.
        """
        with self._writing():
            for collected in visits:
                self._save_visit(collected)

    def save_reread(self, articles: Collection[Article]) -> None:
        """Put articles, as another look at their pages left them, in place of what is stored of them; unknown ones are passed over.

        Those that differ in more than the time of that look are told by `reread` until a curation completes.
        """
        with self._writing():
            self._note_change(self._revise(articles))

    def _save_visit(self, collected: Collected) -> None:
        changed = [self._save_memory(collected.memory), self._save_items(collected.items), self._add_articles(collected.articles)]
        self._note_change(any([*changed, self._revise(collected.revised)]))
        for item in collected.noted:
            self._run(
                "UPDATE item SET record = ? WHERE identity = ? AND source = ?", encode(item), quote(item.identity), quote(item.source)
            )

    def _save_memory(self, memory: Memory | None) -> bool:
        if memory is None:
            return False
        before = next(self._select("SELECT record FROM memory WHERE source = ?", quote(memory.source)), None)
        known = None if before is None else decode(before[0], Memory)
        self._run("INSERT OR REPLACE INTO memory VALUES (?, ?)", quote(memory.source), encode(memory))
        self._count(known, memory)
        return known is None or _health(known) != _health(memory)

    def _count(self, before: Memory | None, after: Memory) -> None:
        came = tally(before, after)
        if came.asked and after.checked_at:
            counted = """
                INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (day, source) DO UPDATE
                SET asked = asked + excluded.asked, failed = failed + excluded.failed, listed = listed + excluded.listed,
                    known = known + excluded.known"""
            day = after.checked_at.astimezone(UTC).date().toordinal()
            self._run(counted, day, quote(after.source), came.asked, came.failed, came.listed, came.known)

    def _save_items(self, items: Iterable[Item]) -> bool:
        items = tuple(items)
        rows = self._wanted("item.identity, item.source, item.outcome", "item", "identity", [item.identity for item in items])
        outcomes = {(identity, source): outcome for identity, source, outcome in rows}
        changed = False
        for item in items:
            key = (quote(item.identity), quote(item.source))
            before = outcomes.get(key, "")
            if before in ("", "quarantined"):
                self._run(
                    "INSERT OR REPLACE INTO item VALUES (?, ?, ?, ?, ?, ?)",
                    *key,
                    item.outcome,
                    micros(item.due_at) if item.due_at else NEVER,
                    encode(item),
                    micros(item.at),
                )
                outcomes[key] = item.outcome
                changed = changed or before != item.outcome
        return changed

    def _add_articles(self, articles: Iterable[Article]) -> bool:
        changed = False
        for article in articles:
            row = (quote(article.id), micros(article.published_at), encode(article))
            self._drop_version(article)
            if self._run("INSERT INTO article (id, published_at, record) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", *row):
                for url in {quote(picture.url) for picture in article.images}:
                    self._run("INSERT INTO picture VALUES (?, ?)", url, row[0])
                changed = True
        return changed

    def _drop_version(self, article: Article) -> None:
        """Make room for an article where an arrival of the same id is stored that it precedes."""
        id_ = quote(article.id)
        held = next(self._select("SELECT record FROM article WHERE id = ? AND story IS NULL", id_), None)
        if held is not None and article.precedes(decode(held[0], Article)):
            self._run("DELETE FROM reread WHERE article = ?", id_)
            self._run("DELETE FROM article WHERE id = ?", id_)
            self._run("DELETE FROM picture WHERE article = ?", id_)

    def _revise(self, articles: Iterable[Article]) -> bool:
        changed = False
        for article in articles:
            id_ = quote(article.id)
            held = next(self._select("SELECT record FROM article WHERE id = ?", id_), None)
            if held is None:
                continue
            self._run("UPDATE article SET record = ? WHERE id = ?", encode(article), id_)
            if replace(decode(held[0], Article), read_at=article.read_at, read_by=article.read_by) != article:
                self._run("INSERT OR IGNORE INTO reread VALUES (?)", id_)
                changed = True
        return changed

    # curate

    def reread(self) -> frozenset[str]:
        """Return the ids of the articles that a second look changed since the last completed curation."""
        return frozenset(unquote(id_) for (id_,) in self._select("SELECT article FROM reread"))

    def arrivals(self) -> tuple[Article, ...]:
        """Return the stored articles that no story holds yet, in order of publication, then id."""
        rows = self._select("SELECT record FROM article WHERE story IS NULL ORDER BY published_at, id")
        return tuple(decode(record, Article) for (record,) in rows)

    def window(self, spans: Collection[tuple[datetime, datetime]]) -> Window:
        """Return the unmerged stories whose coverage touches any of the spans, ends included, with the articles of their coverage."""
        stories = {story.id: story for start, end in _united(spans) for story in self.stories_between(start, end)}
        found = (decode(record, Article) for (record,) in self._wanted("article.record", "article", "story", stories))
        return Window(stories=tuple(stories[id_] for id_ in sorted(stories)), articles={article.id: article for article in found})

    def latest(self, before: datetime, limit: int) -> tuple[Article, ...]:
        """Return the articles published before this moment, the latest ones, at most so many, in order of publication, then id."""
        query = "SELECT record FROM article WHERE published_at < ? ORDER BY published_at DESC, id DESC LIMIT ?"
        return tuple(decode(record, Article) for (record,) in self._select(query, micros(before), limit))[::-1]

    def stories_between(self, first: datetime, last: datetime) -> tuple[Story, ...]:
        """Return the unmerged stories whose coverage touches this span, ends included, in order of id."""
        touching = "SELECT record FROM story WHERE merged_into IS NULL AND ends >= ? AND starts <= ?"
        found = (decode(record, Story) for (record,) in self._select(touching, micros(first), micros(last)))
        return tuple(sorted(found, key=lambda story: story.id))

    def paces(self, first: datetime, last: datetime) -> tuple[Pace, ...]:
        """Return how widely published stories were told that began within this span, its end left out, by topic and hour of the week."""
        counted = """
            SELECT topic, (starts / 3600000000 + 72) % 168 AS hour, count(*), total(peak) FROM story
            WHERE starts >= ? AND starts < ? AND merged_into IS NULL AND peak > 0 GROUP BY topic, hour ORDER BY topic, hour"""
        rows = self._select(counted, micros(first), micros(last))
        return tuple(Pace(topic=topic, hour=hour, stories=stories, peaks=peaks) for topic, hour, stories, peaks in rows)

    def stories(self, ids: Collection[str]) -> tuple[Story, ...]:
        """Return the stories with these ids, absorbed ones included, in order of id."""
        return tuple(decode(record, Story) for (record,) in self._wanted("story.record", "story", "id", ids))

    def stories_of(self, articles: Collection[str]) -> dict[str, str]:
        """Return the id of the story that holds each of these articles; those that none holds are left out."""
        rows = self._wanted("article.id, article.story", "article", "id", articles)
        return {unquote(article): unquote(story) for article, story in rows if story is not None}

    def articles(self, ids: Collection[str]) -> dict[str, Article]:
        """Return the articles with these ids; unknown ones are left out."""
        found = (decode(record, Article) for (record,) in self._wanted("article.record", "article", "id", ids))
        return {article.id: article for article in found}

    def receipts(self, articles: Collection[str]) -> dict[str, Receipt]:
        """Return the receipts of these articles; those without one are left out."""
        found = (decode(record, Receipt) for (record,) in self._wanted("receipt.record", "receipt", "article", articles))
        return {receipt.article: receipt for receipt in found}

    def picture_counts(self, urls: Collection[str]) -> dict[str, int]:
        """Return on how many differently titled articles of one publisher each of these pictures stands; 0 for one that stands on none."""
        counted = """
            SELECT value, (
                SELECT ifnull(max(titles), 0) FROM (
                    SELECT count(DISTINCT record ->> 'title') AS titles FROM article
                    -- What more holders could change is far beyond any threshold.
                    WHERE id IN (SELECT article FROM picture WHERE url = wanted.value LIMIT 200)
                    GROUP BY record ->> 'domain'))
            FROM json_each(?) AS wanted"""
        return {unquote(url): count for url, count in self._select(counted, keys(urls))}

    def domains(self, domains: Collection[str]) -> frozenset[str]:
        """Return those of these registrable domains that articles come from."""
        held = "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM article WHERE domain = value)"
        return frozenset(unquote(domain) for (domain,) in self._select(held, keys(domains))) if domains else frozenset()

    def pictured(self, urls: Collection[str]) -> frozenset[str]:
        """Return the ids of the articles on which one of these pictures stands."""
        return frozenset(unquote(article) for (article,) in self._wanted("picture.article", "picture", "url", urls))

    def taken_paths(self, paths: Collection[str]) -> frozenset[str]:
        """Return those of the record paths that a story already has, compared without case."""
        taken = {path for (path,) in self._wanted("story.path", "story", "path", [path.casefold() for path in paths])}
        return frozenset(path for path in paths if quote(path.casefold()) in taken)

    def settings(self) -> str:
        """Return the fingerprint of the settings that the last curation was made under; empty before the first."""
        return unquote(self._state("settings"))

    def judged_at(self) -> datetime | None:
        """Return the time of the last completed curation; `None` before the first."""
        held = self._state("judged_at")
        return None if held is None else moment(held)

    def save_curated(self, curated: Curated) -> None:
        """Write one curation: its stories, its receipts, the settings it was made under.

        An unmerged story holds exactly the articles of its coverage; an absorbed one holds none and keeps its record.

        Raises:
            ValueError: an article is unknown or would stand in two stories, or two stories share a path. Nothing is written.
        """
        with self._writing():
            stories = [self._save_story(story) for story in curated.stories]
            self._assign(curated.stories)
            receipts = [self._save_receipt(receipt) for receipt in curated.receipts]
            settings = quote(curated.settings)
            resettled = self._run("UPDATE state SET settings = ? WHERE settings <> ?", settings, settings)
            if curated.judged_at:
                self._run("UPDATE state SET judged_at = ?", micros(curated.judged_at))
                self._run("DELETE FROM reread")
            self._note_change(any(stories) or any(receipts) or resettled > 0)

    def _save_story(self, story: Story) -> bool:
        path = quote(story.path.casefold()) or None
        row = (quote(story.id), micros(story.first), micros(story.last), path, quote(story.merged_into) or None, encode(story))
        upsert = """
            INSERT INTO story VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
            SET starts = excluded.starts, ends = excluded.ends, path = excluded.path, merged_into = excluded.merged_into,
                record = excluded.record
            WHERE record <> excluded.record"""
        return self._run(upsert, *row) > 0

    def _save_receipt(self, receipt: Receipt) -> bool:
        upsert = """
            INSERT INTO receipt VALUES (?, ?, ?) ON CONFLICT (article) DO UPDATE
            SET published = excluded.published, record = excluded.record WHERE record <> excluded.record"""
        return self._run(upsert, quote(receipt.article), receipt.published.value, encode(receipt)) > 0

    def _assign(self, stories: Collection[Story]) -> None:
        """Give each article to its story, touching only the rows of articles that move."""
        wanted = [(quote(own.article), quote(story.id)) for story in stories if not story.merged_into for own in story.coverage]
        held = set(self._wanted("article.id, article.story", "article", "story", [story.id for story in stories]))
        for article, _ in held.difference(wanted):
            self._run("UPDATE article SET story = NULL WHERE id = ?", article)
        for article, story in wanted:
            if (article, story) not in held and not self._run(
                "UPDATE article SET story = ? WHERE id = ? AND story IS NULL", story, article
            ):
                raise ValueError(f"story {story} claims article {article}, which is not stored or stands in a story already")

    # pictures

    def kept(self, urls: Collection[str]) -> dict[str, Kept]:
        """Return what became of these pictures; those that were never wanted are left out."""
        found = (decode(record, Kept) for (record,) in self._wanted("kept.record", "kept", "url", urls))
        return {kept.url: kept for kept in found}

    def every_kept(self) -> tuple[Kept, ...]:
        """Return what became of every picture, in no particular order."""
        return tuple(decode(record, Kept) for (record,) in self._select("SELECT record FROM kept"))

    def save_kept(self, kept: Collection[Kept]) -> None:
        """Remember what became of pictures, in place of what was known of them."""
        with self._writing():
            before = self.kept([one.url for one in kept])
            for one in kept:
                upsert = "INSERT INTO kept VALUES (?, ?) ON CONFLICT (url) DO UPDATE SET record = excluded.record"
                self._run(upsert, quote(one.url), encode(one))
            self._note_change(any(one.name != (before[one.url].name if one.url in before else "") for one in kept))

    # publish and look

    def each_story(self) -> Iterator[Story]:
        """Yield every story, absorbed ones included, in order of id, without holding them all in memory.

        Each page is its own short read, so that a slow reader neither blocks a writer nor keeps the write-ahead log from shrinking.
        """
        after = ""
        while page := [record for (record,) in self._select("SELECT record FROM story WHERE id > ? ORDER BY id LIMIT ?", after, PAGE)]:
            for record in page:
                story = decode(record, Story)
                yield story
            after = quote(story.id)

    def story_ids(self, prefix: str, limit: int) -> tuple[str, ...]:
        """Return the ids of stories that begin like this, absorbed ones included, in order, at most so many."""
        within = "SELECT id FROM story WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"
        return tuple(unquote(id_) for (id_,) in self._select(within, quote(prefix), quote(prefix + LAST), limit))

    def merged(self) -> tuple[Story, ...]:
        """Return every story that another one took over, in order of id."""
        return tuple(
            decode(record, Story) for (record,) in self._select("SELECT record FROM story WHERE merged_into IS NOT NULL ORDER BY id")
        )

    def absorbed(self, heirs: Collection[str]) -> tuple[Story, ...]:
        """Return the stories that one of these stories took over itself, in order of id."""
        found = (decode(record, Story) for (record,) in self._wanted("story.record", "story", "merged_into", heirs))
        return tuple(sorted(found, key=lambda story: story.id))

    def story_at(self, path: str) -> Story | None:
        """Return the story whose record has this file name, compared without case; `None` when there is none."""
        found = self._wanted("story.record", "story", "path", [path.casefold()])
        return next((decode(record, Story) for (record,) in found), None)

    def find(self, identity: str) -> tuple[Item, ...]:
        """Return the ledger's rows of one address, oldest first."""
        return self.ledger([identity]).get(identity, ())

    def ledger_between(self, first: datetime, last: datetime) -> Iterator[Item]:
        """Yield the ledger's rows that came to their outcome within this span, ends included, the oldest first, without holding all.

        Each page is its own short read, as in `each_story`.
        """
        at, row = micros(first), -1
        query = "SELECT at, rowid, record FROM item WHERE at <= ? AND (at, rowid) > (?, ?) ORDER BY at, rowid LIMIT ?"
        while page := list(self._select(query, micros(last), at, row, PAGE)):
            yield from (decode(record, Item) for _, _, record in page)
            at, row, _ = page[-1]

    def tallies(self, day: date) -> dict[str, Tally]:
        """Return what the visits of one day (UTC) came to, by source; each visit counts once, however often it is saved."""
        rows = self._select("SELECT source, asked, failed, listed, known FROM tally WHERE day = ? ORDER BY source", day.toordinal())
        return {unquote(source): Tally(asked=a, failed=f, listed=n, known=k) for source, a, f, n, k in rows}

    def last_report(self, rank: int) -> datetime | None:
        """Return when the story of this rank by its last report, the latest first, had that report; `None` when there are fewer stories."""
        found = next(self._select("SELECT ends FROM story ORDER BY ends DESC LIMIT 1 OFFSET ?", rank - 1), None)
        return None if found is None else moment(found[0])

    def counts(self, since: datetime | None = None) -> dict[str, int]:
        """Return how many articles, unmerged stories, redirects, published stories, sources and items of each outcome there are.

        A redirect is what is left of an absorbed story that had a record. A story is published when its lead's receipt says so; no
        other article's receipt does. With `since`, stories, redirects and published ones are those with a report from then on.
        """
        totals = """
            SELECT 'articles', count(*) FROM article UNION ALL
            SELECT 'stories', count(*) FROM story WHERE merged_into IS NULL AND ends >= ?1 UNION ALL
            SELECT 'redirects', count(*) FROM story WHERE merged_into IS NOT NULL AND path IS NOT NULL AND ends >= ?1 UNION ALL
            SELECT 'published', count(*) FROM receipt WHERE published AND (?1 IS NULL OR article IN (
                SELECT article.id FROM story JOIN article ON article.story = story.id WHERE story.ends >= ?1)) UNION ALL
            SELECT 'sources', count(*) FROM memory UNION ALL
            SELECT outcome, count(*) FROM item GROUP BY outcome"""
        totals = totals if since else totals.replace("AND ends >= ?1", "")
        return dict.fromkeys(get_args(Outcome), 0) | dict(self._select(totals, None if since is None else micros(since)))

    def revision(self) -> int:
        """Return a number that grows with every write that could change what is published.

        It grows with a new article, an item's new outcome, a story or receipt that differs from the stored one, new settings, and a change
        in a source's health; not when a visit only moved the times of asking, the validators or the share of known entries.
        """
        return int(self._state("revision"))

    def published(self) -> str:
        """Return the fingerprint that the last completed publishing left; empty before the first."""
        return unquote(self._state("published"))

    def save_published(self, fingerprint: str, before: int = 0) -> None:
        """Remember that publishing completed under this fingerprint, and took in all that was written before this revision."""
        with self._writing():
            self._run("UPDATE state SET published = ?", quote(fingerprint))
            self._run("DELETE FROM touched_story WHERE revision < ?", before)
            self._run("DELETE FROM touched_article WHERE revision < ?", before)

    def stale(self, passed: Collection[tuple[datetime, datetime]], titles: int) -> frozenset[str]:
        """Return the stories that may be published otherwise than by the last completed publishing.

        They are those that were written since, or absorbed one that was, or show an article that was: of their own, or as a theme; and
        those whose last report, or a theme, lies in one of the spans `passed` (from, before). An article also counts as written when a
        copy of its picture or of its publisher's logo came or went, or when it has come to share its excerpt or a picture with so many
        `titles`.
        """
        spans = msgspec.json.encode([(micros(first), micros(last)) for first, last in passed]).decode()
        return frozenset(unquote(story) for (story,) in self._select(_STALE, spans, titles))

    def common_excerpts(self, articles: Collection[str], titles: int) -> frozenset[str]:
        """Return those of these articles whose excerpt stands under so many different titles of their publisher: it describes the site."""
        return frozenset(unquote(id_) for (id_,) in self._select(_COMMON, keys(articles), titles))

    # politeness

    def robots(self) -> dict[str, tuple[str, datetime]]:
        """Return the stored robots.txt texts by origin, with the time each was read."""
        rows = self._select("SELECT origin, record FROM robots ORDER BY origin")
        return {unquote(origin): decode(record, tuple[str, datetime]) for origin, record in rows}

    def save_robots(self, rules: dict[str, tuple[str, datetime]]) -> None:
        """Remember robots.txt texts by origin, beside those of other origins."""
        with self._writing():
            for origin, rule in rules.items():
                self._run("INSERT OR REPLACE INTO robots VALUES (?, ?)", quote(origin), encode(rule))

    # the database

    def _select(self, query: str, *values: Column) -> Iterator[tuple[Any, ...]]:
        with self._explained():
            yield from self._db.execute(query, values)

    def _wanted(self, columns: str, table: str, column: str, texts: Collection[str]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows whose column holds one of the texts, in order of the texts, then of the table's index on that column."""
        # CROSS JOIN is SQLite's way to fix the loop order: for each text one look into the index, whatever the planner believes.
        query = f"SELECT {columns} FROM json_each(?) AS wanted CROSS JOIN {table} ON {table}.{column} = wanted.value"  # noqa: S608  all three are literals of this file
        return self._select(query, keys(texts))

    def _run(self, statement: str, *values: Column) -> int:
        """Execute a statement and return how many rows it wrote."""
        self._db.execute(statement, values)
        return self._db.changes()

    def _state(self, column: str) -> Any:  # noqa: ANN401  a column is text or number
        return next(self._select(f"SELECT {column} FROM state"))[0]  # noqa: S608  a literal of this file

    def _note_change(self, changed: bool) -> None:  # noqa: FBT001  it is the one thing said
        if changed:
            self._run("UPDATE state SET revision = revision + 1")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._explained(), transaction(self._db):
            yield

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except apsw.ConstraintError as error:
            raise ValueError(f"the records contradict each other or what is stored: {error}") from error
        except (apsw.Error, OSError) as error:
            advice = next((text for kind, text in _ADVICE.items() if isinstance(error, kind)), "cannot be used")
            raise StoreError(f"{self._path}: {advice} ({error})") from error


def require_safe_sqlite(version: str) -> None:
    """Refuse SQLite libraries that can lose committed transactions.

    Raises:
        StoreError: the library is older than `SAFE_SQLITE`.
    """
    if tuple(int(part) for part in version.split(".")[:3]) < SAFE_SQLITE:
        needed = ".".join(map(str, SAFE_SQLITE))
        raise StoreError(
            f"SQLite {version} has the WAL-reset bug, which can lose committed articles; upgrade apsw until it brings {needed}"
        )


def _prepare(db: apsw.Connection) -> None:
    db.set_busy_timeout(BUSY_MS)
    # In this order: a store that another process makes between the two looks is seen as ours.
    if db.execute("SELECT count(*) FROM sqlite_schema").get and db.pragma("application_id") != APPLICATION_ID:
        raise StoreError(f"{db.filename}: is another program's database; choose another file")
    db.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    db.pragma("journal_mode", "WAL")
    db.pragma("journal_size_limit", WAL_LIMIT)
    db.pragma("synchronous", "FULL")
    db.pragma("foreign_keys", "ON")
    db.pragma("trusted_schema", "OFF")
    migrate(db)


def _look(db: apsw.Connection, *, keep_log: bool) -> None:
    """Prepare a connection that changes nothing; with `keep_log`, not even what another process left to be written is written."""
    db.set_busy_timeout(BUSY_MS)
    if db.pragma("application_id") != APPLICATION_ID:
        raise StoreError(f"{db.filename}: is another program's database; choose another file")
    if db.pragma("user_version") != len(MIGRATIONS):
        raise StoreError(f"{db.filename}: another version of newsloom wrote this store; run `newsloom curate` once with this one")
    db.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, int(keep_log))
    db.pragma("trusted_schema", "OFF")
    db.pragma("query_only", "ON")


def _health(memory: Memory) -> Memory:
    """What a source's page shows of it: its life, not when it is asked, with which validators, and in what rhythm."""
    asked = replace(memory, checked_at=None, read_at=None, due_at=None, etag="", last_modified="", seen_share=0.0, listed=0, known=0)
    learned = replace(asked, news=0.0, watched=0.0, longest=0.0, interval=0.0, fresh_for=0.0, sites=(), language="")
    return learned if has_moved(memory) else replace(learned, moved=None)


def _united(spans: Collection[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Join spans that overlap, so that a thousand arrivals of one day ask for that day once."""
    united: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united
