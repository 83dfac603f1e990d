"""`newsloom stories`: names that stand for stories, tables that fit, words of strangers, and which words are refused."""

from contextlib import closing
from datetime import timedelta
import io
import json

from msgspec.structs import replace
import pytest
from rich.console import Console
from typer.testing import CliRunner

from newsloom import hub
from newsloom.cli import storied
from newsloom.cli.root import app
from newsloom.cli.strip import ROWS, strip
from newsloom.errors import HubError
from newsloom.flows import looking
from newsloom.hub.editing import add_decisions
from newsloom.ids import digest
from newsloom.render.spread import spread
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import NOW, article, receipt, story
from newsloom.types import Collected, Curated, Decision, Event, Label, Theme

HUB = '[hub]\ntitle = "Tides"\n[[topics]]\nid = "t"\nname = "Tidal power"\nkeywords = ["tide"]\n'
HOUR = timedelta(hours=1)
EVIL = "\x1b[31m[bold]Gate\u202e\n jams[/bold] " + "灯台" * 40


def told(number, hours=0.0, **changes):
    return article(f"https://p{number}.example/{number}", publisher=f"Paper {number}", published_at=NOW + HOUR * hours, **changes)


GATE = [told(1, title=EVIL), told(2, 1), told(3, 2), told(4, 3)]
FERRY = [told(5, -30), told(6, -20)]
OLD = [told(7, -24 * 30)]
FIRST, SECOND, GONE = "s" + "ab" * 10, "s" + "ab" * 4 + "c" * 12, "s" + "9" * 20


def made():
    gate, ferry = story(*GATE, id=FIRST), story(*FERRY, id=SECOND, created_at=NOW - HOUR, path="2026-01-04-ferry.md")
    copied = tuple(replace(one, relation="copy", copy_of=GATE[1].id) if one.article == GATE[2].id else one for one in gate.coverage)
    history = (
        Event(what="founded", at=NOW),
        Event(what="lead", at=NOW + HOUR, other=GATE[1].id, why="quality 90, over 75 of the report that led before"),
        Event(what="split-off", at=NOW + HOUR, other="s77", why="two fires"),
    )
    themes = (Theme(article=FERRY[0].id, story=SECOND, similarity=0.25),)
    gone = replace(story(told(8)), id=GONE, merged_into=SECOND, path="2026-01-01-gone.md", coverage=())
    far = replace(story(told(9)), id="s" + "8" * 20, merged_into=GONE, coverage=())
    return [replace(gate, coverage=copied, history=history, themes=themes), ferry, story(*OLD), gone, far]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "hub.toml").write_text(HUB, encoding="utf-8")
    (tmp_path / ".newsloom").mkdir()
    with closing(SqliteStore(tmp_path / ".newsloom" / "hub.db")) as store:
        store.save_collected(Collected(articles=(*GATE, *FERRY, *OLD, told(8), told(9), told(10))))
        labelled = replace(receipt(GATE[0]), topics=(Label(topic="Tidal power", confidence=1.0),))
        store.save_curated(Curated(stories=tuple(made()), receipts=(labelled,), judged_at=NOW + 4 * HOUR))
    return tmp_path


@pytest.fixture
def run():
    """Return a function that runs `newsloom stories`."""

    def ran(*words):
        done = CliRunner().invoke(app, ["stories", *map(str, words)])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return ran


def listed(run, folder, *options):
    return [one["id"] for one in json.loads(run("list", folder, "--json", *options).stdout)["stories"]]


def test_list_shows_the_latest_first_and_only_those_since(run, folder):
    assert listed(run, folder) == [FIRST, SECOND]
    assert listed(run, folder, "--since", "2026-01-05") == [FIRST]
    assert listed(run, folder, "--since", "60d", "--limit", "2") == [FIRST, SECOND]
    assert len(listed(run, folder, "--since", "60d")) == 3


def test_list_shows_the_largest_first_and_those_of_a_topic(run, folder):
    assert listed(run, folder, "--largest", "--since", "60d")[:2] == [FIRST, SECOND]
    assert listed(run, folder, "--topic", "TIDAL power", "--since", "60d") == [FIRST] == listed(run, folder, "--topic", "t")


