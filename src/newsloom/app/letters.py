"""Letters: those that a hub writes, how they are shown, and the server that they go by."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path

from newsloom.app.searching import shown
from newsloom.clock import SystemClock
from newsloom.errors import DataError, HubError
from newsloom.flows.deciding import standing
from newsloom.flows.newsletter import still_shown, written
from newsloom.flows.outputs import Output
from newsloom.flows.retention import limits
from newsloom.hub import Hub
from newsloom.hub.newsletter import Newsletter, zone_named
from newsloom.net.smtp import Login, Post, server, without_login
from newsloom.ports import Clock, Store
from newsloom.render.letter import Letter, LetterRenderer, Sender, last_span, mail, plain, since
from newsloom.render.letter.archive import Kept
from newsloom.render.site.pages import Pages
from newsloom.sink.directory import DirectorySink
from newsloom.sink.letters import LetterFolder
from newsloom.types import Edition


class Letters:
    """The letters of a hub.

    Args:
        hub: its settings.
        store: its memory.
        clock: tells until when stories are kept.
    """

    def __init__(self, hub: Hub, store: Store, clock: Clock) -> None:
        self._hub, self._store, self._clock = hub, store, clock

    @cached_property
    def folder(self) -> LetterFolder:
        """Where the letters that the hub wrote are kept."""
        return LetterFolder(self._hub.state / "newsletters")

    def last(self, now: datetime) -> Letter | None:
        """Return the letter of the last day or week that is over, as it may be shown now; `None` when it has nothing to say.

        One that is kept already is that one; any other is made now, from where the last one ended, and nothing is written.

        Raises:
            HubError: the hub writes no letters.
        """
        letter = self._due(now)
        decisions = standing(self._store, self._hub.decisions, now).decisions
        shown = still_shown(self._store, [letter], decisions=decisions)[0].letter if letter else None
        return shown if shown and shown.pieces else None

    def _due(self, now: datetime) -> Letter | None:
        settings, kept = _newsletter(self._hub), self.folder.kept()
        span = last_span(now, settings.at, zone_named(settings.zone), settings.weekday)
        earlier = [one for one in kept if one.end <= now]
        last = earlier[-1] if earlier else None
        if last and last.day >= span.day:
            return last
        if any(one.start < span.end <= one.end for one in kept):  # a later letter has told that time, or days end earlier now
            return None
        span = since(span, last.end) if last else span
        return written(self._store, self._hub.view(), span, settings.size, earlier)

    def mail(self, letter: Letter) -> bytes:
        """Return a letter's mail, without its recipient."""
        return mail(letter, self._hub.view(), self._sender, Pages(self._hub.templates))

    def text(self, letter: Letter) -> str:
        """Return a letter as text."""
        hub = self._hub.view()
        return plain(letter, hub, Pages(self._hub.templates).words(hub), self._sender.leave)

    def keep(self, letter: Letter) -> Path:
        """Keep a letter for good, with its page in the site; return the file of its mail.

        Raises:
            DataError: its time is not over, neither here nor where the hub was last: it would stay without what is still to come.
        """
        known = self._store.judged_at()
        if letter.end > max(SystemClock().now(), known or letter.start):
            end = f"{letter.end:%Y-%m-%d %H:%M} UTC"
            raise DataError(f"--as-of: the letter of {letter.day} is of a time that ends only at {end}; look at it with --dry-run")
        file = self.folder.keep(letter, self.mail(letter))
        edition = Edition(hub=shown(self._hub), as_of=letter.end, stories=())
        self._sink.swap(self._renderer.pages(edition))
        return file

    def outputs(self) -> tuple[Output, ...]:
        """Return the letters' pages as an output of their own, so that a new letter costs no look at the whole site."""
        return (Output(renderers=(self._renderer,) if self._hub.newsletter else (), sink=self._sink),)

    @property
    def _renderer(self) -> LetterRenderer:
        kept = limits(self._store, self._hub.publish.retention, self._clock.now()).kept
        return LetterRenderer(partial(_archived, self._store, self.folder, kept), self._hub.templates)

    @property
    def _sink(self) -> DirectorySink:
        return DirectorySink(self._hub.site, self._hub.state / "letters.manifest")

    @property
    def _sender(self) -> Sender:
        settings = _newsletter(self._hub)
        return Sender(mailbox=settings.mailbox, leave=settings.leave, subject=settings.subject)


def post(hub: Hub, smtp: str, environment: Mapping[str, str]) -> Post:
    """Return the server that a hub's letters go by.

    Args:
        hub: its settings.
        smtp: a server as `host:port`, in place of the hub's; empty for the hub's.
        environment: holds the password.

    Raises:
        HubError: something that sending needs is not said; the text says what and where.
    """
    settings = _newsletter(hub)
    where, own, variable = server(smtp) if smtp else settings.server, settings.mailbox, settings.password_env
    if where is None and smtp:
        raise HubError((f"--smtp:1: {without_login(smtp)!r} is no mail server; write HOST or HOST:PORT",))
    if where is None:
        raise HubError(
            ('hub.toml:1: no server takes the letter; add `smtp = "mail.example.org"` to [newsletter], or say --smtp HOST:PORT',)
        )
    if own is None:
        raise HubError(('hub.toml:1: the letter is from nobody; add `from = "Name <news@example.org>"` to [newsletter]',))
    if variable and not environment.get(variable):
        raise HubError((f"hub.toml:1: the environment has no {variable}, the mail server's password; set that variable and run again",))
    login = Login(settings.username, environment[variable]) if variable else None
    return Post(where, own.address, login, 60 / settings.per_minute)


def _archived(store: Store, letters: LetterFolder, kept: datetime | None) -> Sequence[Kept]:
    return still_shown(store, letters.kept(), kept)


def _newsletter(hub: Hub) -> Newsletter:
    if hub.newsletter is None:
        advice = 'add a table [newsletter] with `every = "day"` or `every = "week"`'
        raise HubError((f"hub.toml:1: this hub writes no newsletter; {advice}",))
    return hub.newsletter
