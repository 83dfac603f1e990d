"""Which stories a letter tells, what stays of it afterwards, and that nobody gets it twice."""

from datetime import UTC, date, time, timedelta
import resource

from msgspec.structs import replace
import pytest

from newsloom.flows.newsletter import still_shown, written
from newsloom.render.letter import Letter, last_span
from newsloom.sink.letters import LetterFolder, SentFile
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.editions import HUB
from newsloom.testing.factories import NOW, article, item, memory, receipt, score, story
from newsloom.types import Collected, Curated, Decision, Verdict

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT = NOW.time()
SPAN = last_span(NOW + HOUR, AT, UTC)
"""The day that ends at NOW."""


@pytest.fixture
def store(tmp_path):
    with_store = SqliteStore(tmp_path / "hub.db")
    yield with_store
    with_store.close()


def tell(store, name, publishers=1, heat=80, *, at=NOW - HOUR, published=True, joined=None, desk=()):
    """Store a story of so many publishers, all of whose reports came at one time."""
    domains = [f"https://{name}.example/1", *(f"https://p{n}.example/{name}" for n in range(publishers - 1))]
    own = [article(url, title=f"Story {name}", published_at=at, seen_at=joined or at) for url in domains]
    whole = story(*own, path=f"{name}.md")
    verdict = Verdict(value=published, rule="heat >= 70", margin=heat - 70)
    lead = next(one for one in own if one.id == whole.lead)
    told = [receipt(one, whole, heat=score(heat), published=verdict, desk=desk) for one in own if one is lead]
    told += [receipt(one, whole, relation="coverage", heat=score(-1)) for one in own if one is not lead]
    store.save_collected(Collected(memory=memory(), items=tuple(map(item, own)), articles=tuple(own)))
    store.save_curated(Curated(stories=(whole,), receipts=tuple(told), judged_at=NOW))
    return whole


def titles(letter):
    return [piece.title.removeprefix("Story ") for piece in letter.pieces] if letter else []


def test_letter_tells_published_stories_with_a_report_of_the_day_the_hottest_first(store):
    tell(store, "a", heat=80)
    tell(store, "b", heat=95)
    tell(store, "hidden", heat=30, published=False)
    tell(store, "after", at=NOW)
    tell(store, "before", at=NOW - DAY - HOUR)
    letter = written(store, HUB, SPAN, 12, [])
    assert (titles(letter), letter.found, letter.day) == (["b", "a"], 2, NOW.date())


def test_report_that_was_read_late_belongs_to_the_day_it_was_read_and_a_back_number_to_none(store):
    tell(store, "late", at=NOW - DAY - HOUR, joined=NOW - HOUR)
    tell(store, "back-number", at=NOW - 9 * DAY, joined=NOW - HOUR)
    assert titles(written(store, HUB, SPAN, 12, [])) == ["late"]


def test_letter_is_as_long_as_it_may_be_and_says_of_how_many_it_chose(store):
    for number in range(5):
        tell(store, f"s{number}", heat=80 + number)
    letter = written(store, HUB, SPAN, 2, [])
    assert (titles(letter), letter.found) == (["s4", "s3"], 5)


def test_letter_with_nothing_to_tell_is_none(store):
    tell(store, "before", at=NOW - 2 * DAY)
    assert written(store, HUB, SPAN, 12, []) is None


@pytest.mark.parametrize(("before", "now", "again"), [(1, 1, False), (1, 3, False), (1, 4, True), (5, 9, False), (5, 10, True)])
def test_story_of_an_earlier_letter_comes_again_when_it_has_twice_the_publishers(store, before, now, again):
    tell(store, "a", now)
    earlier = written(store, HUB, SPAN, 12, [])
    earlier = replace(earlier, pieces=tuple(replace(piece, publishers=before) for piece in earlier.pieces))
    assert titles(written(store, HUB, SPAN, 12, [earlier])) == (["a"] if again else [])


def test_story_that_absorbed_a_told_one_counts_as_told(store):
    small, large = tell(store, "small"), tell(store, "large", 2)
    earlier = written(store, HUB, SPAN, 12, [])
    earlier = replace(earlier, pieces=tuple(piece for piece in earlier.pieces if piece.story == small.id))
    store.save_curated(Curated(stories=(replace(small, merged_into=large.id), replace(large, coverage=large.coverage + small.coverage))))
    assert titles(written(store, HUB, SPAN, 12, [earlier])) == []


