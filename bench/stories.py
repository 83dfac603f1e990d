"""Articles a second woven into a full window, merge pass and copies included: `python bench/stories.py [window] [arrivals]`."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
import gc
from itertools import accumulate, islice
import json
from math import log
from pathlib import Path
import random
import subprocess
import sys
import time

from newsloom.cli import GARBAGE_THRESHOLD
from newsloom.stories import Background, LexicalWeaver
from newsloom.stories.terms import Terms
from newsloom.types import Article, Links, Story, Window

NOW = datetime(2026, 3, 2, tzinfo=UTC)
WINDOWS, ARRIVALS = (50_000, 500_000), 10_000
REACH = timedelta(days=4)
CYCLE, FILLED = 1_000, 10_000
"""Articles of a measured cycle, and of one that fills the window."""

OWN, TOPICS, TOPIC_WORDS = 26, 400, 12
"""Words of an event and of the subject that it belongs to, of which it takes four; half of its own are as common as in the news."""

TITLE, EVENT, ANY, FILL = 9, 20, 15, 25
"""Words of a title, and what sixty words are made of: the event's, any of English news, and function words."""

SHAPE, LARGEST = 1.1, 300
"""P(size >= k) = k^-1.1 for an event's articles: half are alone, one event in seventy has fifty and more."""

COPIES = 0.08
NEAR = 0.3
"""Cosine from which the single pass joins two articles, that of the stories prototype's baseline."""
FUNCTION = "the of and to in a for on that with by from at as it was is".split()


