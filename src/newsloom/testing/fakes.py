"""Fakes for the ports: a network that replays, an engine in this process, a sink in memory, a clock that stands still."""

from collections.abc import Collection, Iterable, Mapping
from typing import Self

from msgspec.structs import replace

from newsloom.clock import FixedClock
from newsloom.stages import Conversation
from newsloom.types import Artifact, Draft, Failure, Fetched, Request, Swap, Work

__all__ = ["FixedClock", "InlineEngine", "MemorySink", "ReplayFetcher", "told"]


class InlineEngine:
    """An engine that works in this process: nothing is stopped, what raises becomes a failure.

    Example:
        >>> import asyncio
        >>> asyncio.run(InlineEngine().run(Work(subject="a word", function=len, args=("abc",))))
        3
    """

    async def run(self, work: Work) -> object:
        """Do the work here and now."""
        try:
            return work.function(*work.args)
        except Exception as poison:  # noqa: BLE001 -- as an engine's worker does
            return Failure(stage="engine", subject=work.subject, code="poison", reason=f"{type(poison).__name__}: {poison}")


def told(conversation: Conversation, answer: Fetched | Failure | None) -> Request:
    """Tell a conversation an answer (`None` begins it), do the work that it wants, and return what it asks for next.

    Raises:
        StopIteration: it is over; `value` is what it brought.
    """
    wanted = conversation.send(answer)
    while isinstance(wanted, Work):
        wanted = conversation.send(wanted.function(*wanted.args))
    return wanted


class ReplayFetcher:
    """A network that holds these pages and no others, and remembers what it was asked.

    It answers as an honest server would: a conditional request whose validator still holds gets 304, a page longer than the request's
    limit is cut (`partial`) or refused. An address it does not hold is a 404. Changes of `pages` show in the next answer.

    Args:
        pages: the answer to each address, as it stands in the request.

    Example:
        >>> import asyncio
        >>> network = ReplayFetcher({})
        >>> asyncio.run(network.fetch(Request(url="https://a.example/"))).code
        'http-404'
        >>> [request.url for request in network.requests]
        ['https://a.example/']
    """

    def __init__(self, pages: Mapping[str, Fetched | Failure]) -> None:
        self.pages = pages
        self.requests: list[Request] = []

    async def fetch(self, request: Request) -> Fetched | Failure:
        """Answer from the pages."""
        self.requests.append(request)
        answer = self.pages.get(request.url)
        if answer is None:
            return Failure(stage="fetch", subject=request.url, code="http-404", reason="the replay holds no such page; add it to its pages")
        if isinstance(answer, Failure):
            return answer
        if _unchanged(request, answer):
            return replace(answer, status=304, body=b"")
        if len(answer.body) <= request.limit:
            return answer
        if request.partial:
            return replace(answer, body=answer.body[: request.limit])
        reason = f"the page holds {len(answer.body)} bytes, the request allows {request.limit}; raise its limit or accept a part"
        return Failure(stage="fetch", subject=request.url, code="too-large", reason=reason)


def _unchanged(request: Request, answer: Fetched) -> bool:
    asked = {name.lower(): value for name, value in request.headers}
    etag, modified = answer.header("etag"), answer.header("last-modified")
    if "if-none-match" in asked:  # it outranks the date (RFC 9110, section 13.2.2)
        return bool(etag) and asked["if-none-match"] == etag
    return bool(modified) and asked.get("if-modified-since") == modified


class MemorySink:
    """A sink that holds its files in `files`, by path.

    Example:
        >>> sink = MemorySink()
        >>> sink.swap([Artifact(path="a.md", body=b"1")]).written
        1
        >>> sink.files
        {'a.md': b'1'}
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.stories: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        self.edition = ""

    def holds(self, edition: str) -> bool:
        """Tell whether this edition was the last one."""
        return self.edition == edition

    def begin(self, renewed: Collection[str] | None = None) -> "MemorySwap":
        """Begin with the files of stories that are not renewed; drafts with the same key as before stay as they were made."""
        return MemorySwap(self, renewed)

    def swap(self, artifacts: Iterable[Artifact]) -> Swap:
        """Hold exactly these artifacts."""
        with self.begin() as swapping:
            swapping.take("", artifacts)
            return swapping.finish("")


class MemorySwap:
    """One swap of a `MemorySink`.

    Args:
        sink: which one.
        renewed: the stories whose files are given anew; `None` for all.
    """

    def __init__(self, sink: MemorySink, renewed: Collection[str] | None) -> None:
        self._sink = sink
        stays = {path: story for path, story in sink.stories.items() if renewed is not None and story and story not in renewed}
        self._stories, self._files = stays, {path: sink.files[path] for path in stays}
        self._keys: dict[str, str] = {}
        self._made = {} if renewed is None else {path: key for path, key in sink.keys.items() if key and path in sink.files}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        pass

    def take(self, story: str, files: Iterable[Artifact | Draft]) -> None:
        """Take files of a story, or of many."""
        for file in files:
            key = file.key if isinstance(file, Draft) else ""
            self._stories[file.path], self._keys[file.path] = story, key
            self._files[file.path] = self._sink.files[file.path] if key and self._made.get(file.path) == key else file.body

    def finish(self, edition: str) -> Swap:
        """Hold what was taken."""
        sink, before = self._sink, self._sink.files
        sink.files, sink.stories, sink.keys, sink.edition = self._files, self._stories, self._keys, edition
        unchanged = sum(before.get(path) == body for path, body in self._files.items())
        return Swap(written=len(self._files) - unchanged, unchanged=unchanged, removed=len(before.keys() - self._files.keys()))
