"""What the weaver promises, on invented news."""

from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace
import pytest
import yaml

from newsloom.ids import story_id
from newsloom.stories import Background, LexicalWeaver, WeaverOptions
from newsloom.testing.factories import NOW, article
from newsloom.types import Links, Weave, Window

BACKGROUND = Background.load()
WEAVER = LexicalWeaver(BACKGROUND, WeaverOptions(subject=("artificial intelligence", "AI")))

BRIDGE = "Flood sweeps away the only bridge of Millbrook"
BRIDGE_TEXT = "The orchard town of Millbrook lost its only bridge on Sunday night when the river Wend rose by four metres, its mayor said."
RIVAL = "Millbrook cut off after the river Wend takes its bridge"
RIVAL_TEXT = "Residents of Millbrook crossed by boat on Monday after flood water of the Wend had swept the town's bridge away."
STRIKE = "Tram drivers of Karlsberg strike for shorter shifts"
STRIKE_TEXT = "No tram ran in Karlsberg on Monday; the drivers' union demands shorter shifts and a rise of six percent."


def told(name, title, excerpt="", *, hours=0.0):
    """Return an article of the outlet `name`, published so many hours after the others."""
    return article(f"https://{name}.example/{hours}", title=title, excerpt=excerpt, published_at=NOW + timedelta(hours=hours))


def woven(*articles, window=None, links=None, weaver=WEAVER) -> Weave:
    return weaver.weave(window or Window(), articles, links or Links(), NOW)


def window_of(weave, *articles):
    return Window(stories=tuple(story for story in weave.stories if not story.merged_into), articles={one.id: one for one in articles})


def groups(weave):
    return sorted(sorted(entry.article for entry in story.coverage) for story in weave.stories if story.coverage)


def holding(weave, member):
    return next(story for story in weave.stories if member.id in {entry.article for entry in story.coverage})


def covered(story, member):
    return next(entry for entry in story.coverage if entry.article == member.id)


def test_weave_two_reports_of_one_event_share_a_story():
    first, second, other = told("a", BRIDGE, BRIDGE_TEXT), told("b", RIVAL, RIVAL_TEXT, hours=3), told("c", STRIKE, STRIKE_TEXT, hours=1)
    weave = woven(first, second, other)
    assert groups(weave) == sorted([sorted([first.id, second.id]), [other.id]])
    story = holding(weave, first)
    assert (story.id, story.lead, story.first, story.last) == (story_id(first.id), first.id, first.published_at, second.published_at)
    assert [entry.relation for entry in story.coverage] == ["coverage", "coverage"]
    assert story.coverage[1].similarity > 0
    assert (weave.new, weave.grown, weave.merged, weave.split) == (2, 0, 0, 0)


def test_weave_later_arrival_grows_the_story_and_keeps_its_identity():
    first, second = told("a", BRIDGE, BRIDGE_TEXT), told("b", RIVAL, RIVAL_TEXT, hours=3)
    before = woven(first)
    named = replace(before.stories[0], path="2026-01-05-flood.md", splits=2)
    after = woven(second, window=Window(stories=(named,), articles={first.id: first}))
    (story,) = after.stories
    assert (story.id, story.path, story.splits, story.created_at) == (named.id, named.path, 2, named.created_at)
    assert len(story.coverage) == 2
    assert (after.new, after.grown) == (0, 1)


def test_weave_lead_that_was_chosen_stays_and_a_lost_one_is_replaced():
    first, second, third = told("a", BRIDGE, BRIDGE_TEXT), told("b", RIVAL, RIVAL_TEXT, hours=3), told("c", RIVAL, RIVAL_TEXT, hours=4)
    led = replace(woven(first, second).stories[0], lead=second.id)
    window = Window(stories=(led,), articles={first.id: first, second.id: second})
    assert woven(third, window=window).stories[0].lead == second.id
    parted = woven(window=window, links=Links(cannot=((first.id, second.id),)))
    assert {story.lead for story in parted.stories} == {first.id, second.id}


@pytest.mark.parametrize(("hours", "together"), [(95.0, True), (97.0, False)])
def test_weave_article_beyond_four_days_founds_its_own_story(hours, together):
    weave = woven(told("a", BRIDGE, BRIDGE_TEXT), told("b", BRIDGE, BRIDGE_TEXT, hours=hours))
    assert (len(weave.stories) == 1) is together


