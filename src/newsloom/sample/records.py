"""The records of the sample world, in the shape of the TOML files that state them."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

FIRST_DAY = datetime(2031, 3, 3, tzinfo=UTC)
"""Day 1 of the ten: a Monday."""

Time = Annotated[str, Meta(pattern=r"^(?:[1-9]|10) (?:[01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A day and a time of it, `4 07:15`: day 1 to 10, UTC."""

Domain = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,60}\.example$")]

Role = Literal["newsroom", "specialist", "local", "wire", "releases", "official", "authority", "mill", "blog", "aggregator"]
Feed = Literal["rss", "atom", "json", "sitemap", "news-sitemap"]
Motif = Literal[
    "barrage",
    "turbine",
    "harbour",
    "grid",
    "cable",
    "vessel",
    "hall",
    "court",
    "battery",
    "seal",
    "school",
    "storm",
    "ledger",
    "lab",
    "village",
]

Habit = Literal["open-graph", "json-ld", "amp", "site-name", "body-time", "tracking", "logo"]
"""What a publisher's pages do: metadata in Open Graph or JSON-LD; an AMP page; the site's name behind the title; the
time in the body only; tracking in the feed's links and a canonical address in the page; a logo as the picture."""

Quirk = Literal["gone", "closes", "slow", "ampersand", "encoding", "truncated", "one-guid"]
"""What is wrong with a publisher's feed: it answers 410; closes the connection; takes its time; is written with bare
ampersands and an open tag; declares another encoding; is cut off; has one GUID for all items."""

Relation = Literal["report", "copy", "adapted"]
"""Whether a text is a publisher's own, another's word for word, or another's reworked."""

Defect = Literal["gone", "forbidden", "bare"]
"""What is wrong with a report's page: it answers 404; robots.txt forbids it; it has no title and no metadata."""


def moment(time: Time) -> datetime:
    """Return the moment that a time of the world means.

    Example:
        >>> moment("4 07:15").isoformat()
        '2031-03-06T07:15:00+00:00'
    """
    day, _, clock = time.partition(" ")
    hours, minutes = clock.split(":")
    return FIRST_DAY + timedelta(days=int(day) - 1, hours=int(hours), minutes=int(minutes))


class Publisher(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A newsroom, agency, office, firm or blog of the islands, and how it publishes."""

    domain: Domain
    name: str
    role: Role
    feed: Feed
    language: str = "en"
    habits: tuple[Habit, ...] = ("open-graph",)
    quirk: Quirk | None = None
    vouches: tuple[str, ...] = ()

    @property
    def home(self) -> str:
        """The address of its front page, without a slash at the end."""
        return f"http://{self.domain}"

    @property
    def source(self) -> str:
        """The address of its feed or sitemap."""
        names = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json", "sitemap": "sitemap.xml", "news-sitemap": "news-sitemap.xml"}
        return f"{self.home}/{names[self.feed]}"


class Retitled(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a report says from a later moment on, at the same address."""

    at: Time
    title: str
    text: str


class Report(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One newsroom's text about an event, and who reprints it: word for word (`copies`) or reworked (`adapted`).

    `dated` says what feed and page state as the time: `never` nothing, `future` a day three months ahead.
    """

    by: Domain
    at: Time
    title: str
    text: str
    more: str = ""
    picture: Motif | None = None
    author: str = ""
    language: str = ""
    copies: tuple[tuple[Domain, Time], ...] = ()
    adapted: tuple[tuple[Domain, Time, str, str], ...] = ()
    retitled: Retitled | None = None
    dated: Literal["", "never", "future"] = ""
    page: Defect | None = None


class Event(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that happened, and every report of it. `plant` says what it is there to show."""

    id: str
    what: str
    plant: str = ""
    report: tuple[Report, ...]


class File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of the world."""

    publisher: tuple[Publisher, ...] = ()
    event: tuple[Event, ...] = ()


class Item(Struct, frozen=True, kw_only=True):
    """One text as one publisher carries it; `link` is its address as feeds give it."""

    event: str
    publisher: Publisher
    report: Report
    relation: Relation
    url: str
    link: str
    at: datetime
    title: str
    text: str

    @property
    def language(self) -> str:
        """The language of the text."""
        return self.report.language or self.publisher.language

    @property
    def stated(self) -> datetime | None:
        """The time of publication as feed and page state it."""
        if self.report.dated == "never":
            return None
        return self.at + timedelta(days=90) if self.report.dated == "future" else self.at

    @property
    def picture(self) -> str:
        """The address of its picture; empty when it has none."""
        if "logo" in self.publisher.habits:
            return f"{self.publisher.home}/assets/logo.png"
        return f"{self.url}.png" if self.report.picture else ""

    def words(self, now: datetime) -> tuple[str, str]:
        """Return title and text as they stand at a time."""
        later = self.report.retitled
        return (later.title, later.text) if later and moment(later.at) <= now else (self.title, self.text)