class Stream:
    """Sixty-word articles on events, in order of publication, so many in each four days; the same ones every time."""

    def __init__(self, window: int, background: Background) -> None:
        self._random = random.Random(5)
        self._pace = REACH / window
        self._words = [word for word in background.frequency if word.isalpha()]
        self._weights = list(accumulate(background.frequency[word] for word in self._words))
        self._topics = [self._any(TOPIC_WORDS) for _ in range(TOPICS)]
        self.events = 0

    def __iter__(self) -> Iterator[Article]:
        """Yield articles without end: events begin as old ones are told, each over some two days."""
        pending: dict[int, list[tuple[int, list[str]]]] = defaultdict(list)
        told: dict[int, Article] = {}
        slot, draw = round(timedelta(hours=16) / self._pace), self._random
        for number in range(sys.maxsize):
            due = pending.pop(number, None)
            if due:
                (event, words), *later = due
                pending[number + 1].extend(later)
            else:
                self.events = event = self.events + 1
                words = self._event()
                size = min(LARGEST, int(draw.random() ** (-1 / SHAPE)))
                for _ in range(size - 1):
                    pending[number + 1 + min(3 * slot, int(draw.expovariate(1 / slot)))].append((event, words))
            first = told.get(event)
            told[event] = made = self._copy(number, first) if first and draw.random() < COPIES * 1.5 else self._report(number, words)
            yield made

    def _any(self, count: int) -> list[str]:
        return self._random.choices(self._words, cum_weights=self._weights, k=count)

    def _event(self) -> list[str]:
        draw = self._random
        rare = draw.sample(self._words, OWN - 4 - OWN // 2 - 1)
        return [*self._any(OWN // 2), *rare, str(draw.randrange(2, 900)), *draw.sample(draw.choice(self._topics), 4)]

    def _report(self, number: int, words: Sequence[str]) -> Article:
        draw = self._random
        found = [*draw.sample(words, EVENT), *self._any(ANY), *draw.choices(FUNCTION, k=FILL)]
        draw.shuffle(found)
        return self._article(number, " ".join(found[:TITLE]).capitalize(), " ".join(found[TITLE:]).capitalize() + ".")

    def _copy(self, number: int, first: Article) -> Article:
        words = first.excerpt.split()
        words[self._random.randrange(len(words))] = self._any(1)[0]
        return self._article(number, first.title, " ".join(words))

    def _article(self, number: int, title: str, excerpt: str) -> Article:
        moment, domain = NOW + number * self._pace, f"d{number % 997}.example"
        return Article(
            id=f"a{number:020}", url=f"http://{domain}/{number}", entry_url=f"http://{domain}/{number}", source=f"http://{domain}/feed",
            domain=domain, publisher=domain, title=title, excerpt=excerpt, published_at=moment, seen_at=moment, language="en",
        )  # fmt: skip


class Desk:
    """Keeps the window as a store would: the stories that an arrival could join, and their articles."""

    def __init__(self, background: Background) -> None:
        self.stories: dict[str, Story] = {}
        self._articles: dict[str, Article] = {}
        self._weaver = LexicalWeaver(background)
        self.counts: Counter[str] = Counter()

    @property
    def held(self) -> int:
        """How many articles the window holds."""
        return len(self._articles)

    def cycle(self, arrived: Sequence[Article]) -> float:
        """Weave a cycle's articles in, return the seconds of one core that took, and close the stories that are out of reach."""
        window = Window(stories=tuple(self.stories.values()), articles=self._articles)
        started = time.process_time()
        weave = self._weaver.weave(window, arrived, Links(), arrived[-1].published_at)
        took = time.process_time() - started
        self._articles = self._articles | {article.id: article for article in arrived}
        self.stories.update((story.id, story) for story in weave.stories)
        for story in weave.stories:
            if story.merged_into:
                del self.stories[story.id]
        closed = [story for story in self.stories.values() if story.last + REACH < arrived[-1].published_at]
        for story in closed:
            del self.stories[story.id]
            for entry in story.coverage:
                del self._articles[entry.article]
        self.counts += Counter(new=weave.new, merged=weave.merged, split=weave.split)
        return took


def single_pass(articles: Sequence[Article], terms: Terms, background: Background) -> float:
    """Return the seconds of the textbook's way, in plain Python: TF-IDF, an index of articles, and the nearest one if it is near."""
    started = time.process_time()
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    homes: list[int] = []
    for number, article in enumerate(articles):
        counts = terms.of_article(article)
        vector = {stem: count * log(background.texts / (background.frequency.get(stem, 0) + 1)) for stem, count in counts.items()}
        length = sum(weight * weight for weight in vector.values()) ** 0.5
        scores: dict[int, float] = defaultdict(float)
        for stem, weight in vector.items():
            for other, theirs in index[stem]:
                scores[other] += weight * theirs / length
            index[stem].append((number, weight / length))
        nearest = max(scores, key=scores.__getitem__, default=number)
        homes.append(homes[nearest] if scores[nearest] > NEAR else number)
    return time.process_time() - started


def measured(window: int, arrivals: int) -> dict[str, float]:
    """Fill a window, then measure what weaving further cycles takes."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    background = Background.load()
    stream, desk = Stream(window, background), Desk(background)
    coming = iter(stream)
    filling = sum(desk.cycle(list(islice(coming, FILLED))) for _ in range(0, window, FILLED))
    before, desk.counts = stream.events, Counter()
    tested = list(islice(coming, arrivals))
    took = [desk.cycle(tested[first : first + CYCLE]) for first in range(0, arrivals, CYCLE)]
    few = tested[:CYCLE]
    yardstick = len(few) / min(single_pass(few, Terms(), background) for _ in range(3))
    rate = arrivals / sum(took)
    return {
        "window": desk.held,
        "stories": len(desk.stories),
        "articles_per_second": round(rate),
        "filling_articles_per_second": round(window / filling),
        "best_cycle_articles_per_second": round(CYCLE / min(took)),
        "new_events": stream.events - before,
        **desk.counts,
        "single_pass_of_one_cycle_articles_per_second": round(yardstick),
        "ratio_to_single_pass": round(rate / yardstick, 2),
    }


def bench(peak: str, _: Path) -> dict[str, float]:
    """Measure each window in a process of its own, under a command that tells peak memory on its last line of errors."""
    found: dict[str, float] = {}
    for window in WINDOWS:
        command = [sys.executable, "-c", peak, sys.executable, __file__, str(window), str(ARRIVALS)]
        done = subprocess.run(command, capture_output=True, check=True)
        figures = json.loads(done.stdout) | {"megabytes": int(done.stderr.split()[-1]) // 1024}
        found |= {f"{window // 1000}k_{name}": figure for name, figure in figures.items()}
    return found


if __name__ == "__main__":
    print(json.dumps(measured(*map(int, sys.argv[1:]))))
