"""Sources whose kind nobody said: one request, and the first answer tells."""

from datetime import datetime

from msgspec.structs import replace

from newsloom.sources.announced import declared, is_page
from newsloom.sources.conversation import ask, failed
from newsloom.sources.feed import parse_feed, read_feed
from newsloom.sources.jsonfeed import looks_like_json
from newsloom.sources.search import parse_search
from newsloom.sources.services import feed_address, is_search
from newsloom.sources.sitemap import ROOTS as SITEMAPS
from newsloom.sources.sitemap import follow, read_sitemap, unpack
from newsloom.sources.xml import local, read_xml
from newsloom.stages import Conversation
from newsloom.types import Failure, Fetched, Harvest, Index, Memory, Source, Work


class DetectedKind:
    """A source of unknown kind: asked once, then read as what its first answer is. The harvest says which.

    A page of a well-known service (a video channel, a search) is asked for as the feed that the service makes of it. Any other
    web page is none: the failure names the feeds that it announces, for only the hub's owner can tell which of them is meant.
    """

    def converse(self, source: Source, memory: Memory, now: datetime) -> Conversation:
        """Ask for the document, find out what it is, and read it."""
        answer = yield from ask(replace(source, url=feed_address(source.url)), memory, now)
        if not isinstance(answer, Fetched):
            return answer
        read = yield Work(subject=source.url, function=parse_any, args=(answer, source.url))
        return (yield from follow(read, answer, source.url))


def parse_any(answer: Fetched, source: str) -> Harvest | Index | Failure:
    """Read an answer as a search's, as JSON Feed, web page, feed or sitemap, whichever it is.

    Example:
        >>> from datetime import UTC
        >>> page = Fetched(url="https://news.example/", status=200, body=b"<html><link rel=alternate>", at=datetime.now(UTC))
        >>> parse_any(page, "https://news.example/").code
        'not-a-feed'
    """
    if is_page(answer):
        return _page(answer, source)
    if is_search(source) or is_search(answer.url):
        return parse_search(answer, source)
    if looks_like_json(answer.body):
        return parse_feed(answer, source)
    document = unpack(answer, source)
    if isinstance(document, Failure):
        return document
    root = read_xml(document, source)
    if isinstance(root, Failure):
        return root
    return read_sitemap(root, document, source) if local(root) in SITEMAPS else read_feed(root, document, source)


def _page(page: Fetched, source: str) -> Failure:
    feeds = declared(page)[:3]
    advice = f"it names {' and '.join(feeds)}" if feeds else 'look for its feed or sitemap, or read its links with `kind = "listing"`'
    return failed(source, "not-a-feed", f"the address answers with a web page, not a feed; {advice}")
