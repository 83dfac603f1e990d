"""Desk files, read: every `[[decision]]` by itself, so that a bad one never loses the others."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
import re
import tomllib
from typing import Any, cast, get_args

from newsloom import ids, times, urls
from newsloom.desk.values import PUBLISHERS, VALUED, nearest, publisher, value, words
from newsloom.text import one_line
from newsloom.types import Decision, Verb

_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*decision[ \t]*\]\]", re.MULTILINE)
_ID = re.compile(rf"[as][0-9a-f]{{{2 * ids.DIGEST_BYTES}}}")
# A record's name begins with its day (`flows.judging.record_names`); before it stands its folder or nothing, never a host.
_RECORD = re.compile(r"(?:(?:[\w.-]{1,64}/){0,4}_news/)?\d{4}-\d{2}-\d{2}[\w-]{0,128}\.md")
_AT_LINE = re.compile(r" ?\(at line (\d{1,9}), column \d{1,9}\)| ?\(at end of document\)")

VERBS: tuple[str, ...] = get_args(Verb)
"""The verbs of the format."""
LINKS = ("must-link", "cannot-link")
KEYS = ("do", "item", "items", "publisher", "value", "reason", "by", "until")


def parse(text: str, place: str, topics: Collection[str] | None = None) -> tuple[tuple[Decision, ...], tuple[str, ...]]:
    r"""Read a desk file.

    Args:
        text: the file's TOML.
        place: the file's name, for `Decision.place` and for problems.
        topics: the names of the hub's topics; `None` when nobody knows them, and then any name will do.

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
    outcomes = [outcome for line, block in _blocks(text) for outcome in _outcomes(block, place, line, topics)]
    decisions = tuple(outcome for outcome in outcomes if isinstance(outcome, Decision))
    return decisions, tuple(outcome for outcome in outcomes if isinstance(outcome, str))


