"""Lineage: the topics that an editor names, with those that they imply."""

from collections.abc import Iterable

from newsloom.types import Topic


def lineage(names: Iterable[str], topics: Iterable[Topic]) -> tuple[str, ...]:
    """Return topics with their ancestors, as a labeller orders them: the narrow ones as they are named, the root last.

    Args:
        names: of topics of the hub.
        topics: all of the hub's.

    Example:
        >>> tree = [Topic(id="ai", name="AI"), Topic(id="hw", name="Hardware", parent="AI"), Topic(id="law", name="Law", parent="AI")]
        >>> lineage(["AI", "Law", "Hardware"], tree), lineage([], tree)
        (('Law', 'Hardware', 'AI'), ())
    """
    parents = {topic.name: topic.parent for topic in topics}
    depths: dict[str, int] = {}
    for name in names:
        line, above = [name], parents.get(name, "")
        while above and above not in line:
            line.append(above)
            above = parents.get(above, "")
        for depth, ancestor in enumerate(line):
            depths[ancestor] = max(depth, depths.get(ancestor, 0))
    return tuple(sorted(depths, key=depths.__getitem__))
