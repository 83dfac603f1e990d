"""File names: what is refused because some system would read it as something else."""

from pathlib import Path

import pytest

from newsloom.sink.names import Names, fault


@pytest.mark.parametrize(
    "path",
    [
        "a",
        "a/b.md",
        "_news/2020-07-20-a.md",
        "a/.nojekyll",
        "api/news/page/1/index.json",
        "Übersicht/日本.html",
        "con-fusion",
        "comx.md",
        "a b.md",
        "x" * 255,
    ],
)
def test_ordinary_path_is_taken(path):
    assert fault(path) == ""


@pytest.mark.parametrize(
    "path",
    [
        *["", "/", "/etc/passwd", "a/", "a//b", ".", "..", "../a", "a/../b", "a/..", "./a", "a/./b"],
        *["a\\b", "..\\a", "C:a", "C:/a", "a:b", "a?b", "a*b", 'a"b', "a<b", "a>b", "a|b", "a\x00b", "a\nb", "a\x7fb", "a\x9fb"],
        *["con", "CON", "nul.md", "a/PRN.txt", "aux.tar.gz", "com1", "LPT9.x", "COM¹", "conin$", "com0"],
        *[
            "a.",
            "a ",
            " a",
            "a/b. ",
            "a ./b",
            "...",
            ".git",
            ".GIT/config",
            "a/.git/hooks/x",
            "git~1",
            ".g\u200cit",
            "a\u202eb",
            "\ufeffa",
            "a\ud800",
            "a\uffff",
        ],
        *["x" * 256, "日" * 86, ".newsloom-0123456789abcdef.tmp"],
    ],
    ids=ascii,
)
def test_dangerous_path_is_refused(path):
    assert fault(path)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a/B.md", "A/b.md"),
        ("a", "a"),
        ("stra\u00dfe", "STRASSE"),
        ("\u00e9", "e\u0301"),
        ("a/b", "a"),
        ("a", "a/b"),
        ("a", "A/b/c"),
        ("A/b/c", "a/B"),
    ],
    ids=ascii,
)
def test_paths_that_are_one_file_somewhere_are_not_both_taken(first, second):
    names = Names()
    assert names.take(first) == ""
    assert names.take(second)
    assert first in names


def test_refused_path_takes_nothing():
    names = Names()
    assert names.take("a/../b")
    assert names.take("b") == ""


@pytest.mark.shared
def test_traversal_payloads_are_refused_or_stay_inside(shared):
    folder = shared / "data" / "hostile" / "xss-traversal" / "Directory Traversal"
    lines = {line for path in folder.rglob("*.txt") for line in path.read_text("utf-8", "replace").splitlines() if line}
    assert len(lines) > 1_000
    root = Path("/srv/hub")
    for line in lines:
        if not fault(line):
            assert ".." not in line.split("/")
            assert (root / line).is_relative_to(root)
