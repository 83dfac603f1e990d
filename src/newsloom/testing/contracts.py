"""The laws of every stage, as checks for those who write one.

Each check raises `AssertionError` with the law that was broken. A store's laws are the `StoreContract`.

```python
def test_my_extractor_keeps_its_contract():
    check_extractor(MyExtractor())
```
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
import unicodedata

from msgspec.structs import replace

from newsloom.engines.frames import LENGTH, believed, opened, pack
from newsloom.ids import article_id
from newsloom.stages import Conversation, Embedder, Extractor, Judge, Labeller, Renderer, SourceKind, Weaver
from newsloom.testing.factories import NOW, SOURCE, URL, entry, memory
from newsloom.testing.laws import require, same
from newsloom.testing.rendering import rendered
from newsloom.testing.store_contract import StoreContract
from newsloom.text import printable
from newsloom.types import (
    Article,
    Edition,
    Failure,
    Fetched,
    Harvest,
    Label,
    Links,
    Memory,
    Receipt,
    Request,
    Score,
    Source,
    Story,
    Weave,
    Window,
    Work,
)
from newsloom.urls import absolute

__all__ = [
    "JUNK",
    "StoreContract",
    "check_embedder",
    "check_extractor",
    "check_judge",
    "check_labeller",
    "check_renderer",
    "check_source_kind",
    "check_weaver",
]

JUNK: tuple[bytes, ...] = (
    b"",
    b"\x00\xff\xfe\x80",
    b"/etc/hostname",
    b"\x1f\x8b\x08\x00\x00\x00",
    b"<",
    b"<rss><channel><item><title>",
    b"<rss><channel><item><link>javascript:alert(1)</link><pubDate>99999-99-99</pubDate></item></channel></rss>",
    b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>',
    b'<?xml version="1.0" encoding="utf-7"?><feed><entry/></feed>',
    b"<!DOCTYPE html><html>" + b"<div>" * 2_000,
    b'<html><head><script type="application/ld+json">{"@type":["NewsArticle",null],"headline":{"a":[]},"datePublished":1e999}</script>',
    b'{"items": [null, 1, {"id": {}, "url": [], "title": 1e400}]}',
    "<html><title>\U0001f600</title>".encode("utf-16"),
)
"""Answers that some server gives to somebody every day."""

TALK = 50
"""Requests in one conversation beyond which a source is being led astray: each costs its host a second at least."""

LARGEST_ANSWER = 10 * 1024 * 1024
"""Bytes that a request may ask for: the project's limit of any decoded document."""

ETAG, LAST_MODIFIED = 'W/"a, b  c;-gzip"', "Tuesday, 01-Jan-26 9:00 (CET)"
"""Validators as some servers write them: no parser makes them again, so they must go back as they came (RFC 9110, 13.1)."""

UNIT = 1e-5
"""How far the square of a unit vector's length may be from 1: sums of some hundred float32 are exact to 1e-6."""

_PLANTED = "PLANTED_SECRET"
_KILLED = Failure(stage="engine", subject=SOURCE, code="too-hard", reason="reading it takes more than 5 seconds of a core")


def check_source_kind(kind: SourceKind, source: Source | None = None, now: datetime = NOW, readable: Sequence[bytes] = ()) -> None:
    """A source kind asks for web addresses, comes to an end, and takes any answer.

    Junk, a failure and an unwarranted 304 end in a `Harvest` or a `Failure` that says why, never in an exception. Told the same,
    it does the same. Entries name their source and have addresses that can be asked for. Bytes are read in `Work` that can be sent
    to another process and whose result is records; it may be killed. Validators that it brings it repeats byte for byte. Nothing
    of a source's login is in what it asks for or brings: that is not its business.

    Args:
        kind: what is checked.
        source: an address that fits the kind.
        now: the moment of the conversation.
        readable: answers that hold at least one entry for it.
    """
    source = replace(source or Source(url=SOURCE), username=_PLANTED, password_env=_PLANTED, headers=(("Cookie", f"${{{_PLANTED}}}"),))
    refused = Failure(stage="fetch", subject=source.url, code="timeout", reason="no answer within 30 s", transient=True)
    for body in (*JUNK, *readable):
        for status in (200, 304):
            answer = Fetched(url=source.url, status=status, body=body, at=now)
            brought, _ = _converse(kind.converse(source, memory(source.url), now), answer)
            same(_converse(kind.converse(source, memory(source.url), now), answer)[0], brought, "a source kind is deterministic")
            _check_harvest(brought, source)
            _check_harvest(_converse(kind.converse(source, memory(source.url), now), answer, killed=True)[0], source)
    brought, _ = _converse(kind.converse(source, Memory(source=source.url), now), refused)
    require(isinstance(brought, Failure), f"a source that cannot be reached is a Failure, not {brought!r}")
    _check_harvest(brought, source)
    for body in readable:
        _check_validators(kind, source, now, body)


