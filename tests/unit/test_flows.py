"""The flows on a real store, with what goes wrong: poison, full lists of names, a cut curation, a refused file."""

import asyncio
from contextlib import closing
from datetime import timedelta

from msgspec.structs import replace
import pytest

from newsloom.classify import SubstringLabeller
from newsloom.errors import SinkError
from newsloom.flows import intake
from newsloom.flows.collect import Collector
from newsloom.flows.curate import Curator, Rules
from newsloom.flows.judging import record_names
from newsloom.flows.publish import Output, Publisher
from newsloom.flows.reading import Reader
from newsloom.flows.reports import Silence
from newsloom.ports import Outside
from newsloom.render.records import RecordRenderer
from newsloom.score import ClassicJudge
from newsloom.store.sqlite import SqliteStore
from newsloom.stories import Background, LexicalWeaver
from newsloom.testing.factories import NOW, article, entry, item
from newsloom.testing.fakes import InlineEngine, MemorySink, ReplayFetcher
from newsloom.types import Collected, Curated, Failure, Fetched, Harvest, HubView, Source, Topic

FEED = "https://a.example/feed"
TOPICS = (Topic(id="t", name="Tides", keywords=("tide",)),)


class Kind:
    """A source kind that brings these entries, or raises."""

    def __init__(self, entries=(), dropped=(), error=None):
        self.harvest, self.error = Harvest(entries=tuple(entries), dropped=tuple(dropped)), error

    def converse(self, source, memory, now):
        if self.error:
            raise self.error
        return self.harvest
        yield


class Poisonous:
    """An extractor with a defect."""

    def extract(self, entry, page, now):
        raise RecursionError("too deep")


@pytest.fixture
def store(tmp_path):
    with closing(SqliteStore(tmp_path / "hub.db")) as opened:
        yield opened


def collect(store, kind, extractor, pages, now=NOW, sources=(FEED,)):
    outside = Outside(store=store, fetcher=ReplayFetcher(pages), engine=InlineEngine())
    reader = Reader(outside, extractor, now)
    kinds = {None: kind} if not isinstance(kind, dict) else kind
    collector = Collector(outside, kinds, reader, now, Silence())
    return asyncio.run(collector.run([Source(url=url) for url in sources]))


def curate(store, now=NOW, weaver=None):
    judge = ClassicJudge(TOPICS, {}, {})
    rules = Rules(weaver=weaver or LexicalWeaver(Background.load()), labeller=SubstringLabeller(TOPICS, {}), judge=judge, settings="s")
    return Curator(store, rules, now, Silence()).run()


def keep(store, *articles):
    store.save_collected(Collected(items=tuple(item(one) for one in articles), articles=articles))


def page(url):
    return {url: Fetched(url=url, status=200, body=b"<title>x</title>", at=NOW)}


def test_poisonous_item_is_tried_three_times_and_never_again(store):
    bad = entry("https://a.example/bad", source=FEED)
    outcomes = []
    for hours in range(60):
        report = collect(store, Kind([bad]), Poisonous(), page(bad.url), now=NOW + timedelta(hours=2 * hours))
        outcomes.append(report.items.quarantined)
    assert outcomes == [1] * intake.ATTEMPTS + [0] * (60 - intake.ATTEMPTS)
    (row,) = store.find("a.example/bad")
    assert "RecursionError" in row.reason


def test_page_that_names_a_time_is_not_asked_before_it(store):
    slow = entry("https://a.example/slow", source=FEED)
    busy = Failure(stage="fetch", subject=slow.url, code="http-429", reason="busy", transient=True, retry_after=7200.0)
    collect(store, Kind([slow]), Poisonous(), {slow.url: busy})
    assert store.find("a.example/slow")[0].due_at == NOW + timedelta(hours=2)


def test_source_whose_answer_is_poison_is_listed_and_its_neighbour_is_read(store):
    kinds = {None: Kind(error=IndexError("no such place")), "feed": Kind([entry("https://b.example/1", source="https://b.example/feed")])}
    outside = Outside(store=store, fetcher=ReplayFetcher({}), engine=InlineEngine())
    reader = Reader(outside, Poisonous(), NOW)
    sources = [Source(url=FEED), Source(url="https://b.example/feed", kind="feed")]
    report = asyncio.run(Collector(outside, kinds, reader, NOW, Silence()).run(sources))
    assert [(failed.url, failed.code) for failed in report.sources.failed] == [(FEED, "poison")]
    assert report.items.discovered == 1


