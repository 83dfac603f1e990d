"""Laws of the record format: what is written reads back, by us and by two readers that are not ours."""

from contextlib import suppress
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
import yaml
import yaml_rs

from newsloom.errors import RecordError
from newsloom.render.readback import Redirect, read_back
from newsloom.render.record import document, emit, parse
from newsloom.render.records import RecordRenderer
from newsloom.testing.editions import edition
from newsloom.testing.rendering import rendered
from newsloom.text import safe
from newsloom.types import StoryView

AWKWARD = [
    "yes",
    "0x1f",
    "1e3",
    "---",
    "a: b",
    "# a",
    '"',
    "\\",
    "{{ x }}",
    "a\n---\nb",
    "12:30:45",
    "2020-07-20",
    "~",
    "- ",
    " x ",
    "\r\n",
    "\x85",
    "'",
]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(safe) | st.sampled_from(AWKWARD)
times = st.integers(631_152_000, 4_102_444_800).map(lambda second: datetime.fromtimestamp(second, UTC))
scalars = st.one_of(texts, st.integers(-(10**20), 10**20), st.booleans(), st.none(), times, st.floats(allow_nan=False))
names = st.sampled_from("category title provider topics images related id story secured name domain type on 1 a:b".split()) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=6)
records = st.dictionaries(names, values, min_size=1, max_size=5)


def spelt(value):
    """Write times as the format spells them: yaml-rs 0.1.6 takes quoted dates for dates, so it is asked for their text."""
    if isinstance(value, dict):
        return {name: spelt(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [spelt(inner) for inner in value]
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else value


@settings(max_examples=150)
@given(records)
def test_emit_reads_the_same_in_three_readers(record):
    text = emit(record)
    front = text.removeprefix("---\n").removesuffix("---\n\n")
    assert parse(text) == record
    assert yaml.load(front, Loader=yaml.CSafeLoader) == record
    assert yaml_rs.loads(front, parse_datetime=False) == spelt(record)
    assert [number for number, line in enumerate(text.split("\n")) if line.rstrip() == "---"] == [0, text.count("\n") - 2]
    assert emit(parse(text)) == text


@settings(max_examples=75)
@given(records)
def test_document_reads_the_same_in_two_readers(record):
    assert yaml.load(document(record), Loader=yaml.CSafeLoader) == record
    assert yaml_rs.loads(document(record), parse_datetime=False) == spelt(record)


@settings(max_examples=100)
@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda data: data.decode("latin-1")))
def test_parse_of_any_text_is_a_record_or_a_record_error(junk):
    for text in (junk, f"---\n{junk}\n---\n", f"---\na: {junk}\n---\n"):
        with suppress(RecordError):
            assert isinstance(parse(text), dict)


@settings(max_examples=100)
@given(records, st.integers(0, 500), st.text(max_size=3))
def test_parse_of_a_damaged_record_is_a_record_or_a_record_error(record, place, damage):
    text = emit(record)
    place %= len(text)
    with suppress(RecordError):
        parse(text[:place] + damage + text[place + len(damage) :])


WORDS = (
    "category title excerpt publishedDateTime originalUrl webUrl type quality heat published provider topics images related id story phase"
)
HONEST = {"title": "A", "publishedDateTime": datetime(2026, 1, 2, tzinfo=UTC), "webUrl": "https://a.example/1"}
NOW = datetime(2030, 1, 1, tzinfo=UTC)
rows = st.dictionaries(
    st.sampled_from([*WORDS.split(), "relation", "redirectTo", "path", "url", "width", "first", "last"]), values, max_size=4
)


@settings(max_examples=80)
@given(rows, st.lists(rows, max_size=2))
def test_any_fields_are_read_back_as_a_story_that_can_be_published_or_refused(fields, others):
    record = HONEST | fields | ({"related": [HONEST | {"webUrl": "https://b.example/1"} | other for other in others]} if others else {})
    with suppress(RecordError):
        told = read_back("2026-01-02-a.md", record, 70, NOW)
        if isinstance(told, Redirect):
            return
        assert isinstance(told, StoryView)
        (made,) = rendered(RecordRenderer(), edition(told))
        again = read_back("2026-01-02-a.md", parse(made.body.decode()), 70, NOW)
        assert [made] == list(rendered(RecordRenderer(), edition(again)))
