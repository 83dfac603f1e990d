"""A funnel as one SVG file: streams from the sources, through the outcomes and the stories, to what readers see."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise

from msgspec import Struct

from newsloom.render.funnel import ENDS, OUTCOMES, PLACES, Funnel, Way
from newsloom.render.timeline import cut
from newsloom.render.xml import Markup, file, tag
from newsloom.text import one_line

SOURCES = 16
"""Sources that are drawn, the others as one: with a line of text each they fill a screen of 800 pixels beside the title."""

REASONS = 5
"""Reasons of one kind that are drawn, the others as one."""

_WIDTH, _TOP, _FOOT = 960, 112, 28
_COLUMNS = (196.0, 350.0, 506.0, 670.0)
_BAR, _GAP, _LINE, _LEAST = 12.0, 7.0, 17.0, 380.0
"""Pixels: the width of a node, what lies between two, the room that a label takes, and the height of the smallest picture."""

_LABELS = (20, 14, 16, 33)
"""Columns that a label of each column of nodes takes, its figure aside: as many 13-pixel letters as there is room for."""

_STYLE = """
svg { --paper: #fff; --ink: #1a1d21; --dim: #596069; --new: #5b6570; --stored: #1f5fa8; --lead: #b3401f; --off: #98a0a9;
  background: var(--paper); font: 13px system-ui, sans-serif; color-scheme: light dark }
