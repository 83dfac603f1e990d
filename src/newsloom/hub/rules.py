"""Rules of judgement as files state them: newsloom's own, and a hub's changes to them in `rules/` or in hub.toml."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
import re2

from newsloom import catalogue
from newsloom.errors import HubError
from newsloom.hub.files import file_names, parsed_toml, toml_document
from newsloom.hub.table import Document, Table, nearest
from newsloom.score.rules import PLACES, Rule, RuleBook, Where, crowded, flaw, fold, pattern
from newsloom.text import is_language, primary

VERSION = "default-2026.11"
"""The version of newsloom's own rules, as receipts name it."""

OWN = "with the hub's own rules"

FOLDER = "rules"

MOST_POINTS = 250
"""The whole scale of heat: no part needs more."""

MOST_WEIGHT = 9

_WHERE = 'the rule reads no place; add `where = "title"`, or a list of title, excerpt, url and text'


@cache
def standard() -> RuleBook:
    """Return newsloom's own rules, those of `catalogue/rules/`.

    Example:
        >>> standard().points["base"], "de" in standard().languages
        (57, True)
    """
    problems: list[str] = []
    book = laid_over(RuleBook(version=VERSION), packaged(problems), checked=False)
    if problems:
        raise HubError(tuple(problems))
    return book


def packaged(problems: list[str]) -> list[Table]:
    """Return the packaged files of rules as tables; what is wrong with them is noted in `problems`."""
    documents = [parsed_toml(f"{FOLDER}/{name}", text, problems) for name, text in catalogue.rules().items()]
    return [Table(document, problems) for document in documents if document]


def read_rules(root: Path, top: Table) -> RuleBook:
    """Return the rules by which a hub is judged: newsloom's own, changed by the files of its folder `rules/`, then by hub.toml.

    Args:
        root: the hub's folder.
        top: its hub.toml.
    """
    problems, settings = top.problems, {"points": top.take("points", dict), "rules": top.take("rules", list)}
    documents = [toml_document(root, name, problems) for name in file_names(root, FOLDER, (".toml",), problems)]
    files = [Table(document, problems) for document in documents if document]
    book = laid_over(standard(), files) if files else standard()
    if any(settings.values()):
        book = laid_over(book, [Table(Document(name=top.document.name, values=settings, lines=top.document.lines), problems)])
    if book.rules != standard().rules and (what := crowded(book)):
        problems.append(f"{FOLDER}/: {what}")
    return book


def laid_over(book: RuleBook, tables: Sequence[Table], *, checked: bool = True) -> RuleBook:
    """Return a book with the points and rules of some files: of one part, mark, place and language, a file's rule is the only one.

    Args:
        book: what holds where the files say nothing; empty while newsloom's own are read.
        tables: the files.
        checked: whether patterns and examples are tried out; off for files that are known to be right.
    """
    stated = [one for table in tables for one in _stated(table, checked=checked)]
    points, groups = dict(book.points), dict(book.groups)
    named = {one.rule.part for one in stated}
    for table in tables:
        for group, part, value, own in _points(table):
            if groups.get(part, group) != group:
                own.problem(part, f'"{part}" belongs to another group; write it under [points.{_key(groups[part])}]')
            elif book.points and part not in groups and part not in named:
                own.problem(part, f'no rule speaks for "{part}"; {nearest(part, list(book.points))}')
            points[part], groups[part] = value, group
        table.finish()
    kept = tuple(_kept(book, stated, points).values())
    if (points, kept) == (book.points, book.rules):
        return book
    return RuleBook(version=f"{VERSION} {OWN}" if book.rules else VERSION, points=points, groups=groups, rules=kept)


class _Stated(Struct, frozen=True):
    """A rule as a file states it, whether only to be switched off, and where."""

    rule: Rule
    off: bool
    table: Table