def test_list_says_how_many_there_are(run, folder):
    assert "1 of 3 stories with a report since 2025-11-06 16:00 UTC." in run("list", folder, "--since", "60d", "--limit", "1").stdout


@pytest.mark.parametrize("command", [("stories", "list", "--since", "36h"), ("replay", "--since", "36h", "--with", "hub.toml")])
def test_hub_that_never_curated_tells_times_in_whole_seconds(tmp_path, command, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hub.toml").write_text(HUB, encoding="utf-8")
    SqliteStore(tmp_path / ".newsloom" / "hub.db").close()
    said = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    told = [said[name] for name in ("as_of", "since") if name in said]
    assert (bool(told), [time for time in told if len(time) != len("2026-01-05T12:00:00Z")]) == (True, [])


@pytest.mark.parametrize(("option", "value"), [("--since", "soon"), ("--topic", "Tides"), ("--limit", "0")])
def test_list_of_what_is_no_time_topic_or_number_ends_with_exit_2(run, folder, option, value):
    done = run("list", folder, option, value)
    assert (done.exit_code, option in done.stderr) == (2, True)


def test_facts_of_a_story_are_whole(run, folder):
    (one, other) = json.loads(run("list", folder, "--json").stdout)["stories"]
    assert (one["publishers"], one["articles"], one["copies"], one["heat"], one["published"]) == (4, 4, 1, 85, True)
    assert (one["first"], one["last"], one["topics"]) == ("2026-01-05T12:00:00Z", "2026-01-05T15:00:00Z", ["Tidal power"])
    assert (other["heat"], other["record"]) == (None, "2026-01-04-ferry.md")


@pytest.mark.parametrize("width", [80, 120])
def test_tables_fit_the_terminal_whatever_strangers_wrote(folder, width):
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=True, color_system=None)
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store:
        known = looking.known(store, looking.recent(store, NOW - HOUR * 10_000))
        names = {one.story.id: looking.short(store, one.story.id) for one in known}
    console.print(storied.table(known, names, NOW, expand=True))
    console.print(storied.coverage(known[0], looking.beginnings(known[0].story), expand=True))
    for line in strip(spread(known[0].story, known[0].articles, {}, ROWS), width):
        console.print(line)
    lines = out.getvalue().splitlines()
    assert max(storied.Text(line).cell_len for line in lines) <= width
    assert "\x1b" not in out.getvalue()
    assert "\u202e" not in out.getvalue()
    assert len(lines) == 2 + 3 + 2 + 2 * 4 + 1 + 4 + 1


def test_short_ids_stand_for_one_story_each(folder):
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store:
        names = [looking.short(store, id_) for id_ in (FIRST, SECOND, GONE)]
        assert names == ["sababababa", "sababababc", "s9999999"]
        assert [looking.named(store, name).id for name in names] == [FIRST, SECOND, SECOND]


@pytest.mark.parametrize(
    "name",
    [
        *(SECOND, "sabababab" + "c", "SABABABABC", GONE, "s99", "s8", "2026-01-04-ferry.md", "content/_news/2026-01-04-ferry.md"),
        *("2026-01-01-gone.md", FERRY[1].id, "http://www.p6.example/6?utm_source=x", "p6.example/6"),
    ],
)
def test_show_finds_a_story_by_every_name_that_it_has(run, folder, name):
    assert json.loads(run("show", name, folder, "--json").stdout)["id"] == SECOND


def test_show_of_a_beginning_that_several_stories_have_names_them(folder):
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store, pytest.raises(looking.UnknownItemError) as caught:
        looking.named(store, "sab")
    assert FIRST in str(caught.value)
    assert SECOND in str(caught.value)
    assert "write more of the id" in str(caught.value)


@pytest.mark.parametrize("name", ["s0", "https://nowhere.example/", "nothing.md", "s", "", "a" + "0" * 20, "s%"])
def test_show_of_what_nobody_knows_is_told(folder, name):
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store, pytest.raises(looking.UnknownItemError):
        looking.named(store, name)


def test_show_of_an_article_that_was_not_curated_says_so(folder):
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store, pytest.raises(looking.UnknownItemError, match="newsloom curate"):
        looking.named(store, told(10).url)


