"""Editors' links: which articles must share a story, which must not, and what that does to stories that exist."""

from collections.abc import Collection, Iterator, Mapping

from newsloom.stories.draft import age
from newsloom.stories.fabric import Fabric
from newsloom.types import Links


class Bonds:
    """The links between known articles, thought through to the end.

    Must-links are transitive: articles that they connect form a bundle, which is only ever moved as a whole. A
    cannot-link holds between the whole bundles of its two articles. Where they contradict each other, cannot-links
    win: a must-link that would close a bundle over a cannot-link is left out. Links on unknown articles are ignored.

    Example:
        >>> bonds = Bonds(Links(must=(("a", "b"), ("b", "c")), cannot=(("c", "d"), ("a", "c"))), {"a", "b", "c", "d"})
        >>> sorted(bonds.bundle("a")), sorted(bonds.apart("c")), sorted(bonds.apart("a"))
        (['a', 'b'], ['a', 'b', 'd'], ['c'])
    """

    def __init__(self, links: Links, known: Collection[str]) -> None:
        known = frozenset(known)
        self.cannot = sorted({(min(pair), max(pair)) for pair in links.cannot if pair[0] != pair[1] and known.issuperset(pair)})
        self._bundles: dict[str, set[str]] = {}
        for one, other in sorted((min(pair), max(pair)) for pair in links.must if known.issuperset(pair)):
            self._bind(one, other)
        self._apart: dict[str, set[str]] = {}
        for one, other in self.cannot:
            for mine, theirs in ((one, other), (other, one)):
                for article in self.bundle(mine):
                    self._apart.setdefault(article, set()).update(self.bundle(theirs))

    def bundle(self, article: str) -> Collection[str]:
        """Return the articles that must share this one's story, itself included."""
        return self._bundles.get(article) or {article}

    def apart(self, article: str) -> Collection[str]:
        """Return the articles that must not share this one's story."""
        return self._apart.get(article, ())

    def bound(self) -> list[Collection[str]]:
        """Return every bundle of two and more articles once, in a fixed order."""
        return sorted({id(bundle): bundle for bundle in self._bundles.values()}.values(), key=min)

    def linked(self, article: str) -> bool:
        """Tell whether any link speaks of this article."""
        return article in self._bundles or article in self._apart

    def _bind(self, one: str, other: str) -> None:
        mine, theirs = set(self.bundle(one)), set(self.bundle(other))
        if not any((a in mine and b in theirs) or (a in theirs and b in mine) for a, b in self.cannot):
            joined = mine | theirs
            self._bundles.update(dict.fromkeys(joined, joined))


def obey(fabric: Fabric, bonds: Bonds) -> None:
    """Unite the stories that a bundle lies in, the oldest survives; then part the articles that may not share a story.

    Of two such articles the later one leaves, with its bundle and unlinked copies of its text. Each time a story loses articles to a
    smaller one, so this ends.
    """
    for bundle in bonds.bound():
        held = sorted({fabric.homes[article] for article in bundle if article in fabric.homes})
        by_age = sorted((fabric.drafts[story] for story in held), key=age)
        for other in by_age[1:]:
            fabric.unite(by_age[0], other, "an editor linked them")
    while (pair := next(_together(fabric.homes, bonds), None)) is not None:
        parent = fabric.drafts[fabric.homes[pair[0]]]
        founder = max(pair, key=parent.moment)
        leaving = {article for article in bonds.bundle(founder) if fabric.homes.get(article) == parent.id}
        leaving |= {copy for copy in parent.copies(leaving) if not bonds.linked(copy)}
        fabric.part(parent, founder, leaving, "an editor parted them")


def _together(homes: Mapping[str, str], bonds: Bonds) -> Iterator[tuple[str, str]]:
    """Yield pairs that share a story against a cannot-link: the linked articles, or members of their bundles."""
    for one, other in bonds.cannot:
        for mine in sorted(bonds.bundle(one)):
            for theirs in sorted(bonds.bundle(other)):
                if mine in homes and homes[mine] == homes.get(theirs):
                    yield mine, theirs
