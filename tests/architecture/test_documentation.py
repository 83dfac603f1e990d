"""Documentation is code: every public name explains itself, every command and option stands in the reference."""

import ast
from pathlib import Path
import re

import pytest
import typer

import newsloom
from newsloom.cli.root import app

ROOT = Path(newsloom.__file__).parent
DOCS = ROOT.parents[1] / "docs"
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def public_definitions():
    """Yield public functions and classes, and the public methods of those classes."""
    for path in sorted(ROOT.rglob("*.py")):
        pending = list(ast.parse(path.read_text(encoding="utf-8")).body)
        while pending:
            node = pending.pop()
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                yield path, node
                pending += node.body if isinstance(node, ast.ClassDef) else []


def commands():
    group = typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from ((f"{name} {sub}", inner) for sub, inner in command.commands.items())
        else:
            yield name, command


def test_modules_say_what_they_are():
    silent = [str(path) for path in ROOT.rglob("*.py") if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert not silent


def test_public_names_say_what_they_mean():
    assert [f"{path.name}:{node.lineno} {node.name}" for path, node in public_definitions() if not ast.get_docstring(node)] == []


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else "")
def test_command_and_its_options_stand_in_the_reference(name, command):
    text = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    section = re.search(rf"^## `newsloom {re.escape(name)}\b.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, f"docs/reference/cli.md has no section for newsloom {name}"
    for parameter in command.params:
        for option in parameter.opts:
            if option.startswith("--") and option != "--help":
                assert option in section.group(0), f"{option} of newsloom {name} is not in docs/reference/cli.md"


def test_glossary_has_every_word_of_the_records():
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8").lower()
    words = "hub source entry article publisher story coverage lead topic label relevance quality heat policy edition record receipt"
    words += " decision catalogue window memory cycle"
    assert [word for word in words.split() if f"**{word}**" not in glossary] == []


def test_links_between_pages_lead_somewhere():
    pages = [*DOCS.rglob("*.md"), *(DOCS.parent / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))]
    targets = [(page, target) for page in pages for target in LINK.findall(page.read_text(encoding="utf-8"))]
    assert targets
    assert [f"{page.name} -> {target}" for page, target in targets if not (page.parent / target).exists()] == []
