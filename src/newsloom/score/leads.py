"""Leads: which article represents a story, and why it does."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
import re

from msgspec import Struct

from newsloom.types import Article

_WORD = re.compile(r"\w{2,40}")


class Candidate(Struct, frozen=True, kw_only=True):
    """An article that could lead its story.

    `copy`: it repeats or reworks another's text. `worth` is the lasting heat that the story has if it leads, `quality` its own, `weight`
    what its publisher counts among independent voices, `central` how many of the originals' titles hold a word of its own, on average.
    """

    article: Article
    copy: bool
    worth: int
    quality: int
    weight: float
    central: float

    def rank(self) -> tuple[bool, bool, int, int]:
        """Return what decides, the best first: not held back, an original, the story's heat, quality."""
        return (bool(self.article.held), self.copy, -self.worth, -self.quality)

    def edge(self) -> tuple[object, ...]:
        """Return what decides between equals where none of them leads yet: standing, centrality, completeness, time, id."""
        return (-self.weight, -self.central, -complete(self.article), self.article.published_at, self.article.id)


def chosen(candidates: Collection[Candidate], present: str) -> str:
    """Return the article that leads; of equals the present lead stays, so that a lead changes only for a reason."""
    best = min(candidate.rank() for candidate in candidates)
    equals = {candidate.article.id: candidate for candidate in candidates if candidate.rank() == best}
    return present if present in equals else min(equals, key=lambda one: equals[one].edge())


def complete(article: Article) -> int:
    """Return how much is known of an article: its excerpt, a picture of its own, its author, its text.

    Example:
        >>> from newsloom.testing.factories import article
        >>> complete(article()), complete(article(excerpt="", images=(), author="Ada")), complete(article(text="It rained."))
        (2, 1, 3)
    """
    return sum(map(bool, (article.excerpt, any(not picture.generic for picture in article.images), article.author, article.text)))


def centrality(originals: Sequence[Article]) -> Mapping[str, float]:
    """Return, by article, how many of these titles hold a word of its title, on average.

    The score that an article joined with does not say it: the first article has none, and the others' is of the story as it was then.

    Example:
        >>> from newsloom.testing.factories import article
        >>> reports = [article(f"https://{n}.example/", title=t) for n, t in enumerate(("Flood takes bridge", "Flood", "Wet week"))]
        >>> sorted(centrality(reports).values())
        [1.0, 1.3333333333333333, 2.0]
    """
    words = {article.id: frozenset(_WORD.findall(article.title.casefold())) for article in originals}
    holders = Counter(word for own in words.values() for word in own)
    return {one: sum(holders[word] for word in own) / len(own) if own else 0.0 for one, own in words.items()}


def reason(lead: Candidate, others: Iterable[Candidate]) -> str:
    """Return in words why an article leads, by the first thing in which it differs from the best of the others.

    Example:
        >>> from newsloom.testing.factories import article
        >>> one, other = (Candidate(article=article(), copy=False, worth=q, quality=q, weight=1.0, central=1.0) for q in (82, 75))
        >>> reason(one, [other]), reason(one, [])
        ('quality 82, over 75 of the next one', 'the only article')
    """
    rival = min(others, key=lambda other: (other.rank(), other.edge()), default=None)
    if rival is None:
        return "the only article"
    if rival.article.held and not lead.article.held:
        return "the only one that is not held back"
    if rival.copy and not lead.copy:
        return "the only original: the others repeat a text or are held back"
    if lead.quality <= rival.quality and lead.worth > rival.worth:
        return f"quality {lead.quality}: the next one, of {rival.quality}, may not be published"
    if lead.quality > rival.quality:
        return f"quality {lead.quality}, over {rival.quality} of the next one"
    return f"of equals (quality {lead.quality}), {_advantage(lead, rival)}"


def _advantage(lead: Candidate, rival: Candidate) -> str:
    if lead.edge() > rival.edge():
        return "the one that led before"
    if lead.weight > rival.weight:
        return "the publisher that counts more"
    if lead.central > rival.central:
        return "the title that shares most with the others"
    return "the more complete" if complete(lead.article) > complete(rival.article) else "the earlier"
