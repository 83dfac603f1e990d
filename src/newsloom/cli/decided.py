"""What `newsloom desk` shows: decisions as a table and as a document, and what comes of one that was made or dropped."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from newsloom.flows.deciding import Stated
from newsloom.flows.proposing import Proposal
from newsloom.text import one_line
from newsloom.times import stamp
from newsloom.types import Decision

NEXT = "The next `newsloom run` or `newsloom curate` obeys that."
AFTER = dict.fromkeys(("must-link", "cannot-link"), "What it did to stories stays; to change that back, decide the opposite.")
"""What comes of dropping a decision, where it is more than that it no longer counts."""

LONGEST = 120
"""Characters of an item's publisher and title that are shown: two lines of a terminal that has 80 columns."""

_STYLES = {"in force": "", "ended": "dim", "unmatched": "yellow", "overruled": "yellow"}
_STATES = tuple(_STYLES)


def document(row: Stated, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return a decision for programs: as it is stated, where, how it does, and what is odd about it."""
    decision = row.decision
    return {
        "do": decision.do,
        "items": [
            {"name": name, "title": one_line(titles[id_]) if id_ in titles else None}
            for name, id_ in zip(decision.items, _ids(row), strict=True)
        ],
        "publisher": decision.publisher or None,
        "value": decision.value if decision.do in ("retitle", "retopic", "rescore") else None,
        "reason": decision.reason,
        "by": decision.by,
        "until": stamp(decision.until) if decision.until else None,
        "place": decision.place,
        "state": row.state,
        "problems": list(row.problems),
    }


def table(rows: Sequence[Stated], titles: Mapping[str, str], *, lines: bool) -> Table:
    """Return decisions as a table of two columns, which fits a terminal of any width: what is decided, and all that is said of it.

    Args:
        rows: the decisions.
        titles: what their items are, by id.
        lines: a row takes several lines; else one, for a program that reads a row a line.
    """
    apart = "\n" if lines else "  "
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="cyan")
    made.add_column("decision", no_wrap=True)
    made.add_column("about", overflow="fold")
    for row in rows:
        style = _STYLES[row.state]
        state = "" if row.state == "in force" else f"{apart}{row.state}"
        made.add_row(Text(row.decision.do + state, style or "bold"), Text(apart).join(_lines(row, titles)))
    return made


def _lines(row: Stated, titles: Mapping[str, str]) -> Iterator[Text]:
    decision, dim = row.decision, "dim" if row.state == "ended" else ""
    if decision.publisher:
        yield Text(decision.publisher, dim)
    for name, id_ in zip(decision.items, _ids(row), strict=True):
        yield Text(_cut(titles.get(id_, name)), dim)
    if decision.do in ("retitle", "retopic", "rescore"):
        yield Text(f"→ {_value(decision)}", dim)
    yield Text(one_line(decision.reason) + (f" ({one_line(decision.by)})" if decision.by else ""), "dim")
    ends = f", until {stamp(decision.until)}" if decision.until else ""
    yield Text(f"{decision.place}{ends}", "dim")


def _cut(title: str) -> str:
    words = one_line(title)
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _ids(row: Stated) -> Sequence[str]:
    """Return the ids of a decision's items; where two names are one article, the names themselves."""
    return row.found.items if len(row.found.items) == len(row.decision.items) else row.decision.items


def _value(decision: Decision) -> str:
    value = decision.value
    if isinstance(value, tuple):
        return ", ".join(map(one_line, value)) or "no topic"
    return f"“{one_line(value)}”" if isinstance(value, str) else f"quality {value}"


def counted(rows: Sequence[Stated]) -> str:
    """Return how many decisions there are, and how they do.

    Example:
        >>> counted([])
        'No decisions: `newsloom desk pin ITEM --reason TEXT` makes one.'
    """
    if not rows:
        return "No decisions: `newsloom desk pin ITEM --reason TEXT` makes one."
    tally = Counter[str](row.state for row in rows)
    told = ", ".join(f"{tally[state]} {state}" for state in _STATES if tally[state])
    return f"{len(rows)} decision{'s' if len(rows) != 1 else ''}: {told}."


def told(made: Proposal, place: str) -> str:
    """Tell what was decided, where that stands, when it counts, and how to take it back."""
    decision = made.decision
    about = decision.publisher or ", ".join(f"“{_cut(made.titles[item])}”" for item in decision.items)
    value = f" → {_value(decision)}" if decision.do in ("retitle", "retopic", "rescore") else ""
    ends = f" until {stamp(decision.until)}" if decision.until else ""
    return f"Decided at {place}: {decision.do} {about}{value}{ends}.\n{NEXT} To take it back: newsloom desk drop {place}"


def unclear(name: str, rows: Sequence[Stated]) -> str:
    """Return why a name stands for no decision, or for several, and which."""
    if not rows:
        return f"{name}: no decision stands there or is about that; `newsloom desk list` shows them"
    listed = "\n".join(f"  {row.decision.place}  {row.decision.do}: {one_line(row.decision.reason)}" for row in rows)
    return f"{name}: {len(rows)} decisions are about that; name one by its place\n{listed}"
