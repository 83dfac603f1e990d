"""The site as a whole: which pages there are, what they show, that they ask nobody for anything and lead nowhere that is not."""

from datetime import timedelta
import gzip
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
import random
import re
from urllib.parse import quote

from msgspec.structs import replace
import pytest
from selectolax.lexbor import LexborHTMLParser

from newsloom.errors import HubError
from newsloom.hub import load
from newsloom.render.api import ApiRenderer
from newsloom.render.feeds import FeedRenderer
from newsloom.render.site import TEMPLATES, SiteRenderer, packaged
from newsloom.render.site.days import DAY_PAGE
from newsloom.render.site.front import LEADS
from newsloom.render.site.pages import GLIMPSE
from newsloom.render.site.publishers import publisher_path
from newsloom.render.site.sources import SOURCES_PAGE
from newsloom.render.site.story import THREADS
from newsloom.render.site.timeline import LANES
from newsloom.score import heat, phase
from newsloom.testing.contracts import check_renderer
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW, memory, score
from newsloom.testing.rendering import rendered
from newsloom.text import EXCERPT_LIMIT
from newsloom.types import FrontPage, Label, Part, Score, Sighting, Source, SourceView, Topic, Verdict

HOUR = timedelta(hours=1)


def pages(what, renderer=None):
    return {artifact.path: artifact.body.decode() for artifact in rendered(renderer or SiteRenderer(), what)}


def parsed(text):
    return LexborHTMLParser(text)


def text_of(node):
    return " ".join(node.text().split())


def rich():
    """Return a story of an original, a copy of it, an own report, and a neighbour."""
    lead = article("https://a.example/1", title="Rocket lands", publisher="Alpha")
    copy = article("https://b.example/1", title="Rocket lands!", publisher="Beta", published_at=NOW + HOUR)
    own = article("https://d.example/1", title="Why the landing matters", publisher="Delta", published_at=NOW + 2 * HOUR)
    near = article("https://c.example/1", title="Other rockets", publisher="Gamma")
    one = view(lead, copy, own)
    coverage = tuple(replace(each, relation="copy", copy_of=lead.id) if each.article == copy.id else each for each in one.story.coverage)
    related = (*view(lead, copy, relation="copy").related, *view(lead, own).related, *view(lead, near, relation="theme").related)
    receipt = replace(one.receipt, decided_at=NOW + 3 * HOUR, phase="rising")
    return replace(one, story=replace(one.story, coverage=coverage), receipt=receipt, related=related)


def told(*views, **changes):
    return edition(*views, as_of=NOW + 3 * HOUR, **changes)


def story_page(one):
    return parsed(pages(told(one))[f"stories/{one.story.id}.html"])


def test_renderer_keeps_its_contract():
    check_renderer(SiteRenderer(), told(rich()))


def test_site_has_a_page_for_every_story_topic_and_day():
    one = rich()
    hidden = view(article("https://e.example/1"), heat=10, published=False)
    found = pages(told(one, hidden, redirects=((replace(one.story, id="s0"), one.story),)))
    stories = {f"stories/{one.story.id}.html", "stories/s0.html"}
    lists = {f"publishers/{name}.example.html" for name in "abd"} | {
        "topics/index.html",
        "topics/space.html",
        "topics/moon.html",
        "days/index.html",
        "days/2026-01-05.html",
    }
    assert set(found) == {"index.html", "sources.html", "scores.html", "404.html", "site.css", "icon.svg"} | stories | lists


def test_front_page_leads_with_three_and_ranks_the_rest_by_heat():
    views = [view(article(f"https://a.example/{n}", title=f"Story {n}"), heat=70 + n) for n in range(HUB.front.size + 9)]
    hidden = view(article("https://b.example/1", title="Hidden"), heat=10, published=False)
    page = parsed(pages(edition(*views, hidden))["index.html"])
    expected = [f"Story {n}" for n in range(HUB.front.size + 8, 8, -1)]
    assert [text_of(node) for node in page.css(".lead h2")] == expected[:LEADS]
    assert [text_of(node) for node in page.css(".cards h3")] == expected[LEADS:]
    assert text_of(page.css_first(".rank")) == "Rank 4"
    assert f"{HUB.front.size} of {HUB.front.size + 9} stories" in text_of(page.css_first("main"))