def test_entry_that_stands_twice_is_not_also_beyond_the_limit(store):
    twice = entry("https://a.example/x", source=FEED)
    down = Failure(stage="fetch", subject=twice.url, code="timeout", reason="slow", transient=True)
    report = collect(store, Kind([twice], dropped=[twice, entry("https://a.example/y", source=FEED)]), Poisonous(), {twice.url: down})
    assert (report.items.quarantined, report.items.rejected) == (1, 1)
    assert store.counts()["quarantined"] == 1


def test_every_story_gets_a_name_whatever_names_are_taken(store):
    victim = article("https://a.example/victim", title="Harbour", excerpt="")
    keep(store, victim)
    curate(store)
    (story,) = store.each_story()
    names = record_names(story, victim)
    rivals = [next(names) for _ in range(4)]
    hostile = [article(f"https://b.example/{n}", title=name[11:-3].replace("-", " "), excerpt="") for n, name in enumerate(rivals)]
    late = article("https://c.example/late", title="Harbour", excerpt="", domain="c.example", published_at=victim.published_at)
    keep(store, *hostile, late)
    curate(store)
    paths = [story.path for story in store.each_story() if not story.merged_into]
    assert all(paths)
    assert len(set(paths)) == len(paths)


def test_curation_that_was_cut_off_is_followed_by_one_that_judges_everything(store, monkeypatch):
    keep(store, article("https://a.example/1"))
    curate(store)
    assert store.settings() == "s"
    keep(store, article("https://a.example/2", title="Another tide"))
    saved = store.save_curated
    calls = []

    def once(curated):
        if calls:
            raise KeyboardInterrupt
        calls.append(curated)
        saved(curated)

    monkeypatch.setattr(store, "save_curated", once)
    with pytest.raises(KeyboardInterrupt):
        curate(store)
    assert store.settings() == ""


def test_publish_counts_the_same_records_when_it_has_nothing_to_do(store):
    keep(
        store,
        article("https://a.example/1"),
        article("https://b.example/2", title="Ferry strike", excerpt="Bread is short.", domain="b.example"),
    )
    curate(store)
    heir, absorbed = store.each_story()
    store.save_curated(Curated(stories=(replace(absorbed, coverage=(), merged_into=heir.id),)))
    outputs = [Output(renderers=(RecordRenderer(),), sink=MemorySink(), records=True)]
    publisher = Publisher(store, HubView(title="Tides"), (), outputs, "s")
    written = publisher.run(NOW, Silence()).records.written
    assert written == 2
    assert publisher.run(NOW, Silence()).records.unchanged == written
    assert publisher.run(NOW, Silence(), again=True).records.unchanged == written


def test_output_that_refuses_a_file_keeps_no_other_from_being_written(store):
    class Refusing:
        def swap(self, artifacts):
            list(artifacts)
            raise SinkError(("a file is somebody else's",))

    keep(store, article("https://a.example/1"))
    curate(store)
    other = MemorySink()
    outputs = [Output(renderers=(RecordRenderer(),), sink=Refusing(), records=True), Output(renderers=(RecordRenderer(),), sink=other)]
    with pytest.raises(SinkError, match="somebody else"):
        Publisher(store, HubView(title="Tides"), (), outputs, "s").run(NOW, Silence())
    assert other.files
    assert store.published() == ""


def test_second_publish_of_an_unchanged_store_does_nothing(store):
    keep(store, article("https://a.example/1"))
    curate(store)
    sink = MemorySink()
    publisher = Publisher(store, HubView(title="Tides"), (), [Output(renderers=(RecordRenderer(),), sink=sink, records=True)], "s")
    assert publisher.run(NOW, Silence()).records.written == 1
    sink.files.clear()
    assert publisher.run(NOW, Silence()).records.unchanged == 1
    assert not sink.files
    assert replace(publisher.run(NOW, Silence(), again=True).records).written == 1
