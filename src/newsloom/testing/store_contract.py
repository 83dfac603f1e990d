"""What every store must do, as tests that an author of a store inherits.

```python
class TestMyStore(StoreContract):
    def open_store(self, place: Path) -> Store:
        return MyStore(place / "hub.db")
```
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from newsloom.ports import Store
from newsloom.testing.factories import EXCERPT, NOW, PICTURE, SOURCE, article, entry, item, memory, receipt, story
from newsloom.testing.laws import require, same
from newsloom.types import LOGO, Article, Collected, Curated, Item, Kept, Pace, Picture, Sighting, Story, Tally, Theme, Verdict, Window

HOUR = timedelta(hours=1)
MANY = 3_000
"""More keys than one statement of most databases takes as parameters (SQLite 32,766 in all, older ones 999)."""
HOSTILE = "nul \x00 surrogate \ud83d emoji \U0001f600 quote \" ' \\ line \u2028 end"
"""Text that databases, UTF-8 and JSON stumble over."""


class StoreContract:
    """The laws of `ports.Store`. Subclass it in a test module under a name that begins with `Test`; pytest does the rest."""

    def open_store(self, place: Path) -> Store:
        """Open the store that lives in this folder, anew if there is none; a folder stands for one store, also for a server's.

        Example:
            >>> StoreContract().open_store(Path("."))
            Traceback (most recent call last):
            NotImplementedError: a store's contract needs open_store
        """
        raise NotImplementedError("a store's contract needs open_store")

    # what a store is

    def test_store_fresh_is_empty(self, tmp_path: Path) -> None:
        """A store that nobody wrote to knows nothing and says so without an error."""
        with closing(self.open_store(tmp_path)) as store:
            same((store.memories(), store.robots()), ({}, {}), "a fresh store has no memories")
            same((store.arrivals(), store.pending(NOW), store.find("a.example/1")), ((), (), ()), "a fresh store has no rows")
            same((store.settings(), store.published()), ("", ""), "a fresh store has no fingerprints")
            same((list(store.each_story()), store.window([(NOW, NOW)])), ([], Window()), "a fresh store has no stories")
            counted = ("articles", "stories", "redirects", "published", "sources", "stored", "duplicate", "rejected", "quarantined")
            same(store.counts(), dict.fromkeys(counted, 0), "a fresh store counts nothing")

    def test_store_reopened_holds_everything(self, tmp_path: Path) -> None:
        """Whatever a `save_` method wrote is there for the next process, exactly as it was."""
        with closing(self.open_store(tmp_path)) as store:
            _fill(store)
            before = _everything(store)
        with closing(self.open_store(tmp_path)) as store:
            same(_everything(store), before, "a reopened store holds what was saved")

    def test_store_closed_twice_does_no_harm(self, tmp_path: Path) -> None:
        """Closing is idempotent."""
        store = self.open_store(tmp_path)
        store.close()
        store.close()

    def test_store_hostile_text_comes_back_exactly(self, tmp_path: Path) -> None:
        """NUL, lone surrogates and the like neither stop a save nor change, be they in a record or a key."""
        own = article(id="a" + HOSTILE, title=HOSTILE, images=(Picture(url=HOSTILE),))
        row = item(own, identity=HOSTILE, source=HOSTILE, outcome="quarantined", entry=entry(title=HOSTILE))
        whole = story(own, id="s" + HOSTILE, path=HOSTILE)
        with closing(self.open_store(tmp_path)) as store:
            store.save_collected(Collected(memory=memory(HOSTILE), items=(row,), articles=(own,)))
            store.save_curated(Curated(stories=(whole,), receipts=(receipt(own, whole),), settings=HOSTILE))
            store.save_robots({HOSTILE: (HOSTILE, NOW)})
            store.save_published(HOSTILE)
            same((store.find(HOSTILE), store.articles([own.id])), ((row,), {own.id: own}), "hostile records come back")
            same((store.stories_of([own.id]), store.stories([whole.id])), ({own.id: whole.id}, (whole,)), "hostile ids are found")
            same((store.picture_counts([HOSTILE]), store.taken_paths([HOSTILE])), ({HOSTILE: 1}, {HOSTILE}), "hostile keys are found")
            same((store.robots(), store.published()), ({HOSTILE: (HOSTILE, NOW)}, HOSTILE), "hostile values come back")
            same((store.memories(), store.settings()), ({HOSTILE: memory(HOSTILE)}, HOSTILE), "hostile values come back")

    def test_store_many_keys_are_one_question(self, tmp_path: Path) -> None:
        """A cycle asks for thousands of keys at once, most of them unknown."""
        own, whole = article(), story()
        names = [f"name-{n}" for n in range(MANY)]
        with closing(self.open_store(tmp_path)) as store:
            _save(store, own)
            store.save_curated(Curated(stories=(replace(whole, path="a.md"),), receipts=(receipt(own),)))
            same(store.known_articles([*names, own.id]), {own.id}, "known_articles takes many ids")
            same(list(store.articles([*names, own.id])), [own.id], "articles takes many ids")
            same(list(store.receipts([*names, own.id])), [own.id], "receipts takes many ids")
            same(store.stories_of([*names, own.id]), {own.id: whole.id}, "stories_of takes many ids")
            same(len(store.stories([*names, whole.id])), 1, "stories takes many ids")
            same(list(store.ledger([*names, item(own).identity])), [item(own).identity], "ledger takes many addresses")
            same(store.taken_paths([*names, "a.md"]), {"a.md"}, "taken_paths takes many paths")
            same(sum(store.picture_counts([*names, PICTURE]).values()), 1, "picture_counts takes many addresses")
            same(store.pictured([*names, PICTURE]), {own.id}, "pictured takes many addresses")
            same(store.domains([*names, own.domain]), {own.domain}, "domains takes many, and knows those of its articles")
            same(store.domains([]), set(), "domains of none are none")

    # pictures

    def test_kept_saved_again_is_replaced(self, tmp_path: Path) -> None:
        """What became of a picture last counts, and only a change of what is kept is news for the next publishing."""
        had = Kept(url=PICTURE, name="n1", size=9, at=NOW)
        with closing(self.open_store(tmp_path)) as store:
            store.save_kept([Kept(url=PICTURE, at=NOW), Kept(url=HOSTILE, at=NOW)])
            before = store.revision()
            store.save_kept([Kept(url=PICTURE, at=NOW + HOUR)])
            same(store.revision(), before, "a second failure changes nothing that is published")
            store.save_kept([had])
            require(store.revision() > before, "a picture that is kept can be published")
            same(store.kept([PICTURE, "http://a.example/unknown.png"]), {PICTURE: had}, "the last word on a picture counts")
            same(set(store.every_kept()), {had, Kept(url=HOSTILE, at=NOW)}, "every picture is known")

    # collect

    def test_memory_saved_again_is_replaced(self, tmp_path: Path) -> None:
        """The last visit's memory counts; a save without a memory leaves it alone."""
        with closing(self.open_store(tmp_path)) as store:
            store.save_collected(Collected(memory=memory(etag="old")))
            store.save_collected(Collected(memory=memory(etag="new", seen_share=0.25, checked_at=NOW + timedelta(microseconds=1))))
            store.save_collected(Collected(items=(item(),)))
            expected = memory(etag="new", seen_share=0.25, checked_at=NOW + timedelta(microseconds=1))
            same(store.memories(), {SOURCE: expected}, "the last memory of a source counts, to the microsecond")

    def test_collected_delivered_again_changes_nothing(self, tmp_path: Path) -> None:
        """A visit that is delivered again, after a crash or by a second worker, leaves the same rows."""
        visit = _visit(article("https://a.example/1"), article("https://a.example/2"))
        with closing(self.open_store(tmp_path)) as store:
            store.save_collected(visit)
            before = _everything(store)
            for _ in range(100):
                store.save_collected(visit)
            same(_everything(store), before, "a visit delivered again changes nothing")

    def test_article_stored_already_is_never_overwritten(self, tmp_path: Path) -> None:
        """What was published under an id stays; the second finder's version is dropped, not the visit that brought it."""
        first, second, other = article(title="First"), article(title="Second"), article("https://b.example/2")
        with closing(self.open_store(tmp_path)) as store:
            _save(store, first)
            _save(store, second, other)
            same(store.articles([first.id, other.id, "unknown"]), {first.id: first, other.id: other}, "a stored article stays as it is")
            same(store.known_articles([first.id, "unknown"]), {first.id}, "known_articles knows what is stored")

    def test_article_read_again_is_replaced_and_told_until_a_curation_completes(self, tmp_path: Path) -> None:
        """A second look replaces what is stored, in its story too; only one that changed more than its time waits for a curation."""
        same_words, other, unknown = _at(1, 0), _at(2, 0), _at(3, 0)
        with closing(self.open_store(tmp_path)) as store:
            _save(store, same_words, other)
            store.save_curated(Curated(stories=(story(other),), judged_at=NOW))
            looked, corrected = replace(same_words, read_at=NOW + HOUR), replace(other, title="Corrected", read_at=NOW + HOUR)
            revision = store.revision()
            store.save_reread([looked])
            same((store.articles([looked.id]), store.revision()), ({looked.id: looked}, revision), "a look that saw nothing new")
            store.save_reread([corrected, unknown])
            same(store.articles([other.id, unknown.id]), {other.id: corrected}, "a second look replaces what is stored, and adds nothing")
            require(store.revision() > revision, "a correction could change what is published")
            same((store.reread(), store.stories_of([other.id])), ({other.id}, {other.id: story(other).id}), "it waits in its story")
            store.save_curated(Curated())
            same(store.reread(), {other.id}, "an unfinished curation leaves it waiting")
            store.save_curated(Curated(judged_at=NOW + HOUR))
            same(store.reread(), frozenset(), "a completed curation has judged it")

    def test_collected_revision_is_stored_with_the_rows_that_asked_for_it(self, tmp_path: Path) -> None:
        """A source that gives another title: the article as its page says now, and the row that remembers the title."""
        own = article()
        row = item(own, said="old")
        with closing(self.open_store(tmp_path)) as store:
            store.save_collected(Collected(items=(row,), articles=(own,)))
            noted, now = replace(row, said="new"), replace(own, title="New")
            store.save_collected(Collected(revised=(now,), noted=(noted, item(_at(5, 0)))))
            same((store.articles([own.id]), store.find(row.identity)), ({own.id: now}, (noted,)), "a revision replaces")
            same(store.reread(), {own.id}, "a revised article waits for a curation")

    def test_article_found_twice_at_one_moment_is_the_first_sources(self, tmp_path: Path) -> None:
        """Which source answered first is chance; of one cycle's versions the store keeps the same one, until a story holds it."""
        early, late = (
            article(source=f"https://{name}.example/feed", images=(Picture(url=f"https://{name}.example/p.png"),)) for name in "ab"
        )
        older = article(source="https://a.example/feed", seen_at=late.seen_at - HOUR)
        for number, versions in enumerate(((late, early), (early, late), (late, early, late))):
            with closing(self.open_store(tmp_path / str(number))) as store:
                for version in versions:
                    _save(store, version)
                same(store.articles([early.id]), {early.id: early}, "the version of the first source by address stays")
                same(store.pictured([early.images[0].url]), {early.id}, "its pictures come with it")
                same(store.pictured([late.images[0].url]), set(), "the other version's pictures are gone")
        with closing(self.open_store(tmp_path / "held")) as store:
            _save(store, late, older)
            same(store.articles([late.id]), {late.id: late}, "a version of another moment replaces nothing")
            store.save_curated(Curated(stories=(story(late),)))
            _save(store, early)
            same(store.articles([late.id]), {late.id: late}, "an article that a story holds stays")

    def test_item_outcome_final_stays(self, tmp_path: Path) -> None:
        """A quarantined item takes its later outcome; a final outcome is the end, whatever is said later."""
        waiting = item(outcome="quarantined", reason="timeout", attempts=1, due_at=NOW, entry=entry())
        again = replace(waiting, attempts=2, due_at=NOW + HOUR)
        final = item(outcome="rejected", reason="not an article", attempts=3)
        with closing(self.open_store(tmp_path)) as store:
            for row, expected in ((waiting, waiting), (again, again), (final, final), (waiting, final), (item(), final)):
                store.save_collected(Collected(items=(row,)))
                same(store.find(row.identity), (expected,), f"after {row.outcome} (attempt {row.attempts}) the ledger is right")

    def test_item_twice_in_one_visit_has_one_outcome(self, tmp_path: Path) -> None:
        """A feed that lists an address twice gets one row; the first final outcome counts."""
        rows = (item(outcome="quarantined"), item(), item(outcome="duplicate"))
        with closing(self.open_store(tmp_path)) as store:
            store.save_collected(Collected(items=rows))
            same(store.find(rows[0].identity), (rows[1],), "an item has one outcome")

    def test_ledger_two_sources_has_both_rows_oldest_first(self, tmp_path: Path) -> None:
        """Each source that found an address has its own row, and the first finder comes first."""
        late = item(source="https://a.example/feed", outcome="duplicate", at=NOW + HOUR)
        early = item(source="https://b.example/feed", at=NOW)
        with closing(self.open_store(tmp_path)) as store:
            store.save_collected(Collected(items=(late,)))
            store.save_collected(Collected(items=(early,)))
            same(store.ledger([early.identity, "c.example/3"]), {early.identity: (early, late)}, "the ledger lists all finders")
            same(store.find(early.identity), (early, late), "find lists all finders, oldest first")

    def test_pending_returns_due_quarantined_items_only(self, tmp_path: Path) -> None:
        """Quarantined items come back when they are due, the longest due first; one without a time never does."""

        def waiting(name: str, due_at: Any) -> Item:  # noqa: ANN401  a time or none
            return item(identity=name, outcome="quarantined", due_at=due_at, entry=entry())

        rows = (waiting("a now", NOW), waiting("later", NOW + HOUR), waiting("earlier", NOW - HOUR), item(identity="done", due_at=NOW))
        with closing(self.open_store(tmp_path)) as store:
            store.save_collected(Collected(items=(*rows, replace(waiting("never", None), at=NOW - 2 * HOUR))))
            same([row.identity for row in store.pending(NOW)], ["earlier", "a now"], "pending returns what is due, longest first")
            require(all(row.entry == entry() for row in store.pending(NOW)), "pending returns the entry to try again")

    def test_ledger_between_yields_what_came_to_its_outcome_in_a_span(self, tmp_path: Path) -> None:
        """Rows come in order of their outcomes, to the microsecond; one that is tried again comes where its present outcome fell."""
        tick = timedelta(microseconds=1)
        waiting = item(identity="again", outcome="quarantined", at=NOW - HOUR, entry=entry())
        times = {"before": NOW - tick, "first": NOW, "within": NOW + tick, "last": NOW + HOUR, "after": NOW + HOUR + tick}
        rows = [item(identity=name, at=at) for name, at in times.items()]
        with closing(self.open_store(tmp_path)) as store:
            store.save_collected(Collected(items=(waiting, *reversed(rows))))

            def found(first: Any, last: Any) -> list[str]:  # noqa: ANN401  times
                return [row.identity for row in store.ledger_between(first, last)]

            same(found(NOW, NOW + HOUR), ["first", "within", "last"], "a span has its ends, and nothing beside it")
            same(found(NOW - HOUR, NOW - tick), ["again", "before"], "a quarantined item counts where it was quarantined")
            store.save_collected(Collected(items=(replace(waiting, outcome="stored", at=NOW + 2 * tick, first=waiting.at),)))
            same(found(NOW - HOUR, NOW - tick), ["before"], "an item counts once")
            same(found(NOW, NOW + HOUR), ["first", "within", "again", "last"], "an item counts where its last outcome fell")
            many = tuple(item(identity=f"{n:04}", source=f"s{n % 3}", at=NOW + 3 * HOUR) for n in range(MANY // 3))
            store.save_collected(Collected(items=many))
            same(len(set(found(NOW + 3 * HOUR, NOW + 3 * HOUR))), len(many), "rows of one moment come once each, however many they are")

    def test_tallies_count_each_visit_of_a_day_once(self, tmp_path: Path) -> None:
        """A day's tally adds its visits up: what they listed, and those in vain; a visit that is saved again is the same visit."""
        first = memory(read_at=NOW, listed=20, known=5)
        unchanged = replace(first, checked_at=NOW + HOUR)
        failed = replace(unchanged, checked_at=NOW + 2 * HOUR, failures=1)
        tomorrow = replace(first, checked_at=NOW + 12 * HOUR, read_at=NOW + 12 * HOUR, listed=3, known=3)
        other = memory(HOSTILE, read_at=NOW, listed=1)
        with closing(self.open_store(tmp_path)) as store:
            same(store.tallies(NOW.date()), {}, "a fresh store has no tallies")
            for visit in (first, first, unchanged, failed, failed, tomorrow, other):
                store.save_collected(Collected(memory=visit))
            store.save_collected(Collected(items=(item(),)))
            today = {SOURCE: Tally(asked=3, failed=1, listed=20, known=5), HOSTILE: Tally(asked=1, listed=1)}
            same(store.tallies(NOW.date()), today, "a day's visits add up")
            same(store.tallies(tomorrow.checked_at.date()), {SOURCE: Tally(asked=1, listed=3, known=3)}, "a day begins at 00:00 UTC")  # type: ignore[union-attr]

    def test_collected_that_fails_leaves_nothing(self, tmp_path: Path) -> None:
        """Whatever part of a visit cannot be written, nothing of it is, nor of those that were to be written with it."""
        good, bad = article("https://a.example/1"), article("https://a.example/2", title=object())
        with closing(self.open_store(tmp_path)) as store:
            before = _everything(store)
            for visit in (
                Collected(memory=memory(), items=_Broken((item(good), item()))),
                Collected(memory=memory(), items=(item(good),), articles=_Broken((good, article()))),
                Collected(memory=memory(), items=(item(good),), articles=(good, bad)),
            ):
                _fails(store.save_collected, visit)
                _fails(store.save_collected, _visit(good), visit)
                same(_everything(store), before, "a visit that fails leaves nothing")
            store.save_collected(_visit(good), Collected(memory=memory("https://b.example/feed")))
            same((len(store.arrivals()), len(store.memories())), (1, 2), "a store works on after a failure, and takes visits together")

    # curate

    def test_arrivals_are_in_order_of_publication_then_id(self, tmp_path: Path) -> None:
        """Arrivals are exactly the articles without a story, ordered to the microsecond, however they came."""
        tick = timedelta(microseconds=1)
        old, new = article("https://a.example/old", published_at=NOW - tick), article("https://a.example/new", published_at=NOW + tick)
        twins = sorted((article("https://a.example/1"), article("https://a.example/2")), key=lambda own: own.id)
        told = article("https://a.example/told")
        with closing(self.open_store(tmp_path)) as store:
            _save(store, new, *reversed(twins), told, old)
            store.save_curated(Curated(stories=(story(told),)))
            same(store.arrivals(), (old, *twins, new), "arrivals are in order of publication, then id")

    def test_latest_are_the_last_published_before_a_moment(self, tmp_path: Path) -> None:
        """The latest articles, whether or not a story holds them, are in order of publication, then id; ties are cut by id, too."""
        tick = timedelta(microseconds=1)
        old, now = article("https://a.example/old", published_at=NOW - 2 * tick), article("https://a.example/now")
        twins = sorted((article(f"https://a.example/{n}", published_at=NOW - tick) for n in range(4)), key=lambda own: own.id)
        with closing(self.open_store(tmp_path)) as store:
            same(store.latest(NOW, 9), (), "a fresh store has no latest articles")
            _save(store, now, *reversed(twins), old)
            store.save_curated(Curated(stories=(story(twins[0]),)))
            same(store.latest(NOW, 9), (old, *twins), "latest are all before a moment, the moment left out")
            same(store.latest(NOW + tick, 2), (twins[3], now), "latest are the last ones, at most so many")
            same(store.latest(NOW, 3), tuple(twins[1:]), "of one moment, the latest are those of the highest ids")
            same(store.latest(NOW, 0), (), "none is wanted, none is read")

    def test_paces_are_of_the_published_stories_that_began_within_a_span(self, tmp_path: Path) -> None:
        """Peaks add up by topic and hour of the week, to the microsecond; absorbed stories and those without a peak are left out."""
        moments = (("Sea", 0.0), ("Sea", 0.2), ("Moon", -1.0), ("Sea", -168.0), ("Sea", 1.0), ("", -1.0))
        told = [(_at(number, hours), topic) for number, (topic, hours) in enumerate(moments)]
        stories = [replace(story(own), topic=topic, peak=1.5, path=own.id) for own, topic in told]
        silent, merged = _at(8, 0), _at(9, 0)
        with closing(self.open_store(tmp_path)) as store:
            same(store.paces(NOW - HOUR, NOW), (), "a fresh store has no paces")
            _save(store, *(own for own, _ in told), silent, merged)
            gone = replace(story(merged), coverage=(), merged_into=stories[0].id, topic="Sea", peak=1.0, path="gone")
            store.save_curated(Curated(stories=(*stories, replace(story(silent), topic="Sea", path="silent"), gone)))
            expected = (
                Pace(topic="", hour=11, stories=1, peaks=1.5),
                Pace(topic="Moon", hour=11, stories=1, peaks=1.5),
                Pace(topic="Sea", hour=12, stories=3, peaks=4.5),
            )
            same(store.paces(NOW - 168 * HOUR, NOW + HOUR), expected, "peaks add up by topic and hour, within the span")

    def test_window_returns_stories_that_touch_a_span(self, tmp_path: Path) -> None:
        """A story is in the window when its coverage and a span share a moment; it comes once, whole, with its articles."""
        pairs = [(_at(n, 10 * n), _at(n + 100, 10 * n + 2)) for n in range(6)]
        stories = [story(*pair) for pair in pairs]
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *(own for pair in pairs for own in pair))
            store.save_curated(Curated(stories=tuple(stories)))

            def found(*spans: tuple[int, int]) -> list[int]:
                window = store.window([(NOW + start * HOUR, NOW + end * HOUR) for start, end in spans])
                places = [stories.index(touched) for touched in window.stories]
                same(window.articles, {own.id: own for n in places for own in pairs[n]}, "a window has its stories' articles")
                if len(spans) == 1:
                    between = store.stories_between(*(NOW + hours * HOUR for hours in spans[0]))
                    same(between, window.stories, "stories_between is the window of one span")
                require([own.id for own in window.stories] == sorted(own.id for own in window.stories), "a window is in order of id")
                return sorted(places)

            same(found((12, 20)), [1, 2], "the ends of spans and stories touch")
            same(found((13, 19)), [], "a gap between stories holds none")
            same(found((11, 11)), [1], "a span inside a story touches it")
            same(found((0, 12), (11, 31), (50, 50)), [0, 1, 2, 3, 5], "spans may overlap or lie apart")
            same(found((0, 31), (1, 2)), [0, 1, 2, 3], "a span may lie within another")
            same(found(), [], "no span, no story")

    def test_window_leaves_absorbed_stories_out(self, tmp_path: Path) -> None:
        """An absorbed story is no candidate any more, though its record lives on."""
        heir, absorbed, owns = _merged()
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *owns)
            store.save_curated(Curated(stories=(heir, absorbed)))
            window = store.window([(NOW, NOW)])
            same((window.stories, set(window.articles)), ((heir,), {own.id for own in owns}), "a window leaves absorbed stories out")
            same(store.stories_between(NOW, NOW), (heir,), "stories_between leaves absorbed stories out")

    def test_story_merged_hands_its_articles_over(self, tmp_path: Path) -> None:
        """After a merge, in whichever order it is written, the heir holds all articles; the absorbed story keeps its record."""
        heir, absorbed, owns = _merged()
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *owns)
            store.save_curated(Curated(stories=(story(owns[0]), story(owns[1]))))
            store.save_curated(Curated(stories=(heir, absorbed)))
            same(store.stories_of([own.id for own in owns]), {own.id: heir.id for own in owns}, "the heir holds the articles")
            same(
                store.stories([absorbed.id, heir.id, "unknown"]), tuple(sorted((heir, absorbed), key=_id)), "stories returns absorbed ones"
            )
            same((store.arrivals(), store.counts()["stories"]), ((), 1), "a merge leaves no arrival and one story")

    def test_story_split_releases_its_articles(self, tmp_path: Path) -> None:
        """An article that a story no longer covers belongs to the story that claims it, or is an arrival again."""
        kept, moved, dropped = owns = tuple(article(f"https://a.example/{n}") for n in range(3))
        whole = story(*owns, id="s-whole")
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *owns)
            store.save_curated(Curated(stories=(whole,)))
            store.save_curated(Curated(stories=(story(moved, id="s-new"), story(kept, id="s-whole"))))
            same(store.stories_of([own.id for own in owns]), {kept.id: "s-whole", moved.id: "s-new"}, "a split moves articles")
            same(store.arrivals(), (dropped,), "an article that no story covers is an arrival again")

    def test_curated_that_contradicts_the_store_raises_and_leaves_nothing(self, tmp_path: Path) -> None:
        """An article nobody stored, one in two stories, one path for two stories: `ValueError`, and nothing is written."""
        one, two = article("https://a.example/1"), article("https://a.example/2")
        fine, strange = story(one, path="a.md"), article("https://a.example/never-stored")
        with closing(self.open_store(tmp_path)) as store:
            _save(store, one, two)
            before = _everything(store)
            for curated in (
                Curated(stories=(fine, story(strange)), settings="new"),
                Curated(stories=(fine, story(two, one, id="s-rival")), settings="new"),
                Curated(stories=(fine, story(two, path="A.MD")), settings="new"),
                Curated(stories=(fine,), receipts=(receipt(one), receipt(strange)), settings="new"),
            ):
                error = _fails(store.save_curated, curated)
                require(isinstance(error, ValueError), f"a contradiction is a ValueError, not {error!r}")
                same(_everything(store), before, "a curation that fails leaves nothing")
            store.save_curated(Curated(stories=(fine,)))
            _fails(store.save_curated, Curated(stories=(story(one, id="s-rival"),)))
            same(store.stories_of([one.id]), {one.id: fine.id}, "an article stays in the story that holds it")

    def test_curated_that_fails_midway_leaves_nothing(self, tmp_path: Path) -> None:
        """Stories without their receipts are never seen."""
        own = article()
        with closing(self.open_store(tmp_path)) as store:
            _save(store, own)
            before = _everything(store)
            _fails(store.save_curated, Curated(stories=(story(own),), receipts=_Broken((receipt(own), receipt(own)))))
            same(_everything(store), before, "a curation that fails leaves nothing")

    def test_receipt_saved_again_is_replaced(self, tmp_path: Path) -> None:
        """An article has one receipt, the last."""
        own = article()
        with closing(self.open_store(tmp_path)) as store:
            _save(store, own)
            for rules in ("old", "new"):
                store.save_curated(Curated(stories=(story(own),), receipts=(receipt(own, rules=rules),)))
            same(store.receipts([own.id, "unknown"]), {own.id: receipt(own, rules="new")}, "an article has one receipt")

    def test_picture_counts_titles_of_one_publisher(self, tmp_path: Path) -> None:
        """A picture stands on an article once however often it is listed; a text that is shown again, there or elsewhere, adds nothing."""
        logo, own = Picture(url="https://a.example/logo.png"), Picture(url="https://a.example/own.png")
        visit = _visit(
            article("https://a.example/1", title="One", images=(logo, own, logo)),
            article("https://a.example/2", title="Two", images=(logo,)),
            article("https://a.example/3", title="Two", images=(logo,)),
            article("https://b.example/4", title="Three", images=(logo,)),
        )
        with closing(self.open_store(tmp_path)) as store:
            store.save_collected(visit)
            store.save_collected(visit)
            same(store.picture_counts([logo.url, own.url, "none"]), {logo.url: 2, own.url: 1, "none": 0}, "picture_counts counts titles")
            ids = [of.id for of in visit.articles]
            same(store.pictured([own.url, "none"]), {ids[0]}, "pictured knows the articles of a picture")
            same(store.pictured([own.url, logo.url]), set(ids), "pictured takes several pictures")

    def test_taken_paths_compares_without_case(self, tmp_path: Path) -> None:
        """File systems that ignore case must not lose a record, and an absorbed story's path stays taken."""
        heir, absorbed, owns = _merged()
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *owns)
            store.save_curated(Curated(stories=(replace(heir, path="2026-straße.md"), replace(absorbed, path="2026-b.md"))))
            asked = ["2026-STRASSE.md", "2026-B.md", "2026-c.md", ""]
            same(store.taken_paths(asked), {"2026-STRASSE.md", "2026-B.md"}, "taken_paths compares without case")
            found = [store.story_at(path) for path in asked]
            same([told and told.id for told in found], [heir.id, absorbed.id, None, None], "story_at finds the story of a path")

    def test_stories_without_path_do_not_collide(self, tmp_path: Path) -> None:
        """A path is given at the first publishing; until then many stories have none."""
        owns = article("https://a.example/1"), article("https://a.example/2")
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *owns)
            store.save_curated(Curated(stories=tuple(story(own) for own in owns)))
            same(store.counts()["stories"], 2, "stories without a path are kept")

    def test_settings_and_published_remember_the_last_fingerprint(self, tmp_path: Path) -> None:
        """Both fingerprints are kept apart and replaced."""
        with closing(self.open_store(tmp_path)) as store:
            for fingerprint in ("one", "two"):
                store.save_curated(Curated(settings=fingerprint))
                store.save_published("p" + fingerprint)
            same((store.settings(), store.published()), ("two", "ptwo"), "the last fingerprints are remembered")

    def test_judged_at_is_the_end_of_the_last_completed_curation_and_changes_nothing_that_is_published(self, tmp_path: Path) -> None:
        """A curation that does not end leaves the time alone, and the time alone is no news."""
        with closing(self.open_store(tmp_path)) as store:
            same(store.judged_at(), None, "a fresh store was never judged")
            before = store.revision()
            store.save_curated(Curated(judged_at=NOW))
            store.save_curated(Curated())
            same((store.judged_at(), store.revision()), (NOW, before), "the time is remembered, and is no change")

    # publish and look

    def test_each_story_streams_in_order_of_id(self, tmp_path: Path) -> None:
        """All stories come once, in order, absorbed ones included, also while the reader writes."""
        owns = [article(f"https://a.example/{n}") for n in range(600)]
        stories = [story(own, id=f"s{n:04}") for n, own in enumerate(owns)]
        stories[7] = replace(stories[7], merged_into="s0008")
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *owns)
            store.save_curated(Curated(stories=tuple(reversed(stories))))
            stream = store.each_story()
            require(isinstance(stream, Iterator), "each_story returns an iterator, not a list")
            first = next(stream, None)
            store.save_curated(Curated(stories=(replace(stories[0], path="2026-a.md"),)))
            store.save_published("meanwhile")
            same([first, *stream], stories, "each_story yields every story once, in order of id")
            next(store.each_story(), None)  # an abandoned reader holds nothing up
            store.save_published("afterwards")

    def test_merged_are_the_stories_that_others_took_over(self, tmp_path: Path) -> None:
        """They come in order of id, whoever took them over."""
        heir, absorbed, owns = _merged()
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *owns)
            same(store.merged(), (), "a fresh store merged none")
            store.save_curated(Curated(stories=(heir, absorbed)))
            same(store.merged(), (absorbed,), "merged stories are those that name an heir")

    def test_stale_are_the_stories_that_were_written_since_the_last_publishing(self, tmp_path: Path) -> None:
        """Whatever a page shows of a story makes it stale: itself, its articles, their receipts; what came before a publishing does not."""
        owns = tuple(article(f"https://a.example/{n}", title=str(n), excerpt="", images=()) for n in range(4))
        stories = tuple(story(own) for own in owns)
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *owns)
            store.save_curated(Curated(stories=stories))
            same(store.stale([], 3), {told.id for told in stories}, "what was never published is stale")
            store.save_published("one", store.revision())
            same(store.stale([], 3), frozenset(), "what was published is not stale")
            store.save_curated(Curated(receipts=(receipt(owns[0]),)))
            store.save_reread([replace(owns[1], title="New")])
            store.save_curated(Curated(stories=(replace(stories[2], path="2.md"),)))
            same(store.stale([], 3), {told.id for told in stories[:3]}, "a receipt, an article and a story make a story stale")
            store.save_published("two", store.revision() - 1)
            same(store.stale([], 3), {stories[2].id}, "what was written after a publishing began stays stale")

    def test_stale_are_the_stories_that_show_what_was_written(self, tmp_path: Path) -> None:
        """A theme is another story's article; a copy of a picture or of a publisher's logo stands on whatever shows it."""
        owns = (
            *(article(f"https://{site}.example/1", excerpt=site, images=()) for site in "abc"),
            article("https://d.example/1", excerpt=""),
        )
        stories = [story(own) for own in owns]
        stories[0] = replace(stories[0], themes=(Theme(article=owns[1].id, story=stories[1].id, similarity=0.3),))
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *owns)
            store.save_curated(Curated(stories=tuple(stories)))
            store.save_published("one", store.revision())
            store.save_curated(Curated(receipts=(receipt(owns[1]),)))
            same(store.stale([], 3), {stories[0].id, stories[1].id}, "a story is stale with its theme")
            store.save_curated(Curated(stories=(replace(stories[0], themes=()),)))
            store.save_published("two", store.revision())
            store.save_curated(Curated(receipts=(receipt(owns[1], rules="other"),)))
            same(store.stale([], 3), {stories[1].id}, "a theme that was let go counts no more")
            store.save_published("three", store.revision())
            for name, shown in (("copy", {stories[2].id, stories[3].id}), ("copy", set()), ("", {stories[2].id, stories[3].id})):
                store.save_kept([Kept(url=url, name=name, at=NOW) for url in (PICTURE, LOGO + "c.example")])
                same(store.stale([], 3), shown, "a copy that comes or goes makes those stale that show it")
                store.save_published(f"with {name}", store.revision())

    def test_stale_are_the_stories_that_a_limit_passed(self, tmp_path: Path) -> None:
        """A span holds its first moment and not its last; a theme counts by its own time."""
        owns = tuple(_at(n, n) for n in range(4))
        stories = [story(own) for own in owns]
        stories[3] = replace(stories[3], themes=(Theme(article=owns[1].id, story=stories[1].id, similarity=0.3),))
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *owns)
            store.save_curated(Curated(stories=tuple(stories)))
            store.save_published("one", store.revision())
            passed = [(NOW + HOUR, NOW + 2 * HOUR)]
            same(store.stale(passed, 3), {stories[1].id, stories[3].id}, "stale are the stories and themes of the span")

    def test_common_excerpts_stand_under_several_titles_of_a_publisher(self, tmp_path: Path) -> None:
        """One text under three titles describes the site; the third makes the stories of the other two stale, a fourth none."""
        owns = [article(f"https://a.example/{n}", title=str(n)) for n in range(4)]
        strangers = [
            article("https://a.example/same", title="0"),
            article("https://b.example/1"),
            article("https://a.example/x", excerpt=""),
        ]
        ids = [own.id for own in (*owns, *strangers)]
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *owns[:2], *strangers)
            store.save_curated(Curated(stories=tuple(map(story, owns[:2]))))
            same(store.common_excerpts(ids, 3), frozenset(), "two titles are not three")
            store.save_published("one", store.revision())
            _save(store, owns[2])
            same(store.common_excerpts(ids, 3), {own.id for own in (*owns[:3], strangers[0])}, "the third title makes an excerpt common")
            same(store.stale([], 3), {story(own).id for own in owns[:2]}, "the others' excerpts go")
            store.save_published("two", store.revision())
            _save(store, owns[3])
            same(store.stale([], 3), frozenset(), "a fourth changes nothing")
            store.save_reread([replace(own, excerpt="Another.") for own in (*owns[2:], strangers[0])])
            require({story(own).id for own in owns[:2]} <= store.stale([], 3), "where it is common no more, the others' excerpts come back")

    def test_stale_are_all_that_shared_what_is_common_no_more(self, tmp_path: Path) -> None:
        """One correction gives their excerpts and pictures back to any number of stories, however many share another picture."""
        logo, own = Picture(url="https://a.example/logo.png"), Picture(url="https://a.example/series.jpg")
        weather = [article(f"https://a.example/w{n}", title="Weather", excerpt="Our weather.", images=()) for n in range(150)]
        other = [article(f"https://a.example/o{n}", title=f"Report {n}", excerpt="", images=(logo,)) for n in range(150)]
        series = [article(f"https://a.example/s{n}", title=f"Part {n}", excerpt="Our weather.", images=(logo, own)) for n in range(3)]
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *weather, *other, *series)
            store.save_curated(Curated(stories=tuple(map(story, (*weather, *other, *series)))))
            for place, changed in ((0, series), (1, [*series[1:], *weather])):
                store.save_published(f"before {place}", store.revision())
                store.save_reread([replace(series[place], title="Weather")])
                shown = {story(one).id for one in changed}
                require(shown <= store.stale([], 3), "what is common no more is shown again everywhere")
                require(story(other[0]).id not in store.stale([], 3), "what stays common is shown nowhere")

    def test_story_ids_are_those_that_begin_alike_in_order(self, tmp_path: Path) -> None:
        """A beginning names every story whose id has it, absorbed ones too, the first ones where there are more than wanted."""
        owns = [article(f"https://a.example/{n}") for n in range(5)]
        names = ("s0a", "s0ab", "s0b", "s1", HOSTILE)
        stories = [story(own, id=name) for own, name in zip(owns, names, strict=True)]
        stories[1] = replace(stories[1], merged_into="s1")
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *owns)
            store.save_curated(Curated(stories=tuple(stories)))
            asked = [("s0", 9), ("s0a", 9), ("s0", 2), ("s1", 9), ("s2", 9), ("s0ab%", 9)]
            found = [store.story_ids(prefix, limit) for prefix, limit in asked]
            same(found, [names[:3], names[:2], names[:2], ("s1",), (), ()], "story_ids returns what begins alike, in order")

    def test_stale_are_the_heirs_of_what_was_written(self, tmp_path: Path) -> None:
        """A story's page tells what it took in, also through another, and when nothing of the story itself was written."""
        owns = [article(f"https://a.example/{n}") for n in range(3)]
        heir, between, gone = (
            replace(story(own), id=name, merged_into=to) for own, name, to in zip(owns, "abc", ("", "a", "b"), strict=True)
        )
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *owns)
            store.save_curated(Curated(stories=(heir, between)))
            store.save_published("one", store.revision())
            store.save_curated(Curated(stories=(gone,)))
            require(heir.id in store.stale([], 3), "a story is stale with what leads to it")

    def test_absorbed_are_the_stories_that_name_an_heir(self, tmp_path: Path) -> None:
        """A story is asked whom it took over itself; who was absorbed by those is asked of them."""
        owns = [article(f"https://a.example/{n}") for n in range(4)]
        heirs = ("", "s0", "s1", "s0")
        stories = [replace(story(own), id=f"s{n}", merged_into=heir) for n, (own, heir) in enumerate(zip(owns, heirs, strict=True))]
        with closing(self.open_store(tmp_path)) as store:
            _save(store, *owns)
            store.save_curated(Curated(stories=tuple(stories)))
            found = [[_id(one) for one in store.absorbed(asked)] for asked in (["s0"], ["s1"], ["s0", "s1"], ["s2"], [])]
            same(found, [["s1", "s3"], ["s2"], ["s1", "s2", "s3"], [], []], "absorbed returns the stories that name these as heirs")

    def test_counts_say_how_many_of_each(self, tmp_path: Path) -> None:
        """The totals of the ledger balance, and absorbed stories are not counted."""
        with closing(self.open_store(tmp_path)) as store:
            _fill(store)
            expected = {
                "articles": 3,
                "stories": 1,
                "redirects": 0,
                "published": 1,
                "sources": 1,
                "stored": 3,
                "duplicate": 1,
                "rejected": 2,
                "quarantined": 1,
            }
            same(store.counts(), expected, "counts says how many of each there are")
            kept = Verdict(value=False, rule="heat >= 70", margin=-5)
            store.save_curated(Curated(receipts=(receipt(article("https://a.example/1"), published=kept),)))
            same(store.counts(), expected | {"published": 0}, "a story that is published no more is not counted")
            heir = next(story for story in store.each_story() if not story.merged_into)
            absorbed = [
                replace(heir, id=f"s{path}", coverage=(), path=path, merged_into=heir.id) for path in ("", "2026-a.md", "2026-b.md")
            ]
            store.save_curated(Curated(stories=tuple(absorbed)))
            same(store.counts()["redirects"], 2, "an absorbed story counts as a redirect when it has a record")
            past, beyond = store.counts(heir.last), store.counts(heir.last + timedelta(microseconds=1))
            same((past["stories"], past["redirects"]), (1, 2), "counts since a moment has the stories with a report at it")
            same((beyond["stories"], beyond["redirects"], beyond["articles"]), (0, 0, 3), "and leaves out those with none after it")
            store.save_curated(Curated(receipts=(receipt(article("https://a.example/1")),)))
            same((store.counts(heir.last)["published"], beyond["published"]), (1, 0), "a published story counts by its last report")

    def test_last_report_ranks_every_story_that_ever_was(self, tmp_path: Path) -> None:
        """The latest has rank 1, absorbed stories have a rank too, and beyond the last there is none."""
        with closing(self.open_store(tmp_path)) as store:
            ends = [NOW - HOUR * number for number in range(3)]
            first, *others = (replace(story(), id=f"s{number}", coverage=(), first=end, last=end) for number, end in enumerate(ends))
            absorbed = [replace(one, merged_into=first.id) for one in others]
            store.save_curated(Curated(stories=(first, *absorbed)))
            same([store.last_report(rank) for rank in (1, 2, 3, 4)], [*ends, None], "last_report ranks by the last report")

    def test_revision_grows_with_what_could_be_published(self, tmp_path: Path) -> None:
        """New articles, outcomes, stories, receipts, settings, and a source falling ill or recovering."""
        own, late = article(), article("https://a.example/late")
        changes: tuple[Callable[[Store], None], ...] = (
            lambda store: store.save_collected(Collected(memory=memory())),
            lambda store: store.save_collected(Collected(memory=memory(), articles=(own,))),
            lambda store: store.save_collected(Collected(items=(item(outcome="quarantined"),))),
            lambda store: store.save_collected(Collected(items=(item(),))),
            lambda store: store.save_collected(Collected(memory=memory(failures=1, last_error="timeout"), articles=(late,))),
            lambda store: store.save_collected(Collected(memory=memory())),
            lambda store: store.save_curated(Curated(stories=(story(own),))),
            lambda store: store.save_curated(Curated(stories=(story(own, path="a.md"),))),
            lambda store: store.save_curated(Curated(receipts=(receipt(own),))),
            lambda store: store.save_curated(Curated(receipts=(receipt(own, rules="new"),))),
            lambda store: store.save_curated(Curated(settings="new")),
        )
        with closing(self.open_store(tmp_path)) as store:
            for number, change in enumerate(changes):
                before = store.revision()
                change(store)
                require(store.revision() > before, f"change {number} could change what is published, so the revision grows")

    def test_revision_stays_when_nothing_could_change(self, tmp_path: Path) -> None:
        """A quiet cycle publishes nothing: not for 304s, another try that failed, a visit delivered again, robots or its own mark."""
        own, waiting = article(), item(identity="a.example/waiting", outcome="quarantined", due_at=NOW, entry=entry())
        curated = Curated(stories=(story(own),), receipts=(receipt(own),), settings="same")
        quiet = memory(checked_at=NOW + HOUR, due_at=NOW + 2 * HOUR, etag='"2"', last_modified="today", seen_share=1.0)
        learned = Sighting(what="https://new.example/feed", first=NOW, last=NOW + HOUR, times=2)
        quiet = replace(quiet, read_at=NOW, news=2.0, watched=9.0, longest=3.0, interval=300.0, sites=("a.example",), moved=learned)
        with closing(self.open_store(tmp_path)) as store:
            store.save_collected(Collected(memory=memory(), items=(item(own), waiting), articles=(own,)))
            store.save_curated(curated)
            before = store.revision()
            store.save_collected(Collected(memory=quiet))
            store.save_collected(Collected(items=(replace(waiting, attempts=2, due_at=NOW + HOUR),)))
            store.save_collected(Collected(memory=quiet, items=(item(own),), articles=(own,)))
            store.save_curated(curated)
            store.save_published("done")
            store.save_robots({"https://a.example": ("", NOW)})
            same(store.revision(), before, "the revision stays when nothing that is published could change")

    # politeness

    def test_robots_are_kept_by_origin(self, tmp_path: Path) -> None:
        """Rules read again replace the old ones; those of other origins stay; a save that fails leaves nothing."""
        with closing(self.open_store(tmp_path)) as store:
            store.save_robots({"https://a.example": ("old", NOW), "https://b.example": ("b", NOW)})
            store.save_robots({"https://a.example": ("new", NOW + HOUR)})
            broken: dict[str, Any] = {"https://c.example": ("c", NOW), "https://d.example": (object(), NOW)}
            _fails(store.save_robots, broken)
            same(store.robots(), {"https://a.example": ("new", NOW + HOUR), "https://b.example": ("b", NOW)}, "robots are kept by origin")


