"""What every conversation shares: the first question, the validators, and the limit of one document."""

from collections.abc import Generator, Iterable
from datetime import datetime, timedelta
from http import HTTPStatus

from msgspec.structs import replace

from newsloom.times import EARLIEST, parse
from newsloom.types import Entry, Failure, Fetched, Harvest, Kind, Memory, Request, Source
from newsloom.visits import has_moved, spread, where

LARGEST_HARVEST = 2000
"""Entries taken from one document; the newest are kept (the project's threat model)."""

LONGEST_TITLE, LONGEST_SUMMARY = 1000, 10_000
"""Characters of one entry's words that are kept (the project's threat model)."""

TRUSTED_UNCHANGED = timedelta(days=6)
"""How long a source's "not modified" is believed without looking: some servers say so for ever, or give one validator to all that they
ever say. A hub that asks once a day so sees what is new within a week (threat N14)."""

STAGE = "sources"

_UNASKED = "the server says that nothing has changed though it was not asked that; it is asked again, and its owner should be told"


def failed(subject: str, code: str, reason: str) -> Failure:
    """Return a failure of this stage about one address."""
    return Failure(stage=STAGE, subject=subject, code=code, reason=reason)


def ask(source: Source, memory: Memory, now: datetime) -> Generator[Request, Fetched | Failure, Fetched | Harvest | Failure]:
    """Ask a source for its document, conditionally; return the answer, or a harvest or failure that ends the conversation.

    A source that has moved for good is asked at its new address (`visits.where`). Validators go out exactly as they came in
    (RFC 9110, 13.1), and not at all where they cannot be believed: about once a week, while the source's face is another's, and
    when the new address of a moved source fails and the old one is asked.
    """
    conditions = () if _doubtful(memory, now) else _conditions(memory)
    answer = yield Request(url=where(source, memory), headers=conditions)
    if isinstance(answer, Fetched) and answer.status == HTTPStatus.NOT_MODIFIED:
        return _unchanged(memory, answer) if conditions else failed(source.url, "http-304", _UNASKED)
    if isinstance(answer, Fetched) and not answer.body.strip():
        return failed(source.url, "empty", "the address answered with an empty document; look at it in a browser or remove the source")
    return answer


def _conditions(memory: Memory) -> tuple[tuple[str, str], ...]:
    pairs = (("If-None-Match", memory.etag), ("If-Modified-Since", memory.last_modified))
    return tuple(pair for pair in pairs if pair[1])


def _doubtful(memory: Memory, now: datetime) -> bool:
    """Tell whether the validators shall not be used. Each source's week is a little shorter, so that no hour asks for all."""
    if memory.hijacked or (memory.failures and has_moved(memory)):
        return True
    return memory.read_at is None or now - memory.read_at >= TRUSTED_UNCHANGED * spread(memory.source)


def _unchanged(memory: Memory, answer: Fetched) -> Harvest:
    same = Harvest(title=memory.title, etag=memory.etag, last_modified=memory.last_modified, not_modified=True)
    return replace(same, moved=answer.moved, fresh_for=lifetime(answer))


def remember(harvest: Harvest | Failure, answer: Fetched) -> Harvest | Failure:
    """Add to a harvest what its answer says of the next request, the validators with it; one that could not be read says nothing."""
    if isinstance(harvest, Failure):
        return harvest
    return replace(heard(harvest, answer), etag=answer.header("ETag"), last_modified=answer.header("Last-Modified"))


def heard(harvest: Harvest, answer: Fetched) -> Harvest:
    """Add to a harvest what its first answer says of the next request: how long it stays fresh, and where the source moved."""
    return replace(harvest, moved=answer.moved, fresh_for=max(harvest.fresh_for, lifetime(answer)))


def lifetime(answer: Fetched) -> float:
    """Return the seconds for which a server says that its answer stays fresh (RFC 9111, 4.2): `max-age`, else `Expires`, less its age.

    Example:
        >>> headers = (("Cache-Control", "public, max-age=600"), ("Age", "100"))
        >>> lifetime(Fetched(url="https://a.example/", status=200, headers=headers, at=EARLIEST))
        500.0
    """
    said = dict(part.strip().lower().partition("=")[::2] for part in answer.header("Cache-Control").split(","))
    if "no-cache" in said or "no-store" in said:
        return 0.0
    if "max-age" in said:
        return max(0.0, _seconds(said["max-age"].strip('"')) - _seconds(answer.header("Age")))
    expires = parse(answer.header("Expires"))
    return max(0.0, (expires - (parse(answer.header("Date")) or answer.at)).total_seconds()) if expires else 0.0


def _seconds(text: str) -> float:
    """Read whole seconds; what is no number is none. Nine digits are thirty years."""
    text = text.strip()
    return float(text[:9]) if text.isascii() and text.isdigit() else 0.0


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
