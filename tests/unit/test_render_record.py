"""The record format: quoting, order, blank lines, and what is refused."""

from datetime import UTC, date, datetime

import pytest
import yaml
import yaml_rs

from newsloom.errors import RecordError
from newsloom.render.record import DEEPEST, LONGEST_NAME, document, emit, parse

MOMENT = datetime(2020, 7, 20, 20, 56, tzinfo=UTC)


def front(text: str) -> str:
    return text.removeprefix("---\n").removesuffix("---\n\n")


def both(text: str):
    """Return what two independent YAML readers see; they must agree.

    yaml-rs 0.1.6 takes quoted dates for dates, so it is asked for their text.
    """
    seen = yaml.load(front(text), Loader=yaml.CSafeLoader)
    assert yaml_rs.loads(front(text), parse_datetime=False) == spelt(seen)
    return seen


def spelt(value):
    if isinstance(value, dict):
        return {name: spelt(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [spelt(inner) for inner in value]
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else value


SWITCHES = "Yes|no|ON|off|y|N|true|False|null|NULL|~||=|<<"
NUMBERS = "1|1.0|-1|+1|0x1F|0o17|017|1_000|1e3|1.5e+3|.5|.inf|-.INF|.nan|NaN|0b1010|0.|1,000|٣|²|_|_1"
TIMES = "12:30:45|12:30|2020-07-20|2020-07-20T20:56:00Z|2020-07-20 20:56:00"
MARKS = (
    "a: b|a:|: |:|a #b|#a|# |- a|-|---|...|? a|?|& a|&a|*a|!a|!!str a|>|'a'|\"a\"|%a|@a|`a`|[a]|{a}|a, b|a]|{{ x }}|{% x %}|a\\b|a\"b|a'b"
)
BLANKS = [" ", " a", "a ", "a\tb", "a\nb", "a\r\nb", "a\x85b", "a\u2028b", "a\u2029b", "a\u00a0b", "|"]
SCRIPTS = ["é", "日本語", "😀", "x😀", "العربية", "Ünï", "e\u0301", "a" * 300]


@pytest.mark.parametrize("name", [*f"{SWITCHES}|{NUMBERS}|{TIMES}|{MARKS}".split("|"), *BLANKS, *SCRIPTS])
def test_name_that_looks_like_something_else_reads_back_as_itself(name):
    fields = {"category": name, "provider": {"name": name, "domain": name}, "topics": [name, name]}
    assert both(emit(fields)) == parse(emit(fields)) == fields


@pytest.mark.parametrize(
    "name",
    [
        "MarketWatch",
        "9to5Mac",
        "24/7 Wall St.",
        "Benzinga.com",
        "Marc D Anderson's Blog",
        "AT&T",
        "3dprint.com",
        "Le Monde",
        "C++ Weekly",
        "Yahoo!",
    ],
)
def test_name_without_danger_stays_plain_as_in_the_reference(name):
    assert f"  name: {name}\n" in emit({"provider": {"name": name}})


def test_fields_come_in_the_formats_order_whatever_order_they_are_given_in():
    fields = {
        "secured": "x",
        "related": [{"title": "b"}],
        "topics": ["AI"],
        "provider": {"name": "A"},
        "published": True,
        "title": "t",
        "category": "news",
    }
    assert list(parse(emit(fields))) == ["category", "title", "published", "provider", "topics", "related", "secured"]


def test_groups_are_separated_by_exactly_one_blank_line():
    fields = {
        "category": "news",
        "published": True,
        "featuredContent": "<iframe>",
        "provider": {"name": "A"},
        "topics": ["B"],
        "id": "s1",
        "language": "en",
    }
    assert emit({**fields, "secured": "x"}) == (
        '---\ncategory: news\npublished: true\n\nfeaturedContent: "<iframe>"\n\nprovider:\n  name: A\n\ntopics:\n  - B\n\n'
        'id: s1\nlanguage: en\n\nsecured: "x"\n---\n\n'
    )


def test_unknown_fields_survive_in_front_of_secured():
    fields = {
        "category": "news",
        "title": "t",
        "id": "s1",
        "rating": 4.5,
        "huge": 1e20,
        "tiny": -2.5e-7,
        "nothing": None,
        "day": date(2020, 7, 20),
        "exact": datetime(2020, 7, 20, 20, 56, 1, 250000, tzinfo=UTC),
        "empty": [],
        "none": {},
        "deep": {"a": [[1, 2], [{"b": ["c"], "d": 1}], {"e": {"f": True}}], "yes": "no"},
        "on": "off",
        "secured": "x",
    }
    text = emit(fields)
    assert both(text) == parse(text) == fields
    assert list(parse(text)) == list(fields)


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), 0.0, -0.0, 1e-320, 123456789.123])
def test_float_reads_back(number):
    assert parse(emit({"x": number})) == {"x": number}


