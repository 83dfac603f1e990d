"""The sample web: what each of its addresses says at a time, and the hub that follows it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.resources import files

from msgspec.structs import replace

from newsloom.ids import digest
from newsloom.sample import feeds, motifs, pages, reader
from newsloom.sample.loopback import Page
from newsloom.sample.records import Event, Item, Publisher

MOMENTS = tuple(
    datetime(2031, 3, day, hour, tzinfo=UTC)
    for day, hour in ((5, 10), (7, 12), (9, 12), (10, 12), (11, 9), (11, 21), (12, 9), (12, 15), (12, 20))
)
"""The cycles' times; the last ones lie closer together, so that stories are seen growing."""

_PNG = (("Content-Type", "image/png"),)
_TRACKED = "?utm_source=merrow-digest&utm_medium=referral&utm_campaign=daily"


class World:
    """A made-up web of publishers, their events, and every text about them.

    Args:
        publishers: who publishes.
        events: what happened, with its reports.

    Raises:
        DataError: a report names a publisher that is not there, or two texts would share an address.

    Example:
        >>> world = World.load()
        >>> page = world.answer("http://harbour-ledger.example/feed.xml", MOMENTS[0])
        >>> page.status, page.headers
        (200, (('Content-Type', 'application/rss+xml'),))
        >>> world.answer("http://harbour-ledger.example/no/such/page", MOMENTS[0]) is None
        True
    """

    def __init__(self, publishers: Iterable[Publisher], events: Iterable[Event]) -> None:
        self.publishers, self.events = tuple(publishers), tuple(events)
        self.items = reader.items(self.publishers, self.events)
        self._hosts = {publisher.domain: publisher for publisher in self.publishers}
        self._pages = {item.url: item for item in self.items}
        self._own: defaultdict[str, list[Item]] = defaultdict(list)
        for item in reversed(self.items):
            self._own[item.publisher.domain].append(item)

    @classmethod
    def load(cls) -> "World":
        """Return the world that comes with the program."""
        return cls(*reader.read(reader.packaged()))

    def hub(self) -> str:
        """Return the text of the demo hub's `hub.toml`: its settings and topics, and every publisher as a source."""
        head = (files("newsloom.sample") / "hub.toml").read_text(encoding="utf-8")
        return head + "".join(_stated(publisher) for publisher in self.publishers)

    def answer(self, url: str, now: datetime) -> Page | None:
        """Return what the web says at an address at a time; `None` is 404."""
        address = url.partition("?")[0]
        host, _, path = address.removeprefix("http://").partition("/")
        publisher = self._hosts.get(host)
        if publisher is None:
            return None
        if address == publisher.source:
            return feeds.source(publisher, self._listed(publisher, now), now)
        if path == "robots.txt":
            return pages.ROBOTS
        if path == "assets/logo.png":
            return Page(body=motifs.logo(publisher.domain), headers=_PNG)
        return self._page(address, now) if path else pages.front(publisher)

    def _page(self, address: str, now: datetime) -> Page | None:
        """Return an article's page, its AMP page or its picture."""
        bare = address.removesuffix(".png").removesuffix("/amp")
        item = self._pages.get(bare)
        if item is None or item.at > now:
            return None
        if address.endswith(".png"):
            motif = item.report.picture
            return Page(body=motifs.picture(motif, int(digest(bare), 16) % motifs.VARIANTS), headers=_PNG) if motif else None
        return pages.amp(item, now) if address.endswith("/amp") else pages.article(item, now)

    def _listed(self, publisher: Publisher, now: datetime) -> list[Item]:
        """Return what a publisher's feed lists, newest first.

        The aggregator lists others' texts a cycle late, when their own publishers have brought them: so the article's
        source never depends on whose answer comes first.
        """
        own = [item for item in self._own[publisher.domain] if item.at <= now]
        if publisher.role != "aggregator":
            return own
        past = bisect_left(MOMENTS, now)
        until = MOMENTS[past - 1] if past else datetime.min.replace(tzinfo=UTC)
        others = (item for item in reversed(self.items) if item.at <= until and item.relation == "report")
        return [*own, *(replace(item, link=item.url + _TRACKED) for item in others)]


def _stated(publisher: Publisher) -> str:
    """Return a publisher as a source of hub.toml."""
    lines = ["", "[[sources]]", f'url = "{publisher.source}"  # {publisher.name}']
    if publisher.vouches:
        topics = ", ".join(f'"{topic}"' for topic in publisher.vouches)
        lines.append(f"topics = [{topics}]")
    if publisher.role == "official":
        lines.append("official = true")
    return "\n".join(lines) + "\n"
