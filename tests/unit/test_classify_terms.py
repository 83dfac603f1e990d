"""Terms and texts: what counts as the same words."""

import pytest

from newsloom.classify.evidence import said
from newsloom.classify.lexicon import Hit, Lexicon
from newsloom.types import Topic


def quotes(text, *keywords, exclude=()):
    (found,) = Lexicon((Topic(id="t", name="T", keywords=keywords, exclude=exclude),)).find(text)
    return [hit.quote for hit in sorted(said(found.get(0, [])).strong)]


@pytest.mark.parametrize(
    ("text", "keyword", "quote"),
    [
        ("A new chip", "chip", "chip"),
        ("A NEW CHIP", "chip", "CHIP"),
        ("Two chips", "chip", "chips"),
        ("The chip's maker", "chip", "chip"),
        ("The chip’s maker", "chip", "chip"),
        ("Low-code tools", "low code", "Low-code"),
        ("Low code tools", "low-code", "Low code"),
        ("What A.I. does", "AI", "A.I"),
        ("What A.I. does", "ai", "A.I"),
        ("What AI does", "A.I.", "AI"),
        ("AI-powered", "AI", "AI"),
        ("(AI+IoT)", "AI", "AI"),
        ("Cheaper GPUs", "GPU", "GPUs"),
        ("GPT-3 writes", "GPT-3", "GPT-3"),
        ("GPT 3 writes", "GPT-3", "GPT 3"),
        ("C++ is here", "C++", "C++"),
        ("The .NET runtime", ".NET", "NET"),
        ("Moody’s says", "Moody's", "Moody’s"),
        ("人工智能技术", "人工智能", "人工智能"),
        ("新人工智能技术", "人工智能", "人工智能"),
        ("AI技术", "ai", "AI"),
        ("İstanbul chip", "chip", "chip"),
        ("straße heute", "straße", "straße"),
        ("New policies", "policy", "policies"),
        ("Two biases", "bias", "biases"),
        ("Teams, updated", "Teams", "Teams"),
        ("TEAMS UPDATED", "Teams", "TEAMS"),
        ("The cruises of Cruise", "Cruise", "Cruise"),
        ("using microsoft teams", "Microsoft Teams", "microsoft teams"),
        ("Was A.I. kann", "AI", "A.I"),
        ("An A.I.-powered tool", "AI", "A.I"),
        ("Die KI-Verordnung", "KI", "KI"),
        ("Große Sprachmodelle im Test", "sprachmodell*", "Sprachmodelle"),
        ("Das Basismodell", "*modell", "Basismodell"),
        ("Die Sprachmodellforschung", "*modell*", "Sprachmodellforschung"),
        ("Российские нейросети", "нейросет*", "нейросети"),
        ("L’IA générative", "IA", "IA"),
        ("L'intelligence artificielle", "intelligence artificielle", "intelligence artificielle"),
        ("Ein Überblick", "überblick", "Überblick"),
        ("Ein Überblick", "u\u0308berblick", "Überblick"),
        ("生成ＡＩが変える", "AI", "ＡＩ"),
        ("AI가 바꾼다", "AI", "AI"),
        ("ディープ・ラーニング", "ディープ・ラーニング", "ディープ・ラーニング"),
        ("हिन्दी में", "हिन्दी", "हिन्दी"),
    ],
)
def test_term_in_another_spelling_is_found_and_quoted_from_the_text(text, keyword, quote):
    assert quotes(text, keyword) == [quote]
    assert quote in text


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("The details of a plan", "ai"),
        ("Ai Weiwei", "AI"),
        ("a gpu", "GPU"),
        ("gpt-3 writes", "GPT-3"),
        ("A chipset", "chip"),
        ("Power. Apps", "power apps"),
        ("C is here", "C++"),
        ("net gains", ".NET"),
        ("net gains", ".net"),
        ("anything", "++"),
        ("A.I.G. pays", "AI"),
        ("N.A.I.A. wins", "AI"),
        ("two teams met", "Teams"),
        ("a cruise at sea", "Cruise"),
        ("Das Basismodell", "modell"),
        ("Das Basismodell", "modell*"),
        ("Modelle", "*modell"),
        ("Air and sea", "ai*"),
        ("हिन्दू", "हिन्दी"),
        ("मिल बंद", "मेल"),
        ("anything", ""),
        ("", "chip"),
    ],
)
def test_term_that_only_looks_alike_is_not_found(text, keyword):
    assert quotes(text, keyword) == []


def test_excluded_phrase_takes_what_it_touches_and_nothing_else():
    assert quotes("Chip in for a chip", "chip", exclude=("chip in",)) == ["chip"]
    assert quotes("Chip industry", "chip", exclude=("chip in",)) == ["Chip"]


def test_term_of_two_topics_is_found_for_both():
    topics = (Topic(id="a", name="A", keywords=("chip",)), Topic(id="b", name="B", weak=("chip",)))
    (found,) = Lexicon(topics).find("chip")
    assert {topic: [hit.role for hit in hits] for topic, hits in found.items()} == {0: ["strong"], 1: ["weak"]}


def test_term_never_reaches_from_one_text_into_the_next():
    lexicon = Lexicon((Topic(id="t", name="T", keywords=("power apps", "deep*", "人工智能", "a. b")),))
    assert lexicon.find("a", "b") == [{}, {}]
    assert lexicon.find("More power", "apps", "deeply", "人工", "智能") == [{}, {}, {0: [Hit(0, 6, "deeply", "deep*")]}, {}, {}]
    title, excerpt, text = lexicon.find("人工智能 power apps", "İ power apps’", "x Power-Apps")
    assert [sorted((hit.start, hit.quote) for hit in one[0]) for one in (title, excerpt, text)] == [
        [(0, "人工智能"), (5, "power apps")],
        [(2, "power apps")],
        [(2, "Power-Apps")],
    ]


def test_find_without_the_terms_capitals_or_marks_is_denied():
    (found,) = Lexicon((Topic(id="t", name="T", keywords=("AI", "Teams", "C++"), weak=("GPU",)),)).find("Ai in teams on a gpu: c")
    assert sorted((hit.quote, hit.term, hit.role) for hit in found[0]) == [
        ("Ai", "AI", "denied"),
        ("c", "C++", "denied"),
        ("gpu", "GPU", "denied"),
        ("teams", "Teams", "denied"),
    ]


def test_lexicon_without_terms_finds_nothing():
    assert Lexicon(()).find("chip") == [{}]


def test_open_term_in_a_run_that_is_no_word_is_quoted_without_the_run():
    lexicon = Lexicon((Topic(id="t", name="T", keywords=("*modell*",)),))
    (found,) = lexicon.find("Basismodelle " + "modell" * 1_000)
    assert found[0][0].quote == "Basismodelle"
    assert max(len(hit.quote) for hit in found[0]) < 140
