"""The weaver: places every arrival on one story, online, from lexical evidence and time."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from msgspec.structs import replace

from newsloom.stages import Embedder
from newsloom.stories.background import Background
from newsloom.stories.core import Core, Weights
from newsloom.stories.fabric import Fabric
from newsloom.stories.habits import Habits, habits
from newsloom.stories.lexicon import SUBJECT, Lexicon
from newsloom.stories.loom import Loom, WeaverOptions, order
from newsloom.stories.plain import PlainCore
from newsloom.stories.terms import Terms
from newsloom.types import Article, Links, Weave, Window

_WASTE = 10_000
"""Stories and texts that were let go of, beside twice as many as are open, after which the index is built anew: they take room in it."""


LARGE = 2_000
"""Articles from which on the compiled core is worth its start: 2,000 take it 2.0 s so, the plain one 1.5 s, and both say the same."""


class LexicalWeaver:
    """Weaves by words and time, and by the meaning of titles where it has a judge; implements `stages.Weaver`.

    An article joins the story that scores best above `theta` among those within `reach`, else it founds one. A copy of
    a known text joins that text's story at once, and has no voice in what the story is about. Then stories that turn out to be one are
    united, and articles that no longer fit their story leave it. Editors' links are obeyed first and last. The same window and arrivals
    give the same weave, in whatever order they come, and whether or not this weaver wove the window itself: what it keeps from one
    weave to the next saves time only. Which words are usual in this hub, and how alike strangers look in it, it learns from
    the window's latest articles.

    Example:
        >>> weaver = LexicalWeaver(Background.load(), WeaverOptions(subject=("artificial intelligence", "AI")))
        >>> weaver.weave(Window(), (), Links(), datetime(2021, 1, 1))
        Weave(stories=(), new=0, grown=0, merged=0, split=0)
    """

    def __init__(
        self, background: Background, options: WeaverOptions | None = None, judge: Embedder | None = None, large: int = LARGE
    ) -> None:
        self._large = large
        self._compiled = False
        self._judge = judge
        self._background = background
        self._options = options or WeaverOptions()
        self._terms = Terms()
        self._subject = subject_of(self._options, self._terms)
        self._latest: tuple[Article, ...] = ()
        self._habits = Habits(usual=self._subject)
        self._fabric: Fabric | None = None

    def weave(self, window: Window, arrivals: Sequence[Article], links: Links, now: datetime) -> Weave:
        """Place every arrival in exactly one story and obey the links; articles that the window already holds are left there."""
        fabric = self._over(window, now, len(window.articles) + len(arrivals))
        fresh = {article.id: article for article in sorted(arrivals, key=order) if article.id not in fabric.homes}
        loom = Loom(fabric, self._stricter(), links, fresh)
        for article in fresh.values():
            loom.place(article)
        woven = loom.weave()
        self._fabric = fabric
        return woven

    def _over(self, window: Window, now: datetime, size: int) -> Fabric:
        """Return a fabric of exactly this window: the one of the last weave, brought up to date, or a new one.

        Until the weave has come to its end there is none to go on from: what broke off in the midst must not be believed.
        """
        stories = {story.id: story for story in window.stories if story.coverage}
        fabric, known = self._fabric, self._habits
        self._fabric = None
        self._learn(window.latest)
        outgrown = size >= self._large and not self._compiled
        if (
            fabric is None
            or outgrown
            or known.usual != self._habits.usual
            or fabric.waste > _WASTE + 2 * (len(stories) + len(window.articles))
        ):
            self._compiled = size >= self._large
            lexicon = Lexicon(self._background, self._habits.usual)
            core = core_over(lexicon, self._options, compiled=self._compiled)
            fabric = Fabric(self._terms, core, self._judge, self._options.official)
        fabric.begin(stories, window.articles, now)
        return fabric

    def _learn(self, latest: tuple[Article, ...]) -> None:
        """Learn the hub's habits, if these are not the articles that they were learned from."""
        if latest != self._latest:
            self._habits = habits(latest, self._terms.of_article, self._background, self._subject)
            self._latest = latest

    def _stricter(self) -> WeaverOptions:
        """Return the options with the threshold for joining and uniting that this hub needs; what parts a story is the same in all hubs.

        On the Power Apps records a stricter one for parting keeps hardly more strangers apart, and tears true stories.
        """
        options, theta = self._options, max(self._options.theta, self._habits.theta)
        return replace(options, theta=theta, part=options.part + options.theta - theta)


def subject_of(options: WeaverOptions, terms: Terms) -> Mapping[str, float]:
    """Return the stems of the hub's own subject, with their probability.

    Example:
        >>> subject_of(WeaverOptions(subject=("the tides",)), Terms())
        {'tide': 0.5}
    """
    return dict.fromkeys(terms.of_text(" ".join(options.subject), options.language), SUBJECT)


def core_over(lexicon: Lexicon, options: WeaverOptions, *, compiled: bool = True) -> Core:
    """Return the compiled core where it is wanted and numba is installed, else the plain one; both say the same."""
    make: Callable[[Lexicon, float, Weights], Core] = PlainCore
    if compiled:
        with suppress(ImportError):
            from newsloom.stories.compiled import CompiledCore as make  # noqa: N813, PLC0415 (only with the extra)
    return make(lexicon, options.reach.total_seconds(), Weights())
