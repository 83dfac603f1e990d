"""The site's parts: threads of copies, curves, timelines, receipts."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
import pytest

from newsloom.render.item import item
from newsloom.render.site.cards import card
from newsloom.render.site.curve import HALF_LIFE, POINTS, attention, curve, line
from newsloom.render.site.days import DAYS, Days
from newsloom.render.site.pages import Pages
from newsloom.render.site.placed import placed
from newsloom.render.site.reports import COLOURS, Thread, mark, tell
from newsloom.render.site.story import STEPS, story
from newsloom.render.site.timeline import LANES, timeline
from newsloom.render.site.words import Words
from newsloom.score.heat import VELOCITY_HALF_LIFE
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW
from newsloom.types import Coverage

HOUR = timedelta(hours=1)
WORDS = Words()
hours = st.lists(st.integers(0, 24 * 400), min_size=1, max_size=12)


def reports(number, **changes):
    return [
        article(f"https://p{n}.example/1", title=f"Title {n}", publisher=f"Paper {n}", published_at=NOW + n * HOUR, **changes)
        for n in range(number)
    ]


def read(one):
    what = edition(one, as_of=NOW + timedelta(days=9))
    shown = item(one, what)
    return shown, tell(one, shown, what)


def copied(number, links):
    """Return a story of so many reports where each key repeats the text of its value."""
    every = reports(number)
    whole = view(*every)
    coverage = tuple(
        Coverage(
            article=each.id, relation="copy" if n in links else "coverage", copy_of=every[links[n]].id if n in links else "", joined_at=NOW
        )
        for n, each in enumerate(every)
    )
    related = tuple(replace(other, relation="copy" if n in links else "coverage") for n, other in enumerate(whole.related, 1))
    return replace(whole, story=replace(whole.story, coverage=coverage), related=related)


def shape(told):
    return [(thread.original.publisher[6:], "".join(copy.publisher[6:] for copy in thread.copies)) for thread in told.threads]


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ({}, [("0", ""), ("1", ""), ("2", ""), ("3", "")]),
        ({2: 1}, [("0", ""), ("1", "2"), ("3", "")]),
        ({3: 2, 2: 1}, [("0", ""), ("1", "23")]),  # a copy of a copy hangs from the original
        ({2: 3, 3: 2}, [("0", "23"), ("1", "")]),  # who copied whom is not known
    ],
)
def test_copies_hang_from_the_original_at_the_end_of_their_chain(links, expected):
    assert shape(read(copied(4, links))[1]) == expected


def test_copy_of_something_unknown_hangs_from_the_lead():
    one = view(*reports(2), relation="copy")
    assert shape(read(one)[1]) == [("0", "1")]


def test_others_name_originals_before_copies():
    assert [report.publisher for report in read(copied(4, {1: 0}))[1].others][-1] == "Paper 1"


def test_half_life_is_the_one_of_heats_velocity():
    assert HALF_LIFE == VELOCITY_HALF_LIFE


def test_attention_adds_shares_that_halve():
    values = attention([NOW, NOW + HALF_LIFE], [NOW, NOW + HALF_LIFE, NOW + 2 * HALF_LIFE])
    assert values == pytest.approx([1, 1.5, 0.75], abs=1e-6)


@given(hours, st.integers(-48, 24 * 400))
def test_curve_has_thirteen_heights_within_its_drawing_and_touches_the_top(published, judged):
    heights = curve([NOW + hour * HOUR for hour in published], NOW + judged * HOUR)
    assert len(heights) == POINTS
    assert min(heights) == 3
    assert max(heights) <= 25
    assert line(heights).count("L") == POINTS - 1


@given(hours, hours)
def test_timeline_stays_within_its_drawing(originals, copies):
    own = tell(view(article()), item(view(article()), edition()), edition()).lead
    first, *rest = (replace(own, at=NOW + hour * HOUR) for hour in sorted(originals))
    threads = [Thread(first, tuple(replace(own, at=NOW + hour * HOUR) for hour in copies)), *map(Thread, rest)]
    drawn = timeline(threads, WORDS)
    places = [lane.x for lane in drawn.lanes] + [ring for lane in drawn.lanes for ring in lane.rings] + [tick.x for tick in drawn.ticks]
    assert all(0 <= float(place.rstrip("%")) <= 100 for place in places)
    assert len(drawn.lanes) + drawn.later == len(threads)
    assert len(drawn.lanes) <= LANES


def test_timeline_of_one_report_is_none():
    assert timeline(read(view(article()))[1].threads, WORDS) is None


def test_history_of_many_arrivals_is_cut_and_counts_the_rest():
    one = view(*reports(STEPS + 3))
    coverage = tuple(replace(each, joined_at=NOW + n * HOUR) for n, each in enumerate(one.story.coverage))
    one = replace(one, story=replace(one.story, coverage=coverage))
    shown, told = read(one)
    steps = [step.said for step in story(one, shown, told, 0, WORDS)["history"]]
    assert steps[-2] == "3 more articles joined from here on."
    assert len(steps) == STEPS + 3


def test_card_as_a_line_keeps_what_it_says_and_drops_what_is_long():
    one = view(*reports(3))
    shown, told = read(one)
    whole = card(one, shown, told, HUB)
    line_of_it = whole.brief()
    assert (line_of_it.title, line_of_it.more, line_of_it.tags) == (whole.title, 2, whole.tags)
    assert (line_of_it.excerpt, line_of_it.names, line_of_it.curve) == ("", (), b"")


def test_list_of_very_many_days_is_cut_and_counts_the_older():
    one = view(*reports(1))
    shown, told = read(one)
    whole, days = card(one, shown, told, HUB), Days()
    for n in range(DAYS + 3):
        at = placed(replace(whole, first=NOW - timedelta(days=n)))
        days.add(at, at.in_short())
    months, older = days.months()
    assert (sum(len(month.days) for month in months), older) == (DAYS, 3)
    assert months[0].days[0] == (NOW.date(), 1)


@given(st.text(), st.text())
def test_mark_is_one_letter_and_one_of_the_colours(name, domain):
    found = mark(name, domain)
    assert len(found.initial) == 1
    assert 0 <= found.colour < COLOURS
    assert f".m{found.colour} " in next(each.body.decode() for each in Pages({}).plain() if each.path == "site.css")
