"""The flows on a real store, with what goes wrong: poison, full lists of names, a cut curation, a refused file."""

import asyncio
from contextlib import closing
from datetime import timedelta

from msgspec.structs import replace
import pytest

from newsloom import types
from newsloom.classify import SubstringLabeller
from newsloom.errors import SinkError
from newsloom.extract import PageExtractor
from newsloom.flows import intake
from newsloom.flows.collect import Collector
from newsloom.flows.curate import Curator, Rules
from newsloom.flows.judging import Judgement, record_names
from newsloom.flows.outputs import Output
from newsloom.flows.publish import Publisher, Terms
from newsloom.flows.reading import Reader
from newsloom.flows.reports import Silence
from newsloom.ports import Outside
from newsloom.render.api import ApiRenderer
from newsloom.render.records import RecordRenderer
from newsloom.score import ClassicJudge
from newsloom.store.notebook import NotebookFile
from newsloom.store.sqlite import SqliteStore
from newsloom.stories import Background, LexicalWeaver
from newsloom.testing.factories import NOW, article, entry, item
from newsloom.testing.fakes import InlineEngine, MemorySink, ReplayFetcher
from newsloom.types import Collected, Curated, Failure, Fetched, Harvest, HubView, Links, Memory, Request, Source, Topic

FEED = "https://a.example/feed"
NO_LINKS = Links()
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


def curate(store, now=NOW, weaver=None, links=NO_LINKS):
    judge, weaver = ClassicJudge(TOPICS, {}, {}), weaver or LexicalWeaver(Background.load())
    rules = Rules(weaver=weaver, judgement=Judgement(labeller=SubstringLabeller(TOPICS, {}), judge=judge), links=links, settings="s")
    return Curator(store, rules, now, Silence()).run()


def keep(store, *articles):
    store.save_collected(Collected(items=tuple(item(one) for one in articles), articles=articles))


def publisher_of(store, hub, sources, outputs):
    return Publisher(store, NotebookFile(store._path.with_name("notes")), hub, sources, outputs, Terms(settings="s"))


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


def test_item_that_is_tried_again_keeps_when_it_came_and_counts_its_tries(store):
    slow = entry("https://a.example/slow", source=FEED)
    silent = Failure(stage="fetch", subject=slow.url, code="timeout", reason="silence", transient=True)
    later = NOW + timedelta(hours=1)
    collect(store, Kind([slow]), Poisonous(), {slow.url: silent})
    collect(store, Kind([slow, replace(slow, title="Again")]), EXTRACTOR, page(slow.url), now=later)
    (row,) = store.find("a.example/slow")
    assert (row.outcome, row.attempts, row.at, row.first) == ("stored", 2, later, NOW)
    assert listed_and_known(store.memories()[FEED]) == (1, 1)  # once, however often the document names it


def test_item_that_shares_another_sources_wait_came_now(store):
    slow = entry("https://a.example/slow", source=FEED)
    silent = Failure(stage="fetch", subject=slow.url, code="timeout", reason="silence", transient=True)
    for hours in range(2):
        collect(store, Kind([slow]), Poisonous(), {slow.url: silent}, now=NOW + timedelta(hours=hours))
    other, now = replace(slow, source="https://b.example/feed"), NOW + timedelta(hours=1, minutes=1)
    collect(store, Kind([other]), Poisonous(), {}, now=now, sources=(other.source,))
    rows = {row.source: row for row in store.find("a.example/slow")}
    assert (rows[FEED].first, rows[other.source].first, rows[other.source].at) == (NOW, None, now)
    assert listed_and_known(store.memories()[other.source]) == (1, 0)


def listed_and_known(memory):
    return memory.listed, memory.known


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


def test_defect_that_stops_the_flow_stops_it_after_what_is_finished_is_stored(store):
    class Asking(Kind):
        def converse(self, source, memory, now):
            yield Request(url=source.url)

    class Defective(ReplayFetcher):
        async def fetch(self, request):
            await asyncio.sleep(0.01)
            raise ZeroDivisionError

    outside = Outside(store=store, fetcher=Defective({}), engine=InlineEngine())
    collector = Collector(outside, {None: Kind(), "feed": Asking()}, Reader(outside, Poisonous(), NOW), NOW, Silence())
    with pytest.raises(ExceptionGroup):
        asyncio.run(collector.run([Source(url=FEED), Source(url="https://b.example/feed", kind="feed")]))
    assert set(store.memories()) == {FEED}