def test_front_page_puts_stories_without_a_recent_report_below_however_hot():
    old = view(article("https://a.example/1", title="Old", published_at=NOW - timedelta(days=9)), heat=200)
    older = view(article("https://a.example/2", title="Older", published_at=NOW - timedelta(days=10)), heat=220)
    page = parsed(pages(edition(old, older, view(article("https://b.example/1", title="New"), heat=71)))["index.html"])
    assert [text_of(node) for node in page.css(".lead h2")] == ["New", "Old", "Older"]


def test_card_has_publisher_time_topics_phase_and_a_coverage_line_that_leads_to_each_report():
    filler = [view(article(f"https://f{n}.example/"), heat=180 + n) for n in range(LEADS)]
    page = parsed(pages(told(*filler, rich()))["index.html"])
    card = page.css_first(".card")
    assert text_of(card.css_first(".byline")) == "AAlpha 5 January, 12:00 Space"
    assert card.css_first("time").attributes["datetime"] == "2026-01-05T12:00:00Z"
    assert text_of(card.css_first(".coverage")) == "and 2 more: Delta, Beta"
    links = [node.attributes["href"] for node in card.css(".coverage a")]
    assert links == [f"stories/{rich().story.id}.html#coverage", "https://d.example/1", "https://b.example/1"]
    assert text_of(card.css_first(".heat")) == "Rising, heat 85; curve: attention of its reports. About this story"


def test_story_of_one_publisher_is_marked_wherever_it_has_a_byline():
    own = [article(f"https://a.example/{n}", title=f"Rocket lands {n}", publisher="Alpha") for n in range(2)]
    found = pages(edition(view(*own)))
    for path in ("index.html", "topics/space.html", "days/2026-01-05.html"):
        assert text_of(parsed(found[path]).css_first(".byline")).endswith("12:00 Single source Space")
    assert "Single source" not in pages(edition(rich()))["index.html"]


def test_page_says_the_quotas_that_it_keeps_and_none_that_it_does_not():
    views = [view(article(f"https://a.example/{n}"), heat=70 + n) for n in range(LEADS + 1)]
    said = {"index.html": [], "topics/space.html": [], "scores.html": []}
    for front in (
        FrontPage(per_publisher=2, per_topic=3),
        FrontPage(per_publisher=0, per_topic=3),
        FrontPage(per_publisher=0, per_topic=0),
    ):
        found = pages(edition(*views, hub=replace(HUB, front=front)))
        for path, told in said.items():
            told.append(text_of(parsed(found[path]).css_first("main")))
    whole, of_topics, none = zip(*said.values(), strict=True)
    assert "of any ten places from the top a publisher has 2 and a topic 3, while there are others." in whole[0]
    assert "of any ten places from the top a publisher has 2, while there are others." in whole[1]
    assert "where 2 of its publisher, or on the front page 3 of its topic are there already" in whole[2]
    assert "of any ten places from the top a topic has 3, while there are others." in of_topics[0]
    assert not any("ten places" in page for page in (of_topics[1], *none))


def test_coverage_line_names_seven_publishers_and_says_when_there_are_more():
    others = [article(f"https://p{n}.example/1", publisher=f"Paper {n}", title=f"Title {n}") for n in range(9)]
    line = parsed(pages(edition(view(article("https://a.example/1"), *others)))["index.html"]).css_first(".coverage")
    assert text_of(line).startswith("and 9 more: Paper")
    assert (text_of(line).count("Paper"), text_of(line)[-1]) == (7, "…")


def test_lead_shows_other_headlines_once_and_only_if_they_say_something_else():
    lead, same, other = (
        article(f"https://{name}.example/1", title=title) for name, title in zip("abc", ("One", "ONE", "Two"), strict=True)
    )
    page = parsed(pages(edition(view(lead, same, other)))["index.html"])
    assert [text_of(node) for node in page.css(".lead .others a")] == ["Two"]


def test_first_lead_alone_names_what_others_report_so_that_three_stand_side_by_side():
    views = [view(*(article(f"https://p{n}{k}.example/1", title=f"Story {n}, {k}") for k in range(4)), heat=150 - n) for n in range(LEADS)]
    leads = parsed(pages(edition(*views))["index.html"]).css(".lead")
    assert [len(lead.css(".others li")) for lead in leads] == [3, 0, 0]
    assert [len(lead.css(".coverage")) for lead in leads] == [1, 1, 1]


