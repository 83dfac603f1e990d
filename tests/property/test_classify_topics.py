"""Laws of labelling, on any text."""

from hypothesis import given
from hypothesis import strategies as st

from newsloom.classify import SubstringLabeller, TopicLabeller
from newsloom.classify.lexicon import Lexicon
from newsloom.classify.words import fold
from newsloom.testing.factories import article
from newsloom.types import Topic

WORDS = (
    "ai",
    "AI",
    "A.I.",
    "chip",
    "chips",
    "low-code",
    "Low code",
    "C++",
    "人工智能",
    "potato chip",
    "İ",
    "ß",
    "said",
    "processor",
    "'s",
    "’s",
)
HUB = (
    Topic(id="ai", name="AI", keywords=("AI", "人工智能"), weak=("processor",), context=("low code",), homonyms=("ai weiwei",)),
    Topic(id="hw", name="Hardware", parent="AI", keywords=("chip", "C++"), exclude=("potato chip",)),
    Topic(id="lc", name="Low code", parent="Hardware", keywords=("low code",), weak=("ai",)),
)
texts = st.one_of(st.text(max_size=60), st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=12).map(" ".join))


@given(texts)
def test_fold_keeps_length_and_is_idempotent(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_hits_are_passages_of_the_text(text):
    for hits in Lexicon(HUB).find(text)[0].values():
        for hit in hits:
            assert text[hit.start : hit.end] == hit.quote != ""


@given(texts, texts)
def test_labels_are_proven_unique_and_closed_upwards(title, excerpt):
    own = article(title=title, excerpt=excerpt)
    labels = TopicLabeller(HUB, {}).label(own)
    names = [label.topic for label in labels]
    parents = {topic.name: topic.parent for topic in HUB}
    assert len(set(names)) == len(names)
    assert all(parents[name] in names for name in names if parents[name])
    assert names[-1:] == (["AI"] if names else [])
    for label in labels:
        assert 0.5 <= label.confidence <= 1
        for evidence in label.evidence:
            place = {"title": title, "excerpt": excerpt}.get(evidence.where)
            assert evidence.what
            assert place is None or all(words in place for words in evidence.what)


@given(texts, texts)
def test_a_strong_term_before_the_title_assigns_its_topic(title, excerpt):
    labels = TopicLabeller(HUB, {}).label(article(title=f"chip, {title}", excerpt=excerpt))
    assert {"Hardware", "AI"} <= {label.topic for label in labels}


@given(texts)
def test_substring_rule_follows_the_lowered_title(title):
    labels = SubstringLabeller(HUB, {}).label(article(title=title))
    named = {label.topic for label in labels}
    assert ("Hardware" in named) == ("chip" in title.lower() or "c++" in title.lower())
    assert labels[-1].topic == "AI"
