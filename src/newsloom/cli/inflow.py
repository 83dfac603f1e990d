"""What `newsloom report` shows to people: bars for what became of the items, and the sources that they came from."""

from collections.abc import Iterator, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsloom.render.funnel import ENDS, OUTCOMES, PLACES, Funnel, Inflow, together
from newsloom.text import one_line

BAR = 40
"""Columns of the longest bar on a wide terminal; on a narrower one it shares with the reasons what the words leave."""

REASONS = 3
"""Reasons that are told beside a bar; --json has all of them."""

NARROW, WIDE = 60, 88
"""Columns of a terminal from which the table has room for the outcomes, and for what was listed as well."""

WORDS = {
    "waiting": "in no story yet",
    "began": "began a story",
    "joined": "joined a story",
    "copy": "repeats a text",
    "leads": "leads a published story",
    "follows": "in a published story",
    "unpublished": "not published",
}
"""What the words of a report mean to people."""

_FIRST = 24
_HEADS = {
    "listed": "listed",
    "known": "known",
    "new": "new",
    "stored": "stored",
    "duplicate": "dupli-\ncate",
    "rejected": "rejec-\nted",
    "quarantined": "quaran-\ntined",
    "leads": "leads",
    "follows": "fol-\nlows",
    "unpublished": "not pub-\nlished",
}
_SOME = ("new", "stored", "leads")


def show(funnel: Funnel, limit: int, out: Console, *, plain: bool = False) -> None:
    """Print a funnel.

    Args:
        funnel: what came.
        limit: sources that are listed; the others are one row.
        out: where to print.
        plain: in ASCII, for terminals that have no other letters.
    """
    whole = funnel.whole
    out.print(Text(f"{one_line(funnel.hub)}: {_when(funnel)}", "bold"))
    for line in _visits(funnel, whole):
        out.print(line)
    for line in _bars(whole, out.width, plain=plain):
        out.print(line, no_wrap=out.width >= NARROW, overflow="ellipsis")
    if funnel.sources:
        out.print()
        out.print(table(funnel, limit, out.width))
    out.print()
    for line in _sums(funnel, whole):
        out.print(line)


def _when(funnel: Funnel) -> str:
    first = funnel.first
    return f"the cycle of {first.day} {first:%b %Y %H:%M} UTC" if funnel.cycle else f"{first.day} {first:%b %Y} (UTC)"


def _visits(funnel: Funnel, whole: Inflow) -> Iterator[Text]:
    told, asked = whole.figures(), sum(one.visits.asked > 0 for one in funnel.sources)
    vain = f", {told['failed']} in vain" if told["failed"] else ""
    visits = "" if funnel.cycle else f" {told['asked']} times"
    yield Text(f"asked   {asked} {'source' if asked == 1 else 'sources'}{visits}{vain}")
    yield Text(f"listed  {told['listed']} addresses: {told['known']} known already, {told['listed'] - told['known']} new")
    if told["again"]:
        yield Text(f"again   {told['again']} that waited were tried again")
    if told["later"]:
        yield Text(f"later   {told['later']} of the new ones were tried again on a later day, and count there", "yellow")
    if told["unlisted"]:
        yield Text(f"beside  {told['unlisted']} from visits that broke off or were not counted", "yellow")


def _bars(whole: Inflow, width: int, *, plain: bool) -> Iterator[Text]:
    told, columns = whole.figures(), max(min(BAR, (width - _FIRST - 10) // (2 if width >= NARROW else 1)), 4)
    most = max(told["new"] + told["again"], 1)
    apart = "  " if width >= NARROW else "\n    "
    refusals = {name: whole.why("reason", outcome=name) for name in ("rejected", "quarantined")}
    reasons: Mapping[str, dict[str, int]] = {**refusals, "unpublished": whole.why("hold", end="unpublished")}
    groups = [("what became of them", OUTCOMES, told), ("where they stand", PLACES, {}), ("what readers see", (*ENDS, "waiting"), {})]
    for title, names, always in groups if told["stored"] else groups[:1]:
        yield Text(f"\n{title}", "cyan")
        for name in names:
            if told[name] or name in always:
                why = f"{apart}{told_of(reasons[name])}" if reasons.get(name) else ""
                yield _bar(WORDS.get(name, name), told[name], (most, columns), plain=plain).append(why, "dim")


def _bar(name: str, count: int, scale: tuple[int, int], *, plain: bool) -> Text:
    most, columns = scale
    halves = max(round(2 * columns * count / most), 1) if count else 0
    full, half = ("#", "") if plain else ("█", "▌")
    drawn = full * (halves // 2) + (half if halves % 2 else "")
    return Text(f"  {name:<{_FIRST}}{count:>6}  ").append(drawn or full[:halves], "blue")


def told_of(reasons: Mapping[str, int]) -> str:
    """Return the most frequent reasons in words.

    Example:
        >>> told_of({"http-404": 3, "limit": 2, "opaque": 1, "no-title": 1})
        'http-404 3, limit 2, opaque 1 and 1 more'
    """
    shown = ", ".join(f"{one_line(reason)} {count}" for reason, count in list(reasons.items())[:REASONS])
    return shown + (f" and {len(reasons) - REASONS} more" if len(reasons) > REASONS else "")


def table(funnel: Funnel, limit: int, width: int) -> Table:
    """Return the sources as a table whose columns add up: those that brought most, the others together, all of them."""
    names = list(_HEADS) if width >= WIDE else [name for name in _HEADS if name not in ("listed", "known")]
    names = list(_SOME) if width < NARROW else names
    made = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="cyan")
    figures = funnel.whole.figures()
    taken = sum(1 + max(len(str(figures[name])), *map(len, _HEADS[name].split("\n"))) for name in names)
    made.add_column("source", no_wrap=True, overflow="ellipsis", max_width=max(width - taken - 1, 8))
    for name in names:
        made.add_column(_HEADS[name], justify="right", no_wrap=True)
    shown, rest = funnel.sources[:limit], funnel.sources[limit:]
    rows = [(one, "") for one in shown]
    rows += [(together(f"{len(rest)} more", rest), "dim")] if rest else []
    for one, style in [*rows, (funnel.whole, "bold")]:
        figures = one.figures()
        made.add_row(one.called, *(str(figures[name]) if figures[name] else "·" for name in names), style=style)
    return made


def _sums(funnel: Funnel, whole: Inflow) -> Iterator[Text]:
    problems = funnel.problems()
    for problem in problems:
        yield Text(f"does not balance: {one_line(problem)}", "red")
    if not problems:
        figures = whole.figures()
        came = f"{figures['new']} new" + (f" + {figures['again']} tried again" if figures["again"] else "")
        yield Text(f"balances: {came} = " + " + ".join(f"{figures[name]} {name}" for name in OUTCOMES), "green")
        seen = " + ".join(f"{figures[name]} {WORDS[name]}" for name in (*ENDS, "waiting") if figures[name])
        if figures["stored"]:
            yield Text(f"balances: {figures['stored']} stored = {seen}", "green")
