"""Desk files: what is read, what is refused, and in which words."""

from datetime import UTC, datetime

import pytest

from newsloom.desk import parse
from newsloom.ids import article_id, story_id

GOOD = """[[decision]]
do = "pin"
item = "https://www.example.com/a"
reason = "launch day"
by = "mara"
until = 2026-12-01T00:00:00Z
"""
A, B = "https://example.com/a", "https://example.com/b"
RECORD = "2031-03-04-first-gate-lifts.md"


def only(text):
    decisions, problems = parse(text, "desk/a.toml")
    assert problems == ()
    assert len(decisions) == 1
    return decisions[0]


def problem(text):
    decisions, problems = parse(text, "desk/a.toml")
    assert decisions == ()
    assert len(problems) == 1
    return problems[0]


def test_whole_decision_is_read():
    decision = only(GOOD)
    assert (decision.do, decision.items, decision.reason, decision.by) == ("pin", ("https://www.example.com/a",), "launch day", "mara")
    assert decision.until == datetime(2026, 12, 1, tzinfo=UTC)
    assert decision.place == "desk/a.toml:1"


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        (" https://www.example.com/a ", "https://www.example.com/a"),
        ("www.example.com/a b", "https://www.example.com/a%20b"),
        ("example.com/2031-03-04-notes.md", "https://example.com/2031-03-04-notes.md"),
        (article_id(A), article_id(A)),
        (story_id("a1"), story_id("a1")),
        (RECORD, RECORD),
        (f"_news/{RECORD}", RECORD),
        (f"content/_news/{RECORD}", RECORD),
    ],
)
def test_item_is_named_by_an_address_an_id_or_a_record(stated, name):
    assert only(GOOD.replace("https://www.example.com/a", stated)).items == (name,)


def test_every_mistake_of_a_decision_is_told_in_order_of_its_lines():
    decisions, problems = parse('[[decision]]\nuntil = "soon"\nbye = "mara"\ndo = "pinn"\nitem = "the launch"\n', "d.toml")
    assert decisions == ()
    assert [said.split(": ")[0] for said in problems] == ["d.toml:2", "d.toml:3", "d.toml:4", "d.toml:4", "d.toml:5"]
    assert [word for word in ("no time", '"bye"', '"pinn"', "no reason", "neither an address") if word not in " ".join(problems)] == []


@pytest.mark.parametrize("verb", ["pin", "hide", "must-link", "cannot-link"])
def test_every_obeyed_verb_is_read_with_several_items(verb):
    decision = only(f'[[decision]]\ndo = "{verb}"\nitems = ["https://example.com/a", "https://example.com/b"]\nreason = "r"\n')
    assert (decision.do, decision.items) == (verb, (A, B))


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2026-12-01T02:00:00+02:00", datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-12-01T00:00:00", datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-12-01", datetime(2026, 12, 1, tzinfo=UTC)),
        ('"2026-12-01T00:00:00Z"', datetime(2026, 12, 1, tzinfo=UTC)),
    ],
)
def test_until_is_read_as_utc(until, expected):
    assert only(GOOD.replace("2026-12-01T00:00:00Z", until)).until == expected


def test_item_named_twice_is_one_item():
    text = '[[decision]]\ndo = "must-link"\nitems = ["https://example.com/a", "http://www.example.com/a/"]\nreason = "r"\n'
    assert "two items or more" in problem(text)


def test_decision_without_end_lasts_for_ever():
    assert only(GOOD.replace("until = 2026-12-01T00:00:00Z\n", "")).until is None


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"pin"', '"pni"', 2, 'did you mean "pin"?'),
        ('"pin"', '"retitle"', 2, '"retitle" takes the new title'),
        ('"pin"', '"rescore"', 2, '"rescore" takes the item\'s quality, a whole number from 0 to 200; write value = 90'),
        ('"pin"', '"retopic"', 2, '"retopic" takes the names of topics'),
        ('by = "mara"', 'value = "x"', 5, '"pin" takes no value'),
        ('by = "mara"', 'publisher = "a.example"', 5, '"pin" is about items, not about a publisher'),
        ('"pin"', '"take-dwn"', 2, 'did you mean "take-down"?'),
        ('"pin"', '"xyz"', 2, "known are pin, hide"),
        ('"pin"', "7", 2, '"7" is no decision'),
        ('"pin"', '"must-link"', 3, "two items or more"),
        ('do = "pin"\n', "", 1, "without a verb"),
        ('item = "https://www.example.com/a"\n', "", 2, "names no item"),
        ('"https://www.example.com/a"', '"the launch"', 3, '"the launch" is neither an address nor'),
        ('"https://www.example.com/a"', '"javascript://a.example/"', 3, "neither an address nor"),
        ('"https://www.example.com/a"', '["https://www.example.com/a"]', 3, "no address"),
        ('item = "https://www.example.com/a"', 'items = "https://www.example.com/a"', 3, "items is a list"),
        ('"launch day"', '" "', 4, "has no reason"),
        ('"launch day"', "7", 4, "reason is a text"),
        ('reason = "launch day"\n', "", 2, "has no reason"),
        ("by =", "bye =", 5, 'has no "bye"; did you mean "by"?'),
        ("until =", "untill =", 6, 'did you mean "until"?'),
        ("2026-12-01T00:00:00Z", '"soon"', 6, "'soon' is no time"),
        ("2026-12-01T00:00:00Z", "9999-12-31T23:59:59-01:00", 6, "is no time"),
        ('"launch day"', '"' + "x" * 1001 + '"', 4, "reason has 1,001 characters"),
        ('"launch day"', "9" * 5000, 6, "mend the TOML"),
        ('"launch day"', "[" * 5000, 6, "brackets nest too deep; mend the TOML"),
        ('"launch day"', '"launch day', 4, "mend the TOML"),
        ('by = "mara"', 'do = "hide"', 5, "mend the TOML"),
    ],
)
def test_bad_decision_gives_its_line_and_the_fix_and_loses_no_other(old, new, line, words):
    bad = GOOD.replace(old, new)
    assert bad != GOOD
    assert problem(bad).startswith(f"desk/a.toml:{line}: ")
    assert words in problem(bad)
    decisions, problems = parse(f"# today\n{GOOD}\n{bad}\n{GOOD}", "desk/a.toml")
    assert [decision.place for decision in decisions] == ["desk/a.toml:2", f"desk/a.toml:{10 + bad.count(chr(10))}"]
    assert problems[0].startswith(f"desk/a.toml:{line + 8}: ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pin = 1\n", 'desk/a.toml:1: "pin" stands outside of a decision'),
        ("decision = 1\n", "desk/a.toml:1: a decision is a table"),
        ("[[decision]]\ndo = 'pin", "desk/a.toml:2: "),
        ("[decision]\ndo = 'pin'\n", "desk/a.toml:1: a decision is a table"),
    ],
)
def test_file_of_another_shape_says_so(text, words):
    assert problem(text).startswith(words)


