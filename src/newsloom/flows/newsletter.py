"""The newsletter: a letter made of the store's stories, shown with what is still to be shown of it, sent to each recipient once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from newsloom.flows.looking import forebears, living
from newsloom.flows.reports import Progress
from newsloom.flows.views import Stories, published
from newsloom.ports import SERVER_CODES, UNKNOWN, Mailer, Outbox, Store
from newsloom.render.best import Best
from newsloom.render.item import clean, item
from newsloom.render.letter.addresses import Mailbox
from newsloom.render.letter.archive import Kept
from newsloom.render.letter.records import Letter, Piece, comes_again, piece, publishers
from newsloom.render.letter.spans import Span
from newsloom.render.site.cards import Card, card, hottest_first
from newsloom.render.site.quotas import REACH, spread
from newsloom.render.site.reports import tell
from newsloom.types import Decision, Edition, Failure, HubView, Receipt, Story

BROKEN = 3
"""Connections that break one after the other, after which the server is left alone: one recipient may make it stumble, three in a row
hardly do. Those that break behind a mail count most, for nobody whose mail it was is sent another."""

BATCH = 20
"""Mails between two looks at what may still be shown, 40 seconds at the default of 30 a minute: making a letter anew takes a hundredth of
one, and nobody who takes something down should find it in a mail of minutes later."""

WITHDRAWN = "withdrawn"
"""The code of a letter of which nothing may be shown any longer."""

_FRESH = timedelta(days=1)
"""How far before a letter's time its stories are looked for, at least: a report may join its story hours after it was published."""


class Delivery(Struct, frozen=True, kw_only=True):
    """What became of a letter's sending: to how many it went now, how many had it before, how many wait for the next run, who failed."""

    sent: int = 0
    already: int = 0
    left: int = 0
    failed: tuple[Failure, ...] = ()

    @property
    def stopped(self) -> bool:
        """Whether sending ended before everybody's turn, or with a server that takes nothing."""
        return self.left > 0 or any(failure.code in SERVER_CODES for failure in self.failed)


def written(store: Store, hub: HubView, span: Span, size: int, earlier: Sequence[Letter]) -> Letter | None:
    """Return the letter of a span; `None` when it has nothing to say.

    A story is told when it is published, when a report joined it within the span and the latest is no older than the span before, and when
    no earlier letter told it, unless it has grown since (`comes_again`). The hottest come first, in the order of the front page's quotas.
    """
    edition = clean(Edition(hub=hub, as_of=span.end, stories=()))
    told, found = _told(earlier), dict[str, tuple[str, int]]()
    best = Best[Card](REACH * size, hottest_first)
    for view in Stories(store).among(published(store, _joined(store, span))):
        reached = publishers(view)
        if comes_again(_counts(store, view.story, told), reached):
            shown = item(view, edition)
            best.add(card(view, shown, tell(view, shown, edition), edition.hub))
            found[view.story.id] = view.article.id, reached
    order = spread(best.ordered(), hub.front, {topic.name for topic in edition.hub.topics[1:]})[:size]
    pieces = tuple(piece(one, *found[one.id]) for one in order)
    return Letter(day=span.day, start=span.start, end=span.end, weekly=span.weekly, found=len(found), pieces=pieces) if pieces else None


def _joined(store: Store, span: Span) -> list[Story]:
    near = store.stories_between(span.start - max(span.length, _FRESH), span.end)
    return [story for story in near if any(span.start <= coverage.joined_at < span.end for coverage in story.coverage)]


def _told(letters: Sequence[Letter]) -> Mapping[str, list[int]]:
    """Return how many publishers each story had whenever a letter told it."""
    told = defaultdict[str, list[int]](list)
    for letter in letters:
        for one in letter.pieces:
            told[one.story].append(one.publishers)
    return told


def _counts(store: Store, story: Story, told: Mapping[str, list[int]]) -> list[int]:
    """Return the same for a story and all that it absorbed."""
    return [count for one in (story, *forebears(store, story)) for count in told.get(one.id, ())]