class _Broken(tuple[Any, ...]):
    """A tuple whose second element cannot be had."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        yield self[0]
        raise RuntimeError("broken on purpose")


def _fails(save: Callable[..., None], *what: object) -> Exception:
    try:
        save(*what)
    except Exception as error:  # noqa: BLE001  any error will do, nothing written is the point
        return error
    raise AssertionError("what cannot be written is not accepted")


def _id(of: Story) -> str:
    return of.id


def _at(number: int, hours: float) -> Article:
    return article(f"https://a.example/{number}", published_at=NOW + hours * HOUR, seen_at=NOW + hours * HOUR)


def _visit(*articles: Article) -> Collected:
    return Collected(memory=memory(), items=tuple(item(own) for own in articles), articles=articles)


def _save(store: Store, *articles: Article) -> None:
    store.save_collected(_visit(*articles))


def _merged() -> tuple[Story, Story, tuple[Article, Article]]:
    """Return a story, the story it absorbed (still listing its coverage), and their articles."""
    owns = article("https://a.example/1"), article("https://b.example/2")
    return story(*owns, id=story(owns[0]).id), replace(story(owns[1]), merged_into=story(owns[0]).id), owns


def _fill(store: Store) -> None:
    """Write something of everything."""
    heir, absorbed, owns = _merged()
    _save(store, *owns, article("https://c.example/3", excerpt=EXCERPT * 3))
    others = [("duplicate", "d"), ("rejected", "e"), ("rejected", "f"), ("quarantined", "g")]
    store.save_collected(Collected(items=tuple(item(identity=name, outcome=outcome, entry=entry()) for outcome, name in others)))
    store.save_curated(Curated(stories=(replace(heir, path="a.md"), absorbed), receipts=(receipt(owns[0], heir),), settings="s1"))
    store.save_published("p1")
    store.save_robots({"https://a.example": ("User-agent: *", NOW)})


def _everything(store: Store) -> tuple[Any, ...]:
    """All that a store says about the addresses these tests use."""
    stories = tuple(store.each_story())
    ids = {own.article for told in stories for own in told.coverage} | {own.id for own in store.arrivals()}
    addresses = [item(own).identity for own in store.articles(ids).values()] + ["d", "e", "f", "g", item().identity]
    return (
        (store.memories(), store.ledger(addresses), store.pending(NOW), store.arrivals(), store.articles(ids)),
        (stories, store.stories_of(ids), store.receipts(ids), store.picture_counts([PICTURE]), store.taken_paths(["a.md"])),
        (store.counts(), store.revision(), store.settings(), store.published(), store.robots()),
    )
