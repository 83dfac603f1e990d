"""The default profile: editable points, independent publishers, and laws that hold."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from newsloom.score import rules
from newsloom.score.heat import HIGHEST as HOTTEST
from newsloom.score.heat import Case, Report, heat, independent, lasting
from newsloom.score.leads import Candidate, centrality, chosen, reason
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
        reports = self._reports(story, articles)
        candidates = {one.article.id: one for one in self._candidates(story, articles, shared)}
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
            rules=RULES,
            threshold=self._threshold,
            qualities=shared,
            heat=value,
            published=verdict,
            leads=reason(candidates.pop(story.lead), candidates.values()),
            independent=round(weight, 2),
        )
        return receipts(story, judged, labels, now)

    def _candidates(self, story: Story, articles: Mapping[str, Article], shared: Mapping[str, Score]) -> list[Candidate]:
        copies = {coverage.article for coverage in story.coverage if coverage.copy_of}
        central = centrality([articles[one] for one in shared if one not in copies])
        capped = {one for one, score in shared.items() if caps(articles[one], score)}
        weight = independent(self._reports(story, articles))[0] if capped else 0.0
        return [
            Candidate(
                article=articles[one],
                copy=one in copies,
                worth=lasting(score.value, weight, self._threshold - 1 if one in capped else HOTTEST),
                quality=score.value,
                weight=self._register.standing(articles[one]).weight,
                central=central.get(one, 0.0),
            )
            for one, score in shared.items()
        ]

    def _reports(self, story: Story, articles: Mapping[str, Article]) -> tuple[Report, ...]:
        """Return the voices of a story, each with the origin of its text and the time since when its family reports.

        That is when its first report on the story was published. What a family adds later, or what older report of its is found, makes
        its voice neither younger nor older.
        """
        origins, since = story.origins(), dict[str, datetime]()
        joined = sorted(story.coverage, key=lambda entry: (entry.joined_at, articles[entry.article].published_at))
        families = {entry.article: self._register.family(articles[entry.article]) for entry in joined}
        for one, family in families.items():
            since.setdefault(family, articles[one].published_at)
        return tuple(
            Report(family=family, origin=origins[one], weight=self._register.standing(articles[one]).weight, at=since[family])
            for one, family in families.items()
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
