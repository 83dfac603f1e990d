"""Anchors and crossings: one event told in several languages is found by its names and figures, and by nothing less."""

from collections import defaultdict
from datetime import timedelta
from random import Random

import pytest

from newsloom.sample import reader
from newsloom.stories.anchors import anchors
from newsloom.stories.crossing import Told, crossings
from newsloom.stories.terms import Terms
from newsloom.testing.factories import NOW, article

OTHERS = [
    Told(story=f"x{number}", language="en", anchors=frozenset({f"name{number}", "germani", "2021"}), first=NOW, last=NOW)
    for number in range(30)
]


def told(story, language, names, *, days=0.0):
    moment = NOW + timedelta(days=days)
    return Told(story=story, language=language, anchors=frozenset(names.split()), first=moment, last=moment)


def linked(*stories):
    return [(crossing.one, crossing.other) for crossing in crossings([*stories, *OTHERS])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rund 1.500 Gäste und 6,2 Millionen Euro", {"1500", "6.2"}),
        ("Some 1,500 guests and 6.2 million euros at 18:42", {"1500", "6.2", "18.42"}),
        ("Около 1 500 гостей и 6,2 миллиона", {"1500", "6.2"}),
        ("Fr. 1'234'567 und 7 Kinder", {"1234567"}),
        ("It is 12.345 and 3.14159", {"12345", "14159", "3.14159"} - {"3.14159"}),
    ],
)
def test_anchors_figures_have_one_spelling(text, found):
    assert {anchor for anchor in anchors("", text) if anchor[0].isdigit()} == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Man sah Putin und Lavrov in Minsk", "Там были Путин и Лавров из Минска"),
        ("They met Erdogan", "Sie trafen Erdoğan"),
        ("They saw Skoda", "Viděli Škodu"),
        ("The barrage of Ormsey", "Das Sperrwerk Ormseys"),
    ],
)
def test_anchors_names_have_one_spelling(one, other):
    first, second = anchors("", one), anchors("", other)
    assert first
    assert first <= second or second <= first


def test_anchors_leave_out_beginnings_of_sentences_and_titles_in_capitals():
    assert anchors("", "Yesterday it rained. Lodestar tested it.") == frozenset()
    assert anchors("", "Lodestar Tidal tested it") == {"lodestar", "tidal"}
    assert anchors("Lodestar Tests Giant Turbine Under Water", "") == frozenset()
    assert anchors("Bridge at Lodestar tested", "") == {"lodestar"}


def test_crossing_two_names_and_a_figure_on_one_day_are_linked():
    assert linked(told("d", "de", "quarel orms 240"), told("s", "es", "quarel orms 240")) == [("d", "s")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (told("d", "de", "quarel orms 240"), told("s", "de", "quarel orms 240")),
        (told("d", "de", "quarel orms 240"), told("s", "es", "quarel orms 240", days=2.1)),
        (told("d", "de", "quarel 240 61000"), told("s", "es", "quarel 240 61000")),
        (told("d", "de", "240 420 61000"), told("s", "es", "240 420 61000")),
        (told("d", "de", "germani 2021"), told("s", "es", "germani 2021")),
        (told("d", "de", ""), told("s", "es", "")),
    ],
    ids=["same language", "two days apart", "one name", "figures alone", "what all tell", "nothing"],
)
def test_crossing_less_is_not_linked(one, other):
    assert linked(one, other) == []


def test_crossing_order_is_irrelevant_and_input_may_be_empty():
    assert crossings([]) == ()
    stories = [told("d", "de", "quarel orms 240"), told("s", "es", "quarel orms 240"), told("f", "fr", "quarel orms 240"), *OTHERS]
    shuffled = stories[:]
    Random(5).shuffle(shuffled)
    assert crossings(stories) == crossings(shuffled)
    assert len(crossings(stories)) == 3


def test_crossing_finds_the_sample_webs_events_in_three_languages_and_no_others():
    publishers, events = reader.read(reader.packaged())
    terms, pages = Terms(), defaultdict(list)
    for item in reader.items(publishers, events):
        pages[item.event].append(article(item.url, title=item.title, excerpt=item.text, language=item.language, published_at=item.at))
    stories = [
        Told(
            story=event,
            language=terms.language(found[0]),
            anchors=frozenset().union(*map(terms.anchors, found)),
            first=min(one.published_at for one in found),
            last=max(one.published_at for one in found),
        )
        for event, found in pages.items()
    ]
    barrage = ["de-pinnock-erstes-tor", "es-pinnock-primera-compuerta", "pinnock-gate-opens"]
    blackout = ["de-ormsey-stromausfall", "es-ormsey-apagon", "quarrel-hill-blackout"]
    expected = {(group[one], group[other]) for group in (barrage, blackout) for one, other in ((0, 1), (0, 2), (1, 2))}
    assert {(crossing.one, crossing.other) for crossing in crossings(stories)} == expected
