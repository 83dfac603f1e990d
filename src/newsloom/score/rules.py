r"""Rules: phrases that give away a kind of article, a piece of news or a style, read as data and looked for in one pass a text.

The data stands in `catalogue/rules/` (one file a language) and in a hub's own `rules/`; `hub.rules` reads both. What a part
means, and when it counts, is written in `quality.py`; here is only where its phrases stand.

Texts are folded before anything is looked for: lower case, accents off, typographic quotes, dashes and blanks plain, every
currency sign a `$`. What is left beyond ASCII are letters of other scripts, so that a whole word ends where a letter or figure
does. Patterns are RE2's: no text, however made, takes more than linear time.
"""

from collections.abc import Iterable, Mapping
import re
from typing import Literal, get_args
import unicodedata

from msgspec import Struct
from msgspec.structs import replace
import re2

from newsloom.score.parts import quote
from newsloom.types import Article, Part

Where = Literal["title", "excerpt", "url", "text"]

PLACES: tuple[Where, ...] = get_args(Where)

LONGEST = 600
"""Characters that a rule reads of a place; published titles and excerpts are at most 320, addresses rarely longer. Of a text, its
beginning and its end: a release names its wire in the first line and its press office in the last."""

MARKET_REPORT, JOB, DEAL, STOCK = "market-report mill", "job advert", "deal", "stock promotion"
PRESS_RELEASE, RETRANSMISSION, SOFT_STORY = "press release", "retransmission", "customer story or soft marketing"
EVENTS = ("local or minor event", "event notice")
RELEASES = ("generally available", "deprecation or transition", "preview", "introduces or launches")
"""Of events, and of what a product does in a headline, the first that is seen counts."""
CITATION, CLICKBAIT, BOILERPLATE = "cites a source", "clickbait", "boilerplate excerpt"

CONDITIONAL = frozenset({PRESS_RELEASE, RETRANSMISSION, SOFT_STORY, CITATION, CLICKBAIT, BOILERPLATE, *EVENTS, *RELEASES})
"""Parts of which `quality.py` says when they count; every other one counts once, wherever it is seen first."""

_UNBOUNDED = re.compile(r"[*+]|\{\d*,\}")
_PLAIN = re.compile(r"\\.|\[(?:\\.|[^\]\\])+\]")
_EDGE = r"[^0-9a-z_\x{80}-\x{10ffff}]"

_SIGNS = (
    dict.fromkeys("\u2018\u2019\u201b`\u00b4", "'") | dict.fromkeys("\u201c\u201d\u201e", '"') | dict(zip("ßæøœłı", "saooli", strict=True))
)
_LATIN = ((0xA0, 0x250), (0x1E00, 0x1F00), (0x2000, 0x2070), (0x20A0, 0x20D0), (0x2190, 0x2C00), (0xFF01, 0xFF5F))


def _plain(sign: str) -> str:
    """Return the one ASCII character that stands for a sign; itself if it is a letter of another script."""
    first = unicodedata.normalize("NFKD", sign)[0]
    kind = unicodedata.category(sign)
    if first.isascii() and first.isprintable():
        return first.lower()
    if kind[0] in "LNM":
        return sign
    return {"Sc": "$", "Pd": "-"}.get(kind, " ")


_FOLDED = {point: _plain(chr(point)) for first, last in _LATIN for point in range(first, last)} | {ord(k): v for k, v in _SIGNS.items()}


def fold(text: str) -> str:
    """Return a text as rules read it, every character in its place.

    Example:
        >>> fold("L’Élan: für 20 € – jetzt")
        "l'elan: fur 20 $ - jetzt"
    """
    lower = text.lower()
    if lower.isascii():
        return lower
    same = lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)  # İ would become two
    return same.translate(_FOLDED)


