"""A letter as plain text: 72 columns, addresses on lines of their own and never broken."""

from collections.abc import Iterator
import unicodedata

from newsloom.render.item import home, web
from newsloom.render.letter.records import Letter, Piece
from newsloom.render.letter.words import line, opening
from newsloom.render.site.words import Words
from newsloom.types import HubView

COLUMNS = 72
"""What is left of a terminal's 80 when the mail is quoted a few times (RFC 3676 section 4.2 advises at most 78)."""

_INDENT = 4
_WIDE = ("W", "F")
_NO_WIDTH = ("Mn", "Me", "Cf")


def columns(text: str) -> int:
    """Return how many columns a text takes: letters of East Asia and most emoji two, combining marks none.

    Example:
        >>> columns("ab"), columns("漢字"), columns("e\u0301")
        (2, 4, 1)
    """
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(letter: str) -> int:
    if unicodedata.category(letter) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1


def wrapped(text: str, indent: int = 0) -> list[str]:
    """Break a text into lines of at most 72 columns, between words, or within a word that is longer than a line.

    Example:
        >>> [len(part) for part in wrapped("word " * 30)], [columns(part) for part in wrapped("漢" * 40, 4)]
        ([69, 69, 9], [72, 16])
    """
    lines, room = [""], COLUMNS - indent
    for word in text.split():
        for part in _pieces(word, room):
            joined = f"{lines[-1]} {part}" if lines[-1] else part
            if columns(joined) <= room:
                lines[-1] = joined
            else:
                lines.append(part)
    return [" " * indent + one for one in lines if one]


def _pieces(word: str, room: int) -> Iterator[str]:
    """Yield a word in parts that fit into a line."""
    if columns(word) <= room:
        yield word
        return
    part, width = "", 0
    for letter in word:
        wide = _width(letter)
        if width + wide > room:
            yield part
            part, width = "", 0
        part, width = part + letter, width + wide
    yield part


def plain(letter: Letter, hub: HubView, words: Words, leave: str = "") -> str:
    """Return a letter as text.

    Args:
        letter: what it says.
        hub: whose it is.
        words: the language to say it in.
        leave: where one unsubscribes, an address of the web or of mail; empty when that is not said.
    """
    lines = [*wrapped(hub.title), *wrapped(words.day_name(letter.day)), "", *wrapped(opening(letter, words)), "=" * COLUMNS]
    for number, piece in enumerate(letter.pieces, 1):
        lines += ["", *_story(piece, number, words)]
    lines += ["", "-" * COLUMNS, ""]
    for what, address in foot(letter, hub, words, leave):
        lines += [*wrapped(f"{what}:"), f"  {address}"]
    return "\n".join([*lines, *wrapped(words.say("letter.made"))]) + "\n"


def foot(letter: Letter, hub: HubView, words: Words, leave: str) -> list[tuple[str, str]]:
    """Return what stands below a letter, each with its address: nothing of the hub where nobody knows its own."""
    here = (
        [
            (words.say("letter.online"), f"{home(hub)}{page_path(letter)}"),
            (words.say("letters.title"), f"{home(hub)}newsletters/index.html"),
            (words.say("letter.hub"), home(hub)),
        ]
        if web(hub.url)
        else []
    )
    return here + ([(words.say("letter.leave"), leave)] if leave else [])


def page_path(letter: Letter) -> str:
    """Return where a letter's page lies in the site."""
    return f"newsletters/{letter.day}.html"


def _story(piece: Piece, number: int, words: Words) -> Iterator[str]:
    told = line(piece, words)
    first, *others = wrapped(told.title, _INDENT)
    yield f"{number}.".ljust(_INDENT) + first[_INDENT:]
    yield from others
    yield from wrapped(". ".join([piece.publisher, told.at, *([", ".join(piece.topics)] if piece.topics else ()), told.phase]), _INDENT)
    if piece.link:
        yield " " * _INDENT + piece.link
    if piece.excerpt:
        yield ""
        yield from wrapped(piece.excerpt, _INDENT)
    if told.more:
        yield from wrapped(told.more, _INDENT)
