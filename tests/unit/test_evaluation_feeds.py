"""`newsloom eval feeds`: which rows count, what an assertion asks, and what is written of a feed."""

import msgspec
import pytest
from typer.testing import CliRunner

from newsloom.cli.root import app
from newsloom.errors import DataError
from newsloom.evaluation.feeds import counted, holds, is_wellformed, own_answers, rows_of, samples
from newsloom.evaluation.notation import shaped
from newsloom.sources.document import Content, Document, Enclosure, Item, Person

GOOD = """<!--
Header:   Content-type: application/xml; charset=utf-8
Header:   Content-Location: http://news.example/
-->
<rss><channel><title>News</title><item><title>A</title><link>/a</link></item></channel></rss>"""
BROKEN = "<rss><channel><title>News</title><item><title>B<link>/b</link></item></channel></rss>"


def row(file, *asserts):
    return {"file": file, "asserts": [{"path": path, "op": op, "value": value} for path, op, value in asserts]}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tests/wellformed/sanitize").mkdir(parents=True)
    (tmp_path / "tests/good.xml").write_text(GOOD)
    (tmp_path / "tests/broken.xml").write_text(BROKEN)
    (tmp_path / "tests/wellformed/sanitize/a.xml").write_text(GOOD)
    rows = [
        row("tests/good.xml", (["entries", 0, "link"], "eq", "http://news.example/a"), (["bozo"], "falsy", None)),
        row("tests/broken.xml", (["feed", "title"], "eq", "Olds")),
        row("tests/broken.xml", (["bozo"], "truthy", None)),
        row("tests/wellformed/sanitize/a.xml", (["entries", 0, "title"], "eq", "A")),
    ]
    (tmp_path / "assertions.jsonl").write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    return tmp_path


def test_command_counts_rows_met_and_sets_feedparser_beside(folder):
    result = CliRunner().invoke(app, ["eval", "feeds", str(folder), "--predictions", str(folder / "said.jsonl")])
    figures = msgspec.json.decode(result.stdout.splitlines()[-1])
    said = [msgspec.json.decode(line) for line in (folder / "said.jsonl").read_bytes().splitlines()]
    assert {key: figures[key] for key in ("task", "met", "of", "sanitize_met", "sanitize_of", "raised")} == {
        "task": "feeds",
        "met": 1,
        "of": 2,
        "sanitize_met": 1,
        "sanitize_of": 1,
        "raised": 0,
    }
    assert figures["feedparser_met"] == 1
    assert figures["entries_per_second"] > 0
    assert said[0]["file"] == "tests/good.xml"
    assert said[0]["entries"][0]["link"] == "http://news.example/a"


def test_without_assertions_every_feed_of_the_folder_is_read(folder):
    (folder / "assertions.jsonl").unlink()
    found = samples(folder, rows_of(folder))
    answers, raised = own_answers(found)
    assert sorted(answers) == ["tests/broken.xml", "tests/good.xml", "tests/wellformed/sanitize/a.xml"]
    assert raised == 0
    assert [sample.file for sample in found if is_wellformed(sample)] == ["tests/good.xml", "tests/wellformed/sanitize/a.xml"]


def test_rows_of_a_damaged_file_are_told(folder):
    (folder / "assertions.jsonl").write_text("{")
    with pytest.raises(DataError, match="is no JSON object"):
        rows_of(folder)


def test_missing_document_is_told(folder):
    with pytest.raises(DataError, match="cannot be read"):
        samples(folder, [row("tests/nowhere.xml")])


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        (["entries", 0, "content", 0, "value"], True),
        (["entries", 0, "links", 0, "rel"], False),
        (["entries", 0, "title_detail", "base"], False),
        (["feed", "image", "href"], True),
        (["feed", "image", "width"], False),
        (["feed", "generator"], False),
        (["encoding"], False),
    ],
)
def test_only_what_a_feed_says_counts(path, counts):
    assert bool(counted(row("a", (path, "eq", "x")))) is counts


@pytest.mark.parametrize(
    ("op", "value", "path", "expected"),
    [
        ("eq", "A", ["t"], True),
        ("ne", "A", ["t"], False),
        ("ne", "A", ["nothing"], False),
        ("truthy", None, ["t"], True),
        ("truthy", None, ["nothing"], False),
        ("falsy", None, ["nothing"], True),
        ("len_eq", 1, ["t"], True),
        ("eq", 1, ["l", 0, "url"], True),
    ],
)
def test_assertions_hold_as_they_say(op, value, path, expected):
    assert holds({"t": "A", "l": [{"href": 1}]}, {"path": path, "op": op, "value": value}) is expected


def test_unknown_operator_is_told():
    with pytest.raises(DataError, match="no operator"):
        holds({}, {"path": ["x"], "op": "like", "value": ""})


def test_document_is_written_in_feedparsers_notation():
    item = Item(
        content=(Content("&#X41;<br/>", "text/html"),),
        updated="2020-07-01T00:00:00Z",
        authors=(Person("Jane", "jane@news.example"),),
        enclosures=(Enclosure("https://news.example/a", "audio/mpeg", "1"),),
    )
    entry = shaped(Document(items=(item,)))["entries"][0]
    assert entry["summary"] == entry["content"][0]["value"] == "&#x41;<br />"
    assert entry["content"][0]["language"] is None
    assert entry["author"] == "Jane (jane@news.example)"
    assert entry["updated_parsed"][:3] == [2020, 7, 1]
    assert entry["enclosures"] == [{"href": "https://news.example/a", "length": "1", "type": "audio/mpeg"}]


def test_drawings_are_written_with_their_attributes_in_order():
    drawn = shaped(Document(title="<svg width='1' height=\"2\"><a xlink:href='x' id='y'/></svg>"))["feed"]["title"]
    space, link = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
    assert drawn == f'<svg height="2" width="1" xmlns="{space}"><a id="y" xlink:href="x" xmlns:xlink="{link}"></svg>'
