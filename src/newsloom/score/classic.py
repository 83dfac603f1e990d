"""The classic profile: the reference system's own formula, point for point, to compare with."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from msgspec import Struct

from newsloom.score.parts import total
from newsloom.score.quality import HELD
from newsloom.score.receipts import Judged, receipts
from newsloom.score.ruling import Ruling, ruling
from newsloom.score.standing import Register
from newsloom.score.voices import voices
from newsloom.types import Article, Decision, Label, Part, Publisher, Receipt, Score, Source, Story, Topic, Verdict

RULES = "classic-2021.06"
"""The reference's last published state."""

# Every figure reproduces the reference's 192 Power Apps records exactly, and 77 of 77 scored A.I. records.
PICTURE, AMP, TOPIC, HIT, OFFICIAL, EMBED = 20, 20, 2, 15, 50, 100
LONG_TITLE = 70
"""Characters of a title that cost nothing; every two more cost a point."""
RELATED = 10
GATE = 40
"""Quality from which related items count: in the reference's records between 40 and 54 (none at 39 and below, all from 54
on). The lowest, because the default profile's gate is there too."""
PIN = 100
HIGHEST = 10**6
"""The reference's scale is open above; this only bounds hostile titles."""


class Facts(Struct, frozen=True, kw_only=True):
    """What the formula looks at. `topics` are the assigned ones; `catalogue` is what a listed publisher earns, 0 for others.

    `trusted` says why it counts as listed, where an editor said so.
    """

    title: str
    topics: tuple[Topic, ...] = ()
    catalogue: int = 0
    trusted: str = ""
    pictured: bool = False
    amp: bool = False
    official: bool = False
    embedded: bool = False


def classic_quality(facts: Facts) -> Score:
    """Return the reference's quality.

    max(0, 20·picture + 20·AMP + 2·topics + 15·hits + catalogue + 50·official + 100·embed - ⌊max(0, len(title) - 70)/2⌋),
    where every keyword of an assigned topic that is a substring of the title, both in small letters, is a hit: counted
    for each topic and as often as the topic lists it.

    Example:
        >>> topic = Topic(id="ai", name="AI", keywords=("artificial intelligence", "ai"))
        >>> classic_quality(Facts(title="Details of a plan", topics=(topic,), pictured=True)).value
        37
    """
    return total(_parts(facts), 0, HIGHEST)