def test_document_of_a_story_has_its_relations_and_its_forebears(run, folder):
    whole = json.loads(run("show", SECOND, folder, "--json").stdout)
    assert [(one["id"], one["merged_into"]) for one in whole["absorbed"]] == [("s" + "8" * 20, GONE), (GONE, SECOND)]
    assert whole["history"] == [{"what": "founded", "at": "2026-01-05T11:00:00Z", "other": None, "why": ""}]
    gate = json.loads(run("show", FIRST, folder, "--json").stdout)
    assert [one["relation"] for one in gate["coverage"]] == ["lead", "coverage", "copy", "coverage"]
    assert [one["copy_of"] for one in gate["coverage"]] == [None, None, GATE[1].id, None]
    assert gate["themes"][0]["story"] == SECOND
    assert [one["what"] for one in gate["history"]] == ["founded", "lead", "split-off"]


def test_show_tells_history_and_near_stories_in_words(run, folder):
    text = run("show", FIRST, folder).stdout
    assert "5 Jan 2026 13:00  led by Paper 2, Rocket reaches orbit on its first flight: quality 90, over 75 of the report that led" in text
    assert "s77 was split off: two fires" in text
    assert "sababababc  0.25  Paper 5" in text
    assert "holds what was " + GONE in run("show", SECOND, folder).stdout


def test_copies_stand_below_the_text_that_they_repeat():
    articles = [told(number, number) for number in range(5)]
    whole = story(*articles)
    copied = [replace(one, relation="copy", copy_of=articles[0].id) if place in (3, 4) else one for place, one in enumerate(whole.coverage)]
    assert [
        articles.index(next(a for a in articles if a.id == one.article)) for one in storied.ordered(replace(whole, coverage=copied))
    ] == [*(0, 3, 4, 1, 2)]


def test_strip_has_plain_letters_where_the_terminal_has_no_others():
    articles = [told(number, number) for number in range(ROWS + 3)]
    lines = [line.plain for line in strip(spread(story(*articles), {one.id: one for one in articles}, {}, ROWS), 80, plain=True)]
    assert all(line.isascii() for line in lines)
    assert (lines[-2], lines[-1]) == ("and 3 more by 3 other publishers", "* lead  o own report")
    assert len(lines) == ROWS + 3


def test_merge_writes_a_link_that_says_who_and_until_when(run, folder):
    done = run("merge", FIRST, "2026-01-04-ferry.md", folder, "--reason", "one\ngate", "--by", "mara", "--until", "2100-12-01")
    assert done.exit_code == 0
    assert f"{SECOND} keeps its id and record and takes over 4 articles; {FIRST} redirects there" in done.stdout
    (link,) = hub.load(folder).decisions
    assert (link.do, link.items, link.reason, link.by, link.until.year) == (
        *("must-link", (FERRY[0].url, GATE[0].url), "one gate", "mara", 2100),
    )
    again = run("merge", SECOND, FIRST, folder, "--reason", "x", "--until", "2099-12-01")
    assert "joined at desk/decisions.toml:1 already" in again.stdout
    assert len(hub.load(folder).decisions) == 1


def test_merge_for_ever_is_written_though_one_that_ends_stands(run, folder):
    assert run("merge", FIRST, SECOND, folder, "--reason", "x", "--until", "2100-12-01").exit_code == 0
    assert run("merge", FIRST, SECOND, folder, "--reason", "for ever").exit_code == 0
    assert [link.until is None for link in hub.load(folder).decisions] == [False, True]


def test_split_of_more_articles_than_are_parted_already_is_written(run, folder):
    assert run("split", GATE[1].url, folder, "--reason", "one").exit_code == 0
    before = len(hub.load(folder).decisions)
    more = run("split", GATE[1].url, GATE[3].url, folder, "--reason", "two")
    assert (more.exit_code, "already" in more.stdout) == (0, False)
    assert len(hub.load(folder).decisions) > before


def test_split_of_fewer_articles_than_are_bound_to_leave_is_refused(run, folder):
    assert run("split", GATE[1].url, GATE[3].url, folder, "--reason", "two").exit_code == 0
    fewer = run("split", GATE[1].url, folder, "--reason", "one")
    assert (fewer.exit_code, "binds articles that would be parted" in fewer.stderr) == (2, True)


