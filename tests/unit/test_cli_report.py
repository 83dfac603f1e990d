"""`newsloom report` and `explain`: sums that show, screens that fit, pictures of nobody's markup, words of strangers as letters only."""

from contextlib import closing
from datetime import timedelta
import gc
import io
import json
import sys
import xml.etree.ElementTree as ET

from msgspec.structs import replace
import pytest
from rich.console import Console
from typer.testing import CliRunner

from newsloom.cli import main
from newsloom.cli.explained import show as show_receipt
from newsloom.cli.inflow import show
from newsloom.cli.root import app
from newsloom.render.funnel import Funnel, Inflow, Way
from newsloom.render.sankey import REASONS, SOURCES, svg
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import NOW, article, entry, item, memory, receipt, score, story
from newsloom.types import Collected, Curated, Decision, Tally, Verdict

HUB = '[hub]\ntitle = "Tides"\n[[topics]]\nid = "t"\nname = "Tidal power"\nkeywords = ["tide"]\n'
HOUR = timedelta(hours=1)
EVIL = "\x1b[31m[bold]Gate\u202e\n <script>jams</script>[/bold] & " + "灯台" * 40
SVG = "{http://www.w3.org/2000/svg}"
FEED, DIGEST = "https://p1.example/feed", "https://digest.example/feed"

LEAD = article("https://p1.example/1", title=EVIL, publisher=EVIL, source=FEED, published_at=NOW - HOUR)
COPY = article("https://p2.example/2", title="Gate jams", source=FEED)
DULL = article("https://p3.example/3", title="Ten gates to buy", source=FEED)
GONE, SLOW = "https://p4.example/gone", "https://p5.example/slow"
BELOW = Verdict(value=False, rule="heat >= 70", margin=-50, caps=())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hub")
    (folder / "hub.toml").write_text(HUB, encoding="utf-8")
    (folder / ".newsloom").mkdir()
    told = story(LEAD, COPY)
    told = replace(
        told, lead=LEAD.id, coverage=tuple(replace(one, copy_of=LEAD.id if one.article == COPY.id else "") for one in told.coverage)
    )
    receipts = (
        receipt(LEAD, told, desk=(Decision(do="pin", items=(LEAD.id,), reason=EVIL, by="mara"),)),
        receipt(COPY, told, relation="copy", heat=score(-1), published=replace(BELOW, margin=-71)),
        receipt(DULL, story(DULL), quality=score(80, -60), heat=score(20), published=BELOW),
    )
    rows = (
        *(item(one) for one in (LEAD, COPY, DULL)),
        item(LEAD, source=DIGEST, outcome="duplicate", reason=f"the same article as {LEAD.url}"),
        item(source=DIGEST, identity="p4.example/gone", url=GONE, outcome="rejected", reason="http-404: nothing is there", article=""),
        item(
            source=DIGEST,
            identity="p5.example/slow",
            url=SLOW,
            outcome="quarantined",
            reason="timeout: it did not answer",
            article="",
            attempts=2,
            first=NOW - HOUR,
            due_at=NOW + HOUR,
            entry=entry(SLOW),
        ),
    )
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store:
        visits = [Collected(memory=memory(url, title=EVIL, read_at=NOW, listed=9, known=known)) for url, known in ((FEED, 6), (DIGEST, 7))]
        store.save_collected(*visits, Collected(items=rows, articles=(LEAD, COPY, DULL)))
        store.save_curated(Curated(stories=(told, story(DULL)), receipts=receipts, judged_at=NOW))
    return folder


def run(*words, expect=0):
    done = CliRunner().invoke(app, list(map(str, words)))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == expect, done.output
    return done


def explained(folder, name):
    return json.loads(run("explain", name, folder, "--json").stdout)


def drawn(width, draw):
    out = Console(width=width, file=io.StringIO(), highlight=False, color_system=None)
    draw(out)
    lines = out.file.getvalue().splitlines()
    assert [line for line in lines if len(line) > width] == []
    assert not any(letter in out.file.getvalue() for letter in "\x1b\u202e")
    return "\n".join(lines)


# report