def test_single_report_has_no_coverage_line_and_no_timeline():
    one = view(article())
    found = pages(edition(one))
    assert not parsed(found["index.html"]).css(".coverage, .others")
    assert not parsed(found[f"stories/{one.story.id}.html"]).css(".tl")


def test_hub_without_stories_says_so_with_two_ways_on():
    found = pages(edition())
    for path in ("index.html", "topics/moon.html", "days/index.html"):
        assert len(parsed(found[path]).css(".empty a")) == 2, path
    assert not parsed(found["index.html"]).css(".side")


def test_side_column_names_what_rises_what_is_new_and_busy_topics():
    rising = [
        replace(one, receipt=replace(one.receipt, phase="rising"))
        for one in (view(article(f"https://a{n}.example/", title=f"Rising {n}"), heat=90 - n) for n in range(5))
    ]
    moon = view(article("https://m.example/1", title="Moon", published_at=NOW + HOUR), heat=71)
    moon = replace(moon, receipt=replace(moon.receipt, topics=(Label(topic="Moon", confidence=1), *moon.receipt.topics)))
    page = parsed(pages(told(*rising, moon))["index.html"])
    sections = {text_of(node.css_first("h2")): node for node in page.css("aside section")}
    assert [text_of(node) for node in sections["Breaking and rising"].css("h3")] == ["Rising 3", "Rising 4"]
    assert text_of(sections["Newest"].css_first("h3")) == "Moon"
    assert text_of(sections["Topics by activity"].css_first("li")) == "Moon1"
    assert sections["Earlier days"].css_first("a").attributes["href"] == "days/2026-01-05.html"


def test_masthead_counts_the_articles_of_24_hours_published_or_not():
    views = [view(article(f"https://a.example/{n}", published_at=NOW - n * HOUR), published=not n % 2, heat=80) for n in (0, 1, 23, 24)]
    pulse = parsed(pages(edition(*views))["index.html"]).css_first(".pulse")
    assert "3 articles and 1 story in 24 h" in text_of(pulse)
    assert [node.attributes["d"].count("M") for node in pulse.css("path")] == [2, 1]
    # A neighbour is another story's article, counted there.
    assert "3 articles and 1 story" in text_of(parsed(pages(told(rich()))["index.html"]).css_first(".pulse"))


def test_story_page_has_originals_with_their_copies_and_neighbours():
    page = story_page(rich())
    reports = page.css(".cov > li")
    assert [text_of(node.css_first("h3")) for node in reports] == ["Rocket lands", "Why the landing matters"]
    assert text_of(reports[0].css_first(".copies")) == "1 copy: Beta"
    assert not reports[1].css(".copies")
    assert [text_of(node) for node in page.css("section .others a")] == ["Other rockets"]
    assert "3 articles from 3 publishers: 2 originals, 1 copy" in text_of(page.css_first(".story-meta"))


def test_story_page_draws_a_lane_for_each_original_and_a_ring_for_each_copy():
    drawing = story_page(rich()).css_first(".tl > svg")
    assert [len(drawing.css(f"circle.{kind}")) for kind in ("orig", "copy", "second")] == [2, 1, 1]
    assert "2 original reports and 1 copy between 5 January 2026, 12:00 and 5 January 2026, 14:00 UTC, Alpha first." in text_of(
        drawing.css_first("desc")
    )


def test_story_of_very_many_originals_is_cut_and_says_so():
    many = [article(f"https://p{n}.example/1", title=f"Title {n}", published_at=NOW + n * HOUR / 60) for n in range(THREADS + 2)]
    page = story_page(view(*many))
    assert len(page.css(".cov > li")) == THREADS
    assert "and 2 later originals" in text_of(page.css_first("#coverage"))
    assert f"and {THREADS + 2 - LANES} originals later" in text_of(page.css_first(".tl"))


def test_story_page_tells_its_history():
    steps = [text_of(node) for node in story_page(rich()).css(".history span")]
    assert steps == ["First report, by Alpha.", "Read here: Alpha, Beta (copy), Delta.", "Judged rising, heat 85."]