def _check_validators(kind: SourceKind, source: Source, now: datetime, body: bytes) -> None:
    headers = (("etag", ETAG), ("Last-Modified", LAST_MODIFIED))
    answer = Fetched(url=source.url, status=200, headers=headers, body=body, at=now)
    brought, _ = _converse(kind.converse(source, Memory(source=source.url), now), answer)
    require(isinstance(brought, Harvest) and bool(brought.entries), f"an answer that it can read brings entries, not {brought!r}")
    if isinstance(brought, Harvest):
        require(brought.etag in ("", ETAG), f"an ETag is kept as it came: {brought.etag!r}")
        require(brought.last_modified in ("", LAST_MODIFIED), f"a time of change is kept as it came: {brought.last_modified!r}")
        told = memory(source.url, etag=brought.etag, last_modified=brought.last_modified, checked_at=now, changed_at=now, read_at=now)
        _, requests = _converse(kind.converse(source, told, now), answer)
        sent = {name.lower(): value for name, value in requests[0].headers}
        same(sent.get("if-none-match", ""), brought.etag, "the next request is conditional: it repeats the ETag byte for byte")
        same(sent.get("if-modified-since", ""), brought.last_modified, "the next request is conditional: it repeats the time byte for byte")


def _converse(conversation: Conversation, answer: Fetched | Failure, *, killed: bool = False) -> tuple[Harvest | Failure, list[Request]]:
    """Carry a conversation to its end, every request answered alike; with `killed`, no piece of work is ever finished."""
    requests: list[Request] = []
    said: object = None
    try:
        while len(requests) <= TALK:
            wanted = _next(conversation, said)
            if isinstance(wanted, Work):
                said = _KILLED if killed else _worked(wanted)
            else:
                _check_request(wanted)
                requests.append(wanted)
                said = answer
    except StopIteration as end:
        brought: Harvest | Failure = end.value
        return brought, requests
    raise AssertionError(f"a conversation ends within {TALK} requests")


def _next(conversation: Conversation, said: object) -> Request | Work:
    try:
        return conversation.send(said)
    except StopIteration:
        raise
    except Exception as error:
        raise AssertionError(f"a conversation takes any answer, and never raises: {type(error).__name__}: {error}") from error


def _check_request(request: Request) -> None:
    require(isinstance(request, Request), f"a conversation yields requests and work, not {request!r}")
    require(bool(absolute(request.url)), f"a source kind asks for web addresses only, not {request.url!r}")
    require(0 < request.limit <= LARGEST_ANSWER, f"a request is bounded: {request.limit}")
    require(_PLANTED not in repr(request), f"a login is added by the flow, to the source's own origin only: {request!r}")


def _worked(work: Work) -> object:
    """Do a piece of work as another process would: sent there, and its result back."""
    try:
        sent = opened(pack(work)[LENGTH.size :])
    except Exception as error:
        raise AssertionError(f"work is a function of a module and arguments that can be pickled: {error}") from error
    require(isinstance(sent, Work), "work stays work when it is sent to another process")
    result = work.function(*work.args)
    try:
        back = believed(pack(result)[LENGTH.size :])
    except Exception as error:
        raise AssertionError(f"a result of work holds records and plain values only: {error}") from error
    same(back, result, "a result of work comes back as it was")
    return back


def _check_harvest(brought: Harvest | Failure, source: Source) -> None:
    require(_PLANTED not in repr(brought), f"nothing of a source's login is in what it brings: {brought!r}")
    if isinstance(brought, Failure):
        require(bool(brought.code and brought.reason), f"a failure has a code and a reason: {brought!r}")
        return
    require(isinstance(brought, Harvest), f"a conversation brings a Harvest or a Failure, not {brought!r}")
    for found in (*brought.entries, *brought.dropped):
        same(found.source, source.url, "an entry names its source")
        require(absolute(found.url) == found.url != "", f"an entry's address can be asked for: {found.url!r}")


