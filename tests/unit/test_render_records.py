"""The record tree: what a field means, and which files there are."""

from datetime import timedelta

from msgspec.structs import replace
import pytest
import yaml

from newsloom.render.record import parse
from newsloom.render.records import DataRenderer, RecordRenderer
from newsloom.testing.contracts import check_renderer
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW, score
from newsloom.testing.rendering import rendered
from newsloom.types import Picture, Topic

HOUR = timedelta(hours=1)


def record(*views, **changes):
    (artifact,) = rendered(RecordRenderer(), edition(*views, **changes))
    return parse(artifact.body.decode())


def files(renderer, what):
    return {artifact.path: artifact.body.decode() for artifact in rendered(renderer, what)}


@pytest.mark.parametrize("renderer", [RecordRenderer(), DataRenderer()])
def test_renderer_keeps_its_contract(renderer):
    one = view(article("https://a.example/1"), article("https://b.example/1"))
    check_renderer(renderer, edition(one, view(article("https://c.example/1")), redirects=((replace(one.story, path="x.md"), one.story),)))


def test_every_story_has_a_record_published_or_not():
    views = view(article("https://a.example/1")), view(article("https://b.example/1"), heat=40, published=False)
    found = files(RecordRenderer(), edition(*views))
    assert list(found) == [f"_news/{each.story.path}" for each in views]
    assert [parse(text)["published"] for text in found.values()] == [True, False]


@pytest.mark.parametrize(
    ("heat", "published", "step", "threshold", "shown"),
    [
        (94, True, 5, 70, 90),
        (94, True, 1, 70, 94),
        (72, True, 5, 71, 71),  # a step below the threshold would unpublish it in a reader's eyes
        (73, True, 50, 70, 70),
        (69, False, 5, 70, 65),
        (88, False, 5, 70, 69),  # hidden by an editor: whoever reads heat alone must not show it
        (40, True, 5, 70, 70),
        (0, False, 5, 70, 0),
        (-1, False, 5, 70, -1),
    ],
)
def test_heat_is_rounded_down_and_stays_on_its_side_of_the_threshold(heat, published, step, threshold, shown):
    hub = replace(HUB, heat_step=step, threshold=threshold)
    found = record(view(article(), heat=heat, published=published), hub=hub)
    assert (found["heat"], found["published"]) == (shown, published)
    assert (found["heat"] >= threshold) == published


def test_times_are_never_later_than_the_edition():
    late = article(published_at=NOW + HOUR)
    other = article("https://b.example/1", published_at=NOW + 2 * HOUR)
    found = record(view(late, other))
    times = [found["publishedDateTime"], found["story"]["first"], found["story"]["last"], found["related"][0]["publishedDateTime"]]
    assert times == [NOW] * 4


def test_addresses_are_the_pages_and_the_sources_own():
    found = record(view(article("https://a.example/Ä?b=1", entry_url="http://feeds.a.example/x?utm_source=y#z")))
    assert (found["webUrl"], found["originalUrl"]) == ("https://a.example/Ä?b=1", "http://feeds.a.example/x?utm_source=y#z")


def test_video_has_no_web_address_but_its_embed():
    found = record(view(article(type="video", embed="<iframe>")))
    assert "webUrl" not in found
    assert (found["type"], found["featuredContent"]) == ("video", "<iframe>")


def test_amp_address_that_is_the_page_itself_is_no_amp_address():
    assert not {"ampWebUrl", "cdnAmpWebUrl"} & record(view(article("https://a.example/1", amp_url="https://a.example/1"))).keys()
    found = record(view(article("https://a.example/1", amp_url="https://a.example/1/amp")))
    assert found["cdnAmpWebUrl"] == "https://a-example.cdn.ampproject.org/c/s/a.example/1/amp"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example/", "//a.example/", "https://u:p@a.example/", "https://a.example/ x"]
)
def test_address_that_is_no_web_address_is_left_out(url):
    found = record(view(article("https://a.example/1", amp_url=url, entry_url=url, images=(Picture(url=url),))))
    assert found["originalUrl"] == "https://a.example/1"
    assert not {"ampWebUrl", "cdnAmpWebUrl", "images"} & found.keys()