def test_receipt_adds_up_and_marks_the_words_of_the_article_alone():
    parts = (
        Part(group="base", part="base", points=57),
        Part(group="relevance", part="subject in title", points=12, why="rocket, first flight"),
        Part(group="source", part="rated newsroom", points=7, why="news.example 0.71"),
        Part(group="style", part="all capitals", points=-6, why="ROCKET <i>"),
    )
    one = view(article())
    one = replace(one, receipt=replace(one.receipt, quality=Score(value=70, parts=parts), heat=score(60, 25)))
    page = story_page(one)
    for table in page.css("table")[:2]:
        points = [int(text_of(cell).replace("−", "-")) for cell in table.css("tbody td")]
        assert sum(points) == int(text_of(table.css_first("tfoot td")))
    rows = page.css_first("table").css("tbody th")
    assert [[text_of(mark) for mark in row.css("mark")] for row in rows] == [[], ["rocket", "first flight"], [], []]
    assert [text_of(row.css_first("small")) for row in rows[2:]] == ["news.example 0.71", "ROCKET <i>"]


def test_receipt_says_by_which_rule_and_how_far_from_the_threshold():
    one = view(article())
    decided = Verdict(value=True, rule="heat >= 90", margin=-5, caps=("market report",))
    page = story_page(replace(one, receipt=replace(one.receipt, published=decided)))
    said = text_of(page.css_first(".decision"))
    assert "by the rule “heat >= 90”: the heat is 5 points below the threshold of 90. Held back by: market report." in said


def test_absorbed_story_leads_to_its_heir_if_that_is_published():
    heir, hidden = view(article("https://a.example/1")), view(article("https://b.example/1"), heat=1, published=False)
    redirects = (replace(heir.story, id="s0"), heir.story), (replace(hidden.story, id="s1"), hidden.story)
    found = pages(edition(heir, hidden, redirects=redirects))
    page = parsed(found["stories/s0.html"])
    assert page.css_first('meta[http-equiv="refresh"]').attributes["content"] == f"0; url={heir.story.id}.html"
    assert page.css_first("main a").attributes["href"] == f"{heir.story.id}.html"
    assert "stories/s1.html" not in found
    assert "1 other story was merged into this one" in found[f"stories/{heir.story.id}.html"]


def test_topic_page_has_its_own_stories_subtopics_and_feeds():
    moon = view(article("https://m.example/1", title="Moon"))
    moon = replace(moon, receipt=replace(moon.receipt, topics=(Label(topic="Moon", confidence=1), *moon.receipt.topics)))
    found = pages(edition(moon, view(article("https://a.example/1", title="Mars"))))
    space, below = parsed(found["topics/space.html"]), parsed(found["topics/moon.html"])
    assert {text_of(node) for node in space.css(".cards h3")} == {"Moon", "Mars"}
    assert [text_of(node) for node in below.css(".cards h3")] == ["Moon"]
    assert text_of(space.css_first(".side .plain li")) == "Moon 1 story"
    assert below.css_first('a[href="../moon/feed.json"]')


def test_days_lead_to_the_day_before_and_after_and_are_those_of_first_reports():
    views = [view(article(f"https://a.example/{n}", title=f"Day {n}", published_at=NOW - timedelta(days=n))) for n in (0, 1, 3)]
    found = pages(edition(*views))
    day = parsed(found["days/2026-01-04.html"])
    assert text_of(day.css_first("h1")) == "Sunday 4 January 2026"
    assert [text_of(node) for node in day.css(".cards h3")] == ["Day 1"]
    assert [day.css_first(f'a[rel="{which}"]').attributes["href"] for which in ("prev", "next")] == ["2026-01-02.html", "2026-01-05.html"]
    assert text_of(day.css_first(".card time")) == "12:00"
    assert [text_of(node) for node in parsed(found["days/index.html"]).css(".days a")] == ["51 story", "41 story", "21 story"]


def test_day_of_very_many_stories_is_cut_and_says_so():
    views = [view(article(f"https://a.example/{n}"), heat=70 + n) for n in range(DAY_PAGE + 2)]
    page = parsed(pages(edition(*views))["days/2026-01-05.html"])
    assert len(page.css(".card")) == DAY_PAGE
    assert "2 cooler stories of this day are left out" in text_of(page.css_first("main"))


KINDS = (":not(.unread)", ".unread")
"""The bars of items, and those that hang from above."""


