"""The registry: which built-in part answers to which name. An explicit table, so that a newcomer can read it and a stranger extend it."""

from collections.abc import Mapping

from newsloom.sources.detect import DetectedKind
from newsloom.sources.feed import FeedKind
from newsloom.sources.sitemap import SitemapKind
from newsloom.stages import SourceKind
from newsloom.types import Kind

SOURCE_KINDS: Mapping[Kind | None, SourceKind] = {"feed": FeedKind(), "sitemap": SitemapKind(), None: DetectedKind()}
"""Source kinds by the name that a hub gives; `None` is a source that names none."""
