"""What `newsloom topics` shows: a text with its passages marked, what each topic comes to, near misses, and terms that a topic lacks."""

from collections.abc import Iterator, Sequence
import re
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsloom.classify.evidence import ASSIGNED
from newsloom.text import one_line

if TYPE_CHECKING:
    from newsloom.classify.tracing import Passage, Trace
    from newsloom.flows.suggesting import Suggested
    from newsloom.types import Article

_STYLES = {"strong": "bold green", "weak": "yellow", "context": "cyan"}
_MISS = "red"
_BREAK = re.compile(r"\s")
_FIGURES, _SHORTEST = 28, 16
"""Columns of a suggestion's figures with the blanks between, and the least that show a title."""
_AROUND = 60
"""Characters shown before and after the passages of a whole text."""


def document(article: "Article", told: "Trace") -> dict[str, Any]:
    """Return how an article gets its topics, for programs."""
    return {
        "item": {"title": article.title, "excerpt": article.excerpt, "url": article.url or None},
        "needed": ASSIGNED,
        "topics": [
            {
                "name": one.topic,
                "assigned": one.assigned,
                "points": one.points,
                "evidence": [
                    {"where": ground.where, "what": list(ground.what), "points": round(ground.points, 3)} for ground in one.grounds
                ],
            }
            for one in told.verdicts
        ],
        "passages": [{**to_builtins(passage), "counts": not passage.why} for passage in told.passages],
    }


def show(out: Console, article: "Article", told: "Trace", *, classic: bool) -> None:
    """Print how an article gets its topics."""
    for where, text, style in (("title", article.title, "bold"), ("excerpt", article.excerpt, ""), ("text", article.text, "dim")):
        passages = [passage for passage in told.passages if passage.where == where]
        if text and (where != "text" or passages):
            out.print(_marked(text, passages, style, brackets=not out.is_terminal or out.no_color))
    out.print()
    out.print(_points(told) if told.verdicts else Text("no topic: nothing counts"))
    misses = list(_misses(told))
    if misses:
        out.print(Text("\nnear misses", "cyan"))
        for line in misses:
            out.print(line)
    if classic:
        out.print(Text("\nThis hub's profile is classic: it takes a keyword anywhere in the title, even inside a word, and nothing else."))


def _marked(text: str, passages: Sequence["Passage"], style: str, *, brackets: bool) -> Text:
    """Return a text with its passages marked, by colour or in brackets; of a long one what is around them."""
    shown, at, last = Text(style=style), 0, max((passage.end for passage in passages), default=0)
    for passage in _apart(passages):
        before = text[at : passage.start]
        if style == "dim" and len(before) > 2 * _AROUND:
            before = f"{before[:_AROUND] if at else ''} … {before[-_AROUND:]}"
        quote = f"[{passage.quote}]" if brackets and not passage.why else passage.quote
        shown.append(_BREAK.sub(" ", before)).append(quote, f"{_MISS} strike" if passage.why else _STYLES.get(passage.role, ""))
        at = passage.end
    rest = text[at:]
    return shown.append(_BREAK.sub(" ", f"{rest[:_AROUND]} …" if style == "dim" and len(text) - last > _AROUND else rest))


def _apart(passages: Sequence["Passage"]) -> Iterator["Passage"]:
    """Yield the passages that do not overlap one before, those that count first."""
    taken: list[Passage] = []
    for passage in sorted(passages, key=lambda one: (bool(one.why), one.role == "context", one.start - one.end)):
        if all(passage.end <= one.start or one.end <= passage.start for one in taken):
            taken.append(passage)
    yield from sorted(taken, key=lambda one: one.start)


def _points(told: "Trace") -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="cyan")
    for name in ("topic", "where", "words"):
        table.add_column(name, overflow="fold")
    table.add_column("points", justify="right", no_wrap=True)
    for one in told.verdicts:
        for number, ground in enumerate(one.grounds):
            table.add_row(Text("" if number else one.topic), ground.where, Text(", ".join(ground.what)), f"{ground.points:.1f}")
        outcome = Text("assigned", "green") if one.assigned else Text(f"not assigned: {ASSIGNED:g} needed", "red")
        table.add_row("", "=", outcome, Text(f"{one.points:.1f}", "bold"))
    return table


def _misses(told: "Trace") -> Iterator[Text]:
    """Yield a line for each passage that counts for nothing, once for all topics of which the same is true."""
    lines: dict[tuple[str, str, str], list[str]] = {}
    for passage in told.passages:
        if passage.why:
            topics = lines.setdefault((passage.quote, passage.where, passage.why), [])
            if passage.topic not in topics:
                topics.append(passage.topic)
    for (quote, where, why), topics in lines.items():
        yield Text(f"“{one_line(quote)}” ({where}) for {', '.join(topics)}: {why}")


def suggestions(found: Sequence["Suggested"]) -> list[dict[str, Any]]:
    """Return what is suggested, for programs."""
    return [to_builtins(one) for one in found]


def propose(out: Console, found: Sequence["Suggested"]) -> None:
    """Print what is suggested, a table for each topic that lacks anything."""
    for one in found:
        if len(found) > 1 and not one.terms:
            continue
        out.print(Text(one.topic, "bold") + Text(f": {one.members} of the latest {one.of} stories", "not bold"))
        out.print(_terms(one, out.width) if one.terms else Text("nothing to suggest: too few of its stories share a term that others lack"))
        out.print()
    if any(one.terms for one in found):
        out.print(
            Text("sure: at least this share of the stories with the term is of the topic. Look at a title before you take a term.", "dim")
        )
    elif len(found) > 1:
        out.print(Text("nothing to suggest; let the hub collect more, or give its topics first keywords"))


def _terms(one: "Suggested", width: int) -> Table:
    """Return the suggested terms, each with the beginning of a title where there is room for one."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="cyan")
    table.add_column("term", overflow="fold")
    table.add_column("for", no_wrap=True)
    for name in ("has", "adds", "sure"):
        table.add_column(name, justify="right", no_wrap=True)
    room = width - _FIGURES - max(len(term.term) for term in one.terms)
    if room >= _SHORTEST:
        table.add_column("as in", no_wrap=True)
    for term in one.terms:
        title = Text(one_line(term.examples[0]), "dim")
        title.truncate(room, overflow="ellipsis")
        figures = (term.role, str(term.articles), str(term.adds), f"{100 * term.surely:.0f}%")
        table.add_row(Text(term.term), *figures, *([title] if room >= _SHORTEST else []))
    return table
