"""Searching: whether a hub's site has a search, and how its index comes to be."""

from msgspec.structs import replace

from newsloom.flows.outputs import Output
from newsloom.hub import Hub
from newsloom.render.search import SearchRenderer
from newsloom.sink.pagefind import Pagefind, pagefind
from newsloom.sink.search import SearchSink
from newsloom.types import HubView

MISSING = "pagefind is not installed, so the site has no search: pip install 'newsloom[search]', or search = 0 under [publish]"


def program(hub: Hub) -> Pagefind | None:
    """Return what makes the hub's index; `None` for a hub that wants none, or where it is not installed."""
    return pagefind() if hub.publish.search else None


def shown(hub: Hub) -> HubView:
    """Return what renderers may know of a hub, with how much of its site can be searched."""
    return replace(hub.view(), search=hub.publish.search if program(hub) else 0)


def missing(hub: Hub) -> tuple[str, ...]:
    """Return what the hub's people should know: that it wants a search and cannot have one."""
    return (MISSING,) if hub.publish.search and program(hub) is None else ()


def index(hub: Hub) -> Output:
    """Return the index as an output of its own, the last: what takes longest, and may fail, keeps nothing else waiting."""
    found = program(hub)
    return Output(renderers=(SearchRenderer(),) if found else (), sink=SearchSink(hub.site, hub.state, found), apart=True)
