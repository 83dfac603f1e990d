"""Publishing what changed gives the very files that publishing everything gives, whatever changed and in whichever order."""

from contextlib import closing, suppress
from datetime import timedelta
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from newsloom.errors import SinkError
from newsloom.flows.publish import Output, Publisher, Terms
from newsloom.flows.reports import Silence
from newsloom.flows.retention import Limits
from newsloom.render.api import ApiRenderer
from newsloom.render.feeds import FeedRenderer
from newsloom.render.records import DataRenderer, RecordRenderer
from newsloom.render.site import SiteRenderer
from newsloom.store.notebook import NotebookFile
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.editions import HUB
from newsloom.testing.factories import NOW, article, receipt, score, story
from newsloom.testing.fakes import MemorySink
from newsloom.types import LOGO, Collected, Coverage, Curated, Decision, Kept, Label, Picture, Theme, Verdict

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SITES = ("a.example", "b.example", "c.example")
EXCERPTS = ("Our paper since 1911, with the tide tables of all islands and their ports.", "One of a kind {n}.")


def copy(_name: str) -> bytes:
    return b"picture"


class KilledError(Exception):
    """The process ends here."""


class Dying(NotebookFile):
    """A notebook whose process is killed just before it keeps its notes."""

    def finish(self, edition):
        raise KilledError


class DyingLater(NotebookFile):
    """A notebook whose process is killed as soon as it has kept its notes."""

    def finish(self, edition):
        super().finish(edition)
        raise KilledError


class Refusing(MemorySink):
    """A sink that has taken everything and then refuses a file."""

    def begin(self, renewed=None):
        swapping, finish = (swap := super().begin(renewed)), swap.finish

        def refuse(edition):
            finish(edition)
            self.edition = ""
            raise SinkError(("a file was refused",))

        swapping.finish = refuse
        return swapping


