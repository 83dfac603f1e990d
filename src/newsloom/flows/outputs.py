"""Outputs: where an edition goes, all of them brought to it side by side."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache

import msgspec

from newsloom.errors import SinkError
from newsloom.ports import Sink, Swapping
from newsloom.stages import Renderer
from newsloom.types import Artifact, Draft, Swap


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """One place to publish to: the renderers whose files it gets, and the sink.

    `records` marks the one that holds the records. What an output that stands `apart` refuses is told, but does not leave the edition
    incomplete: it is tried again with the next change.
    """

    renderers: tuple[Renderer, ...]
    sink: Sink
    records: bool = False
    apart: bool = False

    def holds(self, edition: str) -> bool:
        """Tell whether the sink has every story's files of an edition; where renderers note nothing, stories have none."""
        try:
            return all(renderer.note is type(None) for renderer in self.renderers) or self.sink.holds(edition)
        except SinkError:
            return False  # it is told when the files are taken there, and keeps no other output waiting


class Swaps:
    """All outputs on their way to an edition. What one of them refuses keeps no other from being written.

    Args:
        outputs: where the files go.
        renewed: the stories that are given anew; `None` for all.
        stack: closes what is begun here.
    """

    def __init__(self, outputs: Sequence[Output], renewed: frozenset[str] | None, stack: ExitStack) -> None:
        self._problems: list[str] = []
        self._told: list[str] = []
        self._open: dict[int, tuple[Output, Swapping]] = {}
        # A renderer that serves several outputs renders once.
        self.renderers = list({id(renderer): renderer for output in outputs for renderer in output.renderers}.values())
        for place, output in enumerate(outputs):
            with self._alone(place, output):
                self._open[place] = output, stack.enter_context(output.sink.begin(renewed))

    @contextmanager
    def _alone(self, place: int, output: Output) -> Iterator[None]:
        try:
            yield
        except SinkError as error:
            (self._told if output.apart else self._problems).extend(error.problems)
            self._open.pop(place, None)

    def take(self, renderer: Renderer, story: str, files: Iterable[Artifact | Draft]) -> None:
        """Hand files of a story, or of many, to every output of their renderer."""
        if files == ():
            return  # as most stories have for most renderers
        wanting = [place for place, (output, _) in self._open.items() if any(renderer is one for one in output.renderers)]
        parts = [files] if len(wanting) == 1 or isinstance(files, tuple) else ([_made_once(file)] for file in files)
        for part in parts:
            for place in wanting:
                if place in self._open:
                    output, swapping = self._open[place]
                    with self._alone(place, output):
                        swapping.take(story, part)

    def finish(self, edition: str) -> tuple[Swap, Swap]:
        """Finish every output; return what became of the records, and of all files together.

        Raises:
            SinkError: some files were refused; everything else is written.
        """
        records, all_files = Swap(), Swap()
        for place, (output, swapping) in list(self._open.items()):
            with self._alone(place, output):
                swap = swapping.finish(edition)
                records, all_files = (_sum(records, swap) if output.records else records), _sum(all_files, swap)
        if self._problems:
            raise SinkError((*self._problems, *self._told))
        return records, all_files

    def tell(self) -> None:
        """Tell what outputs that stand apart refused.

        Raises:
            SinkError: there was something.
        """
        if self._told:
            raise SinkError(tuple(self._told))


def _made_once(file: Artifact | Draft) -> Artifact | Draft:
    return msgspec.structs.replace(file, make=cache(file.make)) if isinstance(file, Draft) else file


def _sum(one: Swap, two: Swap) -> Swap:
    return Swap(written=one.written + two.written, unchanged=one.unchanged + two.unchanged, removed=one.removed + two.removed)
