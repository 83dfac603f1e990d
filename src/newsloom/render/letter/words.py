"""Every word of ours in a letter, in one place. A name in braces stands for what is put in there."""

from msgspec import Struct

from newsloom.render.letter.records import Letter, Piece
from newsloom.render.site.words import count, when

WORDS = {
    "day": "{shown} of the day up to {end}.",
    "week": "{shown} of the week up to {end}.",
    "chosen": "{shown} of the day up to {end}, chosen from {found}.",
    "chosen-week": "{shown} of the week up to {end}, chosen from {found}.",
    "no-headline": "(no headline)",
    "more": "and {more} more",
    "names": "and {more} more: {names}",
    "names-cut": "and {more} more: {names}…",
    "picture": "Picture: {credit}",
    "why": "Why is this here?",
    "online": "Read this letter in a browser",
    "archive": "All letters",
    "hub": "The hub",
    "leave": "Unsubscribe",
    "made": "Headlines belong to their publishers. Times are UTC. Made with newsloom.",
    "breaking": "Breaking",
    "rising": "Rising",
    "steady": "Steady",
    "fading": "Fading",
    "revived": "Revived",
}


class Line(Struct, frozen=True, kw_only=True):
    """What a letter says of a story in our own words: who else has it, where it is in its life, whose the picture is."""

    title: str
    more: str
    phase: str
    at: str
    credit: str


def say(what: str, **values: object) -> str:
    """Return one of our sentences with its values.

    Example:
        >>> say("more", more=3)
        'and 3 more'
    """
    return WORDS[what].format(**values)


def opening(letter: Letter) -> str:
    """Return the sentence that says what a letter holds."""
    what = ("chosen" if letter.found > len(letter.pieces) else "") or ("week" if letter.weekly else "day")
    what += "-week" if what == "chosen" and letter.weekly else ""
    return say(what, shown=count(len(letter.pieces), "story", "stories"), end=when(letter.end), found=f"{letter.found:,}")


def line(piece: Piece) -> Line:
    """Return what we say of a story."""
    names = ", ".join(piece.names)
    which = ("names" if piece.all_named else "names-cut") if names else "more"
    return Line(
        title=piece.title or say("no-headline"),
        more=say(which, more=piece.more, names=names) if piece.more else "",
        phase=say(piece.phase),
        at=when(piece.at),
        credit=say("picture", credit=piece.credit) if piece.picture else "",
    )
