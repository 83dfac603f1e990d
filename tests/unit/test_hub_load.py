"""A hub's files as one record."""

from datetime import UTC, datetime, timedelta
import json
from pathlib import Path

from msgspec.structs import replace
import pytest
import yaml

from newsloom import __version__, hub
from newsloom.errors import HubError
from newsloom.flows.retention import Retention
from newsloom.score.demands import Demands, Floor
from newsloom.types import Decision, FrontPage, Source, Topic

FULL = """
[hub]
title = "A.I.  hub"
subject = "artificial intelligence"
description = \"\"\"
Two lines,
one text.\"\"\"
url = "https://example.org/ai"
language = "en-GB"

[[topics]]
id = "ai"
name = "AI"
shortname = "A"
about = "Machines that learn."
keywords = ["artificial intelligence", "ai"]
homonyms = ["Ai Weiwei"]
official = ["https://www.blog.example/en/", "lab.example"]
hashtags = ["#A #B"]
[[topics]]
name = "AI Hardware"
keywords = ["chip"]
weak = ["GPU"]
context = ["model"]
exclude = ["potato chip"]
weight = 2

[[sources]]
url = "https://example.com/feed.xml"
topics = ["AI"]
official = true
every = "30m"
[[sources]]
url = "https://example.net/news.xml"
kind = "sitemap"

[policy]
threshold = 60
catalogue_points = 40
max_age = "30d"
lift = ["deal"]
[policy.front]
size = 12
per_publisher = 0
[[policy.floors]]
topic = "AI Hardware"
heat = 90
[[policy.floors]]
publisher = "example.com"
heat = 100
[publish]
records = "out/records"
site = "out/site"
heat_step = 20
keep = "forever"
llms = true
[network]
trust_environment = false
spacing = "250ms"
contact = "editor@example.org"
"""

LEAST = '[hub]\ntitle = "T"\n[[topics]]\nname = "AI"\nkeywords = ["ai"]\n'


def load(folder: Path, text: str) -> hub.Hub:
    (folder / "hub.toml").write_text(text, encoding="utf-8")
    return hub.load(folder)


def test_full_hub_is_read_into_its_records(tmp_path):
    read = load(tmp_path, FULL)
    assert (read.title, read.subject, read.description) == ("A.I. hub", "artificial intelligence", "Two lines, one text.")
    assert (read.url, read.language) == ("https://example.org/ai", "en-GB")
    assert read.topics == (
        Topic(
            id="ai",
            name="AI",
            shortname="A",
            about="Machines that learn.",
            keywords=("artificial intelligence", "ai"),
            homonyms=("Ai Weiwei",),
            official=("blog.example/en", "lab.example"),
            hashtags=("#A", "#B"),
        ),
        Topic(
            id="ai-hardware",
            name="AI Hardware",
            parent="AI",
            keywords=("chip",),
            weak=("GPU",),
            context=("model",),
            exclude=("potato chip",),
            weight=2.0,
        ),
    )
    assert read.sources == (
        Source(url="https://example.com/feed.xml", topics=("AI",), official=True, every=1800.0),
        Source(url="https://example.net/news.xml", kind="sitemap"),
    )
    floors = (Floor(topic="AI Hardware", heat=90), Floor(publisher="example.com", heat=100))
    demands = Demands(floors=floors, max_age=timedelta(days=30), lift=("deal",))
    front = FrontPage(size=12, per_publisher=0)
    assert read.policy == hub.Policy(profile="default", threshold=60, catalogue_points=40, demands=demands, front=front)
    assert read.view().front == front
    assert read.publish == hub.Publish(records="out/records", site="out/site", heat_step=20, llms=True)
    assert read.view().llms
    assert read.network == hub.Network(trust_environment=False, spacing=0.25, contact="editor@example.org")
    assert read.decisions == ()


def test_least_hub_has_the_documented_defaults(tmp_path):
    read = load(tmp_path, LEAST)
    assert (read.policy, read.publish, read.network) == (hub.Policy(), hub.Publish(), hub.Network())
    assert hub.Policy() == hub.Policy(profile="default", threshold=70, catalogue_points=30)
    assert hub.Publish() == hub.Publish(records="content", site="site", heat_step=5, retention=Retention())
    assert hub.Network() == hub.Network(trust_environment=True, spacing=1.0, contact="")


@pytest.mark.parametrize(
    ("said", "retention"),
    [
        ('keep = "forever"', Retention()),
        ('keep = "365d"\narchive_after = "90d"', Retention(archive_after=90 * 86400.0, keep_for=365 * 86400.0)),
        ("keep = 5000", Retention(keep_most=5000)),
    ],
)
def test_retention_is_an_age_a_number_or_none(tmp_path, said, retention):
    assert load(tmp_path, f"{LEAST}[publish]\n{said}\n").publish.retention == retention