def test_report_of_the_last_cycle_balances(folder):
    told = json.loads(run("report", folder, "--json").stdout)
    total = told["total"]
    assert (told["balances"], told["period"]["kind"]) == (True, "cycle")
    assert [total[name] for name in ("asked", "listed", "known", "new", "again", "later")] == [2, 18, 13, 5, 1, 0]
    assert total["outcomes"] == {"stored": 3, "duplicate": 1, "rejected": 1, "quarantined": 1}
    assert total["places"] == {"began": 2, "joined": 0, "copy": 1, "waiting": 0}
    assert total["ends"] == {"waiting": 0, "leads": 1, "follows": 1, "unpublished": 1}
    assert (total["rejected"], total["quarantined"], total["unpublished"]) == ({"http-404": 1}, {"timeout": 1}, {"part 2": 1})
    assert [one["source"] for one in told["sources"]] == [DIGEST, FEED]


def test_report_of_a_day_is_that_of_its_cycle_and_of_another_day_is_empty(folder):
    cycle, day, other = (
        json.loads(run("report", folder, "--json", *words).stdout) for words in ((), ("--day", "2026-01-05"), ("--day", "2026-01-06"))
    )
    # What waited came an hour before, by a visit that nobody counted.
    assert day["total"] == cycle["total"] | {
        "new": 6,
        "again": 0,
        "unlisted": 1,
    }
    assert (other["balances"], other["sources"], other["total"]["new"]) == (True, [], 0)


@pytest.mark.parametrize("day", ["31", "2026-13-01", "soon", "\x1b[31m"])
def test_report_of_what_is_no_day_is_refused(folder, day):
    assert "is no day" in " ".join(run("report", folder, "--day", day, expect=2).stderr.split())


def test_report_of_a_hub_that_never_ran_says_what_to_do(tmp_path):
    (tmp_path / "hub.toml").write_text(HUB, encoding="utf-8")
    assert "newsloom run" in run("report", tmp_path).stdout
    assert json.loads(run("report", tmp_path, "--json").stdout)["period"] is None