def source(name, **changes):
    return SourceView(
        source=Source(url=f"https://{name}.example/feed"), memory=memory(f"https://{name}.example/feed", title=name, **changes)
    )


def test_source_health_is_sorted_neediest_first_with_reason_and_bars():
    ill = source("ill", failures=3, failing_since=NOW - timedelta(hours=1), last_error="http-503: the server answered 503")
    said = Sighting(what="http-410", first=NOW - timedelta(days=2), last=NOW, times=4)
    gone = source("gone", failures=9, last_error="http-410: the server answered 410", gone=said)
    quiet = source("quiet", changed_at=NOW - timedelta(days=8))
    new = SourceView(source=Source(url="https://new.example/feed"))
    lead = article(source="https://well.example/feed", published_at=NOW - timedelta(days=2))
    other = article("https://b.example/1", source="https://well.example/feed", published_at=NOW - timedelta(days=40))
    what = edition(
        view(lead),
        view(other, published=False, heat=1),
        sources=(source("well"), new, quiet, gone, source("ailing", failures=1, last_error="timeout: silence"), ill),
    )
    rows = parsed(pages(what)["sources.html"]).css("tbody tr")
    assert [text_of(row.css_first(".state")) for row in rows] == ["Gone", "Failing", "Failing", "Quiet", "New", "Fresh"]
    removal = "Remove it from hub.toml, or look for its new address."
    assert [text_of(row.css_first(".wide")).split(" It is asked")[0] for row in rows] == [
        f"Its server says that it is gone for good (410), 4 times so far. Since 3 January, 12:00. {removal}",
        "3 failures in a row. The server answered 503. Since 5 January, 11:00.",
        "1 failure in a row. Silence.",
        "It answers, and has nothing new. Since 28 December 2025, 12:00.",
        "Not asked yet.",
        "It brings new items. The last came on 5 January, 12:00.",
    ]
    assert [text_of(row.css(".n")[2]) for row in rows] == ["0"] * 5 + ["1"]
    drawn = [[len(re.findall("M", path.attributes["d"])) for path in row.css(f".spark30 path{kind}")] for row in rows for kind in KINDS]
    assert drawn == [[], [3], [], [1], [], [], [], [], [], [], [1], []]
    assert [len(row.css(".spark30")) for row in rows] == [1, 1, 1, 1, 0, 1]


def test_source_health_of_very_many_sources_is_cut_and_says_so():
    page = parsed(pages(edition(sources=tuple(source(f"n{n}") for n in range(SOURCES_PAGE + 1))))["sources.html"])
    assert len(page.css("tbody tr")) == SOURCES_PAGE
    assert "1 healthier source is left out" in text_of(page.css_first("main"))


def test_scores_page_states_the_hubs_own_figures_and_those_of_the_rules():
    hub = replace(HUB, threshold=84, base=49, heat_step=7)
    text = text_of(parsed(pages(edition(view(article()), hub=hub))["scores.html"]).css_first("main"))
    assert "when its heat reaches 84" in text
    assert "steps of 7" in text
    assert "starts at 49 " in text
    assert f"{heat.COVERAGE:g} for each doubling" in text
    assert f"below a quality of {heat.GATE}+{heat.COVERAGE_LIMIT}" in text
    assert f"every {heat.VELOCITY_HALF_LIFE // HOUR} hours+{heat.VELOCITY}" in text
    assert f"every {heat.RECENCY_HALF_LIFE // HOUR} hours+{heat.RECENCY}" in text
    assert f"receipt+{heat.PIN}" in text
    assert f"last {phase.FRESH // HOUR} hours, from three publishers" in text
    assert (f"No report for {phase.FADING // HOUR} hours" in text, phase.BREAKING_PUBLISHERS) == (True, 3)
    assert f"last {phase.FADING // HOUR} hours it came back after {phase.SILENCE // HOUR} silent" in text
    assert ("Half of its publishers" in text, "one in four" in text, phase.RISES, phase.RISES_ON) == (True, True, 2, 4)


