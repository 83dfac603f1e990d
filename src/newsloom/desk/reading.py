"""Desk files, read: every `[[decision]]` by itself, so that a bad one never loses the others."""

from collections.abc import Iterator
from datetime import date, datetime
from difflib import get_close_matches
import re
import tomllib
from typing import Any, get_args

from newsloom import ids, times, urls
from newsloom.types import Decision

_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*decision[ \t]*\]\]", re.MULTILINE)
_ID = re.compile(rf"a[0-9a-f]{{{2 * ids.DIGEST_BYTES}}}")
_AT_LINE = re.compile(r" ?\(at line (\d{1,9}), column \d{1,9}\)| ?\(at end of document\)")

OBEYED: tuple[str, ...] = get_args(Decision.__annotations__["do"])
"""The verbs that this version obeys."""
LATER = ("retitle", "retopic", "rescore", "trust", "distrust", "take-down")
"""The verbs of the format that it does not obey yet."""
LINKS = ("must-link", "cannot-link")
KEYS = ("do", "item", "items", "reason", "by", "until", "value", "publisher")


class _ProblemError(Exception):
    """What is wrong with one decision; the first of the keys that it has names the line."""

    def __init__(self, what: str, *keys: str) -> None:
        super().__init__(what)
        self.keys = keys


def parse(text: str, place: str) -> tuple[tuple[Decision, ...], tuple[str, ...]]:
    r"""Read a desk file.

    Args:
        text: the file's TOML.
        place: the file's name, for `Decision.place` and for problems.

    Returns:
        The decisions that can be obeyed, and one problem (`file:line: what, fix`) for everything that cannot.

    Example:
        >>> good = '[[decision]]\ndo = "pin"\nitem = "https://news.example/a"\nreason = "launch day"\n'
        >>> decisions, problems = parse(good + good.replace("pin", "pinn"), "desk/today.toml")
        >>> decisions[0].do, decisions[0].place
        ('pin', 'desk/today.toml:1')
        >>> problems
        ('desk/today.toml:6: "pinn" is no decision; did you mean "pin"?',)
    """
    outcomes = [outcome for line, block in _blocks(text) for outcome in _outcomes(block, place, line)]
    decisions = tuple(outcome for outcome in outcomes if isinstance(outcome, Decision))
    return decisions, tuple(outcome for outcome in outcomes if isinstance(outcome, str))


def _outcomes(block: str, place: str, line: int) -> Iterator[Decision | str]:
    """Yield what a block holds: decisions, and problems as text."""
    try:
        tables = _tables(block)
    except tomllib.TOMLDecodeError as error:
        within = _AT_LINE.search(str(error))
        at = int(within[1]) - 1 if within and within[1] else block.rstrip("\n").count("\n")
        yield f"{place}:{line + at}: {_AT_LINE.sub('', str(error))}; mend the TOML of this decision"
        return
    except _ProblemError as problem:
        yield f"{place}:{line + _offset(block, *problem.keys)}: {problem}"
        return
    for table in tables:
        try:
            yield _decision(table, f"{place}:{line}")
        except _ProblemError as problem:
            yield f"{place}:{line + _offset(block, *problem.keys)}: {problem}"


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield each decision's text and its first line; what stands before the first decision comes first."""
    starts = [match.start() for match in _HEADER.finditer(text)]
    for start, end in zip([0, *starts], [*starts, len(text)], strict=True):
        if block := text[start:end]:
            yield text.count("\n", 0, start) + 1, block


def _tables(block: str) -> list[dict[str, Any]]:
    data = tomllib.loads(block)
    tables = data.pop("decision", [])
    for key in data:
        raise _ProblemError(f'"{key}" stands outside of a decision; begin one with [[decision]]', key)
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _ProblemError("a decision is a table; begin each with [[decision]]", "decision")
    return tables


def _decision(table: dict[str, Any], place: str) -> Decision:
    for key in table:
        if key not in KEYS:
            raise _ProblemError(f'a decision has no "{key}"{_nearest(key, KEYS)}', key)
    do = _verb(table.get("do", ""))
    items = tuple(dict.fromkeys(_items(table)))
    if not items:
        raise _ProblemError(f'"{do}" names no item; add item = "ADDRESS"', "items", "do")
    if do in LINKS and len(items) == 1:
        raise _ProblemError(f'"{do}" is about two items or more; add items = ["ADDRESS", "ADDRESS"]', "items", "item")
    reason = _text(table, "reason")
    if not reason:
        raise _ProblemError(f'"{do}" has no reason; add reason = "…", it is shown wherever the decision shows', "reason", "do")
    return Decision(do=do, items=items, reason=reason, by=_text(table, "by"), until=_until(table.get("until")), place=place)


def _verb(do: object) -> Any:  # noqa: ANN401 - one of the literals of Decision.do
    if do in OBEYED:
        return do
    if do in LATER:
        what = f'"{do}" is not obeyed by this version yet; take the decision out or use {", ".join(OBEYED)}'
    elif do:
        what = f'"{do}" is no decision{_nearest(str(do), OBEYED + LATER)}'
    else:
        what = f"a decision without a verb; add do = one of {', '.join(OBEYED)}"
    raise _ProblemError(what, "do")


def _items(table: dict[str, Any]) -> Iterator[str]:
    """Yield the ids of the articles that `item` and `items` name."""
    several = table.get("items", [])
    if not isinstance(several, list):
        raise _ProblemError('items is a list; write items = ["ADDRESS", "ADDRESS"]', "items")
    if "item" in table:
        yield _article(table["item"], "item")
    for value in several:
        yield _article(value, "items")


def _article(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise _ProblemError(f"{value!r} is no address; write it in quotes", key)
    if _ID.fullmatch(value.strip()):
        return value.strip()
    address = value if "://" in value else f"https://{value.strip()}"
    if "." not in urls.hostname(urls.absolute(address)):
        raise _ProblemError(f'"{value}" is neither an address nor an article\'s id; copy one from `newsloom explain`', key)
    return ids.article_id(urls.absolute(address))


def _text(table: dict[str, Any], key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise _ProblemError(f"{key} is a text; write it in quotes", key)
    return value.strip()


def _until(value: object) -> datetime | None:
    """Return the moment a decision ends; a time without a zone is UTC, a day ends a decision as it begins."""
    text = f"{value}T00:00:00" if isinstance(value, date) and not isinstance(value, datetime) else str(value)
    moment = None if value is None else times.parse(text)
    if moment is None and value is not None:
        raise _ProblemError(f"{text!r} is no time; write until = 2026-12-01T00:00:00Z", "until")
    return moment


def _nearest(word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word, known, n=1)
    return f'; did you mean "{near[0]}"?' if near else f"; known are {', '.join(known)}"


def _offset(block: str, *keys: str) -> int:
    """Return the line, within a block, of the first of the keys that stands there; the block's first line if none does."""
    for key in keys:
        if found := re.search(rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=", block, re.MULTILINE):
            return block.count("\n", 0, found.start())
    return 0
