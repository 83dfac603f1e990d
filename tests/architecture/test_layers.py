"""The house's walls: imports point one way, pure parts touch nothing, and the command line starts light."""

import ast
from pathlib import Path
import subprocess
import sys

import pytest

import newsloom

ROOT = Path(newsloom.__file__).parent
LAYERS = (
    {"types", "errors"},
    {"urls"},
    {"ids", "times", "text", "visits", "life"},
    {"ports", "stages"},
    {"sources", "extract", "stories", "classify", "desk", "score", "render", "seal"},
    {"net", "store", "sink", "clock", "engines", "semantic"},
    {"flows"},
    {"hub", "catalogue", "registry"},
    {"app", "evaluation"},
    {"sample"},
    {"cli", "testing"},
    {"__main__"},
)
PURE = set().union(*LAYERS[:5])
WORLD = {
    "aiohttp",
    "apsw",
    "asyncio",
    "fcntl",
    "glob",
    "io.open",
    "logging",
    "os",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib.request",
}
ALLOWED = {"stories/background.py": {"importlib.resources"}}


def modules():
    return sorted(ROOT.rglob("*.py"))


def name_of(path: Path) -> str:
    """Return the part of the house that a file belongs to."""
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


def imported(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts_imported(path: Path) -> set[str]:
    names = {name.split(".")[1] for name in imported(path) if name.startswith("newsloom.") and name.count(".") >= 1}
    return {name for name in names if any(name in layer for layer in LAYERS)}


def layer(part: str) -> int:
    return next(number for number, parts in enumerate(LAYERS) if part in parts)


def test_layers_name_every_part():
    assert {name_of(path) for path in modules()} - {"__init__"} == set().union(*LAYERS)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path):
    part = name_of(path)
    if part == "__init__":
        assert not parts_imported(path)
        return
    wrong = {other for other in parts_imported(path) if other != part and layer(other) >= layer(part)}
    if layer(part) in (0, 2, 3, 7):  # neighbours in these layers may know each other
        wrong = {other for other in wrong if layer(other) > layer(part)}
    assert not wrong, f"{path} imports {wrong}, which lies above or beside it"


@pytest.mark.parametrize("path", [path for path in modules() if name_of(path) in PURE], ids=lambda path: str(path.relative_to(ROOT)))
def test_pure_parts_touch_nothing(path):
    touched = {name for name in imported(path) if name in WORLD or name.split(".")[0] in WORLD}
    assert not touched, f"{path} is pure and must not import {touched}"


@pytest.mark.parametrize("path", [path for path in modules() if name_of(path) in PURE], ids=lambda path: str(path.relative_to(ROOT)))
def test_pure_parts_never_read_the_clock_or_open_files(path):
    calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)}
    assert not calls & {"open", "datetime.now", "datetime.utcnow", "date.today", "time.time", "print", "input"}


def test_command_line_starts_without_the_heavy_parts():
    code = "import sys, newsloom.cli; print(*sys.modules)"
    loaded = set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())
    assert not loaded & {"aiohttp", "apsw", "cryptography", "lxml", "feedparser", "minijinja", "selectolax", "tldextract"}