def test_scores_page_states_the_points_that_the_hubs_own_rules_give(tmp_path):
    toml = '[hub]\ntitle = "H"\n[policy]\nthreshold = 91\n[[topics]]\nname = "Kettles"\nkeywords = ["kettle"]\n'
    own = '[points.base]\nbase = 44\n[points.kind]\ndeal = 31\n"market-report mill" = -77\n'
    own += '[points.freshness]\n"older year in title or address" = -90\n'
    said = []
    for settings in ("", own):
        (tmp_path / "hub.toml").write_text(toml + settings)
        page = parsed(pages(edition(hub=load(tmp_path).view()))["scores.html"])
        assert "when its heat reaches 91" in text_of(page.css_first("main"))
        said.append([text_of(row.css_first("td")) for row in page.css("table.rt")[0].css("tbody tr")])
    ours, changed = said
    assert ours == ["−16 to +14 each", "−70 to −4 each", "−51 to +12 each", "+4 to +15 each", "−12 to +3 each"]
    assert changed == [ours[0], "−77 to +31 each", *ours[2:4], "−90 to +3 each"]
    assert "starts at 44 " in text_of(page.css_first("main"))


@pytest.mark.parametrize("hub", [HUB, replace(HUB, url="", description="", topics=())])
def test_pages_ask_no_other_server_and_no_script_for_anything(hub):
    for path, text in pages(told(rich(), hub=hub)).items():
        if path.endswith(".css"):
            assert not re.search(r"url\(|@import|expression", text)
        elif path.endswith(".html"):
            page = parsed(text)
            assert not page.css("script, img, iframe, object, embed, video, audio, style, form, base, [style], image, use")
            assert all("://" not in node.attributes["href"] for node in page.css("link"))
            policy = page.css_first('meta[http-equiv="Content-Security-Policy"]').attributes["content"]
            assert policy == "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"


def test_pages_have_landmarks_one_heading_and_a_way_past_the_header():
    for path, text in pages(told(rich())).items():
        if path.endswith(".html"):
            page = parsed(text)
            assert [len(page.css(name)) for name in ("h1", "main", "body > header", "body > footer", "head > title")] == [1, 1, 1, 1, 1], (
                path
            )
            assert page.css_first("body > a").attributes["href"] == "#main"
            assert page.css_first("html").attributes["lang"] == "en"
            assert all(node.attributes.get("aria-label") for node in page.css("nav, aside"))
            assert not [node for node in page.css("a") if not text_of(node)]
            ids = [node.attributes["id"] for node in page.css("[id]")]
            assert len(ids) == len(set(ids)), path


class Nesting(HTMLParser):
    """Reads a page as XML would: every element is closed in its turn, and no paragraph or link holds what would end it."""

    VOID = frozenset(("meta", "link", "br", "input"))
    BLOCKS = frozenset(
        ("p", "div", "ul", "ol", "li", "table", "section", "article", "h1", "h2", "h3", "details", "fieldset", "figure", "nav")
    )

    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attrs):
        if ("p" in self.open and tag in self.BLOCKS) or ("a" in self.open and tag in ("a", "input", "summary")):
            self.wrong.append((tag, self.getpos()))
        if len({name for name, _ in attrs}) != len(attrs):
            self.wrong.append((tag, self.getpos()))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        if tag not in ("path", "rect", "circle", "line"):
            self.wrong.append((tag, self.getpos()))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))


def test_pages_are_well_nested():
    one = rich()
    for what in (
        told(one, redirects=((replace(one.story, id="s0"), one.story),), sources=(source("ill", failures=1), source("well"))),
        edition(),
    ):
        for path, text in pages(what).items():
            if path.endswith(".html"):
                reading = Nesting()
                reading.feed(text)
                assert (reading.wrong, reading.open) == ([], []), path


def test_foreign_headlines_say_their_language():
    one = view(article(title="Rakete gelandet", language="de"))
    found = pages(edition(one))
    for path in ("index.html", f"stories/{one.story.id}.html", "topics/space.html"):
        assert parsed(found[path]).css_first(':is(h1, h2, h3) a[lang="de"][dir="auto"]'), path
    assert not parsed(found["index.html"]).css('[lang="en"]:not(html)')


def targets(path, text):
    """Yield every address within the site that a page names, as its file and its anchor."""
    for node in parsed(text).css("[href], [src]"):
        href = node.attributes.get("href") or node.attributes.get("src")
        if "://" in href:
            continue
        file, _, anchor = href.partition("#")
        rooted = file.removeprefix("/space/") if file.startswith("/space/") else normpath(join(dirname(path), file))
        yield href, rooted if file else path, anchor


