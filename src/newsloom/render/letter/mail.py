"""A letter as one mail: text and HTML in one message whose bytes follow from what it says and who sends it."""

from base64 import b64encode
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
import re
from urllib.parse import urlsplit

from msgspec import Struct

from newsloom.ids import digest
from newsloom.render.item import home, web
from newsloom.render.letter.addresses import Mailbox
from newsloom.render.letter.plain import foot, plain
from newsloom.render.letter.records import Letter, Piece
from newsloom.render.letter.words import Line, line, opening
from newsloom.render.site.pages import Pages
from newsloom.render.site.words import Words
from newsloom.text import excerpt, one_line
from newsloom.types import HubView
from newsloom.urls import wire

HTML_LIMIT = 100_000
"""Bytes of HTML. Gmail cuts a mail off behind 102 kB (support.google.com/mail, "message clipped"), and its end, how to leave, is lost."""

SUBJECT_LIMIT = 150
"""Characters of a subject: telephones show 40 of them, desktops 70 to 100; what is longer helps nobody."""

NOBODY = "newsloom.invalid"
"""The domain of a letter that nobody sends: a name that can never exist (RFC 2606)."""

LEAD_WIDTH = 536
"""Pixels of the lead's picture: the letter's 600 without its margins."""

BAR = 18
"""Pixels of the highest bar of a story's curve."""

_CURVE_GROUND = 25
_WORD = 45
_PLAIN_LINE = 66
"""Octets in an encoded word, 75 characters with its frame (RFC 2047 section 2), and of a subject that needs none (RFC 5322: 78 a line)."""
_PLACE = re.compile(r"\{(hub|day|lead|stories)\}")
PLACES = ("hub", "day", "lead", "stories")
"""What stands in braces in a subject."""


class Sender(Struct, frozen=True, kw_only=True):
    """Who a letter is from. `leave` is where one unsubscribes (`https:` or `mailto:`); `subject` has places for words of the letter."""

    mailbox: Mailbox | None = None
    leave: str = ""
    subject: str = "{hub}: {lead}"


class Told(Struct, frozen=True, kw_only=True):
    """A story as the template is given it: what the letter says, our own words for it, its page, its picture, its curve as bars."""

    piece: Piece
    line: Line
    page: str
    picture: str
    height: int
    bars: tuple[int, ...]


def mail(letter: Letter, hub: HubView, sender: Sender, pages: Pages) -> bytes:
    """Return the message without its `To`, which each recipient gets alone. Same letter, hub, sender and templates: same bytes.

    Stories from the end are told in a line each where the HTML would become too long: whatever a letter tells counts as told.
    """
    html = _fitting(letter, hub, sender, pages)
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    words = pages.words(hub)
    text = plain(letter, hub, words, sender.leave)
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    known = digest(text, html, str(sender.mailbox), sender.subject)
    message.set_boundary(f"=_{known}")  # neither base64 nor quoted-printable has "=_"
    head = "".join(f"{name}: {value}\r\n" for name, value in headers(letter, hub, sender, known, words))
    return head.encode("ascii") + message.as_bytes()


def subject(letter: Letter, hub: HubView, template: str, words: Words) -> str:
    """Return a letter's subject, on one line."""
    lead = line(letter.pieces[0], words).title
    values = {"hub": hub.title, "day": words.day_name(letter.day), "lead": lead, "stories": str(len(letter.pieces))}
    whole = one_line(_PLACE.sub(lambda found: values[found[1]], template))
    return whole if len(whole) <= SUBJECT_LIMIT else excerpt(whole, SUBJECT_LIMIT)


