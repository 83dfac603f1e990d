"""Every word of the pages and the letters, in the hub's language; and times and figures as that language writes them.

The words stand in `render/words/`, one TOML file a language; a hub's own `templates/words.toml` replaces some of them
(docs/how-to/translate-the-site.md). What a language has no word for is said in English. Pages are kept, so they never say *ago*; every
clock is UTC.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from html import escape
from importlib.resources import files
import re
import tomllib
import unicodedata

from minijinja import Markup

from newsloom.render.site.plurals import category, direction
from newsloom.text import primary

ENGLISH = "en"
"""The language whose file has every word."""

OWN = "words.toml"
"""A hub's own words, beside its own templates."""

HEARD = "said"
"""The table of what the stages say, whose keys are their English."""

Text = str | tuple[str, ...] | Mapping[str, str]
"""A word: a text, a list of them (months, days of the week), or a text for each plural category."""

_LINKED = '<a href="{to_'
"""How a word for a page holds the place of an address."""

_ISOLATE, _END = "\u2068", "\u2069"
"""First strong isolate and its end: what stands between them has a direction of its own (Unicode UAX #9)."""
_TAG = re.compile(r"&lt;(/?)([a-z_]{1,20})&gt;")
_LINK = re.compile(r"<(/?)([a-z_]{1,20})>")
_PLACE = re.compile(r"\{([a-z_]{1,20})\}")


def languages() -> list[str]:
    """Return the languages that the package has words for."""
    folder = files("newsloom.render").joinpath("words")
    return sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))


def flat(text: str) -> dict[str, Text]:
    r"""Return a file's words by their names, `table.word`.

    Raises:
        tomllib.TOMLDecodeError: this is no TOML.

    Example:
        >>> flat('[phase]\nrising = "Rising"\n[count]\nday = { one = "{n} day", other = "{n} days" }')["count.day"]
        {'one': '{n} day', 'other': '{n} days'}
    """
    found: dict[str, Text] = {}
    for table, words in tomllib.loads(text).items():
        for name, word in (words if isinstance(words, dict) else {"": words}).items():
            found[f"{table}.{name}"] = tuple(word) if isinstance(word, list) else word
    return found


def places(text: str) -> set[str]:
    """Return the names of what is put into a word: its values and its links.

    Example:
        >>> sorted(places("See <days>the days</days> of {month}."))
        ['days', 'month']
    """
    return {*_PLACE.findall(text), *(name for _, name in _LINK.findall(text))} - {"b"}


@cache
def packaged_words(language: str) -> Mapping[str, Text]:
    """Return what the package's file of a language says; nothing for a language that it has none of."""
    file = files("newsloom.render").joinpath("words", f"{language}.toml")
    return flat(file.read_text("utf-8")) if file.is_file() else {}