def flaw(pattern: str) -> str:
    r"""Return what is wrong with a pattern, in words that say what to do; empty when it will do.

    Example:
        >>> flaw("[0-9]{1,2}% off"), flaw("get .* cash")
        ('', 'it repeats without a limit; write {0,40} or the like instead of *, + and {n,}')
    """
    if _UNBOUNDED.search(_PLAIN.sub("", pattern)):
        return "it repeats without a limit; write {0,40} or the like instead of *, + and {n,}"
    try:
        found = re2.compile(fold_pattern(pattern), _options()).search("")
    except re2.error as error:
        if "too large" in str(error) or "repetition" in str(error):
            return "it repeats too often; write smaller counts, above all one within the other, or several rules"
        return (
            "it is no regular expression of RE2, which has no look-around and no back-reference; to mean a ( or [ itself, write \\( or \\["
        )
    return "it matches an empty text, and so everything; take out what may be missing" if found else ""


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    return options


class Rule(Struct, frozen=True, kw_only=True):
    """Phrases in one place of an article, and the part that they speak for.

    `language` is ISO 639-1, empty for a rule of every language. `mark` tells several marks of one part from each other, and
    `weight` what this one weighs among them, `newsroom` what it weighs where a newsroom writes that is rated well or listed: there, a
    rule that weighs nothing counts for nothing. `pattern` is folded.
    """

    part: str
    where: Where
    pattern: str
    language: str = ""
    mark: str = ""
    weight: int = 1
    newsroom: int = 1

    @property
    def key(self) -> tuple[str, ...]:
        """What a hub names to put another rule in the place of this one."""
        return self.part, self.mark, self.where, self.language


def pattern(words: Iterable[str], patterns: Iterable[str] = ()) -> str:
    r"""Return one pattern of whole words and of patterns that may stand anywhere.

    Example:
        >>> pattern(["Café"]).endswith("(cafe)(?:$|[^0-9a-z_\\x{80}-\\x{10ffff}])")
        True
    """
    whole = "|".join(fold_pattern(word) for word in words)
    parts = [f"(?:^|{_EDGE})({whole})(?:$|{_EDGE})"] if whole else []
    return "|".join([*parts, *(fold_pattern(one) for one in patterns)])


def fold_pattern(text: str) -> str:
    r"""Fold a pattern, but leave its escapes (`\S` is not `\s`).

    Example:
        >>> fold_pattern(r"Grö\S")
        'gro\\S'
    """
    return "".join(piece if piece.startswith("\\") else fold(piece) for piece in re.split(r"(\\.)", text))


class Hit(Struct, frozen=True):
    """A rule that fired on a text, which is cut out only when somebody asks for the passage."""

    rule: Rule
    text: str
    folded: bytes
    pattern: re2._Regexp

    @property
    def why(self) -> str:
        """The passage that fired it."""
        match = self.pattern.search(self.folded)
        start, end = match.span(1) if match.re.groups and match.span(1)[0] >= 0 else match.span()
        if len(self.folded) != len(self.text):
            start, end = len(self.folded[:start].decode()), len(self.folded[:end].decode())
        return quote(self.text[start:end])


class Facts(Struct, frozen=True):
    """What the rules found in an article, by part; the rules in their order. An excerpt of boilerplate is left unread."""

    hits: Mapping[str, tuple[Hit, ...]]

    def in_newsroom(self) -> "Facts":
        """Return what counts where a newsroom writes."""
        kept = {part: tuple(hit for hit in hits if hit.rule.newsroom) for part, hits in self.hits.items()}
        return Facts({part: hits for part, hits in kept.items() if hits})

    def why(self, part: str, *places: Where) -> str:
        """Return the first passage that speaks for a part, in these places or in any; empty when there is none."""
        return next((hit.why for hit in self.hits.get(part, ()) if not places or hit.rule.where in places), "")


class Reader:
    """Looks for the rules of one language and of every language: each place of an article is read once, by one automaton (RE2).

    Args:
        book: the rules, and what their parts are worth.
        language: ISO 639-1; a language without rules is read with those of every language.
    """

    def __init__(self, book: "RuleBook", language: str) -> None:
        mine = [rule for rule in book.rules if rule.language in ("", language)]
        self._places = {where: _Place([rule for rule in mine if rule.where == where]) for where in PLACES}
        self.book = book

    def read(self, article: Article) -> Facts:
        """Return what the rules find in an article."""
        excerpt = self._places["excerpt"].hits(article.excerpt[:LONGEST])
        if any(hit.rule.part == BOILERPLATE for hit in excerpt):
            excerpt = [hit for hit in excerpt if hit.rule.part == BOILERPLATE]
        hits = [*self._places["title"].hits(article.title[:LONGEST]), *excerpt, *self._places["url"].hits(article.url[:LONGEST])]
        if article.text:
            hits += self._places["text"].hits(_ends(article.text))
        found: dict[str, tuple[Hit, ...]] = {}
        for hit in hits:
            found[hit.rule.part] = (*found.get(hit.rule.part, ()), hit)
        return Facts(found)


