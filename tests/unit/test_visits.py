"""When a source is asked, and what is remembered of its answers."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
import pytest

from newsloom.testing.factories import NOW, entry
from newsloom.types import Failure, Harvest, Memory, Sighting, Source
from newsloom.visits import LONGEST, SAMPLE, SHORTEST, alone, linked, remember, remember_failure, spread, waits, where

URL = "https://a.example/feed"
SOURCE = Source(url=URL)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def harvest(*ages, **changes):
    """Return a harvest of entries published so long ago; `None` is one without a date."""
    entries = tuple(entry(f"https://a.example/{number}", published_at=age if age is None else NOW - age) for number, age in enumerate(ages))
    return Harvest(entries=entries, **changes)


def visited(fresh_by_visit, every=HOUR, source=SOURCE, first=None):
    """Return the memory after visits in even distances; each brings so many new entries of ten."""
    memory, now = Memory(source=URL), NOW
    if first is not None:
        memory = remember(source, memory, first, len(first.entries), now)
    for fresh in fresh_by_visit:
        now += every
        memory = remember(source, memory, harvest(*(None,) * 10), fresh, now)
    return memory


def failure(code="timeout", retry_after=None):
    return Failure(stage="fetch", subject=URL, code=code, reason="silence", transient=True, retry_after=retry_after)


def minutes(memory):
    return memory.interval / 60


def test_source_of_unknown_rhythm_is_asked_every_half_hour():
    assert minutes(visited([], first=harvest(*(None,) * 20))) == pytest.approx(30)


def test_dates_of_a_first_answer_tell_its_rhythm():
    hourly = visited([], first=harvest(*(HOUR * age for age in range(20))))
    weekly = visited([], first=harvest(*(7 * DAY * age for age in range(10))))
    assert minutes(hourly) < 30
    assert minutes(weekly) > 60
    assert hourly.longest == HOUR.total_seconds()
    assert weekly.changed_at == NOW


def test_source_that_died_long_ago_is_known_from_its_first_answer():
    memory = visited([], first=harvest(*(400 * DAY + HOUR * age for age in range(20))))
    assert memory.changed_at == NOW - 400 * DAY
    assert minutes(memory) == LONGEST / MINUTE


@pytest.mark.parametrize("age", [timedelta(0), -30 * DAY])
def test_document_that_dates_everything_today_rules_no_longer_than_a_feeds_worth(age):
    memory = visited([], first=harvest(*(age,) * 2000))
    assert memory.news <= SAMPLE
    assert minutes(visited([0] * 24 * 7, first=harvest(*(age,) * 2000))) > 30


def test_source_that_brings_more_is_asked_more_often_and_never_below_five_minutes():
    waits_ = [minutes(visited([fresh] * 48)) for fresh in (0, 1, 3, 9)]
    assert waits_ == sorted(waits_, reverse=True)
    assert minutes(visited([10] * 200, every=5 * MINUTE)) == SHORTEST / MINUTE


def test_source_that_brings_nothing_is_asked_ever_more_seldom_and_at_least_once_a_day():
    waits_ = [minutes(visited([1] + [0] * days, every=DAY)) for days in (1, 10, 100, 1000)]
    assert waits_ == sorted(waits_)
    assert waits_[-1] == LONGEST / MINUTE


def test_document_that_is_new_as_a_whole_is_asked_for_in_half_the_time():
    slow = visited([1] * 30, every=DAY)
    flooded = remember(SOURCE, slow, harvest(*(None,) * 10), 10, slow.checked_at + 2 * HOUR)
    assert minutes(slow) > 60 >= minutes(flooded)


def test_every_of_the_hub_wins_over_the_rhythm_and_over_what_the_source_asks_for():
    memory = visited([0], source=replace(SOURCE, every=60.0))
    assert memory.due_at - memory.checked_at == MINUTE
    asked = remember(replace(SOURCE, every=60.0), memory, harvest(None, fresh_for=7200.0), 0, NOW)
    assert asked.due_at - NOW == MINUTE


def test_wish_of_a_source_is_heard_up_to_a_day_also_when_nothing_changed():
    told = remember(SOURCE, visited([1] * 48), harvest(None, fresh_for=7200.0), 0, NOW)
    assert told.due_at - NOW == 2 * HOUR
    later = remember(SOURCE, told, Harvest(not_modified=True), 0, NOW + 2 * HOUR)
    assert later.due_at - NOW == 4 * HOUR
    assert remember(SOURCE, told, harvest(None, fresh_for=1e12), 0, NOW).due_at - NOW == DAY


def test_sources_that_were_asked_together_fall_due_at_different_times():
    due = set()
    for number in range(100):
        source = Source(url=f"https://{number}.example/feed")
        due.add(remember(source, Memory(source=source.url), harvest(*(None,) * 20), 20, NOW).due_at)
    assert len(due) > 90
    assert all(timedelta(minutes=27) <= moment - NOW <= timedelta(minutes=30) for moment in due)


def test_backoff_doubles_to_a_day_and_never_ends():
    memory, now, waited = visited([1]), NOW + HOUR, []
    for _ in range(40):
        memory = remember_failure(memory, failure(), now)
        assert waits(SOURCE, memory, now)
        waited.append((memory.due_at - now) / spread(URL) / MINUTE)
        now = memory.due_at
        assert not waits(SOURCE, memory, now)
    assert waited == pytest.approx([min(5 * 2**number, 1440) for number in range(40)])
    assert (memory.failures, memory.failing_since, memory.entries) == (40, NOW + HOUR, 1)


def test_time_that_a_server_names_is_waited_for():
    memory = remember_failure(visited([1]), failure("http-429", retry_after=7200.0), NOW)
    assert memory.due_at == NOW + 2 * HOUR
    assert remember_failure(memory, failure("http-503", retry_after=3 * 86400.0), NOW).due_at == NOW + 3 * DAY


def test_source_that_answers_again_is_healed():
    ill = remember_failure(remember_failure(visited([1]), failure("http-410"), NOW), failure(), NOW + HOUR)
    healed = remember(SOURCE, ill, harvest(None), 0, NOW + DAY)
    assert (healed.failures, healed.failing_since, healed.last_error, healed.gone) == (0, None, "", None)


def test_source_that_is_gone_waits_a_day_however_few_its_failures():
    memory = remember_failure(remember_failure(visited([1]), failure("http-410"), NOW), failure("http-410"), NOW + DAY)
    assert memory.due_at - memory.checked_at >= 0.9 * DAY


def test_not_modified_does_not_end_a_hijacking():
    hijacked = remember_failure(visited([1]), failure("hijacked"), NOW)
    assert remember(SOURCE, hijacked, Harvest(not_modified=True), 0, NOW + DAY).hijacked
    assert not remember(SOURCE, hijacked, harvest(None), 0, NOW + DAY).hijacked


def test_validators_stay_when_an_answer_could_not_be_read():
    memory = remember(SOURCE, Memory(source=URL), harvest(None, etag='W/"1 "', last_modified="once"), 1, NOW)
    assert (memory.etag, memory.last_modified) == ('W/"1 "', "once")
    ill = remember_failure(memory, failure("not-a-feed"), NOW)
    assert (ill.etag, ill.last_modified) == ('W/"1 "', "once")


def test_source_with_a_login_is_not_asked_at_another_origin():
    moved = Sighting(what="https://b.example/feed", first=NOW - 3 * DAY, last=NOW, times=9)
    memory = Memory(source=URL, moved=moved)
    assert where(SOURCE, memory) == "https://b.example/feed"
    assert where(replace(SOURCE, username="me"), memory) == URL
    near = Memory(source=URL, moved=replace(moved, what="https://a.example/new"))
    assert where(replace(SOURCE, username="me"), near) == "https://a.example/new"


def test_new_address_that_moves_on_is_left_for_the_old_one_until_that_is_sure():
    moved = Sighting(what="https://b.example/feed", first=NOW - 3 * DAY, last=NOW, times=3)
    memory = remember(SOURCE, Memory(source=URL, moved=moved), harvest(None, moved="https://c.example/feed"), 0, NOW)
    assert (where(SOURCE, memory), memory.moved.what, memory.moved.times) == (URL, "https://c.example/feed", 1)


def test_sites_of_a_source_are_the_latest_dozen():
    memory = Memory(source=URL)
    for number in range(40):
        found = Harvest(entries=(entry(f"https://s{number}.example/1"), entry("https://own.example/1"), entry("https://own.example/2")))
        memory = remember(SOURCE, memory, found, 1, NOW + HOUR * number)
    assert len(memory.sites) == 12
    assert memory.sites[:2] == ("own.example", "s39.example")
    assert linked([]) == ()


@given(
    st.lists(st.tuples(st.integers(0, 3000), st.floats(0, 1e6), st.booleans(), st.floats(0, 1e9)), max_size=30),
    st.lists(st.timedeltas(timedelta(days=-100), timedelta(days=9000)), max_size=5),
)
def test_interval_lies_between_five_minutes_and_a_day_whatever_happens(visits, ages):
    memory, now = Memory(source=URL), NOW
    for fresh, elapsed, unchanged, fresh_for in visits:
        now += timedelta(seconds=elapsed)
        found = Harvest(not_modified=True) if unchanged else harvest(*ages, fresh_for=fresh_for)
        memory = remember(SOURCE, memory, found, 0 if unchanged else fresh, now)
        assert SHORTEST <= memory.due_at - now <= LONGEST
        assert SHORTEST.total_seconds() <= memory.interval <= LONGEST.total_seconds()
        if fresh % 3 == 0:
            memory = remember_failure(memory, failure(), now)
            assert memory.due_at - now <= LONGEST


def test_clock_that_was_set_back_makes_neither_a_silence_nor_a_wait():
    memory = visited([1] * 20)
    past = NOW - 36 * 365 * DAY
    assert remember(SOURCE, memory, harvest(DAY), 1, past).longest <= memory.longest
    ahead = remember_failure(memory, failure(), NOW + 7300 * DAY)
    assert not waits(SOURCE, ahead, NOW)


@pytest.mark.parametrize("seconds", [1e20, float("inf")])
def test_time_that_nobody_lives_to_see_is_waited_for_a_week(seconds):
    assert remember_failure(Memory(source=URL), failure(retry_after=seconds), NOW).due_at == NOW + 7 * DAY


def test_address_that_several_sources_moved_to_is_asked_once_for_the_source_that_bears_it():
    moved = Sighting(what="https://b.example/feed", first=NOW - 3 * DAY, last=NOW, times=3)
    names = ("https://a.example/feed", "https://b.example/feed", "https://c.example/feed")
    sources = [Source(url=url) for url in names]
    memories = {url: Memory(source=url, moved=moved) for url in (names[0], names[2])}
    assert [source.url for source in alone(sources, memories)] == [names[1]]
    assert [source.url for source in alone([sources[0], sources[2]], memories)] == [names[0]]
    memories[names[0]] = replace(memories[names[0]], failures=1)  # asked at its old address again
    assert [source.url for source in alone([sources[0], sources[2]], memories)] == [names[0], names[2]]


@pytest.mark.parametrize("handed", ["?token=s3cret", ";jsessionid=s3cret", "?rsstoken=s3cret", "?u=%2Ff%3Ftoken%3Ds3cret"])
def test_redirect_that_hands_out_a_credential_is_no_new_address(handed):
    target = f"https://cdn.example/feed{handed}"
    assert remember(SOURCE, Memory(source=URL), harvest(None, moved=target), 0, NOW).moved is None
    own = Source(url="https://a.example/feed?key=mine")
    moved = remember(own, Memory(source=own.url), harvest(None, moved="https://b.example/feed?key=mine"), 0, NOW).moved
    assert moved.what == "https://b.example/feed?key=mine"


@pytest.mark.parametrize("said", ["code=rss", "hash=feed", "policy=all", "sign=leo", "monkey=1"])
def test_redirect_with_a_word_that_only_may_be_a_credential_is_a_new_address(said):
    target = f"https://b.example/feed?{said}"
    assert remember(SOURCE, Memory(source=URL), harvest(None, moved=target), 0, NOW).moved.what == target


@pytest.mark.parametrize("code", ["downgrade", "hijacked"])
def test_credential_in_a_failures_address_is_not_kept(code):
    said = Failure(stage="fetch", subject=URL, code=code, reason="it redirects to http://b.example/?id=7&access_token=s3cret; look")
    memory = remember_failure(Memory(source=URL), said, NOW)
    assert memory.last_error == f"{code}: it redirects to http://b.example/?id=7&access_token=…; look"
    assert "s3cret" not in repr(memory)