def test_picture_has_measures_only_when_measured_and_is_called_cached_only_when_kept():
    pictures = (
        Picture(url="https://a.example/1.png", width=10, height=20, generic=True),
        Picture(url="https://a.example/2.png"),
        Picture(url="https://a.example/3.png", width=10, height=20, kept="abc"),
    )
    assert record(view(article(images=pictures)))["images"] == [
        {"url": "https://a.example/1.png", "width": 10, "height": 20, "generic": True},
        {"url": "https://a.example/2.png"},
        {"url": "https://a.example/3.png", "width": 10, "height": 20, "isCached": True},
    ]


def test_related_is_sorted_by_quality_then_time_then_address():
    others = [
        article(f"https://{name}.example/1", published_at=NOW - hours * HOUR) for name, hours in (("d", 1), ("c", 3), ("b", 2), ("a", 2))
    ]
    seen = view(article("https://z.example/1"), *others)
    points = {"d": 90, "c": 50, "b": 50, "a": 50}
    scored = tuple(replace(each, receipt=replace(each.receipt, quality=score(points[each.article.domain[0]]))) for each in seen.related)
    found = record(replace(seen, related=scored))
    assert [each["provider"]["domain"] for each in found["related"]] == ["d.example", "c.example", "a.example", "b.example"]


def test_story_counts_publishers_and_copies_without_themes():
    lead, other = article("https://a.example/1"), article("https://b.example/1")
    copy, theme = article("https://b.example/2"), article("https://c.example/1")
    related = sum((view(lead, each, relation=name).related for each, name in ((other, "coverage"), (copy, "copy"), (theme, "theme"))), ())
    found = record(replace(view(lead), related=related))
    assert (found["story"]["publishers"], found["story"]["copies"]) == (2, 1)
    assert sorted(each["relation"] for each in found["related"]) == ["copy", "coverage", "theme"]


def test_absorbed_story_leaves_a_redirect_at_its_path():
    heir = view(article("https://a.example/1", title="Heir: a"))
    absorbed = replace(heir.story, id="s0", path="2026-01-01-old.md", merged_into=heir.story.id)
    never_written = replace(absorbed, id="s1", path="")
    found = files(RecordRenderer(), edition(heir, redirects=((absorbed, heir.story), (never_written, heir.story))))
    assert parse(found["_news/2026-01-01-old.md"]) == {
        "category": "redirect",
        "title": "Heir: a",
        "published": False,
        "id": "s0",
        "redirectTo": {"path": f"_news/{heir.story.path}", "id": heir.story.id},
    }
    assert len(found) == 2


def test_topics_are_written_in_the_references_form():
    hub = replace(HUB, topics=(Topic(id="ai", name="AI", keywords=("ai",), hashtags=("#AI",), shortname="A", about="All of it."),))
    found = files(DataRenderer(), edition(hub=hub))
    assert list(found) == ["_data/topics/ai.yml"]
    assert yaml.safe_load(found["_data/topics/ai.yml"]) == {
        "taxonomy": "topic",
        "_id": "ai",
        "name": "AI",
        "shortname": "A",
        "about": "All of it.",
        "keywords": ["ai"],
        "hashtags": ["#AI"],
        "services": {"news": "https://hub.example/space/api/news/ai/"},
    }


@pytest.mark.parametrize(("names", "kept"), [("BAB", "B"), ("CBBCA", "B")])
def test_publisher_of_several_names_keeps_the_commonest_then_the_first(names, kept):
    named = [view(article(f"https://a.example/{number}", publisher=name)) for number, name in enumerate(names)]
    found = files(DataRenderer(), edition(*named))
    assert yaml.safe_load(found["_data/organizations/a.example.yml"]) == {
        "taxonomy": "organization",
        "_id": "a.example",
        "name": kept,
        "domain": "a.example",
    }


@pytest.mark.parametrize("domain", ["con.com", "COM1.example", "aux.example", "../x", "a/b", "::1", "", "a."])
def test_publisher_whose_domain_names_no_file_has_none(domain):
    found = files(DataRenderer(), edition(view(article("https://a.example/1", domain=domain))))
    assert not [path for path in found if path.startswith("_data/organizations/")]
