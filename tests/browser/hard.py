"""Hubs that are hard to show: words without end, scripts in both directions, nothing at all; written as a site to be looked at."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from newsloom.render.item import item
from newsloom.render.letter import Letter, LetterRenderer, piece
from newsloom.render.letter.archive import Kept
from newsloom.render.site import SiteRenderer
from newsloom.render.site.cards import card
from newsloom.render.site.reports import tell
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW, memory
from newsloom.testing.rendering import rendered
from newsloom.types import Edition, HubView, Search, Sighting, Source, SourceView, StoryView, Topic

HOUR = timedelta(hours=1)
BELOW = "/hub/"
"""Where the sites are served: the page of an unknown address links from there, under whatever folder it is shown."""

ENDLESS = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"

TITLES = (
    (ENDLESS * 2, "de"),
    ("هبط المسبار على القمر بعد رحلة استمرت ثلاثة أيام كاملة حول الأرض، وعاد الطاقم سالما إلى القاعدة", "ar"),
    ("探査機が月に着陸し、乗組員は無事に帰還したと宇宙機関が発表した。長い見出しがここに続き、さらに続く", "ja"),
    ("यान चंद्रमा पर उतरा और चालक दल सुरक्षित लौट आया", "hi"),
    ("ยานลงจอดบนดวงจันทร์และลูกเรือเดินทางกลับอย่างปลอดภัยหลังจากภารกิจสามวันที่ยาวนาน", "th"),
    ("הנחתת נחתה על הירח", "he"),
    ("https://www.example.org/" + "a" * 160, "en"),
    ("🚀" * 60, "en"),
    ("<b>not bold</b> & “quotes” {{ hub }}", "en"),
    ("", "en"),
    ("One plain headline", "en"),
)
"""Headlines, each with its language."""


def hard(language: str) -> Edition:
    """Return a hub in a language, whose stories, publishers, topics and sources have such names."""
    topics = tuple(Topic(id=f"t{n}", name=f"{ENDLESS[:40]} {n}", parent="Space") for n in range(12))
    kept = (Search(id="w", name="W" * 90, query="w"), Search(id="landing", name="هبوط <b>", query="landing"))
    shown = {"topics": (HUB.topics[0], *topics), "newsletter": True, "search": 9, "searches": kept}
    hub = replace(_home(language), title=ENDLESS[:40], description="W" * 90, **shown)
    return edition(*map(_story, range(len(TITLES))), hub=hub, as_of=NOW + 3 * HOUR, sources=tuple(_sources()))


def bare(language: str) -> Edition:
    """Return a hub in a language that has no story and no source yet."""
    return edition(hub=_home(language), sources=())


def lone(language: str) -> Edition:
    """Return a hub in a language with a single story of a single report, without a picture or an excerpt."""
    return edition(view(article("https://a.example/1", excerpt="")), hub=_home(language))


def _home(language: str) -> HubView:
    return replace(HUB, language=language, url=f"https://hub.example{BELOW}")


def _story(place: int) -> StoryView:
    title, language = TITLES[place]
    name = f"{ENDLESS[:50]} {ENDLESS[:30]}"
    lead = article(
        f"https://www.{'long-' * 9}name-{place}.example/1",
        title=title,
        language=language,
        excerpt=(title or "No headline. ") * 4,
        publisher=name,
        published_at=NOW - place * HOUR,
    )
    others = (
        article(
            f"https://p{place}-{n}.example/1",
            title=f"{title} {n}",
            language=language,
            publisher=f"{('النشرة', 'Paper')[n % 2]} {'X' * 6 * n}",
            published_at=lead.published_at + n * HOUR / 6,
        )
        for n in range(place % 5)
    )
    return view(lead, *others, heat=160 - place)


def _sources() -> Sequence[SourceView]:
    said = Sighting(what="http-410", first=NOW - 50 * HOUR, last=NOW, times=4)
    told = f"http-503: {ENDLESS} said the server"
    troubles = ({}, {"failures": 3, "failing_since": NOW - 50 * HOUR, "last_error": told}, {"failures": 9, "gone": said})
    addresses = [f"https://{'long-' * 9}source-{n}.example/{'a' * 60}" for n in range(len(troubles))]
    return [
        SourceView(source=Source(url=url), memory=memory(url, title=ENDLESS, **trouble))
        for url, trouble in zip(addresses, troubles, strict=True)
    ]


def written(folder: Path, what: Edition) -> Path:
    """Write a hub's site into a folder, its letters' pages included; return the folder."""
    renderers = (SiteRenderer(), LetterRenderer(lambda: [Kept(_letter(what))] if what.stories else []))
    for artifact in (artifact for renderer in renderers for artifact in rendered(renderer, what)):
        path = folder / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.body)
    return folder


def _letter(what: Edition) -> Letter:
    pieces = tuple(
        piece(card(view, shown, tell(view, shown, what), what.hub), view.article.id, 3)
        for view in what.stories
        for shown in [item(view, what)]
    )
    return Letter(day=NOW.date(), start=NOW - 24 * HOUR, end=NOW, weekly=False, found=len(pieces), pieces=pieces)
