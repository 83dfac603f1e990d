"""The default profile over whole stories: leads, copies, caps, editors."""

from datetime import timedelta

from msgspec.structs import replace
import pytest

from newsloom.classify import TopicLabeller
from newsloom.hub.rules import standard
from newsloom.score import DefaultJudge
from newsloom.score.parts import total
from newsloom.testing.contracts import check_judge
from newsloom.testing.factories import NOW, article, score, story
from newsloom.types import Coverage, Decision, Evidence, Label, Part, Publisher, Score, Theme, Topic

ROOT = Topic(id="space", name="Space", keywords=("rocket",))
NEWSROOMS = {name: Publisher(domain=name, name=name, rating=0.8) for name in ("a.example", "b.example", "c.example", "d.example")}
LABELS = (Label(topic="Space", confidence=1.0, evidence=(Evidence(where="title", what=("Rocket",)),)),)
JUDGE = DefaultJudge(70, (ROOT,), NEWSROOMS, {}, book=standard())
A, B, C = (article(f"https://{name}.example/1") for name in "abc")
ARTICLES = {own.id: own for own in (A, B, C)}
RELEASE = Part(group="kind", part="press release", points=-26, why="today announced")
MILL = Part(group="kind", part="market-report mill", points=-70, why="Market Size")


def scored(value, *parts):
    return Score(value=value, parts=(Part(group="base", part="base", points=value - sum(part.points for part in parts)), *parts))


def copied(article_id, of, relation="copy"):
    return Coverage(article=article_id, relation=relation, copy_of=of, joined_at=NOW)


def judged(own, qualities, decisions=(), now=NOW, judge=JUDGE):
    own = replace(own, lead=judge.lead(own, ARTICLES, qualities))
    receipts = judge.receipts(own, ARTICLES, dict.fromkeys(ARTICLES, LABELS), qualities, decisions, now)
    return {receipt.article: receipt for receipt in receipts}, own.lead


def qualities(*values):
    return {own.id: score(value) for own, value in zip((A, B, C), values, strict=False)}


def heat_parts(receipt):
    return {part.part: part.points for part in receipt.heat.parts}


def test_lead_is_the_best_original():
    own = replace(story(A, B), coverage=(Coverage(article=A.id, joined_at=NOW), copied(B.id, A.id), Coverage(article=C.id, joined_at=NOW)))
    assert JUDGE.lead(own, ARTICLES, qualities(60, 90, 61)) == C.id


def test_equals_keep_the_present_lead_then_take_the_earliest():
    later = replace(A, published_at=NOW + timedelta(hours=1))
    articles = {**ARTICLES, A.id: later}
    own = story(later, B)
    assert JUDGE.lead(replace(own, lead=A.id), articles, qualities(60, 60)) == A.id
    assert JUDGE.lead(replace(own, lead=""), articles, qualities(60, 60)) == B.id


def test_two_newsrooms_make_a_story_hotter_than_one():
    receipts, lead = judged(story(A, B), qualities(65, 60))
    assert lead == A.id
    assert heat_parts(receipts[A.id])["coverage"] == 12
    assert receipts[A.id].published.value
    assert (receipts[A.id].independent, receipts[A.id].members) == (2.0, 2)
    assert not judged(story(A), qualities(65))[0][A.id].published.value


def test_copy_adds_no_voice():
    own = replace(story(A), coverage=(Coverage(article=A.id, joined_at=NOW), copied(B.id, A.id)))
    assert "coverage" not in heat_parts(judged(own, qualities(65, 60))[0][A.id])


def test_copy_of_a_copy_is_one_text_with_its_original():
    own = replace(story(A), coverage=(Coverage(article=A.id, joined_at=NOW), copied(B.id, A.id), copied(C.id, B.id)))
    assert judged(own, qualities(65, 60, 60))[0][A.id].independent == 1.0