def check_extractor(extractor: Extractor, now: datetime = NOW) -> None:
    """An extractor takes any page, or none, and makes an article that can be printed, or a `Failure` that says why.

    The id follows from the address, the time of publication is not after `now`, and the same page gives the same article.
    """
    pages = [None, *(Fetched(url=URL, status=200, body=body, at=now) for body in JUNK)]
    for page in pages:
        for said in (entry(), entry(title="", summary="", published_at=None, image="javascript:alert(1)")):
            made = extractor.extract(said, page, now)
            same(extractor.extract(said, page, now), made, "an extractor is deterministic")
            if isinstance(made, Failure):
                require(bool(made.code and made.reason), f"a failure has a code and a reason: {made!r}")
            else:
                _check_article(made, now)


def _check_article(made: Article, now: datetime) -> None:
    same(made.id, article_id(made.url), "an article's id follows from its address")
    require(made.published_at <= made.seen_at <= now, "an article is not from the future")
    require(bool(made.title), "an article has a title")
    for text in (made.title, made.excerpt, made.author, made.publisher):
        same(text, printable(text), "an article's texts can be printed")
    for address in (made.url, *(picture.url for picture in made.images)):
        require(bool(absolute(address)), f"an article's addresses are web addresses: {address!r}")


def check_labeller(labeller: Labeller, articles: Iterable[Article]) -> None:
    """A labeller assigns each topic once, with a confidence of at least 0.5 and the words that prove it, the same every time."""
    for own in articles:
        labels = labeller.label(own)
        same(labeller.label(own), labels, "a labeller is deterministic")
        same(len({label.topic for label in labels}), len(labels), "a labeller assigns a topic once")
        for label in labels:
            require(0.5 <= label.confidence <= 1, f"an assigned label's confidence lies in 0.5 to 1: {label!r}")  # noqa: PLR2004  `types.Label` says so
            require(any(evidence.what for evidence in label.evidence), f"a label has evidence: {label!r}")


def check_judge(
    judge: Judge, story: Story, articles: Mapping[str, Article], labels: Mapping[str, tuple[Label, ...]], now: datetime = NOW
) -> None:
    """A judge's numbers are the sums of their parts, and every article of a story has one receipt: heat for the lead, -1 for the others."""
    covered = [own.article for own in story.coverage]
    qualities = {id_: judge.quality(articles[id_], labels.get(id_, ())) for id_ in covered}
    for id_, quality in qualities.items():
        _check_score(quality)
        require(0 <= quality.value <= 200, f"quality lies in 0 to 200: {quality!r}")  # noqa: PLR2004  the record's scale
        same(judge.quality(articles[id_], labels.get(id_, ())), quality, "quality is deterministic")
    lead = judge.lead(story, articles, qualities)
    require(lead in covered, f"a story's lead is of its coverage, not {lead!r}")
    led = replace(story, lead=lead)
    receipts = judge.receipts(led, articles, labels, qualities, (), now)
    same(judge.receipts(led, articles, labels, qualities, (), now), receipts, "receipts are deterministic")
    same(sorted(receipt.article for receipt in receipts), sorted(covered), "every article of a story has one receipt")
    for receipt in receipts:
        _check_receipt(receipt, led)


def _check_receipt(receipt: Receipt, story: Story) -> None:
    same(receipt.story, story.id, "a receipt names its story")
    _check_score(receipt.quality)
    if receipt.article == story.lead:
        same(receipt.relation, "lead", "the lead's receipt says so")
        _check_score(receipt.heat)
    else:
        same(receipt.heat.value, -1, "only a lead has heat")
        require(not receipt.published.value, "only a lead is published")


def _check_score(score: Score) -> None:
    same(sum(part.points for part in score.parts), score.value, "a score's parts add up to it")


