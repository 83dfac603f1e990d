"""The parts that weaving is made of: words, templates, copies, the score, the index, themes."""

from math import log

import pytest

from newsloom.stories.background import Background
from newsloom.stories.copies import kinship
from newsloom.stories.index import StoryIndex
from newsloom.stories.similarity import Profile, Text, fit, overlap, scores
from newsloom.stories.templates import is_report, without_dateline
from newsloom.stories.terms import STOP_WORDS, Terms, opening
from newsloom.stories.themes import chosen
from newsloom.testing.factories import article

BACKGROUND = Background(texts=100, frequency={"flood": 9, "bridg": 4, "wend": 0}, names=frozenset(["wend"]))
SENTENCE = "The orchard town of Millbrook lost its only bridge on Sunday night when the river rose by four metres."


def test_background_load_reads_the_shipped_table():
    background = Background.load()
    assert len(background.frequency) == 18_348
    assert min(background.frequency.values()) >= 2
    assert "london" in background.names
    assert "bridg" not in background.names


def test_background_parse_broken_line_raises():
    with pytest.raises(ValueError, match="not enough values"):
        Background.parse("# texts 3\nstem 1 2\n")


def test_terms_fold_case_accents_possessives_and_endings():
    assert Terms().of_text("CAFÉS café's Cafés’ naïve") == ["cafe", "cafe", "cafe", "naiv"]


def test_terms_keep_digits_and_drop_single_letters():
    assert Terms().of_text("Q 5 x 2027 5G") == ["5", "2027", "5g"]


def test_terms_memo_is_bounded(monkeypatch):
    monkeypatch.setattr("newsloom.stories.terms._MEMO_LIMIT", 10)
    terms = Terms()
    terms.of_text(" ".join(f"word{number}" for number in range(1000)))
    assert len(terms._memo) <= 10
    assert terms.of_text("bridges word999") == ["bridg", "word999"]


def test_opening_is_fifty_words_without_dateline():
    text = opening(article(excerpt="LONDON (Reuters) - " + "word " * 80))
    assert text.split() == ["word"] * 50


def test_stop_words_leave_common_news_words_alone():
    assert not STOP_WORDS & {"fire", "market", "president", "court", "chip"}


@pytest.mark.parametrize(
    "line",
    [
        "SAN FRANCISCO--(BUSINESS WIRE)--",
        "(Reuters) - ",
        "TORONTO, Jan. 5, 2021 (GLOBE NEWSWIRE) -- ",
        "BEIJING, July 3 (Xinhua) -- ",
        "Shenzhen, China--(Newsfile Corp. - July 3, 2021) - ",
        "New Delhi [India], July 3 (ANI): ",
        "HONG KONG, CHINA / ACCESSWIRE / July 21, 2020 / ",
    ],
)
def test_dateline_is_stripped(line):
    assert without_dateline(line + SENTENCE) == SENTENCE


@pytest.mark.parametrize("text", [SENTENCE, "Some AP (Advanced Placement) students", "The AP/CNN poll", "", "Paris - a story by Reuters"])
def test_dateline_ordinary_text_is_left_alone(text):
    assert without_dateline(text) == text


@pytest.mark.parametrize(
    "title",
    [
        "Kettle Market Size, Share & Trends Analysis Report By Type 2021 - 2028",
        "Kettle Market to reach USD 30.6 Billion by 2024",
        "Kettle Market: Key Players, Business Opportunities, Forecast to 2027",
        "Kettle Market worth $13.9 billion by 2025 - Exclusive Report",
        "Global Kettle Market Growth, Trends and Forecast 2021-2026",
    ],
)
def test_is_report_mill_titles_are_known(title):
    assert is_report(title)
    assert Terms().of_article(article(title=title)) == {}
    assert Terms().signature(title) == "market report: kettl"


@pytest.mark.parametrize(
    "title",
    [
        "Kettle market booms as tea returns",
        "Maker's market value to hit $3 trillion by 2027, says analyst",
        "Housing market forecast for 2027 darkens",
        "Carbon market to end free permits by 2030",
        "Stock market outlook: what investors expect",
        "Christmas market returns",
    ],
)
def test_is_report_news_of_markets_is_none(title):
    assert not is_report(title)


def test_signature_of_a_report_without_subject_proves_nothing():
    assert Terms().signature("Global Market Research Report, Size and Share 2021-2027") == ""


def test_kinship_truncated_excerpt_is_a_copy():
    whole, cut = (
        article("https://a.example/", title="Flood", excerpt=SENTENCE),
        article("https://b.example/", title="Flood", excerpt=SENTENCE[:60]),
    )
    assert kinship(whole, cut).relation == "copy"
    assert kinship(whole, cut) == kinship(cut, whole)


def test_kinship_tiny_text_inside_a_longer_one_is_no_copy():
    tiny, long = (
        article("https://a.example/", title="Only bridge on Sunday night", excerpt=""),
        article("https://b.example/", excerpt=SENTENCE),
    )
    assert kinship(tiny, long) is None


