"""The record format: a Markdown file's front matter, written and read.

A record is a mapping in the reference system's field order and quoting, so that a consumer of its files reads ours:

    ---
    category: news
    title: "…"
    …
    published: true
                                a blank line between groups, and around every list or mapping
    provider:
      name: MarketWatch         plain where the format is plain and a plain scalar reads back as the same text
    …
    ---
                                nothing follows: the body is empty

Strings are written with YAML's own escapes (JSON's are not all YAML) and never span lines, so no line of a value can
look like the end of the front matter. Liquid marks stay as they are: Jekyll does not render front matter.
"""

from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime
from functools import lru_cache
import math
from operator import itemgetter
import re
from typing import TypeAlias, cast

import yaml

from newsloom.errors import RecordError
from newsloom.text import safe

Value: TypeAlias = "bool | int | float | str | date | list[Value] | dict[str, Value] | None"
"""What a field may hold. Times are UTC-aware `datetime`s (a `date` too)."""

Record: TypeAlias = dict[str, Value]
"""A record's fields by name; a field that is not there is absent, never null."""

_GROUPS = (
    "category title excerpt publishedDateTime originalUrl webUrl ampWebUrl cdnAmpWebUrl type quality heat published".split(),
    ["featuredContent"],
    ["provider"],
    ["topics"],
    ["images"],
    ["related"],
    ["id", "updatedDateTime", "language", "story"],
    ["secured"],
)
_PLACES = {name: (group, place) for group, names in enumerate(_GROUPS) for place, name in enumerate(names)}
_UNKNOWN = (_PLACES["story"][0], len(_GROUPS[_PLACES["story"][0]]))

_PLAIN_FIELDS = frozenset("category type name domain topics id language relation first last phase".split())
"""The fields whose text the reference leaves unquoted, and our own additions of the same kind."""

_PLAIN = re.compile(r"\w(?:[\w &'’().+/,!?@%$*=;~–—-]|:(?![ :]|$))*")
_PLAIN_LIMIT = 256
_SWITCHES = frozenset("y n yes no on off true false null nan inf".split())
# Digits with any letter outside hexadecimal, exponent, base and time notations are no number in YAML 1.1 or 1.2.
_NO_NUMBER = re.compile(r"[g-np-su-wyG-NP-SU-WY]|[^\x00-\x7f]")

_NESTED = (dict, list)