def check_weaver(weaver: Weaver, arrivals: Sequence[Article], now: datetime = NOW) -> None:
    """A weaver places every arrival in exactly one story, whatever their order, and obeys the editors' links.

    Args:
        weaver: what is checked.
        arrivals: two articles at least.
        now: the moment of weaving.
    """
    woven = weaver.weave(Window(), arrivals, Links(), now)
    _check_stories(woven, {own.id: own for own in arrivals})
    same(_groups(weaver.weave(Window(), arrivals[::-1], Links(), now)), _groups(woven), "the order of arrivals does not matter")
    window = Window(stories=woven.stories, articles={own.id: own for own in arrivals})
    quiet = weaver.weave(window, (), Links(), now)
    require(_groups(quiet) <= _groups(woven), "stories stay as they are when nothing arrives")
    pair = (arrivals[0].id, arrivals[1].id)
    together = weaver.weave(Window(), arrivals, Links(must=(pair,)), now)
    require(any(group.issuperset(pair) for group in _groups(together)), "a must-link is obeyed")
    apart = weaver.weave(Window(), arrivals, Links(cannot=(pair,)), now)
    require(not any(group.issuperset(pair) for group in _groups(apart)), "a cannot-link is obeyed")


def _groups(woven: Weave) -> set[frozenset[str]]:
    return {frozenset(own.article for own in story.coverage) for story in woven.stories if not story.merged_into}


def _check_stories(woven: Weave, arrivals: Mapping[str, Article]) -> None:
    told = [story for story in woven.stories if not story.merged_into]
    same(sorted(own.article for story in told for own in story.coverage), sorted(arrivals), "every arrival is in exactly one story")
    same(len({story.id for story in told}), len(told), "a story's id is its own")
    for story in told:
        times = [arrivals[own.article].published_at for own in story.coverage]
        same((story.first, story.last), (min(times), max(times)), "a story's times are those of its coverage")
        same(times, sorted(times), "coverage is in order of publication")
        require(story.lead in {own.article for own in story.coverage}, "a story's lead is of its coverage")


def check_embedder(embedder: Embedder, texts: Sequence[str]) -> None:
    """An embedder gives a row of unit length for each text, in their order, which depends on nothing but the text.

    Args:
        embedder: what is checked.
        texts: two at least, all different, of different lengths.
    """
    rows = embedder.vectors(texts)
    require(bool(embedder.name), "an embedder has a name")
    same((rows.dtype.name, rows.ndim, len(rows)), ("float32", 2, len(texts)), "there is one row of float32 for each text")
    same(embedder.vectors([]).shape, (0, rows.shape[1]), "no texts give no rows, of the same width")
    for row in rows:
        require(abs(float((row * row).sum()) - 1) < UNIT, "a row is of unit length")
    same(embedder.vectors(texts[::-1])[::-1].tobytes(), rows.tobytes(), "the order of texts does not matter")
    same(b"".join(embedder.vectors([text]).tobytes() for text in texts), rows.tobytes(), "a text has the same vector alone and in company")
    same(embedder.vectors([texts[0], *texts])[1:].tobytes(), rows.tobytes(), "a text that comes twice has the same vector")


def check_renderer(renderer: Renderer, edition: Edition) -> None:
    """A renderer gives the same bytes for the same edition, under paths that every file system can hold below the sink's folder.

    A story's files and note are its own: without the other stories they are the same. The lists do not depend on the notes' order.
    """
    files = {artifact.path: artifact.body for artifact in rendered(renderer, edition)}
    paths = [artifact.path for artifact in rendered(renderer, edition)]
    same({artifact.path: artifact.body for artifact in rendered(renderer, edition)}, files, "a renderer is deterministic")
    backwards = replace(edition, stories=tuple(edition.stories)[::-1])
    same({artifact.path: artifact.body for artifact in rendered(renderer, backwards)}, files, "the order of stories does not matter")
    for view in edition.stories:
        alone = renderer.story(view, replace(edition, stories=(view,)))
        same(alone, renderer.story(view, edition), "a story's files and note do not depend on other stories")
    same(len({_folded(path) for path in paths}), len(paths), "no two files share a path, case and spelling aside")
    for path in paths:
        require(path == printable(path) and path.isprintable() and "\\" not in path, f"a path is printable, with forward slashes: {path!r}")
        require(not {"", ".", ".."} & set(path.split("/")), f"a path lies below the sink's folder: {path!r}")


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path.casefold())