def test_every_link_within_the_site_leads_to_a_file_and_an_anchor_that_are_there():
    one = rich()
    what = told(one, view(article("https://e.example/1", title="Two")), redirects=((replace(one.story, id="s0"), one.story),))
    files = {
        artifact.path: artifact.body.decode()
        for each in (SiteRenderer(), FeedRenderer(), ApiRenderer())
        for artifact in rendered(each, what)
    }
    checked = 0
    for path, text in files.items():
        for href, file, anchor in targets(path, text) if path.endswith(".html") else ():
            assert file in files, (path, href)
            assert not anchor or parsed(files[file]).css(f"[id={anchor}]"), (path, href)
            checked += 1
    assert checked > 200


def test_page_of_an_unknown_address_links_from_the_hubs_home_if_it_has_one():
    assert parsed(pages(edition())["404.html"]).css_first("main a").attributes["href"] == "/space/index.html"
    assert parsed(pages(edition(hub=replace(HUB, url="")))["404.html"]).css_first("main a").attributes["href"] == "index.html"


def test_kept_pages_do_not_change_with_the_hour():
    early, late = (pages(edition(rich(), as_of=NOW + timedelta(hours=hours))) for hours in (200, 201))
    assert {path for path in early if early[path] != late[path]} == {"index.html", "sources.html", "topics/moon.html", "topics/space.html"}


def test_publisher_has_a_page_with_its_standing_and_what_it_leads_and_carries():
    own = view(article("https://b.example/2", title="Beta alone", publisher="Beta", published_at=NOW + 2 * HOUR))
    rated = Score(
        value=64, parts=(Part(group="base", part="base", points=57), Part(group="source", part="rated newsroom", points=7, why="list 3"))
    )
    found = pages(told(rich(), replace(own, receipt=replace(own.receipt, quality=rated))))
    page = parsed(found["publishers/b.example.html"])
    assert text_of(page.css_first("h1")).endswith("Beta")
    assert [text_of(node) for node in page.css(".tally li")] == ["1led", "1reported beside others"]
    assert [[text_of(node) for node in section.css("h3")] for section in page.css(".stack section")] == [["Beta alone"], ["Rocket lands"]]
    assert text_of(page.css_first(".side tbody")) == "Rated newsroomlist 3+7"
    assert "neither adds" in text_of(parsed(found["publishers/a.example.html"]).css_first(".side"))
    assert "publishers/c.example.html" not in found  # it lies near the story, and reports none


def test_bylines_and_reports_lead_to_their_publishers_and_a_days_lines_do_not():
    found = pages(told(rich()))
    assert parsed(found["index.html"]).css_first(".byline .pub").attributes["href"] == "publishers/a.example.html"
    story = parsed(found[f"stories/{rich().story.id}.html"])
    assert [node.attributes["href"][14:] for node in story.css(".who a")] == ["a.example.html", "d.example.html"]
    assert not parsed(found["days/2026-01-05.html"]).css(".byline a.pub")


def test_publisher_without_a_plain_domain_has_a_page_within_the_folder():
    assert publisher_path("news.example") == "publishers/news.example.html"
    for odd in ("../../x", "", "a/b", "[::1]", "A.example", ".hidden", "x" * 300):
        assert re.fullmatch(r"publishers/[0-9a-f]{20}\.html", publisher_path(odd)), odd


def long_story(n):
    """Return a story of eight reports with titles, excerpts and addresses of the length that news has."""
    word = ("council", "harbour", "engine", "survey", "permit", "winter", "insurer", "turbine", "regulator", "island", "cable")
    title = " ".join(f"{word[(n * 7 + k * 3) % 11]}{(n * 31 + k) % 89}" for k in range(9))
    excerpt = " ".join(f"{word[(n * 5 + k * 4) % 11]}{(n * 17 + k * k) % 97}" for k in range(32))
    reports = [
        article(
            f"https://www.paper{(n + k) % 40}.example/2026/01/05/{title.replace(' ', '-')}-{k}",
            title=f"{title} {k}",
            excerpt=f"{excerpt}.",
            publisher=f"The Daily Paper {(n + k) % 40}",
            published_at=NOW - timedelta(minutes=n + 9 * k),
        )
        for k in range(8)
    ]
    return view(*reports[::-1], heat=70 + n % 90)


