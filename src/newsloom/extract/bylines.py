"""By-lines: the names in what people write above, below and around a piece to say who wrote it."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
import re

import re2

from newsloom.text import plain

_LONGEST = 400
_LONGEST_NAME, _MOST_WORDS = 60, 6
_WITHIN, _SHORT = 500, 90
"""Characters of markup behind a label that are read, and of a line that can be a by-line."""
_BYTES = 4 * (_WITHIN + 100)
_MOST_LABELS, _ALIKE, _NEAR = 60, 2, 3000
"""Labels of a page that are read; by-lines that may differ while the first is the piece's, for a list of other pieces has many; characters
behind the first heading in which it is otherwise. `eval pages`: one instead of two costs .002, four, or half or twice the way none."""

_WORKS = (
    "written posted published submitted reported words story article analysis opinion text photo photos interview essay "
    "geschrieben veröffentlicht erstellt eingestellt publiziert gepostet verfasst beitrag gastbeitrag kolumne kommentar artikel "
    "analyse pressemitteilung publié rédigé escrito publicado scritto pubblicato geschreven geplaatst skrivet skrevet napisane "
    "napisany"
).split()
_VERBS = rf"(?:post author|{'|'.join(_WORKS)})"
_BY = re.compile(
    rf"^\W{{0,3}}(?:(?:ein(?:e|en)?\s)?{_VERBS}\s)?(?:by|von|vom|par|por|di|door|av|af|przez|автор|autor(?:in|es?)?|authors?|auteurs?|texte?|"
    r"texto)(?:\s?:\s?|\s)(?=\S)|^(?:redaktion|interview|(?:author|autor)[/:*_]in(?:nen)?)\s?:\s?(?=\S)|^posted in .{1,60} by ",
    re.IGNORECASE,
)
_CAPITALISED = r"[A-ZÀ-ÞĀ-ŽА-Я][\w.'’-]{0,20}"
_DATED = re.compile(rf"\d\d\s[-–|·•]\s({_CAPITALISED}\s{_CAPITALISED})(?=\s)")
_PARTICLES = "von van vom af av de der den des da das do dos di du del della la le zu zur zum ter ten el al bin und and et y e i".split()
_PARTICLE = rf"(?:{'|'.join(_PARTICLES)})"
# A by-line in running text: it begins a line or a sentence, or follows what people put before one.
_BYLINE = re.compile(
    rf"(?:(?:^|[\s|·•>])(?:By|Von|Por|Par|VON|BY|(?:Autor(?:in)?|Author|Text|Redaktion|Auteur|Texto)\s?:)|(?:^|[|·•–—\d)]\s|Uhr,?\s|(?i:{_VERBS})\s)"
    rf"(?:by|von|par|por)):?\s((?:{_CAPITALISED}[\s,]{{1,2}})(?:(?:{_CAPITALISED}|{_PARTICLE})[\s,]{{1,2}}){{0,7}})"
)
# One of these stands in everything that the expressions for running text find; to look for them first takes a twentieth of the time.
_PROMISING = re2.compile(r"(?i)(?:by|von|par|por|autor|autorin|author|text|redaktion|auteur|texto)(?:[^a-z]|$)|\d\d.[-–|·•]")
_NAMED = re.compile(rf"{_CAPITALISED}(?:\s(?:{_CAPITALISED}|{_PARTICLE})){{1,4}}")
# What stands before a name where an element begins with it: a by-line that nothing in the page's markup marks as one. The first word alone
# is looked for, in bytes and by an automaton: the whole expression at every element takes thirty times as long.
_OPENERS = frozenset(
    (
        "by von por par ein eine un una post autor autorin autoren author authors auteur auteurs autores autora text texte texto "
        "interview redaktion"
    ).split()
).union(_WORKS)
_FIRST = re2.compile(rf"(?i)>(?:[\s–—-]|\xa0){{0,60}}({'|'.join(sorted(_OPENERS))})(?:[^a-z]|$)")
_LABEL = re.compile(
    rf"(?:(?:Ein|Eine|Un|Una)\s)?(?:(?i:{_VERBS})\s)?(?:[Bb]y|BY|[Vv]on|VON|[Pp]or|[Pp]ar)(?:\s?:|(?=[\s<]|&nbsp;))|"
    r"(?P<sure>(?:Autor(?:in|en|es|a)?|AUTOR|Auteurs?|Authors?)(?:\s?:|(?=[\s<]|&nbsp;))|"
    r"(?:Text|Texte|Texto|TEXT|Interview|Redaktion|Autor[/:*_]in)\s?:)"
)
_BREAK = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|td|tr|th|br|hr|section|article|header|footer|aside|time|figure|button|dd|dt)\b[^>]{0,400}>", re.IGNORECASE
)
_TAG = re.compile(r"<[^>]{0,400}(?:>|$)")
_DAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|"
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|january|february|march|april|"
    "june|july|august|september|october|november|december|januar|februar|märz|juni|juli|oktober|dezember"
)
_END = re.compile(
    r"\s[|·•–—►→/]\s|\s-(?:\s|$)|[|·•►→(\[<:]|\s@|@|(?<![\w.])\d|[\s,](?:(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun)[.,])|"
    r"\s(?:am|on|le|el|um|in|im|at|für|for|sagt|says|with|alle|all|more|mehr|view|hace|is|ist|aus|über|"
    rf"follow|folgen|posts?|updated|published|veröffentlicht|aktualisiert|geschrieben|kommentare?|comments?|shares?|{_DAYS})\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s{0,2}[,;&/]\s{0,2}(?:(?:and|und|et|y)\s)?|\s(?:and|und|et|y|en|och|og)\s|\sim gespräch mit\s", re.IGNORECASE)
_NOBODY = re.compile(
    r"^(?:(?:admin(?:istrator)?|by|von|no|autor(?:en|es)?|authors?|auteurs?|autore|editors?|root|webmaster|unknown|anonymous|"
    r"guest|null|none|no author|user\d{0,9}|name|default|super user|home|share|teilen|print|e-?mail|kommentar|about|gastautor|gastbeitrag|"
    r"agencies|humans\.txt|stand|interview|profile|artikel von|view all|all posts|article by|"
    r"publi[ck]ation(?:en|s)?|copyright|zvg|alle (?:artikel|beiträge)|zum profil)\W{0,2}$|"
    r"(?:die|das|eine?|the|an|und|and|im|in|zum|zur|zu|mit|with|this|more|mehr|all|alle|view|see|about|über|follow)\s)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:writer|reporter|editor|correspondent|journalist(?:in)?|contributor|freelancer?|columnist|producer|analyst|professor|director|"
    r"\w{0,20}(?:leiter|sprecher|referent)(?:in)?|vorsitzende[rn]?|geschäftsführer(?:in)?|"
    r"founder|ceo|cto|officer|manager|president|chief|redakteur(?:in)?|redaktion|korrespondent(?:in)?|chefredakteur(?:in)?|periodista|"
    r"rédact\w{1,6}|journaliste|phd|ph\.d|m\.?d|esq|jd|msc|mph|mba|rdn|staff|team)\b|^(?:ms|ma|ba|rd|rn|jr|sr)$",
    re.IGNORECASE,
)
_EDGES = " .-–—*\"'„“”»«:"
_LETTER = re.compile(r"[^\W\d_]")


def people(said: str) -> tuple[str, ...]:
    """Return the names in a by-line as one would print them; none for addresses, roles and other non-names.

    Example:
        >>> people("By <b>Jane Doe</b>, Staff Writer, and Max Roe | July 21, 2020")
        ('Jane Doe', 'Max Roe')
        >>> people("https://facebook.com/jane"), people("admin"), people("Geschrieben von Jane Doe am Dienstag")
        ((), (), ('Jane Doe',))
    """
    whole = plain(said[: 2 * _LONGEST])[:_LONGEST]
    if "://" in whole or "www." in whole:
        return ()
    whole = _BY.sub("", _BY.sub("", whole))
    cut = _END.search(whole)
    parts = (part.strip(_EDGES) for part in _PARTS.split(whole[: cut.start()] if cut else whole))
    names = [part for part in parts if _is_name(part)]
    return persons(names)


def _is_name(said: str) -> bool:
    return 1 < len(said) <= _LONGEST_NAME and said.count(" ") < _MOST_WORDS and bool(_LETTER.search(said)) and not _NOBODY.match(said)


def persons(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names without those of roles and newsrooms, or the first of these where there is nothing else.

    Example:
        >>> persons(["Jane Doe", "Staff Writer"]), persons(["Editorial Staff", "Editor"])
        (('Jane Doe',), ('Editorial Staff',))
    """
    said = tuple(names)
    return tuple(name for name in said if not _ROLE.search(name)) or said[:1]


