"""The registry: which part answers to which name. An explicit table, so that a newcomer can read it and a stranger extend it.

A package adds source kinds by entry points of the group `newsloom.source_kinds`, each a class without arguments
(docs/how-to/add-a-source-kind.md). They are read when somebody asks, never as a side effect of an import.
"""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import cast

from newsloom.errors import ExtensionError
from newsloom.sources.detect import DetectedKind
from newsloom.sources.feed import FeedKind
from newsloom.sources.listing import ListingKind
from newsloom.sources.search import SearchKind
from newsloom.sources.sitemap import SitemapKind
from newsloom.stages import SourceKind
from newsloom.types import Kind

GROUP = "newsloom.source_kinds"
"""The group of entry points by which other packages bring source kinds."""

SOURCE_KINDS: Mapping[Kind | None, SourceKind] = {
    "feed": FeedKind(),
    "sitemap": SitemapKind(),
    "listing": ListingKind(),
    "search": SearchKind(),
    None: DetectedKind(),
}
"""The source kinds that newsloom brings, by the name that a hub gives; `None` is a source that names none."""


def kind_names() -> tuple[str, ...]:
    """Return the names that a hub may give as `kind`, those of other packages last; no package is loaded for it.

    Example:
        >>> kind_names()[:4]
        ('feed', 'sitemap', 'listing', 'search')
    """
    own = tuple(name for name in SOURCE_KINDS if name)
    return own + tuple(sorted({point.name for point in entry_points(group=GROUP)} - set(own)))


@cache
def source_kinds() -> Mapping[Kind | None, SourceKind]:
    """Return every source kind, newsloom's own and other packages'.

    Raises:
        ExtensionError: a package's kind cannot be loaded, or takes a name that is taken.
    """
    kinds = dict(SOURCE_KINDS)
    for point in entry_points(group=GROUP):
        brought = f"{point.dist.name if point.dist else 'a package'} brings the source kind {point.name!r}"
        if point.name in kinds:
            raise ExtensionError(f"{brought}, a name that is taken; remove that package, or ask its author for another name")
        try:
            kinds[point.name] = cast("SourceKind", point.load()())
        except Exception as error:
            raise ExtensionError(
                f"{brought}, which cannot be loaded ({type(error).__name__}: {error}); mend or remove that package"
            ) from error
    return kinds