_CONSTANTS = {True: "true", False: "false", None: "null"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P"}
_ESCAPED = re.compile("[" + re.escape("".join(_ESCAPES)) + "]")

LONGEST_NAME = 128
"""Longest field name in characters. libyaml gives up on a key beyond 1,024 octets; no field of ours has more than 20 letters."""

DEEPEST = 16
"""Deepest nesting that is read; the format's own depth is 4."""


def emit(record: Record) -> str:
    r"""Write a record.

    Known fields come in the format's order, unknown ones behind our additions; nested fields keep their own order.

    Returns:
        The whole file's text, in lines ended by `\n`.

    Raises:
        RecordError: a field name is too long to be read back.

    Example:
        >>> print(emit({"secured": "x", "title": 'Say "hi"', "category": "news", "topics": ["AI", "Yes"]}), end="")
        ---
        category: news
        title: "Say \"hi\""
        <BLANKLINE>
        topics:
          - AI
          - "Yes"
        <BLANKLINE>
        secured: "x"
        ---
        <BLANKLINE>
    """
    placed = [(_PLACES.get(name, _UNKNOWN), name, value) for name, value in record.items()]
    lines = ["---"]
    before = None
    for (group, _), name, value in sorted(placed, key=itemgetter(0)):
        nested = _is_nested(value)
        if before is not None and (nested or before != (group, False)):
            lines.append("")
        _field(lines, name, value, "", _PLAIN_FIELDS.__contains__)
        before = group, nested
    return "\n".join((*lines, "---", "", ""))


def document(fields: Record) -> str:
    r"""Write a data file: the same YAML without fences or groups, all text plain where that reads back as the same text.

    Example:
        >>> print(document({"taxonomy": "topic", "hashtags": ["#AI"]}), end="")
        taxonomy: topic
        hashtags:
          - "#AI"
    """
    lines: list[str] = []
    _block(lines, fields, "", "", lambda _: True)
    return "\n".join((*lines, ""))


def _is_nested(value: Value) -> bool:
    return isinstance(value, _NESTED) and bool(value)


def _field(lines: list[str], name: str, value: Value, indent: str, is_plain: Callable[[str], bool]) -> None:
    if len(name) > LONGEST_NAME:
        raise RecordError(f"the field name {name[:40]!r}… has {len(name)} characters; use at most {LONGEST_NAME}")
    if _is_nested(value):
        lines.append(f"{indent}{_plain(name)}:")
        _block(lines, value, indent + "  ", name, is_plain)
    else:
        lines.append(f"{indent}{_plain(name)}: {_scalar(value, plain=is_plain(name))}")


def _block(lines: list[str], value: Value, indent: str, name: str, is_plain: Callable[[str], bool]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _field(lines, key, inner, indent, is_plain)
        return
    for item in cast("list[Value]", value):
        if not _is_nested(item):
            lines.append(f"{indent}- {_scalar(item, plain=is_plain(name))}")
            continue
        if isinstance(item, list):
            lines.append(f"{indent}-")
        first = len(lines)
        _block(lines, item, indent + "  ", name, is_plain)
        if isinstance(item, dict):  # its first field stands beside the hyphen
            lines[first] = f"{indent}- {lines[first][len(indent) + 2 :]}"


def _scalar(value: Value, *, plain: bool) -> str:
    if isinstance(value, str):
        return _plain(value) if plain else _quoted(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return _number(value)
    # Whole numbers and what is empty look in YAML as they do in Python.
    return _CONSTANTS[value] if isinstance(value, bool | None) else str(value)


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    mantissa, exponent, power = repr(value).partition("e")
    return mantissa + ("" if "." in mantissa else ".0") + exponent + power  # YAML 1.1 knows no 1e+20


def _quoted(text: str) -> str:
    return '"' + _ESCAPED.sub(lambda match: _ESCAPES[match[0]], safe(text)) + '"'


@lru_cache(maxsize=8192)  # field names, publishers and topics: few, and each in many records
def _plain(text: str) -> str:
    text = safe(text)
    if len(text) > _PLAIN_LIMIT or not _PLAIN.fullmatch(text) or text.endswith(" "):
        return _quoted(text)
    is_word = text.lower() not in _SWITCHES if text[0].isalpha() else _NO_NUMBER.search(text)
    return text if is_word else _quoted(text)


class _Loader(yaml.CSafeLoader):
    """The safe loader that takes no field twice and no field name but a string."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 (the library's signature)
        """Build a mapping, or say where it is none of ours."""
        seen = set()
        for key, _ in node.value:
            if key.tag != "tag:yaml.org,2002:str" or key.value in seen:
                problem = "a field stands here twice, or its name is not a text"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def parse(text: str) -> Record:
    r"""Read a record's fields, in their order. Lines may end in `\n` or `\r\n`; unknown fields are kept.

    Raises:
        RecordError: the text is not a record; the message names the line.

    Example:
        >>> parse('---\ncategory: news\ntitle: "A: b"\nquality: 76\n---\n\n')
        {'category': 'news', 'title': 'A: b', 'quality': 76}
        >>> parse("---\ntitle: a\ntitle: b\n---\n")
        Traceback (most recent call last):
        newsloom.errors.RecordError: line 3: a field stands here twice, or its name is not a text
    """
    lines = text.removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() != "---":
        raise RecordError("line 1: a record begins with a line of three hyphens")
    end = next((number for number, line in enumerate(lines) if number and line.rstrip() == "---"), 0)
    if not end:
        raise RecordError(f"line {len(lines)}: the front matter does not end; close it with a line of three hyphens")
    if any(line.strip() for line in lines[end + 1 :]):
        raise RecordError(f"line {end + 2}: a record's body is empty; put what follows the front matter into a field")
    loaded = _load("\n".join(lines[1:end]))
    if not isinstance(loaded, dict):
        raise RecordError("line 2: the front matter is not a mapping of fields")
    seen: set[int] = set()
    return {name: _checked(value, name, 1, seen) for name, value in loaded.items()}


def _load(front: str) -> object:
    try:
        return yaml.load(front, Loader=_Loader)  # noqa: S506 (a subclass of the safe loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + 2}" if mark else "line 2"
        raise RecordError(f"{line}: {error.problem or error.context or 'this is not YAML'}") from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise RecordError(f"line 2: the front matter cannot be read: {error}") from None


def _checked(value: object, place: str, depth: int, seen: set[int]) -> Value:
    match value:
        case datetime():
            return _in_utc(value, place)
        case None | bool() | int() | float() | str() | date():
            return value
        case dict() | list() if id(value) in seen or depth > DEEPEST:
            # A few aliases of aliases unfold into more than any memory holds.
            raise RecordError(f"{place}: repeated by an alias, or nested more than {DEEPEST} deep; write it out")
        case dict():
            seen.add(id(value))
            return {name: _checked(inner, f"{place}.{name}", depth + 1, seen) for name, inner in value.items()}
        case list():
            seen.add(id(value))
            return [_checked(inner, f"{place}[{number}]", depth + 1, seen) for number, inner in enumerate(value)]
    raise RecordError(f"{place}: a {type(value).__name__} has no place in a record")


def _in_utc(value: datetime, place: str) -> datetime:
    try:
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except OverflowError:
        raise RecordError(f"{place}: {value.isoformat()} lies outside the years 1 to 9999 in UTC; write another time") from None