def is_phrase(name: str) -> bool:
    """Tell whether words in a name's place are rather a title: one of several behind the first is small and no particle.

    Example:
        >>> is_phrase("Snow depth monitoring"), is_phrase("Ludwig van der Rohe"), is_phrase("jane doe")
        (True, False, False)
    """
    others = name.split()[1:]
    return len(others) > 1 and any(word[0].islower() and word not in _PARTICLES for word in others)


def labelled(markup: bytes) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield the names of the lines that begin an element with `by`, and whether the label speaks of an author; the surest first.

    `markup` is UTF-8. Where more than `_ALIKE` lines name different people a page lists other pieces, too: only those near the first
    heading count then.

    Example:
        >>> list(labelled(b"<h1>Chips</h1><p>By <b>Jane Doe</b></p><p>By and large, chips are scarce.</p>"))
        [(('Jane Doe',), False)]
    """
    found: dict[tuple[str, ...], tuple[int, bool]] = {}
    for at, label in islice(_labels(markup), _MOST_LABELS):
        if names := _line(label.string[label.end() : label.end() + _WITHIN]):
            found.setdefault(names, (at, bool(label["sure"])))
    title = markup.find(b"</h1") if len(found) > _ALIKE else 0
    near = len(markup) if len(found) <= _ALIKE else _NEAR
    yield from ((names, sure) for names, (at, sure) in found.items() if 0 <= title <= at <= title + near)


def _labels(markup: bytes) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield where labels stand first in an element, and each in the text from there on."""
    for first in _FIRST.finditer(markup):
        at = first.start(1)
        if label := _LABEL.match(markup[at : at + _BYTES].decode("utf-8", "ignore")):
            yield at, label


def _line(markup: str) -> tuple[str, ...]:
    """Return the names of the first line of some markup, if it is a short one and consists of nothing else."""
    rest = _TAG.sub("", _BREAK.sub("\n", markup))
    line = next((line for line in rest.splitlines() if line.strip(" :\t\xa0")), "")
    names = people(line) if len(line) <= _SHORT else ()
    return names if all(map(_NAMED.fullmatch, names)) else ()


def written(piece: str) -> Iterator[tuple[str, ...]]:
    """Yield the names behind each `by` of running text, and behind a date and a dash."""
    if not _PROMISING.search(piece):
        return
    for found in chain(_BYLINE.finditer(f"{piece.strip()} "), _DATED.finditer(f"{piece} ")):
        yield people(found[1])
