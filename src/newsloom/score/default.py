"""The default profile: editable points, independent publishers, and laws that hold."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from newsloom.score import rules
from newsloom.score.heat import Case, Report, heat, independent
from newsloom.score.parts import LIMIT, total
from newsloom.score.quality import HIGHEST, caps, quality
from newsloom.score.receipts import Judged, receipts
from newsloom.score.ruling import ruling
from newsloom.score.standing import Register
from newsloom.types import Article, Decision, Label, Part, Publisher, Receipt, Score, Source, Story, Topic

RULES = "default-2026.11"
"""The version of the rules, as receipts name it."""

PROPAGATED = frozenset({rules.MARKET_REPORT, rules.JOB, rules.DEAL, rules.STOCK, rules.PRESS_RELEASE})
"""Kinds that belong to a text: found on one copy, they hold for all. Published stories lost their last two bad ones by it (section 4.3)."""


class DefaultJudge:
    """Judge articles by named points and stories by independent coverage.

    Args:
        threshold: heat from which a story is published; 1 to 250.
        topics: the hub's topics; the first is its subject.
        publishers: the catalogue, by registrable domain (an entry for a whole host goes first).
        sources: the hub's sources by address.
    """

    def __init__(
        self, threshold: int, topics: tuple[Topic, ...], publishers: Mapping[str, Publisher], sources: Mapping[str, Source]
    ) -> None:
        self._threshold = threshold
        self._root = topics[0] if topics else None
        self._register = Register(publishers, sources, self._root)

    def quality(self, article: Article, labels: tuple[Label, ...]) -> Score:
        """Return an article's quality, 0 to 200; see `newsloom.score.quality`."""
        return quality(article, labels, self._register.standing(article), self._root)

    def lead(self, story: Story, articles: Mapping[str, Article], qualities: Mapping[str, Score]) -> str:
        """Return the article that represents a story.

        One that is held back goes last; originals go before copies, then the better (a kind found on a copy counts against its
        original), then the present lead, then the earlier, then the smaller id.
        """
        shared = _shared(story, qualities)
        copies = {coverage.article for coverage in story.coverage if coverage.copy_of}
        return min(
            shared,
            key=lambda one: (
                bool(articles[one].held),
                one in copies,
                -shared[one].value,
                one != story.lead,
                articles[one].published_at,
                one,
            ),
        )

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
        reports = self._reports(story, articles)
        case = Case(
            quality=shared[story.lead].value,
            published_at=lead.published_at,
            reports=reports,
            caps=caps(lead, shared[story.lead]),
            pin=decided.pin,
            hide=decided.hide,
            threshold=self._threshold,
        )
        value, verdict = heat(case, now)
        weight, _ = independent(reports)
        judged = Judged(
            rules=RULES, threshold=self._threshold, qualities=shared, heat=value, published=verdict, independent=round(weight, 2)
        )
        return receipts(story, judged, labels, now)

    def _reports(self, story: Story, articles: Mapping[str, Article]) -> tuple[Report, ...]:
        origins = story.origins()
        return tuple(
            Report(
                family=self._register.family(articles[one]),
                origin=origins[one],
                weight=self._register.standing(articles[one]).weight,
                at=articles[one].published_at,
            )
            for one in origins
        )


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
    if all(part in score.parts for part in kinds.values()):
        return score
    own = [part for part in score.parts if part.part not in kinds and part.group != LIMIT]
    return total([*own, *kinds.values()], 0, HIGHEST)
