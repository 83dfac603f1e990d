"""Laws of reading a hub: whatever the bytes, a hub or its mistakes; and lines that are really there."""

from pathlib import Path
import re
import tempfile

from hypothesis import given, settings
from hypothesis import strategies as st

from newsloom import hub
from newsloom.errors import HubError
from newsloom.hub.lines import toml_lines
from newsloom.hub.opml import subscriptions
from newsloom.hub.table import seconds

LINES = [
    "[hub]",
    'title = "T"',
    'title = """a\n[hub]\nb"""',
    "[[topics]]",
    'name = "AI"',
    'keywords = ["ai", # [\n "b"]',
    'topics = [{name = "AI", keywords = ["a"]}]',
    "[[sources]]",
    'url = "https://a.example/f"',
    'every = "1m"',
    "every = 1979-05-27T07:32:00Z",
    'topics = ["AI"]',
    "[policy]",
    "threshold = 70",
    "threshold = -9e99",
    "[publish]",
    'site = "\\u0000"',
    'site = "/"',
    "[network]",
    'contact = "x"',
    "\"\\u00e9\" . a = 'x'",
    "a.b.c = {}",
    "x = nan",
    "= 1",
    "]",
    "\x00",
]
text = st.lists(st.sampled_from(LINES)).map("\n".join)
anything = st.one_of(st.binary(), st.text().map(str.encode), text.map(str.encode))


def outcome(name: str, data: bytes) -> tuple[str, ...]:
    """Return the problems of a hub with this file; none when it loads. Any other exception is a failure of the test."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "hub.toml").write_text('[hub]\ntitle = "T"\n[[topics]]\nname = "Root"\nkeywords = ["r"]\n')
        (root / "topics").mkdir()
        (root / name).write_bytes(data)
        try:
            hub.load(root)
        except HubError as error:
            return error.problems
        return ()


@settings(max_examples=150, deadline=None)
@given(data=anything, name=st.sampled_from(["hub.toml", "topics/a.toml", "topics/a.yml"]))
def test_any_bytes_are_a_hub_or_a_hub_error_with_places(data, name):
    for problem in outcome(name, data):
        found = re.match(r"(hub\.toml|topics/a\.toml|topics/a\.yml):(\d+): .+(?:; | must be ).+", problem, re.DOTALL)
        assert found, problem
        assert 1 <= int(found[2]) <= data.count(b"\n") + 5


@settings(max_examples=80, deadline=None)
@given(lines=st.lists(st.sampled_from(["", "# c", 'a = """\n[x]\n"""', "b = [\n1,\n]", "c = {d = 1}", "'[y]' = '''\n'''"]), unique=True))
def test_lines_are_those_of_the_headers_whatever_stands_between(lines):
    body = "\n".join(lines)
    before = body.count("\n") + 1
    found = toml_lines(f"[[s]]\n{body}\n[[s]]\n[s.t]\nk = 1\n")
    assert found["s", 0] == 1
    assert found["s", 1] == 2 + before
    assert found["s", 1, "t"] == 3 + before
    assert found["s", 1, "t", "k"] == 4 + before


@settings(deadline=None)
@given(count=st.integers(0, 10**6), unit=st.sampled_from(["ms", "s", "m", "h", "d"]))
def test_duration_is_its_number_of_units(count, unit):
    assert seconds(f"{count}{unit}") == count * {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}[unit]


@settings(deadline=None)
@given(word=st.text())
def test_duration_of_any_text_is_none_or_not_negative(word):
    value = seconds(word)
    assert value is None or value >= 0


@settings(max_examples=80, deadline=None)
@given(
    data=st.one_of(
        st.binary(),
        st.lists(
            st.sampled_from(["<opml>", "<outline xmlUrl='", "https://a.example/", "'/>", "&a;", "<!DOCTYPE a [", "]>", "\x00", "é"])
        ).map(lambda parts: "".join(parts).encode()),
    )
)
def test_any_bytes_as_opml_are_read_without_an_exception(data):
    kept, _ = subscriptions(data)
    assert all(feed.url.startswith(("http://", "https://")) for feed in kept)


@settings(max_examples=60, deadline=None)
@given(subject=st.text())
def test_hub_about_any_subject_loads_and_says_its_subject(subject):
    with tempfile.TemporaryDirectory() as folder:
        hub.init(Path(folder), subject=subject or None)
        read = hub.load(Path(folder))
        assert read.title == read.subject == read.topics[0].name
