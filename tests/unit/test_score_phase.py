"""A story's phase follows its curve."""

from datetime import UTC, datetime, timedelta
from random import Random

from msgspec.structs import replace
import pytest

from newsloom.score.phase import Original, phase
from newsloom.score.standing import Register
from newsloom.score.voices import voices
from newsloom.testing.factories import NOW as PRESENT
from newsloom.testing.factories import article, story
from newsloom.types import Coverage, Publisher

NOW = datetime(2031, 3, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIVELY = {"fading": 0, "steady": 1, "rising": 2, "revived": 3, "breaking": 3}


def curve(text):
    """Return originals as "a7" says them: family a, published 7 hours ago."""
    return [Original(NOW - float(each[1:]) * HOUR, each[0]) for each in text.split()]


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ("a1 b2 c3", "breaking"),
        ("a6 b2 c3 a1", "breaking"),
        ("a1 b2", "rising"),
        ("a1 a2 a3", "rising"),
        ("a7 a3 a1", "steady"),  # one family that goes on is no growth
        ("b1 a7", "rising"),
        ("a7", "steady"),
        ("a24 b1 c8 d8", "steady"),
        ("a25", "fading"),
        ("a50 b1.9", "revived"),  # a family that is new to it, after 48 hours
        ("a49 b49 c49 d1.1", "steady"),  # a silence of less
        ("a60 a1", "steady"),  # the same family alone
        ("a60 b60 b2 a1", "revived"),  # two that told it before
        ("a99 a26 b25.5 a3", "steady"),  # it came back, more than a day ago
        ("a99 b99 b26 a23", "revived"),  # it began again with one, and came back with the second
        ("a99 b20 c1 d1", "revived"),
        ("a99 b30 c5 d4 e3", "rising"),  # a day after it came back, it grows
        ("a-1 b-2", "rising"),  # a publisher's clock that runs ahead
        ("a30 b-1", "fading"),  # what is published later is not there yet
    ],
)
def test_phase_follows_the_curve(told, word):
    assert phase(curve(told), NOW) == phase(curve(told)[::-1], NOW) == word


@pytest.mark.parametrize(("hours", "word"), [(2, "breaking"), (6.5, "rising"), (7.6, "rising"), (8.5, "rising"), (14.5, "steady")])
def test_story_that_grows_by_and_by_does_not_flap(hours, word):
    """For half an hour only one voice in four is fresh, less than the half at which a story begins to rise; then two more come."""
    told = [Original(NOW + at * HOUR, family) for at, family in ((0, "a"), (1, "b"), (1.5, "c"), (7, "d"), (8.2, "e"), (8.4, "f"))]
    assert phase(told, NOW + hours * HOUR) == word


def test_time_alone_leads_a_story_one_way():
    for number in range(2_000):
        draw = Random(number)
        told = [Original(NOW - draw.randint(0, 120) * HOUR, draw.choice("abcd")) for _ in range(draw.randint(1, 9))]
        life = [LIVELY[phase(told, NOW + later * HOUR)] for later in range(0, 50, 2)]
        assert life == sorted(life, reverse=True), (number, life)
        assert life[-1] == 0


def test_late_copy_revives_nothing_and_an_own_report_does():
    first, late = article("https://a.example/1", published_at=PRESENT - 60 * HOUR), article("https://b.example/1", published_at=PRESENT)
    held = {own.id: own for own in (first, late)}
    own = story(first, late)
    copied = tuple(
        Coverage(article=one.article, relation="copy", copy_of=first.id, joined_at=one.joined_at) if one.article == late.id else one
        for one in own.coverage
    )
    register = Register({}, {}, None)
    assert phase(voices(own, held, register).originals, PRESENT) == "revived"
    assert phase(voices(replace(own, coverage=copied), held, register).originals, PRESENT) == "fading"


def test_outlets_of_one_owner_are_one_family():
    reports = [article(f"https://{name}.example/1") for name in "abc"]
    held, owned = (
        {own.id: own for own in reports},
        {name: Publisher(domain=name, name="", family="chain") for name in ("a.example", "b.example")},
    )
    assert phase(voices(story(*reports), held, Register({}, {}, None)).originals, PRESENT) == "breaking"
    assert phase(voices(story(*reports), held, Register(owned, {}, None)).originals, PRESENT) == "rising"


def test_texts_that_are_all_said_to_be_copies_still_have_a_curve():
    one, other = article("https://a.example/1"), article("https://b.example/1", published_at=PRESENT - HOUR)
    circle = tuple(Coverage(article=a.id, relation="copy", copy_of=b.id, joined_at=PRESENT) for a, b in ((one, other), (other, one)))
    own = replace(story(one, other), coverage=circle)
    assert voices(own, {one.id: one, other.id: other}, Register({}, {}, None)).originals == (Original(PRESENT - HOUR, "b.example"),)