class Words:
    r"""The words of one language.

    Args:
        language: the hub's language tag; a language that the package does not have is spoken in English.
        own: the hub's own words as TOML; they come before the package's.

    Example:
        >>> (
        ...     Words("de-AT").say("count.story", n=1204),
        ...     Words("nl").say("phase.rising"),
        ...     Words("en", '[phase]\nrising = "Up"')["phase.rising"],
        ... )
        ('1.204 Nachrichten', 'Rising', 'Up')
    """

    def __init__(self, language: str = ENGLISH, own: str = "") -> None:
        spoken = packaged_words(primary(language))
        self.language = primary(language) if spoken else ENGLISH
        self.direction = direction(language)
        self._words: dict[str, Text] = {**packaged_words(ENGLISH), **spoken, **flat(own)}
        self._pages: dict[str, Text] = {name: _page(word) for name, word in self._words.items() if not name.startswith(f"{HEARD}.")}
        self._patterns = list(self._heard())
        self._grouped_from, self._thousands = int(str(self._words["language.grouped_from"])), str(self._words["language.thousands"])
        self._dates = {name.removeprefix("dates."): word for name, word in self._words.items() if name.startswith("dates.")}

    def __getitem__(self, name: str) -> Text:
        """Return a word as it stands in its file."""
        return self._words[name]

    def tables(self) -> dict[str, dict[str, str]]:
        """Return the words that need no value, table by table: what templates read as `words.table.word`."""
        found: dict[str, dict[str, str]] = {}
        for name, word in self._words.items():
            table, _, last = name.partition(".")
            if isinstance(word, str) and table != HEARD:
                found.setdefault(table, {})[last] = word
        return found

    def say(self, name: str, **values: object) -> str:
        """Return a word with its values put in, the form that the number `n` asks for."""
        return self._pick(self._words[name], values).format(**{key: self._put(value) for key, value in values.items()})

    def listed(self, names: Sequence[str]) -> str:
        """Write names one after the other.

        Example:
            >>> Words().listed(["Alpha", "Beta"])
            'Alpha, Beta'
        """
        return str(self._words["list.comma"]).join(map(self._put, names))

    def html(self, name: str, **values: object) -> Markup:
        """Return a word for a page: escaped, with its values put in, and a link wherever it says `<place>…</place>`.

        Args:
            name: `table.word`.
            **values: what stands in braces, as text or markup, and the address of each link.
        """
        word = self._pick(self._pages[name], values)
        put = {key: value if isinstance(value, Markup) else escape(self._put(value)) for key, value in values.items()}
        if _LINKED in word:
            put |= {f"to_{key}": escape(value) for key, value in values.items() if isinstance(value, str)}
        return Markup(word.format_map(put))

    def _pick(self, word: Text, values: Mapping[str, object]) -> str:
        if isinstance(word, str):
            return word
        if isinstance(word, tuple):
            return word[0]
        number = values["n"]
        return word.get(category(self.language, number if isinstance(number, int) else 0), "") or word["other"]

    def _put(self, value: object) -> str:
        """Write a value, apart from the sentence where either is written from right to left, so that neither turns the other's order."""
        if isinstance(value, int):
            return self.number(value)
        return f"{_ISOLATE}{value}{_END}" if self.direction == "rtl" or _turns(str(value)) else str(value)

    def heard(self, said: str) -> str:
        """Return what a stage said in this language; what it does not know, as it was said.

        Example:
            >>> Words("de").heard("press release"), Words("de").heard("3 days"), Words("de").heard("as the editor wrote")
            ('Pressemitteilung', '3 Tage', 'as the editor wrote')
        """
        known = self._words.get(f"{HEARD}.{said}")
        if isinstance(known, str) or not self._patterns:
            return known if isinstance(known, str) else said
        for pattern, word in self._patterns:
            if found := pattern.fullmatch(said):
                values: dict[str, object] = {key: int(part) if key == "n" else self.heard(part) for key, part in found.groupdict().items()}
                return self._pick(word, values).format(**{key: self._put(value) for key, value in values.items()})
        return said

    def _heard(self) -> Iterator[tuple[re.Pattern[str], Text]]:
        """Yield the sentences with places in them, as patterns, where this language says them otherwise."""
        for name, word in self._words.items():
            english = name.removeprefix(f"{HEARD}.")
            if english not in (name, word) and _PLACE.search(english):
                yield _pattern(english), word

    def number(self, value: int) -> str:
        """Write a whole number.

        Example:
            >>> Words("en").number(1204), Words("es").number(1204), Words("es").number(12040)
            ('1,204', '1204', '12.040')
        """
        return str(value) if value < self._grouped_from else f"{value:,}".replace(",", self._thousands)

    def when(self, moment: datetime) -> str:
        """Write a time in full.

        Example:
            >>> from newsloom.times import parse
            >>> [Words(tag).when(parse("2031-03-04T05:44Z")) for tag in ("en", "de")]
            ['4 March 2031, 05:44 UTC', '4. März 2031, 05:44 UTC']
        """
        return self._dated("when", moment, moment)

    def moment(self, at: datetime, near: datetime) -> str:
        """Write a time for a page made at `near`: the year is said where it is another one.

        Example:
            >>> from newsloom.times import parse
            >>> [Words().moment(parse("2031-03-04T05:44Z"), parse(made)) for made in ("2031-03-05", "2032-01-01")]
            ['4 March, 05:44', '4 March 2031, 05:44']
        """
        return self._dated("moment" if at.year == near.year else "moment_year", at, at)

    def clock(self, at: datetime, day: date) -> str:
        """Write a time on the page of a day: the clock alone, with the date where it lies on another day.

        Example:
            >>> from newsloom.times import parse
            >>> at = parse("2031-03-04T05:44Z")
            >>> Words().clock(at, at.date()), Words().clock(at, date(2031, 3, 3))
            ('05:44', '4 March, 05:44')
        """
        return _clock(at) if at.date() == day else self._dated("moment", at, at)

    def tick(self, at: datetime) -> str:
        """Write a time as short as an axis needs it, with its day.

        Example:
            >>> from newsloom.times import parse
            >>> Words().tick(parse("2031-03-04T05:44Z"))
            '4 Mar 05:44'
        """
        return self._dated("tick", at, at)

    def day_name(self, day: date) -> str:
        """Write a day in full.

        Example:
            >>> Words().day_name(date(2031, 3, 4)), Words("fr").day_name(date(2031, 4, 1))
            ('Tuesday 4 March 2031', 'mardi 1er avril 2031')
        """
        return self._dated("day_name", day)

    def weekday(self, day: date) -> str:
        """Write a day of the week in a few letters.

        Example:
            >>> Words().weekday(date(2031, 3, 4))
            'Tue'
        """
        return self._dates["weekdays_short"][day.weekday()]  # type: ignore[index]

    def month(self, day: date) -> str:
        """Write a month.

        Example:
            >>> Words().month(date(2031, 3, 4))
            'March 2031'
        """
        return self._dated("month", day)

    def _dated(self, form: str, day: date, at: datetime | None = None) -> str:
        dates = self._dates
        return str(dates[form]).format(
            day=day.day if day.day > 1 else dates["first"],
            month=dates["months"][day.month - 1],  # type: ignore[index]
            month_short=dates["months_short"][day.month - 1],  # type: ignore[index]
            weekday=dates["weekdays"][day.weekday()],  # type: ignore[index]
            year=day.year,
            clock=_clock(at) if at else "",
        )