def test_words_before_the_first_decision_do_not_lose_it():
    decisions, problems = parse(f"note = 1\n{GOOD}", "d.toml")
    assert (len(decisions), len(problems)) == (1, 1)


def test_inline_list_of_decisions_is_read_one_by_one():
    text = 'decision = [{do = "pin", item = "example.com/a", reason = "r"}, {do = "pinn", item = "example.com/b", reason = "r"}]\n'
    decisions, problems = parse(text, "d.toml")
    assert (decisions[0].items, len(problems)) == ((A,), 1)


def test_windows_line_ends_are_read():
    assert only(GOOD.replace("\n", "\r\n")).items == ("https://www.example.com/a",)


def test_empty_file_decides_nothing():
    assert parse("", "d.toml") == ((), ())
    assert parse("# [[decision]] comes here\n", "d.toml") == ((), ())


def valued(do, value, items='item = "https://example.com/a"', topics=("AI", "AI Law")):
    decisions, problems = parse(f'[[decision]]\ndo = "{do}"\n{items}\nvalue = {value}\nreason = "r"\n', "d.toml", topics)
    return decisions[0].value if decisions else problems[0]


@pytest.mark.parametrize(
    ("do", "value", "expected"),
    [
        ("retitle", '"  Gate\\u2028 opens\\n "', "Gate opens"),
        ("retitle", "'''\nGate\r\nopens'''", "Gate opens"),
        ("rescore", "0", 0),
        ("rescore", "200", 200),
        ("retopic", '["AI Law", "AI", "AI Law"]', ("AI Law", "AI")),
        ("retopic", "[]", ()),
    ],
)
def test_value_is_read(do, value, expected):
    assert valued(do, value) == expected


@pytest.mark.parametrize(
    ("do", "value", "said"),
    [
        *(("retitle", value, 'takes the new title; write value = "…"') for value in ("7", '" "', '["x"]', "true", "{}", '"\\u0007"')),
        ("retitle", '"' + "x" * 1001 + '"', "the new title has 1,001 characters; at most 1,000"),
        *(("rescore", value, "a whole number from 0 to 200") for value in ("-1", "201", "90.0", '"90"', "true", "[90]", "inf")),
        *(("retopic", value, 'write value = ["NAME", "NAME"], or [] for none') for value in ('"AI"', "[1]", "7", '[["AI"]]')),
        ("retopic", '["Ai law"]', 'd.toml:4: no topic is named "Ai law"; did you mean "AI Law"?'),
        ("retopic", '["Sports"]', 'no topic is named "Sports"; known are AI, AI Law'),
    ],
)
def test_value_of_another_kind_is_refused_with_what_to_write(do, value, said):
    assert said in valued(do, value)
    assert valued(do, value).startswith("d.toml:4: ")


def test_topics_of_a_hub_that_nobody_knows_are_not_looked_up():
    assert valued("retopic", '["Sports"]', topics=None) == ("Sports",)


def test_title_is_given_to_one_item():
    assert "is about one item" in valued("retitle", '"x"', 'items = ["https://example.com/a", "https://example.com/b"]')
    assert valued("retitle", '"x"', 'item = "example.com/a"\nitems = ["https://www.example.com/a/", "http://example.com/a"]') == "x"


@pytest.mark.parametrize(
    ("stated", "host"),
    [("example.com", "example.com"), ("https://WWW.Example.com/news?x=1", "example.com"), (" blog.example.com ", "blog.example.com")],
)
def test_publisher_is_named_by_its_host(stated, host):
    decision = only(f'[[decision]]\ndo = "trust"\npublisher = "{stated}"\nreason = "r"\n')
    assert (decision.publisher, decision.items) == (host, ())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "names no publisher; add"),
        ("publisher = 7\n", "names no publisher; add"),
        ('publisher = "nobody"\n', 'names no publisher by "nobody"'),
        ('publisher = "javascript:x"\n', "names no publisher by"),
        ('publisher = "a.example"\nitem = "https://a.example/1"\n', "is about a publisher"),
        ('publisher = "a.example"\nvalue = 7\n', "takes no value"),
    ],
)
def test_publisher_that_is_none_is_refused(line, said):
    assert said in problem(f'[[decision]]\ndo = "distrust"\n{line}reason = "r"\n')
