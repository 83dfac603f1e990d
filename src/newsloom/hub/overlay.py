"""A settings file laid over a hub's: what it says counts, what it does not say stays as it is."""

from collections.abc import Mapping, Sequence

from newsloom.hub.lines import Key
from newsloom.hub.table import Document, Values
from newsloom.text import slug
from newsloom.urls import identity


def laid_over(base: Document, topics: Sequence[Values], over: Document) -> Document:
    """Return a hub's settings with those of another file laid over them.

    A key replaces that key of the same table. A table of `[[sources]]` or `[[topics]]` does so with the source of its `url`, or with the
    topic of its `id` or `name`; one that has none there is added. Every other list is replaced as a whole. A file with a table `[hub]` is
    no change but a whole `hub.toml`, which stands in place of the hub's.

    Args:
        base: the hub's own `hub.toml`.
        topics: the topics of its files in `topics/`.
        over: the other file. What is wrong with the result is its doing, and is told by its lines.

    Example:
        >>> hub = {"policy": {"threshold": 70, "profile": "default"}, "sources": [{"url": "https://a.example/feed", "topics": ["T"]}]}
        >>> change = {"policy": {"threshold": 60}, "sources": [{"url": "https://a.example/feed", "official": True}]}
        >>> lines = {("sources", 0): 3}
        >>> made = laid_over(Document(name="hub.toml", values=hub, lines={}), [], Document(name="c.toml", values=change, lines=lines))
        >>> made.name, made.values["policy"]
        ('c.toml', {'threshold': 60, 'profile': 'default'})
        >>> made.values["sources"]
        [{'url': 'https://a.example/feed', 'topics': ['T'], 'official': True}]
    """
    whole = "hub" in over.values
    below = over.values if whole else base.values
    held = {"sources": _listed(below, "sources"), "topics": [*_listed(below, "topics"), *topics]}
    values: dict[str, object] = {**below, **{name: tables for name, tables in held.items() if tables}}
    if whole:
        return Document(name=over.name, values=values, lines=over.lines)
    moved: dict[Key, int] = {}
    for name, value in over.values.items():
        if name in held and isinstance(value, list):
            places = _put(held[name], value, _NAMES[name])
            moved |= {(name, number): place for number, place in enumerate(places)}
            values[name] = held[name]
        else:
            values[name] = _merged(values.get(name), value)
    lines = {(*place[:1], moved[place[:2]], *place[2:]) if place[:2] in moved else place: line for place, line in over.lines.items()}
    return Document(name=over.name, values=values, lines=lines)


def _listed(values: Values, name: str) -> list[object]:
    found = values.get(name)
    return list(found) if isinstance(found, list) else []


def _put(tables: list[object], new: Sequence[object], names: Sequence[str]) -> list[int]:
    """Put tables into a list, each over the one that has its name, else at the end; return where each is now."""
    known: dict[tuple[str, str], int] = {}
    for number, table in enumerate(tables):
        for name in names:
            known.setdefault((name, _named(table, name)), number)
    places = []
    for one in new:
        own = [(name, named) for name in names if (named := _named(one, name))]
        place = next((known[name] for name in own if name in known), len(tables))
        if place < len(tables):
            tables[place] = _merged(tables[place], one)
        else:
            tables.append(one)
        places.append(place)
    return places


_NAMES = {"sources": ("url",), "topics": ("id", "name")}


def _named(table: object, name: str) -> str:
    """Return what a table is called, as its reader would tell two of them apart; empty where it does not say."""
    value = table.get(name) if isinstance(table, Mapping) else None
    if name == "id" and isinstance(table, Mapping) and value is None:
        title = table.get("name")
        return slug(title) if isinstance(title, str) else ""
    if not isinstance(value, str):
        return ""
    return identity(value) if name == "url" else value.casefold()


def _merged(below: object, above: object) -> object:
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        return {**below, **{key: _merged(below.get(key), value) for key, value in above.items()}}
    return above