def test_what_is_taken_down_leaves_every_letter_and_what_lost_its_page_keeps_no_link(store):
    kept, gone, hidden = tell(store, "kept"), tell(store, "gone"), tell(store, "hidden")
    letter = written(store, HUB, SPAN, 12, [])
    assert still_shown(store, [letter])[0].open_pages == {kept.id, gone.id, hidden.id}
    tell(store, "gone", desk=(Decision(do="take-down", reason="a court says so"),))
    tell(store, "hidden", published=False)
    (shown,) = still_shown(store, [letter])
    assert sorted(titles(shown.letter)) == ["hidden", "kept"]
    assert shown.open_pages == {kept.id}


def test_what_the_hub_keeps_no_longer_leaves_the_archive(store):
    tell(store, "a")
    letter = written(store, HUB, SPAN, 12, [])
    assert [len(one.open_pages) for one in still_shown(store, [letter], NOW - 2 * HOUR)] == [1]
    assert [len(one.open_pages) for one in still_shown(store, [letter], NOW)] == [0]
    assert still_shown(store, [letter], NOW + HOUR) == []


def test_kept_letter_reads_back_and_stays_as_it_was(store, tmp_path):
    tell(store, "a")
    letter, folder = written(store, HUB, SPAN, 12, []), LetterFolder(tmp_path / "letters")
    assert folder.kept() == []
    file = folder.keep(letter, b"mail\r\n")
    folder.keep(replace(letter, found=99), b"mail again\r\n")
    assert (file.name, file.read_bytes()) == (f"{letter.day}.eml", b"mail again\r\n")
    assert folder.kept() == [letter]
    assert sorted(entry.name for entry in file.parent.iterdir()) == [f"{letter.day}.eml", f"{letter.day}.json"]


def test_broken_letter_is_told_with_its_file(tmp_path):
    (tmp_path / "2026-01-05.json").write_bytes(b"{")
    with pytest.raises(Exception, match=r"2026-01-05\.json: this letter cannot be read .* take it from a backup, or remove it"):
        LetterFolder(tmp_path).kept()


def test_sent_file_remembers_each_step_and_passes_over_a_line_that_was_cut_off(tmp_path):
    sent = SentFile(tmp_path / "day.sent")
    assert sent.reached() == {}
    sent.begin("a@x.example")
    sent.begin("b@x.example")
    sent.finish("a@x.example", taken=True)
    sent.begin("c@x.example")
    sent.finish("c@x.example", taken=False)
    assert sent.reached() == {"a@x.example": True, "b@x.example": False}
    with (tmp_path / "day.sent").open("ab") as file:
        file.write(b'{"to":"d@x.exa')
    sent.begin("e@x.example")
    assert sent.reached() == {"a@x.example": True, "b@x.example": False, "e@x.example": False}
    assert (tmp_path / "day.sent").stat().st_mode & 0o777 == 0o600


def test_letters_of_days_and_weeks_have_the_same_shape():
    span = last_span(NOW, time(7), UTC, weekday=4)
    assert (span.day, span.weekly) == (date(2026, 1, 2), True)
    assert Letter(day=span.day, start=span.start, end=span.end, weekly=span.weekly, found=0, pieces=()).weekly


def test_step_that_the_disk_has_no_room_for_is_an_error_and_no_step(tmp_path):
    """Else a mail would go out of which nothing is known afterwards, and the next run would send it again."""
    outbox, limits = SentFile(tmp_path / "day.sent"), resource.getrlimit(resource.RLIMIT_FSIZE)
    outbox.finish("a@x.example", taken=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((tmp_path / "day.sent").stat().st_size + 9, limits[1]))
    try:
        with pytest.raises(OSError, match="No space left"):
            outbox.begin("b@x.example")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert outbox.reached() == {"a@x.example": True}
    outbox.begin("b@x.example")
    assert outbox.reached() == {"a@x.example": True, "b@x.example": False}
