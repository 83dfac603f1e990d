"""What becomes of an item: pure decisions that the collect flow carries out."""

from datetime import datetime, timedelta

from msgspec import structs

from newsloom.types import Article, Entry, Failure, Harvest, Item, Memory, Outcome, Source
from newsloom.urls import identity

ATTEMPTS = 3
"""A page that does not answer is asked this often before its entry's own words must do (threat D8: three tries)."""

FIRST_WAIT = timedelta(minutes=15)
"""The wait before the second try; it doubles. Scrapers meet most outages of this length (Heritrix retries after 15 minutes)."""

BACKOFF_FIRST = timedelta(minutes=5)
BACKOFF_LONGEST = timedelta(hours=24)
"""A failing source waits 5 minutes, then twice as long each time, at most a day, and is never given up (threat N11)."""

RHYTHM = timedelta(minutes=30)
"""How often `watch` asks a source whose hub sets no `every`: the project's goal is a latency under 30 minutes for feeds."""

HOPELESS = frozenset({"http-404", "http-410", "blocked-address", "bad-address", "not-a-page", "no-title"})
"""Failures after which the address itself is worthless: nobody could follow the link."""


def key(entry: Entry) -> str:
    """Return what makes two entries of a source the same: the address; without one, the words.

    A GUID is not asked: publishers give one to ten items, or a new one to the same (threat D7).

    Example:
        >>> key(Entry(source="https://a.example/feed", url="https://www.a.example/1?utm_source=feed"))
        'a.example/1'
        >>> key(Entry(source="https://a.example/feed", url="", title="No link"))
        'no address: No link'
    """
    return identity(entry.url) if entry.url else f"no address: {entry.title[:200]}"


def credited(article: Article, entry: Entry) -> Article:
    """Return the article as another source's entry at the same address brought it."""
    return structs.replace(article, source=entry.source, entry_url=entry.url)


def outcome_of(entry: Entry, article: Article, *, known: bool, now: datetime) -> Item:
    """Return the ledger's row of an entry whose article is known already, or not."""
    return Item(
        source=entry.source,
        identity=key(entry),
        url=entry.url,
        outcome="duplicate" if known else "stored",
        reason=f"the same article as {article.url}" if known else "",
        article=article.id,
        at=now,
    )


def refused(entry: Entry, outcome: Outcome, reason: str, now: datetime) -> Item:
    """Return the ledger's row of an entry that ends without an article of its own."""
    return Item(source=entry.source, identity=key(entry), url=entry.url, outcome=outcome, reason=reason, at=now)


def beyond_limit(entry: Entry, now: datetime) -> Item:
    """Return the ledger's row of an entry past the number that one document may bring."""
    return refused(entry, "rejected", "limit: beyond the entries that one document may bring", now)


def quarantined(entry: Entry, reason: str, attempts: int, now: datetime, retry_after: float | None = None) -> Item:
    """Return the ledger's row of an entry that will be tried again, or, after the last try, never by itself."""
    wait = max(FIRST_WAIT * 2 ** (min(attempts, ATTEMPTS) - 1), timedelta(seconds=retry_after or 0))
    return Item(
        source=entry.source,
        identity=key(entry),
        url=entry.url,
        outcome="quarantined",
        reason=reason,
        at=now,
        attempts=attempts,
        due_at=now + wait if attempts < ATTEMPTS else None,
        entry=entry,
    )


def without_page(entry: Entry, failure: Failure, attempts: int, now: datetime) -> Item | None:
    """Decide on an entry whose page could not be read; `None` when the entry's own words shall do.

    A page that is gone or may not be asked for is rejected; one that did not answer is quarantined up to three
    tries; one that answers but will not let us in (robots.txt, log-in, too large) leaves the entry's words.
    """
    if failure.code in HOPELESS:
        return refused(entry, "rejected", f"{failure.code}: {failure.reason}", now)
    if failure.transient and attempts < ATTEMPTS:
        return quarantined(entry, f"{failure.code}: {failure.reason}", attempts, now, failure.retry_after)
    return None


def in_backoff(memory: Memory | None, now: datetime) -> bool:
    """Tell whether a source failed last time and its wait is not over."""
    return memory is not None and memory.failures > 0 and memory.due_at is not None and memory.due_at > now


def remember(source: Source, memory: Memory, harvest: Harvest, fresh: int, now: datetime) -> Memory:
    """Return a source's memory after an answer of which `fresh` entries were new."""
    seen = len(harvest.entries) + len(harvest.dropped)
    return Memory(
        source=source.url,
        title=harvest.title or memory.title,
        kind=harvest.kind or memory.kind,
        etag=harvest.etag,
        last_modified=harvest.last_modified,
        checked_at=now,
        changed_at=now if fresh else memory.changed_at,
        due_at=now + (timedelta(seconds=source.every) if source.every else RHYTHM),
        seen_share=1.0 if harvest.not_modified or not seen else 1 - fresh / seen,
        entries=memory.entries + fresh,
    )


def remember_failure(memory: Memory, failure: Failure, now: datetime) -> Memory:
    """Return a source's memory after a failure: one more, and the back-off that follows from it."""
    wait = min(BACKOFF_FIRST * 2 ** min(memory.failures, 12), BACKOFF_LONGEST)
    if failure.retry_after is not None:
        wait = max(wait, timedelta(seconds=failure.retry_after))
    return Memory(
        source=memory.source,
        title=memory.title,
        kind=memory.kind,
        etag=memory.etag,
        last_modified=memory.last_modified,
        checked_at=now,
        changed_at=memory.changed_at,
        due_at=now + wait,
        failures=memory.failures + 1,
        last_error=f"{failure.code}: {failure.reason}",
        seen_share=memory.seen_share,
        entries=memory.entries,
    )
