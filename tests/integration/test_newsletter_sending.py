"""A letter by real SMTP, on loopback: each recipient once and alone, whatever the server does."""

import asyncio
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
import email
from email import policy
from html import unescape
import re
import ssl
from threading import Thread

from aiosmtpd.smtp import SMTP, AuthResult
import msgspec
import pytest
from tests.unit.test_flows_newsletter import HOUR, tell
import trustme
import typer

from newsloom.cli.newsletter import newsletter
from newsloom.cli.publish import publish
from newsloom.errors import DataError, HubError
from newsloom.flows.newsletter import BATCH, deliver
from newsloom.flows.reports import Silence
from newsloom.net.smtp import Login, Post, Server
from newsloom.render.letter.addresses import Mailbox
from newsloom.sink.letters import LetterFolder, SentFile
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import NOW
from newsloom.types import Curated

pytestmark = pytest.mark.loopback

SENDER = "letters@hub.example"
MAIL = b"From: letters@hub.example\r\nSubject: x\r\n\r\n.a line that begins with a dot\r\n..two\r\nend\r\n"
PEOPLE = [Mailbox("", f"p{n}@x.example") for n in range(4)]


class Handler:
    """A mailbox for all: keeps what arrives, and does to some recipients what it is told to."""

    def __init__(self, refused=(), dropped=(), swallowed=(), deferred=(), answer="250 OK", sender="250 OK"):
        self.refused, self.dropped, self.swallowed, self.deferred = refused, list(dropped), swallowed, deferred
        self.answer, self.sender, self.arrived = answer, sender, []

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        envelope.mail_from = address
        return self.sender

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address in self.refused:
            return "550 no such user"
        if address in self.deferred:
            return "451 come back later"
        if address in self.dropped:
            self.dropped.remove(address)
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - likewise
        self.arrived.append((tuple(envelope.rcpt_tos), envelope.content))
        if envelope.rcpt_tos[0] in self.swallowed:
            server.transport.abort()
        return self.answer

    @property
    def reached(self):
        return [to for (to,), _ in self.arrived]


