"""A story in a list: what its card, its line of a day and its line in the side column show."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from newsloom.render.item import Item, publisher_name
from newsloom.render.site.curve import curve
from newsloom.render.site.reports import Mark, Report, Told, foreign
from newsloom.types import Article, HubView, Phase, Picture, StoryView

NAMES = 7
"""Names in a coverage line; the story's page has them all."""

ADDRESSES = 1_000
"""Characters of the addresses in a coverage line: seven of the usual hundred and more; fewer where they spell out words of another script,
at six characters a letter, of which a page of twenty such lines would be twice as heavy as it may be."""

OTHERS = 6
"""Headlines beside a lead's own."""

TAGS = 3
"""Topics on a card, the most specific ones."""

CURRENT = timedelta(hours=48)
"""A story is current while its last report is this new: twice the span after which it counts as fading."""


class Tag(Struct, frozen=True, array_like=True):
    """A topic's name and the id of its page; the hub knows no page for an empty id."""

    name: str
    id: str


class Shown(Struct, frozen=True, array_like=True):
    """A picture that the site has a copy of: the copies' name, the proportions of the original, and whose it is."""

    name: str
    width: int
    height: int
    credit: str


class Card(Struct, frozen=True, kw_only=True, array_like=True):
    """A story as lists show it. What is empty is left out: a day's lines are cards without excerpt, curve and names.

    `domain` is the lead's publisher, `single` tells that the story is that publisher's alone.
    """

    id: str
    title: str
    link: str
    language: str
    excerpt: str = ""
    publisher: str
    domain: str
    single: bool
    mark: Mark
    at: datetime
    first: datetime
    last: datetime
    topics: tuple[str, ...]
    tags: tuple[Tag, ...]
    phase: Phase
    heat: int
    exact: int
    curve: bytes = b""
    more: int
    names: tuple[Report, ...] = ()
    picture: Shown | None = None
    named_all: bool = True
    others: tuple[Report, ...] = ()

    def brief(self) -> "Card":
        """Return the card as a line of a list that is made anew only when it would show something else: with its heat in steps alone."""
        return replace(self, excerpt="", curve=b"", names=(), others=(), topics=(), picture=None, exact=self.heat, last=self.first)


def card(view: StoryView, shown: Item, told: Told, hub: HubView) -> Card:
    """Return a story's card."""
    others = told.others
    names: dict[str, Report] = {}
    for report in others:
        names.setdefault(report.publisher, report)
    ids = {topic.name: topic.id for topic in hub.topics}
    root = hub.topics[0].name if hub.topics else ""
    specific = [name for name in dict.fromkeys(shown.topics) if name != root] or list(dict.fromkeys(shown.topics))
    named = _named(list(names.values())[:NAMES])
    return Card(
        id=shown.story.id,
        title=shown.title,
        link=shown.link,
        language=foreign(shown.locale, hub.language),
        excerpt=shown.excerpt,
        publisher=shown.provider.name,
        domain=shown.provider.domain,
        single=shown.story.publishers == 1,
        mark=told.lead.mark,
        at=shown.published_date_time,
        first=shown.story.first,
        last=shown.story.last,
        topics=tuple(dict.fromkeys(shown.topics)),
        tags=_tags(specific, ids),
        phase=shown.story.phase,
        heat=shown.heat,
        exact=view.receipt.heat.value,
        curve=curve([thread.original.at for thread in told.threads], view.receipt.decided_at),
        more=len(others),
        names=named,
        named_all=len(named) == len(names),
        others=_adding(told.lead, others),
        picture=next((_shown(article, picture) for article, picture in view.pictures() if picture.kept), None),
    )


def _named(reports: list[Report]) -> tuple[Report, ...]:
    """Return the first reports whose addresses have room together; at least one."""
    lengths = list(accumulate(len(report.link) for report in reports))
    return tuple(reports[: max(1, sum(length <= ADDRESSES for length in lengths))])


def _shown(article: Article, picture: Picture) -> Shown:
    return Shown(picture.kept, picture.width, picture.height, publisher_name(article))


def _tags(names: list[str], ids: Mapping[str, str]) -> tuple[Tag, ...]:
    return tuple(Tag(name, ids.get(name, "")) for name in names[:TAGS])


def _adding(lead: Report, others: list[Report]) -> tuple[Report, ...]:
    """Return the best originals whose headlines say something else than the lead's, and than each other."""
    said = {lead.title.casefold()}
    adding = []
    for report in others:
        if report.relation == "coverage" and report.link and report.title and report.title.casefold() not in said:
            said.add(report.title.casefold())
            adding.append(report)
    return tuple(adding[:OTHERS])


class Ranked(Protocol):
    """A story that lists put in order."""

    @property
    def exact(self) -> int:
        """Its heat, not in steps."""

    @property
    def at(self) -> datetime:
        """When its lead was published."""

    @property
    def id(self) -> str:
        """Its id."""


class Current(Ranked, Protocol):
    """A story that lists which are read today put in order."""

    @property
    def last(self) -> datetime:
        """When its last report came."""


def hottest_first(one: Ranked) -> tuple[int, float, str]:
    """Order by heat, then the newer, then by id."""
    return -one.exact, -one.at.timestamp(), one.id


def newest_first(one: Ranked) -> tuple[float, str]:
    """Order by publication, then by id."""
    return -one.at.timestamp(), one.id


class CurrentFirst:
    """The order of lists that are read today: stories with a report of the last 48 hours by heat, then the others, newest first.

    Args:
        as_of: the edition's moment.
    """

    def __init__(self, as_of: datetime) -> None:
        self._since = as_of - CURRENT

    def __call__(self, one: Current) -> tuple[bool, float, float, str]:
        """Return what to sort a story by."""
        old = one.last < self._since
        return old, -one.last.timestamp() if old else -one.exact, -one.at.timestamp(), one.id
