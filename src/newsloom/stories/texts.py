"""Texts: which articles of a story carry one text, whose it is, and which texts rework another."""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from msgspec.structs import replace

from newsloom.stories.likeness import Relation
from newsloom.stories.origins import Claim
from newsloom.types import Coverage


class Texts:
    """The relations of a story's coverage, kept true while articles are found to share their words.

    All carriers of one text name its origin (`Claim.rank`), whoever came first: a better origin that comes later takes the copies over. A
    reworked text names the one that it reworks, which always ranks before it, so that relations never run in a circle.

    Args:
        coverage: by article; it is changed in place.
        claimed: what an article of the story claims.

    Example:
        >>> from newsloom.times import parse
        >>> at = parse("2021-01-01")
        >>> coverage = {name: Coverage(article=name, joined_at=at) for name in "abc"}
        >>> texts = Texts(coverage, {name: Claim(f"{name}.example", "", at, name) for name in "abc"}.__getitem__)
        >>> texts.relate("c", "b", "copy"), texts.relate("c", "a", "copy")
        (['c'], ['b', 'c'])
        >>> [(entry.relation, entry.copy_of) for entry in coverage.values()]
        [('coverage', ''), ('copy', 'a'), ('copy', 'a')]
    """

    def __init__(self, coverage: dict[str, Coverage], claimed: Callable[[str], Claim]) -> None:
        self._coverage, self._claimed = coverage, claimed
        self._claims: dict[str, Claim] = {}
        self._credited: dict[str, set[str]] = {}
        self._before: dict[str, Coverage] = {}
        self._dependents: dict[str, dict[str, set[str]]] = {"copy": {}, "adapted": {}}
        for entry in coverage.values():
            self._hold(entry)

    def original(self, article: str) -> str:
        """Return the article whose text this one copies, or itself."""
        entry = self._coverage[article]
        return entry.copy_of if entry.relation == "copy" else article

    def relate(self, article: str, other: str, relation: Relation) -> list[str]:
        """State that two articles share a text, and return those whose relation is another now."""
        one, two = self.original(article), self.original(other)
        if one != two and relation == "copy":
            self._unite(one, two)
        elif one != two:
            self._rework(one, two)
        return self._changed()

    def mend(self, former: Mapping[str, Coverage]) -> None:
        """Give those that lost their original, as it stood in the former coverage, one of their own: the rule is the same."""
        orphans: dict[str, list[Coverage]] = {}
        for entry in self._coverage.values():
            if entry.copy_of and entry.copy_of not in self._coverage:
                orphans.setdefault(entry.copy_of, []).append(entry)
        for entries in orphans.values():
            for entry in entries:
                self._set(entry.article)
        for gone, entries in orphans.items():
            copies = [entry.article for entry in entries if entry.relation == "copy"]
            for copy in copies[1:]:
                self._unite(self.original(copies[0]), copy)
            if copies:
                lost = former.get(gone)
                reworked = lost.copy_of if lost and lost.relation == "adapted" else ""
                linked = {entry.article for entry in entries if entry.relation == "adapted"} | {reworked}
                self._relink(self.original(copies[0]), linked & self._coverage.keys())
        self._before.clear()

    def _unite(self, one: str, two: str) -> None:
        """Make two texts one. Beside their origins, only one that is newly credited can come to rank first."""
        pair = {origin: (self._rank(origin), self._links(origin)) for origin in (one, two)}
        credited = self._credits(one) | self._credits(two)
        candidates = [one, two]
        for origin in pair:
            if new := credited - self._credits(origin):
                candidates += [copy for copy in self._copies(origin) if self._claim(copy).domain in new]
        best = min(candidates, key=lambda article: self._claim(article).rank(credited))
        for origin in pair.keys() - {best}:
            for article in {origin, *self._copies(origin)} - {best}:
                self._set(article, "copy", best)
            del self._credited[origin]
        self._credited[best] = credited
        if self._coverage[best].relation == "copy" or self._coverage[best].copy_of in pair:
            self._set(best)
        for origin, (rank, links) in pair.items():
            if origin != best or rank != self._rank(best):
                self._relink(best, links - pair.keys(), origin)

    def _rework(self, one: str, two: str) -> None:
        """State that one of two texts reworks the other; of several that it reworks, the one that ranks first is named."""
        source, dependent = sorted((one, two), key=self._rank)
        entry = self._coverage[dependent]
        if entry.relation != "adapted" or self._rank(source) < self._rank(self.original(entry.copy_of)):
            self._set(dependent, "adapted", source)

    def _links(self, origin: str) -> set[str]:
        """Return the origins of the texts that this one reworks, or that rework it."""
        entry = self._coverage[origin]
        return self._dependents["adapted"].get(origin, set()) | ({entry.copy_of} if entry.relation == "adapted" else set())

    def _relink(self, origin: str, links: Iterable[str], former: str = "") -> None:
        """Let a text rework or be reworked by these, anew: its origin is another than the former one, or ranks otherwise."""
        for link in sorted(links):
            for dependent in (link, origin):
                if self._coverage[dependent].relation == "adapted" and self._coverage[dependent].copy_of in {origin, former, link}:
                    self._set(dependent)
            self._rework(origin, link)

    def _changed(self) -> list[str]:
        changed = sorted(article for article, entry in self._before.items() if self._coverage[article] != entry)
        self._before.clear()
        return changed

    def _claim(self, article: str) -> Claim:
        if article not in self._claims:
            self._claims[article] = self._claimed(article)
        return self._claims[article]

    def _rank(self, origin: str) -> tuple[object, ...]:
        return self._claim(origin).rank(self._credits(origin))

    def _credits(self, origin: str) -> set[str]:
        """Return the domains that the carriers of a text credit with it."""
        if origin not in self._credited:
            self._credited[origin] = {self._claim(one).credit for one in (origin, *self._copies(origin))} - {""}
        return self._credited[origin]

    def _copies(self, origin: str) -> set[str]:
        return self._dependents["copy"].get(origin, set())

    def _set(self, article: str, relation: Literal["coverage", "copy", "adapted"] = "coverage", source: str = "") -> None:
        entry = self._coverage[article]
        self._before.setdefault(article, entry)
        if entry.relation in self._dependents:
            self._dependents[entry.relation][entry.copy_of].discard(article)
        self._coverage[article] = entry = replace(entry, relation=relation, copy_of=source)
        self._hold(entry)

    def _hold(self, entry: Coverage) -> None:
        if entry.relation in self._dependents:
            self._dependents[entry.relation].setdefault(entry.copy_of, set()).add(entry.article)