def test_copies_in_a_circle_end():
    own = replace(story(A), coverage=(copied(A.id, B.id), copied(B.id, A.id)))
    assert len(judged(own, qualities(65, 60))[0]) == 2


def test_weak_lead_gets_no_coverage():
    assert "coverage" not in heat_parts(judged(story(A, B), qualities(39, 30))[0][A.id])
    assert heat_parts(judged(story(A, B), qualities(40, 30))[0][A.id])["coverage"] == 12


def test_kind_found_on_a_copy_holds_for_its_original():
    own = replace(story(A), coverage=(Coverage(article=A.id, joined_at=NOW), copied(B.id, A.id), Coverage(article=C.id, joined_at=NOW)))
    values = {A.id: scored(90), B.id: scored(30, RELEASE), C.id: scored(80)}
    receipts, lead = judged(own, values)
    assert lead == C.id
    assert receipts[A.id].quality.value == 64
    assert RELEASE in receipts[A.id].quality.parts
    assert receipts[C.id].quality == values[C.id]


def test_release_known_by_its_wire_or_genre_is_one_on_every_copy():
    for changes in ({"genre": "press-release"}, {"wire": "prnewswire.com"}):
        original, copy = replace(A, excerpt="", images=()), replace(B, excerpt="", images=(), **changes)
        values = {own.id: JUDGE.quality(own, LABELS) for own in (original, copy)}
        own = replace(story(A), coverage=(Coverage(article=A.id, joined_at=NOW), copied(B.id, A.id)))
        receipts = JUDGE.receipts(own, {A.id: original, B.id: copy}, {}, values, (), NOW)
        shown = [{part.part: part.points for part in receipt.quality.parts}.get("press release") for receipt in receipts]
        assert (values[A.id].value - receipts[0].quality.value, shown) == (26, [-26, -26])


def test_strongest_mark_of_all_copies_holds():
    weaker = replace(RELEASE, points=-9)
    own = replace(story(A), coverage=(Coverage(article=A.id, joined_at=NOW), copied(B.id, A.id), copied(C.id, A.id)))
    for second, third in ((weaker, RELEASE), (RELEASE, weaker)):
        receipts, _ = judged(own, {A.id: scored(90), B.id: scored(30, second), C.id: scored(30, third)})
        assert receipts[A.id].quality.value == 64


def test_limit_is_worked_out_anew_when_a_kind_is_found_on_a_copy():
    own = replace(story(A), coverage=(Coverage(article=A.id, joined_at=NOW), copied(B.id, A.id)))
    bad = total([Part(group="base", part="base", points=57), MILL], 0, 200)
    receipts, _ = judged(own, {A.id: bad, B.id: scored(30, RELEASE)})
    assert [part.points for part in receipts[A.id].quality.parts] == [57, -70, -26, 39]


def test_cap_found_on_a_copy_holds_the_story_back():
    own = replace(story(A), coverage=(Coverage(article=A.id, joined_at=NOW), copied(B.id, A.id)))
    receipts, _ = judged(own, {A.id: scored(180), B.id: scored(0, MILL, Part(group="limit", part="limit", points=13))})
    assert receipts[A.id].quality.value == 110
    assert receipts[A.id].heat.value == 69
    assert receipts[A.id].published.caps == ("market-report mill",)
    assert not receipts[A.id].published.value


def test_pin_publishes_and_lifts_caps():
    pin = Decision(do="pin", items=(B.id,), reason="launch day")
    receipts, _ = judged(story(A, B), {A.id: scored(60, MILL), B.id: scored(10)}, [pin])
    lead = receipts[A.id]
    assert next(part for part in lead.heat.parts if part.points == 100).why == "launch day"
    assert lead.published.value
    assert lead.published.caps == ()


