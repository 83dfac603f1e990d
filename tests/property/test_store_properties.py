"""Laws of the default store over any text, any order of delivery and any history."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
import msgspec

from newsloom.store.rows import decode, encode, keys, micros, quote, unquote
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import NOW, article, entry, item, memory, story
from newsloom.types import Article, Collected, Curated, Item

ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    ["", '"', '""', '"\\ud800"', "\x00", "\ud800", "\udc00\ud800", "\\u0000"]
)
ANY_TIME = st.datetimes(timezones=st.just(UTC))
IN_MEMORY = Path(":memory:")  # these laws are not about the disk
FEW = settings(max_examples=25, deadline=None)
PAGES = [article(f"https://a.example/{n}") for n in range(6)]


@given(ANY_TEXT, ANY_TEXT)
def test_quote_is_one_to_one_and_any_database_can_hold_it(one, other):
    column = quote(one)
    assert unquote(column) == one
    assert (column == quote(other)) == (one == other)
    assert "\x00" not in column
    column.encode()  # raises on a lone surrogate


@given(st.lists(ANY_TEXT))
def test_keys_survive_the_way_through_json(texts):
    assert {unquote(key) for key in msgspec.json.decode(keys(texts), type=list[str])} == set(texts)


@given(ANY_TEXT, ANY_TEXT, ANY_TIME, st.integers())
def test_record_of_anything_comes_back(title, reason, at, attempts):
    own = article(title=title, published_at=at)
    row = item(identity=title, reason=reason, attempts=attempts, due_at=at, entry=entry(title=reason))
    assert decode(encode(own), Article) == own
    assert decode(encode(row), Item) == row
    assert "\x00" not in encode(row)
    encode(own).encode()  # raises on a lone surrogate


@given(ANY_TIME, ANY_TIME)
def test_micros_keep_the_order_of_times(one, other):
    assert (micros(one) < micros(other)) == (one < other)
    assert micros(datetime(1970, 1, 1, tzinfo=UTC)) == 0


@FEW
@given(st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=4))
def test_hostile_identities_are_found_again(named):
    rows = {identity: item(identity=identity, source=identity, reason=reason) for identity, reason in named.items()}
    with closing(SqliteStore(IN_MEMORY)) as store:
        store.save_collected(Collected(items=tuple(rows.values())))
        assert store.ledger(rows) == {identity: (row,) for identity, row in rows.items()}
        for row in store._db.execute("SELECT identity, source, record FROM item"):
            assert not any("\x00" in value for value in row)


@FEW
@given(st.data())
def test_visits_redelivered_in_any_order_leave_the_same_rows(data):
    visits = [Collected(memory=memory(f"https://s{n}.example/"), items=(item(own),), articles=(own,)) for n, own in enumerate(PAGES)]
    deliveries = data.draw(st.permutations(visits + data.draw(st.lists(st.sampled_from(visits), max_size=12))))
    with closing(SqliteStore(IN_MEMORY)) as once, closing(SqliteStore(IN_MEMORY)) as more:
        for store, delivered in ((once, visits), (more, deliveries)):
            for visit in delivered:
                store.save_collected(visit)
        looks = [
            (store.memories(), store.arrivals(), store.counts(), store.revision(), store.find(item(PAGES[0]).identity))
            for store in (once, more)
        ]
    assert looks[0] == looks[1]


@FEW
@given(st.lists(st.lists(st.integers(0, 3), min_size=len(PAGES), max_size=len(PAGES)), min_size=1, max_size=4))
def test_any_history_of_curations_holds_each_article_once(history):
    """Each step deals the articles anew to stories 1 to 3; 0 is none, and a story left empty is absorbed by another."""
    with closing(SqliteStore(IN_MEMORY)) as store:
        store.save_collected(Collected(memory=memory(), articles=tuple(PAGES)))
        for places in history:
            dealt = {n: [own for own, where in zip(PAGES, places, strict=True) if where == n] for n in range(4)}
            stories = [story(*dealt[n] or PAGES[:1], id=f"s{n}", merged_into="" if dealt[n] else "heir") for n in (1, 2, 3)]
            store.save_curated(Curated(stories=tuple(stories)))
            assert store.stories_of([own.id for own in PAGES]) == {own.id: f"s{n}" for n in (1, 2, 3) for own in dealt[n]}
            assert {own.id for own in store.arrivals()} == {own.id for own in dealt[0]}
            window = store.window([(NOW, NOW)])
            assert [told.id for told in window.stories] == [f"s{n}" for n in (1, 2, 3) if dealt[n]]
            assert set(window.articles) == {own.id for n in (1, 2, 3) for own in dealt[n]}
            assert len(list(store.each_story())) == 3
