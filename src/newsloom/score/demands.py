"""What a hub demands of a story beyond the threshold, and which kinds it welcomes that others hold back."""

from collections.abc import Iterator
from datetime import timedelta

from msgspec import Struct

from newsloom.score.parts import HOLDS, LIMIT, total
from newsloom.types import Article, Label, Part, Score

TOO_OLD = "too old when found"
"""The cap of what was older than the hub's `max_age` when it was first seen."""


class Floor(Struct, frozen=True, kw_only=True):
    """The lasting heat that a story needs whose lead has this topic, or is of this publisher (a registrable domain): one of the two."""

    topic: str = ""
    publisher: str = ""
    heat: int

    @property
    def name(self) -> str:
        """The floor in words.

        Example:
            >>> Floor(topic="Events", heat=90).name
            'floor of Events (90)'
        """
        return f"floor of {self.topic or self.publisher} ({self.heat})"


class Demands(Struct, frozen=True, kw_only=True):
    """A hub's floors, the greatest age that a find may have, and the kinds that count neither as a cap nor against an article.

    None of them looks at the clock or at other stories: what is demanded of an article is fixed when it is found, and a story
    that meets a floor meets it for good, because what lasts of its heat never sinks (docs/decisions/0029-policy.md).
    """

    floors: tuple[Floor, ...] = ()
    max_age: timedelta | None = None
    lift: tuple[str, ...] = ()

    def noted(self, quality: Score, article: Article, labels: tuple[Label, ...], highest: int) -> Score:
        """Return a quality without the points of lifted kinds, and with a part of no points for each demand on the article.

        Args:
            quality: what the rules gave.
            article: what they judged.
            labels: its topics.
            highest: the top of the scale.

        Example:
            >>> from newsloom.testing.factories import article
            >>> deal = Score(value=20, parts=(Part(group="base", part="base", points=70), Part(group="kind", part="deal", points=-50)))
            >>> Demands(lift=("deal",)).noted(deal, article(), (), 200).value
            70
            >>> demands = Demands(floors=(Floor(topic="Events", heat=90),))
            >>> demands.noted(deal, article(), (Label(topic="Events", confidence=1.0),), 200).parts[-1].part
            'floor of Events (90)'
        """
        own = [part for part in quality.parts if part.part not in self.lift]
        notes = list(self._notes(article, {label.topic for label in labels}))
        if len(own) == len(quality.parts) and not notes:
            return quality
        return total([*(part for part in own if part.group != LIMIT), *notes], 0, highest)

    def unmet(self, quality: Score, lasting: int) -> tuple[str, ...]:
        """Return as caps the floors of an article that a story does not reach with this lasting heat.

        Example:
            >>> demands = Demands(floors=(Floor(topic="Events", heat=90),))
            >>> noted = Score(value=80, parts=(Part(group="policy", part="floor of Events (90)", points=0),))
            >>> demands.unmet(noted, 80), demands.unmet(noted, 92)
            (('below the floor of Events (90)',), ())
        """
        named = {part.part for part in quality.parts if part.group == HOLDS}
        return tuple(f"below the {floor.name}" for floor in self.floors if floor.name in named and lasting < floor.heat)

    def _notes(self, article: Article, topics: set[str]) -> Iterator[Part]:
        age = article.seen_at - article.published_at
        if self.max_age is not None and age > self.max_age:
            yield Part(group=HOLDS, part=TOO_OLD, points=0, why=f"{age.days} days")
        for floor in self.floors:
            if floor.topic in topics or (floor.publisher and floor.publisher == article.domain):
                yield Part(group=HOLDS, part=floor.name, points=0, why=floor.topic or article.domain)


NO_DEMANDS = Demands()
"""What is asked where a hub says nothing: the threshold alone."""
