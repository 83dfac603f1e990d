"""The laws of weaving, on any arrivals, cycles and links."""

from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from newsloom.stories import Background, LexicalWeaver
from newsloom.stories.copies import Copies
from newsloom.stories.habits import USUAL, habits
from newsloom.stories.templates import is_report, without_dateline
from newsloom.stories.terms import Terms
from newsloom.testing.factories import NOW, article
from newsloom.types import Links, Weave, Window

BACKGROUND = Background.load()
WEAVER = LexicalWeaver(BACKGROUND)
READ = Terms().of_article
LAW = settings(max_examples=40, deadline=None)
"""Few examples a run keep the suite fast; every run draws others. No deadline: continuous integration shares its cores."""

WORDS = "bridge flood Millbrook river mayor tram strike union Karlsberg shift orchard frost apple harvest robot chip court ruling".split()

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)


@st.composite
def articles(draw, most=10):
    """Return articles of a few words each, some of them with the text of another, within ten days."""
    drafts = draw(st.lists(st.tuples(texts, st.one_of(st.just(""), texts), st.integers(0, 240)), min_size=1, max_size=most))
    repeated = draw(st.lists(st.tuples(st.sampled_from(drafts), st.integers(0, 240)), max_size=4))
    drafts += [(title, excerpt, hours) for (title, excerpt, _), hours in repeated]
    return [
        article(f"https://outlet{number}.example/", title=title, excerpt=excerpt, published_at=NOW + timedelta(hours=hours))
        for number, (title, excerpt, hours) in enumerate(drafts)
    ]


@st.composite
def linked(draw):
    found = draw(articles())
    ids = [one.id for one in found]
    pairs = st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=5).map(tuple)
    return found, Links(must=draw(pairs), cannot=draw(pairs))


def after(window: Window, weave: Weave, arrived) -> Window:
    """Return the window as a store would give it after saving a weave."""
    stories = {story.id: story for story in (*window.stories, *weave.stories)}
    return Window(
        stories=tuple(story for story in stories.values() if not story.merged_into),
        articles=window.articles | {one.id: one for one in arrived},
    )


def in_cycles(found, cut, links=Links()):  # noqa: B008 - a frozen record
    first = WEAVER.weave(Window(), found[:cut], Links(), NOW)
    window = after(Window(), first, found[:cut])
    second = WEAVER.weave(window, found[cut:], links, NOW + timedelta(hours=1))
    return first, second, after(window, second, found[cut:])


def homes(window: Window) -> dict[str, str]:
    return {entry.article: story.id for story in window.stories for entry in story.coverage}


def consistent(window: Window) -> None:
    """Assert what every story keeps."""
    members = [entry.article for story in window.stories for entry in story.coverage]
    assert len(members) == len(set(members))
    for story in window.stories:
        own = {entry.article: entry for entry in story.coverage}
        times = [(window.articles[member].published_at, member) for member in own]
        assert times == sorted(times)
        assert (story.first, story.last) == (times[0][0], times[-1][0])
        assert story.lead in own
        for entry in own.values():
            assert (entry.relation == "coverage") == (entry.copy_of == "")
            if entry.copy_of:
                source = own[entry.copy_of]
                assert source.relation != "copy"
                assert (window.articles[source.article].published_at, source.article) < (
                    window.articles[entry.article].published_at,
                    entry.article,
                )
        assert len(story.themes) <= 5
        shown = [theme.article for theme in story.themes]
        assert len(shown) == len(set(shown))
        assert not own.keys() & set(shown)
        assert all(theme.similarity >= 0.149 for theme in story.themes)


@LAW
@given(articles(), st.randoms(use_true_random=False))
def test_weave_order_of_arrivals_is_irrelevant(found, random: Random):
    shuffled = found[:]
    random.shuffle(shuffled)
    assert WEAVER.weave(Window(), found, Links(), NOW) == WEAVER.weave(Window(), shuffled, Links(), NOW)


