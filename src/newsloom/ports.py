"""The ports: every way in which newsloom touches the world. Stages never import them; flows receive them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from types import TracebackType
from typing import Any, Protocol, Self

from msgspec import Struct

from newsloom.stages import Notes
from newsloom.types import (
    Article,
    Artifact,
    Collected,
    Curated,
    Draft,
    Failure,
    Fetched,
    Item,
    Kept,
    Memory,
    Pace,
    Receipt,
    Request,
    Story,
    Swap,
    Tally,
    Window,
    Work,
)


class Clock(Protocol):
    """The time. A flow reads it once and passes `now` on."""

    def now(self) -> datetime:
        """Return the present moment, UTC-aware."""


class Fetcher(Protocol):
    """The network. Politeness, the address guard and every limit live behind this one method."""

    async def fetch(self, request: Request) -> Fetched | Failure:
        """Ask for one thing. Any status below 400 (304 included) is `Fetched`; everything else is a `Failure`."""


ENGINE_CODES = frozenset({"poison", "too-hard"})
"""The codes of an engine's own failures: the work raised, or took more than it may."""


class Engine(Protocol):
    """Where pure work on strangers' bytes is done, so that none of it can hang, exhaust or end this process."""

    async def run(self, work: Work) -> object:
        """Return what the work returns, or a `Failure`: `poison` when it raised, `too-hard` when it took more than it may."""


class Outside(Struct, frozen=True, kw_only=True):
    """Everything outside that collecting touches."""

    store: "Store"
    fetcher: Fetcher
    engine: Engine


class Swapping(Protocol):
    """A sink on its way to an edition: a context manager that, left without `finish`, leaves the sink as it was."""

    def __enter__(self) -> Self: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...

    def take(self, story: str, files: Iterable[Artifact | Draft]) -> None:
        """Take files of a story, or with an empty id those that tell of many."""

    def finish(self, edition: str) -> Swap:
        """Make the sink hold exactly the files taken (among those it ever wrote), touching only what differs, and remember the edition."""


class Sink(Protocol):
    """Where artifacts go."""

    def holds(self, edition: str) -> bool:
        """Tell whether all of this edition was written, and nothing since."""

    def begin(self, renewed: Collection[str] | None = None) -> Swapping:
        """Begin to bring the sink to an edition.

        With `renewed`, only the files of these stories and those that tell of many are given anew: what the sink holds of other stories
        stays, and so does a draft with the same key as before. That is for a sink that `holds` the edition before.
        """


class Notebook(Protocol):
    """What renderers noted of each story when the last edition was made. Nothing in it is lost for good: another whole edition makes it."""

    def edition(self) -> str:
        """Return what was said of the edition that the notes are of; empty when there is none."""

    def renewing(self, *, whole: bool) -> AbstractContextManager[None]:
        """Take notes of another edition, beginning with none when it is made as a whole; without `finish` they are forgotten."""

    def put(self, renderer: str, story: str, note: bytes, kept: bytes) -> None:
        """Note what a renderer made of a story."""

    def drop(self, stories: Collection[str]) -> None:
        """Forget these stories."""

    def notes(self, renderer: str, kind: type[Any]) -> Notes:
        """Return a renderer's notes, of that type."""

    def finish(self, edition: str) -> None:
        """Keep the notes for good, with what is to be said of their edition."""


class Gallery(Protocol):
    """The copies of pictures that a hub keeps, two sizes of each."""

    def put(self, name: str, large: bytes, small: bytes) -> None:
        """Keep a picture under a name that identifies its content."""

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a copy (of the small one for `name-small`); `None` when it is not there."""

    def has(self, name: str) -> bool:
        """Tell whether both sizes are there."""

    def keep_only(self, names: Collection[str]) -> None:
        """Let go of every other picture."""


UNKNOWN = "unknown"
"""The code of a mail that was handed over and not confirmed: it may arrive."""

SERVER_CODES = frozenset({"unreachable", "no-tls", "login", "sender"})
"""The codes of what is wrong with a mail server itself: the next recipient would fare no better."""


class Mailer(Protocol):
    """A mail server."""

    def send(self, recipient: str, message: bytes, handing_over: Callable[[], None]) -> Failure | None:
        """Send a whole message to one address; `None` when the server took it. `handing_over` is called before its first byte leaves."""


class Outbox(Protocol):
    """Who got a letter. Each note lasts before the method returns."""

    def reached(self) -> Mapping[str, bool]:
        """Return by recipient: true for who has the letter, false for whose mail was handed over and never confirmed."""

    def begin(self, recipient: str) -> None:
        """Note that a recipient's mail is about to be handed over."""

    def finish(self, recipient: str, *, taken: bool) -> None:
        """Note whether the server took it."""


