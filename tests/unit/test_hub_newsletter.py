"""[newsletter]: what it says, and every mistake with its line and what to do."""

from datetime import time

import pytest

from newsloom import hub
from newsloom.errors import HubError
from newsloom.net.smtp import Server
from newsloom.render.letter.addresses import Mailbox

HUB = '[hub]\ntitle = "T"\n[[topics]]\nname = "AI"\nkeywords = ["ai"]\n[newsletter]\n'


def read(folder, lines):
    (folder / "hub.toml").write_text(HUB + lines)
    return hub.load(folder).newsletter


def test_hub_without_the_table_has_no_newsletter_and_shows_none(tmp_path):
    (tmp_path / "hub.toml").write_text(HUB.replace("[newsletter]", ""))
    loaded = hub.load(tmp_path)
    assert (loaded.newsletter, loaded.view().newsletter) == (None, False)


def test_empty_table_is_a_letter_a_day(tmp_path):
    letter = read(tmp_path, "")
    assert (letter.weekday, letter.at, letter.zone, letter.size, letter.mailbox, letter.leave) == (None, time(7), "UTC", 12, None, "")
    assert hub.load(tmp_path).view().newsletter


def test_every_key_is_read(tmp_path):
    letter = read(
        tmp_path,
        """every = "friday"
at = "17:30"
zone = "Europe/Berlin"
size = 8
from = "Letters <a?b@t.example>"
subject = "{hub} {day}"
smtp = "mail.t.example:465"
username = "u"
password_env = "P"
per_minute = 600
""",
    )
    assert (letter.weekday, letter.at, letter.zone, letter.size, letter.per_minute) == (4, time(17, 30), "Europe/Berlin", 8, 600)
    assert letter.mailbox == Mailbox("Letters", "a?b@t.example")
    assert letter.leave == "mailto:a%3Fb@t.example?subject=unsubscribe"
    assert letter.server == Server("mail.t.example", 465, "implicit")


@pytest.mark.parametrize(
    ("line", "leave"),
    [
        ('unsubscribe = "bye@t.example"', "mailto:bye@t.example?subject=unsubscribe"),
        ('unsubscribe = "https://t.example/l\u00e4nger?x=<y>"', "https://t.example/l%C3%A4nger?x=%3Cy%3E"),
    ],
)
def test_place_to_leave_is_an_address_of_mail_or_the_web_that_fits_a_header(tmp_path, line, leave):
    assert read(tmp_path, line).leave == leave


LOGIN = (
    '`smtp = "…@mail.example:465"` is no mail server; write its name, and a port where it is not 587: "mail.example.org:465"; '
    "a login is said by `username` and `password_env`"
)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('every = "dayly"', '`every = "dayly"` is unknown; did you mean `day`?'),
        ('at = "7"', '`at = "7"` is no time of day; write hours and minutes, such as "07:00"'),
        ('at = "24:00"', '`at = "24:00"` is no time of day; write hours and minutes, such as "07:00"'),
        ('zone = "Berlin"', '`zone = "Berlin"` is no time zone that this machine knows; write one such as "Europe/Berlin" or "UTC"'),
        (
            'zone = "../../etc/passwd"',
            '`zone = "../../etc/passwd"` is no time zone that this machine knows; write one such as "Europe/Berlin" or "UTC"',
        ),
        ("size = 0", "`size` is 0; it must be from 1 to 40"),
        ('from = "me"', '`from = "me"` is no mail address; write "news@example.org" or "Name <news@example.org>"'),
        ('subject = "{title}"', "`subject` has {title}, for which nothing is put in; known are {hub}, {day}, {lead}, {stories}"),
        ('unsubscribe = "me"', '`unsubscribe = "me"` is neither a web address nor a mail address; write one of them'),
        ('smtp = "mail:x"', '`smtp = "mail:x"` is no mail server; write its name, and a port where it is not 587: "mail.example.org:465"'),
        ('smtp = "smtps://ann:s3cret@mail.example:465"', LOGIN),
        ('username = "u"', "`username` and `password_env` belong together; add `password_env`"),
        (
            'username = "u"\npassword_env = "my secret"',
            '`password_env` is no name of a variable; write the one that holds the password: "SMTP_PASSWORD"',
        ),
        ("form = 1", "`form` is unknown here; did you mean `from`?"),
    ],
)
def test_mistake_is_told_with_its_line_and_what_to_do(tmp_path, line, problem):
    with pytest.raises(HubError) as caught:
        read(tmp_path, line)
    assert caught.value.problems == (f"hub.toml:{7 + line.count(chr(10))}: {problem}",)
