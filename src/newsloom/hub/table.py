"""Read tables: every value is taken by name and kind, every mistake is noted with its line, and reading goes on."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
import re

from msgspec import Struct

from newsloom.hub.lines import Key, nearest_line
from newsloom.text import printable

Values = Mapping[str, object]

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "text in quotes", list: "a list", dict: "a table"}


class Document(Struct, frozen=True, kw_only=True):
    """A file that could be read: its path below the hub, its values, and the line of each."""

    name: str
    values: Values
    lines: Mapping[Key, int]


def seconds(text: str) -> float | None:
    """Return a duration (`30m`, `1.5s`, `2h`, `250ms`, `1d`) in seconds; `None` for anything else.

    Example:
        >>> seconds("30m"), seconds("0s"), seconds("soon")
        (1800.0, 0.0, None)
    """
    matched = _DURATION.fullmatch(text)
    return float(matched[1]) * _SECONDS[matched[2]] if matched else None


def nearest(word: str, known: Collection[str]) -> str:
    """Return words that name the nearest known one, or all of them when none is near.

    Example:
        >>> nearest("titel", ["title", "url"]), nearest("xyz", ["title", "url"])
        ('did you mean `title`?', 'known are `title`, `url`')
    """
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), folded, n=1)
    if near:
        return f"did you mean `{folded[near[0]]}`?"
    return "known are " + ", ".join(f"`{name}`" for name in known) if known else "none is known"


class Table:
    """A table of a document under reading.

    A value that is missing or wrong becomes the default; a wrong one is noted in `problems`. What was asked for is
    what is known: `finish` reports every other key.
    """

    def __init__(self, document: Document, problems: list[str], values: Values | None = None, path: Key = ()) -> None:
        self.document = document
        self.problems = problems
        self.path = path
        self.values = document.values if values is None else values
        self._asked: list[str] = []

    def line(self, key: str) -> int:
        """Return the line of a key, or the table's where the key is missing."""
        return nearest_line(self.document.lines, (*self.path, key))

    def problem(self, key: str, what: str) -> None:
        """Note what is wrong with a key."""
        self.problems.append(f"{self.document.name}:{self.line(key)}: {what}")

    def take(self, key: str, kind: type, hint: str = "") -> object | None:
        """Return the value of a key when it is of this kind; `hint` says what to write instead."""
        self._asked.append(key)
        value = self.values.get(key)
        if value is None or (isinstance(value, kind) and isinstance(value, bool) == (kind is bool)):
            return value
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            return value
        self.problem(key, f"`{key}` must be {_KINDS[kind]}{hint}")
        return None

    def text(self, key: str, default: str = "", hint: str = "") -> str:
        """Return one line of text: printable characters, runs of blanks as one."""
        value = self.take(key, str, hint)
        return " ".join(printable(value).split()) if isinstance(value, str) else default

    def needed(self, key: str, advice: str) -> str:
        """Return one line of text that may not be missing or empty; `advice` says so and what to write."""
        value = self.text(key)
        if not value and isinstance(self.values.get(key, ""), str):
            self.problem(key, advice)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; an empty text, or one that is no text, is a problem."""
        values = self.take(key, list, ', such as ["one", "two"]')
        texts = (
            [" ".join(printable(value).split()) if isinstance(value, str) else "" for value in values] if isinstance(values, list) else []
        )
        if not all(texts):
            self.problem(key, f"`{key}` must hold nothing but texts in quotes, none of them empty")
        return tuple(filter(None, texts))

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.take(key, bool)
        return value if isinstance(value, bool) else default

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        value = self.take(key, int)
        if not isinstance(value, int) or low <= value <= high:
            return value if isinstance(value, int) else default
        self.problem(key, f"`{key}` is {value}; it must be from {low} to {high}")
        return default

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """Return a number above `low` and up to `high`."""
        value = self.take(key, float)
        if not isinstance(value, int | float) or low < value <= high:
            return float(value) if isinstance(value, int | float) else default
        self.problem(key, f"`{key}` is {value}; it must be above {low:g} and at most {high:g}")
        return default

    def duration(self, key: str, low: str, high: str) -> float | None:
        """Return a duration in seconds, `None` when there is none; the limits are durations too."""
        text = self.text(key, hint=', such as "30m"')
        if not text:
            return None
        value = seconds(text)
        if value is None:
            self.problem(key, f'`{key}` is "{text}", no duration; write a number and ms, s, m, h or d, such as "30m"')
        elif not (seconds(low) or 0.0) <= value <= (seconds(high) or 0.0):
            self.problem(key, f'`{key}` is "{text}"; it must be from {low} to {high}')
            return None
        return value

    def choice(self, key: str, default: str, allowed: Collection[str], later: Collection[str] = ()) -> str:
        """Return one of the allowed words; one of `later` is refused as not supported yet."""
        value = self.text(key, default)
        if value == default or value in allowed:
            return value
        if value in later:
            self.problem(key, f'`{key} = "{value}"` is not supported yet by this version; leave it out for now')
        else:
            self.problem(key, f'`{key} = "{value}"` is unknown; {nearest(value, allowed)}')
        return default

    def table(self, key: str) -> "Table":
        """Return the table of this name; an empty one when there is none."""
        value = self.take(key, dict, f"; write [{self._name(key)}]")
        return Table(self.document, self.problems, value if isinstance(value, dict) else {}, (*self.path, key))

    def tables(self, key: str) -> Iterator["Table"]:
        """Yield the elements of an array of tables."""
        values = self.take(key, list, f" of tables; write [[{self._name(key)}]]")
        for number, value in enumerate(values if isinstance(values, list) else ()):
            path = (*self.path, key, number)
            if isinstance(value, dict):
                yield Table(self.document, self.problems, value, path)
            else:
                self.problem(key, f"`{key}` must be a list of tables; write [[{self._name(key)}]]")

    def _name(self, key: str) -> str:
        return ".".join(str(name) for name in (*self.path, key) if not isinstance(name, int))

    def finish(self, later: Collection[str] = ()) -> None:
        """Report every key that nobody asked for; those of `later` are known, but nothing would come of them yet."""
        known = [*self._asked, *later]
        for key in self.values:
            if key in later:
                self.problem(key, f"`{key}` is not supported yet by this version; take the line out for now")
            elif key not in self._asked:
                self.problem(key, f"`{' '.join(printable(key).split())}` is unknown here; {nearest(key, known)}")