def test_page_of_a_host_is_asked_for_when_its_last_one_is_read(store):
    events = []

    class Fetching(ReplayFetcher):
        async def fetch(self, request):
            events.append(("asked for", request.url))
            return await super().fetch(request)

    class Slow(InlineEngine):
        async def run(self, work):
            await asyncio.sleep(0.01)
            events.append(("read", work.subject))
            return await super().run(work)

    urls = ["https://a.example/1", "https://a.example/2"]
    outside = Outside(store=store, fetcher=Fetching(page(urls[0]) | page(urls[1])), engine=Slow())
    reader = Reader(outside, EXTRACTOR, NOW)

    async def settle():
        await asyncio.gather(*(reader.settle(entry(url, source=FEED), 1) for url in urls))

    asyncio.run(settle())
    assert [event for event in events if event[1] in urls] == [(what, url) for url in urls for what in ("asked for", "read")]


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
    publisher = publisher_of(store, HubView(title="Tides"), (), outputs)
    written = publisher.run(NOW, Silence()).records.written
    assert written == 2
    assert publisher.run(NOW, Silence()).records.unchanged == written
    assert publisher.run(NOW, Silence(), again=True).records.unchanged == written


def test_output_that_refuses_a_file_keeps_no_other_from_being_written(store):
    class Refusing(MemorySink):
        def begin(self, renewed=None):
            swapping = super().begin(renewed)
            swapping.finish = refused
            return swapping

    def refused(_edition):
        raise SinkError(("a file is somebody else's",))

    keep(store, article("https://a.example/1"))
    curate(store)
    other = MemorySink()
    outputs = [Output(renderers=(RecordRenderer(),), sink=Refusing(), records=True), Output(renderers=(RecordRenderer(),), sink=other)]
    with pytest.raises(SinkError, match="somebody else"):
        publisher_of(store, HubView(title="Tides"), (), outputs).run(NOW, Silence())
    assert other.files
    assert store.published() == ""


def test_sink_that_cannot_tell_what_it_holds_keeps_no_other_from_being_written(store):
    class Unreachable(MemorySink):
        broken = False

        def holds(self, edition):
            return super().holds(edition) if not self.broken else self.begin()

        def begin(self, renewed=None):
            if self.broken:
                raise SinkError(("the remote does not answer",))
            return super().begin(renewed)

    far, near = Unreachable(), MemorySink()
    outputs = [Output(renderers=(RecordRenderer(),), sink=sink, records=sink is near) for sink in (far, near)]
    publisher = publisher_of(store, HubView(title="Tides"), (), outputs)
    publisher.run(NOW, Silence())
    keep(store, article("https://a.example/1"))
    curate(store)
    far.broken = True
    with pytest.raises(SinkError, match="does not answer"):
        publisher.run(NOW, Silence())
    assert near.files
    assert not far.files
    far.broken = False
    publisher.run(NOW, Silence())
    assert far.files == near.files


def test_second_publish_of_an_unchanged_store_does_nothing(store):
    keep(store, article("https://a.example/1"))
    curate(store)
    sink = MemorySink()
    publisher = publisher_of(store, HubView(title="Tides"), (), [Output(renderers=(RecordRenderer(),), sink=sink, records=True)])
    assert publisher.run(NOW, Silence()).records.written == 1
    sink.files.clear()
    assert publisher.run(NOW, Silence()).records.unchanged == 1
    assert not sink.files
    assert replace(publisher.run(NOW, Silence(), again=True).records).written == 1


B_FEED = "https://b.example/feed"
EXTRACTOR = PageExtractor({})


def test_address_without_words_is_read_again_for_a_source_that_has_some(store):
    silent, speaking = entry("https://c.example/x.pdf", source=FEED, title=""), entry("https://c.example/x.pdf", source=B_FEED)
    pages = {silent.url: Fetched(url=silent.url, status=200, headers=(("Content-Type", "application/pdf"),), body=b"%PDF-1.7", at=NOW)}
    first = collect(store, Kind([silent]), EXTRACTOR, pages)
    second = collect(store, Kind([speaking]), EXTRACTOR, pages, now=NOW + timedelta(hours=1), sources=(B_FEED,))
    assert (first.items.rejected, second.items.stored) == (1, 1)


def test_address_that_two_sources_bring_at_once_is_stored_if_one_of_them_has_words_for_it(store):
    entries = {FEED: entry("https://c.example/x", source=FEED, title=""), B_FEED: entry("https://c.example/x", source=B_FEED)}
    page = Fetched(url="https://c.example/x", status=200, headers=(("Content-Type", "application/pdf"),), body=b"%PDF-1.7", at=NOW)
    outside = Outside(store=store, fetcher=ReplayFetcher({page.url: page}), engine=InlineEngine())
    reader = Reader(outside, EXTRACTOR, NOW)

    async def settle():
        return await asyncio.gather(*(reader.settle(one, 1) for one in entries.values()))

    assert [row.outcome for row, _ in asyncio.run(settle())] == ["rejected", "stored"]


@pytest.mark.parametrize(("outlet", "outcome"), [("https://bbc.com", "stored"), ("", "rejected"), ("https://news.google.com", "rejected")])
def test_aggregator_is_never_credited_with_what_its_link_hides(store, outlet, outcome):
    hidden = entry("https://news.google.com/rss/articles/CBMiVkFVX3lxTE4zaGU2bTY2?oc=5", source=FEED, outlet="X", outlet_url=outlet)
    reader = Reader(Outside(store=store, fetcher=ReplayFetcher({}), engine=InlineEngine()), EXTRACTOR, NOW)
    row, found = asyncio.run(reader.settle(hidden, 1))
    assert (row.outcome, found.domain if found else "") == (outcome, "bbc.com" if found else "")