def test_weave_article_long_before_a_story_does_not_join_it():
    late, early = told("a", BRIDGE, BRIDGE_TEXT, hours=97), told("b", BRIDGE, BRIDGE_TEXT)
    weave = woven(early, window=window_of(woven(late), late))
    assert (weave.new, weave.grown) == (1, 0)
    assert len(woven(early, late).stories) == 2


def test_weave_nothing_new_returns_nothing():
    known = told("a", BRIDGE, BRIDGE_TEXT)
    window = window_of(woven(known), known)
    assert woven(window=window) == Weave()
    assert woven(known, window=window) == Weave()


def test_weave_story_with_unknown_article_keeps_it():
    first, lost, second = told("a", BRIDGE, BRIDGE_TEXT), told("x", RIVAL, RIVAL_TEXT, hours=1), told("b", RIVAL, RIVAL_TEXT, hours=3)
    before = woven(first, lost)
    (story,) = woven(second, window=Window(stories=before.stories, articles={first.id: first})).stories
    assert {entry.article for entry in story.coverage} == {first.id, lost.id, second.id}


def test_weave_article_without_words_stands_alone():
    weave = woven(told("a", "!!!"), told("b", "…", hours=1), told("c", "", hours=2))
    assert [len(story.coverage) for story in weave.stories] == [1, 1, 1]


def test_weave_higher_theta_is_stricter():
    strict = LexicalWeaver(BACKGROUND, WeaverOptions(theta=9.0))
    assert len(woven(told("a", BRIDGE, BRIDGE_TEXT), told("b", RIVAL, RIVAL_TEXT, hours=3), weaver=strict).stories) == 2


def test_weave_subject_words_join_nothing():
    articles = [
        told("a", "How artificial intelligence learns to read x-rays", "Hospitals try artificial intelligence on chest images."),
        told("b", "Artificial intelligence beats a fighter pilot", "In a contest artificial intelligence won every dogfight.", hours=1),
        told("c", "Bank lets artificial intelligence answer letters", "Customers hear from artificial intelligence since May.", hours=2),
    ]
    weave = woven(*articles)
    assert len(weave.stories) == 3
    assert not any(story.themes for story in weave.stories)
    assert len(woven(*articles, weaver=LexicalWeaver(BACKGROUND)).stories) < 3


# copies


def test_copy_with_dateline_joins_its_original_and_names_it():
    original = told("a", BRIDGE, BRIDGE_TEXT)
    copy = told("b", "Millbrook loses bridge to flood", "MILLBROOK, Jan. 5, 2026 /PRNewswire/ -- " + BRIDGE_TEXT, hours=5)
    story = holding(woven(original, copy), copy)
    assert (covered(story, copy).relation, covered(story, copy).copy_of) == ("copy", original.id)
    assert covered(story, copy).similarity >= 0.8
    assert story.lead == original.id


def test_copy_discovered_before_its_original_yields_to_it():
    original, copy = told("a", BRIDGE, BRIDGE_TEXT), told("b", BRIDGE, BRIDGE_TEXT, hours=5)
    second = told("c", BRIDGE.upper(), hours=6)
    story = holding(woven(original, window=window_of(woven(copy, second), copy, second)), original)
    assert [(entry.relation, entry.copy_of) for entry in story.coverage] == [("coverage", ""), ("copy", original.id), ("copy", original.id)]


def test_copies_have_no_voice_in_what_a_story_is_about():
    reports = [told("a", BRIDGE, BRIDGE_TEXT), told("b", RIVAL, RIVAL_TEXT, hours=3)]
    copies = [told(f"copy{number}", BRIDGE, BRIDGE_TEXT, hours=1 + number / 10) for number in range(9)]
    alone, amid = woven(*reports), woven(*reports, *copies)
    assert covered(holding(amid, reports[1]), reports[1]).similarity == covered(holding(alone, reports[1]), reports[1]).similarity
    assert sum(entry.relation == "copy" for entry in amid.stories[0].coverage) == 9
    before = woven(reports[0], *copies)
    later = woven(reports[1], window=window_of(before, reports[0], *copies))
    assert covered(holding(later, reports[1]), reports[1]).similarity == covered(holding(alone, reports[1]), reports[1]).similarity


