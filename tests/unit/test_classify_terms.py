"""Terms and texts: what counts as the same words."""

import pytest

from newsloom.classify.lexicon import Lexicon
from newsloom.types import Topic


def quotes(text, *keywords, exclude=()):
    found = Lexicon((Topic(id="t", name="T", keywords=keywords, exclude=exclude),)).find(text)
    return [hit.quote for hit in sorted(found[0].strong)] if found else []


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
    found = Lexicon(topics).find("chip")
    assert [len(found[0].strong), len(found[1].weak)] == [1, 1]


def test_lexicon_without_terms_finds_nothing():
    assert Lexicon(()).find("chip") == {}
