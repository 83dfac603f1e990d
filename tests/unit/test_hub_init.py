"""How a hub begins."""

from pathlib import Path

import pytest

from newsloom import catalogue, hub
from newsloom.errors import HubError
from newsloom.hub import opml

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE opml [<!ENTITY x SYSTEM "SECRET">]>
<opml version="2.0"><body><outline text="group">
  <outline text="One &lt;b&gt; &#10; two" xmlUrl="https://one.example/feed"/>
  <outline title="Named" text="T" XMLURL=" https://two.example/feed "/>
  <outline text="&x;" xmlUrl="https://three.example/feed"/>
  &x;
  <outline text="same" xmlUrl="http://www.one.example/feed/"/>
  <outline text="bad" xmlUrl="javascript:alert(1)"/>
  <outline text="no feed"/>
</outline></body></opml>
"""


def test_hub_from_scratch_loads_with_its_subject(tmp_path):
    started = hub.init(tmp_path / "new" / "hub", subject='Power "Apps" \\ & más')
    read = hub.load(tmp_path / "new" / "hub")
    assert started == hub.Started(file=tmp_path / "new" / "hub" / "hub.toml", sources=0)
    words = 'Power "Apps" \\ & más'
    assert (read.title, read.subject, read.topics[0].name, read.topics[0].keywords) == (words, words, words, (words,))
    assert (read.topics[0].id, read.sources) == ("power-apps-ms", ())


def test_hub_from_scratch_without_subject_is_about_its_folders_name(tmp_path):
    hub.init(tmp_path / "rust-news")
    assert hub.load(tmp_path / "rust-news").title == "rust news"


def test_subject_without_plain_letters_loads(tmp_path):
    hub.init(tmp_path, subject="人工智能\x00\n")
    assert hub.load(tmp_path).topics[0].id == "root"


def test_starter_hub_loads_with_all_it_lists(tmp_path):
    started = hub.init(tmp_path, starter="artificial-intelligence")
    read = hub.load(tmp_path)
    assert started.file.read_text("utf-8") == catalogue.starter("artificial-intelligence")
    assert started.sources == len(read.sources)


def test_private_folder_is_kept_out_of_git(tmp_path):
    hub.init(tmp_path, subject="x")
    assert (tmp_path / ".gitignore").read_text() == ".newsloom/\n"


def test_gitignore_that_is_there_keeps_its_lines(tmp_path):
    (tmp_path / ".gitignore").write_text("*.pyc")
    hub.init(tmp_path, subject="x")
    assert (tmp_path / ".gitignore").read_text() == "*.pyc\n.newsloom/\n"


def test_folder_with_a_hub_is_left_as_it_is(tmp_path):
    (tmp_path / "hub.toml").write_text("mine")
    with pytest.raises(HubError, match=r"hub.toml:1: .* holds a hub already; choose another folder or edit that file"):
        hub.init(tmp_path, subject="x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hub.toml"]
    assert (tmp_path / "hub.toml").read_text() == "mine"


def test_hub_that_appears_meanwhile_is_not_overwritten(tmp_path, monkeypatch):
    monkeypatch.setattr("os.path.lexists", lambda _: False)
    (tmp_path / "hub.toml").write_text("mine")
    with pytest.raises(HubError, match="holds a hub already"):
        hub.init(tmp_path, subject="x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hub.toml"]
    assert (tmp_path / "hub.toml").read_text() == "mine"


def test_file_system_without_links_gets_its_hub(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr("os.link", refuse)
    hub.init(tmp_path, subject="x")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".gitignore", "hub.toml"]


def test_failed_write_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(HubError, match=r"cannot be written \(No space left on device\); choose another folder"):
        hub.init(tmp_path, subject="x")
    assert list(tmp_path.iterdir()) == []


def test_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "taken").write_text("x")
    with pytest.raises(HubError, match="holds a hub already, or is no folder; choose another"):
        hub.init(tmp_path / "taken", subject="x")


def test_starter_that_does_not_exist_names_the_nearest(tmp_path):
    with pytest.raises(HubError, match='there is no starter hub "artificial"; did you mean `artificial-intelligence`'):
        hub.init(tmp_path, starter="artificial")


def test_starter_and_subject_together_are_refused(tmp_path):
    with pytest.raises(HubError, match="give either `--hub artificial-intelligence` or `--subject`, not both"):
        hub.init(tmp_path, starter="artificial-intelligence", subject="x")


def test_opml_feeds_become_sources_and_bad_ones_are_listed(tmp_path):
    (tmp_path / "secret").write_text('<outline xmlUrl="https://secret.example/feed"/>')
    (tmp_path / "feeds.opml").write_text(OPML.replace("SECRET", f"file://{tmp_path}/secret"))
    started = hub.init(tmp_path / "hub", subject="x", opml=tmp_path / "feeds.opml")
    assert [source.url for source in hub.load(tmp_path / "hub").sources] == [
        "https://one.example/feed",
        "https://two.example/feed",
        "https://three.example/feed",
    ]
    assert started.sources == 3
    assert started.refused == (
        "line 8: http://www.one.example/feed/ is there already, as https://one.example/feed",
        'line 9: "javascript:alert(1)" is no web address',
    )
    text = started.file.read_text("utf-8")
    assert "[[sources]]  # One <b> two\n" in text
    assert "[[sources]]  # Named\n" in text
    assert "secret.example" not in text


def test_opml_feed_that_the_starter_has_is_not_added_twice(tmp_path):
    known = hub.load(hub.init(tmp_path / "a", starter="artificial-intelligence").file.parent).sources[0].url
    (tmp_path / "feeds.opml").write_text(f'<opml><body><outline xmlUrl="{known}"/></body></opml>')
    started = hub.init(tmp_path / "b", starter="artificial-intelligence", opml=tmp_path / "feeds.opml")
    assert started.refused == (f"{known} is a source of the hub already",)
    assert len(hub.load(tmp_path / "b").sources) == started.sources


@pytest.mark.parametrize("data", [b"", b"not xml", b"<opml/>", b"\x00\xff", b"<a>" * 10_000])
def test_opml_without_feeds_is_refused_and_makes_no_hub(tmp_path, data):
    file = tmp_path / "feeds.opml"
    file.write_bytes(data)
    with pytest.raises(HubError, match="no feed is listed there"):
        hub.init(tmp_path / "hub", subject="x", opml=file)
    assert not (tmp_path / "hub").exists()


def test_hostile_opml_gives_web_addresses_only_and_ends(tmp_path):
    rows = [
        'xmlUrl="exec:rm -rf /"',
        'xmlUrl="file:///etc/passwd"',
        'xmlUrl="feed://one.example/rss"',
        'XMLURL="feed:https://two.example/rss"',
    ]
    many = "".join(f'<outline xmlUrl="https://n{number}.example/"/>' for number in range(opml.MOST))
    (tmp_path / "feeds.opml").write_text(f"<opml><body>{''.join(f'<outline {row}/>' for row in rows)}{many}</body></opml>")
    started = hub.init(tmp_path / "hub", subject="x", opml=tmp_path / "feeds.opml")
    found = [source.url for source in hub.load(tmp_path / "hub").sources]
    assert found[:3] == ["http://one.example/rss", "https://two.example/rss", "https://n0.example/"]
    assert len(found) == started.sources == opml.MOST - 2
    assert [refusal for refusal in started.refused if "exec:" in refusal or "file:" in refusal] == list(started.refused[:2])
    assert started.refused[2:] == ("what comes after the first 10,000 outlines; split the file",)


def test_opml_that_is_missing_is_named(tmp_path):
    with pytest.raises(HubError, match=r"feeds.opml:1: the file cannot be read"):
        hub.init(tmp_path / "hub", subject="x", opml=tmp_path / "feeds.opml")


@pytest.mark.shared
def test_every_opml_file_of_the_measured_set_is_read(tmp_path, shared):
    files = sorted((shared / "data" / "feeds" / "opml_awesome_rss").glob("*.opml"))
    assert len(files) == 118
    for number, file in enumerate(files):
        started = hub.init(tmp_path / str(number), subject="x", opml=file)
        assert len(hub.load(Path(started.file).parent).sources) == started.sources
