"""The letters as pages of the site: one page a letter, and one that lists them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from newsloom.render.item import clean
from newsloom.render.letter.plain import page_path
from newsloom.render.letter.records import Letter, Piece
from newsloom.render.letter.words import Line, line, opening
from newsloom.render.site.pages import Pages
from newsloom.stages import Notes
from newsloom.types import Artifact, Edition, Rendered, StoryView

LISTED = 1_000
"""Letters in the list, the latest ones: as many as days in the list of days. The older are found from letter to letter."""


class Kept(Struct, frozen=True):
    """A letter as its page may show it now: `open_pages` are the stories that still have a page of their own."""

    letter: Letter
    open_pages: frozenset[str] = frozenset()


class Shown(Struct, frozen=True):
    """A story on a letter's page, with our own words for it."""

    piece: Piece
    line: Line
    page: bool


class LetterRenderer:
    """Renders the archive of the letters.

    Args:
        letters: returns the letters to show, the oldest first, asked for once a rendering.
        templates: the hub's own templates by name, to replace those that the package brings.
    """

    name = "letters"
    note = type(None)

    def __init__(self, letters: Callable[[], Sequence[Kept]], templates: Mapping[str, str] | None = None) -> None:
        self._letters, self._pages = letters, Pages(templates or {})

    def story(self, view: StoryView, edition: Edition) -> Rendered:  # noqa: ARG002 (the protocol's)
        """Return nothing: letters are kept as they were written."""
        return Rendered()

    def lists(self, edition: Edition, notes: Notes) -> Iterator[Artifact]:  # noqa: ARG002 (the protocol's)
        """Yield what `pages` does."""
        return self.pages(edition)

    def pages(self, edition: Edition) -> Iterator[Artifact]:
        """Yield a page for each letter, then the list of them."""
        hub = clean(edition).hub
        kept, words = self._letters(), self._pages.words(hub)
        days = [one.letter.day for one in kept]
        for place, one in enumerate(kept):
            content = {
                "letter": one.letter,
                "opening": opening(one.letter, words),
                "stories": [Shown(piece, line(piece, words), piece.story in one.open_pages) for piece in one.letter.pieces],
                "before": days[place - 1] if place else None,
                "after": days[place + 1] if place + 1 < len(days) else None,
            }
            yield self._pages.page(hub, page_path(one.letter), "newsletter.html", content)
        listed = [
            (one.letter.day, line(one.letter.pieces[0], words).title if one.letter.pieces else "") for one in reversed(kept[-LISTED:])
        ]
        content = {"letters": listed, "older": max(0, len(kept) - LISTED)}
        yield self._pages.page(hub, "newsletters/index.html", "newsletters.html", content)