@pytest.mark.parametrize(
    "said", ["keep = 0", "keep = true", 'keep = "23h"', 'keep = "99999d"', 'archive_after = "1h"', "archive_after = 90"]
)
def test_retention_that_cannot_be_is_a_problem(tmp_path, said):
    with pytest.raises(HubError) as caught:
        load(tmp_path, f"{LEAST}[publish]\n{said}\n")
    assert len(caught.value.problems) == 1


def test_judge_is_none_unless_named(tmp_path):
    assert (load(tmp_path, LEAST).stories, load(tmp_path, LEAST).judge) == (hub.Weaving(judge=""), "")
    assert load(tmp_path, LEAST + '[stories]\njudge = "minilm"\n').judge == "minilm"


def test_judge_with_a_slash_is_a_folder_below_the_hub_or_anywhere(tmp_path):
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / "models" / "e5").mkdir(parents=True, exist_ok=True)
        (tmp_path / "models" / "e5" / name).touch()
    folder = str(tmp_path / "models" / "e5")
    assert [load(tmp_path, f'{LEAST}[stories]\njudge = "{judge}"\n').judge for judge in ("models/e5", folder)] == [folder, folder]


@pytest.mark.parametrize(
    ("judge", "problem"),
    [
        ("minlm", r"hub\.toml:7: `judge = \"minlm\"` is unknown; did you mean `minilm`\?"),
        ("models/e5", r"hub\.toml:7: `judge = \"models/e5\"` has no model\.onnx and no tokenizer\.json; name the folder"),
    ],
)
def test_judge_that_cannot_be_is_a_problem(tmp_path, judge, problem):
    with pytest.raises(HubError, match=problem):
        load(tmp_path, f'{LEAST}[stories]\njudge = "{judge}"\n')


def test_paths_lie_in_the_hubs_folder(tmp_path):
    read = load(tmp_path, FULL)
    assert read.database == tmp_path / ".newsloom" / "hub.db"
    assert (read.state, read.records, read.site) == (tmp_path / ".newsloom", tmp_path / "out/records", tmp_path / "out/site")


def test_view_holds_what_renderers_may_know(tmp_path):
    read = load(tmp_path, FULL)
    view = read.view()
    assert (view.title, view.url, view.language, view.threshold, view.heat_step) == (read.title, read.url, "en-GB", 60, 20)
    assert view.topics == read.topics


@pytest.mark.parametrize(
    ("policy", "step"),
    [("threshold = 70", 5), ("threshold = 72", 4), ("threshold = 71", 1), ('profile = "classic"', 1)],
)
def test_heat_step_unsaid_never_contradicts_the_threshold(tmp_path, policy, step):
    assert load(tmp_path, f"{LEAST}[policy]\n{policy}\n").publish.heat_step == step


def test_heat_step_under_classic_is_one_whatever_stands_there(tmp_path):
    assert load(tmp_path, LEAST + '[policy]\nprofile = "classic"\n[publish]\nheat_step = 5\n').publish.heat_step == 1


def test_keyword_listed_twice_stays_twice_because_the_references_formula_counts_it_so(tmp_path):
    assert load(tmp_path, LEAST.replace('["ai"]', '["ai", "ai"]')).topics[0].keywords == ("ai", "ai")


def test_inline_tables_are_read_like_headed_ones(tmp_path):
    inline = 'hub = {title = "T"}\ntopics = [{name = "AI", keywords = ["ai"]}]\n'
    assert load(tmp_path, inline).topics == load(tmp_path, LEAST).topics


def test_topics_of_files_follow_those_of_the_hub_by_name(tmp_path):
    topics = tmp_path / "topics"
    topics.mkdir()
    (topics / "b.toml").write_text('name = "B"\nparent = "C"\n')
    (topics / "a.toml").write_text('[[topics]]\nname = "C"\n[[topics]]\nname = "D"\n')
    (topics / ".c.toml").write_text("an editor's own")
    (topics / "README.md").write_text("words")
    read = load(tmp_path, LEAST)
    assert [(topic.name, topic.parent) for topic in read.topics] == [("AI", ""), ("C", "AI"), ("D", "AI"), ("B", "C")]


def test_references_yaml_topics_are_read_with_their_flaws(tmp_path):
    topics = tmp_path / "topics"
    topics.mkdir()
    (topics / "0.yml").write_text("taxonomy: topic\n_id: ai\nname: AI\nshortname: null\nparent:\nkeywords:\n  - ai\n  - on\n")
    (topics / "1.yaml").write_text(
        'taxonomy: topic\n_id: teams\nname: Teams\nparent: AI\ndescription: Words.\nkeywords: [teams]\nhashtags:\n  - "#A #B"\n'
        "weak: [ML]\n"
        "context: [x]\nexclude: [y]\nhomonyms: [z]\nofficial: [a.example]\nweight: 1.5\nimages:\n- url: u\nservices:\n  news: n\n"
    )
    assert load(tmp_path, '[hub]\ntitle = "T"\n').topics == (
        Topic(id="ai", name="AI", keywords=("ai", "on")),
        Topic(
            id="teams",
            name="Teams",
            parent="AI",
            about="Words.",
            keywords=("teams",),
            hashtags=("#A", "#B"),
            weak=("ML",),
            context=("x",),
            exclude=("y",),
            homonyms=("z",),
            official=("a.example",),
            weight=1.5,
        ),
    )


