"""The pictures flow: which pictures are fetched, what becomes of them, what goes when there is no room."""

import asyncio
from datetime import timedelta
from io import BytesIO

from msgspec.structs import replace
from PIL import Image
import pytest

from newsloom.extract.pictures import measure
from newsloom.flows.pictures import AGAIN, Keeper
from newsloom.flows.reports import PicturesReport, Silence
from newsloom.flows.views import Stories
from newsloom.ports import Outside
from newsloom.sink.gallery import Gallery
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import NOW, article, receipt, story
from newsloom.testing.fakes import InlineEngine, ReplayFetcher
from newsloom.types import Collected, Curated, Failure, Fetched, Kept, Picture, Verdict, Work

URL = "https://news.example/a.png"
PLENTY = 10_000_000


class Strict:
    """An engine that ends whatever it is given, as the local one ends a decompression bomb."""

    async def run(self, work: Work) -> Failure:
        return Failure(stage="engine", subject=work.subject, code="too-hard", reason="reading it takes more memory than is allowed")


def png(colour: int = 0) -> bytes:
    out = BytesIO()
    Image.new("RGB", (640, 360), (colour, 90, 120)).save(out, "PNG")
    return out.getvalue()


class Hub:
    """A store, a gallery and a network with one published story for each picture."""

    def __init__(self, place):
        self.store = SqliteStore(place / "hub.db")
        self.folder = place / "pictures"
        self.gallery = Gallery(self.folder)
        self.network = ReplayFetcher({URL: Fetched(url=URL, status=200, body=png(), at=NOW)})
        self.engine = InlineEngine()

    def tell(self, *pictures: Picture, published: bool = True) -> None:
        for number, picture in enumerate(pictures):
            own = article(f"https://news.example/{number}", images=(picture,))
            whole = story(own, path=f"{number}.md")
            verdict = Verdict(value=published, rule="heat >= 70", margin=0)
            self.store.save_collected(Collected(articles=(own,)))
            self.store.save_curated(Curated(stories=(whole,), receipts=(replace(receipt(own, whole), published=verdict),)))

    def keep(self, *, budget: int = PLENTY, now=NOW) -> PicturesReport:
        keeper = Keeper(self.store, self.gallery, budget, now, Silence())
        asyncio.run(keeper.fetch(keeper.wanted(), Outside(store=self.store, fetcher=self.network, engine=self.engine)))
        return keeper.finish()

    def files(self) -> int:
        return len(list(self.folder.glob("*")))


@pytest.fixture
def hub(tmp_path):
    hub = Hub(tmp_path)
    yield hub
    hub.store.close()


def test_pictures_of_a_published_story_is_kept_in_two_sizes(hub):
    hub.tell(Picture(url=URL, width=640, height=360))
    assert hub.keep() == PicturesReport(kept=1)
    name = hub.store.kept([URL])[URL].name
    assert hub.gallery.read(name).startswith(b"\xff\xd8\xff")
    assert len(hub.gallery.read(f"{name}-small")) < len(hub.gallery.read(name))
    assert hub.files() == 2


def test_pictures_kept_already_is_not_asked_for_again(hub):
    hub.tell(Picture(url=URL, width=640, height=360))
    hub.keep()
    assert hub.keep() == PicturesReport()
    assert len(hub.network.requests) == 1


@pytest.mark.parametrize(
    "picture",
    [Picture(url=URL, width=640, height=360, generic=True), Picture(url=URL, width=200, height=200), Picture(url=URL)],
    ids=["generic", "narrow", "unmeasured"],
)
def test_pictures_that_show_nothing_are_not_fetched(hub, picture):
    hub.tell(picture)
    assert hub.keep() == PicturesReport()
    assert hub.network.requests == []


def test_pictures_of_unpublished_stories_are_not_fetched(hub):
    hub.tell(Picture(url=URL, width=640, height=360), published=False)
    assert hub.keep() == PicturesReport()


def test_pictures_that_fail_are_tried_again_a_day_later(hub):
    gone = "https://news.example/gone.png"
    hub.tell(Picture(url=gone, width=640, height=360))
    assert hub.keep() == PicturesReport(failed=1)
    assert hub.keep(now=NOW + AGAIN / 2) == PicturesReport()
    hub.network.pages = {gone: Fetched(url=gone, status=200, body=png(), at=NOW)}
    assert hub.keep(now=NOW + AGAIN) == PicturesReport(kept=1)