@cache
def words_in(language: str, own: str = "") -> Words:
    """Return the words of a language, read once."""
    return Words(language, own)


def signed(points: int) -> str:
    """Write points with their sign, the minus as long as the plus.

    Example:
        >>> signed(3), signed(-3), signed(0)
        ('+3', '−3', '0')
    """
    return f"{points:+d}".replace("-", "\N{MINUS SIGN}") if points else "0"


def _turns(text: str) -> bool:
    """Tell whether a text has letters that are written from right to left (the Bidi_Class of UAX #9)."""
    return not text.isascii() and any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def _clock(at: datetime) -> str:
    return f"{at.hour:02}:{at.minute:02}"


def _page(word: Text) -> Text:
    """Return a word as HTML, its links waiting for their addresses."""
    if isinstance(word, str):
        return _TAG.sub(_element, escape(word, quote=False))
    return word if isinstance(word, tuple) else {form: str(_page(text)) for form, text in word.items()}


def _element(tag: re.Match[str]) -> str:
    if tag[2] == "b":
        return f"<{tag[1]}b>"
    return "</a>" if tag[1] else f'{_LINKED}{tag[2]}}}">'


def _pattern(english: str) -> re.Pattern[str]:
    """Return what finds a sentence's values: figures for `n`, anything for the others. Few and bounded, so no text makes it slow."""
    parts = _PLACE.split(english)
    return re.compile("".join(re.escape(part) if place % 2 == 0 else _group(part) for place, part in enumerate(parts)))


def _group(name: str) -> str:
    return r"(?P<n>[0-9]{1,9})" if name == "n" else rf"(?P<{name}>.{{1,500}}?)"
