"""A program written against the reference's API, run on ours: it knows nothing of us but the address, and takes each key for granted."""

from datetime import datetime, timedelta
import json
from urllib.parse import urlsplit

from msgspec.structs import replace
import pytest

from newsloom.render.api import ApiRenderer
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW
from newsloom.testing.rendering import rendered
from newsloom.types import Label

# The reference's fields, and what a value is: a type, or a type that may be null.
TEXT, WHOLE, FLAG, LIST = str, int, bool, list
NULL = type(None)
ITEM = {
    "path": (TEXT,), "title": (TEXT,), "excerpt": (TEXT,), "sourceUrl": (TEXT, NULL), "webUrl": (TEXT, NULL), "originalUrl": (TEXT, NULL),
    "featuredContent": (TEXT, NULL), "highlight": (TEXT, NULL), "heat": (WHOLE,), "tags": (LIST, NULL), "images": (LIST, NULL),
    "content": (TEXT,), "type": (TEXT,), "ampWebUrl": (TEXT, NULL), "cdnAmpWebUrl": (TEXT, NULL), "publishedDateTime": (TEXT,),
    "updatedDateTime": (TEXT, NULL), "provider": (dict,), "locale": (TEXT,), "categories": (LIST,), "topics": (LIST,),
}  # fmt: skip
PROVIDER = {"name": (TEXT,), "domain": (TEXT,), "images": (LIST, NULL), "publishers": (LIST, NULL), "authors": (LIST, NULL)}
IMAGE = {
    "url": (TEXT,), "width": (WHOLE, NULL), "height": (WHOLE, NULL), "title": (TEXT, NULL), "attribution": (TEXT, NULL),
    "isCached": (FLAG,),
}  # fmt: skip
TOPIC = {"name": (TEXT,), "shortname": (TEXT, NULL), "id": (TEXT,), "parent": (TEXT, NULL), "images": (LIST, NULL), "services": (LIST,)}


class OldClient:
    """Reads a hub as the reference's own pages did: page after page, by the number in `nextPage`."""

    def __init__(self, get, home):
        self._get, self._home = get, home

    def news(self, endpoint="api/news/"):
        number, page = 1, self._get(self._home + endpoint)
        assert page == self._get(f"{self._home}{endpoint}page/1/")
        while True:
            assert page["page"] == number
            yield from map(self._item, page["value"])
            if page["nextPage"] is None:
                return
            number = page["nextPage"]
            page = self._get(f"{self._home}{endpoint}page/{number}/")

    def topics(self):
        return [self._record(topic, TOPIC) for topic in self._get(f"{self._home}api/topics/")["value"]]

    def of_topic(self, topic):
        (address,) = (service["endpoint"] for service in topic["services"] if service["name"] == "news")
        return self.news(address.removeprefix(self._home))

    def _item(self, item):
        self._record(item, ITEM)
        self._record(item["provider"], PROVIDER)
        for image in (*(item["images"] or ()), *(item["provider"]["images"] or ())):
            self._record(image, IMAGE)
        assert item["type"] in ("article", "video")
        assert item["categories"] == ["news"]
        assert all(isinstance(topic, str) for topic in item["topics"])
        assert datetime.fromisoformat(item["publishedDateTime"]).tzinfo
        return item

    def _record(self, record, fields):
        for name, kinds in fields.items():
            assert type(record[name]) in kinds, (name, record[name])
        return record


def client(what, home="https://hub.example/space/"):
    """Return the client at the hub, asking for folders, as a static host answers it."""
    files = {artifact.path: artifact.body for artifact in rendered(ApiRenderer(), what)}

    def get(address):
        path = urlsplit(address).path.removeprefix(urlsplit(home).path)
        return json.loads(files[f"{path}index.json"])

    return OldClient(get, home)


@pytest.fixture(scope="module")
def hub():
    many = [view(article(f"https://a.example/{n}", published_at=NOW - timedelta(minutes=n), language="")) for n in range(2, 60)]
    video = view(
        article("https://v.example/1", type="video", embed="<iframe></iframe>", images=(), published_at=NOW - timedelta(minutes=1))
    )
    moon = view(article("https://m.example/1", amp_url="https://m.example/amp", logo="l"), article("https://b.example/1"), heat=90)
    moon = replace(moon, receipt=replace(moon.receipt, topics=(Label(topic="Space", confidence=1), Label(topic="Moon", confidence=1))))
    hidden = view(article("https://h.example/1"), heat=69, published=False)
    return client(edition(hidden, *many, video, moon))


def test_old_client_reads_every_published_item_newest_first_and_no_other(hub):
    shown = list(hub.news())
    assert [item["originalUrl"].split("/")[2] for item in shown[:3]] == ["m.example", "v.example", "a.example"]
    assert len(shown) == 60
    assert all(item["heat"] >= HUB.threshold for item in shown)
    times = [datetime.fromisoformat(item["publishedDateTime"]) for item in shown]
    assert times == sorted(times, reverse=True)
    assert [item["webUrl"] for item in shown if item["type"] == "video"] == [None]


def test_old_client_goes_from_a_topic_to_its_items(hub):
    topics = hub.topics()
    assert [(topic["id"], topic["parent"]) for topic in topics] == [("space", None), ("moon", "Space")]
    assert [len(list(hub.of_topic(topic))) for topic in topics] == [60, 1]


def test_old_client_reads_an_empty_hub():
    assert list(client(edition()).news()) == []