@media (prefers-color-scheme: dark) {
  svg { --paper: #15181c; --ink: #e8eaed; --dim: #a0a8b1; --new: #a3adb8; --stored: #7fb4f0; --lead: #ff9a73; --off: #69717a }
}
.paper { fill: var(--paper) } text { fill: var(--ink) } .dim { fill: var(--dim) } .title { font-size: 18px; font-weight: 600 }
.new { fill: var(--new) } .stored { fill: var(--stored) } .lead { fill: var(--lead) } .off { fill: var(--off) }
path { fill-opacity: .32 } path:hover { fill-opacity: .6 } .label { paint-order: stroke; stroke: var(--paper); stroke-width: 3px }
"""

_NAMES = {
    "waiting": "in no story yet",
    "began": "began a story",
    "joined": "joined a story",
    "copy": "repeats a text",
    "leads": "leads a published story",
    "follows": "in a published story",
}
_KINDS = {"stored": "stored", "leads": "lead", "follows": "stored", "began": "stored", "joined": "stored", "copy": "stored"}


class Stream(Struct, frozen=True, kw_only=True):
    """How many items go from one node to the next; a node is a column and a key."""

    column: int
    start: str
    end: str
    count: int


class _Node(Struct):
    """A node where it lies. `out` and `into` are where the next stream leaves and arrives."""

    column: int
    key: str
    count: int
    y: float = 0.0
    height: float = 0.0
    out: float = 0.0
    into: float = 0.0


def svg(funnel: Funnel) -> bytes:
    """Return the picture of a funnel: the sources to the left, what readers see to the right, streams as wide as their items are many.

    It needs nothing but itself, follows the viewer's light or dark, and says in a tooltip what each stream is.

    Example:
        >>> from newsloom.testing.factories import NOW
        >>> b"Nothing new came." in svg(Funnel(hub="Fish & chips", first=NOW, last=NOW, cycle=True))
        True
    """
    names = {one.source: one.called for one in funnel.sources}
    streams = list(_streams(funnel))
    nodes = _laid_out(streams)
    height = _TOP + max((node.y + node.height for node in nodes.values()), default=20.0) + _LINE + _FOOT
    title, summary = f"{one_line(funnel.hub)}: what came in", _summary(funnel)
    drawn = chain(
        [tag("title", title), tag("desc", f"{summary} {_said(streams, names)}"), tag("style", _STYLE)],
        [tag("rect", "", {"class": "paper", "width": "100%", "height": "100%"})],
        [_text(24, 36, cut(title, 76), "title"), _text(24, 58, summary, "dim")],
        _heads() if streams else [_text(24, _TOP, "Nothing new came.")],
        (_ribbon(stream, nodes, names) for stream in streams),
        chain.from_iterable(_node(node, names) for node in nodes.values()),
    )
    root = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {_WIDTH} {height:.0f}", "role": "img"}
    return file(tag("svg", list(drawn), root))


def _streams(funnel: Funnel) -> Iterator[Stream]:
    """Yield the streams, column by column, in the order in which they are drawn from the top."""
    drawn = {one.source for one in funnel.sources[:SOURCES]}
    counts = Counter[tuple[int, str, str]]()
    for one in funnel.sources:
        for way, count in one.ways.items():
            steps = [one.source if one.source in drawn else "", *_steps(way)]
            counts.update({(column, *pair): count for column, pair in enumerate(pairwise(steps))})
    folded = _folded(counts)
    place = _places(folded)
    for column, start, end in sorted(folded, key=lambda key: (key[0], place[key[0], key[1]], place[key[0] + 1, key[2]])):
        yield Stream(column=column, start=start, end=end, count=folded[column, start, end])


def _steps(way: Way) -> list[str]:
    """Return the nodes that an item passes behind its source."""
    if way.outcome != "stored":
        return [way.outcome, *([f"{way.outcome}: {way.reason}"] if way.reason else [])]
    return [way.outcome, way.place, *([f"unpublished: {way.hold}" if way.end == "unpublished" else way.end] if way.end else [])]


def _folded(counts: Counter[tuple[int, str, str]]) -> Counter[tuple[int, str, str]]:
    """Put the rarer reasons of one kind together: a picture has room for few."""
    reasons = Counter[str]()
    for (_, _, end), count in counts.items():
        if ": " in end:
            reasons[end] += count
    kept, taken = set[str](), Counter[str]()
    for reason, _ in sorted(reasons.items(), key=lambda counted: (-counted[1], counted[0])):
        kind = reason.partition(": ")[0]
        taken[kind] += 1
        if taken[kind] <= REASONS:
            kept.add(reason)
    folded = Counter[tuple[int, str, str]]()
    for (column, start, end), count in counts.items():
        folded[column, start, end if ": " not in end or end in kept else f"{end.partition(': ')[0]}: other reasons"] += count
    return folded


def _places(counts: Mapping[tuple[int, str, str], int]) -> dict[tuple[int, str], tuple[object, ...]]:
    """Return where each node stands in its column: what is known in the order of the report, the rest by its size."""
    order: list[str] = [*PLACES, *ENDS, *OUTCOMES]  # where items stand comes before why others were refused
    sizes = Counter[tuple[int, str]]()
    for (column, start, end), count in counts.items():
        sizes[column + 1, end] += count
        if not column:
            sizes[0, start] += count
    ranks: dict[str, int] = {name: rank for rank, name in enumerate(order)}
    kinds = {node: node[1].partition(": ")[0] if node[0] else "" for node in sizes}
    return {node: (node[1] == "", ranks.get(kinds[node], 0), "other reasons" in node[1], -sizes[node], node[1]) for node in sizes}


def _laid_out(streams: Sequence[Stream]) -> dict[tuple[int, str], _Node]:
    """Return the nodes in their places: each as high as its items are many, and with room for its label."""
    nodes: dict[tuple[int, str], _Node] = {}
    for stream in streams:
        if not stream.column:
            nodes.setdefault((0, stream.start), _Node(0, stream.start, 0)).count += stream.count
    for stream in sorted(streams, key=lambda stream: stream.column):
        nodes.setdefault((stream.column + 1, stream.end), _Node(stream.column + 1, stream.end, 0)).count += stream.count
    columns = [_ordered(column, nodes, streams) for column in range(len(_COLUMNS))]
    total = sum(node.count for node in columns[0])
    room = max([_LEAST, *(len(column) * (_LINE + _GAP) for column in columns)])
    for column in columns:
        y = 0.0
        for node in column:
            node.height = max(node.count * (room - _GAP * (len(column) - 1)) / total, 1.0) if total else 1.0
            node.y = node.out = node.into = y
            y += max(node.height, _LINE) + _GAP
    return nodes


def _ordered(column: int, nodes: Mapping[tuple[int, str], _Node], streams: Sequence[Stream]) -> list[_Node]:
    place = _places({(stream.column, stream.start, stream.end): stream.count for stream in streams})
    return sorted((node for node in nodes.values() if node.column == column), key=lambda node: place[node.column, node.key])


def _ribbon(stream: Stream, nodes: Mapping[tuple[int, str], _Node], names: Mapping[str, str]) -> Markup:
    """Return a stream between two nodes; it leaves and arrives below those that were drawn before it."""
    start, end = nodes[stream.column, stream.start], nodes[stream.column + 1, stream.end]
    left, right = _COLUMNS[stream.column] + _BAR, _COLUMNS[stream.column + 1]
    leaves, arrives = start.height * stream.count / start.count, end.height * stream.count / end.count
    y, z, middle = _TOP + start.out, _TOP + end.into, (left + right) / 2
    start.out, end.into = start.out + leaves, end.into + arrives
    path = (
        f"M{left:g} {y:.1f}C{middle:g} {y:.1f} {middle:g} {z:.1f} {right:g} {z:.1f}V{z + arrives:.1f}"
        f"C{middle:g} {z + arrives:.1f} {middle:g} {y + leaves:.1f} {left:g} {y + leaves:.1f}Z"
    )
    told = f"{_label(start, names)} → {_label(end, names)}: {stream.count}"
    return tag("path", [tag("title", told)], {"class": _kind(stream.end), "d": path})


def _node(node: _Node, names: Mapping[str, str]) -> Iterator[Markup]:
    x, y = _COLUMNS[node.column], _TOP + node.y
    size = {"x": f"{x:g}", "y": f"{y:.1f}", "width": f"{_BAR:g}", "height": f"{node.height:.1f}"}
    kind = _kind(node.key) if node.column else "new"
    yield tag("rect", [tag("title", f"{_label(node, names)}: {node.count}")], {"class": kind, **size})
    middle = y + max(node.height, _LINE) / 2 + 4.5
    words = f"{cut(_label(node, names), _LABELS[node.column])} {node.count}"
    if node.column:
        yield _text(x + _BAR + 6, middle, words, "label")
    else:
        yield _text(x - 8, middle, words, "label", "end")


def _label(node: _Node, names: Mapping[str, str]) -> str:
    if not node.column:
        return names.get(node.key, "other sources") if node.key else "other sources"
    kind, _, reason = node.key.partition(": ")
    if not reason:
        return _NAMES.get(node.key, node.key)
    return one_line(f"not published: {reason}" if kind == "unpublished" else reason)


def _kind(key: str) -> str:
    return _KINDS.get(key, "off")


def _heads() -> Iterator[Markup]:
    for x, words in zip(_COLUMNS, ("from where", "outcome", "place or reason", "what readers see"), strict=True):
        yield _text(x if x != _COLUMNS[0] else x + _BAR, _TOP - 16, words, "dim", "start" if x != _COLUMNS[0] else "end")


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> Markup:
    return tag("text", words, {"x": f"{x:g}", "y": f"{y:.1f}", "class": kind, "text-anchor": anchor})


def _summary(funnel: Funnel) -> str:
    told, first = funnel.whole.figures(), funnel.first
    when = f"Cycle of {first.day} {first:%b %Y %H:%M} UTC" if funnel.cycle else f"{first.day} {first:%b %Y}, UTC"
    again = f", {told['again']} tried again" if told["again"] else ""
    return f"{when}: {told['listed']} addresses listed, {told['known']} known already, {told['new']} new items{again}."


def _said(streams: Iterable[Stream], names: Mapping[str, str]) -> str:
    """Return what the picture shows, for those who hear it."""
    counts = Counter[str]()
    for stream in streams:
        counts[_label(_Node(stream.column + 1, stream.end, 0), names)] += stream.count
    return ", ".join(f"{name} {count}" for name, count in counts.items()) + "." if counts else ""
