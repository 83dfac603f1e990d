"""Mail that leaves: one server, one mail after the other, each to one recipient.

What went wrong is told by recipient, and by whether the mail was out of our hands by then: a mail that the server has as a whole, but
did not confirm, may arrive, and must not be sent again.
"""

from collections.abc import Callable, Iterator
import re
from smtplib import SMTP, SMTP_SSL, SMTPException, SMTPResponseException, SMTPServerDisconnected
import ssl
from time import monotonic, sleep
from typing import Literal, Self

from msgspec import Struct

from newsloom.ports import UNKNOWN
from newsloom.text import one_line
from newsloom.types import Failure

TIMEOUT = 60.0
"""Seconds for a connection and for each answer but the last. RFC 5321 section 4.5.3.2 allows five minutes; a server that
takes one for a greeting is in trouble."""

PATIENCE = 600.0
"""Seconds for the answer after the mail's end (RFC 5321 section 4.5.3.2.6): giving up earlier leaves a mail of which nobody knows."""

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SUBMISSION, _IMPLICIT, _PORTS = 587, 465, 65_535
"""RFC 6409 and RFC 8314: submission with STARTTLS, and with TLS from the first byte."""

_DONE, _GO_ON, _LATER, _NEVER = 2, 3, 4, 5
"""First digits of answers, by which also those are read that nobody foresaw (RFC 5321 section 4.2.1)."""

_CLOSING = 421
_SERVER = re.compile(r"([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(\d{1,5}))?")
_DOT = re.compile(rb"^\.", re.MULTILINE)
_SAID = 200


class Server(Struct, frozen=True):
    """A server that takes mail. `tls` is `starttls`, `implicit`, or empty for a server on this machine alone."""

    host: str
    port: int
    tls: Literal["starttls", "implicit", ""]


class Login(Struct, frozen=True):
    """What opens a server."""

    username: str
    password: str


def server(text: str) -> Server | None:
    """Read `host` or `host:port`; `None` for anything else.

    Every server beyond this machine must speak TLS: from the first byte on port 465, by STARTTLS on all others.

    Example:
        >>> server("mail.example.org")
        Server(host='mail.example.org', port=587, tls='starttls')
        >>> server("localhost:25"), server("mail.example.org:465").tls, server("mail.example.org:smtp")
        (Server(host='localhost', port=25, tls=''), 'implicit', None)
    """
    found = _SERVER.fullmatch(text)
    port = int(found[2] or _SUBMISSION) if found else 0
    if not found or not 0 < port <= _PORTS:
        return None
    host = found[1].strip("[]").lower()
    return Server(host, port, "" if host in _LOOPBACK else "implicit" if port == _IMPLICIT else "starttls")


def without_login(text: str) -> str:
    """Return what somebody wrote for a server without what stands before an @, which is a login where it does not belong.

    Example:
        >>> without_login("smtps://ann:s3cret@mail.example.org:465"), without_login("mail.example.org:smtp")
        ('…@mail.example.org:465', 'mail.example.org:smtp')
    """
    _, at, host = text.rpartition("@")
    return f"…@{host}" if at else text


class _FatalError(Exception):
    """The server cannot be used, as a code and a reason."""


