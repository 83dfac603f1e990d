"""The demo: a hub made anew from the sample web, cycle after cycle, all on loopback."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
import shutil

from msgspec import Struct

from newsloom.app import Application, Cycle, complete, locked, opened
from newsloom.clock import FixedClock
from newsloom.errors import NewsloomError
from newsloom.flows.curate import FRESH
from newsloom.flows.reports import Progress
from newsloom.ids import digest
from newsloom.sample.loopback import LoopbackWeb
from newsloom.sample.web import World
from newsloom.types import Phase, Story

HOTTEST = 5
"""Stories that a round tells of: what one sees at a glance."""

_MARK = "# Made by `newsloom demo`, which makes this whole folder anew as long as this file is unchanged: "
_ASIDE = "hub.toml.tmp"
_FILES = frozenset({"hub.toml", ".gitignore", _ASIDE})
_FOLDERS = frozenset({".newsloom", "content", "site"})


class Hot(Struct, frozen=True, kw_only=True):
    """A published story as it stands after a cycle. `change` is 1 when its heat rose since the cycle before, -1 when it fell."""

    story: str
    title: str
    publishers: int
    phase: Phase
    heat: int
    change: int = 0


class Round(Struct, frozen=True, kw_only=True):
    """One cycle of the demo, how many of each thing the hub holds after it (`Store.counts`), and its hottest stories."""

    cycle: Cycle
    counts: dict[str, int]
    hottest: tuple[Hot, ...]


def prepare(directory: Path, world: World) -> None:
    """Make an empty demo hub in a folder that is missing, empty, or holds nothing but an earlier demo.

    Raises:
        NewsloomError: the folder holds something else, which is left as it is.
        HubLockedError: an earlier demo is still at work there.
    """
    if directory.exists() and not directory.is_dir():
        raise NewsloomError(f"{directory} is no folder; name another: newsloom demo DIR")
    directory.mkdir(parents=True, exist_ok=True)
    if any(directory.iterdir()):
        if not _is_demo(directory):
            advice = "so nothing in it was touched; name a new folder: newsloom demo DIR"
            raise NewsloomError(f"{directory} holds what `newsloom demo` did not make, {advice}")
        _clear(directory)
    body = world.hub()
    aside = directory / _ASIDE
    aside.write_text(f"{_MARK}{digest(body)}\n{body}", encoding="utf-8", newline="\n")
    aside.replace(directory / "hub.toml")
    (directory / ".gitignore").write_text(".newsloom/\n", encoding="utf-8")


def rounds(directory: Path, world: World, moments: Sequence[datetime], progress: Progress) -> Iterator[Round]:
    """Run one cycle of a prepared hub at each moment, the web showing what it shows then.

    Everything is asked through the loopback web, whatever proxies the environment names.
    """
    clock, heats = FixedClock(moments[0]), dict[str, int]()
    with LoopbackWeb(lambda url: world.answer(url, clock.now())) as web:
        for clock.at in moments:
            with opened(directory, clock.at, progress, proxy=web.proxy) as application:
                cycle, counts = complete(application.run()), application.store.counts()
                hot = _hot(application, clock.at, heats)
            yield Round(cycle=cycle, counts=counts, hottest=hot[:HOTTEST])
            heats = {story.story: story.heat for story in hot}


def _is_demo(directory: Path) -> bool:
    """Tell whether a folder holds an unchanged demo's hub and nothing beside it: only that may be deleted."""
    for path in directory.iterdir():
        if path.is_symlink() or not (path.is_file() if path.name in _FILES else path.is_dir() and path.name in _FOLDERS):
            return False
    if [path.name for path in directory.iterdir()] == [_ASIDE]:
        return True  # one that was cut off at its very beginning
    try:
        first, _, body = (directory / "hub.toml").read_bytes().decode().partition("\n")
    except (OSError, UnicodeDecodeError):
        return False
    return first == f"{_MARK}{digest(body)}"


def _clear(directory: Path) -> None:
    """Delete an earlier demo, its settings last: they say whose folder it is, also after a half-done deletion."""
    state = directory / ".newsloom"
    state.mkdir(exist_ok=True)
    with locked(state):
        for folder in sorted(_FOLDERS):
            if (directory / folder).exists():
                shutil.rmtree(directory / folder)
    for file in sorted(_FILES):
        (directory / file).unlink(missing_ok=True)


def _hot(application: Application, now: datetime, before: dict[str, int]) -> tuple[Hot, ...]:
    """Return the published stories that can still be hot, the hottest first."""
    store = application.store
    stories = store.stories_between(now - FRESH, now)
    receipts = store.receipts([story.lead for story in stories])
    articles = store.articles([item.article for story in stories for item in story.coverage])

    def hot(story: Story) -> Hot:
        receipt, heat = receipts[story.lead], receipts[story.lead].heat.value
        old = before.get(story.id, 0)
        return Hot(
            story=story.id,
            title=articles[story.lead].title,
            publishers=len({articles[item.article].domain for item in story.coverage}),
            phase=receipt.phase,
            heat=heat,
            change=(heat > old) - (heat < old),
        )

    published = [hot(story) for story in stories if receipts[story.lead].published.value]
    return tuple(sorted(published, key=lambda story: (-story.heat, story.story)))