def test_decision_thought_out_from_another_desk_is_not_written(folder):
    decision = Decision(do="must-link", items=(GATE[0].url, FERRY[0].url), reason="x")
    add_decisions(folder, [decision], known=())
    with pytest.raises(HubError, match="somebody decided something else meanwhile"):
        add_decisions(folder, [decision], known=())
    assert len(hub.load(folder).decisions) == 1


def test_merge_of_one_story_writes_nothing(run, folder):
    done = run("merge", GONE, SECOND, folder, "--reason", "x")
    assert (done.exit_code, "both are in one story already; nothing was written" in done.stdout.lower()) == (0, True)
    assert not (folder / "desk").exists()


def test_merge_of_what_a_decision_holds_apart_is_refused(run, folder):
    (folder / "desk").mkdir()
    (folder / "desk" / "mine.toml").write_text(
        f'[[decision]]\ndo = "cannot-link"\nitems = ["{GATE[3].url}", "{FERRY[1].url}"]\nreason = "two gates"\n'
    )
    done = run("merge", FIRST, SECOND, folder, "--reason", "x")
    assert (done.exit_code, 'the "cannot-link" at desk/mine.toml:1 (two gates)' in done.stderr.lower()) == (2, True)


def test_split_names_articles_by_beginnings_of_their_ids_within_the_story(run, folder):
    done = run("split", GATE[1].id[:8], GATE[3].url, folder, "--from", FIRST, "--reason", "two fires")
    assert done.exit_code == 0
    assert "2 articles, and 1 more that repeat their texts, no longer belong to" in done.stdout
    assert f"{FIRST} keeps its id and record" in done.stdout
    assert [(one.do, one.items) for one in hub.load(folder).decisions] == [
        ("must-link", (GATE[1].url, GATE[3].url)),
        ("cannot-link", (GATE[1].url, GATE[0].url)),
    ]
    again = run("split", GATE[1].url, GATE[3].url, folder, "--reason", "x")
    assert (again.exit_code, "parted at desk/decisions.toml:" in again.stdout) == (0, True)


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([one.url for one in GATE], "nothing would be left of the story"),
        ([GATE[1].url, FERRY[0].url], f"stands in {SECOND}, not in {FIRST}"),
        ([GATE[1].url, told(10).url], "stands in no story yet"),
    ],
)
def test_split_that_makes_no_sense_is_refused(run, folder, items, said):
    done = run("split", *items, folder, "--reason", "x")
    assert (done.exit_code, said in done.stderr.lower()) == (2, True)
    assert not (folder / "desk").exists()


def test_split_of_what_a_decision_binds_is_refused(run, folder):
    assert run("merge", FIRST, SECOND, folder, "--reason", "one gate").exit_code == 0
    (folder / "desk" / "mine.toml").write_text(
        f'[[decision]]\ndo = "must-link"\nitems = ["{GATE[0].url}", "{GATE[3].url}"]\nreason = "one fire"\n'
    )
    done = run("split", GATE[3].url, folder, "--reason", "x")
    assert (done.exit_code, "mine.toml:1 (one fire) binds articles that would be parted" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    "options", [["--reason", " "], ["--reason", "x", "--until", "2001-01-01"], ["--reason", "x", "--until", "soon"], []]
)
def test_decision_without_a_reason_or_with_a_time_that_has_passed_is_refused(run, folder, options):
    assert run("merge", FIRST, SECOND, folder, *options).exit_code == 2
    assert not (folder / "desk").exists()


def test_split_without_a_name_is_refused(run, folder):
    assert run("split", folder, "--reason", "x").exit_code == 2


def test_picture_is_written_beside_what_is_printed(run, folder, tmp_path):
    done = run("show", FIRST, folder, "--picture", tmp_path / "gate.svg", "--json")
    assert json.loads(done.stdout)["id"] == FIRST
    assert (tmp_path / "gate.svg").read_bytes().startswith(b"<?xml")


def test_beginnings_of_articles_grow_until_they_differ():
    one = story(told(1), told(2))
    alike = replace(one, coverage=tuple(replace(entry, article=f"a{digest('x')[:12]}{place}") for place, entry in enumerate(one.coverage)))
    assert len(set(looking.beginnings(alike).values())) == 2