def encoded(text: str) -> str:
    r"""Return a header's text in plain letters, as encoded words where it needs them (RFC 2047).

    Python's own folding loses blanks of long texts and encodes addresses of lists; this is exact, and breaks no letter apart.

    Example:
        >>> encoded("Tides"), encoded("Gezeiten übermorgen")
        ('Tides', '=?utf-8?b?R2V6ZWl0ZW4gw7xiZXJtb3JnZW4=?=')
    """
    if text.isascii() and text.isprintable() and "=?" not in text and len(text) <= _PLAIN_LINE and text.strip() == text:
        return text
    words, word = [], b""
    for letter in text:
        octets = letter.encode("utf-8", "replace")
        if len(word) + len(octets) > _WORD:
            words.append(word)
            word = b""
        word += octets
    return "\r\n ".join(f"=?utf-8?b?{b64encode(one).decode()}?=" for one in [*words, word])


def headers(letter: Letter, hub: HubView, sender: Sender, known: str, words: Words) -> Iterator[tuple[str, str]]:
    """Yield the headers of a letter, but for those of its parts and its recipient, as they stand in the mail: plain letters, folded."""
    own = sender.mailbox
    host = urlsplit(hub.url).hostname or "" if web(hub.url) else ""
    domain = own.domain if own else NOBODY
    yield "From", f"{_phrase((own.name if own else '') or hub.title)} <{own.address if own else f'newsletter@{NOBODY}'}>"
    yield "Subject", encoded(subject(letter, hub, sender.subject, words))
    yield "Date", format_datetime(letter.end)
    yield "Message-ID", f"<{letter.day}.{known}@{domain}>"
    yield "Auto-Submitted", "auto-generated"
    if own:
        yield "List-Id", f"<newsletter.{host if host.isascii() and '.' in host else domain}>"
    if sender.leave:
        yield "List-Unsubscribe", f"<{sender.leave}>"
    if host:
        yield "List-Archive", f"<{wire(home(hub))}newsletters/index.html>"


def _phrase(name: str) -> str:
    """Return a name as it may stand before an address: quoted, or encoded where it is more than plain letters."""
    name = one_line(name)[:SUBJECT_LIMIT]
    bare = name.replace("\\", "").replace('"', "'")
    shown = encoded(bare)
    return f'"{shown}"' if shown == bare else shown


def _fitting(letter: Letter, hub: HubView, sender: Sender, pages: Pages) -> str:
    """Return the HTML with as many stories told in full as fit, at least one, and the others in a line each."""
    for number in range(len(letter.pieces), 1, -1):
        html = _html(letter, number, hub, sender, pages)
        if len(html.encode()) <= HTML_LIMIT:
            return html
    return _html(letter, 1, hub, sender, pages)


def _html(letter: Letter, number: int, hub: HubView, sender: Sender, pages: Pages) -> str:
    words = pages.words(hub)
    stories = [_told(piece, hub, words) for piece in letter.pieces[:number]]
    content = {
        "title": one_line(f"{hub.title}, {words.day_name(letter.day)}"),
        "preview": " · ".join(told.line.title for told in stories[1:4]),
        "day": words.day_name(letter.day),
        "opening": opening(letter, words),
        "stories": stories,
        "others": [_told(piece, hub, words) for piece in letter.pieces[number:]],
        "foot": foot(letter, hub, words, sender.leave),
    }
    return pages.page(hub, "letter.html", "letter.html", content).body.decode()


def _told(piece: Piece, hub: HubView, words: Words) -> Told:
    at = home(hub) if web(hub.url) else ""
    return Told(
        piece=piece,
        line=line(piece, words),
        page=f"{at}stories/{piece.story}.html" if at else "",
        picture=f"{at}pictures/{piece.picture}.jpg" if at and piece.picture else "",
        height=round(LEAD_WIDTH * piece.height / piece.width) if piece.width else 0,
        bars=bars(piece.curve),
    )


def bars(curve: bytes) -> tuple[int, ...]:
    """Return a curve's heights, in pixels from above, as bars: at least one pixel each, so that the time is seen.

    Example:
        >>> bars(bytes([3, 14, 25]))
        (18, 9, 1)
    """
    highest = max((_CURVE_GROUND - height for height in curve), default=0) or 1
    return tuple(max(1, round(BAR * (_CURVE_GROUND - height) / highest)) for height in curve)
