"""The hubs one can start from are real: they load, and everything in them is known."""

from pathlib import Path
import tomllib

import pytest

from newsloom import catalogue, hub, urls

NAMES = catalogue.starters()


def load(folder: Path, name: str) -> hub.Hub:
    hub.init(folder, starter=name)
    return hub.load(folder)


def test_there_is_a_hub_about_artificial_intelligence(tmp_path):
    read = load(tmp_path, "artificial-intelligence")
    assert read.title == "A.I. hub"
    assert len(read.topics) == 21
    assert len(read.sources) >= 70
    assert 2 <= read.description.count(".") <= 4


@pytest.mark.parametrize("name", NAMES)
def test_publishers_of_all_sources_are_in_the_catalogue(tmp_path, name):
    known = catalogue.publishers()
    assert [source.url for source in load(tmp_path, name).sources if urls.domain(source.url) not in known] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_source_names_its_outlet_in_a_comment(name):
    lines = catalogue.starter(name).splitlines()
    headers = [line for line in lines if line.startswith("[[sources]]")]
    assert len(headers) == len(tomllib.loads("\n".join(lines))["sources"])
    assert [line for line in headers if not line.partition(" # ")[2]] == []


@pytest.mark.parametrize("name", NAMES)
def test_official_sources_are_labs_not_newsrooms(tmp_path, name):
    known = catalogue.publishers()
    official = [source for source in load(tmp_path, name).sources if source.official]
    assert official
    assert [source.url for source in official if known[urls.domain(source.url)].role == "newsroom"] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_topic_but_the_root_has_words_and_a_sentence(tmp_path, name):
    for topic in load(tmp_path, name).topics:
        assert topic.about.endswith("."), topic.name
        assert topic.keywords, topic.name
        assert not set(topic.keywords) & set(topic.weak), topic.name
        assert len(set(topic.keywords)) == len(topic.keywords), topic.name


def test_starter_that_does_not_exist_is_a_key_error():
    with pytest.raises(KeyError):
        catalogue.starter("../scratch")
