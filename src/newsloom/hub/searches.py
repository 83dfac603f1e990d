"""[[searches]]: the searches that a hub keeps, each with feeds of its own."""

from collections.abc import Iterable
import re

from newsloom.classify.searches import query_terms
from newsloom.hub.table import Table
from newsloom.sink.names import fault
from newsloom.types import Search

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")

LONGEST_QUERY = 200
"""Characters: what the box on the search page takes."""


def read_searches(tables: Iterable[Table]) -> tuple[Search, ...]:
    """Return the searches; of two with one id, the first."""
    found: dict[str, Search] = {}
    for table in tables:
        search = _search(table)
        if search and search.id in found:
            table.problem("id", f'another search has the id "{search.id}"; give each its own')
        elif search:
            found[search.id] = search
    return tuple(found.values())


def _search(table: Table) -> Search | None:
    name = table.needed("id", 'the search has no `id`; add one, such as `id = "night-shifts"`')
    query = table.needed("query", "the search has no `query`; add one, such as `query = '\"night shift\" crane'`")
    search = Search(id=name, name=table.text("name", query), query=query)
    table.finish()
    if name and (not _ID.fullmatch(name) or fault(name)):  # its feeds lie in a folder of that name
        advice = "use a-z, 0-9 and -, at most 80, no name that Windows keeps (`con`, `nul`)"
        table.problem("id", f'`id` is "{name}"; {advice}, such as `id = "night-shifts"`')
    elif name and query and _is_sound(table, query):
        return search
    return None


def _is_sound(table: Table, query: str) -> bool:
    if query.count('"') % 2:
        table.problem("query", f"`query` is {query}, where a quote is open; write quotes around a whole phrase")
    elif not query_terms(query):
        table.problem("query", f"`query` is {query}, which has no word; write words, and phrases in quotes")
    elif len(query) > LONGEST_QUERY:
        table.problem("query", f"`query` has {len(query)} characters; use {LONGEST_QUERY} at most")
    else:
        return True
    return False
