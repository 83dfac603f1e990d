"""The packaged TOML files, read into the records of the world."""

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import TypeVar
import unicodedata

from msgspec import ValidationError, toml

from newsloom.errors import DataError
from newsloom.sample.records import Event, File, Item, Publisher, Relation, Report, Time, moment
from newsloom.text import slug

T = TypeVar("T")

_SLUG_LIMIT = 72
"""Characters of an address's last part, as publishers' own systems cut them."""

_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
"""How German addresses spell what ASCII lacks; other languages drop their accents."""

_FOLDERS = {"releases": "press-release", "mill": "reports", "blog": "blog", "wire": "wire"}
"""Where publishers of a role keep their texts; the others keep them by day."""


def read(texts: Mapping[str, str]) -> tuple[tuple[Publisher, ...], tuple[Event, ...]]:
    r"""Return the publishers and events of TOML texts, given by file name.

    Raises:
        DataError: a text is not as it should be; the message names the file and the key.

    Example:
        >>> read({"a.toml": "[[event]]\nid = 1"})
        Traceback (most recent call last):
        newsloom.errors.DataError: a.toml: Expected `str`, got `int` - at `$.event[0].id`
    """
    publishers: dict[str, Publisher] = {}
    events: dict[str, Event] = {}
    for name, text in sorted(texts.items()):
        file = _file(name, text)
        for publisher in file.publisher:
            _add(name, "publisher", publisher.domain, publisher, publishers)
        for event in file.event:
            _add(name, "event", event.id, event, events)
    return tuple(publishers.values()), tuple(events.values())


def packaged() -> dict[str, str]:
    """Return the TOML texts that come with the program, by file name."""
    folder = files("newsloom.sample") / "world"
    return {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")}


def items(publishers: Iterable[Publisher], events: Iterable[Event]) -> tuple[Item, ...]:
    """Return every text of every publisher, oldest first.

    Raises:
        DataError: a report names a publisher that is not there, or one publisher would have two texts at one address.
    """
    known = {publisher.domain: publisher for publisher in publishers}
    found: dict[str, Item] = {}
    for event in events:
        for item in _of(event, known):
            if item.url in found:
                raise DataError(f"event {event.id}: there is a text at {item.url} already; give it another title")
            found[item.url] = item
    return tuple(sorted(found.values(), key=lambda item: (item.at, item.url)))


def _file(name: str, text: str) -> File:
    try:
        return toml.decode(text, type=File)
    except (ValidationError, ValueError) as error:
        raise DataError(f"{name}: {error}") from None


def _add(name: str, kind: str, key: str, value: T, known: dict[str, T]) -> None:
    if key in known:
        raise DataError(f"{name}: there is a {kind} {key} already; give each its own")
    known[key] = value


def _of(event: Event, known: Mapping[str, Publisher]) -> Iterator[Item]:
    for report in event.report:
        yield _item(event, report, known, "report", (report.by, report.at, report.title, report.text))
        for domain, at in report.copies:
            yield _item(event, report, known, "copy", (domain, at, report.title, report.text))
        for adapted in report.adapted:
            yield _item(event, report, known, "adapted", adapted)


def _item(event: Event, report: Report, known: Mapping[str, Publisher], relation: Relation, told: tuple[str, Time, str, str]) -> Item:
    domain, at, title, text = told
    if domain not in known:
        raise DataError(f"event {event.id}: no publisher is called {domain}; take one of publishers.toml")
    publisher = known[domain]
    folder = "members" if report.page == "forbidden" else _FOLDERS.get(publisher.role, moment(at).strftime("%Y/%m/%d"))
    url = f"{publisher.home}/{folder}/{_last_part(title)}"
    return Item(
        event=event.id,
        publisher=publisher,
        report=report,
        relation=relation,
        url=url,
        link=f"{url}?utm_source=feed&utm_medium={publisher.feed}" if "tracking" in publisher.habits else url,
        at=moment(at),
        title=title,
        text=text,
    )


def _last_part(title: str) -> str:
    """Return what an address says of a title: its first words, spelt in plain letters."""
    spelt = unicodedata.normalize("NFKD", title.translate(_SPELT)).encode("ascii", "ignore").decode()
    words = slug(spelt)
    return words if len(words) <= _SLUG_LIMIT else words[: _SLUG_LIMIT + 1].rpartition("-")[0]
