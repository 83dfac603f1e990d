"""Sets that are measured on: every mistake is told with its place, none ends in a traceback."""

from datetime import UTC, datetime
import gzip

import pytest

from newsloom.errors import DataError
from newsloom.evaluation import body, feeds, pages
from newsloom.evaluation.sets import json_lines, pages_in, read_page

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = b"<title>Chips are scarce this summer</title>"


def written(folder, **files):
    (folder / "html").mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", "/").replace("_gz", ".gz")).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{bad", ":2: is no JSON object"),
        (b"[1]", ":2: is no JSON object"),
        (b"{}", ':2: has no text under "file"'),
        (b'{"file":5}', ":2:"),
    ],
)
def test_malformed_row_is_told_with_its_line(tmp_path, line, told):
    file = tmp_path / "gold.jsonl"
    file.write_bytes(b'{"file":"a"}\n' + line)
    with pytest.raises(DataError, match=told):
        json_lines(file, "file")


def test_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        json_lines(tmp_path / "none")


@pytest.mark.parametrize("packed", [b"\x1f\x8b\x08\x00junkjunkjunkjunk", gzip.compress(PAGE * 9, mtime=0)[:30], b"junk", b""])
def test_page_that_cannot_be_unpacked_is_told(tmp_path, packed):
    written(tmp_path, a_gz=packed)
    if packed:
        with pytest.raises(DataError, match="cannot be read"):
            read_page(tmp_path / "a")
    else:
        assert read_page(tmp_path / "a") == b""
    with pytest.raises(DataError, match="cannot be read"):
        read_page(tmp_path / "b")


def test_pages_are_plain_or_packed_files_and_no_folders(tmp_path):
    written(tmp_path, a=PAGE, b_gz=gzip.compress(PAGE))
    assert pages_in(tmp_path) == ("a", "b")
    assert read_page(tmp_path / "a") == read_page(tmp_path / "b") == PAGE


@pytest.mark.parametrize("rows_of", [pages.rows_of, body.rows_of, lambda folder: feeds.samples(folder, feeds.rows_of(folder))])
@pytest.mark.parametrize("place", ["", "none"])
def test_folder_without_anything_to_measure_is_told(tmp_path, rows_of, place):
    with pytest.raises(DataError, match=r"holds no .*; name a folder"):
        rows_of(tmp_path / place)


def test_pages_gold_of_odd_types_counts_as_absent(tmp_path):
    odd = b'{"file":"a","url":5,"title":3,"date":20200101,"authors":[null,3],"author":{"a":1},"sitename":[1]}'
    written(tmp_path, html__a=PAGE, **{"gold.jsonl": odd})
    made = pages.evaluate(tmp_path, pages.rows_of(tmp_path), pages.own_reading({}, NOW))
    assert (set(made.of.values()), made.answers[0].title) == ({0}, "Chips are scarce this summer")


def test_body_gold_of_odd_types_counts_as_absent(tmp_path):
    written(tmp_path, **{"html/a.html": b"<p>hi", "ground-truth.json": b'{"a":{"articleBody":null,"url":7}}'})
    rows = body.rows_of(tmp_path)
    assert body.agreement(body.read(tmp_path, rows, NOW)[0], rows).of == 0


@pytest.mark.parametrize(
    "row",
    [
        b'{"file":"a.xml"}',
        b'{"file":"a.xml","asserts":[{"path":["feed"],"op":"near"}]}',
        b'{"file":"a.xml","asserts":[{"path":"feed","op":"eq"}]}',
    ],
)
def test_row_that_asserts_nothing_is_told(tmp_path, row):
    written(tmp_path, **{"a.xml": b"<rss/>", "assertions.jsonl": row})
    with pytest.raises(DataError, match=r"the row about a\.xml makes no assertions"):
        feeds.rows_of(tmp_path)
