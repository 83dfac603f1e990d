"""Source kinds: newsloom's own, and those that other packages bring by entry points."""

from importlib.metadata import EntryPoint

import pytest

from newsloom import hub, registry
from newsloom.errors import ExtensionError
from newsloom.sources.feed import FeedKind


@pytest.fixture
def bring(monkeypatch):
    """Return a function that installs entry points for one test."""

    def install(**points):
        found = [EntryPoint(name=name, value=value, group=registry.GROUP) for name, value in points.items()]
        monkeypatch.setattr(registry, "entry_points", lambda group: found if group == registry.GROUP else [])
        registry.source_kinds.cache_clear()

    yield install
    monkeypatch.undo()
    registry.source_kinds.cache_clear()


def test_kind_of_another_package_is_found_and_can_be_named_in_a_hub(bring, tmp_path):
    bring(gopher="newsloom.sources.feed:FeedKind")
    assert registry.kind_names() == ("feed", "sitemap", "listing", "search", "gopher")
    assert isinstance(registry.source_kinds()["gopher"], FeedKind)
    (tmp_path / "hub.toml").write_text(
        '[hub]\ntitle = "T"\n[[topics]]\nname = "AI"\nkeywords = ["ai"]\n[[sources]]\nurl = "https://a.example/"\nkind = "gopher"\n'
    )
    assert hub.load(tmp_path).sources[0].kind == "gopher"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("feed", "newsloom.sources.feed:FeedKind", "a name that is taken"),
        ("gopher", "no.such.module:Kind", "cannot be loaded"),
        ("gopher", "newsloom.sources.feed:NoSuch", "cannot be loaded"),
        ("gopher", "newsloom.sources.feed:parse_feed", "cannot be loaded"),
    ],
)
def test_kind_that_cannot_be_used_is_an_error_that_names_it(bring, name, value, words):
    bring(**{name: value})
    with pytest.raises(ExtensionError, match=words):
        registry.source_kinds()


def test_own_kinds_need_no_package(bring):
    bring()
    assert registry.source_kinds() == registry.SOURCE_KINDS