def test_copy_that_an_editor_puts_elsewhere_is_no_copy_there():
    original, strike, copy = told("a", BRIDGE, BRIDGE_TEXT), told("c", STRIKE, STRIKE_TEXT), told("b", BRIDGE, BRIDGE_TEXT, hours=1)
    weave = woven(original, strike, copy, links=Links(must=((strike.id, copy.id),)))
    assert groups(weave) == sorted([[original.id], sorted([strike.id, copy.id])])
    assert covered(holding(weave, copy), copy).relation == "coverage"


def test_equal_short_titles_prove_nothing():
    one, other = told("a", "The week ahead", BRIDGE_TEXT), told("b", "The week ahead", STRIKE_TEXT, hours=1)
    assert len(woven(one, other).stories) == 2


def test_boilerplate_of_one_site_makes_no_copies():
    boilerplate = "The Daily Example brings you independent reporting from the whole region, every morning, in print, online and on air."
    one, other = told("a", "Tram drivers strike", boilerplate), told("a", "Orchard festival opens early", boilerplate, hours=1)
    assert all(entry.relation == "coverage" for story in woven(one, other).stories for entry in story.coverage)


def test_reworked_text_is_adapted_and_linked():
    original = told("a", BRIDGE, BRIDGE_TEXT + " Nobody was hurt. Engineers of the province expect to lay a pontoon before the weekend.")
    reworked = told(
        "b",
        "Wend flood leaves town without a bridge",
        "The orchard town of Millbrook lost its only bridge on Sunday night when the river Wend rose by four metres, police confirmed. "
        "Engineers of the province expect to lay a pontoon soon, and schools stay closed.",
        hours=2,
    )
    story = holding(woven(original, reworked), reworked)
    assert (covered(story, reworked).relation, covered(story, reworked).copy_of) == ("adapted", original.id)


def test_market_reports_do_not_chain():
    articles = [
        told(
            "a", "Kettle Market Size, Share & Trends Analysis Report 2021-2027", "The report studies drivers, restraints and key players."
        ),
        told(
            "b",
            "Garden Hose Market Size, Share & Trends Analysis Report 2021-2027",
            "The report studies drivers, restraints and key players.",
        ),
        told("c", "Bicycle Bell Market to reach USD 3 billion by 2027", "The report studies drivers, restraints and key players."),
        told("d", "Global Kettle Market Key Players, Forecast to 2027", hours=1),
    ]
    weave = woven(*articles)
    assert groups(weave) == sorted([sorted([articles[0].id, articles[3].id]), [articles[1].id], [articles[2].id]])
    assert not any(story.themes for story in weave.stories)


# themes


def series(*, dateline="", cut=False):
    text = (
        "Faster networks will open new markets for every maker of phones. A wave of growth will follow in the fifth generation. "
        "The fourth generation made servers cheap, and sales grew beyond the forecasts of the decade."
    )
    return dateline + (text[:90] if cut else text)


MAIN = "Masters of the Robot Chip Industry – Quantel, Orbita and Lumo Enter the Ring"
NEAR = "With Networks and AI as Twin Motors {} Quantel, Lumo and Sanwa Open New Doors to the Industry"


def seed_like():
    main = told("market", MAIN, "A word that few had heard of is in everybody's mouth: machines that think meet the internet of things.")
    wire = told("wire", NEAR.format("-"), series(dateline="HONG KONG, CHINA / ACCESSWIRE / January 6, 2026 / "), hours=12)
    host = told("host", NEAR.format("–"), series(cut=True), hours=28)
    unrelated = [
        told("p", "AI beats a pilot in a simulated dogfight", "An artificial intelligence won five rounds out of five.", hours=2),
        told("q", "How AI helps doctors to read chest scans", "Hospitals use artificial intelligence to find shadows faster.", hours=9),
        told("r", "New AI model writes poems and code", "The artificial intelligence was trained on a trillion words.", hours=14),
        told("s", "Regulator fines maker of face recognition", "The firm matched faces with artificial intelligence.", hours=25),
    ]
    return main, wire, host, unrelated


def test_themes_releases_of_one_series_are_near_but_apart():
    main, wire, host, unrelated = seed_like()
    weave = woven(main, wire, host, *unrelated)
    assert groups(weave) == sorted([[main.id], sorted([wire.id, host.id]), *([one.id] for one in unrelated)])
    pair = holding(weave, wire)
    assert (covered(pair, host).relation, covered(pair, host).copy_of, pair.lead) == ("copy", wire.id, wire.id)
    assert [theme.article for theme in holding(weave, main).themes] == [wire.id, host.id]
    assert [theme.article for theme in pair.themes] == [main.id]
    assert not any(holding(weave, one).themes for one in unrelated)


