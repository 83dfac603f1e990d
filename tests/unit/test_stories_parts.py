"""The parts that weaving is made of: words, templates, copies, the score, the index, themes."""

import pytest

from newsloom.stories.background import Background
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


def test_chosen_leads_come_before_the_members_of_nearer_stories():
    near = {"near": 0.4, "far": 0.2, "farther": 0.16}
    coverage = {"near": ["n1", "n2", "n3"], "far": ["f1"], "farther": ["g1", "g2"]}
    assert [theme.article for theme in chosen(near, coverage)] == ["n1", "f1", "g1", "n2", "n3"]
