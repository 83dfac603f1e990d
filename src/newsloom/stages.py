"""The stages: what an extension implements. Every one is pure: same input, same output, no clock, no disk, no network.

A stage is given to a flow by `app/`, which finds it in `registry.py`.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from newsloom.types import (
    Article,
    Artifact,
    Decision,
    Draft,
    Edition,
    Entry,
    Failure,
    Fetched,
    Harvest,
    Label,
    Links,
    Memory,
    Receipt,
    Rendered,
    Request,
    Score,
    Source,
    Story,
    StoryView,
    Weave,
    Window,
    Work,
)

if TYPE_CHECKING:  # numpy comes with the extras whose parts have vectors
    import numpy as np
    from numpy.typing import NDArray

Conversation = Generator[Request | Work, Any, Harvest | Failure]
"""An exchange with a source: it yields requests and pieces of work, is sent their answers and results, and returns what they brought.

Bytes that came from the network are read in a `Work`, never in the conversation itself: parsers hang and explode.
"""


class SourceKind(Protocol):
    """How one kind of source is asked and read."""

    def converse(self, source: Source, memory: Memory, now: datetime) -> Conversation:
        """Ask the source for its entries, conditionally where `memory` holds validators."""


class Extractor(Protocol):
    """The bytes of a page and what the source said of it, made into an article."""

    def extract(self, entry: Entry, page: Fetched | None, now: datetime) -> Article | Failure:
        """Read one article. `page` is `None` when the page may not or cannot be read: the entry's own words must do."""


class Weaver(Protocol):
    """Articles, made into stories."""

    def weave(self, window: Window, arrivals: Sequence[Article], links: Links, now: datetime) -> Weave:
        """Place every arrival in exactly one story and obey the editors' links; order of arrivals does not matter."""


class Labeller(Protocol):
    """The topics of an article, each with its evidence."""

    def label(self, article: Article) -> tuple[Label, ...]:
        """Return the assigned topics, most specific first, the root last; empty when the subject is not found."""


class Judge(Protocol):
    """A profile of judgement: who leads a story, what each article is worth, how hot the story is, what is published."""

    def quality(self, article: Article, labels: tuple[Label, ...]) -> Score:
        """Return an article's quality on the record's scale, 0 to 200, as a sum of named parts."""

    def lead(self, story: Story, articles: Mapping[str, Article], qualities: Mapping[str, Score]) -> str:
        """Return the id of the article that represents the story."""

    def receipts(
        self,
        story: Story,
        articles: Mapping[str, Article],
        labels: Mapping[str, tuple[Label, ...]],
        qualities: Mapping[str, Score],
        decisions: Sequence[Decision],
        now: datetime,
    ) -> tuple[Receipt, ...]:
        """Return one receipt for each article of the story: the lead's heat and publication, -1 for the others.

        `articles` holds the story's coverage and its themes; `decisions` are those in force that name its articles.
        """


class Embedder(Protocol):
    """Texts, made into vectors whose cosine tells how near two texts are in meaning."""

    @property
    def name(self) -> str:
        """The model and its version; vectors of two names are never compared."""

    def vectors(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return one row for each text, of unit length and finite; a row depends on its own text alone, not on its neighbours."""


class Notes(Protocol):
    """What one renderer noted of every story of an edition, in no particular order, readable more than once."""

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Yield each story's id with its note; stories without one are left out."""

    def kept(self, stories: Sequence[str]) -> dict[str, bytes]:
        """Return what was kept of these stories; those of which nothing was are left out."""


class Renderer(Protocol):
    """An edition, made into files: each story's own, and those that tell of many.

    A story's files and note depend on the story and the hub alone, not on the other stories nor, unless something in it is dated later,
    on the edition's moment: where a story has not changed since the last edition, its files and its note stay as they are, and only
    the lists are made anew.
    """

    @property
    def name(self) -> str:
        """What its notes are kept under; no two renderers of a hub share it."""

    @property
    def note(self) -> type[Any]:
        """The type of its notes: one that msgspec can write and read."""

    def story(self, view: StoryView, edition: Edition) -> Rendered:
        """Return what becomes of one story; the edition's own stories are not to be looked at."""

    def lists(self, edition: Edition, notes: Notes) -> Iterator[Artifact | Draft]:
        """Yield every other file of this output, in any order; the same notes in another order give the same bytes."""
