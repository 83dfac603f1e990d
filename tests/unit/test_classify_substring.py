"""The reference's own rule, with its faults."""

from newsloom.classify import SubstringLabeller
from newsloom.testing.contracts import check_labeller
from newsloom.testing.factories import SOURCE, article
from newsloom.types import Source, Topic

AI = Topic(id="ai", name="AI", keywords=("artificial intelligence", "ai"))
HARDWARE = Topic(id="hw", name="AI Hardware", parent="AI", keywords=("chip", "GPU"))
CARS = Topic(id="cars", name="Cars", keywords=("tesla",))


def labels(title, *sources, **changes):
    return SubstringLabeller((AI, HARDWARE, CARS), {source.url: source for source in sources}).label(article(title=title, **changes))


def names(*args, **changes):
    return [label.topic for label in labels(*args, **changes)]


def test_seed_title_gets_hardware_then_the_root():
    title = "Giants in the AIoT Chip Industry – Qualcomm, Alibaba and WIMI Entering the Battlefield"
    assert names(title) == ["AI Hardware", "AI"]


def test_keyword_inside_another_word_counts():
    assert [evidence.what for label in labels("Chipmunk") for evidence in label.evidence] == [("Chip",), (SOURCE,)]


def test_root_is_assigned_always():
    assert names("Nothing of the kind") == ["AI"]


def test_excerpt_is_not_read():
    assert names("Title", excerpt="a chip") == ["AI"]


def test_hyphen_is_not_a_blank():
    labeller = SubstringLabeller((AI, Topic(id="sd", name="Driving", keywords=("self driving",))), {})
    assert [label.topic for label in labeller.label(article(title="Self-driving cars"))] == ["AI"]


def test_source_vouches_for_its_topics():
    assert names("Title", Source(url=SOURCE, topics=("Cars",))) == ["Cars", "AI"]


def test_hub_without_topics_labels_nothing():
    assert SubstringLabeller((), {}).label(article()) == ()


def test_substring_labeller_keeps_the_contract():
    check_labeller(SubstringLabeller((AI, HARDWARE), {}), [article(title="İİ chip"), article(title="")])
