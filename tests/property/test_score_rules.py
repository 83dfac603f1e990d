"""The automaton only spares searches: what it calls absent, no search finds."""

import re

from hypothesis import example, given
from hypothesis import strategies as st
import pytest

from newsloom.score import rules

PATTERNS = sorted({*(rule.pattern for rule in rules.ALL), *(mark.pattern for mark in rules.RELEASE_MARKS)}, key=lambda one: one.pattern)
# Texts made of pieces that match and of what may stand beside them: accents, digits, signs, long gaps.
pieces = st.one_of(
    st.one_of([st.from_regex(pattern).map(lambda text: text[:120]) for pattern in PATTERNS]),
    st.text("aäéß 9_-/(.|:$日", max_size=12),
    st.sampled_from(["said", "ga", "market", "2027", "cagr", "% off", "$5", "disclaimer", "cookie", "settings", "faq", "\ud800", "x" * 41]),
)
texts = st.lists(pieces, max_size=4).map("".join)


@given(texts)
@example("market " + "x" * 40 + " growth")
@example("éga ga")
@example("re-transmission")
@example("size of the market in 202٠")
def test_what_is_called_absent_is_not_found(text):
    lowered = " ".join(rules.lower(text).split())
    absent = rules.PHRASES.absent(lowered)
    found = {pattern.pattern for pattern in PATTERNS if pattern.search(lowered)}
    assert not found & absent


def test_a_quiet_text_spares_nearly_every_search():
    known = len(rules.PHRASES.absent(""))
    assert known >= len({pattern.pattern for pattern in PATTERNS}) - 1  # the deal's look-ahead is beyond RE2
    assert rules.PHRASES.absent("the orchard blooms early this year") == rules.PHRASES.absent("")


@pytest.mark.parametrize("pattern", ["(?<!a)b", "a(?!b)", "(?=a)", "(?<=a)b"])
def test_what_the_automaton_cannot_read_is_never_called_absent(pattern):
    assert rules.Phrases([re.compile(pattern)]).absent("nothing of it") == frozenset()
