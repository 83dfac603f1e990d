"""Editions at the edges of what can be said: first and last years, the longest texts, the most reports, pictures and topics."""

from datetime import UTC, datetime, timedelta
import json

from msgspec.structs import replace
import pytest
from tests.unit import feed_rules
from tests.unit.test_render_hostile import check_html, check_yaml, render

from newsloom.sink.names import Names
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW
from newsloom.types import Change, Picture, Topic

FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def dated(*moments):
    """Return stories of which each was written, read and changed at one of the moments."""
    times = [
        {"published_at": at, "seen_at": at, "updated_at": at, "changes": (Change(field="title", before="x", at=at),)} for at in moments
    ]
    return [view(article(f"https://a{n}.example/1", **each), article(f"https://b{n}.example/1", **each)) for n, each in enumerate(times)]


MANY = [article(f"https://p{n % 9}.example/{n}", title=f"Report {n}", published_at=NOW - timedelta(minutes=n)) for n in range(300)]
EXTREMES = {
    "the first year": dated(FIRST),
    "the last year": dated(LAST),
    "all years at once": dated(FIRST, NOW, LAST),
    "300 reports": [view(*MANY[:150]), view(*MANY, relation="copy")],
    "100,000 letters": [view(article(title="<" * 100_000, publisher="\u202e" + "p" * 10_000))],
    "1,000 pictures": [view(article(images=tuple(Picture(url=f"https://a.example/{n}.jpg", width=n, height=9) for n in range(1_000))))],
    "addresses that differ by case": [view(article(f"https://a.example/{name}", title="Same")) for name in ("Path", "path", "PATH")],
    "nothing said": [view(article(title="", excerpt="", publisher="", images=(), language=""))],
}


@pytest.mark.parametrize("stories", EXTREMES.values(), ids=EXTREMES)
def test_extreme_edition_is_whole_in_every_output(stories):
    files = render(edition(*stories))
    names = Names()
    assert [path for path in files if names.take(path)] == []
    for path, body in files.items():
        if path.endswith((".xml", ".opml", "feed.json")):
            feed_rules.check(path, body)
        elif path.endswith(".html"):
            check_html(body)
        elif path.endswith(".json"):
            json.loads(body, parse_constant=pytest.fail)
    for one in stories:
        check_yaml(one.article.title, files[f"_news/{one.story.path}"])
        assert {f"stories/{one.story.id}.html", f"api/stories/{one.story.id}.json"} <= files.keys()


def test_hundreds_of_topics_below_one_have_a_page_and_a_way_up_each():
    topics = tuple(Topic(id=f"t{n}", name=f"Topic {n}", parent="Topic 0" if n else "") for n in range(300))
    files = render(edition(hub=replace(HUB, topics=topics)))
    assert check_html(files["topics/t0.html"]).css_first('a[href="t299.html"]').text() == "Topic 299"
    assert check_html(files["topics/t299.html"]).css_first('main a[href="t0.html"]').text() == "Topic 0"
