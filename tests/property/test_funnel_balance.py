"""Whatever the ledger says, the funnel's sums come out, by source and in all, and each row is counted once where its outcome fell."""

from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
import pytest

from newsloom.flows.funnel import Period, funnel, last_cycle, of_day
from newsloom.render.funnel import ENDS, OUTCOMES, PLACES
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import NOW, article, item, memory, receipt, story
from newsloom.types import Collected, Curated, Verdict

HOUR = timedelta(hours=1)
SOURCES = ("https://a.example/feed", "https://b.example/feed", "no address at all")
REASONS = ("", "http-404: gone", "poison: KeyError: 'x'", "\x1b[31mlimit\u202e: evil")
BELOW = Verdict(value=False, rule="heat >= 70", margin=-10, caps=("homonym",))
DAY = of_day(NOW.date())


@st.composite
def ledgers(draw):
    """Return rows of a ledger, their articles, and stories with their leads' receipts that hold some of the articles."""
    rows, articles = [], []
    for number in range(draw(st.integers(0, 12))):
        own = article(f"https://p.example/{number}")
        at = NOW + HOUR * draw(st.integers(-14, 14))
        outcome = draw(st.sampled_from(OUTCOMES))
        first = at - HOUR * draw(st.integers(1, 30)) if draw(st.booleans()) else None
        row = item(own, source=draw(st.sampled_from(SOURCES)), outcome=outcome, at=at, first=first, reason=draw(st.sampled_from(REASONS)))
        rows.append(row if outcome in ("stored", "duplicate") else replace(row, article=""))
        articles += [own] if outcome == "stored" else []
    groups = {}
    for own in articles:
        groups.setdefault(draw(st.sampled_from(("none", "s1", "s2", "s3"))), []).append(own)
    groups.pop("none", None)
    stories = []
    for group in groups.values():
        made = story(*group, lead=draw(st.sampled_from(group)).id)
        copies = {own.id: draw(st.booleans()) for own in group[1:]}
        covered = tuple(replace(one, copy_of=group[0].id if copies.get(one.article) else "") for one in made.coverage)
        stories.append((replace(made, coverage=covered), draw(st.sampled_from((None, True, False)))))
    return rows, articles, stories


def kept(rows, articles, stories):
    store = SqliteStore(Path(":memory:"))
    visits = [Collected(memory=memory(url, checked_at=NOW, read_at=NOW, listed=9, known=9)) for url in SOURCES[:2]]
    store.save_collected(*visits, Collected(items=tuple(rows), articles=tuple(articles)))
    by_id = {own.id: own for own in articles}
    receipts = [
        receipt(by_id[one.lead], one, **({} if published else {"published": BELOW})) for one, published in stories if published is not None
    ]
    store.save_curated(Curated(stories=tuple(one for one, _ in stories), receipts=tuple(receipts)))
    return store


@settings(max_examples=60)
@given(ledgers())
def test_sums_of_a_day_come_out_and_are_those_of_the_ledger(drawn):
    rows, _, stories = drawn
    within = [row for row in rows if DAY.first <= row.at <= DAY.last]
    with closing(kept(*drawn)) as store:
        made = funnel(store, "Tides", DAY)
    told = made.whole.figures()
    assert made.problems() == ()
    assert made.document()["balances"] is True
    assert {name: told[name] for name in OUTCOMES} == {name: sum(row.outcome == name for row in within) for name in OUTCOMES}
    assert told["again"] == sum(row.first is not None and row.first < DAY.first for row in within)
    assert told["listed"] == told["known"] == 18
    published = {entry.article: value for one, value in stories if value is not None for entry in one.coverage}
    leads = {one.lead for one, value in stories if value}
    stored = [row.article for row in within if row.outcome == "stored"]
    seen = {one: "leads" if one in leads else "follows" if value else "unpublished" for one, value in published.items()}
    ends = Counter(seen.get(one, "waiting") for one in stored)
    assert {name: told[name] for name in ("waiting", *ENDS)} == {name: ends[name] for name in ("waiting", *ENDS)}
    assert sum(told[name] for name in PLACES) == told["stored"]
    by_source = Counter(row.source for row in within)
    assert {one.source: sum(one.ways.values()) for one in made.sources if one.ways} == by_source


@settings(max_examples=30)
@given(ledgers())
def test_cycle_counts_the_rows_of_its_moment(drawn):
    with closing(kept(*drawn)) as store:
        period = last_cycle(store)
        made = funnel(store, "Tides", period)
    rows = drawn[0]
    assert period.last == max([NOW, *(row.at for row in rows)])
    assert sum(sum(one.ways.values()) for one in made.sources) == sum(row.at == period.last for row in rows)
    assert made.problems() == ()


def test_item_that_a_source_listed_and_nobody_settled_is_told():
    with closing(kept([], [], [])) as store:
        store.save_collected(Collected(memory=memory(SOURCES[0], checked_at=NOW + HOUR, read_at=NOW + HOUR, listed=5, known=3)))
        made = funnel(store, "Tides", last_cycle(store))
        assert made.problems() == (f"{SOURCES[0]}: 2 of the items that it listed have no outcome",)
        assert (made.document()["balances"], made.document()["total"]["later"]) == (False, 2)
        assert funnel(store, "Tides", DAY).problems() == ()  # within a day they may be tried again on a later one


def test_ledger_larger_than_a_page_is_counted_whole():
    rows = [item(identity=f"{number}", outcome="rejected", reason=f"http-{404 + number % 2}: x") for number in range(1201)]
    with closing(kept(rows, [], [])) as store:
        made = funnel(store, "Tides", Period(NOW, NOW, cycle=True))
    assert made.whole.why("reason", outcome="rejected") == {"http-404": 601, "http-405": 600}


@pytest.mark.parametrize("broken", [{"place": ""}, {"end": ""}])
def test_sum_that_does_not_come_out_is_told(broken):
    with closing(kept([item()], [article()], [(story(), True)])) as store:
        made = funnel(store, "Tides", DAY)
    (own,) = (one for one in made.sources if one.ways)
    wrong = replace(own, ways={replace(way, **broken): count for way, count in own.ways.items()})
    assert made.problems() == ()
    assert len(replace(made, sources=(wrong,)).problems()) == 1
