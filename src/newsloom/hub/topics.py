"""Topics as files state them: `[[topics]]` in TOML, and the reference's own YAML files, read by the same rules."""

from collections.abc import Sequence
import re

from msgspec.structs import replace

from newsloom.hub.lines import Key
from newsloom.hub.table import Document, Table, nearest
from newsloom.sink.names import fault
from newsloom.text import slug
from newsloom.types import Topic
from newsloom.urls import identity

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_TAKEN = (
    *("api", "assets", "days", "index", "newsletters", "page", "pagefind", "pictures", "publishers", "searches", "stories", "topics"),
)
"""Ids that outputs need for themselves: `api/news/page/2/` would be a topic's page and a page of the news, `topics/index.html` a topic
and the list of all, and a topic's feeds would lie in the folder of the site's days, stories or search."""

_YAML_NAMES = {"_id": "id", "description": "about"}
_YAML_SHOWN = ("images", "services", "taxonomy")
"""Keys of the reference's files that carry no rule: pictures, addresses of its own site, the kind of file (checked)."""

_NOTHING = ("", "~", "null")


def read_topic(table: Table) -> Topic | None:
    """Return the topic that a table describes; `None` when it has no name or no usable id."""
    name = table.needed("name", 'the topic has no `name`; add one, such as `name = "AI Hardware"`')
    given = table.text("id")
    topic_id = given or slug(name)
    topic = Topic(
        id=topic_id,
        name=name,
        parent=table.text("parent"),
        about=table.text("about"),
        keywords=table.texts("keywords"),
        weak=table.texts("weak"),
        context=table.texts("context"),
        exclude=table.texts("exclude"),
        homonyms=table.texts("homonyms"),
        official=tuple(identity(place) for place in table.texts("official")),
        weight=table.number("weight", 1.0, 0.0, 10.0),
        classic=table.texts("classic"),
        hashtags=tuple(tag for text in table.texts("hashtags") for tag in text.split()),
        shortname=table.text("shortname"),
    )
    table.finish()
    if not name:
        return None
    if not _ID.fullmatch(topic_id) or topic_id in _TAKEN or fault(topic_id):  # no file may be called `con` or `nul`
        shown = f'`id` is "{given}"' if given else f'no `id` can be made of the name "{name}"'
        taken = ", ".join(f"`{name}`" for name in _TAKEN)
        advice = "use a-z, 0-9 and -, at most 80, no name that Windows keeps (`con`, `nul`)"
        table.problem("id", f'{shown}; {advice}, and none of {taken}, such as `id = "ai-hardware"`')
        return None
    return topic


def arrange(read: Sequence[tuple[Table, Topic]]) -> tuple[Topic, ...]:
    """Return the topics as a tree under the first, and note what does not fit: doubles, unknown parents, circles.

    A topic that names no parent hangs from the root.
    """
    kept: dict[str, tuple[Table, Topic]] = {}
    seen: dict[tuple[str, str], str] = {}
    for table, topic in read:
        for key, value in (("id", topic.id), ("name", topic.name.casefold())):
            if (key, value) in seen:
                table.problem(key, f'another topic has the {key} "{getattr(topic, key)}" ({seen[key, value]}); give each its own')
            seen.setdefault((key, value), f"{topic.name} in {table.document.name}")
        kept.setdefault(topic.name, (table, topic))
    root = next(iter(kept), "")
    parents = {name: topic.parent or (root if name != root else "") for name, (_, topic) in kept.items()}
    for name, (table, topic) in kept.items():
        _check_place(table, topic, parents, is_root=name == root)
    return tuple(replace(topic, parent=parents[name]) for name, (_, topic) in kept.items())


def _check_place(table: Table, topic: Topic, parents: dict[str, str], *, is_root: bool) -> None:
    if is_root:
        if topic.parent:
            table.problem(
                "parent", f'the first topic is the root and has no parent; take `parent = "{topic.parent}"` out or put another topic first'
            )
        if not (topic.keywords or topic.weak or topic.official):
            table.problem("keywords", 'the root topic has no words; add `keywords`, such as `keywords = ["artificial intelligence"]`')
    elif parents[topic.name] not in parents:
        table.problem(
            "parent", f'no topic is named "{topic.parent}"; {nearest(topic.parent, [name for name in parents if name != topic.name])}'
        )
    elif _circles(topic.name, parents):
        table.problem("parent", f'"{topic.name}" is its own ancestor through `parent = "{topic.parent}"`; break the circle')


def _circles(name: str, parents: dict[str, str]) -> bool:
    passed = {""}
    step = name
    while step not in passed:
        passed.add(step)
        step = parents.get(step, "")
    return step == name


def plain_topic(document: Document, problems: list[str]) -> Document:
    """Return the reference's YAML topic file as if it had been written in TOML: its names, numbers and lists translated."""
    if document.values.get("taxonomy", "topic") != "topic":
        line = document.lines.get(("taxonomy",), 1)
        problems.append(f"{document.name}:{line}: `taxonomy` is not `topic`; move the file out of topics/ or correct it")
    values: dict[str, object] = {}
    lines: dict[Key, int] = {}
    for key, value in document.values.items():
        name = _YAML_NAMES.get(key, key)
        if key not in _YAML_SHOWN and not (isinstance(value, str) and value in _NOTHING) and name not in values:
            values[name] = _plain(name, value)
            lines[name,] = document.lines.get((key,), 1)
    return Document(name=document.name, values=values, lines=lines)


def _plain(name: str, value: object) -> object:
    if name in ("keywords", "weak", "context", "exclude", "homonyms", "official", "classic", "hashtags"):
        items = value if isinstance(value, list) else [value]
        return [item for item in items if item not in _NOTHING]
    try:
        return float(value) if name == "weight" and isinstance(value, str) else value
    except ValueError:
        return value
