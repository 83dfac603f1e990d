"""What every conversation shares: the first question, the validators, and the limit of one document."""

from collections.abc import Generator, Iterable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from zlib import crc32

from msgspec.structs import replace

from newsloom.times import EARLIEST
from newsloom.types import Entry, Failure, Fetched, Harvest, Kind, Memory, Request, Source

LARGEST_HARVEST = 2000
"""Entries taken from one document; the newest are kept (the project's threat model)."""

LONGEST_TITLE, LONGEST_SUMMARY = 1000, 10_000
"""Characters of one entry's words that are kept (the project's threat model)."""

TRUSTED_UNCHANGED = timedelta(days=7)
"""How long a source's "not modified" is believed without looking: some servers say so for ever (threat N14)."""

STAGE = "sources"


def failed(subject: str, code: str, reason: str) -> Failure:
    """Return a failure of this stage about one address."""
    return Failure(stage=STAGE, subject=subject, code=code, reason=reason)


def ask(source: Source, memory: Memory, now: datetime) -> Generator[Request, Fetched | Failure, Fetched | Harvest | Failure]:
    """Ask a source for its document, conditionally; return the answer, or a harvest or failure that ends the conversation.

    Validators go out exactly as they came in (RFC 9110, 13.1). After a week without a change, one request a week is
    unconditional.
    """
    answer = yield Request(url=source.url, headers=() if _doubtful(memory, now) else _conditions(memory))
    if isinstance(answer, Fetched) and answer.status == HTTPStatus.NOT_MODIFIED:
        return Harvest(title=memory.title, etag=memory.etag, last_modified=memory.last_modified, not_modified=True)
    if isinstance(answer, Fetched) and not answer.body.strip():
        return failed(source.url, "empty", "the address answered with an empty document; look at it in a browser or remove the source")
    return answer


def _conditions(memory: Memory) -> tuple[tuple[str, str], ...]:
    pairs = (("If-None-Match", memory.etag), ("If-Modified-Since", memory.last_modified))
    return tuple(pair for pair in pairs if pair[1])


def _doubtful(memory: Memory, now: datetime) -> bool:
    if memory.checked_at is None or now - (memory.changed_at or EARLIEST) < TRUSTED_UNCHANGED:
        return False
    return _week(memory.source, now) != _week(memory.source, memory.checked_at)


def _week(source: str, moment: datetime) -> int:
    """Number the weeks of a source; each source's weeks begin at a second of its own, so that no hour asks for all."""
    return (int(moment.astimezone(UTC).timestamp()) + crc32(source.encode())) // int(TRUSTED_UNCHANGED.total_seconds())


def remember(harvest: Harvest | Failure, answer: Fetched) -> Harvest | Failure:
    """Add the answer's validators to a harvest; an answer that could not be read leaves none."""
    if isinstance(harvest, Failure):
        return harvest
    return replace(harvest, etag=answer.header("ETag"), last_modified=answer.header("Last-Modified"))


def gather(entries: Iterable[Entry], *, title: str, kind: Kind) -> Harvest:
    """Make a harvest of one document's entries: at most `LARGEST_HARVEST`, the newest; undated ones count as oldest.

    An entry without a web address stays (with an empty one), so that its end is told; one without a title too is none.

    Example:
        >>> gather([Entry(source="s", url="https://news.example/a")], title="News", kind="feed").entries[0].url
        'https://news.example/a'
    """
    found = tuple(entry for entry in entries if entry.url or entry.title)
    if len(found) <= LARGEST_HARVEST:
        return Harvest(entries=found, title=title, kind=kind)
    ranked = sorted(found, key=lambda entry: entry.published_at or EARLIEST, reverse=True)
    return Harvest(entries=tuple(ranked[:LARGEST_HARVEST]), dropped=tuple(ranked[LARGEST_HARVEST:]), title=title, kind=kind)
