"""Search feeds: what an aggregator found, each entry credited to whoever published it, never to the aggregator."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from newsloom import times, urls
from newsloom.sources.conversation import LONGEST_TITLE, ask, gather, remember
from newsloom.sources.feed import parse_feed
from newsloom.sources.jsonfeed import looks_like_json
from newsloom.sources.services import feed_address, is_hacker_news
from newsloom.sources.wrappers import unwrapped
from newsloom.stages import Conversation
from newsloom.text import decode
from newsloom.types import Entry, Failure, Fetched, Harvest, Memory, Source, Work

_DISCUSSION = "https://news.ycombinator.com/item?id="


class SearchKind:
    """A source that is a search: one conditional request for its feed, one document."""

    def converse(self, source: Source, memory: Memory, now: datetime) -> Conversation:
        """Ask for the search's feed, also where the hub names the page that people look at, and read it."""
        answer = yield from ask(replace(source, url=feed_address(source.url)), memory, now)
        if not isinstance(answer, Fetched):
            return answer
        read = yield Work(subject=source.url, function=parse_search, args=(answer, source.url))
        return remember(read, answer)


def parse_search(fetched: Fetched, source: str = "") -> Harvest | Failure:
    """Read a search's answer, a feed or Hacker News' own JSON, and credit its entries.

    `outlet` and `outlet_url` are whom the feed credits; the outlet's name at the end of a title goes. What Hacker News says of an
    entry is its readers': not the author, not the summary.

    Example:
        >>> from datetime import UTC
        >>> body = b'{"hits": [{"title": "A", "url": "https://news.example/a", "author": "reader"}]}'
        >>> answer = Fetched(url="https://hn.algolia.com/api/v1/search", status=200, body=body, at=datetime.now(UTC))
        >>> parse_search(answer).entries[0].author
        ''
    """
    source = source or fetched.url
    hits = _hits(fetched) if looks_like_json(fetched.body) else None
    read = parse_feed(fetched, source) if hits is None else gather((_hit(hit, source) for hit in hits), title="Hacker News", kind="search")
    if isinstance(read, Failure):
        return read
    found, beyond = (tuple(credited(entry, fetched.url) for entry in entries) for entries in (read.entries, read.dropped))
    return replace(read, entries=found, dropped=beyond, kind="search")


def credited(entry: Entry, feed: str) -> Entry:
    """Return an entry of an aggregator's feed as its publisher's, without a word of the aggregator.

    Example:
        >>> listed = Entry(source="s", url="https://news.google.com/rss/articles/x", title="Tides rise - The Shore", outlet="The Shore")
        >>> credited(listed, "https://news.google.com/rss/search?q=tides").title
        'Tides rise'
    """
    title, outlet, target = entry.title, entry.outlet.strip(), unwrapped(entry.url)
    if outlet and title.endswith(f" - {outlet}") and len(title) > len(outlet) + 3:
        title = title.removesuffix(f" - {outlet}").rstrip()
    listing = is_hacker_news(feed)
    # Google's summary is a list of links to the headlines of a cluster, Hacker News' the addresses and points.
    silent = listing or urls.within(feed, "news.google.com")
    return replace(
        entry,
        title=title,
        summary="" if silent else entry.summary,
        author="" if listing else entry.author,
        # Bing names its outlet without the outlet's address, which then is that of the article that its link holds.
        outlet_url=entry.outlet_url or (urls.origin(target) if outlet and target != entry.url else ""),
    )


def _hits(fetched: Fetched) -> list[dict[str, Any]] | None:
    """Return what Hacker News' search found; `None` when the answer is something else."""
    try:
        said = msgspec.json.decode(decode(fetched.body).encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None
    hits = said.get("hits") if isinstance(said, dict) else None
    return [hit for hit in hits if isinstance(hit, dict)] if isinstance(hits, list) else None


def _hit(hit: dict[str, Any], source: str) -> Entry:
    """Make an entry of one hit; a question to the readers has no address but its discussion's."""
    words = {
        name: value if isinstance(value := hit.get(name), str) else "" for name in ("title", "url", "created_at", "objectID", "story_text")
    }
    number = words["objectID"] if words["objectID"].isascii() and words["objectID"].isdigit() else ""
    return Entry(
        source=source,
        url=urls.absolute(words["url"]) or (_DISCUSSION + number if number else ""),
        title=words["title"][:LONGEST_TITLE],
        published_raw=words["created_at"][:100],
        published_at=times.parse(words["created_at"]),
    )