@LAW
@given(articles(), st.randoms(use_true_random=False))
def test_weave_order_of_the_window_is_irrelevant(found, random: Random):
    _, _, window = in_cycles(found, len(found) // 2)
    stories, known = list(window.stories), list(window.articles.items())
    random.shuffle(stories)
    random.shuffle(known)
    arrival = article("https://late.example/", title=found[0].title, published_at=found[0].published_at + timedelta(hours=7))
    shuffled = Window(stories=tuple(stories), articles=dict(known))
    assert WEAVER.weave(window, [arrival], Links(), NOW) == WEAVER.weave(shuffled, [arrival], Links(), NOW)


@LAW
@given(articles(), st.integers(0, 14))
def test_weave_in_two_cycles_places_every_article_once_and_loses_none(found, cut):
    first, second, window = in_cycles(found, cut)
    consistent(window)
    assert set(homes(window)) == {one.id for one in found}
    kept = homes(after(Window(), first, found[:cut]))
    moved = {one for one, home in kept.items() if homes(window)[one] != home}
    assert bool(moved) == bool(second.merged + second.split), "only a merge or a split moves an article"


@LAW
@given(articles())
def test_weave_is_at_rest_once_woven(found):
    _, _, window = in_cycles(found, len(found) // 2)
    assert WEAVER.weave(window, found, Links(), NOW) == Weave()


@LAW
@given(articles(), st.integers(0, 14), st.booleans())
def test_weave_a_weaver_that_ran_through_says_what_a_fresh_one_says(found, cut, saved):
    """What a weaver keeps from cycle to cycle saves time only, also when the first cycle's weave was never stored."""
    through = LexicalWeaver(BACKGROUND)
    first = through.weave(Window(), found[:cut], Links(), NOW)
    window = after(Window(), first, found[:cut]) if saved else Window()
    arrived = found[cut:] if saved else found
    later = NOW + timedelta(hours=1)
    assert through.weave(window, arrived, Links(), later) == LexicalWeaver(BACKGROUND).weave(window, arrived, Links(), later)


@st.composite
def histories(draw):
    """Return 70 articles of a few words each, within 80 days."""
    chance = Random(draw(st.integers(0, 2**32)))
    known = chance.sample(WORDS, draw(st.integers(1, len(WORDS))))
    return [
        article(
            f"https://past{number}.example/",
            title=f"{' '.join(chance.choices(known, k=3))} {number}",
            excerpt="",
            published_at=NOW - timedelta(hours=chance.randrange(2000)),
        )
        for number in range(70)
    ]


@LAW
@given(histories(), st.randoms(use_true_random=False))
def test_habits_do_not_depend_on_the_order_of_the_history(history, random: Random):
    shuffled = history[:]
    random.shuffle(shuffled)
    assert habits(shuffled, READ, BACKGROUND, {}) == habits(history, READ, BACKGROUND, {})


@LAW
@given(st.lists(st.text(max_size=200), min_size=64, max_size=90, unique=True), st.text(max_size=400))
def test_habits_of_anything_are_few_words_none_of_them_certain_and_a_bounded_threshold(titles, text):
    history = [
        article(f"https://a.example/{n}", title=one, excerpt=text, published_at=NOW + timedelta(days=n)) for n, one in enumerate(titles)
    ]
    learned = habits(history, READ, BACKGROUND, {})
    usual, held = learned.usual, sum(len(READ(one)) for one in history)
    assert len(usual) * len(history) <= held / USUAL * 2
    assert 0 <= learned.theta <= 2
    assert set(usual.values()) <= {1 / 16, 1 / 8, 1 / 4, 1 / 2}


@LAW
@given(articles(), st.integers(0, 14), histories(), histories(), st.booleans())
def test_weave_with_habits_a_weaver_that_ran_through_says_what_a_fresh_one_says(found, cut, early, late, same):
    """Habits change between cycles, or not: the window alone says what they are."""
    through = LexicalWeaver(BACKGROUND)
    first = through.weave(Window(latest=tuple(early)), found[:cut], Links(), NOW)
    window = replace(after(Window(), first, found[:cut]), latest=tuple(early if same else late))
    later = NOW + timedelta(hours=1)
    assert through.weave(window, found[cut:], Links(), later) == LexicalWeaver(BACKGROUND).weave(window, found[cut:], Links(), later)


@LAW
@given(articles(), histories())
def test_weave_with_too_short_a_history_is_the_weave_without_one(found, history):
    window = Window(latest=tuple(history[:63]))
    assert WEAVER.weave(window, found, Links(), NOW) == WEAVER.weave(Window(), found, Links(), NOW)


@LAW
@given(articles(), st.integers(0, 14))
def test_weave_is_the_same_with_either_core_and_when_a_window_outgrows_the_plain_one(found, cut):
    windows = []
    for large in (0, len(found[:cut]) + 1, 10**9):
        weaver, window = LexicalWeaver(BACKGROUND, large=large), Window()
        for number, arrived in enumerate((found[:cut], found[cut:])):
            window = after(window, weaver.weave(window, arrived, Links(), NOW + timedelta(hours=number)), arrived)
        windows.append(window)
    assert windows[0] == windows[1] == windows[2]


@LAW
@given(articles(), articles(4))
def test_weave_never_changes_a_closed_story(found, late):
    """Articles of a month later leave stories as they are; at most their themes could change, and those are out of reach, too."""
    _, _, window = in_cycles(found, len(found) // 2)
    month = timedelta(days=30)
    arrivals = [replace(one, id=f"late{number}", published_at=one.published_at + month) for number, one in enumerate(late)]
    weave = WEAVER.weave(window, arrivals, Links(), NOW + month)
    assert not {story.id for story in weave.stories} & {story.id for story in window.stories}


@LAW
@given(articles(), st.data())
def test_split_after_merge_restores_the_groups(found, data):
    """An editor's merge of two stories, taken back by a split, leaves the articles grouped as they were."""
    _, _, window = in_cycles(found, len(found) // 2)
    if len(window.stories) < 2:
        return
    one, other = data.draw(st.permutations(sorted(window.stories, key=lambda story: story.id)))[:2]
    mine, theirs = ([entry.article for entry in story.coverage] for story in (one, other))
    later = NOW + timedelta(hours=2)
    merged = after(window, WEAVER.weave(window, (), Links(must=((mine[0], theirs[0]),)), later), ())
    assert homes(merged)[mine[0]] == homes(merged)[theirs[0]]
    bundles = tuple((first, member) for first, *rest in (mine, theirs) for member in rest)
    links = Links(must=bundles, cannot=((mine[0], theirs[0]),))
    restored = homes(after(merged, WEAVER.weave(merged, (), links, later + timedelta(hours=1)), ()))
    before = homes(window)
    assert {frozenset(one for one in restored if restored[one] == home) for home in restored.values()} == {
        frozenset(one for one in before if before[one] == home) for home in before.values()
    }


@LAW
@given(articles(), st.integers(0, 14))
def test_weave_returns_exactly_what_changed(found, cut):
    first, second, _ = in_cycles(found, cut)
    before = {story.id: story for story in first.stories}
    assert all(before.get(story.id) != story for story in second.stories)
    arrived = {one.id for one in found[cut:]}
    grown = [story for story in second.stories if story.id in before and arrived & {entry.article for entry in story.coverage}]
    assert (second.new + second.split, second.grown) == (sum(story.id not in before for story in second.stories), len(grown))


@LAW
@given(linked(), st.integers(0, 14))
def test_links_are_obeyed_and_cannot_wins(case, cut):
    found, links = case
    first, second, window = in_cycles(found, cut, links)
    home = homes(window)
    consistent(window)
    assert set(home) == {one.id for one in found}
    assert all(home[one] != home[other] for one, other in links.cannot if one != other)
    forbidden = {frozenset(pair) for pair in links.cannot}
    if not forbidden:
        assert all(home[one] == home[other] for one, other in links.must)
    ids = [story.id for story in first.stories] + [story.id for story in second.stories]
    absorbed = [story for story in second.stories if story.merged_into]
    assert all(story.coverage == () and story.merged_into in home.values() for story in absorbed)
    assert len(absorbed) == second.merged
    assert len(set(ids)) == len({story.id for story in first.stories}) + second.new + second.split


@LAW
@given(linked(), st.integers(0, 14))
def test_links_obeyed_once_change_nothing_more(case, cut):
    found, links = case
    _, _, window = in_cycles(found, cut, links)
    assert WEAVER.weave(window, (), links, NOW + timedelta(hours=2)) == Weave()


@LAW
@given(linked(), st.integers(0, 14))
def test_ids_are_never_given_twice(case, cut):
    """Linking, undoing by the opposite links and linking again always names new stories anew."""
    found, links = case
    first, second, window = in_cycles(found, cut, links)
    seen = {story.id for story in (*first.stories, *second.stories)}
    for turn in (Links(must=links.cannot, cannot=links.must), links):
        weave = WEAVER.weave(window, (), turn, NOW + timedelta(hours=3))
        fresh = {story.id for story in weave.stories} - {story.id for story in window.stories}
        assert len(fresh) == weave.split
        assert not fresh & seen
        seen |= fresh
        window = after(window, weave, ())
        consistent(window)


@LAW
@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=400))
def test_any_text_is_read_without_harm(title, excerpt, other):
    one, second = article("https://a.example/", title=title, excerpt=excerpt), article("https://b.example/", title=other, excerpt=excerpt)
    weave = WEAVER.weave(Window(), [one, second], Links(), NOW)
    assert sum(len(story.coverage) for story in weave.stories) == 2
    copies = Copies()
    copies.add(one)
    assert len(copies.kin(second)) <= 1
    assert excerpt.endswith(without_dateline(excerpt))
    assert isinstance(is_report(title), bool)
