"""`newsloom desk`: decisions written, refused, listed and dropped."""

from contextlib import closing
import io
import json

from msgspec.structs import replace
import pytest
from rich.console import Console
from typer.testing import CliRunner

from newsloom import hub
from newsloom.cli import decided
from newsloom.cli.root import app
from newsloom.errors import HubError, UnknownItemError
from newsloom.flows.deciding import standing
from newsloom.flows.proposing import titles
from newsloom.hub.editing import drop_decision
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import NOW, article, receipt, story
from newsloom.text import one_line
from newsloom.types import Collected, Curated, Decision

HUB = """[hub]
title = "Tides"
[[topics]]
id = "t"
name = "Tidal power"
keywords = ["tide"]
[[topics]]
id = "l"
name = "Law"
keywords = ["court"]
"""
EVIL = "\x1b[31m[bold]Gate\u202e\n jams[/bold] " + "灯台" * 80
A, B, C = article("https://a.example/1", title=EVIL), article("https://b.example/2"), article("https://c.example/3")
GATE, FERRY = replace(story(A, B), path="2026-01-05-gate.md"), story(C)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "hub.toml").write_text(HUB, encoding="utf-8")
    (tmp_path / ".newsloom").mkdir()
    with closing(SqliteStore(tmp_path / ".newsloom" / "hub.db")) as store:
        store.save_collected(Collected(articles=(A, B, C)))
        store.save_curated(Curated(stories=(GATE, FERRY), receipts=(receipt(A, GATE),), judged_at=NOW))
    return tmp_path


@pytest.fixture
def run(folder):
    """Return a function that runs `newsloom desk` on the folder, `DIR` being it, and returns exit code, output and errors."""

    def ran(*words):
        done = CliRunner().invoke(app, ["desk", *(str(folder) if word == "DIR" else word for word in words)])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    return ran


def stated(folder):
    return [(one.do, one.items or one.publisher, one.value) for one in hub.load(folder).decisions]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["pin", "a.example/1", "DIR"], ("pin", (A.url,), "")),
        (["hide", A.id, "DIR"], ("hide", (A.url,), "")),
        (["take-down", "http://www.a.example/1?utm_source=x", "DIR"], ("take-down", (A.url,), "")),
        (["pin", "content/_news/2026-01-05-gate.md", "DIR"], ("pin", (GATE.id,), "")),
        (["retitle", GATE.id[:9], "DIR", "--title", ' A "new"\n title \u2028 \x1b[31m'], ("retitle", (GATE.id,), 'A "new" title [31m')),
        (["retopic", A.url, "DIR", "--topic", "L", "--topic", "tidal power"], ("retopic", (A.url,), ("Law", "Tidal power"))),
        (["retopic", A.url, "DIR", "--topic", ""], ("retopic", (A.url,), ())),
        (["rescore", A.url, "DIR", "--quality", "0"], ("rescore", (A.url,), 0)),
        (["trust", "https://www.A.example/about", "DIR"], ("trust", "a.example", "")),
        (["distrust", "b.example", "DIR"], ("distrust", "b.example", "")),
        (["link", A.url, C.url, B.id, "DIR"], ("must-link", (A.url, C.url, B.url), "")),
        (["unlink", A.url, C.url, "DIR"], ("cannot-link", (A.url, C.url), "")),
    ],
)
def test_command_writes_the_decision_and_says_where(run, folder, words, expected):
    code, out, err = run(*words, "--reason", "launch\nday", "--by", "mara", "--until", "2100-12-01")
    assert (code, stated(folder), err) == (0, [expected], "")
    (made,) = hub.load(folder).decisions
    assert (made.reason, made.by, made.until.year, made.place) == ("launch day", "mara", 2100, "desk/decisions.toml:1")
    assert "Decided at desk/decisions.toml:1: " in out
    assert "\x1b" not in out + (folder / "desk/decisions.toml").read_text()
    code, out, _ = run(*words, "--reason", "again", "--until", "2099-01-01")
    assert (code, out) == (0, "That is decided at desk/decisions.toml:1 already; nothing was written.\n")
    assert run("drop", "decisions.toml:1", "DIR")[0] == 0
    assert (folder / "desk/decisions.toml").read_bytes() == b""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["pin", A.url], ["hide", B.url]),
        (["hide", A.url], ["pin", B.url]),
        (["retitle", A.url, "--title", "One"], ["retitle", A.url, "--title", "Two"]),
        (["rescore", A.url, "--quality", "10"], ["rescore", GATE.id, "--quality", "20"]),
        (["retopic", A.url, "--topic", "t"], ["retopic", A.url, "--topic", "l"]),
        (["trust", "a.example"], ["distrust", "www.a.example"]),
        (["link", A.url, C.url], ["unlink", C.url, A.url]),
        (["take-down", A.url], ["retitle", A.url, "--title", "One"]),
    ],
)
def test_decision_against_another_is_refused_with_the_way_out(run, folder, first, second):
    assert run(*first, "DIR", "--reason", "the first")[0] == 0
    code, _, err = run(*second, "DIR", "--reason", "the second")
    assert code == 2
    assert "at desk/decisions.toml:1 (the first) says otherwise; take it out first: `newsloom desk drop desk/decisions.toml:1`" in err
    assert len(stated(folder)) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["pin", A.url, "DIR", "--reason", " "],
        ["pin", A.url, "DIR", "--reason", "x" * 1001],
        ["pin", A.url, "DIR", "--reason", "x", "--until", "2001-01-01"],
        ["pin", A.url, "DIR"],
        ["retitle", A.url, "DIR", "--title", "\u2028", "--reason", "x"],
        ["retopic", A.url, "DIR", "--topic", "Sports", "--reason", "x"],
        ["rescore", A.url, "DIR", "--quality", "201", "--reason", "x"],
        ["rescore", A.url, "DIR", "--quality", "9.5", "--reason", "x"],
        ["trust", "nobody", "DIR", "--reason", "x"],
        ["link", A.url, "a.example/1", "DIR", "--reason", "x"],
        ["link", "DIR", "--reason", "x"],
    ],
)
def test_words_that_are_none_end_with_exit_2_and_write_nothing(run, folder, words):
    assert run(*words)[0] == 2
    assert not (folder / "desk").exists()


