"""The logos' flow: whose logos are fetched, what becomes of them, where they are shown."""

import asyncio
from datetime import timedelta
from io import BytesIO

from msgspec.structs import replace
from PIL import Image
import pytest

from newsloom.flows.logos import AGAIN, LogoKeeper
from newsloom.flows.pictures import Keeper
from newsloom.flows.reports import Silence
from newsloom.flows.views import Stories
from newsloom.ports import Outside
from newsloom.render.api import ApiRenderer
from newsloom.render.record import parse
from newsloom.render.records import DataRenderer, RecordRenderer
from newsloom.render.site import SiteRenderer
from newsloom.sink.gallery import Gallery
from newsloom.sink.names import fault
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.editions import edition
from newsloom.testing.factories import NOW, article, receipt, story
from newsloom.testing.fakes import InlineEngine, ReplayFetcher
from newsloom.testing.rendering import rendered
from newsloom.types import LOGO, Collected, Curated, Fetched, Verdict

PLENTY = 1_000_000


def icon(colour: int = 0) -> bytes:
    out = BytesIO()
    Image.new("RGB", (180, 180), (colour, 90, 120)).save(out, "PNG")
    return out.getvalue()


class Hub:
    """A store, a gallery and a network with one published story by a.example, which has a logo."""

    def __init__(self, place):
        self.store = SqliteStore(place / "hub.db")
        self.folder = place / "logos"
        self.gallery = Gallery(self.folder, ".png")
        self.network = ReplayFetcher(
            {
                "https://a.example/": Fetched(
                    url="https://a.example/", status=200, body=b"<link rel=apple-touch-icon href=/t.png>", at=NOW
                ),
                "https://a.example/t.png": Fetched(url="https://a.example/t.png", status=200, body=icon(), at=NOW),
            }
        )

    def tell(self, *urls: str, published: bool = True) -> None:
        for number, url in enumerate(urls):
            own = article(url)
            whole = story(own, path=f"{number}.md")
            verdict = Verdict(value=published, rule="heat >= 70", margin=0)
            self.store.save_collected(Collected(articles=(own,)))
            self.store.save_curated(Curated(stories=(whole,), receipts=(replace(receipt(own, whole), published=verdict),)))

    def keep(self, *, budget: int = PLENTY, now=NOW) -> int:
        keeper = LogoKeeper(self.store, self.gallery, budget, now)
        asyncio.run(keeper.fetch(keeper.wanted(), Outside(store=self.store, fetcher=self.network, engine=InlineEngine())))
        return keeper.finish()

    def name(self, domain: str = "a.example") -> str:
        return self.store.kept([LOGO + domain])[LOGO + domain].name


@pytest.fixture
def hub(tmp_path):
    hub = Hub(tmp_path)
    yield hub
    hub.store.close()


def test_logo_of_a_published_storys_publisher_is_kept_and_not_asked_for_again(hub):
    hub.tell("https://a.example/1", "https://a.example/2")
    hub.keep()
    asked = len(hub.network.requests)
    assert Image.open(BytesIO(hub.gallery.read(hub.name()))).size == (400, 400)
    assert Image.open(BytesIO(hub.gallery.read(f"{hub.name()}-small"))).size == (50, 50)
    hub.keep()
    assert (asked, len(hub.network.requests)) == (2, 2)


@pytest.mark.parametrize(("url", "published"), [("https://a.example/1", False), ("https://youtube.com/watch?v=abcdefgh", True)])
def test_unpublished_stories_and_stages_bring_no_logo(hub, url, published):
    hub.tell(url, published=published)
    hub.keep()
    assert hub.network.requests == []


@pytest.mark.parametrize("domain", ["prn.to", "aux.tv", "com1.example"])
def test_publisher_whose_domain_names_no_file_has_no_logo(hub, domain):
    hub.network.pages[f"https://{domain}/"] = hub.network.pages["https://a.example/"]
    hub.tell(f"https://{domain}/1")
    hub.keep()
    renderers = SiteRenderer(logos=hub.gallery.read), DataRenderer(hub.gallery.read)
    assert {fault(path) for renderer in renderers for path in files_of(hub, renderer)} == {""}


def test_without_a_budget_nobody_is_asked(hub):
    hub.tell("https://a.example/1")
    hub.keep(budget=0)
    assert hub.network.requests == []


