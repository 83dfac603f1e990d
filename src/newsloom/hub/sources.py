"""Sources as hub.toml states them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from newsloom.hub.settings import read_address
from newsloom.hub.table import Table, nearest
from newsloom.types import Kind, Source
from newsloom.urls import identity

_KINDS = ("feed", "sitemap")
_KINDS_LATER = ("listing", "search")
_LATER = ("username", "password_env", "headers", "select", "title")


def read_sources(tables: Iterable[Table], topics: Sequence[str]) -> Iterator[Source]:
    """Yield the source of each table that has a usable address, and note what is wrong with the others.

    Args:
        tables: the elements of `[[sources]]`.
        topics: the names of the hub's topics.
    """
    seen: dict[str, str] = {}
    for table in tables:
        source = Source(
            url=_read_url(table, seen),
            kind=cast("Kind | None", table.choice("kind", "", _KINDS, _KINDS_LATER) or None),
            topics=table.texts("topics"),
            official=table.flag("official", default=False),
            every=table.duration("every", "1ms", "366d"),
        )
        table.finish(_LATER)
        for name in source.topics:
            if name not in topics:
                table.problem("topics", f'no topic is named "{name}"; {nearest(name, topics)}')
        if source.url:
            yield source


def _read_url(table: Table, seen: dict[str, str]) -> str:
    table.needed("url", 'the source has no `url`; add one, such as `url = "https://example.com/feed.xml"`')
    url = read_address(table, "url")
    if url and identity(url) in seen:
        table.problem("url", f'`url = "{url}"` is the same source as {seen[identity(url)]}; keep one of them')
    elif url:
        seen[identity(url)] = f"the one at line {table.line('url')}"
    return url