def test_decision_for_longer_is_written_though_one_that_ends_stands(run, folder):
    assert run("pin", A.url, "DIR", "--reason", "x", "--until", "2100-12-01")[0] == 0
    assert run("pin", A.url, "DIR", "--reason", "for ever")[0] == 0
    assert [one.until is None for one in hub.load(folder).decisions] == [False, True]


def test_item_that_nobody_knows_is_told(run, folder):
    for words in (["pin", "https://nowhere.example/"], ["link", A.url, "s0"], ["drop", "desk/decisions.toml:1"]):
        with pytest.raises(UnknownItemError):
            run(*words, "DIR", *([] if words[0] == "drop" else ["--reason", "x"]))
    assert not (folder / "desk").exists()


def test_publisher_that_nobody_has_seen_is_written_and_noted(run, folder):
    code, _, err = run("trust", "new.example", "DIR", "--reason", "x")
    assert (code, stated(folder)) == (0, [("trust", "new.example", "")])
    assert 'Note: "trust" is about new.example, of which this hub holds no article' in err


def written(folder, *tables):
    (folder / "desk").mkdir(exist_ok=True)
    text = "".join(f'[[decision]]\n{table}\nreason = "r"\n' for table in tables)
    (folder / "desk" / "a.toml").write_text(text, encoding="utf-8")


MIXED = (
    f'do = "pin"\nitem = "{A.url}"',
    f'do = "hide"\nitem = "{A.url}"\nuntil = 2001-01-01',
    f'do = "retitle"\nitem = "{A.url}"\nvalue = "One"',
    'do = "retitle"\nitem = "2026-01-05-gate.md"\nvalue = "Two"',
    'do = "pin"\nitem = "https://nowhere.example/"',
    'do = "trust"\npublisher = "a.example"',
)


