"""The life of a source: what state it is in, since when, why, and what is to be done; and whether its face is still its own."""

from datetime import datetime, timedelta
from typing import Literal, get_args

from msgspec import Struct

from newsloom.text import printable
from newsloom.types import Failure, Harvest, Memory, Source
from newsloom.urls import blotted, domain
from newsloom.visits import has_moved, is_gone, linked

State = Literal["hijacked", "gone", "silent", "moved", "failing", "quiet", "new", "fresh", "paused"]
"""What can be said of a source, what needs an editor most before what needs none."""

ORDER: dict[State, int] = {state: place for place, state in enumerate(get_args(State))}

NEEDS_EDITOR: frozenset[State] = frozenset(("hijacked", "gone", "silent"))
"""States that bring nothing more until somebody acts. A moved source is read at its new address, a failing one heals by itself."""

QUIET = timedelta(days=7)
"""A source that brought nothing for this long is quiet: weekly ones are not broken."""

SILENT_TIMES, SILENT_ENTRIES = 4, 10
"""A source is silent when it brought nothing for so many times its longest silence, known from so many entries.

Simulated over four years of nineteen sources (steady, office hours with holidays, weekly, monthly, in bursts, and a real blog):
.06 false alarms a year and source, and a source of one item a day that dies is noticed after 17 days. Twice the longest silence gives
five times the false alarms, ten times the mean gap more than forty times (docs/decisions/0014-the-life-of-a-source.md)."""

ENOUGH = 5
"""Entries after which a source has a face that can change."""


class Life(Struct, frozen=True, kw_only=True):
    """How a source is: its state, why in a sentence, since when, and what is to be done about it (empty: nothing).

    `since` is when a trouble began; of a source that is well, when it last brought something new.
    """

    state: State
    why: str
    since: datetime | None = None
    advice: str = ""

    @property
    def needs_editor(self) -> bool:
        """Whether it brings nothing more until somebody acts."""
        return self.state in NEEDS_EDITOR


def life(source: Source, memory: Memory | None) -> Life:
    """Return how a source is.

    It is told from what was seen, not from the clock: a hub that did not ask for a month finds no source silent.

    Example:
        >>> life(Source(url="https://a.example/feed"), None).state
        'new'
    """
    if source.paused:
        return Life(state="paused", why="The hub's file says so.", advice="Take `paused` out of hub.toml to have it asked again.")
    if memory is None or memory.checked_at is None:
        return Life(state="new", why="Not asked yet.")
    return _in_trouble(memory) or _silent(memory) or _moved(memory) or _well(memory)


def recognised(source: Source, memory: Memory, harvest: Harvest | Failure) -> Harvest | Failure:
    """Return a harvest that has its source's face; a `Failure` (`hijacked`) in place of one whose title, language and links all changed.

    A domain that ran out, or a feed service's forgotten name, comes back as somebody else's. One trait that stayed is enough: sites
    are renamed, move house, and change their language, but not all at once. A language that either side leaves out is no trait.

    Example:
        >>> known = Memory(source="https://a.example/feed", title="Tides", language="en", sites=("a.example",), entries=9)
        >>> from newsloom.types import Entry
        >>> spam = Harvest(title="Shoes", language="fr", entries=(Entry(source=known.source, url="https://shoes.example/1"),))
        >>> recognised(Source(url=known.source), known, spam).code
        'hijacked'
    """
    if isinstance(harvest, Failure) or harvest.not_modified or memory.entries < ENOUGH or not (memory.title and memory.sites):
        return harvest
    sites = linked((*harvest.entries, *harvest.dropped))
    same_title = _folded(harvest.title) == _folded(memory.title)
    same_language = bool(harvest.language) and _tongue(harvest.language) == _tongue(memory.language)
    accepted = domain(source.accept) or domain(f"https://{source.accept}")
    if not sites or same_title or same_language or not {accepted, *memory.sites}.isdisjoint(sites):
        return harvest
    reason = (
        f"its title, language and links are all another's: “{printable(harvest.title)[:80]}”, linking to {sites[0]}, was "
        f"“{printable(memory.title)[:80]}”, linking to {memory.sites[0]}; nothing of it is taken in. Look at it: "
        f'remove the source, or write `accept = "{sites[0]}"` if that is right'
    )
    return Failure(stage="collect", subject=source.url, code="hijacked", reason=reason)


def span(seconds: float) -> str:
    """Write a length of time for people.

    Example:
        >>> span(300), span(5400), span(36 * 3600), span(13 * 86400)
        ('5 minutes', '90 minutes', '36 hours', '13 days')
    """
    for size, name, most in ((60, "minutes", 90), (3600, "hours", 36)):
        if (number := max(1, round(seconds / size))) <= most:
            return f"{number} {name if number > 1 else name[:-1]}"
    return f"{round(seconds / 86400)} days"


def _in_trouble(memory: Memory) -> Life | None:
    if memory.hijacked:
        return Life(state="hijacked", why=_sentence(memory.hijacked.what), since=memory.hijacked.first)
    if is_gone(memory) and memory.gone:
        why = f"Its server says that it is gone for good (410), {memory.gone.times} times so far."
        advice = "Remove it from hub.toml, or look for its new address. It is asked once a day, and comes back by itself if it returns."
        return Life(state="gone", why=why, since=memory.gone.first, advice=advice)
    if not memory.failures:
        return None
    said = memory.last_error.partition(": ")[2] or memory.last_error
    why = f"{memory.failures} {'failures' if memory.failures > 1 else 'failure'} in a row. {_sentence(said)}"
    return Life(state="failing", why=why, since=memory.failing_since, advice="It is asked at least once a day, and heals by itself.")


def _silent(memory: Memory) -> Life | None:
    limit = max(SILENT_TIMES * timedelta(seconds=memory.longest), QUIET)
    if memory.entries < SILENT_ENTRIES or not memory.longest or _silence(memory) <= limit:
        return None
    why = f"It answers, but brings nothing new; its longest silence before was {span(memory.longest)}."
    advice = "Look at it in a browser: it may have ended, or moved without saying so. It is asked on."
    return Life(state="silent", why=why, since=memory.changed_at, advice=advice)


def _moved(memory: Memory) -> Life | None:
    if not has_moved(memory) or memory.moved is None:
        return None
    why = f"Its server moved it for good to {blotted(printable(memory.moved.what))}, and it is asked there."
    advice = "Put the new address into hub.toml; where that is a source already, which is asked only once, remove this one."
    return Life(state="moved", why=why, since=memory.moved.first, advice=advice)


def _well(memory: Memory) -> Life:
    if memory.changed_at is None:
        return Life(state="quiet", why="It answers, and had nothing new so far.")
    if _silence(memory) <= QUIET:
        return Life(state="fresh", why="It brings new items.", since=memory.changed_at)
    usual = f"usually brings something every {span(memory.watched / memory.news)}" if memory.news >= 1 else "answers"
    return Life(state="quiet", why=f"It {usual}, and has nothing new.", since=memory.changed_at)


def _silence(memory: Memory) -> timedelta:
    """Return how long a source had brought nothing new when it was last asked."""
    return memory.checked_at - memory.changed_at if memory.checked_at and memory.changed_at else timedelta()


def _sentence(text: str) -> str:
    said = blotted(printable(text)).rstrip(".")
    return f"{said[:1].upper()}{said[1:]}."


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


def _tongue(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].strip().lower()
