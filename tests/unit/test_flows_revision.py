"""A second look at a page: what it means for the article."""

from datetime import timedelta

from msgspec.structs import replace
import pytest

from newsloom.flows.revision import MOST_CHANGES, due, revised
from newsloom.testing.factories import EXCERPT, NOW, TITLE, article
from newsloom.types import Change, Failure

LATER = NOW + timedelta(hours=3)
BEFORE = article(provenance=(("title", "og"), ("excerpt", "og")))


def failure(code, *, transient=False):
    return Failure(stage="fetch", subject=BEFORE.url, code=code, reason="words", transient=transient)


def test_page_that_says_the_same_leaves_the_article_and_the_time_of_the_look():
    again = replace(BEFORE, title="ROCKET reaches orbit – on its first flight!", author="Somebody", published_at=LATER, seen_at=LATER)
    assert revised(BEFORE, again, LATER) == replace(BEFORE, read_at=LATER)


def test_corrected_headline_is_taken_over_and_what_stood_there_is_kept():
    found = replace(BEFORE, title="Rocket fails to reach orbit on its first flight", published_at=LATER, seen_at=LATER)
    after = revised(BEFORE, found, LATER)
    assert after.title == found.title
    assert after.changes == (Change(field="title", before=TITLE, at=LATER),)
    assert (after.updated_at, after.read_at, after.published_at, after.seen_at) == (LATER, LATER, NOW, NOW)


def test_field_that_came_from_elsewhere_is_no_correction():
    found = replace(BEFORE, title="Rocket fails to reach orbit", provenance=(("title", "feed"), ("excerpt", "og")))
    assert revised(BEFORE, found, LATER) == replace(BEFORE, read_at=LATER)


def test_excerpt_that_is_first_found_now_is_a_correction_of_nothing():
    before = replace(BEFORE, excerpt="", provenance=(("title", "og"),))
    after = revised(before, replace(BEFORE, provenance=(("title", "og"),)), LATER)
    assert (after.excerpt, after.changes) == (EXCERPT, ())


def test_live_page_keeps_its_last_changes_only():
    after = BEFORE
    for number in range(MOST_CHANGES + 5):
        after = revised(after, replace(BEFORE, title=f"{TITLE}, part {number}"), LATER)
    assert len(after.changes) == MOST_CHANGES
    assert after.changes[-1].before == f"{TITLE}, part {MOST_CHANGES + 3}"


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (failure("http-404"), "gone: "),
        (failure("http-410"), "gone: "),
        (article("https://news.example/"), "gone: "),
        (article("https://casino.example/2026/01/05/rocket"), "moved: "),
        (article(title="Win a cruise", excerpt="Casino bonus for all new players."), "changed: "),
    ],
    ids=["404", "410", "front page", "elsewhere", "something else"],
)
def test_page_that_can_no_longer_stand_for_it_holds_the_article_and_leaves_its_words(found, word):
    after = revised(BEFORE, found, LATER, "" if isinstance(found, Failure) else found.url)
    assert after.held.startswith(word)
    assert replace(after, held="", read_at=None) == BEFORE
    assert revised(after, replace(BEFORE, seen_at=LATER), LATER) == replace(BEFORE, read_at=LATER)


@pytest.mark.parametrize("code", ["http-403", "robots-disallowed", "no-title", "not-a-page", "too-large", "poison"])
def test_page_that_will_not_be_read_says_nothing(code):
    held = replace(BEFORE, held="gone: words")
    assert revised(held, failure(code), LATER) == replace(held, read_at=LATER)


def test_page_that_did_not_answer_is_due_at_once_again():
    assert revised(BEFORE, failure("timeout", transient=True), LATER) == BEFORE


def test_looks_come_after_1_2_4_8_and_so_on_hours():
    looked, hours = BEFORE, []
    for quarter in range(1, 4 * 40):
        now = NOW + timedelta(minutes=15 * quarter)
        if due(looked, now):
            looked = replace(looked, read_at=now)
            hours.append(quarter / 4)
    assert hours == [1, 2, 4, 8, 16, 32]


@pytest.mark.parametrize(
    "gate",
    [
        "https://consent.yahoo.com/v2/collectConsent?sessionId=3",
        "https://consent.news.example/",
        "https://news.example/login?next=/2026",
        "https://id.other.example/authorize",
    ],
)
def test_page_that_hides_behind_a_gate_says_nothing(gate):
    for found in (article(gate, title="Your privacy is important to us", excerpt=""), failure("no-title")):
        assert revised(BEFORE, found, LATER, gate) == replace(BEFORE, read_at=LATER)


def test_front_page_that_shows_no_title_is_a_page_that_is_gone():
    assert revised(BEFORE, failure("no-title"), LATER, "https://news.example/").held.startswith("gone: ")


@pytest.mark.parametrize(
    ("said", "saying"),
    [
        ("灯台が五月に再び点灯する", "灯台が六月に再び点灯する"),
        ("어제 서울 등대 다시 켜", "오늘 서울 등대 다시 켜"),
        ("AI: up 5", "AI: up 5"),
    ],
    ids=["without blanks", "short words", "the same"],
)
def test_headline_without_long_words_can_be_corrected(said, saying):
    words = {"excerpt": "", "provenance": (("title", "og"),)}
    after = revised(replace(BEFORE, title=said, **words), replace(BEFORE, title=saying, **words), LATER)
    assert (after.held, after.title) == ("", saying)


def test_words_that_another_version_reads_otherwise_are_no_correction():
    after = revised(BEFORE, replace(BEFORE, title=f"{TITLE}!? Yes", read_by="2"), LATER)
    assert (after.title, after.changes, after.updated_at, after.read_by) == (f"{TITLE}!? Yes", (), None, "2")
