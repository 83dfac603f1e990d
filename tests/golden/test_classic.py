"""The reference's own figures: its seed record worked by hand, and its hub of 192 records reproduced exactly."""

from datetime import timedelta
import json
from pathlib import Path
import tomllib

from msgspec import convert
from msgspec.structs import replace
import pytest

from newsloom.classify import SubstringLabeller, TopicLabeller
from newsloom.evaluation.classic import evaluate
from newsloom.score import ClassicJudge
from newsloom.testing.factories import NOW, article, score, story
from newsloom.types import Picture, Publisher, Source, Theme, Topic

HUB = Path(__file__).parents[2] / "evals" / "cases" / "power-apps" / "hub.toml"

# The facts of the reference's seed record and the topics it was found under; the words are its title and two of its phrases.
SEED_HUB = (
    Topic(id="ai", name="AI", keywords=("artificial intelligence", "ai")),
    Topic(id="ai-hardware", name="AI Hardware", parent="AI", keywords=("chip", "gpu")),
)
SEED = article(
    "https://www.marketwatch.com/press-release/giants",
    title="Giants in the AIoT Chip Industry – Qualcomm, Alibaba and WIMI Entering the Battlefield",
    excerpt="AIoT (AI+IoT) means combining artificial intelligence with the Internet of Things.",
    images=(Picture(url="https://mw3.wsj.net/mw5/content/logos/mw_logo_social.png", width=1200, height=630, generic=True),),
)
RELATED = (article("https://apnews.example/1", published_at=NOW + timedelta(hours=1)), article("https://benzinga.example/1"))
CATALOGUE = {"marketwatch.com": Publisher(domain="marketwatch.com", name="MarketWatch", role="release-host", reference=True)}


@pytest.mark.parametrize("labeller", [SubstringLabeller, TopicLabeller])
def test_seed_record_has_the_references_topics(labeller):
    assert [label.topic for label in labeller(SEED_HUB, {}).label(SEED)] == ["AI Hardware", "AI"]


@pytest.mark.parametrize("themes", [0, 1, 2])
def test_seed_record_worked_gives_quality_76_heat_96_published(themes):
    judge = ClassicJudge(SEED_HUB, CATALOGUE, {}, catalogue_points=30, threshold=70)
    labels = SubstringLabeller(SEED_HUB, {}).label(SEED)
    quality = judge.quality(SEED, labels)
    covering = RELATED[: 2 - themes]
    own = replace(
        story(SEED, *covering),
        themes=tuple(Theme(article=each.id, story="s", similarity=0.2) for each in RELATED[2 - themes :]),
    )
    articles = {each.id: each for each in (SEED, *RELATED)}
    qualities = {SEED.id: quality, RELATED[0].id: score(48), RELATED[1].id: score(26)}
    own = replace(own, lead=judge.lead(own, articles, qualities))
    receipt = next(each for each in judge.receipts(own, articles, {SEED.id: labels}, qualities, (), NOW) if each.article == SEED.id)
    assert (receipt.relation, receipt.quality.value, receipt.heat.value, receipt.published.value) == ("lead", 76, 96, True)
    assert [part.points for part in receipt.quality.parts] == [20, 4, 15, 15, 30, -8]


def power_apps_hub():
    return tomllib.loads(HUB.read_text(encoding="utf-8"))


def power_apps(shared):
    records = [json.loads(line) for line in (shared / "reference" / "powerapps_news.jsonl").read_text(encoding="utf-8").splitlines()]
    organisations = json.loads((shared / "reference" / "organizations.json").read_text(encoding="utf-8"))
    publishers = {each["domain"]: Publisher(domain=each["domain"], name=each["name"], reference=True) for each in organisations}
    hub = power_apps_hub()
    topics = tuple(convert(topic, Topic) for topic in hub["topics"])
    return records, topics, publishers, hub["policy"]["catalogue_points"], hub["policy"]["threshold"]


def test_power_apps_hub_is_the_references():
    hub = power_apps_hub()
    assert hub["policy"] == {"profile": "classic", "threshold": 70, "catalogue_points": 40}
    assert next(topic["name"] for topic in hub["topics"]) == "Power Apps"
    assert next(topic["classic"] for topic in hub["topics"] if topic["id"] == "model-driven-apps").count("model-driven apps") == 2
    sources = [convert(source, Source) for source in hub["sources"]]
    assert len({source.url for source in sources}) == 29
    assert [source.url for source in sources if source.official] == ["https://powerapps.microsoft.com/feed.xml"]
    assert all(source.topics == ("Power Apps",) for source in sources)


@pytest.mark.shared
def test_classic_on_the_references_records_is_exact_for_all_192(shared):
    agreement = evaluate(*power_apps(shared))
    assert (agreement.exact, agreement.of, len(agreement.predictions)) == (192, 192, 192)


@pytest.mark.shared
@pytest.mark.parametrize("field", ["quality", "heat", "published"])
def test_classic_on_a_falsified_record_is_not_exact(shared, field):
    records, *settings = power_apps(shared)
    records[7][field] = not records[7][field] if field == "published" else records[7][field] + 1
    agreement = evaluate(records, *settings)
    assert (agreement.exact, agreement.of) == (191, 192)


@pytest.mark.shared
def test_classic_never_reads_the_recorded_answers(shared):
    records, *settings = power_apps(shared)
    blind = [{key: value for key, value in record.items() if key not in ("quality", "heat", "published")} for record in records]
    assert evaluate(blind, *settings).predictions == evaluate(records, *settings).predictions
    assert evaluate(blind, *settings).of == 0


@pytest.mark.shared
@pytest.mark.parametrize("setting", ["keyword", "catalogue", "official"])
def test_classic_with_another_hub_is_not_exact(shared, setting):
    records, topics, publishers, points, threshold = power_apps(shared)
    if setting == "keyword":
        topics = tuple(replace(topic, classic=tuple(dict.fromkeys(topic.classic))) for topic in topics)
    if setting == "official":
        topics = tuple(replace(topic, official=()) for topic in topics)
    assert evaluate(records, topics, publishers, points - (setting == "catalogue"), threshold).exact < 192


def record(**changes):
    return {"title": "AI", "topics": ["AI"], "images": [{"url": "https://a.example/1.png"}], **changes}


@pytest.mark.parametrize(
    ("changes", "quality", "heat", "published"),
    [
        ({}, 37, 37, False),
        ({"provider": {"name": "M", "domain": "marketwatch.com"}}, 67, 67, False),
        ({"provider": {"domain": "marketwatch.com"}, "related": [{"quality": 60}]}, 67, 77, True),
        ({"provider": {"domain": "marketwatch.com"}, "related": [{"quality": 67}]}, 67, 77, True),
        ({"provider": {"domain": "marketwatch.com"}, "related": [{"quality": 68}]}, 67, -1, False),
        ({"related": [{"title": "unknown quality"}]}, 37, 37, False),
        ({"ampWebUrl": "https://a.example/amp", "featuredContent": "<iframe>"}, 157, 157, True),
        ({"topics": None, "images": None, "title": None}, 0, 0, False),
        ({"topics": ["Unlisted"]}, 22, 22, False),
    ],
)
def test_prediction_follows_from_what_a_record_holds(changes, quality, heat, published):
    prediction = evaluate([record(id="r1", **changes)], SEED_HUB, CATALOGUE).predictions[0]
    assert (prediction.id, prediction.quality, prediction.heat, prediction.published) == ("r1", quality, heat, published)
