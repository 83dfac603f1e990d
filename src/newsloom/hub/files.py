"""Read a hub's files: their text, then TOML or YAML, with the lines; what cannot be read is a problem, never an exception."""

from pathlib import Path
import re
import tomllib

import yaml

from newsloom.hub.lines import Key, toml_lines
from newsloom.hub.table import Document

LARGEST = 4 * 1024 * 1024
"""Bytes of one settings file. A hub of 10,000 sources takes 0.6 MB; more than this is another file by mistake."""

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def file_names(root: Path, folder: str, endings: tuple[str, ...], problems: list[str]) -> list[str]:
    """Return the files of a folder, by name, as paths below the hub; names that begin with a dot are an editor's own."""
    try:
        names = sorted(entry.name for entry in (root / folder).iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        problems.append(f"{folder}:1: the folder cannot be read ({error.strerror}); mend its permissions or remove it")
        return []
    return [f"{folder}/{name}" for name in names if name.endswith(endings) and not name.startswith(".")]


def text_of(root: Path, name: str, problems: list[str]) -> str | None:
    """Return a file's text with plain line ends; `None`, and a problem, when there is none to be had."""
    try:
        with (root / name).open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        problems.append(f"{name}:1: the file cannot be read ({error.strerror}); mend its permissions or remove it")
        return None
    if len(data) > LARGEST:
        problems.append(f"{name}:1: the file is larger than {LARGEST:,} bytes; split it")
        return None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(f"{name}:{line}: the file is not UTF-8; save it as UTF-8")
        return None


def toml_document(root: Path, name: str, problems: list[str]) -> Document | None:
    """Return a TOML file with its lines; `None`, and a problem, when it is none."""
    text = text_of(root, name, problems)
    return None if text is None else parsed_toml(name, text, problems)


def parsed_toml(name: str, text: str, problems: list[str]) -> Document | None:
    """Return a text of TOML with its lines; `None`, and a problem, when it is none."""
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at else text.rstrip("\n").count("\n") + 1
        what = _AT_LINE.sub("", str(error)).strip() if not isinstance(error, RecursionError) else "brackets nest too deep"
        problems.append(f"{name}:{line}: this is no TOML ({what}); check quotes, brackets and commas there")
        return None
    return Document(name=name, values=values, lines=toml_lines(text))


def yaml_document(root: Path, name: str, problems: list[str]) -> Document | None:
    """Return a YAML file whose first document is a mapping, with its lines; every scalar is a text."""
    text = text_of(root, name, problems)
    if text is None:
        return None
    try:
        node, values = _yaml_mapping(text)
    except (yaml.YAMLError, RecursionError) as error:
        problems.append(f"{name}:{_yaml_line(error, text)}: this is no YAML; check indents, quotes and colons there")
        return None
    if not isinstance(node, yaml.MappingNode) or not isinstance(values, dict):
        problems.append(f"{name}:1: the file holds no keys and values; write `_id:`, `name:` and `keywords:`, or move it away")
        return None
    lines: dict[Key, int] = {(str(key.value),): key.start_mark.line + 1 for key, _ in node.value}
    return Document(name=name, values={str(key): value for key, value in values.items()}, lines=lines)


def _yaml_mapping(text: str) -> tuple[yaml.Node | None, object]:
    """Return the first document's node and its value, if it is a mapping.

    BaseLoader makes texts, lists and mappings only: no tag can build anything, and a keyword `no` or `on` stays a word.
    """
    loader = yaml.BaseLoader(text)
    try:
        node = loader.get_node() if loader.check_node() else None
        return node, loader.construct_document(node) if isinstance(node, yaml.MappingNode) else None
    finally:
        loader.dispose()


def _yaml_line(error: Exception, text: str) -> int:
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position) + 1
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1