class Post:
    """A server as mails are sent through it: connected when the first one goes, and anew when the connection broke.

    Args:
        server: where it is.
        sender: the address that mails come from, which is told of those that cannot be delivered.
        login: what opens the server; `None` where nothing does.
        pause: seconds from one mail's beginning to the next one's.
        context: whose certificates are believed; the system's when left out.
    """

    def __init__(
        self, server: Server, sender: str, login: Login | None = None, pause: float = 0.0, context: ssl.SSLContext | None = None
    ) -> None:
        self._server, self._sender, self._login, self._pause = server, sender, login, pause
        self._context = context or ssl.create_default_context()
        self._talk: SMTP | None = None
        self._due = 0.0

    def send(self, recipient: str, message: bytes, handing_over: Callable[[], None]) -> Failure | None:
        """Send a whole message to one address; `None` when the server took it.

        Args:
            recipient: the address, in plain letters.
            message: with lines that end with CR LF.
            handing_over: called when the server is about to be given the message, before the first byte of it.
        """
        if (wait := self._due - monotonic()) > 0:
            sleep(wait)
        self._due = monotonic() + self._pause
        failure = self._attempt(recipient, message, handing_over)
        # A server that closes after so many mails, or after a pause, takes the next one on a new connection.
        return self._attempt(recipient, message, handing_over) if failure and failure.code == "dropped" else failure

    def _attempt(self, recipient: str, message: bytes, handing_over: Callable[[], None]) -> Failure | None:
        handed = False
        try:
            talk = self._connected()
            for wanted, (code, said) in self._envelope(talk, recipient):
                if code // 100 != wanted:
                    return self._refused(recipient, code, said)
            handing_over()
            handed = True
            talk.send(_DOT.sub(b"..", message) + b".\r\n")
            if talk.sock:
                talk.sock.settimeout(PATIENCE)
            code, said = talk.getreply()
            if talk.sock:
                talk.sock.settimeout(TIMEOUT)
            return self._ended(recipient, code, said)
        except _FatalError as error:
            self._drop()
            return _failure(recipient, *map(str, error.args))
        except (SMTPException, OSError) as error:
            self._drop()
            if handed:
                return _failure(recipient, UNKNOWN, "the connection broke after the mail was handed over; it may or may not have arrived")
            return _failure(recipient, "dropped", f"the connection broke ({_words(error)}); it will be tried again by the next run")

    def _envelope(self, talk: SMTP, recipient: str) -> Iterator[tuple[int, tuple[int, bytes]]]:
        """Say who sends and who gets, as long as somebody wants the next answer; it comes with the digit that it should begin with."""
        code, said = talk.mail(self._sender)
        if code // 100 == _NEVER:
            reason = f"{self._server.host} takes no mail from {self._sender} ({code} {_plain(said)}); check `from` and `username`"
            raise _FatalError("sender", reason)
        yield _DONE, (code, said)
        yield _DONE, talk.rcpt(recipient)
        yield _GO_ON, talk.docmd("DATA")

    def _ended(self, recipient: str, code: int, said: bytes) -> Failure | None:
        """Return what became of a mail that the server has as a whole."""
        if code // 100 == _DONE:
            return None
        if code // 100 in (_LATER, _NEVER):
            return self._refused(recipient, code, said)
        self._drop()
        return _failure(recipient, UNKNOWN, "the server's answer to the mail makes no sense; it may or may not have arrived")

    def _refused(self, recipient: str, code: int, said: bytes) -> Failure:
        if code == _CLOSING:
            self._drop()
            return _failure(recipient, "dropped", "the server closed the connection; it will be tried again by the next run")
        try:
            if self._talk:
                self._talk.rset()
        except (SMTPException, OSError):  # some hang up behind a refusal, which is one all the same
            self._drop()
        for_good = code // 100 == _NEVER
        later = "; take the address off the list, or ask its owner" if for_good else "; it will be tried again by the next run"
        return _failure(recipient, "refused" if for_good else "deferred", f"the server said {code} {_plain(said)}{later}")

    def _connected(self) -> SMTP:
        if self._talk is None:
            self._talk = self._connect()
        return self._talk

    def _connect(self) -> SMTP:
        where, talk = self._server, None
        try:
            talk = self._reach()
            self._secure(talk)
        except (SMTPException, OSError, UnicodeError) as error:  # the last where a name has no letters between two dots
            if talk:
                talk.close()
            reason = f"{where.host}:{where.port} cannot be reached ({_words(error)}); check its name and port"
            raise _FatalError("unreachable", reason) from None
        self._open(talk)
        return talk

    def _reach(self) -> SMTP:
        where, hello = self._server, self._sender.rpartition("@")[2]  # smtplib would look up this machine's own name, which takes its time
        if where.tls == "implicit":
            return SMTP_SSL(where.host, where.port, local_hostname=hello, timeout=TIMEOUT, context=self._context)
        return SMTP(where.host, where.port, local_hostname=hello, timeout=TIMEOUT)

    def _secure(self, talk: SMTP) -> None:
        talk.ehlo_or_helo_if_needed()
        if self._server.tls != "starttls":
            return
        if not talk.has_extn("starttls"):
            talk.close()
            advice = "and the letter would go in the clear; use its port 465, or another server"
            raise _FatalError("no-tls", f"{self._server.host} speaks no TLS, {advice}")
        talk.starttls(context=self._context)
        talk.ehlo()

    def _open(self, talk: SMTP) -> None:
        if self._login is None:
            return
        try:
            talk.login(self._login.username, self._login.password)
        except UnicodeError:  # smtplib's, whose own words would name a letter of the password
            talk.close()
            raise _FatalError("login", "a user name and a password can only have plain letters here (ASCII); choose others") from None
        except (SMTPException, OSError, ValueError) as error:  # the last where a challenge is no base64
            talk.close()
            reason = f"{self._server.host} did not let us in ({_words(error)}); check `username` and the password"
            raise _FatalError("login", reason) from None

    def _drop(self) -> None:
        if self._talk is not None:
            self._talk.close()
            self._talk = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._talk is None:
            return
        try:
            if kind is None:  # in the middle of a mail no server would answer
                self._talk.quit()
        except (SMTPException, OSError):
            pass
        self._drop()


def _failure(recipient: str, code: str, reason: str) -> Failure:
    return Failure(stage="send", subject=recipient, code=code, reason=reason, transient=code not in ("refused", UNKNOWN))


def _words(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_plain(error.smtp_error)}"
    if isinstance(error, SMTPServerDisconnected):
        return "the server hung up"
    return one_line(str(error))[:_SAID] or type(error).__name__


def _plain(said: bytes | str) -> str:
    return one_line(said.decode("utf-8", "replace") if isinstance(said, bytes) else said)[:_SAID]