class Store(Protocol):
    """What a hub remembers. Every `save_` method is one transaction: all of it lasts, or none of it."""

    # collect
    def memories(self) -> dict[str, Memory]:
        """Return what each source told us last time, by source address."""

    def ledger(self, identities: Collection[str]) -> dict[str, tuple[Item, ...]]:
        """Return the ledger's rows for these addresses, whichever source found them, oldest first."""

    def known_articles(self, ids: Collection[str]) -> frozenset[str]:
        """Return those of the ids that are stored articles."""

    def pending(self, now: datetime) -> tuple[Item, ...]:
        """Return the quarantined items that are due for another try; one without a time is never due."""

    def save_collected(self, *visits: Collected) -> None:
        """Write sources' visits, all of them or none: of each its memory, its items' outcomes, its new articles.

        A stored article stays as it is, unless no story holds it yet and the new version `precedes` it, or it is among the `revised`.
        """

    def save_reread(self, articles: Collection[Article]) -> None:
        """Put articles, as another look at their pages left them, in place of what is stored of them; unknown ones are passed over."""

    # curate
    def reread(self) -> frozenset[str]:
        """Return the ids of the articles that a second look changed since the last completed curation."""

    def arrivals(self) -> tuple[Article, ...]:
        """Return the stored articles that no story holds yet, in order of publication, then id."""

    def window(self, spans: Collection[tuple[datetime, datetime]]) -> Window:
        """Return the unmerged stories whose coverage touches any of the spans, with their articles."""

    def latest(self, before: datetime, limit: int) -> tuple[Article, ...]:
        """Return the articles published before this moment, the latest ones, at most so many, in order of publication, then id."""

    def stories_between(self, first: datetime, last: datetime) -> tuple[Story, ...]:
        """Return the unmerged stories whose coverage touches this span, ends included, in order of id."""

    def paces(self, first: datetime, last: datetime) -> tuple[Pace, ...]:
        """Return how widely published stories were told that began within this span, its end left out, by topic and hour of the week.

        They are the unmerged ones with a `peak`, under the `topic` that they hold, in order of topic and hour.
        """

    def stories(self, ids: Collection[str]) -> tuple[Story, ...]:
        """Return the stories with these ids, absorbed ones included."""

    def stories_of(self, articles: Collection[str]) -> dict[str, str]:
        """Return the id of the story that holds each of these articles."""

    def articles(self, ids: Collection[str]) -> dict[str, Article]:
        """Return the articles with these ids."""

    def receipts(self, articles: Collection[str]) -> dict[str, Receipt]:
        """Return the receipts of these articles."""

    def picture_counts(self, urls: Collection[str]) -> dict[str, int]:
        """Return on how many differently titled articles of one publisher each of these pictures stands at most."""

    def domains(self, domains: Collection[str]) -> frozenset[str]:
        """Return those of these registrable domains that articles come from."""

    def pictured(self, urls: Collection[str]) -> frozenset[str]:
        """Return the ids of the articles on which one of these pictures stands."""

    def taken_paths(self, paths: Collection[str]) -> frozenset[str]:
        """Return those of the record paths that a story already has, compared without case."""

    def settings(self) -> str:
        """Return the fingerprint of the settings that the last curation was made under; empty before the first."""

    def judged_at(self) -> datetime | None:
        """Return the time of the last completed curation; `None` before the first."""

    def save_curated(self, curated: Curated) -> None:
        """Write one curation: its stories, its receipts, the settings it was made under."""

    # pictures
    def kept(self, urls: Collection[str]) -> dict[str, Kept]:
        """Return what became of these pictures; those that were never wanted are left out."""

    def every_kept(self) -> tuple[Kept, ...]:
        """Return what became of every picture, in no particular order."""

    def save_kept(self, kept: Collection[Kept]) -> None:
        """Remember what became of pictures, in place of what was known of them."""

    # publish and look
    def each_story(self) -> Iterator[Story]:
        """Yield every story, absorbed ones included, in order of id, without holding them all in memory."""

    def story_ids(self, prefix: str, limit: int) -> tuple[str, ...]:
        """Return the ids of stories that begin like this, absorbed ones included, in order, at most so many."""

    def merged(self) -> tuple[Story, ...]:
        """Return every story that another one took over, in order of id."""

    def absorbed(self, heirs: Collection[str]) -> tuple[Story, ...]:
        """Return the stories that one of these stories took over itself, in order of id."""

    def story_at(self, path: str) -> Story | None:
        """Return the story whose record has this file name."""

    def find(self, identity: str) -> tuple[Item, ...]:
        """Return the ledger's rows of one address, oldest first."""

    def ledger_between(self, first: datetime, last: datetime) -> Iterator[Item]:
        """Yield the ledger's rows that came to their outcome within this span, ends included, the oldest first, without holding all."""

    def tallies(self, day: date) -> dict[str, Tally]:
        """Return what the visits of one day (UTC) came to, by source; each visit counts once, however often it is saved."""

    def last_report(self, rank: int) -> datetime | None:
        """Return when the story of this rank by its last report, the latest first, had that report; `None` when there are fewer stories.

        Absorbed stories count too.
        """

    def counts(self, since: datetime | None = None) -> dict[str, int]:
        """Return how many `articles`, `stories` (unmerged), `redirects`, `published` stories, `sources` and each outcome's items there are.

        A redirect is what is left of an absorbed story that had a record. With `since`, stories, redirects and published ones are
        those with a report from then on.
        """

    def revision(self) -> int:
        """Return a number that grows with every write that could change what is published."""

    def published(self) -> str:
        """Return the fingerprint that the last completed publishing left; empty before the first."""

    def save_published(self, fingerprint: str, before: int = 0) -> None:
        """Remember that publishing completed under this fingerprint, and took in all that was written before this revision."""

    def stale(self, passed: Collection[tuple[datetime, datetime]], titles: int) -> frozenset[str]:
        """Return the stories that may be published otherwise than by the last completed publishing.

        They are those that were written since, or absorbed one that was, or show an article that was: of their own, or as a theme; and
        those whose last report, or a theme, lies in one of the spans `passed` (from, before). An article also counts as written when a
        copy of its picture or of its publisher's logo came or went, or when it has come to share its excerpt or a picture with so many
        `titles`.
        """

    def common_excerpts(self, articles: Collection[str], titles: int) -> frozenset[str]:
        """Return those of these articles whose excerpt stands under so many different titles of their publisher: it describes the site."""

    # politeness
    def robots(self) -> dict[str, tuple[str, datetime]]:
        """Return the stored robots.txt texts by origin, with the time each was read."""

    def save_robots(self, rules: dict[str, tuple[str, datetime]]) -> None:
        """Remember robots.txt texts by origin."""

    def close(self) -> None:
        """Let go of the store's resources."""
