"""The weaver: places every arrival in one story, online, from lexical evidence and time."""

from collections.abc import Sequence
from datetime import datetime

from newsloom.stories.background import Background
from newsloom.stories.loom import Loom, WeaverOptions, order
from newsloom.stories.terms import Terms
from newsloom.types import Article, Links, Weave, Window


class LexicalWeaver:
    """Weaves by words and time alone; implements `stages.Weaver`.

    An article joins the story that scores best above `theta` among those within `reach`, else it founds one. A copy of
    a known text joins that text's story at once, and has no voice in what the story is about. Editors' links are obeyed
    first and last. The same window and arrivals give the same weave, in whatever order they come.

    Example:
        >>> weaver = LexicalWeaver(Background.load(), WeaverOptions(subject=("artificial intelligence", "AI")))
        >>> weaver.weave(Window(), (), Links(), datetime(2021, 1, 1))
        Weave(stories=(), new=0, grown=0, merged=0, split=0)
    """

    def __init__(self, background: Background, options: WeaverOptions | None = None) -> None:
        self._background = background
        self._options = options or WeaverOptions()
        self._terms = Terms()

    def weave(self, window: Window, arrivals: Sequence[Article], links: Links, now: datetime) -> Weave:
        """Place every arrival in exactly one story and obey the links; articles that the window already holds are left there."""
        held = {entry.article for story in window.stories for entry in story.coverage}
        fresh = {article.id: article for article in sorted(arrivals, key=order) if article.id not in held}
        loom = Loom(self._background, self._terms, self._options, window, now)
        loom.bind(links, fresh.keys() | held)
        for article in fresh.values():
            loom.place(article)
        return loom.weave()