def test_pictures_beyond_the_budget_go_the_oldest_first(hub):
    other = "https://news.example/b.png"
    hub.network.pages = {URL: Fetched(url=URL, status=200, body=png(1), at=NOW), other: Fetched(url=other, status=200, body=png(2), at=NOW)}
    hub.tell(Picture(url=URL, width=640, height=360))
    hub.keep(now=NOW)
    size = hub.store.kept([URL])[URL].size
    hub.tell(Picture(url=URL, width=640, height=360), Picture(url=other, width=640, height=360))
    assert hub.keep(now=NOW + timedelta(hours=1), budget=size + size // 2) == PicturesReport(kept=1, evicted=1)
    assert [bool(hub.store.kept([url])[url].name) for url in (URL, other)] == [False, True]
    assert hub.files() == 2


def test_pictures_with_equal_bytes_are_one_copy_and_go_only_together(hub):
    twin = "https://news.example/twin.png"
    hub.network.pages[twin] = Fetched(url=twin, status=200, body=png(), at=NOW)
    hub.tell(Picture(url=URL, width=640, height=360), Picture(url=twin, width=640, height=360))
    hub.keep()
    size = hub.store.kept([URL])[URL].size
    assert hub.files() == 2
    assert hub.keep(budget=size) == PicturesReport()
    assert hub.files() == 2


def test_gallery_without_a_picture_says_so(tmp_path):
    gallery = Gallery(tmp_path / "none")
    assert gallery.read("n") is None
    assert not gallery.has("n")
    gallery.keep_only([])


def test_kept_is_not_stored_with_the_article(hub):
    hub.tell(Picture(url=URL, width=640, height=360))
    hub.keep()
    held = hub.store.articles([article("https://news.example/0").id]).values()
    assert [picture.kept for one in held for picture in one.images] == [""]
    assert isinstance(hub.store.every_kept()[0], Kept)


def test_pictures_beyond_a_tiny_budget_are_not_asked_for_again(hub):
    hub.tell(Picture(url=URL, width=640, height=360))
    assert hub.keep(budget=1) == PicturesReport(kept=1, evicted=1)
    before = hub.store.revision()
    assert hub.keep(budget=1) == hub.keep(budget=1, now=NOW + 2 * AGAIN) == PicturesReport()
    assert (hub.store.revision(), len(hub.network.requests), hub.files()) == (before, 1, 0)


def test_pictures_that_were_lost_from_disk_are_had_again(hub):
    hub.tell(Picture(url=URL, width=640, height=360))
    hub.keep()
    hub.gallery.keep_only([])
    assert hub.keep() == PicturesReport(kept=1)
    assert hub.files() == 2


def test_pictures_that_the_disk_refuses_harm_nothing_else(hub):
    hub.tell(Picture(url=URL, width=640, height=360))
    hub.folder.write_text("a file where the folder should be")
    assert hub.keep() == PicturesReport(failed=1)
    assert hub.store.kept([URL])[URL].name == ""


def test_gallery_that_cannot_keep_a_picture_leaves_nothing_half_written(tmp_path):
    gallery = Gallery(tmp_path)
    (tmp_path / "n-small.jpg").mkdir()  # the second file cannot take its name
    with pytest.raises(OSError, match="irectory"):
        gallery.put("n", b"large", b"small")
    assert not list(tmp_path.glob("*.tmp"))
    assert not gallery.has("n")


def test_gallery_lets_go_of_what_nobody_names(hub):
    hub.tell(Picture(url=URL, width=640, height=360))
    hub.keep()
    hub.gallery.put("orphan", b"1", b"2")
    (hub.folder / "torn.tmp").write_bytes(b"3")
    hub.keep()
    assert hub.files() == 2


def test_pictures_that_take_too_much_are_failures(hub):
    hub.engine = Strict()
    hub.tell(Picture(url=URL, width=640, height=360))
    assert hub.keep() == PicturesReport(failed=1)
    assert hub.files() == 0


def test_pictures_lost_from_disk_are_called_kept_no_more(hub):
    hub.tell(Picture(url=URL, width=640, height=360))
    hub.keep()
    hub.gallery.keep_only([])
    Keeper(hub.store, hub.gallery, PLENTY, NOW, Silence()).finish()
    assert [view.article.images[0].kept for view in Stories(hub.store)] == [""]


def test_pictures_without_a_budget_are_let_go_without_a_network(hub):
    hub.tell(Picture(url=URL, width=640, height=360))
    hub.keep()
    assert Keeper(hub.store, hub.gallery, 0, NOW, Silence()).finish() == PicturesReport(evicted=1)
    assert hub.files() == 0
    assert [view.article.images[0].kept for view in Stories(hub.store)] == [""]


@pytest.mark.parametrize("kind", ["WEBP", "JPEG"])
def test_pictures_turned_by_their_file_are_shown_as_their_copies_lie(hub, kind):
    out, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (640, 360)).save(out, kind, exif=exif)
    hub.network.pages = {URL: Fetched(url=URL, status=200, body=out.getvalue(), at=NOW)}
    width, height = measure(out.getvalue())  # of a JPEG, it heeds the turn; of a WebP, it does not
    hub.tell(Picture(url=URL, width=width, height=height))
    assert hub.keep() == PicturesReport(kept=1)
    shown = next(iter(Stories(hub.store))).article.images[0]
    assert (shown.width, shown.height) == (360, 640)
    assert Image.open(BytesIO(hub.gallery.read(shown.kept))).size == (360, 640)
