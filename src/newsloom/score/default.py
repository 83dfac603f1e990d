"""The default profile: editable points, independent publishers, and laws that hold."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from msgspec.structs import replace

from newsloom.score import rules
from newsloom.score.demands import NO_DEMANDS, Demands
from newsloom.score.heat import BASELINE, Case, heat, independent, lasting
from newsloom.score.heat import HIGHEST as HOTTEST
from newsloom.score.leads import Candidate, centrality, chosen, reason
from newsloom.score.parts import LIMIT, total
from newsloom.score.quality import HIGHEST, caps, quality
from newsloom.score.receipts import Judged, receipts
from newsloom.score.rules import Reader, RuleBook
from newsloom.score.ruling import is_rescored, ruling
from newsloom.score.standing import Register
from newsloom.score.voices import voices
from newsloom.text import primary
from newsloom.types import Article, Decision, Label, Part, Publisher, Receipt, Score, Source, Story, Topic

PROPAGATED = frozenset({rules.MARKET_REPORT, rules.JOB, rules.DEAL, rules.STOCK, rules.PRESS_RELEASE})
"""Kinds that belong to a text: found on one copy, they hold for all. Published stories lost their last two bad ones by it (section 4.3)."""


class DefaultJudge:
    """Judge articles by named points and stories by independent coverage.

    Args:
        threshold: heat from which a story is published; 1 to 250.
        topics: the hub's topics; the first is its subject.
        publishers: the catalogue, by registrable domain (an entry for a whole host goes first).
        sources: the hub's sources by address.
        demands: what the hub asks of stories beyond the threshold.
        book: the rules by which articles are judged, and what each part is worth (`newsloom.hub.rules`).
        language: the hub's, in which articles are taken to be written that declare none.
        trust: whom editors trust or distrust (`newsloom.score.standing.trust`).
    """

    def __init__(  # noqa: PLR0913 - each comes from another place of the hub
        self,
        threshold: int,
        topics: tuple[Topic, ...],
        publishers: Mapping[str, Publisher],
        sources: Mapping[str, Source],
        demands: Demands = NO_DEMANDS,
        *,
        book: RuleBook,
        language: str = "en",
        trust: Mapping[str, Decision] = MappingProxyType({}),
    ) -> None:
        self._threshold, self._demands = threshold, demands
        self._book, self._language, self._readers = book, language, {one: Reader(book, one) for one in ("", *book.languages)}
        self._root = topics[0] if topics else None
        self._register = Register(publishers, sources, self._root, trust)

    def quality(self, article: Article, labels: tuple[Label, ...]) -> Score:
        """Return an article's quality, 0 to 200; see `newsloom.score.quality`."""
        reader = self._readers[self._spoken(article)]
        score = quality(article, labels, self._register.standing(article), self._root, reader)
        return self._demands.noted(score, article, labels, HIGHEST)

    def lead(self, story: Story, articles: Mapping[str, Article], qualities: Mapping[str, Score]) -> str:
        """Return the article that represents a story.

        One that is held back goes last; originals go before copies. Then the one under which the story is hottest for good: the better one
        (a kind found on a copy counts against its original), where no cap holds it below the threshold. Of equals the present lead stays;
        else the publisher of more weight goes first, the more central title, the more complete article, the earlier, the smaller id.
        """
        return chosen(self._candidates(story, articles, _shared(story, qualities)), story.lead)

    def receipts(
        self,
        story: Story,
        articles: Mapping[str, Article],
        labels: Mapping[str, tuple[Label, ...]],
        qualities: Mapping[str, Score],
        decisions: Sequence[Decision],
        now: datetime,
    ) -> tuple[Receipt, ...]:
        """Return the receipts of a story's coverage; themes neither count nor get one."""
        shared = _shared(story, qualities)
        lead, decided = articles[story.lead], ruling(story, decisions)
        told = voices(story, articles, self._register)
        weight, _ = independent(told.reports)
        candidates = {one.article.id: one for one in self._candidates(story, articles, shared)}
        case = Case(
            quality=shared[story.lead].value,
            published_at=lead.published_at,
            reports=told.reports,
            caps=self._caps(lead, shared[story.lead], weight),
            pin=decided.pin,
            hide=decided.hide,
            threshold=self._threshold,
            baseline=story.baseline or BASELINE,
        )
        value, verdict = heat(case, now)
        judged = Judged(
            rules=self._book.version,
            threshold=self._threshold,
            qualities=shared,
            heat=value,
            published=verdict,
            leads=reason(candidates.pop(story.lead), candidates.values()),
            independent=round(weight, 2),
            voices=told,
        )
        return tuple(replace(one, rules=one.rules + self._note(articles[one.article])) for one in receipts(story, judged, labels, now))

    def _spoken(self, article: Article) -> str:
        """Return the language whose rules read an article: the declared one, else the hub's; empty where there are no rules for it."""
        language = primary(article.language or self._language)
        return language if language in self._readers else ""

    def _note(self, article: Article) -> str:
        """Return what a receipt must say of the rules that could not be asked."""
        return "" if self._spoken(article) else f" (no rules for the language {article.language or self._language}: only those for all)"

    def _candidates(self, story: Story, articles: Mapping[str, Article], shared: Mapping[str, Score]) -> list[Candidate]:
        copies = {coverage.article for coverage in story.coverage if coverage.copy_of}
        central = centrality([articles[one] for one in shared if one not in copies])
        limited = self._demands.floors or any(caps(articles[one], score) for one, score in shared.items())
        weight = independent(voices(story, articles, self._register).reports)[0] if limited else 0.0
        return [
            Candidate(
                article=articles[one],
                copy=one in copies,
                worth=lasting(score.value, weight, self._threshold - 1 if self._caps(articles[one], score, weight) else HOTTEST),
                quality=score.value,
                weight=self._register.standing(articles[one]).weight,
                central=central.get(one, 0.0),
            )
            for one, score in shared.items()
        ]

    def _caps(self, article: Article, score: Score, weight: float) -> tuple[str, ...]:
        """Return what holds a story below the threshold that this article leads: its own caps, and floors that it does not reach."""
        return *caps(article, score), *self._demands.unmet(score, lasting(score.value, weight))


def _shared(story: Story, qualities: Mapping[str, Score]) -> dict[str, Score]:
    """Return the qualities of a story's articles, where a kind found on one copy of a text holds for every copy."""
    origins = story.origins()
    worst: defaultdict[str, dict[str, Part]] = defaultdict(dict)
    for article, origin in origins.items():
        for part in qualities[article].parts:
            known = worst[origin].get(part.part)
            if part.part in PROPAGATED and (known is None or part.points < known.points):
                worst[origin][part.part] = part
    return {article: _with(qualities[article], worst[origin]) for article, origin in origins.items()}


def _with(score: Score, kinds: Mapping[str, Part]) -> Score:
    if is_rescored(score) or all(part in score.parts for part in kinds.values()):
        return score
    own = [part for part in score.parts if part.part not in kinds and part.group != LIMIT]
    return total([*own, *kinds.values()], 0, HIGHEST)
