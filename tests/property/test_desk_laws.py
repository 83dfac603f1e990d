"""Laws of the desk: what a command writes is what is read, whatever the words, and dropping it leaves every other byte."""

from codecs import BOM_UTF8
from datetime import UTC, datetime

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
import pytest

from newsloom import hub
from newsloom.desk import parse
from newsloom.desk.values import words
from newsloom.errors import HubError
from newsloom.hub.editing import DECISIONS, add_decisions, decision_table, drop_decision
from newsloom.types import Decision

A, B = "https://a.example/1", "https://b.example/2"
HUB = '[hub]\ntitle = "T"\n[[topics]]\nname = "AI"\nkeywords = ["ai"]\n'
ANY = st.text(st.characters(codec=None), max_size=40)
"""Any text, lone surrogates included."""
NASTY = ('"""\n[[decision]]\ndo = "hide"\n', "e\u00ad\u0301", "\\u0000\\", "a\r\n\u2028\u0085\x1b[31m\x7f\ufeffb", "\ud800#'''")
ENDS = st.none() | st.integers(946_684_800, 32_503_680_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
DECIDED = st.one_of(
    st.sampled_from(["pin", "hide", "take-down"]).map(lambda do: {"do": do, "items": (A,)}),
    st.sampled_from(["must-link", "cannot-link"]).map(lambda do: {"do": do, "items": (A, B)}),
    st.sampled_from(["trust", "distrust"]).map(lambda do: {"do": do, "publisher": "a.example"}),
    st.integers(0, 200).map(lambda value: {"do": "rescore", "items": (A, B), "value": value}),
    st.lists(ANY, max_size=3).map(lambda names: {"do": "retopic", "items": (A,), "value": tuple(dict.fromkeys(map(said, names)))}),
    ANY.map(lambda title: {"do": "retitle", "items": (A,), "value": said(title) or "x"}),
)


def said(text):
    """Return words as a command takes them."""
    return words("the word", text)[0]


@settings(max_examples=40)
@given(DECIDED, ANY, ANY, ENDS, ANY)
def test_decision_that_is_written_is_the_one_that_is_read(decided, reason, by, until, title):
    assume(said(reason))
    decision = Decision(**decided, reason=said(reason), by=said(by), until=until)
    table = decision_table(decision, dict.fromkeys(decision.items, title))
    assert parse(table, "d.toml") == ((replace(decision, place="d.toml:1"),), ())


@pytest.mark.parametrize("text", NASTY)
def test_words_are_the_same_once_they_were_said(text):
    assert said(said(text)) == said(text)
    decision = Decision(do="retitle", items=(A,), value=said(text) or "x", reason=said(text) or "x")
    assert parse(decision_table(decision, {A: text}), "d.toml")[0] == (replace(decision, place="d.toml:1"),)


@settings(max_examples=40)
@given(ANY)
@example("e\u00ad\u0301")
def test_words_said_twice_are_the_words_said_once(text):
    assert said(said(text)) == said(text)


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(['do = "pin"', "value = [1", "[[decision]]", 'item = "a.example/1"', '"""', "'''", "=", "\ufeff", "until = 1"])
        | ANY
    )
)
def test_no_desk_file_raises(lines):
    decisions, problems = parse("\n".join(lines), "d.toml", ["AI"])
    assert all(problem.startswith("d.toml:") for problem in problems)
    assert all(decision.reason and (decision.items or decision.publisher) for decision in decisions)


MINE = "# hers\n[[decision]]  # first\ndo = 'pin'\nitem = 'c.example/3'\nreason = '''\n# no comment\n'''\n# below\n\n# above\n"
FILES = ["", "# nothing yet\n", "\ufeff" + MINE.removeprefix("# hers\n"), MINE.replace("\n", "\r\n"), MINE.rstrip("\n")]


@pytest.mark.parametrize("before", FILES)
def test_what_is_added_and_dropped_leaves_the_file_as_it_was(tmp_path, before):
    (tmp_path / "hub.toml").write_text(HUB)
    (tmp_path / "desk").mkdir()
    file = tmp_path / DECISIONS
    file.write_bytes(before.encode())
    add_decisions(
        tmp_path, [Decision(do="pin", items=(A,), reason="r"), Decision(do="retitle", items=(B,), value="x", reason="r")], {A: "The A"}
    )
    *mine, pin, _ = hub.load(tmp_path).decisions
    if mine:
        whole = file.read_bytes()
        drop_decision(tmp_path, mine[0])
        assert [one.do for one in hub.load(tmp_path).decisions] == ["pin", "retitle"]
        assert file.read_bytes().startswith(BOM_UTF8) == whole.startswith(BOM_UTF8)
        assert all(words in file.read_text() for words in ("# hers", "# below", "# above") if words in before)
        file.write_bytes(whole)
    drop_decision(tmp_path, pin)
    drop_decision(tmp_path, hub.load(tmp_path).decisions[-1])
    assert file.read_bytes().decode() in (before, before + "\n")


def test_decision_in_a_list_of_one_line_is_left_alone(tmp_path):
    (tmp_path / "hub.toml").write_text(HUB)
    (tmp_path / "desk").mkdir()
    file = tmp_path / DECISIONS
    file.write_text(f'decision = [{{do = "pin", item = "{A}", reason = "r"}}, {{do = "hide", item = "{B}", reason = "r"}}]\n')
    before = file.read_bytes()
    for decision in hub.load(tmp_path).decisions:
        with pytest.raises(HubError, match="by hand"):
            drop_decision(tmp_path, decision)
    assert file.read_bytes() == before
