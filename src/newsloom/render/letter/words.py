"""What a letter says in our own words, in the hub's language: the sentence that opens it, and what stands beside each story."""

from datetime import timedelta

from msgspec import Struct

from newsloom.render.letter.records import Letter, Piece
from newsloom.render.letter.spans import CLOCKS
from newsloom.render.site.words import Words


class Line(Struct, frozen=True, kw_only=True):
    """What a letter says of a story in our own words: who else has it, where it is in its life, whose the picture is."""

    title: str
    more: str
    phase: str
    at: str
    credit: str


def opening(letter: Letter, words: Words) -> str:
    """Return the sentence that says what a letter holds."""
    length = letter.end - letter.start
    usual = {"day": timedelta(days=1), "week": timedelta(days=7)}
    span = next((name for name, whole in usual.items() if abs(length - whole) < CLOCKS), "time")
    which = f"chosen_{span}" if letter.found > len(letter.pieces) else span
    told = {"start": words.when(letter.start), "end": words.when(letter.end), "found": letter.found}
    return words.say(f"letter.{which}", n=len(letter.pieces), **told)


def line(piece: Piece, words: Words) -> Line:
    """Return what we say of a story."""
    names = words.listed(piece.names) + ("" if piece.all_named else "…")
    return Line(
        title=piece.title or words.say("card.no_headline"),
        more=words.say("letter.names" if piece.names else "letter.more", n=piece.more, names=names) if piece.more else "",
        phase=words.say(f"phase.{piece.phase}"),
        at=words.when(piece.at),
        credit=words.say("card.picture", credit=piece.credit) if piece.picture else "",
    )