def _outcomes(block: str, place: str, line: int, topics: Collection[str] | None) -> Iterator[Decision | str]:
    """Yield what a block holds: decisions, and problems as text."""
    try:
        data = tomllib.loads(block)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no TOMLDecodeError, nor are a thousand brackets
        said = "brackets nest too deep" if isinstance(error, RecursionError) else str(error)
        within = _AT_LINE.search(said)
        at = int(within[1]) - 1 if within and within[1] else block.rstrip("\n").count("\n")
        yield f"{place}:{line + at}: {_AT_LINE.sub('', said)}; mend the TOML of this decision"
        return
    strays = data.keys() - {"decision"}
    problems = [(_offset(block, key), f'"{key}" stands outside of a decision; begin one with [[decision]]') for key in strays]
    tables = data.get("decision", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        problems.append((_offset(block, "decision"), "a decision is a table; begin each with [[decision]]"))
        tables = []
    for table in tables:
        reading = _Reading(table, topics)
        decision = reading.decision(f"{place}:{line}")
        problems += ((_offset(block, *keys), what) for what, keys in reading.problems)
        if not reading.problems:
            yield decision
    yield from (f"{place}:{line + offset}: {what}" for offset, what in sorted(problems))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield each decision's text and its first line; what stands before the first decision comes first."""
    starts = [match.start() for match in _HEADER.finditer(text)]
    for start, end in zip([0, *starts], [*starts, len(text)], strict=True):
        if block := text[start:end]:
            yield text.count("\n", 0, start) + 1, block


class _Reading:
    """One decision under reading. Every mistake is noted with the keys of which the first that stands there names its line."""

    def __init__(self, table: dict[str, Any], topics: Collection[str] | None) -> None:
        self._table, self._topics = table, topics
        self.problems: list[tuple[str, tuple[str, ...]]] = []

    def _problem(self, what: str, *keys: str) -> None:
        self.problems.append((what, keys))

    def decision(self, place: str) -> Decision:
        """Return the decision; it is whole when there are no problems."""
        for key in self._table.keys() - set(KEYS):
            self._problem(f'a decision has no "{key}"{nearest(key, KEYS)}', key)
        do = self._verb()
        what = f'"{do}"' if do else "the decision"
        whom = self._publisher(do)
        items = () if do in PUBLISHERS else self._items(do, what)
        asked = self._value(do)
        stated = self._table.get("reason", "")
        if isinstance(stated, str) and not one_line(stated):
            self._problem(f'{what} has no reason; add reason = "…", it is shown wherever the decision shows', "reason", "do")
        return Decision(
            do=cast("Any", do),
            items=items,
            publisher=whom,
            value=asked,
            reason=self._text("reason"),
            by=self._text("by"),
            until=self._until(),
            place=place,
        )

    def _verb(self) -> str:
        do = self._table.get("do", "")
        if do in VERBS:
            return str(do)
        if do:
            self._problem(f'"{do}" is no decision{nearest(str(do), VERBS)}', "do")
        else:
            self._problem(f"a decision without a verb; add do = one of {', '.join(VERBS)}", "do")
        return ""

    def _publisher(self, do: str) -> str:
        """Return the publisher that a decision is about, where it is about one."""
        if do in PUBLISHERS:
            for key in ("item", "items"):
                if key in self._table:
                    self._problem(f'"{do}" is about a publisher; write publisher = "example.com" instead', key)
            found, problem = publisher(self._table.get("publisher"))
            if problem:
                self._problem(f'"{do}" {problem}', "publisher", "do")
            return found
        if do and "publisher" in self._table:
            self._problem(f'"{do}" is about items, not about a publisher; write item = "ADDRESS" instead', "publisher")
        return ""

    def _value(self, do: str) -> str | int | tuple[str, ...]:
        """Return what a decision sets, where it sets something."""
        if do in VALUED:
            found, problems = value(do, self._table.get("value"), self._topics)
            for problem in problems:
                self._problem(problem, "value", "do")
            return found
        if do and "value" in self._table:
            self._problem(f'"{do}" takes no value; take it out', "value")
        return ""

    def _items(self, do: str, what: str) -> tuple[str, ...]:
        """Return the items that `item` and `items` name, two spellings of one address as one."""
        several = self._table.get("items", [])
        if not isinstance(several, list):
            self._problem('items is a list; write items = ["ADDRESS", "ADDRESS"]', "items")
            return ()
        stated = [(value, "items") for value in several]
        if "item" in self._table:
            stated.insert(0, (self._table["item"], "item"))
        names = [self._name(value, key) for value, key in stated]
        items = {ids.article_id(name): name for name in reversed(names) if name}
        if not stated:
            self._problem(f'{what} names no item; add item = "ADDRESS"', "items", "do")
        elif all(names) and len(items) < (2 if do in LINKS else 1):
            self._problem(f'{what} is about two items or more; add items = ["ADDRESS", "ADDRESS"]', "items", "item")
        elif do == "retitle" and len(items) > 1:
            self._problem(f"{what} is about one item; give each a decision of its own", "items", "item")
        return tuple(reversed(items.values()))

    def _name(self, value: object, key: str) -> str:
        """Return an item's name as the hub can look it up: an id, a record's file name, or an address that could be asked for."""
        if not isinstance(value, str):
            self._problem(f"{str(value)[:80]} is no address; write it in quotes", key)
            return ""
        name = value.strip()
        if _ID.fullmatch(name):
            return name
        if _RECORD.fullmatch(name):
            return name.rpartition("/")[2]
        address = urls.absolute(name if "://" in name else f"https://{name}")
        if "." not in urls.hostname(address):
            self._problem(f'"{value}" is neither an address nor an id nor a record\'s path; copy one from `newsloom explain`', key)
            return ""
        return address

    def _text(self, key: str) -> str:
        found, problem = words(key, self._table.get(key, ""))
        if problem:
            self._problem(problem, key)
        return found

    def _until(self) -> datetime | None:
        """Return the moment a decision ends; a time without a zone is UTC, a day ends a decision as it begins."""
        value = self._table.get("until")
        text = f"{value}T00:00:00" if isinstance(value, date) and not isinstance(value, datetime) else str(value)[:80]
        moment = None if value is None else times.parse(text)
        if moment is None and value is not None:
            self._problem(f"{text!r} is no time; write until = 2026-12-01T00:00:00Z", "until")
        return moment


def _offset(block: str, *keys: str) -> int:
    """Return the line, within a block, of the first of the keys that stands there; the block's first line if none does."""
    for key in keys:
        if found := re.search(rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=", block, re.MULTILINE):
            return block.count("\n", 0, found.start())
    return 0
