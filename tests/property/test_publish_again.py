"""Publishing what changed gives the very files that publishing everything gives, whatever changed and in whichever order."""

from contextlib import closing
from datetime import timedelta
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

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


class Hub:
    """A store that lives, published step by step to one sink."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now, self.limits, self.made = folder, NOW, Limits(), 0
        self.store = SqliteStore(folder / "hub.db")
        self.sink, self.site = MemorySink(), MemorySink()

    def publish(self, name="notes", sinks=None):
        records, site = sinks or (self.sink, self.site)
        api = ApiRenderer()
        outputs = (
            Output(renderers=(RecordRenderer(), DataRenderer(copy), api), sink=records, records=True),
            Output(renderers=(SiteRenderer(None, copy, copy), FeedRenderer(), api), sink=site),
        )
        terms = Terms(settings="s", limits=self.limits)
        Publisher(self.store, NotebookFile(self.folder / name), HUB, (), outputs, terms).run(self.now, Silence())
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

    def rest(self, pick):
        """Let nothing happen."""


STEPS = ("appear", "appear", "appear", "grow", "judge", "correct", "near", "merge", "picture", "wait", "rest")


@settings(max_examples=int(os.environ.get("NEWSLOOM_EDITIONS", "12")), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 23)), min_size=4, max_size=14), st.integers(1, 3))
def test_publishing_what_changed_gives_the_files_of_publishing_everything(steps, together):
    with TemporaryDirectory() as folder:
        hub = Hub(Path(folder))
        with closing(hub.store):
            for number, (step, pick) in enumerate(steps):
                getattr(hub, step)(pick)
                if number % together == 0:
                    hub.publish()
            published, whole = hub.publish(), hub.whole()
            assert published.keys() == whole.keys()
            assert [path for path, body in whole.items() if published[path] != body] == []
