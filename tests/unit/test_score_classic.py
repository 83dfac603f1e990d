"""The classic profile over whole stories."""

from datetime import timedelta

from msgspec.structs import replace
import pytest

from newsloom.score import ClassicJudge
from newsloom.score.classic import Facts, classic_quality
from newsloom.testing.contracts import check_judge
from newsloom.testing.factories import NOW, SOURCE, article, score, story
from newsloom.types import Decision, Evidence, Label, Publisher, Source, Theme, Topic

AI = Topic(id="ai", name="AI", keywords=("artificial intelligence", "ai"), official=("blogs.maker.example",))
TWICE = Topic(id="md", name="Model-driven apps", keywords=("model-driven apps", "model-driven apps", "model driven apps"))
LISTED = {
    "listed.example": Publisher(domain="listed.example", name="L", reference=True),
    "other.example": Publisher(domain="other.example", name="O"),
}
JUDGE = ClassicJudge((AI, TWICE), LISTED, {SOURCE: Source(url=SOURCE)})
A, B, C = (article(f"https://{name}.example/1") for name in "abc")
ARTICLES = {own.id: own for own in (A, B, C)}


def label(name):
    return Label(topic=name, confidence=1.0, evidence=(Evidence(where="title", what=("x",)),))


def value(judge=JUDGE, labels=(), url="https://other.example/1", **changes):
    return judge.quality(article(url, **{"title": "Title", "images": (), **changes}), labels).value


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(title="Title"), 0),
        (Facts(title="Title", pictured=True), 20),
        (Facts(title="Title", amp=True), 20),
        (Facts(title="Title", official=True), 50),
        (Facts(title="Title", embedded=True), 100),
        (Facts(title="Title", catalogue=40), 40),
        (Facts(title="Title", topics=(AI, TWICE)), 4),
        (Facts(title="Details", topics=(AI,)), 17),
        (Facts(title="AI is artificial intelligence", topics=(AI,)), 32),
        (Facts(title="Model-driven apps", topics=(TWICE,)), 32),
        (Facts(title="pytorch", topics=(Topic(id="fb", name="FB", keywords=("PyTorch",)),)), 17),
        (Facts(title="x" * 71, pictured=True), 20),
        (Facts(title="x" * 72, pictured=True), 19),
        (Facts(title="x" * 131, pictured=True), 0),
    ],
)
def test_formula_counts_as_the_reference_did(facts, expected):
    assert classic_quality(facts).value == expected


def test_judge_reads_the_facts_off_the_article():
    assert value() == 0
    assert value(images=A.images) == 20
    assert value(amp_url="https://other.example/amp/1") == 20
    assert value(embed="<iframe></iframe>") == 100
    assert value(url="https://listed.example/1") == 30
    assert value(url="https://blogs.maker.example/1") == 50
    assert value(labels=(label("AI"), label("nobody's topic"))) == 2
    assert value(ClassicJudge((AI,), LISTED, {}, catalogue_points=40), url="https://listed.example/1") == 40
    assert value(ClassicJudge((AI,), LISTED, {SOURCE: Source(url=SOURCE, official=True)})) == 50


def lead_receipt(own, *values, decisions=(), judge=JUDGE):
    qualities = {each.id: score(points) for each, points in zip((A, B, C), values, strict=False)}
    receipts = judge.receipts(replace(own, lead=A.id), ARTICLES, {}, qualities, decisions, NOW)
    return next(receipt for receipt in receipts if receipt.article == A.id)


@pytest.mark.parametrize(("quality", "heat"), [(76, 96), (40, 60), (39, 39)])
def test_related_count_ten_each_from_the_gate_on(quality, heat):
    assert lead_receipt(story(A, B, C), quality, 0, 0).heat.value == heat


def test_theme_counts_like_coverage():
    own = replace(story(A, B), themes=(Theme(article=C.id, story="s", similarity=0.3),))
    assert lead_receipt(own, 60, 0, 0).heat.value == 80


def test_leader_is_the_best_then_the_earliest_then_the_smallest_id():
    own = story(A, B, C)
    assert JUDGE.lead(own, ARTICLES, {A.id: score(1), B.id: score(3), C.id: score(2)}) == B.id
    tied = dict.fromkeys(ARTICLES, score(1))
    assert JUDGE.lead(own, ARTICLES, tied) == min(ARTICLES)
    late = max(ARTICLES)
    earlier = {**ARTICLES, late: replace(ARTICLES[late], published_at=NOW - timedelta(hours=1))}
    assert JUDGE.lead(own, earlier, tied) == late


def test_publication_follows_the_threshold():
    assert lead_receipt(story(A), 70).published.value
    verdict = lead_receipt(story(A), 69).published
    assert (verdict.value, verdict.margin) == (False, -1)
    assert lead_receipt(story(A), 60, judge=ClassicJudge((AI,), {}, {}, threshold=60)).published.value


def test_editors_pin_and_hide():
    pin, hide = (Decision(do=do, items=(A.id,), reason="because") for do in ("pin", "hide"))
    pinned = lead_receipt(story(A), 10, decisions=[pin])
    assert (pinned.heat.value, pinned.published.value, pinned.heat.parts[-1].why) == (110, True, "because")
    hidden = lead_receipt(story(A), 90, decisions=[pin, hide])
    assert (hidden.heat.value, hidden.published.value, hidden.published.caps) == (0, False, ("hidden",))


def test_pin_reaches_every_threshold():
    pin = Decision(do="pin", items=(A.id,), reason="because")
    pinned = lead_receipt(story(A), 10, decisions=[pin], judge=ClassicJudge((AI,), {}, {}, threshold=180))
    assert (pinned.heat.value, pinned.published.value, pinned.published.margin) == (180, True, 0)


def test_pin_publishes_what_is_held_back():
    """As under the default profile: an editor has the last word."""
    pin = Decision(do="pin", items=(A.id,), reason="because")
    one, held = story(A), {A.id: replace(A, held="gone: the server says so")}
    for decisions, published in ((), False), ((pin,), True):
        (receipt,) = JUDGE.receipts(one, held, {A.id: ()}, {A.id: score(90)}, decisions, NOW)
        assert receipt.published.value is published


def test_classic_judge_keeps_the_contract():
    check_judge(JUDGE, story(A, B, C), ARTICLES, dict.fromkeys(ARTICLES, (label("AI"),)))