def test_themes_of_an_old_story_change_when_a_near_one_appears():
    main, wire, host, _ = seed_like()
    before = woven(main)
    after = woven(wire, window=window_of(before, main))
    assert [theme.article for theme in holding(after, main).themes] == [wire.id]
    again = woven(host, window=window_of(after, main, wire))
    assert [theme.article for theme in holding(again, main).themes] == [wire.id, host.id]


def test_themes_beyond_the_window_are_kept():
    main, wire, host, _ = seed_like()
    both = woven(main, wire)
    alone = Window(stories=(holding(both, wire),), articles={wire.id: wire})
    assert [theme.article for theme in woven(host, window=alone).stories[0].themes] == [main.id]


def test_themes_follow_a_story_that_is_absorbed():
    main, wire, _, unrelated = seed_like()
    before = woven(main, wire, unrelated[0])
    older = replace(holding(before, unrelated[0]), created_at=NOW - timedelta(hours=1))
    window = Window(
        stories=(older, holding(before, main), holding(before, wire)), articles={one.id: one for one in (main, wire, unrelated[0])}
    )
    weave = woven(window=window, links=Links(must=((wire.id, unrelated[0].id),)))
    assert {theme.story for theme in holding(weave, main).themes} == {older.id}
    assert {theme.article for theme in holding(weave, wire).themes} == {main.id}
    narrow = Window(stories=window.stories[::2], articles={one.id: one for one in (wire, unrelated[0])})
    weave = woven(window=narrow, links=Links(must=((wire.id, unrelated[0].id),)))
    assert {theme.article for theme in holding(weave, wire).themes} == {main.id}, "a neighbour that the window does not hold"


@pytest.mark.shared
def test_themes_the_seed_record_is_woven_as_its_editors_would(shared: Path):
    seed = yaml.safe_load((shared / "reference" / "seed-record.md").read_text(encoding="utf-8").split("---\n")[1])
    main, host, wire = (
        article(
            item["webUrl"], title=item["title"], excerpt=item["excerpt"], published_at=item["publishedDateTime"].replace(tzinfo=NOW.tzinfo)
        )
        for item in [seed, *seed["related"]]
    )
    weave = woven(main, host, wire)
    assert groups(weave) == sorted([[main.id], sorted([wire.id, host.id])])
    assert covered(holding(weave, host), host).copy_of == wire.id
    assert [theme.article for theme in holding(weave, main).themes] == [wire.id, host.id]
    assert [theme.article for theme in holding(weave, wire).themes] == [main.id]


# editors


def test_must_link_unites_existing_stories_and_the_older_survives():
    one, other = told("a", BRIDGE, BRIDGE_TEXT), told("c", STRIKE, STRIKE_TEXT, hours=1)
    old, young = woven(other).stories[0], replace(woven(one).stories[0], created_at=NOW + timedelta(hours=1))
    window = Window(stories=(young, old), articles={one.id: one, other.id: other})
    weave = woven(window=window, links=Links(must=((one.id, other.id),)))
    survivor, absorbed = holding(weave, one), next(story for story in weave.stories if story.merged_into)
    assert (survivor.id, absorbed.id, absorbed.merged_into, absorbed.coverage) == (old.id, young.id, old.id, ())
    assert {entry.article for entry in survivor.coverage} == {one.id, other.id}
    assert weave.merged == 1
    assert woven(window=window_of(weave, one, other), links=Links(must=((one.id, other.id),))) == Weave()


def test_must_links_in_a_row_name_the_last_heir():
    members = [
        told(name, title, hours=number)
        for number, (name, title) in enumerate([("a", BRIDGE), ("b", STRIKE), ("c", "Orchard festival opens")])
    ]
    stories = [replace(woven(one).stories[0], created_at=NOW + timedelta(hours=-number)) for number, one in enumerate(members)]
    links = Links(must=((members[0].id, members[1].id), (members[1].id, members[2].id)))
    weave = woven(window=Window(stories=tuple(stories), articles={one.id: one for one in members}), links=links)
    assert {story.id: story.merged_into for story in weave.stories} == {
        stories[0].id: stories[2].id,
        stories[1].id: stories[2].id,
        stories[2].id: "",
    }


