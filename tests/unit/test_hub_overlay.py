"""Settings laid over a hub's: what they say counts, the rest stays, and what is wrong with the result is told by their lines."""

import pytest

from newsloom import hub
from newsloom.errors import HubError

HUB = """
[hub]
title = "T"
[[topics]]
name = "AI"
keywords = ["ai"]
weak = ["model"]
[[sources]]
url = "https://a.example/feed"
topics = ["AI"]
[[sources]]
url = "https://b.example/feed"
[policy]
threshold = 60
catalogue_points = 40
"""
WATER = 'name = "Water"\nkeywords = ["river"]\n'


@pytest.fixture
def laid(tmp_path):
    """Return a function that lays a text over a hub that has a topic in a file of its own."""
    (tmp_path / "hub.toml").write_text(HUB)
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "water.toml").write_text(WATER)

    def lay(text: str) -> hub.Hub:
        (tmp_path / "changed.toml").write_text(text)
        return hub.load(tmp_path, over=tmp_path / "changed.toml")

    return lay


def problems_of(laid, text: str) -> list[str]:
    with pytest.raises(HubError) as raised:
        laid(text)
    return ["".join(problem.partition("changed.toml:")[1:]) for problem in raised.value.problems]


def test_nothing_laid_over_a_hub_leaves_it_as_it_is(laid, tmp_path):
    assert laid("") == hub.load(tmp_path)


def test_key_replaces_that_key_alone(laid):
    policy = laid("[policy]\nthreshold = 75\n").policy
    assert (policy.threshold, policy.catalogue_points) == (75, 40)


def test_source_with_a_known_url_changes_that_source_and_another_is_added(laid):
    text = '[[sources]]\nurl = "https://www.a.example/feed/"\nofficial = true\n[[sources]]\nurl = "https://c.example/feed"\n'
    sources = laid(text).sources
    assert [(source.url, source.official, source.topics) for source in sources] == [
        ("https://www.a.example/feed/", True, ("AI",)),
        ("https://b.example/feed", False, ()),
        ("https://c.example/feed", False, ()),
    ]


def test_topic_is_found_by_name_or_id_wherever_it_is_kept(laid):
    text = '[[topics]]\nname = "water"\nweak = ["bank"]\n[[topics]]\nid = "ai"\nname = "A.I."\n[[topics]]\nname = "Air"\n'
    topics = laid(text + '[[sources]]\nurl = "https://a.example/feed"\ntopics = ["A.I."]\n').topics
    assert [(topic.name, topic.keywords, topic.weak) for topic in topics] == [
        ("A.I.", ("ai",), ("model",)),
        ("water", ("river",), ("bank",)),
        ("Air", (), ()),
    ]


def test_whole_hub_toml_stands_in_place_of_the_hubs(laid):
    other = laid('[hub]\ntitle = "U"\n[[topics]]\nname = "Wind"\nkeywords = ["wind"]\n')
    assert (other.title, [topic.name for topic in other.topics], other.sources, other.policy.threshold) == ("U", ["Wind", "Water"], (), 70)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("\n[policy]\ntreshold = 1\n", "changed.toml:3: `treshold` is unknown here; did you mean `threshold`?"),
        ("[polcy]\n", "changed.toml:1: `polcy` is unknown here; did you mean `policy`?"),
        (
            '[[topics]]\nname = "Air"\n[[topics]]\nname = "Water"\nwaek = ["x"]\n',
            "changed.toml:5: `waek` is unknown here; did you mean `weak`?",
        ),
        ('[[sources]]\nurl = "https://b.example/feed"\ntopics = ["Ai"]\n', 'changed.toml:3: no topic is named "Ai"; did you mean `AI`?'),
        ('[[topics]]\nid = "ai"\nname = "A.I."\n', 'changed.toml:1: no topic is named "AI"; did you mean `A.I.`?'),
        ("sources = 3\n", "changed.toml:1: `sources` must be a list of tables; write [[sources]]"),
        ("[policy\n", "changed.toml:1: this is no TOML"),
    ],
)
def test_mistake_is_told_by_the_line_of_the_file_that_made_it(laid, text, problem):
    (told,) = problems_of(laid, text)
    assert told.startswith(problem)


def test_source_stated_twice_is_a_mistake(laid):
    source = '[[sources]]\nurl = "https://c.example/feed"\n'
    (told,) = problems_of(laid, source + source)
    assert told.startswith('changed.toml:4: `url = "https://c.example/feed"` is the same source as the one at line 2')
