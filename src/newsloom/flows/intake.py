"""What becomes of an item: pure decisions that the collect flow carries out."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import structs

from newsloom.ids import digest
from newsloom.types import Article, Entry, Failure, Item, Outcome
from newsloom.urls import identity

ATTEMPTS = 3
"""A page that does not answer is asked this often before its entry's own words must do (threat D8: three tries)."""

FIRST_WAIT = timedelta(minutes=15)
"""The wait before the second try; it doubles. Scrapers meet most outages of this length (Heritrix retries after 15 minutes)."""

REFUSED_FOR = timedelta(hours=24)
"""How long an address that turned out worthless is not asked again for another source that lists it: as long as a robots.txt holds."""

HOPELESS = frozenset({"http-404", "http-410", "blocked-address", "bad-address", "not-a-page", "no-title"})
"""Failures after which the address itself is worthless: nobody could follow the link."""

TAKEN_DOWN = "taken-down"
"""The code of an address that led to what an editor took down, in a hub that does not hold the item itself: worthless for good."""

WORDLESS = frozenset({"not-a-page", "no-title"})
"""Those of them that an entry with a title of its own does not meet: another source's words may do for the same address."""


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


def said(entry: Entry) -> str:
    """Identify the title that a source gives an entry; empty when it gives none."""
    return digest(entry.title)[:8] if entry.title else ""


def retitled(entry: Entry, row: Item) -> bool:
    """Tell whether a source gives a stored article another title than before: its page is worth another look."""
    return bool(row.article and row.said and entry.title) and row.said != said(entry)


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
        said=said(entry),
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


def tried_again(item: Item, before: Item) -> Item:
    """Return the row of an item that waited for another try, as that try left it: it keeps when it was first brought.

    Example:
        >>> waiting = quarantined(Entry(source="s", url="https://a.example/1"), "timeout", 1, datetime(2026, 1, 1))
        >>> tried = tried_again(refused(waiting.entry, "rejected", "http-404", datetime(2026, 1, 2)), waiting)
        >>> tried.first == waiting.at, tried.attempts
        (True, 2)
    """
    return structs.replace(item, first=before.first or before.at, attempts=before.attempts + 1)


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


def is_shared(entry: Entry, row: Item) -> bool:
    """Tell whether an address was rejected for what it is itself, and not for want of words that this entry has."""
    code = row.reason.partition(":")[0]
    return code in HOPELESS and not (code in WORDLESS and entry.title)


def kept_out(row: Item) -> bool:
    """Tell whether a row of the ledger stands for an address that is to stay out whoever brings it.

    Example:
        >>> kept_out(refused(Entry(source="s", url="https://a.example/1"), "rejected", "taken-down: why", datetime(2026, 1, 1)))
        True
    """
    return row.outcome == "rejected" and row.reason.partition(":")[0] == TAKEN_DOWN


def settled_elsewhere(entry: Entry, rows: Iterable[Item], now: datetime) -> Item | None:
    """Return the outcome that an entry shares with other sources' entries at its address, so that nobody is asked twice for one thing.

    An address that proved worthless within the last day is that for everybody, one of what was taken down is that for good, and one that
    waits for its next try waits for all.
    """
    for row in rows:
        worthless = kept_out(row) or (row.outcome == "rejected" and is_shared(entry, row) and now - row.at < REFUSED_FOR)
        waiting = row.outcome == "quarantined" and row.due_at is not None and row.due_at > now
        if row.source != entry.source and (worthless or waiting):
            return structs.replace(row, source=entry.source, url=entry.url, entry=entry if waiting else None, at=now, first=None)
    return None