def _ends(text: str) -> str:
    return text if len(text) <= 2 * LONGEST else f"{text[:LONGEST]}\n{text[-LONGEST:]}"


class _Place:
    """The rules that read one place."""

    def __init__(self, rules: list[Rule]) -> None:
        self._rules = rules
        self._patterns = [re2.compile(rule.pattern.encode()) for rule in rules]
        self._automaton = re2.Set.SearchSet()
        for rule in rules:
            self._automaton.Add(rule.pattern)
        self._automaton.Compile()

    def hits(self, text: str) -> list[Hit]:
        if not text or not self._rules:
            return []
        data = fold(text).encode("utf-8", "replace")
        fired = self._automaton.Match(data)
        return [Hit(self._rules[number], text, data, self._patterns[number]) for number in sorted(fired)] if fired else []


def crowded(book: "RuleBook") -> str:
    """Return what is wrong with a book of which each rule will do and all together will not; empty when they will.

    Example:
        >>> rule = Rule(part="deal", where="title", pattern="a.{0,900}b.{0,900}c")
        >>> crowded(RuleBook(rules=(rule,))), crowded(RuleBook(rules=(rule,) * 99))[:23]
        ('', 'the rules are too large')
    """
    try:
        for language in ("", *sorted(book.languages)):
            Reader(book, language)
    except re2.error:
        return "the rules are too large to be looked for at once; write smaller counts ({0,40}) and fewer alternatives"
    return ""


RANGES = ("source", "kind", "relevance", "news value", "form")
"""What moves quality, as it is told to readers: the groups of parts, those of substance, style, picture and freshness together as form."""


class RuleBook(Struct, frozen=True, kw_only=True):
    """All that judgement of articles takes from data: the points of every part, the group it is shown in, and the rules.

    `version` names the book in receipts.
    """

    version: str = ""
    points: Mapping[str, int] = {}
    groups: Mapping[str, str] = {}
    rules: tuple[Rule, ...] = ()

    @property
    def languages(self) -> frozenset[str]:
        """The languages that have rules of their own."""
        return frozenset(rule.language for rule in self.rules if rule.language)

    @property
    def ranges(self) -> dict[str, tuple[int, int]]:
        """The least and the most that a part of each of the `RANGES` gives; parts that give nothing do not count.

        Example:
            >>> RuleBook(points={"deal": -50, "opinion": 0, "listicle": -12}, groups={"deal": "kind", "opinion": "kind"}).ranges
            {'kind': (-50, -50), 'form': (-12, -12)}
        """
        found: dict[str, list[int]] = {}
        for part, points in self.points.items():
            group = self.groups.get(part, "")
            if points and group != "base":
                found.setdefault(group if group in RANGES else RANGES[-1], []).append(points)
        return {group: (min(points), max(points)) for group, points in found.items()}

    def part(self, name: str, why: str, share: float = 1.0) -> Part:
        """Return a part with its points, or a share of them; one that the book does not know is worth nothing.

        Example:
            >>> RuleBook(points={"deal": -50}, groups={"deal": "kind"}).part("deal", "20% off", 0.5).points
            -25
        """
        points = self.points.get(name, 0)
        return Part(group=self.groups.get(name, "kind"), part=name, points=points if share == 1.0 else round(share * points), why=why)

    def with_points(self, points: Mapping[str, int]) -> "RuleBook":
        """Return the book with other points for some parts.

        Example:
            >>> RuleBook(points={"base": 57}).with_points({"base": 50}).points["base"]
            50
        """
        return replace(self, points={**self.points, **points})
