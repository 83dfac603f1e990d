"""What `newsloom explain` shows to people: the decision in a sentence, then each reason, in groups."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from newsloom.cli.options import console
from newsloom.text import one_line
from newsloom.times import parse

OTHERS = 8
"""Other articles of the story, and other sources of the item, that are shown: with the tables above they fill two screens of 24 lines."""

NARROW = 60
"""Columns below which a reason stands under the part that it is for, not beside it."""

_WHERE = {"source": "vouched for by", "child": "implied by", "desk": "given by an editor"}
_RELATIONS = {"lead": "leads", "coverage": "own report", "copy": "copy", "adapted": "reworked text"}

Document = Mapping[str, Any]


def show(document: Document, out: Console | None = None) -> None:
    """Print a receipt (docs/reference/receipt.md) for people; every text of a stranger is shown as the letters that it is."""
    out = out or console()
    for words in _head(document):
        out.print(words)
    groups = list(_judged(document, narrow=out.width < NARROW)) if "quality" in document else []
    outcomes: list[Text | Table] = [*_outcomes(document)]
    for name, lines in [*groups, ("outcome", outcomes)]:
        if lines:
            out.print(Text(f"\n{name}", "cyan"))
        for line in lines:
            out.print(Padding(line, (0, 0, 0, 2), expand=False))


def _head(document: Document) -> Iterator[Text]:
    item, outcome = document["item"], document["outcome"]
    if "quality" in document:
        yield Text(one_line(item["title"]), "bold")
        yield Text(f"{one_line(item['publisher'])} · {_day(item['publishedDateTime'])} · {one_line(document['hub'])}")
    yield Text(one_line(item["url"]))
    yield Text()
    if outcome["outcome"] == "duplicate":
        yield Text(f"What was asked for is a duplicate: {one_line(outcome['reason'])}.", "yellow")
    style = "green" if document.get("story", {}).get("published") else "yellow"
    yield Text(one_line(document["decision"]), style)


def _judged(document: Document, *, narrow: bool) -> Iterator[tuple[str, list[Text | Table]]]:
    yield "topics", [_topics(document["topics"], narrow=narrow)] if document["topics"] else [Text("none", "dim")]
    yield "quality", [_score(document["quality"], narrow=narrow)]
    leads = document["story"]["relation"] == "lead"
    yield "heat", [_score(document["heat"], narrow=narrow)] if leads else [Text("counted for the article that leads", "dim")]
    yield "story", list(_story(document["story"], narrow=narrow))
    yield "desk", [Text(_decided(one)) for one in document["desk"]]
    yield "fields", [Text(line) for line in _fields(document["fields"])]
    changed = (f"{_day(change['at'])}: {change['field']} was “{one_line(change['before'])}”" for change in document["changes"])
    yield "corrections", [Text(line) for line in changed]
    yield "held back", [Text(one_line(document["held"]), "red")] if document["held"] else []


def _table(*justified: str) -> Table:
    made = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for justify in justified:
        made.add_column(justify=justify, overflow="fold")  # type: ignore[arg-type]  # rich's literal type of these words
    return made


def _row(made: Table, first: Sequence[Text], why: Text, *, narrow: bool) -> None:
    """Add a row whose last cell is a reason: where there is little room, it stands below what it is for."""
    *before, named = first
    if narrow:
        made.add_row(*before, Text.assemble(named, "\n", why) if why else named)
    else:
        made.add_row(*before, named, why)


def _topics(topics: Iterable[Document], *, narrow: bool) -> Table:
    made = _table("right", "left") if narrow else _table("right", "left", "left")
    for topic in topics:
        why = Text("; ".join(map(_evidence, topic["evidence"])), "dim")
        _row(made, (Text(f"{topic['score']:.2f}"), Text(one_line(topic["name"]))), why, narrow=narrow)
    return made


def _evidence(found: Document) -> str:
    words = [one_line(word) for word in found["what"]]
    if found["where"] in _WHERE:
        return " ".join([_WHERE[found["where"]], ", ".join(words)]).strip()
    return f"{found['where']} " + ", ".join(f"“{word}”" for word in words)


def _score(score: Document, *, narrow: bool) -> Table:
    made = _table("right", "left") if narrow else _table("right", "left", "left")
    for part in score["parts"]:
        points = Text(f"{part['points']:+d}", "red" if part["points"] < 0 else "")
        why = one_line(part["why"]) + (f" (on a copy: {one_line(part['of'])})" if part.get("of") else "")
        _row(made, (points, Text(one_line(part["part"]))), Text(why, "dim"), narrow=narrow)
    _row(made, (Text(str(score["value"]), "bold"), Text("together", "bold")), Text(), narrow=narrow)
    return made


def _story(story: Document, *, narrow: bool) -> Iterator[Text | Table]:
    members = f"{story['members']} articles" if story["members"] != 1 else "1 article"
    yield Text(f"{members} · independent publishers weigh {story['independent']:g} · {story['phase']}")
    if story["relation"] == "lead":
        yield Text(f"leads: {one_line(story['leads'])}")
    else:
        yield Text(f"{_RELATIONS.get(story['relation'], story['relation'])}; why the story stands as it does:")
        yield Text(f"newsloom explain {story['lead']}", "bold")
    if story["coverage"]:
        yield _members(story["coverage"], narrow=narrow)
    more = len(story["coverage"]) - OTHERS
    yield Text(f"{f'and {more} more; ' if more > 0 else ''}newsloom stories show {story['id']}", "dim")


def _members(coverage: Sequence[Document], *, narrow: bool) -> Table:
    made = _table("left", "left", "right") if narrow else _table("left", "left", "left", "right")
    for column in made.columns:
        column.no_wrap, column.overflow = True, "ellipsis"
    ordered = sorted(coverage, key=lambda one: (one["relation"] != "lead", -(one["quality"] or 0), one["publishedDateTime"], one["id"]))
    for one in ordered[:OTHERS]:
        name, title = Text(one_line(one["publisher"])), Text(one_line(one["title"]), "dim")
        told = [Text.assemble(name, "\n", title)] if narrow else [name, title]
        quality = "" if one["quality"] is None else str(one["quality"])
        made.add_row(_RELATIONS.get(one["relation"], one["relation"]), *told, quality)
    return made


def _decided(decision: Document) -> str:
    by = f" ({one_line(decision['by'])})" if decision["by"] else ""
    until = f", until {_day(decision['until'])}" if decision["until"] else ""
    was = f"; the page says “{one_line(decision['was'])}”" if "was" in decision else ""
    return f"{decision['do']}{by}: {one_line(decision['reason'])}{until}{was}"


def _fields(fields: Mapping[str, str]) -> Iterator[str]:
    by_place = defaultdict[str, list[str]](list)
    for name, place in fields.items():
        by_place[one_line(place)].append(one_line(name))
    return (f"{place}: {', '.join(names)}" for place, names in by_place.items())


def _outcomes(document: Document) -> Iterator[Text]:
    """Yield a line for each source that brought the item."""
    rows = document.get("ledger") or [document["outcome"]]
    for row in rows[:OTHERS]:
        if "source" not in row:
            yield Text(row["outcome"])
            continue
        tries = f", after {row['attempts']} tries since {_day(row['first'])}" if row["attempts"] > 1 and row["first"] != row["at"] else ""
        yield Text.assemble(f"{row['outcome']} {_day(row['at'])}{tries}: ", (f"brought by {one_line(row['source'])}", "dim"))
    if len(rows) > OTHERS:
        yield Text(f"and {len(rows) - OTHERS} more (--json lists them)", "dim")


def _day(text: str) -> str:
    moment = parse(text)
    return f"{moment.day} {moment:%b %Y %H:%M}" if moment else text