def _kept(book: RuleBook, stated: Iterable[_Stated], points: Mapping[str, int]) -> dict[tuple[str, ...], Rule]:
    kept = {rule.key: rule for rule in book.rules}
    seen: dict[tuple[str, ...], str] = {}
    for one in stated:
        rule, table = one.rule, one.table
        if rule.part not in points:
            what = nearest(rule.part, list(points))
            table.problem("part", f'"{rule.part}" has no points; {what} If it is new, write "{rule.part}" = -10 or so under [points.kind]')
        if before := seen.get(rule.key):
            table.problem("part", f"another rule has the same part, place and language ({before}); give one of them a `mark` of its own")
        seen[rule.key] = f"{table.document.name}:{table.line('part')}"
        if one.off and rule.key not in kept:
            table.problem("off", "there is no such rule to switch off; take `part`, `mark`, `where` and `language` over as they are")
        kept.pop(rule.key, None)
        if not one.off:
            kept[rule.key] = rule
    return kept


def _key(name: str) -> str:
    return name if name.isalnum() else f'"{name}"'


def _points(table: Table) -> Iterator[tuple[str, str, int, Table]]:
    """Yield each part's group, name and points, with the table where it stands."""
    groups = table.table("points")
    for group in groups.values:
        own = groups.table(group)
        yield from ((group, part, own.whole(part, 0, -MOST_POINTS, MOST_POINTS), own) for part in own.values)


def _stated(table: Table, *, checked: bool) -> Iterator[_Stated]:
    """Yield the rules of a file, one for each place; note what is wrong with them."""
    language = _language(table)
    for own in table.tables("rules"):
        part = own.needed("part", 'the rule says of no part what it speaks for; add `part = "deal"` or the like')
        places, off, weight = _places(own), own.flag("off", default=False), own.whole("weight", 1, 0, MOST_WEIGHT)
        phrases, patterns = own.texts("phrases"), own.texts("patterns")
        own.text("source")
        rule = Rule(
            part=part,
            where="title",
            pattern="" if off or (checked and _flawed(own, phrases, patterns)) else pattern(phrases, patterns),
            language=_language(own) or language,
            mark=own.text("mark"),
            weight=weight,
            newsroom=own.whole("newsroom", weight, 0, MOST_WEIGHT),
        )
        if checked and rule.pattern:
            _try(own, rule.pattern)
        own.take("fires", list), own.take("silent", list)
        own.finish()
        if part and (off or rule.pattern):
            yield from (_Stated(replace(rule, where=where), off, own) for where in places)


def _places(table: Table) -> list[Where]:
    """Return the places that a rule reads: one, or a list of them."""
    value = table.values.get("where")
    named = list(table.texts("where")) if isinstance(value, list) else [table.needed("where", _WHERE)]
    for name in named:
        if name and name not in PLACES:
            table.problem("where", f'`where = "{name}"` is unknown; {nearest(name, PLACES)}')
    return [place for place in PLACES if place in named]


def _language(table: Table) -> str:
    value = table.text("language")
    if value and not (is_language(value) and primary(value) == value):
        table.problem("language", f'`language = "{value}"` is no bare language; write it as "en" or "pt", without a country')
    return value


def _flawed(table: Table, phrases: Sequence[str], patterns: Sequence[str]) -> bool:
    """Tell whether a rule cannot be read: it looks for nothing, or for what no automaton finds."""
    if not phrases and not patterns:
        table.problem("phrases", 'the rule looks for nothing; add `phrases = ["price target"]` or the like, or `off = true`')
        return True
    wrong = [(key, one, what) for key, some in (("phrases", phrases), ("patterns", patterns)) for one in some if (what := flaw(one))]
    for key, one, what in wrong:
        table.problem(key, f'"{one}" will not do: {what}')
    return bool(wrong)


def _try(table: Table, pattern: str) -> None:
    """Note examples that the rule takes for something else than they are given for."""
    if what := flaw(pattern):
        table.problem("part", f"the phrases and patterns of the rule, joined, will not do: {what}")
        return
    compiled = re2.compile(pattern)
    for key, wanted, what in (("fires", True, "does not fire on"), ("silent", False, "fires on")):
        for example in table.texts(key):
            if bool(compiled.search(fold(example))) != wanted:
                table.problem(key, f'the rule {what} its own example "{example}"; mend the one or the other')
