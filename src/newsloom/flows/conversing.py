"""Conversing: a source's conversation, carried to the network and to where its answers are read."""

from collections.abc import Mapping

from msgspec import structs

from newsloom.ports import Outside
from newsloom.sources.services import is_search
from newsloom.sources.wrappers import unwrapped
from newsloom.stages import Conversation
from newsloom.types import Entry, Failure, Harvest, Request, Source, Work
from newsloom.urls import origin

Login = tuple[tuple[str, str], ...]
"""Headers that open a source: secrets, which go to the source's own origin and nowhere else, and are written nowhere."""

Logins = Mapping[str, Login | Failure]
"""The logins by source address; a failure says what is missing for one."""


async def converse(conversation: Conversation, source: Source, outside: Outside, login: Login | Failure = ()) -> Harvest | Failure:
    """Carry a conversation to its end, and return what it brought, redirects that hold their target taken off.

    The login goes along with requests to the source's own origin (and is dropped by the fetcher where a redirect leaves it).
    A conversation that raises is a failure of the source: its answer was poisonous, and its neighbours must not suffer.
    """
    if isinstance(login, Failure):
        return login
    answer: object = None
    while True:
        try:
            wanted = conversation.send(answer)
        except StopIteration as end:
            return _taken(end.value, source)
        except Exception as poison:  # noqa: BLE001 - one poisonous answer must not stop the other sources
            return _poisonous(source, f"{type(poison).__name__}: {poison}")
        if not isinstance(wanted, Work):
            answer = await outside.fetcher.fetch(_opened(wanted, source, login))
            continue
        try:
            answer = await outside.engine.run(wanted)
        except Exception as poison:  # noqa: BLE001 - nor must work that cannot be sent, or a result that is no record
            return _poisonous(source, f"{type(poison).__name__}: {poison}")


def _poisonous(source: Source, what: str) -> Failure:
    reason = f"its answer could not be read ({what}); this is a defect of newsloom or of an extension: please report it"
    return Failure(stage="collect", subject=source.url, code="poison", reason=reason)


def _taken(result: object, source: Source) -> Harvest | Failure:
    """Return what a conversation ended with: redirects that hold their target taken off, and no credit that its source cannot give.

    Only an aggregator may say that an entry is another's: any feed can write a newspaper's name beside a link of its own.
    """
    if isinstance(result, Failure):
        return result
    if not isinstance(result, Harvest):
        return _poisonous(source, f"its conversation ended with {type(result).__name__}, which is no harvest")
    aggregates = result.kind == "search" or is_search(source.url)
    found, beyond = (tuple(_plain(entry, aggregates=aggregates) for entry in entries) for entries in (result.entries, result.dropped))
    return structs.replace(result, entries=found, dropped=beyond)


def _plain(entry: Entry, *, aggregates: bool) -> Entry:
    entry = entry if aggregates or not (entry.outlet or entry.outlet_url) else structs.replace(entry, outlet="", outlet_url="")
    target = unwrapped(entry.url)
    return entry if target == entry.url else structs.replace(entry, url=target)


def _opened(request: Request, source: Source, login: Login) -> Request:
    """Return the request as the hub wants it: at the source's own origin with its login, and free of robots.txt where the hub says so."""
    if origin(request.url) != origin(source.url):
        return request
    request = structs.replace(request, permitted=source.ignore_robots)
    given = {name.lower() for name, _ in login}
    return structs.replace(request, headers=(*(pair for pair in request.headers if pair[0].lower() not in given), *login))