def test_must_links_between_pairs_of_stories_leave_no_dead_heir():
    """Two bundles, each over two stories, that share one: whichever is united first, the oldest story is the heir of both."""
    one, twin, far, other = (
        told("a", BRIDGE, BRIDGE_TEXT),
        told("b", BRIDGE, BRIDGE_TEXT, hours=1),
        told("c", STRIKE),
        told("d", "Orchard festival opens"),
    )
    pair = woven(one, twin).stories[0]
    old, oldest = (replace(woven(lone).stories[0], created_at=NOW + timedelta(hours=hours)) for lone, hours in ((far, -1), (other, -2)))
    window = Window(stories=(pair, old, oldest), articles={each.id: each for each in (one, twin, far, other)})
    for links in [((one.id, far.id), (twin.id, other.id)), ((one.id, other.id), (twin.id, far.id))]:
        weave = woven(window=window, links=Links(must=links))
        assert {story.merged_into for story in weave.stories if story.merged_into} == {oldest.id}


def test_must_link_brings_an_arrival_home_and_not_its_neighbours():
    one, other, third = told("a", BRIDGE, BRIDGE_TEXT), told("c", STRIKE, STRIKE_TEXT, hours=1), told("b", RIVAL, RIVAL_TEXT, hours=3)
    weave = woven(one, other, third, links=Links(must=((third.id, other.id),)))
    assert groups(weave) == sorted([[one.id], sorted([other.id, third.id])])


def test_cannot_link_splits_the_later_article_off():
    first, second, third = told("a", BRIDGE, BRIDGE_TEXT), told("b", RIVAL, RIVAL_TEXT, hours=3), told("d", BRIDGE, BRIDGE_TEXT, hours=4)
    copy = told("e", RIVAL, RIVAL_TEXT, hours=5)
    before = woven(first, second, third, copy)
    (parent,) = before.stories
    links = Links(cannot=((second.id, first.id),))
    weave = woven(window=window_of(before, first, second, third, copy), links=links)
    child = holding(weave, second)
    assert child.id == story_id(second.id, parent.id, 1)
    assert (holding(weave, first).id, holding(weave, first).splits, weave.split) == (parent.id, 1, 1)
    assert {entry.article for entry in child.coverage} == {second.id, copy.id}
    assert {entry.article for entry in holding(weave, first).coverage} == {first.id, third.id}
    again = window_of(weave, first, second, third, copy)
    assert woven(window=again, links=links) == Weave()


def test_cannot_link_keeps_an_arrival_out_even_as_a_copy():
    first, copy = told("a", BRIDGE, BRIDGE_TEXT), told("b", BRIDGE, BRIDGE_TEXT, hours=1)
    weave = woven(first, copy, links=Links(cannot=((first.id, copy.id),)))
    assert len(weave.stories) == 2
    assert covered(holding(weave, copy), copy).relation == "coverage"


def test_split_of_an_original_gives_its_copies_a_new_one():
    first, copy, report = told("a", BRIDGE, BRIDGE_TEXT), told("b", BRIDGE, BRIDGE_TEXT, hours=1), told("c", RIVAL, RIVAL_TEXT, hours=-3)
    before = woven(first, copy, report)
    links = Links(must=((copy.id, report.id),), cannot=((first.id, report.id),))
    weave = woven(window=window_of(before, first, copy, report), links=links)
    left = holding(weave, copy)
    assert (covered(left, copy).relation, covered(left, copy).copy_of) == ("coverage", "")
    assert groups(weave) == sorted([[first.id], sorted([copy.id, report.id])])


def test_contradicting_links_cannot_wins():
    one, other = told("a", BRIDGE, BRIDGE_TEXT), told("b", RIVAL, RIVAL_TEXT, hours=3)
    weave = woven(one, other, links=Links(must=((one.id, other.id),), cannot=((other.id, one.id),)))
    assert len(weave.stories) == 2


def test_links_on_unknown_articles_are_ignored():
    one = told("a", BRIDGE, BRIDGE_TEXT)
    assert len(woven(one, links=Links(must=((one.id, "anobody"),), cannot=(("anobody", one.id), (one.id, one.id)))).stories) == 1


# what a cycle leaves behind


