"""Editing hub.toml and the desk: only what is asked for changes, and a file that would be wrong is never written."""

from threading import Thread

from msgspec.structs import replace
import pytest

from newsloom import hub
from newsloom.errors import HubError
from newsloom.hub.editing import DECISIONS, Addition, add_decisions, add_sources, set_paused
from newsloom.times import parse
from newsloom.types import Decision

HEAD = '[hub]\ntitle = "T"\n[[topics]]\nname = "AI"\nkeywords = ["ai"]\n'
ONE = '[[sources]]\n  url = "https://a.example/feed"  # the first\n  topics = [\n    "AI",\n  ]\n'
TAIL = '\n# how the network is used\n[network]\nspacing = "2s"\n'
NEW = '\n[[sources]]  # The B\nurl = "https://b.example/feed"\n'
B = Addition(url="https://b.example/feed", title="The B")


def written(folder, text):
    (folder / "hub.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def text_of(folder):
    return (folder / "hub.toml").read_bytes().decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HEAD, HEAD + NEW),
        (HEAD.rstrip("\n"), HEAD + NEW),
        (HEAD + ONE, HEAD + ONE + NEW),
        (HEAD + ONE + TAIL, HEAD + ONE + NEW + TAIL),
        ((HEAD + ONE + TAIL).replace("\n", "\r\n"), (HEAD + ONE + NEW + TAIL).replace("\n", "\r\n")),
        ("\ufeff" + HEAD + ONE, "\ufeff" + HEAD + ONE + NEW),
        (
            HEAD + ONE + "[[sources]]\nurl = 'https://c.example/'\n\n\n# end",
            HEAD + ONE + "[[sources]]\nurl = 'https://c.example/'\n" + NEW + "\n\n# end",
        ),
    ],
    ids=["no source", "no line end", "last", "in the middle", "CRLF", "byte-order mark", "comment at the end"],
)
def test_source_is_added_after_the_last_and_nothing_else_changes(tmp_path, before, after):
    add_sources(written(tmp_path, before), [B])
    assert text_of(tmp_path) == after
    assert hub.load(tmp_path).sources[-1].url == B.url


def test_added_source_states_kind_and_topics(tmp_path):
    add_sources(written(tmp_path, HEAD), [Addition(url="https://b.example/", kind="listing", topics=("AI",))])
    (source,) = hub.load(tmp_path).sources
    assert (source.kind, source.topics) == ("listing", ("AI",))


@pytest.mark.parametrize("title", ["x\n[[sources]]\nurl = 'https://evil.example/'", "x\r\ny", "x\x00\x1b[31m\u2028\x85y", "x" * 10_000])
def test_title_of_a_stranger_stays_in_its_comment(tmp_path, title):
    add_sources(written(tmp_path, HEAD), [Addition(url="https://b.example/feed", title=title)])
    assert [source.url for source in hub.load(tmp_path).sources] == ["https://b.example/feed"]
    assert max(map(len, text_of(tmp_path).splitlines())) < 120


@pytest.mark.parametrize(
    "added",
    [
        Addition(url="https://www.a.example/feed/"),
        Addition(url="https://b.example/", topics=("Nobody's",)),
        Addition(url="ftp://b.example/"),
    ],
    ids=["known", "topic unknown", "no web address"],
)
def test_addition_that_would_break_the_hub_writes_nothing(tmp_path, added):
    before = HEAD + ONE
    with pytest.raises(HubError):
        add_sources(written(tmp_path, before), [B, added])
    assert text_of(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["hub.toml"]


def test_sources_in_one_line_are_left_alone(tmp_path):
    before = 'sources = [{ url = "https://a.example/feed" }]\n' + HEAD
    with pytest.raises(HubError):
        add_sources(written(tmp_path, before), [B])
    with pytest.raises(HubError, match="set its `paused` by hand"):
        set_paused(tmp_path, "https://a.example/feed", paused=True)
    assert text_of(tmp_path) == before


@pytest.mark.parametrize("text", [HEAD + ONE + NEW + TAIL, (HEAD + ONE + NEW + TAIL).replace("\n", "\r\n")], ids=["LF", "CRLF"])
def test_pause_and_resume_leave_the_file_as_it_was(tmp_path, text):
    written(tmp_path, text)
    assert set_paused(tmp_path, "http://www.a.example/feed/", paused=True)
    assert [source.paused for source in hub.load(tmp_path).sources] == [True, False]
    assert len(text_of(tmp_path)) == len(text) + len("  paused = true\n") + text.count("\r") // max(text.count("\n"), 1)
    assert not set_paused(tmp_path, "https://a.example/feed", paused=True)
    assert set_paused(tmp_path, "https://a.example/feed", paused=False)
    assert text_of(tmp_path) == text


def test_pause_keeps_a_comment_beside_the_word(tmp_path):
    written(tmp_path, HEAD + ONE + "  paused = true  # until they mend it\n")
    assert set_paused(tmp_path, "https://a.example/feed", paused=False)
    assert "  paused = false  # until they mend it\n" in text_of(tmp_path)
    assert set_paused(tmp_path, "https://a.example/feed", paused=True)
    assert hub.load(tmp_path).sources[0].paused


def test_pause_of_a_stranger_is_refused(tmp_path):
    with pytest.raises(HubError, match="is no source of this hub"):
        set_paused(written(tmp_path, HEAD + ONE), "https://b.example/", paused=True)


def test_file_keeps_its_permissions_and_its_link(tmp_path):
    real = tmp_path / "real.toml"
    real.write_text(HEAD)
    real.chmod(0o640)
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "hub.toml").symlink_to(real)
    add_sources(tmp_path / "hub", [B])
    assert (tmp_path / "hub" / "hub.toml").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert "b.example" in real.read_text()