def test_pages_of_a_normal_hub_keep_within_their_weight():
    """In Arabic, whose words take most bytes: its letters have two."""
    topics = tuple(Topic(id=f"t{n}", name=f"Topic number {n}", parent="Space" if n else "") for n in range(12))
    what = edition(*map(long_story, range(150)), hub=replace(HUB, language="ar", topics=(HUB.topics[0], *topics[1:])))
    for artifact in rendered(SiteRenderer(), what):
        assert len(artifact.body) <= 100_000, artifact.path
        assert len(gzip.compress(artifact.body)) <= 20_000, artifact.path


def wordy_story(n, chance):
    """Return a story of twelve reports with titles, names and excerpts as long as they are kept, in an alphabet of two bytes a letter.

    Its words are made by chance and repeat hardly ever, and its addresses spell them out, at six signs a letter.
    """

    def text(length):
        letters = "".join(chance.choice("абвгдежзиклмнопрсту      ") for _ in range(length - 1))
        return " ".join(letters.split()) + "."

    return view(
        *(
            article(
                f"https://www.paper{chance.randrange(300)}.example/2026/01/05/{quote(text(60))}",
                title=text(130),
                excerpt=text(EXCERPT_LIMIT),
                publisher=text(50),
                published_at=NOW - timedelta(minutes=n + 9 * k),
                language="ru",
            )
            for k in range(12)
        ),
        heat=70 + n % 90,
    )


def test_pages_of_a_hub_of_long_words_keep_within_their_weight():
    chance = random.Random(7)
    topics = tuple(Topic(id=f"t{n}", name=f"Тема с длинным названием номер {n}", parent="Space") for n in range(12))
    stories = [wordy_story(n, chance) for n in range(60)]
    what = edition(*stories, hub=replace(HUB, language="ar", topics=(HUB.topics[0], *topics)))
    for artifact in rendered(SiteRenderer(), what):
        assert len(artifact.body) <= 100_000, artifact.path
        assert len(gzip.compress(artifact.body)) <= 20_000, artifact.path


def test_coverage_line_names_fewer_where_addresses_are_long():
    reports = [article(f"https://p{n}.example/{'%D9%84' * 60}", publisher=f"Paper {n}") for n in range(9)]
    line = parsed(pages(edition(view(article(), *reports)))["index.html"]).css_first(".coverage")
    assert text_of(line) == "and 9 more: Paper 0, Paper 1…"
    endless = article(f"https://p.example/{'%D9%84' * 400}", publisher="Paper")
    line = parsed(pages(edition(view(article(), endless)))["index.html"]).css_first(".coverage")
    assert text_of(line) == "and 1 more: Paper"


def test_card_in_a_list_shows_the_beginning_of_an_excerpt_and_a_lead_all():
    said = " ".join(f"word{n}" for n in range(45)) + "."
    views = [view(article(f"https://p{n}.example/1", excerpt=said), heat=150 - n) for n in range(LEADS + 1)]
    page = parsed(pages(edition(*views))["index.html"])
    assert {text_of(node) for node in page.css(".lead .excerpt")} == {said}
    (short,) = (text_of(node) for node in page.css(".card .excerpt"))
    assert short.endswith("…")
    assert said.startswith(short[:-1])
    assert len(short) <= GLIMPSE


def test_templates_can_be_replaced_and_still_escape():
    renderer = SiteRenderer({"404.html": "gone: {{ hub.title }}"})
    assert pages(edition(hub=replace(HUB, title="<b>")), renderer)["404.html"] == "gone: &lt;b&gt;\n"
    assert set(packaged()) == set(TEMPLATES)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("404.html", "one\n{{ nothing.at.all }}", "templates/404.html:2: `nothing` is undefined; mend it"),
        ("404.html", "one\n\n{{ hub. }}", "templates/404.html:3: unexpected end of variable block"),
        ("404.html", "{% extends 'none.html' %}", "templates/404.html:1: template"),
    ],
)
def test_template_that_cannot_be_rendered_is_told_with_file_and_line(name, text, said):
    with pytest.raises(HubError) as caught:
        pages(edition(), SiteRenderer({name: text}))
    assert caught.value.problems[0].startswith(said)
