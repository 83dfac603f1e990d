"""[newsletter] of hub.toml: which letters the hub writes, who they are from, and by which server they go."""

from datetime import UTC, time, tzinfo
import re
from urllib.parse import quote
from zoneinfo import ZoneInfo

from msgspec import Struct

from newsloom.hub.logins import NAME
from newsloom.hub.table import Table
from newsloom.net.smtp import Server, server, without_login
from newsloom.render.letter.addresses import Mailbox, mailbox
from newsloom.render.letter.mail import PLACES
from newsloom.render.letter.spans import DAYS
from newsloom.urls import absolute, wire

LONGEST = 40
"""Stories in a letter at most: with long excerpts and names, about that many fit into a mail that no service cuts off."""

PER_MINUTE = 30
"""Mails a minute where a hub does not say: what Exchange Online takes of one mailbox (its "message rate limit")."""

FASTEST = 6_000

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_PLACE = re.compile(r"\{\w{0,20}\}|[{}]")


class Newsletter(Struct, frozen=True, kw_only=True):
    """What [newsletter] says. `weekday` is the day on which weekly letters end, `None` for a letter a day."""

    weekday: int | None = None
    at: time = time(7)
    zone: str = "UTC"
    size: int = 12
    mailbox: Mailbox | None = None
    subject: str = "{hub}: {lead}"
    leave: str = ""
    server: Server | None = None
    username: str = ""
    password_env: str = ""
    per_minute: int = PER_MINUTE


def read_newsletter(table: Table) -> Newsletter:
    """Return [newsletter], and note what is wrong with it."""
    weekday = _weekday(table)
    own = _from(table)
    letter = Newsletter(
        weekday=weekday,
        at=_at(table),
        zone=_zone(table),
        size=table.whole("size", 12, 1, LONGEST),
        mailbox=own,
        subject=_subject(table),
        leave=_leave(table) or (_by_mail(own) if own else ""),
        server=_server(table),
        username=table.text("username"),
        password_env=table.text("password_env"),
        per_minute=table.whole("per_minute", PER_MINUTE, 1, FASTEST),
    )
    _check_login(table, letter)
    table.finish()
    return letter


def _weekday(table: Table) -> int | None:
    every = table.choice("every", "day", ("day", "week", *DAYS))
    return None if every == "day" else 0 if every == "week" else DAYS.index(every)


def _at(table: Table) -> time:
    text = table.text("at", "07:00", ', such as "07:00"')
    if not _TIME.fullmatch(text):
        table.problem("at", f'`at = "{text}"` is no time of day; write hours and minutes, such as "07:00"')
        return time(7)
    return time.fromisoformat(text)


def _zone(table: Table) -> str:
    name = table.text("zone", "UTC")
    try:
        zone_named(name)
    except (OSError, ValueError, LookupError):  # what the file system and the database of zones think of a name that is none
        table.problem("zone", f'`zone = "{name}"` is no time zone that this machine knows; write one such as "Europe/Berlin" or "UTC"')
        return "UTC"
    return name


def zone_named(name: str) -> tzinfo:
    """Return a time zone; UTC also on a machine without a database of zones.

    Raises:
        LookupError, ValueError, OSError: there is none of this name.
    """
    return UTC if name == "UTC" else ZoneInfo(name)


def _from(table: Table) -> Mailbox | None:
    text = table.text("from")
    found = mailbox(text) if text else None
    if text and not found:
        table.problem("from", f'`from = "{text}"` is no mail address; write "news@example.org" or "Name <news@example.org>"')
    return found


def _subject(table: Table) -> str:
    text = table.text("subject", "{hub}: {lead}")
    known = [f"{{{place}}}" for place in PLACES]
    wrong = next((found for found in _PLACE.findall(_without(text, known))), "")
    if wrong:
        table.problem("subject", f"`subject` has {wrong}, for which nothing is put in; known are {', '.join(known)}")
    return text or "{hub}: {lead}"


def _without(text: str, known: list[str]) -> str:
    for place in known:
        text = text.replace(place, "")
    return text


def _leave(table: Table) -> str:
    text = table.text("unsubscribe")
    if found := mailbox(text) if text else None:
        return _by_mail(found)
    if text and not absolute(text):
        table.problem("unsubscribe", f'`unsubscribe = "{text}"` is neither a web address nor a mail address; write one of them')
        return ""
    return wire(text)


def _by_mail(own: Mailbox) -> str:
    return f"mailto:{quote(own.address, safe='@')}?subject=unsubscribe"


def _server(table: Table) -> Server | None:
    text = table.text("smtp")
    found = server(text) if text else None
    if text and not found:
        said = without_login(text)
        advice = 'write its name, and a port where it is not 587: "mail.example.org:465"'
        login = "" if said == text else "; a login is said by `username` and `password_env`"
        table.problem("smtp", f'`smtp = "{said}"` is no mail server; {advice}{login}')
    return found


def _check_login(table: Table, letter: Newsletter) -> None:
    if bool(letter.username) != bool(letter.password_env):
        there, missing = ("username", "password_env") if letter.username else ("password_env", "username")
        table.problem(there, f"`username` and `password_env` belong together; add `{missing}`")
    if letter.password_env and not NAME.fullmatch(letter.password_env):
        table.problem("password_env", '`password_env` is no name of a variable; write the one that holds the password: "SMTP_PASSWORD"')