@contextmanager
def serving(handler, tls="", hidden=None, **options):
    """Serve SMTP on a free port of loopback; with `hidden`, a context, by TLS from the first byte."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    made = loop.create_server(lambda: SMTP(handler, loop=loop, **options), "127.0.0.1", 0, ssl=hidden)
    server = asyncio.run_coroutine_threadsafe(made, loop).result(10)
    try:
        yield Server("localhost" if tls else "127.0.0.1", server.sockets[0].getsockname()[1], tls)
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


def send(where, folder, people=PEOPLE, mail=MAIL, **options):
    with Post(where, SENDER, **options) as mailer:
        return deliver(lambda: mail, people, SentFile(folder / "day.sent"), mailer, Silence())


def test_each_recipient_gets_the_letter_once_alone_and_whole(tmp_path):
    handler = Handler()
    with serving(handler) as where:
        first, again = send(where, tmp_path), send(where, tmp_path, [*PEOPLE, Mailbox("", "new@x.example")])
    assert (first.sent, first.already, first.failed) == (4, 0, ())
    assert (again.sent, again.already, again.failed) == (1, 4, ())
    assert handler.reached == [one.address for one in PEOPLE] + ["new@x.example"]
    for (to,), content in handler.arrived:
        assert content == b"To: " + to.encode() + b"\r\n" + MAIL


def test_refused_recipient_is_told_and_keeps_nobody_from_the_letter(tmp_path):
    handler = Handler(refused=("p1@x.example",), deferred=("p2@x.example",))
    with serving(handler) as where:
        done = send(where, tmp_path)
        assert [(one.subject, one.code, one.transient) for one in done.failed] == [
            ("p1@x.example", "refused", False),
            ("p2@x.example", "deferred", True),
        ]
        assert done.failed[0].reason == "the server said 550 no such user; take the address off the list, or ask its owner"
        handler.deferred = ()
        again = send(where, tmp_path)
    assert (done.sent, again.sent, again.already) == (2, 1, 2)
    assert handler.reached == ["p0@x.example", "p3@x.example", "p2@x.example"]


def test_connection_that_breaks_before_the_mail_left_is_made_anew(tmp_path):
    handler = Handler(dropped=("p1@x.example",))
    with serving(handler) as where:
        assert send(where, tmp_path).sent == 4
    assert handler.reached == [one.address for one in PEOPLE]


def test_server_that_breaks_every_connection_is_left_alone_and_the_next_run_goes_on(tmp_path):
    handler = Handler(dropped=[one.address for one in PEOPLE for _ in range(2)])
    with serving(handler) as where:
        done = send(where, tmp_path)
        assert ([one.code for one in done.failed], done.left, done.stopped) == (["dropped"] * 3, 1, True)
        handler.dropped.clear()
        assert send(where, tmp_path).sent == 4
    assert sorted(handler.reached) == [one.address for one in PEOPLE]


def test_mail_that_was_handed_over_without_an_answer_is_told_and_never_sent_again(tmp_path):
    handler = Handler(swallowed=("p1@x.example",))
    with serving(handler) as where:
        first, again = send(where, tmp_path), send(where, tmp_path)
    assert [(one.subject, one.code) for one in first.failed] == [("p1@x.example", "unknown")]
    assert [(one.subject, one.code) for one in again.failed] == [("p1@x.example", "unknown")]
    assert (first.sent, again.sent, again.already) == (3, 0, 3)
    assert handler.reached == [one.address for one in PEOPLE]


@pytest.mark.parametrize(("answer", "sent"), [("252 taken, more or less", 4), ("299 odd", 4), ("354 go on", 0), ("hello there", 0)])
def test_odd_answer_to_a_mail_never_brings_it_twice(tmp_path, answer, sent):
    """What begins with 2 is a yes (RFC 5321 section 4.2.1); of what is neither yes nor no, nobody knows."""
    handler = Handler(answer=answer)
    with serving(handler) as where:
        first, again = send(where, tmp_path), send(where, tmp_path)
    assert (first.sent, again.sent) == (sent, 0)
    assert {one.code for one in first.failed} <= {"unknown"}
    assert handler.reached == [one.address for one in PEOPLE]


def test_server_that_breaks_behind_every_mail_is_left_alone_after_three(tmp_path):
    handler = Handler(swallowed=[one.address for one in PEOPLE])
    with serving(handler) as where:
        done = send(where, tmp_path)
    assert ([one.code for one in done.failed], done.left) == (["unknown"] * 3, 1)


def test_refusal_before_a_server_hangs_up_is_a_refusal_and_nothing_is_tried_again(tmp_path):
    class Leaving(Handler):
        async def handle_RSET(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
            server.transport.abort()
            return "250 OK"

    handler = Leaving(refused=[one.address for one in PEOPLE[1:]])
    with serving(handler) as where:
        done = send(where, tmp_path)
    assert ([one.code for one in done.failed], done.sent, done.left) == (["refused"] * 3, 1, 0)


def test_server_that_takes_nothing_of_the_sender_is_left_alone_and_no_reader_is_blamed(tmp_path):
    with serving(Handler(sender="550 not yours")) as where:
        done = send(where, tmp_path)
    assert ([one.code for one in done.failed], done.left, done.stopped) == (["sender"], 3, True)
    reason = "127.0.0.1 takes no mail from letters@hub.example (550 not yours); check `from` and `username`"
    assert done.failed[0].reason == reason


@pytest.mark.parametrize("cut", range(8))
def test_crash_at_any_step_sends_to_nobody_twice(tmp_path, cut):
    """A process that ends at its n-th note, before or after writing it, leaves what the next one needs to know."""

    class Cut(SentFile):
        steps = 0

        def _note(self, step):
            Cut.steps += 1
            if Cut.steps == cut // 2 + 1 and cut % 2 == 0:
                raise KeyboardInterrupt
            super()._note(step)
            if Cut.steps == cut // 2 + 1:
                raise KeyboardInterrupt

    handler = Handler()
    with serving(handler) as where:
        with pytest.raises(KeyboardInterrupt), Post(where, SENDER) as mailer:
            deliver(lambda: MAIL, PEOPLE, Cut(tmp_path / "day.sent"), mailer, Silence())
        done = send(where, tmp_path)
    assert len(handler.reached) == len(set(handler.reached)) >= len(PEOPLE) - 1
    assert len(handler.reached) + len([one for one in done.failed if one.subject not in handler.reached]) == len(PEOPLE)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def test_letter_goes_by_starttls_with_a_login_and_never_without(tmp_path, authority):
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("localhost").configure_cert(theirs)
    authority.configure_trust(ours)

    def known(*said):
        auth = said[-1]
        return AuthResult(success=(auth.login, auth.password) == (b"ann", b"secret"), handled=False)

    options = {"tls_context": theirs, "require_starttls": True, "authenticator": known, "auth_required": True}
    with serving(handler := Handler(), "starttls", **options) as where:
        wrong = send(where, tmp_path, login=Login("ann", "guess"), context=ours)
        assert ([one.code for one in wrong.failed], wrong.left, wrong.stopped) == (["login"], 3, True)
        assert "guess" not in wrong.failed[0].reason
        stranger = send(where, tmp_path, login=Login("ann", "secret"))
        assert [one.code for one in stranger.failed] == ["unreachable"]
        assert send(where, tmp_path, login=Login("ann", "secret"), context=ours).sent == 4
    with serving(handler, "starttls") as where:
        bare = send(where, tmp_path / "other", login=Login("ann", "secret"))
    assert [one.code for one in bare.failed] == ["no-tls"]
    assert len(handler.arrived) == 4


def test_letter_goes_by_tls_from_the_first_byte_to_whom_the_certificate_names(tmp_path, authority):
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("localhost").configure_cert(theirs)
    authority.configure_trust(ours)
    with serving(handler := Handler(dropped=("p1@x.example",)), "implicit", theirs) as where:
        for wrong, context in ((where, None), (Server("127.0.0.1", where.port, "implicit"), ours)):
            stranger = send(wrong, tmp_path, context=context)
            assert ([one.code for one in stranger.failed], stranger.left) == (["unreachable"], 3)
        assert send(where, tmp_path, context=ours).sent == 4
    assert handler.reached == [one.address for one in PEOPLE]


def test_password_beyond_plain_letters_is_told_without_a_letter_of_it(tmp_path):
    with serving(Handler(), auth_require_tls=False, authenticator=lambda *_: AuthResult(success=True)) as where:
        done = send(where, tmp_path, login=Login("ann", "geheimnisvöll"))
    assert ([one.code for one in done.failed], done.left) == (["login"], 3)
    assert not any(part in done.failed[0].reason for part in ("geheim", "ö", "xf6", "position"))


def test_server_that_is_not_there_is_told_once(tmp_path):
    with serving(Handler()) as where:
        pass
    done = send(where, tmp_path)
    assert ([one.code for one in done.failed], done.left, done.stopped) == (["unreachable"], 3, True)
    nameless = send(Server("mail..example", 25, "starttls"), tmp_path)
    assert ([one.code for one in nameless.failed], nameless.left) == (["unreachable"], 3)
    assert not (tmp_path / "day.sent").exists()


def test_header_count_is_that_of_the_letter_for_every_recipient(tmp_path):
    handler = Handler()
    with serving(handler) as where:
        send(where, tmp_path, [Mailbox("Ann\r\nBcc: x@y.example", "ann@x.example"), Mailbox("🚀", "bob+news@x.example")])
    assert [email.message_from_bytes(content, policy=policy.default).keys() for _, content in handler.arrived] == [
        ["To", "From", "Subject"]
    ] * 2


HUB = """[hub]
title = "Space"
url = "https://hub.example"
[[topics]]
name = "Space"
keywords = ["rocket"]
"""
LETTERS = """[newsletter]
at = "12:00"
from = "Space letters <letters@hub.example>"
password_env = "NEWSLOOM_TEST_SMTP"
username = "ann"
"""


@pytest.fixture
def folder(tmp_path):
    """Return a hub with one story of the last day."""
    (tmp_path / "hub.toml").write_text(HUB + LETTERS.replace('password_env = "NEWSLOOM_TEST_SMTP"\nusername = "ann"\n', ""))
    (tmp_path / ".newsloom").mkdir()
    with closing(SqliteStore(tmp_path / ".newsloom" / "hub.db")) as store:
        tell(store, "a", 3)
    (tmp_path / "readers.txt").write_text("# crew\nann@x.example\nnobody\n")
    return tmp_path


def files(folder):
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_command_writes_the_letter_and_its_page_and_sends_it_once(folder, capsysbinary):
    readers = folder / "readers.txt"
    with serving(handler := Handler()) as where:
        for sent, already in ((1, 0), (0, 1)):
            newsletter(folder, NOW + HOUR, readers, f"{where.host}:{where.port}", json=True)
            told = msgspec.json.decode(capsysbinary.readouterr().out)
            assert (told["day"], told["stories"], told["sending"]["sent"], told["sending"]["already"]) == ("2026-01-05", 1, sent, already)
            assert told["list"] == [f"{readers}:3: this is no mail address; write name@example.com, one a line"]
    ((to,), content) = handler.arrived[0]
    kept = (folder / ".newsloom" / "newsletters" / "2026-01-05.eml").read_bytes()
    assert (to, content) == ("ann@x.example", b"To: ann@x.example\r\n" + kept)
    page = unescape((folder / "site" / "newsletters" / "2026-01-05.html").read_text("utf-8"))
    assert "Story a" in page
    assert "../stories/" in page
    written = files(folder)
    publish(folder, NOW + HOUR)
    assert set(written) <= set(files(folder))  # the site's own pages know nothing of the letters', and leave them where they are
    assert 'href="newsletters/index.html"' in (folder / "site" / "index.html").read_text("utf-8")


def test_dry_run_shows_the_letter_and_leaves_no_trace(folder, capsys):
    before = {file: (folder / file).stat().st_mtime_ns for file in files(folder)}
    newsletter(folder, NOW + HOUR, folder / "readers.txt", dry_run=True)
    shown = capsys.readouterr().out
    assert "1.  Story a" in shown
    assert "It would go to 1." in shown
    assert {file: (folder / file).stat().st_mtime_ns for file in files(folder)} == before


class Editor(Handler):
    """A mailbox beside which an editor takes stories down after the first mail, by a file of the desk alone."""

    def __init__(self, folder, *names):
        super().__init__()
        self.folder, self.names = folder, names

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if not self.arrived:
            (self.folder / "desk").mkdir(exist_ok=True)
            items = [
                address
                for name in self.names
                for address in (f"https://{name}.example/1", *(f"https://p{n}.example/{name}" for n in range(2)))
            ]
            (self.folder / "desk" / "law.toml").write_text(f'[[decision]]\ndo = "take-down"\nitems = {items}\nreason = "an order"\n')

        return await super().handle_DATA(server, session, envelope)


def tell_many(folder, *, mails=BATCH + 2):
    """Add a second story and as many readers, and a pace that no test waits for."""
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store:
        tell(store, "b", 3)
    (folder / "hub.toml").write_text((folder / "hub.toml").read_text() + "per_minute = 6000\n")
    (folder / "readers.txt").write_text("".join(f"p{n}@x.example\n" for n in range(mails)))


def test_what_is_taken_down_while_a_letter_is_sent_is_in_no_mail_of_the_next_batch(folder):
    tell_many(folder)
    with serving(handler := Editor(folder, "a")) as where:
        newsletter(folder, NOW + HOUR, folder / "readers.txt", f"{where.host}:{where.port}")
    parts = [email.message_from_bytes(content, policy=policy.default).get_body(("plain",)).get_content() for _, content in handler.arrived]
    assert [("Story a" in part, "Story b" in part) for part in parts] == [(True, True)] * BATCH + [(False, True)] * 2


def test_letter_of_which_everything_is_taken_down_goes_to_nobody_else(folder, capsys):
    tell_many(folder)
    with serving(handler := Editor(folder, "a", "b")) as where, pytest.raises(typer.Exit) as exit_:
        newsletter(folder, NOW + HOUR, folder / "readers.txt", f"{where.host}:{where.port}")
    assert (len(handler.arrived), exit_.value.exit_code) == (BATCH, 3)
    told = capsys.readouterr().out
    assert "everything that the letter tells was taken down; nobody else gets it" in told
    assert f"stopped    {BATCH} of {BATCH + 2} have the letter; the next run sends the others nothing of it" in told


def test_sending_that_stops_halfway_is_no_success_and_says_how_far_it_came(folder, capsys):
    tell_many(folder, mails=6)
    broken = [f"p{n}@x.example" for n in range(2, 5) for _ in range(2)]
    with serving(handler := Handler(dropped=broken)) as where, pytest.raises(typer.Exit) as exit_:
        newsletter(folder, NOW + HOUR, folder / "readers.txt", f"{where.host}:{where.port}")
    assert (handler.reached, exit_.value.exit_code) == (["p0@x.example", "p1@x.example"], 3)
    assert "stopped    2 of 6 have the letter; run again: it goes on with the others, and nobody gets it twice" in capsys.readouterr().out


def test_letter_of_a_time_that_is_not_over_is_shown_and_never_kept(folder, capsys):
    """It would stay without what is still to come. A hub that lives in another time, as the demo does, is asked how far it came."""
    later = (datetime.now(UTC) + timedelta(days=400)).replace(hour=13)
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store:
        tell(store, "later", at=later - 2 * HOUR)
    newsletter(folder, later, dry_run=True)
    assert "Story later" in capsys.readouterr().out
    with pytest.raises(DataError, match=r"of a time that ends only at .*; look at it with --dry-run"):
        newsletter(folder, later)
    assert not (folder / ".newsloom" / "newsletters").exists()
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store:
        store.save_curated(Curated(judged_at=later))
    newsletter(folder, later)
    assert len(LetterFolder(folder / ".newsloom" / "newsletters").kept()) == 1


def restated(folder, **keys):
    """Change keys of [newsletter]."""
    text = (folder / "hub.toml").read_text()
    for key, value in keys.items():
        text = re.sub(rf"(?m)^{key} = .*\n", "", text) + f'{key} = "{value}"\n'
    (folder / "hub.toml").write_text(text)


@pytest.mark.parametrize(
    ("before", "after", "spans"),
    [
        ({"at": "12:00"}, {"at": "18:00"}, [(24, 0), (30, 30)]),  # the letter of the same day is out: the next one is longer
        ({"at": "12:00"}, {"at": "06:00"}, [(24, 0), (18, 18)]),
        ({"at": "12:00"}, {"every": "thursday"}, [(24, 0), (72, 72)]),
        ({"at": "12:00", "every": "monday"}, {"every": "day"}, [(168, 0), (24, 24)]),
    ],
)
def test_letter_begins_where_the_last_one_ended_when_the_ends_of_days_move(folder, before, after, spans):
    restated(folder, **before)
    newsletter(folder, NOW + HOUR)
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store:
        for hours in range(3, 80, 6):
            tell(store, f"s{hours}", at=NOW + hours * HOUR)
    restated(folder, **after)
    for hours in range(2, 75, 4):
        newsletter(folder, NOW + hours * HOUR)
    first, second, *_ = LetterFolder(folder / ".newsloom" / "newsletters").kept()
    told = [(one.end - one.start, one.end - first.end) for one in (first, second)]
    assert told == [(length * HOUR, ended * HOUR) for length, ended in spans]


def test_letter_of_a_time_that_a_later_one_told_is_none(folder, capsys):
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store:
        tell(store, "next", at=NOW + 30 * HOUR)
    newsletter(folder, NOW + HOUR)
    newsletter(folder, NOW + 49 * HOUR)
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store:
        tell(store, "late", at=NOW + 20 * HOUR)
    capsys.readouterr()
    newsletter(folder, NOW + 25 * HOUR)
    assert "nothing new in this time" in capsys.readouterr().out
    assert [one.day.day for one in LetterFolder(folder / ".newsloom" / "newsletters").kept()] == [5, 7]


def test_day_without_news_has_no_letter(folder, capsys):
    newsletter(folder, NOW + timedelta(days=9))
    assert "nothing new in this time" in capsys.readouterr().out
    assert not (folder / ".newsloom" / "newsletters").exists()


def test_list_in_a_published_folder_is_refused(folder):
    (folder / "site").mkdir()
    (folder / "site" / "readers.txt").write_text("ann@x.example\n")
    with pytest.raises(DataError, match="this folder is published, and so would be every address"):
        newsletter(folder, NOW + HOUR, folder / "site" / "readers.txt")


@pytest.mark.parametrize(
    ("letters", "smtp", "advice"),
    [
        ("", "127.0.0.1:1", 'add a table \\[newsletter\\] with `every = "day"`'),
        ("[newsletter]\n", "127.0.0.1:1", "the letter is from nobody"),
        (LETTERS, "", "no server takes the letter"),
        (LETTERS, "127.0.0.1:smtp", "is no mail server; write HOST or HOST:PORT"),
        (LETTERS, "smtp://ann:s3cret@mail.example", "'…@mail.example' is no mail server"),
        (LETTERS, "127.0.0.1:1", "the environment has no NEWSLOOM_TEST_SMTP"),
    ],
)
def test_what_sending_lacks_is_told_before_anything_is_written(folder, letters, smtp, advice):
    (folder / "hub.toml").write_text(HUB + letters)
    with pytest.raises(HubError, match=advice):
        newsletter(folder, NOW + HOUR, folder / "readers.txt", smtp)
    assert not (folder / ".newsloom" / "newsletters").exists()