def test_publisher_without_a_logo_is_asked_again_after_a_month(hub):
    hub.tell("https://b.example/1")
    hub.keep()
    hub.keep(now=NOW + timedelta(days=6))
    assert [request.url for request in hub.network.requests] == ["https://b.example/"]
    hub.tell("https://b.example/1")
    later = NOW + AGAIN
    own = article("https://b.example/later", published_at=later, seen_at=later)
    whole = story(own, path="later.md")
    hub.store.save_collected(Collected(articles=(own,)))
    hub.store.save_curated(Curated(stories=(whole,), receipts=(receipt(own, whole, published=Verdict(value=True, rule="r", margin=0)),)))
    hub.keep(now=later)
    assert len(hub.network.requests) == 2


def test_logos_beyond_the_budget_go_and_are_not_asked_for_in_every_cycle(hub):
    hub.tell("https://a.example/1")
    assert hub.keep(budget=10) == 1
    assert (hub.name(), list(hub.folder.glob("*"))) == ("", [])
    hub.keep(now=NOW + timedelta(days=6))
    assert len(hub.network.requests) == 2


def test_publisher_behind_an_aggregators_link_is_asked_at_its_own_address(hub):
    hub.network.pages["https://links.example/"] = hub.network.pages["https://a.example/"]
    hub.tell("https://a.example/1")
    own = article("https://links.example/rss/1", domain="a.example", published_at=NOW + timedelta(minutes=1))
    whole = story(own, path="2.md")
    hub.store.save_collected(Collected(articles=(own,)))
    hub.store.save_curated(Curated(stories=(whole,), receipts=(receipt(own, whole, published=Verdict(value=True, rule="r", margin=0)),)))
    hub.keep(now=NOW + timedelta(hours=1))
    assert [request.url for request in hub.network.requests] == ["https://a.example/", "https://a.example/t.png"]


def test_publisher_that_never_answers_takes_up_one_run_alone(hub, monkeypatch):
    class Silent:
        asked = 0

        async def fetch(self, request):
            self.asked += 1
            await asyncio.sleep(3600)

    hub.network = Silent()
    monkeypatch.setattr("newsloom.flows.logos.EACH", 0.01)
    hub.tell("https://a.example/1")
    hub.keep()
    hub.keep(now=NOW + timedelta(hours=1))
    assert hub.network.asked == 1


def test_logos_and_pictures_keep_to_themselves(hub, tmp_path):
    hub.tell("https://a.example/1")
    hub.keep()
    Keeper(hub.store, Gallery(tmp_path / "pictures"), 0, NOW, Silence()).finish()
    assert hub.name()
    assert len(list(hub.folder.glob("*"))) == 2


def files_of(hub, renderer) -> dict[str, bytes]:
    return {file.path: file.body for file in rendered(renderer, replace(edition(), stories=Stories(hub.store)))}


def test_kept_logo_stands_in_record_data_api_and_site(hub):
    hub.tell("https://a.example/1")
    hub.keep()
    small = "assets/images/organizations/a.example-50x50.png"
    record = parse(files_of(hub, RecordRenderer())["_news/0.md"].decode())
    (image,) = record["provider"]["images"]
    assert image["url"].endswith("/" + small)
    assert (image["width"], image["height"]) == (50, 50)
    data = files_of(hub, DataRenderer(hub.gallery.read))
    assert b'- url: "/assets/images/organizations/a.example-400x400.png"' in data["_data/organizations/a.example.yml"]
    assert data[small] == hub.gallery.read(f"{hub.name()}-small")
    assert data[small.replace("50x50", "400x400")] == hub.gallery.read(hub.name())
    assert small.encode() in files_of(hub, ApiRenderer())["api/news/index.json"]
    site = files_of(hub, SiteRenderer(logos=hub.gallery.read))
    assert f'<img class="mk" src="{small}"'.encode() in site["index.html"]
    assert small.encode() in site[f"stories/{next(iter(Stories(hub.store))).story.id}.html"]
    assert site[small] == data[small]


def test_without_a_logo_the_initial_stands(hub):
    hub.tell("https://b.example/1")
    site = files_of(hub, SiteRenderer(logos=hub.gallery.read))
    assert b'<img class="mk"' not in site["index.html"]
    assert b'<span class="mk m' in site["index.html"]
    assert b"images" not in files_of(hub, DataRenderer(hub.gallery.read))["_data/organizations/b.example.yml"]


def test_folder_of_somebody_elses_in_the_gallery_ends_no_cycle(hub):
    hub.tell("https://a.example/1")
    hub.keep()
    (hub.folder / "previews").mkdir()
    hub.keep()
    assert hub.name()