class Hub:
    """A store that lives, published step by step to two sinks."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now, self.limits, self.made, self.look = folder, NOW, Limits(), 0, "s"
        self.store = SqliteStore(folder / "hub.db")
        self.sink, self.site = MemorySink(), MemorySink()

    def publish(self, name="notes", sinks=None, notebook=NotebookFile, **options):
        records, site = sinks or (self.sink, self.site)
        api = ApiRenderer()
        outputs = (
            Output(renderers=(RecordRenderer(), DataRenderer(copy), api), sink=records, records=True),
            Output(renderers=(SiteRenderer(None, copy, copy), FeedRenderer(), api), sink=site),
        )
        terms = Terms(settings=self.look, limits=self.limits)
        hub = replace(HUB, title=self.look)
        Publisher(self.store, notebook(self.folder / name), hub, (), outputs, terms).run(self.now, Silence(), **options)
        return {**records.files, **{f"site/{path}": body for path, body in site.files.items()}}

    def whole(self):
        """Return what a publishing of everything gives now."""
        published = self.store.published()
        self.store.save_published("")
        try:
            return self.publish("whole", (MemorySink(), MemorySink()))
        finally:
            self.store.save_published(published)

    def living(self):
        return [one for one in self.store.each_story() if not one.merged_into]

    def save(self, *stories, receipts=()):
        self.store.save_curated(Curated(stories=stories, receipts=receipts, judged_at=self.now))

    def new_article(self, pick, hours=0.0):
        self.made += 1
        site, said = SITES[pick % len(SITES)], EXCERPTS[pick % len(EXCERPTS)].format(n=self.made)
        own = article(
            f"https://{site}/{self.made}", title=f"Title {self.made}", excerpt=said, published_at=self.now + hours * HOUR,
            images=(Picture(url=f"https://{site}/{pick}.jpg", width=1200, height=630),),
        )  # fmt: skip
        self.store.save_collected(Collected(articles=(own,)))
        return own

    # what may happen

    def appear(self, pick):
        own = self.new_article(pick, hours=3.0 if pick % 7 == 0 else 0.0)
        told = replace(story(own), path=f"2026-01-01-{self.made}.md")
        self.save(told, receipts=[self.judged(own, told, published=bool(pick % 4))])

    def judged(self, own, told, *, published=True, heat=80):
        topics = (Label(topic="Space", confidence=0.9), Label(topic="Moon", confidence=0.5))[: 1 + self.made % 2]
        heat = heat if published else 20
        return receipt(own, told, heat=score(heat), topics=topics, published=Verdict(value=published, rule="r", margin=heat - 70))

    def grow(self, pick):
        for told in self.living()[pick % 3 :: 5]:
            own = self.new_article(pick)
            relation = ("coverage", "copy", "adapted")[pick % 3]
            joined = Coverage(article=own.id, relation=relation, joined_at=self.now, copy_of=told.lead if relation == "copy" else "")
            grown = replace(told, coverage=(*told.coverage, joined), last=max(told.last, own.published_at))
            self.save(grown, receipts=[receipt(own, grown, relation=relation, published=Verdict(value=False, rule="lead", margin=0))])

    def judge(self, pick):
        for told in self.living()[pick % 2 :: 3]:
            lead = self.store.articles([told.lead])[told.lead]
            down = tuple(Decision(do=do, by="mara", reason="law") for do, when in (("take-down", 11), ("hide", 5)) if pick % when == 0)
            self.save(receipts=[replace(self.judged(lead, told, published=bool(pick % 3), heat=71 + pick), desk=down)])

    def correct(self, pick):
        found = sorted(
            self.store.articles({own.article for told in self.living() for own in told.coverage}).values(), key=lambda own: own.id
        )
        for own in found[pick % 3 :: 4]:
            said = EXCERPTS[pick % 2].format(n=own.id)
            self.store.save_reread([replace(own, title=f"Corrected {pick}", excerpt=said, updated_at=self.now + (pick % 5 - 2) * DAY)])

    def near(self, pick):
        stories = self.living()
        for told, other in zip(stories[pick % 2 :: 2], stories[1:], strict=False):
            if told.id != other.id:
                self.save(replace(told, themes=(Theme(article=other.lead, story=other.id, similarity=0.3),)))

    def merge(self, pick):
        stories = self.living()
        if len(stories) > 1:
            heir, gone = stories[pick % len(stories)], stories[pick % len(stories) - 1]
            coverage = (*heir.coverage, *(replace(own, relation="coverage") for own in gone.coverage))
            whole = replace(heir, coverage=coverage, last=max(heir.last, gone.last), first=min(heir.first, gone.first))
            self.save(replace(gone, coverage=(), themes=(), merged_into=heir.id), whole)

    def picture(self, pick):
        url = f"https://{SITES[pick % 3]}/{pick % 12}.jpg" if pick % 2 else LOGO + SITES[pick % 3]
        self.store.save_kept([Kept(url=url, name="" if pick % 5 == 0 else f"copy{pick % 4}", at=self.now)])

    def wait(self, pick):
        self.now += (pick % 5) * 7 * HOUR
        self.store.save_curated(Curated(settings=str(self.now)))  # time alone is no reason to publish
        if pick % 4 == 0:
            archived = max(self.limits.archived or self.now - 9 * DAY, self.now - 2 * DAY)
            self.limits = Limits(archived=archived, kept=max(self.limits.kept or archived - DAY, self.now - 4 * DAY))

    def lead_on(self, pick):
        """Let an old record lead to a story, of which nothing else is written."""
        stories = self.living()
        if stories:
            self.made += 1
            heir = stories[pick % len(stories)]
            gone = replace(heir, id=f"s-old{self.made}", path=f"2025-01-01-{self.made}.md", coverage=(), themes=(), merged_into=heir.id)
            self.save(gone)

    def stumble(self, pick):
        """Let a publishing end before it is done, perhaps one of everything, at an earlier moment, or in a look that is given up again."""
        now, look = self.now, self.look
        self.now, self.look = now - (pick % 4) * 9 * HOUR, "t" if pick % 5 == 0 else look
        refusing = Refusing()
        refusing.__dict__ = self.site.__dict__  # the same place
        ways = ({"sinks": (self.sink, refusing)}, {"notebook": Dying}, {"notebook": DyingLater})
        with suppress(KilledError, SinkError):
            self.publish(**ways[pick % 3], again=pick % 2 == 0)
        self.now, self.look = now, look

    def go_back(self, pick):
        """Set the clock back."""
        self.now -= (pick % 3) * 11 * HOUR
        self.store.save_curated(Curated(settings=f"back to {self.now}"))

    def lose(self, pick):
        """Lose the notebook, or leave it damaged."""
        notes = self.folder / "notes"
        if notes.exists():
            body = notes.read_bytes()
            notes.write_bytes((b"", body[: len(body) * (pick % 5) // 5], body[:4096] + b"x" * 40_000)[pick % 3])

    def restore(self, pick):
        """Go back to a backup, made now and then."""
        if pick % 2:
            (self.folder / "backup").unlink(missing_ok=True)
            with closing(apsw.Connection(str(self.folder / "hub.db"))) as store:
                store.execute("VACUUM INTO ?", (str(self.folder / "backup"),))
        elif (self.folder / "backup").exists():
            self.store.close()
            for left in self.folder.glob("hub.db*"):
                left.unlink()
            (self.folder / "hub.db").write_bytes((self.folder / "backup").read_bytes())
            self.store = SqliteStore(self.folder / "hub.db")

    def rest(self, pick):
        """Let nothing happen."""


STEPS = ("appear", "appear", "appear", "grow", "judge", "correct", "near", "merge", "picture", "wait", "rest")
HARD = ("lead_on", "stumble", "go_back", "lose", "restore")


@settings(max_examples=int(os.environ.get("NEWSLOOM_EDITIONS", "12")), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(STEPS + HARD), st.integers(0, 23)), min_size=4, max_size=14), st.integers(1, 3))
@example([("appear", 6), ("lead_on", 0)], 1)
@example([("appear", 6), ("stumble", 0)], 1)
@example([("appear", 6), ("restore", 1), ("appear", 7), ("restore", 0)], 1)
def test_publishing_what_changed_gives_the_files_of_publishing_everything(steps, together):
    with TemporaryDirectory() as folder:
        hub = Hub(Path(folder))
        try:
            for number, (step, pick) in enumerate(steps):
                getattr(hub, step)(pick)
                if number % together == 0:
                    hub.publish()
            published, whole = hub.publish(), hub.whole()
            assert published.keys() == whole.keys()
            assert [path for path, body in whole.items() if published[path] != body] == []
        finally:
            hub.store.close()
