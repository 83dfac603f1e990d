"""Rules read any text: folding keeps every character in its place, quotations are the text's own words, nothing matches without cause."""

from hypothesis import example, given
from hypothesis import strategies as st
import pytest
import re2

from newsloom.hub.rules import standard
from newsloom.score.parts import QUOTE
from newsloom.score.rules import LONGEST, Facts, Reader, Rule, RuleBook, flaw, fold, pattern
from newsloom.testing.factories import article

BOOK = standard()
READERS = {language: Reader(BOOK, language) for language in ("", *BOOK.languages)}
pieces = st.one_of(
    st.text("aäéßİıœ 9_-/(.|:$€日’–\ud800", max_size=12),
    st.text(max_size=6),
    st.sampled_from(
        ["said", "ga", "market", "2027", "CAGR", "% off", "$5", "cookie", "settings", "FAQ", "(m/w/d)", "Marktgröße", "x" * 41]
    ),
)
texts = st.lists(pieces, max_size=5).map("".join)


@given(texts)
@example("İstanbul")
@example("ǅ ﬁ Ǆ")
def test_folding_keeps_every_character_in_its_place(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(texts, texts, st.sampled_from(sorted(READERS)))
@example("10 Dinge – MARKTGRÖẞE für Kessel", "Straße", "de")
def test_what_fired_is_quoted_from_the_text(title, excerpt, language):
    own = article(title=title, excerpt=excerpt, url="https://a.example/faq/1")
    for hits in READERS[language].read(own).hits.values():
        for hit in hits:
            assert hit.why in getattr(own, hit.rule.where)[: LONGEST + QUOTE]
            assert re2.search(hit.rule.pattern, fold(getattr(own, hit.rule.where)).encode("utf-8", "replace").decode())


@given(texts)
def test_the_automaton_finds_what_each_pattern_finds_alone(title):
    found = {hit.rule for hits in READERS["en"].read(article(title=title, excerpt="", url="")).hits.values() for hit in hits}
    mine = [rule for rule in BOOK.rules if rule.where == "title" and rule.language in ("", "en")]
    text = fold(title[:LONGEST]).encode("utf-8", "replace").decode()
    assert found == {rule for rule in mine if title and re2.search(rule.pattern, text)}


@pytest.mark.parametrize("word", ["вакансия", "求人", "δουλειά"])
def test_whole_words_of_any_script_end_where_letters_do(word):
    reader = Reader(RuleBook(rules=(Rule(part="job advert", where="title", pattern=pattern([word])),)), "")
    assert reader.read(article(title=f"a: {word}!")).why("job advert") == word
    assert reader.read(article(title=f"{word}x")).hits == {}
    assert reader.read(article(title=f"ж{word}")).hits == {}


@pytest.mark.parametrize(
    "wrong", ["a*", "a+", "a{2,}", "[0-9]+", r"\d*", "(?<!a)b", "a(?!b)", "(?=a)", r"(a)\1", "(", "a?", "", "(?:a|b{0,3})"]
)
def test_pattern_without_bound_or_cause_or_beyond_re2_is_refused(wrong):
    assert flaw(wrong)


@pytest.mark.parametrize("right", [r"\+\*", "[*+]", "a{0,40}b", r"\$[0-9]{1,4}", "^a", "日本"])
def test_bounded_pattern_is_taken(right):
    assert flaw(right) == ""


def test_every_pattern_of_ours_is_bounded_and_of_re2():
    assert [rule.key for rule in BOOK.rules if flaw(rule.pattern)] == []


def test_excerpt_of_boilerplate_says_nothing_else():
    seen = READERS["en"].read(article(title="", excerpt="Kettle Works today announced a shop. Sign up for news.", url=""))
    assert set(seen.hits) == {"boilerplate excerpt"}


def test_of_a_text_its_beginning_and_its_end_are_read():
    text = "Bonn (ots) - " + "word " * 400 + "today announced " + "word " * 400 + "Media contact: Ann"
    marks = {hit.rule.mark for hit in READERS["en"].read(article(title="", excerpt="", url="", text=text)).hits["press release"]}
    assert marks == {"dateline", "press office"}


def test_rule_without_weight_in_newsrooms_counts_for_nothing_there():
    weak = Rule(part="event notice", where="title", pattern=pattern(["summit"]), newsroom=0)
    seen = Reader(RuleBook(rules=(weak,)), "").read(article(title="A summit"))
    assert (seen.why("event notice"), seen.in_newsroom()) == ("summit", Facts({}))
