"""Voices: who tells a story, with which texts, and since when."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from newsloom.score.heat import Report
from newsloom.score.phase import Original
from newsloom.score.standing import Register
from newsloom.types import Article, Story


class Voices(Struct, frozen=True, kw_only=True):
    """A story's articles as voices, for heat, and those among them that are texts of their own, for its phase."""

    reports: tuple[Report, ...]
    originals: tuple[Original, ...]


def voices(story: Story, articles: Mapping[str, Article], register: Register) -> Voices:
    """Return the voices of a story, each with the origin of its text and the time since when its family reports.

    That is when its first report on the story was published, of those that joined at once the earliest. What a family adds later, or what
    older report of its is found, makes its voice neither younger nor older: no further report may lower a story's heat.

    The originals are the story's curve. Where all its texts are said to repeat one another, the earliest stands for them.

    Example:
        >>> from newsloom.testing.factories import article, story
        >>> one, other = article("https://a.example/1"), article("https://b.example/1")
        >>> told = voices(story(one, other), {own.id: own for own in (one, other)}, Register({}, {}, None))
        >>> sorted(report.family for report in told.reports), len(told.originals)
        (['a.example', 'b.example'], 2)
    """
    origins = story.origins()
    families = {one: register.family(articles[one]) for one in origins}
    joined: dict[str, tuple[datetime, datetime]] = {}
    for entry in story.coverage:
        family, came = families[entry.article], (entry.joined_at, articles[entry.article].published_at)
        joined[family] = min(came, joined.get(family, came))
    reports = [
        Report(family=family, origin=origins[one], weight=register.standing(articles[one]).weight, at=joined[family][1])
        for one, family in families.items()
    ]
    texts = [Original(articles[one].published_at, family) for one, family in families.items() if origins[one] == one]
    return Voices(
        reports=tuple(reports), originals=tuple(texts) or (min(Original(articles[one].published_at, families[one]) for one in origins),)
    )
