"""Records become stories again: the round trip, the reference's tree, what is left out and why; and what age does to a record."""

import asyncio
from contextlib import closing
from datetime import timedelta
from functools import partial
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace
import pytest
from typer.testing import CliRunner

from newsloom.cli.root import app
from newsloom.extract import PageExtractor
from newsloom.flows.importing import TAKEN, Importer
from newsloom.flows.outputs import Output
from newsloom.flows.publish import Publisher, Terms
from newsloom.flows.reading import Reader
from newsloom.flows.reports import Silence
from newsloom.flows.retention import NO_LIMITS, Retention, limits
from newsloom.flows.views import Stories
from newsloom.ids import article_id, story_id
from newsloom.ports import Outside
from newsloom.render.record import emit, parse
from newsloom.render.records import RecordRenderer
from newsloom.sink.tree import LARGEST, leaves
from newsloom.store.notebook import NotebookFile
from newsloom.store.sqlite import SqliteStore
from newsloom.stories.draft import Draft
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW, item, receipt, story
from newsloom.testing.fakes import InlineEngine, MemorySink
from newsloom.testing.rendering import rendered
from newsloom.text import printable
from newsloom.times import parse as moment
from newsloom.types import Collected, Curated, Decision, Entry, Fetched, Picture, Related, Theme, Verdict
from newsloom.urls import identity

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLAYER = '<iframe width="800" height="500" src="https://www.youtube.com/embed/abcdef" allowfullscreen></iframe>'
FILM = article("https://b.example/film", type="video", embed=PLAYER, title="Film: {{ site }}")
LEAD = article("https://a.example/1?b=1&a=2", entry_url="https://a.example/feed/1", amp_url="https://a.example/amp", updated_at=NOW)
OTHERS = (article("https://c.example/1", published_at=NOW - 2 * HOUR), article("https://d.example/1", images=(), language=""))
LOGO = Picture(url="https://e.example/logo.png", width=0, height=300, generic=True)
LATER = NOW + DAY


def views():
    """Return stories with everything that a record can say: a film, copies, reworked texts, themes, an excerpt that is empty."""
    told, film = view(LEAD, *OTHERS, heat=95), view(FILM, heat=-1, published=False)
    relations = ("copy", "adapted")
    related = tuple(replace(one, relation=relation) for one, relation in zip(told.related, relations, strict=True))
    theme = Related(article=FILM, relation="theme", receipt=film.receipt)
    own = replace(told.story, themes=(Theme(article=FILM.id, story=film.story.id, similarity=0.4),))
    bare = view(article("https://e.example/1", title="Yes", excerpt="", images=(LOGO,), publisher="1984", published_at=NOW - 9 * DAY))
    return replace(told, story=own, related=(*related, theme)), film, bare


def written(folder, *artifacts):
    for path, body in artifacts:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body if isinstance(body, bytes) else body.encode())
    return folder


def published(store, since=NO_LIMITS, hub=HUB):
    sink = MemorySink()
    publish(store, sink, since, hub)
    return sink.files


def publish(store, sink, since, hub=HUB):
    outputs = [Output(renderers=(RecordRenderer(),), sink=sink, records=True)]
    with TemporaryDirectory() as state:
        Publisher(store, NotebookFile(Path(state) / "notes"), hub, (), outputs, Terms(settings="", limits=since)).run(NOW, Silence())


@pytest.fixture
def store(tmp_path):
    with closing(SqliteStore(tmp_path / "hub.db")) as opened:
        yield opened


def take(store, place, *decisions, now=LATER):
    return Importer(store, 70, decisions, now, Silence()).run(partial(leaves, place))


@pytest.fixture
def tree(tmp_path):
    """Return a published tree of ours, with a redirect."""
    told = views()
    absorbed = replace(told[0].story, id=story_id("gone"), path="2026-01-01-gone.md", merged_into=told[0].story.id)
    made = rendered(RecordRenderer(), edition(*told, redirects=((absorbed, told[0].story),)))
    return written(tmp_path / "tree", *((one.path, one.body) for one in made))


