"""Editors' links: which articles must share a story, which must not, and what that does to stories that exist."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from newsloom.ids import story_id
from newsloom.stories.draft import Draft, heir
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


def merge(drafts: Mapping[str, Draft], homes: dict[str, str], bonds: Bonds) -> int:
    """Unite the stories that a bundle lies in: the oldest survives. `homes`, article to story, is kept true.

    Returns:
        How many stories were absorbed.
    """
    absorbed = 0
    for bundle in bonds.bound():
        held = {homes[article] for article in bundle if article in homes}
        oldest_first = sorted((drafts[story] for story in held), key=_age)
        for other in oldest_first[1:]:
            survivor = oldest_first[0]
            homes.update(dict.fromkeys(other.coverage, survivor.id))
            survivor.absorb(other)
            absorbed += 1
    for draft in drafts.values():  # an heir may have been absorbed in its turn
        draft.merged_into = heir(draft.merged_into, drafts)
    return absorbed


def _age(draft: Draft) -> tuple[datetime, str]:
    return (draft.origin.created_at, draft.id)


def split(drafts: dict[str, Draft], homes: dict[str, str], bonds: Bonds, now: datetime) -> int:
    """Part the articles that may not share a story: the later one leaves, with its bundle and unlinked copies of its text.

    Returns:
        How many stories were split off. Each time a story loses articles to a smaller one, so this ends.
    """
    parted = 0
    while (pair := next(_together(homes, bonds), None)) is not None:
        parent = drafts[homes[pair[0]]]
        founder = max(pair, key=parent.moment)
        leaving = {article for article in bonds.bundle(founder) if homes.get(article) == parent.id}
        leaving |= {entry.article for entry in parent.coverage.values() if entry.copy_of in leaving and not bonds.linked(entry.article)}
        child = _child(parent, founder, leaving, now)
        drafts[child.id] = child
        homes.update(dict.fromkeys(leaving, child.id))
        parted += 1
    return parted


def _together(homes: Mapping[str, str], bonds: Bonds) -> Iterator[tuple[str, str]]:
    """Yield pairs that share a story against a cannot-link: the linked articles, or members of their bundles."""
    for one, other in bonds.cannot:
        for mine in sorted(bonds.bundle(one)):
            for theirs in sorted(bonds.bundle(other)):
                if mine in homes and homes[mine] == homes.get(theirs):
                    yield mine, theirs


def _child(parent: Draft, founder: str, leaving: Collection[str], now: datetime) -> Draft:
    parent.splits += 1
    child = parent.sibling(story_id(founder, parent.id, parent.splits), now)
    child.coverage = parent.take(leaving)
    return child