def test_reworked_text_stays_when_its_source_no_longer_fits():
    """A second look makes another article of the source: it leaves, and the report that reworked its old text is not dragged along."""
    hour = timedelta(hours=1)
    text = (
        "The orchard town of Millbrook lost its only bridge to the flood on Sunday night, the mayor told reporters at the river, and asked "
        "people to stay at home while boats look for those who are missing since."
    )
    reworked = text.split(", and asked", maxsplit=1)[0].replace("Sunday night", "Sunday, late at night")
    reworked += ". Firefighters of three counties were called and schools in the whole valley will be closed until Friday at least."
    source = told("a", "Flood takes Millbrook bridge", text)
    other = told("b", "Millbrook bridge taken by flood", reworked, hours=1)
    weaver = LexicalWeaver(BACKGROUND)
    window = window_of(weaver.weave(Window(), [source, other], Links(), NOW), source, other)
    (whole,) = window.stories
    assert covered(whole, other).relation == "adapted"
    corrected = replace(
        source, title="Karlsberg tram strike ends", excerpt="Tram drivers of Karlsberg agreed with the union on shift plans."
    )
    copy = told("c", corrected.title, corrected.excerpt, hours=3)
    weave = weaver.weave(replace(window, articles=window.articles | {source.id: corrected}), [copy], Links(), NOW + hour)
    assert all(story.coverage and story.lead for story in weave.stories if not story.merged_into)
    assert holding(weave, other).id != holding(weave, copy).id


class Moody:
    """An embedder that says next to nothing, and fails when it is told to."""

    name = "moody"

    def __init__(self):
        self.fails = False

    def vectors(self, texts):
        numpy = pytest.importorskip("numpy")
        if self.fails:
            raise RuntimeError("the model is gone")
        return numpy.full((len(texts), 4), 0.5, "float32")


def test_weave_that_breaks_off_leaves_nothing_behind():
    judge, first, second = Moody(), told("a", BRIDGE), told("b", RIVAL, hours=1)
    weaver = LexicalWeaver(BACKGROUND, judge=judge)
    window = window_of(weaver.weave(Window(), [first], Links(), NOW), first)
    judge.fails = True
    with pytest.raises(RuntimeError):
        weaver.weave(window, [second], Links(), NOW)
    judge.fails = False
    read = replace(second, excerpt=RIVAL_TEXT)
    assert weaver.weave(window, [read], Links(), NOW) == LexicalWeaver(BACKGROUND, judge=Moody()).weave(window, [read], Links(), NOW)


def test_themes_across_languages_are_told_by_the_first_reports_whoever_joined_first():
    """The earliest report, which alone has the names, joins last: a weaver that ran through tells the story by it as a new one does."""
    text = "Flood takes Millbrook bridge over the river, and the town is cut off."
    reports = [told(f"en{number}", "Flood takes Millbrook bridge", text, hours=number) for number in range(1, 10)]
    earliest = told("en0", "Flood takes Millbrook bridge, Quarel Fermin of Orms says 240 saved", text)
    others = [told(f"o{number}", f"Company{number} opens plant number {number}{number}7 in Town{number}ville") for number in range(12)]
    german = replace(
        told(
            "de",
            "Quarel Fermin: Flut in Orms und 240 Menschen nicht mehr in der Stadt",
            "Das ist ein Bericht von der Flut, die nicht mehr ist, sagt Quarel Fermin in Orms über 240 Menschen.",
            hours=9,
        ),
        language="de",
    )
    through = LexicalWeaver(BACKGROUND)
    known = [*reports, *others]
    window = window_of(through.weave(Window(), known, Links(), NOW), *known)
    grown = through.weave(window, [earliest], Links(), NOW)
    stories = {story.id: story for story in (*window.stories, *grown.stories)}
    window = Window(stories=tuple(stories.values()), articles=window.articles | {earliest.id: earliest})
    weave = through.weave(window, [german], Links(), NOW)
    assert weave == LexicalWeaver(BACKGROUND).weave(window, [german], Links(), NOW)
    assert holding(weave, german).themes


def test_huge_story_is_told_by_its_first_articles_however_it_was_loaded(monkeypatch):
    monkeypatch.setattr("newsloom.stories.fabric._MOST_VOICES", 5)
    reports = [told(f"p{number}", f"{BRIDGE} {number}", hours=number) for number in range(9)]
    through = LexicalWeaver(BACKGROUND)
    window = Window()
    for report in reports:
        weave = through.weave(window, [report], Links(), NOW)
        window = Window(stories=weave.stories, articles=window.articles | {report.id: report})
    late = told("late", f"{BRIDGE} again", hours=9)
    weave = through.weave(window, [late], Links(), NOW)
    assert weave == LexicalWeaver(BACKGROUND).weave(window, [late], Links(), NOW)
    assert len(weave.stories[0].coverage) == 10