def test_float_that_is_no_number_reads_back():
    assert parse(emit({"x": float("nan")}))["x"] != parse(emit({"x": float("nan")}))["x"]


@pytest.mark.parametrize("title", ["---", "a\n---\nb", "\n---\n", "a\r---\rb", "...\n", "\x85---\x85", "\u2028---\u2028"])
def test_no_line_within_a_record_ends_its_front_matter(title):
    text = emit({"title": title, "topics": [title], "secured": title})
    assert [number for number, line in enumerate(text.splitlines()) if line.strip() in ("---", "...")] == [0, len(text.splitlines()) - 2]
    assert parse(text)["title"] == title


def test_what_no_format_carries_is_dropped():
    assert parse(emit({"title": "a\x00b\x1bc\x7fd\x9fe\ud800f\ufeffg\u202eh\ufffei"})) == {"title": "abcdefghi"}


def test_liquid_marks_are_data():
    assert parse(emit({"title": "{{ site.x }} {% raw %}"})) == {"title": "{{ site.x }} {% raw %}"}


def test_document_is_plain_wherever_that_is_safe():
    text = document({"_id": "ai", "hashtags": ["#AI"], "services": {"news": "https://hub.example/api/news/ai/"}, "about": "A: b"})
    assert text == '_id: ai\nhashtags:\n  - "#AI"\nservices:\n  news: https://hub.example/api/news/ai/\nabout: "A: b"\n'


def test_parse_takes_carriage_returns_and_a_byte_order_mark():
    text = emit({"title": "a\r\nb", "topics": ["AI", "B"], "publishedDateTime": MOMENT})
    assert (
        parse("\ufeff" + text.replace("\n", "\r\n"))
        == parse(text)
        == {"title": "a\r\nb", "topics": ["AI", "B"], "publishedDateTime": MOMENT}
    )


def test_parse_reads_every_time_as_utc():
    text = "---\na: 2020-07-20T22:56:00+02:00\nb: 2020-07-20T20:56:00\n---\n"
    assert parse(text) == {"a": MOMENT, "b": MOMENT}
    assert parse(text)["b"].tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "line 1:"),
        ("title: a\n", "line 1:"),
        ("---\ntitle: a\n", "line 3:"),
        ("---\ntitle: a\n---\nbody\n", "line 4:"),
        ("---\ntitle: a\ntitle: b\n---\n", "line 3:"),
        ("---\ntitle: a\nprovider:\n  name: a\n  name: b\n---\n", "line 5:"),
        ('---\ntitle: "a\nb: c\n---\n', "line 3:"),
        ("---\ntitle: a\n\tb: c\n---\n", "line 3:"),
        ("---\n- a\n---\n", "line 2:"),
        ("---\n---\n", "line 2:"),
        ("---\nyes: 1\n---\n", "line 2:"),
        ("---\n? [a]\n: 1\n---\n", "line 2:"),
        ("---\na: 2020-13-45T00:00:00Z\n---\n", "line 2:"),
        ("---\na: !!python/object:os.system x\n---\n", "line 2:"),
        ("---\na: !!binary aGk=\n---\n", "a:"),
        ("---\na: &x [1]\nb: *x\n---\n", "b:"),
        ("---\na: &x\n  b: *x\n---\n", "a.b:"),
        ("---\nbase: &x {a: 1}\nb:\n  <<: *x\n---\n", "line 4:"),
        ("---\na: " + "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1) + "\n---\n", "a[0]"),
        ("---\na: " + "[" * 100_000 + "\n---\n", "line 2:"),
        ("---\na: \x00\n---\n", "line 2:"),
        ("---\na: " + "9" * 5_000 + "\n---\n", "line 2:"),
        ("---\na: *x\n---\n", "line 2:"),
        ("---\na: 1\n--- b\n---\n", "line 3:"),
    ],
)
def test_parse_of_what_is_no_record_says_where(text, place):
    with pytest.raises(RecordError, match="^" + place.replace("[", r"\[")):
        parse(text)


def test_parse_of_aliases_upon_aliases_unfolds_nothing():
    bomb = "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))
    with pytest.raises(RecordError, match="alias"):
        parse(f"---\na0: &a0 [lol]\n{bomb}---\n")


def test_emit_of_a_field_name_nobody_could_read_back_is_refused():
    assert parse(emit({"x" * LONGEST_NAME: 1}))
    with pytest.raises(RecordError, match="at most"):
        emit({"x" * (LONGEST_NAME + 1): 1})