def _parts(facts: Facts) -> Iterator[Part]:
    if facts.pictured:
        yield Part(group="picture", part="image", points=PICTURE)
    if facts.amp:
        yield Part(group="page", part="AMP address", points=AMP)
    if facts.topics:
        why = ", ".join(topic.name for topic in facts.topics)
        yield Part(group="topics", part="topics", points=TOPIC * len(facts.topics), why=why)
    title = facts.title.lower()
    for topic in facts.topics:
        for keyword in topic.classic_keywords:
            if keyword.lower() in title:
                yield Part(group="topics", part="keyword in title", points=HIT, why=keyword)
    if facts.catalogue:
        yield Part(group="source", part="publisher in the catalogue", points=facts.catalogue, why=facts.trusted)
    if facts.official:
        yield Part(group="source", part="official source", points=OFFICIAL)
    if facts.embedded:
        yield Part(group="page", part="embedded player", points=EMBED)
    yield Part(group="title", part="long title", points=-(max(0, len(facts.title) - LONG_TITLE) // 2))


def classic_heat(quality: int, related: int) -> int:
    """Return the heat of a lead: its quality, and 10 for each related item from a quality of 40 on.

    Example:
        >>> classic_heat(76, 2), classic_heat(39, 2)
        (96, 39)
    """
    return quality + (RELATED * related if quality >= GATE else 0)


class ClassicJudge:
    """Judge as the reference did: a point score, 10 a related item, no decay; themes count as related.

    Args:
        topics: the hub's topics; the first is its subject.
        publishers: the catalogue, by registrable domain; entries marked `reference` earn the catalogue's points.
        sources: the hub's sources by address.
        catalogue_points: what a listed publisher earns: 30 in the reference's A.I. hub, 40 in Power Apps.
        threshold: heat from which a story is published.
        trust: whom editors trust, and who then earns the catalogue's points, or distrust, and who then earns none.
    """

    def __init__(
        self,
        topics: tuple[Topic, ...],
        publishers: Mapping[str, Publisher],
        sources: Mapping[str, Source],
        catalogue_points: int = 30,
        threshold: int = 70,
        trust: Mapping[str, Decision] = MappingProxyType({}),
    ) -> None:
        self._topics = {topic.name: topic for topic in topics}
        self._publishers = publishers
        self._register = Register(publishers, sources, topics[0] if topics else None, trust)
        self._catalogue_points = catalogue_points
        self._threshold = threshold

    def quality(self, article: Article, labels: tuple[Label, ...]) -> Score:
        """Return an article's quality by the reference's formula."""
        publisher, word = self._publishers.get(article.domain), self._register.word(article)
        listed = word.do == "trust" if word else publisher is not None and publisher.reference
        return classic_quality(
            Facts(
                title=article.title,
                topics=tuple(self._topics[label.topic] for label in labels if label.topic in self._topics),
                catalogue=self._catalogue_points if listed else 0,
                trusted=f"trusted by an editor: {word.words}" if word and listed else "",
                pictured=bool(article.images),
                amp=bool(article.amp_url),
                official=self._register.at_official_place(article),
                embedded=bool(article.embed),
            )
        )

    def lead(self, story: Story, articles: Mapping[str, Article], qualities: Mapping[str, Score]) -> str:
        """Return the article of the highest quality that is not held back; of equals the earliest, then the one with the smaller id."""
        members = [coverage.article for coverage in story.coverage]
        return min(members, key=lambda one: (bool(articles[one].held), -qualities[one].value, articles[one].published_at, one))

    def receipts(
        self,
        story: Story,
        articles: Mapping[str, Article],
        labels: Mapping[str, tuple[Label, ...]],
        qualities: Mapping[str, Score],
        decisions: Sequence[Decision],
        now: datetime,
    ) -> tuple[Receipt, ...]:
        """Return the receipts of a story's coverage; coverage and themes raise the lead's heat alike."""
        decided = ruling(story, decisions)
        held = "" if decided.pin else articles[story.lead].held  # a pin publishes, as under the default profile
        score = self._heat(story, qualities[story.lead].value, decided, held)
        verdict = Verdict(
            value=score.value >= self._threshold,
            rule=f"heat >= {self._threshold}",
            margin=score.value - self._threshold,
            caps=("hidden",) if decided.hide else (HELD,) if held else (),
        )
        leads = f"the highest quality, {qualities[story.lead].value}, of those that are not held back, then the earliest"
        judged = Judged(
            rules=RULES,
            threshold=self._threshold,
            qualities=qualities,
            heat=score,
            published=verdict,
            leads=leads,
            voices=voices(story, articles, self._register),
        )
        return receipts(story, judged, labels, now)

    def _heat(self, story: Story, quality: int, decided: Ruling, held: str) -> Score:
        related = len(story.coverage) - 1 + len(story.themes)
        parts = [Part(group="heat", part="quality", points=quality)]
        if decided.hide or held:
            why = decided.hide or held
            parts.append(Part(group="heat", part="hidden by an editor" if decided.hide else HELD, points=-quality, why=why))
            return total(parts, 0, HIGHEST)
        bonus = classic_heat(quality, related) - quality
        parts.append(Part(group="heat", part="related", points=bonus, why=f"{related} related"))
        if decided.pin:
            points = max(PIN, self._threshold - quality - bonus)
            parts.append(Part(group="heat", part="pinned by an editor", points=points, why=decided.pin))
        return total(parts, 0, HIGHEST)
