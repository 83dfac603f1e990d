"""The evidence rules: what proves a topic."""

import pytest

from newsloom.classify import TopicLabeller
from newsloom.testing.contracts import check_labeller
from newsloom.testing.factories import SOURCE, article
from newsloom.types import Source, Topic

AI = Topic(id="ai", name="AI", keywords=("artificial intelligence", "ai"), exclude=("ai weiwei",), official=("lab.example/blog",))
HARDWARE = Topic(id="hw", name="AI Hardware", parent="AI", keywords=("chip", "GPU"), weak=("processor",))
VISION = Topic(id="cv", name="Vision", parent="AI", keywords=("computer vision",), weak=("photo",), context=("recognise",))
GOOGLE = Topic(id="google", name="Google AI", parent="AI", keywords=("deepmind",))
TENSOR = Topic(id="tf", name="TensorFlow", parent="Google AI", keywords=("tensorflow",))
HUB = (AI, HARDWARE, VISION, GOOGLE, TENSOR)
PADDING = "word " * 30


def labels(title, excerpt="", sources=(), topics=HUB, **changes):
    labeller = TopicLabeller(topics, {source.url: source for source in sources})
    return labeller.label(article(title=title, excerpt=excerpt, **changes))


def names(*args, **kwargs):
    return [label.topic for label in labels(*args, **kwargs)]


def test_seed_record_gets_hardware_then_the_root():
    found = labels(
        "Giants in the AIoT Chip Industry – Qualcomm, Alibaba and WIMI Entering the Battlefield",
        "In recent years, the word AIoT has become active. AIoT (AI+IoT) means combining artificial intelligence with the rest.",
    )
    assert [label.topic for label in found] == ["AI Hardware", "AI"]
    assert found[0].evidence[0].where == "title"
    assert found[0].evidence[0].what == ("Chip",)
    assert found[1].evidence[0].where == "excerpt"
    assert found[1].evidence[0].what == ("AI", "artificial intelligence")
    assert [label.confidence for label in found] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("title", "excerpt", "confidence"),
    [
        ("A chip", "", 1.0),
        ("Title", "A chip is here", 0.5),
        ("Title", "A chip and a GPU", 0.7),
        ("Title", "A chip and more chips", 0.5),
        ("Title", PADDING + "a chip and a GPU", 0.5),
        ("AI on a processor", "", 0.6),
        ("A chip", "a chip and a GPU", 1.0),
    ],
)
def test_confidence_follows_from_place_and_number(title, excerpt, confidence):
    found = {label.topic: label.confidence for label in labels(title, excerpt)}
    assert found["AI Hardware"] == pytest.approx(confidence)


@pytest.mark.parametrize(
    ("title", "excerpt"),
    [
        ("Title", PADDING + "a chip"),
        ("Title", "a GPUish thing"),
        ("A fast processor", ""),
        ("Title", "AI on a processor"),
        ("A chipmunk", ""),
    ],
)
def test_topic_without_enough_evidence_is_not_assigned(title, excerpt):
    assert "AI Hardware" not in names(title, excerpt)


def test_weak_term_needs_the_topics_own_context_where_it_lists_one():
    assert "Vision" in names("A photo", "it can recognise you")
    assert "Vision" not in names("AI makes a photo")


def test_weak_term_is_not_its_own_context():
    cars = Topic(id="cars", name="Cars", parent="AI", weak=("Autopilot", "self driving car"), context=("autopilot", "self driving"))
    assert names("Plane was on Autopilot", topics=(AI, cars)) == []
    assert names("A self-driving car", topics=(AI, cars)) == []
    assert "Cars" in names("A self-driving car on Autopilot", topics=(AI, cars))


def test_text_completes_a_proof_and_never_is_one():
    chips = "A chip. More chips. The chip's maker."
    assert "AI Hardware" not in names("Title", "", text=chips * 9)
    assert "AI Hardware" not in names("Title", PADDING + "a chip", text="A chip, and a chip.")
    found = {label.topic: label for label in labels("Title", PADDING + "a chip", text=chips)}["AI Hardware"]
    assert (found.confidence, [evidence.where for evidence in found.evidence]) == (0.6, ["excerpt", "text"])
    assert "AI Hardware" not in names("Title", PADDING + "a chip", text="x" * 3000 + chips)


def test_subject_of_the_text_makes_weak_words_of_the_title_count():
    assert "AI Hardware" in names("A processor", text="AI is here. AI is there. AI wins.")
    assert "AI Hardware" not in names("A processor", text="AI is here, in passing. A photo and a processor.")


