"""The static API: the reference's shape, paging, and what each document says."""

from datetime import timedelta
import json

from jsonschema_rs import Draft202012Validator, meta
from msgspec.structs import replace
import pytest

from newsloom.render import paging
from newsloom.render.api import ApiRenderer
from newsloom.testing.contracts import check_renderer
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW, memory
from newsloom.testing.rendering import rendered
from newsloom.types import Label, Source, SourceView

# The keys of an item in the reference's own pages, in their order, and ours behind them.
REFERENCE = (
    "path title excerpt sourceUrl webUrl originalUrl featuredContent highlight heat tags images content type ampWebUrl cdnAmpWebUrl "
    "publishedDateTime updatedDateTime provider locale categories topics"
).split()
ADDED = ["quality", "related", "story"]


def documents(what):
    return {artifact.path: json.loads(artifact.body) for artifact in rendered(ApiRenderer(), what)}


def minutes(count, **changes):
    return [view(article(f"https://a.example/{n}", published_at=NOW - timedelta(minutes=n)), **changes) for n in range(count)]


def test_renderer_keeps_its_contract():
    check_renderer(ApiRenderer(), edition(*minutes(30)))


def test_item_has_every_key_of_the_reference_in_its_order():
    (shown,) = documents(edition(view(article())))["api/news/index.json"]["value"]
    assert list(shown) == REFERENCE + ADDED
    assert list(shown["images"][0]) == ["url", "width", "height", "title", "attribution", "isCached", "generic"]
    assert list(shown["provider"]) == ["name", "domain", "images", "publishers", "authors"]
    assert (shown["categories"], shown["locale"], shown["publishedDateTime"]) == (["news"], "en", "2026-01-05T12:00:00Z")
    assert [name for name, value in shown.items() if value is None] == [
        "sourceUrl", "featuredContent", "highlight", "tags", "ampWebUrl", "cdnAmpWebUrl", "updatedDateTime",
    ]  # fmt: skip


def test_video_has_a_null_web_address_as_in_the_reference():
    (shown,) = documents(edition(view(article(type="video"))))["api/news/index.json"]["value"]
    assert shown["webUrl"] is None
    assert shown["originalUrl"]


