"""A feed document as it was understood, whichever reader did it: what the feed says of itself, and its items.

Words are as their source wrote them, markup included; addresses in markup are absolute. `harvest` makes of it what the flows collect.
"""

from datetime import datetime
import re
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from newsloom import times, urls
from newsloom.sources.conversation import LONGEST_SUMMARY, LONGEST_TITLE, gather
from newsloom.sources.rhythm import UNSAID, Wishes
from newsloom.types import Entry, Harvest

_LONGEST_DATE, _LONGEST_TAG = 100, 40
_MAIL = r"([^\s()<>@]{1,100}@[^\s()<>@]{1,100})"
_MAILED = re.compile(_MAIL + r"\s{0,9}\(([^()]{1,200})\)|([^()<>@]{1,200})[(<]" + _MAIL + "[)>]")

Markup = Literal["text/plain", "text/html", "application/xhtml+xml"]


class Person(Struct, frozen=True, gc=False):
    """Somebody who wrote: a name, a mail address, or both."""

    name: str = ""
    mail: str = ""


def person(text: str) -> Person:
    """Read a person out of a line: a name, `mail (name)` or `name (mail)`; a bare mail address is no name.

    Example:
        >>> person("jane@news.example (Jane Doe)"), person("desk@news.example").name
        (Person(name='Jane Doe', mail='jane@news.example'), '')
    """
    text = text.strip()
    if "@" not in text:
        return Person(text)
    pair = _MAILED.match(text)
    if pair is None:
        return Person("", text)
    return Person(pair[2].strip(), pair[1]) if pair[1] else Person(pair[3].strip(), pair[4])


class Tag(Struct, frozen=True, gc=False):
    """A category: the word, the scheme that it belongs to, and how it is shown to people."""

    term: str = ""
    scheme: str = ""
    label: str = ""


class Enclosure(Struct, frozen=True, gc=False):
    """A file that goes with an item; its size as it was said."""

    url: str = ""
    type: str = ""
    length: str = ""


class Content(Struct, frozen=True, gc=False):
    """An item's whole text; `src` is where it lies when the document does not hold it, `base` what relative addresses in it go by."""

    value: str = ""
    type: str = "text/plain"
    language: str = ""
    base: str = ""
    src: str = ""


class Outlet(Struct, frozen=True, gc=False):
    """The feed or publisher that an item was taken from."""

    name: str = ""
    url: str = ""


NOWHERE = Outlet()


class Item(Struct, frozen=True, kw_only=True, gc=False):
    """An item. `dated` is a date of which its dialect does not say whether it is the first (Dublin Core's `date`).

    `film` marks an item that is a video. (With one field more, CPython would pass them in a dictionary, five times slower.)
    """

    id: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: tuple[Content, ...] = ()
    published: str = ""
    updated: str = ""
    dated: str = ""
    authors: tuple[Person, ...] = ()
    tags: tuple[Tag, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    image: str = ""
    language: str = ""
    outlet: Outlet = NOWHERE
    film: bool = False


class Document(Struct, frozen=True, kw_only=True, gc=False):
    """What a feed says of itself, and its items in their order."""

    items: tuple[Item, ...] = ()
    id: str = ""
    link: str = ""
    title: str = ""
    subtitle: str = ""
    language: str = ""
    authors: tuple[Person, ...] = ()
    updated: str = ""
    image: str = ""
    wishes: Wishes = UNSAID


def harvest(document: Document, source: str, at: datetime) -> Harvest:
    """Return a document's entries in the name of a source, and for how long after `at` it asks not to be asked again.

    Example:
        >>> from datetime import UTC
        >>> item = Item(title="A", link="https://news.example/a", authors=(Person("Jane"), Person(mail="desk@news.example")))
        >>> harvest(Document(title="News", items=(item,)), "https://news.example/feed", datetime.now(UTC)).entries[0].author
        'Jane'
    """
    gathered = gather([_entry(item, source) for item in document.items], title=document.title, kind="feed")
    if document.wishes is UNSAID and not document.language:
        return gathered
    return replace(gathered, language=document.language, fresh_for=document.wishes.fresh_for(at))


def _entry(item: Item, source: str) -> Entry:
    first = item.published or item.dated
    raw = first or item.updated
    return Entry(
        source=source,
        url=item.link,
        title=item.title[:LONGEST_TITLE],
        summary=(item.summary or next((text.value for text in item.content if text.value), ""))[:LONGEST_SUMMARY],
        published_raw=raw[:_LONGEST_DATE],
        published_at=times.parse(raw),
        updated_at=times.parse(item.updated) if first and item.updated else None,
        author=_names(item.authors)[:LONGEST_TITLE] if item.authors else "",
        image=item.image,
        language=item.language[:_LONGEST_TAG],
        outlet=item.outlet.name[:LONGEST_TITLE],
        outlet_url=item.outlet.url,
        type="video" if item.film else "article",
    )


def _names(people: tuple[Person, ...]) -> str:
    return ", ".join(dict.fromkeys([person.name for person in people if person.name]))


def is_film(url: str) -> bool:
    """Tell whether an address shows a film: YouTube's do.

    Example:
        >>> is_film("https://www.youtube.com/watch?v=x"), is_film("https://news.example/youtube.com")
        (True, False)
    """
    return "youtu" in url and (urls.within(url, "youtube.com") or urls.within(url, "youtu.be"))
