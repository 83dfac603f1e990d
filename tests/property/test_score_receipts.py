"""Whatever the articles say, every number is the sum of its parts and every article of a story has its receipt."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
import pytest

from newsloom.classify import SubstringLabeller, TopicLabeller
from newsloom.hub.rules import standard
from newsloom.score import ClassicJudge, DefaultJudge
from newsloom.testing.factories import NOW, article, story
from newsloom.types import Coverage, Decision, Picture, Publisher, Topic

HUB = (
    Topic(id="ai", name="AI", keywords=("ai",), homonyms=("ai weiwei",), official=("lab.example",)),
    Topic(id="hw", name="Hardware", parent="AI", keywords=("chip",)),
)
PUBLISHERS = {
    "wire.example": Publisher(domain="wire.example", name="W", role="wire"),
    "news.example": Publisher(domain="news.example", name="N", rating=0.8, reference=True),
    "local.example": Publisher(domain="local.example", name="L", family="news.example", rating=0.3),
}
JUDGES = {
    "default": (TopicLabeller(HUB, {}), DefaultJudge(70, HUB, PUBLISHERS, {}, book=standard())),
    "classic": (SubstringLabeller(HUB, {}), ClassicJudge(HUB, PUBLISHERS, {})),
}
WORDS = "ai chip market size 2027 20% off today announced ai weiwei new preview FAQ user group CAGR said 2015 stocks to buy İ 人".split()
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
hosts = st.sampled_from(["wire.example", "news.example", "local.example", "lab.example", "nobody.example", "nobody.example/blog"])


@st.composite
def stories(draw):
    size = draw(st.integers(min_value=1, max_value=5))
    articles = [
        article(
            f"https://{draw(hosts)}/{number}",
            title=draw(texts),
            excerpt=draw(texts),
            images=draw(st.sampled_from([(), (Picture(url="https://a.example/1.png", width=600),)])),
            published_at=NOW - timedelta(hours=draw(st.integers(0, 100))),
        )
        for number in range(size)
    ]
    known = st.sampled_from([own.id for own in articles])
    relations = st.sampled_from(["lead", "coverage", "copy"])
    copies = st.one_of(st.just(""), known)
    coverage = tuple(Coverage(article=own.id, relation=draw(relations), copy_of=draw(copies), joined_at=NOW) for own in articles)
    verbs = st.sampled_from(["pin", "hide", "must-link"])
    decisions = [Decision(do=draw(verbs), items=(draw(known),), reason="why") for _ in range(draw(st.integers(0, 2)))]
    return replace(story(*articles), coverage=coverage), {own.id: own for own in articles}, decisions


def judged(profile, own, articles, decisions, now=NOW):
    labeller, judge = JUDGES[profile]
    labels = {key: labeller.label(each) for key, each in articles.items()}
    qualities = {key: judge.quality(each, labels[key]) for key, each in articles.items()}
    own = replace(own, lead=judge.lead(own, articles, qualities))
    return own.lead, judge.receipts(own, articles, labels, qualities, decisions, now)


@pytest.mark.parametrize("profile", JUDGES)
@given(drawn=stories())
def test_every_article_has_a_receipt_whose_parts_add_up(profile, drawn):
    own, articles, decisions = drawn
    lead, receipts = judged(profile, own, articles, decisions)
    assert [receipt.article for receipt in receipts] == [coverage.article for coverage in own.coverage]
    for receipt in receipts:
        assert sum(part.points for part in receipt.quality.parts) == receipt.quality.value >= 0
        assert sum(part.points for part in receipt.heat.parts) == receipt.heat.value
        assert receipt.published.value == (receipt.heat.value >= 70)
        assert receipt.published.margin == receipt.heat.value - 70
        assert (receipt.relation == "lead") == (receipt.article == lead) == (receipt.heat.value != -1)


@pytest.mark.parametrize("profile", JUDGES)
@given(data=st.data(), drawn=stories())
def test_order_of_coverage_changes_nothing(profile, data, drawn):
    own, articles, decisions = drawn
    shuffled = replace(own, coverage=tuple(data.draw(st.permutations(own.coverage))), lead=own.lead)
    first, second = (judged(profile, each, articles, decisions) for each in (own, shuffled))
    assert first[0] == second[0]
    assert {receipt.article: receipt for receipt in first[1]} == {receipt.article: receipt for receipt in second[1]}


@pytest.mark.parametrize("profile", JUDGES)
@given(drawn=stories(), later=st.integers(0, 10_000))
def test_time_alone_never_changes_what_is_published(profile, drawn, later):
    own, articles, decisions = drawn
    _, now = judged(profile, own, articles, decisions)
    _, then = judged(profile, own, articles, decisions, NOW + timedelta(hours=later))
    assert [receipt.published.value for receipt in now] == [receipt.published.value for receipt in then]


@given(texts, texts)
def test_quotes_in_quality_stand_in_the_article(title, excerpt):
    labeller, judge = JUDGES["default"]
    own = article("https://nobody.example/1", title=title, excerpt=excerpt)
    groups = {"kind", "news value", "substance", "style"}
    for part in judge.quality(own, labeller.label(own)).parts:
        if part.group in groups and part.part != "press release":
            assert part.why in title or part.why in excerpt or part.why in own.url
