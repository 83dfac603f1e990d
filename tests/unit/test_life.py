"""The states of a source, and the faces that are not its own."""

from datetime import timedelta

from msgspec.structs import replace
import pytest

from newsloom.life import NEEDS_EDITOR, ORDER, life, recognised
from newsloom.testing.factories import NOW, entry, memory
from newsloom.types import Failure, Harvest, Sighting, Source

URL = "https://a.example/feed"
SOURCE = Source(url=URL)
DAY = timedelta(days=1)
KNOWN = memory(URL, title="Tides Today", language="en-GB", sites=("a.example", "b.example"), entries=20)


def seen(what, days, times):
    return Sighting(what=what, first=NOW - timedelta(days=days), last=NOW, times=times)


def quiet_for(days, **changes):
    return memory(URL, changed_at=NOW - timedelta(days=days), **changes)


STATES = {
    "new": memory(URL, checked_at=None),
    "fresh": quiet_for(7),
    "quiet": quiet_for(8),
    "failing": memory(URL, failures=1, last_error="timeout: silence", failing_since=NOW),
    "silent": quiet_for(9, entries=10, longest=2 * 86400.0),
    "moved": memory(URL, moved=seen("https://b.example/feed", 2, 3)),
    "gone": memory(URL, failures=5, last_error="timeout: silence", gone=seen("http-410", 1, 2)),
    "hijacked": memory(URL, failures=9, last_error="timeout: silence", hijacked=seen("another's", 1, 2)),
}


@pytest.mark.parametrize(("state", "known"), STATES.items(), ids=STATES)
def test_state_follows_from_the_memory_and_says_why(state, known):
    told = life(SOURCE, known)
    assert told.state == state
    assert told.why.endswith(".")
    assert told.needs_editor == (state in ("hijacked", "gone", "silent"))
    assert life(replace(SOURCE, paused=True), known).state == "paused"


def test_every_state_has_its_place_and_those_that_need_an_editor_stand_first():
    assert {*STATES, "paused"} == set(ORDER)
    assert {state for state, place in ORDER.items() if place < len(NEEDS_EDITOR)} == NEEDS_EDITOR


@pytest.mark.parametrize(
    ("known", "state"),
    [
        (memory(URL, moved=seen("https://b.example/feed", 1.9, 9)), "fresh"),
        (memory(URL, moved=seen("https://b.example/feed", 9, 2)), "fresh"),
        (memory(URL, failures=2, gone=seen("http-410", 0.9, 9)), "failing"),
        (memory(URL, failures=2, gone=seen("http-410", 9, 1)), "failing"),
        (quiet_for(9, entries=9, longest=86400.0), "quiet"),
        (quiet_for(20, entries=99, longest=5 * 86400.0), "quiet"),
        (quiet_for(7, entries=99, longest=3600.0), "fresh"),
        (quiet_for(60, entries=99, checked_at=NOW - timedelta(days=59)), "fresh"),
    ],
)
def test_state_is_not_concluded_too_early(known, state):
    assert life(SOURCE, known).state == state


def test_words_of_others_are_made_printable():
    told = life(SOURCE, memory(URL, failures=1, last_error="http-500: \x1b[2Jno\u202e answer"))
    assert told.why.isprintable()


STRANGE = Harvest(title="Cheap shoes", language="vi", entries=(entry("https://shoes.example/1", source=URL),))


def test_face_that_changed_in_all_its_traits_is_anothers():
    told = recognised(SOURCE, KNOWN, STRANGE)
    assert (told.code, told.subject) == ("hijacked", URL)
    assert 'accept = "shoes.example"' in told.reason


@pytest.mark.parametrize("language", ["", "vi"])
@pytest.mark.parametrize("known", ["", "en"])
def test_language_that_somebody_leaves_out_is_no_trait_that_stayed(language, known):
    found = recognised(SOURCE, replace(KNOWN, language=known), replace(STRANGE, language=language))
    assert isinstance(found, Failure)


@pytest.mark.parametrize(
    ("source", "known", "found"),
    [
        (SOURCE, KNOWN, replace(STRANGE, title=" tides  TODAY")),
        (SOURCE, KNOWN, replace(STRANGE, language="en-US")),
        (SOURCE, KNOWN, replace(STRANGE, entries=(*STRANGE.entries, entry("https://www.b.example/x")))),
        (SOURCE, KNOWN, replace(STRANGE, entries=())),
        (SOURCE, replace(KNOWN, entries=4), STRANGE),
        (SOURCE, replace(KNOWN, title=""), STRANGE),
        (SOURCE, replace(KNOWN, sites=()), STRANGE),
        (replace(SOURCE, accept="shoes.example"), KNOWN, STRANGE),
        (replace(SOURCE, accept="https://www.shoes.example/feed"), KNOWN, STRANGE),
        (SOURCE, KNOWN, Harvest(not_modified=True)),
    ],
)
def test_one_trait_that_stayed_is_enough_and_nothing_is_concluded_from_little(source, known, found):
    assert recognised(source, known, found) is found


def test_failure_stays_what_it_is():
    failure = Failure(stage="fetch", subject=URL, code="timeout", reason="silence")
    assert recognised(SOURCE, KNOWN, failure) is failure


def test_moved_source_shows_no_credential_of_its_new_address():
    told = life(Source(url=URL), memory(URL, moved=seen("https://b.example/feed?key=s3cret", 2, 3)))
    assert "https://b.example/feed?key=…," in told.why