def text_of(index, *stems):
    return index.read(dict.fromkeys(stems, 1))


def test_read_weighs_rare_words_more_to_unit_length():
    text = text_of(StoryIndex(BACKGROUND, 1.0), "flood", "bridg", "wend")
    assert list(text.weights) == ["wend", "bridg", "flood"]
    assert sum(weight**2 for weight in text.weights.values()) == pytest.approx(1)
    assert text.terms["bridg"].idf == pytest.approx(log(102 / 4.5))
    assert (text.terms["wend"].name, text.names) == (True, text.terms["wend"].idf)


def test_read_counts_stories_and_not_articles():
    index = StoryIndex(BACKGROUND, 1.0)
    index.open("s", 0.0, 0.0)
    before = text_of(index, "bridg").terms["bridg"].probability
    for number in range(5):
        index.add("s", f"a{number}", text_of(index, "bridg"))
    assert text_of(index, "bridg").terms["bridg"].probability == pytest.approx(before + 1 / 103)


def test_profile_sums_follow_their_definition():
    index = StoryIndex(BACKGROUND, 1.0)
    profile = Profile("s", 0, 0.0, 0.0)
    texts = [text_of(index, "flood", "bridg"), text_of(index, "flood", "wend"), text_of(index, "wend")]
    for number, text in enumerate(texts):
        profile.add(f"a{number}", text)
    stems = {stem for text in texts for stem in text.weights}
    summed = {stem: sum(text.weights.get(stem, 0) for text in texts) for stem in stems}
    assert profile.sums == pytest.approx(summed)
    assert profile.square == pytest.approx(sum(value**2 for value in summed.values()))
    assert profile.counts == {"flood": 2, "bridg": 1, "wend": 2}
    assert profile.cosine(profile) == pytest.approx(1)


def test_fit_by_hand_for_one_article():
    """The whole formula on a story of one article that shares one of the text's two words."""
    index = StoryIndex(BACKGROUND, 1.0)
    profile = Profile("s", 0, 0.0, 0.0)
    profile.add("a", text_of(index, "bridg", "flood"))
    text = text_of(index, "bridg", "wend")
    idf, lost = log(102 / 4.5), log(102 / 0.5)
    cosine = idf / (idf**2 + lost**2) ** 0.5 * idf / (idf**2 + log(102 / 9.5) ** 2) ** 0.5
    ratio = (log(0.1 + 0.9 / 2 / (4.5 / 102)) + log(0.1)) / (idf + lost)
    expected = -0.982 + (5.324 + 3.206 + 1.106 + 0.591) * cosine + 1.583 * ratio + 0.340 * idf / (idf + lost)
    expected += (0.486 * idf - 0.485 * lost) / log(102) - 0.545 * log(2)
    found = fit(text, overlap(text, profile))
    assert found.cosine == pytest.approx(cosine)
    assert found.partial == pytest.approx(expected)
    assert (found.closest, found.closeness) == ("a", pytest.approx(cosine))
    assert scores({"s": found})["s"] == pytest.approx(expected - 0.390 * cosine)


def test_fit_averages_the_three_closest_voices():
    index = StoryIndex(BACKGROUND, 1.0)
    alike, mixed = Profile("s", 0, 0.0, 0.0), Profile("t", 1, 0.0, 0.0)
    for number in range(4):
        alike.add(f"a{number}", text_of(index, "bridg"))
        mixed.add(f"b{number}", text_of(index, "bridg") if number == 3 else text_of(index, "flood"))
    text = text_of(index, "bridg")
    assert fit(text, overlap(text, alike)).partial > fit(text, overlap(text, mixed)).partial
    assert fit(text, overlap(text, mixed)).closest == "b3"


def test_near_leaves_out_closed_and_barred_stories():
    index = StoryIndex(BACKGROUND, 10.0)
    for number, story in enumerate(["old", "open", "barred"]):
        moment = 0.0 if story == "old" else 20.0
        index.open(story, moment, moment)
        index.add(story, f"a{number}", text_of(index, "bridg", "wend"))
    assert index.near(text_of(index, "bridg", "wend"), 25.0, {"barred"}).scores.keys() == {"open"}
    assert index.near(text_of(index, "bridg", "wend"), 10.0).scores.keys() == {"old", "open", "barred"}


def test_near_text_without_words_is_near_nothing():
    index = StoryIndex(BACKGROUND, 10.0)
    index.open("s", 0.0, 0.0)
    empty = index.read({})
    index.add("s", "a", empty)
    assert isinstance(empty, Text)
    assert not index.near(empty, 0.0).scores
    assert index.cosine("s", "s") == 0.0


def test_chosen_leads_come_before_the_members_of_nearer_stories():
    near = {"near": 0.4, "far": 0.2, "farther": 0.16}
    coverage = {"near": ["n1", "n2", "n3"], "far": ["f1"], "farther": ["g1", "g2"]}
    assert [theme.article for theme in chosen(near, coverage)] == ["n1", "f1", "g1", "n2", "n3"]
