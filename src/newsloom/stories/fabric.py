"""The fabric: all stories of the window, kept in step with their words and their texts while articles come, move and go."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b
from itertools import compress, islice
from math import inf
from operator import is_not
from typing import NamedTuple

from newsloom.ids import story_id
from newsloom.stages import Embedder
from newsloom.stories.copies import Copies, Kin
from newsloom.stories.core import DEPTH, VOICES, Core
from newsloom.stories.crossing import Told
from newsloom.stories.draft import Draft, begun
from newsloom.stories.terms import Terms, tongue_of
from newsloom.types import Article, Story

_MOST_VOICES = 20_000
"""A story's further articles have no voice, so that no sum of whole numbers leaves 64 bits."""


_TELLING = 8
"""Articles of a story whose names and figures are compared across languages, those that were published first."""


def _by_first(story: Story) -> tuple[datetime, str]:
    return (story.first, story.id)


class Near(NamedTuple):
    """A story that an article could join: the cosine to it and, where it is as good as was asked for, the score."""

    story: str
    cosine: float
    score: float | None


_near = partial(tuple.__new__, Near)


class Fabric:
    """Stories by id, the articles on them, and what the core and the copies know of both.

    An article has a voice in its story unless it copies another's text there or says no word that tells anything. Where there is a judge,
    it reads the title of an article of which no more is known, and those of the stories that this one is compared with.
    """

    def __init__(self, terms: Terms, core: Core, judge: Embedder | None = None, official: Collection[str] = ()) -> None:
        self.now = datetime.min.replace(tzinfo=UTC)
        self.articles: dict[str, Article] = {}
        self.drafts: dict[str, Draft] = {}
        self.homes: dict[str, str] = {}
        self.arrived: set[str] = set()
        self.touched: set[str] = set()
        self._pointing: dict[str, set[str]] = {}
        self._terms, self._core, self._judge, self._official = terms, core, judge, official
        self._copies = Copies(terms)
        self._voices: dict[str, int] = {}
        self._speaking: dict[str, str] = {}
        self._heard: dict[str, int] = {}
        self._languages: dict[str, str] = {}
        self._spoken: Counter[str] = Counter()
        self._brief: set[str] = set()
        self._understood: set[str] = set()
        self._anchors: dict[str, frozenset[str]] = {}
        self._told: dict[str, int] = {}
        self._named: list[str] = []
        self._added = 0

    @property
    def waste(self) -> int:
        """How many stories and texts were let go of, which still take room in the core."""
        return len(self._named) - len(self._told) + self._added - len(self._voices)

    def begin(self, stories: Mapping[str, Story], articles: Mapping[str, Article], now: datetime) -> None:
        """Begin a cycle: hold exactly these stories, as they are now."""
        self.now = now
        other = [draft for story, draft in self.drafts.items() if draft.origin is not stories.get(story) or draft.touched]
        for gone in [draft.id for draft in other if self._differs(draft, stories.get(draft.id))]:
            self._unload(gone)
        for gone in self._reread(articles):
            self._unload(gone)
        for story in sorted((record for story, record in stories.items() if story not in self.drafts), key=_by_first):
            self._load(story, articles)
        self.arrived = set()
        self.touched = set()

    def _reread(self, articles: Mapping[str, Article]) -> set[str]:
        """Return the stories of which an article reads differently now, came to be known or is not known any more.

        This looks at every article of the window in every cycle, which is why it asks first whether it is the very same record.
        """
        known, homes = self.articles, self.homes
        moved = [*compress(articles, map(is_not, articles.values(), map(known.get, articles)))]
        changed = [one for one in moved if known.get(one) != articles[one]]
        if len(known) > len(articles) - sum(one not in known for one in moved):
            changed += [one for one in known if one not in articles]
        return {homes[one] for one in changed if one in homes}

    def _differs(self, draft: Draft, story: Story | None) -> bool:
        """Tell whether a story is gone or of other articles or relations; where it is not, take what else became of it."""
        if story is None or draft.touched or story.coverage != draft.origin.coverage:
            return True
        self._rebase(draft, story)
        return False

    def _rebase(self, draft: Draft, story: Story) -> None:
        self._point(draft, story)
        draft.rebase(story)

    def _point(self, draft: Draft, story: Story | None) -> None:
        """Keep in mind which stories a story names as themes."""
        for theme in draft.origin.themes:
            self._pointing.get(theme.story, set()).discard(draft.id)
        for theme in story.themes if story else ():
            self._pointing.setdefault(theme.story, set()).add(draft.id)

    def _load(self, story: Story, articles: Mapping[str, Article]) -> None:
        draft = self._open(Draft(story, self.articles, official=self._official))
        for entry in story.coverage:
            if entry.article in articles:
                self.learn(articles[entry.article])
                self._copies.add(articles[entry.article])
        self._point(draft, story)
        self._settle(draft, draft.coverage)

    def _unload(self, story: str) -> None:
        draft = self.drafts.pop(story)
        self._point(draft, None)
        for article in draft.coverage:
            self._spoken[self._languages.get(article, "")] -= 1
            for table in (self.homes, self.articles, self._voices, self._speaking, self._languages, self._anchors):
                table.pop(article, None)
            self._brief.discard(article)
            self._understood.discard(article)
        self._copies.forget(draft.coverage)
        self._core.close(self._told.pop(story))
        self._heard.pop(story, None)

    def rest(self, woven: Iterable[Story]) -> None:
        """End a cycle: what the stories have become is what the next one begins with."""
        for story in woven:
            self._rebase(self.drafts[story.id], story)
        for gone in [story for story in self.touched if self.drafts[story].merged_into]:
            self._unload(gone)

    def neighbours(self) -> set[tuple[str, str]]:
        """Return the pairs of stories of which one names the other as its theme, and one has changed."""
        named = {(story, theme.story) for story in self.touched for theme in self.drafts[story].themes}
        return named | {(other, story) for story in self.touched for other in self._pointing.get(story, ()) if other in self.drafts}

    def learn(self, article: Article) -> None:
        """Read an article that is not on a story yet."""
        self.articles[article.id] = article
        counts = self._terms.of_article(article)
        self.arrived.add(article.id)
        language = self._languages[article.id] = tongue_of(counts)
        self._spoken[language] += 1
        voice = self._core.add(counts, article.published_at.timestamp(), _key(article.id))
        if voice is not None:
            self._added += 1
            self._voices[article.id] = voice
            if self._judge and not article.excerpt:
                self._brief.add(article.id)

    def near(self, article: str, barred: Collection[str], least: float, above: float) -> list[Near]:
        """Return the stories that an article could join, as `Core.near` does; a title that the judge reads is told all scores."""
        voice = self._voices.get(article)
        if voice is None:
            return []
        out = [self._told[story] for story in barred]
        brief = article in self._brief
        found = self._core.near(voice, out, least, -inf if brief else above)
        if brief and found:
            finalists = [self._named[candidate.story] for candidate in found if candidate.score is not None]
            self._understand([article, *self._latest(finalists)])
            found = self._core.near(voice, out, least, above)
        named = self._named
        return [_near((named[story], cosine, score)) for story, cosine, score in found]

    def kin(self, article: Article) -> tuple[Kin, ...]:
        """Return the known articles whose text this one shares, the best first."""
        return self._copies.kin(article)

    def found(self, article: str) -> Draft:
        """Begin a story with an article that has just come, or is no longer on another."""
        return self._open(begun(story_id(article), self.articles[article].published_at, self.now, self.articles, self._official))

    def join(self, draft: Draft, article: str, similarity: float) -> None:
        """Put an article that is on no story on this one."""
        draft.join(article, similarity, self.now)
        self._settle(draft, [article])
        self._copies.add(self.articles[article])

    def relate(self, draft: Draft, kin: Kin, article: str) -> None:
        """State that two articles of a story share a text."""
        self._tune(draft, draft.relate(article, kin.article, kin.relation))

    def unite(self, draft: Draft, other: Draft, why: str) -> None:
        """Put a whole story on another, which survives."""
        self.touched.add(other.id)
        moved = list(other.coverage)
        for article in moved:
            self._hush(article)
        draft.absorb(other, self.now, why)
        self._settle(draft, moved)

    def part(self, draft: Draft, founder: str, leaving: Collection[str], why: str) -> Draft:
        """Put articles of a story on one of their own, which `founder` names."""
        for article in leaving:
            self._hush(article)
        child = self._open(draft.part(founder, leaving, self.now, why, came_before=not self.arrived.issuperset(leaving)))
        self._settle(child, list(child.coverage))
        self._span(draft)
        self._tune(draft, draft.coverage)
        self.touched.add(draft.id)
        return child

    def speaking(self, draft: Draft, latest: int) -> list[str]:
        """Return the latest articles of a story that have a voice, oldest first, in the core's order where they are equally old."""
        known = self.articles
        heard = [article for article in draft.ordered() if article in self._speaking]
        start = max(0, len(heard) - latest)
        while 0 < start < len(heard) and known[heard[start - 1]].published_at == known[heard[start]].published_at:
            start -= 1
        return sorted(heard[start:], key=lambda article: (known[article].published_at, _key(article)))[-latest:]

    def voices(self, draft: Draft) -> int:
        """Return how many articles of a story have a voice."""
        return self._heard.get(draft.id, 0)

    def fits(self, articles: Sequence[str]) -> list[float]:
        """Return how well articles that have a voice fit the other voices of their stories, of which there must be some."""
        for article in articles:
            if article in self._brief:
                self._understand(self._latest([self.homes[article]]))
        return self._core.fits([(self._voices[article], self._told[self.homes[article]]) for article in articles])

    def loosest(self, drafts: Sequence[Draft]) -> list[float]:
        """Return how well that one of a story's latest articles fits the others which fits them least, of two voices at least each."""
        for draft in drafts if self._brief else ():
            if not self._brief.isdisjoint(self.speaking(draft, VOICES)):
                self._understand(self._latest([draft.id]))
        return self._core.loosest([self._told[draft.id] for draft in drafts])

    def agreements(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return how well the articles of two stories that have voices fit each other's story, pair by pair."""
        for pair in pairs if self._judge else ():
            if not self._brief.isdisjoint(latest := self._latest(pair)):
                self._understand(latest)
        return self._core.agreements(self._numbered(pairs))

    def cosines(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return how alike two stories are, 0 to 1, pair by pair."""
        return self._core.cosines(self._numbered(pairs))

    def _numbered(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[int, int]]:
        return [(self._told[one], self._told[other]) for one, other in pairs]

    def told(self) -> list[Told]:
        """Return what each story says in any language; nothing where all are told in one."""
        languages = self._languages
        if len([language for language, count in self._spoken.items() if language and count]) < 2:  # noqa: PLR2004 - nothing to cross
            return []
        found = []
        for draft in self.drafts.values():
            known = [*islice((article for article in draft.ordered() if languages.get(article)), _TELLING)]
            if known:
                anchors = frozenset[str]().union(*(self._anchors_of(article) for article in known))
                found.append(Told(story=draft.id, language=languages[known[0]], anchors=anchors, first=draft.first, last=draft.last))
        return found

    def _anchors_of(self, article: str) -> frozenset[str]:
        if article not in self._anchors:
            self._anchors[article] = self._terms.anchors(self.articles[article])
        return self._anchors[article]

    def reaches(self, draft: Draft, first: datetime, last: datetime, reach: float) -> bool:
        """Tell whether a span of time touches a story's window."""
        return (draft.first - last).total_seconds() <= reach and (first - draft.last).total_seconds() <= reach

    def _latest(self, stories: Iterable[str]) -> list[str]:
        """Return the latest articles of stories that have a voice."""
        return [article for story in stories for article in self.speaking(self.drafts[story], VOICES + 1)]

    def _understand(self, articles: Iterable[str]) -> None:
        """Have the judge read the titles of articles that it has not read yet."""
        new = [article for article in articles if article not in self._understood]
        if self._judge and new:
            for article, vector in zip(new, self._judge.vectors([self.articles[one].title for one in new]), strict=True):
                meaning = vector.clip(-1, 1)
                meaning[meaning != meaning] = 0.0  # noqa: PLR0124 - no number: what a judge cannot say means nothing
                self._core.mean(self._voices[article], (meaning * DEPTH).round().astype("int16"), judged=article in self._brief)
            self._understood.update(new)

    def _open(self, draft: Draft) -> Draft:
        self.drafts[draft.id] = draft
        self._told[draft.id] = self._core.open(_key(draft.id), draft.first.timestamp(), draft.last.timestamp())
        self._named.append(draft.id)
        return draft

    def _settle(self, draft: Draft, articles: Collection[str]) -> None:
        self.touched.add(draft.id)
        self.homes.update(dict.fromkeys(articles, draft.id))
        self._tune(draft, articles)
        self._span(draft)

    def _span(self, draft: Draft) -> None:
        if draft.coverage:
            self._core.span(self._told[draft.id], draft.first.timestamp(), draft.last.timestamp())

    def _tune(self, draft: Draft, articles: Iterable[str]) -> None:
        """Give articles a voice in their story, or take it away, as their relation demands; in a huge story the first ones speak."""
        if len(draft.coverage) > _MOST_VOICES:
            heard = {*islice((article for article in draft.ordered() if self._may_speak(draft, article)), _MOST_VOICES)}
            for article in draft.coverage.keys() - heard:
                self._hush(article)
            articles = heard
        for article in articles:
            if not self._may_speak(draft, article):
                self._hush(article)
            elif article not in self._speaking:
                self._core.join(self._told[draft.id], self._voices[article])
                self._speaking[article] = draft.id
                self._heard[draft.id] = self._heard.get(draft.id, 0) + 1

    def _may_speak(self, draft: Draft, article: str) -> bool:
        return article in self._voices and draft.coverage[article].relation != "copy"

    def _hush(self, article: str) -> None:
        home = self._speaking.pop(article, None)
        if home is not None:
            self._core.leave(self._told[home], self._voices[article])
            self._heard[home] -= 1


def _key(identity: str) -> int:
    """Return 60 bits that follow from an id alone and say nothing of the order in which articles came."""
    return int.from_bytes(blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 4