def test_hide_goes_before_pin():
    decisions = [Decision(do="hide", items=(B.id,), reason="wrong"), Decision(do="pin", items=(A.id,), reason="launch day")]
    lead = judged(story(A, B), qualities(90, 60), decisions)[0][A.id]
    assert lead.heat.value == 0
    assert lead.heat.parts[-1].part == "hidden by an editor"
    assert lead.heat.parts[-1].why == "wrong"
    assert (lead.published.value, lead.published.caps, lead.published.margin) == (False, ("hidden",), -70)


def test_decision_on_a_theme_or_a_link_is_not_about_the_story():
    own = replace(story(A), themes=(Theme(article=C.id, story="s", similarity=0.3),))
    decisions = [Decision(do="hide", items=(C.id,), reason="r"), Decision(do="must-link", items=(A.id, C.id), reason="r")]
    assert judged(own, qualities(90, 90, 90), decisions)[0][A.id].published.value


def test_theme_neither_counts_nor_gets_a_receipt():
    own = replace(story(A), themes=(Theme(article=C.id, story="s", similarity=0.3),))
    receipts, _ = judged(own, qualities(90, 90, 90))
    assert list(receipts) == [A.id]
    assert receipts[A.id].independent == 1.0


def test_follower_has_its_relation_and_no_heat():
    own = replace(
        story(A),
        coverage=(
            Coverage(article=A.id, joined_at=NOW),
            copied(B.id, A.id, "adapted"),
            Coverage(article=C.id, relation="lead", joined_at=NOW),
        ),
    )
    receipts, _ = judged(own, qualities(90, 60, 60))
    assert [receipts[key].relation for key in (A.id, B.id, C.id)] == ["lead", "adapted", "coverage"]
    assert receipts[B.id].heat.value == -1
    assert [(part.part, part.points) for part in receipts[B.id].heat.parts] == [("follower", -1)]
    assert (receipts[B.id].published.value, receipts[B.id].published.margin) == (False, -71)


@pytest.mark.parametrize(("hours", "recency"), [(0, 8), (24, 4), (24 * 30, 0)])
def test_passing_parts_fade_and_publication_stays(hours, recency):
    receipt = judged(story(A, B), qualities(60, 60), now=NOW + timedelta(hours=hours))[0][min(A.id, B.id)]
    assert heat_parts(receipt).get("recency", 0) == recency
    assert receipt.published.value


def test_own_threshold_is_obeyed():
    judge = DefaultJudge(60, (ROOT,), NEWSROOMS, {}, book=standard())
    receipt = judged(story(A), qualities(60), judge=judge)[0][A.id]
    assert receipt.published.value
    assert receipt.published.rule == "heat >= 60"


def test_release_of_the_seed_record_is_worth_41_and_not_published():
    """The worked example of the scoring prototype (section 6): a release on a host of releases, subject and sub-topic in its title."""
    hub = (Topic(id="ai", name="AI", keywords=("aiot",)), Topic(id="hw", name="AI Hardware", parent="AI", keywords=("chip",)))
    host = Publisher(domain="host.example", name="H", role="release-host", rating=0.85, specialist=True)
    judge = DefaultJudge(70, hub, {"host.example": host}, {}, book=standard())
    own = article("https://host.example/press-release/1", title="Giants in the AIoT Chip Industry", excerpt="", images=())
    labels = TopicLabeller(hub, {}).label(own)
    quality = judge.quality(own, labels)
    assert [(part.part, part.points) for part in quality.parts] == [
        ("base", 57),
        ("hosts releases and copies", -10),
        ("press release", -26),
        ("subject in title", 12),
        ("names a sub-topic", 8),
    ]
    receipt = judge.receipts(story(own), {own.id: own}, {own.id: labels}, {own.id: quality}, (), NOW)[0]
    assert (receipt.heat.value, receipt.published.value, receipt.published.margin) == (41, False, -29)


def test_default_judge_keeps_the_contract():
    check_judge(JUDGE, story(A, B, C), ARTICLES, dict.fromkeys(ARTICLES, LABELS))
