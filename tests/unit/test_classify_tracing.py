"""What is told of a text's topics: every passage, every point, and what nearly counted."""

import pytest

from newsloom.classify import TopicLabeller
from newsloom.classify.tracing import trace
from newsloom.testing.factories import SOURCE, article
from newsloom.types import Source, Topic

AI = Topic(id="ai", name="AI", keywords=("AI", "machine learning"))
HARDWARE = Topic(id="hw", name="Hardware", parent="AI", keywords=("AI chip",), weak=("chip", "GPU"), exclude=("chip in",))
VISION = Topic(id="cv", name="Vision", parent="AI", weak=("photo",), context=("recognise", "camera"))
HUB = (AI, HARDWARE, VISION)


def traced(title, excerpt="", sources=(), **changes):
    labeller = TopicLabeller(HUB, {source.url: source for source in sources})
    return trace(labeller, article(title=title, excerpt=excerpt, **changes))


def misses(*args, **kwargs):
    return {(passage.quote, passage.topic): passage.why for passage in traced(*args, **kwargs).passages if passage.why}


def test_points_add_up_to_the_confidence_of_the_label():
    own = article(title="AI on a chip", excerpt="A GPU for machine learning", text="AI, AI, AI")
    told = trace(TopicLabeller(HUB, {}), own)
    labels = {label.topic: label.confidence for label in TopicLabeller(HUB, {}).label(own)}
    assert {verdict.topic: min(1.0, verdict.points) for verdict in told.verdicts if verdict.assigned} == labels
    assert all(verdict.points == pytest.approx(sum(ground.points for ground in verdict.grounds)) for verdict in told.verdicts)


def test_topic_that_falls_short_is_told_with_its_points():
    (verdict, root) = sorted(traced("Title", "AI on a chip").verdicts, key=lambda one: one.assigned)
    assert (verdict.topic, verdict.assigned, verdict.points) == ("Hardware", False, 0.2)
    assert (root.topic, root.assigned) == ("AI", True)


def test_weak_word_without_context_is_a_near_miss():
    assert misses("A chip") == {("chip", "Hardware"): "AI is not found, so that weak words prove nothing"}
    assert "recognise, camera" in misses("AI makes a photo")["photo", "Vision"]
    assert misses("A photo by a camera") == {}


def test_word_in_an_excluded_phrase_is_a_near_miss():
    assert misses("Chip in, AI") == {("Chip", "Hardware"): "it stands in the excluded “Chip in”"}


def test_acronym_in_another_case_is_a_near_miss():
    assert misses("Ai Weiwei") == {("Ai", "AI"): "it is not written as “AI”"}
    assert misses("What A.I. does") == {}


def test_vouched_topic_and_parent_name_their_grounds():
    told = traced("Title", sources=[Source(url=SOURCE, topics=("Vision",))])
    assert [(verdict.topic, verdict.grounds[0].where, verdict.points) for verdict in told.verdicts] == [
        ("Vision", "source", 0.5),
        ("AI", "child", 0.5),
    ]


def test_passages_are_where_they_are_said_to_be():
    own = article(title="AI: a chip", excerpt="İ photo, recognise", text="The GPU and AI")
    for passage in trace(TopicLabeller(HUB, {}), own).passages:
        assert getattr(own, passage.where)[passage.start : passage.end] == passage.quote
