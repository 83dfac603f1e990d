"""How well articles are woven into stories: the real weaver on labelled rows, cycle after cycle, by B-cubed and by pairs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
import time
from typing import Any

from msgspec import Struct

from newsloom.errors import DataError
from newsloom.evaluation.arrivals import Arrival, Row, arranged, identity
from newsloom.evaluation.measures import bcubed, pairwise
from newsloom.evaluation.mistakes import Woven
from newsloom.flows.batches import batches
from newsloom.stages import Embedder
from newsloom.stories import Background, LexicalWeaver
from newsloom.types import Article, Links, Story, Window


class Setting(Struct, frozen=True, kw_only=True):
    """How rows are woven.

    `seeds` shuffle them, each for a run of its own; without any they come in their own order. `words` of a text are the excerpt, none
    where only titles are to be known. `cycle` articles arrive between two moments at which the weaver is asked what changed. `judge` reads
    titles where there is one.
    """

    seeds: tuple[int, ...] = ()
    words: int = 50
    cycle: int = 120
    judge: Embedder | None = None


class Run(Struct, frozen=True, kw_only=True):
    """One weaving: what arrived, the story that each article is on by its id, and the seconds of this process in the weaving alone."""

    arrivals: tuple[Arrival, ...]
    homes: Mapping[str, str]
    seconds: float

    def woven(self) -> list[Woven]:
        """Return the articles of which the true story is known."""
        return [Woven(one.article.title, one.gold, self.homes[one.article.id]) for one in self.arrivals if one.gold]


class Answer(Struct, frozen=True, kw_only=True):
    """The story that we put a row on."""

    id: str
    story: str


def weaver_over(articles: Sequence[Article], cycle: int, judge: Embedder | None = None) -> tuple[dict[str, str], float]:
    """Give articles to one weaver, cycle after cycle; return each one's story in the end, and the seconds of this process that it took."""
    weaver = LexicalWeaver(Background.load(), judge=judge, large=0)
    weaver.weave(Window(), articles[:1], Links(), articles[0].published_at)  # what is compiled or loaded on first use takes no part
    stories: dict[str, Story] = {}
    known: dict[str, Article] = {}
    begun = time.process_time()
    for arrived in batches(articles, cycle):
        woven = weaver.weave(Window(stories=tuple(stories.values()), articles=known), arrived, Links(), arrived[-1].published_at)
        for story in woven.stories:
            stories[story.id] = story
            if story.merged_into:
                del stories[story.id]
        known.update((article.id, article) for article in arrived)
    seconds = time.process_time() - begun
    return {entry.article: story.id for story in stories.values() for entry in story.coverage}, seconds


def runs(rows: Sequence[Row], mixed: Sequence[Row], setting: Setting) -> list[Run]:
    """Weave the rows, and those that are mixed in, once for each seed.

    Raises:
        DataError: there are no rows, or a row has the id of another.
    """
    ids = [identity(row) for row in (*rows, *mixed)]
    if not rows:
        raise DataError("no rows are left to weave; ask for topics and a half that the data has")
    if len(set(ids)) < len(ids):
        twice = next(id_ for id_, times in Counter(ids).items() if times > 1)
        raise DataError(f"{twice}: two rows have this id; give each of the data and of what is mixed in an id of its own")
    return [_run(rows, mixed, setting, seed) for seed in setting.seeds or (None,)]


def _run(rows: Sequence[Row], mixed: Sequence[Row], setting: Setting, seed: int | None) -> Run:
    arrivals = tuple(arranged(rows, mixed, setting.words, seed))
    homes, seconds = weaver_over([arrival.article for arrival in arrivals], setting.cycle, setting.judge)
    return Run(arrivals=arrivals, homes=homes, seconds=seconds)


def report(woven: Sequence[Run]) -> dict[str, Any]:
    """Return the figures of runs over the same rows, averaged.

    `n` rows, `of` them with a true story, and `mixed` further ones; `stories` of ours that hold one of the `n`; `bcubed_f1` and `pair_f1`
    over the rows with a true story, 0 where there is none. Where rows are mixed in: the share of them that share a story with any other
    article (`joined`), and both figures over all rows (`bcubed_f1_all`, `pair_f1_all`), each of those mixed in being a story of its own.
    """
    arrivals = woven[0].arrivals
    seconds = sum(run.seconds for run in woven)
    each = [_figures(run) for run in woven]
    return {
        "n": sum(not arrival.mixed for arrival in arrivals),
        "of": sum(bool(arrival.gold) and not arrival.mixed for arrival in arrivals),
        "mixed": sum(arrival.mixed for arrival in arrivals),
        **{name: fmean(figures[name] for figures in each) for name in each[0]},
        "articles_per_second": len(woven) * len(arrivals) / seconds if seconds else 0.0,
    }


def _figures(run: Run) -> dict[str, float]:
    own = [arrival for arrival in run.arrivals if not arrival.mixed]
    mixed = [arrival for arrival in run.arrivals if arrival.mixed]
    figures: dict[str, float] = {"stories": len({run.homes[arrival.article.id] for arrival in own}), **_agreement(run, own, "")}
    if mixed:
        sizes = Counter(run.homes.values())
        figures["joined"] = sum(sizes[run.homes[arrival.article.id]] > 1 for arrival in mixed) / len(mixed)
        figures |= _agreement(run, run.arrivals, "_all")
    return figures


def _agreement(run: Run, arrivals: Sequence[Arrival], suffix: str) -> dict[str, float]:
    labelled = [arrival for arrival in arrivals if arrival.gold]
    gold, ours = [arrival.gold for arrival in labelled], [run.homes[arrival.article.id] for arrival in labelled]
    return {f"bcubed_f1{suffix}": bcubed(gold, ours).f1, f"pair_f1{suffix}": pairwise(gold, ours).f1}


def answers(rows: Sequence[Row], run: Run) -> Iterator[Answer]:
    """Yield our answer to each row."""
    return (Answer(id=identity(row), story=run.homes[identity(row)]) for row in rows)
