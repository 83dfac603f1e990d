"""What an editor decided about an article: its topics, quality, title and receipt, and who leads without what is taken down."""

from datetime import timedelta

from msgspec.structs import replace
import pytest

from newsloom.classify import TopicLabeller
from newsloom.flows.edited import TAKEN_DOWN, retitled
from newsloom.flows.judging import Judgement, judged
from newsloom.hub.rules import standard
from newsloom.score import ClassicJudge, DefaultJudge
from newsloom.score.ruling import RESCORED
from newsloom.score.standing import Register, trust
from newsloom.testing.factories import NOW, article, receipt, story
from newsloom.types import Coverage, Decision, Publisher, Theme, Topic

ROOT, LAW = Topic(id="space", name="Space", keywords=("rocket",)), Topic(id="law", name="Law", parent="Space", keywords=("court",))
JUDGE, LABELLER = DefaultJudge(70, (ROOT, LAW), {}, {}, book=standard()), TopicLabeller((ROOT, LAW), {})
A, B = article("https://a.example/1"), article("https://b.example/2", title="Rocket in orbit", published_at=NOW + timedelta(hours=1))
OWN = story(A, B)


def said(do, value="", *items):
    return Decision(do=do, items=items or (A.id,), value=value, reason="because", by="mara", place="desk/d.toml:1")


def judge(*decisions, own=OWN, articles=(A, B), by=JUDGE):
    held = {one.id: one for one in articles}
    told, receipts = judged(own, held, Judgement(labeller=LABELLER, judge=by, decisions=decisions), NOW + timedelta(hours=2))
    return told, {one.article: one for one in receipts}


PLAIN = judge()[1]


def test_title_changes_what_is_published_and_nothing_that_is_judged():
    told, receipts = judge(said("retitle", "Lift-off"))
    assert told == judge()[0]
    assert [replace(one, desk=()) for one in receipts.values()] == list(PLAIN.values())
    shown = retitled(A, receipts[A.id])
    assert (shown.title, dict(shown.provenance)["title"], shown.id) == ("Lift-off", "desk", A.id)
    assert retitled(B, receipts[B.id]) == B
    (word,) = receipts[A.id].desk
    assert (word.do, word.words, word.items, word.place) == ("retitle", "mara: because", (), "")


@pytest.mark.parametrize("items", [(OWN.id,), (OWN.lead,)])
def test_title_of_a_story_is_its_leads_alone(items):
    told, receipts = judge(said("retitle", "Lift-off", *items))
    assert [one.title for one in receipts.values()] == ["Lift-off" if id_ == told.lead else "" for id_ in receipts]


def test_topics_are_the_editors_and_keep_the_words_that_prove_them():
    _, receipts = judge(said("retopic", ("Law", "Space")))
    assert [(label.topic, label.confidence) for label in receipts[A.id].topics] == [("Law", 1.0), ("Space", 1.0)]
    assert [[item.where for item in label.evidence] for label in receipts[A.id].topics] == [["desk"], ["desk", "title", "excerpt"]]
    assert judge(said("retopic", ()))[1][A.id].topics == ()


def test_topic_of_an_editor_names_the_subject_where_no_word_does():
    bare = article(title="It flies", excerpt="The first one of its kind has left the ground for good, and its makers are glad of it.")
    lost = judge(own=story(bare), articles=(bare,))[1][bare.id]
    assert "subject not found" in lost.published.caps
    found = judge(said("retopic", ("Space",), bare.id), own=story(bare), articles=(bare,))[1][bare.id]
    assert found.published.caps == ()
    assert [part.points for part in found.quality.parts if part.part == "subject named by an editor"] == [12]


@pytest.mark.parametrize("by", [JUDGE, ClassicJudge((ROOT, LAW), {}, {})], ids=["default", "classic"])
@pytest.mark.parametrize("value", [0, 200, PLAIN[B.id].quality.value])
def test_quality_is_exactly_what_an_editor_says_and_decides_who_leads(value, by):
    told, receipts = judge(said("rescore", value, B.id), by=by)
    quality = receipts[B.id].quality
    assert (quality.value, sum(part.points for part in quality.parts)) == (value, value)
    assert [part.why for part in quality.parts if part.part == RESCORED] == ["mara: because"]
    assert told.lead == max((A.id, B.id), key=lambda one: (receipts[one].quality.value, one == told.lead))


def test_quality_of_an_editor_lifts_no_cap_and_no_copys_kind_changes_it():
    mill = article(title="Rocket Market Size Worth $9 Billion by 2030", excerpt="")
    capped = judge(said("rescore", 200, mill.id), own=story(mill), articles=(mill,))[1][mill.id]
    assert (capped.quality.value, capped.published.value, capped.published.caps) == (200, False, ("market-report mill",))
    copy = Coverage(article=mill.id, relation="copy", copy_of=A.id, joined_at=NOW)
    own = replace(story(A), coverage=(*story(A).coverage, copy))
    receipts = judge(said("rescore", 90), own=own, articles=(A, mill))[1]
    assert receipts[A.id].quality.value == 90
    assert judge(own=own, articles=(A, mill))[1][A.id].quality.value < PLAIN[A.id].quality.value


