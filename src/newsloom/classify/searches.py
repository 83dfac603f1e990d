"""Searches that a hub keeps: which of them find a story, by the same terms that find its topics."""

from collections.abc import Iterable
import re

from newsloom.classify import words
from newsloom.classify.lexicon import Lexicon
from newsloom.types import Search, Topic

_PART = re.compile(r'"([^"]*)"|[^\s"]+')


def query_terms(query: str) -> tuple[str, ...]:
    """Return the words of a query and its phrases in quotes, each once; what holds no letter or digit is none.

    Example:
        >>> query_terms('"night shift"  crane* crane* ---')
        ('night shift', 'crane*')
    """
    found = (part[1] if part[1] is not None else part[0] for part in _PART.finditer(query))
    return tuple(dict.fromkeys(" ".join(term.split()) for term in found if words.fold(term).strip()))


class Searcher:
    """Finds stories by headline and excerpt: a search finds those that have all of its terms, each as a topic's keyword would be found.

    Args:
        searches: those that the hub keeps; each has at least one term.

    Example:
        >>> searcher = Searcher([Search(id="night", name="Nights", query='"night shift" crane')])
        >>> searcher.among("Cranes rest", "No more night shifts"), searcher.among("A shift at night", "Cranes")
        (('night',), ())
    """

    def __init__(self, searches: Iterable[Search]) -> None:
        wanted = {search.id: query_terms(search.query) for search in searches}
        terms = list(dict.fromkeys(term for one in wanted.values() for term in one))
        self._lexicon = Lexicon(tuple(Topic(id=f"t{number}", name=term, keywords=(term,)) for number, term in enumerate(terms)))
        self._wanted = {name: frozenset(map(terms.index, one)) for name, one in wanted.items()}

    def among(self, title: str, excerpt: str) -> tuple[str, ...]:
        """Return the ids of the searches that find a text, in the hub's order."""
        if not self._wanted:
            return ()
        said = self._lexicon.find(title, excerpt)
        found = {term for text in said for term, hits in text.items() if any(hit.role == "strong" for hit in hits)}
        return tuple(name for name, wanted in self._wanted.items() if wanted <= found)
