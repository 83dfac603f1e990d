"""The nine laws of heat, on any story. Numbers are those of the scoring prototype."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from newsloom.score.heat import Case, Report, heat, independent
from newsloom.testing.factories import NOW

WEIGHTS = st.sampled_from([1.0, 0.5, 0.25])
EPSILON = 1e-9
hours = st.integers(min_value=0, max_value=200)
reports = st.lists(
    st.builds(
        Report,
        family=st.sampled_from("abcdefg"),
        origin=st.sampled_from("tuvwxyz"),
        weight=WEIGHTS,
        at=hours.map(lambda age: NOW - timedelta(hours=age)),
    ),
    min_size=1,
    max_size=12,
)
cases = st.builds(
    Case,
    quality=st.integers(min_value=0, max_value=200),
    published_at=hours.map(lambda age: NOW - timedelta(hours=age)),
    reports=reports.map(tuple),
    caps=st.sampled_from([(), ("homonym",)]),
    pin=st.sampled_from(["", "launch day"]),
    hide=st.sampled_from(["", "", "", "wrong"]),
    threshold=st.sampled_from([1, 40, 70, 120, 250]),
)


def value(case, now=NOW):
    return heat(case, now)[0].value


@given(cases, reports)
def test_law_1_any_further_report_never_lowers_heat(case, more):
    assert value(replace(case, reports=case.reports + tuple(more))) >= value(case)


@given(reports, st.booleans())
def test_law_1b_a_new_independent_newsroom_adds_exactly_one(known, decays):
    now = NOW if decays else None
    before, publishers = independent(known, now)
    after = independent([*known, Report("new", "new text", 1.0, NOW)], now)
    assert abs(after[0] - before - 1) < EPSILON
    assert after[1] == publishers + 1


@given(cases, hours, hours)
def test_law_2_time_alone_never_raises_heat(case, first, further):
    then = NOW + timedelta(hours=first)
    assert value(case, then + timedelta(hours=further)) <= value(case, then)


@given(reports, st.integers(min_value=2, max_value=9))
def test_law_3_copies_of_one_text_are_one_publisher_at_most(known, copies):
    more = [Report(f"new {n}", "one text", 1.0, NOW) for n in range(copies)]
    assert independent([*known, *more])[0] <= independent(known)[0] + 1 + EPSILON


@given(reports, st.integers(min_value=2, max_value=9))
def test_law_4_a_family_counts_once(known, texts):
    more = [Report("new", f"text {n}", 1.0, NOW) for n in range(texts)]
    assert independent([*known, *more])[0] <= independent(known)[0] + 1 + EPSILON


@given(st.data(), cases)
def test_law_5_order_is_irrelevant(data, case):
    shuffled = tuple(data.draw(st.permutations(case.reports)))
    assert heat(replace(case, reports=shuffled), NOW) == heat(case, NOW)


@given(cases, st.integers(min_value=0, max_value=60))
def test_law_6_more_quality_never_lowers_heat(case, more):
    assert value(replace(case, quality=min(200, case.quality + more))) >= value(case)


@given(cases, st.integers(min_value=0, max_value=10_000))
def test_law_7_time_never_changes_what_is_published(case, later):
    now, then = heat(case, NOW), heat(case, NOW + timedelta(hours=later))
    assert now[1].value == then[1].value
    for score, verdict in (now, then):
        assert verdict.value == (score.value >= case.threshold)
        assert verdict.margin == score.value - case.threshold


@given(cases)
def test_law_8_an_unpinned_cap_stays_below_the_threshold(case):
    capped = replace(case, caps=("homonym",), pin="")
    assert value(capped) < capped.threshold
    assert not heat(capped, NOW)[1].value


@given(cases)
def test_law_9_the_parts_add_up_to_the_heat(case):
    score, _ = heat(case, NOW)
    assert sum(part.points for part in score.parts) == score.value
    assert 0 <= score.value <= 250


@given(cases)
def test_hidden_story_has_no_heat(case):
    score, verdict = heat(replace(case, hide="wrong"), NOW)
    assert (score.value, verdict.value, verdict.caps) == (0, False, ("hidden",))


@given(reports)
def test_independent_weight_is_the_best_of_all_matchings(known):
    best = {}
    for report in known:
        best[report.family] = max(best.get(report.family, 0), report.weight)
    texts = {family: sorted({report.origin for report in known if report.family == family}) for family in best}

    def heaviest(families, taken):
        if not families:
            return 0.0
        first, rest = families[0], families[1:]
        options = [heaviest(rest, taken)]
        options += [best[first] + heaviest(rest, taken | {text}) for text in texts[first] if text not in taken]
        return max(options)

    assert abs(independent(known)[0] - heaviest(sorted(best), frozenset())) < EPSILON