def still_shown(store: Store, letters: Sequence[Letter], since: datetime | None = None, decisions: Collection[Decision] = ()) -> list[Kept]:
    """Return letters as they may be shown now: without what was taken down, and with the stories that have a page of their own.

    Args:
        store: the hub's memory.
        letters: as they were written.
        since: what ended before is published no longer, letters and stories alike; `None` for everything.
        decisions: the desk's in force, where one counts at once and not from the next cycle on.
    """
    gone = {item for decision in decisions if decision.do == "take-down" for item in decision.items}
    letters = [letter for letter in letters if since is None or letter.end >= since]
    receipts = store.receipts({one.article for letter in letters for one in letter.pieces})
    kept = []
    for letter in letters:
        pieces = [one for one in letter.pieces if one.article not in receipts or not receipts[one.article].taken_down]
        pieces = [one for one in pieces if gone.isdisjoint((one.article, one.story))]
        kept.append(Kept(replace(letter, pieces=tuple(pieces)), _with_pages(store, pieces, since)))
    return kept


def _with_pages(store: Store, pieces: Collection[Piece], since: datetime | None) -> frozenset[str]:
    """Return the stories whose pages are there, or lead to the one that absorbed them."""
    heirs = {story.id: living(store, story) for story in store.stories([one.story for one in pieces])}
    receipts = store.receipts([heir.lead for heir in heirs.values()])
    shown = {id_ for id_, heir in heirs.items() if heir.lead in receipts and _has_page(receipts[heir.lead])}
    return frozenset(id_ for id_ in shown if since is None or heirs[id_].last >= since)


def _has_page(receipt: Receipt) -> bool:
    return receipt.published.value and not receipt.taken_down


Contents = Callable[[], bytes | Failure]
"""Makes a letter's mail of what may be shown at that moment, or says why there is none."""


def deliver(contents: Contents, recipients: Sequence[Mailbox], outbox: Outbox, mailer: Mailer, progress: Progress) -> Delivery:
    """Send a letter to everybody who has not got it, one mail a recipient; who fails keeps no other from getting theirs.

    Nobody gets it twice, whenever this is cut short: a mail counts as sent from the moment that it is handed over. What is taken down
    meanwhile is in no mail of a later batch.
    """
    reached, sent, broken = outbox.reached(), 0, 0
    failed = [_unconfirmed(one) for one in recipients if reached.get(one.identity) is False]
    waiting = [one for one in recipients if one.identity not in reached]
    already = len(recipients) - len(waiting) - len(failed)
    progress.begin("send", len(waiting))
    message: bytes | Failure = b""
    for place, one in enumerate(waiting, 1):
        message = contents() if place % BATCH == 1 else message
        if isinstance(message, Failure):
            return Delivery(sent=sent, already=already, left=len(waiting) - place + 1, failed=(*failed, message))
        failure = _send(one, message, outbox, mailer)
        progress.advance("send")
        sent += failure is None
        failed += [failure] if failure else []
        broken = broken + 1 if failure and failure.code in ("dropped", UNKNOWN) else 0
        if failure and (failure.code in SERVER_CODES or broken == BROKEN):
            return Delivery(sent=sent, already=already, left=len(waiting) - place, failed=tuple(failed))
    return Delivery(sent=sent, already=already, failed=tuple(failed))


def _send(one: Mailbox, message: bytes, outbox: Outbox, mailer: Mailer) -> Failure | None:
    """Send the mail to one recipient, whose address stands in no other's mail."""
    begun = False

    def handing_over() -> None:
        nonlocal begun
        outbox.begin(one.identity)
        begun = True

    failure = mailer.send(one.address, b"To: " + one.address.encode("ascii") + b"\r\n" + message, handing_over)
    if begun and (failure is None or failure.code != UNKNOWN):
        outbox.finish(one.identity, taken=failure is None)
    return failure


def _unconfirmed(one: Mailbox) -> Failure:
    reason = "an earlier run handed the mail over and saw no confirmation; it is not sent again, for it may have arrived"
    return Failure(stage="send", subject=one.address, code=UNKNOWN, reason=reason)
