"""The letter: which time it is about, the mail as other programs read it, its text, its HTML, its pages."""

from datetime import UTC, date, datetime, time, timedelta
import email
from email import policy
from itertools import pairwise
import json
import re
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.unit.test_render_hostile import NASTY

from newsloom.render.item import item
from newsloom.render.letter import Letter, LetterRenderer, Sender, last_span, mail, piece, plain, since
from newsloom.render.letter.addresses import Mailbox, mailbox, recipients
from newsloom.render.letter.archive import Kept
from newsloom.render.letter.mail import HTML_LIMIT, SUBJECT_LIMIT, encoded, headers
from newsloom.render.letter.plain import COLUMNS, columns
from newsloom.render.letter.records import comes_again
from newsloom.render.letter.words import opening
from newsloom.render.site.cards import card
from newsloom.render.site.pages import Pages
from newsloom.render.site.reports import tell
from newsloom.render.site.words import Words
from newsloom.testing.contracts import check_renderer
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW
from newsloom.testing.rendering import rendered
from newsloom.text import one_line, printable

PAGES, WORDS = Pages({}), Words()
SENDER = Sender(mailbox=Mailbox("Space letters", "letters@hub.example"), leave="mailto:letters@hub.example?subject=unsubscribe")
HEADERS = ["From", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Id", "List-Unsubscribe", "List-Archive"]
PARTS = ["MIME-Version", "Content-Type"]


def told(one):
    whole = edition(one)
    shown = item(one, whole)
    return piece(card(one, shown, tell(one, shown, whole), HUB), one.article.id, 2)


def letter(*views, **changes):
    pieces = tuple(told(one) for one in views or (view(article(), article("https://b.example/2", publisher="Beta")),))
    made = Letter(day=NOW.date(), start=NOW - timedelta(days=1), end=NOW, weekly=False, found=len(pieces), pieces=pieces)
    return replace(made, **changes)


def read(what, hub=HUB, sender=SENDER):
    return email.message_from_bytes(mail(what, hub, sender, PAGES), policy=policy.default)


def html_of(message):
    return message.get_body(("html",)).get_content()


@given(
    st.integers(0, 60 * 366 * 24 * 60).map(lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia")),
    st.none() | st.integers(0, 6),
)
def test_spans_follow_each_other_without_a_gap(now, at, zone, weekday):
    """Whenever one asks, the span is over, and the one before it ends where it begins: also where clocks change."""
    there = ZoneInfo(zone)
    span = last_span(now, at, there, weekday)
    assert span.start < span.end <= now < last_span(span.end + timedelta(days=9), at, there, weekday).end
    assert last_span(span.end, at, there, weekday) == span
    before = last_span(span.end - timedelta(seconds=1), at, there, weekday)
    assert before.end == span.start
    assert span.weekly == (weekday is not None)
    assert weekday is None or span.day.weekday() == weekday


@pytest.mark.parametrize(
    "day", [datetime(2031, 3, 30, 6, tzinfo=UTC), datetime(2031, 10, 26, 7, tzinfo=UTC), datetime(2031, 6, 1, 6, tzinfo=UTC)]
)
def test_letter_after_the_longest_break_loses_no_hour_to_a_change_of_clocks(day):
    berlin = ZoneInfo("Europe/Berlin")
    before = last_span(day - timedelta(days=4, hours=-2), time(7), berlin)
    span = last_span(day, time(7), berlin)
    assert (span.day - before.day).days == 4
    assert since(span, before.end).start == before.end
    assert since(span, before.start).start == span.end - timedelta(days=4)


def test_span_of_the_day_the_clocks_change_is_an_hour_shorter():
    span = last_span(datetime(2031, 3, 30, 6, tzinfo=UTC), time(7), ZoneInfo("Europe/Berlin"))
    assert (span.day, span.length) == (date(2031, 3, 30), timedelta(hours=23))


@pytest.mark.parametrize("hour", range(0, 72, 3))
def test_date_that_a_zone_leaves_out_ends_no_span_of_its_own(hour):
    now, apia = datetime(2011, 12, 29, 18, tzinfo=UTC) + timedelta(hours=hour), ZoneInfo("Pacific/Apia")
    span = last_span(now, time(7), apia)
    assert span.start < span.end <= now < span.end + timedelta(hours=24)
    assert last_span(span.end - timedelta(seconds=1), time(7), apia).end == span.start


@given(st.integers(1, 10_000), st.lists(st.integers(0, 500), max_size=60))
def test_story_comes_again_only_when_it_doubled(first, arrivals):
    counts, now = [first], first
    for arrived in arrivals:
        now += arrived
        if comes_again(counts, now):
            counts.append(now)
    assert all(later >= 2 * earlier for earlier, later in pairwise(counts))


def test_mail_says_who_it_is_from_what_it_holds_and_how_one_leaves():
    message = read(letter())
    assert message.keys() == [*HEADERS, *PARTS]
    assert message["From"] == "Space letters <letters@hub.example>"
    assert message["Subject"] == "Space hub: Rocket reaches orbit on its first flight"
    assert message["Date"].datetime == NOW
    assert message["List-Id"] == "<newsletter.hub.example>"
    assert message["List-Unsubscribe"] == "<mailto:letters@hub.example?subject=unsubscribe>"
    assert message["List-Archive"] == "<https://hub.example/space/newsletters/index.html>"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.defects == []


def test_same_letter_gives_the_same_bytes_and_another_one_another_id():
    assert mail(letter(), HUB, SENDER, PAGES) == mail(letter(), HUB, SENDER, Pages({}))
    assert read(letter())["Message-ID"] != read(letter(found=9))["Message-ID"]


def test_letter_that_nobody_sends_has_a_sender_that_cannot_exist_and_no_list():
    message = read(letter(), sender=Sender())
    assert message["From"] == "Space hub <newsletter@newsloom.invalid>"
    assert "List-Id" not in message
    assert "List-Unsubscribe" not in message


ODD = [*NASTY, "a\r\nBcc: x@y.example", "\r\n\r\n<script>", "🚀" * 99, "שלום עולם " * 40, "=?utf-8?q?a?="]


def test_hostile_text_breaks_no_header_and_no_part():
    check_hostile(ODD)


@pytest.mark.shared
def test_every_naughty_string_breaks_no_header_and_no_part(shared):
    check_hostile(json.loads((shared / "data/hostile/blns/blns.json").read_text("utf-8")))


def check_hostile(texts):
    """Every text as a title, excerpt, publisher and language in some letter, and as the subject, hub and sender of one."""
    for place, text in enumerate(texts):
        head = replace(letter().pieces[0], title=one_line(text))
        check_headers(letter(pieces=(head,)), text)
        if place % 16 == 0:
            words = [dict.fromkeys(("title", "excerpt", "publisher", "language"), one) for one in texts[place : place + 16]]
            check_parts(letter(*(view(article(f"https://a.example/{n}", **each)) for n, each in enumerate(words))))


def check_headers(what, text):
    """Read what stands before the parts alone: making those for each of 600 texts would take most of the time of all tests."""
    hub, sender = replace(HUB, title=printable(text) or "x"), replace(SENDER, mailbox=Mailbox(text, "letters@hub.example"))
    raw = "".join(f"{name}: {value}\r\n" for name, value in headers(what, hub, sender, "0" * 20, WORDS)).encode("ascii")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(raw, policy=policy.default)
    assert message.keys() == HEADERS
    whole = one_line(f"{hub.title}: {one_line(text) or '(no headline)'}")
    if len(whole) <= SUBJECT_LIMIT:
        assert str(message["Subject"]) == whole
    assert [address.addr_spec for address in message["From"].addresses] == ["letters@hub.example"]


def check_parts(what):
    raw = mail(what, HUB, SENDER, PAGES)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(raw, policy=policy.default)
    assert message.keys() == [*HEADERS, *PARTS]
    assert message.defects == []
    page = LexborHTMLParser(html_of(message))
    assert len(page.css("h2")) == len(what.pieces)
    assert page.css_first("script, iframe, object, form") is None
    assert {name for node in page.css("*") for name in node.attributes if name.startswith("on")} == set()
    assert all(re.match(r"https?:|mailto:", node.attributes["href"]) for node in page.css("a"))
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert [line for line in text.split("\n") if "://" not in line and columns(line) > COLUMNS] == []


def test_encoded_words_are_short_and_break_no_letter():
    for word in re.findall(r"\S+", encoded("🚀é" * 99)):
        assert len(word) <= 75
        assert str(email.header.make_header(email.header.decode_header(word)))  # each is whole by itself


def test_html_needs_no_script_no_style_sheet_and_one_picture_of_the_hub_at_most():
    text = html_of(read(letter(view(article(images=())), view(article("https://c.example/3")))))
    page = LexborHTMLParser(text)
    assert page.css("img, link, script") == []
    assert [node.tag for node in page.css("h1, h2")] == ["h1", "h2", "h2"]
    assert all(node.attributes.get("role") == "presentation" for node in page.css("table"))
    pictured = replace(letter().pieces[0], picture="abc", width=1200, height=600, credit="Alpha")
    (picture,) = LexborHTMLParser(html_of(read(letter(pieces=(pictured,))))).css("img")
    expected = {"src": "https://hub.example/space/pictures/abc.jpg", "width": "536", "height": "268", "alt": "Picture: Alpha"}
    assert {name: picture.attributes[name] for name in expected} == expected
    assert LexborHTMLParser(html_of(read(letter(pieces=(pictured,)), replace(HUB, url="")))).css("img") == []


def test_longest_letter_tells_its_last_stories_in_a_line_each_before_a_service_cuts_it_anywhere():
    """Whatever a letter holds counts as told, so each of its stories is in the mail."""
    views = [view(article(f"https://a{n}.example/" + "x" * 1_900, title=f"T{n} " + "& " * 250, excerpt="\" ' " * 80)) for n in range(40)]
    mail_ = read(letter(*views))
    text = html_of(mail_)
    stories = len(LexborHTMLParser(text).css("h2"))
    assert HTML_LIMIT - 20_000 < len(text.encode()) <= HTML_LIMIT
    assert 1 < stories < 40
    assert "40 stories of the day up to 5 January 2026, 12:00 UTC." in text
    plain_ = mail_.get_body(("plain",)).get_content()
    assert all(f"T{n} " in LexborHTMLParser(text).body.text() and f"T{n} " in plain_ for n in range(40))


@pytest.mark.parametrize(
    ("hours", "said"),
    [(24, "of the day up to 5 Jan"), (23, "of the day up to"), (168, "of the week up to"), (35, "from 4 January 2026, 01:00 UTC to 5 J")],
)
def test_opening_says_from_when_where_a_letter_is_of_no_whole_day_or_week(hours, said):
    shown = letter()
    assert said in opening(replace(shown, start=shown.end - timedelta(hours=hours), weekly=hours > 48), WORDS)


def test_text_names_each_story_with_its_address_and_how_one_leaves():
    lines = plain(letter(), HUB, WORDS, SENDER.leave).split("\n")
    assert lines[3] == "1 story of the day up to 5 January 2026, 12:00 UTC."
    assert lines[6:9] == [
        "1.  Rocket reaches orbit on its first flight",
        "    The Daily Example. 5 January 2026, 12:00 UTC. Space. Steady",
        "    https://news.example/2026/01/05/rocket",
    ]
    assert "    and 1 more: Beta" in lines
    assert "  https://hub.example/space/newsletters/2026-01-05.html" in lines
    assert f"  {SENDER.leave}" in lines


def test_archive_has_a_page_for_each_letter_and_a_list_and_leads_to_no_page_that_is_gone():
    first, second = letter(day=date(2026, 1, 4), start=NOW - timedelta(days=7), weekly=True), letter()
    shown = [Kept(first), Kept(second, frozenset({second.pieces[0].story}))]
    renderer = LetterRenderer(lambda: shown)
    check_renderer(renderer, edition())
    pages = {artifact.path: LexborHTMLParser(artifact.body.decode()) for artifact in rendered(renderer, edition())}
    assert list(pages) == ["newsletters/2026-01-04.html", "newsletters/2026-01-05.html", "newsletters/index.html"]
    old, new, index = pages.values()
    assert f"../stories/{second.pieces[0].story}.html" in [node.attributes["href"] for node in new.css("main a")]
    assert not [node for node in old.css("main a") if "stories/" in node.attributes["href"]]
    assert "of the week" in old.css_first(".page-lede").text()
    assert [node.attributes["href"] for node in index.css("main ol a")] == ["2026-01-05.html", "2026-01-04.html"]
    assert [node.attributes["href"] for node in old.css("main .btn")] == ["2026-01-05.html"]


def test_archive_without_letters_says_so():
    (artifact,) = rendered(LetterRenderer(list), edition())
    assert "No letter was written yet" in artifact.body.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "a",
        "a@",
        "@b.example",
        "a b@c.example",
        "a@b@c",
        "a@b..c",
        "a\n@b.c",
        "a@b.c\r\nBcc: d@e.f",
        "<a@b.c> x",
        "ä@b.example",
        "a@-b.c",
        "." * 64 + "@b.c",
    ],
    ids=ascii,
)
def test_what_is_no_address_is_none(wrong):
    assert mailbox(wrong) is None


def test_list_keeps_order_drops_the_second_spelling_and_tells_each_wrong_line():
    found, problems = recipients("\ufeff# ours\nB@x.example\r\nAnn <a@x.example>\nb@X.example\na@x@y\n", "l.txt")
    assert [one.address for one in found] == ["B@x.example", "a@x.example"]
    assert problems == ["l.txt:5: this is no mail address; write name@example.com, one a line"]
