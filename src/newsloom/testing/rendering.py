"""Renderers for tests: everything that one makes of an edition, at once."""

from collections.abc import Iterator, Sequence

import msgspec

from newsloom.stages import Renderer
from newsloom.types import Artifact, Edition, Rendered

__all__ = ["HeldNotes", "rendered"]


class HeldNotes:
    """Notes held in memory, written and read as a hub's are.

    Args:
        kind: the type of the notes.
        rendered: what became of each story, by its id.

    Example:
        >>> notes = HeldNotes(str, {"s1": Rendered(note="one", kept=b"1"), "s2": Rendered()})
        >>> list(notes), notes.kept(["s1", "s2"])
        ([('s1', 'one')], {'s1': b'1'})
    """

    def __init__(self, kind: type, rendered: dict[str, Rendered]) -> None:
        self._kind, self._kept = kind, {story: one.kept for story, one in rendered.items() if one.kept}
        self._notes = {story: msgspec.msgpack.encode(one.note) for story, one in rendered.items() if one.note is not None}

    def __iter__(self) -> Iterator[tuple[str, object]]:
        """Yield each story's id with its note."""
        return ((story, msgspec.msgpack.decode(note, type=self._kind)) for story, note in self._notes.items())

    def kept(self, stories: Sequence[str]) -> dict[str, bytes]:
        """Return what was kept of these stories."""
        return {story: self._kept[story] for story in stories if story in self._kept}


def rendered(renderer: Renderer, edition: Edition) -> Iterator[Artifact]:
    """Yield every file that a renderer makes of an edition: each story's own, then the lists.

    Example:
        >>> from newsloom.render.api import ApiRenderer
        >>> from newsloom.testing.editions import edition
        >>> "api/index.json" in {artifact.path for artifact in rendered(ApiRenderer(), edition())}
        True
    """
    found: dict[str, Rendered] = {}
    for view in edition.stories:
        found[view.story.id] = one = renderer.story(view, edition)
        yield from one.files
    for file in renderer.lists(edition, HeldNotes(renderer.note, found)):
        yield Artifact(path=file.path, body=file.body)