def test_yaml_tag_builds_nothing(tmp_path):
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "a.yml").write_text('name: !!python/object/apply:os.system ["exit 1"]\n_id: a\nkeywords: [a]\n')
    with pytest.raises(HubError, match=r"topics/a.yml:1: `name` must be text in quotes"):
        load(tmp_path, LEAST)


def test_decisions_of_all_desk_files_come_together(tmp_path):
    (tmp_path / "desk").mkdir()
    for name in ("a", "b"):
        text = f'[[decision]]\ndo = "hide"\nitem = "https://{name}.example/1"\nreason = "{name}"\n'
        (tmp_path / "desk" / f"{name}.toml").write_text(text)
    assert [(made.do, made.reason) for made in load(tmp_path, LEAST).decisions] == [("hide", "a"), ("hide", "b")]


def make(**changes: object) -> hub.Hub:
    """Return a hub from memory."""
    topics = (Topic(id="ai", name="AI", keywords=("ai",)),)
    return replace(hub.Hub(root=Path(), title="T", topics=topics, sources=(Source(url="https://a.example/"),)), **changes)


DECISION = Decision(do="pin", items=("a1",), reason="r", place="desk/a.toml:1")


@pytest.mark.parametrize(
    "changes",
    [
        {"topics": (Topic(id="ai", name="AI", keywords=("a.i.",)),)},
        {"sources": ()},
        {"sources": (Source(url="https://a.example/", topics=("AI",)),)},
        {"sources": (Source(url="https://a.example/", official=True),)},
        {"policy": hub.Policy(threshold=71)},
        {"policy": hub.Policy(catalogue_points=40)},
        {"policy": hub.Policy(demands=Demands(max_age=timedelta(days=30)))},
        {"policy": hub.Policy(front=FrontPage(per_topic=5))},
        {"stories": hub.Weaving(judge="minilm")},
        {"publish": hub.Publish(heat_step=1)},
        {"decisions": (DECISION,)},
        {"decisions": (replace(DECISION, until=datetime(2026, 1, 1, tzinfo=UTC)),)},
        {"title": "U"},
    ],
)
def test_fingerprint_changes_with_whatever_judgement_or_publishing_reads(changes):
    assert make(**changes).fingerprint != make().fingerprint


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"root": Path("/elsewhere")}),
        ({}, {"network": hub.Network(spacing=9.0)}),
        ({"decisions": (DECISION,)}, {"decisions": (replace(DECISION, place="desk/b.toml:9"),)}),
        (
            {"sources": (Source(url="https://a.example/"), Source(url="https://b.example/"))},
            {"sources": (Source(url="https://b.example/", every=5.0), Source(url="https://a.example/"))},
        ),
    ],
)
def test_fingerprint_stays_when_nothing_changes_that_is_judged_or_published(one, other):
    assert make(**one).fingerprint == make(**other).fingerprint


@pytest.mark.parametrize(
    ("changes", "about"),
    [
        ({"title": "A.I. hub"}, " (A.I. hub)"),
        ({"title": 'Évil) \\ "x"; y'}, " (Evil x y)"),
        ({"title": "人工智能"}, ""),
        ({"title": "T", "url": "https://ü.example/(a;b)"}, " (T; +https://xn--tda.example/%28a%3Bb%29)"),
        ({"title": "T", "network": hub.Network(contact="me@example.org")}, " (T; me@example.org)"),
    ],
)
def test_user_agent_is_safe_in_a_header(changes, about):
    assert make(**changes).user_agent == f"newsloom/{__version__}{about}"


def test_evaluations_power_apps_hub_loads():
    folder = Path(__file__).resolve().parents[2] / "evals" / "cases" / "power-apps"
    if not (folder / "hub.toml").exists():
        pytest.skip("the case is not here")
    assert hub.load(folder).topics[0].name == "Power Apps"


@pytest.mark.shared
def test_references_topic_files_load_as_they_are(tmp_path, shared):
    for name, files in json.loads((shared / "reference" / "topics.json").read_text()).items():
        folder = tmp_path / name
        (folder / "topics").mkdir(parents=True)
        for number, topic in enumerate(files):
            (folder / "topics" / f"{number:02}.yml").write_text(yaml.safe_dump({k: v for k, v in topic.items() if k != "file"}))
        read = load(folder, '[hub]\ntitle = "T"\n')
        assert [topic.name for topic in read.topics] == [topic["name"] for topic in files]