def held(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.md")}


def test_tree_of_ours_imported_is_published_again_byte_for_byte(store, tree):
    report = take(store, tree)
    assert (report.added, report.redirects, report.articles, report.refused) == (3, 1, 5, ())
    assert published(store) == held(tree)
    gone = store.story_at("2026-01-01-gone.md")
    assert (gone.id, gone.merged_into) == (story_id("gone"), views()[0].story.id)
    assert store.settings() == ""  # so that the next curation judges what is only known from records


def test_tree_imported_twice_is_imported_once(store, tree):
    take(store, tree)
    before = store.revision(), list(store.each_story()), store.counts()
    again = take(store, tree)
    assert (again.added, again.redirects, again.known, again.refused) == (0, 0, 4, ())
    assert (store.revision(), list(store.each_story()), store.counts()) == before


def test_import_that_was_stopped_is_finished_by_the_next(store, tree, tmp_path):
    class Stopped(SqliteStore):
        def save_curated(self, curated):
            raise KeyboardInterrupt

    with closing(Stopped(tmp_path / "hub.db")) as other, pytest.raises(KeyboardInterrupt):
        take(other, tree)
    assert store.arrivals()
    take(store, tree)
    assert published(store) == held(tree)
    assert not store.arrivals()


def test_json_lines_are_the_same_records(store, tree, tmp_path):
    rows = [{"path": path, **parse(body.decode())} for path, body in held(tree).items()]
    text = "".join(json.dumps(row, default=lambda time: time.isoformat()) + "\n" for row in rows)
    report = take(store, written(tmp_path, ("all.jsonl", text + "\n[1]\n")) / "all.jsonl")
    assert published(store) == held(tree)
    assert [line.partition(": ")[0] for line in report.refused] == ["all.jsonl:6"]


def test_imported_address_is_no_news_to_a_source(store, tree):
    take(store, tree)
    for url in (LEAD.url, LEAD.entry_url):
        assert [(row.outcome, row.article) for row in store.find(identity(url))] == [("stored", LEAD.id)]


def plain(title="A", url="https://a.example/1", when="2026-01-02T10:00:00Z", **more):
    return emit({"category": "news", "title": title, "publishedDateTime": moment(when), "webUrl": url, **more})


def related(url, title="B"):
    return {"title": title, "publishedDateTime": moment("2026-01-02T11:00:00Z"), "webUrl": url, "type": "article", "quality": 40}


def test_related_of_the_reference_is_coverage_unless_another_record_leads_with_it(store, tmp_path):
    both = [related("https://b.example/1"), related("https://c.example/1")]
    one = plain(related=both, quality=76, heat=96, published=True)
    two = plain("B", "https://b.example/1", related=[related("https://a.example/1"), both[1]])
    take(store, written(tmp_path / "t", ("_news/2026-01-02-a.md", one), ("_archive/_news/2026-01-02-b.md", two)))
    found = {path: parse(body.decode()) for path, body in published(store).items()}
    relations = {path: {each["webUrl"][8]: each["relation"] for each in record["related"]} for path, record in found.items()}
    assert relations == {
        "_news/2026-01-02-a.md": {"b": "theme", "c": "coverage"},
        "_news/2026-01-02-b.md": {"a": "theme", "c": "theme"},
    }
    assert [(record["quality"], record["heat"], record["published"]) for _, record in sorted(found.items())] == [
        (76, 95, True),
        (0, -1, False),
    ]


def test_second_record_of_an_address_leads_to_the_first(store, tmp_path):
    place = written(tmp_path / "t", ("_news/2026-01-02-a.md", plain()), ("_news/2026-01-02-b.md", plain("B", "http://www.a.example/1/")))
    assert take(store, place).redirects == 1
    assert parse(published(store)["_news/2026-01-02-b.md"].decode())["redirectTo"]["path"] == "_news/2026-01-02-a.md"
    assert take(store, place).known == 2


def test_record_of_an_article_that_the_hub_has_leads_to_its_story(store, tmp_path):
    mine = article("https://a.example/1")
    own = replace(story(mine), path="mine.md")
    store.save_collected(Collected(items=(item(mine),), articles=(mine,)))
    store.save_curated(Curated(stories=(own,), receipts=(receipt(mine, own),)))
    assert take(store, written(tmp_path / "t", ("_news/2026-01-02-a.md", plain("Other words")))).redirects == 1
    assert store.story_at("2026-01-02-a.md").merged_into == own.id
    assert store.articles([mine.id]) == {mine.id: mine}


@pytest.mark.shared
def test_every_record_of_the_reference_is_taken_and_says_the_same_again(store, tmp_path, shared):
    lines = shared / "reference" / "powerapps_news.jsonl"
    rows = {row.pop("path"): row for row in map(json.loads, lines.read_text(encoding="utf-8").splitlines())}
    theirs = {path: row | {"publishedDateTime": moment(row["publishedDateTime"])} for path, row in rows.items()}
    report = take(store, written(tmp_path / "t", *((path, emit(record)) for path, record in theirs.items())))
    assert (report.added, report.redirects, report.refused) == (191, 1, ())  # two of its records have one address
    ours = {path: parse(body.decode()) for path, body in published(store, hub=replace(HUB, heat_step=1)).items()}
    assert set(ours) == set(theirs)
    for path, record in ours.items():
        if record["category"] == "news":
            other = theirs[path]
            names = (
                "title",
                "publishedDateTime",
                "originalUrl",
                "webUrl",
                "ampWebUrl",
                "type",
                "quality",
                "heat",
                "featuredContent",
                "topics",
            )
            assert [record.get(name) for name in names] == [other.get(name) for name in names]
            assert (record["excerpt"], record["published"]) == (printable(other["excerpt"]), other["published"])
            assert [record["provider"][name] for name in ("name", "domain")] == [other["provider"][name] for name in ("name", "domain")]
    again = take(store, lines)
    assert (again.added, again.redirects, again.known, again.refused) == (0, 0, 192, ())


HOSTILE = {
    "not YAML": ("2026-01-01-a.md", "---\ntitle: [\n---\n", ":3: "),
    "field twice": ("2026-01-01-b.md", "---\ntitle: a\ntitle: b\n---\n", ":3: a field stands here twice"),
    "object": ("2026-01-01-c.md", "---\ntitle: !!python/object/apply:os.system [ls]\n---\n", ":2: "),
    "bomb": ("2026-01-01-d.md", "---\na: &a [1,1]\nb: &b [*a,*a]\nc: [*b,*b]\n---\n", ":1: "),
    "no title": ("2026-01-01-e.md", plain().replace('title: "A"', "title: 5"), ":3: `title` is no str"),
    "no address": ("2026-01-01-f.md", plain(url="javascript:alert(1)"), ":5: `webUrl` is no web address"),
    "future": ("2026-01-01-g.md", plain(when="2999-01-01T00:00:00Z"), ":4: `publishedDateTime` is missing"),
    "no record's name": (".md", plain(), ":1: no record's name"),
    "hidden letters": ("2026-01-01-\u202eh.md", plain(), ":1: its part"),
    "relation": ("2026-01-01-i.md", plain(related=[related("https://b.example/") | {"relation": "x"}]), "`relation` is 'x'"),
    "gigantic": ("2026-01-01-j.md", b"---\n" + b"#" * LARGEST, ":1: larger than"),
    "no UTF-8": ("2026-01-01-k.md", b"---\ntitle: \xff\n---\n", ":2: not UTF-8"),
    "year 0": ("2026-01-01-m.md", plain().replace("2026-01-02T10:00:00Z", "0001-01-01T00:00:00+14:00"), "lies outside the years"),
    "redirect": ("2026-01-01-l.md", emit({"category": "redirect", "redirectTo": {"path": "../../x"}}), "names no record that is here"),
}


def test_hostile_records_are_left_out_with_their_place_and_the_rest_goes_on(store, tmp_path):
    place = written(tmp_path / "t", *((f"_news/{name}", body) for name, body, _ in HOSTILE.values()), ("_news/2026-01-01-z.md", plain()))
    (place / "_news/2026-01-01-y.md").symlink_to("/etc/hostname")
    os.mkfifo(place / "_news/2026-01-01-x.md")
    report = take(store, written(place, ("_archive/_news/2026-01-01-Z.md", plain("Z", "https://z.example/"))))
    assert (report.added, len(report.refused)) == (1, len(HOSTILE) + 3)
    for name, _, words in HOSTILE.values():
        assert [line for line in report.refused if f"/{name}" in line and words in line], (name, words, report.refused)
    assert list(published(store)) == ["_news/2026-01-01-z.md"]


@pytest.mark.parametrize("link", ["_archive", "_archive/_news"])
def test_folder_that_is_a_link_is_not_read(store, tmp_path, link):
    written(tmp_path / "elsewhere", ("2026-01-01-a.md", plain()), ("_news/2026-01-01-a.md", plain()))
    place = written(tmp_path / "t", ("_news/2026-01-01-b.md", plain(url="https://b.example/")))
    (place / link).parent.mkdir(exist_ok=True)
    (place / link).symlink_to(tmp_path / "elsewhere")
    assert take(store, place).added == 1


def test_number_beyond_all_measure_is_cut(store, tmp_path):
    facts = {"publishers": 10**400, "copies": 10**400}
    assert take(store, written(tmp_path / "t", ("_news/2026-01-01-a.md", plain(story=facts, quality=10**400, heat=-(10**400))))).added == 1
    assert len(published(store)) == 1


def test_player_of_a_stranger_is_not_taken(store, tmp_path):
    players = [
        PLAYER.replace("www.youtube.com", "evil.example"),
        PLAYER.replace("allowfullscreen", "onload=x()"),
        PLAYER + "<script>",
        PLAYER,
    ]
    records = ((f"_news/2026-01-0{n}-a.md", plain(url=f"https://a.example/{n}", featuredContent=p)) for n, p in enumerate(players, 1))
    take(store, written(tmp_path / "t", *records))
    found = [parse(body.decode()).get("featuredContent") for _, body in sorted(published(store).items())]
    assert found == [None, None, None, PLAYER]


@pytest.mark.parametrize("name", [LEAD.id, story_id("x"), "_news/path", "other"])
def test_what_an_editor_took_down_is_not_imported(store, tmp_path, name):
    told = replace(views()[0], story=replace(views()[0].story, id=story_id("x"), path="2026-01-01-path.md"))
    place = written(tmp_path / "t", *((one.path, one.body) for one in rendered(RecordRenderer(), edition(told))))
    named = {"_news/path": "content/_archive/_news/2026-01-01-path.md", "other": OTHERS[0].id}.get(name, name)
    report = take(store, place, Decision(do="take-down", items=(named,), reason="a court's order"))
    if name == "other":
        assert (report.added, store.known_articles([OTHERS[0].id])) == (1, frozenset())
    else:
        assert [line.partition(": ")[2] for line in report.refused] == [TAKEN]
        assert not published(store)


def test_address_that_led_to_what_an_editor_took_down_is_enough_to_keep_it_out(store, tree):
    decision = Decision(do="take-down", items=(article_id(LEAD.entry_url),), reason="a court's order")
    assert any(line.endswith(TAKEN) for line in take(store, tree, decision).refused)
    assert not store.known_articles([LEAD.id])


class Pages:
    """A web whose pages all say which address is their own."""

    def __init__(self, canonical):
        self.canonical, self.asked = canonical, 0

    async def fetch(self, request):
        self.asked += 1
        body = f'<title>Rocket</title><link rel="canonical" href="{self.canonical}"><p>Words.</p>'.encode()
        return Fetched(url=request.url, status=200, body=body, at=LATER)


def brought(store, url, canonical=""):
    """Return what becomes of an item that a feed brings, and how often its page was asked for."""
    web = Pages(canonical or url)
    outside = Outside(store=store, fetcher=web, engine=InlineEngine())
    reader = Reader(outside, PageExtractor({}), LATER, {})
    row, article_ = asyncio.run(reader.settle(Entry(source="https://feed.example/", url=url, title="Rocket"), attempts=1))
    return row.outcome, row.reason.partition(":")[0], article_, web.asked


REFUSED = ("rejected", "taken-down", None, 0)


@pytest.mark.parametrize("name", ["content/_news/2026-01-01-gone.md", "heir", LEAD.id, article_id(LEAD.amp_url)])
def test_what_an_editor_took_down_comes_back_by_no_address_of_a_feed(store, tree, name):
    named = views()[0].story.id if name == "heir" else name
    take(store, tree, Decision(do="take-down", items=(named,), reason="a court's order"))
    for url in (LEAD.url, LEAD.entry_url, LEAD.amp_url, OTHERS[0].url):  # the first of the others is a copy of the lead
        assert brought(store, url + "&utm_source=feed" if "?" in url else url) == REFUSED
    assert brought(store, "https://a.example/short", LEAD.url) == (*REFUSED[:3], 1)
    assert brought(store, OTHERS[1].url)[0] == brought(store, "https://a.example/short")[0] == "stored"


def test_article_of_a_record_that_was_taken_down_comes_back_by_none_of_its_addresses(store, tmp_path):
    told = view(LEAD, replace(OTHERS[0], amp_url="https://c.example/amp/1"))
    place = written(tmp_path / "t", *((one.path, one.body) for one in rendered(RecordRenderer(), edition(told))))
    assert take(store, place, Decision(do="take-down", items=(article_id("https://c.example/amp/1"),), reason="a court's order")).added == 1
    assert {brought(store, url) for url in (OTHERS[0].url, "https://c.example/amp/1")} == {REFUSED}
    assert not store.known_articles([OTHERS[0].id])


def test_record_that_is_let_in_again_brings_its_addresses_with_it(store, tree):
    take(store, tree, Decision(do="take-down", items=(LEAD.id,), reason="a court's order"))
    addresses = (LEAD.url, LEAD.entry_url, LEAD.amp_url)
    assert {brought(store, url) for url in addresses} == {REFUSED}
    take(store, tree)
    assert {brought(store, url)[0] for url in (*addresses, OTHERS[0].url)} == {"duplicate"}
    assert brought(store, "https://a.example/short", LEAD.url)[0] == "duplicate"


@pytest.mark.parametrize("name", ["content/_news/2026-01-01-gone.md", story_id("gone")])
def test_take_down_of_an_absorbed_story_keeps_the_one_out_that_holds_it_now(store, tree, name):
    report = take(store, tree, Decision(do="take-down", items=(name,), reason="a court's order"))
    assert sum(TAKEN in line for line in report.refused) == 2
    assert report.added == 2
    assert not store.known_articles([LEAD.id])


def test_commands_export_what_they_import(tree, tmp_path):
    text = '[hub]\ntitle = "T"\n[[topics]]\nname = "Space"\nkeywords = ["rocket"]\n'
    hub = written(tmp_path / "hub", ("hub.toml", text))
    written(tree, ("_news/2026-01-01-bad.md", "---\n"))

    def run(*words):
        return CliRunner().invoke(app, [*map(str, words)], catch_exceptions=False)

    done = run("import", "records", tree, hub, "--as-of", "2026-12-01T00:00:00Z")
    assert (done.exit_code, done.stdout.splitlines()[0].split()[:3]) == (0, ["records", "3", "added"])
    (tree / "_news/2026-01-01-bad.md").unlink()
    assert run("export", "records", tmp_path / "out", hub).exit_code == 0
    assert held(tmp_path / "out") == held(tree)
    rows = [json.loads(line) for line in run("export", "records", "-", hub).stdout.splitlines()]
    assert {row["path"] for row in rows} == set(held(tree))
    assert run("import", "records", written(tmp_path / "bad", ("_news/a.md", "x")), hub).exit_code == 2
    assert "xmlUrl" not in run("export", "opml", "-", hub).stdout


# Age.


def aged(store, *days):
    """Store a published story for each age in days, in one theme with the first."""
    articles = [article(f"https://a.example/{day}", title=f"Day {day}", published_at=NOW - day * DAY, excerpt=f"Of {day}.") for day in days]
    stories = [replace(story(one), path=f"2026-{one.id[:6]}.md") for one in articles]
    themes = tuple(Theme(article=one.id, story=own.id, similarity=0.5) for one, own in zip(articles, stories, strict=True))
    stories[0] = replace(stories[0], themes=themes[1:])
    store.save_collected(Collected(items=tuple(map(item, articles)), articles=tuple(articles)))
    store.save_curated(Curated(stories=tuple(stories), receipts=tuple(map(receipt, articles, stories))))
    return [own.path for own in stories]


@pytest.mark.parametrize(
    "named", [0, 1]
)  # the story's lead, or a report that does not lead it and whose receipt knows nothing of the editor
def test_story_that_an_editor_hid_is_no_theme_of_others_and_keeps_its_record(store, named):
    led = [article(f"https://h.example/{number}", title=f"Hidden {number}") for number in (1, 2)]
    own, near = replace(story(*led), path="hidden.md"), article("https://n.example/1", title="Near")
    other = replace(story(near), path="near.md", themes=(Theme(article=led[named].id, story=own.id, similarity=0.5),))
    store.save_collected(Collected(items=tuple(map(item, (near, *led))), articles=(near, *led)))
    told = [receipt(near, other), receipt(led[0], own), receipt(led[1], own, relation="coverage")]
    store.save_curated(Curated(stories=(own, other), receipts=tuple(told)))
    assert f"Hidden {named + 1}" in published(store)["_news/near.md"].decode()
    store.save_curated(Curated(receipts=(replace(told[1], desk=(Decision(do="hide", reason="a rumour"),)),)))
    found = published(store)
    assert "related" in parse(found["_news/hidden.md"].decode())
    assert "Hidden" not in found["_news/near.md"].decode()
    (alone,) = Stories(store).among([other])  # without the hidden story beside it
    assert alone.related == ()


def test_old_records_move_to_the_archive_under_their_names_with_their_redirects(store):
    new, old = aged(store, 1, 100)
    heir = store.story_at(old)
    gone = replace(heir, id=story_id("gone"), path="gone.md", merged_into=heir.id, coverage=())
    store.save_curated(Curated(stories=(gone,)))
    found = published(store, limits(store, Retention(archive_after=90 * 86400.0), NOW))
    assert set(found) == {f"_news/{new}", f"_archive/_news/{old}", "_archive/_news/gone.md"}
    assert parse(found["_archive/_news/gone.md"].decode())["redirectTo"]["path"] == f"_archive/_news/{old}"
    assert len(parse(found[f"_news/{new}"].decode())["related"]) == 1  # age alone takes nothing out of anything


def test_day_that_passes_moves_records_though_nothing_is_new(store):
    (path,) = aged(store, 1)
    sink, rule = MemorySink(), Retention(archive_after=2 * 86400.0)
    for days, place in ((0, f"_news/{path}"), (2, f"_archive/_news/{path}")):
        since = limits(store, rule, NOW + days * DAY)
        publish(store, sink, since)
        assert set(sink.files) == {place}


def test_limits_move_with_the_day_and_not_with_the_cycle(store):
    rule = Retention(archive_after=86400.0, keep_for=2 * 86400.0)
    morning, evening = (limits(store, rule, NOW.replace(hour=hour)) for hour in (1, 23))
    assert morning == evening != limits(store, rule, NOW + DAY)
    assert morning.archived - morning.kept == DAY


@pytest.mark.parametrize("rule", [Retention(keep_for=30 * 86400.0), Retention(keep_most=2)])
def test_what_is_no_longer_kept_is_in_no_output_and_no_other_source_brings_it_back(store, rule):
    *kept, old = aged(store, 1, 2, 50)
    since = limits(store, rule, NOW)
    assert set(published(store, since)) == {f"_news/{path}" for path in kept}
    assert store.counts(since.kept)["published"] == store.counts(since.kept)["stories"] == 2
    assert store.counts()["published"] == 3
    past = store.story_at(old)
    store.save_curated(Curated(stories=(replace(past, id=story_id("gone"), path="gone.md", merged_into=past.id, coverage=()),)))
    again = article("https://a.example/50", title="Day 50 again", source="https://other.example/feed", seen_at=NOW)
    store.save_collected(Collected(items=(item(again, source=again.source),), articles=(again,)))
    assert not store.arrivals()
    found = published(store, limits(store, rule, NOW))
    assert set(found) == {f"_news/{path}" for path in kept}
    assert not any(b"a.example/50" in body for body in found.values())
    assert store.story_at(old)  # the store remembers


def test_story_that_goes_brings_no_older_one_back(store):
    first, second, old = aged(store, 1, 2, 50)
    rule = Retention(keep_most=2)
    one, two = store.story_at(first), store.story_at(second)
    merged = replace(two, coverage=(), merged_into=one.id)
    store.save_curated(Curated(stories=(replace(one, coverage=one.coverage + two.coverage), merged)))
    assert f"_news/{old}" not in published(store, limits(store, rule, NOW))


@pytest.mark.parametrize(("leaving", "stays"), [(0, "child.md"), (1, "whole.md")])  # the later or the earlier of two reports leaves
def test_story_that_splits_leaves_as_many_records_and_brings_no_older_one_back(store, leaving, stays):
    """A split adds a last report and takes none away, so the moment that stands for a number of records never moves back."""
    second, _ = aged(store, 2, 50)
    whole = [article(f"https://split.example/{days}", title=f"Part {days}", published_at=NOW - days * DAY) for days in (1, 3)]
    own = story(*whole, path="whole.md")
    store.save_collected(Collected(items=tuple(map(item, whole)), articles=tuple(whole)))
    store.save_curated(Curated(stories=(own,), receipts=tuple(receipt(one, own) for one in whole)))
    rule = Retention(keep_most=2)
    assert set(published(store, limits(store, rule, NOW))) == {"_news/whole.md", f"_news/{second}"}
    drafted = Draft(own, {one.id: one for one in whole})
    child = drafted.part(whole[leaving].id, [whole[leaving].id], NOW, "apart", came_before=True)
    stories = (drafted.freeze(), replace(child.freeze(), path="child.md"))
    leads = {one.id: one for one in whole}
    store.save_curated(Curated(stories=stories, receipts=tuple(receipt(leads[told.lead], told) for told in stories)))
    assert set(published(store, limits(store, rule, NOW))) == {f"_news/{stays}", f"_news/{second}"}


def test_take_down_reaches_the_archive(store):
    _, old = aged(store, 1, 100)
    own = store.story_at(old)
    (before,) = store.receipts([own.lead]).values()
    rule = limits(store, Retention(archive_after=86400.0), NOW)
    assert f"_archive/_news/{old}" in published(store, rule)
    said = Decision(do="take-down", items=(own.lead,), reason="a court's order")
    store.save_curated(Curated(receipts=(replace(before, desk=(said,), published=Verdict(value=False, rule="r", margin=0)),)))
    found = published(store, rule)
    assert len(found) == 1
    assert not any(b"a.example/100" in body for body in found.values())