def test_keyword_of_a_child_in_the_title_names_the_subject_for_weak_words():
    assert names("DeepMind fits a processor") == ["AI Hardware", "Google AI", "AI"]
    assert names("Farm fits a processor", "With a mention of deepmind") == ["Google AI", "AI"]


def test_weak_words_that_prove_the_root_name_the_subject_for_others():
    root = Topic(id="ai", name="AI", keywords=("ai",), weak=("algorithm",), context=("biased",))
    assert names("Biased algorithm runs on a processor", topics=(root, HARDWARE)) == ["AI Hardware", "AI"]
    assert names("Algorithm runs on a processor", topics=(root, HARDWARE)) == []


def test_weak_term_counts_when_the_source_vouches_for_the_root():
    assert "AI Hardware" in names("A processor", sources=[Source(url=SOURCE, topics=("AI",))])


def test_weak_words_in_the_excerpt_add_to_a_late_strong_one():
    topics = (AI, Topic(id="hw", name="Hardware", parent="AI", keywords=("chip",), weak=("processor",)))
    assert "Hardware" in names("Title", f"AI processor {PADDING} chip", topics=topics)
    assert "Hardware" not in names("Title", f"AI {PADDING} chip", topics=topics)


def test_excluded_name_is_off_topic():
    assert names("Ai Weiwei opens a show") == []
    assert names("Ai Weiwei on AI") == ["AI"]


def test_homonym_is_off_topic_but_the_subject_beside_it_is_not():
    topics = (Topic(id="pa", name="Power Apps", keywords=("power apps",), homonyms=("high power apps",)),)
    assert names("A diode for high-power apps", topics=topics) == []
    assert names("A diode for high power apps", "made with Power Apps", topics=topics) == ["Power Apps"]


def test_child_proves_its_ancestors_and_specific_topics_come_first():
    found = labels("TensorFlow on a chip")
    assert [label.topic for label in found] == ["AI Hardware", "TensorFlow", "Google AI", "AI"]
    assert found[2].evidence[0].where == "child"
    assert found[2].evidence[0].what == ("TensorFlow",)


def test_ancestors_follow_the_nearest_first():
    line = (
        AI,
        Topic(id="b", name="Autos", parent="AI"),
        Topic(id="c", name="Trucks", parent="Autos"),
        Topic(id="d", name="Platoons", parent="Trucks", keywords=("platoon",)),
    )
    assert names("A platoon", topics=line) == ["Platoons", "Trucks", "Autos", "AI"]


def test_three_weak_words_in_the_excerpt_do_not_prove_a_topic():
    topics = (AI, Topic(id="hw", name="Hardware", parent="AI", weak=("processor", "board", "wafer")))
    assert names("Title", "AI on a processor, a board, a wafer", topics=topics) == ["AI"]


def test_ancestor_with_words_of_its_own_keeps_its_own_evidence():
    found = {label.topic: label for label in labels("A chip for AI")}
    assert found["AI"].evidence[0].what == ("AI",)


def test_circle_of_parents_ends():
    topics = (AI, Topic(id="x", name="X", parent="Y", keywords=("chip",)), Topic(id="y", name="Y", parent="X"))
    assert names("A chip", topics=topics) == ["X", "Y"]


def test_source_vouches_for_its_topics():
    found = labels("Title", sources=[Source(url=SOURCE, topics=("Vision",))])
    assert [(label.topic, label.confidence) for label in found] == [("Vision", 0.5), ("AI", 0.5)]
    assert (found[0].evidence[0].where, found[0].evidence[0].what) == ("source", (SOURCE,))


def test_official_source_proves_the_root():
    assert names("Title", sources=[Source(url=SOURCE, official=True)]) == ["AI"]
    assert names("Title", sources=[Source(url="https://other.example/", official=True)]) == []


def test_official_place_proves_its_topic():
    assert names("Title", url="https://www.lab.example/blog/1") == ["AI"]
    assert names("Title", url="https://www.lab.example/blogger/1") == []
    assert names("Title", url="https://badlab.example/blog/1") == []
    assert names("Title", topics=(Topic(id="x", name="X", official=("lab.example",)),), url="https://news.lab.example:8080/1") == ["X"]


def test_weight_scales_the_words_of_a_topic():
    assert names("Title", "a chip", topics=(AI, Topic(id="hw", name="Hardware", keywords=("chip",), weight=0.9))) == []


def test_hub_without_topics_labels_nothing():
    assert names("AI", topics=()) == []


def test_topic_labeller_keeps_the_contract():
    check_labeller(TopicLabeller(HUB, {}), [article(title="A.I. on a GPU"), article(title="", excerpt=""), article(title="人工智能")])
