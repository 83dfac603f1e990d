"""The laws of heat over whole stories: what the choice of a lead and of voices adds to them."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from newsloom.hub.rules import standard
from newsloom.score import DefaultJudge
from newsloom.score.demands import Demands, Floor
from newsloom.testing.factories import NOW, article, story
from newsloom.types import Coverage, Part, Publisher, Score, Topic

SITES = ("paper.example", "post.example", "local.example", "wire.example", "host.example", "nobody.example")
PUBLISHERS = {
    "paper.example": Publisher(domain="paper.example", name="P", rating=0.9),
    "post.example": Publisher(domain="post.example", name="Q"),
    "local.example": Publisher(domain="local.example", name="L", family="paper.example"),
    "wire.example": Publisher(domain="wire.example", name="W", role="wire"),
    "host.example": Publisher(domain="host.example", name="H", role="release-host"),
}
DEMANDS = Demands(floors=(Floor(publisher="paper.example", heat=100), Floor(publisher="wire.example", heat=85)))
JUDGE = DefaultJudge(70, (Topic(id="space", name="Space"),), PUBLISHERS, {}, DEMANDS, book=standard())
CAP = "subject not found"  # the one cap that copies do not share
reports = st.lists(
    st.tuples(st.sampled_from(SITES), st.integers(0, 130), st.booleans(), st.integers(0, 90), st.integers(0, 9)), min_size=1, max_size=7
)


def quality(value, *, capped):
    cap = (Part(group="relevance", part=CAP, points=-24),) if capped else ()
    return Score(value=value, parts=(Part(group="base", part="base", points=value + 24 * len(cap)), *cap))


def told(drawn):
    """Return the story of these reports, the articles, their qualities; each is an original."""
    articles = [
        article(f"https://{site}/{number}", excerpt="a rocket " * 9, published_at=NOW - timedelta(hours=age))
        for number, (site, _, _, age, _) in enumerate(drawn)
    ]
    coverage = tuple(
        Coverage(article=one.id, joined_at=NOW - timedelta(hours=before)) for one, (*_, before) in zip(articles, drawn, strict=True)
    )
    values = {
        one.id: DEMANDS.noted(quality(value, capped=capped), one, (), 200)
        for one, (_, value, capped, *_) in zip(articles, drawn, strict=True)
    }
    return replace(story(*articles), coverage=coverage, lead=""), {one.id: one for one in articles}, values


def receipt(own, articles, values):
    led = replace(own, lead=JUDGE.lead(own, articles, values))
    return next(one for one in JUDGE.receipts(led, articles, dict.fromkeys(articles, ()), values, (), NOW) if one.article == led.lead)


def points(found, name):
    return sum(part.points for part in found.heat.parts if part.part.startswith(name))


def lasting(found):
    return points(found, "quality") + points(found, "coverage") + points(found, "cap ")


@given(reports, reports)
def test_law_1_another_original_never_lowers_what_lasts(known, more):
    before, after = receipt(*told(known)), receipt(*told(known + more))
    assert lasting(after) >= lasting(before)
    assert after.published.value >= before.published.value


@given(reports, reports)
def test_law_1_another_report_never_lowers_velocity_while_the_story_is_published(known, more):
    """What comes later is on the story later, also where it is older: a family's voice ages from its first report on."""
    later = [(site, value, capped, age, -1) for site, value, capped, age, _ in more]
    before, after = receipt(*told(known)), receipt(*told(known + later))
    assert points(after, "velocity") >= points(before, "velocity")


@given(reports, st.integers(0, 6), st.integers(0, 60))
def test_law_6_more_quality_of_any_report_never_lowers_what_lasts(known, which, more):
    site, value, *rest = known[which % len(known)]
    better = [*known]
    better[which % len(known)] = (site, value + more, *rest)
    assert lasting(receipt(*told(better))) >= lasting(receipt(*told(known)))


@given(reports, st.integers(1, 9))
def test_family_that_reports_again_is_no_arrival(known, times):
    site, value, capped, *_ = known[0]
    again = [(site, value, capped, 0, -1)] * times
    first, more = receipt(*told(known)), receipt(*told(known + again))
    assert more.published.value == first.published.value
    assert points(more, "velocity") == points(first, "velocity")


@given(st.data(), reports)
def test_lead_does_not_depend_on_order(data, known):
    own, articles, values = told(known)
    shuffled = replace(own, coverage=tuple(data.draw(st.permutations(own.coverage))))
    assert JUDGE.lead(own, articles, values) == JUDGE.lead(shuffled, articles, values)


@given(reports)
def test_lead_that_was_chosen_stays_chosen(known):
    own, articles, values = told(known)
    lead = JUDGE.lead(own, articles, values)
    assert JUDGE.lead(replace(own, lead=lead), articles, values) == lead