@pytest.mark.parametrize("count", [0, 1, 25, 26, 50, 60])
def test_pages_hold_25_each_newest_first_and_lead_to_the_next(count):
    found = documents(edition(*minutes(count)[::-1]))
    pages = [found[f"api/news/page/{number}/index.json"] for number in range(1, max(1, -(-count // 25)) + 1)]
    assert f"api/news/page/{len(pages) + 1}/index.json" not in found
    assert [page["nextPage"] for page in pages] == [*range(2, len(pages) + 1), None]
    assert {page["total"] for page in pages} == {count}
    assert all(len(page["value"]) == 25 for page in pages[:-1])
    shown = [each["originalUrl"] for page in pages for each in page["value"]]
    assert shown == [f"https://a.example/{n}" for n in range(count)]
    assert found["api/news/index.json"] == pages[0]


def test_items_of_one_moment_are_ordered_by_their_id():
    views = [view(article(f"https://a.example/{n}")) for n in range(9)]
    shown = documents(edition(*views))["api/news/index.json"]["value"]
    assert [each["story"]["id"] for each in shown] == sorted(each.story.id for each in views)


def test_topic_pages_hold_their_own_and_unpublished_items_are_on_none():
    moon = [
        replace(each, receipt=replace(each.receipt, topics=(Label(topic="Moon", confidence=1), Label(topic="Space", confidence=1))))
        for each in minutes(2)
    ]
    hidden = view(article("https://b.example/1"), heat=10, published=False)
    found = documents(edition(*moon, view(article("https://c.example/1")), hidden))
    totals = {path: page["total"] for path, page in found.items() if path.startswith("api/news/")}
    assert totals == {
        "api/news/index.json": 3,
        "api/news/page/1/index.json": 3,
        "api/news/space/index.json": 3,
        "api/news/space/page/1/index.json": 3,
        "api/news/moon/index.json": 2,
        "api/news/moon/page/1/index.json": 2,
    }
    assert [(topic["id"], topic["total"]) for topic in found["api/topics/index.json"]["value"]] == [("space", 3), ("moon", 2)]


def walked(found, folder="api/news/"):
    """Return the pages of a list as a client goes through them."""
    pages = [found[f"{folder}index.json"]]
    while (number := pages[-1]["nextPage"]) is not None:
        pages.append(found[f"{folder}page/{number}/index.json"])
    return pages


@pytest.mark.parametrize("count", [0, 1, 25, 26, 74, 75, 76, 99, 100, 130])
def test_walk_through_a_list_passes_every_item_once_from_the_newest_to_the_oldest(count, monkeypatch):
    monkeypatch.setattr(paging, "HEAD", 2)
    pages = walked(documents(edition(*minutes(count))))
    assert [shown["originalUrl"] for page in pages for shown in page["value"]] == [f"https://a.example/{n}" for n in range(count)]
    assert all(0 < len(page["value"]) <= 25 for page in pages) or count == 0
    assert {page["total"] for page in pages if page["page"] <= paging.ARCHIVE} == {count}
    assert {page["total"] for page in pages if page["page"] > paging.ARCHIVE} <= {None}


def test_new_items_change_no_page_of_the_archive(monkeypatch):
    monkeypatch.setattr(paging, "HEAD", 2)
    before, after = documents(edition(*minutes(130)[30:])), documents(edition(*minutes(130)))
    archive = {path for path in before if path.startswith("api/news/page/1") and path.count("/") == 4 and "page/1/" not in path}
    assert len(archive) == 2
    assert all(after[path] == before[path] for path in archive)


def test_every_story_has_a_document_and_an_absorbed_one_names_its_heir():
    heir, hidden = view(article("https://a.example/1")), view(article("https://b.example/1"), heat=10, published=False)
    found = documents(edition(heir, hidden, redirects=((replace(heir.story, id="s0"), heir.story),)))
    assert found["api/stories/s0.json"] == {"id": "s0", "mergedInto": heir.story.id}
    document = found[f"api/stories/{hidden.story.id}.json"]
    assert (document["id"], document["published"], document["why"]["margin"]) == (hidden.story.id, False, -60)
    assert sum(part["points"] for part in document["why"]["quality"]) == document["quality"]
    assert document["why"]["topics"] == [{"topic": "Space", "confidence": 0.9, "evidence": [{"where": "title", "what": ["rocket"]}]}]


def test_sources_tell_their_health_and_hide_what_is_no_web_address():
    sources = (
        SourceView(source=Source(url="https://a.example/f", kind="feed"), memory=memory("https://a.example/f")),
        SourceView(source=Source(url="https://b.example/f"), memory=memory(failures=3, last_error="no \x00 answer")),
        SourceView(source=Source(url="https://c.example/f")),
        SourceView(source=Source(url="javascript:alert(1)")),
    )
    found = documents(edition(sources=sources))["api/sources/index.json"]
    assert [(each["url"], each["state"], each["lastError"], each["checkedOn"]) for each in found["value"]] == [
        ("https://a.example/f", "fresh", None, "2026-01-05"),
        ("https://b.example/f", "failing", "no  answer", "2026-01-05"),
        ("https://c.example/f", "new", None, None),
    ]
    assert (found["total"], found["failing"]) == (3, 1)


def test_addresses_of_sources_are_shown_without_the_credentials_in_them():
    sources = (SourceView(source=Source(url="https://a.example/f?id=7&token=s3cret"), memory=memory(failures=1, last_error="no")),)
    files = {artifact.path: artifact.body for artifact in rendered(ApiRenderer(), edition(sources=sources))}
    assert json.loads(files["api/sources/index.json"])["value"][0]["url"] == "https://a.example/f?id=7&token=…"
    assert not any(b"s3cret" in body for body in files.values())


def test_index_names_documents_and_schemas_that_are_there():
    found = documents(edition(view(article())))
    index = found["api/index.json"]
    assert (index["stories"], index["published"], index["newest"]) == (1, 1, "2026-01-05T12:00:00Z")
    story = found["api/news/index.json"]["value"][0]["story"]["id"]
    for resource in index["resources"]:
        assert resource["path"].replace("{topic}", "space").replace("{id}", story) in found
        assert "$defs" in found[resource["schema"]]


def test_quiet_edition_is_the_same_an_hour_later():
    old = [view(article(f"https://a.example/{n}", published_at=NOW - timedelta(days=9))) for n in range(3)]
    assert documents(edition(*old)) == documents(edition(*old, as_of=NOW + timedelta(hours=1)))


def fits(path, found, schemas):
    """Return what schema the document at a path has to fit, and whether it does."""
    parts = path.removeprefix("api/").split("/")
    name = parts[0].removesuffix(".json")
    if parts[0] == "stories":
        name = "merged" if "mergedInto" in found[path] else "story"
    return schemas[name].is_valid(found[path])


def test_every_document_fits_its_schema(monkeypatch):
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    rich = view(article("https://a.example/1", amp_url="https://a.example/amp", logo="l", updated_at=NOW), article("https://b.example/1"))
    bare = view(article("https://v.example/1", type="video", images=(), excerpt="", language="", embed="<iframe></iframe>"))
    hidden = view(article("https://h.example/1"), heat=10, published=False)
    moved = replace(rich.story, id="s0"), rich.story
    source = SourceView(source=Source(url="https://c.example/f"), memory=memory(failures=2, last_error="x"))
    for what in (edition(), edition(rich, bare, hidden, *minutes(9), redirects=(moved,), sources=(source,))):
        found = documents(what)
        schemas = {path.split("/")[2].removesuffix(".json"): schema for path, schema in found.items() if path.startswith("api/schema/")}
        for schema in schemas.values():
            meta.validate(schema)
        checked = {name: Draft202012Validator(schema, validate_formats=True) for name, schema in schemas.items()}
        assert all(fits(path, found, checked) for path in found if not path.startswith("api/schema/"))
    wrong = found["api/news/index.json"]
    wrong["value"][0] = {**wrong["value"][0], "heat": None}
    assert not fits("api/news/index.json", found, checked)


def test_hub_without_an_address_names_its_lists_relative_to_the_host():
    found = documents(edition(hub=replace(HUB, url="")))
    assert found["api/topics/index.json"]["value"][0]["services"] == [{"name": "news", "endpoint": "/api/news/space/"}]
