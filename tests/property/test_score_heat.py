"""The laws of heat, on random stories that any number tells again: `NEWSLOOM_LAWS=20000` tries so many stories a law, not 1,000.

Numbers are those of the scoring prototype, section 4.1. A law that is broken names its story; `story(number)` makes it again.
"""

from datetime import timedelta
from itertools import product
import math
import os
from random import Random

from msgspec.structs import replace
import pytest

from newsloom.score.heat import Case, Report, heat, independent, matched, peak
from newsloom.testing.factories import NOW

STORIES = int(os.environ.get("NEWSLOOM_LAWS", "1000"))
EPSILON = 1e-9
HOUR = timedelta(hours=1)


def reports(draw, most=9):
    """Return reports of few families and texts, so that both are shared."""
    families, texts = draw.choice(("ab", "abcd", "abcdefg")), draw.choice(("tu", "tuvw", "tuvwxyz"))
    return [
        Report(draw.choice(families), draw.choice(texts), draw.choice((1.0, 0.5, 0.25)), NOW - draw.randint(-5, 200) * HOUR)
        for _ in range(draw.randint(1, most))
    ]


def case(draw):
    quality = draw.choice((draw.randint(0, 200), draw.randint(30, 75)))
    return Case(
        quality=quality,
        published_at=NOW - draw.randint(-5, 200) * HOUR,
        reports=tuple(reports(draw)),
        caps=draw.choice(((), ("homonym",))),
        pin=draw.choice(("", "", "launch day")),
        hide=draw.choice(("", "", "", "wrong")),
        threshold=draw.choice((70, 70, 1, 40, 120, 250)),
        baseline=draw.choice((1.0, 0.05, 0.4, 3.7, 900.0)),
    )


def story(number):
    """Return the source of chance that makes story `number` of any law, and its case."""
    draw = Random(number)
    return draw, case(draw)


def value(of, now=NOW):
    return heat(of, now)[0].value


def law_1_no_further_report_lowers_heat(draw, own):
    return value(replace(own, reports=own.reports + tuple(reports(draw, 3)))) >= value(own)


def law_1b_a_new_independent_newsroom_adds_exactly_one(draw, own):
    now = draw.choice((None, NOW))
    weight, publishers = independent(own.reports, now)
    after = independent([*own.reports, Report("new", "new text", 1.0, NOW)], now)
    return abs(after[0] - weight - 1) < EPSILON and after[1] == publishers + 1


def law_2_time_alone_never_raises_heat(draw, own):
    then = NOW + draw.choice((0, draw.randint(0, 200))) * HOUR
    return value(own, then + draw.randint(0, draw.choice((5, 200))) * HOUR) <= value(own, then)


def law_3_copies_of_one_text_are_one_publisher_at_most(draw, own):
    text = draw.choice(("one text", "t", "u"))
    more = [Report(f"new {n}", text, 1.0, NOW) for n in range(draw.randint(2, 9))]
    return independent([*own.reports, *more])[0] <= independent(own.reports)[0] + 1 + EPSILON


def law_4_a_family_counts_once(draw, own):
    family = draw.choice(("new", "a", "b"))
    more = [Report(family, f"text {n}", 1.0, NOW) for n in range(draw.randint(2, 9))]
    return independent([*own.reports, *more])[0] <= independent(own.reports)[0] + 1 + EPSILON


def law_5_order_is_irrelevant(draw, own):
    return heat(replace(own, reports=tuple(draw.sample(own.reports, len(own.reports)))), NOW) == heat(own, NOW)


def law_6_more_quality_never_lowers_heat(draw, own):
    return value(replace(own, quality=min(200, own.quality + draw.randint(0, 60)))) >= value(own)


def law_7_time_never_changes_what_is_published(draw, own):
    now, then = heat(own, NOW), heat(own, NOW + draw.randint(0, 10_000) * HOUR)
    true = all(verdict.value == (score.value >= own.threshold) for score, verdict in (now, then))
    return true and now[1].value == then[1].value and then[1].margin == then[0].value - own.threshold


def law_8_an_unpinned_cap_stays_below_the_threshold(_, own):
    score, verdict = heat(replace(own, caps=("homonym",), pin=""), NOW)
    return score.value < own.threshold and not verdict.value


def law_9_the_parts_add_up_to_the_heat(_, own):
    score, _ = heat(own, NOW)
    return sum(part.points for part in score.parts) == score.value and 0 <= score.value <= 250


def law_10_what_is_usual_never_changes_what_is_published(draw, own):
    before, after = heat(own, NOW), heat(replace(own, baseline=own.baseline * draw.uniform(1, 9)), NOW)
    return before[1].value == after[1].value and before[0].value >= after[0].value


def law_11_a_hidden_story_has_no_heat(_, own):
    score, verdict = heat(replace(own, hide="wrong"), NOW)
    return (score.value, verdict.value, verdict.caps) == (0, False, ("hidden",))


def law_12_independent_weight_is_the_best_of_all_matchings(draw, _):
    known = reports(draw, 6)
    best = {report.family: max(each.weight for each in known if each.family == report.family) for report in known}
    texts = [[None, *sorted({report.origin for report in known if report.family == family})] for family in best]
    given = (chosen for chosen in product(*texts) if len({text for text in chosen if text}) == sum(map(bool, chosen)))
    sums = (math.fsum(weight for weight, text in zip(best.values(), chosen, strict=True) if text) for chosen in given)
    return abs(independent(known)[0] - max(sums)) < EPSILON


def law_13_the_peak_is_the_most_that_the_voices_ever_counted(_, own):
    voices = matched(own.reports)
    since = {family: min(report.at for report in own.reports if report.family == family) for family in voices}
    counted = (sum(w * 0.5 ** ((at - since[f]) / (6 * HOUR)) for f, w in voices.items() if since[f] <= at) for at in since.values())
    return abs(peak(own.reports) - max(counted)) < EPSILON and peak(own.reports) <= independent(own.reports)[0] + EPSILON


def law_14_a_pin_publishes(draw, own):
    _, verdict = heat(replace(own, pin="launch day", hide="", caps=("homonym",), threshold=draw.randint(1, 250)), NOW)
    return verdict.value and verdict.margin >= 0 and not verdict.caps


@pytest.mark.parametrize("law", [law for name, law in list(globals().items()) if name.startswith("law_")])
def test_law_holds_on_every_story(law):
    broken = [number for number in range(STORIES) if not law(*story(number))]
    assert not broken, f"story({broken[0]}) breaks {law.__name__}: {story(broken[0])[1]}"