@pytest.mark.parametrize(
    "command", [["report"], ["stories", "list"], ["sources", "list"], ["desk", "list"], ["topics", "suggest"]], ids=" ".join
)
def test_look_at_a_hub_that_never_ran_leaves_nothing_behind(tmp_path, command):
    (tmp_path / "hub.toml").write_text('[hub]\ntitle = "Tides"\n[[topics]]\nname = "Tides"\nkeywords = ["tide"]\n')
    run(*command, tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["hub.toml"]


def crowd(sources, reasons=1, name="Paper"):
    ways = {Way(outcome="rejected", reason=f"code-{n}"): n + 1 for n in range(reasons)}
    ways[Way(outcome="stored", place="began", end="leads")] = 2
    sum_ = sum(ways.values())
    inflows = tuple(
        Inflow(source=f"https://s{n}.example/feed", name=f"{name} {n}" if name else "", visits=Tally(asked=1, listed=sum_), ways=ways)
        for n in range(sources)
    )
    return Funnel(hub="Tides", first=NOW, last=NOW, cycle=True, sources=inflows)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_report_fits_and_its_rows_add_up(width):
    text = drawn(width, lambda out: show(crowd(300, 9, EVIL), 5, out))
    assert "295 more" in text
    assert "balances: " in text
    assert all(word in text for word in ("began a story", "leads a published story", "code-8"))
    assert str(300 * (sum(range(1, 10)) + 2)) in text


def test_report_that_does_not_balance_says_so():
    wrong = crowd(1)
    wrong = replace(wrong, sources=(replace(wrong.sources[0], visits=Tally(asked=1, listed=50)),))
    assert "does not balance" in drawn(80, lambda out: show(wrong, 5, out))


def test_report_in_ascii_has_no_other_letters():
    assert drawn(80, lambda out: show(crowd(2), 5, out, plain=True)).replace("·", "").isascii()


def test_picture_is_whole_the_same_each_time_and_nobodys_markup(folder, tmp_path):
    pictures = [tmp_path / name for name in ("1.svg", "2.svg")]
    for picture in pictures:
        run("report", folder, "--picture", picture)
    body, again = (picture.read_bytes() for picture in pictures)
    root = ET.fromstring(body)
    text = " ".join(node.text or "" for node in root.iter())
    assert body == again
    assert {node.tag.removeprefix(SVG) for node in root.iter()} == {"svg", "title", "desc", "style", "rect", "text", "path"}
    assert root.find(SVG + "title").text == "Tides: what came in"
    assert "stored 3" in root.find(SVG + "desc").text
    assert "<script>jams" in text
    assert not any(letter in text for letter in "\x1b\u202e")
    assert b"prefers-color-scheme: dark" in body
    assert not any(word in body for word in (b"http://p", b"https://", b"href", b"onload"))


def test_picture_of_a_crowd_is_drawn_in_part_and_counts_all():
    body = svg(crowd(600, 12))
    root = ET.fromstring(body)
    labels = [node.text for node in root.iter(SVG + "text")]
    assert len(body) < 60_000
    assert f"other sources {(600 - SOURCES) * (sum(range(1, 13)) + 2)}" in labels
    assert sum((label or "").startswith("code-") for label in labels) == REASONS
    assert any((label or "").startswith("other reasons") for label in labels)


def test_streams_of_a_picture_are_as_many_items_on_both_sides():
    made = crowd(3, 3)
    root = ET.fromstring(svg(made))
    counts = [(title.text or "").rpartition(": ") for title in root.iter(SVG + "title") if "→" in (title.text or "")]
    into = sum(int(count) for name, _, count in counts if name.endswith(("→ stored", "→ rejected")))
    out = sum(int(count) for name, _, count in counts if name.startswith(("stored →", "rejected →")))
    assert into == out == sum(made.whole.ways.values())


# explain


def test_lead_is_explained_with_everything(folder):
    told = explained(folder, LEAD.url)
    assert told["decision"] == "Published, heat 85 is 15 over the threshold of 70."
    assert [one["id"] for one in told["story"]["coverage"]] == [COPY.id]
    assert [row["outcome"] for row in told["ledger"]] == ["stored", "duplicate"]
    assert told["desk"][0]["by"] == "mara"


def test_follower_is_told_which_article_stands_for_it(folder):
    told = explained(folder, COPY.url)
    assert told["decision"].startswith("Follows “[31m[bold]Gate <script>jams</script>")
    assert told["decision"].endswith("which stands for the story: published, heat 85 is 15 over the threshold of 70.")
    assert f"newsloom explain {LEAD.id}" in run("explain", COPY.url, folder).stdout
    assert explained(folder, LEAD.id)["item"]["id"] == LEAD.id


def test_unpublished_story_is_told_with_the_part_that_decided(folder):
    assert explained(folder, DULL.url)["decision"] == (
        "Not published, heat 20 is 50 below the threshold of 70; without “part 2” it would be."
    )
    assert explained(folder, story(DULL).id[:10])["item"]["id"] == DULL.id


def test_refused_items_are_told_with_what_comes_next(folder):
    assert explained(folder, GONE)["decision"] == "Rejected: nothing is there (http-404). That is final for this source."
    slow = explained(folder, "p5.example/slow")
    assert "Quarantined after try 2" in slow["decision"]
    assert (slow["outcome"]["due"], slow["outcome"]["first"]) == ("2026-01-05T13:00:00Z", "2026-01-05T11:00:00Z")
    assert "tries again" in run("explain", SLOW, folder).stdout


def test_duplicate_is_told_with_the_article_that_it_repeats(folder):
    other = "https://digest.example/copy"
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store:
        row = item(LEAD, identity="digest.example/copy", url=other, source=DIGEST, outcome="duplicate", at=NOW - 48 * HOUR)
        store.save_collected(Collected(items=(replace(row, reason=f"the same article as {LEAD.url}"),)))
    told = explained(folder, other)
    assert (told["item"]["id"], told["outcome"]["outcome"]) == (LEAD.id, "duplicate")
    assert f"is a duplicate: the same article as {LEAD.url}" in run("explain", other, folder).stdout
    assert explained(folder, LEAD.url)["outcome"]["outcome"] == "stored"


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("name", [LEAD.url, COPY.url, GONE])
def test_explanation_fits_and_shows_strangers_words_as_letters(folder, width, name):
    text = drawn(width, lambda out: show_receipt(explained(folder, name), out))
    assert "outcome" in text
    assert name == GONE or "[bold]Gate" in text


def test_unknown_item_ends_with_exit_4(folder):
    for name in ("https://nowhere.example/", "sffff", "nothing at all"):
        run_unknown(folder, name)


def run_unknown(folder, name):
    done = CliRunner().invoke(app, ["explain", name, str(folder)])
    assert type(done.exception).__name__ == "UnknownItemError"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize("words", [("explain", LEAD.id), ("report",)])
def test_main_terminal_of_few_letters_prints_the_nearest_ones(folder, monkeypatch, encoding, words):
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding))
    monkeypatch.setattr(sys, "argv", ["newsloom", *words, str(folder)])
    monkeypatch.setattr(sys, "warnoptions", ["default"])
    threshold = gc.get_threshold()
    with pytest.raises(SystemExit) as ended:
        main()
    gc.set_threshold(*threshold)
    assert not ended.value.code
    sys.stdout.flush()
    assert out.getvalue().decode(encoding)