@pytest.mark.parametrize("sources", ["[]", '[{ url = "https://a.example/feed" }]'])
def test_sources_that_are_written_as_one_list_are_left_alone_with_advice(tmp_path, sources):
    before = f"# mine\nsources = {sources}\n{HEAD}"
    with pytest.raises(HubError, match=r"hub.toml:2: the sources are written as one list"):
        add_sources(written(tmp_path, before), [B])
    assert text_of(tmp_path) == before


LINK = Decision(
    do="must-link", items=("https://a.example/1", "https://b.example/2"), reason="one launch", by="mara", until=parse("2031-12-01")
)
MINE = '# what mara thinks\n[[decision]]  # hers\ndo = "pin"\nitem = "https://a.example/9"\nreason = "x"\n'


def desk_text(folder):
    return (folder / DECISIONS).read_bytes().decode()


@pytest.fixture
def desk(tmp_path):
    (written(tmp_path, HEAD) / "desk").mkdir()
    return tmp_path


def test_decision_in_a_hub_without_a_desk_makes_the_file(tmp_path):
    assert add_decisions(written(tmp_path, HEAD), [LINK]) == (f"{DECISIONS}:1",)
    (stated,) = hub.load(tmp_path).decisions
    assert stated == replace(LINK, place=f"{DECISIONS}:1")


@pytest.mark.parametrize(
    "before", [MINE, MINE.rstrip("\n"), MINE.replace("\n", "\r\n"), "\ufeff" + MINE, MINE + "\n\n# the end", "# nothing yet", "\ufeff", ""]
)
def test_decision_is_added_behind_what_stands_there_and_nothing_else_changes(desk, before):
    (desk / DECISIONS).write_bytes(before.encode())
    places = add_decisions(desk, [LINK, replace(LINK, do="cannot-link")])
    after = desk_text(desk)
    assert after.startswith(before)
    assert ("\r\n" in after, "\n" in after.replace("\r\n", "")) == ("\r\n" in before, "\r\n" not in before)
    decisions = hub.load(desk).decisions
    assert [one.do for one in decisions][-2:] == ["must-link", "cannot-link"]
    assert [one.place for one in decisions][-2:] == list(places)


@pytest.mark.parametrize(
    "words", ['"""\n[[decision]]\ndo = "hide"', "x\r\ny", "\x00\x1b[31m\u2028\x85\x7f", "\ud800", "# \\u0000", "x" * 9000]
)
def test_words_of_strangers_stay_in_their_place(desk, words):
    add_decisions(desk, [LINK], {LINK.items[0]: words})
    assert len(hub.load(desk).decisions) == 1
    assert max(map(len, desk_text(desk).splitlines())) < 140


def test_decision_that_would_not_be_read_as_it_was_meant_is_not_written(desk):
    (desk / DECISIONS).write_text(MINE)
    for wrong in (replace(LINK, items=LINK.items[:1]), replace(LINK, reason=""), replace(LINK, items=("no address", "nor this"))):
        with pytest.raises(HubError, match="nothing was written"):
            add_decisions(desk, [wrong])
    assert desk_text(desk) == MINE


def test_decision_in_a_hub_that_is_wrong_is_not_written(desk):
    (desk / "desk" / "other.toml").write_text('[[decision]]\ndo = "pinn"\n')
    with pytest.raises(HubError, match=r"desk/other.toml:2"):
        add_decisions(desk, [LINK])
    assert not (desk / DECISIONS).exists()


def test_desk_file_keeps_its_permissions_and_its_link(desk, tmp_path):
    real = tmp_path / "real.toml"
    real.write_text(MINE)
    real.chmod(0o640)
    (desk / DECISIONS).symlink_to(real)
    add_decisions(desk, [LINK])
    assert ((desk / DECISIONS).is_symlink(), real.stat().st_mode & 0o777, real.read_text().startswith(MINE)) == (True, 0o640, True)


def test_decisions_that_two_commands_add_at_once_are_all_there(desk):
    def many(host):
        for number in range(10):
            add_decisions(desk, [replace(LINK, items=(f"https://{host}.example/{number}", "https://b.example/2"))])

    threads = [Thread(target=many, args=(host,)) for host in "acd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.items for one in hub.load(desk).decisions}) == 30
    assert sorted(path.name for path in (desk / "desk").iterdir()) == ["decisions.toml"]