@pytest.mark.parametrize(("owner", "held"), [("BBC", False), ("Somebody", True)])
def test_page_that_a_sister_site_answers_is_held_only_when_it_is_no_sister(store, owner, held):
    before = article("https://www.bbc.co.uk/news/1")
    moved = Fetched(url="https://www.bbc.com/news/1", status=200, body=f"<title>{before.title}</title>".encode(), at=NOW)
    catalogue = {name: types.Publisher(domain=name, name="BBC", family=who) for name, who in (("bbc.co.uk", "BBC"), ("bbc.com", owner))}
    outside = Outside(store=store, fetcher=ReplayFetcher({before.url: moved}), engine=InlineEngine())
    after = asyncio.run(Reader(outside, EXTRACTOR, NOW, catalogue).look_again(before))
    assert bool(after.held) is held


def test_source_that_changes_its_titles_all_the_time_has_the_page_read_ever_more_seldom(store):
    url = "https://c.example/x"
    network = ReplayFetcher({url: Fetched(url=url, status=200, body=b"<title>Tides rise at the shore</title>", at=NOW)})
    outside = Outside(store=store, fetcher=network, engine=InlineEngine())
    for number in range(200):
        now = NOW + timedelta(minutes=10 * number)
        kinds = {None: Kind([entry(url, source=FEED, title=f"Tides rise {number}")])}
        collector = Collector(outside, kinds, Reader(outside, EXTRACTOR, now), now, Silence())
        asyncio.run(collector.run([Source(url=FEED, every=1.0)]))
    assert 5 < sum(request.url == url for request in network.requests) < 30


def test_page_that_did_not_change_is_read_as_the_first_time(store):
    """Its own heads and headings disagree; the first time, the source's title told which of them is meant."""
    body = (
        b"<title>The Shore Times</title><meta property=og:title content='The Shore Times'><h1>Hof</h1><h2>Tides rise at the old pier</h2>"
    )
    said = entry("https://c.example/x", source=FEED, title="Tides rise at the old pier")
    network = ReplayFetcher({said.url: Fetched(url=said.url, status=200, body=body, at=NOW)})
    outside = Outside(store=store, fetcher=network, engine=InlineEngine())
    reader = Reader(outside, EXTRACTOR, NOW)
    _, before = asyncio.run(reader.settle(said, 1))
    after = asyncio.run(reader.look_again(before))
    assert (before.title, after) == (said.title, before)


def test_source_that_falls_silent_is_published_though_nothing_else_changed(store):
    source = Source(url=FEED)
    quiet = Memory(source=FEED, entries=50, longest=7 * 86400.0, changed_at=NOW, checked_at=NOW + timedelta(days=8))
    store.save_collected(Collected(memory=quiet))
    sink = MemorySink()
    publisher = publisher_of(store, HubView(title="Tides"), (source,), [Output(renderers=(ApiRenderer(),), sink=sink)])
    publisher.run(NOW + timedelta(days=8), Silence())
    store.save_collected(Collected(memory=replace(quiet, checked_at=NOW + timedelta(days=60))))
    sink.files.clear()
    publisher.run(NOW + timedelta(days=60), Silence())
    assert any(b"silent" in body for body in sink.files.values())


def lead_changes(store):
    return [event for story in store.each_story() for event in story.history if event.what == "lead"]


def test_lead_that_changes_is_told_in_the_history_with_the_reason(store):
    weak, strong = article("https://a.example/tide", title="Tide", images=()), article("https://b.example/tide", title="Tide")
    keep(store, weak)
    curate(store)
    assert lead_changes(store) == []
    link = Links(must=((weak.id, strong.id),))
    keep(store, strong)
    later = NOW + timedelta(hours=1)
    curate(store, later, links=link)
    (event,) = lead_changes(store)
    assert (event.at, event.other) == (later, strong.id)
    assert event.why.startswith("quality ")
    store.save_reread([replace(store.articles([strong.id])[strong.id], held="gone")])
    curate(store, later + timedelta(hours=1), links=link)
    assert [(one.other, one.why) for one in lead_changes(store)[1:]] == [(weak.id, "the report that led before is held back: gone")]


def test_lead_that_is_chosen_as_the_story_begins_is_no_change(store):
    weak, strong = article("https://a.example/tide", images=()), article("https://b.example/tide", published_at=NOW + timedelta(minutes=1))
    keep(store, weak, strong)
    curate(store, links=Links(must=((weak.id, strong.id),)))
    assert [story.lead for story in store.each_story()] == [strong.id]
    assert lead_changes(store) == []