def test_list_tells_how_each_decision_does(run, folder):
    written(folder, *MIXED)
    shown = json.loads(run("list", "DIR", "--json")[1])["decisions"]
    assert [one["state"] for one in shown] == ["in force", "ended", "overruled", "in force", "unmatched", "in force"]
    assert [len(one["problems"]) for one in shown] == [0, 1, 1, 0, 1, 0]
    assert '"hide" ended at 2001-01-01T00:00:00Z and does nothing any more' in shown[1]["problems"][0]
    assert '"retitle" contradicts the "retitle" at desk/a.toml:15 about https://a.example/1, which counts' in shown[2]["problems"][0]
    assert (shown[0]["items"][0]["name"], shown[0]["items"][0]["title"]) == (A.url, one_line(f"{A.publisher}: {EVIL}"))
    _, out, _ = run("list", "DIR")
    assert "6 decisions: 3 in force, 1 ended, 1 unmatched, 1 overruled." in out
    assert len(out.splitlines()) == 1 + 6 + 1 + 3
    assert "\x1b" not in out


def test_list_of_a_hub_that_never_ran_makes_no_store(run, folder):
    written(folder, *MIXED[:2])
    (folder / ".newsloom" / "hub.db").unlink()
    assert [one["state"] for one in json.loads(run("list", "DIR", "--json")[1])["decisions"]] == ["unmatched", "ended"]
    assert run("drop", A.url, "DIR", "--do", "hide")[0] == 0
    assert list((folder / ".newsloom").glob("hub.db")) == []


@pytest.mark.parametrize("width", [40, 80])
def test_table_fits_the_terminal_whatever_strangers_wrote(folder, width):
    written(folder, *MIXED, f'do = "must-link"\nitems = ["{A.url}", "{C.url}"]')
    out = io.StringIO()
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store:
        rows = standing(store, hub.load(folder).decisions, NOW).stated
        known = titles(store, {item for row in rows for item in row.found.items})
    Console(file=out, width=width, force_terminal=True, color_system=None).print(decided.table(rows, known, lines=True))
    lines = out.getvalue().splitlines()
    assert max(decided.Text(line).cell_len for line in lines) <= width
    assert "\x1b" not in out.getvalue()
    assert "\u202e" not in out.getvalue()


def test_drop_names_a_decision_by_its_item_and_its_verb(run, folder):
    written(folder, *MIXED)
    with pytest.raises(UnknownItemError, match=r"desk/a.toml:1  pin: r") as caught:
        run("drop", "a.example/1", "DIR")
    assert "desk/a.toml:5  hide: r" in str(caught.value)
    assert run("drop", "a.example/1", "DIR", "--do", "hide")[0] == 0
    assert run("drop", "a.example", "DIR")[0] == 0
    assert [do for do, _, _ in stated(folder)] == ["pin", "retitle", "retitle", "pin"]


def test_drop_of_what_somebody_changed_meanwhile_writes_nothing(folder):
    written(folder, *MIXED[:1])
    (pin,) = hub.load(folder).decisions
    with pytest.raises(HubError, match="somebody decided something else meanwhile"):
        drop_decision(folder, pin, known=())
    assert len(stated(folder)) == 1


def test_drop_of_a_link_says_that_what_it_did_stays(run):
    assert run("link", A.url, C.url, "DIR", "--reason", "x")[0] == 0
    assert "decide the opposite" in run("drop", "desk/decisions.toml:1", "DIR")[1]


def test_topics_of_a_desk_file_are_the_hubs(folder):
    written(folder, f'do = "retopic"\nitem = "{A.url}"\nvalue = ["Law", "tidal power"]')
    with pytest.raises(HubError, match=r'desk/a.toml:4: no topic is named "tidal power"; did you mean "Tidal power"\?'):
        hub.load(folder)


def test_decision_about_a_topic_brings_those_above_it(folder):
    written(folder, f'do = "retopic"\nitem = "{A.url}"\nvalue = ["Law"]')
    made = hub.load(folder)
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store:
        (row,) = standing(store, made.decisions, NOW, made.topics).stated
    assert (row.decision.value, row.found.value, row.found.items) == (("Law",), ("Law", "Tidal power"), (A.id,))


def test_decision_on_an_absorbed_story_is_on_its_heir(folder):
    gone = replace(story(article("https://d.example/4")), merged_into=GATE.id, coverage=())
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store:
        heir = replace(GATE, lead=A.id)
        store.save_curated(Curated(stories=(heir, replace(gone, lead=B.id)), judged_at=NOW))
        made = [Decision(do=do, items=(gone.id,), reason="r") for do in ("take-down", "pin")]
        assert [row.found.items for row in standing(store, made, NOW).stated] == [(GATE.id,), (B.id,)]