def test_what_is_taken_down_neither_leads_nor_counts_and_the_story_goes_on():
    told, receipts = judge(said("take-down"))
    alone = judge(own=replace(OWN, coverage=OWN.coverage[1:]))[1]
    assert (OWN.lead, told.lead, told.coverage) == (A.id, B.id, OWN.coverage)
    assert replace(receipts[B.id], independent=0.0) == replace(alone[B.id], independent=0.0)
    gone = receipts[A.id]
    assert (gone.taken_down, gone.published.value, gone.published.caps, gone.heat.value) == (True, False, (TAKEN_DOWN,), -1)
    assert gone.relation == "coverage"


def test_lead_that_is_taken_down_is_told_in_the_storys_history_once():
    own = replace(OWN, created_at=NOW - timedelta(days=1))
    told, _ = judge(said("take-down"), own=own)
    assert [(one.what, one.other, one.why) for one in told.history[len(own.history) :]] == [
        ("lead", B.id, "the report that led before was taken down")
    ]
    assert judge(said("take-down"), own=told)[0].history == told.history


@pytest.mark.parametrize("named", [B.id, "s2"])
def test_theme_that_is_taken_down_counts_for_nothing(named):
    own = replace(story(A), themes=(Theme(article=B.id, story="s2", similarity=0.3),))
    classic = ClassicJudge((ROOT, LAW), {}, {})
    points = judge(said("rescore", 50), own=own, by=classic)[1][A.id].heat.value
    told, receipts = judge(said("rescore", 50), said("take-down", "", named), own=own, by=classic)
    assert (points, receipts[A.id].heat.value, told.themes) == (60, 50, own.themes)


@pytest.mark.parametrize("decisions", [(said("take-down", "", A.id), said("take-down", "", B.id)), (said("take-down", "", OWN.id),)])
def test_story_of_which_nothing_is_left_is_not_published_even_pinned(decisions):
    told, receipts = judge(*decisions, said("pin"))
    assert [(one.taken_down, one.published.value) for one in receipts.values()] == [(True, False)] * 2
    assert told.coverage == OWN.coverage


def test_pin_of_what_is_taken_down_pins_nothing():
    assert judge(said("pin"), said("take-down"))[1][B.id].heat == judge(said("take-down"))[1][B.id].heat


def test_last_word_counts_and_stands_in_the_receipt_with_the_pins_of_the_story():
    _, receipts = judge(said("retitle", "One"), said("retitle", "Two"), said("pin", "", B.id), said("take-down", "", "a9"))
    lead, other = receipts[A.id], receipts[B.id]
    assert ([(one.do, one.value) for one in lead.desk], other.desk) == ([("pin", ""), ("retitle", "Two")], ())
    assert [one.do for one in judge(said("pin"), said("hide"))[1][A.id].desk] == ["hide"]


def word(do, publisher):
    return Decision(do=do, publisher=publisher, reason="because", by="mara")


WIRE, SHAKY = Publisher(domain="a.example", name="A", role="wire"), Publisher(domain="b.example", name="B", rating=0.1)


@pytest.mark.parametrize(
    ("publisher", "decisions", "part", "weight"),
    [
        (WIRE, [], "press-release wire", 0.25),
        (WIRE, [word("trust", "a.example")], "rated newsroom", 1.0),
        (WIRE, [word("distrust", "a.example")], "rated unreliable", 0.25),
        (WIRE, [word("trust", "b.example")], "press-release wire", 0.25),
        (WIRE, [word("distrust", "a.example"), word("trust", "a.example")], "rated newsroom", 1.0),
        (WIRE, [word("distrust", "a.example"), word("trust", "blog.a.example")], "rated newsroom", 1.0),
    ],
)
def test_publisher_counts_as_an_editor_says(publisher, decisions, part, weight):
    register = Register({publisher.domain: publisher}, {}, None, trust(decisions))
    standing = register.standing(article("https://www.blog.a.example/1", domain="a.example"))
    assert (standing.part, standing.weight, "by an editor: mara: because" in standing.why) == (part, weight, part[:5] == "rated")


def test_trust_makes_the_subject_itself_no_less_and_distrust_does():
    root = replace(ROOT, official=("a.example",))
    parts = [Register({}, {}, root, trust([word(do, "a.example")])).standing(A).part for do in ("trust", "distrust")]
    assert parts == ["official source of the subject", "rated unreliable"]


def test_judges_obey_trust_and_show_it():
    for made in (
        DefaultJudge(70, (ROOT,), {}, {}, book=standard(), trust=trust([word("trust", "a.example")])),
        ClassicJudge((ROOT,), {}, {}, trust=trust([word("trust", "a.example")])),
    ):
        shown = {part.why for part in made.quality(A, ()).parts if part.group == "source"}
        assert any("trusted by an editor: mara: because" in why for why in shown)
    listed = {"a.example": Publisher(domain="a.example", name="A", reference=True)}
    values = [ClassicJudge((ROOT,), listed, {}, trust=trust(said)).quality(A, ()).value for said in ([], [word("distrust", "a.example")])]
    assert values[0] - values[1] == 30


def test_receipt_without_decisions_leaves_an_article_as_it_is():
    assert retitled(A, receipt(A)) is A
