"""Origins: of articles that are one text, whose text it is."""

from collections.abc import Collection
from datetime import datetime
import re
from typing import NamedTuple

from newsloom.stories.templates import without_dateline
from newsloom.types import Article
from newsloom.urls import within

_LEAD = 300
"""Characters of an excerpt in which a dateline stands."""

# The agencies of `templates.without_dateline` that have pages of their own, by the catalogue's domain of these.
_AGENCIES = {
    "reuters": "reuters.com",
    "ap": "apnews.com",
    "afp": "afp.com",
    "upi": "upi.com",
    "ani": "aninews.in",
    "pti": "ptinews.com",
    "cnn": "cnn.com",
    "xinhua": "xinhuanet.com",
    "ansa": "ansa.it",
    "agi": "agi.it",
    "adnkronos": "adnkronos.com",
    "тасс": "tass.ru",
}
_AGENCY = re.compile(rf"[(/\[-]\s?({'|'.join(_AGENCIES)})\b", re.IGNORECASE)


class Claim(NamedTuple):
    """What an article says of whose text it carries: the site it stands on, whom it credits, since when; and if it is the subject's own."""

    domain: str
    credit: str
    at: datetime
    id: str
    official: bool = False

    def rank(self, credited: Collection[str]) -> tuple[object, ...]:
        """Return what orders articles of one text, the one whose text it is first; `credited` are the domains that they credit.

        What is declared goes before time, because a crawler may meet the reprint first: an article that credits somebody else is
        nobody's original while there is one that does not. Of those, the subject's own goes first, then the one that others credit, then
        the earliest published, then the smallest id.
        """
        return (self.credit not in {"", self.domain}, not self.official, self.domain not in credited, self.at, self.id)


def claim(article: Article, official: Collection[str] = ()) -> Claim:
    """Return what an article claims; `official` are places and addresses of sources where the subject itself speaks."""
    own = article.source in official or any(within(article.url, place) for place in official)
    return Claim(article.domain, credit(article), article.published_at, article.id, own)


def origin(articles: Collection[Article], official: Collection[str] = ()) -> Article:
    """Return the article, of some that are one text, that the others are copies of; it does not matter in what order they come.

    Args:
        articles: one text, at least one article.
        official: as of `claim`.

    Example:
        >>> from newsloom.testing.factories import NOW, article
        >>> wire = article("https://www.prnewswire.com/acme", published_at=NOW)
        >>> hosted = article("https://www.marketwatch.com/acme", wire="prnewswire.com", published_at=NOW.replace(hour=1))
        >>> origin((hosted, wire)).domain
        'prnewswire.com'
    """
    claims = {article.id: claim(article, official) for article in articles}
    credited = {one.credit for one in claims.values()}
    return min(articles, key=lambda article: claims[article.id].rank(credited))


def credit(article: Article) -> str:
    """Return the domain of the wire or agency that a text is credited to, by its page or by its dateline; empty for none.

    Example:
        >>> from newsloom.testing.factories import article
        >>> credit(article(excerpt="LONDON (Reuters) - Shares fell")), credit(article(excerpt="Reuters said that shares fell"))
        ('reuters.com', '')
    """
    lead = (article.text or article.excerpt)[:_LEAD]
    said = _AGENCY.search(lead[: len(lead) - len(without_dateline(lead))])
    return article.wire or (_AGENCIES[said[1].lower()] if said else "")
