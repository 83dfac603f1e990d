"""A story's timeline as a picture: all of a small story, a bounded part of a large one, nothing from outside, nobody's markup."""

from datetime import timedelta

from lxml import etree
from msgspec.structs import replace
import pytest

from newsloom.render.spread import spread
from newsloom.render.timeline import LANES, MARKS, cut, svg, ticks
from newsloom.testing.factories import NOW, article, story

SVG = "{http://www.w3.org/2000/svg}"


def told(number, minutes=0.0, **changes):
    return article(f"https://p{number}.example/{number}", publisher=f"P{number}", published_at=NOW + timedelta(minutes=minutes), **changes)


def drawn(whole, articles, families=None, most=LANES):
    body = svg(spread(whole, {one.id: one for one in articles}, families or {}, most))
    return body, etree.fromstring(body)


def circles(root, kind):
    return [one for one in root.iter(SVG + "circle") if one.get("class") == kind]


def test_marks_say_what_each_article_is_and_copies_are_tied_to_their_text():
    articles = [told(number, 60 * number) for number in range(4)]
    whole = story(*articles)
    one, other, copy, adapted = whole.coverage
    coverage = (
        one,
        other,
        replace(copy, relation="copy", copy_of=other.article),
        replace(adapted, relation="adapted", copy_of=copy.article),
    )
    _, root = drawn(replace(whole, coverage=coverage), articles)
    legend = 1
    assert [len(circles(root, kind)) - legend for kind in ("lead", "coverage", "copy", "adapted")] == [1, 1, 1, 1]
    paths = [path.get("d") for path in root.iter(SVG + "path")]
    assert len(paths) == 2
    start = circles(root, "coverage")[0]
    assert all(path.startswith(f"M{start.get('cx')} {start.get('cy')}C") for path in paths)


def test_marks_lie_in_order_of_time_and_within_the_picture():
    articles = [told(number, minutes) for number, minutes in enumerate((0, 7, 300, 5_000_000))]
    _, root = drawn(story(*articles), articles)
    places = [float(one.get("cx")) for one in (*circles(root, "lead")[:1], *circles(root, "coverage")[:3])]
    assert places == sorted(places)
    assert places[0] > 200
    assert places[-1] < 930


def test_publishers_of_one_owner_share_a_lane():
    articles = [told(1), told(2, 10), told(3, 20)]
    families = {articles[0].id: "Gannet Group", articles[2].id: "Gannet Group"}
    made = spread(story(*articles), {one.id: one for one in articles}, families, LANES)
    assert [(lane.name, len(lane.marks)) for lane in made.lanes] == [("Gannet Group", 2), ("P2", 1)]


@pytest.mark.parametrize("words", ["</svg><script>alert(1)</script>", "]]>&<!--", "\x00\x1b\ud800\u202e", "A" * 5000, "灯台" * 500, ""])
def test_words_of_strangers_are_words(words):
    articles = [told(1, title=words), replace(told(2, 5, title=words), publisher=words)]
    body, root = drawn(story(*articles), articles)
    assert {one.tag for one in root.iter()} <= {
        SVG + name for name in ("svg", "title", "desc", "style", "rect", "text", "line", "path", "circle")
    }
    assert not {name for one in root.iter() for name in one.attrib} & {"href", "src", "onload", "onclick"}
    assert body.count(b"http") == body.count(b"http://www.w3.org/2000/svg") == 1
    shown = [one.text or "" for one in root.iter(SVG + "text")]
    assert max(map(len, shown)) <= 120


def test_picture_asks_for_nothing_and_follows_the_night():
    body, _ = drawn(story(told(1)), [told(1)])
    assert b"url(" not in body
    assert b"@import" not in body
    assert b"prefers-color-scheme: dark" in body


def test_story_of_thousands_of_articles_is_drawn_in_part_and_says_so():
    articles = [told(number, number) for number in range(900)] + [
        article(f"https://busy.example/{number}", published_at=NOW + timedelta(minutes=number)) for number in range(2100)
    ]
    body, root = drawn(story(*articles), articles)
    assert len(body) < 600_000
    assert len(list(root.iter(SVG + "circle"))) <= LANES * MARKS + 10
    text = " ".join(one.text or "" for one in root.iter(SVG + "text"))
    assert "and 861 more by 861 other publishers" in text
    assert f"+{2100 - MARKS}" in text


@pytest.mark.parametrize("minutes", [0, 1, 45, 600, 3000, 20_000, 600_000, 50_000_000])
def test_axis_has_few_round_times_within_the_story(minutes):
    last = NOW + timedelta(minutes=minutes)
    found = ticks(NOW, last)
    assert len(found) <= 8
    assert all(NOW <= moment <= last for moment, _ in found)
    assert minutes < 45 or len(found) >= 2


def test_cut_text_takes_no_more_columns_than_there_are():
    assert [cut(text, 5) for text in ("abcde", "abcdef", "灯台灯台", "a灯b", "")] == ["abcde", "abcd…", "灯台…", "a灯b", ""]
