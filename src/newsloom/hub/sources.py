"""Sources as hub.toml states them."""

from collections.abc import Iterable, Iterator, Sequence

from newsloom.hub.logins import read_login
from newsloom.hub.settings import read_address
from newsloom.hub.table import Table, nearest
from newsloom.registry import kind_names
from newsloom.sources.listing import is_selector
from newsloom.types import Source
from newsloom.urls import identity

_LATER = ("title",)


def read_sources(tables: Iterable[Table], topics: Sequence[str]) -> Iterator[Source]:
    """Yield the source of each table that has a usable address, and note what is wrong with the others.

    Args:
        tables: the elements of `[[sources]]`.
        topics: the names of the hub's topics.
    """
    seen: dict[str, str] = {}
    kinds = kind_names()
    for table in tables:
        select = _read_selector(table)
        kind = table.choice("kind", "listing" if select else "", kinds)
        if select and kind != "listing":
            table.problem("select", f'`select` names the links of a page; `kind = "{kind}"` has none: take one of the two out')
        url = _read_url(table, seen)
        trusted = table.texts("topics")
        username, password_env, headers = read_login(table)
        source = Source(
            url=url,
            kind=kind or None,
            topics=trusted,
            official=table.flag("official", default=False),
            every=table.duration("every", "1ms", "366d"),
            select=select,
            paused=table.flag("paused", default=False),
            ignore_robots=table.flag("ignore_robots", default=False),
            accept=table.text("accept"),
            username=username,
            password_env=password_env,
            headers=headers,
        )
        table.finish(_LATER)
        for name in source.topics:
            if name not in topics:
                table.problem("topics", f'no topic is named "{name}"; {nearest(name, topics)}')
        if source.url:
            yield source


def _read_selector(table: Table) -> str:
    select = table.text("select")
    if select and not is_selector(select):
        table.problem("select", f'`select = {select!r}` is no CSS selector; write one such as "main h2 a"')
        return ""
    return select


def _read_url(table: Table, seen: dict[str, str]) -> str:
    table.needed("url", 'the source has no `url`; add one, such as `url = "https://example.com/feed.xml"`')
    url = read_address(table, "url")
    if url and identity(url) in seen:
        table.problem("url", f'`url = "{url}"` is the same source as {seen[identity(url)]}; keep one of them')
    elif url:
        seen[identity(url)] = f"the one at line {table.line('url')}"
    return url
