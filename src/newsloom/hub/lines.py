"""Where things stand in a file: the line of every table and key, so that a mistake can be shown and not only named."""

from collections.abc import Iterator, Mapping
import re
import tomllib

Key = tuple[str | int, ...]
"""A place in a document: names of tables and keys, and numbers of elements, from the outside in."""

# The grammar of TOML 1.0 as far as it decides where a statement ends; every alternative starts differently, so this is linear.
_TOKEN = re.compile(
    r"""
    (?P<string> \"{3} (?: [^"\\]++ | \\. | \"{1,2}(?!\") )*+ \"{3,5}
              | '{3} (?: [^']++ | '{1,2}(?!') )*+ '{3,5}
              | \" (?: [^"\\\n]++ | \\. )*+ \"
              | ' [^'\n]*+ ' )
    | (?P<comment> \#[^\n]*+ )
    | (?P<newline> \n )
    | (?P<mark> [\[\]{}=,.] )
    | (?P<bare> [^\s\[\]{}=,.\#"']++ )
    """,
    re.VERBOSE | re.DOTALL,
)


def toml_lines(text: str) -> dict[Key, int]:
    r"""Return the line of every table header and key of a valid TOML text, counted from 1.

    What stands inside a value (an inline table, an array) has the line of its key.

    Example:
        >>> toml_lines('[hub]\ntitle = "A"\n[[sources]]\nurl = "u"\n[[sources]]\n')[("sources", 1)]
        5
    """
    lines: dict[Key, int] = {}
    elements: dict[Key, int] = {}
    table: Key = ()
    for line, names, opened in _statements(text):
        if opened:
            table = _enter(names, elements, array=opened > 1)
            lines.setdefault(table, line)
        else:
            for end in range(1, len(names) + 1):
                lines.setdefault((*table, *names[:end]), line)
    return lines


def _statements(text: str) -> Iterator[tuple[int, list[str], int]]:
    """Yield each statement's line, its names, and how many brackets open it (0: a key, 1: a table, 2: an array's element)."""
    names: list[str] = []
    line, opened, depth, in_value = 1, 0, 0, False
    for token in _TOKEN.finditer(text + "\n"):
        kind, word = token.lastgroup, token.group()
        if kind == "newline" and depth == 0:
            if names and not in_value:
                yield line, names, opened
            names, opened, in_value = [], 0, False
        elif in_value:
            depth += (word in ("[", "{")) - (word in ("]", "}"))
        elif word == "[":
            opened += 1
        elif word == "=":
            yield line, names, 0
            in_value = True
        elif kind in ("string", "bare"):
            names.append(word if kind == "bare" else tomllib.loads(f"name = {word}")["name"])
        line += word.count("\n")


def _enter(names: list[str], elements: dict[Key, int], *, array: bool) -> Key:
    path: Key = ()
    for name in names[:-1]:
        path = (*path, name)
        path = (*path, elements[path]) if path in elements else path
    path = (*path, *names[-1:])
    if not array:
        return path
    elements[path] = elements.get(path, -1) + 1
    return (*path, elements[path])


def nearest_line(lines: Mapping[Key, int], place: Key) -> int:
    """Return the line of the innermost known thing around a place; 1 when nothing around it is known.

    Example:
        >>> nearest_line({("hub",): 3}, ("hub", "title"))
        3
    """
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)
